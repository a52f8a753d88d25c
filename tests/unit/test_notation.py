"""Short notations: every form that is understood, every one that is refused, and the way back."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.notation import (
    MAX_SESSION,
    MAX_WEEK,
    minutes_text,
    parse_days,
    parse_minutes,
    parse_period,
    parse_week,
    week_text,
)
from planner.profile import Session

quick = settings(derandomize=True, deadline=None, database=None, max_examples=100)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def clock(text: str) -> datetime.time:
    return datetime.time.fromisoformat(text)


# --- durations


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90m", 90),
        ("90 min", 90),
        ("90 minutes", 90),
        ("1 minute", 1),
        ("1h", 60),
        ("2hrs", 120),
        ("1hr", 60),
        ("1 hour", 60),
        ("2 hours", 120),
        ("1h30", 90),
        ("1h30m", 90),
        ("1 hour 30 minutes", 90),
        ("2 h 15 min", 135),
        ("1.5h", 90),
        ("1.5h30", 120),
        ("0.05h", 3),
        ("1:30", 90),
        ("0:05", 5),
        ("25:00", 1500),
        ("0m", 0),
        ("  1H30  ", 90),
    ],
)
def test_duration_is_understood(text: str, minutes: int) -> None:
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "30",
        "h",
        "m",
        "soon",
        "1h1.5m",
        "1.5m",
        "1.33h",
        "1,5h",
        "-1h",
        "+1h",
        "1e3m",
        "nanh",
        "1:60",
        "1:5",
        ":30",
        "1h30 later",
        "1h 1h",
        "1h 90",
        "1h75",
        "30m 1h",
        "\u0661h",
        "100000h",
        "9" * 5000,
        "9" * 5000 + "m",
    ],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    assert parse_minutes(text) is None


@quick
@given(st.integers(0, 60 * 99_999))
def test_minutes_as_they_are_written_are_read_back(minutes: int) -> None:
    assert parse_minutes(minutes_text(minutes)) == minutes


@quick
@given(st.integers(0, 20 * 1000))
def test_hours_with_a_fraction_are_read_to_the_minute(twentieths: int) -> None:
    """Decimal fractions have no exact binary ones: 4.1 * 60 is less than 246."""
    assert parse_minutes(f"{twentieths * 5 // 100}.{twentieths * 5 % 100:02}h") == twentieths * 3


# --- days and months


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2027-02-08..2027-02-14", "2027-02-08", "2027-02-14"),
        ("2027-02-08 .. 2027-02-14", "2027-02-08", "2027-02-14"),
        ("2027-02-08", "2027-02-08", "2027-02-08"),
        ("2027-02-08..2027-02-08", "2027-02-08", "2027-02-08"),
        ("0001-01-01..9999-12-31", "0001-01-01", "9999-12-31"),
    ],
)
def test_days_are_understood_as_such_and_as_a_period(text: str, first: str, last: str) -> None:
    assert parse_days(text) == (day(first), day(last))
    assert parse_period(text) == (day(first), day(last))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2027-02", "2027-02-01", "2027-02-28"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2027-04", "2027-04-01", "2027-04-30"),
        ("2027-07..2027-08", "2027-07-01", "2027-08-31"),
        ("2027-07-15..2027-08", "2027-07-15", "2027-08-31"),
        ("2027-07..2027-08-15", "2027-07-01", "2027-08-15"),
        ("2027-12..2028-01", "2027-12-01", "2028-01-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ],
)
def test_month_stands_for_its_first_or_last_day(text: str, first: str, last: str) -> None:
    assert parse_period(text) == (day(first), day(last))
    assert parse_days(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "2027-02-08..",
        "..2027-02-08",
        "2027-02-14..2027-02-08",
        "2027-02-08...2027-02-14",
        "2027-02-08..2027-02-14..2027-02-20",
        "2027-02-08-2027-02-14",
        "2027-02-30",
        "2027-2-8",
        "20270208",
        "2027-13",
        "2027-08..2027-07",
        "0000-01",
        "next week",
        "\u0662\u0660\u0662\u0667-02-08",
    ],
)
def test_what_is_no_range_of_days_is_refused(text: str) -> None:
    assert parse_days(text) is None
    assert parse_period(text) is None


@quick
@given(st.dates(), st.dates())
def test_range_of_days_is_read_back_if_it_runs_forward(
    one: datetime.date, other: datetime.date
) -> None:
    assert parse_days(f"{one}..{other}") == ((one, other) if one <= other else None)
    assert parse_period(f"{one}..{other}") == parse_days(f"{one}..{other}")


@quick
@given(st.dates())
def test_period_of_a_month_is_all_of_it(one: datetime.date) -> None:
    days = parse_period(f"{one:%Y-%m}".rjust(7, "0"))
    assert days is not None
    assert days[0].day == 1
    assert days[0] <= one <= days[1]
    assert days[1] == datetime.date.max or (days[1] + datetime.timedelta(days=1)).day == 1


# --- weeks


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("sat 3h", [(5, 180, None)]),
        ("tue 1h30 19:00", [(1, 90, "19:00")]),
        ("Tuesday 1:30 7:05", [(1, 90, "07:05")]),
        ("tu 2 h 15 min 23:59", [(1, 135, "23:59")]),
        ("mon 0:30", [(0, 30, None)]),
        ("mon 16:00", [(0, 960, None)]),
        ("mon-wed 1h", [(0, 60, None), (1, 60, None), (2, 60, None)]),
        ("sat-sun 1h 10:00", [(5, 60, "10:00"), (6, 60, "10:00")]),
        ("fri-fri 1h", [(4, 60, None)]),
        ("sun 1h, mon 2h", [(0, 120, None), (6, 60, None)]),
        ("mon 1h, mon 1h 20:00, mon 1h 8:00", [(0, 60, "08:00"), (0, 60, "20:00"), (0, 60, None)]),
        ("mon 1h 19:00, mon 1h 20:00", [(0, 60, "19:00"), (0, 60, "20:00")]),
        ("mon 4h 23:00, tue 1h 3:00", [(0, 240, "23:00"), (1, 60, "03:00")]),
        (" tue   1h30 ,thu 45m ", [(1, 90, None), (3, 45, None)]),
        ("mon-sat 16h, sun 4h", [*((n, 960, None) for n in range(6)), (6, 240, None)]),
    ],
)
def test_week_is_understood(text: str, sessions: list[tuple[int, int, str | None]]) -> None:
    assert parse_week(text) == tuple(
        Session(weekday, minutes, clock(at) if at else None) for weekday, minutes, at in sessions
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a part of it is empty"),
        ("mon 1h,", "a part of it is empty"),
        ("mon 1h,,tue 1h", "a part of it is empty"),
        ("someday 1h", "`someday` is no day of the week"),
        ("t 1h", "`t` is no day of the week"),
        ("s 1h", "`s` is no day of the week"),
        ("fri-mon 1h", "`fri-mon` is no day of the week"),
        ("mon- 1h", "`mon-` is no day of the week"),
        ("-mon 1h", "`-mon` is no day of the week"),
        ("mon-tue-wed 1h", "`mon-tue-wed` is no day of the week"),
        ("1h mon", "`1h` is no day of the week"),
        ("mon", "`mon` does not say how long"),
        ("mon 90", "`mon 90` does not say how long"),
        ("mon long", "`mon long` does not say how long"),
        ("mon 1h 24:00", "`mon 1h 24:00` does not say how long"),
        ("mon 0m", "`mon 0m` is not between a minute and 16 hours"),
        ("mon 16h1", "`mon 16h1` is not between a minute and 16 hours"),
        ("mon 19:00", "`mon 19:00` is not between a minute and 16 hours"),
        ("mon 8h, mon 8h1", "it has more than 16 hours on one day"),
        ("mon-sun 15h", "it has more than 100 hours"),
        ("mon 1h 19:00, mon 1h 19:59", "the session on monday overlaps the next"),
        ("mon 1h 19:00, mon 2h 19:00", "the session on monday overlaps the next"),
        ("mon 4h 23:00, tue 1h 2:59", "the session on monday overlaps the next"),
        ("sun 4h 23:00, mon 1h 0:30", "the session on sunday overlaps the next"),
    ],
)
def test_what_is_wrong_with_a_week_is_said(text: str, said: str) -> None:
    assert parse_week(text) == said


def test_what_is_wrong_with_a_very_long_text_is_said_shortly() -> None:
    said = parse_week("mon " + "very " * 5000 + "long")
    assert isinstance(said, str)
    assert len(said) < 100


CLOCKS = st.sampled_from([None, *(datetime.time(n // 60, n % 60) for n in range(0, 1440, 7))])
SESSIONS = st.builds(Session, st.integers(0, 6), st.integers(1, 400), CLOCKS)


def in_order(sessions: list[Session]) -> tuple[Session, ...]:
    """By day, those with a time first."""
    by_time = sorted(sessions, key=lambda s: (s.weekday, s.at is None, s.at or datetime.time()))
    return tuple(by_time)


def weeks() -> st.SearchStrategy[tuple[Session, ...]]:
    return st.lists(SESSIONS, min_size=1, max_size=6).map(in_order)


def allowed(week: tuple[Session, ...]) -> bool:
    """Whether a person can do this, minute by minute."""
    by_day = [sum(s.minutes for s in week if s.weekday == n) for n in range(7)]
    taken = [
        (s.weekday * 1440 + s.at.hour * 60 + s.at.minute + n) % (7 * 1440)
        for s in week
        if s.at
        for n in range(s.minutes)
    ]
    return sum(by_day) <= MAX_WEEK and max(by_day) <= MAX_SESSION and len(taken) == len(set(taken))


@quick
@given(weeks())
def test_week_is_read_back_as_it_is_written_unless_nobody_can_keep_it(
    week: tuple[Session, ...],
) -> None:
    read = parse_week(week_text(week))
    assert read == week if allowed(week) else isinstance(read, str)


@quick
@given(st.text(alphabet="montuesdy0123456789h:-, .m'\u0661\n", max_size=30) | st.text(max_size=30))
def test_no_text_breaks_a_notation(text: str) -> None:
    parse_days(text)
    parse_period(text)
    parse_minutes(text)
    week = parse_week(text)
    assert isinstance(week, str) or parse_week(week_text(week)) == week
