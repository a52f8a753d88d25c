"""The page keeps its structure whatever a catalog says, and nothing in it can run but its script."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from planner import Plan, Profile, load_catalog, make_plan
from planner.model import Catalog
from planner.profile import MAX_HOURS_PER_WEEK, Finished, Noted, Progress
from planner.render import words
from planner.render.charts import Axis, marks
from planner.render.markup import element, link, text
from planner.render.page import render
from planner.render.pagedata import as_data, key, minutes_per_week
from tests.page_script import SHORT, of_sources

MONDAY = datetime.date(2027, 1, 4)
LARGEST = 150_000
PlanWith = Callable[[str], Plan]
SKILLS = Path(__file__).parents[2] / "skills"
VOLATILE = {"viewbox", "width", "height", "transform"}
"""Attributes that follow the length of a name."""


class Reader(HTMLParser):
    """The elements of a page with their attributes, the texts, and what scripts and styles hold."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw: list[tuple[dict[str, str | None], str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), attrs
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        tag, attrs = self.elements[-1] if self.elements else ("", {})
        if tag in ("script", "style") and self.get_starttag_text() and self.cdata_elem == tag:
            self.raw.append((attrs, data))
        else:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@cache
def read(page: str) -> Reader:
    return Reader(page)


def structure(page: str) -> list[object]:
    """Every element with its attributes, except how many lines a name takes on the map."""
    return [
        (tag, sorted((name, value) for name, value in attrs.items() if name not in VOLATILE))
        for tag, attrs in read(page).elements
        if tag not in ("text", "use", "path")
    ]


@pytest.fixture(scope="module")
def bundled() -> Catalog:
    return load_catalog(SKILLS)


@pytest.fixture(scope="module")
def long_page(bundled: Catalog) -> str:
    profile = Profile(have=("beginner",), target=("mlops-engineer",), start=MONDAY)
    return render(make_plan(bundled, profile, today=MONDAY))


def test_no_text_changes_the_structure(plan_with: PlanWith, hostile: str) -> None:
    harmless = structure(render(plan_with("Harmless name")))
    assert structure(render(plan_with(hostile))) == harmless


def test_no_text_becomes_an_attribute_that_acts(plan_with: PlanWith, hostile: str) -> None:
    for tag, attrs in read(render(plan_with(hostile))).elements:
        assert not [name for name in attrs if name.startswith("on")], (tag, attrs)
        assert not {"style", "src", "srcdoc", "action", "formaction", "target"} & set(attrs)


def test_printable_text_is_read_back_as_it_was(plan_with: PlanWith, hostile: str) -> None:
    line = re.sub(r"\s+", " ", hostile)
    if not line.isprintable():
        pytest.skip("characters that cannot be printed are replaced")
    texts = "".join(read(render(plan_with(hostile))).texts)
    assert texts.count(line) > 10


def test_what_cannot_be_printed_is_replaced(plan_with: PlanWith, hostile: str) -> None:
    page = render(plan_with(hostile))
    assert all(char.isprintable() or char == "\n" for char in page.replace("\u200d", ""))


def test_data_for_the_script_cannot_end_its_element(plan_with: PlanWith, hostile: str) -> None:
    plan = plan_with(hostile)
    (data,) = (raw for attrs, raw in read(render(plan)).raw if attrs.get("type"))
    assert not set(data) & set("<>&\u2028\u2029")
    assert json.loads(data) == as_data(plan)


