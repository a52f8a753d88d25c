"""Shapes: what a node of a document may look like, and what it is read as.

A shape reads a node and appends every fault to the problems it is given. What cannot be read
becomes None, so that the rest of the file is still checked in the same run. The same shapes
describe themselves as JSON Schema, so that what editors offer is what the reader accepts.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Any, Protocol

from planner.document import Mapping, Node, Scalar, Sequence
from planner.problems import Problem, did_you_mean, join_or


class Shape(Protocol):
    """One kind of node."""

    @property
    def noun(self) -> str:
        """What a person would call it, with its article."""

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """The value of the node, or None after appending what is wrong with it."""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""


_LOOKS = {"number": "1.10", "boolean": "true"}
"""What other readers of YAML take a text for, and such a text."""


@dataclass(frozen=True, slots=True)
class Word:
    """A text written by the file's author: a `Scalar` with its place."""

    pattern: str | None = None
    noun: str = "a text"
    hint: str | None = None

    def read(self, node: Node, problems: list[Problem]) -> Scalar | None:
        if not isinstance(node, Scalar) or not node.text.strip():
            problems += _mismatch(node, self.noun, self.hint)
            return None
        if self.pattern and not re.fullmatch(self.pattern, node.text):
            message = f"`{shortened(node.text)}` is not {self.noun}"
            problems.append(
                Problem(code="bad-value", message=message, place=node.place, hint=self.hint)
            )
            return None
        return node

    def schema(self) -> dict[str, Any]:
        """Editors take `1.10` for a number; here it stays the text that was written."""
        kinds = [kind for kind, text in _LOOKS.items() if re.fullmatch(self.pattern or ".*", text)]
        pattern = f"^(?:{self.pattern})$" if self.pattern else r"\S"
        return {"type": ["string", *kinds] if kinds else "string", "pattern": pattern}


@dataclass(frozen=True, slots=True)
class Text:
    """A text as a plain string."""

    pattern: str | None = None
    noun: str = "a text"
    hint: str | None = None

    def read(self, node: Node, problems: list[Problem]) -> str | None:
        word = Word(self.pattern, self.noun, self.hint).read(node, problems)
        return word.text.strip() if word else None

    def schema(self) -> dict[str, Any]:
        return Word(self.pattern).schema()


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def noun(self) -> str:
        return join_or([f"`{word}`" for word in self.words])

    def read(self, node: Node, problems: list[Problem]) -> str | None:
        text = Text(noun=self.noun).read(node, problems)
        if text is None or text in self.words:
            return text
        hint = did_you_mean(text, self.words, otherwise=f"write {self.noun}")
        message = f"`{shortened(text)}` is not {self.noun}"
        problems.append(Problem(code="bad-value", message=message, place=node.place, hint=hint))
        return None

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.words)}


_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number within bounds, both included."""

    low: float
    high: float
    noun: str = "a number"

    def read(self, node: Node, problems: list[Problem]) -> float | None:
        hint = f"write a number from {self.low:g} to {self.high:g}"
        word = Word(noun=self.noun, hint=hint).read(node, problems)
        if word is None:
            return None
        if not re.fullmatch(_NUMBER, word.text):
            message = f"`{shortened(word.text)}` is not {self.noun}"
        elif not self.low <= float(word.text) <= self.high:
            message = f"`{shortened(word.text)}` is out of range"
        else:
            return float(word.text)
        problems.append(Problem(code="bad-number", message=message, place=node.place, hint=hint))
        return None

    def schema(self) -> dict[str, Any]:
        bounds = {"minimum": self.low, "maximum": self.high}
        return {"type": ["number", "string"], "pattern": f"^{_NUMBER}$"} | bounds


@dataclass(frozen=True, slots=True)
class Date:
    """A day, as 2027-01-04."""

    noun: str = "a date"

    def read(self, node: Node, problems: list[Problem]) -> datetime.date | None:
        hint = "write it as year-month-day, such as 2027-01-04"
        word = Word(noun=self.noun, hint=hint).read(node, problems)
        if word is None:
            return None
        day = as_date(word.text)
        if day is None:
            written = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word.text)
            message = f"`{shortened(word.text)}` is not {self.noun}"
            if written:
                message, hint = f"there is no day `{word.text}`", "look at a calendar"
            problems.append(Problem(code="bad-date", message=message, place=node.place, hint=hint))
        return day

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


def as_date(text: str) -> datetime.date | None:
    """The day written as `2027-01-04`, or None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one shape; what cannot be read is left out after being reported.

    Attributes:
        whole: The items mean something only together, so one that cannot be read spoils the list.
    """

    item: Shape
    noun: str = "a list"
    whole: bool = False

    def read(self, node: Node, problems: list[Problem]) -> tuple[Any, ...] | None:
        if not isinstance(node, Sequence):
            problems += _mismatch(node, self.noun, _as_list_hint(node))
            return None
        values = [self.item.read(item, problems) for item in node.items]
        if self.whole and None in values:
            return None
        return tuple(value for value in values if value is not None)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.item.schema()}


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from words of the author's choice to one shape."""

    value: Shape
    key: Word = field(default_factory=Word)
    noun: str = "a mapping"

    def read(self, node: Node, problems: list[Problem]) -> tuple[tuple[Scalar, Any], ...] | None:
        if not isinstance(node, Mapping):
            problems += _mismatch(node, self.noun, None)
            return None
        entries = []
        for key, value in node.entries:
            word = self.key.read(key, problems)
            read = self.value.read(value, problems)
            if word is not None and read is not None:
                entries.append((word, read))
        return tuple(entries)

    def schema(self) -> dict[str, Any]:
        names = (
            {"propertyNames": {"pattern": f"^(?:{self.key.pattern})$"}} if self.key.pattern else {}
        )
        return {"type": "object", "additionalProperties": self.value.schema()} | names


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a `Record`.

    Attributes:
        shape: What its value looks like.
        default: The value where the key is missing; None for a key that must be there.
    """

    shape: Shape
    default: Any = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with a fixed set of keys, built into a value.

    Attributes:
        noun: What it is, with its article.
        build: Called with every key by name, and `place`.
        keys: The keys it may have.
    """

    noun: str
    build: Callable[..., Any]
    keys: MappingType[str, Key]

    def read(self, node: Node, problems: list[Problem]) -> Any:
        if not isinstance(node, Mapping):
            problems += _mismatch(node, self.noun, f"its keys are {', '.join(self.keys)}")
            return None
        values = {name: key.default for name, key in self.keys.items()}
        given: set[str] = set()
        for word, value in node.entries:
            given.add(word.text)
            if word.refused:
                continue
            if word.text not in self.keys:
                problems.append(_unknown_key(word, self.keys))
                continue
            read = self.keys[word.text].shape.read(value, problems)
            values[word.text] = self.keys[word.text].default if read is None else read
        misspelt = {
            close
            for word in given.difference(self.keys)
            for close in difflib.get_close_matches(word, self.keys, n=1)
        }
        given |= misspelt
        missing = [name for name, key in self.keys.items() if key.required and name not in given]
        for name in missing:
            message = f"{self.noun} needs the key `{name}`"
            hint = f"add a line `{name}:` with {self.keys[name].shape.noun}"
            problems.append(
                Problem(code="missing-key", message=message, place=node.place, hint=hint)
            )
        return self.build(place=node.place, **values)

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {name: key.shape.schema() for name, key in self.keys.items()},
            "additionalProperties": False,
        }
        required = [name for name, key in self.keys.items() if key.required]
        return schema | ({"required": required} if required else {})


