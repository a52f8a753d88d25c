"""How long a plan takes: a distribution instead of a number.

Each step is a PERT beta between its low and high hours. Their sum is multiplied by one pace factor
common to all steps, because a person is slow or fast throughout; leaving it out makes a stated
range far too narrow. The factor is lognormal with median 1. Quantiles are analytic: the cumulants
of the steps add up, a beta is fitted to them, and the factor is integrated out by the trapezoidal
rule.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, copysign, erf, exp, fsum, log, log1p, sqrt
from typing import NamedTuple

from planner.model import GRAIN, Hours
from planner.profile import Finished

PACE_SIGMA = 0.33
"""Standard deviation of the log of the pace factor between learners.

Koedinger, Carvalho, Liu and McLaughlin fitted 27 data sets of online practice: learners at the 75th
percentile gain about 1.5 times as much from an exercise as those at the 25th, which for a lognormal
is ln 1.5 / 1.349 = 0.30. A later fit of the same data finds the differences larger, by 118 % in the
median, if other observations are counted; so 0.30 is the low end, and a tenth is added to it: the
slowest of twenty learners takes three times as long as the fastest. The addition is a judgement.

Source: doi 10.1073/pnas.2221311120 (2023), with the ratio as read out of it in
https://www.justinmath.com/critique-of-paper-an-astonishing-regularity-in-student-learning-rate/;
https://arxiv.org/abs/2605.01690 for the other fit.
"""

_FASTEST = -3.0902
"""The standard normal deviate that one in a thousand stays below."""

_TOLERANCE = 1e-7
_NODES, _REACH = 41, 5.0
_FINE_NODES = 241
_NEXT_TO_NOTHING = -18.0
"""Log of a density as a fraction of its peak where the integration ends."""

_NEARLY_GAMMA = 1000.0
"""Sum of a beta's parameters from which on more of it changes nothing worth mentioning."""


def _trapezoids() -> tuple[tuple[float, float], ...]:
    points = [_REACH * (2 * number / (_NODES - 1) - 1) for number in range(_NODES)]
    weights = [exp(-point * point / 2) for point in points]
    whole = fsum(weights)
    return tuple((point, weight / whole) for point, weight in zip(points, weights, strict=True))


_POINTS = _trapezoids()


