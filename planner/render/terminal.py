"""The plan for a terminal: fits its width, reads without colour, and goes through a pipe.

A pipe gets plain text, the same everywhere. A terminal gets bars of hours and rules between
milestones on top, and as many columns as it has room for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from planner.plan import Achieved, Milestone, Plan, Step
from planner.problems import printable
from planner.render import words
from planner.render.ink import PLAIN, Ink, hues

_MIN_WIDTH = 40
_DATES = 56
_READY = 66
_BARS = 76
_READY_BESIDE_BARS = 90
_WIDE = 110
"""Widths from which on there is a day beside each step, its readiness, a bar, both, and its area."""

_MAX_WIDTH = 120
"""Longer lines are hard to follow with the eye."""

_NAME_WIDTH = 60
_LEAST_NAME = 9
_AREA_WIDTH = 12
_LEAST_BAR = 8
_LARGEST_BAR = 24
_CURVE_BAR = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What every part is written for: a plan, a width, and what the terminal can show."""

    plan: Plan
    width: int
    ink: Ink

    def wrapped(self, text: str, indent: str = "", hanging: str = "") -> list[str]:
        return wrapped(text, self.width, indent, hanging)

    def bold(self, text: str) -> list[str]:
        return [self.ink.bold(line) for line in self.wrapped(text)]

    def dim(self, text: str, indent: str = "", hanging: str = "") -> list[str]:
        return [self.ink.dim(line) for line in self.wrapped(text, indent, hanging)]


def render(plan: Plan, width: int = 80, ink: Ink = PLAIN) -> str:
    areas = [step.area for step in plan.steps]
    page = _Page(
        plan=plan, width=min(max(width, _MIN_WIDTH), _MAX_WIDTH), ink=replace(ink, hues=hues(areas))
    )
    blocks = [_head, _owned, _finished, _steps, _curve, _budget, _choices, _notes]
    texts = ["\n".join(lines) for block in blocks if (lines := list(block(page)))]
    return "\n\n".join(texts) + "\n"


def _head(page: _Page) -> Iterator[str]:
    plan = page.plan
    yield from page.bold(words.target_name(plan))
    yield from page.wrapped(words.answer(plan))
    for sentence in words.happened(plan):
        yield from page.wrapped(sentence)
    if plan.deadline:
        yield from page.wrapped(words.deadline(plan.deadline))
    if plan.dropping:
        yield from page.wrapped(words.dropping(plan, plan.dropping))
    if plan.budget:
        yield from page.wrapped(words.budget(plan, plan.budget))


def _owned(page: _Page) -> Iterator[str]:
    if not page.plan.carried:
        return
    saved = words.in_hours(page.plan.saved_minutes)
    yield from page.bold(f"Already yours, {saved} h you need not spend:")
    names = [f"{item.name} ({item.level})" for item in words.owned(page.plan)]
    yield from page.dim(", ".join(names), "  ")


def _finished(page: _Page) -> Iterator[str]:
    if page.plan.history.finished:
        yield from page.bold("Finished:")
    for one in page.plan.history.finished:
        yield from page.dim(f"- {_achieved(one)}", "  ", "  ")


def _achieved(one: Achieved) -> str:
    text = f"{one.name} ({one.level}), on {one.on}"
    if not one.minutes:
        return text
    estimate = "" if one.estimate is None else f" of an estimated {words.in_hours(one.estimate)} h"
    return f"{text}, {words.in_hours(one.minutes)} h{estimate}"


