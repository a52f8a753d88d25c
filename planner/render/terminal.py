"""The plan for a terminal: fits its width, reads without colour, and goes through a pipe."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from planner.plan import Plan, Step
from planner.problems import printable
from planner.render import words

_MIN_WIDTH = 40
_NARROW = 66
_NAME_WIDTH = 60


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
    for sentence in words.happened(plan):
        yield from wrapped(sentence, width)
    if plan.deadline:
        yield from wrapped(words.deadline(plan.deadline), width)
    if plan.dropping:
        yield from wrapped(words.dropping(plan, plan.dropping), width)
    if plan.budget:
        yield from wrapped(words.budget(plan, plan.budget), width)


def _curve(plan: Plan, width: int) -> Iterator[str]:
    """Readiness by weeks, and with a budget the best possible beside that of the whole plan."""
    if plan.steps:
        yield "How ready you are, when:"
    for point in words.curve(plan) if plan.steps else ():
        when = f"{words.plural(point.weeks, 'week')} and {words.in_hours(point.minutes)} h"
        line = f"{words.percent(point.share)} after {when}, by {point.end}"
        if not point.minutes:
            line = f"{words.percent(point.share)} at the start, {point.end}"
        yield from wrapped(line, width, "  " if point.share == 1 else "   ", "    ")
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
        if step.transfer:
            yield from wrapped(words.transfer(step.transfer), width, " " * (number + 4))
    yield f"{'':{number}}  {words.hour_range(plan.hours)} in all"


def _row(place: int, step: Step, number: int, hours: int, width: int) -> str:
    tail = f"  {words.hour_range(step.hours):>{hours}}"
    if width >= _NARROW:
        tail += f"  by {step.end}  {words.percent(step.readiness):>5}"
    level = f" ({step.level})"
    room = min(width - number - 2 - len(tail), _NAME_WIDTH)
    name = fitted(step.name, min(cells(step.name), max(room - cells(level), room * 2 // 3)))
    return f"{place:>{number}}  {fitted(name + level, room)}{tail}"


def _choices(plan: Plan, width: int) -> Iterator[str]:
    if plan.choices:
        yield from wrapped("Choices made; --prefer takes another one:", width)
    for choice in plan.choices:
        yield from wrapped(f"- for {choice.owner}: {words.choice(choice)}", width, "  ", "  ")


def _notes(plan: Plan, width: int) -> Iterator[str]:
    yield "What this rests on:"
    for sentence in words.assumptions(plan):
        yield from wrapped(f"- {sentence}", width, "  ", "  ")
    yield from wrapped(f"- {words.rests_on(plan)}", width, "  ", "  ")


def wrapped(text: str, width: int, indent: str = "", hanging: str = "") -> list[str]:
    """The text in lines of at most `width` cells, nothing in it able to steer the terminal.

    Lines break between words; a word that is too long for a line is broken.
    """
    lines: list[str] = []
    line, used = indent, cells(indent)
    empty = True
    for word in _pieces(printable(" ".join(text.split())), width - cells(indent + hanging)):
        length = cells(word)
        if not empty and used + 1 + length > width:
            lines.append(line)
            line, used, empty = indent + hanging, cells(indent + hanging), True
        if not empty:
            line, used = f"{line} ", used + 1
        line, used, empty = line + word, used + length, False
    return lines if empty else [*lines, line]


def _pieces(text: str, width: int) -> Iterator[str]:
    """The words of a text, those that are too long cut into pieces."""
    for word in text.split():
        piece, used = "", 0
        for char in word:
            length = cells(char)
            if piece and used + length > max(width, 2):
                yield piece
                piece, used = "", 0
            piece, used = piece + char, used + length
        yield piece


def fitted(text: str, width: int) -> str:
    """The text padded or cut to exactly this many cells; wide characters take two."""
    text = printable(" ".join(text[: 4 * max(width, 0) + 4].split()))
    if cells(text) > width:
        kept, used = "", 0
        for char in text:
            used += cells(char)
            if used > width - 3:
                break
            kept += char
        text = (kept + "...")[: max(width, 0)]
    return text + " " * max(width - cells(text), 0)


def cells(text: str) -> int:
    """How many columns the text takes on a terminal."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    marks = sum(bool(unicodedata.combining(char)) for char in text)
    return len(text) + wide - marks
