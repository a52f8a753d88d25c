"""The plan as one web page that needs nothing else: no network, no library, no other file.

Every text from the catalog is escaped by `markup`. A strict content security policy names style and
script by their hashes, so that nothing else can run even if some text were to get through.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.resources import files

from planner.plan import Milestone, Plan
from planner.profile import MAX_HOURS_PER_WEEK
from planner.render import words
from planner.render.cards import cards
from planner.render.charts import curve, timeline
from planner.render.markup import Child, Markup, element
from planner.render.pagedata import as_data, minutes_per_week
from planner.render.stepmap import stepmap

_SLIDER_STEP = 30
"""Minutes a week from one place of the slider to the next."""

_SLIDER_REACH = 30 * 60
"""Minutes a week that the slider goes up to at least, as far as a plan may."""


def render(plan: Plan, width: int = 80) -> str:
    style, script = _style(), _script()
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"Study plan: {words.target_name(plan)}"),
        element("link", rel="icon", href="data:,"),
        element("style", Markup(style)),
    )
    body = element(
        "body",
        element("a", "Skip to the plan", class_="skip", href="#steps" if plan.steps else "#main"),
        _header(plan),
        element("main", *_sections(plan), id="main"),
        element("script", _data(plan), type="application/json", id="plan"),
        element("script", Markup(script)),
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _style() -> str:
    """The style without blanks that say nothing; every rule in the file ends in a sign."""
    written = _beside("page.css")
    return re.sub(r'("[^"\n]*")|;?\s*(})\s*|\s*([{;:,])\s*', _sign, written).strip()


def _sign(found: re.Match[str]) -> str:
    return found[found.lastindex or 0]


def _script() -> str:
    """`dates.js`, `hours.js` and `page.js` in few bytes; the first line says of which text."""
    return _beside("page.min.js").partition("\n")[2].strip()


def _beside(name: str) -> str:
    return files("planner.render").joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _data(plan: Plan) -> Markup:
    """What the script computes with; no sign in it can end the element that it stands in."""
    written = json.dumps(as_data(plan), separators=(",", ":"), ensure_ascii=True)
    for sign in "<>&":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(written)


def _header(plan: Plan) -> Markup:
    return element(
        "header",
        element("p", "Study plan", class_="kind"),
        element("h1", words.target_name(plan)),
        element("p", *_answer(plan), class_="lead", id="answer"),
        element("p", "Everything is ticked: well done.", class_="lead", id="all-done", hidden=True),
        *_more(plan),
        element("nav", element("ul", *_contents(plan), role="list"), aria_label="Contents"),
        *_first(plan),
    )


def _first(plan: Plan) -> Iterator[Markup]:
    """Where to begin; the script goes on from what is ticked."""
    if plan.steps:
        steps = [
            element(
                "li", element("a", f"{one.name} ", element("small", one.level), href=f"#s{number}")
            )
            for number, one in enumerate(plan.steps[:_FIRST], 1)
        ]
        yield element(
            "aside", element("h2", "Next"), element("ol", *steps, role="list"), id="first"
        )


_FIRST = 3


def _answer(plan: Plan) -> Iterator[str]:
    """The whole plan in one sentence, its numbers where the script finds them."""
    if not plan.steps:
        yield words.answer(plan)
        return
    half, most, _ = plan.finish
    yield from ("Half of the learners like you finish by ", _shown("p50", str(half)))
    yield from (", 8 of 10 by ", _shown("p80", str(most)), ": ")
    yield from (_shown("hours", words.in_hours(plan.hours.likely)), " h of study in ")
    yield from (_shown("steps", words.plural(len(plan.steps), "step")), ", at ")
    yield from (_shown("pace", words.hours_a_week(plan.pace)), " h a week from ")
    yield from (_shown("begin", str(plan.pace.begin)), ".")


def _shown(name: str, value: str) -> Markup:
    """A number that the script keeps up to date."""
    return element("b", value, data_show=name)


def _more(plan: Plan) -> Iterator[Markup]:
    """Further sentences; those with `data-made` hold only for the plan as it was made."""
    yield from (element("p", sentence) for sentence in words.happened(plan))
    if plan.deadline:
        yield element("p", words.deadline(plan.deadline), id="deadline")
    if plan.dropping:
        yield element("p", words.dropping(plan, plan.dropping), data_made=True)
    if plan.budget:
        yield element("p", words.budget(plan, plan.budget), data_made=True)


def _contents(plan: Plan) -> Iterator[Markup]:
    names = ["Map", "Timeline", "Readiness", "Steps"] if plan.steps else []
    for name in [*names, "Behind the plan"]:
        yield element("li", element("a", name, href=f"#{_anchor(name)}"))


def _anchor(name: str) -> str:
    return name.lower().replace(" ", "-")


def _sections(plan: Plan) -> Iterator[Markup]:
    if plan.steps:
        yield _now(plan)
        yield _section("Map", *_yours(plan), stepmap(plan))
        yield _section("Timeline", timeline(plan))
        yield _section("Readiness", curve(plan), _curve_table(plan))
        yield _section("Steps", _record(), *_milestones(plan))
    yield _section("Behind the plan", *_behind(plan))


def _section(title: str, *children: Child) -> Markup:
    id = _anchor(title)
    return element(
        "section",
        element("h2", title, id=f"{id}-title"),
        *children,
        id=id,
        aria_labelledby=f"{id}-title",
    )


def _now(plan: Plan) -> Markup:
    """The numbers that follow every tick, and the slider; it stays in sight."""
    figures = [
        ("Ready", "ready", words.percent(plan.ready_at_start)),
        ("Half finish by", "p50", str(plan.finish.p50)),
        ("8 of 10 by", "p80", str(plan.finish.p80)),
        ("Left", "left", f"{words.in_hours(plan.hours.likely)} h"),
    ]
    return element(
        "section",
        element("h2", "Where you are", class_="unseen"),
        element(
            "dl",
            *(
                element(
                    "div",
                    element("dt", name),
                    element("dd", _shown(id, value)),
                    class_="finish" if id in ("p50", "p80") else None,
                )
                for name, id, value in figures
            ),
        ),
        _slider(plan),
        element("p", role="status", class_="unseen", id="said"),
        id="now",
    )


def _yours(plan: Plan) -> Iterator[Markup]:
    """What is known before the first step, the most hours first, all of it where it is many."""
    names = [one.name for one in words.owned(plan)]
    some = words.listed([*names[:_NAMED], f"{len(names) - _NAMED} more"])
    if len(names) > _NAMED:
        chips = element("ul", *(element("li", name) for name in names), role="list")
        yield element(
            "details", element("summary", f"Already yours: {some}"), chips, class_="yours"
        )
    elif names:
        yield element("p", f"Already yours: {words.listed(names)}.")


_NAMED = 5


def _slider(plan: Plan) -> Markup:
    planned = minutes_per_week(plan)
    low = planned % _SLIDER_STEP or _SLIDER_STEP
    reach = max(planned, min(max(_SLIDER_REACH, planned * 2), MAX_HOURS_PER_WEEK * 60)) - low
    hours = words.hours_a_week(plan.pace)
    return element(
        "p",
        element("label", "Hours a week", for_="pace"),
        element(
            "input",
            type="range",
            id="pace",
            min=low,
            max=low + reach // _SLIDER_STEP * _SLIDER_STEP,
            step=_SLIDER_STEP,
            value=planned,
            aria_valuetext=f"{hours} hours a week",
            autocomplete="off",
        ),
        element("output", hours, for_="pace", data_show="pace"),
        element("button", "Reset", type="button", id="reset", disabled=True),
        class_="slider",
        hidden=True,
    )


def _curve_table(plan: Plan) -> Markup:
    titles = ("Readiness", "Weeks", "Hours studied", "By")
    rows = [
        (words.percent(one.share), str(one.weeks), words.in_hours(one.minutes), one.end)
        for one in words.curve(plan)
    ]
    return element(
        "details",
        element("summary", "The same in numbers"),
        _table(titles, rows, id="curve-table"),
        *_budget_table(plan),
    )


def _budget_table(plan: Plan) -> Iterator[Markup]:
    if plan.budget:
        titles = ("Hours", "Best readiness they buy", "On the way of the whole plan")
        rows = [
            (words.in_hours(one.minutes), words.percent(one.best), words.percent(one.whole_plan))
            for one in plan.budget.curve
        ]
        yield element("div", _table(titles, rows), data_made=True)


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]], id: str | None = None) -> Markup:
    head = element("tr", *(element("th", title, scope="col") for title in titles))
    lines = [element("tr", *(element("td", cell) for cell in row)) for row in rows]
    table = element("table", element("thead", head), element("tbody", *lines), id=id)
    return element("div", table, class_="wide")


def _record() -> Markup:
    """How ticks get back into the log."""
    return element(
        "div",
        element("p", id="kept"),
        element(
            "p",
            element("label", "To record it, run", for_="line"),
            element("textarea", id="line", rows=1, readonly=True, autocomplete="off"),
            element("button", "Copy", type="button", id="copy", disabled=True),
            element("button", "Untick all", type="button", id="untick", disabled=True),
            class_="line",
        ),
        class_="record",
        hidden=True,
    )


def _milestones(plan: Plan) -> Iterator[Markup]:
    first = 1
    for number, milestone in enumerate(plan.milestones, 1):
        yield _milestone(plan, number, milestone, first)
        first += len(milestone.steps)
    yield element("p", f"In all {words.hour_range(plan.hours)}.")


def _milestone(plan: Plan, number: int, milestone: Milestone, first: int) -> Markup:
    title = [
        f"Milestone {number}: ",
        element(
            "span",
            f"{words.percent(milestone.readiness)} ready by ",
            element("time", str(milestone.end)),
        ),
    ]
    return element(
        "section",
        element("h3", *title, id=f"milestone-{number}"),
        cards(plan, milestone.steps, first),
        _project(milestone),
        class_="milestone",
        aria_labelledby=f"milestone-{number}",
    )


def _project(milestone: Milestone) -> Markup | None:
    project = milestone.project
    if not project:
        return None
    return element(
        "div",
        element("h4", element("small", "Project "), project.name),
        element("p", project.summary) if project.summary else None,
        element("p", element("b", "You ship: "), project.ships) if project.ships else None,
        class_="project",
    )


def _behind(plan: Plan) -> Iterator[Markup]:
    if plan.history.finished:
        yield element("h3", "Finished")
        rows = [(one.name, one.level, str(one.on)) for one in plan.history.finished]
        yield _table(("What", "Level", "On"), rows)
    yield _old_notes(plan)
    if plan.carried:
        yield element("h3", "Already yours")
        yield element("p", f"{words.in_hours(plan.saved_minutes)} h that you need not spend.")
        yield element("details", element("summary", "What carries over"), _owned(plan))
    if plan.choices:
        yield element("h3", "Choices made")
        choices = [(one.owner, ", ".join(one.options), words.choice(one)) for one in plan.choices]
        yield _table(("For", "One of", "Taken"), choices)
    yield element("h3", "Assumptions")
    yield element("ul", *(element("li", sentence) for sentence in words.assumptions(plan)))
    if plan.assumed:
        assumed = _table(("Taken as known", "Because you know"), plan.assumed)
        yield element("details", element("summary", "What is taken as known"), assumed)
    yield element("h3", "Sources")
    yield element("p", words.rests_on(plan))


def _old_notes(plan: Plan) -> Markup:
    """Notes on what is finished; the script adds those that this browser keeps."""
    lines = [
        element("li", f"{one.name} ({one.level}), {note.on}: {note.text}")
        for one in plan.history.finished
        for note in plan.history.notes_on(one.competency)
    ]
    return element(
        "div",
        element("h3", "Notes on what is no step any more"),
        element("ul", *lines) if lines else None,
        id="old-notes",
        hidden=not lines,
    )


def _owned(plan: Plan) -> Markup:
    rows = [
        (one.name, f"{one.level}{' (assumed)' * one.assumed}", words.in_hours(one.minutes))
        for one in words.owned(plan)
    ]
    return _table(("What", "Level", "Hours saved"), rows)
