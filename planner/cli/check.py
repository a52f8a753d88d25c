"""`planner check`: everything that is wrong with a catalog, in one run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from planner.cli.common import catalog_option, json_option
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

    loaded = store.load(folder or catalog)
    findings = loaded if isinstance(loaded, Problems) else lint(loaded)
    if as_json:
        data = {"schema": "planner.check/1", "findings": [_as_data(one) for one in findings]}
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        for problem in findings:
            click.echo(str(problem))
        if isinstance(loaded, Problems):
            click.echo(f"{len(findings)} findings; the catalog cannot be used")
        else:
            for what, place in loaded.overrides:
                click.echo(f"{place}: overrides {what} of the bundled catalog")
            click.echo(
                f"{loaded.files} files: {len(loaded.skills)} skills at "
                f"{len(loaded.competencies)} levels, {len(loaded.roles)} roles, "
                f"{len(loaded.projects)} projects; {published_share(loaded):.0%} of the hours "
                f"rest on published figures; {len(findings)} findings"
            )
    if findings:
        ctx.exit(1)


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
