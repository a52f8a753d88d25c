"""What a terminal gets and a pipe does not: colour, bars, and a word on what takes so long."""

from __future__ import annotations

import io
import os
import re
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import planner
from planner.cli import working as at_work
from planner.cli.common import ink
from planner.cli.working import Stage, working
from planner.pipeline import Settings
from planner.render.ink import Ink

from .answers import TINY

Terminal = Callable[..., bytes]
CODE = re.compile(rb"\x1b\[[0-9]+m")
PLAN = ("plan", "builder", "--catalog", str(TINY), "--today", "2027-01-04")
INHERITED = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING")


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """What `python -m planner` writes to a terminal of this width."""
    pty, fcntl, termios = (pytest.importorskip(name) for name in ("pty", "fcntl", "termios"))

    def terminal(*words: str, columns: int = 80, **environment: str) -> bytes:
        here, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        inherited = {name: one for name, one in os.environ.items() if name not in INHERITED}
        source = str(Path(planner.__file__).parents[1])
        always = {"PYTHONPATH": source, "TERM": "xterm", "PYTHONUTF8": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "planner", *words],
            env=inherited | always | environment,
            cwd=tmp_path,
            stdin=there,
            stdout=there,
            stderr=there,
        )
        os.close(there)
        written = b""
        while part := _read(here):
            written += part
        os.close(here)
        assert process.wait() == 0, written
        return written.replace(b"\r\n", b"\n")

    return terminal


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:  # Linux says so when the other end is closed.
        return b""


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_terminal_gets_colour_and_keeps_to_its_width(terminal: Terminal, columns: int) -> None:
    written = terminal(*PLAN, columns=columns)
    assert CODE.search(written)
    lines = CODE.sub(b"", written).decode().splitlines()
    assert max(map(len, lines)) <= columns
    assert any("█" in line for line in lines) == (columns >= 80)


def test_no_color_takes_the_colour_and_nothing_else(terminal: Terminal) -> None:
    coloured = terminal(*PLAN, columns=120)
    assert terminal(*PLAN, columns=120, NO_COLOR="1") == CODE.sub(b"", coloured)
    assert terminal(*PLAN, columns=120, NO_COLOR="") == coloured


def test_dumb_terminal_gets_what_a_pipe_gets(terminal: Terminal) -> None:
    command = [sys.executable, "-m", "planner", *PLAN]
    source = str(Path(planner.__file__).parents[1])
    environment = {name: one for name, one in os.environ.items() if name not in INHERITED}
    piped = subprocess.check_output(command, env=environment | {"PYTHONPATH": source})
    assert terminal(*PLAN, TERM="dumb") == piped.replace(b"\r\n", b"\n")


