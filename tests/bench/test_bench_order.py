"""Time to an order that is at most 1 % from the best there could be."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from planner.order import ordered

from .generators import jobs

SEED = 1


@pytest.mark.parametrize("weighted", [0.2, 0.5])
@pytest.mark.parametrize("size", [60, 150, 300])
def test_order(benchmark: BenchmarkFixture, size: int, weighted: float) -> None:
    work = jobs(size, weighted, SEED)
    order = benchmark.pedantic(ordered, args=(work, "readiness"), rounds=3, warmup_rounds=1)
    benchmark.extra_info["gap_to_bound"] = order.gap_to_bound
    place = {id: number for number, id in enumerate(order.sequence)}
    assert place.keys() == work.minutes.keys()
    assert all(place[one] < place[id] for id in place for one in work.before[id])
    assert 0 < order.bound <= order.cost
    assert order.gap_to_bound <= 0.01
