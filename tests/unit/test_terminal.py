"""The plan for a terminal fits its width, cannot steer it, and its hours add up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction

import pytest

from planner import Plan
from planner.render.ink import Ink, hues
from planner.render.terminal import fitted, render, wrapped

PlanWith = Callable[[str], Plan]
CODE = re.compile(r"\x1b\[[0-9]+m")
WIDTHS = (40, 55, 56, 66, 80, 120)
ROW = re.compile(r"^ *(\d+)  (.*?) +([\d.-]+) h(?:  by (\S+)(?: +(\d+) %)?)?$")


def columns(text: str) -> int:
    """Cells that a line takes on a terminal, wide characters two and marks none."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


def rows(text: str) -> list[re.Match[str]]:
    return [row for line in text.split("\n") if (row := ROW.match(line))]


def hours(text: str) -> tuple[Fraction, ...]:
    numbers = [Fraction(number) for number in text.split("-")]
    return tuple(numbers * 3 if len(numbers) == 1 else numbers)


def test_no_text_can_steer_the_terminal(plan_with: PlanWith, hostile: str) -> None:
    assert all(line.isprintable() for line in render(plan_with(hostile)).split("\n"))


@pytest.mark.parametrize("width", [40, 80])
def test_no_text_makes_a_line_too_wide(plan_with: PlanWith, hostile: str, width: int) -> None:
    lines = render(plan_with(hostile), width).split("\n")
    assert [line for line in lines if columns(line) > width] == []


def test_no_text_adds_a_row(plan_with: PlanWith, hostile: str) -> None:
    plan = plan_with(hostile)
    found = rows(render(plan))
    assert [int(row[1]) for row in found] == list(range(1, len(plan.steps) + 1))


@pytest.mark.parametrize("width", WIDTHS)
def test_hours_of_the_steps_add_up_to_the_total(odd_plan: Plan, width: int) -> None:
    text = render(odd_plan, width)
    found = [hours(row[3]) for row in rows(text)]
    total = re.search(r"^ +In all  ([\d.-]+) h$", text, re.MULTILINE)
    assert total is not None
    assert len(found) == len(odd_plan.steps)
    assert tuple(map(sum, zip(*found, strict=True))) == hours(total[1])


def test_head_and_total_say_the_same_hours(odd_plan: Plan) -> None:
    text = render(odd_plan, 300)
    total = re.search(r"In all  [\d.]+-([\d.]+)-[\d.]+ h", text)
    assert total is not None
    assert f"\n{total[1]} h of study in {len(odd_plan.steps)} steps" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_columns_stand_below_one_another(odd_plan: Plan, width: int) -> None:
    found = rows(render(odd_plan, width))
    assert len({row.end(3) for row in found}) == 1
    assert len({row.start(2) for row in found}) == 1


def test_wide_terminal_shows_when_and_how_ready(odd_plan: Plan) -> None:
    found = rows(render(odd_plan, 80))
    assert [row[4] for row in found] == [str(step.end) for step in odd_plan.steps]
    assert found[-1][5] == "100"


def test_half_a_screen_still_shows_the_days(odd_plan: Plan) -> None:
    ends = [str(step.end) for step in odd_plan.steps]
    assert [row[4] for row in rows(render(odd_plan, 60))] == ends


def test_lines_stay_short_enough_to_read_on_the_widest_screen(odd_plan: Plan) -> None:
    assert shown(odd_plan, 250) == shown(odd_plan, 120)


@pytest.mark.parametrize("width", [0, 1, 10, 39, 40])
def test_narrow_terminal_still_gets_names_and_hours(odd_plan: Plan, width: int) -> None:
    found = rows(render(odd_plan, width))
    assert [row[2].startswith("skill-") for row in found] == [True] * len(odd_plan.steps)


def shown(plan: Plan, width: int, *, colour: bool = False, unicode: bool = True) -> str:
    """As on a terminal."""
    return render(plan, width, Ink(colour=colour, unicode=unicode, bars=True))


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("width", [*WIDTHS, 76, 90, 110, 250])
def test_nothing_is_wider_than_the_terminal(odd_plan: Plan, width: int, unicode: bool) -> None:
    text = shown(odd_plan, width, unicode=unicode)
    assert [line for line in text.split("\n") if columns(line) > width] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_colour_adds_nothing_but_codes(odd_plan: Plan, width: int) -> None:
    coloured = shown(odd_plan, width, colour=True)
    assert CODE.search(coloured)
    legend = {"Colours:", "area-0", "area-1", "area-2"} if 76 <= width < 110 else set()
    plain = shown(odd_plan, width).split("\n")
    more = [line for line in CODE.sub("", coloured).split("\n") if line not in plain]
    assert {word for line in more for word in line.split()} == legend


