"""Two plans compared: every step of either is told of once."""

from __future__ import annotations

import copy
import datetime
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import Profile, load_catalog, make_plan
from planner.difference import Difference, Outline, difference, outline
from planner.problems import BadInput
from planner.render import answers
from planner.render.data import as_data

MONDAY = datetime.date(2027, 1, 4)
TINY = Path(__file__).parents[1] / "golden" / "catalog"
DATES = {"p50": "2027-03-07", "p80": "2027-03-21", "p95": "2027-04-11"}
checked = settings(derandomize=True, deadline=None, max_examples=50, database=None)


def sketch(*steps: str, finished: tuple[str, ...] = (), **changes: Any) -> Outline:
    """A plan whose steps take as many hours as their position in `abc...`, or as is said."""
    by_id = {}
    for step in steps:
        id, _, hours = step.partition("=")
        by_id[id] = float(hours or ord(id[0]) - 96)
    fields: dict[str, Any] = {
        "target": "goal",
        "made": "2027-01-04",
        "hours": sum(by_id.values()),
        "hours_per_week": 6,
        "steps": by_id,
        "finished": frozenset(finished),
        "finish": DATES,
    }
    return Outline(**{**fields, **changes})


def text(found: Difference) -> str:
    return "\n".join(indent + line for indent, line in answers.difference(found))


# --- what differs


def test_the_same_plan_differs_in_nothing() -> None:
    found = difference(sketch("a", "b"), sketch("a", "b"))
    assert found == Difference(old=sketch("a", "b"), new=sketch("a", "b"))
    assert text(found) == (
        "Hours: 3 then, 3 now.\n"
        "Finish: half by 2027-03-07, 8 of 10 by 2027-03-21, as before.\n"
        "The steps are the same."
    )


def test_steps_go_come_move_and_change() -> None:
    old = sketch("a", "b", "c", "d", "e")
    new = sketch("f", "e", "c", "d=7", finished=("a", "z"))
    found = difference(old, new)
    assert (found.finished, found.gone, found.added) == (("a",), ("b",), ("f",))
    assert found.moved == ("e",)
    assert found.changed == {"d": (4.0, 7.0)}
    assert text(found).splitlines()[2:] == [
        "Finished: a.",
        "New: f.",
        "No longer in it: b.",
        "Moved: e.",
        "  - d: 4 h then, 7 h now",
    ]


def test_figures_that_change_are_told() -> None:
    later = {"p50": "2027-04-04", "p80": "2027-05-02", "p95": "2027-06-06"}
    new = sketch("a", "c", target="other", hours_per_week=4.5, finish=later)
    found = text(difference(sketch("a", "b"), new))
    assert "The target was goal and is other." in found
    assert "Hours: 3 then, 4 now, 1 more." in found
    assert "Hours a week: 6 then, 4.5 now." in found
    assert "half by 2027-04-04 instead of 2027-03-07, 8 of 10 by 2027-05-02 instead" in found
    assert "Hours: 4 then, 3 now, 1 less." in text(difference(new, sketch("a", "b")))


@st.composite
def outlines(draw: st.DrawFn) -> Outline:
    ids = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=7))
    steps = [f"{id}={draw(st.integers(1, 3))}" for id in ids]
    finished = draw(st.sets(st.sampled_from("abcdefgh")))
    return sketch(*steps, finished=tuple(finished - set(ids)))


@checked
@given(outlines(), outlines())
def test_every_step_is_accounted_for_once(old: Outline, new: Outline) -> None:
    found = difference(old, new)
    assert {*found.finished, *found.gone} == old.steps.keys() - new.steps.keys()
    assert not {*found.finished} & {*found.gone}
    assert set(found.finished) <= new.finished
    assert new.finished.isdisjoint(found.gone)
    assert set(found.added) == new.steps.keys() - old.steps.keys()
    assert set(found.moved) <= old.steps.keys() & new.steps.keys()
    for id in old.steps.keys() & new.steps.keys():
        told = found.changed.get(id, (old.steps[id], old.steps[id]))
        assert told == (old.steps[id], new.steps[id])


