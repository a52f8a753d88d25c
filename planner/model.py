"""The words of the domain as plain, frozen data.

Time is integer minutes, in whole multiples of `GRAIN`, so that every sum of hours printed with two
decimals is exact. A competency is named by the text `skill@level`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from planner.problems import Place

if TYPE_CHECKING:
    import networkx

CompetencyId: TypeAlias = str
"""`skill@level`, such as `docker@working`."""

Depth: TypeAlias = Literal["must", "should", "could"]

UNNAMED = "unnamed"
"""Name of a catalog that gives itself none."""

WEIGHTS: Mapping[str, int] = {"must": 3, "should": 2, "could": 1}
"""What a role's requirement counts in readiness, by how much the role needs it."""

GRAIN = 3
"""Minutes; every duration is a whole multiple, so two decimals of an hour show it exactly."""


def whole_grains(minutes: float, grain: int = GRAIN) -> int:
    """Minutes rounded to the nearest multiple of `grain`, halves up.

    >>> whole_grains(880)
    879
    """
    return int(minutes / grain + 0.5) * grain


class Hours(NamedTuple):
    """A three-point estimate in minutes, low <= likely <= high."""

    low: int
    likely: int
    high: int

    @property
    def mean(self) -> int:
        """(low + 4 likely + high) / 6, to a tenth of an hour.

        Source: Malcolm, Roseboom, Clark, Fazar 1959 (PERT).
        """
        return whole_grains((self.low + 4 * self.likely + self.high) / 6, 2 * GRAIN)

    def less(self, saving: float) -> Hours:
        """What is left after a transfer that saves this fraction of the time."""
        return Hours(*(whole_grains(minutes * (1 - saving)) for minutes in self))

    def after(self, minutes: float) -> Hours:
        """What is left after this much study: never nothing, as long as it is not finished.

        A tenth of each figure stays, because what takes longer than estimated is not done yet.
        """
        if not minutes:
            return self
        return Hours(
            *(
                min(all, max(whole_grains(all - minutes), whole_grains(all / 10), GRAIN))
                for all in self
            )
        )

    def __add__(self, other: object) -> Hours:
        if not isinstance(other, Hours):
            return NotImplemented
        return Hours(self.low + other.low, self.likely + other.likely, self.high + other.high)


