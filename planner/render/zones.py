"""A time zone as a calendar has to describe it: which offset holds from when."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY = datetime.timedelta(days=1)
_SECOND = datetime.timedelta(seconds=1)


class Observance(NamedTuple):
    """An offset from UTC.

    Attributes:
        onset: Local time at which it begins, by the offset `before` as RFC 5545 wants it.
        daylight: Whether it is daylight saving time.
    """

    onset: datetime.datetime
    before: datetime.timedelta
    offset: datetime.timedelta
    name: str
    daylight: bool


def observances(
    timezone: str, first: datetime.datetime, last: datetime.datetime
) -> Iterator[Observance]:
    """Every offset that holds at some time from the first to the last, in order."""
    zone = ZoneInfo(timezone)
    moment = first.astimezone(datetime.UTC).replace(microsecond=0) - _DAY
    end = last.astimezone(datetime.UTC) + _DAY
    offset = _offset(zone, moment)
    yield _observance(zone, moment, offset)
    while moment < end:
        if _offset(zone, moment + _DAY) != offset:
            change = _change(zone, moment, moment + _DAY)
            yield _observance(zone, change, offset)
            offset = _offset(zone, change)
        moment += _DAY


def _change(zone: ZoneInfo, low: datetime.datetime, high: datetime.datetime) -> datetime.datetime:
    """The first second, in UTC, with the offset of the later of two moments."""
    while high - low > _SECOND:
        middle = low + (high - low) // 2 // _SECOND * _SECOND
        if _offset(zone, middle) == _offset(zone, low):
            low = middle
        else:
            high = middle
    return high


def _observance(
    zone: ZoneInfo, moment: datetime.datetime, before: datetime.timedelta
) -> Observance:
    local = moment.astimezone(zone)
    return Observance(
        onset=moment.replace(tzinfo=None) + before,
        before=before,
        offset=_offset(zone, moment),
        name=local.tzname() or str(zone),
        daylight=bool(local.dst()),
    )


def _offset(zone: ZoneInfo, moment: datetime.datetime) -> datetime.timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None, "a zone of the system knows its offset"
    return offset
