"""`planner graph`: maps of a role, of two side by side, of the whole catalog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from planner.cli.common import catalog_option, load_catalog
from planner.cli.export import format_asked, output_option, to_file, write_out
from planner.cli.working import busy
from planner.problems import BadUsage, Problem

if TYPE_CHECKING:
    from planner.model import Catalog, Role
    from planner.skillmap import SkillMap

FORMATS = ["svg", "html", "mermaid", "dot", "graphml"]

EXAMPLES = """\b
Examples:
  planner graph mlops-engineer -o map.svg
  planner graph devops-engineer mlops-engineer -o both.svg
  planner graph --format dot
"""


@click.command(
    help=f"Draw a map: what ROLE builds on, ROLE beside ROLE2, or the whole catalog.\n\n{EXAMPLES}"
)
@click.argument("role", required=False)
@click.argument("role2", required=False)
@output_option
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    help="[default: by the ending of FILE, else mermaid]",
)
@click.option(
    "--level",
    type=click.Choice(["skills", "competencies"]),
    default="skills",
    help="A box for each skill, or for each level of it. [default: skills]",
)
@catalog_option
def graph(
    *,
    role: str | None,
    role2: str | None,
    output: Path | None,
    format_name: str | None,
    level: Literal["skills", "competencies"],
    catalog: Path | None,
) -> None:
    from planner.render.diagrams import ENDINGS, WRITERS

    chosen = format_asked(output, format_name, ENDINGS, "mermaid")
    with busy("drawing"):
        loaded = load_catalog(catalog)
        names = [one for one in (role, role2) if one is not None]
        text = WRITERS[chosen](_map(loaded, names, level))
    if output is not None and to_file(output):
        write_out(output, text)
    else:
        # What is meant for another program keeps its line ends and stays UTF-8 in a pipe.
        click.echo(text.encode("utf-8"), nl=False)


def _map(catalog: Catalog, names: list[str], level: Literal["skills", "competencies"]) -> SkillMap:
    from planner import skillmap

    roles = [_role(catalog, name) for name in names]
    if not roles:
        return skillmap.of_catalog(catalog, level)
    if len(roles) == 1:
        return skillmap.of_role(catalog, roles[0], level)
    if roles[0].id == roles[1].id:
        message = f"`{roles[0].id}` cannot stand beside itself"
        raise BadUsage(Problem(code="same-role", message=message, hint="name two roles"))
    return skillmap.of_two(catalog, roles[0], roles[1], level)


def _role(catalog: Catalog, name: str) -> Role:
    from planner.names import Names

    meaning = Names(catalog).find(name, ("role",))
    if isinstance(meaning, Problem):
        raise BadUsage(meaning)
    return catalog.roles[meaning.id]
