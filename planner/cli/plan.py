"""`planner plan`: the main job."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.common import (
    Day,
    Days,
    Names,
    catalog_option,
    json_option,
    load_catalog,
    width,
    write_whole,
)
from planner.problems import BadInput, BadUsage, Problem, Problems

if TYPE_CHECKING:
    from planner.model import Profile


class HoursAWeek(click.ParamType[float]):
    name = "hours"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        text = str(value).strip()
        if re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", text) and 0.25 <= float(text) <= 100:
            return float(text)
        return self.fail(f"{value!r} is not a number of hours from 0.25 to 100.", param, ctx)


EXAMPLES = """\b
Examples:
  planner plan mlops-engineer --from devops-engineer --hours-per-week 6 -o plan.md
  planner plan drift-monitoring@working --have python --format json
"""


@click.command(help=f"Plan the way to TARGET: a role, or skills separated by commas.\n\n{EXAMPLES}")
@click.argument("target", type=Names(), required=False, default="")
@click.option(
    "--from", "roles", type=Names(), multiple=True, metavar="ROLE", help="A role you have."
)
@click.option("--have", type=Names(), multiple=True, help="Skills or skill@level you have.")
@click.option("--have-not", type=Names(), multiple=True, help="Skills you lack all the same.")
@click.option("--hours-per-week", type=HoursAWeek(), help="Time you have. [default: 6]")
@click.option("--start", type=Day(), help="First day. [default: today]")
@click.option("--deadline", type=Day(), help="Day to be done by.")
@click.option("--away", type=Days(), multiple=True, help="Days without study; may be repeated.")
@click.option("--prefer", type=Names(), multiple=True, help="Take these where there is a choice.")
@click.option("--avoid", type=Names(), multiple=True, help="Never take these.")
@click.option(
    "--depth",
    type=click.Choice(["must", "should", "could"]),
    default="should",
    show_default=True,
    help="Which requirements of a role to meet.",
)
@click.option("--no-infer", is_flag=True, help="You know only what you name.")
@click.option(
    "--profile", type=click.Path(path_type=Path), metavar="FILE", help="Your profile.yaml."
)
@catalog_option
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE."
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "markdown", "json"]),
    help="[default: by the ending of FILE, else text]",
)
@json_option
@click.option("--today", type=Day(), help="Plan as if today were this day.")
def plan(target: tuple[str, ...], output: Path | None, **options: Any) -> None:
    format_name = _format(output, options["format_name"], options["as_json"])
    profile = _profile(target, options)
    catalog = load_catalog(options["catalog"])
    from planner.pipeline import Settings, make_plan
    from planner.render import render

    made = make_plan(
        catalog,
        profile,
        today=options["today"] or datetime.date.today(),
        settings=Settings(depth=options["depth"], infer=not options["no_infer"]),
    )
    text = render(made, format_name, width())
    if output is None or str(output) == "-":
        click.echo(text, nl=False)
    else:
        write_whole(output, text)
        click.echo(f"wrote {output}", err=True)


def _format(output: Path | None, named: str | None, as_json: bool) -> str:
    from planner.render import ENDINGS

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
    return replace(profile, **{name: value for name, value in given.items() if value})


def _flat(lists: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(name for names in lists for name in names)
