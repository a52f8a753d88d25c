"""The learner: what they know, want and have time for, and what they have done so far."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.model import CompetencyId, Hours
from planner.problems import Place

MAX_HOURS_PER_WEEK = 100
"""More than this is not a plan for anybody."""


class Session(NamedTuple):
    """One study session of a weekly pattern.

    Attributes:
        weekday: 0 is Monday.
        at: When it begins, local time; None where it does not matter.
    """

    weekday: int
    minutes: int
    at: datetime.time | None = None


class Lighter(NamedTuple):
    """Days, both included, on which somebody studies at another pace, in hours a week."""

    first: datetime.date
    last: datetime.date
    hours_per_week: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Something a person has learned since the plan began.

    Attributes:
        competency: As it was called when it was recorded.
        on: The day.
        minutes: Study time logged on it, 0 if none was.
        estimate: What was estimated when it was recorded, after any transfer.
        event: Key of the event that recorded it.
    """

    competency: CompetencyId
    on: datetime.date
    minutes: int = 0
    estimate: Hours | None = None
    event: str = field(default="", compare=False)


class Noted(NamedTuple):
    """A remark of a person on something, and the day it is of."""

    competency: CompetencyId
    on: datetime.date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What has happened since a plan began.

    Attributes:
        finished: In the order of their recording.
        studied: Minutes put into what is not finished yet, by what it was called.
        minutes: All minutes logged.
        days: Days on which something was recorded.
        by_day: Minutes logged on each day that has any.
        notes: In the order of their recording, by what each thing was called.
    """

    finished: tuple[Finished, ...] = ()
    studied: Mapping[CompetencyId, int] = field(default_factory=dict)
    minutes: int = 0
    days: frozenset[datetime.date] = frozenset()
    by_day: Mapping[datetime.date, int] = field(default_factory=dict)
    notes: tuple[Noted, ...] = ()


NO_PROGRESS = Progress()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A learner: what they know, want, and the time they have. Names are as they were written.

    Attributes:
        week: The sessions of a week; with none, `hours_per_week` is spread over it.
        lighter: Times at another pace; with sessions, at no more than they add up to.
        tracks: How many skills are studied at once, at most.
        timezone: Where the sessions' times are meant, as `Europe/Berlin`; None for wherever one is.
        progress: What has happened since the plan began.
        places: Where a name of an entry stands, by entry and name, if it was read from a file.
    """

    have: tuple[str, ...] = ()
    have_not: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    hours_per_week: float | None = None
    week: tuple[Session, ...] = ()
    lighter: tuple[Lighter, ...] = ()
    start: datetime.date | None = None
    deadline: datetime.date | None = None
    away: tuple[tuple[datetime.date, datetime.date], ...] = ()
    tracks: int | None = None
    timezone: str | None = None
    prefer: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    progress: Progress = NO_PROGRESS
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict, compare=False)
