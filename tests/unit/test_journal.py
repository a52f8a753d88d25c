"""The log on disk: what is read, what is refused, and that nothing written is ever lost."""

from __future__ import annotations

import datetime
import errno
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from planner import journal
from planner.journal import Log, append, read
from planner.model import Hours
from planner.problems import Place, Problems
from planner.progress import Event, as_data

DAY = datetime.date(2027, 1, 8)
EVENTS = (
    Event(
        kind="learned",
        key="k1",
        ids=("git@working", "größe@x"),
        on=DAY,
        at="2027-01-08T10:00:00+01:00",
        estimates={"git@working": Hours(60, 90, 120)},
    ),
    Event(kind="studied", key="k2", ids=("sql@x",), on=DAY, minutes=45),
    Event(kind="undone", key="k3", of="k2", on=DAY),
)
GOOD = '{"event": "studied", "ids": ["a@x"], "minutes": 5, "on": "2027-01-08", "key": "k"}'
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.jsonl"


@pytest.fixture
def torn(path: Path) -> Path:
    return path.with_name("progress.jsonl.torn")


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)


def events(path: Path) -> tuple[Event, ...]:
    log = read(path)
    assert isinstance(log, Log), log
    assert log.torn is None
    return log.events


def problems(path: Path) -> Problems:
    found = read(path)
    assert isinstance(found, Problems)
    return found


# --- there and back


def test_log_that_does_not_exist_has_no_events(path: Path) -> None:
    assert read(path) == Log()
    assert not path.exists()


def test_events_are_read_as_they_were_written(path: Path) -> None:
    assert append(path, EVENTS[:1]) is None
    assert append(path, EVENTS[1:]) is None
    assert events(path) == EVENTS


def test_log_is_one_json_object_a_line_as_people_can_read_it(path: Path) -> None:
    append(path, EVENTS)
    text = path.read_bytes().decode("utf-8")
    assert [json.loads(line) for line in text.splitlines()] == [as_data(one) for one in EVENTS]
    assert text.endswith("}\n")
    assert "größe@x" in text


def test_event_knows_its_line(path: Path) -> None:
    path.write_text(f"\n{GOOD}\n", encoding="utf-8")
    assert [event.place for event in events(path)] == [Place(path.as_posix(), 2, 1)]


def test_nothing_to_append_changes_nothing(path: Path) -> None:
    append(path, EVENTS)
    before = path.read_bytes()
    append(path, [])
    assert path.read_bytes() == before


def test_text_that_ends_lines_elsewhere_ends_none_here(path: Path) -> None:
    odd = Event(kind="learned", key="a\u2028\x85\x0b\r\nb", ids=("a\u2029b",), on=DAY)
    append(path, [odd, EVENTS[1]])
    assert [event.ids for event in events(path)] == [("a\u2029b",), ("sql@x",)]
    assert path.read_bytes().count(b"\n") == 2


def test_text_that_no_file_can_hold_costs_no_event(path: Path) -> None:
    append(path, [Event(kind="learned", key="k\udcff", ids=("a@x",), on=DAY), EVENTS[1]])
    assert [event.ids for event in events(path)] == [("a@x",), ("sql@x",)]


# --- what other programs do to a file


@pytest.mark.parametrize("start", ["", "\ufeff", "\n \n", "\ufeff\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n\n", "\r\n  \r\n", "", "\n   ", "\r"])
def test_marks_blank_lines_and_line_ends_do_not_matter(path: Path, start: str, end: str) -> None:
    lines = [json.dumps(as_data(event)) for event in EVENTS[:2]]
    ending = "\r\n" if "\r" in end else "\n"
    path.write_bytes((start + ending.join(lines) + end).encode())
    assert events(path) == EVENTS[:2]
    assert append(path, EVENTS[2:]) is None
    assert events(path) == EVENTS


