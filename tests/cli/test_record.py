"""`planner init`, `done`, `log`, `undo` and `sync`, from an empty folder on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from planner import store
from planner.cli import main
from planner.profile import Profile

from .answers import TINY, Run, refused

TODAY = ("--today", "2027-01-08")
LEARNED = "shell@awareness, shell@working"


@pytest.fixture
def catalog(here: Path) -> Path:
    """A copy of the tiny catalog, to be changed."""
    shutil.copytree(TINY, here / "catalog")
    return here / "catalog"


@pytest.fixture
def do(run: Run, catalog: Path) -> Run:
    """A command on that catalog, on a Friday."""
    return lambda *words: run(*words, "--catalog", str(catalog), *TODAY)


@pytest.fixture
def somebody(do: Run, here: Path) -> Run:
    """The same in a folder with a profile."""
    assert do("init", "builder", "--from", "starter").exit_code == 0
    return do


@pytest.fixture
def typing(here: Path, catalog: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A command in a terminal, with what a person types."""

    def typing(text: str, *words: str) -> Result:
        args = [*words, "--catalog", str(catalog), *TODAY]
        with monkeypatch.context() as patch:
            for module in ("common", "begin"):
                patch.setattr(f"planner.cli.{module}.can_ask", lambda: True)
            return CliRunner(catch_exceptions=False).invoke(main, args, input=text)

    return typing


def events(path: Path | str = "progress.jsonl") -> list[dict[str, Any]]:
    """What the log says, without keys and times, which are never the same."""
    text = Path(path).read_text(encoding="utf-8")
    found = [json.loads(line) for line in text.splitlines()]
    assert len({one.pop("key") for one in found}) == len(found)
    assert all(one.pop("at") for one in found)
    return found


def worked(result: Result, *texts: str) -> None:
    assert (result.exit_code, result.stderr) == (0, "")
    assert all(text in result.stdout for text in texts), result.stdout


def profile(path: str = "profile.yaml") -> Profile:
    read = store.read_profile(Path(path))
    assert isinstance(read, Profile), str(read)
    return read


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def rename_shell(catalog: Path) -> None:
    """Shell becomes Terminal, as a later catalog may say."""
    old = catalog / "basics" / "shell.yaml"
    old.rename(catalog / "basics" / "terminal.yaml")
    old.write_text("replaced_by: terminal\n", encoding="utf-8")
    change(catalog / "basics" / "terminal.yaml", "name: Shell", "name: Terminal")
    for path in catalog.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("shell@", "terminal@"), encoding="utf-8", newline="\n")


# --- done


def test_done_writes_one_line_and_says_how_ready_that_makes(somebody: Run) -> None:
    result = somebody("done", "shell@working")
    worked(result, f"recorded: {LEARNED}\n", "You are ", " % ready")
    (event,) = events()
    assert event == {
        "event": "learned",
        "ids": ["shell@awareness", "shell@working"],
        "on": "2027-01-08",
        "estimates": {"shell@awareness": [60, 120, 180], "shell@working": [360, 600, 1050]},
    }


def test_done_records_the_lower_levels_with_it(do: Run) -> None:
    Path("progress.jsonl").touch()
    worked(do("done", "Bash@Working", "versioning", "--on", "2027-01-05"), f"recorded: {LEARNED}")
    (event,) = events()
    assert event["ids"] == ["shell@awareness", "shell@working", "versioning@working"]
    assert event["on"] == "2027-01-05"


def test_done_again_records_nothing(do: Run) -> None:
    do("done", "shell@working")
    worked(
        do("done", "shell@working", "shell@awareness"),
        "shell@working is recorded already, of 2027-01-08\n",
    )
    worked(do("done", "shell", "--on", "2027-01-04"), "shell@working is recorded already")
    assert len(events()) == 1


def test_done_asks_which_level_where_several_are_open(somebody: Run, here: Path) -> None:
    words = ("`containers` has 2 levels", "write `containers@awareness` or `containers@working`")
    refused(somebody("done", "containers"), 2, "which-level", *words)
    assert not (here / "progress.jsonl").exists()
    somebody("done", "containers@awareness")
    worked(somebody("done", "containers"), "recorded: containers@working\n")


