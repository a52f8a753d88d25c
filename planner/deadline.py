"""How likely a plan is done by a day, and what would make it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from math import ceil

from planner.estimate import Duration
from planner.problems import NoSuchPlan, Problem
from planner.profile import MAX_HOURS_PER_WEEK
from planner.schedule import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """How likely a plan is done by a day.

    Attributes:
        probability: Share of learners who finish by then at the given pace.
        for_half: Hours a week at which half of the learners do, and
        for_most: at which 8 of 10 do; 0 also where none would do.
    """

    day: datetime.date
    probability: float
    for_half: float
    for_most: float


def meets(
    day: datetime.date, calendar: Calendar, total: Duration, *, hopeless: bool = False
) -> Chance:
    """The chance to finish by a day.

    Raises:
        NoSuchPlan: If it is impossible, with what would do; not if `hopeless`. That is where the
            free time is less than what the fastest of 1,000 learners needs for the low estimates.
    """
    free = calendar.minutes_until(day)
    probability = total.within(free)
    usual = free - _lighter_minutes(calendar, day, free)
    weeks = usual / calendar.minutes_per_week
    for_half, for_most = (
        ceil(max(total.quantile(share) - free + usual, 0) / 60 / weeks * 2) / 2 if weeks else 0.0
        for share in (0.5, 0.8)
    )
    impossible = free < total.least or (not free and probability < 1)
    if impossible and not hopeless:
        raise NoSuchPlan(_too_soon(day, calendar, total, free, for_half))
    return Chance(day=day, probability=probability, for_half=for_half, for_most=for_most)


def _lighter_minutes(calendar: Calendar, day: datetime.date, free: int) -> int:
    """How many of the free minutes until a day do not grow with the hours a week."""
    if not calendar.lighter:
        return 0
    nothing = tuple(one._replace(hours_per_week=0.0) for one in calendar.lighter)
    return free - replace(calendar, lighter=nothing).minutes_until(day)


def _too_soon(
    day: datetime.date, calendar: Calendar, total: Duration, free: int, for_half: float
) -> Problem:
    half, least = total.quantile(0.5), ceil(total.least)
    needed = (
        f"the plan needs {ceil(least / 60)} h even of the fastest of 1,000 learners"
        if free
        else f"half of the learners need {ceil(half / 60)} h"
    )
    hint = (
        f"the earliest finish is {calendar.end(max(least, 1))}, "
        f"half of the learners finish by {calendar.end(half)}"
    )
    if 0 < for_half <= MAX_HOURS_PER_WEEK:
        hint += f"; {for_half:g} h a week would make it {day} for half of them"
    return Problem(
        code="deadline-too-soon",
        message=f"{needed}; {free // 60} h are free until {day}",
        hint=hint,
    )
