"""A YAML text as a tree of nodes with positions, read strictly.

Every scalar stays the text that was written (`no`, `1.10`, `12:30` and `010` survive). What could
make two readers disagree about a catalog is refused: anchors, aliases, tags, duplicate keys,
several documents in one file, and nesting deeper than any catalog needs. The tree is built from
the parser's events in one loop, so that no input can exhaust the stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import yaml

from planner.problems import Place, Problem

MAX_DEPTH = 20
"""Nesting allowed in a file; the deepest construct of the format needs nine."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `refused` stands for something already reported, so that nobody reports it again."""

    text: str
    place: Place
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    items: list[Node]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: list[tuple[Scalar, Node]]
    place: Place


Node: TypeAlias = Scalar | Sequence | Mapping


def parse(text: str, path: str) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document.

    Args:
        text: The whole file.
        path: The name to report it by.

    Returns:
        The root node (None if there is none, or if the syntax is broken) and all problems found.
    """
    builder = _Builder(path)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
            if builder.stopped:
                break
    except yaml.YAMLError as error:
        builder.problems.append(_syntax_problem(error, path))
        return None, builder.problems
    return builder.root, builder.problems


class _Builder:
    """Puts events together.

    `open` holds the collections not yet closed, innermost last; beside each stand the key that
    still waits for its value and the keys seen so far.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Node | None = None
        self.open: list[Sequence | Mapping] = []
        self.waiting: list[Scalar | None] = []
        self.seen: list[dict[str, Scalar]] = []
        self.problems: list[Problem] = []
        self.stopped = False

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self.refuse_marks(event)
            self.add(Scalar(event.value, self.place(event)))
        elif isinstance(event, yaml.MappingStartEvent):
            self.begin(Mapping([], self.place(event)), event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.begin(Sequence([], self.place(event)), event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            for stack in (self.open, self.waiting, self.seen):
                stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self.report(event, "alias", f"alias `*{event.anchor}`", "write the value out")
            self.add(Scalar("", self.place(event), refused=True))
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.report(event, "second-document", "a second document", "one file holds one thing")
            self.stopped = True

    def begin(self, node: Sequence | Mapping, event: yaml.NodeEvent) -> None:
        self.refuse_marks(event)
        self.add(node)
        self.open.append(node)
        self.waiting.append(None)
        self.seen.append({})
        if len(self.open) > MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            self.report(event, "deep-nesting", message, "the rest of this file was not read")
            self.stopped, self.root = True, None

    def add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self.waiting[-1]
        if key is None:
            self.waiting[-1] = self.as_key(node)
            return
        self.waiting[-1] = None
        self.add_entry(parent, key, node)

    def as_key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        message = "a list or mapping stands where a key belongs"
        self.problems.append(
            Problem(code="bad-key", message=message, place=node.place, hint="a key is one word")
        )
        return Scalar("", node.place, refused=True)

    def add_entry(self, parent: Mapping, key: Scalar, node: Node) -> None:
        first = self.seen[-1].setdefault(key.text, key)
        if first is key or key.refused:
            parent.entries.append((key, node))
            return
        message = f"key `{key.text}` stands twice"
        hint = f"the first is in line {first.place.line}; keep one"
        self.problems.append(
            Problem(code="duplicate-key", message=message, place=key.place, hint=hint)
        )

    def refuse_marks(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self.report(event, "anchor", f"anchor `&{event.anchor}`", "write the value out")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.report(event, "tag", f"tag `{tag}`", "remove it: the format knows its types")

    def place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        assert mark is not None, "the parser marks every event"
        return Place(self.path, mark.line + 1, mark.column + 1)

    def report(self, event: yaml.Event, code: str, message: str, hint: str) -> None:
        self.problems.append(
            Problem(code=code, message=message, place=self.place(event), hint=hint)
        )


def _syntax_problem(error: yaml.YAMLError, path: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
    cause = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    context = getattr(error, "context", None)
    message = f"not valid YAML: {cause}" + (f" {context}" if context else "")
    hint = "often a missing space after `:`, a tab, or a text with `: ` that needs quotes"
    return Problem(code="yaml-syntax", message=message, place=place, hint=hint)
