"""Time to the range of a plan with sixty steps; it is to stay under 20 ms."""

from __future__ import annotations

import random

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from planner.estimate import Duration, duration
from planner.model import GRAIN, Hours

SEED, STEPS = 1, 60
SHARES = (0.5, 0.8, 0.95)
SIMULATED = (86_295, 114_080, 148_930)
"""Minutes of 4 million simulated learners at these shares."""


def steps() -> list[Hours]:
    """2 to 40 hours, up to half as long and up to 2.5 times."""
    chosen = random.Random(SEED)
    found = []
    for _ in range(STEPS):
        likely = 60 * chosen.randint(2, 40)
        low = round(likely * chosen.uniform(0.5, 0.8) / GRAIN) * GRAIN
        high = round(likely * chosen.uniform(1.3, 2.5) / GRAIN) * GRAIN
        found.append(Hours(low, likely, high))
    return found


def ranges(hours: list[Hours], sigma: float) -> tuple[Duration, list[int]]:
    total = duration(hours, sigma=sigma)
    return total, [total.quantile(share) for share in SHARES]


@pytest.mark.parametrize("sigma", [0.33, 0.1])
def test_range(benchmark: BenchmarkFixture, sigma: float) -> None:
    total, found = benchmark.pedantic(ranges, args=(steps(), sigma), rounds=50, warmup_rounds=2)
    for share, minutes in zip(SHARES, found, strict=True):
        assert total.within(minutes) == pytest.approx(share, abs=1e-3)
    if sigma == 0.33:
        assert found == pytest.approx(SIMULATED, rel=2e-3)
    assert benchmark.stats.stats.median < 0.02
