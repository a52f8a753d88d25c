"""Every fault in a catalog is reported once, with its place, cause and cure, and nothing else is.

Each file of `broken/` tells in `story` what an author did wrong, holds the catalog, and ends with
what the program `says`. Most have one fault, and so one problem; the others count their `faults`.
Files are made from `files` (text), `bytes` (one character a byte), `repeat` (head, a line so many
times, tail), `link` (target), `folder` and `locked` (nobody may read it). The catalog is read from
`catalog`, unless the file names another folder, or a `profile` to read instead.

After a change of wording, `pytest --update-golden` rewrites `says`; read the difference.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from planner import lint, store
from planner.model import Catalog
from planner.problems import Problems
from planner.profile import Profile

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
SOURCE = sorted(Path(store.__file__).parent.glob("*.py"))
WORLD = {"files", "bytes", "repeat", "link", "folder", "locked", "catalog", "profile"}
SAYS = "\nsays: |\n"
HEAD = re.compile(r"\b(?:error|warning)\[([a-z0-9-]+)\]: ")
CODE = re.compile(
    r"""(?:code=|\b(?:report|_finding|_problem|_Unfit)\((?:[^"()]*,)?)\s*"([a-z0-9-]+)\""""
)
ABOUT_REQUESTS = {
    "bad-event",
    "budget-too-small",
    "contradiction",
    "deadline-too-soon",
    "duplicate-item",
    "level-of-role",
    "no-plan",
    "no-target",
    "not-a-plan",
    "too-long",
    "unknown-id",
    "which-level",
}
"""Codes for what a person asks of a good catalog, or did with it; other tests are about them."""


def case(file: Path) -> dict[str, Any]:
    loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def contents(case: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for name, text in case.get("files", {}).items():
        yield name, text.encode("utf-8")
    for name, text in case.get("bytes", {}).items():
        yield name, text.encode("latin-1")
    for name, part in case.get("repeat", {}).items():
        text = part["head"] + part["line"] * part["times"] + part["tail"]
        yield name, text.encode("utf-8")


def write(case: dict[str, Any], root: Path) -> None:
    root.mkdir()
    for name in case.get("folder", ()):
        (root / name).mkdir(parents=True, exist_ok=True)
    for name, data in contents(case):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    for name, target in case.get("link", {}).items():
        try:
            (root / name).symlink_to(target)
        except OSError:
            pytest.skip("this system does not let us make links")


@contextmanager
def locked(paths: list[Path]) -> Iterator[None]:
    if paths and (sys.platform == "win32" or os.geteuid() == 0):
        pytest.skip("nothing can be locked from this user")
    for path in paths:
        path.chmod(0)
    try:
        yield
    finally:
        for path in paths:
            path.chmod(0o700)


def said(case: dict[str, Any]) -> str:
    """What the program says of a case that lies in the current folder."""
    found: Catalog | Profile | Problems
    if "profile" in case:
        found = store.read_profile(Path(case["profile"]))
    else:
        found = store.load(Path(case.get("catalog", "catalog")))
    if isinstance(found, Catalog):
        found = lint.lint(found)
    return f"{found}\n" if isinstance(found, Problems) else "nothing\n"


def update(file: Path, says: str) -> None:
    head, mark, _ = file.read_text(encoding="utf-8").rpartition(SAYS)
    assert mark, f"{file.name} has to end with `says: |`"
    indented = "".join(f"  {line}\n" for line in says.splitlines())
    file.write_text(head + SAYS + indented, encoding="utf-8", newline="\n")


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_catalog_says_what_is_wrong_and_where(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    broken = case(file)
    if "[yaml-syntax]" in broken["says"] and not yaml.__with_libyaml__:
        pytest.skip("the wording is that of libyaml")
    monkeypatch.chdir(tmp_path)
    write(broken, Path("catalog"))
    with locked([Path("catalog", name) for name in broken.get("locked", ())]):
        says = said(broken)
    if request.config.getoption("update_golden"):
        update(file, says)
    else:
        assert says == broken["says"]


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_story_has_a_problem_for_each_fault(file: Path) -> None:
    broken = case(file)
    assert set(broken) <= {"story", "faults", "says"} | WORLD
    assert broken["story"].endswith(".")
    assert len(HEAD.findall(broken["says"])) == broken.get("faults", 1)


def test_every_code_in_the_source_has_a_story() -> None:
    told = {code for file in BROKEN for code in HEAD.findall(case(file)["says"])}
    known = {code for file in SOURCE for code in CODE.findall(file.read_text(encoding="utf-8"))}
    assert told == known - ABOUT_REQUESTS


def test_most_stories_have_one_fault_and_some_have_many() -> None:
    faults = [case(file).get("faults", 1) for file in BROKEN]
    assert faults.count(1) > len(faults) * 0.8
    assert sum(count >= 4 for count in faults) >= 5


def catalog_of(folder: Path, files: dict[str, bytes]) -> Catalog:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    loaded = store.load(folder)
    assert isinstance(loaded, Catalog), str(loaded)
    return loaded


WORDS_THAT_ARE_NOT_TEXT_ELSEWHERE = (
    *("no", "yes", "on", "off", "true", "null", "~", "1.10", "010", "0x1F", "1e3", "12:30"),
    *("1_000", ".inf", ".nan", "2027-01-04", "0o17", "-0", "=", "N"),
)


@pytest.mark.parametrize("word", WORDS_THAT_ARE_NOT_TEXT_ELSEWHERE)
def test_a_word_stays_as_it_was_written(word: str, tmp_path: Path) -> None:
    text = f"name: {word}\nsummary: {word}\naliases: [{word}]\ncan: [{word}]\nbuild: {word}\n"
    catalog = catalog_of(tmp_path, {"skill.yaml": text.encode()})
    skill, competency = catalog.skills["skill"], catalog.competencies["skill@working"]
    assert (skill.name, skill.summary, skill.aliases) == (word, word, (word,))
    assert (competency.can, competency.build) == ((word,), word)


@pytest.mark.parametrize("id", ["no", "1.10", "010", "null", "2027-01-04", "1e3"])
def test_an_id_stays_as_it_was_written(id: str, tmp_path: Path) -> None:
    user = f"requires: [{id}]\nafter: [{id}@{id}]\ntransfers: {{{id}: 0.50}}\n".encode()
    scale = f"version: {id}\nlevels: [{id}, working]\ndefaults: {{level: {id}}}\n".encode()
    skill = f"levels: {{{id}: {{hours: 010.0}}}}\n".encode()
    catalog = catalog_of(tmp_path, {"user.yaml": user, "catalog.yaml": scale, f"{id}.yaml": skill})
    one = catalog.competencies[f"user@{id}"]
    assert catalog.version == id
    assert [clause.options for clause in one.requires] == [(f"{id}@{id}",)]
    assert [clause.options for clause in one.after] == [(f"{id}@{id}",)]
    assert one.transfers == ((f"{id}@{id}", 0.5),)
    assert catalog.competencies[f"{id}@{id}"].hours == (600, 600, 600)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfname: Caf\xc3\xa9\nhours: 8\n",
        b"name: Caf\xc3\xa9\r\nhours: 8\r\n",
        b"%YAML 1.2\n---\nname: Caf\xc3\xa9\nhours: 8\n...\n",
        b'{"name": "Caf\\u00e9", "hours": 8}',
        b"# a comment\n\n'name': \"Caf\xc3\xa9\"\n\"hours\": '8'",
    ],
    ids=["byte order mark", "Windows lines", "with its version", "JSON", "quoted"],
)
def test_what_yaml_allows_and_means_one_thing_is_read(data: bytes, tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, {"skill.yaml": data})
    assert catalog.skills["skill"].name == "Café"
    assert catalog.competencies["skill@working"].hours == (480, 480, 480)


def test_files_that_are_no_part_of_a_catalog_are_left_alone(tmp_path: Path) -> None:
    files = {".hidden.yaml": b"[", ".git/x.yaml": b"[", "README.md": b"[", "a/notes.txt": b"\xff"}
    catalog = catalog_of(tmp_path, {"git.yaml": b"name: Git\n", **files})
    assert list(catalog.skills) == ["git"]
    assert catalog.files == 1


def test_a_file_that_the_system_refuses_to_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git.yaml").write_bytes(b"name: Git\n")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.chdir(tmp_path)
    says = str(store.load(Path("."))).splitlines()[0]
    assert says == "./git.yaml: error[unreadable]: cannot be read: permission denied"


def test_a_name_too_long_for_the_system_is_no_catalog_and_no_profile() -> None:
    name = Path("a" * 300)
    for found in (store.load(name), store.read_profile(name)):
        assert isinstance(found, Problems)
        assert len(found) == 1


def test_a_message_stays_short_whatever_stands_in_the_file(tmp_path: Path) -> None:
    long = "x" * 50_000
    (tmp_path / "a.yaml").write_text(f"requires: [{long}]\nname: {long}\n", encoding="utf-8")
    assert len(str(store.load(tmp_path))) < 1000
