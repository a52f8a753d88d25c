"""What the planner ought to find, by trying everything: slow, plain, and sharing none of its code.

Everything is taken from the wording of the design: what knowing something implies, which sets of
competencies can be learned one after the other, and what the cheapest order of each costs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations

from planner.model import Catalog, CompetencyId

Options = tuple[CompetencyId, ...]
Members = frozenset[CompetencyId]

UNREACHED = 1 << 60


# --- known


@dataclass(frozen=True, kw_only=True)
class Person:
    """What somebody says of themselves.

    Attributes:
        stated: Competencies they have.
        one_of: Alternatives of which they have one, by a role.
        not_known: Competencies they do not have, levels above included.
        infer: Whether having something implies what it builds on.
    """

    catalog: Catalog
    stated: frozenset[CompetencyId] = frozenset()
    one_of: tuple[Options, ...] = ()
    not_known: frozenset[CompetencyId] = frozenset()
    infer: bool = True

    @cached_property
    def known(self) -> frozenset[CompetencyId]:
        """The least fixpoint: all that is implied by something known, or by each alternative."""
        found = self.stated - self.not_known
        while self.infer:
            new = set(self.implied(found))
            for options in self._alternatives(found):
                new |= frozenset.intersection(*(self.implied([id]) for id in options))
            if new <= found:
                break
            found |= new
        return found

    @cached_property
    def alternatives(self) -> frozenset[Members]:
        """Clauses of which one option is known, and not which."""
        clauses = self._alternatives(self.known)
        return frozenset(options for options in clauses if not options & self.known)

    def meets(self, options: Collection[CompetencyId]) -> bool:
        """Whether a clause is met, whichever of the alternatives is the one known."""
        if self.known & set(options):
            return True
        return any(
            all(self.implied([id]) & set(options) for id in alternative)
            for alternative in self.alternatives
        )

    def implied(self, ids: Iterable[CompetencyId]) -> frozenset[CompetencyId]:
        """These and all their single prerequisites, not through anything that is not known."""
        found: set[CompetencyId] = set()
        front = set(ids) - self.not_known
        while front:
            found |= front
            clauses = self._clauses(front)
            front = {options[0] for options in clauses if len(options) == 1}
            front -= found | self.not_known
        return frozenset(found)

    def _clauses(self, ids: Iterable[CompetencyId]) -> list[Options]:
        if not self.infer:
            return []
        return [clause.options for id in ids for clause in self.catalog.competencies[id].requires]

    def _alternatives(self, known: Iterable[CompetencyId]) -> set[Members]:
        written = [options for options in self._clauses(known) if len(options) > 1]
        clauses = {frozenset(options) - self.not_known for options in (*self.one_of, *written)}
        return {options for options in clauses if options}

    def states(self) -> list[Members]:
        """Every way the person's knowledge may be, given what they say: a knowledge structure."""
        ids = [id for id in self.catalog.competencies if id not in self.not_known]
        said = [{id} for id in self.stated] + [set(options) for options in self.one_of]
        needs = [part - self.not_known for part in said]
        return [
            state
            for state in map(frozenset, powerset(ids))
            if all(part & state for part in needs if part) and self._consistent(state)
        ]

    def _consistent(self, state: Members) -> bool:
        clauses = (set(options) - self.not_known for options in self._clauses(state))
        return all(options & state for options in clauses if options)


def powerset(ids: list[CompetencyId]) -> Iterable[tuple[CompetencyId, ...]]:
    return chain.from_iterable(combinations(ids, size) for size in range(len(ids) + 1))


# --- plans


