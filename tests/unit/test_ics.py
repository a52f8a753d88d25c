"""A calendar file, read back by the icalendar library, says what the plan says."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from planner import Plan
from planner.model import Resource
from planner.notation import parse_week
from planner.plan import StudySession
from planner.problems import BadUsage, one_line
from planner.profile import Progress
from planner.render.agenda import stretch
from planner.render.ics import render

UTC = datetime.UTC
DAY = datetime.timedelta(days=1)
PlanWith = Callable[[str], Plan]
Begun = Callable[..., Plan]


def week(text: str) -> Any:
    found = parse_week(text)
    assert not isinstance(found, str)
    return found


def components(text: str, name: str) -> list[Any]:
    return list(Calendar.from_ical(text).walk(name))


def by_uid(text: str, name: str = "VEVENT") -> dict[str, Any]:
    found = components(text, name)
    uids = {str(one["UID"]): one for one in found}
    assert len(uids) == len(found)
    return uids


def summaries(found: list[Any]) -> list[str]:
    return [str(one["SUMMARY"]) for one in found]


def timed(text: str) -> list[Any]:
    return [
        one
        for one in components(text, "VEVENT")
        if isinstance(one["DTSTART"].dt, datetime.datetime)
    ]


def minutes(event: Any) -> float:
    """How long an event lasts in truth: through UTC if it has a zone."""
    begin, end = event["DTSTART"].dt, event["DTEND"].dt
    if begin.tzinfo:
        begin, end = begin.astimezone(UTC), end.astimezone(UTC)
    return (end - begin).total_seconds() / 60


# --- lines


def test_lines_are_short_and_end_as_the_standard_says(plan_with: PlanWith, hostile: str) -> None:
    data = render(plan_with(hostile), todos=True).encode("utf-8")
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line] == []
    assert [line for line in lines if not line.decode("utf-8").isprintable()] == []


def test_no_text_changes_the_structure(plan_with: PlanWith, hostile: str) -> None:
    def structure(text: str) -> list[tuple[str, list[str]]]:
        return [(one.name, sorted(one)) for one in Calendar.from_ical(text).walk()]

    plan = render(plan_with(hostile), todos=True)
    assert structure(plan) == structure(render(plan_with("Harmless name"), todos=True))


def test_text_is_read_back_as_it_was(plan_with: PlanWith, hostile: str) -> None:
    plan = plan_with(hostile)
    names = [f"{one_line(hostile)} (working)" for _ in plan.steps]
    for kind in ("VEVENT", "VTODO"):
        found = components(render(plan, todos=True), kind)[: len(names)]
        assert summaries(found) == names
        assert f"- {one_line(hostile)}\n" in str(found[0]["DESCRIPTION"])


def test_backslash_before_a_letter_is_no_line_break(begun: Begun) -> None:
    plan = begun()
    step = replace(plan.steps[0], name="C:\\New\\now; a, b", can=("one\ntwo",))
    text = render(replace(plan, steps=(step, *plan.steps[1:])))
    assert "\r\nSUMMARY:C:\\\\New\\\\now\\; a\\, b (working)\r\n" in text
    found = next(one for one in components(text, "VEVENT") if "C:" in one["SUMMARY"])
    assert str(found["DESCRIPTION"]).split("\n")[-1] == "- one two"


def test_only_addresses_of_the_web_are_named(begun: Begun) -> None:
    plan = begun()
    urls = ("javascript:alert(1)", "file:///etc/passwd", "https://example.org/ü\n x")
    learn = tuple(Resource(title="T", url=url) for url in urls)
    step = replace(plan.steps[0], learn=learn)
    (found, *_) = components(render(replace(plan, steps=(step,)), events="steps"), "VEVENT")[1:]
    lines = str(found["DESCRIPTION"]).split("\n")
    assert [line for line in lines if line.startswith("- T")] == [
        "- T: https://example.org/%C3%BC%0A%20x"
    ]


# --- steps


def test_a_step_is_an_event_of_whole_days(odd_plan: Plan) -> None:
    found = components(render(odd_plan), "VEVENT")[: len(odd_plan.steps)]
    days = [(one["DTSTART"].dt, one["DTEND"].dt - DAY) for one in found]
    assert days == [(step.start, step.end) for step in odd_plan.steps]
    assert summaries(found) == [f"{step.name} ({step.level})" for step in odd_plan.steps]
    assert {(str(one["TRANSP"]), one["DTSTART"].params["VALUE"]) for one in found} == {
        ("TRANSPARENT", "DATE")
    }


def test_milestones_and_finish_are_days(odd_plan: Plan) -> None:
    found = components(render(odd_plan), "VEVENT")[len(odd_plan.steps) :]
    ends = [milestone.end for milestone in odd_plan.milestones]
    assert [one["DTSTART"].dt for one in found] == [*ends, *odd_plan.finish[:2]]
    assert [one["DTEND"].dt - one["DTSTART"].dt for one in found] == [DAY] * len(found)


def test_description_says_why_what_and_from_where(begun: Begun) -> None:
    found = {str(one["SUMMARY"]): one for one in components(render(begun()), "VEVENT")}
    assert str(found["Models (working)"]["DESCRIPTION"]).split("\n") == [
        "In all 50-70-90 h.",
        "Why: Builder asks for it",
        "Done when you can:",
        "- Say why, and when; or not.",
        "Learn from:",
        "- Book: https://example.org/models?a=1,2;3",
        "Build: A model.",
    ]


def test_what_is_finished_moves_to_the_day_it_was(begun: Begun) -> None:
    text = render(begun())
    (done,) = [one for one in components(text, "VEVENT") if "Done" in one["SUMMARY"]]
    assert (str(done["SUMMARY"]), done["DTSTART"].dt) == (
        "Done: Shell (working)",
        datetime.date(2027, 1, 8),
    )


def test_nothing_to_learn_is_an_event_that_says_so(begun: Begun) -> None:
    plan = begun(have=("builder",))
    assert plan.steps == ()
    assert summaries(components(render(plan), "VEVENT"))[-1].startswith("Nothing is left to learn")


# --- importing again


def test_later_plan_changes_the_entries_of_the_earlier_one(begun: Begun) -> None:
    for kind in ("VEVENT", "VTODO"):
        first = by_uid(render(begun(), todos=True), kind)
        later = by_uid(render(begun(today=datetime.date(2027, 1, 20)), todos=True), kind)
        assert set(later) == set(first)
        assert {one["SEQUENCE"] - first[uid]["SEQUENCE"] for uid, one in later.items()} == {
            7 * 1440
        }
        assert {one["DTSTAMP"].dt - first[uid]["DTSTAMP"].dt for uid, one in later.items()} == {
            7 * DAY
        }


def test_session_of_the_afternoon_stays_the_second_when_the_morning_is_over(begun: Begun) -> None:
    saturday = datetime.date(2027, 1, 16)
    two = week("sat 1h 09:00, sat 2h 14:00")
    after = Progress(days=frozenset({saturday}), by_day={saturday: 60}, minutes=60)
    uids = []
    for done in (Progress(), after):
        found = by_uid(render(begun(week=two, today=saturday, progress=done)))
        at = {str(one["DTSTART"].dt)[:16]: uid for uid, one in found.items()}
        uids.append(at["2027-01-16 14:00"])
    assert uids[0] == uids[1]


def test_of_two_files_of_one_day_the_later_counts(begun: Begun) -> None:
    noon = datetime.datetime(2027, 1, 13, 12, tzinfo=datetime.UTC)
    moments = [None, noon, noon + datetime.timedelta(minutes=1)]
    found = [by_uid(render(begun(), stamp=one)) for one in moments]
    for uid in found[0]:
        numbers = [one[uid]["SEQUENCE"] for one in found]
        assert numbers == sorted(set(numbers))
    assert max(numbers) < 2**31


def test_session_is_known_by_its_day_whatever_is_studied_in_it(begun: Begun) -> None:
    def sessions(**profile: Any) -> dict[datetime.date, tuple[str, str]]:
        plan = begun(week=week("tue 2h 19:00, sat 3h 10:00"), **profile)
        return {
            one["DTSTART"].dt.date(): (str(one["UID"]), str(one["SUMMARY"]))
            for one in timed(render(plan))
        }

    first, later = sessions(), sessions(have=("python",), today=datetime.date(2027, 1, 20))
    common = set(first) & set(later)
    assert len(common) > 20
    assert [day for day in common if first[day][0] != later[day][0]] == []
    assert [day for day in common if first[day][1] != later[day][1]] != []


def test_plan_for_another_target_shares_no_entry(begun: Begun) -> None:
    plan = begun()
    other = replace(plan, target=replace(plan.target, name_of={"models": "Models"}))
    assert set(by_uid(render(plan))).isdisjoint(by_uid(render(other)))


def test_same_plan_gives_the_same_bytes(begun: Begun) -> None:
    plan = begun(week=week("tue 2h 19:00, sat 3h"), timezone="Europe/Berlin")
    assert render(plan, todos=True) == render(plan, todos=True)


# --- sessions


def test_sessions_are_the_default_of_who_has_some(begun: Begun) -> None:
    plan = begun(week=week("tue 2h 19:00"))
    assert len(timed(render(plan))) == len({one.day for one in plan.sessions})
    assert timed(render(plan, events="steps")) == []


def test_session_of_two_skills_is_one_event_that_names_both(begun: Begun) -> None:
    plan = begun(week=week("tue 5h 18:00"))
    whole = [one for one in timed(render(plan)) if " and " in one["SUMMARY"]]
    assert summaries(whole)[0] == "Python (working) and Models (working)"
    day = whole[0]["DTSTART"].dt.date()
    parts = [one for one in plan.sessions if one.day == day]
    assert len(parts) == 2
    assert minutes(whole[0]) == sum(one.minutes for one in parts)


def test_session_without_a_time_is_a_day_that_says_how_long(begun: Begun) -> None:
    plan = begun(week=week("sat 1h30"))
    found = components(render(plan), "VEVENT")[: len(plan.sessions)]
    first = found[0]
    assert str(first["SUMMARY"]) == "1h30: Python (working)"
    assert (first["DTSTART"].dt, first["DTEND"].dt - DAY) == (plan.sessions[0].day,) * 2
    assert str(first["TRANSP"]) == "TRANSPARENT"
    assert "VTIMEZONE" not in render(begun(week=week("sat 1h30"), timezone="Europe/Berlin"))


def test_without_a_zone_a_session_is_at_its_time_wherever_one_is(begun: Begun) -> None:
    text = render(begun(week=week("tue 1h30 19:00")))
    assert "\r\nDTSTART:20270119T190000\r\nDTEND:20270119T203000\r\n" in text
    assert "VTIMEZONE" not in text
    assert {str(one["TRANSP"]) for one in timed(text)} == {"OPAQUE"}


def test_universal_time_needs_no_zone(begun: Begun) -> None:
    text = render(begun(week=week("tue 1h30 19:00"), timezone="UTC"))
    assert "\r\nDTSTART:20270119T190000Z\r\n" in text
    assert "VTIMEZONE" not in text


YEAR_ROUND = week("tue 1h30 19:00, sat 1h 23:30, sun 2h 00:45, sun 1h 02:50, sun 2h 12:00")
"""Through both changes of the clock, which happen on Sundays between 01:00 and 03:00."""

SPRING = {"Europe/Berlin": {"2027-03-28"}, "America/New_York": {"2027-03-14", "2028-03-12"}}
"""Days on which the clock leaves out the hour from 02:00."""


@pytest.mark.parametrize("start", ["2026-08-03", "2027-01-18"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_sessions_keep_time_and_length_through_the_year(
    begun: Begun, zone: str, start: str
) -> None:
    today = datetime.date.fromisoformat(start)
    plan = replace(begun(), pace=replace(begun().pace, timezone=zone))
    days = [today + number * DAY for number in range(420)]
    sessions = tuple(
        StudySession(day, one.at, one.minutes, plan.steps[0].competency)
        for day in days
        for one in YEAR_ROUND
        if one.weekday == day.weekday()
    )
    text = render(replace(plan, sessions=sessions))
    found = timed(text)
    assert [minutes(one) for one in found] == [one.minutes for one in sessions]
    moved = set()
    for event, one in zip(found, sessions, strict=True):
        begin = event["DTSTART"].dt
        asked = datetime.datetime.combine(one.day, one.at or datetime.time())
        assert begin.tzinfo == ZoneInfo(zone)
        assert begin.replace(tzinfo=None) - asked in (datetime.timedelta(), DAY / 24)
        if begin.replace(tzinfo=None) != asked:
            moved.add(str(one.day))
    assert moved == {day for day in SPRING[zone] if datetime.date.fromisoformat(day) in days}
    assert described_offsets(text, found) == [one["DTSTART"].dt.utcoffset() for one in found]


def described_offsets(text: str, events: list[Any]) -> list[datetime.timedelta]:
    """The offset of each event's begin by the file's own description of its zone."""
    (zone,) = components(text, "VTIMEZONE")
    assert {one["DTSTART"].params["TZID"] for one in events} == {str(zone["TZID"])}
    parts = sorted(
        (part["DTSTART"].dt - part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td)
        for part in zone.subcomponents
    )
    moments = [one["DTSTART"].dt.astimezone(UTC).replace(tzinfo=None) for one in events]
    return [[offset for onset, offset in parts if onset <= moment][-1] for moment in moments]


@pytest.mark.parametrize(
    ("begin", "minutes", "zone", "expected"),
    [
        # One hour of the clock is left out.
        ("2027-03-28 01:30", 60, "Europe/Berlin", "01:30 CET to 03:30 CEST"),
        ("2027-03-28 02:30", 60, "Europe/Berlin", "03:30 CEST to 04:30 CEST"),
        ("2027-03-14 02:00", 30, "America/New_York", "03:00 EDT to 03:30 EDT"),
        # One comes twice; local time means the first, so its second coming is told in UTC.
        ("2027-10-31 01:30", 120, "Europe/Berlin", "01:30 CEST to 01:30 UTC"),
        ("2027-10-31 02:30", 30, "Europe/Berlin", "02:30 CEST to 01:00 UTC"),
        ("2027-11-07 00:30", 180, "America/New_York", "00:30 EDT to 02:30 EST"),
        ("2027-12-31 23:00", 120, "Europe/Berlin", "23:00 CET to 01:00 CET"),
        ("2027-12-31 23:00", 120, None, "23:00 None to 01:00 None"),
    ],
)
def test_clock_on_the_wall(begin: str, minutes: int, zone: str | None, expected: str) -> None:
    moments = stretch(datetime.datetime.fromisoformat(begin), minutes, zone)
    assert " to ".join(f"{one:%H:%M} {one.tzname()}" for one in moments) == expected


def test_sessions_without_a_pattern_are_refused_with_the_cure(begun: Begun) -> None:
    with pytest.raises(BadUsage, match=r"no-sessions(.|\n)*--week") as caught:
        render(begun(), events="sessions")
    assert caught.value.exit_code == 2


# --- tasks


def test_tasks_come_only_when_asked_for(begun: Begun) -> None:
    assert components(render(begun()), "VTODO") == []


def test_tasks_know_what_they_build_on_and_how_far_they_are(begun: Begun) -> None:
    plan = begun()
    tasks = components(render(plan, todos=True), "VTODO")
    name = {str(one["UID"]): str(one["SUMMARY"]).partition(" ")[0] for one in tasks}
    rows = [
        (name[str(one["UID"])], str(one["STATUS"]), one["PERCENT-COMPLETE"], after(one, name))
        for one in tasks
    ]
    assert rows == [
        ("Shell", "COMPLETED", 100, []),
        ("Python", "IN-PROCESS", 50, []),
        ("Models", "NEEDS-ACTION", 0, ["Python"]),
        ("Serving", "NEEDS-ACTION", 0, ["Models"]),
    ]
    assert tasks[0]["COMPLETED"].dt.date() == datetime.date(2027, 1, 8)
    assert [one["DUE"].dt for one in tasks[1:]] == [step.end for step in plan.steps]


def after(task: Any, name: dict[str, str]) -> list[str]:
    related = task.get("RELATED-TO", [])
    found = related if isinstance(related, list) else [related]
    assert {one.params["RELTYPE"] for one in found} <= {"DEPENDS-ON"}
    return [name[str(one)] for one in found]


def test_task_of_one_day_has_no_begin_that_equals_its_end(begun: Begun) -> None:
    plan = begun()
    step = replace(plan.steps[0], end=plan.steps[0].start)
    tasks = components(render(replace(plan, steps=(step,)), todos=True), "VTODO")
    assert "DTSTART" not in tasks[-1]
    assert tasks[-1]["DUE"].dt == step.end


# --- the library


def test_missing_library_is_named_with_the_cure(
    begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(BadUsage) as caught:
        render(begun())
    assert re.search(r'missing-library(.|\n)*pip install "skill-planner\[ics\]"', str(caught.value))
