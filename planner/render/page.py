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
from typing import Any

from planner.plan import Milestone, Plan
from planner.render import words
from planner.render.cards import cards
from planner.render.charts import curve, timeline
from planner.render.markup import Child, Markup, element
from planner.render.stepmap import stepmap

_SLIDER_STEP = 30
"""Minutes a week from one place of the slider to the next."""

_SLIDER_REACH = 30 * 60
"""Minutes a week that the slider goes up to at least."""


def render(plan: Plan, width: int = 80) -> str:
    style, script = _lean("page.css"), _lean("dates.js", "page.js")
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


def _lean(*names: str) -> str:
    """Files beside this one, as short as they can be without a change of what they say.

    Comments take whole lines in them, and every statement and rule ends in a sign that says so.
    """
    texts = [files("planner.render").joinpath(name).read_text(encoding="utf-8") for name in names]
    lines = (line.strip() for text in texts for line in text.splitlines())
    whole = "\n".join(line for line in lines if not line.startswith("//"))
    around = _CSS if names[0].endswith(".css") else _JS
    return "".join(
        part if place % 2 else re.sub(around, _sign, part)
        for place, part in enumerate(re.split(_QUOTED, whole))
    )


def _sign(found: re.Match[str]) -> str:
    return found[found.lastindex or 0]


_QUOTED = r"""("[^"\n]*"|`[^`]*`)"""
_CSS = r";?\s*(})\s*|\s*([{;:,])\s*"
_JS = r"\s*([{}();:,=<>?&|*/+]+)\s*"
"""Signs that need no blanks around them."""


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


def as_data(plan: Plan) -> dict[str, Any]:
    """The plan's numbers: minutes, days and shares, exactly as the dates were found from them."""
    place = {step.competency: number for number, step in enumerate(plan.steps)}
    ends = [len(milestone.steps) for milestone in plan.milestones]
    return {
        "key": key(plan),
        "pace": {
            "start": str(plan.pace.start),
            "begin": str(plan.pace.begin),
            "perWeek": minutes_per_week(plan),
            "away": [[str(first), str(last)] for first, last in plan.pace.away],
            "lighter": [[str(first), str(last), hours] for first, last, hours in plan.pace.lighter],
            "week": [[session.weekday, session.minutes] for session in plan.pace.week],
            "tracks": plan.pace.tracks,
        },
        "quantiles": list(plan.quantiles),
        "ready": plan.ready_at_start,
        "deadline": str(plan.deadline.day) if plan.deadline else None,
        "steps": [
            [
                step.competency,
                step.hours.mean,
                step.hours.likely,
                round(step.readiness, 9),
                *([sorted(place[one] for one in step.comes_after)] if plan.pace.tracks > 1 else []),
            ]
            for step in plan.steps
        ],
        "milestones": [sum(ends[:number]) for number in range(1, len(ends) + 1)],
    }


def key(plan: Plan) -> str:
    """Under which name a browser keeps the ticks: the same whenever the plan is made anew.

    It tells apart plans of different people for one target by what they knew at first.
    """
    finished = {one.competency for one in plan.history.finished}
    known = [id for id in plan.known if id not in finished]
    told = json.dumps([plan.catalog_name, plan.target.text, known])
    return f"planner:{sha256(told.encode()).hexdigest()[:16]}"


def minutes_per_week(plan: Plan) -> int:
    return round(plan.pace.hours_per_week * 60)


def _header(plan: Plan) -> Markup:
    return element(
        "header",
        element("p", "Study plan", class_="kind"),
        element("h1", words.target_name(plan)),
        element("p", *_answer(plan), class_="lead", id="answer"),
        element("p", "Everything is ticked: well done.", class_="lead", id="all-done", hidden=True),
        *(element("p", sentence) for sentence in _more(plan)),
        element("nav", element("ul", *_contents(plan), role="list"), aria_label="Contents"),
    )


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


def _more(plan: Plan) -> Iterator[Child]:
    yield from words.happened(plan)
    if plan.deadline:
        yield element("span", words.deadline(plan.deadline), id="deadline")
    if plan.dropping:
        yield words.dropping(plan, plan.dropping)
    if plan.budget:
        yield words.budget(plan, plan.budget)


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
                element("div", element("dt", name), element("dd", _shown(id, value)))
                for name, id, value in figures
            ),
        ),
        _slider(plan),
        element("p", role="status", class_="unseen", id="said"),
        id="now",
    )


def _yours(plan: Plan) -> Iterator[Markup]:
    """What is known before the first step, the most hours first."""
    names = [one.name for one in words.owned(plan)]
    if names:
        more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
        yield element("p", f"Already yours: {words.listed([*names[:_NAMED], *more])}.")


_NAMED = 8


def _slider(plan: Plan) -> Markup:
    planned = minutes_per_week(plan)
    low = planned % _SLIDER_STEP or _SLIDER_STEP
    reach = max(_SLIDER_REACH, planned * 2) - low
    hours = words.hours_a_week(plan.pace)
    return element(
        "p",
        element("label", "Hours a week", for_="pace"),
        element(
            "input",
            type="range",
            id="pace",
            min=low,
            max=low + -(-reach // _SLIDER_STEP) * _SLIDER_STEP,
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
        yield _table(titles, rows)


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
            element("input", type="text", id="line", readonly=True, autocomplete="off"),
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


def _owned(plan: Plan) -> Markup:
    rows = [
        (one.name, f"{one.level}{' (assumed)' * one.assumed}", words.in_hours(one.minutes))
        for one in words.owned(plan)
    ]
    return _table(("What", "Level", "Hours saved"), rows)
