"""Half a year with the planner, told as one story: what was typed and what came back.

It begins with a profile, goes through logs, missed weeks, a crash, a renamed skill and a changed target,
and ends with a finished role. `tests/half_year/story.txt` holds every command with its answer, and
`tests/half_year/*.md` the plans of the turning points.
"""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.cli import main

FOLDER = Path(__file__).parent / "half_year"


class Story:
    """A folder of somebody who plans, and the transcript of what happens in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: list[str] = []

    def tell(self, what: str) -> None:
        self.lines += ["", f"# {what}"]

    def type(self, day: str, command: str, *, exit_code: int = 0, answer: str | None = None) -> str:
        arguments = [*shlex.split(command), "--catalog", "catalog"]
        if not command.startswith("diff "):
            arguments += ["--today", day]
        else:
            arguments = shlex.split(command)
        result = CliRunner().invoke(main, arguments, input=answer)
        assert result.exit_code == exit_code, result.output
        self.lines += ["", f"{day} $ planner {command}", *result.stdout.rstrip().splitlines()]
        self.lines += [f"! {line}" for line in result.stderr.rstrip().splitlines()]
        return result.stdout

    def edit(self, name: str, change: Callable[[str], str]) -> None:
        file = self.folder / name
        old = file.read_text(encoding="utf-8")
        new = change(old)
        assert new != old
        file.write_text(new, encoding="utf-8", newline="\n")

    def keep(self, name: str, golden: str) -> None:
        shutil.copyfile(self.folder / name, self.folder / golden)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("half-year")
    shutil.copytree(FOLDER / "catalog", folder / "catalog")
    before = Path.cwd()
    os.chdir(folder)
    try:
        told = Story(folder)
        _tell(told)
    finally:
        os.chdir(before)
    return told


def _tell(s: Story) -> None:
    s.tell("January: a profile, a plan, a first week")
    s.type(
        "2027-01-04",
        "init data-keeper --have shell --week 'tue 1h30 19:00, sat 3h' --start 2027-01-04",
    )
    s.type("2027-01-04", "plan -o plan.md")
    s.keep("plan.md", "1-the-first-plan.md")
    s.type("2027-01-04", "plan -o january.json")
    s.type("2027-01-05", "next --minutes 90")
    s.type("2027-01-05", "log sql 1h30")
    s.type("2027-01-09", "log sql 3h")
    s.type("2027-01-09", "done sql", exit_code=2)
    s.type("2027-01-09", "done sql@awareness")
    s.tell("Ticked in an editor, with a note of her own")
    s.type("2027-01-16", "log git 5h")
    s.edit(
        "plan.md",
        lambda text: text.replace("- [ ] **Git** (working)", "- [x] **Git**, at last (working)"),
    )
    s.edit(
        "plan.md", lambda text: _after(text, "planner:quality@working", "  - ask Ines for her data")
    )
    s.type("2027-01-16", "sync plan.md")
    s.tell("February: two weeks of flu, nothing recorded")
    s.type("2027-02-08", "status")
    s.type("2027-02-08", "plan -o plan.md")
    s.keep("plan.md", "2-after-the-flu.md")
    s.tell("The laptop dies while it writes")
    s.type("2027-02-09", "log sql 1h30")
    with (s.folder / "progress.jsonl").open("ab") as log:
        log.write(b'{"event": "studied", "ids": ["sql@wor')
    s.type("2027-02-13", "status")
    s.type("2027-02-13", "log sql 3h")
    s.lines += ["", "progress.jsonl.torn holds:", _read(s, "progress.jsonl.torn").rstrip()]
    s.tell("March: SQL is done, and took longer than estimated")
    for day in ("2027-02-20", "2027-02-27", "2027-03-06", "2027-03-13", "2027-03-20"):
        s.type(day, "log sql 4h30")
    s.type("2027-03-20", "done sql")
    s.type("2027-03-20", "status")
    s.tell("The catalog calls tables modelling now")
    s.type("2027-03-27", "log tables 4h")
    (s.folder / "catalog" / "data" / "tables.yaml").rename(
        s.folder / "catalog" / "data" / "modelling.yaml"
    )
    s.edit(
        "catalog/data/modelling.yaml", lambda text: text.replace("Table design", "Data modelling")
    )
    (s.folder / "catalog" / "data" / "tables.yaml").write_text(
        "replaced_by: modelling\n", encoding="utf-8", newline="\n"
    )
    s.edit("catalog/roles/data-keeper.yaml", lambda text: text.replace("[tables", "[modelling"))
    s.type("2027-04-03", "log modelling 3h")
    s.type("2027-04-03", "done modelling")
    s.tell("April: she would rather tell than keep")
    s.type("2027-04-05", "plan -o keeper.json")
    s.edit(
        "profile.yaml", lambda text: text.replace("target: [data-keeper]", "target: [data-teller]")
    )
    s.type("2027-04-05", "plan -o teller.json")
    s.type("2027-04-05", "diff keeper.json teller.json")
    s.type("2027-04-05", "plan -o plan.md")
    s.keep("plan.md", "3-another-target.md")
    s.type("2027-04-05", "plan")
    s.tell("May and June: to the end, with one slip")
    for day, skill, time in (
        ("2027-04-17", "charts", "9h"),
        ("2027-05-08", "dashboards", "12h"),
    ):
        s.type(day, f"log {skill} {time}")
        s.type(day, f"done {skill}")
    s.type("2027-05-22", "done pipelines")
    s.type("2027-05-22", "undo")
    s.type("2027-06-05", "log quality 9h")
    s.type("2027-06-05", "done quality")
    s.type("2027-06-05", "status")
    s.type("2027-06-05", "plan -o plan.md")
    s.keep("plan.md", "4-the-end.md")


def _after(text: str, mark: str, line: str) -> str:
    lines = text.splitlines()
    at = next(number for number, one in enumerate(lines) if mark in one)
    return "\n".join([*lines[: at + 1], line, *lines[at + 1 :]]) + "\n"


def _read(s: Story, name: str) -> str:
    return (s.folder / name).read_text(encoding="utf-8")


def _agrees(name: str, text: str, update: bool) -> None:
    golden = FOLDER / name
    if update:
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


def test_the_story_is_told_as_before(story: Story, pytestconfig: pytest.Config) -> None:
    text = "\n".join(story.lines).strip() + "\n"
    _agrees("story.txt", text, pytestconfig.getoption("--update-golden"))


@pytest.mark.parametrize(
    "name", ["1-the-first-plan", "2-after-the-flu", "3-another-target", "4-the-end"]
)
def test_the_plans_of_the_turning_points_read_as_before(
    name: str, story: Story, pytestconfig: pytest.Config
) -> None:
    text = _read(story, f"{name}.md")
    _agrees(f"{name}.md", text, pytestconfig.getoption("--update-golden"))


def test_nothing_that_was_recorded_is_lost(story: Story) -> None:
    log = _read(story, "progress.jsonl")
    recorded = sum(line.startswith(("recorded: ", "taken back: ")) for line in story.lines)
    assert len(log.splitlines()) == recorded


def test_her_own_note_lives_as_long_as_the_plan(story: Story) -> None:
    for name in ("2-after-the-flu", "3-another-target", "4-the-end"):
        assert "  - ask Ines for her data" in _read(story, f"{name}.md").splitlines()
