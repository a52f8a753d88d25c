"""The options that describe a person and how to plan, shared by every command that plans."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.common import (
    Day,
    Days,
    LighterTime,
    Names,
    Week,
    Zone,
    catalog_option,
    load_catalog,
)
from planner.problems import BadInput, BadUsage, Place, Problem, Problems

if TYPE_CHECKING:
    from planner.journal import Log
    from planner.model import Catalog, CompetencyId
    from planner.pipeline import Settings
    from planner.profile import Profile


class Hours(click.ParamType[float]):
    """A number of hours, or of another unit, within bounds, without exponents or names."""

    def __init__(self, low: float, high: float, name: str = "hours") -> None:
        self.low, self.high, self.name = low, high, name

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        text = str(value).strip()
        written = re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", text)
        if written and self.low <= float(text) <= self.high:
            return float(text)
        bounds = f"from {self.low:g} to {self.high:g}"
        return self.fail(f"{value!r} is not a number of {self.name} {bounds}.", param, ctx)


@dataclass(frozen=True, slots=True)
class Person:
    """Everything a command needs to plan.

    Attributes:
        flags: How the command line names this person, to be put into hints.
        files: The profile and the log.
    """

    catalog: Catalog
    profile: Profile
    settings: Settings
    today: datetime.date
    flags: str = ""
    files: tuple[Path, ...] = ()

    def finished(self) -> set[CompetencyId]:
        """What is recorded as learned, by its ids of today."""
        ids = (self.catalog.current(one.competency) for one in self.profile.progress.finished)
        return {id for id in ids if id}


PROFILE = "profile.yaml"
PROGRESS = "progress.jsonl"

profile_option = click.option(
    "--profile",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Your profile. [default: {PROFILE} in this folder, if there is one]",
)
progress_option = click.option(
    "--progress",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Your log. [default: {PROGRESS} beside {PROFILE}, ann.{PROGRESS} beside ann.yaml]",
)

_OPTIONS = (
    click.option(
        "--from", "roles", type=Names(), multiple=True, metavar="ROLE", help="A role you have."
    ),
    click.option("--have", type=Names(), multiple=True, help="Skills or skill@level you have."),
    click.option("--have-not", type=Names(), multiple=True, help="Skills you lack all the same."),
    click.option("--hours-per-week", type=Hours(0.25, 100), help="Time you have. [default: 6]"),
    click.option(
        "--week", type=Week(), help="Sessions of a week instead, as 'tue 1h30 19:00, sat 3h'."
    ),
    click.option(
        "--lighter",
        type=LighterTime(),
        multiple=True,
        help="Other hours a week for a time, as 2027-07..2027-08=3; may be repeated.",
    ),
    click.option(
        "--tracks", type=click.IntRange(1, 9), help="Skills to study at once, at most. [default: 1]"
    ),
    click.option("--timezone", type=Zone(), help="Time zone of the sessions, as Europe/Berlin."),
    click.option("--start", type=Day(), help="First day. [default: today]"),
    click.option("--deadline", type=Day(), help="Day to be done by."),
    click.option("--away", type=Days(), multiple=True, help="Days without study; may be repeated."),
    click.option(
        "--budget", type=Hours(0.05, 10_000), help="Hours to spend; the best they buy is planned."
    ),
    click.option(
        "--prefer", type=Names(), multiple=True, help="Take these where there is a choice."
    ),
    click.option("--avoid", type=Names(), multiple=True, help="Never take these."),
    click.option(
        "--depth",
        type=click.Choice(["must", "should", "could"]),
        default="should",
        show_default=True,
        help="Which requirements of a role to meet.",
    ),
    click.option(
        "--order",
        type=click.Choice(["readiness", "area", "shortest-first"]),
        default="readiness",
        show_default=True,
        help="What comes first among the steps that can be started.",
    ),
    click.option("--no-infer", is_flag=True, help="You know only what you name."),
    click.option(
        "--solve-seconds",
        type=Hours(0, 3600, "seconds"),
        default="10",
        help="Time for exact choices. [default: 10]",
    ),
    profile_option,
    progress_option,
    catalog_option,
    click.option("--today", type=Day(), help="Plan as if today were this day."),
)


def person_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add all of these to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def options_with_defaults(given: dict[str, Any]) -> dict[str, Any]:
    """Every option of a person at its default, with those that a command has of its own."""
    bare: click.Command = click.command("bare")(person_options(lambda **_: None))
    return {**bare.make_context("bare", []).params, **given}


def read_person(target: tuple[str, ...], options: dict[str, Any]) -> Person:
    """The person that the options and the profile file describe, with the catalog."""
    profile = _profile(target, options)
    catalog = load_catalog(options["catalog"])
    _check_roles(catalog, _flat(options["roles"]))
    profile = with_log(catalog, profile, read_log(progress_path(options)))
    from planner.model import whole_grains
    from planner.pipeline import Settings

    budget = options["budget"]
    settings = Settings(
        depth=options["depth"],
        infer=not options["no_infer"],
        seconds=options["solve_seconds"],
        order=options["order"],
        budget=None if budget is None else whole_grains(budget * 60),
    )
    flags = [f" --{name} {options[name]}" for name in ("profile", "progress") if options[name]]
    files = [path for path in (profile_path(options), progress_path(options)) if path]
    return Person(
        catalog,
        profile,
        settings,
        options["today"] or datetime.date.today(),
        "".join(flags),
        tuple(files),
    )


def _check_roles(catalog: Catalog, roles: tuple[str, ...]) -> None:
    from planner.names import Names as CatalogNames

    names = CatalogNames(catalog)
    found = [names.find(role, ("role",)) for role in roles]
    problems = [meaning for meaning in found if isinstance(meaning, Problem)]
    if problems:
        raise BadUsage(problems)


def profile_path(options: dict[str, Any]) -> Path | None:
    """The profile that was named, or the one in this folder if there is one."""
    if options["profile"]:
        return Path(options["profile"])
    here = Path(PROFILE)
    return here if here.exists() else None


def progress_path(options: dict[str, Any]) -> Path:
    """The log that was named, or the one beside the profile; each profile of a folder has its own."""
    if options["progress"]:
        return Path(options["progress"])
    return log_beside(profile_path(options) or Path(PROFILE))


def log_beside(profile: Path) -> Path:
    own = "" if profile.name == PROFILE else f"{profile.stem}."
    return profile.with_name(f"{own}{PROGRESS}")


def read_log(path: Path) -> Log:
    """The log of what was done; half a line that a crash left is told on stderr."""
    from planner import journal

    log = journal.read(path)
    if isinstance(log, Problems):
        raise BadInput(log)
    if log.torn:
        told_torn(path, log.torn)
    return log


def told_torn(path: Path, torn: str) -> None:
    from planner.shape import shortened

    message = f"the last line of the log is torn and does not count: {shortened(torn)}"
    hint = f"the next entry sets it aside into {path.name}.torn"
    problem = Problem(
        code="torn-line",
        message=message,
        place=Place(path.as_posix()),
        severity="warning",
        hint=hint,
    )
    click.echo(str(problem), err=True)


def _profile(target: tuple[str, ...], options: dict[str, Any]) -> Profile:
    """The profile file with every option on top: an option that is given replaces its entry."""
    from dataclasses import replace

    from planner.profile import Profile

    profile = Profile()
    path = profile_path(options)
    if path:
        from planner import store

        read = store.read_profile(path)
        if isinstance(read, Problems):
            raise BadInput(read)
        profile = read
    if options["hours_per_week"] and options["week"]:
        raise click.UsageError("--hours-per-week and --week exclude each other.")
    if options["hours_per_week"]:
        profile = replace(profile, week=())
    if options["week"]:
        profile = replace(profile, hours_per_week=None)
    given = {
        "target": target,
        "have": _flat(options["have"]) + _flat(options["roles"]),
        "have_not": _flat(options["have_not"]),
        "prefer": _flat(options["prefer"]),
        "avoid": _flat(options["avoid"]),
        "away": options["away"],
        "lighter": options["lighter"],
        **{
            name: options[name]
            for name in ("hours_per_week", "week", "tracks", "timezone", "start", "deadline")
        },
    }
    chosen = {name: value for name, value in given.items() if value}
    places = {
        (entry, name): place
        for (entry, name), place in profile.places.items()
        if entry not in chosen
    }
    return replace(profile, places=places, **chosen)


def with_log(catalog: Catalog, profile: Profile, log: Log) -> Profile:
    """The profile of somebody who has done what the log says."""
    from dataclasses import replace

    from planner.progress import renamed, told

    return replace(profile, progress=told(renamed(log.events, catalog)))


def _flat(lists: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(name for names in lists for name in names)
