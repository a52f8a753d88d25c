"""Whatever stands in a file, the answer is a catalog, a profile, or problems a person can read."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner import store
from planner.cli import main
from planner.decode import FORMATS
from planner.lint import lint
from planner.model import Catalog
from planner.pipeline import make_plan
from planner.problems import Problem, Problems
from planner.profile import Profile

Files: TypeAlias = dict[str, str]

TODAY = datetime.date(2027, 1, 4)
EXIT_CODES = {0, 1, 2, 3, 4}
PLAIN = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Another way to read YAML in which every scalar is text."""

GOOD: Files = {
    "catalog.yaml": """\
name: Small
version: 1.10
levels: [awareness, working, expert]
defaults:
  level: working
  hours: [2, 4, 8]
""",
    "docker.yaml": """\
name: Docker
aliases: [containers]
levels:
  awareness:
    hours: 2
    basis: judgement
    can:
      - Say what an image is.
  working:
    hours: [8, 14, 24]
    basis: {kind: judgement, against: [git], note: about twice as much}
    requires:
      - linux@awareness: containers are its processes
      - any_of: [git, mercurial]
        because: images are built from a repository
    learn:
      - {title: Docker manual, url: "https://docs.docker.com/"}
    build: Pack a program into an image.
after: [linux@working]
""",
    "git.yaml": """\
name: Git
hours: 8
can:
  - Commit a change.
""",
    "mercurial.yaml": """\
name: Mercurial
hours: 9
transfers: {git: 0.5}
""",
    "systems/kubernetes.yaml": """\
name: Kubernetes
aliases: [k8s]
hours: [20, 40, 80]
requires: [docker]
after: [linux@expert]
""",
    "systems/linux.yaml": """\
name: Linux
levels:
  awareness:
    hours: 2
  working:
    hours: 20
    after: [git]
  expert:
    hours: 60
    requires: [docker@awareness]
""",
    "projects/first-image.yaml": """\
name: First image
uses:
  - docker
  - git
hours: 3
""",
    "roles/developer.yaml": """\
name: Developer
requires:
  must:
    - any_of: [mercurial, git]
  should:
    - linux@working
  could:
    - docker
""",
    "roles/operator.yaml": """\
name: Operator
requires:
  must:
    - kubernetes: everything runs there
    - linux@expert
  should:
    - git
transitions:
  - {from: developer, months: [3, 9], kind: study, source: A survey, seen: 2026-11}
suits:
  - You like it when nothing happens.
beside:
  developer: Whoever has written it runs it well.
""",
}
PROFILE = """\
have: [developer, git@working]
have_not:
  - docker
target: operator
hours_per_week: 6
start: 2027-01-04
away:
  - 2027-02-08..2027-02-14
prefer: git
"""
PLACES = {
    "catalog": "catalog/catalog.yaml",
    "profile": "profile.yaml",
    "project": "catalog/projects/first-image.yaml",
    "role": "catalog/roles/developer.yaml",
    "skill": "catalog/docker.yaml",
}


def few(examples: int) -> Callable[[Any], Any]:
    return settings(max_examples=examples, derandomize=True, deadline=None)


# --- what can stand in a file


def keys_of(schema: object) -> Iterator[str]:
    if isinstance(schema, Mapping):
        yield from schema.get("properties", ())
        for part in schema.values():
            yield from keys_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from keys_of(part)


KEYS = sorted({key for shape in FORMATS.values() for key in keys_of(shape.schema())})
SKILL_KEYS = set(FORMATS["skill"].schema()["properties"])
WORDS = [
    *("docker", "git", "linux@awareness", "linux@nothing", "operator", "nowhere", "@", "judgement"),
    *(
        "awareness",
        "working",
        "2027-01-04",
        "2027-02-30",
        "https://example.org",
        "2026-11",
        "course",
    ),
    *("0", "-1", "0.5", "14", "1e3", "99999999999999999999", "null", "~", "no", "12:30", ""),
]
MARKS = [
    *("\n", "\n  ", "\n- ", ": ", ", ", "[", "]", "{", "}", "&a ", "*a", "!!str ", "|", ">", "? "),
    *("'", '"', "#", " #", "%", "@", "`", "---", "...", "\t", "<<", "\\", "\0", "\x1b", "\ufeff"),
    *("\x85", "\u2028", "\u202e", "\U0001f600", "\r", "\r\n"),
]
TEXTS = st.one_of(
    st.text(), st.lists(st.sampled_from([*KEYS, *WORDS, *MARKS]), max_size=40).map("".join)
)
DATA = st.one_of(TEXTS.map(str.encode), st.binary())

SCALARS = st.one_of(
    st.sampled_from(WORDS), st.text(), st.none(), st.integers(), st.floats(), st.dates()
)
KEY_TEXTS = st.one_of(st.sampled_from(KEYS), st.sampled_from(WORDS), st.text(max_size=8))
STRUCTURES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(KEY_TEXTS, inner, max_size=4)
    ),
    max_leaves=12,
)


