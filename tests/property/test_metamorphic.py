"""What has to stay the same, or may only get better, when the input changes in a known way."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import planner
from planner.model import Catalog, Clause, CompetencyId
from planner.pipeline import Settings
from planner.plan import Plan
from planner.problems import NoSuchPlan
from planner.profile import Profile
from planner.register import Entry

from .catalogs import (
    FRESH,
    GOAL,
    Role,
    Size,
    World,
    at_least,
    linked,
    planned,
    rendered,
    seeded,
    skill,
    world,
)
from .oracle import Options, Person, Puzzle

SEEDS = range(5_000, 5_100)
KNOTTED = Size(alternatives=80, circles=90, transfers=8, have=1)
"""Ties and circles, where an order of sets would show."""


def likely(world: World, profile: Profile | None = None, *, infer: bool = True) -> int:
    how = Settings(infer=infer)
    return planned(world.catalog(), profile or world.profile, how).hours.likely


# --- the person


@pytest.mark.parametrize("infer", [True, False], ids=["inferring", "not inferring"])
def test_knowing_more_never_costs_more(infer: bool) -> None:
    dearer = []
    for seed in SEEDS:
        world = seeded(seed)
        more = random.Random(seed).choice(world.competencies)
        profile = replace(world.profile, have=(*world.profile.have, more))
        if likely(world, profile, infer=infer) > likely(world, infer=infer):
            dearer.append((seed, more))
    assert dearer == []


def test_inferring_never_costs_more_than_not_inferring() -> None:
    dearer = [seed for seed in SEEDS if likely(seeded(seed)) > likely(seeded(seed), infer=False)]
    assert dearer == []


def test_a_role_of_which_one_alternative_is_named_covers_no_less() -> None:
    """`x` builds on whichever of the two; who names one of them still has no `c` to learn."""
    skills = {"a": skill(60, "c"), "b": skill(60, "c"), "c": skill(60), "x": skill(60, "c")}
    roles = {"had": Role(must=("a|b",)), GOAL: Role(must=("x",))}
    small = World(skills=skills, roles=roles)
    role_alone = Profile(have=("had",), target=(GOAL,))
    role_and_one = Profile(have=("had", "a"), target=(GOAL,))
    for infer in (True, False):
        assert likely(small, role_and_one, infer=infer) <= likely(small, role_alone, infer=infer)


# --- the catalog


def test_another_alternative_never_costs_more() -> None:
    """For somebody who knows nothing; else a second way would make the first less certain."""
    dearer = []
    for seed in SEEDS:
        small = seeded(seed, FRESH)
        if likely(_with_alternative(small, random.Random(seed))) > likely(small):
            dearer.append(seed)
    assert dearer == []


def test_a_cheaper_alternative_lowers_the_cost_of_a_single_prerequisite() -> None:
    before = world(["x"], x=skill(60, "a"), a=skill(120))
    after = world(["x"], x=skill(60, "a|b"), a=skill(120), b=skill(90))
    assert (likely(before), likely(after)) == (180, 150)


def _with_alternative(small: World, chosen: random.Random) -> World:
    """One clause of one competency or of the goal has an option more, existing or new."""
    catalog = small.catalog()
    new = replace(small, skills={**small.skills, "new": skill(chosen.choice((0, 3, 60, 120)))})
    option = chosen.choice(["new@working", *small.competencies])
    owners = [id for id in catalog.competencies if catalog.competencies[id].requires]
    owner = chosen.choice([GOAL, *owners])
    if owner == GOAL:
        role = small.roles[GOAL]
        must = (_or_else(role.must[0], option), *role.must[1:])
        return replace(new, roles={**new.roles, GOAL: replace(role, must=must)})
    id, _, name = owner.partition("@")
    level = small.skills[id].levels[name]
    if not level.requires or option == owner:
        return new
    first = _or_else(level.requires[0], option)
    levels = {
        **small.skills[id].levels,
        name: replace(level, requires=(first, *level.requires[1:])),
    }
    return replace(new, skills={**new.skills, id: replace(small.skills[id], levels=levels)})


def _or_else(clause: str, option: str) -> str:
    return clause if option in clause.split("|") else f"{clause}|{option}"


# --- avoiding


def test_what_is_avoided_is_never_planned_and_never_saves_time() -> None:
    wrong = []
    for seed in SEEDS:
        small = seeded(seed)
        avoid = tuple(random.Random(seed).sample(small.competencies, 2))
        catalog, profile = small.catalog(), replace(small.profile, avoid=avoid)
        best = _best(catalog, profile)
        try:
            plan = planned(catalog, profile)
        except NoSuchPlan:
            if best is not None:
                wrong.append(seed)
            continue
        steps = {step.competency for step in plan.steps}
        avoided = any(at_least(id, other) for id in steps for other in avoid)
        if avoided or plan.hours.likely != best or plan.hours.likely < likely(small):
            wrong.append(seed)
    assert wrong == []


def _best(catalog: Catalog, profile: Profile) -> int | None:
    """Least minutes of a plan without what is avoided; None if there is none."""
    puzzle = _puzzle(catalog, profile)
    return puzzle.best[0] if puzzle.plans else None


def _puzzle(catalog: Catalog, profile: Profile) -> Puzzle:
    roles = [catalog.roles[name] for name in profile.have if name in catalog.roles]
    had = [clause.options for role in roles for clause in (*role.must, *role.should)]
    stated = {name for name in profile.have if name not in catalog.roles}
    person = Person(
        catalog=catalog,
        stated=frozenset(stated.union(*(options for options in had if len(options) == 1))),
        one_of=tuple(options for options in had if len(options) > 1),
    )
    avoided = {id for id in catalog.competencies if any(at_least(id, o) for o in profile.avoid)}
    return Puzzle(
        person=person,
        goals=tuple(_goals(catalog, profile)),
        avoided=frozenset(avoided - person.known),
    )


def _goals(catalog: Catalog, profile: Profile) -> Iterator[Options]:
    for name in profile.target:
        if name in catalog.roles:
            role = catalog.roles[name]
            yield from (clause.options for clause in (*role.must, *role.should))
        else:
            yield (name,)


# --- preferring


def test_preferences_are_obeyed_and_cost_no_more_than_they_must() -> None:
    """Without circles, in which a preference can be impossible."""
    wrong = []
    for seed in SEEDS:
        small = seeded(seed, Size(circles=0, have=1, origin=False))
        prefer = tuple(random.Random(seed).sample(small.competencies, 2))
        catalog, profile = small.catalog(), replace(small.profile, prefer=prefer)
        plan, puzzle = planned(catalog, profile), _puzzle(catalog, profile)
        preferred = {id for id in puzzle.ids if any(at_least(id, other) for other in prefer)}
        if not _obeys(plan, puzzle, preferred) or not plan.optimal:
            wrong.append(seed)
        if not puzzle.best[0] <= plan.hours.likely <= _strictest(puzzle, preferred):
            wrong.append(seed)
    assert wrong == []


def _obeys(plan: Plan, puzzle: Puzzle, preferred: set[CompetencyId]) -> bool:
    """Every clause takes a preferred option if it has one, or one that is needed anyway."""
    steps = frozenset(step.competency for step in plan.steps)
    clauses = puzzle.clauses_of(steps)
    wanted = [options & preferred or options for options in clauses]
    needed = {next(iter(options)) for options in wanted if len(options) == 1}
    return all(
        not options & preferred or steps & options & (preferred | needed) for options in clauses
    )


def _strictest(puzzle: Puzzle, preferred: set[CompetencyId]) -> int:
    """Least minutes where every clause that has a preferred option takes one."""
    return min(
        minutes
        for mask, minutes in puzzle.plans.items()
        if all(
            puzzle.members(mask) & options & preferred
            for options in puzzle.clauses_of(puzzle.members(mask))
            if options & preferred
        )
    )


def test_a_preference_that_leads_in_a_circle_is_not_taken() -> None:
    circle = world(["x"], x=skill(60, "a|b"), a=skill(60, "x"), b=skill(60))
    plan = planned(circle.catalog(), replace(circle.profile, prefer=("a",)))
    assert [step.competency for step in plan.steps] == ["b@working", "x@working"]


def test_a_preference_that_leads_in_a_circle_leaves_the_others_alone() -> None:
    circle = world(
        ["x", "y|z"], x=skill(60, "a|b"), a=skill(60, "x"), b=skill(60), y=skill(60), z=skill(600)
    )
    plan = planned(circle.catalog(), replace(circle.profile, prefer=("a", "z")))
    assert {step.competency for step in plan.steps} == {"b@working", "x@working", "z@working"}


def test_a_preference_that_only_waits_for_its_owner_is_no_way_there() -> None:
    """`p` builds on `a`, so it is never what `a` builds on, however much it is preferred."""
    a, p, q, b = skill(60, "p|q"), skill(60, "a"), skill(60), skill(600)
    for small in (world(["a|b"], a=a, b=b, p=p, q=q), world(["x"], x=a, a=a, b=b, p=p, q=q)):
        plan = planned(small.catalog(), replace(small.profile, prefer=("p",)))
        assert "q@working" in [step.competency for step in plan.steps]


def test_a_preference_counts_where_the_clause_is_met_in_a_circle_alone() -> None:
    """`y` is needed anyway, but it builds on `x` and so cannot be what `x` builds on."""
    small = world(["x", "y"], x=skill(60, "y|p|q"), y=skill(60, "x"), p=skill(60), q=skill(90))
    plan = planned(small.catalog(), replace(small.profile, prefer=("q",)))
    assert [step.competency for step in plan.steps] == ["q@working", "x@working", "y@working"]


def test_no_preference_breaks_a_plan() -> None:
    """With circles: what is planned can be learned in that order, and closes the gap."""
    wrong = []
    for seed in SEEDS:
        small = seeded(seed, KNOTTED)
        prefer = tuple(random.Random(seed).sample(small.competencies, 2))
        catalog, profile = small.catalog(), replace(small.profile, prefer=prefer)
        plan, puzzle = planned(catalog, profile), _puzzle(catalog, profile)
        steps = [step.competency for step in plan.steps]
        minutes = puzzle.minutes_of(steps)
        if minutes is None or not minutes <= plan.hours.likely or not puzzle.in_order(steps):
            wrong.append(seed)
    assert wrong == []


def test_a_preference_for_something_met_anyway_adds_nothing() -> None:
    small = world(["a", "x"], x=skill(60, "a|b"), a=skill(60), b=skill(0))
    plan = planned(small.catalog(), replace(small.profile, prefer=("b",)))
    assert {step.competency for step in plan.steps} == {"a@working", "x@working"}


def test_a_preference_may_cost_time_and_says_so() -> None:
    small = world(["x"], x=skill(60, "a|b"), a=skill(60), b=skill(300))
    plan = planned(small.catalog(), replace(small.profile, prefer=("b",)))
    assert [(one.chosen, one.runner_up, one.extra_minutes) for one in plan.choices] == [
        ("b@working", "a@working", -240)
    ]


# --- names and order


@pytest.mark.parametrize("size", [Size(), KNOTTED], ids=["small", "knotted"])
def test_the_order_of_files_and_mappings_does_not_matter(size: Size) -> None:
    different = []
    for seed in SEEDS[:40]:
        small, chosen = seeded(seed, size), random.Random(seed)
        plan = planned(small.catalog(), small.profile)
        shuffled = linked(small.skills, small.roles, shuffled=partial(_shuffled, chosen))
        for catalog in (shuffled, _reversed(shuffled)):
            if planned(catalog, small.profile) != plan:
                different.append(seed)
    assert different == []


def _shuffled(chosen: random.Random, entries: list[Entry]) -> list[Entry]:
    return chosen.sample(entries, len(entries))


def _reversed(catalog: Catalog) -> Catalog:
    """The same catalog with its mappings in the opposite order."""
    return replace(
        catalog,
        skills=dict(reversed(list(catalog.skills.items()))),
        competencies=dict(reversed(list(catalog.competencies.items()))),
        roles=dict(reversed(list(catalog.roles.items()))),
    )


def test_display_names_do_not_matter() -> None:
    different = []
    for seed in SEEDS[:40]:
        small, chosen = seeded(seed, KNOTTED), random.Random(seed)
        names = {id: f"{chosen.random()} {id}" for id in (*small.skills, *small.roles)}
        plan = planned(small.catalog(), small.profile)
        renamed = planned(linked(small.skills, small.roles, named=names.get), small.profile)
        steps = tuple(replace(step, name=names[step.skill]) for step in plan.steps)
        if (renamed.steps, renamed.choices, renamed.finish) != (steps, plan.choices, plan.finish):
            different.append(seed)
    assert different == []


def test_a_clause_written_twice_changes_nothing() -> None:
    different = []
    for seed in SEEDS[:40]:
        small = seeded(seed)
        catalog = small.catalog()
        if planned(_doubled(catalog), small.profile).steps != planned(catalog, small.profile).steps:
            different.append(seed)
    assert different == []


def _doubled(catalog: Catalog) -> Catalog:
    def twice(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        return (*clauses, *clauses)

    competencies = {
        id: replace(one, requires=twice(one.requires)) for id, one in catalog.competencies.items()
    }
    roles = {
        id: replace(role, must=twice(role.must), should=twice(role.should))
        for id, role in catalog.roles.items()
    }
    return replace(catalog, competencies=competencies, roles=roles)


# --- bytes


def test_rendering_twice_gives_the_same_bytes() -> None:
    assert list(rendered(SEEDS[:12], KNOTTED)) == list(rendered(SEEDS[:12], KNOTTED))


def test_the_bytes_do_not_depend_on_how_sets_are_hashed() -> None:
    script = f"import sys; from {__package__} import catalogs as c; "
    script += f"sys.stdout.writelines(c.rendered(range(12), c.{KNOTTED}))"
    outputs = {_run(script, hash_seed) for hash_seed in ("0", "1", "2")}
    assert len(outputs) == 1
    assert outputs.pop()


def _run(script: str, hash_seed: str) -> bytes:
    paths = [*sys.path, str(Path(planner.__file__).parents[1])]
    env = os.environ | {
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=env, check=True, capture_output=True).stdout