@dataclass(frozen=True, slots=True)
class Either:
    """One of several shapes, told apart by the kind of the node."""

    noun: str
    scalar: Shape | None = None
    sequence: Shape | None = None
    mapping: Shape | None = None
    hint: str | None = None

    def read(self, node: Node, problems: list[Problem]) -> Any:
        by_kind = {Scalar: self.scalar, Sequence: self.sequence, Mapping: self.mapping}
        shape = by_kind[type(node)]
        if shape is None:
            problems += _mismatch(node, self.noun, self.hint)
            return None
        return shape.read(node, problems)

    def schema(self) -> dict[str, Any]:
        shapes = [self.scalar, self.sequence, self.mapping]
        return {"anyOf": [shape.schema() for shape in shapes if shape is not None]}


@dataclass(frozen=True, slots=True)
class Then:
    """Another shape whose value is checked or changed further.

    `change` gets the value, the node and the problems; it returns the new value or None.

    Attributes:
        also: What of `change` a JSON Schema can say.
    """

    shape: Shape
    change: Callable[[Any, Node, list[Problem]], Any]
    also: MappingType[str, Any] = field(default_factory=dict)

    @property
    def noun(self) -> str:
        return self.shape.noun

    def read(self, node: Node, problems: list[Problem]) -> Any:
        value = self.shape.read(node, problems)
        return None if value is None else self.change(value, node, problems)

    def schema(self) -> dict[str, Any]:
        return {**self.shape.schema(), **self.also}


def shortened(text: str, width: int = 60) -> str:
    """The text on one line, cut where it is too long for a message."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 3] + "..."


def _as_list_hint(node: Node) -> str | None:
    if isinstance(node, Scalar) and node.text.strip() and len(node.text) < 40:
        return f"write it as a list: [{node.text}]"
    return None


def _mismatch(node: Node, wanted: str, hint: str | None) -> list[Problem]:
    """That a node is of the wrong kind or empty; nothing if it was refused before."""
    if isinstance(node, Scalar) and node.refused:
        return []
    if isinstance(node, Scalar) and not node.text.strip():
        return [_empty(node)]
    found = {Scalar: "a text", Sequence: "a list", Mapping: "a mapping"}[type(node)]
    message = f"{found} stands where {wanted} belongs"
    return [Problem(code="wrong-kind", message=message, place=node.place, hint=hint)]


def _empty(node: Scalar) -> Problem:
    hint = "give it a value or remove the key"
    return Problem(code="empty-value", message="the value is empty", place=node.place, hint=hint)


def _unknown_key(key: Scalar, known: MappingType[str, Key]) -> Problem:
    hint = did_you_mean(key.text, known, otherwise=f"known here: {', '.join(known)}")
    message = f"unknown key `{shortened(key.text)}`"
    return Problem(code="unknown-key", message=message, place=key.place, hint=hint)
