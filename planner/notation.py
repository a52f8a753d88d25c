"""Short notations that people write in a profile and on the command line, read into values.

Days `2027-02-08..2027-02-14`, months `2027-07..2027-08`, durations `1h30`, and the weekly pattern
`tue 1h30 19:00, thu 1h30, sat 3h`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from planner.profile import Session
from planner.shape import as_date, shortened

Days = tuple[datetime.date, datetime.date]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_SESSION = 16 * 60
"""Minutes; nobody studies longer than this on one day."""
MAX_WEEK = 100 * 60
"""Minutes; more than this is not a plan for anybody."""

_DURATION = re.compile(
    r"(?:(?P<hours>[0-9]{1,5}(?:\.[0-9]{1,4})?)\s*h(?:ours?|rs?)?)?"
    r"\s*(?:(?P<minutes>[0-9]{1,6})\s*(?:m(?:in(?:utes?)?)?)?)?"
)


def parse_days(text: str) -> Days | None:
    """The first and last day written as `2027-02-08..2027-02-14`, or one day; None if neither."""
    first, dots, last = text.partition("..")
    days = as_date(first.strip()), as_date((last if dots else first).strip())
    if days[0] is None or days[1] is None or days[1] < days[0]:
        return None
    return days[0], days[1]


def parse_period(text: str) -> Days | None:
    """Days as `parse_days` reads them, where a month may stand for its first or last day."""
    first, dots, last = text.partition("..")
    begin, end = _month(first.strip()), _month((last if dots else first).strip())
    if begin is None or end is None or end[1] < begin[0]:
        return None
    return begin[0], end[1]


def _month(text: str) -> Days | None:
    """A day as itself, a month as its first and last day."""
    day = as_date(text)
    if day:
        return day, day
    first = as_date(f"{text}-01")
    if first is None:
        return None
    last = first.replace(day=28) + datetime.timedelta(days=3)
    while last.month != first.month:
        last -= datetime.timedelta(days=1)
    return first, last


def parse_minutes(text: str) -> int | None:
    """Whole minutes of `90m`, `1h30`, `1.5h`, `2 h 15 min` or `1:30`; None if it is none of these.

    >>> parse_minutes("1h30"), parse_minutes("90m"), parse_minutes("1:30"), parse_minutes("1h75")
    (90, 90, 90, None)
    """
    text = text.strip().lower()
    clock = re.fullmatch(r"([0-9]{1,4}):([0-5][0-9])", text)
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    if re.fullmatch(r"[0-9]+", text):
        return None
    match = _DURATION.fullmatch(text)
    if not match or not text:
        return None
    if match["hours"] and int(match["minutes"] or 0) >= 60:
        return None
    minutes = Fraction(match["hours"] or 0) * 60 + int(match["minutes"] or 0)
    return int(minutes) if minutes == int(minutes) else None


def parse_week(text: str) -> tuple[Session, ...] | str:
    """The sessions of a week, or what is wrong with the text.

    Each part names a day (`tue`, `Tuesday`) or days (`mon-fri`), how long, and perhaps when.

    >>> parse_week("sat 3h, tue 1h30 19:00")
    (Session(weekday=1, minutes=90, at=datetime.time(19, 0)), Session(weekday=5, minutes=180, at=None))
    """
    sessions: list[Session] = []
    for part in text.split(","):
        found = _sessions(part.strip())
        if isinstance(found, str):
            return found
        sessions += found
    sessions.sort(key=lambda one: (one.weekday, one.at is None, one.at or datetime.time.min))
    return _fault(sessions) or tuple(sessions)


def _sessions(part: str) -> list[Session] | str:
    shown = shortened(part)
    words = part.lower().split()
    if not words:
        return "a part of it is empty"
    days = _weekdays(words[0])
    if days is None:
        return f"`{shortened(words[0])}` is no day of the week"
    at = None
    rest = words[1:]
    if len(rest) > 1 and (clock := _time(rest[-1])):
        at = clock
        rest = rest[:-1]
    minutes = parse_minutes(" ".join(rest)) if rest else None
    if minutes is None:
        return f"`{shown}` does not say how long"
    if not 1 <= minutes <= MAX_SESSION:
        return f"`{shown}` is not between a minute and {MAX_SESSION // 60} hours"
    return [Session(weekday=day, minutes=minutes, at=at) for day in days]


def _weekdays(word: str) -> Iterable[int] | None:
    first, dash, last = word.partition("-")
    begin, end = _weekday(first), _weekday(last if dash else first)
    if begin is None or end is None or end < begin:
        return None
    return range(begin, end + 1)


def _weekday(word: str) -> int | None:
    fitting = [n for n, day in enumerate(WEEKDAYS) if len(word) >= 2 and day.startswith(word)]
    return fitting[0] if len(fitting) == 1 else None


def _time(word: str) -> datetime.time | None:
    match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", word)
    return datetime.time(int(match[1]), int(match[2])) if match else None


def _fault(sessions: list[Session]) -> str | None:
    if sum(one.minutes for one in sessions) > MAX_WEEK:
        return f"it has more than {MAX_WEEK // 60} hours"
    timed = [(_begin(one, one.at), one) for one in sessions if one.at]
    again = [(begin + 7 * 24 * 60, one) for begin, one in timed]
    for (begin, one), (next_begin, _) in pairwise(timed + again):
        if begin + one.minutes > next_begin:
            return f"the session on {WEEKDAYS[one.weekday]} overlaps the next"
    by_day = [sum(s.minutes for s in sessions if s.weekday == day) for day in range(7)]
    if max(by_day) > MAX_SESSION:
        return f"it has more than {MAX_SESSION // 60} hours on one day"
    return None


def _begin(session: Session, at: datetime.time) -> int:
    """Minutes from the start of the week."""
    return (session.weekday * 24 + at.hour) * 60 + at.minute


def week_text(week: Iterable[Session]) -> str:
    """The pattern as it can be written: `tue 1h30 19:00, thu 1h30`."""
    parts = []
    for one in week:
        at = f" {one.at:%H:%M}" if one.at else ""
        parts.append(f"{WEEKDAYS[one.weekday][:3]} {minutes_text(one.minutes)}{at}")
    return ", ".join(parts)


def minutes_text(minutes: int) -> str:
    """Minutes as `1h30`, `2h` or `45m`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h{rest:02}" if rest else f"{hours}h"