def nearly(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Mostly what the schema asks for, so that a fault may lie deep in a file that is fine."""
    return st.integers(0, 15).flatmap(lambda dice: fitting(schema) if dice else STRUCTURES)


def fitting(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "anyOf" in schema:
        return st.one_of([nearly(part) for part in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "minimum" in schema:
        return st.sampled_from([0, 0.5, 1, 8, 14, "24", "0.25"])
    if schema["type"] == "array":
        sizes = schema.get("minItems", 0), schema.get("maxItems", 3)
        return st.lists(nearly(schema["items"]), min_size=sizes[0], max_size=sizes[1])
    if "string" in schema["type"]:
        return st.sampled_from(WORDS)
    if "properties" not in schema:
        return st.dictionaries(KEY_TEXTS, nearly(schema["additionalProperties"]), max_size=3)
    parts = {key: nearly(part) for key, part in schema["properties"].items()}
    needed = {key: parts.pop(key) for key in schema.get("required", ())}
    return st.fixed_dictionaries(needed, optional=parts)


def as_yaml(structure: object) -> bytes:
    return yaml.safe_dump(structure, allow_unicode=True).encode("utf-8", "surrogatepass")


def as_json(structure: object) -> bytes:
    return json.dumps(structure, default=str).encode()


def dumped(kind: str) -> st.SearchStrategy[bytes]:
    structures = st.one_of(fitting(FORMATS[kind].schema()), STRUCTURES)
    dumps = st.sampled_from([as_yaml, as_json])
    return st.builds(lambda structure, dump: dump(structure), structures, dumps)


DUMPED = {kind: dumped(kind) for kind in PLACES}


# --- what must hold


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where catalogs are written; what `extends: bundled` finds is as small as they are."""
    below = tmp_path_factory.mktemp("bundled")
    write(below / "catalog", GOOD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "bundled", lambda: below / "catalog")
        yield tmp_path_factory.mktemp("fuzz") / "catalog"


def write(root: Path, files: Files, kind: str | None = None, data: bytes = b"") -> None:
    """A catalog on disk and a profile beside it, one of the files with this content."""
    contents = {f"catalog/{name}": text.encode("utf-8") for name, text in files.items()}
    contents["profile.yaml"] = PROFILE.encode()
    if kind:
        contents[PLACES[kind]] = data
    for name, content in contents.items():
        path = root.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def assert_readable(problems: Sequence[Problem]) -> None:
    assert problems
    for problem in problems:
        text = str(problem)
        assert problem.message.strip()
        assert text.replace("\n", "").isprintable()


def assert_answered(root: Path, kind: str, data: bytes) -> None:
    write(root, GOOD, kind, data)
    if kind == "profile":
        profile = store.read_profile(root.parent / "profile.yaml")
        if isinstance(profile, Problems):
            assert_readable(profile)
    else:
        name = PLACES[kind].removeprefix("catalog/")
        text = data.decode("utf-8-sig", errors="replace")
        assert_catalog_or_problems(root, {**GOOD, name: text})


def assert_catalog_or_problems(root: Path, files: Files) -> None:
    answer = store.load(root)
    if isinstance(answer, Problems):
        assert_readable(answer)
    else:
        assert_whole(answer, files)


def assert_whole(catalog: Catalog, files: Files) -> None:
    """Nothing that is written is missing, and every role can be planned."""
    ids = {Path(name).stem for name in files} - {"catalog"}
    assert ids == {*catalog.skills, *catalog.roles, *catalog.projects, *catalog.renamed}
    for name, text in files.items():
        if Path(name).stem in catalog.skills:
            assert_whole_skill(catalog, Path(name).stem, yaml.load(text, PLAIN))
    for problem in lint(catalog):
        assert_readable([problem])
    for role in catalog.roles:
        for have in ((), tuple(catalog.roles)[:1]):
            profile = Profile(target=(role,), have=have)
            plan = make_plan(catalog, profile, today=TODAY)
            assert sum(step.hours.likely for step in plan.steps) == plan.hours.likely


def assert_whole_skill(catalog: Catalog, id: str, written: dict[str, Any]) -> None:
    """Each level has as many prerequisites and abilities as PyYAML finds in the file."""
    skill = catalog.skills[id]
    levels = written.get("levels") or {skill.default: written}
    assert set(written) <= SKILL_KEYS
    assert set(skill.levels) == set(levels)
    for number, name in enumerate(skill.levels):
        competency = catalog.competencies[skill.at(name)]
        assert len(competency.requires) == len(levels[name].get("requires", ())) + bool(number)
        assert len(competency.can) == len(levels[name].get("can", ()))


def assert_exits_cleanly(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code in EXIT_CODES
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code == 0 or result.output.strip()
    assert "Traceback" not in result.output


# --- arbitrary files


def test_the_good_catalog_is_good(root: Path) -> None:
    write(root, GOOD)
    catalog, profile = store.load(root), store.read_profile(root.parent / "profile.yaml")
    assert isinstance(catalog, Catalog), str(catalog)
    assert isinstance(profile, Profile), str(profile)
    assert_whole(catalog, GOOD)
    assert make_plan(catalog, profile, today=TODAY).steps


@pytest.mark.parametrize("kind", PLACES)
@few(38)
@given(data=DATA)
@example(data=b"\xef\xbb\xbf")
@example(data=b"name: a\x1bb")
@example(data=b"? [a]\n: b\n? {c: d}\n: e\n")
@example(data=b"- " * 2000)
@example(data=b"[" * 100_000)
@example(data=b"? " * 2000)
@example(data=b"levels: []\n")
@example(data=b"levels: {}\n")
@example(data=b"levels: [expert]\ndefaults: {level: nothing}\n")
@example(data=b"requires: {}\n")
@example(data=b"replaced_by: docker\n")
@example(data=b"hours_per_week: " + b"9" * 5000)
def test_any_text_or_bytes_in_a_file_are_answered(root: Path, kind: str, data: bytes) -> None:
    assert_answered(root, kind, data)


@pytest.mark.parametrize("kind", PLACES)
@few(33)
@given(data=st.data())
def test_any_structure_in_a_file_is_answered(root: Path, kind: str, data: st.DataObject) -> None:
    assert_answered(root, kind, data.draw(DUMPED[kind]))


# --- mutations


Slip: TypeAlias = Callable[[st.DrawFn, list[str]], None]


def a_line(draw: st.DrawFn, lines: list[str]) -> int:
    return draw(st.integers(0, max(0, len(lines) - 1)))


def cut(draw: st.DrawFn, lines: list[str]) -> None:
    at = a_line(draw, lines)
    lines[at : at + 1] = []


def duplicate(draw: st.DrawFn, lines: list[str]) -> None:
    at = a_line(draw, lines)
    lines[at:at] = lines[at : at + 1]


def swap(draw: st.DrawFn, lines: list[str]) -> None:
    one, other = a_line(draw, lines), a_line(draw, lines)
    if lines:
        lines[one], lines[other] = lines[other], lines[one]


def indent(draw: st.DrawFn, lines: list[str]) -> None:
    at = a_line(draw, lines)
    by = draw(st.sampled_from([-4, -2, -1, 1, 2, 4]))
    if lines:
        space = len(lines[at]) - len(lines[at].lstrip())
        lines[at] = " " * max(0, space + by) + lines[at].lstrip()


def replace_word(draw: st.DrawFn, lines: list[str]) -> None:
    at = a_line(draw, lines)
    words = lines[at].split(" ") if lines else [""]
    words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from([*WORDS, *KEYS, *MARKS]))
    lines[at : at + 1] = [" ".join(words)]


def misspell(draw: st.DrawFn, lines: list[str]) -> None:
    at = a_line(draw, lines)
    word = lines[at].strip() if lines else ""
    if word:
        letter = len(lines[at]) - len(lines[at].lstrip()) + draw(st.integers(0, len(word) - 1))
        lines[at] = lines[at][:letter] + lines[at][letter + 1 :]


def borrow(draw: st.DrawFn, lines: list[str]) -> None:
    source = GOOD[draw(st.sampled_from(sorted(GOOD)))].splitlines()
    lines.insert(a_line(draw, lines), draw(st.sampled_from(source)))


SLIPS: tuple[Slip, ...] = (cut, duplicate, swap, indent, replace_word, misspell, borrow)


@st.composite
def mutated(draw: st.DrawFn, first: Slip | None = None) -> Files:
    """The good catalog after one to three slips of an editor in its lines."""
    files = dict(GOOD)
    further = draw(st.lists(st.sampled_from(SLIPS), max_size=2))
    for slip in [first or draw(st.sampled_from(SLIPS)), *further]:
        name = draw(st.sampled_from(sorted(files)))
        lines = files[name].splitlines()
        slip(draw, lines)
        files[name] = "".join(f"{line}\n" for line in lines)
    return files


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.__name__)
@few(27)
@given(data=st.data())
def test_a_slip_of_an_editor_is_reported_or_harmless(
    root: Path, slip: Slip, data: st.DataObject
) -> None:
    files = data.draw(mutated(slip))
    write(root, files)
    assert_catalog_or_problems(root, files)


# --- the command line on such files


@few(27)
@given(files=mutated(), role=st.sampled_from(["operator", "developer", "docker@working", "k8s"]))
def test_commands_end_cleanly_on_a_mutated_catalog(root: Path, files: Files, role: str) -> None:
    write(root, files)
    assert_exits_cleanly(["check", str(root)])
    assert_exits_cleanly(["plan", role, "--catalog", str(root), "--today", "2027-01-04"])


@pytest.mark.parametrize("kind", PLACES)
@few(11)
@given(data=st.data())
def test_commands_end_cleanly_on_any_file(root: Path, kind: str, data: st.DataObject) -> None:
    write(root, GOOD, kind, data.draw(st.one_of(DATA, DUMPED[kind])))
    where = ["--catalog", str(root), "--profile", str(root.parent / "profile.yaml")]
    assert_exits_cleanly(["check", str(root), "--json"])
    assert_exits_cleanly(["plan", *where, "--format", "markdown", "--today", "2027-01-04"])
