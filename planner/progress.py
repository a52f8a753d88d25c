"""What a log of events comes to: finished, begun, and when.

Events are only ever added. What is taken back stays in the log beside the event that takes it back,
and an event that stands there twice, as after two copies of a log were merged, counts once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from planner.model import NO_HOURS, Catalog, CompetencyId, Hours
from planner.problems import Place
from planner.profile import Finished, Noted, Progress

KINDS = ("learned", "unlearned", "studied", "note", "undone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the log.

    Attributes:
        ids: Competencies, as the catalog called them then.
        on: The day it happened.
        at: When it was recorded, as ISO 8601.
        key: Tells the event from every other.
        minutes: For `studied`.
        text: For `note`.
        of: For `undone`: the key of the event that is taken back.
        estimates: For `learned`: what was estimated, so that later catalogs change no history.
    """

    kind: str
    ids: tuple[CompetencyId, ...] = ()
    on: datetime.date
    at: str = ""
    key: str
    minutes: int = 0
    text: str = ""
    of: str | None = None
    estimates: Mapping[CompetencyId, Hours] = field(default_factory=dict)
    place: Place | None = field(default=None, compare=False)


def as_data(event: Event) -> dict[str, Any]:
    """The event as it stands in the log, without what is empty."""
    data = {
        "event": event.kind,
        "ids": list(event.ids),
        "minutes": event.minutes,
        "text": event.text,
        "of": event.of,
        "on": str(event.on),
        "at": event.at,
        "key": event.key,
        "estimates": {id: list(hours) for id, hours in event.estimates.items()},
    }
    return {name: value for name, value in data.items() if value}


def renamed(events: Iterable[Event], catalog: Catalog) -> list[Event]:
    """The events with every competency under the name it has today, if it still has one."""
    return [
        replace(
            event,
            ids=tuple(dict.fromkeys(catalog.current(id) or id for id in event.ids)),
            estimates=_summed((catalog.current(id) or id, h) for id, h in event.estimates.items()),
        )
        for event in events
    ]


def _summed(estimates: Iterable[tuple[CompetencyId, Hours]]) -> dict[CompetencyId, Hours]:
    """Levels that are one today took the time of all of them."""
    found: dict[CompetencyId, Hours] = {}
    for id, hours in estimates:
        found[id] = found.get(id, NO_HOURS) + hours
    return found


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events that count: each once, without those taken back and without the taking back.

    They come in the order in which they were recorded, so that it is all one how logs were merged.
    """
    unique: dict[str, Event] = {}
    for event in _as_recorded(events):
        unique.setdefault(event.key, event)
    undone = {event.of for event in unique.values() if event.kind == "undone"}
    return [e for e in unique.values() if e.kind != "undone" and e.key not in undone]


def _as_recorded(events: Iterable[Event]) -> list[Event]:
    """The events by when they were recorded; one that does not say stays behind the one before."""
    at = _LONG_AGO
    dated = [(at := _moment(event.at) or at, event) for event in events]
    return [event for _, event in sorted(dated, key=lambda pair: pair[0])]


_LONG_AGO = datetime.datetime.min.replace(tzinfo=datetime.UTC)


def _moment(at: str) -> datetime.datetime | None:
    """The moment that was written down, comparable over time zones; None if it is none."""
    try:
        moment = datetime.datetime.fromisoformat(at)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def told(events: Iterable[Event]) -> Progress:
    """What has happened, by all events of a log."""
    finished: dict[CompetencyId, Finished] = {}
    studied: dict[CompetencyId, int] = {}
    days: set[datetime.date] = set()
    by_day: dict[datetime.date, int] = {}
    notes: list[Noted] = []
    for event in in_force(events):
        days.add(event.on)
        if event.kind == "studied":
            by_day[event.on] = by_day.get(event.on, 0) + event.minutes
            for id in event.ids[:1]:
                studied[id] = studied.get(id, 0) + event.minutes
        elif event.kind == "learned":
            finished.update(_learned(event, finished))
        elif event.kind == "note":
            notes += [Noted(id, event.on, event.text) for id in event.ids]
        else:
            for id in event.ids:
                finished.pop(id, None)
    return Progress(
        finished=tuple(
            Finished(
                competency=one.competency,
                on=one.on,
                minutes=studied.get(id, 0),
                estimate=one.estimate,
                event=one.event,
            )
            for id, one in finished.items()
        ),
        studied={id: minutes for id, minutes in studied.items() if id not in finished},
        minutes=sum(by_day.values()),
        days=frozenset(days),
        by_day=by_day,
        notes=tuple(notes),
    )


def _learned(
    event: Event, before: Mapping[CompetencyId, Finished]
) -> Iterator[tuple[CompetencyId, Finished]]:
    for id in event.ids:
        if id not in before:
            yield (
                id,
                Finished(
                    competency=id,
                    on=event.on,
                    estimate=event.estimates.get(id),
                    event=event.key,
                ),
            )


def last_to_undo(events: Iterable[Event], ids: Iterable[CompetencyId] = ()) -> Event | None:
    """The last event that counts, among those that still say something of one of `ids` if any are given."""
    events = list(events)
    wanted = set(ids)
    found = in_force(events)
    if wanted:
        learned = {one.competency for one in told(events).finished}
        told_of = {"learned": wanted & learned, "unlearned": set[str]()}
        found = [e for e in found if not told_of.get(e.kind, wanted).isdisjoint(e.ids)]
    return found[-1] if found else None
