"""Why things are in a plan, and what of it is there already: data first, words elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from planner.gap import Blocked, Gap, Goal, Known
from planner.model import Catalog, CompetencyId
from planner.plan import Carried, Reason
from planner.problems import Note, Problem


def prerequisites(
    gap: Gap, sequence: Iterable[CompetencyId]
) -> dict[CompetencyId, tuple[CompetencyId, ...]]:
    """For each step the earlier steps it needs; of alternatives the first listed that is earlier."""
    found: dict[CompetencyId, tuple[CompetencyId, ...]] = {}
    for id in sequence:
        supports = (next(one for one in options if one in found) for options in gap.clauses[id])
        found[id] = tuple(dict.fromkeys(supports))
    return found


def dependents(
    needs: Mapping[CompetencyId, tuple[CompetencyId, ...]],
) -> dict[CompetencyId, tuple[CompetencyId, ...]]:
    """For each step the later steps that need it, in the order of the plan."""
    found: dict[CompetencyId, list[CompetencyId]] = {id: [] for id in needs}
    for id, supports in needs.items():
        for support in supports:
            found[support].append(id)
    return {id: tuple(ids) for id, ids in found.items()}


def reasons(
    catalog: Catalog, id: CompetencyId, owners: Iterable[CompetencyId]
) -> tuple[Reason, ...]:
    """What the catalog says about why these need it."""
    return tuple(
        Reason(owner=owner, text=clause.reason)
        for owner in owners
        for clause in catalog.competencies[owner].requires
        if clause.reason and id in clause.options
    )


def carried_over(
    catalog: Catalog,
    known: Known,
    goals: Iterable[Goal],
    steps: Iterable[CompetencyId],
) -> tuple[Carried, ...]:
    """What the target needs and the person has, in the order in which the target leads to it."""
    taught = dict.fromkeys(steps)
    clauses = [goal.clause.options for goal in goals]
    clauses += [clause.options for id in taught for clause in catalog.competencies[id].requires]
    found: dict[tuple[CompetencyId, ...], bool] = {}
    for options in clauses:
        holding = next((id for id in options if id in known.all), None)
        if holding is not None and (holding,) not in found:
            found[holding,] = True
            clauses += [clause.options for clause in catalog.competencies[holding].requires]
        elif holding is None:
            for alternatives in known.one_of:
                # What is taught all the same is not saved: the plan cannot tell which one is known.
                if set(alternatives) <= set(options) and not taught.keys() & set(alternatives):
                    found[alternatives] = True
    return tuple(_carried(catalog, known, options) for options in found)


def _carried(catalog: Catalog, known: Known, options: tuple[CompetencyId, ...]) -> Carried:
    competencies = [catalog.competencies[id] for id in options]
    return Carried(
        options=options,
        names=tuple(competency.name for competency in competencies),
        rank=competencies[0].rank,
        minutes=min(competency.hours.likely for competency in competencies),
        assumed=options[0] not in known.stated,
    )


def blocked_problems(blocked: Iterable[Blocked]) -> Iterator[Problem]:
    """Why requirements cannot be met: one problem for all that the same avoided skills block."""
    groups: dict[frozenset[CompetencyId], list[Blocked]] = {}
    for one in blocked:
        groups.setdefault(one.avoided, []).append(one)
    for avoided, members in groups.items():
        # The shortest chain explains most directly; the others end in the same place.
        first = min(members, key=lambda one: len(one.chain))
        wanted = _one_of(first.goal.clause.options)
        more = f", and {len(members) - 1} more" if len(members) > 1 else ""
        skills = sorted({id.partition("@")[0] for id in avoided})
        names = ", ".join(f"`{skill}`" for skill in skills)
        which = "one of " if len(skills) > 1 else ""
        yield Problem(
            code="no-plan",
            message=f"{first.goal.asked_by} needs {wanted}{more}, and that cannot be learned",
            notes=tuple(_blocked_notes(first)),
            hint=f"stop avoiding {which}{names}, or state that you have it",
        )


def _blocked_notes(blocked: Blocked) -> Iterator[Note]:
    for owner, options in blocked.chain:
        avoided = sorted(blocked.avoided.intersection(options))
        tail = f", and you avoid {', '.join(avoided)}" if avoided else ""
        yield Note(f"{owner} needs {_one_of(options)}{tail}")


def _one_of(options: tuple[CompetencyId, ...]) -> str:
    return options[0] if len(options) == 1 else f"one of {', '.join(options)}"