@dataclass(frozen=True, kw_only=True)
class Puzzle:
    """All plans there are from what a person knows to some goals.

    Attributes:
        goals: Clauses to meet.
        avoided: Never learned.
    """

    person: Person
    goals: tuple[Options, ...]
    avoided: frozenset[CompetencyId] = frozenset()

    @cached_property
    def ids(self) -> list[CompetencyId]:
        unknown = self.person.catalog.competencies.keys() - self.person.known - self.avoided
        return sorted(unknown)

    @cached_property
    def plans(self) -> Mapping[int, int]:
        """Least minutes of every set that can be learned and meets the goals.

        Sets are bit masks over `ids`. The minutes of a set are the least over all orders: those of
        the set without its last member, whichever that is, and of learning that one last.
        """
        goals = [self._mask(part) for part in self._open(self.goals)]
        least = [UNREACHED] * (1 << len(self.ids))
        least[0] = 0
        lessons = [self._lesson(id) for id in self.ids]
        for done, minutes in enumerate(least):
            if minutes == UNREACHED:
                continue
            for number, (clauses, costs) in enumerate(lessons):
                learned = done | 1 << number
                if learned != done and all(done & clause for clause in clauses):
                    cost = next(cost for source, cost in costs if done & source or not source)
                    least[learned] = min(least[learned], minutes + cost)
        return {
            mask: minutes
            for mask, minutes in enumerate(least)
            if minutes != UNREACHED and all(mask & goal for goal in goals)
        }

    @property
    def best(self) -> tuple[int, int]:
        """Minutes, and the fewest steps with which they can be had."""
        return min((minutes, mask.bit_count()) for mask, minutes in self.plans.items())

    def minutes_without(self, id: CompetencyId) -> int | None:
        """The same where one competency cannot be learned; None if there is no plan then."""
        bit = 1 << self.ids.index(id)
        return min(
            (minutes for mask, minutes in self.plans.items() if not mask & bit), default=None
        )

    def best_without(self, id: CompetencyId) -> list[Members]:
        """All plans that take these minutes."""
        least = self.minutes_without(id)
        sets = (self.members(mask) for mask, minutes in self.plans.items() if minutes == least)
        return [members for members in sets if id not in members]

    def learnable(self, ids: Members) -> Members:
        """What of these can be learned without any others."""
        done: set[CompetencyId] = set()
        while True:
            new = {id for id in ids - done if all(done & part for part in self._clauses(id))}
            if not new:
                return frozenset(done)
            done |= new

    def in_order(self, ids: list[CompetencyId]) -> bool:
        """Whether each can be learned once those before it are."""
        return all(
            not part.isdisjoint(ids[:place])
            for place, id in enumerate(ids)
            for part in self._clauses(id)
        )

    def clauses_of(self, ids: Iterable[CompetencyId]) -> list[Members]:
        """What the goals and these need, where nothing known meets it."""
        return self._open(self.goals) + [part for id in sorted(ids) for part in self._clauses(id)]

    def minutes_of(self, ids: Iterable[CompetencyId]) -> int | None:
        """What a set costs by its best order; None if it is no plan."""
        return self.plans.get(self._mask(ids))

    def members(self, mask: int) -> Members:
        return frozenset(id for number, id in enumerate(self.ids) if mask >> number & 1)

    def _mask(self, ids: Iterable[CompetencyId]) -> int:
        return sum(1 << self.ids.index(id) for id in ids)

    def _open(self, clauses: Iterable[Options]) -> list[Members]:
        """What may still meet the clauses that nothing known meets."""
        return [
            frozenset(options).intersection(self.ids)
            for options in clauses
            if not self.person.meets(options)
        ]

    def _clauses(self, id: CompetencyId) -> list[Members]:
        requires = self.person.catalog.competencies[id].requires
        return self._open(clause.options for clause in requires)

    def _lesson(self, id: CompetencyId) -> tuple[list[int], list[tuple[int, int]]]:
        """Open clauses of a competency, and its minutes by what was learned: largest cut first."""
        clauses = [self._mask(part) for part in self._clauses(id)]
        one = self.person.catalog.competencies[id]
        costs: list[tuple[int, int]] = []
        for source, saving in sorted(one.transfers, key=lambda transfer: -transfer[1]):
            left = one.hours.less(saving).likely
            if source in self.person.known:
                return clauses, [*costs, (0, left)]
            if source in self.ids:
                costs.append((1 << self.ids.index(source), left))
        return clauses, [*costs, (0, one.hours.likely)]
