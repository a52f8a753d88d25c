"""From minutes of study to dates: slots of time from the start, each with its capacity.

With hours a week, a slot is a week of seven days: a plan says in which week something happens, not
on which day, because that is what a person with a few free hours decides each week. With a weekly
pattern, a slot is a session on its day.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from planner.model import GRAIN, whole_grains
from planner.problems import NoSuchPlan, Problem
from planner.profile import Lighter, Session

Days = tuple[datetime.date, datetime.date]

_WEEK = datetime.timedelta(days=7)
_DAY = datetime.timedelta(days=1)
_LAST = datetime.date.max - 2 * _WEEK


_LIFETIME = datetime.timedelta(days=36_525)
"""A deadline later than this asks for no more."""


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
        studied: Minutes that were studied already, by day, as far as they lie in the week of
            `begin`: that time is not free any more.
    """

    start: datetime.date
    minutes_per_week: int
    away: tuple[Days, ...] = ()
    week: tuple[Session, ...] = ()
    lighter: tuple[Lighter, ...] = ()
    begin: datetime.date | None = None
    studied: tuple[tuple[datetime.date, int], ...] = ()

    @property
    def first_day(self) -> datetime.date:
        return max(self.start, self.begin or self.start)

    def from_the_start(self) -> Calendar:
        """The same as it was before anything was done."""
        return replace(self, begin=None, studied=())

    def slots(self) -> Iterator[Slot]:
        """Every slot with a minute or more, in order.

        Raises:
            NoSuchPlan: At the end of the calendar, the year 9999.
        """
        slots = self._sessions() if self.week else self._weeks()
        yield from (slot for slot in slots if slot.minutes)
        raise NoSuchPlan(_too_long(self))

    def _weeks(self) -> Iterator[Slot]:
        """A week from the start each; a day off takes a seventh of it."""
        pauses = self._pauses()
        first = _after(pauses, self.first_day)
        while first <= _LAST:
            opening = self.start + (first - self.start).days // 7 * _WEEK
            first, last = max(opening, self.first_day), opening + _WEEK - _DAY
            yield Slot(first, last, self._left(opening, first, last))
            first = _after(pauses, last + _DAY)

    def _left(self, opening: datetime.date, first: datetime.date, last: datetime.date) -> int:
        """Capacity of the rest of a week, beside what was studied in it, before and on that day."""
        free = self._capacity(first, last)
        if not self.studied:
            return free
        before = sum(minutes for day, minutes in self.studied if opening <= day < first)
        today = sum(minutes for day, minutes in self.studied if day == first)
        return max(min(free, self._capacity(opening, last) - before) - today, 0)

    def _sessions(self) -> Iterator[Slot]:
        pauses = self._pauses()
        day = _after(pauses, self.first_day)
        while day <= _LAST:
            share = self._share(day)
            taken = sum(minutes for one, minutes in self.studied if one == day)
            for session in self.week:
                if session.weekday == day.weekday():
                    minutes = _of_session(session, share)
                    left = max(minutes - taken, 0)
                    taken -= minutes - left
                    yield Slot(day, day, left, session.at)
            day = _after(pauses, day + _DAY)

    def _pauses(self) -> list[Days]:
        """First and last days of all that has no time, in order: they may last for ages."""
        ranges = [*self.away, *((first, last) for first, last, _ in self.lighter)]
        turns = {day for first, last in ranges for day in (first, min(last, _LAST) + _DAY)}
        return [(a, z - _DAY) for a, z in pairwise(sorted(turns)) if not self._has_time(a)]

    def _has_time(self, day: datetime.date) -> bool:
        """Whether a week of days like this one has any time."""
        share = self._share(day)
        if self.week:
            return any(_of_session(session, share) for session in self.week)
        return whole_grains(self.minutes_per_week * share + 1e-9) > 0

    def minutes_until(self, day: datetime.date) -> int:
        """Capacity from the first day to this one, both included; of a lifetime at most."""
        day = min(day, _LAST - 2 * _WEEK)
        if day - self.first_day > _LIFETIME:
            day = self.first_day + _LIFETIME
        total = 0
        for slot in self.slots():
            if slot.last > day:
                return total + (self._free(slot, day) if slot.first <= day else 0)
            total += slot.minutes
        raise AssertionError("slots never end")

    def past_weeks(self) -> list[Days]:
        """First and last days of the weeks from the start to the day before `begin` that had time."""
        if not self.begin:
            return []
        over = (self.begin - self.start).days // 7
        found: dict[datetime.date, datetime.date] = {}
        for slot in self.from_the_start().slots():
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
        """Minutes of a slot until one of its days; what was studied is taken from the first."""
        if self.week:
            return slot.minutes
        taken = self._capacity(slot.first, slot.last) - slot.minutes
        return max(self._capacity(slot.first, day) - taken, 0)

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


def _of_session(session: Session, share: float) -> int:
    return int(session.minutes * share + 1e-9)


def _after(pauses: Iterable[Days], day: datetime.date) -> datetime.date:
    """The day, or if it lies in a pause the first one behind it."""
    for first, last in pauses:
        if first <= day <= last:
            day = last + _DAY
    return day


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


def _too_long(calendar: Calendar) -> Problem:
    message = "the plan does not end within the calendar"
    away = [(*days, "no study", "away") for days in calendar.away]
    lighter = [(a, z, f"{hours:g} h a week", "lighter") for a, z, hours in calendar.lighter]
    first, last, what, entry = max(
        [*away, *lighter],
        key=lambda one: one[1] - max(one[0], calendar.first_day),
        default=(_LAST, _LAST, "", ""),
    )
    if calendar.first_day > _LAST:
        what, hint = f"it begins on {calendar.first_day}", "begin sooner"
    elif 2 * (last - calendar.first_day) > _LAST - calendar.first_day and entry:
        what, hint = f"{what} from {first} to {last}", f"shorten that time (`{entry}`)"
    else:
        what = f"there are {calendar.minutes_per_week / 60:g} h a week"
        hint = "give it more hours a week"
    return Problem(code="too-long", message=f"{message}: {what}", hint=hint)
