"""Ahead or behind: what is done against what the calendar had room for."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pytest

from planner import Catalog, Profile, Settings, load_catalog, make_plan
from planner.model import Hours
from planner.profile import Finished, Lighter, Progress, Session
from planner.render import answers
from planner.status import Status, status
from tests.catalog_files import written

MONDAY = datetime.date(2027, 1, 4)
DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY
SIX = Hours(360, 360, 360)

FILES = {
    "catalog": "name: Small\n",
    **{f"area/{id}": "hours: 6\n" for id in ("one", "two", "three", "four", "five")},
    "area/other": "hours: 6\nrequires: [one]\n",
    "roles/goal": "requires: {must: [one, two, three, four]}\n",
}
"""At 6 hours a week every skill takes a week."""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("catalog")
    return load_catalog(written(folder, FILES))


def progress(
    *skills: str, studied: Mapping[str, int] | None = None, on: datetime.date = MONDAY
) -> Progress:
    """Skills finished on one day, as estimated and without a log; and minutes put into others."""
    finished = tuple(
        Finished(competency=f"{skill}@working", on=on, estimate=SIX) for skill in skills
    )
    begun = {f"{skill}@working": minutes for skill, minutes in (studied or {}).items()}
    days: Collection[datetime.date] = {on} if finished or begun else ()
    return Progress(
        finished=finished, studied=begun, minutes=sum(begun.values()), days=frozenset(days)
    )


def on_day(
    catalog: Catalog, today: datetime.date, done: Progress, target: str = "goal", **changes: Any
) -> Status:
    profile = Profile(target=(target,), start=MONDAY, hours_per_week=6.0, progress=done, **changes)
    return status(catalog, profile, today=today, settings=Settings())


def text(found: Status) -> str:
    return "\n".join(indent + line for indent, line in answers.status(found))


# --- ahead and behind


@pytest.mark.parametrize("weeks", [1, 2, 3])
@pytest.mark.parametrize("done", [1, 2, 3])
def test_a_week_of_work_is_a_week_of_the_calendar(catalog: Catalog, weeks: int, done: int) -> None:
    skills = ("one", "two", "three")[:done]
    found = on_day(catalog, MONDAY + weeks * WEEK, progress(*skills))
    assert found.days == 7 * (done - weeks)
    assert (found.done_minutes, found.all_minutes) == (done * 360, 4 * 360)
    assert not found.exact


@pytest.mark.parametrize(
    ("weeks", "done", "says"),
    [
        (2, 2, "You are on time."),
        (2, 3, "You are 7 days ahead of the calendar."),
        (3, 1, "You are 14 days behind the calendar."),
    ],
)
def test_it_is_said_in_words(catalog: Catalog, weeks: int, done: int, says: str) -> None:
    skills = ("one", "two", "three")[:done]
    assert says in text(on_day(catalog, MONDAY + weeks * WEEK, progress(*skills)))


def test_what_was_known_before_counts_as_no_work_when_it_is_recorded_all_the_same(
    catalog: Catalog,
) -> None:
    found = on_day(catalog, MONDAY + WEEK, progress("other", "one"), have=("other",))
    assert (found.done_minutes, found.all_minutes, found.days) == (0, 3 * 360, -7)


def test_less_than_a_week_is_on_time_where_weeks_are_planned(catalog: Catalog) -> None:
    found = on_day(catalog, MONDAY + WEEK + 3 * DAY, progress("one"))
    assert found.days == -3
    assert "You are on time." in text(found)


def test_sessions_count_days(catalog: Catalog) -> None:
    """Tuesdays and Fridays: with one skill done, the first is behind on the next Saturday only."""
    week = (Session(1, 180), Session(4, 180))
    for ahead, days, says in (
        (5, 0, "You are on time."),
        (4, 1, "You are 1 day ahead of the calendar."),
        (8, -3, "You are 3 days behind the calendar."),
    ):
        profile = Profile(target=("goal",), start=MONDAY, week=week, progress=progress("one"))
        today = MONDAY + ahead * DAY
        found = status(catalog, profile, today=today, settings=Settings())
        assert (found.days, found.exact) == (days, True)
        assert says in text(found)


def test_a_holiday_is_no_delay(catalog: Catalog) -> None:
    """Two weeks away: what is done in the third week is done as planned."""
    away = ((MONDAY, MONDAY + 2 * WEEK - DAY),)
    found = on_day(catalog, MONDAY + 3 * WEEK, progress("one"), away=away)
    assert found.days == 0
    nothing = (Lighter(*away[0], 0.0),)
    assert on_day(catalog, MONDAY + 3 * WEEK, progress("one"), lighter=nothing).days == 0


def test_begun_work_counts(catalog: Catalog) -> None:
    """Three of six hours are half a week."""
    found = on_day(catalog, MONDAY + WEEK, progress(studied={"one": 180}))
    assert found.done_minutes == 180
    assert found.all_minutes == 4 * 360
    assert found.days == -3
    assert "- begun: one (working), about 3 h left" in text(found)


def test_more_study_than_estimated_is_not_more_than_all_of_it(catalog: Catalog) -> None:
    """Twenty hours put into six are nine tenths of the six, until it is finished."""
    found = on_day(catalog, MONDAY + WEEK, progress(studied={"one": 1200}))
    assert (found.done_minutes, found.all_minutes) == (324, 4 * 360)


def test_nothing_done_is_behind_since_the_first_day_with_time(catalog: Catalog) -> None:
    found = on_day(catalog, MONDAY + 2 * WEEK, progress())
    assert (found.done_minutes, found.days) == (0, -14)
    away = ((MONDAY, MONDAY + WEEK - DAY),)
    assert on_day(catalog, MONDAY + 2 * WEEK, progress(), away=away).days == -7


# --- the ends


@pytest.mark.parametrize("ahead", [-30, -1, 0])
def test_before_the_first_day_is_over_there_is_no_delay(catalog: Catalog, ahead: int) -> None:
    found = on_day(catalog, MONDAY + ahead * DAY, progress())
    assert found.days is None
    assert "It begins on 2027-01-04." in text(found)


def test_finished_is_neither_ahead_nor_behind(catalog: Catalog) -> None:
    found = on_day(catalog, MONDAY + 9 * WEEK, progress("one", "two", "three", "four"))
    assert found.days is None
    assert found.done_minutes == found.all_minutes == 4 * 360
    assert "Nothing is left to learn" in text(found)
    assert "behind" not in text(found)
    assert "100 %" in text(found)


def test_nothing_to_do_at_all_is_all_of_it(catalog: Catalog) -> None:
    found = on_day(catalog, MONDAY, progress(), have=("goal",))
    assert (found.done_minutes, found.all_minutes, found.days) == (0, 0, None)
    assert "100 %" in text(found)


# --- other targets


def test_what_another_target_asked_for_is_told_besides(catalog: Catalog) -> None:
    """It is not lost, and it brings nobody nearer to this one: the dates say so too."""
    found = on_day(catalog, MONDAY + 2 * WEEK, progress("one", "two"), target="five")
    assert (found.done_minutes, found.all_minutes, found.besides) == (0, 360, 720)
    assert found.days == -14
    assert "Besides the plan: 12 h." in text(found)
    kept = on_day(catalog, MONDAY + 2 * WEEK, progress("one", "two"), target="other")
    assert (kept.done_minutes, kept.all_minutes, kept.besides) == (360, 720, 360)
    assert answers.status_data(kept)["hours_besides"] == 6


def test_more_than_asked_for_is_not_ahead(catalog: Catalog) -> None:
    found = on_day(catalog, MONDAY + WEEK, progress("one", "five"))
    assert (found.done_minutes, found.besides, found.days) == (360, 360, 0)


# --- beside it


def test_finish_at_the_start_is_that_of_the_first_plan(catalog: Catalog) -> None:
    profile = Profile(target=("goal",), start=MONDAY, hours_per_week=6.0)
    first = make_plan(catalog, profile, today=MONDAY)
    late = on_day(catalog, MONDAY + 5 * WEEK, progress("one"))
    assert late.finish_at_start == first.finish
    assert late.plan.finish.p50 == MONDAY + 8 * WEEK - DAY > first.finish.p50
    assert f"half of the learners would finish by {first.finish.p50}" in text(late)


def test_the_plan_is_the_one_that_is_made_today(catalog: Catalog) -> None:
    today, done = MONDAY + 3 * WEEK, progress("one")
    profile = Profile(target=("goal",), start=MONDAY, hours_per_week=6.0, progress=done)
    found = on_day(catalog, today, done)
    assert found.plan == make_plan(catalog, profile, today=today)


def test_the_pace_is_told_once_something_is_logged(catalog: Catalog) -> None:
    slow = Finished(competency="one@working", on=MONDAY, minutes=720, estimate=SIX)
    logged = Progress(finished=(slow,), minutes=720, days=frozenset({MONDAY}))
    found = on_day(catalog, MONDAY + WEEK, logged)
    assert "Your pace: you take 1.67 x the estimates, from 1 finished step." in text(found)
    assert "- one (working), 2027-01-04, 12 h logged" in text(found)
    without = on_day(catalog, MONDAY + WEEK, progress("one"))
    assert "Your pace" not in text(without)
    assert found.plan.finish.p50 > without.plan.finish.p50
    assert found.days == without.days == 0


def test_as_data_it_says_the_same(catalog: Catalog) -> None:
    found = on_day(catalog, MONDAY + 3 * WEEK, progress("one", on=MONDAY + 2 * DAY))
    data = answers.status_data(found)
    assert data["hours_done"] == 6
    assert data["hours_left"] == 18
    assert data["days_ahead"] == -14
    assert data["finished"] == ["one@working"]
    assert data["left"] == [step.competency for step in found.plan.steps]
    assert data["missed_weeks"] == ["2027-01-11", "2027-01-18"]
    assert data["finish_at_start"]["p50"] == str(MONDAY + 4 * WEEK - DAY)
    assert (data["pace_factor"], data["pace_from_steps"]) == (1.0, 0)


def test_a_deadline_is_that_of_the_rest(catalog: Catalog) -> None:
    deadline = MONDAY + 6 * WEEK
    found = on_day(catalog, MONDAY + 2 * WEEK, progress("one"), deadline=deadline)
    assert found.plan.deadline
    assert f"Your deadline {deadline}" in text(found)
    relaxed = on_day(catalog, MONDAY + 2 * WEEK, progress("one"))
    assert replace(found, plan=relaxed.plan) == relaxed
