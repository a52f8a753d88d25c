"""From what a person says they did to events: names looked up, estimates kept beside them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from planner.gap import time_left
from planner.model import Catalog, CompetencyId, Hours
from planner.names import Names
from planner.pipeline import Settings, Situation, situation
from planner.problems import BadUsage, Note, Place, PlannerError, Problem, did_you_mean
from planner.profile import Profile
from planner.ticks import Tick


def standing(catalog: Catalog, profile: Profile, settings: Settings) -> Situation | None:
    """Where somebody stands on the way to their target; None without one that can be planned for."""
    try:
        return situation(catalog, profile, settings)
    except PlannerError:
        return None


def meant(
    catalog: Catalog,
    here: Situation | None,
    words: Iterable[str],
    *,
    finished: Collection[CompetencyId] = (),
    lowest: bool = False,
) -> list[CompetencyId]:
    """The competencies that words mean, each once.

    A skill without a level means its only open level; of several the lowest if `lowest`, and else
    it is refused with all of them. Where none is open it means the highest that is finished, so that
    saying a thing twice says no more; where none is that either, the catalog's default level.

    Raises:
        BadUsage: With every word that means nothing, or too much.
    """
    names = Names(catalog)
    problems: list[Problem] = []
    found: list[CompetencyId] = []
    for word in words:
        meaning = names.find(word, ("skill",))
        if isinstance(meaning, Problem):
            problems.append(meaning)
            continue
        skill = catalog.skills[meaning.id]
        levels = [skill.at(level) for level in skill.levels]
        open_here = [id for id in levels if here and id in here.gap.hours]
        if meaning.level:
            found.append(skill.at(meaning.level))
        elif len(open_here) > 1 and not lowest:
            problems.append(_which_level(word, open_here))
        else:
            had = [id for id in levels if id in finished][-1:]
            found.append([*open_here, *had, skill.at(skill.default)][0])
    if problems:
        raise BadUsage(problems)
    return list(dict.fromkeys(found))


def logged_as(catalog: Catalog, word: str, logged: Collection[str]) -> list[CompetencyId]:
    """What a log calls that which a word means: as it stands there, and by its name of today.

    Raises:
        BadUsage: If the word stands nowhere in the log and means nothing in the catalog.
    """
    today = {id: catalog.current(id) or id for id in logged}
    written = [now for id, now in today.items() if word in (id, id.partition("@")[0])]
    wanted = written or meant(catalog, None, [word])
    if "@" not in word:
        skills = {id.partition("@")[0] for id in wanted}
        wanted = [now for now in today.values() if now.partition("@")[0] in skills] or wanted
    return [id for id, now in today.items() if now in wanted] or wanted


def _which_level(word: str, ids: list[CompetencyId]) -> Problem:
    return Problem(
        code="which-level",
        message=f"`{word}` has {len(ids)} levels that you have not finished",
        hint="write " + " or ".join(f"`{id}`" for id in ids),
    )


def with_lower_levels(
    catalog: Catalog, ids: Iterable[CompetencyId], finished: Collection[CompetencyId]
) -> list[CompetencyId]:
    """The competencies with the lower levels of their skills, without what is finished already."""
    found: list[CompetencyId] = []
    for id in ids:
        competency = catalog.competencies[id]
        skill = catalog.skills[competency.skill]
        upward = skill.levels[: skill.levels.index(competency.level) + 1]
        found += [skill.at(level) for level in upward]
    return [id for id in dict.fromkeys(found) if id not in finished]


def estimates(
    catalog: Catalog, here: Situation | None, ids: Iterable[CompetencyId]
) -> dict[CompetencyId, Hours]:
    """What each was estimated to take this person, after what they know saves on it."""
    cuts = here.gap.cuts if here else {}
    return {
        id: time_left(catalog.competencies[id], cuts[id][1] if id in cuts else 0, 0) for id in ids
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """What the ticks in an exported plan ask for.

    Attributes:
        learned: Ticked and not recorded, with the day of the tick if it says one.
        unticked: Written as finished, and the tick was taken away since.
        stale: Learned, while the plan still has it as a step that is not.
        problems: Ids that mean nothing here, or that stand twice with and without a tick.
    """

    learned: Mapping[CompetencyId, datetime.date | None] = field(default_factory=dict)
    unticked: tuple[CompetencyId, ...] = ()
    stale: tuple[CompetencyId, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def compared(
    catalog: Catalog, ticks: Iterable[Tick], finished: Collection[CompetencyId], path: str
) -> Ticked:
    """Compare ticks with the log; `finished` are the ids of today of what it has finished."""
    marks: dict[CompetencyId, list[Tick]] = {}
    problems: list[Problem] = []
    for tick in ticks:
        id = catalog.current(tick.id)
        if id is None:
            problems.append(_unknown(tick, path, catalog))
        else:
            marks.setdefault(id, []).append(tick)
    problems += _twice(marks, path)
    clear = {id: all_marks[0].ticked for id, all_marks in marks.items() if _agree(all_marks)}
    empty = [id for id, ticked in clear.items() if not ticked and id in finished]
    return Ticked(
        learned={
            id: marks[id][0].on for id, ticked in clear.items() if ticked and id not in finished
        },
        unticked=tuple(id for id in empty if any(tick.finished for tick in marks[id])),
        stale=tuple(id for id in empty if not any(tick.finished for tick in marks[id])),
        problems=tuple(problems),
    )


def _agree(ticks: list[Tick]) -> bool:
    return len({tick.ticked for tick in ticks}) == 1


def _unknown(tick: Tick, path: str, catalog: Catalog) -> Problem:
    hint = did_you_mean(tick.id, catalog.competencies, otherwise="the line is left alone")
    return Problem(
        code="unknown-id",
        message=f"`{tick.id}` is nothing in the catalog",
        place=Place(path, tick.line, 1),
        severity="warning",
        hint=hint,
    )


def _twice(marks: Mapping[CompetencyId, list[Tick]], path: str) -> Iterator[Problem]:
    for id, ticks in marks.items():
        if len(ticks) == 1:
            continue
        agree = _agree(ticks)
        yield Problem(
            code="duplicate-item",
            message=f"`{id}` stands {len(ticks)} times"
            + ("" if agree else ", ticked and unticked"),
            place=Place(path, ticks[0].line, 1),
            severity="warning",
            notes=tuple(
                Note("ticked" if tick.ticked else "not ticked", Place(path, tick.line, 1))
                for tick in ticks
            ),
            hint="it counts once" if agree else "it is left alone: keep one of the lines",
        )
