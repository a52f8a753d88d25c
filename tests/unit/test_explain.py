"""What carries over: the hours that a plan from nothing would take more."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from planner import Catalog, Plan, Profile, Settings, load_catalog, make_plan
from planner.profile import Finished, Progress
from tests.catalog_files import written

TODAY = datetime.date(2027, 1, 4)
FILES = {
    "base/shell": "levels: {awareness: {hours: 3}, working: {hours: 10}}\n",
    "base/python": "levels: {awareness: {hours: 4}, working: {hours: 40}}\n",
    "cloud/basics": "hours: 5\n",
    "cloud/aws": ("levels: {awareness: {hours: 2, requires: [basics]}, working: {hours: 30}}\n"),
    "cloud/gcp": ("levels: {awareness: {hours: 6, requires: [basics]}, working: {hours: 20}}\n"),
    "cloud/deploy": "hours: 8\nrequires: [{any_of: [aws@working, gcp@working]}]\n",
    "ops/backups": "hours: 7\nrequires: [{any_of: [python@working, shell@working]}]\n",
    "roles/coder": "requires: {must: [python@working]}\n",
    "roles/clouder": "requires: {must: [{any_of: [aws@working, gcp@working]}]}\n",
    "roles/deployer": (
        "requires: {must: [deploy, {any_of: [aws@awareness, gcp@awareness]}, shell@awareness]}\n"
    ),
    "roles/visitor": "requires: {must: [{any_of: [aws@awareness, gcp@awareness]}]}\n",
    "roles/keeper": "requires: {must: [backups, shell@working]}\n",
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("catalog")
    return load_catalog(written(folder, FILES))


def plan(catalog: Catalog, target: str, *have: str) -> Plan:
    return make_plan(catalog, Profile(have=have, target=(target,)), today=TODAY)


def carried(plan: Plan) -> dict[tuple[str, ...], int]:
    return {item.options: item.minutes // 60 for item in plan.carried}


@pytest.mark.parametrize("target", ["coder", "clouder", "deployer", "visitor", "keeper"])
@pytest.mark.parametrize("origin", ["coder", "clouder", "deployer", "visitor", "keeper"])
def test_what_carries_over_is_what_a_plan_from_nothing_takes_more(
    catalog: Catalog, origin: str, target: str
) -> None:
    made = plan(catalog, target, origin)
    more = plan(catalog, target).hours.likely - made.hours.likely
    assert made.saved_minutes == more == sum(carried(made).values()) * 60


def test_of_known_alternatives_the_way_up_counts_once(catalog: Catalog) -> None:
    """gcp takes 6 + 20 hours and aws 2 + 30; their common ground is known for certain."""
    assert carried(plan(catalog, "deployer", "clouder")) == {
        ("basics@working",): 5,
        ("aws@working", "gcp@working"): 26,
    }


def test_known_alternatives_count_where_a_lower_level_is_asked_for(catalog: Catalog) -> None:
    assert carried(plan(catalog, "visitor", "clouder")) == {
        ("basics@working",): 5,
        ("aws@awareness", "gcp@awareness"): 2,
    }


def test_what_a_step_meets_all_the_same_is_not_spared(catalog: Catalog) -> None:
    """Backups could build on Python, but the shell is learned for its own sake."""
    assert carried(plan(catalog, "keeper", "coder")) == {}


@pytest.mark.parametrize(
    ("origin", "target"),
    [("devops-engineer", "mlops-engineer"), ("mlops-engineer", "devops-engineer")],
)
def test_figure_of_the_bundled_catalog_is_right(origin: str, target: str) -> None:
    bundled = load_catalog()
    made = plan(bundled, target, origin)
    assert made.saved_minutes == plan(bundled, target).hours.likely - made.hours.likely > 0


def left_after(plan: Plan, id: str) -> set[str]:
    """The steps that are left once one is recorded, by what it implies and what is needed for what."""
    known = {id}
    while more := {one for step in known for one in plan.implied[step]} - known:
        known |= more
    left = set(plan.implied) - known
    while over := {
        one
        for one in left
        if all(
            (need.by is not None and need.by not in left) or need.met_by & known
            for need in plan.needs[one]
        )
    }:
        left -= over
    return left


@pytest.mark.parametrize("infer", [True, False])
@pytest.mark.parametrize("have_not", [(), ("basics",), ("shell",)])
@pytest.mark.parametrize("target", ["coder", "clouder", "deployer", "visitor", "keeper"])
def test_record_of_a_step_leaves_what_the_next_plan_holds(
    target: str, have_not: tuple[str, ...], infer: bool, catalog: Catalog
) -> None:
    settings = Settings(infer=infer)
    profile = Profile(target=(target,), have_not=have_not, start=TODAY)
    plan = make_plan(catalog, profile, today=TODAY, settings=settings)
    assert plan.steps
    for step in plan.steps:
        skill, _, level = step.competency.partition("@")
        lower = [one for one in catalog.skills[skill].levels if one <= level]  # awareness, working
        finished = tuple(Finished(competency=f"{skill}@{one}", on=TODAY) for one in lower)
        progress = Progress(finished=finished, days=frozenset({TODAY}))
        then = make_plan(
            catalog, replace(profile, progress=progress), today=TODAY, settings=settings
        )
        left = {one.competency for one in then.steps}
        chosen_anew = left - plan.implied.keys()
        assert chosen_anew or left_after(plan, step.competency) == left
