"""From an order to steps: hours after transfers, dates, reasons and readiness."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from planner.effort import Effort
from planner.explain import dependents, prerequisites, reasons
from planner.gap import Gap, Goal, time_left
from planner.model import Catalog, CompetencyId, Hours, whole_grains
from planner.order import Edge, Jobs, jobs
from planner.plan import Reason, Step, StudySession, Transfer
from planner.schedule import Calendar, Days


class Work(NamedTuple):
    """The time of one step, and what has shortened it."""

    hours: Hours
    transfer: Transfer | None


def to_order(catalog: Catalog, gap: Gap, effort: Effort) -> Jobs:
    """The selected competencies as jobs: a goal's weight lies on the option that meets it."""
    minutes = {id: gap.hours[id].likely for id in sorted(effort.selected)}
    for id, source in effort.savers.items():
        minutes[id] -= gap.savings[source, id]
    weights: dict[CompetencyId, int] = {}
    for goal in gap.goals:
        met_by = next(id for id in goal.clause.options if id in effort.selected)
        weights[met_by] = weights.get(met_by, 0) + goal.weight
    edges = must_precede(gap, effort)
    soft = wanted_before(catalog, effort.selected)
    areas = {id: catalog.competencies[id].area for id in minutes}
    return jobs(minutes, weights, edges, soft, areas)


def must_precede(gap: Gap, effort: Effort) -> set[Edge]:
    """Pairs of steps of which the first comes first: prerequisites and what saves time on others."""
    chosen = {
        id: [[one for one in options if one in effort.selected] for options in gap.clauses[id]]
        for id in effort.selected
    }
    edges = {(parts[0], id) for id in chosen for parts in chosen[id]}
    if any(len(parts) > 1 for id in chosen for parts in chosen[id]):
        # One of these options may itself wait for the step, so take one that is ready before it.
        rounds = _rounds(chosen, effort.savers)
        edges = {
            (next(one for one in parts if rounds[one] < rounds[id]), id)
            for id in chosen
            for parts in chosen[id]
        }
    return edges | {(source, id) for id, source in effort.savers.items()}


def _rounds(
    clauses: Mapping[CompetencyId, Sequence[Sequence[CompetencyId]]],
    savers: Mapping[CompetencyId, CompetencyId],
) -> dict[CompetencyId, int]:
    """In which round each could be learned, if every round took all that can be started."""
    rounds: dict[CompetencyId, int] = {}
    left = set(clauses)
    while left:
        ready = {
            id
            for id in left
            if all(any(one in rounds for one in parts) for parts in clauses[id])
            and (id not in savers or savers[id] in rounds)
        }
        assert ready, "a choice of steps has no circle"
        rounds.update(dict.fromkeys(ready, len(rounds)))
        left -= ready
    return rounds


def wanted_before(catalog: Catalog, ids: Collection[CompetencyId]) -> set[Edge]:
    """Soft prerequisites among these; lower levels of what should come first come first too."""
    by_skill: dict[str, list[CompetencyId]] = {}
    for id in ids:
        by_skill.setdefault(catalog.competencies[id].skill, []).append(id)
    return {
        (other, id)
        for id in ids
        for clause in catalog.competencies[id].after
        for option in clause.options
        for other in by_skill.get(catalog.competencies[option].skill, ())
        if catalog.competencies[other].rank <= catalog.competencies[option].rank
    }


def worked(
    catalog: Catalog, gap: Gap, sequence: Sequence[CompetencyId]
) -> dict[CompetencyId, Work]:
    """Hours of each step: a transfer counts from what is known or stands earlier in the plan."""
    done: set[CompetencyId] = set()
    found = {}
    for id in sequence:
        competency = catalog.competencies[id]
        cuts = [cut for cut in competency.transfers if cut[0] in done]
        if id in gap.cuts:
            cuts.append(gap.cuts[id])
        best = min(cuts, key=lambda cut: (-cut[1], cut[0]), default=None)
        studied = gap.studied.get(id, 0)
        left = time_left(competency, best[1] if best else 0, studied)
        transfer = None
        if best:
            saved = competency.hours.likely - competency.hours.less(best[1]).likely
            transfer = Transfer(source=best[0], saving=best[1], minutes=saved)
        found[id] = Work(left, transfer)
        done.add(id)
    return found


def readiness_at_start(gap: Gap) -> float:
    """Share of the goals' weights met before the first step."""
    return next(_curve(gap, ()))


def readiness_within(
    catalog: Catalog, gap: Gap, sequence: Sequence[CompetencyId], budgets: Iterable[int]
) -> list[float]:
    """Readiness on the way of a plan after each number of likely minutes."""
    minutes = accumulate(work.hours.likely for work in worked(catalog, gap, sequence).values())
    points = list(zip([0, *minutes], _curve(gap, sequence), strict=True))
    return [max(share for spent, share in points if spent <= budget) for budget in budgets]


