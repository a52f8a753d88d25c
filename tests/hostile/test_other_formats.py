"""CSV, calendar, task lists and JSON keep their records, whatever the texts in them."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from planner.plan import Plan
from planner.render import FORMATS, render

from . import ADDRESSES, OWN, TEXT, naughty, plan_saying, written

WITH_A_FILE_OF_THEIR_OWN = ("html", "markdown", "svg", "text")


@pytest.mark.parametrize("format", [one for one in FORMATS if one not in WITH_A_FILE_OF_THEIR_OWN])
def test_every_format_takes_every_text_and_can_be_written(format: str) -> None:
    for text, one in written(format):
        assert one, text
        assert b"\x00" not in one.encode("utf-8"), text


def test_csv_keeps_its_rows_and_has_no_formula() -> None:
    for text, one in written("csv"):
        rows = list(csv.reader(io.StringIO(one, newline="")))
        assert len(rows) == 1 + len(plan_saying(text).steps), text
        assert len({len(row) for row in rows}) == 1, text
        cells = [cell for row in rows[1:] for cell in row]
        assert [
            cell
            for cell in cells
            if re.match(r"[\s\"']*[=+@\t\r-]", cell) and not cell.lstrip().startswith("'")
        ] == [], text
        assert not any(re.search(r"[\r\n]", cell) for cell in cells), text


def test_calendar_keeps_its_lines() -> None:
    """Every text, by lines: the same properties in the same order, folded at 75 bytes."""

    def shape(calendar: str) -> list[str]:
        lines = calendar.split("\r\n")
        assert lines.pop() == ""
        assert not any(re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line) for line in lines)
        assert max(len(line.encode("utf-8")) for line in lines) <= 75
        return [
            re.split("[:;]", one)[0]
            for one in "\r\n".join(lines).replace("\r\n ", "").split("\r\n")
        ]

    harmless = shape(render(plan_saying(TEXT), "ics"))
    assert harmless.count("BEGIN") > 10
    assert [text for text, one in written("ics") if shape(one) != harmless] == []


@pytest.mark.parametrize("options", [{}, {"events": "steps", "todos": True}])
def test_calendar_is_read_back_with_its_events(options: dict[str, Any]) -> None:
    """Some of the texts, by a library that others read calendars with."""
    icalendar = pytest.importorskip("icalendar")

    def shape(plan: Plan) -> list[object]:
        return [
            (
                one.name,
                sorted(one),
                [one.decoded(name) for name in ("DTSTART", "UID") if name in one],
            )
            for one in icalendar.Calendar.from_ical(render(plan, "ics", **options)).walk()
        ]

    harmless = shape(plan_saying(TEXT))
    texts = [*naughty()[::16], *OWN]
    assert [text for text in texts if shape(plan_saying(text)) != harmless] == []


def test_todo_txt_keeps_its_lines_and_what_they_say_to_a_program() -> None:
    def shape(tasks: str) -> list[tuple[str, list[str]]]:
        lines = tasks.split("\n")
        assert lines.pop() == ""
        key = r"(?<!\S)(?:due|t|id|dep|rec|h|pri):\S+"
        return [(one.partition(" ")[0], re.findall(key, one)) for one in lines]

    harmless = shape(render(plan_saying(TEXT), "todotxt"))
    assert [text for text, one in written("todotxt") if shape(one) != harmless] == []


def test_todo_txt_has_its_projects_and_its_context_and_no_other() -> None:
    for text, one in written("todotxt"):
        for line in one.splitlines():
            assert re.findall(r"(?<!\S)([+@])(?=\S)", line) == ["+", "+", "@"], (text, line)


def test_taskwarrior_keeps_its_tasks() -> None:
    def shape(tasks: str) -> list[object]:
        texts = ("description", "annotations", "tags", "project")
        return [
            {name: value for name, value in task.items() if name not in texts}
            for task in json.loads(tasks)
        ]

    harmless = shape(render(plan_saying(TEXT), "taskwarrior"))
    for text, one in written("taskwarrior"):
        assert shape(one) == harmless, text
        tags = [tag for task in json.loads(one) for tag in task["tags"]]
        assert not any(re.search(r"[\s\x00-\x1f]", tag) for tag in tags), text


def test_json_gives_every_text_back_as_it_was() -> None:
    for text, one in written("json"):
        steps = json.loads(one)["steps"]
        assert [step["name"] for step in steps] == [text] * len(plan_saying(text).steps)


@pytest.mark.parametrize("address", [one for one in ADDRESSES if not one.startswith("https://")])
@pytest.mark.parametrize("format", [one for one in FORMATS if one not in ("json", "text")])
def test_address_of_another_kind_is_left_out(format: str, address: str) -> None:
    written = render(plan_saying(TEXT, address), format)
    assert address not in written
    assert "javascript" not in written.lower()
