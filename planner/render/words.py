"""What every format words alike, so that all of them say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from planner.choose import Choice
from planner.deadline import Chance
from planner.model import UNNAMED, CompetencyId, Hours
from planner.notation import week_text
from planner.plan import (
    Bought,
    Carried,
    Dropping,
    Moved,
    Pace,
    Plan,
    Step,
    Transfer,
    weeks_between,
)
from planner.profile import MAX_HOURS_PER_WEEK

CURVE = (0.25, 0.5, 0.75, 0.9, 1.0)
"""Shares of the target at which the readiness curve is read."""


def in_hours(minutes: int) -> str:
    """Minutes as hours, exact and as short as possible: `14`, `7.5`, `0.25`."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def hour_range(hours: Hours) -> str:
    """`8-14-24 h`, or `10 h` where there is no spread."""
    if hours.low == hours.high:
        return f"{in_hours(hours.likely)} h"
    return f"{'-'.join(in_hours(minutes) for minutes in hours)} h"


def by_now(plan: Plan) -> str:
    """When the first point of the plan is: now, once something was recorded."""
    return "now" if plan.history.finished or plan.history.minutes else "at the start"


def hours_a_week(pace: Pace) -> str:
    """The pace, as short as two decimals allow."""
    return f"{pace.hours_per_week:.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """A share in whole percent, where 100 % is only said of all and 0 % only of nothing."""
    whole = round(share * 100)
    if share < 1:
        whole = min(whole, 99)
    if share > 0:
        whole = max(whole, 1)
    return f"{whole} %"


def plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def months(span: tuple[float, float]) -> str:
    """`3-5 months`, or `12 months` where there is no spread.

    >>> months((1, 1))
    '1 month'
    """
    low, high = span
    if low == high:
        return f"{low:g} {'month' if low == 1 else 'months'}"
    return f"{low:g}-{high:g} months"


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def target_name(plan: Plan) -> str:
    return listed(list(plan.target.name_of.values()))


def answer(plan: Plan) -> str:
    """The plan in two sentences."""
    if not plan.steps:
        return "Nothing is left to learn: you have everything this target asks for."
    pace = f"{hours_a_week(plan.pace)} h a week"
    still = "still " if by_now(plan) == "now" else ""
    return (
        f"{in_hours(plan.hours.likely)} h of study {still}in {plural(len(plan.steps), 'step')}"
        f"{_own_way(plan.pace)}: about {plural(plan.weeks, 'week')} at {pace} from {plan.pace.begin}. "
        f"Half of the learners like you finish by {plan.finish.p50}, "
        f"8 of 10 by {plan.finish.p80}, 19 of 20 by {plan.finish.p95}."
    )


def _own_way(pace: Pace) -> str:
    """How much longer or shorter than the estimates, where a log says so by more than a little."""
    if abs(pace.factor.median - 1) < _A_LITTLE:
        return ""
    return f", which take you {own_factor(pace)} times as long"


_A_LITTLE = 0.05


def own_factor(pace: Pace) -> str:
    return f"{pace.factor.median:.2f}".removesuffix("0")


def assumptions(plan: Plan) -> Iterator[str]:
    """What the plan takes for granted, one sentence each."""
    if plan.steps:
        yield from _about_the_pace(plan.pace)
    if plan.target.has_role:
        parts = {"must": "must", "should": "must and should", "could": "must, should and could"}
        yield f"Of a role, the requirements marked {parts[plan.target.depth]} are planned for."
    yield from _about_what_is_known(plan)
    yield from _about_the_numbers(plan)


def _about_the_pace(pace: Pace) -> Iterator[str]:
    if pace.hours_assumed:
        yield f"You did not say how much time you have: {pace.hours_per_week:g} h a week is assumed."
    if pace.start_assumed:
        yield f"You did not say when you start: {pace.start}, today, is assumed."
    if pace.week:
        yield f"Your week: {week_text(pace.week)}."
    if pace.away:
        days = listed(
            [str(first) if first == last else f"{first} to {last}" for first, last in pace.away]
        )
        yield f"No study on {days}."
    for first, last, hours in pace.lighter:
        yield f"From {first} to {last} it is {hours:g} h a week."
    if pace.tracks > 1:
        yield f"Up to {pace.tracks} skills are studied at once."


def _about_what_is_known(plan: Plan) -> Iterator[str]:
    if plan.assumed:
        count = len(plan.assumed)
        what = (
            "1 competency that you did not name is"
            if count == 1
            else (f"{count} competencies that you did not name are")
        )
        yield f"{what} taken as known, because something you know builds on it."
    if plan.one_of:
        groups = "; ".join(_known_alternatives(plan))
        yield f"Of some alternatives you know one, and it does not matter which: {groups}."
    for skills, taught in _taught_though_perhaps_known(plan).items():
        yield (
            f"You may know {listed(taught)} already: say which of {listed(skills)} is yours with "
            "--have, and it is left out."
        )


def _about_the_numbers(plan: Plan) -> Iterator[str]:
    if plan.assumed_minutes:
        share = percent(plan.assumed_minutes / plan.hours.likely)
        yield (
            f"{in_hours(plan.assumed_minutes)} h ({share}) have no estimate in the catalog: "
            "its default stands in."
        )
    if plan.steps and plan.order_gap:
        yield f"A better order could make you ready at most {plan.order_gap:.1%} sooner on average."
    if plan.steps:
        yield (
            f"Hours are low-likely-high for studying and practising. {_about_the_spread(plan.pace)}"
            f"half of the learners take {in_hours(plan.quantiles.p50)} h or less."
        )
    if not plan.optimal:
        yield (
            "The search for the shortest plan was stopped: no plan takes less than "
            f"{in_hours(plan.bound_minutes)} h."
        )


def _about_the_spread(pace: Pace) -> str:
    if not pace.factor.steps:
        return (
            "The dates allow for a third more or less from one person to another, a little more "
            "than Koedinger and others measured in 2023; "
        )
    return f"The dates follow your own pace: {own_pace(pace)}; of those with a log like yours, "


def own_pace(pace: Pace) -> str:
    """What the log says about a person's pace."""
    factor = pace.factor
    sentence = (
        f"you take {own_factor(pace)} x the estimates, from {plural(factor.steps, 'finished step')}"
    )
    if factor.unlogged:
        sentence += f" ({factor.unlogged} with a log that cannot be whole left out)"
    return sentence


