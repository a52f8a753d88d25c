"""What all formats word alike: hours, shares, lists, the answer and the choices."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from planner import Plan, Profile, load_catalog, make_plan
from planner.choose import Choice
from planner.deadline import Chance
from planner.model import GRAIN, Hours
from planner.render import words

PlanWith = Callable[[str], Plan]


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0"),
        (3, "0.05"),
        (15, "0.25"),
        (60, "1"),
        (450, "7.5"),
        (600, "10"),
        (6000, "100"),
        (6003, "100.05"),
        (-120, "-2"),
    ],
)
def test_minutes_as_hours(minutes: int, text: str) -> None:
    assert words.in_hours(minutes) == text


def test_hours_are_exact_for_every_duration_there_can_be() -> None:
    every = range(0, 100 * 60, GRAIN)
    assert [n for n in every if Fraction(words.in_hours(n)) * 60 != n] == []


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (Hours(480, 840, 1440), "8-14-24 h"),
        (Hours(600, 600, 600), "10 h"),
        (Hours(0, 0, 0), "0 h"),
        (Hours(0, 0, 60), "0-0-1 h"),
        (Hours(30, 90, 90), "0.5-1.5-1.5 h"),
    ],
)
def test_range_of_hours(hours: Hours, text: str) -> None:
    assert words.hour_range(hours) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.5, "50 %"),
        (0.004, "1 %"),
        (0.995, "99 %"),
        (0.9999999, "99 %"),
        (1e-9, "1 %"),
    ],
)
def test_all_and_nothing_are_only_said_of_all_and_nothing(share: float, text: str) -> None:
    assert words.percent(share) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 weeks"), (1, "1 week"), (2, "2 weeks"), (100, "100 weeks")]
)
def test_one_is_not_many(number: int, text: str) -> None:
    assert words.plural(number, "week") == text


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_list_as_a_sentence_has_it(names: list[str], text: str) -> None:
    assert words.listed(names) == text


DAY = datetime.date(2027, 6, 30)


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.5, "50 of 100"),
        (0.01, "1 of 100"),
        (0.004, "fewer than 1 of 100"),
        (0.999, "more than 99 of 100"),
        (1, "of 100"),
    ],
)
def test_chance_is_told_as_people_of_a_hundred(probability: float, said: str) -> None:
    chance = Chance(day=DAY, probability=probability, for_half=6, for_most=7.5)
    text = words.deadline(chance)
    assert said in text
    assert "2027-06-30" in text
    assert "100 of 100" not in text
    assert "0 of 100" not in text.replace("50 of 100", "")


@pytest.mark.parametrize(
    ("chance", "says"),
    [
        ((0.004, 14.5, 19.0), "fewer than 1 of 100 learners like you make it. 14.5 h a week would"),
        ((0.004, 0.0, 0.0), "No hours a week would do any more: move it, or ask for less."),
        ((0.004, 130.0, 170.0), "No hours a week would do any more: move it, or ask for less."),
        ((0.3, 90.0, 120.0), "90 h a week would do for half of them, none for 8 of 10."),
        ((0.6, 0.0, 0.0), "0 h a week would do for half of them, none for 8 of 10."),
    ],
)
def test_a_deadline_promises_no_hours_a_week_that_would_not_do(
    chance: tuple[float, float, float], says: str
) -> None:
    probability, half, most = chance
    asked = Chance(day=DAY, probability=probability, for_half=half, for_most=most)
    assert says in words.deadline(asked)


def made(extra: int | None, runner_up: str | None = "wandb@working") -> Choice:
    return Choice(
        owner="mlops-engineer",
        options=("mlflow@working", "wandb@working"),
        chosen="mlflow@working",
        runner_up=runner_up,
        extra_minutes=extra,
    )


@pytest.mark.parametrize(
    ("extra", "said"), [(360, "6 h more"), (-90, "1.5 h less"), (0, "the same"), (3, "0.05 h more")]
)
def test_choice_says_what_the_other_way_takes(plan_with: PlanWith, extra: int, said: str) -> None:
    assert said in words.choice(made(extra))


def test_choice_without_another_way_names_none() -> None:
    text = words.choice(made(None, None))
    assert "None" not in text
    assert "more" not in text


def test_answer_of_an_empty_plan_is_that_nothing_is_left(odd_plan: Plan) -> None:
    assert words.answer(replace(odd_plan, steps=())).startswith("Nothing is left to learn")


def test_answer_has_hours_steps_pace_and_all_three_days(odd_plan: Plan) -> None:
    text = words.answer(odd_plan)
    plan = odd_plan
    for part in (
        f"{words.in_hours(plan.hours.likely)} h of study",
        f"{len(plan.steps)} steps",
        "6 h a week from 2027-01-04",
        *map(str, plan.finish),
    ):
        assert part in text


def test_all_that_is_assumed_is_said(odd_plan: Plan) -> None:
    text = " ".join(words.assumptions(odd_plan))
    assert "6 h a week is assumed" in text
    assert "2027-01-04, today, is assumed" in text


def test_what_was_stated_is_not_called_assumed(plan_with: PlanWith) -> None:
    text = " ".join(words.assumptions(plan_with("Harmless name")))
    assert "6 h a week is assumed" in text
    assert "today" not in text


def test_missing_estimates_are_told_with_their_share(plan_with: PlanWith) -> None:
    plan = plan_with("Harmless name")
    (sentence,) = (one for one in words.assumptions(plan) if "no estimate" in one)
    assert sentence.startswith(f"{words.in_hours(plan.assumed_minutes)} h (")


def test_levels_of_one_skill_are_owned_as_one(odd_plan: Plan) -> None:
    owned = words.owned(odd_plan)
    assert sum(item.minutes for item in owned) == odd_plan.saved_minutes
    assert [item.minutes for item in owned] == sorted((i.minutes for i in owned), reverse=True)
    assert len({item.name for item in owned}) == len(owned)


def test_curve_rises_from_the_start_to_everything(odd_plan: Plan) -> None:
    points = list(words.curve(odd_plan))
    assert (points[0].share, points[0].minutes) == (odd_plan.ready_at_start, 0)
    assert (points[-1].share, points[-1].minutes) == (1.0, odd_plan.hours.likely)
    for name in ("share", "minutes"):
        values = [getattr(point, name) for point in points]
        assert values == sorted(set(values))


def test_what_may_be_known_already_is_not_counted_as_saved_but_asked_about() -> None:
    """Who knows one of three clouds and needs more of one may be taught what they know."""
    catalog = load_catalog()
    profile = Profile(have=("devops-engineer",), target=("cloud-engineer",))
    plan = make_plan(catalog, profile, today=datetime.date(2027, 1, 4))
    taught = {step.competency for step in plan.steps}
    assert all(taught.isdisjoint(item.options) for item in plan.carried)
    (asked,) = (one for one in words.assumptions(plan) if "--have" in one)
    assert "aws@awareness and aws@working" in asked
