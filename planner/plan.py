"""The answer: a plan as plain data, complete enough that renderers only have to word it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planner.choose import Choice
from planner.deadline import Chance
from planner.estimate import PRIOR, PaceFactor
from planner.model import Basis, CompetencyId, Depth, Hours, Project, Resource
from planner.order import Ordering
from planner.profile import Lighter, Noted, Session

DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What shortens a step: another competency, and the fraction of the hours it saves."""

    source: CompetencyId
    saving: float
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a competency, or whoever set a goal, needs another, in the words of the catalog."""

    owner: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One competency to learn.

    Attributes:
        hours: What is left, after the transfer if there is one and after `studied`.
        studied: Minutes logged on it already.
        because: Who needs it: goals by the name of the role (or `target`), then later steps.
        unlocks: Later steps that need it.
        reasons: Why those need it, where the catalog says so.
        builds_on: Earlier steps that it needs.
        comes_after: Earlier steps that it was put behind: those, and what prepares or shortens it.
        start: First day of the week in which it begins.
        end: Last day of the week in which half of the learners have finished it.
        readiness: Share of the target's weights met once it is done, and with it all that end
            sooner; of those that end on one day, the earlier in the plan.
    """

    competency: CompetencyId
    skill: str
    level: str
    name: str
    area: str
    hours: Hours
    studied: int
    hours_assumed: bool
    basis: Basis | None
    transfer: Transfer | None
    because: tuple[str, ...]
    unlocks: tuple[CompetencyId, ...]
    reasons: tuple[Reason, ...]
    builds_on: tuple[CompetencyId, ...]
    comes_after: tuple[CompetencyId, ...]
    saves_on: tuple[CompetencyId, ...]
    can: tuple[str, ...]
    learn: tuple[Resource, ...]
    build: str | None
    start: datetime.date
    end: datetime.date
    readiness: float


