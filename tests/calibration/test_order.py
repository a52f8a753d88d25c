"""The order of the plans against published curricula: where teachers agree, plans seldom differ.

A plan puts first what makes a person useful soonest, and the catalog's soft prerequisites hold it
to what teachers do. `curricula.yaml` says in which phase a curriculum teaches what. Two topics
are judged if at least two makers of curricula teach both, in different phases, and more than half
of these makers agree which comes first; a maker whose own curricula disagree is not counted.

Judged are each role from `beginner`, from the two roles from which it takes the fewest hours, and
every way for which `transitions.yaml` has a published time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from planner import Catalog, Plan

from .conftest import PlanOf

CURRICULA = Path(__file__).with_name("curricula.yaml")
ROLES = sorted(path.stem for path in (CURRICULA.parents[2] / "skills" / "roles").glob("*.yaml"))
MOST_AGAINST = 0.12
"""Share of the judged pairs that a plan may order the other way."""

ENOUGH = 20
"""Pairs that must be judged before their share says anything."""

NEAREST = {
    "ai-engineer": ("llmops-engineer", "backend-developer"),
    "analytics-engineer": ("data-engineer", "backend-developer"),
    "backend-developer": ("software-developer", "ml-engineer"),
    "cloud-engineer": ("devops-engineer", "devsecops-engineer"),
    "data-engineer": ("analytics-engineer", "backend-developer"),
    "data-scientist": ("ml-engineer", "analytics-engineer"),
    "devops-engineer": ("platform-engineer", "site-reliability-engineer"),
    "devsecops-engineer": ("devops-engineer", "platform-engineer"),
    "llmops-engineer": ("devops-engineer", "mlops-engineer"),
    "ml-engineer": ("data-scientist", "backend-developer"),
    "mlops-engineer": ("devops-engineer", "llmops-engineer"),
    "platform-engineer": ("devops-engineer", "devsecops-engineer"),
    "site-reliability-engineer": ("devops-engineer", "llmops-engineer"),
    "software-developer": ("backend-developer", "ml-engineer"),
    "sysadmin": ("site-reliability-engineer", "devops-engineer"),
}
"""The two roles from which each takes the fewest hours of study, as of November 2026."""

AGAINST_TEACHERS = {
    ("sysadmin", "cloud-engineer"): (
        "CI/CD is asked for only at awareness there; those who teach the cloud first build whole"
        " pipelines on it, and three of the four pairs come from that"
    ),
}
"""Ways on which more than the allowed share is the other way round, and why they are left so."""

TRANSITIONS = yaml.safe_load(CURRICULA.with_name("transitions.yaml").read_text(encoding="utf-8"))

Pair = tuple[str, str]


def read() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load(CURRICULA.read_text(encoding="utf-8"))
    return entries


def maker(curriculum: Mapping[str, Any]) -> str:
    """Who made it: the owner of its address on GitHub, unless the entry says otherwise."""
    by: str = curriculum.get("by") or curriculum["url"].split("/")[3]
    return by


def taught_before(topics: Iterable[tuple[int, str]]) -> set[Pair]:
    """Pairs of topics of which the first is first taught in an earlier phase."""
    phases: dict[str, int] = {}
    for phase, topic in topics:
        phases[topic] = min(phase, phases.get(topic, phase))
    return {
        (one, other) if phases[one] < phases[other] else (other, one)
        for one, other in combinations(sorted(phases), 2)
        if phases[one] != phases[other]
    }


def agreement(curricula: Iterable[Mapping[str, Any]]) -> frozenset[Pair]:
    """Pairs that at least two makers order, and more than half of these this way."""
    said: dict[str, set[Pair]] = defaultdict(set)
    for curriculum in curricula:
        said[maker(curriculum)] |= taught_before(map(tuple, curriculum["topics"]))
    votes = Counter(
        pair for pairs in said.values() for pair in pairs if tuple(reversed(pair)) not in pairs
    )
    return frozenset(
        (one, other)
        for (one, other), number in votes.items()
        if number + votes[other, one] >= 2 and number > votes[other, one]
    )


@cache
def agreed() -> frozenset[Pair]:
    return agreement(read())


def positions(catalog: Catalog, plan: Plan) -> dict[str, int]:
    """Where a plan teaches each topic: the step that brings it to the level `working`.

    If the plan does not go that far, the step that brings it to its highest level in the plan.
    What follows after `working` does not count, since curricula seldom teach it.
    """
    working = catalog.scale.index("working")
    return {
        step.skill: number
        for number, step in enumerate(plan.steps)
        if catalog.competencies[step.competency].rank <= working
    }


def judged(place: Mapping[str, int]) -> list[Pair]:
    """The agreed pairs of which the plan has both topics."""
    return sorted((one, other) for one, other in agreed() if one in place and other in place)


def against(place: Mapping[str, int]) -> list[Pair]:
    """The agreed pairs that the plan orders the other way."""
    return [(one, other) for one, other in judged(place) if place[one] > place[other]]


@pytest.mark.parametrize("role", ROLES)
def test_plan_teaches_in_the_order_of_curricula(
    role: str, catalog: Catalog, plan_of: PlanOf
) -> None:
    place = positions(catalog, plan_of("beginner", role))
    wrong = against(place)
    assert len(wrong) / max(1, len(judged(place))) < MOST_AGAINST, wrong


def ways() -> list[tuple[str, str]]:
    """From which role to which people are known to go, or would have to learn least."""
    near = {(origin, role) for role, origins in NEAREST.items() for origin in origins}
    published = {(figure["from"], figure["to"]) for figure in TRANSITIONS}
    return sorted(way for way in near | published if way[0] != "beginner")


@pytest.mark.parametrize(("origin", "target"), ways())
def test_order_holds_from_other_roles_too(
    origin: str, target: str, catalog: Catalog, plan_of: PlanOf
) -> None:
    place = positions(catalog, plan_of(origin, target))
    wrong, number = against(place), len(judged(place))
    too_many = number >= ENOUGH and len(wrong) >= MOST_AGAINST * number
    assert too_many == ((origin, target) in AGAINST_TEACHERS), (number, wrong)


def test_enough_ways_can_be_judged(catalog: Catalog, plan_of: PlanOf) -> None:
    numbers = [len(judged(positions(catalog, plan_of(*way)))) for way in ways()]
    assert sum(number >= ENOUGH for number in numbers) >= 20, numbers


def test_each_role_has_its_nearest(catalog: Catalog) -> None:
    assert set(NEAREST) == set(catalog.roles) - {"beginner"}
    assert {origin for origins in NEAREST.values() for origin in origins} <= set(catalog.roles)


@pytest.mark.parametrize("role", ["devops-engineer", "mlops-engineer"])
def test_there_is_something_to_judge(role: str, catalog: Catalog, plan_of: PlanOf) -> None:
    assert len(judged(positions(catalog, plan_of("beginner", role)))) >= ENOUGH


@pytest.mark.parametrize("role", ["devops-engineer", "mlops-engineer"])
def test_plan_read_backwards_is_against_the_curricula(
    role: str, catalog: Catalog, plan_of: PlanOf
) -> None:
    place = positions(catalog, plan_of("beginner", role))
    backwards = {topic: -number for topic, number in place.items()}
    assert len(against(backwards)) > MOST_AGAINST * len(judged(backwards))


def test_every_role_is_judged(catalog: Catalog) -> None:
    assert list(catalog.roles) == ROLES


def test_curricula_speak_of_skills_of_the_catalog(catalog: Catalog) -> None:
    topics = {topic for curriculum in read() for _, topic in curriculum["topics"]}
    assert topics <= set(catalog.skills)


def curriculum(by: str, *topics: str) -> dict[str, Any]:
    """One that teaches these, one after the other."""
    return {"by": by, "topics": list(enumerate(topics))}


def test_two_makers_agree_or_nothing_is_agreed() -> None:
    assert not agreement([curriculum("one", "a", "b"), curriculum("one", "a", "b")])
    assert agreement([curriculum("one", "a", "b"), curriculum("two", "a", "b")]) == {("a", "b")}
    assert not agreement([curriculum("one", "a", "b"), curriculum("two", "b", "a")])


def test_a_majority_decides_and_who_contradicts_himself_does_not_count() -> None:
    split = [
        curriculum("one", "a", "b"),
        curriculum("two", "b", "a"),
        curriculum("three", "a", "b"),
    ]
    assert agreement(split) == {("a", "b")}
    assert not agreement([*split, curriculum("three", "b", "a")])


def test_topics_of_one_phase_have_no_order() -> None:
    assert taught_before([(2, "b"), (1, "a"), (2, "c"), (3, "a")]) == {("a", "b"), ("a", "c")}
