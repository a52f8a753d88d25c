"""HTML and SVG: the same elements whatever the texts, no script but ours, links of the web alone."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from planner.render.page import render
from planner.render.svg import render as drawn

from . import ADDRESS, ADDRESSES, TEXT, naughty, plan_saying, written

Tag = tuple[str, tuple[str, ...]]


class Page(HTMLParser):
    """What a page holds.

    Attributes:
        tags: Elements as they begin and end, with the names of their attributes. How many lines a
            label of a drawing has depends on its length and does not count.
        values: Attributes by name with their values.
        scripts: What stands in the script elements, by their type.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self.values: list[tuple[str, str]] = []
        self.scripts: dict[str, str] = {}
        self.script: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LABELS:
            return
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.values += [(name, value or "") for name, value in attrs]
        if tag == "script":
            self.script = dict(attrs).get("type") or "text/javascript"
            self.scripts[self.script] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag not in _LABELS:
            self.tags.append((f"/{tag}", ()))
        self.script = None if tag == "script" else self.script

    def handle_data(self, data: str) -> None:
        if self.script:
            self.scripts[self.script] += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", ()))

    def handle_pi(self, data: str) -> None:
        self.tags.append(("processing instruction", ()))

    def unknown_decl(self, data: str) -> None:
        self.tags.append(("declaration", ()))


_LABELS = ("tspan", "text")


@cache
def pages() -> tuple[tuple[str, Page], ...]:
    return tuple((text, Page(page)) for text, page in written("html"))


def test_no_text_changes_the_elements() -> None:
    harmless = Page(render(plan_saying(TEXT))).tags
    assert len(harmless) > 100
    assert [text for text, page in pages() if page.tags != harmless] == []


def test_no_script_runs_but_ours() -> None:
    ours = Page(render(plan_saying(TEXT))).scripts["text/javascript"]
    for text, page in pages():
        assert set(page.scripts) == {"text/javascript", "application/json"}, text
        assert page.scripts["text/javascript"] == ours, text
        assert [name for name, _ in page.values if name.startswith("on")] == [], text
        json.loads(page.scripts["application/json"])


def test_policy_is_the_same_whatever_the_texts() -> None:
    def policy(page: Page) -> list[str]:
        return [value for name, value in page.values if name == "content" and "script-src" in value]

    (ours,) = policy(Page(render(plan_saying(TEXT))))
    assert "unsafe" not in ours
    assert all(policy(page) == [ours] for _, page in pages())


def addresses(page: Page) -> set[str]:
    names = ("href", "src", "action", "formaction", "xlink:href", "data", "srcset", "poster")
    return {value for name, value in page.values if name in names}


def test_no_text_becomes_an_address() -> None:
    for text, page in pages():
        others = {one for one in addresses(page) if not one.startswith("#")}
        assert others == {ADDRESS, "data:,"}, text


@pytest.mark.parametrize("address", [*ADDRESSES, *naughty()[::40]])
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    page = Page(render(plan_saying(TEXT, address)))
    others = {one for one in addresses(page) if not one.startswith("#")} - {"data:,"}
    assert all(re.match(r"https?://[^\s/]", one) for one in others)
    assert [name for name, _ in page.values if name.startswith("on")] == []


def test_map_is_well_formed_and_keeps_its_elements() -> None:
    def shape(svg: str) -> list[tuple[str, tuple[str, ...]]]:
        elements = ElementTree.fromstring(svg).iter()
        tags = [(one.tag.rpartition("}")[2], tuple(sorted(one.attrib))) for one in elements]
        return [one for one in tags if one[0] not in _LABELS]

    harmless = shape(drawn(plan_saying(TEXT)))
    assert len(harmless) > 20
    assert [text for text, svg in written("svg") if shape(svg) != harmless] == []


def test_map_has_no_script_and_leads_nowhere() -> None:
    for text, svg in written("svg"):
        for one in ElementTree.fromstring(svg).iter():
            name = one.tag.rpartition("}")[2]
            assert name not in ("script", "foreignObject", "a", "image", "use"), text
            assert not any(key.rpartition("}")[2].startswith(("on", "href")) for key in one.attrib)
