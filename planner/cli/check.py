"""`planner check`: everything that is wrong with a catalog, in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planner.cli.common import catalog_option, echo_json, json_option
from planner.problems import Problem, Problems

EXAMPLE = """\b
Example:
  planner check skills/
"""


@click.command(
    help=f"Find what is wrong with the catalog in DIR; exit 1 if anything is.\n\n{EXAMPLE}"
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR", required=False)
@catalog_option
@json_option
@click.pass_context
def check(ctx: click.Context, folder: Path | None, catalog: Path | None, as_json: bool) -> None:
    from planner import store
    from planner.lint import lint, published_share
    from planner.render.words import percent, plural

    if folder and catalog:
        raise click.UsageError("Name the catalog once: as DIR or with --catalog.")

    loaded = store.load(folder or catalog)
    findings = loaded if isinstance(loaded, Problems) else lint(loaded)
    if as_json:
        data = {"schema": "planner.check/1", "findings": [_as_data(one) for one in findings]}
        echo_json(data)
    else:
        for problem in findings:
            click.echo(str(problem))
        if isinstance(loaded, Problems):
            click.echo(f"{plural(len(findings), 'finding')}; the catalog cannot be used")
        else:
            for what, place in loaded.overrides:
                click.echo(f"{place}: overrides {what} of the bundled catalog")
            click.echo(
                f"{plural(loaded.files, 'file')}: {plural(len(loaded.skills), 'skill')} at "
                f"{plural(len(loaded.competencies), 'level')}, {plural(len(loaded.roles), 'role')}, "
                f"{plural(len(loaded.projects), 'project')}; {percent(published_share(loaded))} of the "
                f"hours rest on published figures; {plural(len(findings), 'finding')}"
            )
    if findings:
        ctx.exit(1)


KINDS = ("skill", "role", "project", "catalog", "profile", "progress")


@click.command(
    help="Print the JSON Schema of a kind of file, for editors.\n\n"
    "\b\nExample:\n  planner schema skill > skill.json\n"
)
@click.argument("kind", type=click.Choice(KINDS), default="skill")
def schema(kind: str) -> None:
    from planner.decode import json_schema

    echo_json(json_schema(kind))


def _as_data(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "file": place.path if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "notes": [str(note.text) for note in problem.notes],
        "hint": problem.hint,
    }
