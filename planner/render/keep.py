"""What a person wrote into an exported plan, carried into the next export.

An export ends with a comment that holds a short digest of each of its lines. Read back, every line
that is not among them is the person's own; so is a fence or a rule of a table that could be anybody's
but stands where the export has none. It belongs to the step above it, or to none. The next
export gets these lines under the same steps; those of steps that it lacks, and those of none, stand
in a section of their own at the end. So nothing that a person wrote is lost, whatever else changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from planner.ticks import TASK

OWN = "## Your notes"
"""Heading of what belongs to no step of the plan."""

_SIGNATURE = re.compile(r"<!-- planner-lines(?P<digests>[0-9a-f\s]*)-->")
_A_ROW = 11
_DIGITS = 8
_TICKED = re.compile(r"^([\s>]*(?:[-*+]|[0-9]+[.)])\s+)\[\S\]")
_ANYBODYS = re.compile(r"\s*(```|~~~)|[\W_]*$")
_FIELD = re.compile(r"[🆔⛔🛫📅⏳\u2795✅❌]\ufe0f?\s*[\w,-]+")
"""What the Obsidian Tasks plugin and the plan for it put behind a task item: ids and dates."""

_NEW_BLOCK = re.compile(r"^(#{1,6} |```|\| |\*\*|In all )")


def signed(text: str) -> str:
    """An export with the digests of its lines at the end."""
    digests = [_digest(line) for line in (*text.split("\n"), OWN) if line.strip()]
    rows = [" ".join(digests[n : n + _A_ROW]) for n in range(0, len(digests), _A_ROW)]
    return "\n".join([text.rstrip("\n"), "", "<!-- planner-lines", *rows, "-->", ""])


def _digest(line: str) -> str:
    """Of a line as it was written: ticks, trailing spaces and what is behind an id do not count."""
    task = TASK.match(line)
    plain = _TICKED.sub(r"\1[ ]", (task[0] if task else line).rstrip())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:_DIGITS]


@dataclass(slots=True)
class Notes:
    """A person's own lines: by the id of the step that they stand under, and those of none.

    Attributes:
        front: The front matter, which belongs to the editor and has to stay at the top.
        marks: What stands in the box of a step where an editor knows more than a tick.
    """

    by_step: dict[str, list[str]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    front: str = ""
    marks: dict[str, str] = field(default_factory=dict)


_FRONT = re.compile(r"---[ \t]*\n(?:.*\n)*?---[ \t]*\n")
"""YAML between two rules in the first lines of a file."""


def is_signed(text: str) -> bool:
    return _SIGNATURE.search(text) is not None


def notes(text: str, current: Callable[[str], str | None] = str) -> Notes:
    """The person's own lines of an export that was changed by hand.

    Args:
        current: What an id of then is called today, if anything.
    """
    known = [digest for match in _SIGNATURE.finditer(text) for digest in match["digests"].split()]
    front = _FRONT.match(text)
    found = Notes(front=front[0] if front else "")
    text = text[len(found.front) :]
    step: str | None = None
    lines = _SIGNATURE.sub("", text).split("\n")
    are_ours = _are_ours([line for line in lines if line.strip()], known)
    for line in lines:
        ours = next(are_ours) if line.strip() else False
        task = TASK.match(line)
        if task:
            step = current(task["id"]) or task["id"]
            if task["mark"] not in " xX":
                found.marks[step] = task["mark"]
        elif ours and _NEW_BLOCK.match(line):
            step = None
        own = _own(line, task, ours)
        if ours and not own:
            continue
        (found.others if step is None else found.by_step.setdefault(step, [])).append(own)
    trimmed = {id: _trimmed(mine) for id, mine in found.by_step.items()}
    found.by_step = {id: mine for id, mine in trimmed.items() if mine}
    found.others = _trimmed(found.others)
    return found


def _are_ours(lines: Sequence[str], known: Sequence[str]) -> Iterator[bool]:
    """Whether lines are the export's; those that could be anybody's only if they are in place."""
    digests = [_digest(line) for line in lines]
    matcher = SequenceMatcher(None, digests, known, autojunk=False)
    in_place = {
        number
        for start, _, size in matcher.get_matching_blocks()
        for number in range(start, start + size)
    }
    is_known = set(known)
    return (
        digest in is_known and (number in in_place or not _ANYBODYS.match(lines[number]))
        for number, digest in enumerate(digests)
    )


def _own(line: str, task: re.Match[str] | None, ours: bool) -> str:
    """What a person wrote in a line: all of it, or of a task item their words as a note."""
    if not task:
        return "" if ours else line.rstrip()
    behind = _FIELD.sub("", line[task.end() :]).split()
    text = [] if ours else task["text"].split()
    words = " ".join([*text, *behind])
    return f"  - {words}" if words else ""


def _trimmed(lines: list[str]) -> list[str]:
    """Without blank lines at both ends, and never two of them together."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def merged(new: str, old: Notes) -> str:
    """A new export, not yet signed, with the notes of an old one in their places; signed."""
    left = dict(old.by_step)
    out: list[str] = []
    pending: list[str] = []
    for line in new.split("\n"):
        task = TASK.match(line)
        if task or (pending and not line.startswith((" ", "\t"))):
            out += pending
            pending = []
        mark = old.marks.get(task["id"]) if task and task["mark"] == " " else None
        out.append(line.replace("[ ]", f"[{mark}]", 1) if mark else line)
        if task:
            pending = _under(left.pop(task["id"], []))
    out += pending
    rest = list(_of_no_step(left, old.others))
    text = "\n".join(out).rstrip("\n")
    signature = signed(new)[len(new.rstrip("\n")) :]
    own = "\n\n" + "\n".join([OWN, "", *rest]) if rest else ""
    return old.front + text + own + signature


def _under(lines: Iterable[str]) -> list[str]:
    """Lines that go on with a list item."""
    return [line if not line or line.startswith((" ", "\t")) else f"  {line}" for line in lines]


def _of_no_step(by_step: dict[str, list[str]], others: list[str]) -> Iterator[str]:
    yield from others
    for number, (id, lines) in enumerate(by_step.items()):
        if others or number:
            yield ""
        yield f"About {id}:"
        yield ""
        yield from lines
