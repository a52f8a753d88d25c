"""`planner done`, `undo`, `log` and `sync`: what was done goes into the log."""

from __future__ import annotations

import datetime
import errno
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.common import Day, Minutes, catalog_option
from planner.cli.person import (
    PROFILE,
    Person,
    options_with_defaults,
    profile_option,
    profile_path,
    progress_option,
    progress_path,
    read_log,
    read_person,
    with_log,
)
from planner.problems import BadInput, BadUsage, Place, Problem, Problems, one_line, printable

if TYPE_CHECKING:
    from planner.model import CompetencyId
    from planner.progress import Event


def _log_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--today", type=Day(), help="As if today were this day."),
        catalog_option,
        progress_option,
        profile_option,
    ):
        command = option(command)
    return command


on_option = click.option("--on", type=Day(), help="The day it happened. [default: today]")


@click.command(
    help="Record that you have learned something, with the lower levels of the same skill.\n\n"
    "\b\nExamples:\n  planner done mlflow@working\n  planner done docker git --on 2027-02-06\n"
)
@click.argument("names", nargs=-1, required=True, metavar="ID...")
@on_option
@_log_options
def done(names: tuple[str, ...], on: datetime.date | None, **options: Any) -> None:
    person = _person(options)
    day = _day(on, person)
    from planner import recording

    here = recording.standing(person.catalog, person.profile, person.settings)
    finished = person.finished()
    ids = recording.meant(person.catalog, here, names, finished=finished)
    for id in ids:
        if id in finished:
            click.echo(f"{id} is recorded already, of {_day_of(person, id)}")
    new = recording.with_lower_levels(
        person.catalog, [id for id in ids if id not in finished], finished
    )
    if new:
        _record_learned(person, new, day, options)


def _day_of(person: Person, id: CompetencyId) -> datetime.date:
    """The day it was learned."""
    current = person.catalog.current
    return next(one.on for one in person.profile.progress.finished if current(one.competency) == id)


@click.command(
    help="Record study time on something.\n\n"
    "\b\nExamples:\n  planner log mlflow 90m\n  planner log docker@working 1h30 --on 2027-02-06\n"
)
@click.argument("name", metavar="ID")
@click.argument("minutes", type=Minutes(), metavar="DURATION")
@on_option
@_log_options
def log(name: str, minutes: int, on: datetime.date | None, **options: Any) -> None:
    person = _person(options)
    day = _day(on, person)
    from planner import recording
    from planner.notation import minutes_text

    here = recording.standing(person.catalog, person.profile, person.settings)
    (id,) = recording.meant(person.catalog, here, [name], finished=person.finished(), lowest=True)
    _check_the_day(person.profile.progress.by_day.get(day, 0), minutes, day)
    _append(options, [_event("studied", day, ids=(id,), minutes=minutes)])
    before = person.profile.progress.studied.get(id, 0)
    total = f", {minutes_text(before + minutes)} in all" if before else ""
    click.echo(f"recorded: {minutes_text(minutes)} on {id}{total}")


def _check_the_day(before: int, minutes: int, day: datetime.date) -> None:
    from planner.learner import MAX_MINUTES
    from planner.notation import minutes_text

    if before + minutes > MAX_MINUTES:
        message = f"{minutes_text(before)} are recorded on {day} already, and a day has 24 hours"
        hint = "say --on for another day, or `planner undo` what is wrong"
        raise BadUsage(Problem(code="day-too-long", message=message, hint=hint))


