"""The steps of a plan as cards: a box to tick, when and why in sight, all else folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.model import Basis, CompetencyId, Resource
from planner.plan import Plan, Step
from planner.render import words
from planner.render.markup import Markup, element, link, together
from planner.render.stepmap import colours


def cards(plan: Plan, steps: Sequence[Step], first: int) -> Markup:
    """Some of the steps in order; `first` is the number of the first of them in the plan."""
    hues = colours(plan)
    cards = [_card(plan, step, n, hues[step.area]) for n, step in enumerate(steps, first)]
    return element("ol", *cards, class_="steps", role="list")


def _card(plan: Plan, step: Step, number: int, hue: str) -> Markup:
    tick = element("input", type="checkbox")
    return element(
        "li",
        element("h4", element("label", tick, step.name, " ", element("small", step.level))),
        _facts(step, hue),
        element("p", f"Why: {_why(plan, step)}"),
        _rest(plan, step),
        id=f"s{number}",
    )


def _facts(step: Step, hue: str) -> Markup:
    """Area, hours, days and readiness; the script keeps what is bold up to date."""
    return element(
        "p",
        element("i", step.area, class_=hue),
        f", {words.hour_range(step.hours)}",
        element(
            "span",
            ", ",
            element("b", f"{step.start} to {step.end}"),
            ", ",
            element("b", words.percent(step.readiness)),
            " ready",
        ),
    )


def _why(plan: Plan, step: Step) -> str:
    """Who asks for it, with their reasons; what it leads to comes with the rest.

    Where the target is a single one, that it asks for it goes without saying.
    """
    reasons = "; ".join(
        dict.fromkeys(one.text for one in step.reasons if one.owner not in step.unlocks)
    )
    if reasons and len(plan.target.name_of) == 1:
        return reasons
    return ": ".join([words.purpose(plan, step), *filter(None, [reasons])])


def _rest(plan: Plan, step: Step) -> Markup:
    parts = [
        together(element("dt", title), *(element("dd", item) for item in items))
        for title, items in (*_parts(plan, step), *_notes(plan, step))
    ]
    return element("details", element("summary", "Details"), element("dl", *parts))


def _parts(plan: Plan, step: Step) -> Iterator[tuple[str, Sequence[str]]]:
    """What a card has to say beyond its head, with the title of each part."""
    if step.can:
        yield "Done when you can", step.can
    if step.learn:
        yield "Learn from", [_resource(one, step.basis) for one in step.learn]
    if step.build:
        yield "Build", [step.build]
    if leads := list(_leads(plan, step)):
        yield "Leads to", leads
    if step.transfer:
        yield "Shorter for you", [words.transfer(step.transfer)]
    if step.basis and step.basis.url and step.basis.url not in {one.url for one in step.learn}:
        source = link(step.basis.source or step.basis.url, step.basis.url)
        yield "Hours rest on", [together(source, f" ({_figure(step.basis)})")]


def _notes(plan: Plan, step: Step) -> Iterator[tuple[str, Sequence[str]]]:
    if notes := list(plan.history.notes_on(step.competency)):
        yield "You noted", [f"{note.on}: {note.text}" for note in notes]


def _leads(plan: Plan, step: Step) -> Iterator[str]:
    """Later steps that need it: first some with a reason, one by one, then the others together."""
    reasons = [one for one in step.reasons if one.owner in step.unlocks]
    for one in reasons[:_REASONS]:
        yield f"{_short_name(plan, one.owner)}: {one.text}"
    others = [id for id in step.unlocks if id not in {one.owner for one in reasons[:_REASONS]}]
    named_above = set(step.because) == set(step.unlocks) and len(step.unlocks) <= 3
    if others and not named_above:
        yield words.names(plan, others, at_most=_OTHERS)


def _short_name(plan: Plan, id: CompetencyId) -> str:
    """A step by its name alone, unless another level of it is in the plan too."""
    mine = next(step for step in plan.steps if step.competency == id)
    same = sum(step.skill == mine.skill for step in plan.steps)
    return mine.name if same == 1 else words.names(plan, [id])


_REASONS, _OTHERS = 3, 4
"""Of what a step leads to, what is said in its card; the map shows it all."""


def _resource(one: Resource, basis: Basis | None) -> Markup:
    about = [one.kind] if one.cost == "free" else [one.kind, one.cost]
    if basis and basis.url == one.url:
        about.append(f"the hours rest on it: {_figure(basis)}")
    return together(link(one.title, one.url), f" ({', '.join(about)})")


def _figure(basis: Basis) -> str:
    """A published figure, and when it was read."""
    low, *high = (f"{hours:g}" for hours in basis.hours)
    figure = low if not high or high[0] == low else f"{low}-{high[0]}"
    return f"{figure} h, seen {basis.seen}"
