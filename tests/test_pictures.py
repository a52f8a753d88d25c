"""The pictures of the README are what the program draws; `--update-golden` draws them anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.cli import main

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "pictures"

PICTURES = {
    "devops-mlops.svg": ["graph", "devops-engineer", "mlops-engineer"],
    "plan.svg": ["plan", "mlops-engineer", "--from", "devops-engineer", "--start", "2027-01-04"],
}
"""Each picture with the command that draws it."""

SMALL = 80_000
"""Bytes; more is too much for the head of a README."""


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_picture_is_what_the_program_draws(
    name: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    drawn = tmp_path / name
    result = CliRunner().invoke(main, [*PICTURES[name], "-o", str(drawn)])
    assert result.exit_code == 0, result.output
    text = drawn.read_text(encoding="utf-8")
    if pytestconfig.getoption("--update-golden"):
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    assert text == (FOLDER / name).read_text(encoding="utf-8")
    assert len(text.encode("utf-8")) < SMALL


def test_every_picture_of_the_readme_is_drawn() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert sorted(shown) == [f"tests/pictures/{name}" for name in sorted(PICTURES)]
