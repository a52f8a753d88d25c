"""Task items of an exported plan after a person went through it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.ticks import Tick, ticks

ITEM = "- [ ] **Shell** (working), 6-10-17.5 h, by 2027-01-31 <!-- planner:shell@working -->"
TICKED = ITEM.replace("[ ]", "[x]")


def marks(text: str) -> list[tuple[str, bool]]:
    return [(tick.id, tick.ticked) for tick in ticks(text)]


@pytest.mark.parametrize(
    "line",
    [
        TICKED,
        TICKED.replace("[x]", "[X]"),
        TICKED.replace("- ", "* ", 1),
        TICKED.replace("- ", "+ ", 1),
        TICKED.replace("- ", "1. ", 1),
        TICKED.replace("- ", "12) ", 1),
        TICKED.replace("- ", "-   ", 1),
        f"    {TICKED}",
        f"\t{TICKED}",
        f"> {TICKED}",
        f"{TICKED}  ",
        f"{TICKED} finally!",
        f"{TICKED}\r",
        "- [x] <!-- planner:shell@working -->",
        "- [x] my own words <!--planner:shell@working-->",
        "- [x] ~~Shell~~ [a](b) \u2028 <!--  planner:shell@working  -->",
    ],
)
def test_ticked_item_is_found_whatever_was_done_to_its_text(line: str) -> None:
    assert marks(line) == [("shell@working", True)]
    assert marks(line.replace("[x]", "[ ]").replace("[X]", "[ ]")) == [("shell@working", False)]


@pytest.mark.parametrize(
    "line",
    [
        "- [x] no id",
        "- [x] <!-- shell@working -->",
        "- [x] <!-- planner: -->",
        "- [] <!-- planner:shell@working -->",
        "- <!-- planner:shell@working -->",
        "[x] <!-- planner:shell@working -->",
        "-[x] <!-- planner:shell@working -->",
        "text - [x] <!-- planner:shell@working -->",
        "- [x] <!-- planner:shell@working",
        "- [x] first half\n<!-- planner:shell@working -->",
    ],
)
def test_what_is_no_task_with_an_id_is_passed_over(line: str) -> None:
    assert marks(line) == []


def test_ticks_come_with_the_lines_they_stand_in() -> None:
    assert list(ticks(f"# a\u2028b\x0cc\n\n{ITEM}\n  - note\n{TICKED}")) == [
        Tick("shell@working", False, 3),
        Tick("shell@working", True, 5),
    ]


def test_item_that_was_written_as_finished_says_so() -> None:
    line = TICKED.replace(" -->", " finished -->")
    assert list(ticks(line)) == [Tick("shell@working", True, 1, finished=True)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("```", "```"),
        ("```markdown", "````"),
        ("~~~", "~~~"),
        ("````\n```", "````"),
        ("```", "  ```\n"),
        ("```\n```python", "```"),
        ("~~~\n```", "~~~"),
        ("> ```", "> ```"),
    ],
)
def test_example_in_code_is_no_task(before: str, after: str) -> None:
    lines = TICKED if before[0] != ">" else f"> {TICKED}"
    assert marks(f"{before}\n{lines}\n{after}\n{ITEM}") == [("shell@working", False)]


@pytest.mark.parametrize("fence", ["```", "~~~", "  ```python", "> ```", "````"])
def test_code_that_never_ends_hides_no_step(fence: str) -> None:
    assert marks(f"{TICKED}\n{fence}\n{ITEM}") == [
        ("shell@working", True),
        ("shell@working", False),
    ]


def test_code_in_a_list_item_ends_with_the_item() -> None:
    text = f"{TICKED}\n  ```\n{ITEM}\n```\n{TICKED}\n```\n{ITEM}"
    assert [ticked for _, ticked in marks(text)] == [True, False, False]


PIECES = st.sampled_from(
    [ITEM, TICKED, "", "  - Why: so", "# Head", "| a | b |", "  own", "> said"]
)


@settings(derandomize=True, deadline=None, database=None, max_examples=100)
@given(st.lists(PIECES, max_size=9))
def test_every_item_is_found_once_in_its_line(lines: list[str]) -> None:
    tasks = [(n, line == TICKED) for n, line in enumerate(lines, 1) if line in (ITEM, TICKED)]
    assert [(tick.line, tick.ticked) for tick in ticks("\n".join(lines))] == tasks


@settings(derandomize=True, deadline=None, database=None, max_examples=100)
@given(st.text(alphabet="-[]xX `~<>!planer:@\n*1.", max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    for tick in ticks(text):
        assert f"planner:{tick.id}" in text.split("\n")[tick.line - 1]


@pytest.mark.parametrize("mark", "/->!?")
def test_marks_that_only_some_editors_know_are_no_ticks(mark: str) -> None:
    assert marks(f"- [{mark}] <!-- planner:shell@working -->") == [("shell@working", False)]
