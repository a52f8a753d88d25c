"""Weeks are filled to the brim, never beyond it, and never where somebody is away."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.deadline import meets
from planner.estimate import duration
from planner.model import GRAIN, Hours
from planner.problems import NoSuchPlan
from planner.schedule import Calendar, Days

from .catalogs import certain

DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY
checked = settings(derandomize=True, deadline=None, max_examples=120, database=None)

starts = st.dates(datetime.date(2023, 1, 1), datetime.date(2036, 12, 31))
works = st.lists(st.integers(0, 900).map(lambda grains: grains * GRAIN), max_size=12)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A start, a pace, and absences that may overlap, in any order."""
    start = draw(starts)
    begins = draw(st.lists(st.integers(-20, 150), max_size=4))
    away = [(start + n * DAY, start + (n + draw(st.integers(0, 30))) * DAY) for n in begins]
    return Calendar(start, draw(st.integers(15, 6_000)), tuple(away))


# --- the oracle: one week at a time, by the words of the module


def capacity(calendar: Calendar, first: datetime.date) -> int:
    """A seventh for every day that is free, to the nearest grain; halves up."""
    days = [first + number * DAY for number in range(7)]
    free = sum(not any(a <= day <= z for a, z in calendar.away) for day in days)
    if free == 7:
        return calendar.minutes_per_week
    return (2 * calendar.minutes_per_week * free + 7 * GRAIN) // (14 * GRAIN) * GRAIN


def weeks(calendar: Calendar) -> Iterator[tuple[datetime.date, int]]:
    """First day of each week, and what has been free from the start to its end."""
    first, total = calendar.start, 0
    while True:
        total += capacity(calendar, first)
        yield first, total
        first += WEEK


def expected(calendar: Calendar, begun: int, done: int) -> Days:
    """The first week with anything left after `begun` minutes, and the one that reaches `done`."""
    first = next(day for day, total in weeks(calendar) if total > begun)
    last = next(day for day, total in weeks(calendar) if total >= done)
    return first, last + WEEK - DAY


# --- laying work


@checked
@given(calendars(), works)
def test_work_lies_in_the_weeks_that_have_room_for_it(calendar: Calendar, work: list[int]) -> None:
    ends = [0, *accumulate(work)]
    for days, (begun, done) in zip(calendar.lay(work), pairwise(ends), strict=True):
        if done > begun:
            assert days == expected(calendar, begun, done)


@checked
@given(calendars(), works)
def test_nothing_begins_or_ends_in_a_week_fully_away(calendar: Calendar, work: list[int]) -> None:
    for minutes, (first, last) in zip(work, calendar.lay(work), strict=True):
        if minutes:
            assert capacity(calendar, first) > 0
            assert capacity(calendar, last - WEEK + DAY) > 0


@checked
@given(calendars(), works)
def test_no_week_holds_more_than_its_capacity(calendar: Calendar, work: list[int]) -> None:
    """What lies within a span of weeks fits into the span."""
    laid = calendar.lay(work)
    ends = {last for _, last in laid}
    for end in ends:
        inside = sum(minutes for minutes, (_, last) in zip(work, laid, strict=True) if last <= end)
        room = next(total for first, total in weeks(calendar) if first + WEEK - DAY == end)
        assert inside <= room


@checked
@given(calendars(), works)
def test_later_work_never_lies_earlier(calendar: Calendar, work: list[int]) -> None:
    laid = calendar.lay(work)
    assert all(first <= last for first, last in laid)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(laid))


@checked
@given(calendars(), works)
def test_days_are_whole_weeks_from_the_start(calendar: Calendar, work: list[int]) -> None:
    for first, last in calendar.lay(work):
        assert (first - calendar.start).days % 7 == 0
        assert ((last - calendar.start).days + 1) % 7 == 0


@checked
@given(calendars(), works)
def test_the_last_piece_ends_where_all_of_it_does(calendar: Calendar, work: list[int]) -> None:
    if sum(work):
        pieces = [minutes for minutes in work if minutes]
        assert calendar.lay(pieces)[-1][1] == calendar.end(sum(work))


