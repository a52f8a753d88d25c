"""`planner check`: everything that is wrong with a catalog, in one run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.common import catalog_option, echo_json, json_option
from planner.problems import Problem, Problems

if TYPE_CHECKING:
    from planner.model import Catalog, Override

EXAMPLE = """\b
Example:
  planner check skills/
"""


@click.command(
    help=f"Find what is wrong with the catalog in DIR; exit 1 if anything is.\n\n{EXAMPLE}"
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@catalog_option
@json_option
@click.pass_context
def check(ctx: click.Context, folder: Path | None, catalog: Path | None, as_json: bool) -> None:
    from planner import store
    from planner.lint import lint

    if folder and catalog:
        raise click.UsageError("Name the catalog once: as DIR or with --catalog.")

    path = folder or catalog
    loaded = store.load(path)
    findings = loaded if isinstance(loaded, Problems) else lint(loaded)
    if not isinstance(loaded, Problems):
        overrides = list(loaded.overrides)
    else:
        overrides = store.overrides(path) if path else []
    if as_json:
        echo_json(_answer(loaded, findings, overrides))
    else:
        for line in (*findings, *map(_override, overrides), _summary(loaded, len(findings))):
            click.echo(str(line))
    if findings:
        ctx.exit(1)


def _override(one: Override) -> str:
    """What a file stands in for; with a replacement, what the bundled files mean now."""
    text = f"{one.place.path}: overrides {one.kind} {one.id} of the bundled catalog"
    changed = ", ".join(f"{old} is {new}" for old, new in one.followed)
    return f"{text}; there, {changed}" if changed else text


def _summary(loaded: Catalog | Problems, findings: int) -> str:
    from planner.lint import published_share
    from planner.render.words import percent, plural

    found = plural(findings, "finding")
    if isinstance(loaded, Problems):
        return f"{found}; the catalog cannot be used"
    return (
        f"{plural(loaded.files, 'file')}: {plural(len(loaded.skills), 'skill')} at "
        f"{plural(len(loaded.competencies), 'level')}, {plural(len(loaded.roles), 'role')}, "
        f"{plural(len(loaded.projects), 'project')}; {percent(published_share(loaded))} of the "
        f"hours rest on published figures; {found}"
    )


def _answer(
    loaded: Catalog | Problems, findings: Problems, overrides: list[Override]
) -> dict[str, Any]:
    from planner.lint import published_share

    data: dict[str, Any] = {
        "schema": "planner.check/1",
        "usable": not isinstance(loaded, Problems),
        "findings": [_as_data(one) for one in findings],
        "overrides": [_override_data(one) for one in overrides],
    }
    if not isinstance(loaded, Problems):
        data["files"] = loaded.files
        for name in ("skills", "competencies", "roles", "projects"):
            data[name] = len(getattr(loaded, name))
        data["published_share"] = round(published_share(loaded), 4)
    return data


def _override_data(one: Override) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.id,
        "file": one.place.path,
        "followed": dict(one.followed),
    }


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
