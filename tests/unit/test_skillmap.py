"""What stands on a map: what a role builds on, alternatives in one box, what two roles share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from planner import load_catalog
from planner.model import Catalog
from planner.skillmap import Link, Node, SkillMap, of_catalog, of_role, of_two

FILES: dict[str, dict[str, Any]] = {
    "base/shell": {"levels": {"awareness": {"hours": 1}, "working": {"hours": 4}}},
    "base/network": {"hours": 2},
    "base/portal": {"hours": 2, "requires": ["network"]},
    "tools/red": {"name": "Red", "hours": 3, "requires": ["shell@awareness", "portal"]},
    "tools/blue": {"name": "Blue", "hours": 3, "requires": ["shell@awareness"]},
    "tools/green": {"name": "Green", "hours": 3, "requires": ["shell@awareness"]},
    "apps/site": {"hours": 5, "requires": [{"any_of": ["red", "blue"]}, "shell@working"]},
    "apps/extra": {"hours": 5},
    "apps/model": {"hours": 5, "requires": ["shell@awareness"]},
    "roles/one": {
        "name": "One",
        "requires": {"must": ["site"], "should": ["network"], "could": ["extra"]},
    },
    "roles/two": {
        "name": "Two",
        "requires": {"must": ["model", {"any_of": ["red", "blue"]}], "should": ["green"]},
    },
}


def written(folder: Path, files: dict[str, dict[str, Any]]) -> Catalog:
    levels = {"name": "Tiny", "levels": ["awareness", "working"], "defaults": {"level": "working"}}
    for name, content in {"catalog": levels, **files}.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return load_catalog(folder)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return written(tmp_path, FILES)


def by_id(chart: SkillMap) -> dict[str, Node]:
    return {node.id: node for node in chart.nodes}


def test_role_shows_what_it_builds_on_and_alternatives_in_one_box(catalog: Catalog) -> None:
    chart = of_role(catalog, catalog.roles["one"])
    found = by_id(chart)
    assert set(found) == {"site", "network", "shell", "blue|red"}
    assert found["blue|red"] == Node(
        id="blue|red", name="Red or Blue", detail="working", area="tools", optional=True
    )
    assert found["shell"].detail == "working"
    assert set(chart.links) == {
        Link(source="shell", target="site"),
        Link(source="blue|red", target="site"),
        Link(source="shell", target="blue|red"),
    }
    assert (chart.title, chart.summary) == ("One", "4 skills")


def test_competencies_stand_alone_and_alternatives_are_marked(catalog: Catalog) -> None:
    chart = of_role(catalog, catalog.roles["one"], "competencies")
    found = by_id(chart)
    optional = {id for id, node in found.items() if node.optional}
    assert optional == {"red@working", "blue@working", "portal@working"}
    assert set(found) - optional == {
        "site@working",
        "network@working",
        "shell@awareness",
        "shell@working",
    }
    assert Link(source="red@working", target="site@working", optional=True) in chart.links
    assert Link(source="shell@awareness", target="shell@working") in chart.links


def test_what_all_alternatives_build_on_is_on_the_map(tmp_path: Path) -> None:
    three = {"name": "Three", "requires": {"must": [{"any_of": ["red", "blue"]}]}}
    catalog = written(tmp_path, FILES | {"roles/three": three})
    chart = of_role(catalog, catalog.roles["three"])
    assert set(by_id(chart)) == {"blue|red", "shell"}
    assert chart.links == (Link(source="shell", target="blue|red"),)


def test_two_roles_are_told_apart_box_by_box(catalog: Catalog) -> None:
    chart = of_two(catalog, catalog.roles["one"], catalog.roles["two"])
    assert chart.bands == ("Only One", "Both", "Only Two")
    assert {(node.id, node.band, node.state) for node in chart.nodes} == {
        ("site", "Only One", "only"),
        ("network", "Only One", "only"),
        ("shell", "Both", "shared"),
        ("blue|red", "Both", "shared"),
        ("model", "Only Two", "only"),
        ("green", "Only Two", "only"),
    }
    assert by_id(chart)["shell"].detail == "working / awareness"
    counts = "2 skills only for One, 2 for both, 2 only for Two"
    assert chart.summary == f"{counts}; where a box has two levels, the first is for One"


def test_alternative_that_the_other_role_surely_needs_is_shared(tmp_path: Path) -> None:
    two = {"name": "Two", "requires": {"must": ["model", "red"]}}
    catalog = written(tmp_path, FILES | {"roles/two": two})
    chart = of_two(catalog, catalog.roles["one"], catalog.roles["two"])
    assert by_id(chart)["red"].state == "shared"
    assert "blue|red" not in by_id(chart)


@pytest.mark.parametrize("grain", ["skills", "competencies"])
def test_catalog_shows_everything_with_every_prerequisite(catalog: Catalog, grain: Any) -> None:
    chart = of_catalog(catalog, grain)
    everything = catalog.skills if grain == "skills" else catalog.competencies
    assert set(by_id(chart)) == set(everything)
    end = "" if grain == "skills" else "@working"
    assert Link(source=f"red{end}", target=f"site{end}", optional=True) in chart.links
    assert Link(source=f"network{end}", target=f"portal{end}") in chart.links


@pytest.mark.parametrize("name", sorted(load_catalog().roles))
def test_every_role_of_the_bundled_catalog_has_a_map(name: str) -> None:
    catalog = load_catalog()
    chart = of_role(catalog, catalog.roles[name])
    ids = set(by_id(chart))
    assert all({link.source, link.target} <= ids for link in chart.links)
    asked = [clause for _, clause in catalog.roles[name].requirements("should")]
    skills = {part for id in ids for part in id.split("|")}
    for clause in asked:
        assert skills & {option.partition("@")[0] for option in clause.options}
