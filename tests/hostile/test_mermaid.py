"""Mermaid: texts stand as escaped labels, so that every line keeps its shape.

Whether Mermaid draws them is asked of Mermaid itself, in `tests/browser/`.
"""

from __future__ import annotations

import re

from planner.render.markdown import render
from planner.render.mermaid import gantt

from . import hostile_plans, plan_saying, written

QUOTED = re.compile(r'"[^"\n]*"')
LABEL = re.compile(r'"(?:[^\W_]|[ \-.,/+():%<>\'&?!]|#\w+;|<br ?/?>|_)*"')
"""Letters, digits, plain signs and Mermaid's own escapes: nothing that opens or ends anything."""


def diagrams(markdown: str) -> list[str]:
    return re.findall(r"^```mermaid\n(.*?)\n```$", markdown, re.MULTILINE | re.DOTALL)


def drawn(diagram: str) -> str:
    """The diagram without what sets the sizes and colours, where no text of a catalog stands."""
    return "\n".join(line for line in diagram.split("\n") if not line.startswith("%%{init"))


def shape(diagram: str) -> list[str]:
    """The lines of a flowchart with every label blank, of a gantt with every task's name blank."""
    lines = drawn(diagram).split("\n")
    if "gantt" in lines:
        return [
            re.sub(r"^(  +)(?!section|dateFormat|axisFormat|tickInterval).*? :", r"\1:", one)
            for one in lines
        ]
    return [QUOTED.sub('""', one) for one in lines]


def test_every_line_keeps_its_shape() -> None:
    harmless = [shape(one) for one in diagrams(render(plan_saying("Harmless name")))]
    assert len(harmless) >= 2
    changed = [
        text
        for text, page in written("markdown")
        if [shape(one) for one in diagrams(page)] != harmless
    ]
    assert changed == []


def test_labels_hold_nothing_but_letters_plain_signs_and_escapes() -> None:
    for text, page in written("markdown"):
        for diagram in diagrams(page):
            bad = [one for one in QUOTED.findall(drawn(diagram)) if not LABEL.fullmatch(one)]
            assert bad == [], text


def test_names_of_tasks_hold_no_sign_that_a_gantt_reads() -> None:
    for text, plan in hostile_plans():
        names = re.findall(r"^  +(\d.*?) :\w", gantt(plan), re.MULTILINE)
        assert names, text
        assert [one for one in names if re.search(r"[:#;,\"<>%\\]", one)] == [], text


def test_diagrams_stay_below_the_limits_of_mermaid() -> None:
    for text, page in written("markdown"):
        assert all(len(one) < 50_000 for one in diagrams(page)), text
