"""The plan as an iCalendar file (RFC 5545), for any program that keeps a calendar or tasks.

The library folds the lines and keeps their order. Texts are escaped here, because the library takes
a backslash before an N for a line break; zones are described here, because the library lets summer
time begin an hour late.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from planner.plan import Plan
from planner.problems import BadUsage, Problem, one_line
from planner.render import agenda, words

if TYPE_CHECKING:
    from icalendar import Event, Timezone, Todo


def render(
    plan: Plan,
    width: int = 80,
    *,
    events: agenda.Kind | None = None,
    todos: bool = False,
    stamp: datetime.datetime | None = None,
) -> str:
    """An event a session or a step, and a task a step if `todos` are wanted.

    Args:
        stamp: The moment of writing, by which a calendar tells the newer of two files; without one
            it is the beginning of the plan's day.

    Raises:
        BadUsage: If sessions are wanted and the person named none, or the library is missing.
    """
    if events == "sessions" and not plan.pace.week:
        raise BadUsage(_NO_WEEK)
    try:
        from icalendar import Calendar
    except ImportError:
        raise BadUsage(_MISSING) from None
    found = list(agenda.events(plan, events or ("sessions" if plan.sessions else "steps")))
    written = [_event(one) for one in found]
    calendar = Calendar()
    calendar["VERSION"] = _Text("2.0")
    calendar["PRODID"] = _Text("-//skill-planner//planner//EN")
    calendar["CALSCALE"] = _Text("GREGORIAN")
    calendar["X-WR-CALNAME"] = _Text(f"Study plan: {one_line(words.target_name(plan))}")
    if plan.pace.timezone and any("TZID" in one["DTSTART"].params for one in written):
        calendar.add_component(_timezone(plan.pace.timezone, found))
    for component in [*written, *(_todo(one) for one in agenda.todos(plan) if todos)]:
        _stamp(component, stamp or _midnight(plan.made))
        calendar.add_component(component)
    text: str = calendar.to_ical().decode("utf-8")
    return text


_NO_WEEK = Problem(
    code="no-sessions",
    message="the plan has no sessions, because it does not say when in the week you study",
    hint='say --week "tue 1h30 19:00, sat 3h", or --events steps',
)
_MISSING = Problem(
    code="missing-library",
    message="a calendar file needs the library `icalendar`",
    hint='pip install "skill-planner[ics]"',
)


class _Text:
    """A text of one or more lines as the value of a property."""

    def __init__(self, text: str) -> None:
        self.text = text

    def to_ical(self) -> bytes:
        escaped = self.text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode("utf-8")


def _event(one: agenda.Event) -> Event:
    from icalendar import Event

    event = Event()
    _say(event, one)
    event.add("dtstart", one.begin)
    event.add("dtend", one.end)
    event["TRANSP"] = _Text("OPAQUE" if one.busy else "TRANSPARENT")
    return event


def _todo(one: agenda.Todo) -> Todo:
    from icalendar import Todo

    todo = Todo()
    _say(todo, one)
    if one.begin:
        todo.add("dtstart", one.begin)
    if one.due:
        todo.add("due", one.due)
    if one.done:
        todo.add("completed", _midnight(one.done))
    todo["STATUS"] = _Text(_status(one))
    todo.add("percent-complete", one.percent)
    for uid in one.after:
        todo.add("related-to", uid, parameters={"RELTYPE": "DEPENDS-ON"})
    return todo


def _status(one: agenda.Todo) -> str:
    if one.done:
        return "COMPLETED"
    return "IN-PROCESS" if one.percent else "NEEDS-ACTION"


def _say(component: Event | Todo, one: agenda.Event | agenda.Todo) -> None:
    component["UID"] = _Text(one.uid)
    component["SUMMARY"] = _Text(one.summary)
    if one.description:
        component["DESCRIPTION"] = _Text(one.description)
    if one.area:
        component["CATEGORIES"] = _Text(one.area)


def _stamp(component: Any, moment: datetime.datetime) -> None:
    """When this was written; a later file counts for more, minute by minute."""
    component.add("dtstamp", moment)
    component.add("last-modified", moment)
    minutes = moment.hour * 60 + moment.minute
    component.add("sequence", moment.toordinal() * 24 * 60 + minutes)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def _timezone(name: str, events: Iterable[agenda.Event]) -> Timezone:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    from planner.render.zones import observances

    moments = [
        moment
        for event in events
        for moment in (event.begin, event.end)
        if isinstance(moment, datetime.datetime)
    ]
    timezone = Timezone()
    timezone["TZID"] = _Text(name)
    for one in observances(name, min(moments), max(moments)):
        part = TimezoneDaylight() if one.daylight else TimezoneStandard()
        part.add("dtstart", one.onset)
        part.add("tzoffsetfrom", one.before)
        part.add("tzoffsetto", one.offset)
        part["TZNAME"] = _Text(one.name)
        timezone.add_component(part)
    return timezone