def goals_within(
    catalog: Catalog, gap: Gap, sequence: Sequence[CompetencyId], budget: int
) -> tuple[Goal, ...]:
    """The goals met on the way of a plan within a number of likely minutes."""
    work = worked(catalog, gap, sequence)
    spent = accumulate(one.hours.likely for one in work.values())
    done = {id for id, minutes in zip(work, spent, strict=True) if minutes <= budget}
    return tuple(goal for goal in gap.goals if not done.isdisjoint(goal.clause.options))


def _curve(gap: Gap, sequence: Iterable[CompetencyId]) -> Iterator[float]:
    """Share of the goals' weights met, before the first step and after each."""
    met = sum(goal.weight for goal in gap.met)
    total = met + sum(goal.weight for goal in (*gap.goals, *gap.dropped))
    yield met / total if total else 1.0
    open_goals = list(gap.goals)
    for id in sequence:
        met += sum(goal.weight for goal in open_goals if id in goal.clause.options)
        open_goals = [goal for goal in open_goals if id not in goal.clause.options]
        yield met / total


def _ready_when_done(
    gap: Gap, sequence: Sequence[CompetencyId], days: Sequence[Days]
) -> dict[CompetencyId, float]:
    """Readiness at the end of each step: with several tracks they end in another order."""
    last = {id: end for id, (_, end) in zip(sequence, days, strict=True)}
    by_end = sorted(sequence, key=lambda id: last[id])
    _, *curve = _curve(gap, by_end)
    return dict(zip(by_end, curve, strict=True))


def dated(
    work: Mapping[CompetencyId, Work],
    calendar: Calendar,
    minutes: int,
    *,
    before: Mapping[CompetencyId, Collection[CompetencyId]],
    tracks: int = 1,
) -> tuple[list[Days], list[StudySession]]:
    """First and last days of each step, stretched so that the last ends after these minutes.

    The mean hours of the steps share out the median of the whole plan. With a weekly pattern, each
    session comes with what it is for.
    """
    means = [one.hours.mean for one in work.values()]
    total = sum(means) or 1
    ends = [0, *(whole_grains(part * minutes / total) for part in accumulate(means))]
    ids = list(work)
    place = {id: number for number, id in enumerate(ids)}
    days, parts = calendar.laid(
        [end - begin for begin, end in pairwise(ends)],
        tracks=tracks,
        needs=[[place[one] for one in before[id]] for id in ids] if tracks > 1 else None,
    )
    sessions = [
        StudySession(part.slot.first, part.slot.at, part.minutes, ids[part.piece])
        for part in parts
        if calendar.week
    ]
    return days, sessions


def steps(
    catalog: Catalog,
    gap: Gap,
    work: Mapping[CompetencyId, Work],
    days: Sequence[Days],
    before: Mapping[CompetencyId, Collection[CompetencyId]],
) -> tuple[Step, ...]:
    """Every step of a plan, in order; `before` is what each was put behind."""
    return tuple(_steps(catalog, gap, work, days, before))


def _steps(
    catalog: Catalog,
    gap: Gap,
    work: Mapping[CompetencyId, Work],
    days: Sequence[Days],
    before: Mapping[CompetencyId, Collection[CompetencyId]],
) -> Iterator[Step]:
    sequence = list(work)
    needs = prerequisites(gap, sequence)
    unlocks = dependents(needs)
    ready = _ready_when_done(gap, sequence, days)
    shortened = {
        id: tuple(other for other in sequence if (t := work[other].transfer) and t.source == id)
        for id in {one.transfer.source for one in work.values() if one.transfer}
    }
    for id, (start, end) in zip(sequence, days, strict=True):
        competency = catalog.competencies[id]
        goals = [goal for goal in gap.goals if id in goal.clause.options]
        asked = [goal.asked_by for goal in goals]
        wanted = [Reason(owner=g.asked_by, text=g.clause.reason) for g in goals if g.clause.reason]
        yield Step(
            competency=id,
            skill=competency.skill,
            level=competency.level,
            name=competency.name,
            area=competency.area,
            hours=work[id].hours,
            studied=round(gap.studied.get(id, 0)),
            hours_assumed=competency.hours_assumed,
            basis=competency.basis,
            transfer=work[id].transfer,
            because=tuple(dict.fromkeys([*asked, *unlocks[id]])),
            unlocks=unlocks[id],
            reasons=(*wanted, *reasons(catalog, id, unlocks[id])),
            builds_on=needs[id],
            comes_after=tuple(sorted(before[id])),
            saves_on=shortened.get(id, ()),
            can=competency.can,
            learn=competency.learn,
            build=competency.build,
            start=start,
            end=end,
            readiness=ready[id],
        )
