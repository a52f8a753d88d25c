"""Time to the proven least effort, with alternatives and without."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from planner.choose import least_effort

from .generators import and_or_gap, plain_gap

SEED = 1
LEAST_HOURS = {
    (300, 0.1): 1590.2,
    (300, 0.2): 1459.0,
    (2_000, 0.1): 12765.2,
    (2_000, 0.2): 10009.4,
    (10_000, 0.1): 67696.9,
    (10_000, 0.2): 53638.7,
}
"""By size and share of alternatives; `cpsat.py` finds the same where it can prove anything."""


@pytest.mark.parametrize(("size", "alternatives"), LEAST_HOURS)
def test_gap_with_alternatives(benchmark: BenchmarkFixture, size: int, alternatives: float) -> None:
    gap = and_or_gap(size, alternatives, SEED)
    rounds = 10 if size <= 300 else 3
    effort = benchmark.pedantic(
        least_effort, args=(gap,), kwargs={"seconds": 120.0}, rounds=rounds, warmup_rounds=1
    )
    assert effort.optimal
    assert effort.minutes / 60 == LEAST_HOURS[size, alternatives]


@pytest.mark.parametrize("size", [300, 100_000])
def test_gap_without_a_choice(benchmark: BenchmarkFixture, size: int) -> None:
    gap = plain_gap(size, SEED)
    effort = benchmark.pedantic(least_effort, args=(gap,), rounds=5, warmup_rounds=1)
    assert effort.optimal
    assert effort.selected == gap.hours.keys()
    assert effort.minutes == sum(hours.likely for hours in gap.hours.values())
