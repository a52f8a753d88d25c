"""Two roles side by side, worked out by hand on a small catalog."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from planner import Catalog, Plan, Profile, Settings, load_catalog, make_plan
from planner.cli import main
from planner.compare import RoleComparison, Shared, compare_roles
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
        "beside: {starter: Start there., deployer: Deploy first.}\n"
    ),
    "roles/deployer": (
        "name: Deployer\nrequires: {must: [deploy], should: [git], could: [kafka]}\n"
        "market:\n  - {kind: demand, says: Some., source: Survey, seen: 2026-11}\n"
    ),
    "roles/starter": "name: Starter\nrequires: {must: [shell], should: [python]}\n",
    "roles/veteran": (
        "requires: {must: [serving]}\n"
        "transitions:\n"
        "  - {from: deployer, months: [1, 1], kind: hire, source: Survey, seen: 2026-11}\n"
    ),
    "roles/cloud-one": "requires: {must: [{any_of: [aws, gcp]}, git]}\n",
    "roles/cloud-two": "requires: {must: [{any_of: [gcp, aws]}, shell]}\n",
    "roles/reckoner": (
        "requires: {must: [algebra@working, algebra@awareness], should: [{any_of: [git, aws]}]}\n"
    ),
    "roles/guesser": "requires: {must: [algebra@awareness, aws], should: [kafka]}\n",
    "roles/writer": "requires: {must: [grammar]}\n",
    "roles/translator": "requires: {must: [compiler]}\n",
}


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


def compared(
    catalog: Catalog, one: str, other: str, profile: Profile, **how: Any
) -> RoleComparison:
    settings = Settings(**how)
    return compare_roles(catalog, one, other, profile, today=TODAY, settings=settings)


def alike(*asked: str) -> tuple[Shared, ...]:
    return tuple(Shared(both=text, one=text, other=text) for text in asked)


def test_two_roles_share_some_and_differ_in_the_rest(catalog: Catalog) -> None:
    both = compared(catalog, "server", "deployer", Profile())
    assert both.roles == ("server", "deployer")
    assert both.names == ("Server", "Deployer")
    assert both.shared == alike(*at("git"))
    assert both.only == {"server": at("serving", "tracking"), "deployer": at("deploy")}
    assert both.implied == {"server": set(), "deployer": {*at("deploy")}}
    assert [fact.says for fact in both.market["deployer"]] == ["Some."]


def test_what_a_role_says_beside_another_is_said_there_alone(catalog: Catalog) -> None:
    said = {
        other: compared(catalog, "server", other, Profile()).suits["server"]
        for other in ("deployer", "starter", "cloud-one")
    }
    assert said == {
        "deployer": ("Somebody who serves.", "Deploy first."),
        "starter": ("Somebody who serves.", "Start there."),
        "cloud-one": ("Somebody who serves.",),
    }
    turned = compared(catalog, "deployer", "server", Profile()).suits
    assert turned == {"server": said["deployer"], "deployer": ()}


def test_two_roles_are_compared_down_to_the_depth(catalog: Catalog) -> None:
    must = compared(catalog, "server", "deployer", Profile(), depth="must")
    assert (must.shared, must.only) == (
        (),
        {"server": at("serving"), "deployer": at("deploy")},
    )
    could = compared(catalog, "server", "deployer", Profile(), depth="could")
    assert could.shared == alike(*at("git"))
    assert could.only["deployer"] == at("deploy", "kafka")


def test_a_higher_level_and_a_member_are_shared(catalog: Catalog) -> None:
    """What a role asks for at two levels counts at the higher one."""
    both = compared(catalog, "reckoner", "guesser", Profile())
    assert both.shared == (
        Shared(both="algebra@awareness", one="algebra@working", other="algebra@awareness"),
        Shared(
            both="git@working or aws@working", one="git@working or aws@working", other=at("aws")[0]
        ),
    )
    assert both.only == {"reckoner": (), "guesser": at("kafka")}
    turned = compared(catalog, "guesser", "reckoner", Profile())
    assert [(one.both, one.one, one.other) for one in turned.shared] == [
        (one.both, one.other, one.one) for one in both.shared
    ]


def test_ways_between_two_roles_are_plans(catalog: Catalog) -> None:
    there, back = compared(catalog, "server", "deployer", Profile()).ways
    assert (there.origin, there.target) == ("server", "deployer")
    assert (back.origin, back.target) == ("deployer", "server")
    assert (there.plan.steps, there.published) == ((), ())
    assert steps(back.plan) == set(at("tracking", "serving"))
    assert [one.transition.months for one in back.published] == [(1, 2)]
    profile = Profile(have=("deployer",), target=("server",))
    assert back.plan == plan(catalog, profile, runners_up=False)


def test_ways_between_two_roles_start_from_what_one_has_besides(catalog: Catalog) -> None:
    _, back = compared(catalog, "server", "deployer", Profile(have=("tracking",))).ways
    assert steps(back.plan) == set(at("serving"))


def test_a_way_tells_what_shortens_it(catalog: Catalog) -> None:
    """Grammar is known on the way there, and learned for the sake of the compiler from nothing."""
    there, back = compared(catalog, "writer", "translator", Profile()).ways
    assert [(id, by.source, by.minutes) for id, by in there.shortened] == [
        ("compiler@working", "grammar@working", 90 * 60)
    ]
    assert steps(there.plan) == set(at("compiler"))
    assert back.shortened == ()


def test_a_way_within_a_budget_has_no_published_time_beside_it(catalog: Catalog) -> None:
    both = compared(catalog, "server", "deployer", Profile(), budget=5 * 60)
    assert both.ways[1].published == ()
    assert (both.beginnings, both.first) == ((), None)


def test_roles_compare_where_what_is_avoided_keeps_one_from_a_beginning(catalog: Catalog) -> None:
    """Whoever is a deployer has Python, so the way on is open all the same."""
    avoiding = Profile(avoid=("python",), deadline=TODAY)
    both = compared(catalog, "deployer", "server", avoiding)
    assert steps(both.ways[0].plan) == set(at("tracking", "serving"))
    assert (both.beginnings, both.first) == ((), None)


def test_first_comes_the_role_that_is_reached_sooner(catalog: Catalog) -> None:
    for roles in (("server", "deployer"), ("deployer", "server")):
        both = compared(catalog, *roles, Profile())
        begin = {one.role: one for one in both.beginnings}
        assert both.first == "deployer"
        assert {id: one.plan.hours.likely for id, one in begin.items()} == {
            "deployer": 36 * 60,
            "server": 46 * 60,
        }
        assert {one.minutes for one in both.beginnings} == {46 * 60}


def test_first_comes_the_role_that_makes_the_way_to_both_shorter(catalog: Catalog) -> None:
    """Whoever begins in the cheaper cloud knows too late that both roles could share the other."""
    both = compared(catalog, "cloud-two", "guesser", Profile())
    begin = {one.role: one.minutes // 60 for one in both.beginnings}
    assert begin == {"cloud-two": 18 + 1 + 20 + 12, "guesser": 2 + 1 + 20 + 12}
    assert both.first == "guesser"


def test_roles_that_ask_for_the_same_have_no_first(catalog: Catalog) -> None:
    """What is stated leaves both with the same twenty hours."""
    both = compared(catalog, "cloud-one", "cloud-two", Profile(have=("git", "shell")))
    assert both.first is None


def test_a_published_time_comes_with_the_pace_that_ours_needs(catalog: Catalog) -> None:
    def pace(profile: Profile) -> float | None:
        return compared(catalog, "deployer", "server", profile).ways[0].published[0].hours_per_week

    # 10 h of estimates in the 61 days of two months; half of them away take twice the pace.
    usual = pace(Profile())
    assert usual == 1.5
    assert pace(Profile(away=((TODAY, datetime.date(2027, 2, 3)),))) == 2.5
    assert pace(Profile(away=((TODAY, datetime.date(2027, 12, 31)),))) is None


def test_the_same_alternatives_in_another_order_are_shared(catalog: Catalog) -> None:
    both = compared(catalog, "cloud-one", "cloud-two", Profile())
    assert both.only == {"cloud-one": at("git"), "cloud-two": at("shell")}
    assert both.shared == alike("aws@working or gcp@working")


# --- the command


@pytest.fixture(scope="module")
def ask(folder: Path) -> Ask:
    return asking(folder, TODAY)


def test_two_roles_as_json(ask: Ask) -> None:
    data = ask("compare", "server", "deployer")
    assert data.keys() == {
        *("schema", "roles", "depth", "shared", "differing", "only", "implied"),
        *("first", "beginnings", "ways", "market", "suits"),
    }
    assert data["schema"] == "planner.compare-roles/1"
    assert (data["depth"], data["shared"], data["differing"]) == ("should", ["git@working"], [])
    assert data["only"] == {
        "server": list(at("serving", "tracking")),
        "deployer": ["deploy@working"],
    }
    assert data["implied"] == {"server": [], "deployer": ["deploy@working"]}
    there, back = data["ways"]
    assert there.keys() == back.keys() == {"from", "to", "published", "transfers"} | PLAN_KEYS
    assert (there["hours"], there["months"], there["finish"]) == (0, 0, None)
    assert (back["hours"], back["months"], back["finish"]["p50"]) == (10, 0.5, "2027-01-17")
    assert back["published"][0]["months"] == [1, 2]
    assert back["published"][0]["ours_at_hours_per_week"] == 1.5
    assert (data["first"], data["beginnings"][0]) == (
        "deployer",
        {"role": "server", "hours": 46, "months": 1.8, "hours_both": 46},
    )


def test_what_differs_and_what_transfers_is_in_json_too(ask: Ask) -> None:
    assert ask("compare", "guesser", "reckoner")["differing"] == [
        {"guesser": "algebra@awareness", "reckoner": "algebra@working"},
        {"guesser": "aws@working", "reckoner": "git@working or aws@working"},
    ]
    there, back = ask("compare", "writer", "translator")["ways"]
    assert there["transfers"] == [
        {"competency": "compiler@working", "by": "grammar@working", "hours": 90}
    ]
    assert back["transfers"] == []


def text_of(folder: Path, *words: str) -> str:
    today = () if words[0] == "show" else ("--today", str(TODAY))
    line = [*words, "--catalog", str(folder), *today]
    result = CliRunner(catch_exceptions=False).invoke(main, line)
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.split())


def test_two_roles_in_words(folder: Path) -> None:
    text = text_of(folder, "compare", "deployer", "server")
    for sentence in (
        "At 6 h a week (assumed) from 2027-01-04; half of the learners are done within the months",
        "deployer, which you reach sooner: it takes 36 h (1.4 months) from nothing, server 46 h",
        "Both together take 46 h in either order. deployer lies on the way to server.",
        "From deployer to server: 10 h in 2 steps, 0.5 months; 36 h carry over.",
        "published: 1-2 months to learn [1]; ours fits into 2 at 1.5 h a week",
        "From server to deployer: nothing to learn, server has all of it.",
        "Both ask for 1 thing (marked must or should): git@working",
        "- server needs these on the way all the same: deploy@working",
        "- Deploy first.",
        "- demand: Some. [1]",
        "Sources: - [1] Survey, seen 2026-11",
    ):
        assert sentence in text, sentence
    assert "Whoever wants" not in text


def test_two_roles_in_words_say_where_levels_differ_and_what_transfers(folder: Path) -> None:
    text = text_of(folder, "compare", "guesser", "reckoner")
    assert "- algebra: awareness for guesser, working for reckoner" in text
    assert "- aws@working for guesser, git@working or aws@working for reckoner" in text
    text = text_of(folder, "compare", "writer", "translator")
    assert "compiler@working is 90 h shorter by grammar@working, which you have" in text


def test_months_are_those_of_the_plan_whatever_the_pace(folder: Path) -> None:
    for pace in (
        ("--away", "2027-02-01..2027-06-30"),
        ("--lighter", "2027-01..2027-03=1"),
        ("--week", "sat 1h"),
    ):
        words = ("--hours-per-week", "1") if pace[0] != "--week" else ()
        roles = text_of(folder, "compare", "deployer", "server", *pace, *words, "--json")
        target = ("server", "--from", "deployer", *pace, *words, "--json")
        made = json.loads(text_of(folder, "plan", *target))
        way = json.loads(roles)["ways"][0]
        assert way["finish"] == made["finish"]
        finish = datetime.date.fromisoformat(way["finish"]["p50"])
        days = (finish - TODAY).days + 1
        assert way["months"] == round(days / (365.25 / 12), 1)
        near = json.loads(text_of(folder, "paths", "--from", "deployer", *pace, *words, "--json"))
        months = {path["role"]: path["months"] for path in near["paths"]}
        assert months["server"] == way["months"]


def test_a_role_alone_says_beside_which_other_it_means_something(folder: Path) -> None:
    text = text_of(folder, "show", "server")
    assert "- Somebody who serves. - beside starter: Start there." in text


def test_a_published_time_without_spread_is_one_figure(folder: Path) -> None:
    text = text_of(folder, "compare", "deployer", "veteran")
    assert "published: 1 month to be hired [1]" in text
    assert "from deployer: 1 month to be hired" in text_of(folder, "show", "veteran")


def test_a_budget_stands_beside_no_published_time(folder: Path) -> None:
    text = text_of(folder, "compare", "deployer", "server", "--budget", "5")
    assert "5 h buy" in text
    assert "published" not in text
