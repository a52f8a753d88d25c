"""What several commands share: options, reading the catalog, writing results."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.problems import BadUsage, Problem

if TYPE_CHECKING:
    from planner.model import Catalog

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
        from planner.decode import parse_days

        days = parse_days(str(value).strip())
        if days is None:
            self.fail(f"{value!r} is not a range such as 2027-02-08..2027-02-14.", param, ctx)
        return days


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


def echo_json(data: dict[str, Any]) -> None:
    """Print JSON; a pipe that cannot carry every character gets escapes instead."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    ascii_only = encoding.lower().replace("-", "") != "utf8"
    click.echo(json.dumps(data, indent=2, ensure_ascii=ascii_only))


def echo_lines(lines: Iterable[tuple[str, str]]) -> None:
    """Print pairs of an indent and a text, each wrapped to the width; items hang."""
    from planner.render.terminal import wrapped

    for indent, text in lines:
        hanging = "  " if text.startswith("- ") else ""
        click.echo("\n".join(wrapped(text, width(), indent, hanging)))


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: beside it first, then renamed over it.

    What is no regular file, such as a pipe or a device, is written to directly.
    """
    try:
        real = Path(os.path.realpath(path))
        if real.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        if real.exists() and not real.is_file():
            real.write_bytes(text.encode("utf-8"))
            return
        _replace(real, text.encode("utf-8"))
    except OSError as error:
        message = f"cannot write `{path}`: {(error.strerror or 'unknown reason').lower()}"
        hint = "name a file in a folder that exists and that you may write to"
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
