"""Small catalogs with a person to plan for: written by hand, drawn at random, or by hypothesis.

A sketch says what the files of a catalog would; `linked` makes the catalog of it. Random ones draw
from one function of integers, so that hypothesis can shrink what plain random numbers find.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import TypeVar
from unittest import mock

from hypothesis import strategies as st

from planner.document import Scalar
from planner.estimate import Duration
from planner.forms import CatalogForm, LevelForm, NamedOptions, RoleForm, SkillForm
from planner.link import link
from planner.model import GRAIN, Catalog, Hours
from planner.pipeline import Settings, make_plan
from planner.plan import Plan
from planner.problems import Place
from planner.profile import Profile
from planner.register import Entry
from planner.render import FORMATS, render

Integers = Callable[[int, int], int]
"""Draws an integer between two, both included."""

Some = TypeVar("Some")

TODAY = datetime.date(2027, 1, 4)
LEVELS = ("awareness", "working", "practitioner")
GOAL, ORIGIN = "goal", "origin"
NOWHERE = Place("sketch")


@dataclass(frozen=True, kw_only=True)
class Level:
    """A level of a skill; a prerequisite with alternatives is written `a|b@working`."""

    hours: Hours
    requires: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Skill:
    levels: Mapping[str, Level]
    transfers: Mapping[str, float] = field(default_factory=dict)
    area: str = "area"


@dataclass(frozen=True, kw_only=True)
class Role:
    must: tuple[str, ...] = ()
    should: tuple[str, ...] = ()
    could: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class World:
    """A catalog, and a person with a target in it."""

    skills: Mapping[str, Skill]
    roles: Mapping[str, Role]
    profile: Profile = field(default_factory=lambda: Profile(target=(GOAL,)))

    def catalog(self) -> Catalog:
        return linked(self.skills, self.roles)

    @property
    def competencies(self) -> list[str]:
        return [f"{id}@{level}" for id, skill in self.skills.items() for level in skill.levels]


# --- by hand


def skill(
    minutes: int, *requires: str, after: Iterable[str] = (), area: str = "area", **transfers: float
) -> Skill:
    """A skill with the level `working` alone."""
    level = Level(hours=certain(minutes), requires=requires, after=tuple(after))
    return Skill(levels={"working": level}, transfers=transfers, area=area)


def certain(minutes: int) -> Hours:
    return Hours(minutes, minutes, minutes)


def world(goal: Iterable[str], /, **skills: Skill) -> World:
    """Somebody who knows nothing and needs all of these."""
    return World(skills=skills, roles={GOAL: Role(must=tuple(goal))})


# --- to a catalog


def linked(
    skills: Mapping[str, Skill],
    roles: Mapping[str, Role],
    *,
    shuffled: Callable[[list[Entry]], list[Entry]] = list,
    named: Callable[[str], str | None] = lambda id: None,
) -> Catalog:
    """The catalog of a sketch.

    Args:
        shuffled: Puts the entries into another order.
        named: The display name of a skill or role.
    """
    entries = [
        _entry("skill", id, one.area, _skill_form(one, named(id))) for id, one in skills.items()
    ]
    entries += [
        _entry("role", id, "roles", _role_form(one, named(id))) for id, one in roles.items()
    ]
    catalog = link(CatalogForm(name="small", place=NOWHERE), shuffled(entries), [])
    assert isinstance(catalog, Catalog), str(catalog)
    return catalog


def _entry(kind: str, id: str, area: str, form: object) -> Entry:
    return Entry(kind=kind, id=id, area=area, place=Place(f"{area}/{id}.yaml"), form=form)


def _skill_form(skill: Skill, name: str | None) -> SkillForm:
    levels = tuple((_word(name), _level_form(level)) for name, level in skill.levels.items())
    return SkillForm(
        name=_word(name) if name else None,
        summary=None,
        aliases=(),
        levels=levels,
        single=None,
        after=(),
        transfers=tuple((_word(other), saving) for other, saving in skill.transfers.items()),
        replaced_by=None,
        place=NOWHERE,
    )


def _level_form(level: Level) -> LevelForm:
    return LevelForm(
        hours=level.hours,
        basis=None,
        requires=_clauses(level.requires),
        after=_clauses(level.after),
        can=(),
        learn=(),
        build=None,
        place=NOWHERE,
    )


def _role_form(role: Role, name: str | None) -> RoleForm:
    return RoleForm(
        name=_word(name) if name else None,
        summary=None,
        aliases=(),
        must=_clauses(role.must),
        should=_clauses(role.should),
        could=_clauses(role.could),
        market=(),
        transitions=(),
        suits=(),
        place=NOWHERE,
    )


def _clauses(written: Iterable[str]) -> tuple[NamedOptions, ...]:
    return tuple(
        NamedOptions(
            options=tuple(_word(option) for option in clause.split("|")),
            reason=None,
            place=NOWHERE,
        )
        for clause in written
    )


def _word(text: str) -> Scalar:
    return Scalar(text, NOWHERE)


# --- to a plan


@dataclass(frozen=True, slots=True)
class Certain(Duration):
    """The time of a plan that takes its mean, whoever learns."""

    def within(self, minutes: float) -> float:
        return float(minutes >= self.mean)

    def quantile(self, probability: float) -> int:
        return ceil(self.mean / GRAIN) * GRAIN


def planned(catalog: Catalog, profile: Profile, how: Settings | None = None) -> Plan:
    """The plan, with one number for its range.

    The range takes longer than the rest of a small plan together, and is tested on its own.
    """

    def certainly(steps: Iterable[Hours], **_: float) -> Duration:
        return Certain(sum(hours.likely for hours in steps), 0.0, 0.0)

    with mock.patch("planner.pipeline.duration", certainly):
        return make_plan(catalog, profile, today=TODAY, settings=how)


# --- at random


@dataclass(frozen=True, kw_only=True)
class Size:
    """Bounds of a random world; chances are per cent.

    Attributes:
        circles: Chance that an alternative may stand anywhere, and so lead back.
        have: Most competencies that the person states.
        origin: Whether they may have the role `origin` too.
    """

    least: int = 2
    most: int = 9
    clauses: int = 2
    alternatives: int = 55
    circles: int = 50
    transfers: int = 4
    soft: int = 3
    have: int = 2
    have_not: int = 0
    origin: bool = True


SMALL = Size()
FRESH = Size(have=0, origin=False)
"""Somebody who knows nothing yet."""


def seeded(seed: int, size: Size = SMALL) -> World:
    """A random world; the same for the same seed."""
    return drawn(random.Random(seed).randint, size)


def rendered(seeds: Iterable[int], size: Size) -> Iterator[str]:
    """Plans for random worlds, in every format."""
    for seed in seeds:
        small = seeded(seed, size)
        plan = planned(small.catalog(), small.profile)
        yield from (render(plan, format) for format in sorted(FORMATS))


@st.composite
def worlds(draw: st.DrawFn, size: Size = SMALL) -> World:
    return drawn(lambda low, high: draw(st.integers(low, high)), size)


def drawn(integers: Integers, size: Size) -> World:
    """A world from a source of integers; everything in its catalog can be learned."""
    ids = _competencies(integers, integers(size.least, size.most))
    requires = {id: _requires(integers, size, ids, place) for place, id in enumerate(ids)}
    levels = {id: Level(hours=_hours(integers), requires=requires[id]) for id in ids}
    for _ in range(integers(0, size.soft)):
        id, clause = pick(integers, ids), "|".join(_options(integers, ids, integers(1, 2)))
        levels[id] = replace(levels[id], after=(*levels[id].after, clause))
    skills = _skills(integers, size, levels)
    late = ids[len(ids) // 3 :]
    roles = {GOAL: _role(integers, late), ORIGIN: _role(integers, ids)}
    return World(skills=skills, roles=roles, profile=_profile(integers, size, ids))


def pick(integers: Integers, things: Sequence[Some]) -> Some:
    return things[integers(0, len(things) - 1)]


def chance(integers: Integers, percent: int) -> bool:
    """True in about so many per cent; hypothesis shrinks towards False."""
    return integers(1, 100) > 100 - percent


def skill_of(competency: str) -> str:
    return competency.partition("@")[0]


def _competencies(integers: Integers, count: int) -> list[str]:
    """Ids in an order in which they can be learned; their names tell nothing of it."""
    names = list("abcdefghi")
    found: list[str] = []
    left: dict[str, list[str]] = {}
    while len(found) < count:
        going_on = sorted(name for name, levels in left.items() if levels)
        if going_on and chance(integers, 40):
            name = pick(integers, going_on)
        else:
            name = names.pop(integers(0, len(names) - 1))
            left[name] = list(LEVELS[integers(0, 2) :]) if chance(integers, 40) else ["working"]
        found.append(f"{name}@{left[name].pop(0)}")
    return found


def _requires(integers: Integers, size: Size, ids: list[str], place: int) -> tuple[str, ...]:
    """Clauses of which each has an option that comes earlier; the others may stand anywhere."""
    if not place:
        return ()
    found = []
    for _ in range(integers(0, size.clauses)):
        options = [ids[integers(0, place - 1)]]
        if chance(integers, size.alternatives):
            for _ in range(integers(1, 2)):
                anywhere = chance(integers, size.circles)
                other = pick(integers, ids) if anywhere else ids[integers(0, place - 1)]
                options.insert(integers(0, len(options)), other)
        found.append("|".join(dict.fromkeys(one for one in options if one != ids[place])))
    return tuple(dict.fromkeys(found))


def _options(integers: Integers, ids: list[str], count: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pick(integers, ids) for _ in range(count)))


def _hours(integers: Integers) -> Hours:
    """Often zero or equal, so that there are ties; always whole grains."""
    common = (60, 60, 120, 120, 180, 300, 0, 600, 1200, GRAIN)
    likely = pick(integers, common) if chance(integers, 70) else GRAIN * integers(0, 400)
    low = likely - GRAIN * integers(0, min(20, likely // GRAIN))
    return Hours(low, likely, likely + GRAIN * integers(0, 60))


def _skills(integers: Integers, size: Size, levels: Mapping[str, Level]) -> dict[str, Skill]:
    found: dict[str, dict[str, Level]] = {}
    for id, level in levels.items():
        found.setdefault(skill_of(id), {})[id.partition("@")[2]] = level
    transfers: dict[str, dict[str, float]] = {id: {} for id in found}
    for _ in range(integers(0, size.transfers)):
        one, other = pick(integers, sorted(found)), pick(integers, sorted(found))
        if one != other and not found[one].keys().isdisjoint(found[other]):
            transfers[one][other] = pick(integers, _FRACTIONS)
            if chance(integers, 30):
                transfers[other][one] = pick(integers, _FRACTIONS)
    areas = {id: pick(integers, ("north", "south")) for id in found}
    return {
        id: Skill(levels=found[id], transfers=transfers[id], area=areas[id]) for id in sorted(found)
    }


_FRACTIONS = (0.5, 0.5, 0.25, 0.3, 0.75, 0.9, 1.0, 0.0)


def _role(integers: Integers, ids: list[str]) -> Role:
    found: dict[str, list[str]] = {"must": [], "should": [], "could": []}
    for number in range(integers(1, 3)):
        clause = "|".join(_options(integers, ids, pick(integers, (1, 1, 2, 3))))
        found["must" if not number else pick(integers, sorted(found))].append(clause)
    return Role(**{name: tuple(dict.fromkeys(clauses)) for name, clauses in found.items()})


def _profile(integers: Integers, size: Size, ids: list[str]) -> Profile:
    have_not = _options(integers, ids, integers(0, size.have_not))
    refused = {id for id in ids if any(at_least(id, other) for other in have_not)}
    have = _options(integers, ids, size.have and pick(integers, (0, 0, 1, size.have)))
    stated = tuple(id for id in have if id not in refused)
    if size.origin and chance(integers, 20):
        stated = (*stated, ORIGIN)
    target: tuple[str, ...] = (GOAL,)
    if chance(integers, 15):
        target = _options(integers, ids, 2)
    return Profile(have=stated, have_not=have_not, target=target)


def at_least(id: str, other: str) -> bool:
    """Whether a competency is the other one, or a higher level of it."""
    level, floor = (LEVELS.index(one.partition("@")[2]) for one in (id, other))
    return skill_of(id) == skill_of(other) and level >= floor
