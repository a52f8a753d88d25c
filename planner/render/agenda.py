"""What a plan puts into a calendar, as data: events and tasks, before any format is thought of.

Every entry has a lasting id, so that importing a later plan changes it instead of adding another:
a step is known by its competency, a session by its day and its number on that day, a milestone by
the share of the target that it leads to.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from planner.milestone import SHARES
from planner.notation import minutes_text
from planner.plan import Milestone, Plan, Step, StudySession
from planner.problems import one_line
from planner.render import words
from planner.render.tasks import finished, lasting_id, resources, title

Kind = Literal["steps", "sessions"]
Moment = datetime.date | datetime.datetime

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something in a calendar.

    Attributes:
        begin: A day for what lasts whole days, else a time.
        end: The first moment, or day, after it.
        busy: Whether the time is taken.
    """

    uid: str
    summary: str
    description: str
    begin: Moment
    end: Moment
    area: str | None = None
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """Something to do.

    Attributes:
        percent: Share of the likely time that is done.
        done: The day it was finished.
        after: Ids of what it builds on.
    """

    uid: str
    summary: str
    description: str
    area: str
    begin: datetime.date | None = None
    due: datetime.date | None = None
    percent: int = 0
    done: datetime.date | None = None
    after: tuple[str, ...] = ()


def events(plan: Plan, kind: Kind) -> Iterator[Event]:
    """Sessions or steps, then milestones and the days by which learners are done."""
    yield from _sessions(plan) if kind == "sessions" else _steps(plan)
    yield from _milestones(plan)
    yield from _finish(plan)


def todos(plan: Plan) -> Iterator[Todo]:
    """Every step, what is finished first."""
    for one in finished(plan):
        yield Todo(
            uid=lasting_id(plan, "todo", one.competency),
            summary=title(one),
            description="",
            area=one_line(one.area),
            percent=100,
            done=one.on,
        )
    for step in plan.steps:
        yield Todo(
            uid=lasting_id(plan, "todo", step.competency),
            summary=title(step),
            description="\n".join(about(plan, step)),
            area=one_line(step.area),
            begin=step.start if step.start < step.end else None,
            due=step.end,
            percent=_percent_done(step),
            after=tuple(lasting_id(plan, "todo", before) for before in step.builds_on),
        )


