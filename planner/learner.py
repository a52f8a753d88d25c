"""The formats of what belongs to a learner: `profile.yaml` and the events of `progress.jsonl`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from planner.document import Node, Scalar
from planner.model import Hours
from planner.notation import parse_days, parse_period, parse_week
from planner.problems import Place, Problem
from planner.profile import MAX_HOURS_PER_WEEK, Lighter, Profile
from planner.progress import KINDS, Event
from planner.shape import (
    Date,
    Either,
    Key,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Record,
    Text,
    Then,
    Word,
    shortened,
)

MAX_TRACKS = 9
MAX_MINUTES = 24 * 60
"""Of one entry in the log: a day has no more."""


def _written(
    parse: Callable[[str], Any], *, code: str, noun: str, hint: str
) -> Callable[[str, Node, list[Problem]], Any]:
    """Reads a short notation; a parser says by a text what is wrong, or None for no reason."""

    def read(text: str, node: Node, problems: list[Problem]) -> Any:
        value = parse(text)
        if value is not None and not isinstance(value, str):
            return value
        message = f"`{shortened(text)}` is not {noun}" + (f": {value}" if value else "")
        problems.append(Problem(code=code, message=message, place=node.place, hint=hint))
        return None

    return read


_DAYS = Then(
    Text(),
    _written(
        parse_days,
        code="bad-dates",
        noun="a range of days",
        hint="write first..last, such as 2027-02-08..2027-02-14",
    ),
)
_WEEK = Then(
    Text(),
    _written(
        parse_week,
        code="bad-week",
        noun="a week",
        hint="write days, such as tue 1h30 19:00, sat 3h",
    ),
)


def _lighter(entries: tuple[tuple[Scalar, float], ...], node: Node, problems: list[Problem]) -> Any:
    hint = "write first..last, such as 2027-07..2027-08"
    read = _written(parse_period, code="bad-dates", noun="days or months", hint=hint)
    periods = [(read(word.text, word, problems), hours, word.place) for word, hours in entries]
    return tuple((Lighter(days[0], days[1], hours), at) for days, hours, at in periods if days)


def _profile(place: Place, **values: Any) -> Profile:
    places = {}
    for name in ("have", "have_not", "target", "prefer", "avoid"):
        places.update({(name, word.text): word.place for word in values[name]})
        values[name] = tuple(word.text for word in values[name])
    places.update({("lighter", str(one.first)): place for one, place in values["lighter"]})
    values["lighter"] = tuple(one for one, _ in values["lighter"])
    tracks = values.pop("tracks")
    return Profile(places=places, tracks=None if tracks is None else int(tracks), **values)


def _one_pace(profile: Profile, node: Node, problems: list[Problem]) -> Profile:
    if profile.week and profile.hours_per_week is not None:
        message = "`hours_per_week` and `week` both say how much time there is"
        hint = "keep one of them; the sessions of the week add up by themselves"
        problems.append(Problem(code="two-paces", message=message, place=node.place, hint=hint))
    return profile


def _whole(value: float, node: Node, problems: list[Problem]) -> float | None:
    if value == int(value):
        return value
    message, hint = f"`{value:g}` is not a whole number", "write it without a fraction"
    problems.append(Problem(code="bad-number", message=message, place=node.place, hint=hint))
    return None


def _known_zone(name: str, node: Node, problems: list[Problem]) -> str | None:
    if is_timezone(name):
        return name
    message = f"`{shortened(name)}` is no time zone that this system knows"
    hint = "write it as Europe/Berlin, or leave it out for the time of wherever you are"
    problems.append(Problem(code="bad-timezone", message=message, place=node.place, hint=hint))
    return None


def is_timezone(name: str) -> bool:
    """Whether a name is one of the system's time zones."""
    from zoneinfo import ZoneInfo

    if not re.fullmatch(r"[A-Za-z0-9+_-]+(/[A-Za-z0-9+_-]+)*", name):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _one_name(word: Scalar, node: Node, problems: list[Problem]) -> tuple[Scalar, ...]:
    return tuple(Scalar(part.strip(), word.place) for part in word.text.split(",") if part.strip())


_NAMES = Either("a list of names", scalar=Then(Word(), _one_name), sequence=ListOf(Word()))
_PACE = Number(0.25, MAX_HOURS_PER_WEEK, "a number of hours")
PROFILE = Then(
    Record(
        "a profile",
        _profile,
        {
            "have": Key(_NAMES, ()),
            "have_not": Key(_NAMES, ()),
            "target": Key(_NAMES, ()),
            "hours_per_week": Key(_PACE),
            "week": Key(_WEEK, ()),
            "lighter": Key(Then(MapOf(Number(0, 100, "hours a week")), _lighter), ()),
            "start": Key(Date()),
            "deadline": Key(Date()),
            "away": Key(ListOf(_DAYS), ()),
            "tracks": Key(Then(Number(1, MAX_TRACKS, "a number of skills at once"), _whole)),
            "timezone": Key(Then(Text(), _known_zone)),
            "prefer": Key(_NAMES, ()),
            "avoid": Key(_NAMES, ()),
        },
    ),
    _one_pace,
)


def _estimates(
    entries: tuple[tuple[Scalar, tuple[float, ...]], ...], node: Node, problems: list[Problem]
) -> dict[str, Hours] | None:
    if all(len(points) == 3 and list(points) == sorted(points) for _, points in entries):
        return {word.text: Hours(*map(int, points)) for word, points in entries}
    message = "an estimate is not low, likely, high in rising order"
    problems.append(Problem(code="bad-hours", message=message, place=node.place))
    return None


def _event(place: Place, event: str | None, ids: tuple[str, ...], **values: Any) -> Event | None:
    on, key = values["on"], values["key"]
    if event is None or on is None or key is None:
        return None
    minutes = int(values["minutes"] or 0)
    return Event(
        kind=event,
        ids=ids,
        on=on,
        key=key,
        at=values["at"] or "",
        minutes=minutes,
        text=values["text"] or "",
        of=values["of"],
        estimates=values["estimates"] or {},
        place=place,
    )


def _complete(event: Event, node: Node, problems: list[Problem]) -> Event | None:
    missing = {
        "studied": None if event.minutes and event.ids else "`ids` and `minutes`",
        "note": None if event.text.strip() and event.ids else "`ids` and `text`",
        "undone": None if event.of else "`of`",
    }.get(event.kind, None if event.ids else "`ids`")
    if missing is None:
        return event
    message = f"an event `{event.kind}` needs {missing}"
    hint = "mend the line, or take it out of the file"
    problems.append(Problem(code="bad-event", message=message, place=node.place, hint=hint))
    return None


_MINUTES = Then(Number(0, MAX_MINUTES, "a number of minutes"), _whole)
EVENT = Then(
    Record(
        "an event",
        _event,
        {
            "event": Key(OneOf(KINDS), required=True),
            "ids": Key(ListOf(Text()), ()),
            "minutes": Key(_MINUTES),
            "text": Key(Text()),
            "of": Key(Text()),
            "on": Key(Date(), required=True),
            "at": Key(Text()),
            "key": Key(Text(), required=True),
            "estimates": Key(Then(MapOf(ListOf(Number(0, 600_000), whole=True)), _estimates)),
        },
    ),
    _complete,
)
