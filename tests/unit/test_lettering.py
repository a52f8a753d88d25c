"""Texts keep to the room they are given, in the widest font one meets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.render.lettering import ELLIPSIS, cleaned, fitted, in_lines, is_plain, text_width

TEXTS = settings(max_examples=100, derandomize=True, deadline=None, database=None)

MEASURED = {
    "Machine learning fundamentals": 15.795,
    "CI/CD for machine learning": 13.504,
    "Amazon Web Services": 11.074,
    "WWW @ 100 %": 7.779,
    "ijl.,;:!|": 2.881,
    "(Kubernetes) [x] {y} ~ ^ #": 13.780,
    "\"quoted\" 'single' `tick` *star* _under_": 18.889,
    "Größe façade Łódź": 9.368,
    "<a> & b = c + d?": 9.001,
    "JQKXYZ 0123456789 $": 11.353,
}
"""Widths in sizes of the font, as a browser measures DejaVu Sans."""


@pytest.mark.parametrize(("text", "width"), MEASURED.items())
def test_no_text_is_wider_than_thought_and_none_much_narrower(text: str, width: float) -> None:
    assert width <= text_width(text, 1) <= 1.13 * width
    assert text_width(text, 13) == pytest.approx(13 * text_width(text, 1))


@TEXTS
@given(text=st.text(max_size=60), width=st.floats(30, 200), most=st.integers(1, 4))
def test_lines_keep_to_their_room(text: str, width: float, most: int) -> None:
    text = cleaned(text)
    lines = in_lines(text, 13, width, most)
    assert 1 <= len(lines) <= most
    assert all(text_width(line, 13) <= width for line in lines)
    shown = "".join(lines).replace(" ", "").removesuffix(ELLIPSIS)
    assert text.replace(" ", "").startswith(shown)
    cut = text_width(text, 13) > most * width or ELLIPSIS in lines[-1]
    assert cut or shown == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Docker", ["Docker"]),
        ("Machine learning fundamentals", ["Machine", "learning…"]),
        ("Networking basics", ["Networking", "basics"]),
        ("Supercalifragilistic", ["Supercalifr", "agilistic"]),
        ("a b", ["a b"]),
    ],
)
def test_lines_break_between_words_where_they_can(text: str, lines: list[str]) -> None:
    assert in_lines(text, 10, 60) == lines


def test_text_that_fits_stays_whole() -> None:
    assert fitted("Docker", 10, text_width("Docker", 10)) == "Docker"
    assert fitted("Docker", 10, text_width("Docker", 10) - 0.1) != "Docker"


def test_what_cannot_be_printed_is_replaced() -> None:
    assert cleaned(" a\n\x00b\u202e \t") == "a \ufffdb\ufffd"
    assert cleaned("\n") == "unnamed"


def test_only_letters_of_known_width_are_plain() -> None:
    assert is_plain("CI/CD & tests (v2)")
    assert not is_plain("データ")
    assert not is_plain("é")
