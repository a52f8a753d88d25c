"""How long a plan takes: a distribution instead of a number.

Each step is a PERT beta between its low and high hours. Their sum is multiplied by one pace factor
common to all steps, because a person is slow or fast throughout; leaving it out makes a stated
range far too narrow. The factor is lognormal with median 1. Quantiles are analytic: the cumulants
of the steps add up, a shifted lognormal is fitted to them, and the factor is integrated out by the
trapezoidal rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil, erf, exp, fsum, log, sqrt

from planner.model import GRAIN, Finished, Hours

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

_TOLERANCE = 1e-7
_SYMMETRIC = 1e-4
_NODES, _REACH = 41, 5.0


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
    """

    mean: float
    variance: float
    third: float
    sigma: float = PACE_SIGMA
    median_pace: float = 1.0

    def within(self, minutes: float) -> float:
        """Probability that the plan takes no longer than this."""
        if self.mean == 0:
            return 1.0
        if minutes <= 0:
            return 0.0
        if self.variance == 0:
            return self._pace_within(minutes / self.mean)
        # The narrower of the two distributions is integrated over, so that the other one, seen
        # from point to point, changes smoothly.
        if self.sigma * self.mean >= sqrt(self.variance):
            return _average(lambda z: self._pace_within(minutes / self._sum_at(z)))
        paces = self.median_pace
        return _average(lambda z: self._sum_within(minutes / (paces * exp(self.sigma * z))))

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
        while self.within(high) < probability:
            low, high = high, high * 2
        while high - low > max(_TOLERANCE * high, 0.01):
            middle = (low + high) / 2
            low, high = (middle, high) if self.within(middle) < probability else (low, middle)
        return ceil(high / GRAIN - 0.01) * GRAIN

    def _sum_within(self, minutes: float) -> float:
        """Probability that the sum of the steps, before the pace, is at most this."""
        if self.variance == 0:
            return 1.0 if minutes >= self.mean else 0.0
        z = (minutes - self.mean) / sqrt(self.variance)
        w, side = self._lognormal()
        if w == 1:
            return _normal(z)
        stretched = 1 + sqrt(w - 1) * side * z
        if stretched <= 0:
            return 0.0 if side > 0 else 1.0
        shape = sqrt(log(w))
        return _normal(side * (log(stretched) / shape + shape / 2))

    def _sum_at(self, z: float) -> float:
        """The sum of the steps at a standard normal deviate, at least a thousandth of its mean."""
        w, side = self._lognormal()
        if w > 1:
            shape = sqrt(log(w))
            z = side * (exp(shape * side * z - shape * shape / 2) - 1) / sqrt(w - 1)
        return max(self.mean + sqrt(self.variance) * z, self.mean / 1000)

    def _lognormal(self) -> tuple[float, int]:
        """The shifted lognormal with the sum's three cumulants: exp(s^2), and its side.

        w = exp(s^2) solves (w + 2)^2 (w - 1) = skewness^2, a cubic with one real root.
        """
        skewness = self.third / self.variance**1.5 if self.variance else 0.0
        if abs(skewness) < _SYMMETRIC:
            return 1.0, 1
        half = 1 + skewness * skewness / 2
        root = (half + sqrt(half * half - 1)) ** (1 / 3)
        return root + 1 / root - 1, 1 if skewness > 0 else -1


def _average(value: Callable[[float], float]) -> float:
    """The mean of a function of a standard normal deviate, by the trapezoidal rule."""
    return fsum(weight * value(point) for point, weight in _POINTS)


def _normal(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2


def duration(
    steps: Iterable[Hours], *, sigma: float = PACE_SIGMA, median_pace: float = 1.0
) -> Duration:
    """The distribution of the time for all steps together.

    Variance (m - low)(high - m) / 7 and the third cumulant are those of the PERT beta with mean
    m = (low + 4 likely + high) / 6 (Malcolm, Roseboom, Clark, Fazar 1959).
    """
    mean = variance = third = 0.0
    for hours in steps:
        middle = (hours.low + 4 * hours.likely + hours.high) / 6
        below, above = middle - hours.low, hours.high - middle
        mean += middle
        variance += below * above / 7
        third += below * above * (above - below) / 28
    return Duration(mean, variance, third, sigma, median_pace)


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

PLAUSIBLE = 4
"""A log below the low estimate or above the high one by more than this factor is not counted."""


def pace_learned(finished: Iterable[Finished], *, sigma: float = PACE_SIGMA) -> PaceFactor:
    """What logged hours against estimates say about a person's pace.

    The log of the pace is normal with mean 0 and standard deviation `sigma` before anything is
    known. Each finished step with a log is an observation of it, whose own spread is that of the
    step's estimate; normal prior and normal observations make a normal posterior (conjugate
    update). Levels of one skill finished on one day are one observation.
    """
    together: dict[tuple[str, object], list[Finished]] = defaultdict(list)
    for one in finished:
        if one.estimate:
            together[one.competency.partition("@")[0], one.on].append(one)
    precision, weighted, steps, unlogged = 1 / sigma**2, 0.0, 0, 0
    for group in together.values():
        minutes = sum(one.minutes for one in group)
        hours = [one.estimate for one in group if one.estimate]
        estimate = duration(hours)
        if not minutes or not estimate.mean:
            continue
        low, high = sum(one.low for one in hours), sum(one.high for one in hours)
        if not low / PLAUSIBLE <= minutes <= high * PLAUSIBLE:
            unlogged += 1
            continue
        spread = max(log(1 + estimate.variance / estimate.mean**2), LOG_NOISE**2)
        precision += 1 / spread
        weighted += (log(minutes / estimate.mean) + spread / 2) / spread
        steps += len(group)
    return PaceFactor(
        median=exp(weighted / precision),
        sigma=sqrt(1 / precision),
        steps=steps,
        unlogged=unlogged,
    )
