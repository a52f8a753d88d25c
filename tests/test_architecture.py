"""The layers, what each command may import, and how the catalog is found."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("networkx", "yaml", "numpy", "highspy")

TINY = {
    "one.yaml": "name: One\nhours: 1\n",
    "two.yaml": "name: Two\nhours: 2\nrequires: [one]\n",
    "choice.yaml": "name: Choice\nhours: 2\nrequires: [{any_of: [one, two]}, two]\n",
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A catalog without a real choice."""
    for name, text in TINY.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    return tmp_path


def imported_by(arguments: list[str]) -> set[str]:
    """Which of the heavy libraries a command loads, in a process of its own."""
    code = (
        "import sys\n"
        "from planner.cli import main\n"
        "try:\n"
        f"    main({arguments!r}, prog_name='planner')\n"
        "except SystemExit as end:\n"
        "    assert end.code in (0, None, 1), end.code\n"
        f"print('loaded:', *[name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["plan", "--help"], ["check", "--help"]]
)
def test_help_and_version_load_no_library(arguments: list[str]) -> None:
    assert imported_by(arguments) == set()


@pytest.mark.parametrize(
    "arguments", [["roles"], ["skills"], ["show", "two"], ["check"], ["plan", "choice"]]
)
def test_commands_that_need_no_solver_load_yaml_alone(arguments: list[str], tiny: Path) -> None:
    loaded = imported_by([*arguments, "--catalog", str(tiny)])
    assert loaded == {"yaml"}


def test_a_plan_with_a_choice_loads_the_solver_and_no_graph_library(tiny: Path) -> None:
    text = "name: Open\nhours: 1\nrequires: [{any_of: [one, other]}]\n"
    (tiny / "open.yaml").write_text(text, encoding="utf-8", newline="\n")
    (tiny / "other.yaml").write_text("name: Other\nhours: 1\n", encoding="utf-8", newline="\n")
    assert imported_by(["plan", "open", "--catalog", str(tiny)]) == {"yaml", "highspy", "numpy"}


def test_layers_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_module_is_named_like_one_it_would_hide() -> None:
    names = {path.stem for path in (ROOT / "planner").rglob("*.py")}
    assert names.isdisjoint({"calendar", "select", "json", "html", "csv"})


def test_top_level_holds_what_the_design_names() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    named = {"pyproject.toml", "README.md", "LICENSE", "planner", "skills", "tests"}
    assert {name for name in top if not name.startswith(".")} == named


def test_core_asks_neither_clock_nor_chance() -> None:
    core = [path for path in (ROOT / "planner").rglob("*.py") if "cli" not in path.parts]
    asked = re.compile(r"\b(today\(\)|now\(\)|import random\b|import time\b|os\.environ|getcwd)")
    guilty = [path.name for path in core if asked.search(path.read_text(encoding="utf-8"))]
    assert guilty == []