@pytest.mark.parametrize("text", ["", "\ufeff", "\n", "  ", "\r\n\r\n"])
def test_file_of_nothing_is_an_empty_log(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    assert events(path) == ()
    append(path, EVENTS)
    assert events(path) == EVENTS


# --- what is refused


BAD_LINES = {
    "text": "learned git today",
    "half an object": GOOD[:40],
    "two objects": GOOD + GOOD,
    "list": "[1, 2]",
    "number": "7",
    "null": "null",
    "single quotes": GOOD.replace('"', "'"),
    "nothing": "{}",
    "misspelt key": GOOD.replace("minutes", "minuts"),
    "unknown kind": GOOD.replace("studied", "forgotten"),
    "no day": GOOD.replace("2027-01-08", "2027-02-30"),
    "no key": GOOD.replace('"key": "k"', '"at": "now"'),
    "key of nothing": GOOD.replace('"k"', '""'),
    "null for a key": GOOD.replace('"k"', "null"),
    "ids as text": GOOD.replace('["a@x"]', '"a@x"'),
    "studied nothing": GOOD.replace('["a@x"]', "[]"),
    "no minutes": GOOD.replace(": 5", ": 0"),
    "more than a day": GOOD.replace(": 5", ": 1441"),
    "part of a minute": GOOD.replace(": 5", ": 0.5"),
    "negative minutes": GOOD.replace(": 5", ": -5"),
    "no number": GOOD.replace(": 5", ": NaN"),
    "infinity": GOOD.replace(": 5", ": 1e999"),
    "endless number": GOOD.replace(": 5", ": " + "9" * 5000),
    "learned nothing": '{"event": "learned", "on": "2027-01-08", "key": "k"}',
    "undone nothing": '{"event": "undone", "on": "2027-01-08", "key": "k"}',
    "two points": GOOD[:-1] + ', "estimates": {"a@x": [1, 2]}}',
    "falling points": GOOD[:-1] + ', "estimates": {"a@x": [3, 2, 1]}}',
    "deep": "[" * 100_000,
    "deep but whole": "[" * 700 + "]" * 700,
    "deep in a key": GOOD[:-1] + ', "of": ' + "[" * 400 + "]" * 400 + "}",
    "nul": "\x00" * 20,
    "escape": "\x1b[31m{}",
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES)
def test_bad_line_is_reported_with_its_number_and_no_event_is_read(path: Path, line: str) -> None:
    path.write_text(f"{GOOD}\n\n{line}\n{GOOD}\n", encoding="utf-8")
    found = problems(path)
    assert {problem.place for problem in found} == {Place(path.as_posix(), 3, 1)}
    assert all(one.isprintable() for one in str(found).splitlines())


def test_bytes_that_are_no_utf8_are_reported_with_their_line(path: Path) -> None:
    path.write_bytes(f"{GOOD}\n".encode() + b'{"event": "\xff"}\n')
    assert [problem.place and problem.place.line for problem in problems(path)] == [2]


def test_every_bad_line_is_reported(path: Path) -> None:
    path.write_text("".join(f"{line}\n{GOOD}\n" for line in BAD_LINES.values()), encoding="utf-8")
    lines = [problem.place.line for problem in problems(path) if problem.place]
    assert sorted(set(lines)) == list(range(1, 2 * len(BAD_LINES), 2))


@pytest.mark.parametrize("line", ["{}", GOOD.replace("minutes", "minuts")])
def test_whole_object_that_is_no_event_is_not_taken_for_a_torn_one(path: Path, line: str) -> None:
    """A person forgot the last line end; the line is theirs to mend."""
    path.write_text(f"{GOOD}\n{line}", encoding="utf-8")
    assert problems(path)[0].place == Place(path.as_posix(), 2, 1)


def test_folder_is_no_log(tmp_path: Path) -> None:
    assert [problem.code for problem in problems(tmp_path)] == ["not-a-file"]
    with pytest.raises(IsADirectoryError if sys.platform != "win32" else OSError):
        append(tmp_path, EVENTS)


def test_link_that_leads_nowhere_is_no_log(path: Path) -> None:
    path.symlink_to(path.with_name("gone") / "log")
    assert [problem.code for problem in problems(path)] == ["not-a-file"]


def test_file_that_is_much_too_large_is_not_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(path, EVENTS)
    monkeypatch.setattr(journal, "MAX_BYTES", path.stat().st_size)
    assert events(path) == EVENTS
    monkeypatch.setattr(journal, "MAX_BYTES", path.stat().st_size - 1)
    assert [problem.code for problem in problems(path)] == ["file-too-large"]


@as_root
def test_log_that_may_not_be_read_is_reported(path: Path) -> None:
    append(path, EVENTS)
    path.chmod(0)
    assert [problem.code for problem in problems(path)] == ["unreadable"]


def test_log_that_cannot_be_read_is_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(path, EVENTS)

    def refuse(*_: object) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert [problem.message for problem in problems(path)] == ["cannot be read: permission denied"]


def test_folder_that_does_not_exist_is_told_to_the_writer(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        append(tmp_path / "gone" / "progress.jsonl", EVENTS)


# --- torn lines


def test_log_cut_at_any_byte_keeps_its_whole_events_and_sets_the_half_aside(
    path: Path, torn: Path
) -> None:
    append(path, EVENTS)
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    new = Event(kind="studied", key="new", ids=("new@x",), on=DAY, minutes=1)
    for cut in range(len(data) + 1):
        path.write_bytes(data[:cut])
        torn.unlink(missing_ok=True)
        ends = [len(b"".join(lines[: n + 1])) for n in range(len(lines))]
        # An event whose line end alone is missing is whole.
        kept = EVENTS[: sum(end - 1 <= cut for end in ends)]
        start = max([0, *(end for end in ends if end <= cut)])
        half = b"" if cut in (*ends, *(end - 1 for end in ends)) else data[start:cut]
        shown = half.decode("utf-8", "replace") or None
        assert read(path) == Log(kept, shown)
        assert append(path, [new]) == shown
        assert events(path) == (*kept, new)
        assert (torn.read_bytes() if torn.exists() else b"") == (half + b"\n" if half else b"")


def test_halves_of_several_crashes_are_all_kept(path: Path, torn: Path) -> None:
    for number in range(3):
        append(path, EVENTS[:1])
        with path.open("ab") as file:
            file.write(b'{"event": "%d' % number)
    append(path, [])
    assert torn.read_bytes() == b'{"event": "0\n{"event": "1\n{"event": "2\n'
    assert events(path) == EVENTS[:1] * 3


def test_block_of_zeros_that_a_power_cut_left_is_set_aside(path: Path, torn: Path) -> None:
    append(path, EVENTS[:1])
    with path.open("ab") as file:
        file.write(bytes(512))
    assert append(path, EVENTS[1:]) == "\0" * 512
    assert torn.read_bytes() == bytes(512) + b"\n"
    assert events(path) == EVENTS


def test_nothing_set_aside_is_ever_read_as_an_event(path: Path, torn: Path) -> None:
    torn.write_text(f"{GOOD}\n", encoding="utf-8")
    assert read(path) == Log()
    append(path, EVENTS)
    assert events(path) == EVENTS


def test_torn_line_in_the_middle_is_no_torn_line_but_a_fault(path: Path) -> None:
    path.write_text(f"{GOOD[:30]}\n{GOOD}\n", encoding="utf-8")
    assert [problem.place and problem.place.line for problem in problems(path)] == [1]


# --- failed writes


def full_disk(after: int, error: type[BaseException] = OSError) -> object:
    """An `os.write` that writes so many bytes in all, one piece after the other, and then fails."""
    write, left = os.write, [after]

    def failing(handle: int, data: bytes) -> int:
        if not left[0]:
            raise error(errno.ENOSPC, "No space left on device")
        written = write(handle, data[: min(left[0], 7)])
        left[0] -= written
        return written

    return failing


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
@pytest.mark.parametrize("after", [0, 1, 20, 150])
def test_failed_write_leaves_the_log_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, after: int, error: type[BaseException]
) -> None:
    append(path, EVENTS[:1])
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full_disk(after, error))
        with pytest.raises(error):
            append(path, EVENTS[1:])
    assert path.read_bytes() == before
    append(path, EVENTS[1:])
    assert events(path) == EVENTS


