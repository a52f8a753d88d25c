"""Answers to questions about a plan, worked out by hand on a small catalog."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from planner import Catalog, Plan, PlannerError, Profile, Settings, load_catalog, make_plan, whatif
from planner.cli import main
from planner.problems import BadUsage
from planner.whatif import Next, Why, WhyNot
from tests.catalog_files import written
from tests.unit.asking import PLAN_KEYS, Ask, asking

TODAY = datetime.date(2027, 1, 4)
FILES = {
    "catalog": "name: Small\nversion: '1'\n",
    "base/shell": "hours: 2\n",
    "base/python": "hours: 10\nrequires: [shell]\n",
    "base/git": "hours: 3\n",
    "base/tip": "hours: 1\n",
    "base/iceberg": "hours: 99\nrequires: [tip]\n",
    "base/algebra": "levels:\n  awareness: {hours: 1}\n  working: {hours: 7}\n",
    "cloud/aws": "hours: 20\n",
    "cloud/gcp": "hours: 16\n",
    "cloud/deploy": "hours: 5\nrequires: [python, {any_of: [aws, gcp]}]\n",
    "ml/tracking": "hours: 4\nrequires: [python]\n",
    "ml/serving": "hours: 6\nrequires: [deploy, tracking]\n",
    "ml/kafka": "hours: 12\nrequires: [shell]\n",
    "ml/streams": "hours: 3\nrequires: [kafka]\n",
    "ml/compiler": "hours: 100\ntransfers: {grammar: 0.9}\n",
    "ml/grammar": "hours: 10\n",
    "roles/server": (
        "name: Server\nrequires: {must: [serving], should: [tracking, git]}\n"
        "transitions:\n"
        "  - {from: deployer, months: [1, 2], kind: study, source: Survey, seen: 2026-11}\n"
        "suits: [Somebody who serves.]\n"
    ),
    "roles/deployer": (
        "name: Deployer\nrequires: {must: [deploy], should: [git], could: [kafka]}\n"
        "market:\n  - {kind: demand, says: Some., source: Survey, seen: 2026-11}\n"
    ),
    "roles/starter": "name: Starter\nrequires: {must: [shell], should: [python]}\n",
    "roles/cloud-one": "requires: {must: [{any_of: [aws, gcp]}, git]}\n",
    "roles/cloud-two": "requires: {must: [{any_of: [gcp, aws]}, shell]}\n",
}
SERVER, DEPLOYER = Profile(target=("server",)), Profile(target=("deployer",))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalog")
    return written(folder, FILES)


@pytest.fixture(scope="module")
def catalog(folder: Path) -> Catalog:
    return load_catalog(folder)


def at(*skills: str) -> tuple[str, ...]:
    return tuple(f"{skill}@working" for skill in skills)


def plan(catalog: Catalog, profile: Profile, **how: Any) -> Plan:
    return make_plan(catalog, profile, today=TODAY, settings=Settings(**how))


def steps(plan: Plan) -> set[str]:
    return {step.competency for step in plan.steps}


# --- why


def why(catalog: Catalog, profile: Profile, name: str, **how: Any) -> Why:
    return whatif.why(catalog, profile, name, today=TODAY, settings=Settings(**how))


def test_why_a_goal(catalog: Catalog) -> None:
    answer = why(catalog, SERVER, "serving")
    assert answer == Why(
        competency="serving@working",
        status="step",
        chains=(("server", "serving@working"),),
        without=None,
        breaks=("serving@working",),
    )


def test_why_tells_the_shortest_chain_alone(catalog: Catalog) -> None:
    """Tracking is asked for itself, so the way over serving is longer."""
    assert why(catalog, SERVER, "python").chains == (("server", *at("tracking", "python")),)


def test_why_tells_every_shortest_chain_of_one_goal(catalog: Catalog) -> None:
    answer = why(catalog, SERVER, "python", depth="must")
    assert set(answer.chains) == {
        ("server", *at("serving", "tracking", "python")),
        ("server", *at("serving", "deploy", "python")),
    }


def test_why_tells_every_shortest_chain_of_several_targets(catalog: Catalog) -> None:
    both = replace(SERVER, target=("server", "deployer"))
    assert set(why(catalog, both, "python").chains) == {
        ("server", *at("tracking", "python")),
        ("deployer", *at("deploy", "python")),
    }
    assert set(why(catalog, both, "git").chains) >= {("server", "git@working")}


def test_why_names_what_a_step_unlocks_directly(catalog: Catalog) -> None:
    assert set(why(catalog, SERVER, "python").unlocks) == set(at("tracking", "deploy"))
    assert why(catalog, SERVER, "gcp").unlocks == at("deploy")
    assert why(catalog, SERVER, "serving").unlocks == ()


def test_why_tells_what_breaks_without(catalog: Catalog) -> None:
    answer = why(catalog, SERVER, "python")
    assert (answer.without, set(answer.breaks)) == (None, set(at("serving", "tracking")))


def test_why_tells_what_the_other_way_costs(catalog: Catalog) -> None:
    answer = why(catalog, SERVER, "gcp")
    avoiding = replace(SERVER, avoid=("gcp",))
    more = plan(catalog, avoiding).hours.likely - plan(catalog, SERVER).hours.likely
    assert (answer.without, answer.breaks) == (more, ())
    assert more == (20 - 16) * 60


def test_why_compares_plans_for_the_same_requirements_under_a_budget(catalog: Catalog) -> None:
    """33 hours buy deploy alone; without gcp it takes aws, 4 hours more."""
    both = replace(SERVER, target=("server", "deploy"))
    how = {"budget": 33 * 60, "depth": "must"}
    assert steps(plan(catalog, both, **how)) == set(at("shell", "python", "gcp", "deploy"))
    assert why(catalog, both, "gcp", **how).without == (20 - 16) * 60


def test_why_of_a_detour_that_saves_time(catalog: Catalog) -> None:
    answer = why(catalog, Profile(target=("compiler",)), "grammar")
    assert (answer.status, answer.chains, answer.unlocks) == ("step", (), ())
    assert (answer.without, answer.breaks) == ((100 - 20) * 60, ())


def test_why_of_something_stated_or_implied_or_absent(catalog: Catalog) -> None:
    profile = replace(SERVER, have=("python",))
    stated, implied, absent = (why(catalog, profile, id) for id in ("python", "shell", "kafka"))
    assert stated == Why(competency="python@working", status="known")
    assert implied == Why(competency="shell@working", status="known", implied_by="python@working")
    assert absent == Why(competency="kafka@working", status="absent")


def test_why_means_the_step_of_the_skill_if_it_has_another_level(catalog: Catalog) -> None:
    aware = Profile(target=("algebra@awareness",))
    assert why(catalog, aware, "algebra").competency == "algebra@awareness"
    both = Profile(target=("algebra@working",))
    assert why(catalog, both, "algebra@awareness").competency == "algebra@awareness"
    assert why(catalog, both, "algebra").competency == "algebra@working"


@pytest.mark.parametrize("ask", ["why", "why_not"])
def test_an_unknown_name_is_bad_usage(ask: str, catalog: Catalog) -> None:
    with pytest.raises(BadUsage, match="did you mean `python`"):
        getattr(whatif, ask)(catalog, SERVER, "pyton", today=TODAY, settings=Settings())


# --- why not


def why_not(catalog: Catalog, profile: Profile, name: str, **how: Any) -> WhyNot:
    return whatif.why_not(catalog, profile, name, today=TODAY, settings=Settings(**how))


def test_why_not_something_apart(catalog: Catalog) -> None:
    assert why_not(catalog, DEPLOYER, "kafka") == WhyNot(
        competency="kafka@working",
        status="absent",
        extra_minutes=12 * 60,
        extra_steps=at("kafka"),
        meets=("deployer",),
        unlocks=at("streams"),
    )


def test_why_not_names_what_it_brings_along(catalog: Catalog) -> None:
    answer = why_not(catalog, Profile(target=("git",)), "streams")
    assert (answer.extra_minutes, answer.extra_steps) == (
        (3 + 12 + 2) * 60,
        at("shell", "kafka", "streams"),
    )
    assert (answer.meets, answer.unlocks) == ((), ())


def test_why_not_the_other_alternative(catalog: Catalog) -> None:
    answer = why_not(catalog, SERVER, "aws")
    assert answer.extra_minutes == (20 - 16) * 60
    assert (answer.extra_steps, answer.spared) == (at("aws"), at("gcp"))
    assert answer.instead_of == (("gcp@working", (20 - 16) * 60),)
    assert answer.unlocks == at("deploy")


@pytest.mark.parametrize("name", ["aws", "kafka", "streams", "iceberg", "algebra", "grammar"])
@pytest.mark.parametrize("profile", [SERVER, DEPLOYER], ids=["server", "deployer"])
def test_why_not_is_the_difference_of_two_plans(
    name: str, profile: Profile, catalog: Catalog
) -> None:
    answer = why_not(catalog, profile, name)
    without = plan(catalog, profile)
    with_it = plan(catalog, replace(profile, target=(*profile.target, name)))
    assert answer.extra_minutes == with_it.hours.likely - without.hours.likely
    assert set(answer.extra_steps) == steps(with_it) - steps(without)
    assert set(answer.spared) == steps(without) - steps(with_it)


def test_why_not_under_a_budget_still_says_what_it_takes(catalog: Catalog) -> None:
    """The budget buys the plan; it cannot make 12 hours of kafka take none."""
    answer = why_not(catalog, SERVER, "kafka", budget=19 * 60)
    assert "kafka@working" in answer.extra_steps
    assert answer.extra_minutes == 12 * 60


def test_why_not_something_in_the_plan_or_known(catalog: Catalog) -> None:
    profile = replace(SERVER, have=("python",))
    statuses = [why_not(catalog, profile, id) for id in ("serving", "python", "shell")]
    assert statuses == [
        WhyNot(competency="serving@working", status="step"),
        WhyNot(competency="python@working", status="known"),
        WhyNot(competency="shell@working", status="known"),
    ]


def test_why_not_something_that_is_avoided_says_so(catalog: Catalog) -> None:
    with pytest.raises(PlannerError, match="stop avoiding `kafka`"):
        why_not(catalog, replace(SERVER, avoid=("kafka",)), "kafka")


# --- what next


def ranked(found: list[Next]) -> list[str]:
    return [one.step.skill for one in found]


def test_next_ranks_what_can_be_started_by_readiness_an_hour(catalog: Catalog) -> None:
    """Weights: serving 3, tracking 2 and git 2 of 7; serving is 41 hours away, tracking 14."""
    found = whatif.what_next(plan(catalog, replace(SERVER, have=("shell",))))
    assert ranked(found) == ["git", "python", "gcp"]
    assert [one.towards for one in found] == list(at("git", "tracking", "serving"))
    assert [one.gain for one in found] == pytest.approx([2 / 7 / 3, 2 / 7 / 14, 3 / 7 / 41])
    assert {one.fits for one in found} == {None}


def test_next_takes_what_fits_first(catalog: Catalog) -> None:
    profile = Profile(have=("shell",), target=("tracking", "iceberg"))
    made = plan(catalog, profile)
    assert ranked(whatif.what_next(made)) == ["python", "tip"]
    hour = whatif.what_next(made, 60)
    assert [(one.step.skill, one.fits) for one in hour] == [("tip", True), ("python", False)]
    short = whatif.what_next(made, 59)
    assert [(one.step.skill, one.fits) for one in short] == [("python", False), ("tip", False)]
    day = whatif.what_next(made, 600)
    assert [(one.step.skill, one.fits) for one in day] == [("python", True), ("tip", True)]


def test_next_of_a_finished_plan_is_nothing(catalog: Catalog) -> None:
    assert whatif.what_next(plan(catalog, replace(SERVER, have=("server",)))) == []


def test_next_is_what_builds_on_nothing_open(catalog: Catalog) -> None:
    assert set(ranked(whatif.what_next(plan(catalog, SERVER)))) == {"shell", "git", "gcp"}


# --- paths


def paths(catalog: Catalog, profile: Profile, **how: Any) -> list[whatif.Path]:
    return whatif.paths(catalog, profile, today=TODAY, settings=Settings(**how))


def test_paths_are_sorted_and_are_plans(catalog: Catalog) -> None:
    start = Profile(have=("python",))
    found = paths(catalog, start)
    assert {path.role for path in found} == set(catalog.roles)
    assert found == sorted(found, key=lambda path: (path.plan.hours.likely, path.role))
    for path in found:
        made = plan(catalog, replace(start, target=(path.role,)), runners_up=False)
        assert path.plan == made, path.role
        assert path.name == catalog.roles[path.role].name
    first = found[0]
    assert (first.role, first.plan.steps, first.carried) == ("starter", (), 2)
    assert first.plan.ready_at_start == 1.0


def test_paths_leave_out_what_one_is_and_what_one_avoids(catalog: Catalog) -> None:
    found = paths(catalog, Profile(have=("starter",)))
    assert {path.role for path in found} == set(catalog.roles) - {"starter"}
    found = paths(catalog, Profile(avoid=("python",)))
    assert {path.role for path in found} == {"cloud-one", "cloud-two"}


def test_paths_mind_the_calendar_and_neither_deadline_nor_budget(catalog: Catalog) -> None:
    soon = Profile(deadline=TODAY, away=((TODAY, datetime.date(2027, 3, 7)),))
    away = paths(catalog, soon, budget=3)
    for path, usual in zip(away, paths(catalog, Profile()), strict=True):
        assert (path.role, path.plan.hours) == (usual.role, usual.plan.hours)
        assert path.plan.months == pytest.approx(usual.plan.months + 63 / (365.25 / 12))


# --- the commands


@pytest.fixture(scope="module")
def ask(folder: Path) -> Ask:
    return asking(folder, TODAY)


def test_why_as_json(ask: Ask) -> None:
    assert ask("why", "gcp", "--to", "server") == {
        "schema": "planner.why/1",
        "competency": "gcp@working",
        "status": "step",
        "implied_by": None,
        "chains": [["server", *at("serving", "deploy", "gcp")]],
        "unlocks": list(at("deploy")),
        "hours_more_without": 4.0,
        "breaks": [],
    }
    breaking = ask("why", "python", "--to", "server")
    assert breaking["hours_more_without"] is None
    assert breaking["breaks"] == list(at("serving", "tracking"))
    known = ask("why", "shell", "--to", "server", "--have", "python")
    assert (known["status"], known["implied_by"]) == ("known", "python@working")
    assert ask("why", "kafka", "--to", "server")["status"] == "absent"


def test_why_not_as_json(ask: Ask) -> None:
    assert ask("why-not", "aws", "--to", "server") == {
        "schema": "planner.why-not/1",
        "competency": "aws@working",
        "status": "absent",
        "extra_hours": 4.0,
        "extra_steps": list(at("aws")),
        "spared": list(at("gcp")),
        "meets": [],
        "unlocks": list(at("deploy")),
        "instead_of": [{"competency": "gcp@working", "hours_more": 4.0}],
    }


def test_next_as_json(ask: Ask) -> None:
    data = ask("next", "--to", "server", "--have", "shell", "--minutes", "600")
    assert data.keys() == {"schema", "next"}
    assert data["schema"] == "planner.next/1"
    assert data["next"][0] == {
        "competency": "git@working",
        "hours": 3.0,
        "readiness_per_hour": round(2 / 7 / 3, 5),
        "towards": "git@working",
        "fits": True,
    }
    assert [one["fits"] for one in data["next"]] == [True, True, False]


def test_paths_as_json(ask: Ask) -> None:
    data = ask("paths", "--from", "starter")
    assert data.keys() == {"schema", "paths"}
    assert data["schema"] == "planner.paths/1"
    assert {tuple(path) for path in data["paths"]} == {
        ("role", "name", "hours", "hours_p50", "months", "steps", "carried", "ready")
    }
    assert {path["role"]: path["hours"] for path in data["paths"]} == {
        "cloud-two": 16.0,
        "cloud-one": 19.0,
        "deployer": 24.0,
        "server": 34.0,
    }


def text_of(folder: Path, *words: str) -> str:
    line = [*words, "--catalog", str(folder), "--today", str(TODAY)]
    result = CliRunner(catch_exceptions=False).invoke(main, line)
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.split())


def test_two_preferences_as_json(ask: Ask) -> None:
    data = ask("compare", "server", "--prefer", "aws", "--prefer", "gcp")
    assert data.keys() == {"schema", "common", "plans"}
    assert data["schema"] == "planner.compare-plans/1"
    assert [one.keys() for one in data["plans"]] == [{"label"} | PLAN_KEYS] * 2
    assert [one["label"] for one in data["plans"]] == ["--prefer aws", "--prefer gcp"]
    assert [one["hours"] for one in data["plans"]] == [50, 46]
    assert [one["steps"] for one in data["plans"]] == [["aws@working"], ["gcp@working"]]
    assert set(data["common"]) == set(at("shell", "python", "git", "tracking", "deploy", "serving"))


def test_paces_as_json(ask: Ask) -> None:
    data = ask("compare", "server", "--paces", "4,8")
    assert [one["label"] for one in data["plans"]] == ["4 h a week", "8 h a week"]
    assert [one["hours_per_week"] for one in data["plans"]] == [4, 8]
    assert [one["hours"] for one in data["plans"]] == [46, 46]
    assert [one["steps"] for one in data["plans"]] == [[], []]
    slow, fast = (one["finish"]["p50"] for one in data["plans"])
    assert slow > fast > str(TODAY)


def test_plans_of_the_same_steps_are_not_listed_as_having_nothing(folder: Path) -> None:
    assert "only here" not in text_of(folder, "compare", "server", "--paces", "4,8")
    assert "only here: nothing" in text_of(folder, "compare", "starter", "deployer", "server")


def test_several_targets_as_json(ask: Ask) -> None:
    data = ask("compare", "starter", "deployer", "server")
    assert [one["label"] for one in data["plans"]] == ["starter", "deployer", "server"]
    assert [one["hours"] for one in data["plans"]] == [12, 36, 46]
    assert set(data["common"]) == set(at("shell", "python"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("why", "pyton", "--to", "server"), "did you mean `python`"),
        (("why-not", "pyton", "--to", "server"), "did you mean `python`"),
        (("why", "python"), "nothing to plan for"),
        (("next",), "nothing to plan for"),
        (("compare", "server", "deployr"), "did you mean `deployer`"),
        (("compare", "server", "--paces", "0"), "not a number of hours"),
        (("compare", "server", "SERVER"), "`server` and `SERVER` are one role"),
        (("compare", "deploy", "deploy@working"), "are one skill"),
        (("compare", "server"), "there is nothing to compare `server` with"),
        (("compare", "server", "--paces", "4"), "there is nothing to compare `server` with"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_bad_question_is_bad_usage(words: tuple[str, ...], message: str, folder: Path) -> None:
    result = CliRunner(catch_exceptions=False).invoke(main, [*words, "--catalog", str(folder)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_why_not_stands_in_for_what_is_preferred(tmp_path: Path) -> None:
    """Preferring `b` must not hide what `c` would take in its place."""
    hours = {"a": 1, "b": 2, "c": 5}
    for id, one in hours.items():
        (tmp_path / f"{id}.yaml").write_text(f"hours: {one}\n", encoding="utf-8")
    text = "hours: 1\nrequires: [{any_of: [a, b, c]}]\n"
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    profile = Profile(target=("x",), prefer=("b",))
    answer = whatif.why_not(
        load_catalog(tmp_path),
        profile,
        "c",
        today=datetime.date(2027, 1, 4),
        settings=Settings(),
    )
    assert answer.instead_of == (("b@working", 3 * 60),)