NO_HOURS = Hours(0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What an estimate rests on.

    Attributes:
        kind: `course` or `lab` for a published figure, else `judgement`.
        hours: The published figure, low and high, in hours.
        seen: Month in which the source was read, as `2026-11`.
        against: For a judgement, the competencies it was weighed against.
    """

    kind: str
    source: str | None = None
    url: str | None = None
    hours: tuple[float, ...] = ()
    seen: str | None = None
    against: tuple[CompetencyId, ...] = ()
    note: str | None = None

    @property
    def published(self) -> bool:
        return self.kind != "judgement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something to learn from."""

    title: str
    url: str
    kind: str = "docs"
    cost: str = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A prerequisite or requirement: one of its options is enough; most have a single one."""

    options: tuple[CompetencyId, ...]
    reason: str | None = None
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Competency:
    """A skill at a level: one node of the graph.

    Attributes:
        rank: Position of the level in the catalog's scale, from 0.
        hours: Study time for this level alone, on top of the one below.
        hours_assumed: No estimate was written, and the catalog's default stands in.
        requires: Hard prerequisites, the level below among them.
        after: Soft prerequisites.
        transfers: Competencies that save the given fraction of the hours.
        can_places: Where each of `can` stands.
    """

    id: CompetencyId
    skill: str
    level: str
    rank: int
    name: str
    area: str
    hours: Hours
    hours_assumed: bool = False
    basis: Basis | None = None
    requires: tuple[Clause, ...] = ()
    after: tuple[Clause, ...] = ()
    transfers: tuple[tuple[CompetencyId, float], ...] = ()
    can: tuple[str, ...] = ()
    learn: tuple[Resource, ...] = ()
    build: str | None = None
    place: Place | None = field(default=None, compare=False)
    can_places: tuple[Place, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A skill with its levels, lowest first; `default` is meant where no level is named.

    Attributes:
        name_places: Where its name and each alias stand, by how they are written.
    """

    id: str
    name: str
    area: str
    levels: tuple[str, ...]
    default: str
    summary: str | None = None
    aliases: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)
    name_places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    def at(self, level: str) -> CompetencyId:
        return f"{self.id}@{level}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketFact:
    """A fact about a role's labour market, with where it was read."""

    kind: str
    says: str
    source: str
    url: str | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A published time to get into a role.

    Attributes:
        origin: Role one comes from.
        months: Low and high.
        kind: `study` time, or time to `hire`, which includes the search.
    """

    origin: str
    months: tuple[float, float]
    kind: str
    source: str
    url: str | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A target profile.

    Attributes:
        suits: Whom it suits, whatever else they think of becoming.
        beside: What is to be said only where it is compared with another role, by that role.
        name_places: Where its name and each alias stand, by how they are written.
    """

    id: str
    name: str
    must: tuple[Clause, ...] = ()
    should: tuple[Clause, ...] = ()
    could: tuple[Clause, ...] = ()
    summary: str | None = None
    aliases: tuple[str, ...] = ()
    market: tuple[MarketFact, ...] = ()
    transitions: tuple[Transition, ...] = ()
    suits: tuple[str, ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict)
    place: Place | None = field(default=None, compare=False)
    name_places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    def requirements(self, depth: Depth) -> tuple[tuple[int, Clause], ...]:
        """Weight and clause of each requirement down to this depth."""
        names = ("must", "should", "could")
        wanted = names[: names.index(depth) + 1]
        return tuple((WEIGHTS[name], clause) for name in wanted for clause in getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Something to ship and show; `uses` is what it exercises."""

    id: str
    name: str
    uses: tuple[CompetencyId, ...]
    summary: str | None = None
    ships: str | None = None
    hours: Hours | None = None
    place: Place | None = field(default=None, compare=False)


class Ambiguous(NamedTuple):
    """A word that people use for several skills or roles, as the catalog says."""

    text: str
    ids: tuple[str, ...]
    place: Place | None = None


class Override(NamedTuple):
    """A file of the catalog below that a file of the extending one stands in for.

    Attributes:
        followed: If the skill is replaced by another, what each reference below to it became.
    """

    kind: str
    id: str
    place: Place
    followed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """All skills, roles and projects, linked: every name in it leads somewhere.

    Mappings are ordered by id, and competencies by skill and level, so that nothing depends on the
    order in which files were found. Not slotted, because `graph` is built once when first asked for.

    Attributes:
        scale: Names of the levels, lowest first.
        renamed: Old skill ids and what replaces them.
        ambiguous: Words that are refused with what they can mean.
        overrides: For an extending catalog, what it replaces.
        inherited: For an extending catalog, the paths of the files that are not its own.
        files: How many files it was read from.
    """

    name: str
    version: str
    scale: tuple[str, ...]
    skills: Mapping[str, Skill]
    competencies: Mapping[CompetencyId, Competency]
    roles: Mapping[str, Role]
    projects: Mapping[str, Project]
    licence: str | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    ambiguous: tuple[Ambiguous, ...] = ()
    overrides: tuple[Override, ...] = ()
    inherited: frozenset[str] = frozenset()
    files: int = 0

    @cached_property
    def graph(self) -> networkx.DiGraph[str]:
        """The catalog as a networkx graph: one node a competency, an edge from each prerequisite.

        Node data: `skill`, `level`, `area`, `minutes` (likely). Edge data: `kind` is `hard`,
        `any_of` or `soft`; an `any_of` edge names its clause by `clause`, counted from 0.
        """
        from planner.graph import directed

        nodes = (
            (c.id, {"skill": c.skill, "level": c.level, "area": c.area, "minutes": c.hours.likely})
            for c in self.competencies.values()
        )
        return directed(nodes, self._edges())

    def current(self, id: CompetencyId) -> CompetencyId | None:
        """What a competency written down earlier is called today; None if there is none any more.

        A skill that was replaced by one without this level means the level below; nobody is said to
        know more than they have recorded.
        """
        if id in self.competencies:
            return id
        skill, _, level = id.partition("@")
        if skill not in self.renamed:
            return None
        found = self.skills[self.renamed[skill]]
        if level not in self.scale:
            return found.at(found.default)
        below = [one for one in found.levels if self.scale.index(one) <= self.scale.index(level)]
        return found.at(below[-1]) if below else None

    def _edges(self) -> Iterator[tuple[str, str, dict[str, object]]]:
        """Each pair once; of several kinds the strongest, hard before any_of before soft."""
        for competency in self.competencies.values():
            kinds: dict[str, dict[str, object]] = {
                option: {"kind": "soft"} for clause in competency.after for option in clause.options
            }
            clauses = sorted(enumerate(competency.requires), key=lambda one: -len(one[1].options))
            for number, clause in clauses:
                hard = len(clause.options) == 1
                for option in clause.options:
                    kinds[option] = (
                        {"kind": "hard"} if hard else {"kind": "any_of", "clause": number}
                    )
            for option, data in kinds.items():
                yield option, competency.id, data