def test_terminal_that_lacks_block_characters_gets_ascii(terminal: Terminal) -> None:
    written = terminal(*PLAN, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert written.isascii()
    assert b"##" in written
    assert b"?" not in written


@pytest.mark.parametrize(
    ("tty", "environment", "expected"),
    [
        (True, {}, Ink(colour=True, unicode=True, bars=True)),
        (True, {"NO_COLOR": "1"}, Ink(unicode=True, bars=True)),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, Ink(unicode=True, bars=True)),
        (True, {"TERM": "dumb"}, Ink()),
        (False, {}, Ink()),
        (False, {"FORCE_COLOR": "1"}, Ink()),
    ],
)
def test_environment_decides_on_colour(
    tty: bool, environment: dict[str, str], expected: Ink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*INHERITED, "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = Tty()
    monkeypatch.setattr(stream, "isatty", lambda: tty)
    monkeypatch.setattr(sys, "stdout", stream)
    assert ink() == expected


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Tty:
    """A terminal on stderr, and little patience."""
    stream = Tty()
    # pytest puts its own stderr back between the set-up of a test and its call.
    monkeypatch.setattr(at_work, "sys", SimpleNamespace(stderr=stream))
    monkeypatch.setattr(at_work, "PATIENCE", 0.02)
    monkeypatch.setattr(at_work, "_INTERVAL", 0.01)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    return stream


def _wait_for(stream: Tty, text: str) -> None:
    """Until the other thread has written this; a test that waits in vain fails."""
    end = time.monotonic() + 10
    while text not in stream.getvalue():
        assert time.monotonic() < end, stream.getvalue()
        time.sleep(0.005)


def test_long_work_says_what_it_does_and_wipes_it_out(stderr: Tty) -> None:
    with working(Settings(), "planning") as settings:
        _wait_for(stderr, "planning ... 0 s")
        settings.tell("choosing among alternatives", 10)
        _wait_for(stderr, "choosing among alternatives [--------] 0 s of")
    written = stderr.getvalue()
    assert "\n" not in written
    assert "\x1b" not in written
    assert max(map(len, written.split("\r"))) < 60
    assert written.endswith("\r" + " " * 59 + "\r")


def test_what_is_done_cannot_steer_the_terminal_nor_be_too_wide(stderr: Tty) -> None:
    with working(Settings(), "\x1b[2J" + "データ" * 50):
        _wait_for(stderr, "\\x1b[2J")
    assert "\x1b" not in stderr.getvalue()
    assert max(map(len, stderr.getvalue().split("\r"))) < 60


def test_work_that_fails_is_wiped_out_too(stderr: Tty) -> None:
    with pytest.raises(ZeroDivisionError), working(Settings(), "planning"):  # noqa: PT012
        _wait_for(stderr, "planning")
        raise ZeroDivisionError
    assert stderr.getvalue().endswith("\r" + " " * 59 + "\r")


def test_terminal_that_goes_away_does_not_stop_the_work(
    stderr: Tty, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def gone(text: str) -> int:
        tried.append(text)
        raise OSError

    monkeypatch.setattr(stderr, "write", gone)
    with working(Settings(), "planning"):
        end = time.monotonic() + 10
        while len(tried) < 3:
            assert time.monotonic() < end
            time.sleep(0.005)


def test_short_work_says_nothing(stderr: Tty, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_work, "PATIENCE", 30.0)
    with working(Settings(), "planning") as settings:
        settings.tell("choosing among alternatives", 10)
    assert stderr.getvalue() == ""


@pytest.mark.parametrize("how", ["pipe", "dumb", "closed"])
def test_nothing_is_said_where_nobody_watches(
    how: str, stderr: Tty, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "pipe":
        monkeypatch.setattr(stderr, "isatty", lambda: False)
    elif how == "dumb":
        monkeypatch.setenv("TERM", "dumb")
    else:
        monkeypatch.setattr(at_work, "sys", SimpleNamespace(stderr=None))
    with working(Settings(), "planning") as settings:
        settings.tell("choosing among alternatives", 10)
        time.sleep(0.08)
    assert stderr.getvalue() == ""


def test_it_is_written_at_most_five_times_a_second() -> None:
    assert at_work._INTERVAL >= 0.2
    assert at_work.PATIENCE >= 1


def test_stage_counts_its_seconds_from_its_own_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    stage = Stage("planning")
    now = 103.2
    assert str(stage) == "planning ... 3 s"
    stage.tell("choosing", 10)
    now = 105.0
    stage.tell("choosing", 10)
    assert str(stage) == "choosing [#-------] 1 s of at most 10 s"


def test_plan_tells_what_it_does_and_is_the_same_for_it() -> None:
    from dataclasses import replace

    from planner import Profile, load_catalog, make_plan

    from ..hostile import MONDAY

    heard: list[str] = []
    quiet = Settings(budget=30 * 60)
    telling = replace(quiet, tell=lambda what, limit: heard.append(what))
    catalog, profile = load_catalog(TINY), Profile(target=("builder",))
    plans = [make_plan(catalog, profile, today=MONDAY, settings=one) for one in (quiet, telling)]
    assert plans[0] == plans[1]
    assert list(dict.fromkeys(heard)) == [
        "choosing among alternatives",
        "ordering the steps",
        "choosing what the hours buy",
        "comparing with what was not chosen",
    ]
