"""The diagrams hold nothing but what Mermaid draws, whatever a catalog says and however large."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from planner import Plan
from planner.choose import Choice
from planner.plan import Achieved, History
from planner.render.mermaid import MAX_BOXES, curve, direct, gantt, label, legend, maps, plain

PlanWith = Callable[[str], Plan]

LABEL = r'"(?:[^\W_]|[ .,/+()-]|#[0-9]+;|<br/>)+"'
"""Quoted letters, digits, plain signs and line breaks; all else by its code."""
SETTINGS = r"%%\{init: \{[^%]*\}\}%%"
BOX = rf"[sfo]\d+\[{LABEL}\]:::(?:done|next|later|earlier|instead)"
FLOWCHART = re.compile(
    rf"{SETTINGS}|flowchart LR|  subgraph a\d+\[{LABEL}\]|  (?:  )?{BOX}|  end"
    r"|  s\d+ --> s\d+|  o\d+ -\.- s\d+|  classDef [a-z]+ [a-z0-9#:, -]+|  class a\d+(?:,a\d+)* area"
    r"|  linkStyle \d+(?:,\d+)* [a-z0-9#:,.-]+"
)
AREAS = re.compile(r'flowchart LR|  a\d+\["area \d+: \d+ steps?"\]|  a\d+ --> a\d+')
DAY = r"\d{4}-\d\d-\d\d"
GANTT = re.compile(
    rf"{SETTINGS}|gantt|  dateFormat YYYY-MM-DD|  axisFormat %Y-%m-%d|  section \d+"
    r"|  tickInterval [1-9]\d*week|  weekday monday|  todayMarker off"
    rf"|  \d+ (?:[^\W_]|[ ./+&()-])+ :t\d+, {DAY}, \d+d"
    rf"|  Milestone \d+, \d+ % ready :milestone, m\d+, {DAY}, 0d"
)
MONDAY = datetime.date(2027, 1, 4)


def odd_lines(text: str, grammar: re.Pattern[str]) -> list[str]:
    return [line for line in text.split("\n") if not grammar.fullmatch(line)]


def decoded(text: str) -> str:
    """What Mermaid shows for a label, signs of the kind left out."""
    plain = text.replace("<br/>", " ").removeprefix("#10003;#160;").removeprefix("#9658;#160;")
    return re.sub(r"#([0-9]+);", lambda code: chr(int(code[1])), plain)


def boxes(text: str) -> dict[str, str]:
    """What is written on each box."""
    found = re.findall(r'^ +([sfo]\d+)\["(.*)"\]:::', text, re.MULTILINE)
    return {id: decoded(written) for id, written in found}


def kinds(text: str) -> dict[str, str]:
    return dict(re.findall(r"^ +([sfo]\d+)\[.*\]:::(\w+)$", text, re.MULTILINE))


def arrows(text: str) -> set[tuple[str, str]]:
    return set(re.findall(r"^  (s\d+) --> (s\d+)$", text, re.MULTILINE))


def many(plan: Plan, number: int, builds_on: int, parts: int = 1) -> Plan:
    """The plan with this many steps, each built on so many before it, in so many milestones."""
    ids = [f"skill-{place}@working" for place in range(number)]
    steps = tuple(
        replace(
            plan.steps[place % len(plan.steps)],
            competency=id,
            area=f"area {place}",
            builds_on=tuple(ids[max(place - builds_on, 0) : place]),
        )
        for place, id in enumerate(ids)
    )
    size = number // parts
    cut = [steps[place * size : (place + 1) * size] for place in range(parts)]
    made = tuple(replace(plan.milestones[0], steps=part) for part in cut)
    return replace(plan, steps=steps, milestones=made, choices=())


def with_past(plan: Plan, number: int = 1) -> Plan:
    """The plan with so many steps finished before it."""
    past = Achieved(
        competency="held@working",
        name=plan.steps[0].name,
        level="working",
        area=plan.steps[0].area,
        on=MONDAY,
        minutes=60,
        estimate=None,
    )
    return replace(plan, history=History(finished=(past,) * number))


def test_map_holds_nothing_but_boxes_and_arrows(plan_with: PlanWith, hostile: str) -> None:
    plan = plan_with(hostile)
    steps = tuple(replace(step, area=hostile, level=hostile) for step in plan.steps)
    for one in (plan, with_past(replace(plan, steps=steps))):
        (drawn,) = maps(one)
        assert odd_lines(drawn.text, FLOWCHART) == []


def test_calendar_holds_nothing_but_tasks(plan_with: PlanWith, hostile: str) -> None:
    plan = plan_with(hostile)
    lines = gantt(plan).split("\n")[1:]
    assert odd_lines(gantt(plan), GANTT) == []
    tasks = [line for line in lines if ":" in line]
    assert len(tasks) == len(plan.steps) + len(plan.milestones)
    assert {line.count(":") for line in tasks} == {1}


def test_label_shows_the_text_cut_to_a_box(hostile: str) -> None:
    line = " ".join(hostile.split())
    if not line.isprintable():
        pytest.skip("characters that cannot be printed are not shown")
    shown = decoded(label(hostile))
    assert line.startswith(shown.removesuffix("\u2026"))
    assert shown == line if len(line) <= 60 else shown[-1] == "\u2026"
    assert len(shown) <= 60


def test_label_cannot_hide_or_turn_what_is_drawn(hostile: str) -> None:
    """A zero-width joiner is let through: it makes one emoji of several."""
    assert decoded(label(hostile)).replace("\u200d", "").isprintable()


def test_task_is_never_nameless(hostile: str) -> None:
    assert plain(hostile).strip()
    assert len(plain(hostile)) <= 60


@pytest.mark.parametrize("text", ["", " ", ":", "#;%", "\u202e"])
def test_task_without_a_letter_gets_a_name(text: str) -> None:
    assert re.search(r"\w", plain(text))


def test_map_has_a_box_for_each_step(odd_plan: Plan) -> None:
    (drawn,) = maps(odd_plan)
    shown = boxes(drawn.text)
    written = [f"{step.name} ({step.level})" for step in odd_plan.steps]
    assert shown == {f"s{number}": text for number, text in enumerate(written, 1)}


def reached(before: dict[str, set[str]], id: str) -> set[str]:
    return before[id].union(*(reached(before, one) for one in before[id]))


def test_arrows_say_all_that_comes_before_and_none_can_be_spared(odd_plan: Plan) -> None:
    whole = {step.competency: set(step.builds_on) for step in odd_plan.steps}
    kept = {id: set(before) for id, before in direct(odd_plan.steps).items()}
    assert all(reached(kept, id) == reached(whole, id) for id in whole)
    for id, before in kept.items():
        for one in before:
            spared = kept | {id: before - {one}}
            assert one not in reached(spared, id)


def test_what_is_reached_in_two_ways_is_left_out(plan_with: PlanWith) -> None:
    plan = many(plan_with("Short"), 4, 3)
    assert arrows(maps(plan)[0].text) == {("s1", "s2"), ("s2", "s3"), ("s3", "s4")}


def test_step_that_builds_on_none_can_be_started_now(odd_plan: Plan) -> None:
    (drawn,) = maps(odd_plan)
    assert kinds(drawn.text) == {
        f"s{number}": "later" if step.builds_on else "next"
        for number, step in enumerate(odd_plan.steps, 1)
    }


def test_larger_plan_has_a_map_a_milestone(plan_with: PlanWith) -> None:
    plan = many(plan_with("Short"), MAX_BOXES + 5, 1, parts=3)
    drawn = maps(plan)
    assert [one.title.partition(",")[0] for one in drawn] == [
        "Milestone 1",
        "Milestone 2",
        "Milestone 3",
    ]
    shown = [(id, kind) for one in drawn for id, kind in kinds(one.text).items()]
    own = [id for id, kind in shown if kind in ("next", "later")]
    assert own == [f"s{number}" for number in range(1, MAX_BOXES + 6)]
    earlier = [[id for id, kind in kinds(one.text).items() if kind == "earlier"] for one in drawn]
    assert earlier == [[], ["s10"], ["s20"]]
    assert [odd_lines(one.text, FLOWCHART) for one in drawn] == [[], [], []]


def test_arrows_from_earlier_milestones_are_faint(plan_with: PlanWith) -> None:
    plan = many(plan_with("Short"), 30, 2, parts=2)
    first, second = maps(plan)
    assert "linkStyle" not in first.text
    ends = re.findall(r"^  (\S+) (?:-->|-\.-) \S+$", second.text, re.MULTILINE)
    (faint,) = re.findall(r"linkStyle (\S+) ", second.text)
    assert [ends[int(place)] for place in faint.split(",")] == ["s15"]


def test_plan_that_a_phone_can_show_is_one_map(plan_with: PlanWith) -> None:
    plan = many(plan_with("Short"), MAX_BOXES, 1, parts=5)
    assert [one.title for one in maps(plan)] == [""]


def test_finished_steps_stand_in_the_map(plan_with: PlanWith) -> None:
    (small,) = maps(with_past(plan_with("Short"), 2))
    assert [kinds(small.text)[id] for id in ("f1", "f2")] == ["done", "done"]
    first, *rest = maps(with_past(many(plan_with("Short"), 40, 1), 2))
    assert (first.title, kinds(first.text)) == ("Finished so far", {"f1": "done", "f2": "done"})
    assert "done" not in {kind for one in rest for kind in kinds(one.text).values()}


@pytest.mark.parametrize(
    ("options", "written"),
    [
        (("a@working", "b@working"), "B (working)"),
        (("a@working", "b@working", "c@working"), "B or C (working)"),
        (("a@working", "b@expert", "c@working"), "B (expert) or C (working)"),
        (tuple(f"{one}@working" for one in "abcdef"), "B, C or 3 more (working)"),
    ],
)
def test_alternatives_are_tied_to_what_was_chosen(
    plan_with: PlanWith, options: tuple[str, ...], written: str
) -> None:
    plan = many(plan_with("Short"), 3, 1)
    chosen = plan.steps[1].competency
    made = Choice(owner="x", options=(chosen, *options[1:]), chosen=chosen)
    names = {id: id[0].upper() for id in options}
    (drawn,) = maps(replace(plan, choices=(made, made), names=names))
    assert boxes(drawn.text)["o1"] == f"or {written}"
    assert re.findall(r"^  (o\d+) -\.- (s\d+)$", drawn.text, re.MULTILINE) == [("o1", "s2")]


def test_legend_explains_what_is_shown_and_no_more(plan_with: PlanWith) -> None:
    plan = many(plan_with("Short"), 3, 1)
    assert [one.split(":")[0] for one in legend(maps(plan))] == ["Blue with \u25ba", "Grey"]
    assert "Green with \u2713: finished." in legend(maps(with_past(plan)))
    assert legend([]) == []


def test_calendar_has_the_days_of_each_step(odd_plan: Plan) -> None:
    found = re.findall(r"^  \d+ (\S+) .*, (\S+), (\d+)d$", gantt(odd_plan), re.MULTILINE)
    assert [
        (name, datetime.date.fromisoformat(start) + datetime.timedelta(days=int(days) - 1))
        for name, start, days in found
    ] == [(step.name, step.end) for step in odd_plan.steps]


def test_calendar_has_the_day_of_each_milestone(odd_plan: Plan) -> None:
    found = re.findall(r":milestone, m\d+, (\S+), 0d", gantt(odd_plan))
    assert found == [str(milestone.end) for milestone in odd_plan.milestones]


def test_curve_says_the_readiness_of_each_week(odd_plan: Plan) -> None:
    text = curve(odd_plan)
    (points,) = re.findall(r"^  bar \[(.*)\]$", text, re.MULTILINE)
    shares = [float(point) for point in points.split(", ")]
    ends = [-(-((step.end - odd_plan.pace.begin).days + 1) // 7) for step in odd_plan.steps]
    wanted = [
        max(
            [
                odd_plan.ready_at_start,
                *(s.readiness for s, end in zip(odd_plan.steps, ends, strict=True) if end <= week),
            ]
        )
        for week in range(max(ends) + 1)
    ]
    assert shares == [round(share * 100, 1) for share in wanted]
    assert f'  x-axis "Week" 0 --> {max(ends)}' in text


def test_curve_of_many_years_stays_small(odd_plan: Plan) -> None:
    last = odd_plan.steps[-1]
    late = replace(last, end=last.end + datetime.timedelta(weeks=5000))
    text = curve(replace(odd_plan, steps=(*odd_plan.steps[:-1], late)))
    assert len(text) < 2500
    weeks = -(-((late.end - odd_plan.pace.begin).days + 1) // 7)
    (end,) = re.findall(r"0 --> (\d+)$", text, re.MULTILINE)[:1]
    assert weeks <= int(end) <= weeks * 1.01


def test_ids_are_given_once(odd_plan: Plan) -> None:
    (drawn,) = maps(odd_plan)
    for ids in (
        re.findall(r"^ +(?:subgraph )?([as]\d+)\[", drawn.text, re.MULTILINE),
        re.findall(r" :(?:milestone, )?([tm]\d+),", gantt(odd_plan)),
    ):
        assert len(ids) == len(set(ids)) >= len(odd_plan.steps)


@pytest.mark.parametrize(("number", "parts"), [(60, 4), (700, 2), (2500, 1)])
@pytest.mark.parametrize("text", ["Short", "|" * 60])
def test_large_plan_stays_within_what_mermaid_draws(
    plan_with: PlanWith, text: str, number: int, parts: int
) -> None:
    drawn = maps(many(plan_with(text), number, 3, parts))
    assert len(drawn) == parts
    for one in drawn:
        grammar = FLOWCHART if one.kinds else AREAS
        assert odd_lines(one.text, grammar) == []
        assert one.text.count("-->") < 500
        assert len(one.text) < 50_000


def test_map_that_is_too_large_shows_the_areas_alone(plan_with: PlanWith) -> None:
    (drawn,) = maps(many(plan_with("Short"), 700, 1))
    assert odd_lines(drawn.text, AREAS) == []
    ends = re.findall(r"(a\d+) --> (a\d+)", drawn.text)
    assert ends
    assert {id for pair in ends for id in pair} <= set(re.findall(r"(a\d+)\[", drawn.text))


@pytest.mark.parametrize("number", [60, 700, 2500])
def test_large_calendar_stays_within_what_mermaid_draws(plan_with: PlanWith, number: int) -> None:
    text = gantt(many(plan_with("long " * 20), number, 1))
    assert [
        line for line in odd_lines(text, GANTT) if not re.match(r"  \d+ steps :t1, ", line)
    ] == []
    assert len(text) < 50_000
