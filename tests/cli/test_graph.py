"""`planner graph` end to end: formats, endings, roles that are not there."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest
from click.testing import Result

from .answers import Run, Shell, refused

ENDINGS = {
    "svg": "<svg ",
    "html": "<!doctype html>",
    "htm": "<!doctype html>",
    "mmd": "flowchart LR",
    "mermaid": "flowchart LR",
    "dot": "digraph ",
    "gv": "digraph ",
    "graphml": "<graphml ",
}


def printed(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_mermaid_is_printed_unless_asked_otherwise(tiny: Run) -> None:
    text = printed(tiny("graph", "builder"))
    assert text.startswith("flowchart LR\n")
    assert text == printed(tiny("graph", "builder", "--format", "mermaid"))
    assert text == printed(tiny("graph", "builder", "-o", "-"))


@pytest.mark.parametrize(("ending", "start"), ENDINGS.items())
def test_ending_chooses_the_format(tiny: Run, here: Path, ending: str, start: str) -> None:
    result = tiny("graph", "builder", "-o", f"map.{ending}")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"wrote map.{ending}\n"
    assert (here / f"map.{ending}").read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize("names", [(), ("builder",), ("builder", "starter")])
@pytest.mark.parametrize("level", ["skills", "competencies"])
@pytest.mark.parametrize("format", ["svg", "html", "mermaid", "dot", "graphml"])
def test_same_question_gets_the_same_bytes(
    tiny: Run, names: tuple[str, ...], level: str, format: str
) -> None:
    words = ("graph", *names, "--level", level, "--format", format)
    assert printed(tiny(*words)) == printed(tiny(*words)) != ""


def test_levels_have_boxes_of_their_own_only_when_asked_for(tiny: Run) -> None:
    skills = printed(tiny("graph", "builder", "--format", "dot"))
    levels = printed(tiny("graph", "builder", "--format", "dot", "--level", "competencies"))
    assert '"shell"' in skills
    assert "@" not in skills
    assert re.search(r'"shell@\w+"', levels)


def test_whole_catalog_is_drawn_without_a_role(tiny: Run) -> None:
    graph = networkx.parse_graphml(printed(tiny("graph", "--format", "graphml")))
    assert {"shell", "unikernels", "serving"} <= set(graph)
    assert all(data["name"] and data["area"] for _, data in graph.nodes(data=True))


def test_two_roles_stand_side_by_side(tiny: Run) -> None:
    svg = printed(tiny("graph", "starter", "builder", "--format", "svg"))
    root = ElementTree.fromstring(svg)
    headings = [one.text or "" for one in root.iter() if one.get("class") == "heading"]
    assert [text.split()[0] for text in headings] == ["Only", "Both", "Only"]


def test_page_may_load_nothing_and_run_nothing(tiny: Run) -> None:
    page = printed(tiny("graph", "builder", "--format", "html"))
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert len(policy) == 1
    assert policy[0].startswith("default-src 'none'; style-src 'sha256-")
    assert page.count("<style>") == 1
    assert re.findall(r"<script|\bsrc=|href=|\bstyle=", page) == []


def test_roles_are_known_by_any_of_their_names(run: Run) -> None:
    assert printed(run("graph", "MLOps")) == printed(run("graph", "mlops-engineer"))


def test_unknown_role_gets_a_suggestion(tiny: Run) -> None:
    refused(tiny("graph", "bulder"), 2, "unknown-role", "did you mean `builder`?")
    refused(tiny("graph", "builder", "startr"), 2, "unknown-role", "did you mean `starter`?")
    refused(tiny("graph", "shell"), 2, "not-a-role")


def test_role_beside_itself_is_refused(tiny: Run) -> None:
    refused(tiny("graph", "builder", "Builder"), 2, "same-role", "name two roles")


def test_unknown_ending_is_refused_with_those_that_are_known(tiny: Run, here: Path) -> None:
    refused(tiny("graph", "builder", "-o", "map.png"), 2, "unknown-ending", ".svg", ".graphml")
    assert list(here.iterdir()) == []


def test_pipe_that_knows_few_characters_still_gets_the_map(shell: Shell, wide: Path) -> None:
    words = ("graph", "--catalog", str(wide), "--format", "svg")
    result = shell(*words, PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, b"")
    assert "データ" in result.stdout.decode("utf-8")
