"""How long a plan takes: a distribution instead of a number.

Each step is a PERT beta between its low and high hours. Their sum is multiplied by one pace factor
common to all steps, because a person is slow or fast throughout; leaving it out makes a stated
range far too narrow. The factor is lognormal with median 1. Quantiles are analytic: the cumulants
of the steps add up, a shifted lognormal is fitted to them, and the factor is integrated out by the
trapezoidal rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, erf, exp, log, sqrt

from planner.model import GRAIN, Hours

PACE_SIGMA = 0.33
"""Standard deviation of the log of the pace factor between learners.

A judgement: among twenty learners who all have the prerequisites, the slowest takes about three
times as long as the fastest, ln 3 / (2 * 1.645) = 0.33. The ratio is the one usually reported from
Bloom's studies of mastery learning; the original was not at hand to be checked.
"""

_NODES = 33
_REACH = 5.0
_TOLERANCE = 1e-7
_SYMMETRIC = 1e-4


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
        if self.sigma == 0:
            return self._sum_within(minutes / self.median_pace)
        step = 2 * _REACH / (_NODES - 1)
        points = [-_REACH + step * number for number in range(_NODES)]
        weights = [exp(-point * point / 2) for point in points]
        parts = (
            weight * self._sum_within(minutes / (self.median_pace * exp(self.sigma * point)))
            for point, weight in zip(points, weights, strict=True)
        )
        return sum(parts) / sum(weights)

    def quantile(self, probability: float) -> int:
        """Minutes within which the plan is done with this probability, in whole grains."""
        if not 0 < probability < 1:
            raise ValueError(f"a probability lies between 0 and 1, not {probability}")
        if self.mean == 0:
            return 0
        low, high = 0.0, self.mean * self.median_pace
        while self.within(high) < probability:
            low, high = high, high * 2
        while high - low > _TOLERANCE * high:
            middle = (low + high) / 2
            low, high = (middle, high) if self.within(middle) < probability else (low, middle)
        return ceil(high / GRAIN - 1e-3) * GRAIN

    def _sum_within(self, minutes: float) -> float:
        """The sum of the steps as the shifted lognormal with the same three cumulants."""
        if self.variance == 0:
            return 1.0 if minutes >= self.mean else 0.0
        deviation = sqrt(self.variance)
        skewness = self.third / deviation**3
        z = (minutes - self.mean) / deviation
        if abs(skewness) < _SYMMETRIC:
            return _normal(z)
        # exp(s^2) =: w solves (w + 2)^2 (w - 1) = skewness^2, a cubic with one real root.
        half = 1 + skewness * skewness / 2
        root = (half + sqrt(half * half - 1)) ** (1 / 3)
        w = root + 1 / root - 1
        shape, spread = sqrt(log(w)), sqrt(w - 1)
        side = 1 if skewness > 0 else -1
        stretched = 1 + spread * side * z
        if stretched <= 0:
            return 0.0 if side > 0 else 1.0
        return _normal(side * (log(stretched) / shape + shape / 2))


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
