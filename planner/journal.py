"""The log on disk: `progress.jsonl`, one JSON object a line, only ever added to.

An event counts once it is on the disk: it is written in one piece under a lock, and flushed, before
anybody is told that it was recorded. Where a crash left half a line, that half is set aside into a
file beside the log and reported; it is never read as an event and never thrown away.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.document import Mapping, Node, Scalar, Sequence
from planner.learner import EVENT
from planner.problems import Place, Problem, Problems
from planner.progress import Event, as_data

MAX_BYTES = 100_000_000
"""More than a lifetime of study; a larger file is something else."""

TORN = ".torn"
"""Added to the log's name for the file that keeps torn lines."""


@dataclass(frozen=True, slots=True)
class Log:
    """All events of a log, and what a crash left of its last line."""

    events: tuple[Event, ...] = ()
    torn: str | None = None


def read(path: Path) -> Log | Problems:
    """Every event of a log; a log that does not exist has none.

    Returns:
        The log, or all problems of all its lines.
    """
    place = Place(path.as_posix())
    try:
        if not path.exists() and not path.is_symlink():
            return Log()
        if not path.is_file():
            return Problems([Problem(code="not-a-file", message="this is no file", place=place)])
        if path.stat().st_size > MAX_BYTES:
            message = f"the log has more than {MAX_BYTES:,} bytes"
            return Problems([Problem(code="file-too-large", message=message, place=place)])
        data = _read_unwritten(path)
    except OSError as error:
        message = f"cannot be read: {(error.strerror or 'unknown reason').lower()}"
        return Problems([Problem(code="unreadable", message=message, place=place)])
    return _log(data, place.path)


def _read_unwritten(path: Path) -> bytes:
    """All bytes of the log, at a moment at which nobody writes."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        with _locked(handle):
            return _bytes(handle)
    finally:
        os.close(handle)


def _bytes(handle: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    return b"".join(iter(lambda: os.read(handle, 1 << 20), b""))


def _log(data: bytes, path: str) -> Log | Problems:
    whole, tail = _split(data, path)
    problems: list[Problem] = []
    events = [
        event
        for number, line in enumerate(whole.split(b"\n"), 1)
        if line.strip() and (event := _event(line, Place(path, number, 1), problems))
    ]
    if problems:
        return Problems(problems)
    return Log(tuple(events), tail.decode("utf-8", "replace") if tail else None)


def _split(data: bytes, path: str) -> tuple[bytes, bytes]:
    """The whole lines, and the half line that a crash left at the end, if it did."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    at = data.rfind(b"\n") + 1
    tail = data[at:]
    if not tail.strip() or isinstance(_parsed(tail, Place(path)), Mapping):
        return data, b""
    return data[:at], tail


def _event(line: bytes, place: Place, problems: list[Problem]) -> Event | None:
    node = _parsed(line, place)
    if node is None:
        message, hint = "the line is no JSON object", "mend the line, or take it out of the file"
        problems.append(Problem(code="bad-event", message=message, place=place, hint=hint))
        return None
    event: Event | None = EVENT.read(node, problems)
    return event


def _parsed(line: bytes, place: Place) -> Node | None:
    """What a line holds; None if it is no JSON, as half an object never is."""
    try:
        return _node(json.loads(line.decode("utf-8"), object_pairs_hook=_Pairs), place)
    except (ValueError, RecursionError):
        return None


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as it was written, every key."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        if len({key for key, _ in pairs}) < len(pairs):
            raise ValueError("a key stands twice")


def _node(value: Any, place: Place) -> Node:
    if isinstance(value, _Pairs):
        return Mapping([(Scalar(key, place), _node(one, place)) for key, one in value], place)
    if isinstance(value, list):
        return Sequence([_node(one, place) for one in value], place)
    if value is None:
        return Scalar("", place)
    return Scalar(value if isinstance(value, str) else json.dumps(value), place)


def append(path: Path, events: Iterable[Event]) -> str | None:
    """Add events to a log, all of them or none, and return when they are on the disk.

    Returns:
        What was torn at the end of the log and is set aside now, or None.

    Raises:
        OSError: If the log cannot be written; then it is as it was before.
    """
    lines = [json.dumps(as_data(event), ensure_ascii=False) + "\n" for event in events]
    existed = path.exists()
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    try:
        with _locked(handle):
            torn = _set_aside(handle, path)
            _write(handle, "".join(lines).encode("utf-8", "replace"))
    finally:
        os.close(handle)
    if not existed:
        _flush_folder(path.parent)
    return torn


def _set_aside(handle: int, path: Path) -> str | None:
    """Move half a line from the end of the log into the file beside it."""
    data = _bytes(handle)
    _, tail = _split(data, path.as_posix())
    if tail:
        beside = os.open(
            f"{path}{TORN}",
            os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0),
            0o666,
        )
        try:
            _write(beside, tail + b"\n")
        finally:
            os.close(beside)
        os.ftruncate(handle, len(data) - len(tail))
    elif data and not data.endswith(b"\n"):
        _write(handle, b"\n")
    return tail.decode("utf-8", "replace") if tail else None


def _write(handle: int, data: bytes) -> None:
    before = os.fstat(handle).st_size
    try:
        left = data
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, before)
        raise


def _flush_folder(folder: Path) -> None:
    """Make the name of a new file last, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


if sys.platform == "win32":
    import msvcrt

    _FAR = 2**30

    @contextlib.contextmanager
    def _locked(handle: int) -> Iterator[None]:
        """Keep other writers out; they wait. The lock lies far behind the text."""
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    @contextlib.contextmanager
    def _locked(handle: int) -> Iterator[None]:
        """Keep other writers out; they wait. A file system without locks does without."""
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_UN)
