"""Points worth stopping at: where a quarter, half, three quarters and all of a target is met."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from planner.model import CompetencyId, Project
from planner.plan import Milestone, Step

SHARES = (0.25, 0.5, 0.75, 1.0)
_ROUNDING = 1e-9


def milestones(
    steps: tuple[Step, ...],
    ready_at_start: float,
    known: Collection[CompetencyId],
    projects: Iterable[Project],
) -> tuple[Milestone, ...]:
    """The plan cut where readiness first reaches each share, with a project for each part.

    A project uses only what is known by then and something new; the one with most that is new is
    taken, each once.
    """
    left = sorted(projects, key=lambda project: project.id)
    have = set(known)
    found: list[Milestone] = []
    for part in _parts(steps, ready_at_start):
        new = {step.competency for step in part}
        have |= new
        project = _fitting(left, have, new)
        left = [other for other in left if other is not project]
        # With several tracks a step may end after those behind it in the order.
        end = max([step.end for step in part] + [one.end for one in found])
        ready = max([step.readiness for step in part] + [one.readiness for one in found])
        found.append(Milestone(readiness=ready, steps=part, end=end, project=project))
    return tuple(found)


def _parts(steps: tuple[Step, ...], ready_at_start: float) -> Iterator[tuple[Step, ...]]:
    """Each part ends where, once all up to there are done, another share is met."""
    begin = 0
    shares = [share for share in SHARES if share > ready_at_start + _ROUNDING]
    for number, step in enumerate(steps, 1):
        reached = [share for share in shares if step.readiness >= share - _ROUNDING]
        if reached or number == len(steps):
            shares = [share for share in shares if share not in reached]
            yield steps[begin:number]
            begin = number


def _fitting(
    projects: list[Project], have: Collection[CompetencyId], new: Collection[CompetencyId]
) -> Project | None:
    fitting = [
        project
        for project in projects
        if set(project.uses) <= set(have) and set(project.uses) & set(new)
    ]
    return max(fitting, key=lambda project: len(set(project.uses) & set(new)), default=None)
