"""What a budget buys, against all sets there are to learn: small random catalogs."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

import pytest

from planner.budget import Affordable, affordable, too_small, within
from planner.choose import least_effort
from planner.gap import Gap
from planner.model import GRAIN, Catalog
from planner.pipeline import Settings, situation
from planner.plan import Plan
from planner.problems import NoSuchPlan
from planner.profile import Profile

from .catalogs import Size, World, planned, seeded, skill, world
from .oracle import Options, Person, Puzzle

BATCHES, IN_BATCH = 4, 25
KNOTTED = Size(alternatives=75, circles=80, transfers=8, have=1, origin=False)


class Case:
    """A world with the gap of its person, and all that could be learned."""

    def __init__(self, name: object, world: World) -> None:
        self.name, self.world = name, world
        self.catalog: Catalog = world.catalog()
        self.request, _, self.gap = situation(self.catalog, world.profile, Settings())

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @cached_property
    def person(self) -> Person:
        return Person(
            catalog=self.catalog,
            stated=frozenset(id for id, _ in self.request.stated),
            one_of=tuple(options for options, _ in self.request.one_of),
            not_known=self.request.not_known,
        )

    @cached_property
    def weights(self) -> dict[Options, int]:
        return {goal.clause.options: goal.weight for goal in self.request.goals}

    @cached_property
    def offers(self) -> list[tuple[int, int]]:
        """Minutes and weight of every set, what is met already included."""
        everything = Puzzle(person=self.person, goals=())
        parts = [
            (sum(1 << everything.ids.index(id) for id in everything.ids if id in options), weight)
            for options, weight in self.weights.items()
            if not self.person.meets(options)
        ]
        met = sum(self.weights.values()) - sum(weight for _, weight in parts)
        return [
            (minutes, met + sum(weight for part, weight in parts if part & mask))
            for mask, minutes in everything.plans.items()
        ]

    def best(self, budget: int) -> tuple[float, int]:
        """Highest readiness within a budget, and the least minutes it takes."""
        weight, minutes = max(
            (weight, -minutes) for minutes, weight in self.offers if minutes <= budget
        )
        return weight / sum(self.weights.values()), -minutes

    @cached_property
    def whole(self) -> int:
        """Minutes of the least plan that meets everything."""
        full = sum(self.weights.values())
        return min(minutes for minutes, weight in self.offers if weight == full)

    @cached_property
    def budgets(self) -> list[int]:
        """Around what the sets cost, where the answer changes, and on to more than enough."""
        costs = sorted({minutes for minutes, _ in self.offers if 0 < minutes <= self.whole})
        some = costs[:: max(1, len(costs) // 4)]
        around = {cost + more for cost in some for more in (-GRAIN, 0)}
        return sorted({0, *around, self.whole, self.whole + 6000})

    @cached_property
    def found(self) -> list[Affordable]:
        return affordable(self.gap, self.budgets)

    def plan(self, budget: int) -> Plan:
        return planned(self.catalog, self.world.profile, Settings(budget=budget))

    @cached_property
    def cheapest(self) -> int | None:
        """The least budget that raises readiness; None where nothing is left to raise."""
        ready = min(weight for _, weight in self.offers)
        return min((minutes for minutes, weight in self.offers if weight > ready), default=None)


@pytest.fixture(scope="module", params=range(BATCHES))
def cases(request: pytest.FixtureRequest) -> list[Case]:
    """Worlds in which something is left to learn."""
    size = KNOTTED if request.param % 3 == 2 else Size()
    first = 20_000 + request.param * IN_BATCH
    every = (Case(seed, seeded(seed, size)) for seed in range(first, first + IN_BATCH))
    return [case for case in every if case.gap.goals]


def test_nothing_better_can_be_had_for_any_budget(cases: list[Case]) -> None:
    for case in cases:
        for offer in case.found:
            assert offer.proven, case
            assert (offer.readiness, offer.minutes) == case.best(offer.budget), case


def test_random_worlds_are_worth_a_budget(cases: list[Case]) -> None:
    """Or what a budget buys would always be nothing or everything."""
    between = [
        offer for case in cases for offer in case.found if offer.goals and offer.readiness < 1
    ]
    assert len(between) > IN_BATCH / 3


def test_more_hours_never_buy_less(cases: list[Case]) -> None:
    for case in cases:
        for one, other in pairwise(case.found):
            assert one.readiness <= other.readiness, case


def test_the_hours_of_the_whole_plan_buy_everything(cases: list[Case]) -> None:
    for case in cases:
        (offer,) = affordable(case.gap, [case.whole])
        assert (offer.minutes, offer.readiness, offer.goals) == (case.whole, 1, case.gap.goals), (
            case
        )


def test_each_budget_is_answered_as_if_it_were_the_only_one(cases: list[Case]) -> None:
    for case in cases[:8]:
        alone = [affordable(case.gap, [budget])[0] for budget in reversed(case.budgets)]
        assert alone[::-1] == case.found, case


def test_goals_outside_the_budget_stay_wanted(cases: list[Case]) -> None:
    for case in cases:
        for offer in case.found:
            part: Gap = within(case.gap, offer.goals)
            assert part.goals == offer.goals, case
            assert sorted(map(repr, part.goals + part.dropped)) == sorted(map(repr, case.gap.goals))
            assert least_effort(part).minutes == offer.minutes, case


def affords(case: Case) -> list[int]:
    """Two budgets that buy something, one of them not everything where that can be."""
    return sorted(
        {case.cheapest or 0, (2 * (case.cheapest or 0) + case.whole) // 3 // GRAIN * GRAIN}
    )


def test_a_plan_stays_within_its_budget_and_is_the_best_for_it(cases: list[Case]) -> None:
    for case in cases:
        for budget in affords(case):
            plan = case.plan(budget)
            spent = sum(step.hours.likely for step in plan.steps)
            ready = plan.steps[-1].readiness if plan.steps else plan.ready_at_start
            assert spent <= budget, case
            assert (pytest.approx(ready), spent) == case.best(budget), case
            assert plan.budget is not None
            assert (plan.budget.minutes, plan.budget.spent) == (budget, spent), case
            assert plan.budget.proven, case


def test_the_curve_of_a_budget_rises_and_is_never_below_the_whole_plan(cases: list[Case]) -> None:
    for case in cases:
        for budget in affords(case)[:1]:
            bought = case.plan(budget).budget
            assert bought is not None
            for one, other in pairwise(bought.curve):
                assert (one.minutes, one.best) <= (other.minutes, other.best), case
                assert one.best <= other.best, case
                assert one.whole_plan <= other.whole_plan, case
            assert all(point.best >= point.whole_plan for point in bought.curve), case
            assert all(point.best == case.best(point.minutes)[0] for point in bought.curve), case
            assert bought.more == case.best(budget + 20 * 60)[0], case


def test_a_budget_that_is_too_small_is_told_the_least_that_is_not(cases: list[Case]) -> None:
    refused = 0
    for case in cases:
        if not case.cheapest:
            continue
        refused += 1
        with pytest.raises(NoSuchPlan) as caught:
            case.plan(case.cheapest - GRAIN)
        (problem,) = caught.value.problems
        assert problem.code == "budget-too-small", case
        assert hinted(problem.hint) == case.cheapest, case
        assert case.plan(hinted(problem.hint)).steps, case
    assert refused > IN_BATCH / 4


def hinted(hint: str | None) -> int:
    found = re.match(r"([0-9.]+) h ", hint or "")
    assert found, hint
    return round(float(found[1]) * 60)


def test_a_person_with_nothing_to_learn_needs_no_budget() -> None:
    small = world(["a"], a=skill(60))
    ready = replace(small, profile=Profile(have=("a",), target=("goal",)))
    plan = Case("ready", ready).plan(0)
    assert (plan.steps, plan.ready_at_start) == ((), 1)
    assert plan.budget is not None
    assert plan.budget.proven, "there is nothing that could be better"


def test_a_preference_that_the_plan_need_not_follow_does_not_make_it_dearer() -> None:
    """`x` can build on `a`, which is learned anyway, so that preferring `b` settles nothing."""
    small = world(["a", "x"], a=skill(60), b=skill(600), x=skill(60, "a|b"))
    profile = replace(small.profile, prefer=("b",))
    assert planned(small.catalog(), profile).hours.likely == 120
    plan = planned(small.catalog(), profile, Settings(budget=120))
    assert [step.competency for step in plan.steps] == ["a@working", "x@working"]
    assert plan.steps[-1].readiness == 1


def test_no_preference_makes_the_best_curve_fall_below_the_whole_plan(cases: list[Case]) -> None:
    for case in cases:
        for prefer in case.world.competencies[::2]:
            profile = replace(case.world.profile, prefer=(prefer,))
            if prefer in (*profile.have, *profile.have_not):
                continue
            plan = planned(case.catalog, profile, Settings(budget=case.whole + 6000))
            assert plan.budget is not None
            below = [point for point in plan.budget.curve if point.best < point.whole_plan]
            assert below == [], (case, prefer)


def test_a_budget_prefers_what_is_preferred_where_there_is_a_choice() -> None:
    small = world(["x"], a=skill(60), b=skill(120), x=skill(60, "a|b"))
    plan = planned(small.catalog(), replace(small.profile, prefer=("b",)), Settings(budget=180))
    assert [step.competency for step in plan.steps] == ["b@working", "x@working"]


def test_a_budget_that_there_was_no_time_to_spend_is_not_called_too_small() -> None:
    """60 hours are plenty; without a second for the solver that is only not proven."""
    small = world(["x", "y"], a=skill(60), b=skill(60), x=skill(60, "a|b"), y=skill(60))
    how = Settings(budget=3600, seconds=0.0)
    plan = planned(small.catalog(), small.profile, how)
    assert plan.budget is not None
    assert plan.hours.likely <= 3600


def test_the_least_hours_are_written_out_in_full() -> None:
    small = world(["x"], x=skill(600_003))
    problem = too_small(Case("long", small).gap, 60)
    assert hinted(problem.hint) == 600_003


def test_a_budget_between_two_grains_is_not_overspent() -> None:
    gap = Case("grain", world(["x", "y"], x=skill(6), y=skill(9))).gap
    assert [offer.minutes for offer in affordable(gap, [5, 8, 14, 15])] == [0, 6, 6, 15]