def test_write_in_small_pieces_is_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", full_disk(10_000))
    append(path, EVENTS)
    assert events(path) == EVENTS


def test_event_that_is_not_on_the_disk_is_taken_out_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(path, EVENTS[:1])

    def failing(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        with pytest.raises(OSError, match="Input/output"):
            append(path, EVENTS[1:])
    assert events(path) == EVENTS[:1]


@pytest.mark.parametrize("after", range(0, 40, 3))
def test_half_line_is_not_lost_where_there_is_no_room_to_set_it_aside(
    path: Path, torn: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    append(path, EVENTS[:1])
    with path.open("ab") as file:
        file.write(b'{"event": "stu')
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full_disk(after))
        with pytest.raises(OSError, match="No space"):
            append(path, EVENTS[1:])
    kept = path.read_bytes() + (torn.read_bytes() if torn.exists() else b"")
    assert b'{"event": "stu' in kept
    append(path, EVENTS[1:])
    assert events(path) == EVENTS
    assert torn.read_bytes() == b'{"event": "stu\n'


def test_event_is_flushed_to_the_disk_before_anybody_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    monkeypatch.setattr(os, "fsync", lambda handle: sizes.append(os.fstat(handle).st_size))
    append(path, EVENTS)
    # The second is the folder's, for the name of the new file.
    assert sizes[0] == path.stat().st_size
    assert len(sizes) == 2
    append(path, EVENTS)
    assert sizes[2:] == [path.stat().st_size]


def test_key_that_stands_twice_in_an_event_is_reported(path: Path) -> None:
    append(path, EVENTS)
    line = (
        '{"event": "learned", "ids": ["git@working"], "on": "2027-01-08", "key": "k", "ids": []}\n'
    )
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8", newline="\n")
    (problem,) = problems(path)
    assert (problem.code, problem.place) == (
        "bad-event",
        Place(path.as_posix(), len(EVENTS) + 1, 1),
    )


@pytest.mark.skipif(os.name == "nt", reason="the lock of the other system is not this one")
def test_reader_waits_for_the_writer(path: Path) -> None:
    import fcntl

    append(path, EVENTS)
    with path.open("ab") as writer, ThreadPoolExecutor(1) as reader:
        fcntl.flock(writer, fcntl.LOCK_EX)
        writer.write(b'{"event": "lea')
        writer.flush()
        waiting = reader.submit(read, path)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.2)
        writer.truncate(path.stat().st_size - len(b'{"event": "lea'))
        fcntl.flock(writer, fcntl.LOCK_UN)
        assert waiting.result(timeout=10) == read(path)
    assert read(path) == Log(tuple(EVENTS))
