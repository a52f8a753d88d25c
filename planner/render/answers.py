"""Answers to questions about plans, as lines of an indent and a text, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from planner.difference import Difference
from planner.plan import Plan
from planner.render import words
from planner.render.compared import at_pace, months
from planner.status import Status
from planner.whatif import Next, Path, Why, WhyNot

Line = tuple[str, str]


def as_data(answer: Why | WhyNot) -> dict[str, Any]:
    """A dataclass as a mapping; its minutes become hours."""
    return {_in_hours_name(name): _in_hours(name, value) for name, value in asdict(answer).items()}


def _in_hours_name(name: str) -> str:
    if name == "without":
        return "hours_more_without"
    return name.replace("minutes", "hours")


def _in_hours(name: str, value: Any) -> Any:
    if value is not None and (name.endswith("minutes") or name == "without"):
        return round(value / 60, 2)
    if name == "instead_of":
        return [{"competency": id, "hours_more": round(more / 60, 2)} for id, more in value]
    return value


def why(answer: Why) -> Iterator[Line]:
    id = answer.competency
    if answer.status == "known":
        how = f", because you know {answer.implied_by}" if answer.implied_by else ", you said so"
        yield "", f"{id} is not in the plan: you have it{how}."
        return
    if answer.status == "absent":
        skill = id.partition("@")[0]
        yield "", f"{id} is not in the plan. `planner why-not {skill}` says what it would take."
        return
    yield "", f"{id} is in the plan."
    for chain in answer.chains:
        yield "  ", f"- {' > '.join(chain)}"
    if answer.unlocks:
        yield "", f"It unlocks {words.listed(answer.unlocks)}."
    if answer.without is None:
        yield "", f"Without it these cannot be met: {'; '.join(answer.breaks)}."
    elif answer.without == 0:
        yield "", "Without it another way takes the same time."
    else:
        yield "", f"Without it the plan takes {words.in_hours(answer.without)} h more."


def why_not(answer: WhyNot) -> Iterator[Line]:
    id = answer.competency
    if answer.status != "absent":
        where = "is in the plan" if answer.status == "step" else "is yours already"
        yield "", f"{id} {where}."
        return
    yield "", f"{id} is not in the plan: nothing in it needs it."
    yield "", _more_or_less("With it the plan takes", answer.extra_minutes)
    if len(answer.extra_steps) > 1:
        others = [one for one in answer.extra_steps if one != id]
        yield "  ", f"- it brings along {words.listed(others)}"
    if answer.spared:
        yield "  ", f"- it spares {words.listed(answer.spared)}"
    for chosen, more in answer.instead_of:
        yield "  ", f"- {_more_or_less(f'instead of {chosen} the plan takes', more)}"
    if answer.meets:
        yield "", f"It meets a requirement of {words.listed(answer.meets)}."
    if answer.unlocks:
        shown = list(answer.unlocks[:8])
        if len(answer.unlocks) > 8:
            shown.append(f"{len(answer.unlocks) - 8} more")
        yield "", f"It opens the way to {words.listed(shown)}."


def _more_or_less(start: str, minutes: int) -> str:
    if minutes == 0:
        return f"{start} no more time."
    return f"{start} {words.in_hours(abs(minutes))} h {'more' if minutes > 0 else 'less'}."


def what_next(plan: Plan, found: Sequence[Next], minutes: int | None) -> Iterator[Line]:
    if not plan.steps:
        yield "", words.answer(plan)
        return
    order = "" if minutes is None else f", what fits into {minutes} minutes before the rest"
    yield "", f"You can start now, what makes you ready soonest first{order}:"
    for one in found:
        step = one.step
        goal = "" if one.towards == step.competency else f" towards {one.towards}"
        yield (
            "  ",
            (
                f"- {step.name} ({step.level}), {words.hour_range(step.hours)}: "
                f"{one.gain:.1%} readiness an hour{goal}"
            ),
        )
        if one.fits:
            yield "    ", f"fits into {minutes} minutes"
    if minutes is not None and not any(one.fits for one in found):
        first = found[0].step
        yield (
            "",
            (
                f"None is done in {minutes} minutes. Begin {first.name} ({first.level})"
                + (f" with {first.learn[0].title}, {first.learn[0].url}" if first.learn else "")
                + "."
            ),
        )


def next_data(one: Next) -> dict[str, Any]:
    return {
        "competency": one.step.competency,
        "hours": round(one.step.hours.likely / 60, 2),
        "readiness_per_hour": round(one.gain, 5),
        "towards": one.towards,
        "fits": one.fits,
    }


def paths(found: Sequence[Path]) -> Iterator[Line]:
    if not found:
        yield "", "No other role can be reached from here."
        return
    yield "", f"Roles by what they take from here. {at_pace(found[0].plan.pace)}"
    for path in found:
        plan = path.plan
        time = f"{words.in_hours(plan.hours.likely)} h, {months(plan)}, "
        ready = f"{words.percent(plan.ready_at_start)} ready now"
        yield "  ", f"- {path.role}: {time if plan.steps else ''}{ready}"


def path_data(path: Path) -> dict[str, Any]:
    plan = path.plan
    return {
        "role": path.role,
        "name": path.name,
        "hours": round(plan.hours.likely / 60, 2),
        "hours_p50": round(plan.quantiles.p50 / 60, 2),
        "months": round(plan.months, 1),
        "steps": len(plan.steps),
        "carried": path.carried,
        "ready": plan.ready_at_start,
    }


def status(found: Status) -> Iterator[Line]:
    plan = found.plan
    yield "", f"{words.target_name(plan)}: {words.percent(plan.ready_at_start)} ready."
    share = words.percent(found.done_minutes / found.all_minutes) if found.all_minutes else "100 %"
    besides = f" Besides the plan: {words.in_hours(found.besides)} h." if found.besides else ""
    yield "", f"Done: {words.in_hours(found.done_minutes)} h of the estimates, {share}.{besides}"
    for one in plan.history.finished[-_LAST:]:
        logged = f", {words.in_hours(one.minutes)} h logged" if one.minutes else ""
        yield "  ", f"- {one.name} ({one.level}), {one.on}{logged}"
    for step in plan.steps:
        if step.studied:
            left = words.in_hours(step.hours.likely)
            yield "  ", f"- begun: {step.name} ({step.level}), about {left} h left"
    if not plan.steps:
        yield "", words.answer(plan)
        return
    yield "", f"Left: {words.answer(plan)}"
    yield "", _ahead(found)
    yield (
        "",
        (
            f"From the start at this pace half of the learners would finish by "
            f"{found.finish_at_start.p50}, 8 of 10 by {found.finish_at_start.p80}."
        ),
    )
    if plan.pace.factor.steps:
        yield "", f"Your pace: {words.own_pace(plan.pace)}."
    for sentence in words.on_the_way(plan):
        yield "", sentence
    recorded = plan.history.finished or plan.history.minutes or plan.history.gone
    if not recorded and found.days:
        yield "", "Nothing is recorded yet, so the dates are still those from the start."
    if plan.deadline:
        yield "", words.deadline(plan.deadline)


_LAST = 5


def _ahead(found: Status) -> str:
    if found.days is None:
        return f"It begins on {found.plan.pace.start}."
    if abs(found.days) < (1 if found.exact else 7):
        return "You are on time."
    where = "ahead of" if found.days > 0 else "behind"
    return f"You are {words.plural(abs(found.days), 'day')} {where} the calendar."


def status_data(found: Status) -> dict[str, Any]:
    plan = found.plan
    return {
        "target": plan.target.text,
        "readiness": round(plan.ready_at_start, 4),
        "hours_done": round(found.done_minutes / 60, 2),
        "hours_left": round(plan.hours.likely / 60, 2),
        "hours_besides": round(found.besides / 60, 2),
        "hours_logged": round(plan.history.minutes / 60, 2),
        "days_ahead": found.days,
        "pace_factor": round(plan.pace.factor.median, 4),
        "pace_from_steps": plan.pace.factor.steps,
        "finish": {name: str(day) for name, day in plan.finish._asdict().items()},
        "finish_at_start": {
            name: str(day) for name, day in found.finish_at_start._asdict().items()
        },
        "finished": [one.competency for one in plan.history.finished],
        "left": [step.competency for step in plan.steps],
        "missed_weeks": [str(day) for day in plan.history.missed],
        "not_in_catalog": list(plan.history.gone),
    }


def difference(found: Difference) -> Iterator[Line]:
    old, new = found.old, found.new
    if old.target != new.target:
        yield "", f"The target was {old.target} and is {new.target}."
    yield "", f"Hours: {old.hours:g} then, {new.hours:g} now{_change(new.hours - old.hours)}."
    if old.hours_per_week != new.hours_per_week:
        yield "", f"Hours a week: {old.hours_per_week:g} then, {new.hours_per_week:g} now."
    if all(old.finish[name] == new.finish[name] for name in ("p50", "p80")):
        yield "", f"Finish: half by {new.finish['p50']}, 8 of 10 by {new.finish['p80']}, as before."
    else:
        yield (
            "",
            (
                f"Finish: half by {new.finish['p50']} instead of {old.finish['p50']}, "
                f"8 of 10 by {new.finish['p80']} instead of {old.finish['p80']}."
            ),
        )
    for title, ids in (
        ("Finished", found.finished),
        ("New", found.added),
        ("No longer in it", found.gone),
        ("Moved", found.moved),
    ):
        if ids:
            yield "", f"{title}: {words.listed(list(ids))}."
    for id, (before, after) in found.changed.items():
        yield "  ", f"- {id}: {before:g} h then, {after:g} h now"
    if old.steps == new.steps and list(old.steps) == list(new.steps):
        yield "", "The steps are the same."


def _change(hours: float) -> str:
    if not hours:
        return ""
    return f", {abs(round(hours, 2)):g} {'more' if hours > 0 else 'less'}"


def difference_data(found: Difference) -> dict[str, Any]:
    return {
        "target": [found.old.target, found.new.target],
        "hours": [found.old.hours, found.new.hours],
        "finish": [dict(found.old.finish), dict(found.new.finish)],
        "finished": list(found.finished),
        "added": list(found.added),
        "gone": list(found.gone),
        "moved": list(found.moved),
        "changed": {id: list(hours) for id, hours in found.changed.items()},
    }