def happened(plan: Plan) -> Iterator[str]:
    """What has been done so far, and what that changed, one sentence each."""
    past = plan.history
    if past.finished:
        done = f"{plural(len(past.finished), 'step')} finished"
        logged = f", {in_hours(past.minutes)} h logged" if past.minutes else ""
        yield f"So far: {done}{logged}, {percent(plan.ready_at_start)} ready."
    elif past.minutes:
        yield f"So far: {in_hours(past.minutes)} h logged, {percent(plan.ready_at_start)} ready."
    elif plan.steps and (over := (plan.made - plan.pace.begin).days // 7) > 0:
        yield (
            f"The start is {plural(over, 'week')} ago and nothing is recorded since: the dates hold "
            "only if you have kept to the plan. Record what you did (`planner done`, `planner log`) "
            "or start anew (`--start`)."
        )
    yield from on_the_way(plan)


def on_the_way(plan: Plan) -> Iterator[str]:
    """What else there is to say of the time since the start."""
    past = plan.history
    if past.missed:
        days = [str(day) for day in past.missed[-_SHOWN_WEEKS:]]
        shown = "it" if len(past.missed) == 1 else "those"
        which = shown if len(past.missed) <= _SHOWN_WEEKS else "the last ones"
        yield (
            f"Nothing was recorded in {len(past.missed)} of {plural(past.weeks, 'week')}; "
            f"{which} began on {listed(days)}."
        )
    if past.weeks >= _A_FEW and past.minutes:
        rate = past.minutes / past.weeks / 60
        if rate < _SHORT * plan.pace.hours_per_week:
            yield (
                f"You logged {rate:.1f} h a week so far; the dates count on "
                f"{hours_a_week(plan.pace)} from now on."
            )
    if past.moved:
        yield _moved(plan, past.moved)
    if past.gone:
        yield (
            f"In your log, but not in the catalog any more: {listed(list(dict.fromkeys(past.gone)))}; "
            "the entries are kept."
        )


_SHOWN_WEEKS = 4
_A_FEW = 3
"""Weeks after which hours a week say something."""
_SHORT = 0.75
"""Of the hours a week that were planned: what is worth a word."""


def _moved(plan: Plan, moved: Moved) -> str:
    parts = [
        f"{names(plan, ids, at_most=3)} {where}"
        for ids, where in ((moved.earlier, "earlier"), (moved.later, "later"))
        if ids
    ]
    why = (
        f"on average you are ready {moved.gain:.1%} sooner that way"
        if moved.gain
        else "what you have done makes the old order impossible"
    )
    return f"The order has changed: {listed(parts)}; {why}."


def dropping(plan: Plan, dropped: Dropping) -> str:
    """What to leave out first for the sake of the deadline."""
    what = listed([" or ".join(options) for options in dropped.requirements])
    return (
        f"To make it for 8 of 10, leave out first: {what}. Then {in_hours(dropped.minutes)} h are "
        f"left, and you are {percent(dropped.readiness)} ready."
    )


def _taught_though_perhaps_known(plan: Plan) -> dict[tuple[str, ...], list[CompetencyId]]:
    """Steps that are one of some known alternatives, by the skills of these."""
    steps = {step.competency for step in plan.steps}
    found: dict[tuple[str, ...], list[CompetencyId]] = {}
    for options in plan.one_of:
        skills = tuple(id.partition("@")[0] for id in options)
        for id in options:
            if id in steps:
                found.setdefault(skills, []).append(id)
    return found


def _known_alternatives(plan: Plan) -> list[str]:
    """The skills of each known clause; clauses that differ in the level alone count once."""
    skills = (tuple(id.partition("@")[0] for id in options) for options in plan.one_of)
    return [" or ".join(group) for group in dict.fromkeys(skills)]


def deadline(chance: Chance) -> str:
    """How likely the deadline is met, and what would make it likelier."""
    share = round(chance.probability * 100)
    shown = "more than 99" if share > 99 else "fewer than 1" if share < 1 else str(share)
    sentence = f"Your deadline {chance.day}: {shown} of 100 learners like you make it. "
    if chance.probability < 0.5 and not 0 < chance.for_half <= MAX_HOURS_PER_WEEK:
        return f"{sentence}No hours a week would do any more: move it, or ask for less."
    sentence += f"{chance.for_half:g} h a week would do for half of them, "
    if chance.probability < 0.8 and not 0 < chance.for_most <= MAX_HOURS_PER_WEEK:
        return sentence + "none for 8 of 10."
    return sentence + f"{chance.for_most:g} h for 8 of 10."


def rests_on(plan: Plan) -> str:
    """Which catalog the plan comes from, and how much of its hours is published."""
    catalog = f"Catalog: {plan.catalog_name} {plan.catalog_version}."
    if plan.catalog_name == UNNAMED:
        catalog = "The catalog has no name of its own (catalog.yaml)."
    if not plan.hours.likely:
        return catalog
    share = percent(plan.published_minutes / plan.hours.likely)
    return f"{catalog} {share} of the hours rest on published figures, the others are judgement."


def budget(plan: Plan, bought: Bought) -> str:
    """What a budget buys, and what more would."""
    sentence = (
        f"{in_hours(bought.minutes)} h buy {percent(plan.ready_at_end)} readiness, "
        f"in {in_hours(bought.spent)} h; "
        f"20 h more would buy {percent(bought.more)}."
    )
    return sentence if bought.proven else f"{sentence} The search for better was stopped."


def choice(made: Choice) -> str:
    """What was chosen, and what the runner-up would have cost."""
    if made.extra_minutes is None:
        return f"{made.chosen}; it is needed in any case"
    if made.extra_minutes == 0:
        return f"{made.chosen}; {made.runner_up} takes the same time"
    more = "more" if made.extra_minutes > 0 else "less"
    return f"{made.chosen}; {made.runner_up} takes {in_hours(abs(made.extra_minutes))} h {more}"


def transfer(by: Transfer) -> str:
    return f"knowing {by.source} saves {in_hours(by.minutes)} h"


def purpose(plan: Plan, step: Step) -> str:
    """Why a step is in the plan, in words: who asks for it, else what it leads to."""
    asked = _asking(step)
    if asked:
        return f"{listed([_asker(plan, one) for one in asked])} asks for it"
    if step.unlocks:
        return f"it leads to {names(plan, step.unlocks, at_most=_NAMED)}"
    return f"it saves time on {names(plan, step.saves_on)}"


_NAMED = 3


def purpose_names_unlocked(step: Step) -> bool:
    """Whether the words for its purpose name everything that a step unlocks."""
    return not _asking(step) and len(step.unlocks) <= _NAMED


def _asking(step: Step) -> list[str]:
    """Who asks for a step for its own sake."""
    return [one for one in step.because if one not in step.unlocks]


def _asker(plan: Plan, id: str) -> str:
    return "your target" if id == "target" else plan.target.name_of.get(id, id)


def names(plan: Plan, ids: Sequence[CompetencyId], at_most: int = 100) -> str:
    """Steps as a person would say them, the first few if there are many."""
    label = {step.competency: f"{step.name} ({step.level})" for step in plan.steps}
    shown = [label.get(id) or _asker(plan, id) for id in ids[:at_most]]
    if len(ids) > at_most:
        shown.append(f"{len(ids) - at_most} more")
    return listed(shown)


class Owned(NamedTuple):
    """A skill that carries over, up to a level, with the hours it saves."""

    name: str
    level: str
    minutes: int
    assumed: bool


def owned(plan: Plan) -> list[Owned]:
    """What carries over, levels of one skill taken together, the most hours first."""
    by_skill: dict[tuple[str, ...], list[Carried]] = {}
    for item in plan.carried:
        skills = tuple(id.partition("@")[0] for id in item.options)
        by_skill.setdefault(skills, []).append(item)
    found = [
        Owned(
            name=" or ".join(items[0].names),
            level=max(items, key=lambda item: item.rank).options[0].partition("@")[2],
            minutes=sum(item.minutes for item in items),
            assumed=all(item.assumed for item in items),
        )
        for items in by_skill.values()
    ]
    return sorted(found, key=lambda item: (-item.minutes, item.name))


class Point(NamedTuple):
    """A point of the readiness curve: weeks from the start, and likely minutes studied by then."""

    share: float
    end: str
    minutes: int
    weeks: int


def curve(plan: Plan) -> Iterator[Point]:
    """Readiness at the start, and at the end of the day by which the plan reaches each share."""
    yield Point(plan.ready_at_start, str(plan.pace.begin), 0, 0)
    done = 0
    shares = [share for share in CURVE if share > plan.ready_at_start + 1e-9]
    for end, steps in groupby(plan.by_end, key=lambda step: step.end):
        *_, last = ended = list(steps)
        done += sum(step.hours.likely for step in ended)
        reached = [share for share in shares if last.readiness >= share - 1e-9]
        if reached:
            shares = [share for share in shares if share not in reached]
            weeks = weeks_between(plan.pace.begin, end)
            yield Point(last.readiness, str(end), done, weeks)
