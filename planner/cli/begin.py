"""`planner init`: a profile to start from."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.common import Day, Names, Week, Zone, can_ask, catalog_option
from planner.cli.export import write_out
from planner.cli.person import PROFILE, Hours, log_beside
from planner.problems import BadUsage, Problem, printable

if TYPE_CHECKING:
    from planner.model import Catalog


@click.command(
    help=f"Write a commented {PROFILE} into this folder; in a terminal, ask what is missing.\n\n"
    "\b\nExample:\n  planner init mlops-engineer --from devops-engineer --hours-per-week 6\n"
)
@click.argument("target", type=Names(), required=False, default="")
@click.option("--from", "--have", "have", type=Names(), multiple=True, help="What you have.")
@click.option("--hours-per-week", type=Hours(0.25, 100), help="Time you have. [default: 6]")
@click.option("--week", type=Week(), help="Sessions of a week, as 'tue 1h30 19:00, sat 3h'.")
@click.option("--start", type=Day(), help="First day. [default: today]")
@click.option("--deadline", type=Day(), help="Day to be done by.")
@click.option("--timezone", type=Zone(), help="Time zone of the sessions, as Europe/Berlin.")
@click.option(
    "--profile", type=click.Path(path_type=Path), default=PROFILE, metavar="FILE", help="Its name."
)
@click.option("--force", is_flag=True, help="Write over a profile that is there.")
@catalog_option
@click.option("--today", type=Day(), help="As if today were this day.")
def init(target: tuple[str, ...], have: tuple[tuple[str, ...], ...], **options: Any) -> None:
    path: Path = options["profile"]
    if path.exists() and not options["force"]:
        message = f"`{path}` is there already"
        hint = "change it in an editor, name another with --profile, or say --force"
        raise BadUsage(Problem(code="profile-exists", message=message, hint=hint))
    if options["hours_per_week"] and options["week"]:
        raise click.UsageError("--hours-per-week and --week exclude each other.")
    from planner.cli.common import load_catalog
    from planner.render.profile import profile_text

    catalog = load_catalog(options["catalog"])
    targets, known = target, tuple(name for names in have for name in names)
    hours, start = options["hours_per_week"], options["start"] or _today(options)
    if can_ask():
        targets = targets or _asked(catalog, "What do you want to become or learn?", required=True)
        known = known or _asked(catalog, "What are you, or what can you do (or nothing)?")
        if not hours and not options["week"]:
            hours = click.prompt("Hours a week", default=6.0, type=Hours(0.25, 100), err=True)
        if not options["start"]:
            start = click.prompt("First day", default=start, type=Day(), err=True)
    if not targets:
        hint = "say what you want to become: `planner init mlops-engineer`; see `planner roles`"
        raise BadUsage(Problem(code="no-target", message="there is no target", hint=hint))
    _check(catalog, targets + known)
    if options["deadline"] and options["deadline"] < start:
        message = f"the deadline {options['deadline']} comes before the start {start}"
        hint = "move one of them"
        raise BadUsage(Problem(code="deadline-too-soon", message=message, hint=hint))
    text = profile_text(
        target=targets,
        have=known,
        hours_per_week=hours,
        week=options["week"] or (),
        start=start,
        deadline=options["deadline"],
        timezone=options["timezone"],
        log=log_beside(path).name,
    )
    write_out(path, text)
    named = "" if path == Path(PROFILE) else f" --profile {path}"
    click.echo(
        printable(
            f"Now `planner plan{named} -o plan.md` writes your plan, and `planner next{named}` "
            "says how to begin."
        )
    )


def _today(options: dict[str, Any]) -> datetime.date:
    return options["today"] or datetime.date.today()


def _check(catalog: Catalog, words: tuple[str, ...]) -> None:
    problems = [problem for word in words if (problem := _problem(catalog, word))]
    if problems:
        raise BadUsage(problems)


def _problem(catalog: Catalog, word: str) -> Problem | None:
    from planner.names import Names as CatalogNames

    meaning = CatalogNames(catalog).find(word)
    return meaning if isinstance(meaning, Problem) else None


def _asked(catalog: Catalog, question: str, *, required: bool = False) -> tuple[str, ...]:
    """An answer of names that all mean something; asked again until they do."""
    while True:
        text = click.prompt(question, default="", show_default=False, err=True)
        words = Names().convert(text, None, None)
        problems = [problem for word in words if (problem := _problem(catalog, word))]
        for problem in problems:
            click.echo(str(problem), err=True)
        if not problems and (words or not required):
            return words
