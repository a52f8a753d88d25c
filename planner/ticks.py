"""Task items in an exported plan: which are ticked, by the hidden ids that they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TASK = re.compile(
    r"^(?P<indent>[\s>]*(?:[-*+]|[0-9]{1,9}[.)])\s+)\[(?P<mark>[ xX])\]\s(?P<text>.*?)"
    r"<!--\s*planner:(?P<id>[^\s>]+)\s*-->"
)
"""A task item with its id; the text before the comment is free."""

_FENCE = re.compile(r"^[\s>]*(```+|~~~+)")


@dataclass(frozen=True, slots=True)
class Tick:
    """A task item: the id it carries, whether it is ticked, and its line, counted from 1."""

    id: str
    ticked: bool
    line: int


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
            yield Tick(task["id"], task["mark"] in "xX", number)
