"""What is legal in a catalog and still not right: one small function a kind of finding."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter

from planner.graph import closure, knots
from planner.model import Catalog, Clause, Competency, CompetencyId, Role, Skill
from planner.names import folded, spellings, words
from planner.problems import Place, Problem, Problems
from planner.shape import shortened


def lint(catalog: Catalog) -> Problems:
    """All findings of all checks, by place.

    Where one catalog extends another, only what its own files say is found: nobody can mend the
    files below, and they had no finding before.
    """
    found = (problem for check in CHECKS for problem in check(catalog))
    return Problems(
        one for one in found if not one.place or one.place.path not in catalog.inherited
    )


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
    singles = _singles(catalog)
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


def redundant_order(catalog: Catalog) -> Iterator[Problem]:
    """Soft prerequisites that never change an order.

    Such is one that is hard anyway, written twice, or beside a higher level of the same skill,
    which brings its lower levels along. Of soft edges in a row none is redundant: a plan without
    the skill in the middle follows only the direct one.
    """
    singles = _singles(catalog)
    for skill in catalog.skills.values():
        needed: set[Place | None] = set()
        idle: dict[Place | None, Problem] = {}
        for one in (catalog.competencies[skill.at(level)] for level in skill.levels):
            hard = closure(singles[one.id], singles)
            for clause, why in _reasons_to_drop(catalog, _widest_first(catalog, skill, one), hard):
                if why is None:
                    needed.add(clause.place)
                else:
                    message = f"`{one.id}` {why}"
                    idle[clause.place] = _finding(
                        "redundant-edge", message, clause.place, "remove it"
                    )
        yield from (problem for place, problem in idle.items() if place not in needed)


def _widest_first(catalog: Catalog, skill: Skill, one: Competency) -> list[Clause]:
    """Soft prerequisites of a competency, those that hold for all levels of the skill first."""
    levels = [catalog.competencies[skill.at(level)] for level in skill.levels]
    spread = Counter(clause.place for level in levels for clause in level.after)
    return sorted(one.after, key=lambda clause: -spread[clause.place])


def _reasons_to_drop(
    catalog: Catalog, after: list[Clause], hard: set[CompetencyId]
) -> Iterator[tuple[Clause, str | None]]:
    for number, clause in enumerate(after):
        others = [
            option for n, other in enumerate(after) if n != number for option in other.options
        ]
        above = [_first_above(catalog, option, others) for option in clause.options]
        if hard.issuperset(clause.options):
            yield clause, f"needs {_options(clause)}, so it comes after it in any case"
        elif clause.options in [other.options for other in after[:number]]:
            yield clause, f"says twice that it comes after {_options(clause)}"
        elif all(above):
            yield clause, f"comes after `{above[0]}`, and so after {_options(clause)}"
        else:
            yield clause, None


def _first_above(
    catalog: Catalog, id: CompetencyId, others: list[CompetencyId]
) -> CompetencyId | None:
    """The first of the others that is a higher level of the same skill."""
    return next((other for other in others if other != id and _covers(catalog, other, id)), None)


def _covers(catalog: Catalog, id: CompetencyId, other: CompetencyId) -> bool:
    """Whether the first is the second or a higher level of the same skill."""
    one, lower = catalog.competencies[id], catalog.competencies[other]
    return one.skill == lower.skill and one.rank >= lower.rank


def repeated_requirements(catalog: Catalog) -> Iterator[Problem]:
    """Requirements of a role that another one, needed at least as much, meets in any case."""
    for role in catalog.roles.values():
        wanted = role.requirements("could")
        for number, (weight, clause) in enumerate(wanted):
            meeting = [
                other
                for n, (other_weight, other) in enumerate(wanted)
                if n != number and other_weight >= weight and _meets(catalog, other, clause)
                if n < number or not _meets(catalog, clause, other)
            ]
            if meeting:
                both = f"{_options(clause)} and for {_options(meeting[0])}"
                hint = "remove it: whoever meets the other meets it"
                message = f"`{role.id}` asks for {both}"
                yield _finding("repeated-requirement", message, clause.place, hint)


def _meets(catalog: Catalog, one: Clause, other: Clause) -> bool:
    """Whether everybody who meets the first meets the second."""
    return all(
        any(_covers(catalog, option, wanted) for wanted in other.options) for option in one.options
    )


def _options(clause: Clause) -> str:
    return " or ".join(f"`{option}`" for option in clause.options)


def _singles(catalog: Catalog) -> dict[CompetencyId, list[CompetencyId]]:
    """The prerequisites of each competency for which there is no alternative."""
    return {
        id: [clause.options[0] for clause in one.requires if len(clause.options) == 1]
        for id, one in catalog.competencies.items()
    }


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
    """Skills that nothing leads to, in a catalog that has roles.

    One that only another skill or a project names is none, though no role needs it: it may be what
    somebody knows in place of another, or wants to learn beside a role.
    """
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
    """Aliases that are found by the id, the name or another alias anyway."""
    things: list[Skill | Role] = [*catalog.skills.values(), *catalog.roles.values()]
    for thing in things:
        covered = {folded(old): old for old, new in catalog.renamed.items() if new == thing.id}
        covered |= {folded(thing.name): thing.name, folded(thing.id): thing.id}
        for alias in thing.aliases:
            same = covered.setdefault(folded(alias), alias)
            if same is not alias:
                message = f"alias `{alias}` of `{thing.id}` adds nothing: it is read like `{same}`"
                yield _finding("dead-alias", message, thing.name_places.get(alias), "remove it")


def ambiguous_names(catalog: Catalog) -> Iterator[Problem]:
    """Names and aliases that two skills or roles share; an id always means its own thing."""
    things: dict[str, Skill | Role] = {**catalog.skills, **catalog.roles}
    owners: dict[str, dict[str, str]] = defaultdict(dict)
    for thing in things.values():
        for name in spellings(thing):
            owners[folded(name)].setdefault(thing.id, name)
    called = {folded(word.text) for word in catalog.ambiguous}
    for key, shared in owners.items():
        if len(shared) > 1 and key not in called:
            places = {id: _name_place(things[id], name) for id, name in sorted(shared.items())}
            blamed = _blamed(catalog, places, key)
            who = ", ".join(f"`{id}`" for id in places)
            message = f"`{shared[blamed]}` can mean {who}"
            is_id = any(folded(id) == key for id in places)
            hint = "give it to one of them" + ("" if is_id else ", or say so under `ambiguous`")
            yield _finding("ambiguous-name", message, places[blamed], hint)


def _name_place(thing: Skill | Role, name: str) -> Place | None:
    return thing.name_places.get(name, thing.place)


def _blamed(catalog: Catalog, places: dict[str, Place | None], key: str) -> str:
    """Of the things that share a name the last that the author can change and is not called so."""
    own = [id for id, place in places.items() if place and place.path not in catalog.inherited]
    others = [id for id in own if folded(id) != key]
    return (others or own or list(places))[-1]


def settled_names(catalog: Catalog) -> Iterator[Problem]:
    """Words called ambiguous that mean one thing by their name, or that stand there twice.

    An extending catalog may call a name or alias from below ambiguous, but no id.
    """
    owners = {folded(name): id for id, name in _fixed_names(catalog)}
    seen: dict[str, str] = {}
    for word in catalog.ambiguous:
        key = folded(word.text)
        message = None
        if key in owners:
            message = f"`{word.text}` is called ambiguous and is a name of `{owners[key]}`"
        elif key in seen:
            message = f"`{word.text}` and `{seen[key]}` are read as one word"
        if message:
            yield _finding("ambiguous-name", message, word.place, "keep one of the two")
        seen.setdefault(key, word.text)


def _fixed_names(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Ids, and the names and aliases that the author has given, each with its id."""
    things: list[Skill | Role] = [*catalog.skills.values(), *catalog.roles.values()]
    for thing in things:
        yield thing.id, thing.id
        if not (thing.place and thing.place.path in catalog.inherited):
            yield from ((thing.id, name) for name in (thing.name, *thing.aliases))