@pytest.mark.parametrize("command", [("done",), ("log",)])
def test_what_is_still_to_come_has_not_happened(
    do: Run, here: Path, command: tuple[str, ...]
) -> None:
    words = [*command, "shell", *(["1h"] if command == ("log",) else []), "--on", "2027-01-09"]
    refused(do(*words), 2, "future-day", "2027-01-09 is still to come", "today is 2027-01-08")
    assert not (here / "progress.jsonl").exists()


def test_unknown_names_are_all_told_and_nothing_is_recorded(do: Run, here: Path) -> None:
    result = do("done", "shel", "versioning", "builder", "serving@expert")
    refused(result, 2, "did you mean `shell`?", "`builder` is a role", "no level `expert`")
    assert not (here / "progress.jsonl").exists()


def test_log_that_is_broken_is_refused_with_its_line_and_left_alone(do: Run, here: Path) -> None:
    log = here / "progress.jsonl"
    log.write_text("\nnonsense\n", encoding="utf-8")
    refused(do("done", "shell@working"), 3, "progress.jsonl:2:1", "no JSON object", "hint: mend")
    assert log.read_text(encoding="utf-8") == "\nnonsense\n"


def test_half_a_line_is_told_and_set_aside(do: Run, here: Path) -> None:
    do("done", "shell@working")
    with (here / "progress.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"event": "\x1b[31m')
    result = do("done", "versioning")
    assert result.exit_code == 0
    assert "torn-line" in result.stderr
    assert "set aside into progress.jsonl.torn" in result.stderr
    assert "\x1b" not in result.output
    assert [event["ids"] for event in events()][1:] == [["versioning@working"]]
    torn = (here / "progress.jsonl.torn").read_text(encoding="utf-8")
    assert torn == '{"event": "\x1b[31m\n'
    worked(do("log", "statistics", "1h"))


# --- log


def test_log_adds_study_time_up(somebody: Run) -> None:
    worked(somebody("log", "containers", "1h30"), "recorded: 1h30 on containers@awareness\n")
    worked(somebody("log", "containers", "45m"), "45m on containers@awareness, 2h15 in all\n")
    assert events()[0] == {
        "event": "studied",
        "ids": ["containers@awareness"],
        "minutes": 90,
        "on": "2027-01-08",
    }


@pytest.mark.parametrize("duration", ["90", "soon", "0m", "25h", "-1h", "1.33h"])
def test_bad_duration_is_refused(do: Run, here: Path, duration: str) -> None:
    refused(do("log", "--", "shell", duration), 2, duration, "90m or 1h30")
    assert not (here / "progress.jsonl").exists()


# --- undo


def test_undo_takes_back_one_entry_after_the_other(do: Run) -> None:
    do("log", "shell@working", "1h")
    do("done", "shell@working")
    worked(do("undo"), f"taken back: learned {LEARNED}, of 2027-01-08\n")
    worked(do("undo"), "taken back: studied shell@working, of 2027-01-08\n")
    refused(do("undo"), 2, "nothing-to-undo", "there is no entry", "progress.jsonl")
    assert [event["event"] for event in events()] == ["studied", "learned", "undone", "undone"]


def test_undo_of_one_thing_leaves_what_was_recorded_with_it(do: Run) -> None:
    do("done", "shell@working", "versioning")
    worked(do("undo", "versioning"), "taken back: learned versioning@working, of 2027-01-08\n")
    assert events()[1] == {"event": "unlearned", "ids": ["versioning@working"], "on": "2027-01-08"}
    worked(do("done", "shell@working"), "shell@working is recorded already")
    worked(do("done", "versioning"), "recorded: versioning@working")


@pytest.mark.parametrize("name", ["shell", "Bash", "shell@working", "SHELL@working"])
def test_undo_finds_what_is_meant_under_any_of_its_names(do: Run, name: str) -> None:
    do("log", "shell@working", "1h")
    do("log", "versioning", "1h")
    worked(do("undo", name), "taken back: studied shell@working")


def test_undo_of_what_was_never_recorded_is_refused(do: Run) -> None:
    do("done", "shell@working")
    refused(do("undo", "versioning"), 2, "there is no entry about `versioning`")
    refused(do("undo", "nonsense"), 2, "unknown skill `nonsense`")
    assert len(events()) == 1


def test_undo_cannot_steer_the_terminal(do: Run, here: Path) -> None:
    line = {"event": "learned", "ids": ["\x1b[31mred"], "on": "2027-01-08", "key": "k"}
    (here / "progress.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    worked(do("undo"), "taken back: learned \\x1b[31mred")


# --- a catalog that changes


def test_skill_that_was_replaced_stays_learned_under_its_new_name(do: Run, catalog: Path) -> None:
    do("done", "shell@working")
    rename_shell(catalog)
    worked(do("done", "terminal@working"), "terminal@working is recorded already")
    worked(do("undo", "terminal"), "taken back: learned shell@awareness, shell@working")
    worked(do("done", "terminal@working"), "recorded: terminal@awareness, terminal@working")


@pytest.mark.parametrize("name", ["shell", "terminal", "shell@working", "terminal@working"])
def test_undo_finds_the_entries_from_before_and_after_a_skill_was_replaced(
    do: Run, catalog: Path, name: str
) -> None:
    do("log", "shell@working", "1h")
    rename_shell(catalog)
    do("log", "terminal@working", "2h")
    worked(do("undo", name), "taken back: studied terminal@working")
    worked(do("undo", name), "taken back: studied shell@working")
    refused(do("undo", name), 2, f"there is no entry about `{name}`")


def test_skill_that_left_the_catalog_stays_in_the_log_and_is_told(
    somebody: Run, catalog: Path, here: Path
) -> None:
    somebody("done", "versioning")
    before = (here / "progress.jsonl").read_bytes()
    (catalog / "basics" / "versioning.yaml").unlink()
    change(catalog / "roles" / "builder.yaml", "    - versioning\n", "")
    change(catalog / "models" / "tracker-one.yaml", "versioning", "statistics")
    told = "In your log, but not in the catalog any more: versioning@working"
    assert told in exported(somebody).read_text(encoding="utf-8").replace("\\", "")
    worked(somebody("done", "shell@working"), f"recorded: {LEARNED}")
    assert (here / "progress.jsonl").read_bytes().startswith(before)
    worked(somebody("undo", "versioning"), "taken back: learned versioning@working")


# --- sync


def exported(somebody: Run) -> Path:
    result = somebody("plan", "-o", "plan.md")
    assert result.exit_code == 0, result.output
    return Path("plan.md")


def tick(path: Path, *ids: str, on: bool = True) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    old, new = ("[ ]", "[x]") if on else ("[x]", "[ ]")
    for number, line in enumerate(lines):
        if any(f"planner:{id} " in line for id in ids):
            lines[number] = line.replace(old, new)
    path.write_text("\n".join(lines), encoding="utf-8")


def test_sync_records_what_is_ticked_and_no_more(somebody: Run) -> None:
    file = exported(somebody)
    worked(somebody("sync", "plan.md"), "nothing new\n")
    tick(file, "statistics@awareness", "shell@working")
    worked(somebody("sync", "plan.md"), "recorded: statistics@awareness, shell@working\n")
    (event,) = events()
    assert event["ids"] == ["statistics@awareness", "shell@working"]
    assert event["estimates"]["shell@working"] == [360, 600, 1050]
    assert somebody("sync", "plan.md").exit_code == 0
    assert len(events()) == 1


def test_sync_says_where_a_file_is_no_plan(somebody: Run, here: Path) -> None:
    (here / "diary.md").write_text("- [x] run\n", encoding="utf-8")
    refused(somebody("sync", "diary.md"), 3, "diary.md: error[no-plan]", "exported as Markdown")


def test_sync_does_not_mind_edited_text_and_other_orders(somebody: Run) -> None:
    file = exported(somebody)
    tasks = [line for line in file.read_text(encoding="utf-8").split("\n") if "planner:" in line]
    mine = [f"* [X] mine, {n} <!-- planner:{t.split('planner:')[1]}" for n, t in enumerate(tasks)]
    text = "\ufeff# My plan\r\n" + "\r\n".join(reversed(mine))
    file.write_bytes(text.encode())
    worked(somebody("sync", "plan.md", "--on", "2027-01-06"))
    (event,) = events()
    assert len(event["ids"]) == len(tasks)
    assert event["on"] == "2027-01-06"


def test_sync_reports_unknown_and_duplicate_ids_and_records_the_rest(somebody: Run) -> None:
    file = exported(somebody)
    tick(file, "shell@working")
    extra = [
        "- [x] no such thing <!-- planner:shel@working -->",
        "- [x] once more <!-- planner:shell@working -->",
        "- [ ] both <!-- planner:serving@working -->",
        "- [x] both <!-- planner:serving@working -->",
    ]
    lines = [
        line for line in file.read_text(encoding="utf-8").split("\n") if "serving@" not in line
    ]
    file.write_text("\n".join([*lines, *extra]), encoding="utf-8")
    result = somebody("sync", "plan.md")
    assert result.exit_code == 1
    at = len(lines)
    assert f"plan.md:{at + 1}:1: warning[unknown-id]: `shel@working`" in result.stderr
    assert "`shell@working` stands 2 times\n" in result.stderr
    assert (
        f"plan.md:{at + 3}:1: warning[duplicate-item]: `serving@working` stands 2" in result.stderr
    )
    assert "ticked and unticked" in result.stderr
    assert [event["ids"] for event in events()] == [["shell@working"]]


def untick(path: Path, id: str) -> None:
    """Take the tick from a step that was written as finished."""
    tick(path, id, on=False)


def test_export_marks_what_it_wrote_as_finished(somebody: Run) -> None:
    somebody("done", "statistics@awareness")
    text = exported(somebody).read_text(encoding="utf-8")
    assert "<!-- planner:statistics@awareness finished -->" in text


@pytest.fixture
def unticked(somebody: Run) -> Path:
    """A plan in which a finished step lost its tick."""
    somebody("done", "statistics@awareness")
    file = exported(somebody)
    untick(file, "statistics@awareness")
    assert "- [ ] **Statistics** (awareness)" in file.read_text(encoding="utf-8")
    return file


def test_unticked_step_stays_learned_where_nobody_can_be_asked(
    somebody: Run, unticked: Path
) -> None:
    worked(somebody("sync", "plan.md"), "still learned, though", "statistics@awareness")
    worked(somebody("sync", "plan.md", "--unticked", "keep"), "still learned")
    assert len(events()) == 1


def test_unticked_step_is_asked_about_in_a_terminal(
    typing: Callable[..., Result], unticked: Path
) -> None:
    no = typing("n\n", "sync", "plan.md")
    assert "statistics@awareness is not ticked. Take it back?" in no.stderr
    assert "still learned" in no.stdout
    assert len(events()) == 1
    yes = typing("y\n", "sync", "plan.md")
    assert "taken back: statistics@awareness\n" in yes.stdout
    assert events()[1]["event"] == "unlearned"


def test_unticked_step_can_be_forgotten_without_a_question(somebody: Run, unticked: Path) -> None:
    worked(somebody("sync", "plan.md", "--unticked", "forget"), "taken back: statistics@awareness")
    assert events()[1]["ids"] == ["statistics@awareness"]
    worked(somebody("sync", "plan.md"), "nothing new")


def test_step_under_an_old_name_can_be_forgotten(somebody: Run, catalog: Path) -> None:
    somebody("done", "shell@working")
    rename_shell(catalog)
    untick(exported(somebody), "terminal@working")
    worked(somebody("sync", "plan.md", "--unticked", "forget"), "taken back: terminal@working")
    worked(somebody("done", "terminal@working"), "recorded: terminal@working\n")


def test_own_notes_go_into_the_next_export(somebody: Run) -> None:
    file = exported(somebody)
    change(file, "planner:statistics@working -->", "planner:statistics@working -->\n  my own words")
    tick(file, "statistics@awareness")
    refused(somebody("plan", "-o", "plan.md"), 2, "loose-ticks", "planner sync plan.md")
    worked(somebody("sync", "plan.md"))
    exported(somebody)
    text = file.read_text(encoding="utf-8")
    assert "\n  my own words\n" in text.split("planner:statistics@working")[1].split("- [ ]")[0]


def test_no_tick_is_lost_to_a_plan_for_something_else(somebody: Run) -> None:
    file = exported(somebody)
    tick(file, "statistics@awareness")
    refused(somebody("plan", "unikernels", "-o", "plan.md"), 2, "loose-ticks", "planner sync")
    assert "- [x] **Statistics**" in file.read_text(encoding="utf-8")


def test_no_tick_is_lost_when_a_skill_gets_another_name(somebody: Run, catalog: Path) -> None:
    tick(exported(somebody), "shell@working")
    rename_shell(catalog)
    refused(somebody("plan", "-o", "plan.md"), 2, "loose-ticks", "`shell@working`")
    worked(somebody("sync", "plan.md"), "recorded: ", "terminal@working")
    assert "terminal@working finished" in exported(somebody).read_text(encoding="utf-8")


def test_plan_with_a_tick_that_means_nothing_any_more_is_kept_beside(somebody: Run) -> None:
    file = exported(somebody)
    change(file, "<!-- planner:statistics@awareness -->", "<!-- planner:statistic@awareness -->")
    tick(file, "statistic@awareness")
    before = file.read_text(encoding="utf-8")
    exported(somebody)
    assert Path("plan.md.old").read_text(encoding="utf-8") == before


def test_export_tells_of_a_tick_that_was_taken_away(somebody: Run, unticked: Path) -> None:
    result = somebody("plan", "-o", "plan.md")
    assert result.exit_code == 0
    assert "no longer ticked: statistics@awareness; `planner undo`" in result.stderr


def test_front_matter_stays_at_the_top(somebody: Run) -> None:
    file = exported(somebody)
    front = "---\ntags: [study]\naliases:\n  - plan\n---\n"
    file.write_text(front + file.read_text(encoding="utf-8"), encoding="utf-8")
    for _ in range(2):
        text = exported(somebody).read_text(encoding="utf-8")
        assert text.startswith(front + "# Study plan")
        assert text.count("tags: [study]") == 1
        assert "Your notes" not in text
        file.write_bytes(text.replace("\n", "\r\n").encode())


def test_marks_that_other_editors_know_stay(somebody: Run) -> None:
    file = exported(somebody)
    change(file, "- [ ] **Statistics** (awareness)", "- [/] **Statistics** (awareness)")
    for _ in range(2):
        assert "- [/] **Statistics** (awareness)" in exported(somebody).read_text(encoding="utf-8")
    somebody("done", "statistics@awareness")
    assert "- [x] **Statistics** (awareness)" in exported(somebody).read_text(encoding="utf-8")


def test_taking_back_twice_does_not_learn_again(somebody: Run) -> None:
    somebody("done", "statistics@awareness", "versioning")
    worked(somebody("undo", "statistics@awareness"), "taken back: learned statistics@awareness")
    refused(somebody("undo", "statistics@awareness"), 2, "nothing-to-undo")
    worked(somebody("undo", "versioning"), "taken back: learned versioning@working")


def test_notes_go_with_a_skill_that_gets_another_name(somebody: Run, catalog: Path) -> None:
    file = exported(somebody)
    change(file, "planner:shell@working -->", "planner:shell@working -->\n  - zsh is fine too")
    rename_shell(catalog)
    text = exported(somebody).read_text(encoding="utf-8")
    item = text.split("<!-- planner:terminal@working -->")[1].split("\n- [")[0]
    assert item.endswith("\n  - zsh is fine too")


def test_day_of_a_tick_is_the_day_that_the_editor_wrote(somebody: Run) -> None:
    file = exported(somebody)
    days = {"shell@working": "2027-01-05", "statistics@awareness": "2027-02-30"}
    for id, day in days.items():
        change(file, f"planner:{id} -->", f"planner:{id} --> ✅ {day}")
    tick(file, *days, "versioning@working")
    worked(somebody("sync", "plan.md"))
    days_of = {tuple(event["ids"]): event["on"] for event in events()}
    assert days_of == {
        ("shell@working",): "2027-01-05",
        ("statistics@awareness", "versioning@working"): "2027-01-08",
    }


WRITTEN_BY_HAND = ["markdown", "text", "todotxt", "csv"]


@pytest.mark.parametrize("content", ["# Shopping\n- [ ] milk\n", "café"])
@pytest.mark.parametrize("format", WRITTEN_BY_HAND)
def test_file_that_is_no_plan_is_kept_beside_the_plan(
    somebody: Run, format: str, content: str
) -> None:
    for number in ("", "1"):
        Path("mine").write_text(content, encoding="latin-1")
        result = somebody("plan", "-o", "mine", "--format", format)
        assert f"kept what was there as mine.old{number}\nwrote mine\n" in result.stderr
        assert Path(f"mine.old{number}").read_text(encoding="latin-1") == content


@pytest.mark.parametrize("format", [*WRITTEN_BY_HAND, "json", "ics", "svg", "html", "taskwarrior"])
def test_plan_over_a_plan_leaves_nothing_beside_it(somebody: Run, format: str) -> None:
    before = set(os.listdir())
    for _ in range(2):
        assert somebody("plan", "-o", "mine", "--format", format).stderr == "wrote mine\n"
    assert set(os.listdir()) - before == {"mine"}


def test_export_that_lost_its_digests_is_kept_beside_the_next(somebody: Run) -> None:
    file = exported(somebody)
    text = file.read_text(encoding="utf-8").split("<!-- planner-lines")[0] + "my own words\n"
    file.write_text(text, encoding="utf-8")
    exported(somebody)
    assert Path("plan.md.old").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "cannot be read: no such file"),
        (lambda path: path.mkdir(), "cannot be read: is a directory"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "not-utf8"),
    ],
)
def test_file_that_cannot_be_read_is_refused(
    do: Run, make: Callable[[Path], Any], said: str
) -> None:
    make(Path("plan.md"))
    refused(do("sync", "plan.md"), 3, "plan.md", said)


def test_no_day_gets_more_than_its_hours(somebody: Run) -> None:
    worked(somebody("log", "shell@working", "20h"))
    words = ("20h are recorded on 2027-01-08 already", "--on for another day")
    refused(somebody("log", "statistics@working", "5h"), 2, "day-too-long", *words)
    worked(somebody("log", "statistics@working", "5h", "--on", "2027-01-07"))
    assert len(events()) == 2


# --- whose log


def test_each_profile_of_a_folder_has_a_log_of_its_own(do: Run) -> None:
    for name in ("ann", "ben"):
        do("init", "builder", "--from", "starter", "--profile", f"{name}.yaml")
    worked(do("done", "statistics@awareness", "--profile", "ann.yaml"), "recorded: ")
    assert [event["ids"] for event in events("ann.progress.jsonl")] == [["statistics@awareness"]]
    assert not Path("progress.jsonl").exists()
    assert "Statistics" not in do("status", "--profile", "ben.yaml").stdout.split("Left:")[0]


def test_hints_name_the_profile_they_are_for(do: Run) -> None:
    do("init", "builder", "--from", "starter")
    do("init", "builder", "--from", "starter", "--profile", "ben.yaml")
    assert "into ben.progress.jsonl beside it" in Path("ben.yaml").read_text(encoding="utf-8")
    ben = ("--profile", "ben.yaml")
    do("plan", *ben, "-o", "plan.md")
    tick(Path("plan.md"), "statistics@awareness")
    refused(do("plan", *ben, "-o", "plan.md"), 2, "`planner sync plan.md --profile ben.yaml`")
    worked(do("sync", "plan.md", *ben), "`planner next --profile ben.yaml` goes on")


@pytest.mark.parametrize("name", ["profile.yaml", "progress.jsonl"])
def test_no_plan_is_written_over_a_profile_or_a_log(somebody: Run, name: str) -> None:
    somebody("done", "statistics@awareness")
    before = Path(name).read_bytes()
    refused(somebody("plan", "-o", name, "--format", "json"), 2, "own-file", "name another file")
    assert Path(name).read_bytes() == before


def test_a_log_that_begins_without_a_profile_is_spoken_of_once(do: Run) -> None:
    first = do("log", "shell@working", "30m")
    assert first.stderr == "began a log: progress.jsonl; this folder has no profile.yaml\n"
    assert do("log", "shell@working", "30m").stderr == ""


# --- notes


def test_note_is_kept_and_shown_again(somebody: Run, catalog: Path) -> None:
    worked(somebody("note", "shell", "quotes", "keep", "blanks"), "noted on shell@working\n")
    worked(somebody("note", "shell@working", "read $@ again", "--on", "2027-01-05"), "noted on")
    rename_shell(catalog)
    notes = "2027-01-08 terminal@working quotes keep blanks\n2027-01-05 terminal@working read $@ again\n"
    worked(somebody("note", "terminal"), notes)
    worked(somebody("note", "versioning"), "no note on versioning yet\n")
    assert (events()[0]["event"], events()[0]["text"]) == ("note", "quotes keep blanks")


def test_note_goes_into_every_plan_that_has_room_for_it_and_can_be_taken_back(
    somebody: Run,
) -> None:
    somebody("note", "statistics@working", "chapter 3 is the one")
    for format in ("markdown", "html", "json", "ics"):
        plain = somebody("plan", "--format", format).stdout.replace("\n ", "")
        assert plain.count("chapter 3 is the one") == 1, format
    worked(somebody("undo", "statistics@working"), "taken back: note statistics@working")
    assert "chapter 3" not in somebody("plan", "--format", "markdown").stdout


def test_note_too_long_for_a_line_is_refused(somebody: Run) -> None:
    refused(somebody("note", "shell", "x" * 2_001), 2, "2,001 characters", "a file of its own")
    refused(somebody("note", "shelll", "typo"), 2, "did you mean `shell`")
    assert not Path("progress.jsonl").exists()


# --- init and where things are found


def test_init_in_a_pipe_takes_everything_from_options(do: Run) -> None:
    words = "builder --from starter --have versioning,statistics --deadline 2027-06-30"
    result = do("init", *words.split(), "--week", "sat 3h, tue 1h30 19:00", "--timezone", "UTC")
    assert (result.exit_code, result.stderr) == (0, "wrote profile.yaml\n")
    assert "planner plan" in result.stdout
    made = profile()
    assert made.target == ("builder",)
    assert made.have == ("starter", "versioning", "statistics")
    assert [session.minutes for session in made.week] == [90, 180]
    assert (str(made.start), str(made.deadline)) == ("2027-01-08", "2027-06-30")
    assert (made.hours_per_week, made.timezone) == (None, "UTC")


def test_profile_explains_itself_and_every_comment_can_be_used(do: Run) -> None:
    do("init", "builder", "--hours-per-week", "4.5")
    assert profile().hours_per_week == 4.5
    lines = Path("profile.yaml").read_text(encoding="utf-8").split("\n")
    keys = ("have_not", "deadline", "away", "lighter", "tracks", "prefer", "avoid", "timezone")
    used = [ln[2:] if ln.startswith(tuple(f"# {key}: " for key in keys)) else ln for ln in lines]
    assert len([1 for ln, other in zip(lines, used, strict=True) if ln != other]) == len(keys)
    Path("full.yaml").write_text("\n".join(used), encoding="utf-8")
    full = profile("full.yaml")
    assert all(getattr(full, key) for key in keys)


def test_init_in_a_pipe_needs_a_target(do: Run, here: Path) -> None:
    refused(do("init"), 2, "no-target", "planner init mlops-engineer")
    refused(do("init", "bilder", "--have", "shel"), 2, "`builder`", "`shell`")
    refused(do("init", "builder", "--hours-per-week", "6", "--week", "sat 3h"), 2, "exclude")
    assert not (here / "profile.yaml").exists()


def test_init_in_a_terminal_asks_for_what_is_missing(typing: Callable[..., Result]) -> None:
    result = typing("\nbilder\nModel Builder\nstarter\nmany\n4\n\n", "init")
    assert result.exit_code == 0
    assert "did you mean `builder`" in result.stderr
    made = profile()
    assert (made.target, made.have) == (("Model Builder",), ("starter",))
    assert (made.hours_per_week, str(made.start)) == (4, "2027-01-08")


def test_init_in_a_terminal_asks_for_nothing_that_was_said(typing: Callable[..., Result]) -> None:
    words = "--have starter --hours-per-week 5 --start 2027-02-01"
    assert typing("", "init", "builder", *words.split()).exit_code == 0
    assert profile().hours_per_week == 5


def test_init_that_is_broken_off_writes_nothing(typing: Callable[..., Result], here: Path) -> None:
    assert typing("builder\n", "init").exit_code == 1
    assert not (here / "profile.yaml").exists()


def test_profile_that_is_there_is_not_overwritten_unasked(do: Run, here: Path) -> None:
    path = here / "profile.yaml"
    path.write_text("# mine\n", encoding="utf-8")
    refused(do("init", "builder"), 2, "profile-exists", "--force")
    assert path.read_text(encoding="utf-8") == "# mine\n"
    assert do("init", "builder", "--force").exit_code == 0
    assert profile().target == ("builder",)


@pytest.mark.parametrize(
    "name",
    [
        'a "b" c',
        "it's: so",
        "# no",
        "{x}",
        "\\",
        "no",
        "*a",
        "a\x7fb",
        "\ufeffb",
        "\U0001d4b3",
        "a\u2028b",
    ],
)
def test_name_of_any_kind_survives_the_profile(do: Run, catalog: Path, name: str) -> None:
    codes = "".join(f"\\U{ord(char):08x}" for char in name)
    role = f'name: "{codes}"\nrequires: {{must: [shell]}}\n'
    (catalog / "roles" / "odd.yaml").write_text(role, encoding="utf-8")
    result = do("init", name)
    assert result.exit_code == 0, result.output
    assert profile().target == (name,)
    assert do("plan").exit_code == 0


def test_profile_is_found_in_the_folder_or_by_name_with_the_log_beside_it(do: Run) -> None:
    Path("ann").mkdir()
    assert do("init", "builder", "--profile", "ann/me.yaml").exit_code == 0
    assert do("init", "unikernels").exit_code == 0
    worked(do("done", "shell@working"), "recorded")
    worked(do("done", "versioning", "--profile", "ann/me.yaml"), "ready")
    assert events()[0]["ids"] == ["shell@awareness", "shell@working"]
    assert events("ann/me.progress.jsonl")[0]["ids"] == ["versioning@working"]
    assert "Unikernels" in do("plan").stdout
    assert "Builder" in do("plan", "--profile", "ann/me.yaml").stdout
    refused(do("done", "shell", "--profile", "bob.yaml"), 3, "bob.yaml")


def test_log_can_lie_anywhere(somebody: Run, here: Path) -> None:
    worked(somebody("done", "shell@working", "--progress", "elsewhere.jsonl"), "recorded")
    assert not (here / "progress.jsonl").exists()
    worked(somebody("done", "shell@working", "--progress", "elsewhere.jsonl"), "already")
    refused(somebody("undo"), 2, "nothing-to-undo")
    worked(somebody("undo", "--progress", "elsewhere.jsonl"), "taken back")


def test_log_that_cannot_be_written_is_told_with_what_to_do(do: Run) -> None:
    result = do("done", "shell@working", "--progress", "gone/progress.jsonl")
    refused(result, 2, "cannot write `gone/progress.jsonl`", "--progress")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root"
)
def test_folder_that_may_not_be_written_to_is_told(do: Run, here: Path) -> None:
    here.chmod(0o555)
    try:
        refused(do("init", "builder"), 2, "cannot write `profile.yaml`")
        refused(do("done", "shell@working"), 2, "cannot write `progress.jsonl`")
    finally:
        here.chmod(0o755)


def test_day_of_long_ago_is_a_slip_of_the_pen(somebody: Run) -> None:
    result = somebody("log", "statistics", "90m", "--on", "0201-01-08")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[long-ago]" in result.stderr


def test_init_refuses_a_deadline_before_the_start(run: Run) -> None:
    words = ("init", "builder", "--catalog", str(TINY), "--start", "2027-01-04")
    result = run(*words, "--deadline", "2027-01-03")
    assert result.exit_code == 2
    assert "the deadline 2027-01-03 comes before the start 2027-01-04" in result.stderr


def test_init_names_the_profile_that_is_not_found_by_itself(run: Run) -> None:
    result = run("init", "builder", "--catalog", str(TINY), "--profile", "me.yaml")
    assert "`planner next --profile me.yaml`" in result.stdout