@click.command(
    help="Write down a remark on something, or show those you have.\n\n"
    "\b\nExamples:\n  planner note mlflow the registry needs a database\n  planner note mlflow\n"
)
@click.argument("name", metavar="ID")
@click.argument("words", nargs=-1, metavar="[TEXT]")
@on_option
@_log_options
def note(name: str, words: tuple[str, ...], on: datetime.date | None, **options: Any) -> None:
    person = _person(options)
    day = _day(on, person)
    from planner import recording

    text = " ".join(words).strip()
    if not text:
        _show_notes(person, name)
        return
    if len(text) > MAX_NOTE:
        message = f"the note has {len(text):,} characters; {MAX_NOTE:,} is the most"
        hint = "put it into a file of its own, and note where it lies"
        raise BadUsage(Problem(code="long-note", message=message, hint=hint))
    here = recording.standing(person.catalog, person.profile, person.settings)
    (id,) = recording.meant(person.catalog, here, [name], finished=person.finished(), lowest=True)
    _append(options, [_event("note", day, ids=(id,), text=text)])
    click.echo(f"noted on {id}")


MAX_NOTE = 2_000


def _show_notes(person: Person, name: str) -> None:
    """The notes on a competency, or on every level of a skill."""
    from planner import recording

    notes = person.profile.progress.notes
    wanted = recording.logged_as(person.catalog, name, {note.competency for note in notes})
    found = [note for note in notes if note.competency in wanted]
    for note in found:
        click.echo(printable(one_line(f"{note.on}  {note.competency}  {note.text}")))
    if not found:
        click.echo(f"no note on {name} yet")


@click.command(
    help="Take back the newest entry of the log, or the newest one about ID.\n\n"
    "\b\nExamples:\n  planner undo\n  planner undo mlflow@working\n"
)
@click.argument("name", required=False, metavar="[ID]")
@_log_options
def undo(name: str | None, **options: Any) -> None:
    person = _person(options)
    from planner import recording
    from planner.progress import last_to_undo

    events = read_log(progress_path(options)).events
    wanted: list[CompetencyId] = []
    if name:
        logged = {id for event in events for id in event.ids}
        wanted = recording.logged_as(person.catalog, name, logged)
    event = last_to_undo(events, wanted)
    if event is None:
        what = f" about `{name}`" if name else ""
        hint = f"the log is {progress_path(options)}"
        raise BadUsage(
            Problem(code="nothing-to-undo", message=f"there is no entry{what}", hint=hint)
        )
    day = person.today
    if name and event.kind == "learned" and len(event.ids) > 1:
        taken = tuple(id for id in event.ids if id in wanted)
        _append(options, [_event("unlearned", day, ids=taken)])
    else:
        taken = event.ids
        _append(options, [_event("undone", day, of=event.key)])
    click.echo(printable(f"taken back: {event.kind} {', '.join(taken)}, of {event.on}"))


@click.command(
    help="Record the items that are ticked in an exported plan.\n\n"
    "\b\nExample:\n  planner sync plan.md\n"
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--unticked",
    type=click.Choice(["ask", "keep", "forget"]),
    default="ask",
    show_default=True,
    help="What to do where the log says learned and the box is empty; nobody is asked in a pipe.",
)
@on_option
@_log_options
def sync(file: Path, unticked: str, on: datetime.date | None, **options: Any) -> None:
    text = read_text(file)
    person = _person(options)
    day = _day(on, person)
    from planner import recording
    from planner.ticks import ticks

    items = list(ticks(text))
    if not items and "<!-- planner" not in text:
        message, hint = "this holds no step of a plan", "name a plan that was exported as Markdown"
        place = Place(file.as_posix())
        raise BadInput(Problem(code="no-plan", message=message, place=place, hint=hint))
    found = recording.compared(person.catalog, items, person.finished(), file.as_posix())
    for own_day, ids in _by_day(found.learned, None if on else person.today):
        _record_learned(person, ids, own_day or day, options)
    forgotten = [id for id in found.unticked if _forget(id, unticked)]
    if forgotten:
        _append(options, [_event("unlearned", day, ids=tuple(forgotten))])
        click.echo(f"taken back: {', '.join(forgotten)}")
    kept = [id for id in found.unticked if id not in forgotten]
    if kept:
        click.echo(f"still learned, though no longer ticked: {', '.join(kept)}")
    if found.stale:
        click.echo(
            f"learned since {file.name} was written: {', '.join(found.stale)}; "
            f"`planner plan{person.flags} -o {file.name}` brings it up to date"
        )
    if not found.learned and not found.unticked:
        click.echo("nothing new")
    if found.problems:
        click.echo(str(Problems(found.problems)), err=True)
        click.get_current_context().exit(1)