class Need(NamedTuple):
    """What a step is needed for: a later step, or with None the target.

    It is over once that step or one of `met_by` is recorded: those show that some alternative of the
    step is known.
    """

    by: CompetencyId | None
    met_by: frozenset[CompetencyId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A point worth stopping at: `steps` leads up to it from the one before."""

    readiness: float
    steps: tuple[Step, ...]
    end: datetime.date
    project: Project | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Something known that the target needs: one competency, or one of several.

    Attributes:
        rank: Position of its level in the catalog's scale.
        minutes: Likely time it would take to learn, of several the shortest.
        assumed: Not stated, but implied by what is.
    """

    options: tuple[CompetencyId, ...]
    names: tuple[str, ...]
    rank: int
    minutes: int
    assumed: bool


class Quantiles(NamedTuple):
    """Study minutes within which half, 8 of 10 and 19 of 20 learners are done."""

    p50: int
    p80: int
    p95: int


class Finish(NamedTuple):
    """The days by which half, 8 of 10 and 19 of 20 learners are done."""

    p50: datetime.date
    p80: datetime.date
    p95: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The time somebody gives, and whether they said so.

    Attributes:
        begin: First day of what is left: the start, or today once something was recorded.
        factor: How the person's time compares with the estimates.
        studied: What was logged in the week in which that day lies, until then: day and minutes.
    """

    hours_per_week: float
    hours_assumed: bool
    start: datetime.date
    start_assumed: bool
    begin: datetime.date
    away: tuple[tuple[datetime.date, datetime.date], ...] = ()
    week: tuple[Session, ...] = ()
    lighter: tuple[Lighter, ...] = ()
    tracks: int = 1
    timezone: str | None = None
    factor: PaceFactor = PRIOR
    studied: tuple[tuple[datetime.date, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Achieved:
    """Something learned since the plan began.

    Attributes:
        minutes: Study time logged on it.
        estimate: Likely minutes when it was recorded, or None.
    """

    competency: CompetencyId
    name: str
    level: str
    area: str
    on: datetime.date
    minutes: int
    estimate: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How the order of what is left differs from the order before anything was recorded.

    Attributes:
        earlier: Steps that come sooner now than the others say.
        later: Steps that come later.
        gain: By how much sooner the target's weights are met on average, as a fraction.
    """

    earlier: tuple[CompetencyId, ...]
    later: tuple[CompetencyId, ...]
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What has happened on the way so far.

    Attributes:
        finished: In the order of their recording.
        minutes: All minutes logged.
        gone: Recorded, but not in the catalog any more.
        missed: First days of past weeks with time to study in which nothing was recorded.
        weeks: How many past weeks had time to study.
        moved: What the order has to say, if it changed.
        notes: What the person remarked, oldest first.
    """

    finished: tuple[Achieved, ...] = ()
    minutes: int = 0
    gone: tuple[str, ...] = ()
    missed: tuple[datetime.date, ...] = ()
    weeks: int = 0
    moved: Moved | None = None
    notes: tuple[Noted, ...] = ()

    def notes_on(self, id: CompetencyId) -> Iterator[Noted]:
        """What the person remarked on one competency."""
        return (note for note in self.notes if note.competency == id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropping:
    """What to leave out so that 8 of 10 make the deadline.

    Attributes:
        requirements: Requirements, each with its options, in the order of their leaving.
        minutes: Likely minutes that are left to study.
        readiness: What is reached without them.
    """

    requirements: tuple[tuple[CompetencyId, ...], ...]
    minutes: int
    readiness: float


class StudySession(NamedTuple):
    """A session of the weekly pattern, and what it is for."""

    day: datetime.date
    at: datetime.time | None
    minutes: int
    competency: CompetencyId


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What was asked for: `text` as ids, `name_of` each of them as a person would say it."""

    text: str
    name_of: Mapping[str, str]
    depth: Depth
    has_role: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """Readiness after some likely minutes: the best possible, and on the way of the whole plan."""

    minutes: int
    best: float
    whole_plan: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What a budget of likely minutes buys.

    Attributes:
        spent: Minutes of the plan that is best for it.
        more: Readiness that 20 hours more would buy.
        proven: Whether every point of the curve is proven best.
    """

    minutes: int
    spent: int
    more: float
    curve: tuple[CurvePoint, ...]
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An ordered, dated, explained way from what somebody knows to what they want.

    Attributes:
        made: The day it was made.
        known: What the person stated, sorted.
        assumed: What follows from it, with what implied it.
        one_of: Alternatives of which one is known, but not which.
        names: Of every alternative that a choice left, its skill's name.
        implied: For each step the others that are known at once when it is recorded as learned.
        needs: For each step all that it is needed for.
        carried: The part of it that the target needs.
        ready_at_start: Share of the target's weights met before the first step.
        hours: Sum over the steps; `mean_minutes` likewise.
        bound_minutes: No plan for this target takes less (likely) time.
    """

    catalog_name: str
    catalog_version: str
    made: datetime.date
    target: Target
    pace: Pace
    known: tuple[CompetencyId, ...]
    assumed: tuple[tuple[CompetencyId, str], ...]
    one_of: tuple[tuple[CompetencyId, ...], ...]
    carried: tuple[Carried, ...]
    steps: tuple[Step, ...]
    choices: tuple[Choice, ...]
    names: Mapping[CompetencyId, str]
    implied: Mapping[CompetencyId, frozenset[CompetencyId]]
    needs: Mapping[CompetencyId, Sequence[Need]]
    milestones: tuple[Milestone, ...]
    ready_at_start: float
    hours: Hours
    mean_minutes: int
    quantiles: Quantiles
    finish: Finish
    deadline: Chance | None
    dropping: Dropping | None
    sessions: tuple[StudySession, ...]
    history: History
    bound_minutes: int
    optimal: bool
    order_gap: float | None
    order: Ordering
    budget: Bought | None

    @property
    def assumed_minutes(self) -> int:
        """Likely minutes of steps without an estimate of their own."""
        return sum(step.hours.likely for step in self.steps if step.hours_assumed)

    @property
    def published_minutes(self) -> int:
        """Likely minutes of steps whose estimate rests on a published figure."""
        return sum(step.hours.likely for step in self.steps if step.basis and step.basis.published)

    @property
    def weeks(self) -> int:
        """Weeks from the start to the day by which half of the learners are done."""
        return weeks_between(self.pace.begin, self.finish.p50)

    @property
    def by_end(self) -> list[Step]:
        """The steps as they end: with several tracks not as they begin."""
        return sorted(self.steps, key=lambda step: step.end)

    @property
    def ready_at_end(self) -> float:
        return max([step.readiness for step in self.steps], default=self.ready_at_start)

    @property
    def gains(self) -> dict[CompetencyId, float]:
        """By how much each step raises the readiness."""
        steps = self.by_end
        before = [self.ready_at_start, *(step.readiness for step in steps)]
        return {
            step.competency: step.readiness - earlier
            for step, earlier in zip(steps, before, strict=False)
        }

    @property
    def months(self) -> float:
        """Months from the start to the day by which half of the learners are done."""
        if not self.steps:
            return 0.0
        return ((self.finish.p50 - self.pace.begin).days + 1) / DAYS_A_MONTH

    @property
    def saved_minutes(self) -> int:
        return sum(item.minutes for item in self.carried)


def weeks_between(first: datetime.date, last: datetime.date) -> int:
    """Weeks from one day to another, both included; a begun week counts."""
    return -(-((last - first).days + 1) // 7)
