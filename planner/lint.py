"""What is legal in a catalog and still not right: one small function a kind of finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter

from planner.graph import closure, knots
from planner.model import Catalog, Clause, Competency, CompetencyId, Role, Skill
from planner.names import folded
from planner.problems import Place, Problem, Problems
from planner.shape import shortened


def lint(catalog: Catalog) -> Problems:
    """All findings of all checks, by place."""
    return Problems(problem for check in CHECKS for problem in check(catalog))


def published_share(catalog: Catalog) -> float:
    """Share of the catalog's likely hours that rest on a published figure."""
    competencies = catalog.competencies.values()
    total = sum(one.hours.likely for one in competencies)
    published = sum(one.hours.likely for one in competencies if one.basis and one.basis.published)
    return published / total if total else 0.0


def _finding(code: str, message: str, place: Place | None, hint: str | None = None) -> Problem:
    return Problem(code=code, message=message, place=place, hint=hint, severity="warning")


def redundant_edges(catalog: Catalog) -> Iterator[Problem]:
    """Prerequisites that another prerequisite brings along anyway."""
    singles = {
        id: [clause.options[0] for clause in one.requires if len(clause.options) == 1]
        for id, one in catalog.competencies.items()
    }
    below: dict[CompetencyId, set[CompetencyId]] = {}

    def reached(id: CompetencyId) -> set[CompetencyId]:
        if id not in below:
            below[id] = closure([id], singles)
        return below[id]

    for one in catalog.competencies.values():
        for clause in one.requires:
            others = [other for other in singles[one.id] if (other,) != clause.options]
            through = next((o for o in others if not reached(o).isdisjoint(clause.options)), None)
            if through and not _is_level_below(one, clause):
                what = " or ".join(f"`{option}`" for option in clause.options)
                message = f"`{one.id}` needs {what} through `{through}` already"
                yield _finding("redundant-edge", message, clause.place, "remove this line")


def _is_level_below(one: Competency, clause: Clause) -> bool:
    return len(clause.options) == 1 and clause.options[0].partition("@")[0] == one.skill


def repeated_clauses(catalog: Catalog) -> Iterator[Problem]:
    """The same prerequisite written twice."""
    for one in catalog.competencies.values():
        seen = set()
        for clause in one.requires:
            if clause.options in seen:
                message = f"`{one.id}` names `{', '.join(clause.options)}` twice"
                yield _finding("redundant-edge", message, clause.place, "remove this line")
            seen.add(clause.options)


def soft_circles(catalog: Catalog) -> Iterator[Problem]:
    """Soft edges that no order can respect; plans leave some of them out."""
    onward = {
        id: {
            option
            for clause in (*one.requires, *one.after)
            if len(clause.options) == 1 or clause in one.after
            for option in clause.options
        }
        for id, one in catalog.competencies.items()
    }
    acyclic = {id: {o for o in options if o != id} for id, options in onward.items()}
    if not _has_circle(acyclic):
        return
    for knot in knots(acyclic):
        members = set(knot)
        for id in knot:
            for clause in catalog.competencies[id].after:
                if members.intersection(clause.options):
                    message = (
                        f"`{id}` cannot come after `{', '.join(clause.options)}` in every plan"
                    )
                    hint = "other prerequisites say the opposite; remove one of them"
                    yield _finding("soft-cycle", message, clause.place, hint)


def _has_circle(successors: dict[CompetencyId, set[CompetencyId]]) -> bool:
    try:
        TopologicalSorter(successors).prepare()
    except CycleError:
        return True
    return False


