"""How wide a text is, and the lines it needs, without asking a font.

Widths are those of DejaVu Sans, which is wider than what browsers show as sans-serif on other
systems; so a text that fits by them fits everywhere.
"""

from __future__ import annotations

import unicodedata
from math import fsum

from planner.problems import one_line

_WIDTHS = {
    0.29: "'ijl",
    0.33: " IJ,.",
    0.37: "-/:;\\f|",
    0.42: "()[]t!r",
    0.53: '"*_`sz',
    0.56: "?c",
    0.6: "LFkvxyP",
    0.62: "TYaoe",
    0.65: "ESbdghnpqu$0123456789{}",
    0.7: "AVBRXZCK",
    0.78: "UHNDG",
    0.84: "&OQw#+<=>^~",
    1.0: "M%mW@",
}
"""Characters by their width, in sizes of the font."""

_WIDTH_OF = {char: width for width, chars in _WIDTHS.items() for char in chars}
_WIDEST = 1.1
ELLIPSIS = "\u2026"


def cleaned(text: str) -> str:
    """A text on one line that XML can hold and nobody can hide anything in."""
    return one_line(text) or "unnamed"


def text_width(text: str, size: float) -> float:
    """The width of a text in a font of this size, rather too much than too little."""
    return size * fsum(map(_width, text))  # CPython 3.12 changed how `sum` rounds


def is_plain(text: str) -> bool:
    """Whether every character is one whose width is known."""
    return all(char in _WIDTH_OF for char in text)


def _width(char: str) -> float:
    if char in _WIDTH_OF:
        return _WIDTH_OF[char]
    if char == ELLIPSIS:
        return 1.0
    if unicodedata.combining(char):
        return 0.0
    base = unicodedata.normalize("NFD", char)[0]
    return _WIDTH_OF.get(base, _WIDEST)


def fitted(text: str, size: float, width: float) -> str:
    """The text, or as much of it as fits and an ellipsis."""
    if text_width(text, size) <= width:
        return text
    room = _fits(text, size, width - size)
    space = text.rfind(" ", room // 2, room + 1)
    return text[: space if space > 0 else room].rstrip(" ,;:-") + ELLIPSIS


def in_lines(text: str, size: float, width: float, most: int = 2) -> list[str]:
    """The text in at most this many lines, broken between words where that is possible."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most - 1:
        line, rest = _first_line(rest, size, width)
        lines.append(line)
    return [*lines, fitted(rest, size, width)] if rest else lines


def _first_line(text: str, size: float, width: float) -> tuple[str, str]:
    if text_width(text, size) <= width:
        return text, ""
    room = max(1, _fits(text, size, width))
    space = text.rfind(" ", 1, room + 1)
    cut = space if space > 0 else room
    return text[:cut].rstrip(), text[cut:].lstrip()


def _fits(text: str, size: float, width: float) -> int:
    """How many characters fit."""
    used = 0.0
    for number, char in enumerate(text):
        used += size * _width(char)
        if used > width:
            return number
    return len(text)
