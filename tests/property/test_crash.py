"""Writers that are killed, and writers that write at once: no acknowledged event is ever lost.

These tests start real processes. The log lies in memory where the system has a folder for that, so
that hundreds of flushes take no time; what a flush promises is the disk's business.
"""

from __future__ import annotations

import datetime
import os
import random
import signal
import struct
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import pytest

from planner.journal import TORN, Log, append, read
from planner.progress import Event

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

DAY = datetime.date(2027, 1, 8)
KILLS = 500
AT_ONCE = 2
NUMBER = struct.Struct("<q")


@pytest.fixture
def path() -> Iterator[Path]:
    memory = "/dev/shm"
    folder = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=folder) as name:
        yield Path(name) / "progress.jsonl"


def event(writer: int, number: int) -> Event:
    """An event; the lengths vary."""
    ids = tuple(f"skill-{n}@level" for n in range(1 + number % 4 * 12))
    return Event(kind="learned", key=f"{writer}.{number}", ids=ids, on=DAY)


def whole(path: Path) -> Log:
    log = read(path)
    assert isinstance(log, Log), log
    return log


def start(path: Path, writer: int, numbers: Iterable[int], piece: int) -> tuple[int, int]:
    """A process that records events and acknowledges each; its id, and where to hear of it.

    It writes in pieces of so many bytes, as a system may, so that it can be hit in between.
    """
    ear, mouth = os.pipe()
    child = os.fork()
    if child:
        os.close(mouth)
        return child, ear
    status = 1
    try:
        os.close(ear)
        write = os.write
        os.write = lambda handle, data: write(handle, data[:piece])  # type: ignore[assignment]
        for number in numbers:
            append(path, [event(writer, number)])
            write(mouth, NUMBER.pack(number))
        status = 0
    finally:
        os._exit(status)


def heard(ear: int) -> list[int]:
    """The events that a process acknowledged before it was over."""
    with os.fdopen(ear, "rb") as file:
        return [number for (number,) in NUMBER.iter_unpack(file.read())]


def test_no_acknowledged_event_is_lost_to_any_of_500_kills(path: Path) -> None:
    draw = random.Random(500)
    told: set[str] = set()
    halves = 0
    for first in range(0, KILLS, AT_ONCE):
        writers = {
            writer: start(path, writer, count(), piece=draw.choice([9, 60, 1 << 20]))
            for writer in range(first, first + AT_ONCE)
        }
        time.sleep(draw.random() * 0.002)
        for child, _ in writers.values():
            os.kill(child, signal.SIGKILL)
        for child, _ in writers.values():
            assert os.waitpid(child, 0) == (child, signal.SIGKILL)
        log = whole(path)
        halves += log.torn is not None
        for writer, (_, ear) in writers.items():
            numbers = heard(ear)
            mine = [one for one in log.events if one.key.startswith(f"{writer}.")]
            # One more may have been written that nobody was told of.
            assert len(mine) - len(numbers) in (0, 1)
            assert mine == [event(writer, number) for number in range(len(mine))]
            told |= {f"{writer}.{number}" for number in numbers}
        if path.exists() and path.stat().st_size > 10_000:
            assert_all_there(path, told)
            path.unlink()
            told = set()
    assert_all_there(path, told)
    assert halves, "no writer was killed within a line: the test is not sharp enough"


def assert_all_there(path: Path, told: set[str]) -> None:
    if path.exists():
        append(path, [])
    log = whole(path)
    keys = [one.key for one in log.events]
    assert log.torn is None
    assert len(keys) == len(set(keys))
    assert told <= set(keys)


def test_writers_at_once_lose_nothing_and_never_mix_their_lines(path: Path) -> None:
    each = range(25)
    children = [start(path, writer, each, piece=50) for writer in range(4)]
    for child, ear in children:
        assert heard(ear) == list(each)
        assert os.waitpid(child, 0) == (child, 0)
    found = whole(path).events
    for writer in range(4):
        mine = [one for one in found if one.key.startswith(f"{writer}.")]
        assert mine == [event(writer, number) for number in each]
    assert len(found) == 4 * len(each)
    assert not path.with_name(path.name + TORN).exists()


def test_writer_loses_nothing_while_others_are_killed_beside_it(path: Path) -> None:
    draw = random.Random(30)
    each = range(60)
    steady, ear = start(path, 1000, each, piece=50)
    for writer in range(30):
        child, _ear = start(path, writer, count(), piece=9)
        os.close(_ear)
        time.sleep(draw.random() * 0.003)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert heard(ear) == list(each)
    assert os.waitpid(steady, 0) == (steady, 0)
    mine = [one for one in whole(path).events if one.key.startswith("1000.")]
    assert mine == [event(1000, number) for number in each]
