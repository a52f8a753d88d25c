"""`planner plan`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planner.cli.common import Names, echo_json, json_option, width, write_whole
from planner.cli.export import with_notes
from planner.cli.person import person_options, read_person
from planner.problems import BadUsage, Problem, printable

EXAMPLES = """\b
Examples:
  planner plan mlops-engineer --from devops-engineer --hours-per-week 6 -o plan.md
  planner plan drift-monitoring@working --have python --format json
"""


@click.command(help=f"Plan the way to TARGET: a role, or skills separated by commas.\n\n{EXAMPLES}")
@click.argument("target", type=Names(), required=False, default="")
@person_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to FILE.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "markdown", "json"]),
    help="[default: by the ending of FILE, else text]",
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
    person = read_person(target, options)
    from planner.pipeline import make_plan
    from planner.render import render

    made = make_plan(person.catalog, person.profile, today=person.today, settings=person.settings)
    if output is not None and str(output) != "-":
        text = render(made, chosen, width())
        write_whole(output, with_notes(output, text) if chosen == "markdown" else text)
        click.echo(printable(f"wrote {output}"), err=True)
    elif chosen == "json":
        from planner.render.data import as_data

        echo_json(as_data(made))
    else:
        click.echo(render(made, chosen, width()), nl=False)


def _format(output: Path | None, named: str | None, as_json: bool) -> str:
    """The format asked for, by name or by the ending of the file."""
    from planner.render import ENDINGS

    if as_json and named not in (None, "json"):
        raise click.UsageError(f"--json and --format {named} exclude each other.")
    if as_json:
        return "json"
    if named or output is None or str(output) == "-":
        return named or "text"
    ending = output.suffix.lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    message = f"no format goes with the file ending of `{output}`"
    hint = f"end it in {', '.join(ENDINGS)}, or say --format"
    raise BadUsage(Problem(code="unknown-ending", message=message, hint=hint))