def orphans(catalog: Catalog) -> Iterator[Problem]:
    """Skills that nothing leads to, in a catalog that has roles."""
    if not catalog.roles:
        return
    clauses = [
        clause for role in catalog.roles.values() for _, clause in role.requirements("could")
    ]
    named = {id for project in catalog.projects.values() for id in project.uses}
    for one in catalog.competencies.values():
        others = [*one.requires, *one.after]
        clauses += [clause for clause in others if not _is_level_below(one, clause)]
        named |= {id for id, _ in one.transfers}
    named |= {option for clause in clauses for option in clause.options}
    led_to = {id.partition("@")[0] for id in named}
    for skill in catalog.skills.values():
        if skill.id not in led_to:
            message = f"nothing leads to `{skill.id}`: no role, project or other skill names it"
            yield _finding("orphan", message, skill.place, "name it in a role, if only as `could`")


def missing_hours(catalog: Catalog) -> Iterator[Problem]:
    """Competencies for which the catalog's default hours stand in."""
    total = sum(one.hours.likely for one in catalog.competencies.values()) or 1
    for one in catalog.competencies.values():
        if one.hours_assumed:
            share = one.hours.likely / total
            message = (
                f"`{one.id}` has no hours; {one.hours.likely / 60:g} h are assumed, "
                f"{share:.1%} of all hours in the catalog"
            )
            yield _finding("missing-hours", message, one.place, "estimate low, likely and high")


def missing_basis(catalog: Catalog) -> Iterator[Problem]:
    """Estimates that do not say what they rest on."""
    for one in catalog.competencies.values():
        if one.basis is None and not one.hours_assumed:
            hint = "cite a course or lab, or say `basis: judgement`"
            yield _finding(
                "missing-basis", f"`{one.id}` has hours without a basis", one.place, hint
            )


def dead_aliases(catalog: Catalog) -> Iterator[Problem]:
    """Aliases that the id or the name already covers."""
    things: list[Skill | Role] = [*catalog.skills.values(), *catalog.roles.values()]
    for thing in things:
        covered = {thing.id.casefold(), thing.name.casefold()}
        for alias in thing.aliases:
            if alias.casefold() in covered:
                message = (
                    f"alias `{alias}` of `{thing.id}` adds nothing to its id, name and aliases"
                )
                yield _finding("dead-alias", message, thing.place, "remove it")
            covered.add(alias.casefold())


def ambiguous_names(catalog: Catalog) -> Iterator[Problem]:
    """Names and aliases that two skills or roles share; an id always means its own thing."""
    things: dict[str, Skill | Role] = {**catalog.skills, **catalog.roles}
    owners: dict[str, dict[str, str]] = defaultdict(dict)
    for thing in things.values():
        for name in (thing.id, thing.name, *thing.aliases):
            owners[folded(name)].setdefault(thing.id, name)
    for shared in owners.values():
        if len(shared) > 1:
            (one, name), *others = sorted(shared.items())
            who = ", ".join(f"`{id}`" for id in [one, *(id for id, _ in others)])
            message = f"`{name}` can mean {who}"
            place = things[others[-1][0]].place
            yield _finding("ambiguous-name", message, place, "give it to one of them")


NOT_WATCHABLE = {
    *("understand", "know", "learn", "appreciate", "grasp", "be", "have", "familiar", "aware"),
    *("understanding", "knowledge", "familiarity", "awareness", "basics", "the", "a", "an"),
}
"""First words of a `can` that no one could watch a person do."""

VERBS_IN_ING = {"bring", "ping"}


def vague_abilities(catalog: Catalog) -> Iterator[Problem]:
    """`can` statements that do not begin with something one could watch a person do."""
    for one in catalog.competencies.values():
        for can in one.can:
            first = can.split()[0].casefold().strip(".,:;")
            if first in NOT_WATCHABLE or (first.endswith("ing") and first not in VERBS_IN_ING):
                message = f"`{one.id}` says it can `{shortened(can)}`, which nobody could watch"
                hint = "begin with a verb for what a person does, such as `Write` or `Explain`"
                yield _finding("vague-can", message, one.place, hint)


CHECKS: tuple[Callable[[Catalog], Iterator[Problem]], ...] = (
    redundant_edges,
    repeated_clauses,
    soft_circles,
    orphans,
    missing_hours,
    missing_basis,
    dead_aliases,
    ambiguous_names,
    vague_abilities,
)
