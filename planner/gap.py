"""What lies between a person and a target: what they know, and what is still open.

Known follows the surmise relation of knowledge space theory (Doignon and Falmagne 1985): who can do
something can do what it builds on. Of an any_of clause behind something known, only the clause is
known: it says that one of its options holds, not which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from planner.graph import closure, derivable
from planner.model import Catalog, Clause, Competency, CompetencyId, Hours

Options = tuple[CompetencyId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a person knows.

    Attributes:
        stated: Competencies named by the person, or by a role they have.
        assumed: Competencies that follow, each with what implied it.
        one_of: Clauses of which some option is known, but not which; with what implied them.
        not_known: What is not known whatever implies it.
        infer: Whether knowing something implies what it builds on.
        studied: Minutes, at the pace of the estimates, put into what is not known yet.
    """

    stated: frozenset[CompetencyId] = frozenset()
    assumed: Mapping[CompetencyId, str] = field(default_factory=dict)
    one_of: Mapping[Options, str] = field(default_factory=dict)
    not_known: frozenset[CompetencyId] = frozenset()
    infer: bool = True
    studied: Mapping[CompetencyId, float] = field(default_factory=dict)

    @property
    def all(self) -> frozenset[CompetencyId]:
        return self.stated.union(self.assumed)

    def implied_by(self, catalog: Catalog, id: CompetencyId) -> set[CompetencyId]:
        """What somebody knows by knowing this."""
        return implied_by(catalog.competencies, id, self.not_known) if self.infer else {id}

    def follows(self, catalog: Catalog, id: CompetencyId) -> set[CompetencyId]:
        """What is known at once when this is recorded as learned; that leads on to the rest.

        Lower levels of the skill are recorded with it, whatever is inferred and `not_known`.
        """
        competency = catalog.competencies[id]
        skill = catalog.skills[competency.skill]
        found = {skill.at(level) for level in skill.levels[: skill.levels.index(competency.level)]}
        for clause in competency.requires if self.infer else ():
            left = [one for one in clause.options if one not in self.not_known]
            below = (self.implied_by(catalog, one) for one in left)
            if len(clause.options) == 1:
                found.update(left)
            elif left:
                found |= set.intersection(*below)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One requirement of a target: its weight in readiness, and who asks for it."""

    weight: int
    clause: Clause
    asked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The part of the catalog that matters for a target and is not known yet.

    Attributes:
        goals: Open goals, with those of their options that can be learned.
        met: Goals that are met by what is known.
        dropped: Goals that are wanted but not planned for, such as those beyond a budget.
        studied: Minutes put into open competencies already; `hours` are what is left.
        hours: Time for each open competency, after what known ones save.
        cuts: For each competency shortened by something known: by what, and the fraction.
        clauses: For each open competency its open clauses.
        savings: Minutes that learning the first of a pair earlier saves on the second, beyond `cuts`.
    """

    goals: tuple[Goal, ...]
    met: tuple[Goal, ...]
    hours: Mapping[CompetencyId, Hours]
    cuts: Mapping[CompetencyId, tuple[CompetencyId, float]]
    clauses: Mapping[CompetencyId, tuple[Options, ...]]
    savings: Mapping[tuple[CompetencyId, CompetencyId], int]
    dropped: tuple[Goal, ...] = ()
    studied: Mapping[CompetencyId, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Why a goal cannot be met: lines from the goal down to what stands in the way."""

    goal: Goal
    chain: tuple[tuple[str, Options], ...]
    avoided: frozenset[CompetencyId]


def what_is_known(
    catalog: Catalog,
    stated: Iterable[tuple[CompetencyId, str]],
    one_of: Iterable[tuple[Options, str]],
    not_known: frozenset[CompetencyId],
    *,
    infer: bool = True,
    studied: Mapping[CompetencyId, float] | None = None,
) -> Known:
    """Everything known by what a person says.

    Args:
        stated: Competencies with who states them (a role, or the competency itself).
        one_of: Clauses of roles with several options.
        not_known: Not known whatever implies it; nothing is inferred through these either.
        infer: Whether to add lower levels and prerequisites.
        studied: Minutes put into competencies, of which those not known are kept.
    """
    named = frozenset(id for id, _ in stated) - not_known
    clauses: dict[Options, str] = {}
    for options, by in one_of:
        left = tuple(id for id in options if id not in not_known)
        if left and not named.intersection(left):
            clauses.setdefault(left, by)
    if infer:
        known = _Surmise(catalog, named, not_known, clauses).known()
    else:
        known = Known(stated=named, one_of=clauses, not_known=not_known, infer=False)
    begun = {id: minutes for id, minutes in (studied or {}).items() if id not in known.all}
    return replace(known, studied=begun) if begun else known


class _Surmise:
    """The closure of what is stated, with the reason for each addition."""

    def __init__(
        self,
        catalog: Catalog,
        named: frozenset[CompetencyId],
        not_known: frozenset[CompetencyId],
        clauses: dict[Options, str],
    ) -> None:
        self.competencies = catalog.competencies
        self.named = named
        self.not_known = not_known
        self.clauses = clauses
        self.assumed: dict[CompetencyId, str] = {}

    def known(self) -> Known:
        self.follow(sorted(self.named))
        while self.common_ground():
            pass
        all_known = self.named.union(self.assumed)
        one_of = {
            options: by
            for options, by in self.clauses.items()
            if not all_known.intersection(options)
        }
        return Known(
            stated=self.named,
            assumed=dict(sorted(self.assumed.items())),
            one_of=one_of,
            not_known=self.not_known,
        )

    def follow(self, ids: Iterable[CompetencyId]) -> None:
        queue = list(ids)
        for id in queue:
            for clause in self.competencies[id].requires:
                left = tuple(one for one in clause.options if one not in self.not_known)
                if len(left) == 1 and len(clause.options) == 1:
                    queue += self.add(left[0], id)
                elif left and len(clause.options) > 1:
                    self.clauses.setdefault(left, id)

    def add(self, id: CompetencyId, by: str) -> list[CompetencyId]:
        if id in self.named or id in self.assumed or id in self.not_known:
            return []
        self.assumed[id] = by
        return [id]

    def common_ground(self) -> bool:
        """Add what every option of a known clause builds on; True if anything was new."""
        new: list[CompetencyId] = []
        for options in list(self.clauses):
            shared = set.intersection(*(self.below(id) for id in options))
            label = " or ".join(options) if len(options) > 1 else self.clauses[options]
            for id in sorted(shared - self.not_known):
                new += self.add(id, label)
        self.follow(new)
        return bool(new)

    def below(self, id: CompetencyId) -> set[CompetencyId]:
        return implied_by(self.competencies, id, self.not_known)


def implied_by(
    competencies: Mapping[CompetencyId, Competency],
    id: CompetencyId,
    not_known: frozenset[CompetencyId] = frozenset(),
) -> set[CompetencyId]:
    """The competency and all that follows from it by single prerequisites, `not_known` apart."""
    found: set[CompetencyId] = set()
    stack = [id]
    while stack:
        one = stack.pop()
        if one not in found and one not in not_known:
            found.add(one)
            clauses = competencies[one].requires
            stack += [clause.options[0] for clause in clauses if len(clause.options) == 1]
    return found


def time_left(competency: Competency, saving: float, studied: float) -> Hours:
    """Hours of a competency after a transfer that saves a fraction, and after study already done."""
    hours = competency.hours.less(saving) if saving else competency.hours
    return hours.after(studied)


def find_gap(
    catalog: Catalog, known: Known, goals: Iterable[Goal], avoided: frozenset[CompetencyId]
) -> Gap | tuple[Blocked, ...]:
    """The open part of the catalog for these goals, or why some of them can never be met."""
    reader = _Reader(catalog, known, avoided)
    open_goals: list[Goal] = []
    met: list[Goal] = []
    for goal in goals:
        (met if reader.meets(goal.clause.options) else open_goals).append(goal)
    clauses = reader.reachable(open_goals)
    possible = derivable(clauses)
    blocked = [goal for goal in open_goals if not possible.intersection(goal.clause.options)]
    if blocked:
        return tuple(reader.why_blocked(goal, clauses, possible) for goal in blocked)
    return reader.gap(open_goals, met, clauses, possible)


class _Reader:
    def __init__(self, catalog: Catalog, known: Known, avoided: frozenset[CompetencyId]) -> None:
        self.competencies = catalog.competencies
        self.known = known.all
        self.studied = known.studied
        self.avoided = avoided - known.all
        self.known_clauses = [
            [known.implied_by(catalog, id) for id in options] for options in known.one_of
        ]

    def meets(self, options: Options) -> bool:
        """Whether what is known meets a clause, whichever options of the known clauses hold."""
        if not self.known.isdisjoint(options):
            return True
        return any(
            all(not below.isdisjoint(options) for below in alternatives)
            for alternatives in self.known_clauses
        )

    def open_clauses(self, id: CompetencyId) -> tuple[Options, ...]:
        clauses = (clause.options for clause in self.competencies[id].requires)
        return tuple(dict.fromkeys(options for options in clauses if not self.meets(options)))

    def reachable(self, goals: list[Goal]) -> dict[CompetencyId, tuple[Options, ...]]:
        """Open clauses of all that the goals may pull in, or that may pay for itself in time saved.

        Avoided competencies are left out.
        """
        found: dict[CompetencyId, tuple[Options, ...]] = {}
        stack = [id for goal in goals for id in goal.clause.options]
        while stack:
            id = stack.pop()
            if id in found or id in self.avoided:
                continue
            found[id] = self.open_clauses(id)
            stack += [*_flat(found[id]), *self.savers(id)]
        return found

    def savers(self, id: CompetencyId) -> list[CompetencyId]:
        """What could shorten a competency if it were learned earlier."""
        return [source for source, _ in self.competencies[id].transfers if source not in self.known]

    def gap(
        self,
        goals: list[Goal],
        met: list[Goal],
        clauses: dict[CompetencyId, tuple[Options, ...]],
        possible: set[CompetencyId],
    ) -> Gap:
        usable = {id: tuple(_only(options, possible) for options in clauses[id]) for id in possible}
        wanted = [option for goal in goals for option in _only(goal.clause.options, possible)]
        onward = {
            id: _flat(parts) + [saver for saver in self.savers(id) if saver in possible]
            for id, parts in usable.items()
        }
        useful = closure(wanted, onward)
        ids = sorted(useful)
        cuts = {id: cut for id in ids if (cut := self.best_cut(id))}
        hours = {id: self.hours_after(id, cuts) for id in ids}
        return Gap(
            goals=tuple(
                replace(
                    goal, clause=replace(goal.clause, options=_only(goal.clause.options, possible))
                )
                for goal in goals
            ),
            met=tuple(met),
            hours=hours,
            cuts=cuts,
            clauses={id: usable[id] for id in ids},
            savings=dict(self.savings(ids, useful, hours)),
            studied=self.studied,
        )

    def best_cut(self, id: CompetencyId) -> tuple[CompetencyId, float] | None:
        cuts = [
            cut for cut in self.competencies[id].transfers if cut[0] in self.known and cut[1] > 0
        ]
        return min(cuts, key=lambda cut: (-cut[1], cut[0]), default=None)

    def hours_after(
        self, id: CompetencyId, cuts: Mapping[CompetencyId, tuple[CompetencyId, float]]
    ) -> Hours:
        return self.left(id, cuts[id][1] if id in cuts else 0)

    def left(self, id: CompetencyId, saving: float) -> Hours:
        return time_left(self.competencies[id], saving, self.studied.get(id, 0))

    def savings(
        self,
        ids: list[CompetencyId],
        useful: set[CompetencyId],
        hours: Mapping[CompetencyId, Hours],
    ) -> Iterable[tuple[tuple[CompetencyId, CompetencyId], int]]:
        for id in ids:
            for source, saving in sorted(self.competencies[id].transfers):
                if source in useful and source != id:
                    left = self.left(id, saving).likely
                    if left < hours[id].likely:
                        yield (source, id), hours[id].likely - left

    def why_blocked(
        self,
        goal: Goal,
        clauses: Mapping[CompetencyId, tuple[Options, ...]],
        possible: set[CompetencyId],
    ) -> Blocked:
        chain: list[tuple[str, Options]] = [(goal.asked_by, goal.clause.options)]
        blamed: set[CompetencyId] = set()
        queue = list(goal.clause.options)
        for id in queue:
            if id in self.avoided or id in blamed:
                blamed.add(id)
                continue
            blamed.add(id)
            shut = [options for options in clauses[id] if possible.isdisjoint(options)]
            options = min(shut, key=lambda options: self.distance(options, clauses, possible))
            chain.append((id, options))
            queue += options
        return Blocked(goal=goal, chain=tuple(chain), avoided=self.avoided & blamed)

    def distance(
        self,
        options: Options,
        clauses: Mapping[CompetencyId, tuple[Options, ...]],
        possible: set[CompetencyId],
    ) -> tuple[int, int]:
        """How far off the avoided competencies behind a shut clause are, and how many it has."""
        front, steps, seen = set(options), 0, set(options)
        while front and not front & self.avoided:
            steps += 1
            shut = {
                option
                for id in front
                for parts in clauses[id]
                if possible.isdisjoint(parts)
                for option in parts
            }
            front = shut - seen
            seen |= front
        return steps, len(options)


def _only(options: Options, possible: set[CompetencyId]) -> Options:
    return tuple(option for option in options if option in possible)


def _flat(parts: Iterable[Options]) -> list[CompetencyId]:
    return [option for options in parts for option in options]
