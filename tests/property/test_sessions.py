"""Sessions, absences, lighter times and several skills at once, against days counted one by one."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.deadline import meets
from planner.estimate import duration
from planner.model import GRAIN, Hours
from planner.plan import Plan
from planner.problems import NoSuchPlan
from planner.profile import Lighter, Session
from planner.render import mermaid, words
from planner.schedule import Calendar, Part, Slot

from .catalogs import GOAL, Size, planned, seeded

DAY = datetime.timedelta(days=1)
MONDAY = datetime.date(2027, 1, 4)
checked = settings(derandomize=True, deadline=None, max_examples=60, database=None)

TURNS = (datetime.date(2026, 12, 30), datetime.date(2028, 2, 27), datetime.date(2032, 12, 27))
"""Days shortly before the end of a year or a leap day."""

starts = st.sampled_from(TURNS) | st.dates(datetime.date(2024, 1, 1), datetime.date(2034, 12, 31))
clocks = st.none() | st.integers(0, 23).map(datetime.time)
quarters = st.integers(0, 60).map(lambda number: number / 4)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Session, ...]:
    """One to five sessions, of which two may be on one day."""
    one = st.builds(Session, weekday=st.integers(0, 6), minutes=st.integers(1, 240), at=clocks)
    sessions = draw(st.lists(one, min_size=1, max_size=5))
    return tuple(sorted(sessions, key=lambda s: (s.weekday, s.at is None, s.at or datetime.time())))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    start = draw(starts)

    def days(longest: int) -> tuple[datetime.date, datetime.date]:
        first = start + draw(st.integers(-10, 90)) * DAY
        return first, first + draw(st.integers(0, longest)) * DAY

    week = draw(st.just(()) | weeks())
    minutes = sum(one.minutes for one in week) or draw(st.integers(15, 2_400))
    away = tuple(days(25) for _ in range(draw(st.integers(0, 3))))
    lighter = tuple(Lighter(*days(60), draw(quarters)) for _ in range(draw(st.integers(0, 2))))
    begin = draw(st.none() | st.integers(-5, 60).map(lambda number: start + number * DAY))
    return Calendar(start, minutes, away, week, lighter, begin)


# --- the oracle: a day at a time, in fractions


def share(calendar: Calendar, day: datetime.date) -> Fraction:
    """What part of the usual pace a day has."""
    if day < calendar.start or (calendar.begin and day < calendar.begin):
        return Fraction(0)
    if any(first <= day <= last for first, last in calendar.away):
        return Fraction(0)
    for one in reversed(calendar.lighter):
        if one.first <= day <= one.last:
            return Fraction(one.hours_per_week) * 60 / calendar.minutes_per_week
    return Fraction(1)


def room(calendar: Calendar, first: datetime.date, last: datetime.date) -> int:
    """Minutes from the first to the last of some days of one week from the start."""
    number = (last - first).days + 1
    days = [first + ahead * DAY for ahead in range(number)]
    if calendar.week:
        return sum(
            int(session.minutes * share(calendar, day))
            for day in days
            for session in calendar.week
            if session.weekday == day.weekday()
        )
    all_of_it = sum(share(calendar, day) for day in days)
    if all_of_it == 7:
        return calendar.minutes_per_week
    minutes = calendar.minutes_per_week * all_of_it / 7
    return int(minutes / GRAIN + Fraction(1, 2)) * GRAIN


@dataclass(frozen=True)
class Count:
    """What is free by the end of each day from the start on."""

    days: list[datetime.date]
    free: list[int]

    def until(self, day: datetime.date) -> int:
        at = (day - self.days[0]).days
        return self.free[at] if at >= 0 else 0

    def reached(self, minutes: float) -> datetime.date:
        return self.days[bisect_left(self.free, max(minutes, 1))]


def counted(calendar: Calendar, number: int) -> Count:
    days = [calendar.start + ahead * DAY for ahead in range(number)]
    free, before = [], 0
    for ahead, day in enumerate(days):
        monday = calendar.start + ahead // 7 * 7 * DAY
        free.append(before + room(calendar, monday, day))
        if ahead % 7 == 6:
            before = free[-1]
    return Count(days, free)


# --- what is free


@checked
@given(calendars(), st.integers(-10, 250))
def test_free_minutes_until_a_day_are_those_of_its_days(calendar: Calendar, ahead: int) -> None:
    day = calendar.start + ahead * DAY
    assert calendar.minutes_until(day) == counted(calendar, 251).until(day)


@checked
@given(calendars(), st.integers(1, 6_000))
def test_minutes_are_reached_on_the_day_that_the_count_says(
    calendar: Calendar, minutes: int
) -> None:
    count = counted(calendar, 300)
    assume(count.free[-1] >= minutes)
    assert calendar.reached(minutes) == count.reached(minutes)


@checked
@given(calendars())
def test_past_weeks_are_those_that_had_time(calendar: Calendar) -> None:
    whole = Calendar(
        calendar.start, calendar.minutes_per_week, calendar.away, calendar.week, calendar.lighter
    )
    first, expected = calendar.start, []
    while calendar.begin and first + 7 * DAY <= calendar.begin:
        if room(whole, first, first + 6 * DAY):
            expected.append((first, first + 6 * DAY))
        first += 7 * DAY
    assert calendar.past_weeks() == expected


def some_slots(calendar: Calendar) -> Iterator[Slot]:
    """Those of the first 200 days."""
    for slot in calendar.slots():
        if slot.first > calendar.start + 200 * DAY:
            return
        yield slot


@checked
@given(calendars())
def test_slots_have_whole_minutes_in_days_that_have_time(calendar: Calendar) -> None:
    last = calendar.start - DAY
    for slot in some_slots(calendar):
        assert isinstance(slot.minutes, int)
        assert slot.minutes > 0
        assert slot.first >= calendar.first_day
        assert slot.first >= last if calendar.week else slot.first > last
        last = slot.last
        if calendar.week:
            assert slot.first == slot.last
            assert share(calendar, slot.first) > 0
            assert (slot.first.weekday(), slot.at) in {
                (one.weekday, one.at) for one in calendar.week
            }


@checked
@given(calendars())
def test_slots_have_what_their_days_have(calendar: Calendar) -> None:
    """All of it, session by session or week by week, and no slot is missing."""
    minutes: dict[datetime.date, int] = {}
    for slot in some_slots(calendar):
        minutes[slot.first] = minutes.get(slot.first, 0) + slot.minutes
    expected: dict[datetime.date, int] = {}
    for ahead in range(201):
        day = calendar.start + ahead * DAY
        rest = 0 if calendar.week else 6 - ahead % 7
        if day >= calendar.first_day and (calendar.week or not ahead % 7 or not expected):
            expected[day] = room(calendar, day, day + rest * DAY)
    assert minutes == {day: value for day, value in expected.items() if value}


# --- what was studied already


@checked
@given(calendars(), st.lists(st.tuples(st.integers(0, 6), st.integers(1, 400)), max_size=3))
def test_what_is_studied_and_what_is_planned_are_together_never_over_capacity(
    calendar: Calendar, logged: list[tuple[int, int]]
) -> None:
    """Of the day with sessions, and without them of the week and of what is left of it."""
    begin = calendar.first_day
    monday = begin - (begin - calendar.start).days % 7 * DAY
    sunday = monday + 6 * DAY
    days = [(monday + ahead * DAY, minutes) for ahead, minutes in logged]
    studied = tuple((day, minutes) for day, minutes in days if day <= begin)
    today = sum(minutes for day, minutes in studied if day == begin)
    this_week = sum(minutes for _, minutes in studied)
    going_on = replace(calendar, studied=studied)

    last = begin if calendar.week else sunday
    planned = sum(slot.minutes for slot in some_slots(going_on) if slot.first <= last)
    if calendar.week:
        free = room(calendar, begin, begin) - today
    else:
        week = room(calendar.from_the_start(), monday, sunday)
        free = min(room(calendar, begin, sunday) - today, week - this_week)
    assert planned == max(free, 0)
    assert going_on.minutes_until(last) == planned
    later = [slot for slot in some_slots(calendar) if slot.first > last]
    assert [slot for slot in some_slots(going_on) if slot.first > last] == later


def test_an_evening_that_was_studied_is_not_planned_again() -> None:
    saturday = datetime.date(2027, 1, 9)
    calendar = Calendar(MONDAY, 360, week=EVENINGS, begin=saturday, studied=((saturday, 180),))
    assert next(calendar.slots()).first == datetime.date(2027, 1, 12)
    rest = replace(calendar, studied=((saturday, 100),))
    assert next(rest.slots()) == Slot(saturday, saturday, 80)


def test_a_week_that_was_studied_is_not_planned_again() -> None:
    """Six hours on Monday are all of the week, on that day and on every later one of it."""
    calendar = Calendar(MONDAY, 360, begin=MONDAY, studied=((MONDAY, 360),))
    assert next(calendar.slots()).first == MONDAY + 7 * DAY
    thursday = replace(calendar, begin=MONDAY + 3 * DAY)
    assert next(thursday.slots()).first == MONDAY + 7 * DAY
    half = replace(thursday, studied=((MONDAY, 180),))
    assert next(half.slots()).minutes == 180
    assert half.minutes_until(MONDAY + 5 * DAY) == 126


# --- several skills at once


@dataclass(frozen=True)
class Work:
    minutes: list[int]
    needs: list[list[int]]
    tracks: int


@st.composite
def works(draw: st.DrawFn) -> Work:
    """A few pieces; each may need some of those before it."""
    minutes = draw(st.lists(st.integers(0, 200).map(lambda n: n * GRAIN), min_size=1, max_size=10))
    needs = [
        sorted(draw(st.sets(st.integers(0, number - 1), max_size=3))) if number else []
        for number in range(len(minutes))
    ]
    return Work(minutes, needs, draw(st.integers(1, 4)))


def laid(calendar: Calendar, work: Work) -> list[Part]:
    try:
        return calendar.laid(work.minutes, tracks=work.tracks, needs=work.needs)[1]
    except NoSuchPlan:
        assume(False)
        raise


def spans(parts: list[Part]) -> dict[int, tuple[int, int]]:
    """For each piece, the places of its first and of its last part."""
    found: dict[int, tuple[int, int]] = {}
    for at, part in enumerate(parts):
        found[part.piece] = (found.get(part.piece, (at, at))[0], at)
    return found


@checked
@given(calendars(), works())
def test_all_of_a_piece_is_laid_and_nothing_more(calendar: Calendar, work: Work) -> None:
    done = dict.fromkeys(range(len(work.minutes)), 0)
    for part in laid(calendar, work):
        assert isinstance(part.minutes, int)
        assert part.minutes > 0
        done[part.piece] += part.minutes
    assert list(done.values()) == work.minutes


@checked
@given(calendars(), works())
def test_slots_are_filled_one_after_the_other_and_never_over(
    calendar: Calendar, work: Work
) -> None:
    """Every slot but the last is full, so no time is lost to waiting."""
    parts, left = laid(calendar, work), sum(work.minutes)
    slots = calendar.slots()
    while left:
        slot, filled = next(slots), 0
        while parts and filled < slot.minutes:
            part = parts.pop(0)
            assert part.slot == slot
            filled += part.minutes
        assert filled == min(slot.minutes, left)
        left -= filled
    assert not parts


@checked
@given(calendars(), works())
def test_needs_are_done_before(calendar: Calendar, work: Work) -> None:
    """Also in a slot that both share."""
    found = spans(laid(calendar, work))
    for piece, needs in enumerate(work.needs):
        for need in needs:
            if piece in found and need in found:
                assert found[need][1] < found[piece][0]


@checked
@given(calendars(), works())
def test_no_more_are_begun_than_tracks(calendar: Calendar, work: Work) -> None:
    parts = laid(calendar, work)
    found = spans(parts).values()
    for at in range(len(parts)):
        assert sum(first <= at <= last for first, last in found) <= work.tracks


@checked
@given(calendars(), works())
def test_everything_ends_when_it_does_one_by_one(calendar: Calendar, work: Work) -> None:
    assume(sum(work.minutes))
    parts = laid(calendar, work)
    alone = calendar.laid(work.minutes)[1]
    assert parts[-1].slot == alone[-1].slot
    assert parts[-1].slot.last == calendar.end(sum(work.minutes))


@checked
@given(calendars(), works())
def test_one_by_one_each_piece_lies_where_the_count_says(calendar: Calendar, work: Work) -> None:
    count = counted(calendar, 400)
    ends = [0, *accumulate(work.minutes)]
    assume(count.free[-1] >= ends[-1] > 0)
    days = calendar.lay(work.minutes)
    for (first, last), (begun, done) in zip(days, pairwise(ends), strict=True):
        if done > begun:
            assert first <= count.reached(begun + 1)
            assert count.until(first - DAY) <= begun
            assert last >= count.reached(done)
            assert count.until(last) >= done
            if calendar.week:
                assert (first, last) == (count.reached(begun + 1), count.reached(done))


@checked
@given(calendars(), works())
def test_days_of_a_piece_are_those_of_its_parts(calendar: Calendar, work: Work) -> None:
    parts = laid(calendar, work)
    days, again = calendar.laid(work.minutes, tracks=work.tracks, needs=work.needs)
    assert again == parts
    for piece, (first, last) in spans(parts).items():
        assert days[piece] == (parts[first].slot.first, parts[last].slot.last)


def test_several_at_once_take_turns_week_by_week() -> None:
    """Two skills share a week by halves; a third begins when one of them ends."""
    parts = Calendar(MONDAY, 360).laid([360, 720, 180], tracks=2)[1]
    weeks = [((part.slot.first - MONDAY).days // 7, part.piece, part.minutes) for part in parts]
    assert weeks == [
        (0, 0, 180),
        (0, 1, 180),
        (1, 0, 180),
        (1, 2, 180),
        (2, 1, 360),
        (3, 1, 180),
    ]


def test_several_at_once_take_turns_session_by_session() -> None:
    week = (Session(1, 90), Session(3, 90))
    parts = Calendar(MONDAY, 180, week=week).laid([180, 135], tracks=2)[1]
    assert [(part.slot.first.day, part.piece, part.minutes) for part in parts] == [
        (5, 0, 90),
        (7, 1, 90),
        (12, 0, 90),
        (14, 1, 45),
    ]


# --- readiness of several at once

LARGE = Size(least=7, most=9, have=0, origin=False)
SEEDS = [n for n in range(60) if seeded(n, LARGE).profile.target == (GOAL,)]


def many_at_once(seed: int) -> tuple[Plan, Callable[[datetime.date], float]]:
    """A plan of three tracks, and what share of its target is met by a day, from the ends alone."""
    world = seeded(seed, LARGE)
    catalog = world.catalog()
    profile = replace(world.profile, start=MONDAY, hours_per_week=1.5, tracks=3)
    plan = planned(catalog, profile)
    goals: dict[frozenset[str], int] = {}
    for weight, clause in catalog.roles[GOAL].requirements("should"):
        goals.setdefault(frozenset(clause.options), weight)

    def ready_by(day: datetime.date) -> float:
        done = {step.competency for step in plan.steps if step.end <= day}
        met = sum(weight for options, weight in goals.items() if not done.isdisjoint(options))
        return met / sum(goals.values())

    return plan, ready_by


@pytest.fixture(scope="module")
def tracked() -> list[tuple[Plan, Callable[[datetime.date], float]]]:
    return [many_at_once(seed) for seed in SEEDS]


def test_readiness_of_a_step_is_what_is_met_when_it_ends(
    tracked: list[tuple[Plan, Callable[[datetime.date], float]]],
) -> None:
    assert any([step.end for step in p.steps] != sorted(s.end for s in p.steps) for p, _ in tracked)
    for plan, ready_by in tracked:
        for step in plan.steps:
            assert ready_by(step.end - DAY) - 1e-9 <= step.readiness <= ready_by(step.end) + 1e-9
            by_then = max(one.readiness for one in plan.steps if one.end <= step.end)
            assert by_then == pytest.approx(ready_by(step.end))


def test_milestones_and_tables_never_say_more_than_is_met_by_their_day(
    tracked: list[tuple[Plan, Callable[[datetime.date], float]]],
) -> None:
    for plan, ready_by in tracked:
        assert tuple(step for one in plan.milestones for step in one.steps) == plan.steps
        for milestone in plan.milestones:
            assert all(step.end <= milestone.end for step in milestone.steps)
            assert ready_by(milestone.end - DAY) <= milestone.readiness + 1e-9
            assert milestone.readiness <= ready_by(milestone.end) + 1e-9
        for point in words.curve(plan):
            if point.minutes:
                end = datetime.date.fromisoformat(point.end)
                assert point.share == pytest.approx(ready_by(end))
        assert plan.ready_at_end == pytest.approx(1)
        assert sum(plan.gains.values()) == pytest.approx(1 - plan.ready_at_start)


def test_bars_of_readiness_are_what_is_met_week_by_week(
    tracked: list[tuple[Plan, Callable[[datetime.date], float]]],
) -> None:
    for plan, ready_by in tracked:
        (bars,) = re.findall(r"^  bar \[(.*)\]$", mermaid.curve(plan), re.MULTILINE)
        shares = [float(bar) for bar in bars.split(", ")]
        weeks = [ready_by(MONDAY + (7 * week - 1) * DAY) for week in range(len(shares))]
        assert shares == [pytest.approx(100 * share, abs=0.051) for share in weeks]


# --- by hand

EVENINGS = (Session(1, 90, datetime.time(19)), Session(3, 90), Session(5, 180))


def test_sessions_go_on_over_the_end_of_a_year() -> None:
    calendar = Calendar(datetime.date(2026, 12, 29), 360, week=EVENINGS)
    days = [part.slot.first for part in calendar.laid([900])[1]]
    assert days == [
        datetime.date(2026, 12, 29),
        datetime.date(2026, 12, 31),
        datetime.date(2027, 1, 2),
        datetime.date(2027, 1, 5),
        datetime.date(2027, 1, 7),
        datetime.date(2027, 1, 9),
        datetime.date(2027, 1, 12),
        datetime.date(2027, 1, 14),
    ]


def test_the_leap_day_has_its_session() -> None:
    """2028-02-29 is a Tuesday."""
    calendar = Calendar(datetime.date(2028, 2, 28), 360, week=EVENINGS)
    first = calendar.laid([90])[1][0].slot
    assert first == Slot(
        datetime.date(2028, 2, 29), datetime.date(2028, 2, 29), 90, datetime.time(19)
    )
    assert calendar.minutes_until(datetime.date(2028, 2, 29)) == 90


def test_two_sessions_of_one_day_stay_two() -> None:
    calendar = Calendar(MONDAY, 120, week=(Session(0, 60), Session(0, 60)))
    assert [part.minutes for part in calendar.laid([120])[1]] == [60, 60]


def test_a_lighter_month_shortens_each_session() -> None:
    lighter = (Lighter(MONDAY, datetime.date(2027, 1, 31), 3),)
    calendar = Calendar(MONDAY, 360, week=EVENINGS, lighter=lighter)
    parts = calendar.laid([1080])[1]
    assert [part.minutes for part in parts] == [45, 45, 90] * 4 + [90, 90, 180]


def test_of_two_lighter_times_the_last_counts() -> None:
    month = Lighter(MONDAY, datetime.date(2027, 1, 31), 3)
    nothing = Lighter(MONDAY, datetime.date(2027, 1, 10), 0)
    assert Calendar(MONDAY, 360, lighter=(month, nothing)).end(180) == datetime.date(2027, 1, 17)
    assert Calendar(MONDAY, 360, lighter=(nothing, month)).end(180) == datetime.date(2027, 1, 10)


def test_what_is_left_of_the_first_week_is_used() -> None:
    """Going on on a Thursday: four days of the week that began on Monday."""
    calendar = Calendar(MONDAY, 420, begin=datetime.date(2027, 1, 7))
    first, second, *_ = (part.slot for part in calendar.laid([660])[1])
    assert first == Slot(datetime.date(2027, 1, 7), datetime.date(2027, 1, 10), 240)
    assert second == Slot(datetime.date(2027, 1, 11), datetime.date(2027, 1, 17), 420)


def test_nothing_at_all_to_study_in_is_no_plan() -> None:
    never = (Lighter(datetime.date(9990, 1, 1), datetime.date.max, 0),)
    with pytest.raises(NoSuchPlan, match="does not end"):
        Calendar(datetime.date(9990, 1, 1), 360, week=EVENINGS, lighter=never).end(3)


FOR_EVER = (datetime.date(2027, 1, 1), datetime.date.max)


@pytest.mark.parametrize("week", [(), EVENINGS], ids=["weeks", "sessions"])
@pytest.mark.parametrize(
    ("pause", "says"),
    [
        ({"away": (FOR_EVER,)}, "no study from 2027-01-01 to 9999-12-31.*`away`"),
        ({"lighter": (Lighter(*FOR_EVER, 0),)}, "0 h a week from 2027-01-01 to .*`lighter`"),
        ({"lighter": (Lighter(*FOR_EVER, 0.005),)}, "0.005 h a week from 2027.*`lighter`"),
    ],
    ids=["away", "nothing", "next to nothing"],
)
def test_a_pause_for_ever_is_skipped_at_once_and_named(
    week: tuple[Session, ...], pause: dict[str, Any], says: str
) -> None:
    asked: list[datetime.date] = []

    class Counting(Calendar):
        def _share(self, day: datetime.date) -> float:
            asked.append(day)
            return Calendar._share(self, day)

    with pytest.raises(NoSuchPlan) as raised:
        Counting(MONDAY, 360, week=week, **pause).end(3)
    (problem,) = raised.value.problems
    assert re.search(says, str(problem), re.DOTALL)
    assert len(asked) < 50


def test_after_centuries_away_it_goes_on() -> None:
    away = ((MONDAY, datetime.date(2999, 12, 31)),)
    assert Calendar(MONDAY, 360, away, EVENINGS).end(90) == datetime.date(3000, 1, 2)
    assert Calendar(MONDAY, 350, away).end(3) == datetime.date(3000, 1, 5)


def test_many_past_weeks_are_looked_through_once() -> None:
    """Somebody who comes back after twenty years waits no longer for it."""
    calendar = Calendar(MONDAY, 360, week=EVENINGS, begin=MONDAY + 20 * 364 * DAY)
    assert len(calendar.past_weeks()) == 20 * 52


# --- deadlines


@checked
@given(calendars(), st.integers(20, 300), st.integers(60, 12_000))
def test_the_pace_that_is_named_would_do(calendar: Calendar, days: int, minutes: int) -> None:
    """Of a lighter time only the rest can be sped up."""
    day = calendar.start + days * DAY
    total = duration([Hours(minutes // 2, minutes, 2 * minutes)])
    if not (free := calendar.minutes_until(day)) or free < total.least:
        assert total.within(free) < 0.001
        with pytest.raises(NoSuchPlan, match=r"fastest of 1,000|; 0 h are free"):
            meets(day, calendar, total)
        return
    chance = meets(day, calendar, total)
    assert chance.probability == total.within(calendar.minutes_until(day))
    for hours, wanted in ((chance.for_half, 0.5), (chance.for_most, 0.8)):
        if 0 < hours < 1_000:
            faster = at_pace(calendar, round(hours * 60) + 2)
            assert total.within(faster.minutes_until(day) + slack(days)) >= wanted


def at_pace(calendar: Calendar, minutes: int) -> Calendar:
    """The same person with as many minutes a week; a week's sessions grow alike."""
    factor = Fraction(minutes, calendar.minutes_per_week)
    week = tuple(one._replace(minutes=int(one.minutes * factor) + 1) for one in calendar.week)
    return Calendar(
        calendar.start,
        sum(one.minutes for one in week) or minutes,
        calendar.away,
        week,
        calendar.lighter,
        calendar.begin,
    )


def slack(days: int) -> int:
    """What rounding to whole minutes and grains may take, up to five sessions a week."""
    return (days // 7 + 1) * 8
