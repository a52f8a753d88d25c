"""The plan as a table for a spreadsheet: CSV after RFC 4180, a row a step.

A spreadsheet takes a cell that begins like a formula for one, and it may start a new cell at a
semicolon; an apostrophe there makes it text again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from planner.plan import Plan, Step
from planner.problems import one_line
from planner.render import words
from planner.render.tasks import resources

HEAD = (
    "number",
    "competency",
    "name",
    "level",
    "area",
    "hours_low",
    "hours_likely",
    "hours_high",
    "start",
    "end",
    "readiness",
    "because",
    "builds_on",
    "learn",
)


def render(plan: Plan, width: int = 80) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(HEAD)
    rows.writerows(list(_row(number, step)) for number, step in enumerate(plan.steps, 1))
    return text.getvalue()


def _row(number: int, step: Step) -> Iterator[str]:
    yield str(number)
    yield from map(harmless, (step.competency, step.name, step.level, step.area))
    yield from map(words.in_hours, step.hours)
    yield from (str(step.start), str(step.end), f"{step.readiness:.4g}")
    yield harmless(", ".join(step.because))
    yield harmless(", ".join(step.builds_on))
    yield harmless(" ".join(url for _, url in resources(step)))


_FORMULA = re.compile(r"(^|;)(?=[\s\"']*[=+\-@\uff0b\uff0d\uff1d\uff20])")
"""Where a formula could begin; the wide forms of the signs count in some programs."""


def harmless(text: str) -> str:
    """A text on one line that no spreadsheet takes for a formula.

    >>> harmless("=1+2"), harmless("C++"), harmless("-1")
    ("'=1+2", 'C++', "'-1")
    """
    return _FORMULA.sub(r"\1'", one_line(text))
