"""What a person knows by what they say: a fixpoint, and what holds in every state it allows."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import pytest
from hypothesis import given, settings

from planner.gap import Gap, Goal, Known, find_gap, what_is_known
from planner.model import Clause
from planner.pipeline import Settings
from planner.profile import Profile

from .catalogs import (
    GOAL,
    Level,
    Role,
    Size,
    Skill,
    World,
    at_least,
    certain,
    planned,
    seeded,
    skill,
    skill_of,
    worlds,
)
from .oracle import Options, Person

SIZE = Size(most=7, alternatives=45, have=3, have_not=2)
SEEDS = range(9_000, 9_600)
ROLE = "role"


@dataclass(frozen=True)
class Case:
    """A person of a random world, to the planner and to the oracle."""

    name: object
    person: Person

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @cached_property
    def known(self) -> Known:
        person = self.person
        return what_is_known(
            person.catalog,
            [(id, f"says {id}") for id in sorted(person.stated)],
            [(options, ROLE) for options in person.one_of],
            person.not_known,
            infer=person.infer,
        )

    @property
    def one_of(self) -> set[frozenset[str]]:
        return set(map(frozenset, self.known.one_of))

    def meets(self, options: Options) -> bool:
        goal = Goal(weight=1, clause=Clause(options=options), asked_by="target")
        gap = find_gap(self.person.catalog, self.known, [goal], frozenset())
        return isinstance(gap, Gap) and bool(gap.met)


def case_of(name: object, small: World, chosen: random.Random, *, infer: bool) -> Case:
    """Somebody who states what the world's profile does, and has one of some alternatives."""
    catalog = small.catalog()
    refused = small.profile.have_not
    person = Person(
        catalog=catalog,
        stated=frozenset(name for name in small.profile.have if "@" in name),
        one_of=tuple(
            tuple(chosen.sample(small.competencies, 2)) for _ in range(chosen.randint(0, 2))
        ),
        not_known=frozenset(
            id for id in catalog.competencies if any(at_least(id, one) for one in refused)
        ),
        infer=infer,
    )
    return Case(name, person)


@pytest.fixture(scope="module", params=[True, False], ids=["inferring", "not inferring"])
def cases(request: pytest.FixtureRequest) -> list[Case]:
    return [
        case_of(seed, seeded(seed, SIZE), random.Random(seed), infer=request.param)
        for seed in SEEDS
    ]


# --- what holds for every person


def is_the_fixpoint(case: Case) -> bool:
    return case.known.all == case.person.known and case.one_of == case.person.alternatives


def says_nothing_that_could_be_false(case: Case) -> bool:
    """Known competencies and alternatives hold in every state of knowledge that fits."""
    states = case.person.states()
    return all(
        case.known.all <= state and all(options & state for options in case.one_of)
        for state in states
    )


def meets_exactly_what_is_certain(case: Case) -> bool:
    """A goal counts as met where it is, whichever of the known alternatives holds."""
    ids = sorted(case.person.catalog.competencies)
    goals = [(id,) for id in ids] + list(pairwise(ids))
    return all(case.meets(options) == case.person.meets(options) for options in goals)


def claims_nothing_the_person_denies(case: Case) -> bool:
    refused = case.person.not_known
    return refused.isdisjoint(case.known.all) and all(
        refused.isdisjoint(options) for options in case.known.one_of
    )


def keeps_stated_and_assumed_apart(case: Case) -> bool:
    return (
        case.known.stated == case.person.stated - case.person.not_known
        and case.known.stated.isdisjoint(case.known.assumed)
    )


def names_what_implies_each_assumption(case: Case) -> bool:
    """What an assumption rests on is something else: competencies, or a role with one way left."""
    return all(_rests_on(case, id, by) for id, by in case.known.assumed.items())


def _rests_on(case: Case, id: str, by: str) -> bool:
    person = case.person
    if by == ROLE:
        left = [set(options) - person.not_known for options in person.one_of]
    else:
        reasons = by.split(" or ")
        if by != id and all(id in person.implied([one]) for one in reasons):
            return True
        left = [options - person.not_known for options in _needs(person, by)]
    return any(len(one) == 1 and id in person.implied(one) for one in left)


