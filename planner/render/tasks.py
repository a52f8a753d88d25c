"""What calendars, task lists and tables have in common: lasting ids, titles, safe lines, addresses."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from planner.plan import Achieved, Plan, Step
from planner.problems import one_line

_NAMESPACE = uuid.UUID("5b0f2f0e-6f0c-5d5c-9d6e-1c7f3f0a8b52")
"""Never to be changed: entries that somebody has imported already are found by it."""


def lasting_id(plan: Plan, kind: str, *parts: str) -> str:
    """A UUID that an entry keeps in every later plan for the same target."""
    name = json.dumps([kind, sorted(plan.target.name_of), *parts])
    return str(uuid.uuid5(_NAMESPACE, name))


def title(of: Step | Achieved) -> str:
    return f"{one_line(of.name)} ({one_line(of.level)})"


def one_word(text: str, between: str = "-") -> str:
    """The letters and digits of a text as one word, for where a space would end it."""
    return re.sub(r"\W+", between, one_line(text)).strip(between) or "other"


def resources(step: Step) -> Iterator[tuple[str, str]]:
    """Titles and addresses of what there is to learn from, of the web alone."""
    for one in step.learn:
        if re.match(r"https?://", one.url):
            yield one_line(one.title), _ascii(one.url)


def _ascii(url: str) -> str:
    return quote(url, safe="-._~:/?#[]@!$&'()*+,;=%", errors="replace")


def finished(plan: Plan) -> list[Achieved]:
    """What has been learned since the plan began and is not to be learned again, each once."""
    again = {step.competency for step in plan.steps}
    latest = {one.competency: one for one in plan.history.finished}
    return [one for id, one in latest.items() if id not in again]


def targets(plan: Plan) -> Iterable[str]:
    """The ids that were asked for, in the order of the asking."""
    return list(plan.target.name_of)
