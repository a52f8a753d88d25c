"""The timeline and the readiness curve of the page, as pictures that are as wide as their place.

Days lie along the width in percent, so that text keeps its size on a phone. The page's script draws
the same again when the pace changes or a step is ticked.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from planner.plan import Plan
from planner.render import words
from planner.render.markup import Markup, element, together

_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24000)
_MOST_MARKS = 7
_SHORT = 70
"""Days up to which the axis counts weeks instead of months."""
_LAST_LABEL = 93
"""Percent of the width beyond which a label would leave the page."""


class Axis(NamedTuple):
    """The days that a picture spans, and what is marked in it."""

    first: datetime.date
    last: datetime.date
    finish: tuple[datetime.date, ...]
    deadline: datetime.date | None

    def place(self, day: datetime.date) -> float:
        """Where a day ends, in percent of the width."""
        return self._after((day - self.first).days + 1)

    def start(self, day: datetime.date) -> float:
        return self._after((day - self.first).days)

    def _after(self, days: int) -> float:
        whole = (self.last - self.first).days + 1
        return min(max(days * 100 / whole, 0), 100)


def axis(plan: Plan) -> Axis:
    deadline = plan.deadline.day if plan.deadline else None
    return Axis(plan.pace.begin, plan.finish.p95, tuple(plan.finish), deadline)


def marks(span: Axis) -> Iterator[tuple[datetime.date, str]]:
    """Days worth a line and a word: firsts of months, or weeks in a short plan."""
    days = (span.last - span.first).days + 1
    if days <= _SHORT:
        step = 7 if days <= 7 * _MOST_MARKS else 14
        for number in range(0, days, step):
            day = span.first + datetime.timedelta(days=number)
            yield day, f"{day:%m-%d}"
        return
    first, last = _months(span.first), _months(span.last)
    step = next(one for one in _MONTHS if (last - first) // one <= _MOST_MARKS)
    for month in range(-(-(first + 1) // step) * step, last + 1, step):
        day = datetime.date(month // 12, month % 12 + 1, 1)
        yield day, str(day)[:7]


def _months(day: datetime.date) -> int:
    return day.year * 12 + day.month - 1


def timeline(plan: Plan) -> Markup:
    """A row for each milestone, and one for the days by which learners finish."""
    span = axis(plan)
    rows = [
        _row(
            f"Milestone {number}",
            [f"{words.percent(one.readiness)} ready by ", _day(one.end)],
            _lane([_bar("bar", span.start(one.steps[0].start), span.place(one.end))]),
        )
        for number, one in enumerate(plan.milestones, 1)
    ]
    return together(
        element(
            "div",
            element("svg", *_lines(span), class_="back", aria_hidden="true"),
            element("ol", *rows, _finish_row(plan, span), role="list"),
            class_="lanes",
        ),
        element("div", _labels(span), class_="axis", aria_hidden="true"),
    )


def _finish_row(plan: Plan, span: Axis) -> Markup:
    half, most, nearly_all = plan.finish
    says = ["half by ", _day(half), ", 8 of 10 by ", _day(most), ", 19 of 20 by ", _day(nearly_all)]
    shapes = [
        _bar("range", span.place(half), span.place(nearly_all)),
        element("circle", class_="half", cx=_share(span.place(half)), cy="50%", r=6),
        element("circle", class_="most", cx=_share(span.place(most)), cy="50%", r=6),
    ]
    return _row("Finish", says, _lane(shapes))


def _row(title: str, says: list[str], lane: Markup) -> Markup:
    return element("li", element("div", element("b", title), " ", element("span", *says)), lane)


def _day(day: datetime.date) -> Markup:
    return element("time", str(day))


def _lane(shapes: list[Markup]) -> Markup:
    return element("svg", *shapes, class_="lane", aria_hidden="true")


def _lines(span: Axis) -> Iterator[Markup]:
    """Lines from top to bottom: the marks of the axis, the finish and the deadline."""
    for day, _ in marks(span):
        yield _line("grid", span.start(day))
    for name, day in zip(("half", "most"), span.finish, strict=False):
        yield _line(name, span.place(day))
    if span.deadline and span.first <= span.deadline <= span.last:
        yield _line("deadline", span.place(span.deadline))


def _line(name: str, x: float) -> Markup:
    return element("line", class_=name, x1=_share(x), x2=_share(x), y1="0", y2="100%")


def _bar(name: str, x: float, end: float) -> Markup:
    return element("rect", class_=name, x=_share(x), width=_share(end - x), y="50%")


def _labels(span: Axis) -> Markup:
    texts = [
        element("text", says, x=_share(span.start(day)), y=14, class_="odd" if number % 2 else None)
        for number, (day, says) in enumerate(marks(span))
        if span.start(day) <= _LAST_LABEL
    ]
    return element("svg", *texts)


def curve(plan: Plan) -> Markup:
    """Readiness from the start to the finish: it rises where a step ends."""
    span = axis(plan)
    levels = [
        element("text", words.percent(share), x="100%", y=_share(100 - share * 100), dy="4")
        for share in (0, 0.5, 1.0)
    ]
    lines = [
        element("line", class_="grid", x1="0", x2="100%", y1=f"{y}%", y2=f"{y}%")
        for y in (0, 25, 50, 75, 100)
    ]
    path = rising(plan, span)
    area = element(
        "svg",
        element("path", class_="area", d=f"{path}V100H0Z"),
        element("path", class_="line", d=path),
        viewBox="0 0 100 100",
        preserveAspectRatio="none",
    )
    return together(
        element(
            "div",
            element("svg", *levels, class_="levels"),
            element("svg", *lines, element("g", *_lines(span)), area, class_="rise"),
            class_="plot",
            aria_hidden="true",
        ),
        element("div", _labels(span), class_="axis", aria_hidden="true"),
        _legend(span),
    )


def _legend(span: Axis) -> Markup:
    """What the lines from top to bottom say."""
    rules = [("half", "half of the learners are done"), ("most", "8 of 10 are")]
    if span.deadline:
        rules.append(("deadline", "your deadline"))
    items = [element("li", says, class_=f"rule {name}") for name, says in rules]
    return element("ul", *items, class_="legend", role="list", aria_label="Lines")


def rising(plan: Plan, span: Axis) -> str:
    """The curve as a path, in percent of width and height."""
    parts = [f"M0 {_number(100 - plan.ready_at_start * 100)}"]
    parts += [
        f"H{_number(span.place(step.end))}V{_number(100 - step.readiness * 100)}"
        for step in plan.by_end
    ]
    return "".join(parts) + "H100"


def _share(number: float) -> str:
    return f"{_number(number)}%"


def _number(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
