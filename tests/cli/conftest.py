"""The command line as a person or a script meets it, on the tiny catalog of `tests/golden/`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner, Result

import planner
from planner.cli import main

from .answers import TINY, Run, Shell


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, far from the checkout."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here: Path) -> Run:
    """A command with its words, in this process; a crash is a failed test."""

    def run(*words: str) -> Result:
        return CliRunner(catch_exceptions=False).invoke(main, words, prog_name="planner")

    return run


@pytest.fixture
def tiny(run: Run) -> Run:
    """The same for commands on the tiny catalog."""
    return lambda *words: run(*words, "--catalog", str(TINY))


@pytest.fixture
def plan(tiny: Run) -> Run:
    """`planner plan` on the tiny catalog from the first Monday of 2027."""
    return lambda *words: tiny("plan", *words, "--today", "2027-01-04")


@pytest.fixture
def shell(here: Path) -> Shell:
    """`python -m planner` as a process of its own, its output in pipes unless said otherwise."""

    def shell(
        *words: str, stdout: int | IO[bytes] = subprocess.PIPE, **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        source = str(Path(planner.__file__).parents[1])
        inherited = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        return subprocess.run(
            [sys.executable, "-m", "planner", *words],
            env=inherited | {"PYTHONPATH": source, "PYTHONUTF8": "0"} | environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
        )

    return shell


@pytest.fixture
def wide(here: Path) -> Path:
    """A catalog whose every text is long and made of characters two columns wide."""
    text = "データパイプラインと機械学習の基礎と応用" * 6
    spaced = " ".join(["データパイプライン"] * 20)
    skill = {"name": text, "summary": spaced, "hours": [1, 2.25, 4], "can": [text, spaced]}
    learn = [{"title": spaced, "url": "https://example.org/" + "long-" * 40}]
    role = {"name": spaced, "summary": text, "requires": {"must": ["lake", {"tools": spaced}]}}
    files = {
        "data/lake": skill | {"aliases": [text + "a"], "basis": "judgement"},
        "data/tools": skill | {"requires": [{"lake": text}], "learn": learn, "build": spaced},
        "roles/keeper": role | {"suits": [text]},
    }
    for name, content in files.items():
        path = here / "wide" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8", newline="\n")
    return here / "wide"
