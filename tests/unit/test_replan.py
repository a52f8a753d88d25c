"""What happened so far, and an order that changes only where it pays."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import Catalog, Plan, Profile, load_catalog, make_plan
from planner.model import Hours
from planner.order import Jobs, Order, jobs, ordered, valued
from planner.plan import Moved
from planner.profile import Finished, Progress
from planner.render import words
from planner.replan import WORTH_MOVING, history, longest_rising, steady, today_or_start
from planner.schedule import Calendar
from tests.catalog_files import written

DAY = datetime.timedelta(days=1)
MONDAY = datetime.date(2027, 1, 4)
checked = settings(derandomize=True, deadline=None, max_examples=80, database=None)


def work(
    minutes: Mapping[str, int],
    weights: Mapping[str, int],
    edges: Sequence[tuple[str, str]] = (),
) -> tuple[Jobs, Order]:
    """Steps of one area, and the best order of them."""
    made = jobs(minutes, weights, edges, (), dict.fromkeys(minutes, "area"))
    return made, ordered(made, "readiness")


def places(sequence: Sequence[str]) -> dict[str, int]:
    return {id: number for number, id in enumerate(sequence)}


# --- keeping the order


def test_of_equals_the_old_order_stays() -> None:
    made, order = work({"a": 60, "b": 60, "c": 60}, {"a": 3, "b": 3, "c": 3})
    kept, moved = steady(made, order, ["c", "a", "b"])
    assert (kept.sequence, moved) == (["c", "a", "b"], None)
    assert kept.cost == order.cost


def test_a_gain_under_one_percent_moves_nothing() -> None:
    """b is a minute shorter than a: ready 0.3 % sooner."""
    made, order = work({"a": 120, "b": 119}, {"a": 3, "b": 3})
    assert order.sequence == ["b", "a"]
    kept, moved = steady(made, order, ["a", "b"])
    assert (kept.sequence, moved) == (["a", "b"], None)
    assert kept.cost == 3 * 120 + 3 * 239


@pytest.mark.parametrize(("longer", "moves"), [(100, False), (102, False), (104, True)])
def test_one_percent_is_the_limit(longer: int, moves: bool) -> None:
    """With a at 100, b is worth moving once (longer - 100) / (2 longer + 100) reaches 1 %."""
    made, order = work({"a": longer, "b": 100}, {"a": 1, "b": 1})
    new, moved = steady(made, order, ["a", "b"])
    assert (moved is not None) == (new.sequence == ["b", "a"]) == moves
    assert ((longer - 100) / (2 * longer + 100) >= WORTH_MOVING) == moves


def test_an_order_that_pays_is_taken_and_told() -> None:
    made, order = work({"a": 600, "b": 60, "c": 600}, {"a": 1, "b": 3, "c": 1})
    new, moved = steady(made, order, ["a", "c", "b"])
    assert new == order
    assert new.sequence == ["b", "a", "c"]
    before, after = 600 + 1200 + 3 * 1260, 3 * 60 + 660 + 1260
    assert moved == Moved(earlier=("b",), later=(), gain=(before - after) / before)


def test_what_is_done_is_no_longer_in_the_order() -> None:
    made, order = work({"b": 60, "c": 60}, {"b": 3, "c": 3})
    kept, moved = steady(made, order, ["a", "c", "x", "b"])
    assert (kept.sequence, moved) == (["c", "b"], None)


def test_a_step_that_moves_back_is_said_to_be_later() -> None:
    minutes = {"a": 900, "b": 60, "c": 60, "d": 60}
    made, order = work(minutes, {"a": 1, "b": 3, "c": 3, "d": 3})
    new, moved = steady(made, order, ["a", "b", "c", "d"])
    assert new.sequence == ["b", "c", "d", "a"]
    assert moved
    assert (moved.earlier, moved.later) == ((), ("a",))


def test_nothing_left_has_no_order() -> None:
    made, order = work({}, {})
    assert steady(made, order, ["a"]) == (order, None)


# --- new steps


def test_a_new_step_stands_where_the_best_order_has_it() -> None:
    """n is needed by b, so it goes right before b; c and b keep their old order."""
    minutes = {"n": 60, "b": 60, "c": 60}
    made, order = work(minutes, {"b": 3, "c": 3}, [("n", "b")])
    kept, moved = steady(made, order, ["b", "c"])
    assert moved is None or moved.gain >= WORTH_MOVING
    place = places(kept.sequence)
    assert place["n"] < place["b"]
    assert kept.sequence.count("n") == 1


def test_new_steps_before_between_and_after_old_ones() -> None:
    minutes = dict.fromkeys("pqraxb", 60)
    chain = [("p", "a"), ("a", "q"), ("q", "x"), ("x", "b"), ("b", "r")]
    made, order = work(minutes, {"r": 3}, chain)
    kept, moved = steady(made, order, ["a", "x", "b"])
    assert (kept.sequence, moved) == (["p", "a", "q", "x", "b", "r"], None)


# --- orders that are possible no longer


def test_an_order_made_impossible_changes_no_more_than_it_must() -> None:
    """a waits for c now; d and e, equals in another order than the best, stay as they were."""
    minutes = dict.fromkeys("acde", 60)
    made, order = work(minutes, dict.fromkeys("acde", 3), [("c", "a")])
    kept, moved = steady(made, order, ["e", "a", "c", "d"])
    assert kept.sequence == ["e", "c", "a", "d"]
    assert moved
    assert {*moved.earlier, *moved.later} in ({"a"}, {"c"})
    assert moved.gain == 0.0


def test_an_order_made_impossible_where_another_pays_says_what_it_gains() -> None:
    minutes = {"a": 60, "c": 60, "big": 6_000}
    made, order = work(minutes, {"a": 3, "c": 3, "big": 1}, [("c", "a")])
    new, moved = steady(made, order, ["big", "a", "c"])
    assert new == order
    assert moved
    assert moved.gain > 0.5


@st.composite
def remainders(draw: st.DrawFn) -> tuple[Jobs, Order, list[str]]:
    """Steps in an order of before, some of it done, some new, with prerequisites of today."""
    names = [f"s{number}" for number in range(draw(st.integers(0, 8)))]
    minutes = {id: draw(st.integers(1, 40)) * 3 for id in names}
    weights = {id: draw(st.integers(1, 3)) for id in names if draw(st.booleans())}
    edges = [pair for pair in combinations(names, 2) if draw(st.integers(0, 3)) == 0]
    made, order = work(minutes, weights, edges)
    old = [id for id in names if draw(st.integers(0, 4))] + ["done", "dropped"]
    return made, order, draw(st.permutations(old))


@checked
@given(remainders())
def test_whatever_it_was_the_order_is_possible_and_nearly_the_best(
    case: tuple[Jobs, Order, list[str]],
) -> None:
    made, order, before = case
    new, moved = steady(made, order, before)
    place = places(new.sequence)
    assert sorted(new.sequence) == sorted(made.minutes)
    assert all(place[one] < place[id] for id in place for one in made.before[id])
    assert new == valued(made, new.sequence, order.bound)
    assert new.cost * (1 - WORTH_MOVING) <= order.cost
    if moved is None:
        return
    assert moved.gain == 0.0 or (moved.gain >= WORTH_MOVING and new == order)


@checked
@given(remainders())
def test_what_is_not_said_to_move_keeps_its_place(case: tuple[Jobs, Order, list[str]]) -> None:
    made, order, before = case
    new, moved = steady(made, order, before)
    told = {*moved.earlier, *moved.later} if moved else set()
    old = places(before)
    staying = [old[id] for id in new.sequence if id in old and id not in told]
    assert staying == sorted(staying)
    # No smaller set of steps would say it.
    common = [old[id] for id in new.sequence if id in old]
    assert len(staying) == longest(common)


@checked
@given(remainders())
def test_a_second_time_nothing_moves(case: tuple[Jobs, Order, list[str]]) -> None:
    made, order, before = case
    new, _ = steady(made, order, before)
    assert steady(made, order, new.sequence) == (new, None)


# --- longest rising part


def longest(numbers: Sequence[int]) -> int:
    """The length of a longest rising part, by trying all."""
    for size in range(len(numbers), 0, -1):
        for some in combinations(numbers, size):
            if list(some) == sorted(some):
                return size
    return 0


@checked
@given(st.lists(st.integers(0, 30), unique=True, max_size=9))
def test_the_longest_rising_part_is_one(numbers: list[int]) -> None:
    found = sorted(longest_rising(numbers))
    values = [numbers[at] for at in found]
    assert values == sorted(values)
    assert len(values) == longest(numbers)


# --- history

FILES = {
    "catalog": "name: Small\n",
    "base/shell": "hours: 2\n",
    "base/git": "hours: [4, 6, 9]\nrequires: [shell]\n",
    "base/new-name": "hours: 4\n",
    "base/old-name": "replaced_by: new-name\n",
    "roles/keeper": "requires: {must: [git, new-name]}\n",
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("catalog")
    return load_catalog(written(folder, FILES))


def learned(competency: str, ahead: int = 0, minutes: int = 0) -> Finished:
    return Finished(
        competency=competency,
        on=MONDAY + ahead * DAY,
        minutes=minutes,
        estimate=Hours(60, 90, 150),
    )


def progress(*done: Finished, days: Sequence[int] = ()) -> Progress:
    recorded = {one.on for one in done} | {MONDAY + ahead * DAY for ahead in days}
    minutes = sum(one.minutes for one in done)
    return Progress(finished=done, minutes=minutes, days=frozenset(recorded))


def test_what_was_finished_is_told_by_the_names_of_today(catalog: Catalog) -> None:
    done = progress(learned("old-name@working", 2, 100), learned("lost@working"))
    past = history(catalog, done, ["lost@working"], Calendar(MONDAY, 360))
    assert [one.competency for one in past.finished] == ["new-name@working"]
    (one,) = past.finished
    assert (one.on, one.minutes, one.estimate) == (MONDAY + 2 * DAY, 100, 90)
    assert (past.minutes, past.gone) == (100, ("lost@working",))


def missed(catalog: Catalog, calendar: Calendar, days: Sequence[int]) -> tuple[int, list[int]]:
    past = history(catalog, progress(days=days), (), calendar)
    return past.weeks, [(first - MONDAY).days // 7 for first in past.missed]


def test_missed_weeks_are_past_ones_with_time_and_without_an_entry(catalog: Catalog) -> None:
    """Week 1 has an entry on its last day, week 2 is a holiday, the present one does not count."""
    away = ((MONDAY + 14 * DAY, MONDAY + 20 * DAY),)
    calendar = Calendar(MONDAY, 360, away, begin=MONDAY + 30 * DAY)
    assert missed(catalog, calendar, [13]) == (3, [0, 3])
    assert missed(catalog, calendar, [0, 7, 27]) == (3, [])


def test_without_any_entry_no_week_is_missed(catalog: Catalog) -> None:
    """Whoever records nothing may have studied all the same."""
    assert missed(catalog, Calendar(MONDAY, 360, begin=MONDAY + 30 * DAY), []) == (4, [])


def test_what_is_left_begins_today_once_something_is_recorded() -> None:
    today = MONDAY + 9 * DAY
    assert today_or_start(MONDAY, today, progress()) == MONDAY
    assert today_or_start(MONDAY, today, progress(days=[1])) == today
    assert today_or_start(MONDAY, MONDAY - DAY, progress(days=[-3])) == MONDAY


# --- plans


def plan_of(catalog: Catalog, done: Progress, today: datetime.date = MONDAY) -> Plan:
    profile = Profile(target=("keeper",), start=MONDAY, progress=done)
    return make_plan(catalog, profile, today=today)


def test_finished_work_stays_and_the_rest_goes_on_today(catalog: Catalog) -> None:
    first = plan_of(catalog, progress())
    done = progress(learned("shell@working", 1, 150), days=[1])
    plan = plan_of(catalog, done, MONDAY + 16 * DAY)
    assert [one.competency for one in plan.history.finished] == ["shell@working"]
    rest = [step.competency for step in first.steps if step.skill != "shell"]
    assert [step.competency for step in plan.steps] == rest
    assert all(step.start >= MONDAY + 14 * DAY for step in plan.steps)
    assert plan.pace.begin == MONDAY + 16 * DAY
    said = list(words.happened(plan))
    assert said[0].startswith("So far: 1 step finished, 2.5 h logged, ")
    assert said[1] == "Nothing was recorded in 1 of 2 weeks; it began on 2027-01-11."
    assert len(said) == 2


def test_a_start_long_ago_without_an_entry_is_spoken_of(catalog: Catalog) -> None:
    """Whoever records nothing may have studied all the same: the dates stay, and it is said."""
    said = {
        day: [*words.happened(plan_of(catalog, progress(), MONDAY + day * DAY))] for day in (6, 15)
    }
    assert said[6] == []
    (sentence,) = said[15]
    assert sentence.startswith("The start is 2 weeks ago and nothing is recorded since")
    assert plan_of(catalog, progress(), MONDAY + 15 * DAY).pace.begin == MONDAY


def test_no_step_is_dated_before_it_goes_on(catalog: Catalog) -> None:
    for ahead in range(20):
        plan = plan_of(catalog, progress(days=[0]), MONDAY + ahead * DAY)
        assert all(step.start >= plan.pace.begin for step in plan.steps)
