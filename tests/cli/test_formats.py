"""`planner plan` into calendars, tables and task lists, and what does not go together."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from .answers import TINY, Run, Shell, refused

WEEK = ("--week", "tue 1h30 19:00, sat 3h")


@pytest.mark.parametrize(
    ("file", "options", "begins", "ends"),
    [
        ("plan.ics", (), "BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n"),
        ("plan.CSV", (), "number,competency,", "\r\n"),
        ("todo.txt", ("--format", "todotxt"), "(A) 2027-01-04 ", "\n"),
        ("tasks.json", ("--format", "taskwarrior"), '[\n{"uuid": "', "}\n]\n"),
        ("map.mmd", (), "%%{init: ", "\n"),
    ],
)
def test_file_is_written_byte_for_byte_as_the_format_wants(
    plan: Run, here: Path, file: str, options: tuple[str, ...], begins: str, ends: str
) -> None:
    result = plan("builder", "-o", file, *options)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"wrote {file}\n")
    text = (here / file).read_bytes().decode("utf-8")
    assert text.startswith(begins)
    assert text.endswith(ends)


@pytest.mark.parametrize("format", ["ics", "csv", "todotxt", "taskwarrior", "mermaid"])
def test_pipe_gets_what_the_file_gets(plan: Run, here: Path, format: str) -> None:
    words = ("builder", "--from", "starter", "--format", format)
    printed = plan(*words)
    assert (printed.exit_code, printed.stderr) == (0, "")
    assert plan(*words, "-o", "file").exit_code == 0
    assert (here / "file").read_bytes() == printed.stdout_bytes


def test_pipe_of_another_character_set_gets_utf_8_all_the_same(shell: Shell, wide: Path) -> None:
    words = ("plan", "tools", "--catalog", str(wide), "--today", "2027-01-04")
    result = shell(*words, "--format", "csv", PYTHONIOENCODING="ascii")
    assert result.returncode == 0, result.stderr
    rows = list(csv.DictReader(io.StringIO(result.stdout.decode("utf-8"), newline="")))
    assert rows[0]["name"].startswith("データ")


def test_no_zone_or_hash_of_the_machine_shows(shell: Shell) -> None:
    words = ("plan", "builder", "--catalog", str(TINY), "--today", "2027-01-04", *WEEK)
    outputs = {
        shell(
            *words,
            *("--format", "ics", "--todos", "--timezone", "America/New_York"),
            TZ=zone,
            PYTHONHASHSEED=seed,
        ).stdout
        for zone, seed in (("UTC", "1"), ("Asia/Tokyo", "2"))
    }
    assert len(outputs) == 1
    assert outputs.pop().startswith(b"BEGIN:VCALENDAR")


# --- options of the formats


@pytest.mark.parametrize(
    ("options", "sessions", "tasks"),
    [
        ((), False, 0),
        (WEEK, True, 0),
        ((*WEEK, "--events", "steps"), False, 0),
        ((*WEEK, "--events", "sessions", "--todos"), True, 9),
        (("--todos",), False, 9),
    ],
)
def test_events_and_tasks_of_a_calendar(
    plan: Run, options: tuple[str, ...], sessions: bool, tasks: int
) -> None:
    text = plan("builder", "--format", "ics", *options).stdout_bytes.decode("utf-8")
    assert ("DTSTART:20270105T190000\r\n" in text) == sessions
    assert text.count("BEGIN:VTODO") == tasks


def test_style_of_markdown(plan: Run) -> None:
    assert "🆔 shell_working ⛔ shell_awareness 🛫 2027-01-04 📅 " in (
        plan("builder", "--format", "markdown", "--style", "obsidian").stdout
    )
    plain = plan("builder", "--format", "markdown")
    assert plain.stdout == plan("builder", "--format", "markdown", "--style", "plain").stdout


# --- what does not go together


def test_sessions_without_a_week_are_refused_with_the_cure(plan: Run, here: Path) -> None:
    result = plan("builder", "-o", "plan.ics", "--events", "sessions")
    refused(result, 2, "error[no-sessions]", "hint: say --week", "or --events steps")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "takes"),
    [
        (("--events", "steps"), "ics"),
        (("--events", "steps", "--format", "csv"), "ics"),
        (("--todos", "--json"), "ics"),
        (("--todos", "-o", "plan.md"), "ics"),
        (("--style", "obsidian"), "markdown"),
        (("--style", "plain", "--format", "todotxt"), "markdown"),
        (("--style", "obsidian", "-o", "plan.ics"), "markdown"),
    ],
)
def test_option_of_another_format_is_refused(
    plan: Run, here: Path, options: tuple[str, ...], takes: str
) -> None:
    refused(plan("builder", *options), 2, "error[useless-option]", f"--format {takes}")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    "options",
    [
        ("--events", "days"),
        ("--style", "github"),
        ("--format", "ical"),
        ("--format", "csv", "--json"),
    ],
)
def test_what_there_is_not_is_refused(plan: Run, options: tuple[str, ...]) -> None:
    refused(plan("builder", *options), 2, options[1])


def test_unknown_ending_names_those_there_are(plan: Run) -> None:
    refused(plan("builder", "-o", "plan.ical"), 2, "unknown-ending", ".ics", ".csv")


def test_missing_library_is_named_and_nothing_is_written(
    plan: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    refused(plan("builder", "-o", "plan.ics"), 2, "missing-library", "skill-planner[ics]")
    assert list(here.iterdir()) == []


def test_library_is_loaded_for_a_calendar_alone() -> None:
    script = (
        "import sys\n"
        "from planner.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "print('icalendar' in sys.modules, file=sys.stderr)\n"
    )
    for format, loaded in (("csv", "False"), ("ics", "True")):
        words = ["plan", "builder", "--catalog", str(TINY), "--format", format]
        done = subprocess.run(
            [sys.executable, "-c", script, *words], capture_output=True, text=True, check=True
        )
        assert done.stderr.split() == [loaded]


def test_nothing_to_learn_is_a_sound_file_in_every_format(plan: Run) -> None:
    for format in ("ics", "csv", "todotxt", "taskwarrior"):
        result = plan("starter", "--from", "builder", "--format", format)
        assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == []
