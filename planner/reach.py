"""What of a catalog can be learned at all: circles of prerequisites, and roles behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.graph import cycles, derivable
from planner.model import Clause, Competency, Role
from planner.problems import Note, Problem


def _startable(competencies: Mapping[str, Competency]) -> set[str]:
    return derivable(
        {
            id: [clause.options for clause in competency.requires]
            for id, competency in competencies.items()
        }
    )


def never_started(competencies: Mapping[str, Competency]) -> Iterator[Problem]:
    """One problem for every circle of prerequisites that nothing outside can open."""
    stuck = competencies.keys() - _startable(competencies)
    if not stuck:
        return
    blocking = {
        id: next(clause for clause in competencies[id].requires if stuck.issuperset(clause.options))
        for id in sorted(stuck)
    }
    for cycle in cycles({id: clause.options for id, clause in blocking.items()}):
        if len(cycle) == 1:
            continue  # reported where the edge was read
        onward = cycle[1:] + cycle[:1]
        notes = [
            Note(_needs(id, other, blocking[id]), blocking[id].place)
            for id, other in zip(cycle, onward, strict=True)
        ]
        yield Problem(
            code="prerequisite-cycle",
            message=f"`{cycle[0]}` can never be started",
            place=blocking[cycle[0]].place,
            notes=tuple(notes),
            hint=f"remove one of these {len(notes)} lines",
        )


def _needs(id: str, other: str, clause: Clause) -> str:
    if id.partition("@")[0] == other.partition("@")[0]:
        return f"{id} builds on {other}"
    if len(clause.options) > 1:
        return f"{id} needs one of {', '.join(clause.options)}"
    return f"{id} needs {other}"


def roles_out_of_reach(
    roles: Mapping[str, Role], competencies: Mapping[str, Competency]
) -> Iterator[Problem]:
    """One problem for every role with a requirement that nobody can ever meet."""
    reached = _startable(competencies)
    for role in roles.values():
        shut = [
            clause
            for _, clause in role.requirements("could")
            if not reached.intersection(clause.options)
        ]
        if shut:
            names = " or ".join(f"`{id}`" for id in shut[0].options)
            more = f", and {len(shut) - 1} more" if len(shut) > 1 else ""
            yield Problem(
                code="role-unreachable",
                message=f"role `{role.id}` needs {names}{more}, which can never be started",
                place=shut[0].place,
                hint="mend the prerequisites that lead back to themselves",
            )
