"""Maps as SVG: well-formed whatever the names, every label in its box, everything explained."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from planner import Plan, Profile, load_catalog, make_plan, skillmap
from planner.render.lettering import text_width
from planner.render.mapstyle import COLOURS, STYLE, colours
from planner.render.svg import draw, render

MONDAY = datetime.date(2027, 1, 4)
SVG = "{http://www.w3.org/2000/svg}"
PlanWith = Callable[[str], Plan]
SIZES = {"name": 13, "detail": 11, "note": 13, "heading": 15 * 1.12, "title": 22 * 1.12}


@cache
def picture(kind: str) -> str:
    catalog = load_catalog()
    roles = catalog.roles
    if kind == "two":
        return draw(skillmap.of_two(catalog, roles["devops-engineer"], roles["mlops-engineer"]))
    if kind == "role":
        return draw(skillmap.of_role(catalog, roles["mlops-engineer"], "competencies"))
    profile = Profile(have=("devops-engineer",), target=("mlops-engineer",), start=MONDAY)
    return render(make_plan(catalog, profile, today=MONDAY))


KINDS = pytest.mark.parametrize("kind", ["plan", "role", "two"])


def number(element: Element, name: str) -> float:
    return float(element.attrib.get(name, 0))


def kind_of(element: Element) -> str:
    return element.attrib.get("class", "")


def nodes(root: Element) -> list[Element]:
    return [one for one in root.iter(f"{SVG}g") if "data-id" in one.attrib]


def texts(root: Element, kind: str) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text") if kind_of(one) == kind]


def width_of(text: Element) -> float:
    return number(text, "textLength") or text_width(text.text or "", SIZES[kind_of(text)])


def shape(root: Element) -> list[tuple[str, str]]:
    """All elements but letters, of which a long name has more."""
    return [(one.tag, kind_of(one)) for one in root.iter() if one.tag != f"{SVG}text"]


def test_no_text_changes_the_structure(plan_with: PlanWith, hostile: str) -> None:
    harmless = ElementTree.fromstring(render(plan_with("Harmless name")))
    assert shape(ElementTree.fromstring(render(plan_with(hostile)))) == shape(harmless)


def test_every_label_is_inside_its_box(plan_with: PlanWith, hostile: str) -> None:
    assert_inside(render(plan_with(hostile)))


@KINDS
def test_every_label_of_the_bundled_catalog_is_inside_its_box(kind: str) -> None:
    assert_inside(picture(kind))


def assert_inside(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    for group in root.iter(f"{SVG}g"):
        frame = [one for one in group if kind_of(one) == "box" and "data-id" in group.attrib]
        for box, text in itertools.product(frame, group.findall(f"{SVG}text")):
            assert number(text, "x") + width_of(text) <= number(box, "width") - 4
            assert 8 <= number(text, "y") <= number(box, "height") - 4
    sheet = number(root, "width")
    for text in root.iter(f"{SVG}text"):
        assert number(text, "x") + width_of(text) <= sheet


@KINDS
def test_boxes_do_not_touch(kind: str) -> None:
    root = ElementTree.fromstring(picture(kind))
    for panel in root.iter(f"{SVG}g"):
        areas = []
        for group in (one for one in panel if "data-id" in one.attrib):
            x, y = map(float, re.findall(r"[-\d.]+", group.attrib["transform"]))
            (box,) = (one for one in group if kind_of(one) == "box")
            areas.append((x, y, x + number(box, "width"), y + number(box, "height")))
        for one, other in itertools.combinations(areas, 2):
            beside = max(one[0], other[0]) >= min(one[2], other[2]) + 30
            assert beside or max(one[1], other[1]) >= min(one[3], other[3]) + 10


@KINDS
def test_everything_is_drawn_once(kind: str) -> None:
    root = ElementTree.fromstring(picture(kind))
    ids = [group.attrib["data-id"] for group in nodes(root)]
    assert len(ids) == len(set(ids)) > 20
    counts = [re.search(r"\((\d+)\)$", head) for head in texts(root, "heading")]
    assert sum(int(count[1]) for count in counts if count) in (0, len(ids))


@KINDS
def test_lines_join_boxes_that_are_there(kind: str) -> None:
    root = ElementTree.fromstring(picture(kind))
    there = {group.attrib["data-id"] for group in nodes(root)}
    edges = [one for one in root.iter(f"{SVG}path") if "data-from" in one.attrib]
    assert len(edges) > 10
    for edge in edges:
        assert {edge.attrib["data-from"], edge.attrib["data-to"]} <= there


@KINDS
def test_everything_that_is_told_by_looks_is_in_the_legend(kind: str) -> None:
    root = ElementTree.fromstring(picture(kind))
    told = texts(root, "note")
    classes = {name for group in nodes(root) for name in kind_of(group).split()}
    said = {
        "next": "can be started now",
        "later": "later",
        "shared": "needed by both",
        "only": "needed by one",
        "optional": "one of several is enough",
    }
    for name, text in said.items():
        assert (name in classes) == (text in told), name
    slots = {name for name in classes if re.fullmatch(r"a\d+", name)}
    swatches = {
        kind_of(one).split()[0] for one in root.iter(f"{SVG}g") if kind_of(one).endswith(" area")
    }
    assert slots == swatches


@KINDS
def test_picture_stands_alone(kind: str) -> None:
    svg = picture(kind)
    assert set(re.findall(r"https?://[^\"'\s<]*", svg)) == {"http://www.w3.org/2000/svg"}
    assert re.findall(r"<script|\bon\w+=|href|url\(|@import|style=", svg) == []
    assert "prefers-color-scheme:dark" in svg
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    title, about = list(root)[:2]
    assert (title.tag, about.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text
    assert about.text
    labelled = root.attrib["aria-labelledby"].split()
    assert labelled == [title.attrib["id"], about.attrib["id"]]


def test_same_plan_gives_the_same_bytes() -> None:
    assert picture.__wrapped__("plan") == picture.__wrapped__("plan")


def test_two_roles_have_a_strip_for_what_is_only_in_one_and_for_what_is_shared() -> None:
    heads = texts(ElementTree.fromstring(picture("two")), "heading")
    assert [re.sub(r" \(\d+\)$", "", head) for head in heads] == [
        "Only DevOps engineer",
        "Both",
        "Only MLOps engineer",
    ]


def test_plan_shows_what_is_known_apart_from_what_is_to_learn() -> None:
    root = ElementTree.fromstring(picture("plan"))
    known = [one for one in root.iter(f"{SVG}g") if kind_of(one) == "node known"]
    assert "Already yours" in texts(root, "heading")
    assert "Kubernetes, working" in {one.findtext(f"{SVG}text") for one in known}
    assert not [one for one in known if "data-id" in one.attrib]


def test_nothing_left_to_learn_is_a_picture_too() -> None:
    profile = Profile(have=("mlops-engineer",), target=("mlops-engineer",), start=MONDAY)
    root = ElementTree.fromstring(render(make_plan(load_catalog(), profile, today=MONDAY)))
    assert nodes(root) == []
    assert any("Nothing is left" in text for text in texts(root, "note"))


def luminance(colour: str) -> float:
    parts = [int(part, 16) / 255 for part in re.findall("..", _long(colour)[1:])]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * char for char in colour[1:])


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_can_be_told_from_the_paper() -> None:
    """As WCAG 2 asks: 4.5 to 1 for letters, 3 to 1 for what is not text."""
    bright, night = STYLE.split("@media")
    for number, sheet in enumerate((bright, night)):
        paper, ground = (
            re.findall(rf"\.{name}{{fill:(#\w+)}}", sheet)[0] for name in ("paper", "band")
        )
        letters = re.findall(r"\.(?:map text|detail)\{(?:font-family:[^;]*;)?fill:(#\w+)\}", sheet)
        letters += re.findall(r"^\.map text\{.*fill:(#\w+)\}", sheet, re.MULTILINE)
        assert len(set(letters)) == 2
        for colour in letters:
            assert contrast(colour, paper) >= 4.5
            assert contrast(colour, ground) >= 4.5
        for pair in COLOURS:
            assert contrast(pair[number], paper) >= 3


def test_areas_have_colours_of_their_own_as_long_as_there_are_enough() -> None:
    few = [f"area-{number}" for number in range(len(COLOURS))]
    assert len(set(colours(few).values())) == len(COLOURS)
    many = [f"area-{number}" for number in range(30)]
    assert set(colours(many).values()) == set(range(len(COLOURS)))
    assert colours(few) == colours(reversed(few))
