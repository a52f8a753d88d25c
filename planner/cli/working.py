"""What a command is busy with, shown on a terminal once it has taken a second."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from planner.pipeline import Settings

PATIENCE = 1.0
"""Seconds before anything is shown."""

_INTERVAL = 0.25
_TURNING = "|/-\\"
_CELLS = 8


class Stage:
    """What is being done now and since when; told by one thread, read by another."""

    def __init__(self, what: str) -> None:
        self.now: tuple[str, float | None, float] = (what, None, time.monotonic())

    def tell(self, what: str, limit: float | None) -> None:
        if what != self.now[0]:
            self.now = (what, limit, time.monotonic())

    def __str__(self) -> str:
        what, limit, since = self.now
        seconds = time.monotonic() - since
        if limit is None:
            return f"{what} ... {int(seconds)} s"
        full = min(int(_CELLS * seconds / limit), _CELLS) if limit else _CELLS
        bar = "#" * full + "-" * (_CELLS - full)
        return f"{what} [{bar}] {int(seconds)} s of at most {limit:g} s"


@contextmanager
def working(settings: Settings, what: str = "planning") -> Iterator[Settings]:
    """Show what is being done; yields the settings to plan with, which tell it."""
    with busy(what) as stage:
        yield replace(settings, tell=stage.tell)


@contextmanager
def busy(what: str) -> Iterator[Stage]:
    """Show on stderr what is being done, from the first second on; wiped out at the end."""
    stage = Stage(what)
    stream = sys.stderr
    if stream is None or not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield stage
        return
    done = threading.Event()
    thread = threading.Thread(target=_show, args=(stage, stream, done), daemon=True)
    thread.start()
    try:
        yield stage
    finally:
        done.set()
        thread.join()


def _show(stage: Stage, stream: TextIO, done: threading.Event) -> None:
    from planner.render.terminal import fitted

    turn = 0
    while not done.wait(_INTERVAL if turn else PATIENCE):
        # One cell is left free: some terminals begin a new line when the last is filled.
        width = shutil.get_terminal_size().columns - 1
        _write(stream, fitted(f"{_TURNING[turn % len(_TURNING)]} {stage}", width))
        turn += 1
    if turn:
        _write(stream, " " * (shutil.get_terminal_size().columns - 1))


def _write(stream: TextIO, line: str) -> None:
    """Write over the line the cursor stands on; no plan fails because a terminal went away."""
    try:
        stream.write(f"\r{line}\r")
        stream.flush()
    except (OSError, ValueError):
        pass
