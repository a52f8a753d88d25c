"""`planner`, its lists and its answers end to end: what is printed, where, and with which code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import Result

from planner.cli import COMMANDS

from .answers import TINY, Run, Shell, as_json, refused, too_wide


def first_words(result: Result) -> list[str]:
    assert (result.exit_code, result.stderr) == (0, "")
    return [line.split()[0] for line in result.stdout.splitlines()]


# --- the program itself


def test_planner_alone_shows_what_it_can_do(run: Run) -> None:
    result = run()
    assert "Usage: planner" in result.output
    assert "planner plan mlops-engineer" in result.output
    assert not [name for name in COMMANDS if f"\n  {name} " not in result.output]


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=" ".join)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help(run: Run, command: tuple[str, ...], option: str) -> None:
    result = run(*command, option)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Usage: {' '.join(['planner', *command])} ")


def test_version_is_told_wherever_the_program_lies(shell: Shell) -> None:
    result = shell("--version")
    assert (result.returncode, result.stderr) == (0, b"")
    assert re.fullmatch(r"planner\b.*[0-9]+\.[0-9]+\S*\s*", result.stdout.decode("utf-8"))


@pytest.mark.parametrize(
    ("wrong", "right"), [("pln", "plan"), ("skils", "skills"), ("rols", "roles"), ("SHOW", "show")]
)
def test_unknown_command_gets_a_suggestion(run: Run, wrong: str, right: str) -> None:
    refused(run(wrong), 2, f"'{wrong}'", f"did you mean `{right}`?")


def test_command_that_nothing_resembles_is_answered_with_all(run: Run) -> None:
    refused(run("xyzzy"), 2, "'xyzzy'", *COMMANDS)


def test_process_speaks_through_the_right_streams(shell: Shell) -> None:
    good, bad = shell("roles", "--catalog", str(TINY)), shell("rols")
    assert (good.returncode, good.stderr) == (0, b"")
    assert good.stdout.split()[0] == b"builder"
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert b"did you mean `roles`?" in bad.stderr


def test_bundled_catalog_is_found_from_any_folder(run: Run) -> None:
    found = first_words(run("roles"))
    assert {"devops-engineer", "mlops-engineer"} <= set(found)
    assert found == sorted(found)


# --- lists


def test_roles_are_listed_with_what_they_are(tiny: Run) -> None:
    result = tiny("roles")
    assert first_words(result) == ["builder", "starter"]
    assert "Ships models that others use." in result.stdout


def test_skills_are_listed_by_id(tiny: Run) -> None:
    found = first_words(tiny("skills"))
    assert len(found) == 8
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("docker", ["containers"]),
        ("DOCK", ["containers"]),
        ("tracker-", ["tracker-one", "tracker-two"]),
        ("Runs of a model elsewhere", ["tracker-two"]),
        ("basics", ["shell", "versioning"]),
    ],
    ids=["alias", "part", "id", "summary", "area"],
)
def test_skills_are_found_by_any_of_their_words(tiny: Run, text: str, found: list[str]) -> None:
    assert first_words(tiny("skills", text)) == found


def test_nothing_found_is_said_on_stderr(tiny: Run) -> None:
    result = tiny("skills", "contaners")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "`contaners`; did you mean `containers`?" in result.stderr


def test_nothing_found_is_an_empty_list_in_json(tiny: Run) -> None:
    assert as_json(tiny("skills", "zzz", "--json"))["skills"] == []


def test_what_a_person_searches_for_cannot_steer_the_terminal(tiny: Run) -> None:
    result = tiny("skills", "a\u202eb")
    assert all(line.isprintable() for line in result.output.splitlines())


# --- one of them


def test_skill_is_shown_with_all_its_levels(tiny: Run) -> None:
    result = tiny("show", "containers")
    assert (result.exit_code, result.stderr) == (0, "")
    for text in (
        "Containers (containers), tools",
        "Also called docker, k8s.",
        "awareness: 1-2-3 h",
        "working: 8-14-25 h",
        "Needs shell@awareness",
        "Needs shell@working: containers are run and debugged from a shell",
        "lab Container labs (7 h, seen 2026-11)",
        "- Tell an image from a container.",
        "Container handbook (book, paid)",
        "https://example.org/containers/book",
        "Build: Package a service of your own",
    ):
        assert text in result.stdout


def test_one_level_is_shown_alone(tiny: Run) -> None:
    text = tiny("show", "containers@working").stdout
    assert "working: 8-14-25 h" in text
    assert "awareness: 1-2-3 h" not in text


def test_default_hours_are_marked_as_assumed(tiny: Run) -> None:
    assert "working: 3-6-12 h, assumed" in tiny("show", "statistics").stdout


def test_alternatives_and_savings_are_shown(tiny: Run) -> None:
    serving = " ".join(tiny("show", "serving").stdout.split())
    reason = "a model is shipped together with what it runs on"
    assert f"Needs one of containers@working, unikernels@working: {reason}" in serving
    assert "containers@working saves 50 %" in tiny("show", "unikernels").stdout


def test_skill_says_who_asks_for_it(tiny: Run) -> None:
    assert "Asked for by builder." in tiny("show", "unikernels").stdout


def test_role_is_shown_with_its_requirements_and_facts(tiny: Run) -> None:
    text = tiny("show", "Model Builder").stdout
    parts = [text.index(f"\n{part}") for part in ("must:", "should:", "could:", "Market")]
    assert parts == sorted(parts)
    assert "- serving@working: a model that nobody can call helps nobody" in text
    assert "- one of tracker-one@working, tracker-two@working" in text
    assert "demand: Asked for everywhere. (Market survey, seen 2026-11)" in text
    assert "from starter: 3-6 months" in text


def test_whom_a_role_suits_is_no_market_fact(tiny: Run) -> None:
    lines = tiny("show", "builder").stdout.splitlines()
    place = next(n for n, line in enumerate(lines) if "likes to see things run" in line)
    headings = [line for line in lines[:place] if line and not line.startswith(" ")]
    assert headings[-1] == "Whom it suits:"


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("contaners", ["`contaners`", "did you mean `containers`"]),
        ("bilder", ["`bilder`", "did you mean `builder`"]),
        ("containers@expert", ["no level `expert`", "`awareness`", "`working`"]),
        ("builder@working", ["role `builder` has no levels"]),
        ("tracker", ["`tracker-one`", "`tracker-two`"]),
        ("zzz", ["planner skills", "planner roles"]),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_way_on(
    tiny: Run, name: str, texts: list[str]
) -> None:
    refused(tiny("show", name), 2, *texts)


# --- questions about plans

QUESTIONS = [
    (("why", "shell", "--to", "builder"), "planner.why/1"),
    (("why-not", "unikernels", "--to", "builder"), "planner.why-not/1"),
    (("next", "--to", "builder", "--from", "starter"), "planner.next/1"),
    (("next", "--to", "starter", "--from", "builder"), "planner.next/1"),
    (("paths", "--from", "starter"), "planner.paths/1"),
    (("compare", "starter", "builder"), "planner.compare-roles/1"),
    (("compare", "builder", "--paces", "4,8"), "planner.compare-plans/1"),
]


@pytest.mark.parametrize(("words", "schema"), QUESTIONS)
def test_question_is_answered_for_people_and_programs(
    tiny: Run, words: tuple[str, ...], schema: str
) -> None:
    assert as_json(tiny(*words, "--json"))["schema"] == schema
    result = tiny(*words)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.strip()


@pytest.mark.parametrize("width", [40, 100])
@pytest.mark.parametrize("words", [words for words, _ in QUESTIONS])
def test_no_line_of_an_answer_is_wider_than_the_terminal(
    tiny: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], width: int
) -> None:
    monkeypatch.setattr("planner.cli.common.width", lambda: width)
    assert not too_wide(tiny(*words).stdout, width)


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        (("why", "shel", "--to", "builder"), ["`shel`", "did you mean `shell`"]),
        (("why", "shell", "--to", "bilder"), ["`bilder`", "did you mean `builder`"]),
        (("why", "builder", "--to", "builder"), ["`builder` is a role, not a skill"]),
        (("why", "shell"), ["nothing to plan for"]),
        (("next",), ["nothing to plan for"]),
        (("next", "--to", "builder", "--minutes", "0"), ["--minutes"]),
        (("paths", "--from", "startr"), ["`startr`", "did you mean `starter`"]),
        (("compare",), ["TARGET"]),
        (("compare", "starter", "bilder"), ["`bilder`", "did you mean `builder`"]),
        (("compare", "builder", "--paces", "fast"), ["fast"]),
    ],
)
def test_question_that_makes_no_sense_is_refused(
    tiny: Run, words: tuple[str, ...], texts: list[str]
) -> None:
    refused(tiny(*words), 2, *texts)


# --- for programs


@pytest.mark.parametrize(
    ("words", "schema", "key"),
    [
        (("roles",), "planner.roles/1", "roles"),
        (("skills",), "planner.skills/1", "skills"),
        (("skills", "docker"), "planner.skills/1", "skills"),
        (("show", "containers"), "planner.skill/1", "skill"),
        (("show", "builder"), "planner.role/1", "role"),
    ],
    ids=" ".join,
)
def test_json_carries_its_schema(tiny: Run, words: tuple[str, ...], schema: str, key: str) -> None:
    data = as_json(tiny(*words, "--json"))
    assert data["schema"] == schema
    assert data[key]


def test_json_of_a_skill_has_its_levels(tiny: Run) -> None:
    skill = as_json(tiny("show", "docker", "--json"))["skill"]
    assert (skill["id"], skill["name"], skill["area"]) == ("containers", "Containers", "tools")
    working = skill["levels"][1]
    assert working["competency"] == "containers@working"
    assert working["hours"] == {"low": 8, "likely": 14, "high": 25}
    assert ["shell@working"] in working["requires"]


def test_json_of_a_role_has_its_requirements(tiny: Run) -> None:
    role = as_json(tiny("show", "builder", "--json"))["role"]
    assert role["must"] == [["serving@working"], ["tracker-one@working", "tracker-two@working"]]
    assert role["should"] == [["versioning@working"], ["statistics@working"]]
    assert role["could"] == [["unikernels@working"]]


# --- widths


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize(
    "words",
    [("roles",), ("skills",), ("show", "containers"), ("show", "builder")],
    ids=" ".join,
)
def test_no_line_is_wider_than_the_terminal(
    tiny: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], width: int
) -> None:
    for module in ("look", "common"):
        monkeypatch.setattr(f"planner.cli.{module}.width", lambda: width)
    assert not too_wide(tiny(*words).stdout, width)


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize(
    "words",
    [("roles",), ("skills",), ("show", "lake"), ("show", "tools"), ("show", "keeper")],
    ids=" ".join,
)
def test_no_line_of_wide_characters_is_wider_than_the_terminal(
    run: Run, wide: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], width: int
) -> None:
    for module in ("look", "common"):
        monkeypatch.setattr(f"planner.cli.{module}.width", lambda: width)
    result = run(*words, "--catalog", str(wide))
    assert result.exit_code == 0
    assert result.stdout
    assert not too_wide(result.stdout, width)


@pytest.mark.parametrize("width", [1, 2, 5, 12])
@pytest.mark.parametrize("words", [("roles",), ("show", "builder")], ids=" ".join)
def test_absurd_terminal_gets_an_answer(
    tiny: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], width: int
) -> None:
    for module in ("look", "common"):
        monkeypatch.setattr(f"planner.cli.{module}.width", lambda: width)
    result = tiny(*words)
    assert result.exit_code == 0
    assert result.stdout


def test_roles_compare_alike_whatever_the_profile_of_the_folder_says(tiny: Run, here: Path) -> None:
    words = ("compare", "starter", "builder", "--hours-per-week", "6", "--today", "2027-01-04")
    without = tiny(*words)
    text = "have: [builder]\nhours_per_week: 6\n"
    (here / "profile.yaml").write_text(text, encoding="utf-8", newline="\n")
    assert "Builder" in without.stdout
    assert tiny(*words).stdout == without.stdout
