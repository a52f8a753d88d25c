"""What looks redundant and is not, is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import Catalog, store
from planner.lint import lint

GIT = "levels: {awareness: {hours: 1, basis: judgement}, working: {hours: 8, basis: judgement}}"
PLAIN = "hours: 8\nbasis: judgement\n"


def codes(folder: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    catalog = store.load(folder)
    assert isinstance(catalog, Catalog), str(catalog)
    return [one.code for one in lint(catalog)]


def test_soft_edges_in_a_row_are_not_redundant(tmp_path: Path) -> None:
    """A plan without Docker still wants Helm after Git."""
    docker, helm = PLAIN + "after: [git]\n", PLAIN + "after: [docker, git]\n"
    assert codes(tmp_path, {"git.yaml": PLAIN, "docker.yaml": docker, "helm.yaml": helm}) == []


def test_a_soft_edge_of_a_skill_is_redundant_only_if_it_is_at_every_level(tmp_path: Path) -> None:
    levels = (
        "levels:\n"
        "  awareness: {hours: 1, basis: judgement}\n"
        "  working: {hours: 9, basis: judgement, requires: [git@awareness]}\n"
        "after: [git@awareness]\n"
    )
    assert codes(tmp_path, {"git.yaml": GIT, "docker.yaml": levels}) == []
    again = levels.replace("working: {", "working: {after: [git@awareness], ")
    assert codes(tmp_path, {"git.yaml": GIT, "docker.yaml": again}) == ["redundant-edge"]


@pytest.mark.parametrize(
    ("requires", "found"),
    [
        ("{must: [git@awareness], should: [git@working]}", 0),
        ("{should: [git@awareness], must: [git@working]}", 1),
        ("{must: [git@awareness, git@working]}", 1),
        ("{must: [git, git]}", 1),
        ("{must: [{any_of: [git, svn]}], should: [git]}", 0),
        ("{must: [{any_of: [git, svn]}], should: [{any_of: [svn, git@awareness]}]}", 1),
        ("{must: [{any_of: [git, svn]}, {any_of: [svn, git]}]}", 1),
        ("{could: [git, {any_of: [git, svn]}]}", 1),
    ],
)
def test_a_requirement_is_repeated_if_another_of_its_weight_meets_it(
    tmp_path: Path, requires: str, found: int
) -> None:
    role = f"requires: {requires}\n"
    files = {"git.yaml": GIT, "svn.yaml": PLAIN + "after: [git]\n", "roles/developer.yaml": role}
    other = {"roles/archivist.yaml": "requires: {must: [svn]}\n"}
    assert codes(tmp_path, files | other) == ["repeated-requirement"] * found


def test_what_only_shortens_another_skill_is_no_orphan(tmp_path: Path) -> None:
    git = PLAIN + "transfers: {svn: 0.5}\n"
    files = {"git.yaml": git, "svn.yaml": PLAIN, "roles/developer.yaml": "requires: {must: [git]}"}
    assert codes(tmp_path, files) == []


@pytest.mark.parametrize(
    "can", ["String commands together", "Bring it up", "Focus a search", "Use it", "Ping a host"]
)
def test_a_deed_is_not_vague(tmp_path: Path, can: str) -> None:
    assert codes(tmp_path, {"git.yaml": f"{PLAIN}can: [{can}]\n"}) == []


@pytest.mark.parametrize(
    "can", ["Git", "Git basics", "Knows Git", "Ability to merge", "Merging", "Basic Linux"]
)
def test_a_topic_is_vague(tmp_path: Path, can: str) -> None:
    assert codes(tmp_path, {"git.yaml": f"{PLAIN}can: [{can}]\n"}) == ["vague-can"]
