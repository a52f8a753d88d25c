"""What a log says about a person's pace, and whether a range then holds what it says it holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil, exp, log, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import Catalog, Plan, Profile, load_catalog, make_plan
from planner.estimate import (
    CAUTION,
    LOG_MINUTES,
    LOG_NOISE,
    PACE_SIGMA,
    PLAUSIBLE,
    Duration,
    PaceFactor,
    duration,
    pace_learned,
)
from planner.model import Hours
from planner.pipeline import calendar_of
from planner.profile import Finished, Progress, Session

DAY = datetime.timedelta(days=1)
MONDAY = datetime.date(2027, 1, 4)
checked = settings(derandomize=True, deadline=None, max_examples=60, database=None)


def finished(number: int, hours: Hours | None, minutes: int) -> Finished:
    """A skill of its own, learned on a day of its own."""
    on = MONDAY + number * DAY
    return Finished(competency=f"skill-{number}@working", on=on, minutes=minutes, estimate=hours)


def close(one: PaceFactor, other: PaceFactor) -> bool:
    return (
        one.median == pytest.approx(other.median, rel=1e-12)
        and one.sigma == pytest.approx(other.sigma, rel=1e-12)
        and (one.steps, one.unlogged) == (other.steps, other.unlogged)
    )


estimates = st.lists(st.integers(10, 2_000), min_size=3, max_size=3).map(
    lambda points: Hours(*sorted(points))
)


@st.composite
def logs(draw: st.DrawFn, largest: int = 6) -> list[Finished]:
    """Steps with a log that can be all that they took."""
    found = []
    for number in range(draw(st.integers(1, largest))):
        hours = draw(estimates)
        minutes = draw(st.integers(hours.low, hours.high))
        found.append(finished(number, hours, minutes))
    return found


# --- the update


@checked
@given(estimates, st.floats(0.3, 3.5))
def test_one_log_moves_the_pace_by_the_weight_it_has(hours: Hours, factor: float) -> None:
    """Normal prior, normal observation, told by means and variances instead of precisions."""
    step = duration([hours])
    minutes = max(round(step.mean * factor), ceil(hours.low / PLAUSIBLE))
    minutes = min(minutes, hours.high * PLAUSIBLE)
    noise = max(log(1 + step.variance / step.mean**2), LOG_NOISE**2)
    noise += (LOG_MINUTES / step.mean) ** 2
    seen = log(minutes / step.mean) + noise / 2
    weight = PACE_SIGMA**2 / (PACE_SIGMA**2 + (1 + CAUTION) * noise)
    learned = pace_learned([finished(0, hours, minutes)])
    assert log(learned.median) == pytest.approx(weight * seen, abs=1e-9)
    assert learned.sigma == pytest.approx(PACE_SIGMA * sqrt(1 - weight))
    assert (learned.steps, learned.unlogged) == (1, 0)


def test_nothing_logged_says_nothing() -> None:
    nothing = [finished(0, Hours(60, 60, 60), 0), finished(1, None, 90)]
    assert pace_learned([]) == pace_learned(nothing) == PaceFactor()


def test_a_log_of_a_certain_step_by_hand() -> None:
    """A fifth more than ten hours, known to a tenth and twenty minutes, and believed by a third."""
    learned = pace_learned([finished(0, Hours(600, 600, 600), 720)])
    noise = 0.01 + (20 / 600) ** 2
    assert learned.median == pytest.approx(
        exp((log(1.2) + noise / 2) * 0.1089 / (0.1089 + 3 * noise))
    )
    assert learned.sigma == pytest.approx(0.33 * sqrt(3 * noise / (0.1089 + 3 * noise)))


def test_one_short_step_done_in_half_its_time_takes_no_half_off_the_plan() -> None:
    """Three hours estimated, one and a half logged; the same of eight steps is believed."""
    estimate = Hours(120, 180, 300)
    few, many = ([finished(n, estimate, 90) for n in range(count)] for count in (1, 8))
    assert 0.68 < pace_learned(few).median < 0.8
    assert pace_learned(many).median < 0.55


@checked
@given(logs(), logs())
def test_more_logs_narrow_the_pace(some: list[Finished], others: list[Finished]) -> None:
    more = [replace(one, on=one.on - 99 * DAY) for one in others]
    few, many = pace_learned(some), pace_learned([*some, *more])
    assert many.sigma < few.sigma < PACE_SIGMA
    assert many.steps == few.steps + len(others)


@checked
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_logs_does_not_matter(some: list[Finished], random: Any) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)
    assert close(pace_learned(shuffled), pace_learned(some))


@checked
@given(logs(), st.integers(1, 50))
def test_more_minutes_make_a_slower_pace(some: list[Finished], more: int) -> None:
    slower = [replace(one, minutes=one.minutes + more) for one in some]
    assert pace_learned(slower).median > pace_learned(some).median


@checked
@given(logs(), estimates)
def test_logs_that_cannot_be_whole_are_set_aside(some: list[Finished], hours: Hours) -> None:
    short = finished(90, hours, max((hours.low - 1) // PLAUSIBLE, 1))
    long = finished(91, hours, hours.high * PLAUSIBLE + 1)
    odd = [one for one in (short, long) if one.minutes * PLAUSIBLE < hours.low or one is long]
    with_odd, without = pace_learned([*some, *odd]), pace_learned(some)
    assert with_odd == replace(without, unlogged=len(odd))


@pytest.mark.parametrize(("minutes", "counts"), [(150, 1), (149, 0), (4_800, 1), (4_801, 0)])
def test_four_times_off_is_the_limit(minutes: int, counts: int) -> None:
    assert pace_learned([finished(0, Hours(600, 900, 1_200), minutes)]).steps == counts


def test_levels_of_a_skill_finished_together_are_one_observation() -> None:
    """One log for both: only their sum says anything."""
    low, high = Hours(60, 120, 240), Hours(300, 600, 900)
    together = [
        Finished(competency="docker@awareness", on=MONDAY, minutes=0, estimate=low),
        Finished(competency="docker@working", on=MONDAY, minutes=900, estimate=high),
    ]
    learned = pace_learned(together)
    both = duration([low, high])
    noise = log(1 + both.variance / both.mean**2) + (LOG_MINUTES / both.mean) ** 2
    weight = PACE_SIGMA**2 / (PACE_SIGMA**2 + (1 + CAUTION) * noise)
    assert log(learned.median) == pytest.approx(weight * (log(900 / both.mean) + noise / 2))
    assert learned.steps == 2
    apart = [together[0], replace(together[1], on=MONDAY + DAY)]
    assert pace_learned(apart).steps == 1


def test_a_level_recorded_without_a_log_says_nothing_of_the_one_below() -> None:
    estimate = Hours(300, 600, 900)
    logged = Finished(
        competency="docker@working", on=MONDAY, minutes=600, estimate=estimate, event="1"
    )
    bare = Finished(competency="docker@practitioner", on=MONDAY, estimate=estimate, event="2")
    assert close(pace_learned([logged, bare]), pace_learned([logged]))


# --- simulated learners on a plan of the bundled catalog


@cache
def catalog() -> Catalog:
    return load_catalog()


@cache
def bundled() -> Plan:
    """From beginner to DevOps engineer, about sixty steps."""
    profile = Profile(have=("beginner",), target=("devops-engineer",), start=MONDAY)
    return make_plan(catalog(), profile, today=MONDAY)


def drawn(steps: Sequence[Hours], learners: int, seed: int) -> tuple[Any, Any]:
    """A pace for each learner, and for each of them the minutes of every step."""
    import numpy

    generator = numpy.random.default_rng(seed)
    paces = numpy.exp(PACE_SIGMA * generator.standard_normal(learners))
    columns = []
    for low, likely, high in steps:
        spread = max(high - low, 1e-9)
        first = 1 + 4 * (likely - low) / spread
        columns.append(low + spread * generator.beta(first, 6 - first, learners))
    return paces, paces[:, None] * numpy.array(columns).T


@dataclass(frozen=True)
class Learner:
    """What is predicted after some steps, and what is true."""

    learned: PaceFactor
    left: Duration
    minutes: float


def learners(count: int, done: int, seed: int = 2027) -> Iterator[Learner]:
    """Simulated learners with a log of the first steps, to the minute."""
    hours = [step.hours for step in bundled().steps]
    _, minutes = drawn(hours, count, seed)
    rest = duration(hours[done:])
    for mine in minutes:
        logged = [
            finished(number, hours[number], max(round(mine[number]), 1)) for number in range(done)
        ]
        learned = pace_learned(logged)
        left = replace(rest, sigma=learned.sigma, median_pace=learned.median)
        yield Learner(learned, left, float(mine[done:].sum()))


def test_the_plan_has_about_sixty_steps() -> None:
    assert 45 <= len(bundled().steps) <= 75


@pytest.mark.parametrize("done", [0, 5, 15])
def test_ranges_hold_as_many_as_they_say(done: int) -> None:
    """Of 3,000 learners: 8 of 10 within p80, half within p50, 19 of 20 within p95."""
    shares = [one.left.within(one.minutes) for one in learners(3_000, done)]
    for named, low, high in ((0.8, 0.75, 0.85), (0.5, 0.45, 0.55), (0.95, 0.92, 0.98)):
        held = sum(share <= named for share in shares) / len(shares)
        assert low <= held <= high, (named, held)


def test_a_range_is_narrower_the_more_is_known() -> None:
    widths = []
    for done in (0, 5, 15):
        one = next(learners(1, done))
        widths.append(one.left.quantile(0.95) / one.left.quantile(0.5))
        assert one.learned.steps == done
    assert widths[0] > widths[1] > widths[2] > 1


def test_the_pace_that_is_learned_nears_the_true_one() -> None:
    hours = [step.hours for step in bundled().steps]
    paces, minutes = drawn(hours, 500, seed=7)

    def miss(done: int) -> float:
        errors = []
        for pace, mine in zip(paces, minutes, strict=True):
            logged = [finished(n, hours[n], max(round(mine[n]), 1)) for n in range(done)]
            errors.append(abs(log(pace_learned(logged).median / pace)))
        return sum(errors) / len(errors)

    assert miss(0) > 2 * miss(5) > 2 * miss(15)


@cache
def eight_of_ten(left: Duration) -> int:
    return left.quantile(0.8)


@pytest.mark.parametrize("done", [0, 5, 15])
def test_dates_hold_as_many_as_minutes_do(done: int) -> None:
    """With a weekly pattern and a holiday: the day of p80 against the day it was really done."""
    week = (Session(1, 90), Session(3, 90), Session(5, 180))
    away = ((MONDAY + 200 * DAY, MONDAY + 220 * DAY),)
    calendar = calendar_of(replace(bundled().pace, week=week, away=away))
    held, count = 0, 400
    for one in learners(count, done, seed=80):
        held += calendar.end(ceil(one.minutes)) <= calendar.end(eight_of_ten(one.left))
    assert 0.75 <= held / count <= 0.85


def test_a_plan_with_a_log_is_dated_by_the_pace_learned_from_it() -> None:
    """The same person twice as slow: every figure of the rest follows from the log."""
    first = bundled().steps[:5]
    logged = tuple(
        Finished(
            competency=step.competency,
            on=MONDAY + number * DAY,
            minutes=2 * step.hours.likely,
            estimate=step.hours,
        )
        for number, step in enumerate(first)
    )
    progress = Progress(finished=logged, days=frozenset(one.on for one in logged))
    profile = Profile(
        have=("beginner",), target=("devops-engineer",), start=MONDAY, progress=progress
    )
    today = MONDAY + 28 * DAY
    plan = make_plan(catalog(), profile, today=today)
    factor = pace_learned(logged)
    assert plan.pace.factor == factor
    assert factor.median > 1.5
    total = duration(
        [step.hours for step in plan.steps], sigma=factor.sigma, median_pace=factor.median
    )
    for share, minutes, day in zip((0.5, 0.8, 0.95), plan.quantiles, plan.finish, strict=True):
        assert minutes == total.quantile(share)
        assert day == calendar_of(plan.pace).end(minutes)
    assert plan.pace.begin == today
