"""`planner roles`, `skills` and `show`: what there is in a catalog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.common import (
    catalog_option,
    echo_json,
    echo_lines,
    json_option,
    load_catalog,
    width,
)

if TYPE_CHECKING:
    from planner.model import Basis, Catalog, Clause, Competency, Role, Skill


@click.command(help="List the roles one can plan for.")
@catalog_option
@json_option
def roles(catalog: Path | None, as_json: bool) -> None:
    loaded = load_catalog(catalog)
    if as_json:
        _echo_json("planner.roles/1", "roles", [_role_data(one) for one in loaded.roles.values()])
        return
    _echo_rows([(role.id, role.summary or role.name) for role in loaded.roles.values()])


@click.command(help="List the skills, or those that have to do with TEXT.")
@click.argument("text", required=False)
@catalog_option
@json_option
def skills(text: str | None, catalog: Path | None, as_json: bool) -> None:
    from planner.names import Names

    loaded = load_catalog(catalog)
    names = Names(loaded)
    found = names.search(text or "")
    if as_json:
        _echo_json("planner.skills/1", "skills", [_skill_data(loaded, one) for one in found])
        return
    if not found:
        from planner.problems import printable

        hint = names.near(text or "", ("skill",)) or "`planner skills` lists all"
        click.echo(printable(f"no skill has to do with `{text}`; {hint}"), err=True)
    _echo_rows([(skill.id, skill.summary or skill.name) for skill in found])


@click.command(help="Show a skill or a role: levels, hours, what it needs, what one can do then.")
@click.argument("name", metavar="ID")
@catalog_option
@json_option
def show(name: str, catalog: Path | None, as_json: bool) -> None:
    from planner.names import Names
    from planner.problems import BadUsage, Problem

    loaded = load_catalog(catalog)
    meaning = Names(loaded).find(name)
    if isinstance(meaning, Problem):
        raise BadUsage(meaning)
    if meaning.kind == "role":
        role = loaded.roles[meaning.id]
        if as_json:
            _echo_json("planner.role/1", "role", _role_data(role))
        else:
            echo_lines(_role_lines(role))
        return
    skill = loaded.skills[meaning.id]
    if as_json:
        _echo_json("planner.skill/1", "skill", _skill_data(loaded, skill))
    else:
        echo_lines(_skill_lines(loaded, skill, meaning.level))


def _echo_json(schema: str, key: str, data: Any) -> None:
    echo_json({"schema": schema, key: data})


def _echo_rows(rows: list[tuple[str, str]]) -> None:
    """Names in a column of their own, the rest of the line beside it, cut at the width."""
    from planner.render.terminal import cells, fitted

    room = width()
    column = min(max((cells(name) for name, _ in rows), default=0), room // 2)
    for name, about in rows:
        click.echo(f"{fitted(name, column)}  {fitted(about, room - column - 2)}".rstrip())


def _skill_lines(catalog: Catalog, skill: Skill, level: str | None) -> Iterator[tuple[str, str]]:
    yield "", f"{skill.name} ({skill.id}), {skill.area}"
    if skill.summary:
        yield "", skill.summary
    if skill.aliases:
        yield "", f"Also called {', '.join(skill.aliases)}."
    for one in skill.levels if level is None else (level,):
        yield "", ""
        yield from _competency_lines(catalog.competencies[skill.at(one)])
    users = [role.id for role in catalog.roles.values() if _asks_for(role, skill)]
    if users:
        yield "", ""
        yield "", f"Asked for by {', '.join(users)}."


def _competency_lines(one: Competency) -> Iterator[tuple[str, str]]:
    from planner.render.words import hour_range, percent

    assumed = ", assumed" if one.hours_assumed else ""
    yield "", f"{one.level}: {hour_range(one.hours)}{assumed}"
    if one.basis:
        yield "  ", f"Hours by {_basis(one.basis)}"
    for clause in one.requires:
        if clause.options[0].partition("@")[0] != one.skill:
            yield "  ", f"Needs {_clause(clause)}"
    if one.after:
        yield "  ", f"Best after {', '.join(_clause(clause) for clause in one.after)}"
    for source, saving in one.transfers:
        yield "  ", f"{source} saves {percent(saving)}"
    if one.can:
        yield "  ", "Done when you can:"
    for can in one.can:
        yield "    ", f"- {can}"
    for resource in one.learn:
        yield "  ", f"Learn from {resource.title} ({resource.kind}, {resource.cost}) {resource.url}"
    if one.build:
        yield "  ", f"Build: {one.build}"


def _basis(basis: Basis) -> str:
    if not basis.published:
        against = f" against {', '.join(basis.against)}" if basis.against else ""
        note = f": {basis.note}" if basis.note else ""
        return f"judgement{against}{note}"
    low, high = basis.hours
    figure = f"{low:g}" if low == high else f"{low:g}-{high:g}"
    return f"{basis.kind} {basis.source} ({figure} h, seen {basis.seen}) {basis.url}"


def _clause(clause: Clause) -> str:
    options = clause.options
    text = options[0] if len(options) == 1 else f"one of {', '.join(options)}"
    return f"{text}: {clause.reason}" if clause.reason else text


def _asks_for(role: Role, skill: Skill) -> bool:
    return any(
        option.partition("@")[0] == skill.id
        for _, clause in role.requirements("could")
        for option in clause.options
    )


def _role_lines(role: Role) -> Iterator[tuple[str, str]]:
    from planner.render.words import months

    yield "", f"{role.name} ({role.id})"
    if role.summary:
        yield "", role.summary
    for part in ("must", "should", "could"):
        clauses = getattr(role, part)
        if clauses:
            yield "", ""
            yield "", f"{part}:"
        for clause in clauses:
            yield "  ", f"- {_clause(clause)}"
    if role.market or role.transitions:
        yield "", ""
        yield "", "Market, and how long the way here is said to take:"
    for fact in role.market:
        yield "  ", f"- {fact.kind}: {fact.says} ({fact.source}, seen {fact.seen})"
    for transition in role.transitions:
        yield (
            "  ",
            (
                f"- from {transition.origin}: {months(transition.months)} to "
                f"{'be hired' if transition.kind == 'hire' else 'learn it'} "
                f"({transition.source}, seen {transition.seen})"
            ),
        )
    if role.suits or role.beside:
        yield "", ""
        yield "", "Whom it suits:"
    for sentence in role.suits:
        yield "  ", f"- {sentence}"
    for other, sentence in role.beside.items():
        yield "  ", f"- beside {other}: {sentence}"


def _role_data(role: Role) -> dict[str, Any]:
    return {
        "id": role.id,
        "name": role.name,
        "summary": role.summary,
        "aliases": list(role.aliases),
    } | {
        part: [list(clause.options) for clause in getattr(role, part)]
        for part in ("must", "should", "could")
    }


def _skill_data(catalog: Catalog, skill: Skill) -> dict[str, Any]:
    return {
        "id": skill.id,
        "name": skill.name,
        "area": skill.area,
        "summary": skill.summary,
        "aliases": list(skill.aliases),
        "levels": [_level_data(catalog.competencies[skill.at(level)]) for level in skill.levels],
    }


def _level_data(one: Competency) -> dict[str, Any]:
    return {
        "competency": one.id,
        "hours": {name: round(value / 60, 2) for name, value in one.hours._asdict().items()},
        "basis": one.basis.kind if one.basis else None,
        "requires": [list(clause.options) for clause in one.requires],
        "after": [list(clause.options) for clause in one.after],
        "can": list(one.can),
    }
