"""Random catalogs of realistic shape for benchmarks, the same for the same seed."""

from __future__ import annotations

import random

from planner.gap import Gap, Goal
from planner.model import Clause, Hours
from planner.order import Jobs

LIKELY_HOURS = (1, 2, 4, 6, 8, 10, 14, 20, 30, 40)


def and_or_gap(size: int, alternatives: float, seed: int, transfers: float = 0.1) -> Gap:
    """A gap of `size` competencies in layers of prerequisites, one goal in twenty.

    Args:
        alternatives: Share of clauses that have two to four options.
        transfers: Share of competencies that a neighbour shortens by 30 to 60 %.
    """
    chance = random.Random(seed)
    ids = [f"s{number:05d}@working" for number in range(size)]
    hours = {}
    clauses: dict[str, tuple[tuple[str, ...], ...]] = {}
    savings: dict[tuple[str, str], int] = {}
    for number, id in enumerate(ids):
        likely = chance.choice(LIKELY_HOURS) * 60
        hours[id] = Hours(likely * 6 // 10, likely, likely * 18 // 10)
        clauses[id] = tuple(_clauses(chance, ids, number, alternatives))
        if number > 2 and chance.random() < transfers:
            other = ids[max(0, number - chance.randrange(1, 30))]
            saved = int(likely * chance.choice((0.3, 0.4, 0.5, 0.6)) / 3) * 3
            savings[other, id] = saved
            if chance.random() < 0.5:
                savings[id, other] = int(hours[other].likely * 0.4 / 3) * 3
    goals = tuple(
        Goal(weight=chance.choice((1, 2, 3)), clause=Clause(options=(id,)), asked_by="bench")
        for id in chance.sample(ids[size // 2 :], max(2, size // 20))
    )
    return Gap(goals=goals, met=(), hours=hours, cuts={}, clauses=clauses, savings=savings)


def _clauses(chance: random.Random, ids: list[str], number: int, alternatives: float):  # type: ignore[no-untyped-def]
    if not number:
        return
    reach = ids[max(0, number - 80) : number]
    for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
        count = chance.randrange(2, 5) if chance.random() < alternatives else 1
        yield tuple(dict.fromkeys(chance.choice(reach) for _ in range(count)))


def plain_gap(size: int, seed: int) -> Gap:
    """A gap without alternatives and transfers, in which everything is needed."""
    gap = and_or_gap(size, 0.0, seed, transfers=0.0)
    goals = tuple(
        Goal(weight=1, clause=Clause(options=(id,)), asked_by="bench") for id in list(gap.hours)
    )
    return Gap(goals=goals, met=(), hours=gap.hours, cuts={}, clauses=gap.clauses, savings={})


def jobs(size: int, weighted: float, seed: int) -> Jobs:
    """Steps to order, of which a share carries weight."""
    chance = random.Random(seed)
    ids = [f"s{number:04d}" for number in range(size)]
    before = {
        id: {
            ids[chance.randrange(max(0, number - 60), number)]
            for _ in range(chance.choice((0, 1, 1, 2, 2, 3)) if number else 0)
        }
        for number, id in enumerate(ids)
    }
    return Jobs(
        minutes={id: chance.choice(LIKELY_HOURS) * 60 for id in ids},
        weights={id: chance.choice((1, 2, 3)) for id in ids if chance.random() < weighted},
        before=before,
        areas={id: f"area{number % 7}" for number, id in enumerate(ids)},
    )
