"""The best order within one block of Sidney's decomposition.

An order of a block is a sequence of its goals, the steps that carry weight: each pulls in what it
still needs. A dynamic program over sets of done goals is exact as long as it can keep all of them.
Where it cannot, it keeps the most promising, moves of single steps improve what it found, and the
linear-ordering relaxation bounds what is left: a variable d_ij for every pair that the
prerequisites leave open, 1 if i comes before j,

    minimise  sum of w_j p_i d_ij,   d_ij + d_ji = 1,   d_ij + d_jk + d_ki <= 2,

its triangle rows added where they are violated. Blocks too large even for that are bounded by the
decomposition itself, within a factor of two.

Sources: Potts 1980 for the relaxation; Margot, Queyranne, Wang 2003, Decompositions, network flows,
and a precedence constrained single-machine scheduling problem, Operations Research 51(6), for the
last bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple

from planner.program import Relaxation

MAX_SETS = 256
MAX_TRIES = 2_000_000
"""Sets of done goals kept at each stage, the least promising dropped first; fewer where a block has so
many goals that all stages together would look at more than `MAX_TRIES` pairs of a set and a goal."""

MAX_RELAXED = 160
"""Steps, after merging, up to which a block is bounded by the relaxation."""

MAX_ROUNDS = 40
MAX_ROWS = 3_000
"""Rounds of adding violated triangles, and how many at most in each."""


@dataclass(frozen=True, slots=True)
class Block:
    """Steps by number.

    Attributes:
        minutes: Time of each.
        weights: Of each; zero for a step that only others need.
        before: For each, smaller and larger numbers that come before it; without a circle.
        goals: Those with weight, in the order in which ties prefer them.
    """

    minutes: list[int]
    weights: list[int]
    before: list[list[int]]
    goals: list[int]


def best_goals(block: Block) -> tuple[list[int], int]:
    """The goals in the best order found, and what no order of the block costs less than.

    Costs are weight times minutes from the start of the block.
    """
    search = _Search(block)
    found, complete = search.best()
    if complete:
        return found, search.cost(found)
    merged = _Merged(block, search.closures)
    improved = merged.improved(found)
    bound = merged.lower_bound()
    if search.cost(improved) < search.cost(found):
        found = improved
    return found, min(bound, search.cost(found))


class _State(NamedTuple):
    """The cheapest known way to have done a set of steps."""

    cost: int
    minutes: int
    goals: tuple[int, ...]


class _Search:
    """The dynamic program; sets of steps are bits of integers, bit n for the n-th step."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.closures = _closures(block)
        self.all_goals = sum(1 << goal for goal in block.goals)
        self.lengths: dict[int, int] = {}

    def best(self) -> tuple[list[int], bool]:
        """A sequence of the goals, and whether it is surely the best."""
        states = {0: _State(0, 0, ())}
        complete = True
        room = max(8, min(MAX_SETS, MAX_TRIES // (len(self.block.goals) ** 2 or 1)))
        for _ in self.block.goals:
            states = self.one_more(states)
            if len(states) > room:
                complete = False
                kept = sorted(states.items(), key=lambda item: self.promise(*item))[:room]
                states = dict(kept)
        best = min(states.values(), key=lambda state: state.cost)
        return list(best.goals), complete

    def one_more(self, states: Mapping[int, _State]) -> dict[int, _State]:
        """Every state followed by every goal that no other open goal comes before."""
        found: dict[int, _State] = {}
        for bits, state in states.items():
            for goal in self.block.goals:
                new = self.closures[goal] & ~bits
                own = 1 << goal
                if bits & own or new & self.all_goals & ~own:
                    continue
                minutes = state.minutes + self.length(new)
                cost = state.cost + self.block.weights[goal] * minutes
                known = found.get(bits | new)
                # States come in the order of their goals, so of equal costs the first stays.
                if known is None or cost < known.cost:
                    found[bits | new] = _State(cost, minutes, (*state.goals, goal))
        return found

    def cost(self, goals: Sequence[int]) -> int:
        """Weight times time of done goals, summed."""
        total = minutes = done = 0
        for goal in goals:
            minutes += self.length(self.closures[goal] & ~done)
            done |= self.closures[goal]
            total += self.block.weights[goal] * minutes
        return total

    def promise(self, bits: int, state: _State) -> int:
        """What a state costs at least in the end: each open goal taken as if it came next."""
        return state.cost + sum(
            self.block.weights[goal] * (state.minutes + self.length(self.closures[goal] & ~bits))
            for goal in self.block.goals
            if not bits >> goal & 1
        )

    def length(self, bits: int) -> int:
        """Minutes of a set of steps."""
        known = self.lengths.get(bits)
        if known is None:
            minutes = self.block.minutes
            known = sum(minutes[step] for step in _members(bits))
            self.lengths[bits] = known
        return known


def _closures(block: Block) -> list[int]:
    """Each step with all that comes before it, as bits."""
    closures: list[int | None] = [None] * len(block.minutes)
    for start in range(len(closures)):
        stack = [start]
        while stack:
            step = stack[-1]
            open_ones = [one for one in block.before[step] if closures[one] is None]
            if open_ones:
                stack += open_ones
                continue
            stack.pop()
            bits = 1 << step
            for one in block.before[step]:
                bits |= closures[one] or 0
            closures[step] = bits
    return [bits or 0 for bits in closures]


def _members(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class _Merged:
    """The block with every weightless step merged into the only step that waits for it.

    Nothing is lost: such a step may as well come just before that one.
    """

    def __init__(self, block: Block, closures: list[int]) -> None:
        minutes = dict(enumerate(block.minutes))
        before = {step: set(others) for step, others in enumerate(block.before)}
        after: dict[int, set[int]] = {step: set() for step in before}
        for step, others in before.items():
            for other in others:
                after[other].add(step)
        queue = [step for step in before if not block.weights[step]]
        while queue:
            step = queue.pop()
            if step not in minutes or len(after[step]) != 1:
                continue
            (into,) = after.pop(step)
            minutes[into] += minutes.pop(step)
            for other in before.pop(step):
                after[other].discard(step)
                after[other].add(into)
                before[into].add(other)
                if not block.weights[other]:
                    queue.append(other)
            before[into].discard(step)
        self.steps = sorted(minutes)
        self.minutes = [minutes[step] for step in self.steps]
        self.weights = [block.weights[step] for step in self.steps]
        place = {step: number for number, step in enumerate(self.steps)}
        self.place = place
        self.closures = closures
        self.ancestors = [
            {place[one] for one in _members(closures[step]) if one in place and one != step}
            for step in self.steps
        ]

    def improved(self, goals: Sequence[int]) -> list[int]:
        """The goals after moving single steps to better places until none has one."""
        sequence: list[int] = []
        done: set[int] = set()
        for goal in goals:
            pulled = self.ancestors[self.place[goal]] | {self.place[goal]}
            new = sorted(pulled - done, key=lambda one: (len(self.ancestors[one]), one))
            sequence += new
            done |= pulled
        sequence += [one for one in range(len(self.steps)) if one not in done]
        moved = True
        while moved:
            moved = sum(self.move(sequence, one) for one in range(len(self.steps))) > 0
        return [self.steps[one] for one in sequence if self.weights[one]]

    def move(self, sequence: list[int], one: int) -> bool:
        """Put a step where it costs least among the places it can be moved to."""
        here = sequence.index(one)
        best, target = 0, here
        for direction in (-1, 1):
            gain, place = 0, here + direction
            while 0 <= place < len(sequence):
                other = sequence[place]
                first, second = (one, other) if direction > 0 else (other, one)
                if first in self.ancestors[second]:
                    break
                gain += self.weights[second] * self.minutes[first]
                gain -= self.weights[first] * self.minutes[second]
                if gain > best:
                    best, target = gain, place
                place += direction
        if target == here:
            return False
        sequence.insert(target, sequence.pop(here))
        return True

    def lower_bound(self) -> int:
        """The relaxation's bound, or the decomposition's where the block is too large for it."""
        own = sum(w * p for w, p in zip(self.weights, self.minutes, strict=True))
        bound = -(-(sum(self.weights) * sum(self.minutes) + own) // 2)
        if len(self.steps) <= MAX_RELAXED:
            bound = max(bound, own + _relaxed(self.minutes, self.weights, self.ancestors))
        return bound


def _relaxed(minutes: list[int], weights: list[int], ancestors: list[set[int]]) -> int:
    """Lower bound on the sum over pairs of w_j p_i where i comes before j."""
    import numpy  # highspy, which the relaxation needs anyway, brings it along

    size = len(minutes)
    column = numpy.full((size, size), -1)
    fixed = numpy.zeros((size, size))
    costs: list[int] = []
    constant = 0
    for j in range(size):
        for i in range(j):
            if i in ancestors[j] or j in ancestors[i]:
                first, second = (i, j) if i in ancestors[j] else (j, i)
                constant += weights[second] * minutes[first]
                fixed[first, second] = 1.0
                continue
            column[i, j] = column[j, i] = len(costs)
            costs.append(weights[j] * minutes[i] - weights[i] * minutes[j])
            constant += weights[i] * minutes[j]
    relaxation = Relaxation(costs)
    upper = numpy.triu(numpy.ones((size, size), dtype=bool), 1)
    value = 0.0
    for _ in range(MAX_ROUNDS):
        value, values = relaxation.minimise()
        order = fixed.copy()
        free = column >= 0
        taken = numpy.asarray(values)[column[free]] if costs else numpy.zeros(0)
        order[free] = numpy.where(upper[free], taken, 1 - taken)
        rows = list(_violated(order, column, numpy))
        if not rows:
            break
        relaxation.add(rows)
    return constant + ceil(value - 1e-4)


def _violated(order: Any, column: Any, numpy: Any) -> Iterator[tuple[list[tuple[int, int]], int]]:
    """Rows d_ij + d_jk - d_ik <= 1 that a solution breaks, the worst first."""
    found = []
    for j in range(len(order)):
        excess = order[:, j, None] + order[None, j, :] - order - 1
        for i, k in zip(*numpy.nonzero(excess > 1e-4), strict=True):
            if i not in (j, k) and k != j:
                found.append((-float(excess[i, k]), int(i), j, int(k)))
    for _, i, j, k in sorted(found)[:MAX_ROWS]:
        terms: dict[int, int] = {}
        bound = 1
        for first, second, sign in ((i, j, 1), (j, k, 1), (i, k, -1)):
            number = int(column[first, second])
            if number < 0:
                bound -= sign * int(order[first, second])
            elif first < second:
                terms[number] = terms.get(number, 0) + sign
            else:
                terms[number] = terms.get(number, 0) - sign
                bound -= sign
        yield sorted(terms.items()), bound
