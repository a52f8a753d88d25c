"""From minutes of study to dates: weeks of seven days from the start, each with its capacity.

A plan says in which week something happens, not on which day, because that is what a person with a
few free hours decides each week. Work starts on the first day of its week and ends on the last.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from math import ceil

from planner.estimate import Duration
from planner.model import whole_grains
from planner.problems import NoSuchPlan, Problem

Days = tuple[datetime.date, datetime.date]

_WEEK = datetime.timedelta(days=7)
_DAY = datetime.timedelta(days=1)
_LAST = datetime.date.max - 2 * _WEEK


MAX_HOURS_PER_WEEK = 100
"""More than this is not a plan for anybody."""

HOPELESS = 0.01
"""A deadline that fewer than this share of learners would meet is no plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """How likely a plan is done by a day.

    Attributes:
        probability: Share of learners who finish by then at the given pace.
        for_half: Hours a week at which half of the learners do, and
        for_most: at which 8 of 10 do.
    """

    day: datetime.date
    probability: float
    for_half: float
    for_most: float


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody studies.

    Attributes:
        start: First day.
        minutes_per_week: Capacity of a week without a day off.
        away: First and last days of absences, in any order; they may overlap.
    """

    start: datetime.date
    minutes_per_week: int
    away: tuple[Days, ...] = ()

    def weeks(self) -> Iterator[tuple[datetime.date, int]]:
        """First day and capacity in minutes of each week; a day off takes a seventh of it."""
        for number in count():
            first = self.start + number * _WEEK
            if first > _LAST:
                raise NoSuchPlan(_too_long(self.minutes_per_week))
            yield first, self._capacity(first, 7)

    def minutes_until(self, day: datetime.date) -> int:
        """Capacity from the start to this day, both included."""
        total = 0
        for first, capacity in self.weeks():
            days = (day - first).days + 1
            if days < 7:
                return total + (self._capacity(first, days) if days > 0 else 0)
            total += capacity
        raise AssertionError("weeks never end")

    def lay(self, minutes: Sequence[int]) -> list[Days]:
        """For each piece of work, in order, first day of its first week and last of its last.

        Args:
            minutes: Length of each piece; they follow each other without a pause.

        Raises:
            NoSuchPlan: If a piece ends after the year 9998.
        """
        weeks = self.weeks()
        first, left = next(weeks)
        laid = []
        for work in minutes:
            while work and not left:
                first, left = next(weeks)
            begun, open_work = first, work
            while open_work > left:
                open_work -= left
                first, left = next(weeks)
            left -= open_work
            laid.append((begun, first + _WEEK - _DAY))
        return laid

    def end(self, minutes: int) -> datetime.date:
        """Last day of the week in which this many minutes are done."""
        return self.lay([minutes])[0][1]

    def _capacity(self, first: datetime.date, days: int) -> int:
        if not self.away:
            return (
                whole_grains(self.minutes_per_week * days / 7)
                if days < 7
                else self.minutes_per_week
            )
        free = sum(not self._is_away(first + number * _DAY) for number in range(days))
        return (
            self.minutes_per_week if free == 7 else whole_grains(self.minutes_per_week * free / 7)
        )

    def _is_away(self, day: datetime.date) -> bool:
        return any(first <= day <= last for first, last in self.away)


def meets(day: datetime.date, calendar: Calendar, total: Duration) -> Chance:
    """The chance to finish by a day.

    Raises:
        NoSuchPlan: If hardly anybody could, with the hours a week that would do.
    """
    free = calendar.minutes_until(day) if day >= calendar.start else 0
    probability = total.within(free)
    weeks = free / calendar.minutes_per_week
    for_half, for_most = (
        ceil(total.quantile(share) / 60 / weeks * 2) / 2 if weeks else 0.0 for share in (0.5, 0.8)
    )
    if probability < HOPELESS:
        raise NoSuchPlan(_too_soon(day, calendar, total, free, for_half))
    return Chance(day=day, probability=probability, for_half=for_half, for_most=for_most)


def _too_soon(
    day: datetime.date, calendar: Calendar, total: Duration, free: int, for_half: float
) -> Problem:
    needed = total.quantile(0.5)
    hint = f"half of the learners finish by {calendar.end(needed)} at this pace"
    if for_half and for_half <= MAX_HOURS_PER_WEEK:
        hint += f"; {for_half:g} h a week would make it {day}"
    return Problem(
        code="deadline-too-soon",
        message=f"the plan needs {needed / 60:.0f} h; {free / 60:.0f} h are free until {day}",
        hint=hint,
    )


def _too_long(minutes_per_week: int) -> Problem:
    message = f"the plan does not end within the calendar at {minutes_per_week / 60:g} h a week"
    return Problem(code="too-long", message=message, hint="give it more hours a week")
