"""What several commands share: options, reading the catalog, writing results."""

from __future__ import annotations

import datetime
import errno
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from planner.problems import BadUsage, Problem

if TYPE_CHECKING:
    from planner.model import Catalog
    from planner.profile import Lighter, Session
    from planner.render.ink import Ink

PIPE_WIDTH = 80

catalog_option = click.option(
    "--catalog",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Use this catalog instead of the bundled one.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Day(click.ParamType[datetime.date]):
    """A day, as 2027-01-04."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime.date:
        from planner.shape import as_date

        if isinstance(value, datetime.date):
            return value
        day = as_date(str(value).strip())
        if day is None:
            self.fail(f"{value!r} is not a date such as 2027-01-04.", param, ctx)
        return day


class Days(click.ParamType[tuple[datetime.date, datetime.date]]):
    """A range of days, as 2027-02-08..2027-02-14, or one day."""

    name = "first..last"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[datetime.date, datetime.date]:
        from planner.notation import parse_days

        days = parse_days(str(value).strip())
        if days is None:
            self.fail(f"{value!r} is not a range such as 2027-02-08..2027-02-14.", param, ctx)
        return days


class Week(click.ParamType[tuple["Session", ...]]):
    """The sessions of a week, as tue 1h30 19:00, sat 3h."""

    name = "days"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[Session, ...]:
        from planner.notation import parse_week

        week = parse_week(str(value))
        if isinstance(week, str):
            self.fail(
                f"{value!r} is not a week such as tue 1h30 19:00, sat 3h: {week}.", param, ctx
            )
        return week


class LighterTime(click.ParamType["Lighter"]):
    """Days or months at another pace, as 2027-07..2027-08=3."""

    name = "first..last=hours"

    def convert(self, value: Any, param: Any, ctx: Any) -> Lighter:
        from planner.notation import parse_period
        from planner.profile import Lighter

        period, _, hours = str(value).partition("=")
        days = parse_period(period.strip())
        number = hours.strip().removesuffix("h")
        if (
            days is None
            or not re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", number)
            or float(number) > 100
        ):
            self.fail(f"{value!r} is not a time and a pace such as 2027-07..2027-08=3.", param, ctx)
        return Lighter(days[0], days[1], float(number))


class Minutes(click.ParamType[int]):
    """A duration, as 90m, 1h30 or 1.5h."""

    name = "duration"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        from planner.notation import parse_minutes

        minutes = value if isinstance(value, int) else parse_minutes(str(value))
        if minutes is None or not 1 <= minutes <= 24 * 60:
            hint = "between a minute and a day, such as 90m or 1h30"
            self.fail(f"{value!r} is not a duration {hint}.", param, ctx)
        return minutes


class Zone(click.ParamType[str]):
    """A time zone, as Europe/Berlin."""

    name = "zone"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        from planner.learner import is_timezone

        if not is_timezone(str(value)):
            self.fail(f"{value!r} is not a time zone such as Europe/Berlin.", param, ctx)
        return str(value)


class Names(click.ParamType[tuple[str, ...]]):
    """Names separated by commas."""

    name = "list"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, ...]:
        return tuple(part.strip() for part in str(value).split(",") if part.strip())


def load_catalog(path: Path | None) -> Catalog:
    """The catalog, or all that is wrong with it as `BadInput`."""
    from planner import api

    return api.load_catalog(path)


def width() -> int:
    """Columns of the terminal; 80 in a pipe, so that a pipe always gets the same."""
    if sys.stdout is None or not sys.stdout.isatty():
        return PIPE_WIDTH
    return shutil.get_terminal_size((PIPE_WIDTH, 24)).columns


def can_ask() -> bool:
    """Whether somebody sits in front of it who can answer a question."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def ink() -> Ink:
    """What stdout shows: bars and colour on a terminal, plain text in a pipe.

    NO_COLOR takes the colour away, and a terminal that calls itself dumb counts as a pipe.
    """
    from planner.render.ink import Ink

    shown = sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    colour = shown and not os.environ.get("NO_COLOR")
    return Ink(colour=colour, unicode=shown and _is_utf8(sys.stdout), bars=shown)


def echo_inked(text: str, ink: Ink) -> None:
    """Print text with its codes where there are any; a Windows console gets them translated."""
    click.echo(text, nl=False, color=ink.colour)


def _is_utf8(stream: TextIO | None) -> bool:
    encoding = getattr(stream, "encoding", None) or "ascii"
    return encoding.lower().replace("-", "").replace("_", "") == "utf8"


def echo_json(data: dict[str, Any]) -> None:
    """Print JSON; a pipe that cannot carry every character gets escapes instead."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=not _is_utf8(sys.stdout)))


def echo_lines(lines: Iterable[tuple[str, str]]) -> None:
    """Print pairs of an indent and a text, each wrapped to the width; items hang."""
    from planner.render.terminal import wrapped

    for indent, text in lines:
        hanging = "  " if text.startswith("- ") else ""
        click.echo("\n".join(wrapped(text, width(), indent, hanging)))


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: beside it first, then renamed over it.

    What is no regular file, such as a pipe or a device, is written to directly.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        real = Path(os.path.realpath(path))
        if real.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        if real.exists() and not real.is_file():
            real.write_bytes(data)
            return
        _replace(real, data)
    except OSError as error:
        message = f"cannot write `{path}`: {(error.strerror or 'unknown reason').lower()}"
        hint = "name a file in a folder that exists and that you may write to"
        if error.errno == errno.ENOSPC:
            hint = "make room on the disk, or name a file on another one"
        raise BadUsage(Problem(code="cannot-write", message=message, hint=hint)) from None


def _replace(path: Path, data: bytes) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
