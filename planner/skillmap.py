"""A map before it is drawn: what stands on it, what leads where, and which band it belongs to.

The map of a role shows what it asks for, must and should, and all that builds on. At the grain of
skills, alternatives share one box ("AWS, Azure or Google Cloud"), and what only some of them need
is left out; at the grain of competencies each stands alone, and alternatives are marked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from planner.graph import closure
from planner.model import Catalog, Clause, CompetencyId, Role
from planner.problems import join_or

Grain: TypeAlias = Literal["skills", "competencies"]
State: TypeAlias = Literal["", "known", "next", "later", "shared", "only"]
Options: TypeAlias = tuple[CompetencyId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A box of a map.

    Attributes:
        detail: What stands below the name, such as a level.
        optional: One of several alternatives, or several of them in one box.
        band: The strip of the map it is kept in, where there are any.
    """

    id: str
    name: str
    detail: str
    area: str
    state: State = ""
    optional: bool = False
    band: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What comes first, and what needs it; optional where something else would do as well."""

    source: str
    target: str
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillMap:
    """Boxes and what leads from one to another; `bands` lie side by side, in this order."""

    title: str
    summary: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    bands: tuple[str, ...] = ()


def of_catalog(catalog: Catalog, grain: Grain = "skills") -> SkillMap:
    """The map of a whole catalog."""
    return _map(catalog.name, _Needs(catalog, _everything(catalog), grain))


def of_role(catalog: Catalog, role: Role, grain: Grain = "skills") -> SkillMap:
    """The map of one role."""
    return _map(role.name, _Needs(catalog, _asked(role), grain))


_APART = " / "
"""Between the levels that two roles ask for."""


def of_two(catalog: Catalog, one: Role, other: Role, grain: Grain = "skills") -> SkillMap:
    """Two roles side by side: what only the one needs, what both need, what only the other needs."""
    first, second = (_Needs(catalog, _asked(role), grain) for role in (one, other))
    both = _Needs(catalog, [*_asked(one), *_asked(other)], grain)
    bands = (f"Only {one.name}", "Both", f"Only {other.name}")
    found = (_banded(node, both, first, second, bands) for node in both.nodes())
    nodes = tuple(sorted(found, key=lambda node: (bands.index(node.band), node.area, node.id)))
    counts = [sum(node.band == band for node in nodes) for band in bands]
    summary = (
        f"{counts[0]} {grain} only for {one.name}, {counts[1]} for both, "
        f"{counts[2]} only for {other.name}"
    )
    if any(_APART in node.detail for node in nodes):
        summary += f"; where a box has two levels, the first is for {one.name}"
    title = f"{one.name} beside {other.name}"
    return SkillMap(title=title, summary=summary, nodes=nodes, links=both.links(), bands=bands)


def _map(title: str, needs: _Needs) -> SkillMap:
    nodes = needs.nodes()
    return SkillMap(
        title=title, summary=f"{len(nodes)} {needs.grain}", nodes=nodes, links=needs.links()
    )


def _everything(catalog: Catalog) -> list[Clause]:
    return [Clause(options=(id,)) for id in catalog.competencies]


def _asked(role: Role) -> list[Clause]:
    return [clause for _, clause in role.requirements("should")]


def _banded(
    node: Node, both: _Needs, first: _Needs, second: _Needs, bands: tuple[str, str, str]
) -> Node:
    """A node in the band of the role that needs it, with the level that each asks for."""
    in_first, in_second = (
        not needs.touched.isdisjoint(both.members[node.id]) for needs in (first, second)
    )
    if in_first and in_second:
        levels = [needs.level(both.members[node.id]) for needs in (first, second)]
        return replace(
            node, state="shared", band=bands[1], detail=_APART.join(dict.fromkeys(levels))
        )
    return replace(node, state="only", band=bands[0] if in_first else bands[2])


class _Needs:
    """What some clauses ask for, directly and behind it.

    Attributes:
        surely: Competencies that every way to meet the clauses contains.
        open: Clauses of which it is open which option is taken.
        members: For each node the skills, or the competency, that it stands for.
    """

    def __init__(self, catalog: Catalog, asked: Iterable[Clause], grain: Grain) -> None:
        self.catalog = catalog
        self.grain = grain
        self.asked = [clause.options for clause in asked]
        self.single = {
            id: [clause.options[0] for clause in one.requires if len(clause.options) == 1]
            for id, one in catalog.competencies.items()
        }
        self.surely = closure((one[0] for one in self.asked if len(one) == 1), self.single)
        while self.common_ground():
            pass
        self.open = [options for options in self.clauses() if not self.met(options)]
        options = {option for options in self.open for option in options}
        self.all = self.surely | options
        if grain == "competencies":
            self.all |= closure(self.all, self.any)
        self.members = dict(self._members())
        self.touched = frozenset(part for parts in self.members.values() for part in parts)

    @property
    def any(self) -> dict[CompetencyId, list[CompetencyId]]:
        """For each competency all it may build on, alternatives included."""
        return {
            id: [option for clause in one.requires for option in clause.options]
            for id, one in self.catalog.competencies.items()
        }

    def clauses(self) -> Iterator[Options]:
        """All clauses with several options, of what is asked and of what is surely needed."""
        yield from (options for options in self.asked if len(options) > 1)
        for id in sorted(self.surely):
            for clause in self.catalog.competencies[id].requires:
                if len(clause.options) > 1:
                    yield clause.options

    def met(self, options: Options) -> bool:
        return not self.surely.isdisjoint(options)

    def common_ground(self) -> bool:
        """Add what every option of an open clause builds on; True if anything was new."""
        before = len(self.surely)
        for options in [one for one in self.clauses() if not self.met(one)]:
            self.surely |= set.intersection(*(closure([one], self.single) for one in options))
        return len(self.surely) > before

    def _members(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        if self.grain == "competencies":
            yield from ((id, (id,)) for id in sorted(self.all))
            return
        skills = dict.fromkeys(self.skill(id) for id in sorted(self.surely))
        yield from ((skill, (skill,)) for skill in skills)
        for options in self.open:
            parts = dict.fromkeys(map(self.skill, options))
            if not any(part in skills for part in parts):
                yield "|".join(sorted(parts)), tuple(parts)

    def skill(self, id: CompetencyId) -> str:
        return self.catalog.competencies[id].skill

    def ends(self, options: Options) -> Iterator[tuple[str, bool]]:
        """The nodes at which a clause begins, and whether another would do as well."""
        if self.grain == "competencies":
            yield from ((option, len(options) > 1) for option in options if option in self.all)
            return
        met = dict.fromkeys(self.skill(option) for option in options if option in self.surely)
        alone = [skill for skill in map(self.skill, options) if skill in self.members]
        if met or alone:
            yield from ((skill, len(options) > 1 and len(met) != 1) for skill in met or alone)
            return
        group = "|".join(sorted(set(map(self.skill, options))))
        if group in self.members:
            yield group, False

    def nodes(self) -> tuple[Node, ...]:
        return tuple(self._node(id, parts) for id, parts in self.members.items())

    def _node(self, id: str, parts: tuple[str, ...]) -> Node:
        if self.grain == "competencies":
            one = self.catalog.competencies[id]
            optional = id not in self.surely
            return Node(id=id, name=one.name, detail=one.level, area=one.area, optional=optional)
        skills = [self.catalog.skills[part] for part in parts]
        return Node(
            id=id,
            name=join_or([skill.name for skill in skills]),
            detail=self.level(parts),
            area=skills[0].area,
            optional=len(parts) > 1,
        )

    def level(self, parts: Collection[str]) -> str:
        """The highest level that is asked of any of these skills or competencies."""
        asked = [
            one
            for id, one in self.catalog.competencies.items()
            if id in self.all and (id in parts or one.skill in parts)
        ]
        return max(asked, key=lambda one: one.rank).level if asked else ""

    def links(self) -> tuple[Link, ...]:
        """Each pair once, and optional only if every clause behind it is."""
        found: dict[tuple[str, str], bool] = {}
        for id, parts in self.members.items():
            for source, optional in self._sources(parts):
                if source != id:
                    found[source, id] = found.get((source, id), True) and optional
        return tuple(
            Link(source=source, target=target, optional=optional)
            for (source, target), optional in sorted(found.items())
        )

    def _sources(self, parts: tuple[str, ...]) -> list[tuple[str, bool]]:
        """What a node builds on; of alternatives in one box, what all of them build on."""
        per_part = {part: dict(self._needs_of(part)) for part in sorted(parts)}
        shared = set.intersection(*(set(needs) for needs in per_part.values()))
        return sorted(
            (source, all(needs[source] for needs in per_part.values())) for source in shared
        )

    def _needs_of(self, part: str) -> Iterator[tuple[str, bool]]:
        ids = [part] if self.grain == "competencies" else self._levels(part)
        for id in ids:
            for clause in self.catalog.competencies[id].requires:
                yield from self.ends(clause.options)

    def _levels(self, skill: str) -> list[CompetencyId]:
        """The levels of a skill that are asked for, those below them included."""
        one = self.catalog.skills[skill]
        asked = [id for id in map(one.at, one.levels) if id in self.all]
        return sorted(
            id for id in closure(asked, self.single) if self.catalog.competencies[id].skill == skill
        )
