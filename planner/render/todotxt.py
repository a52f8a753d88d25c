"""The plan as a todo.txt file: a line a step, the letter of its priority that of its milestone."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from planner.plan import Achieved, Plan, Step
from planner.render.tasks import finished, one_word, targets, title


def render(plan: Plan, width: int = 80) -> str:
    return "".join(f"{line}\n" for line in _lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    for one in finished(plan):
        yield _done(plan, one)
    for number, milestone in enumerate(plan.milestones):
        letter = string.ascii_uppercase[min(number, 25)]
        for step in milestone.steps:
            yield _open(plan, step, letter)


def _done(plan: Plan, one: Achieved) -> str:
    # A reader takes a second date for the day of creation, so a name must not come to stand there.
    created = min(plan.pace.start, one.on)
    return f"x {one.on} {created} {_what(plan, one)} id:{one.competency}"


def _open(plan: Plan, step: Step, letter: str) -> str:
    line = f"({letter}) {plan.made} {_what(plan, step)} due:{step.end} t:{step.start}"
    line += f" id:{step.competency}"
    return f"{line} dep:{','.join(step.builds_on)}" if step.builds_on else line


def _what(plan: Plan, one: Step | Achieved) -> str:
    tags = [*(f"+{id}" for id in targets(plan)), f"@{one_word(one.area)}"]
    return " ".join([plain(title(one)), *tags])


def plain(text: str) -> str:
    """A text without words that the format gives a meaning: `+project`, `@context`, `key:value`.

    >>> plain("due:2020-01-01 for @home and C++")
    'due: 2020-01-01 for home and C++'
    """
    return re.sub(r":(?=\S)", ": ", re.sub(r"(?<!\S)[+@]+(?=\S)", "", text))
