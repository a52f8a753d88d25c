"""The README tells the truth: its commands run, its excerpt is what the program prints."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

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


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """Every command of the README with its answer, typed one after the other in a new folder."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "skills", folder / "skills")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return {one: CliRunner().invoke(main, shlex.split(one)[1:]) for one in commands()}


@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_readme_runs(command: str, answers: dict[str, Result]) -> None:
    result = answers[command]
    assert result.exit_code == 0, result.output
    assert all(line.startswith("wrote ") for line in result.stderr.splitlines())
    assert result.stdout or result.stderr


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
