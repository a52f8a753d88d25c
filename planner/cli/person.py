"""The options that describe a person and how to plan, shared by every command that plans."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.common import Day, Days, Names, catalog_option, load_catalog
from planner.problems import BadInput, BadUsage, Problem, Problems

if TYPE_CHECKING:
    from planner.model import Catalog, Profile
    from planner.pipeline import Settings


class Hours(click.ParamType[float]):
    """A number of hours within bounds, without exponents or names."""

    name = "hours"

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        text = str(value).strip()
        written = re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", text)
        if written and self.low <= float(text) <= self.high:
            return float(text)
        bounds = f"from {self.low:g} to {self.high:g}"
        return self.fail(f"{value!r} is not a number of hours {bounds}.", param, ctx)


@dataclass(frozen=True, slots=True)
class Person:
    """Everything a command needs to plan."""

    catalog: Catalog
    profile: Profile
    settings: Settings
    today: datetime.date


_OPTIONS = (
    click.option(
        "--from", "roles", type=Names(), multiple=True, metavar="ROLE", help="A role you have."
    ),
    click.option("--have", type=Names(), multiple=True, help="Skills or skill@level you have."),
    click.option("--have-not", type=Names(), multiple=True, help="Skills you lack all the same."),
    click.option("--hours-per-week", type=Hours(0.25, 100), help="Time you have. [default: 6]"),
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
        type=Hours(0, 3600),
        default="10",
        help="Time for exact choices. [default: 10]",
    ),
    click.option(
        "--profile", type=click.Path(path_type=Path), metavar="FILE", help="Your profile.yaml."
    ),
    catalog_option,
    click.option("--today", type=Day(), help="Plan as if today were this day."),
)


def person_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add all of these to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_person(target: tuple[str, ...], options: dict[str, Any]) -> Person:
    """The person that the options and the profile file describe, with the catalog."""
    profile = _profile(target, options)
    catalog = load_catalog(options["catalog"])
    _check_roles(catalog, _flat(options["roles"]))
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
    return Person(catalog, profile, settings, options["today"] or datetime.date.today())


def _check_roles(catalog: Catalog, roles: tuple[str, ...]) -> None:
    from planner.names import Names as CatalogNames

    names = CatalogNames(catalog)
    found = [names.find(role, ("role",)) for role in roles]
    problems = [meaning for meaning in found if isinstance(meaning, Problem)]
    if problems:
        raise BadUsage(problems)


def _profile(target: tuple[str, ...], options: dict[str, Any]) -> Profile:
    """The profile file with every option on top: an option that is given replaces its entry."""
    from dataclasses import replace

    from planner.model import Profile

    profile = Profile()
    if options["profile"]:
        from planner import store

        read = store.read_profile(options["profile"])
        if isinstance(read, Problems):
            raise BadInput(read)
        profile = read
    given = {
        "target": target,
        "have": _flat(options["have"]) + _flat(options["roles"]),
        "have_not": _flat(options["have_not"]),
        "prefer": _flat(options["prefer"]),
        "avoid": _flat(options["avoid"]),
        "away": options["away"],
        "hours_per_week": options["hours_per_week"],
        "start": options["start"],
        "deadline": options["deadline"],
    }
    chosen = {name: value for name, value in given.items() if value}
    places = {
        (entry, name): place
        for (entry, name), place in profile.places.items()
        if entry not in chosen
    }
    return replace(profile, places=places, **chosen)


def _flat(lists: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(name for names in lists for name in names)
