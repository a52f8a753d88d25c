"""Problems as values: where, what, why and the cure.

Everything that reads input collects `Problem`s and goes on; the shell sorts and prints them once.
A raised `PlannerError` carries its problems to the single place that turns them into an exit code.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple


class Place(NamedTuple):
    """A position in a file; line and column count from 1, and 0 means the whole file."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}"


class Note(NamedTuple):
    """One line of a problem's trace, such as an edge of a cycle."""

    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with an input.

    Attributes:
        code: Stable kebab-case name of the kind of fault.
        message: The cause, in lower case, without a final stop; names in backticks.
        place: Where it stands, or None when it is not about one file.
        severity: `error` blocks every command; `warning` is found by `planner check` alone.
        notes: The trace behind the message, in order.
        hint: The cure.
    """

    code: str
    message: str
    place: Place | None = None
    severity: str = "error"
    notes: tuple[Note, ...] = ()
    hint: str | None = None

    def __str__(self) -> str:
        head = f"{self.severity}[{self.code}]: {self.message}"
        if self.place:
            head = f"{self.place}: {head}"
        lines = [head, *_note_lines(self.notes), *_hint_lines(self.hint)]
        return printable("\n".join(_shortened(line) for line in lines))


_LONGEST_LINE = 400


def _shortened(line: str) -> str:
    """The line without the middle of a text that somebody wrote much too long."""
    if len(line) <= _LONGEST_LINE:
        return line
    return f"{line[: _LONGEST_LINE // 2]} ... {line[-_LONGEST_LINE // 4 :]}"


def _note_lines(notes: tuple[Note, ...]) -> Iterator[str]:
    width = max((len(note.text) for note in notes if note.place), default=0)
    for note in notes:
        yield f"  {note.text:<{width}}  ({note.place})" if note.place else f"  {note.text}"


def _hint_lines(hint: str | None) -> Iterator[str]:
    if hint:
        yield f"  hint: {hint}"


class Problems(tuple[Problem, ...]):
    """Problems in the order of their places, each once; those about no file come last."""

    __slots__ = ()

    def __new__(cls, found: Iterable[Problem] = ()) -> Problems:
        return super().__new__(cls, sorted(set(found), key=_sort_key))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self)

    @property
    def errors(self) -> Problems:
        return Problems(problem for problem in self if problem.severity == "error")


def _sort_key(problem: Problem) -> tuple[bool, Place, str, str]:
    return (problem.place is None, problem.place or Place(""), problem.code, problem.message)


class PlannerError(Exception):
    """Carries problems to the one place that prints them; `exit_code` is the command's."""

    exit_code: ClassVar[int] = 3

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = Problems([problems] if isinstance(problems, Problem) else problems)
        super().__init__(str(self.problems))


class BadUsage(PlannerError):
    """The command line asks for something that does not exist or contradicts itself."""

    exit_code = 2


class BadInput(PlannerError):
    """A catalog or a profile cannot be used as it is."""

    exit_code = 3


class NoSuchPlan(PlannerError):
    """The request is well formed, and no plan can meet it."""

    exit_code = 4


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str | None = None) -> str | None:
    """A hint naming known words that begin with this one or are close; else `otherwise`."""
    words = sorted(set(known))
    begun = [one for one in words if len(word) > 2 and one.casefold().startswith(word.casefold())]
    similar = difflib.get_close_matches(word.casefold(), words, n=3, cutoff=0.6)
    close = list(dict.fromkeys([*begun, *similar]))[:3]
    if not close:
        return otherwise
    return f"did you mean {join_or([f'`{name}`' for name in close])}?"


def join_or(words: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def printable(text: str) -> str:
    """The text with everything that could steer a terminal written out as an escape."""
    if text.isprintable():
        return text
    return "".join(char if char == "\n" or char.isprintable() else _escaped(char) for char in text)


def one_line(text: str) -> str:
    """The text on one line, with a mark in the place of everything that cannot be printed."""
    return legible(" ".join(text.split()))


def legible(text: str) -> str:
    """The text with a mark in the place of everything that would steer, turn or hide it."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
