"""`planner why`, `why-not`, `next`, `paths` and `compare`: questions about plans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from planner.cli.common import Names, echo_json, echo_lines, json_option
from planner.cli.person import Hours, Person, person_options, read_person
from planner.cli.working import working

if TYPE_CHECKING:
    from planner.model import Catalog
    from planner.names import Meaning
    from planner.problems import Problem
    from planner.profile import Profile

to_option = click.option(
    "--to", "target", type=Names(), default="", metavar="TARGET", help="Your target."
)


def _answer(question: str, name: str, person: Person, as_json: bool) -> None:
    """Ask `whatif` about one skill, and let `answers` word what it says under the same name."""
    from planner import whatif
    from planner.render import answers

    with working(person.settings) as settings:
        answer = getattr(whatif, question)(
            person.catalog, person.profile, name, today=person.today, settings=settings
        )
    if as_json:
        _echo_json(f"planner.{question.replace('_', '-')}/1", answers.as_data(answer))
    else:
        echo_lines(getattr(answers, question)(answer))


def _echo_json(schema: str, data: dict[str, Any]) -> None:
    echo_json({"schema": schema, **data})


@click.command(
    help="Say why a skill is in your plan, and what leaving it out would cost.\n\n"
    "\b\nExample:\n  planner why linux --to mlops-engineer\n"
)
@click.argument("name", metavar="ID")
@to_option
@person_options
@json_option
def why(name: str, target: tuple[str, ...], as_json: bool, **options: Any) -> None:
    _answer("why", name, read_person(target, options), as_json)


@click.command(
    help="Say what a skill that is not in your plan would take and give.\n\n"
    "\b\nExample:\n  planner why-not kafka --to mlops-engineer --from devops-engineer\n"
)
@click.argument("name", metavar="ID")
@to_option
@person_options
@json_option
def why_not(name: str, target: tuple[str, ...], as_json: bool, **options: Any) -> None:
    _answer("why_not", name, read_person(target, options), as_json)


@click.command(
    "next",
    help="Say what you can start now, and what fits the time you have.\n\n"
    "\b\nExample:\n  planner next --to mlops-engineer --from devops-engineer --minutes 90\n",
)
@to_option
@click.option("--minutes", type=click.IntRange(1, 10_000), help="Time at hand.")
@person_options
@json_option
def next_(target: tuple[str, ...], minutes: int | None, as_json: bool, **options: Any) -> None:
    person = read_person(target, options)
    from dataclasses import replace

    from planner import whatif
    from planner.pipeline import make_plan
    from planner.render import answers

    # A deadline that cannot be met any more is no reason not to go on.
    with working(replace(person.settings, hopeless=True)) as settings:
        plan = make_plan(person.catalog, person.profile, today=person.today, settings=settings)
    found = whatif.what_next(plan, minutes)
    if as_json:
        _echo_json("planner.next/1", {"next": [answers.next_data(one) for one in found]})
    else:
        echo_lines(answers.what_next(plan, found, minutes))


@click.command(
    help="List the roles that are nearest from where you are.\n\n"
    "\b\nExample:\n  planner paths --from devops-engineer\n"
)
@person_options
@json_option
def paths(as_json: bool, **options: Any) -> None:
    person = read_person((), options)
    from planner import whatif
    from planner.render import answers

    with working(person.settings) as settings:
        found = whatif.paths(
            person.catalog, _with_role_ids(person), today=person.today, settings=settings
        )
    if as_json:
        _echo_json("planner.paths/1", {"paths": [answers.path_data(one) for one in found]})
    else:
        echo_lines(answers.paths(found))


def _with_role_ids(person: Person) -> Any:
    """The profile with every role under its id, so that `paths` can leave out what one is."""
    from dataclasses import replace

    from planner.names import Names as CatalogNames
    from planner.problems import Problem

    names = CatalogNames(person.catalog)
    meanings = ((word, names.find(word)) for word in person.profile.have)
    have = tuple(
        word if isinstance(meaning, Problem) or meaning.kind == "skill" else meaning.id
        for word, meaning in meanings
    )
    return replace(person.profile, have=have)


@click.command(
    help="Compare two roles, or plans for one target: an option that is given several times "
    "makes one plan each.\n\n"
    "\b\nExamples:\n"
    "  planner compare devops-engineer mlops-engineer\n"
    "  planner compare mlops-engineer --from devops-engineer --prefer aws --prefer gcp\n"
    "  planner compare mlops-engineer --from devops-engineer --paces 4,6,8\n"
)
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option(
    "--paces", type=Names(), metavar="LIST", help="Hours a week to compare, such as 4,6,8."
)
@person_options
@json_option
def compare(
    targets: tuple[str, ...],
    paces: tuple[str, ...] | None,
    as_json: bool,
    **options: Any,
) -> None:
    person = read_person((), options)
    from planner.compare import compare_roles
    from planner.problems import BadUsage
    from planner.render import compared as answers

    meanings = _meanings(person.catalog, targets)
    pace_list = [Hours(0.25, 100).convert(pace, None, None) for pace in paces or ()]
    variants = list(_variants(options, pace_list))
    if len(targets) == 1 and len(variants) < 2:
        raise BadUsage(_nothing_to_compare(targets[0]))
    roles = [meaning.id for meaning in meanings if meaning.kind == "role"]
    if len(targets) == 2 and len(roles) == 2 and not variants:
        with working(person.settings) as settings:
            compared = compare_roles(
                person.catalog,
                roles[0],
                roles[1],
                _of_nobody(person, options),
                today=person.today,
                settings=settings,
            )
        if as_json:
            _echo_json("planner.compare-roles/1", answers.roles_data(compared))
        else:
            echo_lines(answers.roles(compared))
        return
    labelled = _plans(targets, variants, options)
    if as_json:
        _echo_json("planner.compare-plans/1", answers.plans_data(labelled))
    else:
        echo_lines(answers.plans(labelled))


def _meanings(catalog: Catalog, targets: tuple[str, ...]) -> list[Meaning]:
    """What each target means; two words for one thing leave nothing to compare."""
    from planner.names import Names as CatalogNames
    from planner.problems import BadUsage, Problem

    names = CatalogNames(catalog)
    found = [names.find(target) for target in targets]
    problems = [meaning for meaning in found if isinstance(meaning, Problem)]
    if problems:
        raise BadUsage(problems)
    meanings = [meaning for meaning in found if not isinstance(meaning, Problem)]
    things = [
        meaning.id if meaning.kind == "role" else names.competency(target)
        for target, meaning in zip(targets, meanings, strict=True)
    ]
    for number, thing in enumerate(things):
        first = things.index(thing)
        if first < number:
            same = f"`{targets[first]}` and `{targets[number]}` are one {meanings[number].kind}"
            raise BadUsage(_nothing_to_compare(targets[first], same))
    return meanings


def _nothing_to_compare(target: str, message: str = "") -> Problem:
    from planner.problems import Problem

    return Problem(
        code="nothing-to-compare",
        message=message or f"there is nothing to compare `{target}` with",
        hint="name another role, or give an option several times, such as --paces 4,6,8",
    )


def _of_nobody(person: Person, options: dict[str, Any]) -> Profile:
    """The profile for the way between two roles: what the person knows or did is not its subject."""
    from dataclasses import replace

    from planner.profile import NO_PROGRESS

    profile = person.profile
    return replace(
        profile,
        have=profile.have if options["have"] or options["roles"] else (),
        have_not=profile.have_not if options["have_not"] else (),
        progress=NO_PROGRESS,
    )


def _variants(options: dict[str, Any], paces: list[float]) -> Iterable[tuple[str, dict[str, Any]]]:
    """The options once for each value of the one that is given several times."""
    for pace in paces:
        yield f"{pace:g} h a week", options | {"hours_per_week": pace}
    for name in ("prefer", "avoid", "roles", "have"):
        values = options[name]
        if len(values) > 1:
            flag = "from" if name == "roles" else name
            for value in values:
                yield f"--{flag} {','.join(value)}", options | {name: (value,)}


def _plans(
    targets: tuple[str, ...], variants: list[tuple[str, dict[str, Any]]], options: dict[str, Any]
) -> list[tuple[str, Any]]:
    from planner.pipeline import make_plan

    found = []
    for target in targets:
        for label, chosen in variants or [("", options)]:
            person = read_person((target,), chosen)
            with working(person.settings, f"planning {label or target}") as settings:
                plan = make_plan(
                    person.catalog, person.profile, today=person.today, settings=settings
                )
            found.append(
                (
                    " ".join(filter(None, [target if len(targets) > 1 else "", label])) or target,
                    plan,
                )
            )
    return found
