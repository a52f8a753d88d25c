"""Markdown: one table cell stays one table cell, and what is no address of the web is no link."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from planner.render.markdown import render
from tests.markdown_tokens import inlines, structure

from . import ADDRESS, ADDRESSES, naughty, plan_saying, written

GITHUB = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
Style = Literal["plain", "obsidian"]


@cache
def parsed(style: Style) -> list[tuple[str, list[Token]]]:
    """The plain style for every text; the other differs in a few fields of the steps alone."""
    every = written("markdown", style=style)
    return [(text, GITHUB.parse(one)) for text, one in every[:: 1 if style == "plain" else 4]]


@pytest.mark.parametrize("style", ["plain", "obsidian"])
def test_no_text_changes_the_structure(style: Style) -> None:
    harmless = structure(GITHUB.parse(render(plan_saying("Harmless name"), style=style)))
    assert sum(one[0] == "td_open" for one in harmless if isinstance(one, tuple)) > 20
    assert [text for text, tokens in parsed(style) if structure(tokens) != harmless] == []


def test_no_text_becomes_html() -> None:
    comment = re.compile(r"<!-- planner:[a-z@-]+(?: finished)? -->")
    for text, tokens in parsed("plain"):
        found = [one.content for one in inlines(tokens) if one.type == "html_inline"]
        assert all(comment.fullmatch(one) for one in found), text
        assert "html_block" not in {one.type for one in tokens}, text


def test_no_text_becomes_a_link_or_a_picture() -> None:
    for text, tokens in parsed("plain"):
        found = {str(one.attrs["href"]) for one in inlines(tokens) if one.type == "link_open"}
        assert found == {ADDRESS}, text
        assert "image" not in {one.type for one in inlines(tokens)}, text


@pytest.mark.parametrize("address", [*ADDRESSES, *naughty()[::40]])
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    tokens = GITHUB.parse(render(plan_saying("Harmless name", address)))
    found = {str(one.attrs["href"]) for one in inlines(tokens) if one.type == "link_open"}
    assert all(re.match(r"https?://[!-~]+$", one) for one in found)
    web = address.lower().startswith(("https://", "http://"))
    assert bool(found) == web


def test_diagrams_stay_fences_with_the_lines_they_had() -> None:
    def lines(tokens: list[Token]) -> list[tuple[str, int]]:
        return [(one.info, one.content.count("\n")) for one in tokens if one.type == "fence"]

    harmless = lines(GITHUB.parse(render(plan_saying("Harmless name"))))
    assert harmless
    assert [text for text, tokens in parsed("plain") if lines(tokens) != harmless] == []