def _needs(person: Person, by: str) -> list[set[str]]:
    if by not in person.known:
        return []
    return [set(clause.options) for clause in person.catalog.competencies[by].requires]


def includes_the_levels_below(case: Case) -> bool:
    """Of everything known, down to a level that the person denies."""
    if not case.person.infer:
        return True
    levels = case.person.catalog.skills
    return all(
        below in case.known.all or below in case.person.not_known
        for id in case.known.all
        for below in map(levels[skill_of(id)].at, levels[skill_of(id)].levels)
        if at_least(id, below)
    )


def assumes_nothing_unless_inferring(case: Case) -> bool:
    return case.person.infer or not case.known.assumed


PROPERTIES: tuple[Callable[[Case], bool], ...] = (
    is_the_fixpoint,
    says_nothing_that_could_be_false,
    meets_exactly_what_is_certain,
    claims_nothing_the_person_denies,
    keeps_stated_and_assumed_apart,
    names_what_implies_each_assumption,
    includes_the_levels_below,
    assumes_nothing_unless_inferring,
)


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)
def test_what_is_known(holds: Callable[[Case], bool], cases: list[Case]) -> None:
    assert [case for case in cases if not holds(case)] == []


@settings(derandomize=True, deadline=None, max_examples=100, database=None)
@given(worlds(replace(SIZE, most=6)))
def test_what_is_known_to_hypothesis(small: World) -> None:
    for infer in (True, False):
        case = case_of("hypothesis", small, random.Random(0), infer=infer)
        assert [holds.__name__ for holds in PROPERTIES if not holds(case)] == []


def test_random_persons_are_worth_asking(cases: list[Case]) -> None:
    """Or the properties above would hold for want of anything to check."""
    assert sum(bool(case.person.not_known) for case in cases) > len(cases) / 2
    assert sum(bool(case.one_of) for case in cases) > len(cases) / 8
    if cases[0].person.infer:
        assert sum(bool(case.known.assumed) for case in cases) > len(cases) / 8


# --- one person at a time

CLOUDS = {
    "aws": skill(600, "networks"),
    "gcp": skill(600, "networks"),
    "networks": skill(300, "bits"),
    "bits": skill(60),
    "site": skill(60, "aws|gcp"),
}
HAD = Role(must=("aws|gcp",))


def steps(target: str, *, have_not: tuple[str, ...] = (), infer: bool = True) -> list[str]:
    """What somebody who had a role with one of two clouds learns."""
    small = World(skills=CLOUDS, roles={"had": HAD, GOAL: Role(must=(target,))})
    profile = Profile(have=("had",), have_not=have_not, target=(GOAL,))
    plan = planned(small.catalog(), profile, Settings(infer=infer))
    return [step.competency for step in plan.steps]


def test_one_of_two_is_enough_where_either_would_do() -> None:
    assert steps("site") == ["site@working"]


def test_one_of_two_is_not_a_certain_one() -> None:
    assert steps("aws") == ["aws@working"]


def test_what_both_alternatives_build_on_is_known() -> None:
    assert steps("networks") == []


def test_what_both_alternatives_build_on_is_not_known_without_inferring() -> None:
    assert steps("networks", infer=False) == ["bits@working", "networks@working"]


def test_denied_groundwork_of_alternatives_is_learned() -> None:
    assert "networks@working" in steps("networks", have_not=("networks",))


def test_nothing_is_inferred_through_what_is_denied() -> None:
    denied = steps("networks", have_not=("networks",))
    assert denied == ["bits@working", "networks@working"]


def test_denying_one_of_two_leaves_the_other() -> None:
    assert steps("gcp", have_not=("aws",)) == []


def test_a_denied_level_takes_those_above_with_it() -> None:
    levels = {name: Level(hours=certain(60)) for name in ("awareness", "working", "practitioner")}
    small = World(
        skills={"a": Skill(levels=levels)},
        roles={"had": Role(must=("a@practitioner",)), GOAL: Role(must=("a@practitioner",))},
    )
    profile = Profile(have=("had", "a@awareness"), have_not=("a@working",), target=(GOAL,))
    plan = planned(small.catalog(), profile)
    assert [step.competency for step in plan.steps] == ["a@working", "a@practitioner"]