@checked
@given(outlines(), outlines())
def test_what_moved_is_as_little_as_can_be_said(old: Outline, new: Outline) -> None:
    """Without it the rest stands in the old order; no smaller set would do."""
    common = [id for id in new.steps if id in old.steps]
    place = list(old.steps).index

    def explains(moved: tuple[str, ...]) -> bool:
        rest = [place(id) for id in common if id not in moved]
        return rest == sorted(rest)

    moved = difference(old, new).moved
    assert explains(moved)
    if moved:
        assert not any(explains(fewer) for fewer in combinations(common, len(moved) - 1))


@checked
@given(outlines(), outlines())
def test_there_and_back_are_one_another_s_opposite(old: Outline, new: Outline) -> None:
    there, back = difference(old, new), difference(new, old)
    assert set(there.added) == {*back.finished, *back.gone}
    assert there.changed == {id: (was, now) for id, (now, was) in back.changed.items()}
    assert len(there.moved) == len(back.moved)


# --- reading plans


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """A plan as it is written and read again."""
    profile = Profile(target=("builder",), start=MONDAY)
    plan = make_plan(load_catalog(TINY), profile, today=MONDAY)
    found: dict[str, Any] = json.loads(json.dumps(as_data(plan)))
    return found


def test_an_outline_is_read_from_what_is_written(data: dict[str, Any]) -> None:
    read = outline(data, "plan.json")
    assert read.target == "builder"
    assert read.made == str(MONDAY)
    assert read.hours == sum(read.steps.values()) == data["hours"]["likely"]
    assert list(read.steps) == [step["competency"] for step in data["steps"]]
    assert read.finish == data["finish"]
    assert read.finished == frozenset()


def test_plans_of_the_first_version_are_read_too(data: dict[str, Any]) -> None:
    """Fields were added since: the day it was made, what is finished."""
    old = {name: value for name, value in data.items() if name not in ("made", "finished")}
    assert outline(old, "plan.json") == outline(data, "plan.json")


REQUIRED = (
    ("schema",),
    ("target",),
    ("hours",),
    ("hours", "likely"),
    ("pace",),
    ("pace", "hours_per_week"),
    ("steps",),
    ("steps", 0),
    ("steps", 0, "competency"),
    ("steps", 0, "hours"),
    ("steps", 0, "hours", "likely"),
    ("finish",),
    ("finish", "p50"),
    ("finish", "p80"),
    ("finish", "p95"),
)
BROKEN = (None, 7, True, "text", [], {}, [1], float("nan"), float("inf"), 10**400)


def fits(path: tuple[Any, ...], value: Any) -> bool:
    """Whether the value is one that could stand there."""
    numbers = path[-1] in ("likely", "hours_per_week")
    texts = path[-1] in ("target", "competency", "p50", "p80", "p95")
    return (value == 7 and value is not True and numbers) or (value == "text" and texts)


@pytest.mark.parametrize("path", REQUIRED, ids=lambda path: ".".join(map(str, path)))
@pytest.mark.parametrize("value", BROKEN, ids=lambda value: str(value)[:9])
def test_anything_else_is_no_plan(data: dict[str, Any], path: tuple[Any, ...], value: Any) -> None:
    broken = copy.deepcopy(data)
    inner = broken
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    if fits(path, value) or (path == ("steps",) and value in ([], {})):
        outline(broken, "plan.json")
        return
    with pytest.raises(BadInput, match="no plan written as JSON") as caught:
        outline(broken, "plan.json")
    assert "planner plan ... -o plan.json" in str(caught.value)
    assert "plan.json" in str(caught.value)


@pytest.mark.parametrize("value", [*BROKEN, "planner.plan/2"], ids=lambda value: str(value)[:14])
def test_something_quite_else_is_no_plan(value: Any) -> None:
    for whole in (value, {"schema": value}, {"schema": "planner.plan/1", "steps": value}):
        with pytest.raises(BadInput):
            outline(whole, "plan.json")


def test_as_data_it_says_the_same() -> None:
    old, new = sketch("a", "b", "c"), sketch("c", "b=5", "d", finished=("a",))
    found = answers.difference_data(difference(old, new))
    assert found["hours"] == [6, 12]
    assert (found["finished"], found["added"], found["gone"]) == (["a"], ["d"], [])
    assert found["moved"] in (["b"], ["c"])
    assert found["changed"] == {"b": [2, 5]}
    assert json.loads(json.dumps(found)) == found
