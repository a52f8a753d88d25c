"""Where a result goes, in which format; what a person wrote into an earlier export is kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from planner.cli.common import write_whole
from planner.problems import BadUsage, Place, Problem, printable

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


def with_notes(path: Path, text: str) -> str:
    """A Markdown plan, with the notes in the one that it is going to replace.

    Raises:
        BadUsage: If that one has ticks that are not in the log; they would be lost.
    """
    from planner.render import keep

    old = _before(path)
    if old is None:
        return keep.signed(text)
    _refuse_loose_ticks(path, old, text)
    if keep.is_signed(old):
        return keep.merged(text, keep.notes(old))
    # Without the digests nobody can tell whose line is whose.
    beside = path.with_name(f"{path.name}.old")
    write_whole(beside, old)
    click.echo(printable(f"kept what was there as {beside}"), err=True)
    return keep.signed(text)


def _before(path: Path) -> str | None:
    """The plan that stands there, if one does."""
    try:
        old = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return None
    return old if "<!-- planner:" in old or "<!-- planner-lines" in old else None


def _refuse_loose_ticks(path: Path, old: str, new: str) -> None:
    from planner.ticks import ticks

    open_now = {tick.id for tick in ticks(new) if not tick.ticked}
    loose = [tick for tick in ticks(old) if tick.ticked and tick.id in open_now]
    if not loose:
        return
    more = f" and {len(loose) - 1} more" if len(loose) > 1 else ""
    raise BadUsage(
        Problem(
            code="loose-ticks",
            message=f"`{loose[0].id}`{more} is ticked here, and the log does not have it",
            place=Place(path.as_posix(), loose[0].line, 1),
            hint=f"record it first: `planner sync {path.as_posix()}`",
        )
    )
