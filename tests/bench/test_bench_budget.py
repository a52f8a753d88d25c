"""Time to the proven best that half of a plan's hours buy."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from planner.budget import affordable
from planner.choose import least_effort

from .generators import and_or_gap

SEED = 1
BOUGHT = {
    (300, 0.1): (20, 713.6),
    (300, 0.2): (25, 724.2),
    (2_000, 0.1): (79, 6340.2),
    (2_000, 0.2): (136, 5002.0),
}
"""Weight and hours, by size and share of alternatives."""


@pytest.mark.parametrize(("size", "alternatives"), BOUGHT)
def test_half_of_the_hours(benchmark: BenchmarkFixture, size: int, alternatives: float) -> None:
    gap = and_or_gap(size, alternatives, SEED)
    half = least_effort(gap, seconds=120.0).minutes // 2
    (offer,) = benchmark.pedantic(
        affordable,
        args=(gap, [half]),
        kwargs={"seconds": 120.0},
        rounds=5 if size <= 300 else 1,
        warmup_rounds=1,
    )
    assert offer.proven
    weight = sum(goal.weight for goal in offer.goals)
    assert (weight, offer.minutes / 60) == BOUGHT[size, alternatives]
    assert offer.minutes <= half
