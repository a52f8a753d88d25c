"""The length of the plans against published times to get into a role, at one stated pace.

All of `transitions.yaml` is kept, though its figures contradict each other by up to a factor of
ten. A figure that a plan does not meet is marked there as `outside`, with the reason, and exactly
these must be outside: one that comes inside fails as well.

Months are published as whole numbers, so ours are rounded to whole months, halves up, before the
two are compared: 2.96 months meet 3-6, and 9.48 months meet 6-9.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import floor
from pathlib import Path
from typing import Any

import pytest
import yaml

from planner import Catalog, Plan

from .conftest import PlanOf

HOURS_PER_WEEK = 10.0
"""The pace at which published months are read where a source does not give its own.

The sources that do, beside a job, say 10-15 or 15-20 hours; this is the lower end. The two articles
put the step from DevOps to MLOps at 3-5 months, which with the hours of the catalog holds between
about 9.9 and 16 hours a week; in that span no pace meets more of the figures.
"""

HOURS_PER_MONTH = HOURS_PER_WEEK * 365.2425 / 12 / 7

TRANSITIONS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("transitions.yaml").read_text(encoding="utf-8")
)

Figure = Mapping[str, Any]


def name(figure: Figure) -> str:
    low, high = figure["months"]
    return f"{figure['from']} to {figure['to']}, {low}-{high} months to {figure['kind']}"


def likely_months(plan: Plan, figure: Figure) -> int:
    """Months within which half of the learners are done, in whole months as the figures are.

    Where the source gives its own hours a week, both are total hours: its months at its hours.
    """
    return floor(own_months(plan, figure) + 0.5)


def own_months(plan: Plan, figure: Figure) -> float:
    """The same with its fraction."""
    own_pace: float = figure.get("hours_per_week", HOURS_PER_WEEK) / HOURS_PER_WEEK
    return plan.quantiles.p50 / 60 / (HOURS_PER_MONTH * own_pace)


def limits(figure: Figure) -> tuple[float, float]:
    """The months within which a plan of study meets a figure."""
    low, high = figure["months"]
    return (low / 2 if figure["kind"] == "hire" else low), high


def meets(plan: Plan, figure: Figure) -> bool:
    """Whether a plan, in whole months, lies within a published range of study.

    A time to be hired includes the search, so the plan may take as little as half of its lower end.
    """
    low, high = limits(figure)
    return low <= likely_months(plan, figure) <= high


@pytest.mark.parametrize("figure", TRANSITIONS, ids=name)
def test_plan_meets_the_figure_unless_the_reason_is_given(figure: Figure, plan_of: PlanOf) -> None:
    plan = plan_of(figure["from"], figure["to"])
    assert meets(plan, figure) == ("outside" not in figure), likely_months(plan, figure)


def test_both_articles_are_met() -> None:
    articles = [figure for figure in TRANSITIONS if "url" not in figure]
    assert len(articles) == 10
    assert not [name(figure) for figure in articles if "outside" in figure]


def test_from_devops_to_mlops_takes_three_to_five_months(plan_of: PlanOf) -> None:
    plan = plan_of("devops-engineer", "mlops-engineer")
    assert 150 <= plan.hours.likely / 60 <= 205
    assert 13 <= plan.quantiles.p50 / 60 / HOURS_PER_WEEK <= 21.7


def test_more_figures_are_met_than_not() -> None:
    outside = [figure for figure in TRANSITIONS if "outside" in figure]
    assert len(outside) < len(TRANSITIONS) / 2


def test_few_figures_are_met_by_rounding_alone(plan_of: PlanOf) -> None:
    rounded = []
    for figure in TRANSITIONS:
        months = own_months(plan_of(figure["from"], figure["to"]), figure)
        low, high = limits(figure)
        if "outside" not in figure and not low <= months <= high:
            rounded.append(f"{name(figure)}: {months:.2f}")
    assert len(rounded) <= 3, rounded


def test_each_reason_is_given_for_one_figure() -> None:
    reasons = Counter(figure["outside"] for figure in TRANSITIONS if "outside" in figure)
    assert not [reason for reason, number in reasons.items() if number > 1 or len(reason) < 30]


def test_twice_the_time_would_be_seen(plan_of: PlanOf) -> None:
    figure: Figure = {"months": [3, 5], "kind": "study"}
    plan = plan_of("devops-engineer", "mlops-engineer")
    assert meets(plan, figure)
    assert not meets(plan, {**figure, "hours_per_week": HOURS_PER_WEEK / 2})
    assert not meets(plan, {**figure, "hours_per_week": HOURS_PER_WEEK * 2})
    assert meets(plan, {"months": [8, 12], "kind": "hire"})
    assert not meets(plan, {"months": [12, 16], "kind": "hire"})


def test_roles_quote_figures_from_the_list(catalog: Catalog) -> None:
    listed = {quoted(figure["from"], figure["to"], **figure) for figure in TRANSITIONS}
    unknown = [
        f"{role.id}: from {one.origin}, {one.source}"
        for role in catalog.roles.values()
        for one in role.transitions
        if quoted(one.origin, role.id, one.months, one.kind, one.source, one.url) not in listed
    ]
    assert not unknown


def quoted(
    origin: str,
    target: str,
    months: Any,
    kind: str,
    source: str,
    url: str | None = None,
    **_: Any,
) -> tuple[Any, ...]:
    """What a role file and the list have to agree on, the name of the source included."""
    return origin, target, tuple(months), kind, source, url


def test_roles_quote_at_most_three_figures_for_a_way(catalog: Catalog) -> None:
    ways = Counter(
        (one.origin, role.id) for role in catalog.roles.values() for one in role.transitions
    )
    assert ways
    assert max(ways.values()) <= 3
