"""The package as other programs use it: its names, the graph of a catalog, and its example."""

from __future__ import annotations

import datetime
import doctest
import subprocess
import sys
from collections import Counter
from pathlib import Path

import networkx
import pytest

import planner
from planner import Catalog, PlannerError, Profile, Settings, load_catalog, make_plan
from tests.catalog_files import written

FILES = {
    "catalog": "name: Small\nversion: '1'\n",
    "base/shell": "hours: 2\n",
    "base/python": "levels:\n  awareness: {hours: 1}\n  working: {hours: 8, requires: [shell]}\n",
    "base/git": "hours: 3\nafter: [shell]\n",
    "cloud/aws": "hours: 20\n",
    "cloud/gcp": "hours: 16\n",
    "cloud/deploy": "hours: 5\nrequires: [python@working, {any_of: [aws, gcp]}]\nafter: [git]\n",
    "roles/deployer": "name: Deployer\nrequires: {must: [deploy], should: [git]}\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("catalog"), FILES)


@pytest.fixture(scope="module")
def catalog(folder: Path) -> Catalog:
    return load_catalog(folder)


# --- names


def test_every_name_of_the_package_is_there() -> None:
    assert planner.__all__ == [
        "Catalog",
        "Plan",
        "PlannerError",
        "Profile",
        "Settings",
        "load_catalog",
        "make_plan",
    ]
    assert [name for name in planner.__all__ if not callable(getattr(planner, name))] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'planner' has no attribute 'make_plans'"):
        planner.make_plans  # noqa: B018


def test_importing_the_package_reads_nothing_else() -> None:
    code = "import sys, planner; print([m for m in sys.modules if m.startswith('planner.')])"
    source = str(Path(planner.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {source!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_the_example_of_the_package_is_true() -> None:
    found = doctest.testmod(planner)
    assert (found.attempted > 3, found.failed) == (True, 0)


# --- a plan


def test_a_plan_from_start_to_end(catalog: Catalog) -> None:
    profile = Profile(have=("shell",), target=("deployer",))
    plan = make_plan(
        catalog, profile, today=datetime.date(2027, 1, 4), settings=Settings(depth="must")
    )
    assert isinstance(plan, planner.Plan)
    assert {step.competency for step in plan.steps} == {
        "python@awareness",
        "python@working",
        "gcp@working",
        "deploy@working",
    }
    assert plan.hours.likely == (1 + 8 + 16 + 5) * 60


@pytest.mark.parametrize("as_text", [True, False], ids=["text", "path"])
def test_a_catalog_is_named_by_text_or_path(as_text: bool, folder: Path) -> None:
    assert load_catalog(str(folder) if as_text else folder).name == "Small"


def test_a_broken_catalog_raises_all_its_problems(tmp_path: Path) -> None:
    written(tmp_path, {"area/one": "hours: -1\n", "area/two": "hours: 1\nrequires: [three]\n"})
    with pytest.raises(PlannerError) as caught:
        load_catalog(tmp_path)
    assert len(caught.value.problems) == 2
    assert caught.value.exit_code == 3


def test_an_unknown_target_raises(catalog: Catalog) -> None:
    with pytest.raises(PlannerError) as caught:
        make_plan(catalog, Profile(target=("deplyer",)), today=datetime.date(2027, 1, 4))
    assert caught.value.exit_code == 2
    assert "did you mean `deployer`" in str(caught.value)


# --- the graph


def test_a_node_is_a_competency(catalog: Catalog) -> None:
    assert type(catalog.graph) is networkx.DiGraph
    assert set(catalog.graph) == set(catalog.competencies)
    assert len(catalog.graph) == 7
    assert catalog.graph.nodes["python@working"] == {
        "skill": "python",
        "level": "working",
        "area": "base",
        "minutes": 480,
    }


def test_an_edge_is_a_prerequisite_with_its_kind(catalog: Catalog) -> None:
    edges = {(one, other): data for one, other, data in catalog.graph.edges(data=True)}
    assert edges == {
        ("python@awareness", "python@working"): {"kind": "hard"},
        ("shell@working", "python@working"): {"kind": "hard"},
        ("python@working", "deploy@working"): {"kind": "hard"},
        ("aws@working", "deploy@working"): {"kind": "any_of", "clause": 1},
        ("gcp@working", "deploy@working"): {"kind": "any_of", "clause": 1},
        ("shell@working", "git@working"): {"kind": "soft"},
        ("git@working", "deploy@working"): {"kind": "soft"},
    }


def test_hard_edges_have_a_topological_order(catalog: Catalog) -> None:
    hard = hard_part(catalog)
    place = {id: number for number, id in enumerate(networkx.topological_sort(hard))}
    assert place.keys() == catalog.competencies.keys()
    assert place["shell@working"] < place["python@working"] < place["deploy@working"]


def test_the_graph_is_made_once(catalog: Catalog) -> None:
    assert catalog.graph is catalog.graph


def test_a_prerequisite_that_is_hard_and_soft_is_hard(tmp_path: Path) -> None:
    files = {"area/one": "hours: 1\n", "area/two": "hours: 1\nrequires: [one]\nafter: [one]\n"}
    graph = load_catalog(written(tmp_path, files)).graph
    assert graph.edges["one@working", "two@working"] == {"kind": "hard"}


def test_a_prerequisite_that_is_hard_and_an_alternative_is_hard(tmp_path: Path) -> None:
    requires = "requires: [one, {any_of: [one, three]}]"
    files = {
        "area/one": "hours: 1\n",
        "area/three": "hours: 1\n",
        "area/two": f"hours: 1\n{requires}\n",
    }
    graph = load_catalog(written(tmp_path, files)).graph
    assert graph.edges["one@working", "two@working"] == {"kind": "hard"}


def test_the_bundled_catalog_can_be_learned_along_its_hard_edges() -> None:
    bundled = load_catalog()
    kinds = Counter(kind for *_, kind in bundled.graph.edges(data="kind"))
    assert kinds.keys() == {"hard", "any_of", "soft"}
    assert set(bundled.graph) == set(bundled.competencies)
    assert networkx.is_directed_acyclic_graph(hard_part(bundled))


def hard_part(catalog: Catalog) -> networkx.DiGraph:
    """Every competency, and the hard edges alone."""
    graph = catalog.graph
    hard = networkx.DiGraph()
    hard.add_nodes_from(graph)
    hard.add_edges_from(
        (one, other) for one, other, kind in graph.edges(data="kind") if kind == "hard"
    )
    return hard
