"""Task items in an exported plan: which are ticked, by the hidden ids that they carry."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

TASK = re.compile(
    r"^(?P<indent>[\s>]*(?:[-*+]|[0-9]{1,9}[.)])\s+)\[(?P<mark>[^\]\s]|[ ])\]\s(?P<text>.*?)"
    r"<!--\s*planner:(?P<id>[^\s>]+)(?P<finished>\s+finished)?\s*-->"
)
"""A task item with its id; the text before the comment is free. Some editors know more marks, such as
`[/]` for begun; only an x is a tick."""

_FENCE = re.compile(r"^(?P<indent>[\s>]*)(?P<marks>```+|~~~+)(?P<rest>.*)")


@dataclass(frozen=True, slots=True)
class Tick:
    """A task item with an id.

    Attributes:
        line: Counted from 1.
        finished: The plan was written with this item as finished, so it had a tick then.
        on: The day of the tick, where the editor writes it behind the item as Obsidian Tasks does.
    """

    id: str
    ticked: bool
    line: int
    finished: bool = False
    on: datetime.date | None = None


def ticks(text: str) -> Iterator[Tick]:
    """Every task item with an id, apart from those in code.

    Code that never ends is none: a stray fence hides no step.
    """
    fence: re.Match[str] | None = None
    in_code: list[Tick] = []
    for number, line in enumerate(text.split("\n"), 1):
        mark = _FENCE.match(line)
        if fence and _closed(fence, mark):
            fence, in_code = None, []
            continue
        if fence and _left(fence, line):
            fence, in_code = None, []
        if mark and not fence:
            fence = mark
        elif task := TASK.match(line):
            tick = _tick(task, number, line[task.end() :])
            if fence:
                in_code.append(tick)
            else:
                yield tick
    yield from in_code


def _tick(task: re.Match[str], line: int, behind: str) -> Tick:
    day = _DAY.search(behind)
    return Tick(
        task["id"], task["mark"] in "xX", line, bool(task["finished"]), day and _date(day[1])
    )


_DAY = re.compile(r"\u2705\ufe0f?\s*([0-9]{4}-[0-9]{2}-[0-9]{2})")


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _closed(fence: re.Match[str], mark: re.Match[str] | None) -> bool:
    return bool(mark and mark["marks"].startswith(fence["marks"]) and not mark["rest"].strip())


def _left(fence: re.Match[str], line: str) -> bool:
    """Whether a line ends the list item or quotation that the code stands in, and so the code."""
    return bool(fence["indent"] and line.strip() and line[0] not in " \t>")