def _by_day(
    learned: Mapping[CompetencyId, datetime.date | None], last: datetime.date | None
) -> list[tuple[datetime.date | None, list[CompetencyId]]]:
    """The ids by the day that their ticks say, up to a last one; without it no tick's day counts."""
    days: dict[datetime.date | None, list[CompetencyId]] = {}
    for id, tick in learned.items():
        told = tick if tick and last and tick <= last else None
        days.setdefault(told, []).append(id)
    return sorted(days.items(), key=lambda pair: pair[0] or datetime.date.max)


def _forget(id: str, unticked: str) -> bool:
    if unticked == "ask":
        from planner.cli.common import can_ask

        return can_ask() and click.confirm(f"{id} is not ticked. Take it back?", err=True)
    return unticked == "forget"


def read_text(file: Path) -> str:
    """A file that the program wrote and a person may have changed."""
    place = Place(file.as_posix())
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem(
            code="not-utf8", message="this is not UTF-8", place=place, hint="save it as UTF-8"
        )
    except OSError as error:
        message = f"cannot be read: {(error.strerror or 'unknown reason').lower()}"
        problem = Problem(code="unreadable", message=message, place=place)
    raise BadInput(problem)


def _person(options: dict[str, Any]) -> Person:
    return read_person((), options_with_defaults(options))


_LONG_AGO = 10 * 365
"""Days; a day before that is a slip of the pen, and would become the start of the plan."""


def _day(on: datetime.date | None, person: Person) -> datetime.date:
    if on and on > person.today:
        hint = f"today is {person.today}"
        raise BadUsage(Problem(code="future-day", message=f"{on} is still to come", hint=hint))
    if on and (person.today - on).days > _LONG_AGO:
        message = f"{on} is more than {_LONG_AGO // 365} years ago"
        raise BadUsage(Problem(code="long-ago", message=message, hint="look at the year"))
    return on or person.today


def _record_learned(
    person: Person, ids: list[CompetencyId], day: datetime.date, options: dict[str, Any]
) -> None:
    from planner import recording

    here = recording.standing(person.catalog, person.profile, person.settings)
    estimates = recording.estimates(person.catalog, here, ids)
    _append(options, [_event("learned", day, ids=tuple(ids), estimates=estimates)])
    click.echo(f"recorded: {', '.join(ids)}")
    profile = with_log(person.catalog, person.profile, read_log(progress_path(options)))
    now = recording.standing(person.catalog, profile, person.settings)
    if now and now.request.has_role:
        from planner.render.words import percent
        from planner.steps import readiness_at_start

        goes_on = (
            f"`planner next{person.flags}` goes on" if now.gap.goals else "that was the last step"
        )
        click.echo(f"You are {percent(readiness_at_start(now.gap))} ready; {goes_on}.")


def _event(kind: str, day: datetime.date, **fields: Any) -> Event:
    from planner.progress import Event

    now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return Event(kind=kind, on=day, at=now, key=secrets.token_hex(8), **fields)


def _append(options: dict[str, Any], events: Iterable[Event]) -> None:
    from planner import journal

    path = progress_path(options)
    alone = not profile_path(options) and not options["progress"] and not path.exists()
    try:
        torn = journal.append(path, events)
    except OSError as error:
        message = f"cannot write `{path}`: {(error.strerror or 'unknown reason').lower()}"
        hint = (
            "make room on the disk"
            if error.errno == errno.ENOSPC
            else f"go to the folder of your {PROFILE}, or name a log with --progress"
        )
        raise BadUsage(Problem(code="cannot-write", message=message, hint=hint)) from None
    if alone:
        click.echo(printable(f"began a log: {path}; this folder has no {PROFILE}"), err=True)
    if torn:
        click.echo(printable(f"set aside into {path}{journal.TORN}: half a line"), err=True)
