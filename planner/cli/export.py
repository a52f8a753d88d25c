"""Where a result goes, in which format; what a person wrote into an earlier export is kept."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.common import write_whole
from planner.problems import BadUsage, Place, Problem, printable

if TYPE_CHECKING:
    from planner.cli.person import Person
    from planner.ticks import Tick

output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to FILE.",
)


def to_file(output: Path | None) -> bool:
    """Whether a result goes into a file; `-` stands for stdout."""
    return output is not None and str(output) != "-"


def format_asked(
    output: Path | None, named: str | None, endings: Mapping[str, str], otherwise: str
) -> str:
    """The format asked for, by name or by the ending of the file."""
    if named or output is None or not to_file(output):
        return named or otherwise
    ending = output.suffix.lower()
    if ending in endings:
        return endings[ending]
    message = f"no format goes with the file ending of `{output}`"
    hint = f"end it in {', '.join(endings)}, or say --format"
    raise BadUsage(Problem(code="unknown-ending", message=message, hint=hint))


def write_out(output: Path, text: str) -> None:
    """Write a result into a file and say so."""
    write_whole(output, text)
    click.echo(printable(f"wrote {output}"), err=True)


def write_plan(path: Path, text: str, format: str, person: Person) -> None:
    """Write a plan over what stands there, of which nothing that a person wrote is lost.

    Notes in an earlier Markdown export are carried over. What is no export, or can no longer be told
    from one, is kept beside it; files in formats that nobody writes by hand are simply replaced.

    Raises:
        BadUsage: If a Markdown export has ticks that are not in the log; they would be lost.
            Or if that file is the profile or the log.
    """
    if path.exists() and any(one.exists() and one.samefile(path) for one in person.files):
        message, hint = f"`{path}` is your profile or your log", "name another file"
        raise BadUsage(Problem(code="own-file", message=message, hint=hint))
    data = _read(path) if format in _MARKS else b""
    old = _decoded(data)
    ours = old is not None and (not old.strip() or _MARKS[format] in old)
    if format == "markdown":
        text, whole = _with_notes(path, old if ours and old else "", text, person)
        ours = ours and whole
    if not ours:
        _keep(path, data)
    write_out(path, text)


_MARKS = {
    "markdown": "<!-- planner",
    "text": "What this rests on:",
    "todotxt": " id:",
    "csv": "number,competency,",
}
"""What stands in every plan of a format that people write by hand too."""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _keep(path: Path, data: bytes) -> None:
    """Put what stood there beside it, under a name that is free."""
    names = (f"{path.name}.old{number or ''}" for number in itertools.count())
    beside = next(one for name in names if not (one := path.with_name(name)).exists())
    write_whole(beside, data)
    click.echo(printable(f"kept what was there as {beside}"), err=True)


def _with_notes(path: Path, old: str, new: str, person: Person) -> tuple[str, bool]:
    """The new export with the notes of the old, and whether it holds everything a person wrote."""
    from planner.render import keep

    if not old.strip():
        return keep.signed(new), True
    whole = _ticks_are_known(path, old, person)
    if not keep.is_signed(old):
        return keep.signed(new), False
    return keep.merged(new, keep.notes(old, person.catalog.current)), whole


def _ticks_are_known(path: Path, old: str, person: Person) -> bool:
    """Whether every tick means something today; what was unticked is told.

    Raises:
        BadUsage: If something is ticked that the log does not have.
    """
    from planner.recording import compared
    from planner.ticks import ticks

    items = list(ticks(old))
    current = person.catalog.current
    found = compared(person.catalog, items, person.finished(), path.as_posix())
    if found.learned:
        loose = next(one for one in items if one.ticked and current(one.id) in found.learned)
        raise BadUsage(_loose(loose, len(found.learned), path.as_posix(), person.flags))
    if found.unticked:
        click.echo(
            f"still learned, though no longer ticked: {', '.join(found.unticked)}; "
            "`planner undo` with the id takes it back",
            err=True,
        )
    return all(current(one.id) for one in items if one.ticked and not one.finished)


def _loose(tick: Tick, count: int, path: str, flags: str) -> Problem:
    more = f" and {count - 1} more" if count > 1 else ""
    return Problem(
        code="loose-ticks",
        message=f"`{tick.id}`{more} is ticked here, and the log does not have it",
        place=Place(path, tick.line, 1),
        hint=f"record it first: `planner sync {path}{flags}`",
    )
