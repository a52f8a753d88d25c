"""The terminal: no text can steer it, colour it, or make a line wider than it is."""

from __future__ import annotations

import re
import unicodedata

import pytest

from planner.render.ink import PLAIN, Ink
from planner.render.terminal import render

from . import hostile_plans, plan_saying

OURS = re.compile(r"\x1b\[(?:[012]|3[1-6]|9[1-6])m")
INKS = [PLAIN, Ink(bars=True), Ink(bars=True, unicode=True, colour=True)]


def columns(text: str) -> int:
    """Cells that a line takes; a mark takes none, but makes an emoji wide of the sign before."""
    return sum(
        0
        if unicodedata.category(char) in ("Mn", "Me") and char != "\ufe0f"
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


@pytest.mark.parametrize(("width", "ink"), [(40, INKS[1]), (80, INKS[0]), (120, INKS[2])])
def test_nothing_but_our_own_codes_steers_the_terminal(width: int, ink: Ink) -> None:
    for text, plan in hostile_plans():
        written = render(plan, width, ink)
        if not ink.colour:
            assert "\x1b" not in written, text
        lines = OURS.sub("", written).split("\n")
        assert all(line.isprintable() for line in lines), text
        assert max(map(columns, lines)) <= width, text


def test_every_step_keeps_its_row() -> None:
    for text, plan in hostile_plans():
        lines = OURS.sub("", render(plan, 80, INKS[2])).split("\n")
        rows = [line for line in lines if re.match(r"\d  .* h  [█▏▎▍▌▋▊▉ ]", line)]
        assert [int(row[0]) for row in rows] == list(range(1, len(plan.steps) + 1)), text
        assert len({columns(row) for row in rows}) == 1, text


def test_codes_in_a_name_come_out_as_text() -> None:
    written = render(plan_saying("\x1b[31mred"), 120, INKS[2])
    assert "\\x1b[31mred" in OURS.sub("", written)