def _percent_done(step: Step) -> int:
    """A hundred is only said of what is finished."""
    whole = step.studied + step.hours.likely
    return min(100 * step.studied // whole, 99) if whole else 0


def about(plan: Plan, step: Step) -> Iterator[str]:
    """What a step is about: hours, why, what one can do at the end, resources, what to build."""
    yield f"In all {words.hour_range(step.hours)}."
    yield f"Why: {one_line(words.purpose(plan, step))}"
    for reason in step.reasons:
        yield f"For {one_line(words.names(plan, [reason.owner]))}: {one_line(reason.text)}"
    if step.can:
        yield "Done when you can:"
        yield from (f"- {one_line(can)}" for can in step.can)
    addresses = list(resources(step))
    if addresses:
        yield "Learn from:"
        yield from (f"- {name}: {url}" for name, url in addresses)
    if step.build:
        yield f"Build: {one_line(step.build)}"
    for note in plan.history.notes_on(step.competency):
        yield f"Noted on {note.on}: {one_line(note.text)}"


def _steps(plan: Plan) -> Iterator[Event]:
    for one in finished(plan):
        yield _all_day(
            lasting_id(plan, "step", one.competency), one.on, f"Done: {title(one)}", area=one.area
        )
    for step in plan.steps:
        yield Event(
            uid=lasting_id(plan, "step", step.competency),
            summary=title(step),
            description="\n".join(about(plan, step)),
            begin=step.start,
            end=step.end + _DAY,
            area=one_line(step.area),
        )


def _sessions(plan: Plan) -> Iterator[Event]:
    """An event a session of the pattern, whatever is studied in it; those without a time share one."""
    steps = {step.competency: step for step in plan.steps}
    days: dict[datetime.date, dict[datetime.time | None, list[StudySession]]] = {}
    for one in plan.sessions:
        days.setdefault(one.day, {}).setdefault(one.at, []).append(one)
    for day, by_time in days.items():
        usual = [one.at for one in plan.pace.week if one.weekday == day.weekday()]
        times = list(dict.fromkeys([*usual, *by_time]))
        for at, parts in by_time.items():
            number = times.index(at) + 1
            yield _session(
                plan, lasting_id(plan, "session", str(day), str(number)), at, parts, steps
            )


def _session(
    plan: Plan,
    uid: str,
    at: datetime.time | None,
    parts: Sequence[StudySession],
    steps: dict[str, Step],
) -> Event:
    minutes = _by_competency(parts)
    studied = [(steps[id], time) for id, time in minutes.items()]
    total = sum(minutes.values())
    summary = words.listed([title(step) for step, _ in studied])
    texts = [[f"{title(step)}, {minutes_text(time)}", *about(plan, step)] for step, time in studied]
    description = "\n\n".join("\n".join(lines) for lines in texts)
    area = one_line(studied[0][0].area)
    day = parts[0].day
    if at is None:
        return _all_day(uid, day, f"{minutes_text(total)}: {summary}", description, area)
    begin, end = stretch(datetime.datetime.combine(day, at), total, plan.pace.timezone)
    return Event(
        uid=uid,
        summary=summary,
        description=description,
        begin=begin,
        end=end,
        area=area,
        busy=True,
    )


def _by_competency(parts: Sequence[StudySession]) -> dict[str, int]:
    minutes: dict[str, int] = {}
    for one in parts:
        minutes[one.competency] = minutes.get(one.competency, 0) + one.minutes
    return minutes


def stretch(
    begin: datetime.datetime, minutes: int, timezone: str | None
) -> tuple[datetime.datetime, datetime.datetime]:
    """Begin and end of something that takes this many minutes, whatever the clocks do meanwhile.

    A begin that a change of the clock leaves out is moved as the clock moves. An end in an hour that
    comes twice means, written in local time, the first; so the second is written in UTC.
    """
    if timezone is None:
        return begin, begin + datetime.timedelta(minutes=minutes)
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(timezone)
    first = begin.replace(tzinfo=zone).astimezone(datetime.UTC)
    last = first + datetime.timedelta(minutes=minutes)
    end = last.astimezone(zone)
    return first.astimezone(zone), last if end.fold else end


def _milestones(plan: Plan) -> Iterator[Event]:
    ready = plan.ready_at_start
    for number, milestone in enumerate(plan.milestones, 1):
        share = next((share for share in SHARES if share > ready + 1e-9), None)
        ready = milestone.readiness
        what = f"Milestone {number}: {words.percent(ready)} ready for {words.target_name(plan)}"
        text = "\n".join(_ships(milestone))
        yield _all_day(lasting_id(plan, "milestone", str(share)), milestone.end, what, text)


def _ships(milestone: Milestone) -> Iterator[str]:
    project = milestone.project
    if project is None:
        return
    yield f"Project: {one_line(project.name)}"
    if project.summary:
        yield one_line(project.summary)
    if project.ships:
        yield f"You ship: {one_line(project.ships)}"


def _finish(plan: Plan) -> Iterator[Event]:
    """A calendar is never empty: where nothing is left to learn, it says so."""
    answer = one_line(words.answer(plan))
    if not plan.steps:
        yield _all_day(lasting_id(plan, "finish", "p50"), plan.made, answer)
        return
    target = words.target_name(plan)
    for name, share in (("p50", "Half of the"), ("p80", "8 of 10")):
        what = f"{share} learners like you are done: {target}"
        day = getattr(plan.finish, name)
        yield _all_day(lasting_id(plan, "finish", name), day, what, answer)


def _all_day(
    uid: str,
    day: datetime.date,
    summary: str,
    description: str = "",
    area: str | None = None,
) -> Event:
    return Event(
        uid=uid,
        summary=one_line(summary),
        description=description,
        begin=day,
        end=day + _DAY,
        area=area and one_line(area),
    )
