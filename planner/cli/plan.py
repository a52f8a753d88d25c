"""`planner plan`: the main job."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click

from planner.cli.common import (
    PIPE_WIDTH,
    Names,
    echo_inked,
    echo_json,
    ink,
    json_option,
    width,
)
from planner.cli.export import format_asked, output_option, to_file, write_plan
from planner.cli.person import person_options, read_person
from planner.cli.working import working
from planner.problems import BadUsage, Problem, join_or
from planner.render import ENDINGS, FORMATS, OPTIONS

EXAMPLES = """\b
Examples:
  planner plan mlops-engineer --from devops-engineer --hours-per-week 6 -o plan.md
  planner plan drift-monitoring@working --have python --format json
  planner plan kubernetes --week "tue 1h30 19:00, sat 3h" -o plan.ics
"""


@click.command(help=f"Plan the way to TARGET: a role, or skills separated by commas.\n\n{EXAMPLES}")
@click.argument("target", type=Names(), required=False, default="")
@person_options
@output_option
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    help="[default: by the ending of FILE, else text]",
)
@click.option(
    "--events",
    type=click.Choice(["steps", "sessions"]),
    help="Events of a calendar. [default: sessions if you have a --week]",
)
@click.option("--todos", is_flag=True, default=None, help="Add a task a step to a calendar.")
@click.option(
    "--style",
    type=click.Choice(["plain", "obsidian"]),
    help="Task items of Markdown. [default: plain]",
)
@json_option
def plan(
    target: tuple[str, ...],
    output: Path | None,
    format_name: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    chosen = _format(output, format_name, as_json)
    look = _look(chosen, {name: options.pop(name) for name in ("events", "todos", "style")})
    person = read_person(target, options)
    if chosen == "ics" and not options["today"]:
        look["stamp"] = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    from planner.pipeline import make_plan
    from planner.render import render

    with working(person.settings) as settings:
        made = make_plan(person.catalog, person.profile, today=person.today, settings=settings)
    if output is not None and to_file(output):
        text = render(made, chosen, PIPE_WIDTH, **look)
        write_plan(output, text, chosen, person)
    elif chosen == "json":
        from planner.render.data import as_data

        echo_json(as_data(made))
    elif chosen == "text":
        shown = ink()
        echo_inked(render(made, chosen, width(), ink=shown), shown)
    else:
        text = render(made, chosen, width(), **look)
        if chosen == "markdown":
            from planner.render.keep import signed

            text = signed(text)
        # What is meant for another program keeps its line ends and stays UTF-8 in a pipe.
        click.echo(text if chosen in _READ_HERE else text.encode("utf-8"), nl=False)


_READ_HERE = ("text", "markdown")
"""Formats for whoever sits at the terminal, in whatever characters it has."""


def _look(chosen: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """What was asked of the format that was chosen, and nothing that belongs to another."""
    look = {name: value for name, value in wanted.items() if value is not None}
    for name in look:
        if name not in OPTIONS.get(chosen, ()):
            takes = join_or([format for format, names in OPTIONS.items() if name in names])
            message = f"`--{name}` says nothing about the format {chosen}"
            hint = f"leave it out, or ask for --format {takes}"
            raise BadUsage(Problem(code="useless-option", message=message, hint=hint))
    return look


def _format(output: Path | None, named: str | None, as_json: bool) -> str:
    if as_json and named not in (None, "json"):
        raise click.UsageError(f"--json and --format {named} exclude each other.")
    return "json" if as_json else format_asked(output, named, ENDINGS, "text")