@checked
@given(calendars(), st.integers(0, 30_000), st.integers(0, 30_000))
def test_more_work_never_ends_earlier(calendar: Calendar, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert calendar.end(less) <= calendar.end(more)


@checked
@given(calendars(), st.integers(1, 30_000))
def test_an_absence_never_makes_it_earlier(calendar: Calendar, minutes: int) -> None:
    always_there = Calendar(calendar.start, calendar.minutes_per_week)
    assert always_there.end(minutes) <= calendar.end(minutes)


# --- counting what is free


@checked
@given(calendars(), st.integers(1, 30_000))
def test_work_fits_until_its_end_and_not_until_the_week_before(
    calendar: Calendar, minutes: int
) -> None:
    end = calendar.end(minutes)
    assert calendar.minutes_until(end) >= minutes
    assert calendar.minutes_until(end - WEEK) < minutes


@checked
@given(calendars(), st.integers(-10, 200))
def test_a_day_more_never_leaves_less_time(calendar: Calendar, days: int) -> None:
    day = calendar.start + days * DAY
    assert calendar.minutes_until(day) <= calendar.minutes_until(day + DAY)


@checked
@given(calendars(), st.integers(0, 200))
def test_a_day_away_is_no_time(calendar: Calendar, days: int) -> None:
    day = calendar.start + days * DAY
    if any(first <= day <= last for first, last in calendar.away) and day > calendar.start:
        assert calendar.minutes_until(day) == calendar.minutes_until(day - DAY)


def test_nothing_is_free_before_the_start() -> None:
    calendar = Calendar(datetime.date(2027, 1, 4), 360)
    assert calendar.minutes_until(datetime.date(2027, 1, 3)) == 0
    assert calendar.minutes_until(datetime.date(2027, 1, 4)) == 51
    assert calendar.minutes_until(datetime.date(2027, 1, 10)) == 360


# --- ends of years, and of time


def test_weeks_go_on_over_the_end_of_a_year() -> None:
    calendar = Calendar(datetime.date(2026, 12, 28), 360)
    assert calendar.lay([360, 360]) == [
        (datetime.date(2026, 12, 28), datetime.date(2027, 1, 3)),
        (datetime.date(2027, 1, 4), datetime.date(2027, 1, 10)),
    ]


def test_a_holiday_over_the_end_of_a_year_is_one() -> None:
    away = ((datetime.date(2026, 12, 21), datetime.date(2027, 1, 10)),)
    calendar = Calendar(datetime.date(2026, 12, 14), 360, away)
    assert calendar.end(361) == datetime.date(2027, 1, 17)


def test_the_leap_day_is_a_day() -> None:
    calendar = Calendar(datetime.date(2028, 2, 28), 420)
    assert calendar.end(420) == datetime.date(2028, 3, 5)
    assert calendar.minutes_until(datetime.date(2028, 2, 29)) == 120


def test_what_ends_after_the_last_year_is_no_plan() -> None:
    calendar = Calendar(datetime.date(9998, 1, 1), 60)
    with pytest.raises(NoSuchPlan, match="more hours a week"):
        calendar.end(60 * 110)


def test_somebody_who_is_always_away_has_no_plan() -> None:
    away = ((datetime.date(9990, 1, 1), datetime.date.max),)
    with pytest.raises(NoSuchPlan, match="does not end"):
        Calendar(datetime.date(9990, 1, 1), 360, away).end(3)


def test_no_work_ends_in_the_first_week() -> None:
    assert Calendar(datetime.date(2027, 1, 4), 360).end(0) == datetime.date(2027, 1, 10)


# --- deadlines


@checked
@given(calendars(), st.integers(1, 300), st.integers(60, 30_000))
def test_the_pace_that_is_named_would_do(calendar: Calendar, days: int, minutes: int) -> None:
    """At that many hours a week the deadline is met by half, or by most; half an hour less fails."""
    day = calendar.start + days * DAY
    total = duration([Hours(minutes // 2, minutes, 2 * minutes)], sigma=0.0)
    free = calendar.minutes_until(day)
    if not free or free < minutes // 2:
        with pytest.raises(NoSuchPlan, match="the earliest finish is"):
            meets(day, calendar, total)
        assert meets(day, calendar, total, hopeless=True).probability < 0.01
        return
    chance = meets(day, calendar, total)
    assert chance.probability == total.within(free)
    for pace, share in ((chance.for_half, 0.5), (chance.for_most, 0.8)):
        stretched = free * 60 / calendar.minutes_per_week
        assert pace * stretched >= total.quantile(share)
        assert (pace - 0.5) * stretched < total.quantile(share)


def test_nothing_left_to_learn_meets_any_deadline() -> None:
    calendar = Calendar(datetime.date(2027, 1, 4), 360)
    nothing = duration([])
    assert meets(datetime.date(2020, 1, 1), calendar, nothing).probability == 1.0


def test_a_deadline_before_the_start_is_too_soon() -> None:
    calendar = Calendar(datetime.date(2027, 1, 4), 360)
    with pytest.raises(NoSuchPlan, match="0 h are free"):
        meets(datetime.date(2027, 1, 3), calendar, duration([certain(60)]))
