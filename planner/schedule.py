"""From minutes of study to dates: slots of time from the start, each with its capacity.

With hours a week, a slot is a week of seven days: a plan says in which week something happens, not
on which day, because that is what a person with a few free hours decides each week. With a weekly
pattern, a slot is a session on its day.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from math import ceil, fsum
from typing import NamedTuple

from planner.estimate import Duration
from planner.model import GRAIN, Lighter, Session, whole_grains
from planner.problems import NoSuchPlan, Problem

Days = tuple[datetime.date, datetime.date]

_WEEK = datetime.timedelta(days=7)
_DAY = datetime.timedelta(days=1)
_LAST = datetime.date.max - 2 * _WEEK


_LIFETIME = datetime.timedelta(days=36_525)
"""A deadline later than this asks for no more."""

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


class Slot(NamedTuple):
    """A stretch of days with whole minutes to study in, and when they begin if that is known."""

    first: datetime.date
    last: datetime.date
    minutes: int
    at: datetime.time | None = None


class Part(NamedTuple):
    """Minutes of one piece of work in one slot."""

    slot: Slot
    piece: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody studies.

    Attributes:
        start: First day; weeks are counted from it.
        minutes_per_week: Capacity of a week without a day off.
        away: First and last days of absences, in any order; they may overlap.
        week: The sessions of a week; with none, the minutes are spread over it.
        lighter: Times at another pace; of several the last counts.
        begin: No work is laid before this day; None for the start.
    """

    start: datetime.date
    minutes_per_week: int
    away: tuple[Days, ...] = ()
    week: tuple[Session, ...] = ()
    lighter: tuple[Lighter, ...] = ()
    begin: datetime.date | None = None

    @property
    def first_day(self) -> datetime.date:
        return max(self.start, self.begin or self.start)

    def slots(self) -> Iterator[Slot]:
        """Every slot with a minute or more, in order.

        Raises:
            NoSuchPlan: At the end of the calendar, the year 9998.
        """
        if self.first_day > _LAST:
            raise NoSuchPlan(_too_long(self.minutes_per_week))
        slots = self._sessions() if self.week else self._weeks()
        for slot in slots:
            if slot.first > _LAST:
                raise NoSuchPlan(_too_long(self.minutes_per_week))
            if slot.minutes:
                yield slot

    def _weeks(self) -> Iterator[Slot]:
        """A week from the start each; a day off takes a seventh of it."""
        begin = self.first_day
        for number in count((begin - self.start).days // 7):
            opening = self.start + number * _WEEK
            first, last = max(opening, begin), opening + _WEEK - _DAY
            yield Slot(first, last, self._capacity(first, last))

    def _sessions(self) -> Iterator[Slot]:
        for number in count():
            day = self.first_day + number * _DAY
            share = self._share(day)
            for session in self.week:
                if session.weekday == day.weekday():
                    yield Slot(day, day, int(session.minutes * share + 1e-9), session.at)
            if day > _LAST:
                yield Slot(day, day, 0)

    def minutes_until(self, day: datetime.date) -> int:
        """Capacity from the first day to this one, both included; of a lifetime at most."""
        day = min(day, _LAST - 2 * _WEEK)
        if day - self.first_day > _LIFETIME:
            day = self.first_day + _LIFETIME
        total = 0
        for slot in self.slots():
            if slot.last > day:
                begun = not self.week and slot.first <= day
                return total + (self._capacity(slot.first, day) if begun else 0)
            total += slot.minutes
        raise AssertionError("slots never end")

    def past_weeks(self) -> list[Days]:
        """First and last days of the weeks from the start to the day before `begin` that had time."""
        if not self.begin:
            return []
        over = (self.begin - self.start).days // 7
        found: dict[datetime.date, datetime.date] = {}
        for slot in replace(self, begin=None).slots():
            number = (slot.first - self.start).days // 7
            if number >= over:
                break
            first = self.start + number * _WEEK
            found[first] = first + _WEEK - _DAY
        return list(found.items())

    def reached(self, minutes: float) -> datetime.date:
        """The day at whose end this many minutes have been free since the first day."""
        done = 0
        for slot in self.slots():
            if done + slot.minutes >= minutes:
                day = slot.first
                while done + self._free(slot, day) < minutes and day < slot.last:
                    day += _DAY
                return day
            done += slot.minutes
        raise AssertionError("slots never end")

    def _free(self, slot: Slot, day: datetime.date) -> int:
        return slot.minutes if self.week else self._capacity(slot.first, day)

    def lay(
        self,
        minutes: Sequence[int],
        *,
        tracks: int = 1,
        needs: Sequence[Collection[int]] | None = None,
    ) -> list[Days]:
        """For each piece of work, in order, first day of its first slot and last of its last.

        Args:
            minutes: Length of each piece; they follow each other without a pause.
            tracks: How many pieces are worked on at once, at most.
            needs: For each piece, those before it that must be done before it is begun.

        Raises:
            NoSuchPlan: If a piece ends after the year 9998.
        """
        return self.laid(minutes, tracks=tracks, needs=needs)[0]

    def laid(
        self,
        minutes: Sequence[int],
        *,
        tracks: int = 1,
        needs: Sequence[Collection[int]] | None = None,
    ) -> tuple[list[Days], list[Part]]:
        """As `lay`, with what is done in each slot."""
        board = _Board(list(minutes), tracks, needs or [()] * len(minutes), self.slots())
        board.fill(whole=bool(self.week))
        return board.days(), board.parts

    def end(self, minutes: int) -> datetime.date:
        """Last day of the slot in which this many minutes are done."""
        return self.lay([minutes])[0][1]

    def _capacity(self, first: datetime.date, last: datetime.date) -> int:
        """Minutes from the first to the last of at most seven days."""
        days = (last - first).days + 1
        if not self.away and not self.lighter:
            share = float(max(days, 0))
        else:
            share = fsum(self._share(first + number * _DAY) for number in range(days))
        return (
            self.minutes_per_week
            if share == 7
            else whole_grains(self.minutes_per_week * share / 7 + 1e-9)
        )

    def _share(self, day: datetime.date) -> float:
        """What is left of the usual pace on a day."""
        if any(first <= day <= last for first, last in self.away):
            return 0.0
        paces = [one.hours_per_week for one in self.lighter if one.first <= day <= one.last]
        return paces[-1] * 60 / self.minutes_per_week if paces else 1.0


class _Board:
    """Pieces of work on their way into slots."""

    def __init__(
        self,
        left: list[int],
        tracks: int,
        needs: Sequence[Collection[int]],
        slots: Iterator[Slot],
    ) -> None:
        self.left = left
        self.tracks = tracks
        self.needs = needs
        self.slots = slots
        self.slot = next(slots)
        self.free = self.slot.minutes
        self.begun: dict[int, Slot] = {}
        self.ended: dict[int, Slot] = {}
        self.served: dict[int, int] = {}
        self.waiting = list(range(len(left) - 1, -1, -1))
        self.open: list[int] = []
        self.parts: list[Part] = []

    def fill(self, *, whole: bool) -> None:
        """Lay everything; `whole` gives a slot to one piece as long as that has work for it."""
        while self.open or self.waiting:
            self._take_up()
            piece = min(self.open, key=lambda one: (self.served.get(one, -1), one))
            if not self.left[piece]:
                self._close(piece)
                continue
            while not self.free:
                self.slot = next(self.slots)
                self.free = self.slot.minutes
            share = self.free if whole else whole_grains(self.slot.minutes / len(self.open))
            self._work(piece, min(self.left[piece], self.free, max(share, GRAIN)))

    def _take_up(self) -> None:
        """Begin what may be begun, the first in order, up to the number of tracks."""
        if len(self.open) >= self.tracks:
            return
        kept: list[int] = []
        while self.waiting and len(self.open) < self.tracks and len(kept) < _LOOK_AHEAD:
            piece = self.waiting.pop()
            if all(one in self.ended for one in self.needs[piece]):
                self.open.append(piece)
            else:
                kept.append(piece)
        self.waiting += reversed(kept)

    def _work(self, piece: int, minutes: int) -> None:
        self.begun.setdefault(piece, self.slot)
        # Two sessions of a day may look the same, and are two all the same.
        if self.parts and self.parts[-1].slot is self.slot and self.parts[-1].piece == piece:
            minutes_before = self.parts.pop().minutes
        else:
            minutes_before = 0
        self.parts.append(Part(self.slot, piece, minutes_before + minutes))
        self.served[piece] = len(self.parts)
        self.left[piece] -= minutes
        self.free -= minutes
        if not self.left[piece]:
            self._close(piece)

    def _close(self, piece: int) -> None:
        self.begun.setdefault(piece, self.slot)
        self.ended[piece] = self.slot
        self.open.remove(piece)

    def days(self) -> list[Days]:
        return [(self.begun[n].first, self.ended[n].last) for n in range(len(self.left))]


_LOOK_AHEAD = 50
"""Pieces looked at to find one that can be begun beside the others."""


def meets(
    day: datetime.date, calendar: Calendar, total: Duration, *, hopeless: bool = False
) -> Chance:
    """The chance to finish by a day.

    Raises:
        NoSuchPlan: If hardly anybody could, with the hours a week that would do; not if `hopeless`.
    """
    free = calendar.minutes_until(day)
    probability = total.within(free)
    usual = free - _lighter_minutes(calendar, day, free) or free
    weeks = usual / calendar.minutes_per_week
    for_half, for_most = (
        ceil(max(total.quantile(share) - free + usual, 0) / 60 / weeks * 2) / 2 if weeks else 0.0
        for share in (0.5, 0.8)
    )
    if probability < HOPELESS and not hopeless:
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
    needed = total.quantile(0.5)
    hint = f"half of the learners finish by {calendar.end(needed)} at this pace"
    if for_half and for_half <= MAX_HOURS_PER_WEEK:
        hint += f"; {for_half:g} h a week would make it {day}"
    return Problem(
        code="deadline-too-soon",
        message=f"half of the learners need {needed / 60:.0f} h; {free / 60:.0f} h are free until {day}",
        hint=hint,
    )


def _too_long(minutes_per_week: int) -> Problem:
    message = f"the plan does not end within the calendar at {minutes_per_week / 60:g} h a week"
    return Problem(code="too-long", message=message, hint="give it more hours a week")
