"""A person's notes in an exported plan, through any number of further exports."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import Profile, load_catalog, make_plan
from planner.render.keep import OWN, Notes, is_signed, merged, notes, signed
from planner.render.markdown import render
from planner.ticks import ticks

MONDAY = datetime.date(2027, 1, 4)
CATALOG = Path(__file__).parents[1] / "golden" / "catalog"
STATISTICS, SHELL = "statistics@awareness", "shell@working"

quick = settings(derandomize=True, deadline=None, database=None, max_examples=60)


def export(*have: str, target: str = "builder") -> str:
    profile = Profile(target=(target,), have=have, start=MONDAY)
    return render(make_plan(load_catalog(CATALOG), profile, today=MONDAY))


PLAN = export("starter")
SHORTER = export("starter", "shell@working")
OTHER = export(target="unikernels")
NEITHER = export(target="statistics")
EXPORTS = (PLAN, SHORTER, OTHER)


def inserted(text: str, *notes: str, after: str) -> str:
    """A text with lines put behind the first one that contains another text."""
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if after in line)
    return "\n".join([*lines[: at + 1], *notes, *lines[at + 1 :]])


def of_step(text: str, id: str) -> list[str]:
    """The lines from a step to the next or to the next heading."""
    _, rest = text.split(f"<!-- planner:{id} -->", 1)
    ends = [at for end in ("\n- [", "\n#", "\n**") if (at := rest.find(end)) >= 0]
    return rest[: min(ends)].split("\n")


def test_the_examples_hold_what_the_tests_look_for() -> None:
    assert f"planner:{SHELL} " in PLAN
    assert f"planner:{SHELL} " not in SHORTER
    assert f"planner:{STATISTICS} " in SHORTER


@pytest.mark.parametrize("text", EXPORTS)
def test_unchanged_export_has_no_notes_and_stays_the_same(text: str) -> None:
    once = signed(text)
    assert is_signed(once)
    assert not is_signed(text)
    assert notes(once) == Notes()
    assert merged(text, notes(once)) == once
    assert once.startswith(text.rstrip("\n"))


def test_ticks_spaces_at_line_ends_and_other_line_ends_are_no_notes() -> None:
    text = signed(PLAN).replace("- [ ]", "- [X]").replace("\n", "  \r\n")
    assert notes(text) == Notes()


@pytest.mark.parametrize("note", ["my note", "  - my note", "  my *note*", "\tmy note", "> said"])
def test_note_stays_under_its_step(note: str) -> None:
    old = inserted(signed(PLAN), note, after=f"planner:{STATISTICS}")
    assert notes(old).by_step == {STATISTICS: [note]}
    again = merged(SHORTER, notes(old))
    (line,) = (line for line in of_step(again, STATISTICS) if note.strip() in line)
    assert line.startswith(("  ", "\t"))
    assert OWN not in again


def test_note_moves_with_its_step() -> None:
    old = inserted(signed(PLAN), "mine", after=f"planner:{SHELL}")
    head, rest = PLAN.split("- [ ] **Shell**", 1)
    step, rest = rest.split("- [ ]", 1)
    moved = f"{head}- [ ]{rest}\n- [ ] **Shell**{step}"
    assert "  mine" in merged(moved, notes(old)).split("- [ ] **Shell**")[1]


def test_note_behind_the_hidden_id_is_kept() -> None:
    """An editor's cursor at the end of the line stands there."""
    old = signed(PLAN).replace(f"planner:{SHELL} -->", f"planner:{SHELL} --> took two weekends")
    assert notes(old).by_step == {SHELL: ["  - took two weekends"]}


def test_what_obsidian_puts_behind_a_step_is_no_note() -> None:
    fields = " 🆔 shell_working ⛔ a_x,b_x 🛫 2027-01-04 📅 2027-01-31 ✅ 2027-02-06"
    old = signed(PLAN).replace(f"planner:{SHELL} -->", f"planner:{SHELL} -->{fields}")
    assert notes(old) == Notes()
    assert notes(old.replace(" ✅", " hard! ✅")).by_step == {SHELL: ["  - hard!"]}


def test_reworded_step_keeps_the_words_as_a_note() -> None:
    line = next(line for line in PLAN.split("\n") if SHELL in line and "planner:" in line)
    old = signed(PLAN).replace(line, f"- [x] Shell with Ann <!-- planner:{SHELL} --> and Bob")
    assert notes(old).by_step == {SHELL: ["  - Shell with Ann and Bob"]}
    assert line in merged(PLAN, notes(old))


def test_step_that_lost_its_hidden_id_is_kept_as_a_note() -> None:
    old = signed(PLAN).replace(f" <!-- planner:{SHELL} -->", "")
    assert "**Shell** (working)" in merged(OTHER, notes(old)).split(OWN)[1]


def test_changed_line_of_the_export_is_kept_beside_the_new_one() -> None:
    old = signed(PLAN).replace("Write a script that", "Write two scripts that")
    again = merged(PLAN, notes(old))
    assert "    - Write two scripts that stop" in again.replace("stops", "stop")
    assert "    - Write a script that stops" in again


