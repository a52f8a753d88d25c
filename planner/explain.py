"""Why things are in a plan, and what of it is there already: data first, words elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from planner.gap import Blocked, Gap, Goal, Known, Options
from planner.model import Catalog, CompetencyId
from planner.plan import Carried, Need, Reason, Step
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


def needs(
    catalog: Catalog, known: Known, gap: Gap, steps: Sequence[Step]
) -> dict[CompetencyId, list[Need]]:
    """For each step all that it is needed for, and what else would do for that."""
    found: dict[CompetencyId, list[Need]] = {step.competency: [] for step in steps}
    shown = {id: _shown(catalog, known, id) for id in found}
    wanted: list[tuple[CompetencyId | None, Options]]
    wanted = [(None, goal.clause.options) for goal in gap.goals]
    wanted += [(id, options) for id in found for options in gap.clauses[id]]
    before = {step.competency: set(step.builds_on) for step in steps}
    for by, options in wanted:
        chosen = next(one for one in options if one in (before[by] if by else found))
        met_by = _met_by(shown, options) - {chosen} if len(options) > 1 else frozenset()
        found[chosen].append(Need(by, met_by))
    for step in steps:
        found[step.competency] += [Need(id) for id in step.saves_on]
    return found


def _shown(catalog: Catalog, known: Known, id: CompetencyId) -> list[list[set[CompetencyId]]]:
    """Of each choice behind a competency, what each alternative implies: one of them is known."""
    options = (clause.options for clause in catalog.competencies[id].requires)
    left = [[one for one in few if one not in known.not_known] for few in options if len(few) > 1]
    return [[known.implied_by(catalog, one) for one in few] for few in left if known.infer and few]


def _met_by(
    shown: Mapping[CompetencyId, list[list[set[CompetencyId]]]], options: Options
) -> frozenset[CompetencyId]:
    """The steps that show, once they are recorded, that one of the options is known."""
    proofs = {
        id
        for id, choices in shown.items()
        if any(all(not below.isdisjoint(options) for below in few) for few in choices)
    }
    return frozenset(proofs.union(id for id in options if id in shown))


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
    steps: Sequence[CompetencyId],
) -> tuple[Carried, ...]:
    """What the target needs and the person has: first what is known for certain.

    Of several alternatives the quickest counts, beside all that is needed anyhow: without any of
    them a plan would have taken that one.
    """
    taught = frozenset(steps)
    clauses = [goal.clause.options for goal in goals]
    clauses += [clause.options for id in steps for clause in catalog.competencies[id].requires]
    found: dict[Options, frozenset[CompetencyId]] = {}
    while clauses:
        several = []
        for options in clauses:
            # What a step meets is not saved, nor can the plan tell which of several is known.
            held = [] if taught.intersection(options) else _held(catalog, known, options)
            for one in held:
                if len(one) > 1:
                    several.append(one)
                elif one not in found:
                    found[one] = frozenset(one)
                    clauses += _asked_by(catalog, one)
        clauses = []
        # The highest level first: the way up to it meets what is asked for at a lower one.
        for one in sorted(several, key=lambda options: -catalog.competencies[options[0]].rank):
            counted = taught.union(*found.values())
            if counted.isdisjoint(one):
                ways = [known.implied_by(catalog, id) - counted for id in one]
                quickest = min(ways, key=lambda ids: _minutes(catalog, ids))
                found[one] = frozenset(quickest - known.all)
                clauses += _asked_by(catalog, found[one])
    return tuple(_carried(catalog, known, options, way) for options, way in found.items())


def _asked_by(catalog: Catalog, ids: Iterable[CompetencyId]) -> Iterator[Options]:
    return (clause.options for id in sorted(ids) for clause in catalog.competencies[id].requires)


def _held(catalog: Catalog, known: Known, options: Options) -> Iterator[Options]:
    """What of a clause is known: an option, or several of which one is known but not which."""
    holding = next((id for id in options if id in known.all), None)
    if holding is not None:
        yield (holding,)
        return
    for alternatives in known.one_of:
        met = [
            next((one for one in options if one in known.implied_by(catalog, id)), None)
            for id in alternatives
        ]
        if all(met):
            yield tuple(dict.fromkeys(one for one in met if one))


def _carried(
    catalog: Catalog, known: Known, options: Options, way: frozenset[CompetencyId]
) -> Carried:
    """Something known, with the way up to it that is not known for certain: its own hours at least."""
    first = catalog.competencies[options[0]]
    return Carried(
        options=options,
        names=tuple(catalog.competencies[id].name for id in options),
        rank=first.rank,
        minutes=_minutes(catalog, way),
        assumed=first.id not in known.stated,
    )


def _minutes(catalog: Catalog, ids: Iterable[CompetencyId]) -> int:
    return sum(catalog.competencies[id].hours.likely for id in ids)


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
