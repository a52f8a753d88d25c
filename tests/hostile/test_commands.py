"""Every text through the reader of catalogs and the commands that show one."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from planner import load_catalog
from planner.cli import main
from planner.model import Catalog

from . import naughty


def columns(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.category(char) in ("Mn", "Me") for char in text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog with a skill a text, some of them asked for by a role."""
    folder = tmp_path_factory.mktemp("catalog")
    skills = {f"skill-{number}": text for number, text in enumerate(naughty())}
    for id, text in skills.items():
        learn = [{"title": text, "url": "https://example.org/", "kind": "docs", "cost": "free"}]
        facts = {"can": [f"Say {text}"], "build": text, "learn": learn, "hours": 1}
        _write(folder / "area" / f"{id}.yaml", {"name": text, "summary": text} | facts)
    needs = [{id: text} for id, text in list(skills.items())[::30]]
    role = {"name": "Keeper", "summary": "Keeps.", "requires": {"must": needs}}
    _write(folder / "roles" / "keeper.yaml", role)
    return folder


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    # JSON is YAML, but for the way in which it escapes what lies beyond 16 bits.
    text = json.dumps(content, ensure_ascii=False)
    escaped = re.sub(r"[^ -~]", lambda one: f"\\U{ord(one[0]):08x}", text)
    path.write_text(escaped, encoding="ascii", newline="\n")


@pytest.fixture(scope="module")
def catalog(folder: Path) -> Catalog:
    return load_catalog(folder)


def test_every_text_is_read_as_it_was_written_but_for_blanks_around_it(catalog: Catalog) -> None:
    names = {id: skill.name for id, skill in catalog.skills.items()}
    assert names == {f"skill-{number}": text.strip() for number, text in enumerate(naughty())}


@pytest.mark.parametrize(
    "words",
    [
        ("skills",),
        ("roles",),
        ("check",),
        ("show", "keeper"),
        ("plan", "keeper", "--today", "2027-01-04"),
        ("next", "--to", "keeper", "--today", "2027-01-04"),
        ("why", "skill-30", "--to", "keeper", "--today", "2027-01-04"),
        ("paths", "--today", "2027-01-04"),
        ("status", "--to", "keeper", "--today", "2027-01-04"),
        *(("show", f"skill-{number}") for number in range(0, 480, 120)),
    ],
    ids=" ".join,
)
def test_no_command_lets_a_text_through(
    words: tuple[str, ...], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    option = [str(folder)] if words[0] == "check" else ["--catalog", str(folder)]
    result = CliRunner(catch_exceptions=False).invoke(main, [*words, *option])
    assert result.exit_code in (0, 1), result.output
    assert result.stdout.strip() or words[0] == "check"
    lines = result.output.split("\n")
    assert [line for line in lines if not line.isprintable()] == []
    if words[0] != "check":
        assert [line for line in lines if columns(line) > 80] == []


def test_name_typed_by_a_person_is_told_harmlessly(folder: Path) -> None:
    for text in naughty()[::96]:
        result = CliRunner(catch_exceptions=False).invoke(
            main, ["show", "--catalog", str(folder), "--", text]
        )
        assert all(line.isprintable() for line in result.output.split("\n")), text
        assert result.exit_code in (0, 2), text
