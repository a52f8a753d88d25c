"""Every plan is the shortest there is: thousands of small catalogs against trying everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import pytest
from hypothesis import given, settings

from planner.choose import Choice
from planner.model import Catalog, CompetencyId, Hours
from planner.plan import Plan, Step
from planner.request import understood

from .catalogs import SMALL, Size, World, at_least, planned, seeded, skill, world, worlds
from .oracle import Options, Person, Puzzle

BATCHES, IN_BATCH = 21, 100
KNOTTED = Size(alternatives=75, circles=80, transfers=8, have=1, origin=False)
"""Many alternatives that lead back, and many transfers."""


@dataclass(frozen=True)
class Case:
    """A world with its plan and all the plans there could be; `name` finds it again."""

    name: object
    world: World

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @cached_property
    def catalog(self) -> Catalog:
        return self.world.catalog()

    @cached_property
    def plan(self) -> Plan:
        return planned(self.catalog, self.world.profile)

    @cached_property
    def steps(self) -> list[CompetencyId]:
        return [step.competency for step in self.plan.steps]

    @cached_property
    def puzzle(self) -> Puzzle:
        request = understood(self.catalog, self.world.profile, "should")
        person = Person(
            catalog=self.catalog,
            stated=frozenset(id for id, _ in request.stated),
            one_of=tuple(options for options, _ in request.one_of),
            not_known=request.not_known,
        )
        goals = tuple(goal.clause.options for goal in request.goals)
        return Puzzle(person=person, goals=goals)

    @property
    def person(self) -> Person:
        return self.puzzle.person

    def meets(self, options: Options, steps: Iterable[CompetencyId]) -> bool:
        return self.person.meets(options) or not set(options).isdisjoint(steps)

    def clauses(self, id: CompetencyId) -> list[Options]:
        return [clause.options for clause in self.catalog.competencies[id].requires]

    def before(self, id: CompetencyId) -> list[CompetencyId]:
        return self.steps[: self.steps.index(id)]


# --- what holds for every plan


def takes_the_least_hours(case: Case) -> bool:
    return case.plan.hours.likely == case.puzzle.best[0]


def takes_the_fewest_steps_in_that_time(case: Case) -> bool:
    return (case.plan.hours.likely, len(case.steps)) == case.puzzle.best


def says_that_it_is_proven(case: Case) -> bool:
    return case.plan.optimal and case.plan.bound_minutes == case.plan.hours.likely


def closes_the_gap(case: Case) -> bool:
    return all(case.meets(options, case.steps) for options in case.puzzle.goals)


def starts_nothing_before_its_prerequisites(case: Case) -> bool:
    return all(
        case.meets(options, case.before(id)) for id in case.steps for options in case.clauses(id)
    )


def teaches_nothing_twice_and_nothing_known(case: Case) -> bool:
    return len(set(case.steps)) == len(case.steps) and case.person.known.isdisjoint(case.steps)


def counts_the_largest_saving_that_is_there(case: Case) -> bool:
    return all(_hours_are_right(case, step) for step in case.plan.steps)


def _hours_are_right(case: Case, step: Step) -> bool:
    one = case.catalog.competencies[step.competency]
    there = case.person.known.union(case.before(step.competency))
    savings = {source: saving for source, saving in one.transfers if source in there}
    largest = max(savings.values(), default=0.0)
    if step.transfer is None:
        return step.hours == one.hours and one.hours.less(largest) == one.hours
    saved = one.hours.likely - step.hours.likely
    return (
        savings.get(step.transfer.source) == step.transfer.saving == largest
        and step.hours == one.hours.less(largest)
        and step.transfer.minutes == saved
    )


def respects_soft_prerequisites_where_no_circle_closes(case: Case) -> bool:
    """One that is not respected leads back over hard ones, savings and soft ones that are."""
    place = {id: number for number, id in enumerate(case.steps)}
    wanted = _soft(case)
    onward: dict[str, set[str]] = {id: set() for id in case.steps}
    for first, second in _hard(case.plan) | wanted:
        if place[first] < place[second]:
            onward[first].add(second)
    ignored = [(first, second) for first, second in wanted if place[first] > place[second]]
    return all(first in _walk(second, onward) for first, second in ignored)


def _soft(case: Case) -> set[tuple[CompetencyId, CompetencyId]]:
    """Pairs of steps; levels below a soft prerequisite are wanted first as well."""
    return {
        (other, id)
        for id in case.steps
        for clause in case.catalog.competencies[id].after
        for option in clause.options
        for other in case.steps
        if at_least(option, other)
    }


def _hard(plan: Plan) -> set[tuple[CompetencyId, CompetencyId]]:
    steps = {step.competency for step in plan.steps}
    needs = {(one, step.competency) for step in plan.steps for one in step.builds_on}
    saves = {(s.transfer.source, s.competency) for s in plan.steps if s.transfer}
    return needs | {pair for pair in saves if pair[0] in steps}


def _walk(start: CompetencyId, onward: dict[str, set[str]]) -> set[str]:
    found, front = {start}, {start}
    while front:
        front = set().union(*(onward[id] for id in front)) - found
        found |= front
    return found


def has_no_step_to_spare(case: Case) -> bool:
    """Without any one step the goals are not met, or not in so little time."""
    for id in case.steps:
        minutes = case.puzzle.minutes_of(set(case.steps) - {id})
        if minutes is not None and minutes <= case.plan.hours.likely:
            return False
    return True


def says_why_each_step_is_there(case: Case) -> bool:
    return all(step.because or step.saves_on for step in case.plan.steps)


def builds_on_earlier_steps_alone(case: Case) -> bool:
    """What a step names as its groundwork comes before it, and is groundwork."""
    return all(
        set(step.builds_on) <= set(case.before(step.competency))
        and all(
            case.person.meets(options) or not set(options).isdisjoint(step.builds_on)
            for options in case.clauses(step.competency)
        )
        for step in case.plan.steps
    )


def adds_up(case: Case) -> bool:
    plan = case.plan
    columns = zip(Hours(0, 0, 0), *(step.hours for step in plan.steps), strict=True)
    in_milestones = tuple(step for milestone in plan.milestones for step in milestone.steps)
    return (
        plan.hours == tuple(map(sum, columns))
        and plan.mean_minutes == sum(step.hours.mean for step in plan.steps)
        and in_milestones == plan.steps
    )


def ends_with_everything_met(case: Case) -> bool:
    curve = [case.plan.ready_at_start, *(step.readiness for step in case.plan.steps)]
    return curve == sorted(curve) and abs(curve[-1] - 1) < 1e-9


def ends_on_the_median_day(case: Case) -> bool:
    return not case.steps or case.plan.steps[-1].end == case.plan.finish.p50


def reports_choices_it_took(case: Case) -> bool:
    """What is said to be chosen is in the plan, before the step that leaves the choice."""
    return all(
        choice.chosen in choice.options
        and choice.chosen in (case.before(choice.owner) if "@" in choice.owner else case.steps)
        for choice in case.plan.choices
    )


def knows_what_the_next_best_costs(case: Case) -> bool:
    return all(_runner_up_is_right(case, choice) for choice in case.plan.choices)


def _runner_up_is_right(case: Case, choice: Choice) -> bool:
    """The runner-up stands in a best plan without the chosen one; None if no such plan has any."""
    minutes = case.puzzle.minutes_without(choice.chosen)
    if minutes is None:
        return choice.runner_up is None and choice.extra_minutes is None
    others = case.puzzle.best_without(choice.chosen)
    if choice.runner_up is None:
        return choice.extra_minutes is None and any(
            other.isdisjoint(choice.options) for other in others
        )
    return choice.extra_minutes == minutes - case.plan.hours.likely and any(
        choice.runner_up in case.puzzle.learnable(other - {choice.owner}) for other in others
    )


PROPERTIES: tuple[Callable[[Case], bool], ...] = (
    takes_the_least_hours,
    takes_the_fewest_steps_in_that_time,
    says_that_it_is_proven,
    closes_the_gap,
    starts_nothing_before_its_prerequisites,
    teaches_nothing_twice_and_nothing_known,
    counts_the_largest_saving_that_is_there,
    respects_soft_prerequisites_where_no_circle_closes,
    has_no_step_to_spare,
    says_why_each_step_is_there,
    builds_on_earlier_steps_alone,
    adds_up,
    ends_with_everything_met,
    ends_on_the_median_day,
    reports_choices_it_took,
    knows_what_the_next_best_costs,
)
every_property = pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)


# --- on catalogs drawn at random


@pytest.fixture(scope="module", params=range(BATCHES))
def cases(request: pytest.FixtureRequest) -> list[Case]:
    """A hundred worlds, every third batch of the knotted kind."""
    size = KNOTTED if request.param % 3 == 2 else SMALL
    first = request.param * IN_BATCH
    return [Case(seed, seeded(seed, size)) for seed in range(first, first + IN_BATCH)]


@every_property
def test_every_plan(holds: Callable[[Case], bool], cases: list[Case]) -> None:
    assert [case for case in cases if not holds(case)] == []


@settings(derandomize=True, deadline=None, max_examples=300, database=None)
@given(worlds(Size(most=6)))
def test_every_plan_that_hypothesis_thinks_of(world: World) -> None:
    case = Case("hypothesis", world)
    assert [holds.__name__ for holds in PROPERTIES if not holds(case)] == []


def test_random_worlds_are_worth_planning_for(cases: list[Case]) -> None:
    """Or the properties above would hold for want of anything to check."""
    assert sum(len(case.steps) >= 2 for case in cases) > IN_BATCH / 4
    assert sum(bool(case.plan.choices) for case in cases) > IN_BATCH / 6
    assert any(step.transfer for case in cases for step in case.plan.steps)


# --- on catalogs built to be hard

HARD = {
    "one-of-two": world(["x"], x=skill(60, "a|b"), a=skill(120), b=skill(60)),
    "first-listed-of-equals": world(["x"], x=skill(60, "b|a"), a=skill(60), b=skill(60)),
    "shared-groundwork-beats-the-cheapest": world(
        ["x", "y"],
        x=skill(60, "a|c"),
        y=skill(60, "b|c"),
        a=skill(100 * 3),
        b=skill(100 * 3),
        c=skill(150 * 3),
    ),
    "groundwork-that-needs-what-builds-on-it": world(
        ["x", "a"], x=skill(600, "a|b"), a=skill(60, "x"), b=skill(60)
    ),
    "the-same-with-two-ways-to-begin": world(
        ["x", "a"], x=skill(600, "a|b|c"), a=skill(60, "x"), b=skill(60), c=skill(120)
    ),
    "the-same-as-a-choice": world(
        ["x", "a|z"], x=skill(600, "a|b"), a=skill(60, "x"), b=skill(60), z=skill(300)
    ),
    "cheap-way-into-a-circle": world(
        ["f"], f=skill(60, "e|i"), e=skill(60, "f|d"), d=skill(60), i=skill(6000)
    ),
    "circle-of-three-alternatives": world(
        ["x|y|z"],
        x=skill(60, "y|p"),
        y=skill(60, "z|q"),
        z=skill(60, "x|r"),
        p=skill(900),
        q=skill(600),
        r=skill(1200),
    ),
    "detour-that-pays": world(["x"], x=skill(6000, "p|c", c=0.9), c=skill(600), p=skill(60)),
    "detour-nobody-asks-for": world(["x"], x=skill(6000, c=0.9), c=skill(60)),
    "detour-over-a-detour": world(["x"], x=skill(6000, c=0.9), c=skill(900, d=0.5), d=skill(60)),
    "detour-with-groundwork": world(["x"], x=skill(6000, c=0.9), c=skill(60, "d"), d=skill(600)),
    "detour-that-does-not-pay": world(["x"], x=skill(600, c=0.5), c=skill(300)),
    "saver-that-could-be-groundwork": world(
        ["x", "a"], x=skill(600, "a|s"), a=skill(6000, x=0.9), s=skill(60)
    ),
    "the-same-with-another-choice": world(
        ["x", "a|z"], x=skill(600, "a|s"), a=skill(6000, x=0.9), s=skill(60), z=skill(12000)
    ),
    "savings-both-ways": world(["x", "y"], x=skill(600, y=0.5), y=skill(900, x=0.5)),
    "savings-in-a-circle": world(
        ["x", "y", "z"], x=skill(600, y=0.9), y=skill(660, z=0.9), z=skill(720, x=0.9)
    ),
    "savings-in-a-circle-with-a-choice": world(
        ["x", "y", "z|w"],
        x=skill(600, y=0.9),
        y=skill(660, z=0.9),
        z=skill(720, x=0.9),
        w=skill(300),
    ),
    "saving-by-what-builds-on-it": world(["y"], x=skill(600, y=1.0), y=skill(60, "x")),
    "saving-of-everything": world(["x"], x=skill(600, "a|b", a=1.0), a=skill(60), b=skill(0)),
    "zero-hours": world(["x"], x=skill(0, "a|b"), a=skill(0), b=skill(0)),
    "zero-hours-in-a-circle": world(
        ["x"], x=skill(0, "a|b"), a=skill(0, "b|c"), b=skill(0, "a|c"), c=skill(0)
    ),
    "fewest-steps-of-equal-hours": world(
        ["x"], x=skill(60, "a|b"), a=skill(60, "c"), b=skill(120), c=skill(60)
    ),
    "ten-thousand-hours": world(
        ["x", "y"],
        x=skill(600_000, "a|b", b=0.5),
        y=skill(600_000, "b|c"),
        a=skill(599_997),
        b=skill(600_000),
        c=skill(3),
    ),
}


@every_property
@pytest.mark.parametrize("name", HARD)
def test_a_hard_plan(holds: Callable[[Case], bool], name: str) -> None:
    assert holds(Case(name, HARD[name]))


@pytest.mark.parametrize("first", ["a|b", "b|a"])
def test_of_equals_the_one_listed_first_is_taken(first: str) -> None:
    small = world(["x"], x=skill(60, first), a=skill(60), b=skill(60))
    assert Case(first, small).steps == [f"{first[0]}@working", "x@working"]


@pytest.mark.parametrize("first", ["a|b", "b|a"])
def test_what_is_not_learned_has_no_say_among_equals(first: str) -> None:
    """`z` lists `b` last, but nobody learns `z`."""
    small = world(
        ["x", "p|z"],
        x=skill(60, first),
        a=skill(60),
        b=skill(60),
        p=skill(60),
        q=skill(60),
        z=skill(600, "q|b"),
    )
    assert f"{first[0]}@working" in Case(first, small).steps
