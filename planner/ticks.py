"""Task items in an exported plan: which are ticked, by the hidden ids that they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TASK = re.compile(
    r"^(?P<indent>[\s>]*(?:[-*+]|[0-9]{1,9}[.)])\s+)\[(?P<mark>[ xX])\]\s(?P<text>.*?)"
    r"<!--\s*planner:(?P<id>[^\s>]+)(?P<finished>\s+finished)?\s*-->"
)
"""A task item with its id; the text before the comment is free."""

_FENCE = re.compile(r"^[\s>]*(```+|~~~+)")


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
    """Every task item with an id, apart from those in code."""
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence and (task := TASK.match(line)):
            yield Tick(task["id"], task["mark"] in "xX", number, bool(task["finished"]))
