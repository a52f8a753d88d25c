"""Going on from where somebody stands: what happened, and an order that does not change for nothing."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Collection, Sequence
from graphlib import TopologicalSorter
from heapq import heappop, heappush

from planner.model import Catalog, CompetencyId
from planner.order import Jobs, Order, valued
from planner.plan import Achieved, History, Moved
from planner.profile import Progress
from planner.schedule import Calendar

WORTH_MOVING = 0.01
"""The order of what is left changes only where that makes one ready sooner by this fraction."""


def history(
    catalog: Catalog, progress: Progress, gone: Sequence[str], calendar: Calendar
) -> History:
    """What has happened so far, in the catalog's words of today."""
    finished = []
    for one in progress.finished:
        id = catalog.current(one.competency)
        if id is None:
            continue
        competency = catalog.competencies[id]
        finished.append(
            Achieved(
                competency=id,
                name=competency.name,
                level=competency.level,
                area=competency.area,
                on=one.on,
                minutes=one.minutes,
                estimate=one.estimate.likely if one.estimate else None,
            )
        )
    weeks = calendar.past_weeks()
    missed = [first for first, last in weeks if not any(first <= d <= last for d in progress.days)]
    return History(
        finished=tuple(finished),
        minutes=progress.minutes,
        gone=tuple(gone),
        missed=tuple(missed) if progress.days else (),
        weeks=len(weeks),
        notes=tuple(
            note._replace(competency=id)
            for note in progress.notes
            if (id := catalog.current(note.competency))
        ),
    )


def steady(jobs: Jobs, order: Order, before: Sequence[CompetencyId]) -> tuple[Order, Moved | None]:
    """The order from before anything was recorded, unless another makes ready notably sooner.

    Args:
        jobs: What is left.
        order: The best order of it.
        before: The order then, which may hold other steps and lack some.
    """
    kept = valued(jobs, _possible(jobs, _as_before(order.sequence, before)), order.bound)
    gain = (kept.cost - order.cost) / kept.cost if kept.cost else 0.0
    if gain < WORTH_MOVING:
        return kept, _moved(kept.sequence, before, 0.0)
    return order, _moved(order.sequence, before, gain)


def _possible(jobs: Jobs, sequence: Sequence[CompetencyId]) -> list[CompetencyId]:
    """The sequence, where each step that comes too soon waits for what has to come before it."""
    place = {id: number for number, id in enumerate(sequence)}
    sorter = TopologicalSorter(jobs.before)
    sorter.prepare()
    ready: list[int] = []
    found: list[CompetencyId] = []
    while sorter.is_active():
        for id in sorter.get_ready():
            heappush(ready, place[id])
        found.append(sequence[heappop(ready)])
        sorter.done(found[-1])
    return found


def _moved(
    sequence: Sequence[CompetencyId], before: Sequence[CompetencyId], gain: float
) -> Moved | None:
    """Which of the old steps changed places, as few as say it all; None if none did."""
    old = {id: number for number, id in enumerate(before)}
    common = [id for id in sequence if id in old]
    staying = longest_rising([old[id] for id in common])
    earlier: list[CompetencyId] = []
    later: list[CompetencyId] = []
    for number, id in enumerate(common):
        if number in staying:
            continue
        overtaken = sum(old[other] < old[id] for other in common[number + 1 :])
        passed_by = sum(old[other] > old[id] for other in common[:number])
        (earlier if overtaken >= passed_by else later).append(id)
    if not earlier and not later:
        return None
    return Moved(earlier=tuple(earlier), later=tuple(later), gain=gain)


def _as_before(
    sequence: Sequence[CompetencyId], before: Sequence[CompetencyId]
) -> list[CompetencyId]:
    """The steps in the order from before; a new one stands before the next old one after it."""
    old = {id: number for number, id in enumerate(before)}
    keys: dict[CompetencyId, tuple[int, int]] = {}
    following = len(before)
    for number in range(len(sequence) - 1, -1, -1):
        id = sequence[number]
        following = old.get(id, following)
        # A new step and the old one behind it share a number; the place in the new order decides.
        keys[id] = (following, number if id not in old else len(sequence))
    return sorted(sequence, key=lambda id: keys[id])


def longest_rising(numbers: Sequence[int]) -> Collection[int]:
    """Positions of a longest rising part of some numbers, each of which occurs once.

    >>> sorted(longest_rising([3, 1, 2, 5, 4]))
    [1, 2, 4]
    """
    tails: list[int] = []
    ends: list[int] = []
    back: list[int | None] = []
    for position, number in enumerate(numbers):
        at = bisect_left(tails, number)
        back.append(ends[at - 1] if at else None)
        if at == len(tails):
            tails.append(number)
            ends.append(position)
        else:
            tails[at], ends[at] = number, position
    found: set[int] = set()
    here = ends[-1] if ends else None
    while here is not None:
        found.add(here)
        here = back[here]
    return found


def today_or_start(start: datetime.date, today: datetime.date, progress: Progress) -> datetime.date:
    """First day of what is left: today once something was recorded, else the start."""
    return max(start, today) if progress.days else start


def studied_this_week(
    start: datetime.date, begin: datetime.date, progress: Progress
) -> tuple[tuple[datetime.date, int], ...]:
    """Days and minutes logged until `begin`, in the week from the start in which that day lies."""
    monday = begin - datetime.timedelta(days=(begin - start).days % 7)
    return tuple(
        (day, minutes) for day, minutes in sorted(progress.by_day.items()) if monday <= day <= begin
    )
