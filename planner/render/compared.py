"""Roles and plans side by side, as lines of an indent and a text, and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from planner.compare import Beginning, Published, RoleComparison, Shared, Way
from planner.model import MarketFact, Transition
from planner.plan import Pace, Plan
from planner.render import words

Line = tuple[str, str]


def at_pace(pace: Pace) -> str:
    """The pace and start behind every time in months, and what such a time means."""
    assumed = " (assumed)" if pace.hours_assumed else ""
    off = ["days off"] * bool(pace.away) + ["times at another pace"] * bool(pace.lighter)
    counted = f", {words.listed(off)} counted" if off else ""
    return (
        f"At {words.hours_a_week(pace)} h a week{assumed} from {pace.begin}{counted}; "
        "half of the learners are done within the months given."
    )


def months(plan: Plan) -> str:
    """Time until half of the learners are done, by the calendar."""
    text = f"{plan.months:.1f}".removesuffix(".0")
    return "1 month" if text == "1" else f"{text} months"


def roles(compared: RoleComparison) -> Iterator[Line]:
    """Two roles side by side: first what to do, then what that rests on."""
    sources = _Sources()
    yield "", f"{compared.names[0]} and {compared.names[1]}"
    yield "", at_pace(compared.ways[0].plan.pace)
    yield from _to_choose(compared)
    if compared.beginnings:
        yield from _headed("Which first, if you want both?", _to_begin_with(compared))
    within = "What the budget buys of a switch:"
    yield from _headed(within if compared.ways[0].plan.budget else "Can you switch later? Yes:", [])
    for way in compared.ways:
        yield from _way(way, sources)
    yield from _asked_for(compared)
    for role in compared.roles:
        facts = [_fact(fact, sources) for fact in compared.market[role]]
        if facts:
            yield from _headed(f"Market, {role}:", facts)
    if sources:
        yield from _headed("Sources:", sources.lines())


class _Sources(dict[tuple[str, str | None], int]):
    """Where facts were read, numbered as they come up."""

    def number(self, fact: MarketFact | Transition) -> str:
        return f"[{self.setdefault((fact.source, fact.seen), len(self) + 1)}]"

    def lines(self) -> Iterator[Line]:
        for (source, seen), number in self.items():
            yield "  ", f"- [{number}] {source}, seen {seen}"


def _headed(title: str, lines: Iterable[Line]) -> Iterator[Line]:
    yield "", ""
    yield "", title
    yield from lines


def _to_choose(compared: RoleComparison) -> Iterator[Line]:
    if any(compared.suits.values()):
        yield from _headed("Which should you choose?", [])
    for role, name in zip(compared.roles, compared.names, strict=True):
        if compared.suits[role]:
            yield "  ", f"{name}:"
        yield from (("  ", f"- {sentence}") for sentence in compared.suits[role])


def _to_begin_with(compared: RoleComparison) -> Iterator[Line]:
    one, other = compared.beginnings
    if compared.first == other.role:
        one, other = other, one
    yield "  ", f"{_first(compared, one, other)} {_both_together(one, other)}"
    detour = one.minutes - other.plan.hours.likely
    if detour:
        saved = f"{words.in_hours(detour)} h"
        yield "  ", f"Whoever wants {other.role} alone goes straight there and saves {saved}."
    else:
        yield "  ", f"{one.role} lies on the way to {other.role}."


def _first(compared: RoleComparison, one: Beginning, other: Beginning) -> str:
    origin = "from what you have" if one.plan.known else "from nothing"
    takes = f"it takes {_time(one.plan)} {origin}, {other.role} {_time(other.plan)}."
    if compared.first is None:
        return f"It makes no difference. {one.role}: {takes}"
    if one.plan.hours.likely <= other.plan.hours.likely:
        return f"{one.role}, which you reach sooner: {takes}"
    return f"{one.role}, from which the way to both is shorter: {takes}"


def _time(plan: Plan) -> str:
    hours = f"{words.in_hours(plan.hours.likely)} h"
    return f"{hours} ({months(plan)})" if plan.steps else "no time at all"


def _both_together(one: Beginning, other: Beginning) -> str:
    if one.minutes == other.minutes:
        return f"Both together take {words.in_hours(one.minutes)} h in either order."
    return (
        f"Both together take {words.in_hours(one.minutes)} h in this order, "
        f"{words.in_hours(other.minutes)} h in the other."
    )


def _way(way: Way, sources: _Sources) -> Iterator[Line]:
    plan = way.plan
    if not plan.steps:
        met = f"nothing to learn, {way.origin} has all of it"
        yield "  ", f"From {way.origin} to {way.target}: {met}."
        return
    saved = plan.saved_minutes
    carried = f"; {words.in_hours(saved)} h carry over" if saved else ""
    yield (
        "  ",
        (
            f"From {way.origin} to {way.target}: {words.in_hours(plan.hours.likely)} h in "
            f"{words.plural(len(plan.steps), 'step')}, {months(plan)}{carried}."
        ),
    )
    if plan.budget:
        yield "  ", f"- {words.budget(plan, plan.budget)}"
    for published in way.published:
        yield "  ", f"- published: {_published(published, sources)}"
    learned = {step.competency for step in plan.steps}
    for id, by in way.shortened:
        how = "which you learn first" if by.source in learned else "which you have"
        shorter = f"{words.in_hours(by.minutes)} h shorter by {by.source}"
        yield "  ", f"- transfers: {id} is {shorter}, {how}"
    yield "  ", f"- to add: {words.listed(_highest(plan))}"


def _highest(plan: Plan) -> list[str]:
    """Each skill of a plan once, at the highest level that the plan teaches."""
    last = {step.skill: step.competency for step in plan.steps}
    return [step.competency for step in plan.steps if last[step.skill] == step.competency]


def _published(published: Published, sources: _Sources) -> str:
    one = published.transition
    what = "to be hired" if one.kind == "hire" else "to learn"
    text = f"{words.months(one.months)} {what} {sources.number(one)}"
    if published.hours_per_week is None:
        return text
    return f"{text}; ours fits into {one.months[1]:g} at {published.hours_per_week:g} h a week"


_MARKED = {"must": "must", "should": "must or should", "could": "must, should or could"}


def _asked_for(compared: RoleComparison) -> Iterator[Line]:
    count = words.plural(len(compared.shared), "thing")
    title = f"Both ask for {count} (marked {_MARKED[compared.depth]}):"
    same = [shared.both for shared in compared.shared if shared.one == shared.other]
    if compared.shared:
        yield from _headed(title, [("  ", words.listed(same))] if same else [])
    for shared in compared.shared:
        if shared.one != shared.other:
            yield "  ", f"- {_differing(shared, compared.roles)}"
    for role, other in zip(compared.roles, reversed(compared.roles), strict=True):
        only, implied = compared.only[role], compared.implied[role]
        if not only:
            continue
        yield from _headed(
            f"Only {role} asks for {words.plural(len(only), 'thing')}:",
            [("  ", words.listed(only))],
        )
        if implied:
            spared = words.listed(sorted(implied))
            yield "  ", f"- {other} needs these on the way all the same: {spared}"


def _differing(shared: Shared, asking: tuple[str, str]) -> str:
    (skills, level), (same, other) = _at_one_level(shared.one), _at_one_level(shared.other)
    if level and other and skills == same:
        return f"{skills}: {level} for {asking[0]}, {other} for {asking[1]}"
    return f"{shared.one} for {asking[0]}, {shared.other} for {asking[1]}"


def _at_one_level(asked: str) -> tuple[str, str]:
    """The skills of a requirement and the level of all of them, or no level if they differ."""
    options = [option.partition("@") for option in asked.split(" or ")]
    levels = {level for _, _, level in options}
    return " or ".join(skill for skill, _, _ in options), levels.pop() if len(levels) == 1 else ""


def _fact(fact: MarketFact, sources: _Sources) -> Line:
    return "  ", f"- {fact.kind}: {fact.says} {sources.number(fact)}"


def roles_data(compared: RoleComparison) -> dict[str, Any]:
    differing = [one for one in compared.shared if one.one != one.other]
    return {
        "roles": list(compared.roles),
        "depth": compared.depth,
        "shared": [shared.both for shared in compared.shared],
        "differing": [
            dict(zip(compared.roles, (shared.one, shared.other), strict=True))
            for shared in differing
        ],
        "only": {role: list(items) for role, items in compared.only.items()},
        "implied": {role: sorted(items) for role, items in compared.implied.items()},
        "first": compared.first,
        "beginnings": [
            {
                "role": one.role,
                "hours": round(one.plan.hours.likely / 60, 2),
                "months": round(one.plan.months, 1),
                "hours_both": round(one.minutes / 60, 2),
            }
            for one in compared.beginnings
        ],
        "ways": [_way_data(way) for way in compared.ways],
        "market": {
            role: [asdict(fact) for fact in facts] for role, facts in compared.market.items()
        },
        "suits": {role: list(items) for role, items in compared.suits.items()},
    }


def _way_data(way: Way) -> dict[str, Any]:
    return {
        "from": way.origin,
        "to": way.target,
        "published": [
            asdict(one.transition) | {"ours_at_hours_per_week": one.hours_per_week}
            for one in way.published
        ],
        "transfers": [
            {"competency": id, "by": by.source, "hours": round(by.minutes / 60, 2)}
            for id, by in way.shortened
        ],
    } | _plan_data(way.plan)


def plans(labelled: Sequence[tuple[str, Plan]]) -> Iterator[Line]:
    common = _common(plan for _, plan in labelled)
    own = [
        [step.competency for step in plan.steps if step.competency not in common]
        for _, plan in labelled
    ]
    for (label, plan), ids in zip(labelled, own, strict=True):
        yield "", f"{label}: {_in_one_line(plan)}"
        if any(own):
            yield "  ", f"- only here: {words.listed(ids) if ids else 'nothing'}"
    if any(own):
        yield "", f"{words.plural(len(common), 'step')} in all of them."
    elif common:
        yield "", "All of them have the same steps."


def _in_one_line(plan: Plan) -> str:
    if not plan.steps:
        return "nothing to learn"
    return (
        f"{words.in_hours(plan.hours.likely)} h in {words.plural(len(plan.steps), 'step')}, "
        f"{words.plural(plan.weeks, 'week')} at {words.hours_a_week(plan.pace)} h a week, half of "
        f"the learners by {plan.finish.p50}, 8 of 10 by {plan.finish.p80}"
    )


def plans_data(labelled: Sequence[tuple[str, Plan]]) -> dict[str, Any]:
    common = _common(plan for _, plan in labelled)
    shared = [step.competency for step in labelled[0][1].steps if step.competency in common]
    return {
        "common": shared,
        "plans": [{"label": label} | _plan_data(plan, common) for label, plan in labelled],
    }


def _common(plans: Iterable[Plan]) -> set[str]:
    return set.intersection(*({step.competency for step in plan.steps} for plan in plans))


def _plan_data(plan: Plan, leaving_out: Iterable[str] = ()) -> dict[str, Any]:
    left_out = set(leaving_out)
    return {
        "hours": round(plan.hours.likely / 60, 2),
        "hours_p50": round(plan.quantiles.p50 / 60, 2),
        "hours_per_week": plan.pace.hours_per_week,
        "hours_carried": round(plan.saved_minutes / 60, 2),
        "months": round(plan.months, 1),
        "finish": {name: str(day) for name, day in plan.finish._asdict().items()}
        if plan.steps
        else None,
        "steps": [step.competency for step in plan.steps if step.competency not in left_out],
    }