NOT_WATCHABLE = {
    *("is", "are", "was", "has"),
    *("understand", "know", "learn", "appreciate", "grasp", "be", "have", "able", "ability"),
    *("capable", "capability", "familiar", "familiarity", "aware", "awareness", "knowledge"),
    *("proficient", "proficiency", "experience", "experienced", "expertise", "skilled", "skill"),
    *("comfortable", "competent", "confident", "fluent", "basic", "advanced", "good", "solid"),
    *("strong", "deep", "thorough", "excellent", "practical", "theoretical", "general"),
    *("some", "more", "in-depth", "hands-on", "high-level", "all", "any", "what", "how", "why"),
    *("the", "a", "an", "to", "of", "in", "with", "i", "you", "can", "could", "should", "must"),
}
"""First words of a `can` that no one could watch a person do."""

VERBS_IN_S = ("ss", "us", "is", "bias", "canvas")
"""Endings of verbs in `s`; other words in `s` are things (`Basics`) or no orders (`Knows`)."""


def vague_abilities(catalog: Catalog) -> Iterator[Problem]:
    """`can` statements that do not begin with something one could watch a person do."""
    for one in catalog.competencies.values():
        for can, place in zip(one.can, one.can_places, strict=True):
            if _is_vague(can, one.name):
                message = f"`{one.id}` says it can `{shortened(can)}`, which nobody could watch"
                hint = "begin with a verb for what a person does, such as `Write` or `Explain`"
                yield _finding("vague-can", message, place, hint)


def _is_vague(can: str, name: str) -> bool:
    """Whether a statement names no deed: one word, the skill, an adjective or a form in -ing."""
    parts = can.split()
    first = parts[0].casefold().strip(".,:;")
    in_s = first.endswith("s") and not first.endswith(VERBS_IN_S)
    return (
        len(parts) == 1
        or first in NOT_WATCHABLE
        or words(can)[: len(words(name))] == words(name)
        or in_s
        or _is_gerund(first)
    )


def _is_gerund(word: str) -> bool:
    """Whether it is `deploying`, not `bring` or `string`, which have no vowel before the end."""
    return word.endswith("ing") and any(vowel in word[:-3] for vowel in "aeiouy")


CHECKS: tuple[Callable[[Catalog], Iterator[Problem]], ...] = (
    redundant_edges,
    redundant_order,
    repeated_clauses,
    repeated_requirements,
    soft_circles,
    orphans,
    missing_hours,
    missing_basis,
    dead_aliases,
    ambiguous_names,
    settled_names,
    vague_abilities,
)
