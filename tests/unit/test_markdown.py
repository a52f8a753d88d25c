"""The Markdown plan keeps its structure whatever a catalog says, and its hours add up."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from planner import Plan, Profile, load_catalog, make_plan
from planner.plan import Achieved, History
from planner.problems import BadInput
from planner.profile import Noted
from planner.render.markdown import inline, link, render
from tests.markdown_tokens import inlines, structure

MONDAY = datetime.date(2027, 1, 4)
PlanWith = Callable[[str], Plan]
GITHUB = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
COMMENT = re.compile(r"<!-- planner:[^\s<>-]+(?:-[^\s<>-]+)*(?: finished)? -->")
"""An HTML comment as every version of CommonMark reads it: no two hyphens inside."""


@cache
def parse(text: str) -> list[Token]:
    return GITHUB.parse(text)


def plain(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type == "text")


def contents(tokens: list[Token], kind: str) -> list[str]:
    """The texts right inside the blocks of one kind, such as `h1` or `td`."""
    pairs = pairwise(tokens)
    return [plain(inner) for outer, inner in pairs if outer.tag == kind and inner.type == "inline"]


def columns(tokens: list[Token], first: str) -> list[list[str]]:
    """The rows of the table whose first heading is this."""
    rows: list[list[str]] = []
    inside = False
    for outer, inner in pairwise(tokens):
        if outer.type == "th_open":
            inside = inside or plain(inner) == first
        elif outer.type == "table_close":
            inside = False
        elif outer.type == "tr_open" and inside:
            rows.append([])
        elif outer.type == "td_open" and inside:
            rows[-1].append(plain(inner))
    return [row for row in rows if row]


def test_no_text_changes_the_structure(plan_with: PlanWith, hostile: str) -> None:
    harmless = structure(parse(render(plan_with("Harmless name"))))
    assert structure(parse(render(plan_with(hostile)))) == harmless


def test_no_text_becomes_html(plan_with: PlanWith, hostile: str) -> None:
    plan = plan_with(hostile)
    tokens = parse(render(plan))
    assert [token for token in tokens if token.type == "html_block"] == []
    found = [child.content for child in inlines(tokens) if child.type == "html_inline"]
    assert found == [f"<!-- planner:{step.competency} -->" for step in plan.steps]
    assert all(COMMENT.fullmatch(comment) for comment in found)


def test_no_text_becomes_a_link(plan_with: PlanWith, hostile: str) -> None:
    tokens = parse(render(plan_with(hostile)))
    found = {child.attrs["href"] for child in inlines(tokens) if child.type == "link_open"}
    assert found == {"https://example.org/b", "https://example.org/l"}
    assert "image" not in {child.type for child in inlines(tokens)}


def test_printable_text_is_read_back_as_it_was(plan_with: PlanWith, hostile: str) -> None:
    line = " ".join(hostile.split())
    if not line.isprintable():
        pytest.skip("characters that cannot be printed are replaced")
    tokens = parse(render(plan_with(hostile)))
    assert contents(tokens, "h1") == [f"Study plan: {line} and {line} (working)"]
    assert columns(tokens, "What carries over")[0][0] == line


def test_what_cannot_be_printed_is_replaced(plan_with: PlanWith, hostile: str) -> None:
    """A zero-width joiner may stay: it makes one emoji of several."""
    text = render(plan_with(hostile)).replace("\u200d", "")
    assert all(line.isprintable() for line in text.split("\n"))


def test_id_that_would_end_its_comment_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a--b.yaml").write_text("hours: 1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="bad-id"):
        load_catalog(tmp_path)


def test_inline_is_text_wherever_it_stands(hostile: str) -> None:
    places = ("{}", "# {}", "- {}", "- a\n  - {}", "a **{}** b", "x {}")
    changed = [
        place
        for place in places
        if structure(parse(place.format(inline(hostile)))) != structure(parse(place.format("a")))
    ]
    assert changed == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        " https://example.org",
        "",
    ],
)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    assert link("Title", url) == "Title"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a)b(c",
        "https://example.org/ a",
        'https://example.org/" onclick="x',
        "https://example.org/>](javascript:alert(1))",
        "https://example.org/\\",
        "https://example.org/`a`|b",
        "https://example.org/\nb",
        "https://example.org/ü",
        "http://example.org/?a=1&b=2#c",
    ],
)
@pytest.mark.parametrize("title", ["Title", "a] (b", "\\", "`", "<b>"])
def test_no_address_leaves_its_link(title: str, url: str) -> None:
    (paragraph,) = (token for token in parse(f"x {link(title, url)} y") if token.children)
    kinds = [child.type for child in paragraph.children or () if child.content or child.attrs]
    assert kinds == ["text", "link_open", "text", "text"]
    assert plain(paragraph) == f"x {title} y"


@pytest.mark.parametrize("query", ["a=1&b=2", "a=1&copy;2", "a&lt;b", "x=%20y"])
def test_address_stays_the_address_it_was(query: str) -> None:
    url = f"https://example.org/?{query}"
    (opening,) = (one for one in inlines(parse(link("Title", url))) if one.type == "link_open")
    assert opening.attrs["href"] == url


def hours(text: str) -> tuple[Fraction, ...]:
    """`8-14-24` as three numbers, `10` as the same three times."""
    numbers = [Fraction(number) for number in text.split("-")]
    return tuple(numbers * 3 if len(numbers) == 1 else numbers)


def test_hours_of_the_steps_add_up_to_the_total(odd_plan: Plan) -> None:
    tokens = parse(render(odd_plan))
    texts = [plain(token) for token in tokens if token.type == "inline"]
    of_steps = [hours(one[1]) for text in texts if (one := re.search(r", ([\d.-]+) h, by ", text))]
    (total,) = (hours(one[1]) for text in texts if (one := re.match(r"In all ([\d.-]+) h", text)))
    assert len(of_steps) == len(odd_plan.steps)
    assert tuple(map(sum, zip(*of_steps, strict=True))) == total


def test_head_curve_and_total_say_the_same_hours(odd_plan: Plan) -> None:
    text = render(odd_plan)
    likely = re.search(r"In all [\d.]+-([\d.]+)-", text)
    assert likely is not None
    assert f"\n\n{likely[1]} h of study in {len(odd_plan.steps)} steps" in text
    last = columns(parse(text), "Readiness")[-1]
    assert (last[0], last[2]) == ("100 %", likely[1])


def test_hours_of_what_carries_over_add_up(odd_plan: Plan) -> None:
    text = render(odd_plan)
    saved = re.search(r"\n([\d.]+) h that you need not spend", text)
    assert saved is not None
    rows = columns(parse(text), "What carries over")
    assert sum(Fraction(row[2]) for row in rows) == Fraction(saved[1])


def test_every_step_is_a_task_in_the_order_of_the_plan(odd_plan: Plan) -> None:
    found = re.findall(r"^- \[ \] .*<!-- planner:(\S+) -->$", render(odd_plan), re.MULTILINE)
    assert found == [step.competency for step in odd_plan.steps]


def test_sections_stand_in_the_order_a_reader_needs(plan_with: PlanWith) -> None:
    assert contents(parse(render(plan_with("Harmless name"))), "h2") == [
        "Already yours",
        "How ready you are, when",
        "Map",
        "Calendar",
        "Steps",
        "Choices made",
        "Assumptions",
        "Sources",
    ]


def test_diagrams_are_fences_of_mermaid(plan_with: PlanWith, hostile: str) -> None:
    fences = [token for token in parse(render(plan_with(hostile))) if token.type == "fence"]
    assert [fence.info for fence in fences] == ["mermaid"] * 3
    kinds = [fence.content.splitlines()[1].split()[0] for fence in fences]
    assert kinds == ["xychart-beta", "flowchart", "gantt"]


@pytest.mark.parametrize(
    ("minutes", "estimate", "told"),
    [
        (540, 480, ", 9 h of an estimated 8 h"),
        (540, None, ", 9 h"),
        (0, 480, ", an estimated 8 h"),
        (0, None, ""),
    ],
)
def test_finished_steps_are_ticked_tasks(
    plan_with: PlanWith, hostile: str, minutes: int, estimate: int | None, told: str
) -> None:
    past = Achieved(
        competency="held@working",
        name=hostile,
        level="working",
        area="area",
        on=MONDAY,
        minutes=minutes,
        estimate=estimate,
    )
    text = render(replace(plan_with(hostile), history=History(finished=(past,))))
    (line,) = re.findall(r"^## Finished\n\n(.*)$", text, re.MULTILINE)
    end = f"(working), on 2027-01-04{told} <!-- planner:held@working finished -->"
    assert line == f"- [x] **{inline(hostile)}** {end}"


def test_notes_of_the_log_stand_under_their_step(plan_with: PlanWith, hostile: str) -> None:
    plan = plan_with("Harmless")
    id = plan.steps[-1].competency
    noted = replace(plan, history=History(notes=(Noted(id, MONDAY, hostile),)))
    item = render(noted).split(f"<!-- planner:{id} -->")[1].split("\n- [")[0]
    assert f"\n  - Noted on 2027-01-04: {inline(hostile)}\n" in item
    assert render(noted).count("Noted on") == 1


def test_step_says_why_it_is_there_in_the_words_of_the_catalog(tmp_path: Path) -> None:
    reason = "load is a distribution"
    skills = {"serving": {"requires": [{"statistics": reason}]}, "statistics": {"hours": 1}}
    for id, skill in skills.items():
        (tmp_path / f"{id}.yaml").write_text(json.dumps(skill), encoding="utf-8")
    plan = make_plan(load_catalog(tmp_path), Profile(target=("serving",)), today=MONDAY)
    assert re.search(rf"Why: .*\n?.*serving.*{reason}", render(plan))
