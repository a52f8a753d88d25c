"""The README tells the truth: its commands run, its excerpt is what the program prints."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.cli import COMMANDS, main
from planner.decode import FORMATS, json_schema

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def blocks(language: str) -> list[str]:
    text = README.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    lines = "".join(blocks("sh")).splitlines()
    return [line for line in lines if line.startswith("planner ")]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("command", commands())
@pytest.mark.usefixtures("here")
def test_every_command_of_the_readme_runs(command: str) -> None:
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout


def test_every_command_is_in_the_readme_or_explains_itself() -> None:
    named = {shlex.split(command)[1] for command in commands()}
    assert set(COMMANDS) - named == {"roles", "schema"}


def test_the_excerpt_is_what_the_program_prints(pytestconfig: pytest.Config) -> None:
    (block,) = blocks("console")
    command, _, shown = block.partition("\n")
    result = CliRunner().invoke(main, shlex.split(command.removeprefix("$ "))[1:])
    printed = "\n".join(result.stdout.splitlines()[:35]) + "\n...\n"
    if pytestconfig.getoption("--update-golden"):
        text = README.read_text(encoding="utf-8").replace(block, f"{command}\n{printed}")
        README.write_text(text, encoding="utf-8", newline="\n")
        shown = printed
    assert shown == printed


def test_the_python_of_the_readme_runs() -> None:
    (code,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].endswith(" True")
    assert "linux@awareness" in done.stdout


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - {"profile", "progress"}))
def test_schema_files_are_those_of_the_program(kind: str) -> None:
    file = ROOT / "skills" / "schema" / f"{kind}.json"
    assert json.loads(file.read_text(encoding="utf-8")) == json_schema(kind)


def test_every_file_of_the_catalog_offers_completion() -> None:
    folder = {"roles": "role", "projects": "project"}
    wrong = []
    for file in (ROOT / "skills").glob("*/*.yaml"):
        kind = folder.get(file.parent.name, "skill")
        first = file.read_text(encoding="utf-8").splitlines()[0]
        if first != f"# yaml-language-server: $schema=../schema/{kind}.json":
            wrong.append(file.name)
    assert wrong == []