def test_policy_names_the_hashes_of_what_the_page_holds(long_page: str) -> None:
    (policy,) = (
        attrs["content"] or ""
        for attrs in read(long_page).all("meta")
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def hashed(kind: str) -> str:
        (body,) = re.findall(rf"<{kind}>(.*?)</{kind}>", long_page, re.DOTALL)
        return f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'"

    assert rules == {
        "default-src": "'none'",
        "style-src": hashed("style"),
        "script-src": hashed("script"),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_only_links_to_read_lead_out_of_the_page(long_page: str) -> None:
    for tag, attrs in read(long_page).elements:
        address = attrs.get("href") or ""
        if tag == "link":
            assert address == "data:,"
        elif address.startswith("#"):
            assert f" id={address[1:]}" in long_page
        elif address:
            assert re.match(r"https?://", address)
            assert (tag, "target" in attrs) == ("a", False)
    assert "<meta name=referrer content=no-referrer>" in long_page
    inside = re.sub(r"<a href[^>]*>", "", long_page)
    assert set(re.findall(r"https?://[^\s\"'<>]+", inside)) == {"http://www.w3.org/2000/svg"}


def test_page_of_the_longest_way_is_small_enough(long_page: str) -> None:
    assert len(long_page.encode()) < LARGEST


def test_page_of_every_role_is_small_enough(bundled: Catalog) -> None:
    sizes = {}
    for role in bundled.roles:
        profile = Profile(target=(role,), start=MONDAY)
        page = render(make_plan(bundled, profile, today=MONDAY))
        sizes[role] = len(page.encode())
    assert {role: size for role, size in sizes.items() if size >= LARGEST} == {}


def test_same_plan_gives_the_same_bytes(plan_with: PlanWith) -> None:
    plan = plan_with("Harmless name")
    assert render(plan) == render(plan)


def test_ids_are_given_once_and_all_references_lead_somewhere(long_page: str) -> None:
    elements = read(long_page).elements
    ids = Counter(attrs["id"] for _, attrs in elements if attrs.get("id"))
    assert [id for id, count in ids.items() if count > 1] == []
    for _, attrs in elements:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert attrs.get(name) is None or attrs[name] in ids, attrs


def test_headings_stand_in_order(long_page: str) -> None:
    levels = [int(tag[1]) for tag, _ in read(long_page).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_map_has_a_box_for_each_step_and_lines_from_earlier_to_later(odd_plan: Plan) -> None:
    page = read(render(odd_plan))
    boxes = [attrs["href"] for attrs in page.all("a") if "transform" in attrs]
    assert boxes == [f"#s{number}" for number in range(1, len(odd_plan.steps) + 1)]
    numbers = {step.competency: number for number, step in enumerate(odd_plan.steps, 1)}
    pairs = {
        (numbers[one], numbers[step.competency])
        for step in odd_plan.steps
        for one in step.builds_on
    }
    ends = (re.fullmatch(r"e(\d+)-(\d+)", attrs.get("id") or "") for attrs in page.all("path"))
    drawn = {(int(found[1]), int(found[2])) for found in ends if found}
    assert drawn <= pairs
    assert {to for _, to in drawn} == {to for _, to in pairs}


def test_answer_is_one_sentence_with_the_numbers_of_the_plan(odd_plan: Plan) -> None:
    (lead,) = re.findall(r"<p class=lead id=answer>(.*?)<p", render(odd_plan))
    sentence = re.sub(r"<[^>]*>", "", lead)
    for value in (odd_plan.finish.p50, odd_plan.finish.p80, odd_plan.pace.begin):
        assert str(value) in sentence
    assert f"{len(odd_plan.steps)} steps" in sentence
    assert re.fullmatch(r"[^!?]+\.", sentence)


def test_nothing_left_makes_a_page_without_steps(bundled: Catalog) -> None:
    profile = Profile(have=("mlops-engineer",), target=("mlops-engineer",), start=MONDAY)
    page = render(make_plan(bundled, profile, today=MONDAY))
    assert "Nothing is left to learn" in page
    assert not read(page).all("input")
    targets = {attrs.get("id") for _, attrs in read(page).elements}
    addresses = [attrs["href"] or "" for attrs in read(page).all("a")]
    assert {one[1:] for one in addresses if one.startswith("#")} <= targets


@pytest.mark.parametrize("days", [1, 6, 7, 48, 49, 50, 70, 71, 100, 400, 4_000, 90_000, 2_900_000])
@pytest.mark.parametrize("first", [MONDAY, datetime.date(2027, 12, 31)])
def test_axis_has_few_marks_and_all_of_them_lie_on_it(days: int, first: datetime.date) -> None:
    last = first + datetime.timedelta(days=days - 1)
    found = [day for day, _ in marks(Axis(first, last, (last, last, last), None))]
    assert 1 <= len(found) <= 8
    assert found == sorted(set(found))
    assert first <= found[0]
    assert found[-1] <= last


@pytest.mark.parametrize("hours", [0.25, 1, 6, 7.3, 35, 100])
def test_slider_can_stand_where_the_plan_does(hours: float, bundled: Catalog) -> None:
    profile = Profile(target=("git@working",), hours_per_week=hours, start=MONDAY)
    plan = make_plan(bundled, profile, today=MONDAY)
    (slider,) = (one for one in read(render(plan)).all("input") if one.get("type") == "range")
    low, high, step, value = (int(slider[name] or 0) for name in ("min", "max", "step", "value"))
    assert value == minutes_per_week(plan)
    assert 0 < low <= value <= high <= MAX_HOURS_PER_WEEK * 60
    assert value < high or hours == MAX_HOURS_PER_WEEK
    assert (value - low) % step == (high - low) % step == 0


def test_ticks_are_kept_by_target_whatever_else_changes(bundled: Catalog) -> None:
    def key_with(**changes: Any) -> str:
        profile = {"have": ("git",), "target": ("docker@working",), "start": MONDAY, **changes}
        today = profile.pop("today", MONDAY)
        return key(make_plan(bundled, Profile(**profile), today=today))

    later = MONDAY + datetime.timedelta(days=30)
    assert key_with() == key_with(today=later) == key_with(start=later, hours_per_week=3.0)
    assert key_with() == key_with(have=()) == key_with(have=("sysadmin",))
    assert key_with() != key_with(target=("terraform@working",))


def test_notes_on_what_is_finished_stay_in_sight(bundled: Catalog) -> None:
    finished = (Finished(competency="statistics@awareness", on=MONDAY),)
    notes = (Noted("statistics@awareness", MONDAY, "the <mean> of it"),)
    progress = Progress(finished=finished, days=frozenset({MONDAY}), notes=notes)
    profile = Profile(target=("ml-engineer",), start=MONDAY, progress=progress)
    plan = make_plan(bundled, profile, today=MONDAY)
    (shown,) = re.findall(r"<div id=old-notes>(.*?)</div>", render(plan))
    assert "Statistics (awareness), 2027-01-04: the &lt;mean&gt; of it" in shown
    assert as_data(plan)["finished"] == [["statistics@awareness", "Statistics (awareness)"]]
    unnoted = make_plan(bundled, Profile(target=("ml-engineer",), start=MONDAY), today=MONDAY)
    assert "<div id=old-notes hidden>" in render(unnoted)


def test_all_that_is_known_is_named(bundled: Catalog) -> None:
    profile = Profile(have=("devops-engineer",), target=("mlops-engineer",), start=MONDAY)
    plan = make_plan(bundled, profile, today=MONDAY)
    (chips,) = re.findall(r"<details class=yours>(.*?)</details>", render(plan))
    for one in words.owned(plan):
        assert f"<li>{text(one.name)}" in chips


def test_weights_of_steps_are_whole_and_add_up(odd_plan: Plan, bundled: Catalog) -> None:
    profile = Profile(have=("beginner",), target=("mlops-engineer",), start=MONDAY)
    for plan in (odd_plan, make_plan(bundled, profile, today=MONDAY)):
        data = as_data(plan)
        gains = [step[4] for step in data["steps"]]
        assert all(isinstance(gain, int) for gain in gains)
        assert (data["ready"] + sum(gains)) / data["total"] == pytest.approx(plan.ready_at_end)


def test_script_keeps_what_is_called_from_outside() -> None:
    script = SHORT.read_text(encoding="utf-8")
    for name in ("function read()", "function replanned(", "function dayOf(", "function dateOf("):
        assert name in script
    assert "drawTimeline" not in script


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "", "https://", "mailto:a@b.c"],
)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    assert link("Title", url) == "Title"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        'https://example.org/" onclick="x',
        "https://example.org/'><script>",
        "https://example.org/a b",
        "https://example.org/?a=1&copy=2",
        "https://example.org/`",
    ],
)
def test_no_address_leaves_its_attribute(url: str) -> None:
    page = Reader(link("Title", url))
    assert page.elements == [("a", {"href": url})]
    assert page.texts == ["Title"]


def test_element_escapes_texts_and_keeps_markup() -> None:
    assert element("p", "a < b", element("b", "&")) == "<p>a &lt; b<b>&amp;</b>"
    assert element("input", disabled=True, value='"', checked=False) == (
        '<input disabled value="&quot;">'
    )
    assert text("a\u202eb\nc") == "a\ufffdb c"


def test_short_script_is_made_of_the_sources_as_they_are() -> None:
    """tests/browser/test_script.py makes it; without npm this tells that it has to be made anew."""
    first = SHORT.read_text(encoding="utf-8").partition("\n")[0]
    assert first == f"// {of_sources()}", "pytest tests/browser/test_script.py --update-golden"
