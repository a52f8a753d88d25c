"""Ranges of study time against simulation, and the moments of a step against its density."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from math import exp
from statistics import NormalDist
from typing import Any
from unittest import mock

import pytest

from planner.estimate import PACE_SIGMA, Duration, duration
from planner.model import GRAIN, Hours

SHARES = (0.5, 0.8, 0.95)
SKEW = (
    Hours(600, 600, 6000),
    Hours(600, 1200, 9600),
    Hours(300, 330, 2400),
    Hours(600, 5400, 6000),
    Hours(600, 59400, 60000),
)
VERY_SKEW = (Hours(0, 0, 6000), Hours(600, 600, 60000), Hours(60, 120, 2400))
"""Ten hours, or a thousand."""


def realistic(count: int) -> list[Hours]:
    """Steps as catalogs have them: 2 to 40 hours, up to half as long and up to 2.5 times."""
    chosen = random.Random(count)
    steps = []
    for _ in range(count):
        likely = 60 * chosen.randint(2, 40)
        low = round(likely * chosen.uniform(0.5, 0.8) / GRAIN) * GRAIN
        high = round(likely * chosen.uniform(1.3, 2.5) / GRAIN) * GRAIN
        steps.append(Hours(low, likely, high))
    return steps


def simulated(
    steps: Sequence[Hours], sigma: float, median_pace: float = 1.0, draws: int = 50_000
) -> Any:
    """Sorted minutes of so many learners: PERT betas summed, times one pace a learner."""
    import numpy

    generator = numpy.random.default_rng(2027)
    total = numpy.zeros(draws)
    for low, likely, high in steps:
        spread = max(high - low, 1e-9)
        first = 1 + 4 * (likely - low) / spread
        total += low + (high - low) * generator.permutation(evenly(first, draws))
    # Evenly spaced shares in random order: the sums are random enough.
    normal = NormalDist()
    paces = [normal.inv_cdf((number + 0.5) / draws) for number in range(draws)]
    pace = median_pace * numpy.exp(sigma * generator.permutation(numpy.array(paces)))
    return numpy.sort(total * pace)


def evenly(first: float, draws: int, cells: int = 100_000) -> Any:
    """So many values at evenly spaced shares of a PERT beta."""
    import numpy

    points = (numpy.arange(cells) + 0.5) / cells
    density = points ** (first - 1) * (1 - points) ** (5 - first)
    upto = numpy.cumsum(density) - density / 2
    return numpy.interp((numpy.arange(draws) + 0.5) / draws, upto / density.sum(), points)


def quantile_of(draws: Any, share: float) -> float:
    return float(draws[int(share * len(draws))])


# --- ranges


@pytest.mark.parametrize("count", [8, 20, 60])
def test_ranges_of_a_plan_are_those_of_a_simulation(count: int) -> None:
    steps = realistic(count)
    draws, analytic = simulated(steps, PACE_SIGMA), duration(steps)
    for share in SHARES:
        assert analytic.quantile(share) == pytest.approx(quantile_of(draws, share), rel=0.005)


@pytest.mark.parametrize("count", [8, 60])
def test_ranges_without_differences_of_pace_are_too(count: int) -> None:
    steps = realistic(count)
    draws, analytic = simulated(steps, 0.0), duration(steps, sigma=0.0)
    for share in SHARES:
        assert analytic.quantile(share) == pytest.approx(quantile_of(draws, share), rel=0.005)


def test_a_learned_pace_moves_and_narrows_the_range() -> None:
    steps = realistic(20)
    draws = simulated(steps, 0.1, median_pace=1.4)
    analytic = duration(steps, sigma=0.1, median_pace=1.4)
    for share in SHARES:
        assert analytic.quantile(share) == pytest.approx(quantile_of(draws, share), rel=0.005)


@pytest.mark.parametrize("sigma", [0.0, 0.12, PACE_SIGMA])
@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_ranges_of_few_steps_are_too(count: int, sigma: float) -> None:
    steps = realistic(count)
    draws, analytic = simulated(steps, sigma, draws=200_000), duration(steps, sigma=sigma)
    for share in SHARES:
        near = pytest.approx(quantile_of(draws, share), rel=0.005, abs=GRAIN)
        assert analytic.quantile(share) == near


@pytest.mark.parametrize("sigma", [0.0, 0.12, PACE_SIGMA])
@pytest.mark.parametrize("step", [*SKEW, *VERY_SKEW], ids=str)
def test_ranges_of_a_single_skew_step_are_too(step: Hours, sigma: float) -> None:
    """Its beta is the one that is taken."""
    draws, analytic = simulated([step], sigma, draws=200_000), duration([step], sigma=sigma)
    for share in SHARES:
        near = pytest.approx(quantile_of(draws, share), rel=0.005, abs=GRAIN)
        assert analytic.quantile(share) == near


@pytest.mark.parametrize(
    "steps",
    [
        (VERY_SKEW[2], Hours(600, 900, 1500)),
        (VERY_SKEW[2],) * 3,
        (VERY_SKEW[1], Hours(0, 5000, 6000)),
        (Hours(60, 120, 240), SKEW[0], Hours(300, 2390, 2400)),
        (VERY_SKEW[2], *[Hours(300, 400, 600)] * 4),
        (Hours(0, 0, 6000), Hours(0, 6000, 6000)),
    ],
    ids=str,
)
def test_ranges_of_skew_steps_together_are_near(steps: tuple[Hours, ...]) -> None:
    """Also of one that is skew to the left with one that is skew to the right."""
    for sigma, tolerance in ((0.12, 0.01), (PACE_SIGMA, 0.005)):
        draws, analytic = simulated(steps, sigma, draws=200_000), duration(steps, sigma=sigma)
        for share in SHARES:
            near = pytest.approx(quantile_of(draws, share), rel=tolerance)
            assert analytic.quantile(share) == near


@pytest.mark.parametrize("count", [1, 3, 60])
def test_nothing_takes_less_than_at_the_very_least(count: int) -> None:
    steps = realistic(count)
    certain = duration(steps, sigma=0.0)
    assert certain.least == sum(step.low for step in steps)
    assert certain.within(certain.least - 1) == 0
    assert duration(steps, median_pace=1.5).least == pytest.approx(1.5 * duration(steps).least)
    assert 0 < duration(steps).within(duration(steps).least) < 0.001


@pytest.mark.parametrize("count", [8, 60])
def test_the_share_that_is_done_is_that_of_a_simulation(count: int) -> None:
    steps = realistic(count)
    draws, analytic = simulated(steps, PACE_SIGMA), duration(steps)
    for factor in (0.5, 0.8, 1.0, 1.3, 2.0):
        minutes = analytic.mean * factor
        assert analytic.within(minutes) == pytest.approx(
            float((draws <= minutes).mean()), abs=0.005
        )


# --- moments


def moments(step: Hours, cells: int = 20_000) -> tuple[float, float, float, float]:
    """Mean, variance, third and fourth cumulant of a PERT beta, by the midpoint rule."""
    low, likely, high = step
    first = 4 * (likely - low) / (high - low)
    points = [(number + 0.5) / cells for number in range(cells)]
    density = [float(x**first * (1 - x) ** (4 - first)) for x in points]
    mass = sum(density)

    def expected(of: Callable[[float], float]) -> float:
        return sum(one * of(x) for one, x in zip(density, points, strict=True)) / mass

    mean = expected(lambda x: x)
    spread = high - low
    variance = expected(lambda x: (x - mean) ** 2)
    return (
        low + spread * mean,
        spread**2 * variance,
        spread**3 * expected(lambda x: (x - mean) ** 3),
        spread**4 * (expected(lambda x: (x - mean) ** 4) - 3 * variance**2),
    )


@pytest.mark.parametrize("step", [*SKEW, *VERY_SKEW, Hours(300, 600, 900)], ids=str)
def test_the_moments_of_a_step_are_those_of_its_density(step: Hours) -> None:
    mean, variance, third, fourth = moments(step)
    one = duration([step])
    assert one.mean == pytest.approx(mean, rel=1e-5)
    assert one.variance == pytest.approx(variance, rel=1e-5)
    assert one.third == pytest.approx(third, rel=1e-4, abs=1e-6 * variance**1.5)
    assert one.fourth == pytest.approx(fourth, rel=1e-3, abs=1e-6 * variance**2)


def test_the_moments_of_steps_add_up() -> None:
    steps = realistic(7)
    parts, whole = [duration([step]) for step in steps], duration(steps)
    assert whole.mean == pytest.approx(sum(part.mean for part in parts))
    assert whole.variance == pytest.approx(sum(part.variance for part in parts))
    assert whole.third == pytest.approx(sum(part.third for part in parts))
    assert whole.fourth == pytest.approx(sum(part.fourth for part in parts))


# --- there and back

PLANS = {
    "eight": duration(realistic(8)),
    "sixty": duration(realistic(60)),
    "certain pace": duration(realistic(8), sigma=0.0),
    "certain steps": duration([Hours(600, 600, 600)]),
    "skew": duration([SKEW[0]]),
    "very skew": duration([VERY_SKEW[1]]),
    "very skew, certain pace": duration([VERY_SKEW[2]], sigma=0.0),
    "skew to the left": duration([SKEW[-1]], sigma=0.0),
    "symmetric": duration([Hours(300, 600, 900)], sigma=0.0),
    "tiny": duration([Hours(0, 3, 6)]),
    "huge": duration([Hours(300_000, 600_000, 900_000)] * 40),
    "fast": duration(realistic(8), median_pace=0.5),
}


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("share", [0.1, *SHARES, 0.999])
def test_a_quantile_is_the_first_grain_with_that_share(name: str, share: float) -> None:
    plan = PLANS[name]
    minutes = plan.quantile(share)
    assert minutes % GRAIN == 0
    assert plan.within(minutes) >= share - 1e-6
    assert plan.within(minutes - GRAIN - 1e-6 * minutes) < share


@pytest.mark.parametrize("name", PLANS)
def test_a_small_share_is_found_too(name: str) -> None:
    """In few steps: a fitted distribution that begins below zero must not be followed there."""
    shares, calls = Duration._shares, 0

    def counting(plan: Duration) -> Callable[[float], float]:
        within = shares(plan)

        def counted(minutes: float) -> float:
            nonlocal calls
            calls += 1
            assert calls < 1_000, "the search does not end"
            return within(minutes)

        return counted

    with mock.patch.object(Duration, "_shares", counting):
        assert 0 <= PLANS[name].quantile(0.001) <= PLANS[name].quantile(0.5)


@pytest.mark.parametrize("name", PLANS)
def test_more_time_and_more_certainty_go_together(name: str) -> None:
    plan = PLANS[name]
    shares = [plan.within(plan.mean * factor / 8) for factor in range(25)]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    quantiles = [plan.quantile(share) for share in (0.1, *SHARES, 0.99)]
    assert quantiles == sorted(quantiles)


def test_a_slower_learner_needs_as_much_more_in_every_share() -> None:
    steps = realistic(8)
    for share in SHARES:
        usual, slow = (duration(steps, median_pace=pace).quantile(share) for pace in (1.0, 2.0))
        assert slow == pytest.approx(2 * usual, abs=2 * GRAIN)


# --- corner cases


def test_a_certain_plan_takes_what_it_takes() -> None:
    plan = duration([Hours(60, 60, 60), Hours(120, 120, 120)], sigma=0.0)
    assert [plan.quantile(share) for share in (0.01, 0.5, 0.99)] == [180, 180, 180]
    assert plan.within(179) == pytest.approx(0.0)
    assert plan.within(180) == pytest.approx(1.0)


def test_of_certain_steps_only_the_pace_is_left() -> None:
    """Catalogs may give one number for the hours; then the range is that of the pace alone."""
    plan = duration([Hours(6000, 6000, 6000)])
    log_pace = NormalDist(sigma=PACE_SIGMA)
    for share in SHARES:
        slow = exp(log_pace.inv_cdf(share))
        assert plan.quantile(share) == pytest.approx(6000 * slow, rel=0.005)


@pytest.mark.parametrize("count", [200, 1000])
def test_of_many_steps_nearly_only_the_pace_is_left(count: int) -> None:
    plan = duration(realistic(count))
    log_pace = NormalDist(sigma=PACE_SIGMA)
    for share in SHARES:
        slow = exp(log_pace.inv_cdf(share))
        assert plan.quantile(share) == pytest.approx(plan.mean * slow, rel=0.005)


@pytest.mark.parametrize("steps", [[], [Hours(0, 0, 0)], [Hours(0, 0, 0)] * 3], ids=len)
def test_nothing_to_learn_takes_no_time(steps: list[Hours]) -> None:
    plan = duration(steps)
    assert [plan.quantile(share) for share in SHARES] == [0, 0, 0]
    assert (plan.within(0), plan.within(60)) == (1.0, 1.0)


def test_no_time_is_not_enough_for_anything() -> None:
    plan = duration(realistic(8))
    assert (plan.within(0), plan.within(-60)) == (0.0, 0.0)


def test_steps_of_no_time_change_nothing() -> None:
    steps = realistic(8)
    assert duration([*steps, Hours(0, 0, 0)]) == duration(steps)


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.1, 50])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Duration(600, 100, 0).quantile(share)
