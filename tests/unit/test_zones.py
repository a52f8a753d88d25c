"""The description of a time zone says what the zone says, at every moment it is asked about."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.render.zones import observances

ZONES = (
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Pacific/Chatham",
    "UTC",
)
UTC = datetime.UTC


@settings(derandomize=True, deadline=None, database=None, max_examples=60)
@given(
    st.sampled_from(ZONES),
    st.dates(datetime.date(2020, 1, 1), datetime.date(2060, 1, 1)),
    st.integers(0, 900 * 24 * 60),
    st.floats(0, 1),
)
def test_the_latest_onset_before_a_moment_has_its_offset(
    name: str, first: datetime.date, minutes: int, part: float
) -> None:
    begin = datetime.datetime.combine(first, datetime.time(), UTC)
    moment = begin + datetime.timedelta(minutes=int(minutes * part))
    found = list(observances(name, begin, begin + datetime.timedelta(minutes=minutes)))
    begun = [(one.onset - one.before).replace(tzinfo=UTC) for one in found]
    assert begun == sorted(begun)
    assert begun[0] <= begin
    holds = [one for one, onset in zip(found, begun, strict=True) if onset <= moment][-1]
    assert holds.offset == moment.astimezone(ZoneInfo(name)).utcoffset()


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("Europe/Berlin", ["2027-03-28 02:00:00", "2027-10-31 03:00:00"]),
        ("America/New_York", ["2027-03-14 02:00:00", "2027-11-07 02:00:00"]),
        ("Asia/Kolkata", []),
    ],
)
def test_the_clock_changes_by_the_time_it_shows_just_before(name: str, changes: list[str]) -> None:
    """The published changes of 2027."""
    year = datetime.datetime(2027, 1, 2, tzinfo=UTC), datetime.datetime(2027, 12, 30, tzinfo=UTC)
    first, *others = observances(name, *year)
    assert (first.before, first.daylight) == (first.offset, False)
    assert [str(one.onset) for one in others] == changes
    assert [one.daylight for one in others] == [True, False][: len(changes)]
