"""Task items in an exported plan: which are ticked, by the hidden ids that they carry."""

from __future__ import annotations

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
    """

    id: str
    ticked: bool
    line: int
    finished: bool = False


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
            tick = Tick(task["id"], task["mark"] in "xX", number, bool(task["finished"]))
            if fence:
                in_code.append(tick)
            else:
                yield tick
    yield from in_code


def _closed(fence: re.Match[str], mark: re.Match[str] | None) -> bool:
    return bool(mark and mark["marks"].startswith(fence["marks"]) and not mark["rest"].strip())


def _left(fence: re.Match[str], line: str) -> bool:
    """Whether a line ends the list item or quotation that the code stands in, and so the code."""
    return bool(fence["indent"] and line.strip() and line[0] not in " \t>")