@dataclass(frozen=True, slots=True)
class Duration:
    """The distribution of a plan's study time, in minutes.

    Attributes:
        mean: Of the sum of the steps, before the pace factor.
        variance: Of the sum.
        third: Third cumulant of the sum.
        sigma: Of the log of the pace factor.
        median_pace: Median of the pace factor; 1 unless learned from a person's log.
        low: The sum, if every step took no more than its low estimate.
        fourth: Fourth cumulant of the sum.
    """

    mean: float
    variance: float
    third: float
    sigma: float = PACE_SIGMA
    median_pace: float = 1.0
    low: float = 0.0
    fourth: float = 0.0

    @property
    def least(self) -> float:
        """What it takes at the very least: low estimates, and the pace of the fastest of 1,000."""
        return self.low * self.median_pace * exp(_FASTEST * self.sigma)

    def within(self, minutes: float) -> float:
        """Probability that the plan takes no longer than this."""
        if self.mean == 0:
            return 1.0
        return self._shares()(minutes) if minutes > 0 else 0.0

    def _shares(self) -> Callable[[float], float]:
        """The probability that the plan takes no longer than some minutes, for any minutes."""
        if self.variance == 0:
            return lambda minutes: self._pace_within(minutes / self.mean)
        # The narrower of the two distributions is integrated over, so that the other one, seen
        # from point to point, changes smoothly.
        if self.sigma * self.mean >= sqrt(self.variance):
            sums = self._sums(_NODES)
            return lambda minutes: fsum(w * self._pace_within(minutes / one) for one, w in sums)
        table = _Table.of(self._sums(_FINE_NODES))
        paces = [(self.median_pace * exp(self.sigma * z), weight) for z, weight in _POINTS]
        return lambda minutes: fsum(w * table.within(minutes / pace) for pace, w in paces)

    def _pace_within(self, factor: float) -> float:
        """Probability that the pace factor is at most this."""
        if self.sigma == 0:
            return 1.0 if factor >= self.median_pace else 0.0
        return _normal(log(factor / self.median_pace) / self.sigma)

    def quantile(self, probability: float) -> int:
        """Minutes within which the plan is done with this probability, in whole grains."""
        if not 0 < probability < 1:
            raise ValueError(f"a probability lies between 0 and 1, not {probability}")
        if self.mean == 0:
            return 0
        low, high = 0.0, self.mean * self.median_pace
        within = self._shares()
        while within(high) < probability:
            low, high = high, high * 2
        while high - low > max(_TOLERANCE * high, 0.01):
            middle = (low + high) / 2
            low, high = (middle, high) if within(middle) < probability else (low, middle)
        return ceil(high / GRAIN - 0.01) * GRAIN

    def _sums(self, nodes: int) -> list[tuple[float, float]]:
        """Sums of the steps, before the pace, with their weights: a trapezoidal rule.

        Its points are evenly spaced in the log odds of the place between the ends of the beta:
        there the density is smooth and falls off on both sides, whatever its shape.
        """
        first, second, low, span = self._beta()
        middle, peak = log(first / second), _log_density(first, second, log(first / second))

        def height(odds: float) -> float:
            return _log_density(first, second, odds) - peak

        begin = middle - _where_it_falls(lambda far: height(middle - far))
        end = middle + _where_it_falls(lambda far: height(middle + far))
        points = [begin + (end - begin) * number / (nodes - 1) for number in range(nodes)]
        weights = [exp(height(odds)) for odds in points]
        whole, least = fsum(weights), max(self.low, self.mean / 1000)
        return [
            (max(low + span * exp(_logs(odds)[0]), least), weight / whole)
            for odds, weight in zip(points, weights, strict=True)
        ]

    def _beta(self) -> tuple[float, float, float, float]:
        """The beta with the sum's four cumulants: both parameters, lower end, width.

        For a single step it is the step's own. Sums that no beta resembles so closely get one with
        their first three cumulants that is nearly a gamma distribution.

        Source: Pearson 1895, Contributions to the mathematical theory of evolution II, type I.
        """
        skew = self.third**2 / self.variance**3
        excess = self.fourth / self.variance**2
        beyond_gamma = 3 * skew - 2 * excess
        both = 6 * (2 + excess - skew) / beyond_gamma if beyond_gamma > 0 else _NEARLY_GAMMA
        both = min(both, _NEARLY_GAMMA) if both > 0 else _NEARLY_GAMMA
        width = sqrt((both + 2) ** 2 * skew + 16 * (both + 1))
        apart = (both + 2) * copysign(sqrt(skew), self.third) / width
        first, second = both * (1 - apart) / 2, both * (1 + apart) / 2
        span = sqrt(self.variance) * width / 2
        return first, second, self.mean - span * first / both, span


class _Table(NamedTuple):
    """A distribution as the shares up to some values, in rising order."""

    values: list[float]
    shares: list[float]

    @classmethod
    def of(cls, weighed: Iterable[tuple[float, float]]) -> _Table:
        """From values with their weights, of each of which half lies below it."""
        values, weights = zip(*weighed, strict=True)
        upto = list(accumulate(weights))
        return cls(list(values), [all - one / 2 for all, one in zip(upto, weights, strict=True)])

    def within(self, value: float) -> float:
        place = bisect_right(self.values, value)
        if place in (0, len(self.values)):
            return float(place > 0)
        before, after = self.values[place - 1 : place + 1]
        share, more = self.shares[place - 1 : place + 1]
        return share + (more - share) * (value - before) / (after - before)


def _logs(odds: float) -> tuple[float, float]:
    """Logs of a share and of what it leaves, by the log of their ratio."""
    beside = log1p(exp(-abs(odds)))
    return min(odds, 0.0) - beside, min(-odds, 0.0) - beside


def _log_density(first: float, second: float, odds: float) -> float:
    """Of a beta, by the log odds, but for a constant."""
    share, rest = _logs(odds)
    return first * share + second * rest


def _where_it_falls(height: Callable[[float], float]) -> float:
    """How far from the peak a log density has fallen to next to nothing."""
    near, far = 0.0, 1.0
    while height(far) > _NEXT_TO_NOTHING:
        near, far = far, far * 2
    for _ in range(6):
        middle = (near + far) / 2
        near, far = (middle, far) if height(middle) > _NEXT_TO_NOTHING else (near, middle)
    return far


