"""`planner status` and `diff`: how a plan goes, and what changed from one to another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.common import Names, echo_json, echo_lines, json_option
from planner.cli.person import person_options, read_person
from planner.cli.working import working

if TYPE_CHECKING:
    from planner.difference import Outline


@click.command(
    help="Say what is done, what is left, and how far ahead or behind you are.\n\n"
    "\b\nExample:\n  planner status\n"
)
@click.option("--to", "target", type=Names(), default="", metavar="TARGET", help="Your target.")
@person_options
@json_option
def status(target: tuple[str, ...], as_json: bool, **options: Any) -> None:
    person = read_person(target, options)
    from planner import status as stage
    from planner.render import answers

    with working(person.settings) as settings:
        found = stage.status(person.catalog, person.profile, today=person.today, settings=settings)
    if as_json:
        echo_json({"schema": "planner.status/1", **answers.status_data(found)})
    else:
        echo_lines(answers.status(found))


@click.command(
    help="Compare two plans that were written as JSON.\n\n"
    "\b\nExample:\n  planner diff old.json new.json\n"
)
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
@json_option
def diff(old: Path, new: Path, as_json: bool) -> None:
    from planner.difference import difference
    from planner.render import answers

    found = difference(_outline(old), _outline(new))
    if as_json:
        echo_json({"schema": "planner.diff/1", **answers.difference_data(found)})
    else:
        echo_lines(answers.difference(found))


def _outline(path: Path) -> Outline:
    from planner.cli.record import read_text
    from planner.difference import outline

    try:
        data = json.loads(read_text(path))
    except (ValueError, RecursionError):
        data = None
    return outline(data, path.as_posix())
