"""Random logs, told by the program and by an oracle that plays them back one at a time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.progress import Event, in_force, last_to_undo, told

FIRST = datetime.date(2027, 1, 4)
IDS = ("a@low", "a@high", "b@low", "c@low")
KINDS = ("learned", "unlearned", "studied", "undone")

quick = settings(derandomize=True, deadline=None, database=None, max_examples=80)


Drawn = tuple[str, tuple[str, ...], int]
DRAWN = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from([(id,) for id in IDS] + [IDS[:2], IDS[1:]]),
    st.integers(0, 9),
)


def numbered(drawn: list[Drawn]) -> list[Event]:
    """Events with keys of their own, some of them taking back one that may stand anywhere."""
    events = []
    for key, (kind, ids, number) in enumerate(drawn):
        event = Event(
            kind=kind,
            key=str(key),
            on=FIRST + datetime.timedelta(days=number),
            ids={"undone": (), "studied": ids[:1]}.get(kind, ids),
            minutes=number + 1 if kind == "studied" else 0,
            of=str(number) if kind == "undone" else None,
        )
        events.append(event)
    return events


def logs() -> st.SearchStrategy[list[Event]]:
    return st.lists(DRAWN, max_size=10).map(numbered)


def counted(events: Sequence[Event]) -> list[Event]:
    """Those that count, found by looking through all others for each."""
    found = []
    for number, event in enumerate(events):
        again = any(other.key == event.key for other in events[:number])
        undone = any(other.kind == "undone" and other.of == event.key for other in events)
        if event.kind != "undone" and not again and not undone:
            found.append(event)
    return found


def last_word(events: Sequence[Event], id: str) -> Event | None:
    """The event since which something has been learned; None if it is not."""
    since = None
    for event in counted(events):
        if id in event.ids and event.kind == "unlearned":
            since = None
        elif id in event.ids and event.kind == "learned":
            since = since or event
    return since


def minutes_on(events: Sequence[Event], id: str) -> int:
    return sum(one.minutes for one in counted(events) if one.kind == "studied" and id in one.ids)


@quick
@given(logs())
def test_log_comes_to_what_playing_it_back_comes_to(events: list[Event]) -> None:
    progress = told(events)
    since = {id: event for id in IDS if (event := last_word(events, id))}
    assert {one.competency: one.on for one in progress.finished} == {
        id: event.on for id, event in since.items()
    }
    assert {one.competency: one.minutes for one in progress.finished} == {
        id: minutes_on(events, id) for id in since
    }
    assert dict(progress.studied) == {
        id: minutes for id in IDS if id not in since and (minutes := minutes_on(events, id))
    }
    assert progress.minutes == sum(minutes_on(events, id) for id in IDS)
    assert progress.days == {event.on for event in counted(events)}


@quick
@given(logs(), st.data())
def test_copies_of_earlier_states_behind_a_log_change_nothing(
    events: list[Event], data: st.DataObject
) -> None:
    copy = events[: data.draw(st.integers(0, len(events)))]
    assert told(events + copy) == told(events)
    assert told(copy + events) == told(events)


@quick
@given(logs(), st.data())
def test_undoing_counts_alike_wherever_it_stands(events: list[Event], data: st.DataObject) -> None:
    rest = [event for event in events if event.kind != "undone"]
    for undone in (event for event in events if event.kind == "undone"):
        rest.insert(data.draw(st.integers(0, len(rest))), undone)
    assert told(rest) == told(events)


@quick
@given(logs(), st.randoms(use_true_random=False))
def test_study_time_and_days_do_not_depend_on_the_order(
    events: list[Event], random: Random
) -> None:
    mixed = list(events)
    random.shuffle(mixed)
    assert (told(mixed).minutes, told(mixed).days) == (told(events).minutes, told(events).days)


@quick
@given(logs())
def test_undoing_the_last_entry_again_and_again_leads_back_to_nothing(events: list[Event]) -> None:
    left = len(in_force(events))
    while last := last_to_undo(events):
        assert last == counted(events)[-1]
        key = f"u{len(events)}"
        events = [*events, Event(kind="undone", key=key, of=last.key, on=FIRST)]
        left -= 1
    assert left == 0
    assert told(events) == told([])
