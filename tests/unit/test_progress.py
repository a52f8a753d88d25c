"""What a log comes to, event by event."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from planner.model import Catalog, Hours, Skill
from planner.profile import Finished, Noted, Progress
from planner.progress import Event, as_data, in_force, last_to_undo, renamed, told

FRIDAY = datetime.date(2027, 1, 8)
SATURDAY = datetime.date(2027, 1, 9)


def event(kind: str, key: str, *ids: str, on: datetime.date = FRIDAY, **fields: Any) -> Event:
    return Event(kind=kind, key=key, ids=ids, on=on, **fields)


def finished(*events: Event) -> list[str]:
    return [one.competency for one in told(events).finished]


def test_empty_log_comes_to_nothing() -> None:
    assert told([]) == Progress()
    assert last_to_undo([]) is None


def test_learned_keeps_its_day_and_what_was_estimated() -> None:
    hours = Hours(60, 90, 120)
    progress = told([event("learned", "1", "a@x", "b@x", estimates={"a@x": hours})])
    assert progress.finished == (
        Finished(competency="a@x", on=FRIDAY, estimate=hours),
        Finished(competency="b@x", on=FRIDAY),
    )
    assert (progress.minutes, progress.days) == (0, {FRIDAY})


def test_study_time_adds_up_until_something_is_finished_and_then_stands_with_it() -> None:
    events = [
        event("studied", "1", "a@x", minutes=30),
        event("studied", "2", "a@x", minutes=45, on=SATURDAY),
        event("studied", "3", "b@x", minutes=5),
    ]
    assert dict(told(events).studied) == {"a@x": 75, "b@x": 5}
    progress = told([*events, event("learned", "4", "a@x")])
    assert dict(progress.studied) == {"b@x": 5}
    assert [(one.competency, one.minutes) for one in progress.finished] == [("a@x", 75)]
    assert (progress.minutes, progress.days) == (80, {FRIDAY, SATURDAY})
    assert progress.by_day == {FRIDAY: 35, SATURDAY: 45}


def test_study_time_logged_after_finishing_counts_for_it_too() -> None:
    progress = told([event("learned", "1", "a@x"), event("studied", "2", "a@x", minutes=7)])
    assert progress.finished[0].minutes == 7
    assert not progress.studied


def test_notes_stand_in_their_order_and_are_no_study() -> None:
    events = [
        event("note", "1", "a@x", text="first"),
        event("note", "2", "b@x", text="gone"),
        event("undone", "3", of="2"),
        event("note", "4", "a@x", text="second", on=SATURDAY),
    ]
    progress = told(events)
    assert progress.notes == (Noted("a@x", FRIDAY, "first"), Noted("a@x", SATURDAY, "second"))
    assert (progress.finished, dict(progress.studied), progress.minutes) == ((), {}, 0)


def test_first_time_that_something_was_learned_counts() -> None:
    (one,) = told(
        [event("learned", "1", "a@x"), event("learned", "2", "a@x", on=SATURDAY)]
    ).finished
    assert one.on == FRIDAY


def test_unlearned_takes_back_each_of_its_ids_and_no_other() -> None:
    events = [
        event("learned", "1", "a@x", "b@x", "c@x"),
        event("unlearned", "2", "c@x", "a@x", "z"),
    ]
    assert finished(*events) == ["b@x"]


def test_something_unlearned_can_be_learned_again() -> None:
    events = [
        event("learned", "1", "a@x"),
        event("unlearned", "2", "a@x"),
        event("learned", "3", "a@x", on=SATURDAY),
    ]
    assert [(one.competency, one.on) for one in told(events).finished] == [("a@x", SATURDAY)]


def test_study_time_comes_back_when_something_is_unlearned() -> None:
    events = [
        event("studied", "1", "a@x", minutes=30),
        event("learned", "2", "a@x"),
        event("unlearned", "3", "a@x"),
    ]
    assert dict(told(events).studied) == {"a@x": 30}


@pytest.mark.parametrize("kind", ["learned", "unlearned", "studied"])
def test_undone_event_counts_as_if_it_had_never_been(kind: str) -> None:
    before = [event("learned", "1", "a@x")]
    undone = event(kind, "2", "a@x", "b@x", minutes=30, on=SATURDAY)
    after = event("undone", "3", of="2", on=SATURDAY)
    assert told([*before, undone]) != told(before)
    assert told([*before, undone, after]) == told(before)


def test_undoing_counts_wherever_it_stands() -> None:
    """Two copies of a log that were merged may hold it before what it takes back."""
    assert told([event("undone", "2", of="1"), event("learned", "1", "a@x")]) == Progress()


def test_undoing_what_is_not_there_does_nothing() -> None:
    assert finished(event("learned", "1", "a@x"), event("undone", "2", of="9")) == ["a@x"]


def test_event_that_stands_twice_counts_once() -> None:
    one = event("studied", "1", "a@x", minutes=30)
    assert told([one, one]) == told([one])


def test_older_copy_of_a_log_behind_a_newer_one_brings_nothing_back() -> None:
    newer = [event("learned", "1", "a@x"), event("unlearned", "2", "a@x")]
    assert finished(*newer, newer[0]) == []
    assert in_force([*newer, newer[0]]) == newer


def test_two_logs_come_to_the_same_whichever_is_merged_into_the_other() -> None:
    here = [event("learned", "1", "a@x", at="2027-01-08T10"), event("learned", "2", "b@x")]
    there = [
        event("studied", "3", "c@x", minutes=5, at="2027-01-08T11"),
        event("unlearned", "4", "a@x", at="2027-01-08T12"),
    ]
    assert in_force(here + there) == in_force(there + here) == here + there
    assert finished(*there, *here) == ["b@x"]
    assert last_to_undo(there + here) == there[-1]


def test_last_entry_to_undo_is_the_last_that_counts() -> None:
    events = [
        event("learned", "1", "a@x"),
        event("studied", "2", "b@x", minutes=5),
        event("undone", "3", of="2"),
    ]
    assert last_to_undo(events) == events[0]
    assert last_to_undo([*events, event("undone", "4", of="1")]) is None


def test_last_entry_about_something_is_found_behind_later_ones() -> None:
    events = [
        event("learned", "1", "a@x", "b@x"),
        event("studied", "2", "c@x", minutes=5),
    ]
    assert last_to_undo(events, ["b@x"]) == events[0]
    assert last_to_undo(events, ["z@x"]) is None


def test_data_of_an_event_leaves_out_what_is_empty() -> None:
    assert as_data(event("undone", "2", of="1")) == {
        "event": "undone",
        "of": "1",
        "on": "2027-01-08",
        "key": "2",
    }
    full = event(
        "learned", "1", "a@x", at="2027-01-08T10:00:00+01:00", estimates={"a@x": Hours(3, 6, 9)}
    )
    assert as_data(full) == {
        "event": "learned",
        "ids": ["a@x"],
        "on": "2027-01-08",
        "at": "2027-01-08T10:00:00+01:00",
        "key": "1",
        "estimates": {"a@x": [3, 6, 9]},
    }


def test_events_under_an_old_and_a_new_name_are_about_one_thing() -> None:
    empty: dict[str, Any] = {}
    scale = ("low", "high")
    skill = Skill(id="new", name="New", area="x", levels=scale, default="low")
    catalog = Catalog(
        name="x",
        version="1",
        scale=scale,
        skills={"new": skill},
        competencies=empty,
        roles=empty,
        projects=empty,
        renamed={"old": "new"},
    )
    hours = Hours(3, 6, 9)
    events = [
        event("studied", "1", "old@low", minutes=30),
        event("learned", "2", "old@low", "gone@low", estimates={"old@low": hours}),
        event("studied", "3", "new@low", minutes=15),
    ]
    progress = told(renamed(events, catalog))
    assert progress.finished == (
        Finished(competency="new@low", on=FRIDAY, minutes=45, estimate=hours),
        Finished(competency="gone@low", on=FRIDAY),
    )
    taken_back = [*events, event("unlearned", "4", "new@low")]
    assert [one.competency for one in told(renamed(taken_back, catalog)).finished] == ["gone@low"]


def test_levels_that_are_one_today_took_the_time_of_both() -> None:
    skill = Skill(id="new", name="New", area="x", levels=("low",), default="low")
    catalog = Catalog(
        name="x",
        version="1",
        scale=("low", "high"),
        skills={"new": skill},
        competencies={},
        roles={},
        projects={},
        renamed={"old": "new"},
    )
    estimates = {"old@low": Hours(3, 6, 9), "old@high": Hours(30, 60, 90)}
    done = event("learned", "1", "old@low", "old@high", estimates=estimates)
    (one,) = told(renamed([done], catalog)).finished
    assert (one.competency, one.estimate) == ("new@low", Hours(33, 66, 99))


def test_a_new_name_never_says_that_more_was_learned() -> None:
    """A level that the new skill lacks is the one below it there, or nothing that it has."""
    skill = Skill(id="new", name="New", area="x", levels=("mid", "top"), default="mid")
    catalog = Catalog(
        name="x",
        version="1",
        scale=("low", "mid", "high", "top"),
        skills={"new": skill},
        competencies={},
        roles={},
        projects={},
        renamed={"old": "new"},
    )
    assert catalog.current("old@top") == "new@top"
    assert catalog.current("old@high") == catalog.current("old@mid") == "new@mid"
    assert catalog.current("old@low") is None


@pytest.mark.parametrize(
    ("learned", "unlearned"),
    [
        ("2027-10-31T02:50:00+02:00", "2027-10-31T02:10:00+01:00"),  # the clock was set back
        ("2027-02-02T01:30:00+01:00", "2027-02-01T20:00:00-05:00"),  # on a journey
    ],
)
def test_order_of_recording_is_that_of_moments_and_not_of_clocks(
    learned: str, unlearned: str
) -> None:
    day = datetime.date(2027, 2, 1)
    events = [
        Event(kind="learned", ids=("git@working",), on=day, at=learned, key="a"),
        Event(kind="unlearned", ids=("git@working",), on=day, at=unlearned, key="b"),
    ]
    assert told(events).finished == told(reversed(events)).finished == ()


@pytest.mark.parametrize("at", ["", "yesterday", "2027-13-01T00:00:00+00:00"])
def test_event_without_a_moment_stays_behind_the_one_before(at: str) -> None:
    day = datetime.date(2027, 2, 1)
    events = [
        Event(kind="learned", ids=("git@working",), on=day, at="2027-02-01T09:00:00Z", key="a"),
        Event(kind="unlearned", ids=("git@working",), on=day, at=at, key="b"),
    ]
    assert told(events).finished == ()