def test_every_code_is_taken_back_on_its_line(odd_plan: Plan) -> None:
    for line in shown(odd_plan, 120, colour=True).split("\n"):
        codes = CODE.findall(line)
        assert codes[1::2] == ["\x1b[0m"] * (len(codes) // 2)
        assert len(codes) % 2 == 0


def test_without_unicode_everything_is_ascii(odd_plan: Plan) -> None:
    assert shown(odd_plan, 120, unicode=False).isascii()
    assert not shown(odd_plan, 120).isascii()


def test_pipe_gets_neither_bars_nor_rules(odd_plan: Plan) -> None:
    assert not re.search(r"###|\.\.\.\.|----", render(odd_plan, 120))


@pytest.mark.parametrize("width", [80, 100, 120])
def test_bars_are_as_long_as_the_hours(odd_plan: Plan, width: int) -> None:
    lines = shown(odd_plan, width).split("\n")
    bars = [one[1] for line in lines if (one := re.search(r" h  ([█▏▎▍▌▋▊▉]*)[░ ]* +\d", line))]
    assert len(bars) == len(odd_plan.steps)
    eighths = [sum("▏▎▍▌▋▊▉█".index(char) + 1 for char in bar) for bar in bars]
    likely = [step.hours.likely for step in odd_plan.steps]
    assert [eighths[n] for n in sorted(range(len(bars)), key=lambda n: likely[n])] == sorted(
        eighths
    )
    assert all(bool(bar) == bool(minutes) for bar, minutes in zip(bars, likely, strict=True))


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_columns_of_a_terminal_stand_below_one_another(odd_plan: Plan, width: int) -> None:
    lines = [line for line in shown(odd_plan, width).split("\n") if re.match(r" *\d+  ", line)]
    assert len(lines) == len(odd_plan.steps)
    assert len({line.index(" h  ") for line in lines}) == 1
    assert len({[one.start() for one in re.finditer("20..-", line)][-1] for line in lines}) == 1
    assert len({len(line) for line in lines}) == 1


def test_wide_terminal_shows_area_and_both_days(odd_plan: Plan) -> None:
    lines = shown(odd_plan, 120).split("\n")
    rows = [line for line in lines if re.match(r" *\d+  ", line)]
    for row, step in zip(rows, odd_plan.steps, strict=True):
        assert f"  {step.area} " in row
        assert f"  {step.start} to {step.end}  " in row
        assert row.endswith(" %")


@pytest.mark.parametrize("width", [40, 80, 120])
def test_milestones_are_rules_after_their_last_step(odd_plan: Plan, width: int) -> None:
    lines = shown(odd_plan, width).split("\n")
    rules = [n for n, line in enumerate(lines) if line.startswith("──")]
    assert len(rules) == len(odd_plan.milestones)
    for place, milestone in zip(rules, odd_plan.milestones, strict=True):
        assert f" ready by {milestone.end}" in lines[place]
        assert len(lines[place]) == width
        last = max(n for n in range(place) if re.match(r" *\d+  ", lines[n]))
        number = odd_plan.steps.index(milestone.steps[-1]) + 1
        assert lines[last].split()[0] == str(number)


def test_each_area_has_its_colour() -> None:
    areas = [f"area {number}" for number in range(12)]
    assert len(set(hues([*areas, *areas]).values())) == 12
    assert hues(["a", "b"]) == hues(["a", "b", "a"])


@pytest.mark.parametrize(
    ("share", "unicode", "expected"),
    [
        (0.0, True, ""),
        (0.001, True, "▏"),
        (0.5, True, "████"),
        (0.53, True, "████▎"),
        (1.0, True, "████████"),
        (0.001, False, "#"),
        (0.5, False, "####"),
        (1.0, False, "########"),
    ],
)
def test_bar_fills_its_share(share: float, unicode: bool, expected: str) -> None:
    assert Ink(unicode=unicode).bar(share, 8) == expected


def test_plan_ends_with_one_line_break(odd_plan: Plan) -> None:
    text = render(odd_plan)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text
    assert [line for line in text.split("\n") if line != line.rstrip()] == []


def test_fitted_takes_exactly_its_cells(hostile: str) -> None:
    widths = (0, 1, 2, 3, 4, 7, 20, 61)
    assert {width: columns(fitted(hostile, width)) for width in widths} == {n: n for n in widths}


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("Docker", 8, "Docker  "),
        ("Docker", 6, "Docker"),
        ("Docker engine", 8, "Docke..."),
        ("データ", 6, "データ"),
        ("データ基盤", 6, "デ... "),
        ("  a \n b ", 4, "a b "),
        ("", 2, "  "),
    ],
)
def test_fitted_pads_and_cuts(text: str, width: int, expected: str) -> None:
    assert fitted(text, width) == expected


@pytest.mark.parametrize("width", [10, 40])
def test_wrapped_keeps_to_its_cells_and_loses_nothing(hostile: str, width: int) -> None:
    lines = wrapped(hostile, width, "  ", "- ")
    assert [line for line in lines if columns(line) > width] == []
    if (line := " ".join(hostile.split())).isprintable():
        joined = "".join(line.removeprefix("  ").removeprefix("- ") for line in lines)
        assert joined.replace(" ", "") == line.removeprefix("- ").replace(" ", "")


@pytest.mark.parametrize("width", [1, 2, 3])
def test_wrapped_ends_even_where_there_is_no_room(width: int) -> None:
    assert wrapped("データ abc", width, "    ", "  ")
