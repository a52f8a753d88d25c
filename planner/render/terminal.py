"""The plan for a terminal: fits its width, reads without colour, and goes through a pipe."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator

from planner.plan import Plan, Step
from planner.problems import printable
from planner.render import words

_MIN_WIDTH = 40
_NARROW = 66


def render(plan: Plan, width: int = 80) -> str:
    width = max(width, _MIN_WIDTH)
    blocks = [
        _head(plan, width),
        _owned(plan, width),
        _steps(plan, width),
        _curve(plan, width),
        _choices(plan, width),
        _notes(plan, width),
    ]
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def _head(plan: Plan, width: int) -> Iterator[str]:
    yield from wrapped(words.target_name(plan), width)
    yield from wrapped(words.answer(plan), width)
    if plan.deadline:
        yield from wrapped(words.deadline(plan.deadline), width)
    if plan.budget:
        yield from wrapped(words.budget(plan, plan.budget), width)


def _curve(plan: Plan, width: int) -> Iterator[str]:
    """Readiness by weeks, and with a budget the best possible beside that of the whole plan."""
    if plan.steps:
        yield "How ready you are, when:"
    for point in words.curve(plan) if plan.steps else ():
        yield f"  {words.percent(point.share):>5} after {words.in_hours(point.minutes)} h, by {point.end}"
    if plan.budget:
        yield ""
        yield from wrapped("Best for any number of hours, beside the way of the whole plan:", width)
        for bought in plan.budget.curve:
            best, whole = words.percent(bought.best), words.percent(bought.whole_plan)
            yield f"  {words.in_hours(bought.minutes):>7} h  {best:>5}  {whole:>5}"


def _owned(plan: Plan, width: int) -> Iterator[str]:
    if not plan.carried:
        return
    yield from wrapped(
        f"Already yours, {words.in_hours(plan.saved_minutes)} h you need not spend:", width
    )
    names = [f"{item.name} ({item.level})" for item in words.owned(plan)]
    yield from wrapped(", ".join(names), width, "  ")


def _steps(plan: Plan, width: int) -> Iterator[str]:
    if not plan.steps:
        return
    ready = f"{words.percent(plan.ready_at_start)} ready at the start"
    yield from wrapped(f"The steps ({ready}):", width)
    number = len(str(len(plan.steps)))
    hours = max(len(words.hour_range(step.hours)) for step in plan.steps)
    for place, step in enumerate(plan.steps, 1):
        yield _row(place, step, number, hours, width)
    total = f"{words.hour_range(plan.hours)} in all"
    yield f"{'':{number}}  {total}"


def _row(place: int, step: Step, number: int, hours: int, width: int) -> str:
    tail = f"  {words.hour_range(step.hours):>{hours}}"
    if width >= _NARROW:
        tail += f"  by {step.end}  {words.percent(step.readiness):>5}"
    room = width - number - 2 - len(tail)
    return f"{place:>{number}}  {fitted(f'{step.name} ({step.level})', room)}{tail}"


def _choices(plan: Plan, width: int) -> Iterator[str]:
    if plan.choices:
        yield "Choices made:"
    for choice in plan.choices:
        yield from wrapped(f"- for {choice.owner}: {words.choice(choice)}", width, "  ", "  ")


def _notes(plan: Plan, width: int) -> Iterator[str]:
    yield "What this rests on:"
    for sentence in words.assumptions(plan):
        yield from wrapped(f"- {sentence}", width, "  ", "  ")
    yield from wrapped(f"- {words.rests_on(plan)}", width, "  ", "  ")


def wrapped(text: str, width: int, indent: str = "", hanging: str = "") -> list[str]:
    """The text in lines of at most `width` cells, nothing in it able to steer the terminal."""
    return textwrap.wrap(
        printable(" ".join(text.split())),
        width,
        initial_indent=indent,
        subsequent_indent=indent + hanging,
        break_on_hyphens=False,
    )


def fitted(text: str, width: int) -> str:
    """The text padded or cut to exactly this many cells; wide characters take two."""
    text = printable(" ".join(text.split()))
    if cells(text) > width:
        while text and cells(text) > max(width - 3, 0):
            text = text[:-1]
        text = (text + "...")[: max(width, 0)]
    return text + " " * max(width - cells(text), 0)


def cells(text: str) -> int:
    """How many columns the text takes on a terminal."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    marks = sum(bool(unicodedata.combining(char)) for char in text)
    return len(text) + wide - marks