def test_line_taken_out_by_hand_comes_back() -> None:
    old = signed(PLAN).replace("    - Write a script that stops at the first error.\n", "")
    assert merged(PLAN, notes(old)) == signed(PLAN)


def test_steps_that_vanish_keep_their_notes_at_the_end() -> None:
    old = inserted(signed(PLAN), "of the shell", after=f"planner:{SHELL}")
    old = inserted(old, "of versions", after="planner:versioning@working")
    again = merged(NEITHER, notes(inserted(old, "of none", after="# Study plan")))
    end = again.split(OWN)[1]
    assert end.startswith(f"\n\nof none\n\nAbout {SHELL}:\n\nof the shell\n\nAbout versioning@")
    assert merged(NEITHER, notes(again)) == again
    assert "of the shell" in merged(PLAN, notes(again))


def test_notes_of_no_step_stand_in_a_section_of_their_own_at_the_end() -> None:
    old = inserted(signed(PLAN), "I want this because ...", after="## Map")
    again = merged(PLAN, notes(old))
    assert again.startswith(PLAN.rstrip("\n") + f"\n\n{OWN}\n\nI want this because ...\n")


def test_section_of_ones_own_can_be_begun_by_hand() -> None:
    body = PLAN.rstrip("\n")
    old = signed(PLAN).replace(body, f"{body}\n\n{OWN}\n\nfirst\n\nsecond")
    assert merged(PLAN, notes(old)) == old


CODE = ("```", "make all", "", "```")
TABLE = ("| Day | Page |", "| --- | --- |", "| Monday | 7 |")
MAP = ("```mermaid", "flowchart TD", "me --> you", "```")


@pytest.mark.parametrize("own", [CODE, TABLE, MAP, ("~~~", "x", "~~~"), ("---",), ("***",)])
@pytest.mark.parametrize("after", [f"planner:{SHELL}", "## Assumptions", "In all "])
def test_own_code_tables_and_rules_are_whole(own: tuple[str, ...], after: str) -> None:
    """Their fences and rules look like those of the export itself."""
    once = merged(PLAN, notes(inserted(signed(PLAN), *own, after=after)))
    lines = [line.strip() for line in once.split("\n")]
    assert "\n".join(["", *own, ""]) in "\n".join(lines)
    assert merged(PLAN, notes(once)) == once
    assert notes(once) != Notes()


def test_copied_line_of_the_export_is_no_note() -> None:
    line = "  - Done when you can:"
    assert notes(inserted(signed(PLAN), line, after=f"planner:{SHELL}")) == Notes()


def test_two_blank_lines_become_one_and_none_stands_at_the_ends() -> None:
    old = inserted(signed(PLAN), "", "one", "", "", "two", "", after=f"planner:{SHELL}")
    assert notes(old).by_step == {SHELL: ["one", "", "two"]}


def test_hidden_ids_are_those_of_the_new_export_alone() -> None:
    old = inserted(signed(PLAN), "- [x] copied <!-- planner:gone@x -->", after=f"planner:{SHELL}")
    again = merged(SHORTER, notes(old))
    assert [tick.id for tick in ticks(again)] == [tick.id for tick in ticks(SHORTER)]
    assert "copied" in again


# --- any lines, anywhere

SAID = ["", "  - tried it", "# Mine", "```", "| --- | --- |", "- [ ] call Ann", "a\u2028b\x0cc"]
LINES = st.sampled_from(SAID) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=12
)
OWN_LINES = st.lists(st.tuples(st.integers(0, 10_000), LINES), max_size=6)


def with_own(text: str, own: list[tuple[int, str]]) -> str:
    """A signed export with lines anywhere before its signature."""
    body, _, signature = signed(text).partition("<!-- planner-lines")
    lines = body.split("\n")
    for number, line in own:
        lines.insert(number % len(lines), line)
    return "\n".join(lines) + "<!-- planner-lines" + signature


@quick
@given(OWN_LINES, st.sampled_from(EXPORTS), st.sampled_from(EXPORTS))
def test_lines_put_anywhere_survive_any_export(
    own: list[tuple[int, str]], first: str, second: str
) -> None:
    marked = [(n, f"{line} #{i}") for i, (n, line) in enumerate(own)]
    text = with_own(PLAN, marked)
    for new in (first, second, PLAN):
        text = merged(new, notes(text))
        lines = [line.strip() for line in text.split("\n")]
        assert all(lines.count(line.strip()) == 1 for _, line in marked)
        without = [line for line in text.split("\n") if line in new.split("\n")]
        assert [line for line in new.split("\n") if line.strip()] == [
            line for line in without if line.strip()
        ]


@quick
@given(OWN_LINES, st.sampled_from(EXPORTS))
def test_second_export_of_the_same_plan_changes_nothing(
    own: list[tuple[int, str]], new: str
) -> None:
    once = merged(new, notes(with_own(PLAN, own)))
    assert merged(new, notes(once)) == once
