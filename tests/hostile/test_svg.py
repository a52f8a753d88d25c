"""Maps: texts are letters in a picture, strings in a graph, and nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

from planner.render.diagrams import dot, graphml, html, mermaid
from planner.render.svg import of_plan, render
from planner.skillmap import SkillMap

from . import TEXT, hostile_plans, plan_saying, written

SVG = "{http://www.w3.org/2000/svg}"


def maps() -> list[tuple[str, SkillMap]]:
    return [(text, of_plan(plan)) for text, plan in hostile_plans()]


def harmless_map() -> SkillMap:
    return of_plan(plan_saying(TEXT))


def shape(svg: str) -> list[tuple[str, str | None]]:
    """All elements but letters, of which a long name has more."""
    root = ElementTree.fromstring(svg)
    found = [(one.tag, one.get("class")) for one in root.iter() if one.tag != f"{SVG}text"]
    return [(tag, re.sub(r"\ba\d+\b", "a", kind) if kind else kind) for tag, kind in found]


def test_picture_keeps_its_shape() -> None:
    harmless = shape(render(plan_saying(TEXT)))
    assert [text for text, svg in written("svg") if shape(svg) != harmless] == []


def test_picture_holds_only_what_can_be_seen() -> None:
    for text, svg in written("svg"):
        lines = svg.replace("\u200d", "").splitlines()
        assert all(line.isprintable() for line in lines), text


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "text":
            self.found.append((tag, tuple(name for name, _ in attrs)))


def test_page_keeps_its_tags() -> None:
    seen = set()
    for _, chart in maps():
        parser = _Tags()
        parser.feed(html(chart))
        seen.add(tuple(parser.found))
    assert len(seen) == 1


def test_graphviz_gets_nothing_but_quoted_strings() -> None:
    for text, chart in maps():
        bare = re.sub(r'"(?:[^"\\\n]|\\["\\])*"', "", dot(chart))
        assert re.fullmatch(r"[\w\s\[\]{}=,;>-]*", bare), text
        assert len(dot(chart).splitlines()) == len(dot(harmless_map()).splitlines()), text


def test_graphml_is_read_back_as_it_was() -> None:
    import networkx

    for text, chart in maps():
        ids = [node.id for node in chart.nodes]
        graph = networkx.parse_graphml(graphml(chart))
        assert list(graph) == ids, text
        assert graph.number_of_edges() == len(chart.links), text


def test_mermaid_keeps_its_lines() -> None:
    quoted = re.compile(r'"[^"\n]*"')
    harmless = [quoted.sub('""', line) for line in mermaid(harmless_map()).splitlines()]
    for text, chart in maps():
        found = [quoted.sub('""', line) for line in mermaid(chart).splitlines()]
        assert found == harmless, text
