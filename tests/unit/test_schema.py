"""What editors are told of a format is what the reader accepts, as far as JSON Schema can say it."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
import yaml

from planner.decode import FORMATS, json_schema
from planner.document import parse
from planner.problems import Problem

TYPES: dict[str, Any] = {
    "string": str,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def fits(value: Any, schema: Any) -> bool:
    """Whether a value is valid by the keywords of JSON Schema that the formats use."""
    if isinstance(schema, bool):
        return schema
    unknown = set(schema) - set(KEYWORDS) - {"$schema", "title", "format", "then"}
    assert not unknown, unknown
    return all(KEYWORDS[key](value, schema[key], schema) for key in schema if key in KEYWORDS)


def of_type(value: Any, wanted: str | list[str], schema: Any) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    is_number = isinstance(value, bool) and "boolean" not in names
    return not is_number and any(isinstance(value, TYPES[name]) for name in names)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def properties_fit(value: Any, parts: dict[str, Any], schema: Any) -> bool:
    return not isinstance(value, dict) or all(
        fits(value[key], part) for key, part in parts.items() if key in value
    )


def others_fit(value: Any, part: Any, schema: Any) -> bool:
    known = schema.get("properties", {})
    return not isinstance(value, dict) or all(
        fits(one, part) for key, one in value.items() if key not in known
    )


KEYWORDS: dict[str, Any] = {
    "type": of_type,
    "enum": lambda value, words, _: value in words,
    "const": lambda value, word, _: value == word,
    "pattern": lambda value, pattern, _: (
        not isinstance(value, str) or re.search(pattern, value) is not None
    ),
    "minimum": lambda value, low, _: not is_number(value) or value >= low,
    "maximum": lambda value, high, _: not is_number(value) or value <= high,
    "items": lambda value, part, _: (
        not isinstance(value, list) or all(fits(one, part) for one in value)
    ),
    "minItems": lambda value, low, _: not isinstance(value, list) or len(value) >= low,
    "maxItems": lambda value, high, _: not isinstance(value, list) or len(value) <= high,
    "minProperties": lambda value, low, _: not isinstance(value, dict) or len(value) >= low,
    "maxProperties": lambda value, high, _: not isinstance(value, dict) or len(value) <= high,
    "required": lambda value, keys, _: not isinstance(value, dict) or set(keys) <= set(value),
    "properties": properties_fit,
    "additionalProperties": others_fit,
    "propertyNames": lambda value, part, _: (
        not isinstance(value, dict) or all(fits(str(key), part) for key in value)
    ),
    "anyOf": lambda value, parts, _: any(fits(value, part) for part in parts),
    "not": lambda value, part, _: not fits(value, part),
    "if": lambda value, part, schema: not fits(value, part) or fits(value, schema["then"]),
}


def as_editors_see_it(value: Any) -> Any:
    """A day is a text to them, as in JSON."""
    if isinstance(value, dict):
        return {str(key): as_editors_see_it(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_editors_see_it(one) for one in value]
    return str(value) if isinstance(value, datetime.date) else value


def accepted(kind: str, text: str) -> tuple[bool, bool]:
    """Whether the schema takes the text, and whether the reader does."""
    node, problems = parse(text, "file.yaml")
    assert node is not None
    found: list[Problem] = list(problems)
    FORMATS[kind].read(node, found)
    return fits(as_editors_see_it(yaml.safe_load(text)), json_schema(kind)), not found


COURSE = "kind: course, source: x, url: 'https://x.org', hours: 3, seen: 2026-11"


def with_basis(old: str, new: str) -> str:
    """A skill that rests on a course, written otherwise in one place."""
    return f"{{hours: 3, basis: {{{COURSE.replace(old, new)}}}}}"


MONTHS = "source: x, seen: 2026-11, from: sysadmin, kind: study"
GOOD = [
    ("skill", "name: Git"),
    ("skill", "hours: 8"),
    ("skill", "hours: '8'"),
    ("skill", "hours: ['1', 2, 3.5]"),
    ("skill", "name: no"),
    ("skill", "name: 3.10"),
    ("skill", "aliases: [no, 3, 1.5]"),
    ("skill", "requires: [git, docker@working]"),
    ("skill", "requires: [git: it is where the code is]"),
    ("skill", "requires: [{any_of: [aws, gcp], because: it is somewhere}]"),
    ("skill", "after: [7]"),
    ("skill", with_basis("x", "y")),
    ("skill", "{hours: 3, basis: {kind: judgement}}"),
    ("skill", "{hours: 3, basis: judgement}"),
    ("skill", "levels: {working: {hours: 3}}"),
    ("skill", "{levels: {working: {hours: 3}}, after: [git], requires: []}"),
    ("skill", "{levels: {}, hours: 3}"),
    ("role", f"{{requires: {{must: [git]}}, transitions: [{{months: [3, 5], {MONTHS}}}]}}"),
    ("catalog", "version: 1.10"),
    ("catalog", "ambiguous: {tf: [terraform, tensorflow], no: [x]}"),
    ("profile", "{have: devops-engineer, target: [3], start: 2027-01-04}"),
    ("profile", "{tracks: 2, week: tue 1h30 19:00}"),
]
BAD = [
    ("skill", "hours: [1, 2]"),
    ("skill", "hours: []"),
    ("skill", "hours: -1"),
    ("skill", "hours: some"),
    ("skill", "name: ' '"),
    ("skill", "requires: [{any_of: []}]"),
    ("skill", "requires: [{any_of: a}]"),
    ("skill", "requires: [{because: x}]"),
    ("skill", "requires: [{}]"),
    ("skill", "requires: [{git: x, docker: y}]"),
    ("skill", "requires: {must: [git]}"),
    ("skill", "{hours: 3, basis: {kind: course}}"),
    ("skill", "{hours: 3, basis: {hours: 4}}"),
    ("skill", "{levels: {working: {hours: 3}}, hours: 3}"),
    ("skill", "{levels: {working: {hours: 3}}, requires: [git]}"),
    ("skill", with_basis("2026-11", "'2026-02-41'")),
    ("skill", with_basis("2026-11", "2026")),
    ("skill", with_basis("hours: 3", "hours: [1, 2, 3]")),
    ("role", "{}"),
    ("role", f"{{requires: {{must: [git]}}, transitions: [{{months: [3], {MONTHS}}}]}}"),
    ("role", f"{{requires: {{must: [git]}}, transitions: [{{months: 3, {MONTHS}}}]}}"),
    ("catalog", "ambiguous: {tf: []}"),
    ("catalog", "ambiguous: {tf: terraform}"),
    ("catalog", "extends: ours"),
    ("profile", "tracks: 0"),
    ("profile", "hours: 3"),
]
ONLY_THE_READER_KNOWS = [
    ("skill", "hours: [3, 2, 1]"),
    ("skill", with_basis("2026-11", "'2026-02-31'")),
    ("profile", "week: sometimes"),
]


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_what_is_read_is_offered(kind: str, text: str) -> None:
    assert accepted(kind, text) == (True, True)


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_what_is_refused_is_marked_in_an_editor(kind: str, text: str) -> None:
    assert accepted(kind, text) == (False, False)


@pytest.mark.parametrize(("kind", "text"), ONLY_THE_READER_KNOWS)
def test_what_a_schema_cannot_say_is_left_to_the_reader(kind: str, text: str) -> None:
    assert accepted(kind, text) == (True, False)
