"""What to leave out for a deadline, against every set of requirements that could be kept."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner import Catalog, Plan, Profile, Settings, load_catalog, make_plan
from planner.dropping import ENOUGH
from planner.estimate import duration
from planner.model import Hours
from planner.pipeline import calendar_of
from planner.problems import NoSuchPlan
from planner.render import words
from planner.render.data import as_data

MONDAY = datetime.date(2027, 1, 4)
DAY = datetime.timedelta(days=1)
ALL = Settings(depth="could")
WEIGHTS = {"must": 3, "should": 2, "could": 1}


@dataclass(frozen=True)
class World:
    """Skills with their hours and prerequisites, and what a role asks for, by its weight."""

    hours: Mapping[str, tuple[float, float, float]]
    needs: Mapping[str, Sequence[str]]
    asked: Mapping[str, str]


def catalog_of(world: World, folder: Path) -> Catalog:
    groups: dict[str, list[str]] = {"must": [], "should": [], "could": []}
    for id, group in world.asked.items():
        groups[group].append(id)
    files: dict[str, dict[str, Any]] = {
        f"area/{id}": {"hours": list(hours), "requires": list(world.needs.get(id, ()))}
        for id, hours in world.hours.items()
    }
    files["roles/goal"] = {"requires": {name: ids for name, ids in groups.items() if ids}}
    for name, content in files.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return load_catalog(folder)


def plan_of(catalog: Catalog, weeks: int, **changes: Any) -> Plan:
    deadline = MONDAY + (7 * weeks - 1) * DAY
    profile = Profile(
        target=("goal",), start=MONDAY, hours_per_week=6.0, deadline=deadline, **changes
    )
    return make_plan(catalog, profile, today=MONDAY, settings=ALL)


# --- the oracle


def needed(world: World, kept: Iterable[str]) -> list[Hours]:
    """The hours of some requirements with all that they build on."""
    found: set[str] = set()
    stack = list(kept)
    while stack:
        id = stack.pop()
        if id not in found:
            found.add(id)
            stack.extend(world.needs.get(id, ()))
    return [Hours(*(round(hours * 60) for hours in world.hours[id])) for id in sorted(found)]


def weight(world: World, kept: Iterable[str]) -> int:
    return sum(WEIGHTS[world.asked[id]] for id in kept)


def fits(world: World, kept: Iterable[str], minutes: float) -> bool:
    """Whether 8 of 10 learners have time for these."""
    return duration(needed(world, kept)).within(minutes) >= ENOUGH - 1e-6


def best(world: World, minutes: float) -> int:
    """The most weight that fits, by trying every set."""
    asked = sorted(world.asked)
    sets = (some for size in range(len(asked) + 1) for some in combinations(asked, size))
    return max(weight(world, some) for some in sets if fits(world, some, minutes))


@st.composite
def worlds(draw: st.DrawFn, spread: bool) -> World:
    ids = [f"skill-{number}" for number in range(draw(st.integers(2, 6)))]
    hours = {}
    for id in ids:
        likely = draw(st.integers(2, 40))
        share = draw(st.integers(5, 10)) / 10 if spread else 1
        more = draw(st.integers(10, 25)) / 10 if spread else 1
        hours[id] = (likely * share, likely, likely * more)
    needs = {
        id: [other for other in ids[:number] if draw(st.integers(0, 3)) == 0]
        for number, id in enumerate(ids)
    }
    asked = {
        id: draw(st.sampled_from(sorted(WEIGHTS))) for id in ids if draw(st.integers(0, 2)) > 0
    }
    return World(hours, needs, asked or {ids[-1]: "must"})


checked = settings(derandomize=True, deadline=None, max_examples=30, database=None)


def checked_plan(world: World, weeks: int, folder: Path) -> tuple[Plan, list[str]]:
    """A plan in need of dropping, and the requirements that are kept."""
    try:
        plan = plan_of(catalog_of(world, folder), weeks)
    except NoSuchPlan:
        assume(False)
        raise
    assert plan.deadline
    assume(plan.deadline.probability < ENOUGH)
    dropped = plan.dropping.requirements if plan.dropping else ()
    left_out = {options[0].partition("@")[0] for options in dropped}
    return plan, [id for id in sorted(world.asked) if id not in left_out]


@checked
@given(worlds(spread=True), st.integers(1, 20))
def test_what_is_kept_makes_it_for_most(
    tmp_path_factory: pytest.TempPathFactory, world: World, weeks: int
) -> None:
    folder = tmp_path_factory.mktemp("catalog")
    plan, kept = checked_plan(world, weeks, folder)
    free = weeks * 360
    if plan.dropping is None:
        assert best(world, 0.9 * free) == 0
        return
    assert kept
    assert len(kept) < len(world.asked)
    assert fits(world, kept, free)
    minutes = sum(hours.likely for hours in needed(world, kept))
    assert plan.dropping.minutes == minutes
    total = weight(world, world.asked)
    assert plan.dropping.readiness == pytest.approx(weight(world, kept) / total)
    assert best(world, 0.9 * free) <= weight(world, kept) <= best(world, free)


@checked
@given(worlds(spread=False), st.integers(1, 20))
def test_of_certain_hours_nothing_better_could_be_kept(
    tmp_path_factory: pytest.TempPathFactory, world: World, weeks: int
) -> None:
    plan, kept = checked_plan(world, weeks, tmp_path_factory.mktemp("catalog"))
    free = weeks * 360
    if plan.dropping is None:
        assert best(world, 0.995 * free) == 0
        return
    assert best(world, 0.995 * free) <= weight(world, kept) <= best(world, free)


# --- by hand

HAND = World(
    hours={"base": (10, 10, 10), "gold": (20, 20, 20), "silver": (20, 20, 20), "tin": (30, 30, 30)},
    needs={"gold": ["base"], "silver": ["base"]},
    asked={"gold": "must", "silver": "should", "tin": "could"},
)
"""80 h in all; 8 of 10 need 1.32 times as long."""


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return catalog_of(HAND, tmp_path_factory.mktemp("hand"))


@pytest.mark.parametrize(
    ("weeks", "dropped", "hours", "readiness"),
    [
        (18, None, 0, 0),
        (17, ["tin"], 50, 5 / 6),
        (12, ["tin"], 50, 5 / 6),
        (11, ["tin", "silver"], 30, 3 / 6),
        (7, ["tin", "silver"], 30, 3 / 6),
    ],
)
def test_the_least_needed_goes_first(
    hand: Catalog, weeks: int, dropped: list[str] | None, hours: int, readiness: float
) -> None:
    plan = plan_of(hand, weeks)
    if dropped is None:
        assert plan.dropping is None
        return
    assert plan.dropping
    assert plan.dropping.requirements == tuple((f"{id}@working",) for id in dropped)
    assert plan.dropping.minutes == hours * 60
    assert plan.dropping.readiness == pytest.approx(readiness)


def test_what_is_dropped_is_said_in_words_and_as_data(hand: Catalog) -> None:
    plan = plan_of(hand, 12)
    assert plan.dropping
    assert words.dropping(plan, plan.dropping) == (
        "To make it for 8 of 10, leave out first: tin@working. Then 50 h are left, "
        "and you are 83 % ready."
    )
    assert as_data(plan)["deadline"]["drop_first"] == {
        "requirements": [["tin@working"]],
        "hours_left": 50,
        "readiness": 0.8333,
    }


def test_without_a_deadline_or_where_most_make_it_nothing_is_dropped(hand: Catalog) -> None:
    in_time = plan_of(hand, 30)
    assert in_time.deadline
    assert in_time.deadline.probability > ENOUGH
    assert in_time.dropping is None
    assert plan_of(hand, 3, have=("gold", "silver", "tin")).dropping is None
    whenever = make_plan(hand, Profile(target=("goal",), start=MONDAY), today=MONDAY, settings=ALL)
    assert whenever.dropping is None
    assert as_data(whenever)["deadline"] is None


def test_nothing_is_dropped_where_nothing_would_fit(tmp_path: Path) -> None:
    """One requirement alone: the chance stands, with nothing to leave out."""
    one = World({"all": (60, 60, 60)}, {}, {"all": "must"})
    plan = plan_of(catalog_of(one, tmp_path), 8)
    assert plan.deadline
    assert 0.01 < plan.deadline.probability < ENOUGH
    assert plan.dropping is None


def test_what_is_known_counts_and_is_not_dropped(hand: Catalog) -> None:
    plan = plan_of(hand, 6, have=("gold",))
    assert plan.dropping
    assert plan.dropping.requirements == (("tin@working",),)
    assert plan.dropping.readiness == pytest.approx(5 / 6)


def test_a_plan_without_what_is_dropped_makes_it(hand: Catalog) -> None:
    """As a target of its own, dated by the calendar."""
    plan = plan_of(hand, 12)
    rest = replace(
        Profile(start=MONDAY, hours_per_week=6.0, deadline=plan.deadline and plan.deadline.day),
        target=("gold", "silver"),
    )
    again = make_plan(hand, rest, today=MONDAY)
    assert again.deadline
    assert again.deadline.probability >= ENOUGH
    assert again.finish.p80 <= calendar_of(again.pace).end(12 * 360)