def _steps(page: _Page) -> Iterator[str]:
    if not page.plan.steps:
        return
    ready = words.percent(page.plan.ready_at_start)
    yield from page.bold(f"The steps ({ready} ready {words.by_now(page.plan)}):")
    table = _Table.of(page)
    yield from table.legend()
    place = 0
    for number, milestone in enumerate(page.plan.milestones, 1):
        for step in milestone.steps:
            place += 1
            yield table.row(place, step)
            if step.transfer:
                yield from page.dim(words.transfer(step.transfer), " " * (table.number + 4))
        yield from table.milestone(number, milestone)
    yield table.total()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The steps in columns.

    Attributes:
        number, name, area, hours, bar: Cells of these columns; 0 where there is none.
        dates: 0, 1 for the day a step ends by, 2 for its first and last day.
        ready: Whether readiness has a column.
        scale: Minutes that a full bar stands for.
    """

    page: _Page
    number: int
    name: int
    area: int
    hours: int
    bar: int
    dates: int
    ready: bool
    scale: int

    @classmethod
    def of(cls, page: _Page) -> _Table:
        """The columns that a page has room for; the names get what the others leave."""
        steps, width = page.plan.steps, page.width
        bars = page.ink.bars and width >= _BARS
        wide = bars and width >= _WIDE
        table = cls(
            page=page,
            number=len(str(len(steps))),
            name=0,
            area=min(max(cells(step.area) for step in steps), _AREA_WIDTH) if wide else 0,
            hours=max(len(words.hour_range(step.hours)) for step in steps),
            bar=_LEAST_BAR if bars else 0,
            dates=2 if wide else int(width >= _DATES),
            ready=width >= (_READY_BESIDE_BARS if bars else _READY),
            scale=max(step.hours.high for step in steps),
        )
        room = width - table.number - 2 - cells(table._tail(steps[0]))
        longest = min(max(cells(_title(step)) for step in steps), _NAME_WIDTH)
        if bars:
            more = min(max(room - longest, 0), _LARGEST_BAR - _LEAST_BAR)
            return replace(table, name=min(room - more, longest), bar=_LEAST_BAR + more)
        return replace(table, name=min(room, _NAME_WIDTH))

    def legend(self) -> Iterator[str]:
        """What the bars say, and which colour is which area where no column tells."""
        if not self.bar:
            return
        page = self.page
        yield from page.dim("Bars are likely hours, shaded as far as the high ones go.")
        if page.ink.colour and not self.area:
            yield from _areas_in_colour(page)

    def row(self, place: int, step: Step) -> str:
        ink = self.page.ink
        number = ink.of_area(step.area, f"{place:>{self.number}}")
        tail = self._tail(step, ink)
        return f"{number}  {self._name(step)}{tail}"

    def _name(self, step: Step) -> str:
        level = printable(f" ({step.level})")
        shortest = max(self.name // 2, _LEAST_NAME)
        name = fitted(step.name, min(cells(step.name), max(self.name - cells(level), shortest)))
        if cells(name + level) > self.name:
            return fitted(name + level, self.name)
        return name + self.page.ink.dim(level) + " " * (self.name - cells(name + level))

    def _tail(self, step: Step, ink: Ink = PLAIN) -> str:
        """All columns but the number and the name, as wide for every step."""
        parts = [f"{words.hour_range(step.hours):>{self.hours}}"]
        if self.area:
            parts.insert(0, ink.of_area(step.area, fitted(step.area, self.area)))
        if self.bar:
            parts.append(self._bar(step, ink))
        if self.dates == 2:
            parts.append(ink.dim(f"{step.start} to {step.end}"))
        elif self.dates:
            parts.append(ink.dim(str(step.end)) if self.bar else f"by {step.end}")
        if self.ready:
            parts.append(f"{words.percent(step.readiness):>5}")
        return "".join(f"  {part}" for part in parts)

    def _bar(self, step: Step, ink: Ink) -> str:
        """The likely hours, and behind them as far as they may go."""
        if not self.scale:
            return " " * self.bar
        bar = self.page.ink.bar(step.hours.likely / self.scale, self.bar)
        end = ceil(step.hours.high / self.scale * self.bar)
        shade = self.page.ink.shade(max(0, end - len(bar)))
        rest = " " * (self.bar - len(bar) - len(shade))
        return ink.of_area(step.area, bar) + ink.dim(shade) + rest

    def milestone(self, number: int, milestone: Milestone) -> Iterator[str]:
        """A rule with the day, and what to make of what is known by then."""
        page = self.page
        title = f"{words.percent(milestone.readiness)} ready by {milestone.end}"
        if (full := f"Milestone {number}: {title}") and self.number + 2 + len(full) <= page.width:
            title = full
        start = page.ink.rule(self.number)
        end = page.ink.rule(page.width - self.number - 4 - len(title)) if page.ink.bars else ""
        yield f"{page.ink.dim(start)}  {page.ink.bold(title)}  {page.ink.dim(end)}".rstrip()
        if milestone.project:
            ships = milestone.project.ships
            text = f"Project: {milestone.project.name}" + (f". {ships}" if ships else "")
            yield from page.dim(text, " " * (self.number + 2))

    def total(self) -> str:
        """The sum, ending where the hours end; it may be longer than any of them."""
        end = self.number + 2 + self.name + (2 + self.area if self.area else 0) + 2 + self.hours
        return self.page.ink.bold(f"In all  {words.hour_range(self.page.plan.hours)}".rjust(end))


def _title(step: Step) -> str:
    return printable(f"{' '.join(step.name.split())} ({step.level})")


def _areas_in_colour(page: _Page) -> Iterator[str]:
    """The names of the areas, each in its colour, as many a line as there is room for."""
    line, used = (start := "Colours:"), len(start)
    for area in page.ink.hues:
        name = fitted(area, min(cells(area), _AREA_WIDTH))
        if used and used + 2 + cells(name) > page.width:
            yield line
            line, used = "", 0
        gap = "  " if used else ""
        line += gap + page.ink.of_area(area, name)
        used += len(gap) + cells(name)
    yield line


def _curve(page: _Page) -> Iterator[str]:
    """Readiness by weeks."""
    if not page.plan.steps:
        return
    yield from page.bold("How ready you are, when:")
    for point in words.curve(page.plan):
        when = f"after {words.plural(point.weeks, 'week')} and {words.in_hours(point.minutes)} h"
        text = (
            f"{when}, by {point.end}"
            if point.minutes
            else f"{words.by_now(page.plan)}, {point.end}"
        )
        start = f"  {words.percent(point.share):>5} "
        shown = len(start)
        if page.ink.bars and page.width >= _BARS:
            start += f" {_ready_bar(page.ink, point.share)}  "
            shown += 1 + _CURVE_BAR + 2
        first, *rest = page.wrapped(text, " " * shown)
        yield start + first[shown:]
        yield from rest


def _ready_bar(ink: Ink, share: float) -> str:
    drawn = ink.bar(share, _CURVE_BAR)
    return ink.of_share(drawn) + ink.dim(ink.shade(_CURVE_BAR - len(drawn)))


def _budget(page: _Page) -> Iterator[str]:
    """What hours buy at best, beside the way of the whole plan."""
    if not page.plan.budget:
        return
    yield from page.bold("Best for any number of hours, beside the way of the whole plan:")
    for bought in page.plan.budget.curve:
        best, whole = words.percent(bought.best), words.percent(bought.whole_plan)
        yield f"  {words.in_hours(bought.minutes):>7} h  {best:>5}  {whole:>5}"


def _choices(page: _Page) -> Iterator[str]:
    if page.plan.choices:
        yield from page.bold("Choices made; --prefer takes another one:")
    for choice in page.plan.choices:
        yield from page.wrapped(f"- for {choice.owner}: {words.choice(choice)}", "  ", "  ")


def _notes(page: _Page) -> Iterator[str]:
    yield from page.bold("What this rests on:")
    for sentence in words.assumptions(page.plan):
        yield from page.dim(f"- {sentence}", "  ", "  ")
    yield from page.dim(f"- {words.rests_on(page.plan)}", "  ", "  ")


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
    marks = sum(unicodedata.category(char) in ("Mn", "Me") for char in text)
    # The selector that makes an emoji of a sign makes it wide as well.
    marks -= text.count("\ufe0f")
    return len(text) + wide - marks