def _normal(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2


def duration(
    steps: Iterable[Hours], *, sigma: float = PACE_SIGMA, median_pace: float = 1.0
) -> Duration:
    """The distribution of the time for all steps together.

    Variance (m - low)(high - m) / 7 and the cumulants behind it are those of the PERT beta with mean
    m = (low + 4 likely + high) / 6 (Malcolm, Roseboom, Clark, Fazar 1959).
    """
    mean = variance = third = fourth = lowest = 0.0
    for hours in steps:
        lowest += hours.low
        middle = (hours.low + 4 * hours.likely + hours.high) / 6
        below, above = middle - hours.low, hours.high - middle
        mean += middle
        variance += below * above / 7
        third += below * above * (above - below) / 28
        fourth += below * above * (7 * (above - below) ** 2 - 8 * below * above) / 588
    return Duration(mean, variance, third, sigma, median_pace, lowest, fourth)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceFactor:
    """How a person's time compares with the estimates: lognormal.

    Attributes:
        median: 1.2 for somebody who takes a fifth longer than estimated.
        sigma: Standard deviation of its log, from not knowing the person better.
        steps: From how many finished steps it was learned.
        unlogged: Finished steps whose log cannot be all that they took.
    """

    median: float = 1.0
    sigma: float = PACE_SIGMA
    steps: int = 0
    unlogged: int = 0


PRIOR = PaceFactor()
"""The pace of somebody of whom nothing is known."""

LOG_NOISE = 0.1
"""Least standard deviation of the log of a step's time about its estimate, apart from the pace:
what a person writes into a log is no closer. A judgement."""

LOG_MINUTES = 20
"""Standard deviation of what a person forgets to log or logs too much on one step. A judgement; it
weighs on short steps, of which a few would else say too much about all the others."""

PLAUSIBLE = 4
"""A log below the low estimate or above the high one by more than this factor is not counted."""


CAUTION = 2
"""Logs that a person is taken to have besides, which say nothing: the first ones count for less. A
judgement; with it ranges still hold what they say they hold for whoever logs exactly
(tests/property/test_pace.py)."""


def pace_learned(finished: Iterable[Finished], *, sigma: float = PACE_SIGMA) -> PaceFactor:
    """What logged hours against estimates say about a person's pace.

    The log of the pace is normal with mean 0 and standard deviation `sigma` before anything is
    known. Each finished step with a log is an observation of it, whose own spread is that of the
    step's estimate, wider while there are few of them; normal prior and normal observations make a
    normal posterior (conjugate update). Levels of one skill recorded together are one observation.
    """
    together: dict[tuple[object, ...], list[Finished]] = defaultdict(list)
    for one in finished:
        if one.estimate:
            together[one.competency.partition("@")[0], one.on, one.event].append(one)
    seen: list[tuple[float, float]] = []
    steps, unlogged = 0, 0
    for group in together.values():
        observation = _observed(group)
        if observation is None:
            unlogged += any(one.minutes for one in group)
        else:
            seen.append(observation)
            steps += len(group)
    scale = 1 + CAUTION / max(len(seen), 1)
    precision = 1 / sigma**2 + fsum(1 / spread for _, spread in seen) / scale
    return PaceFactor(
        median=exp(fsum(log_pace / spread for log_pace, spread in seen) / scale / precision),
        sigma=sqrt(1 / precision),
        steps=steps,
        unlogged=unlogged,
    )


def _observed(group: Sequence[Finished]) -> tuple[float, float] | None:
    """The log of the pace that a log shows, and its variance; None where it cannot be the whole."""
    minutes = sum(one.minutes for one in group)
    hours = [one.estimate for one in group if one.estimate]
    estimate = duration(hours)
    if not minutes or not estimate.mean:
        return None
    low, high = sum(one.low for one in hours), sum(one.high for one in hours)
    if not low / PLAUSIBLE <= minutes <= high * PLAUSIBLE:
        return None
    spread = max(log(1 + estimate.variance / estimate.mean**2), LOG_NOISE**2)
    spread += (LOG_MINUTES / estimate.mean) ** 2
    return log(minutes / estimate.mean) + spread / 2, spread
