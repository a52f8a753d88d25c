"""`planner plan` end to end: exit code, what is on stdout, what is on stderr, what is in the file."""

from __future__ import annotations

import datetime
import json
import os
import re
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from planner.cli.common import width

from .answers import TINY, Run, Shell, as_json, refused, too_wide

FORMATS = ("text", "markdown", "json")
START = ("--start", "2027-01-04")


def steps(result: Result) -> list[str]:
    return [step["competency"] for step in as_json(result)["steps"]]


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8", newline="\n")
    return str(path)


# --- the commands of the help and the design, on the bundled catalog


def test_main_command_writes_a_plan_as_markdown(run: Run, here: Path) -> None:
    words = "plan mlops-engineer --from devops-engineer --hours-per-week 6 --start 2027-01-04"
    result = run(*words.split(), "-o", "plan.md")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "wrote plan.md\n")
    text = (here / "plan.md").read_text(encoding="utf-8")
    assert text.startswith("# Study plan: MLOps engineer\n")
    assert "6 h a week from 2027-01-04" in text
    assert "docker@working" not in re.findall(r"planner:(\S+)", text)


def test_example_of_the_help_prints_json(run: Run) -> None:
    words = "plan drift-monitoring@working --have python --format json"
    data = as_json(run(*words.split()))
    assert data["target"] == "drift-monitoring@working"
    assert data["steps"][-1]["competency"] == "drift-monitoring@working"
    assert data["known"] == ["python@working"]


# --- names


def test_misspelt_skill_gets_a_suggestion(plan: Run) -> None:
    refused(plan("servng"), 2, "`servng`", "did you mean `serving`?")


def test_misspelt_role_gets_a_suggestion(plan: Run) -> None:
    refused(plan("serving", "--from", "bilder"), 2, "`bilder`", "did you mean `builder`")


def test_misspelt_level_gets_a_suggestion(plan: Run) -> None:
    refused(plan("containers@wroking"), 2, "`wroking`", "did you mean `working`?")


def test_level_the_skill_lacks_is_answered_with_those_it_has(plan: Run) -> None:
    refused(plan("serving@awareness"), 2, "`serving` has no level `awareness`", "it has `working`")


def test_level_of_a_role_is_refused(plan: Run) -> None:
    refused(plan("builder@working"), 2, "role `builder` has no levels", "write `builder`")


def test_name_nothing_resembles_is_answered_with_where_to_look(plan: Run) -> None:
    refused(plan("zzzzzz"), 2, "`zzzzzz`", "planner roles", "planner skills")


def test_all_wrong_names_are_told_at_once(plan: Run) -> None:
    result = plan(
        "servng", "--have", "shel,zzzzzz", "--avoid", "contaners", "--prefer", "versionin"
    )
    names = ("servng", "shel", "zzzzzz", "contaners", "versionin")
    refused(result, 2, *(f"`{name}`" for name in names))
    assert result.stderr.count("error[") == 5


def test_ambiguous_name_is_refused_with_all_meanings(plan: Run) -> None:
    refused(plan("serving", "--have", "Tracker"), 2, "`tracker-one`", "`tracker-two`")


@pytest.mark.parametrize("option", ["--have-not", "--prefer", "--avoid"])
def test_role_where_a_skill_belongs_is_refused(plan: Run, option: str) -> None:
    refused(plan("serving", option, "builder"), 2, "`builder` is a role, not a skill")


@pytest.mark.parametrize("target", [(), ("",), (",",), (" , ",)])
def test_nothing_to_plan_for_is_answered_with_what_there_is(
    plan: Run, target: tuple[str, ...]
) -> None:
    refused(plan(*target), 2, "planner roles")


@pytest.mark.parametrize("name", ["builder", "Builder", "MODEL-BUILDER", " model  builder "])
def test_names_and_aliases_are_understood_in_any_spelling(plan: Run, name: str) -> None:
    assert as_json(plan(name, "--json"))["target"] == "builder"


def test_several_targets_are_planned_together_each_once(plan: Run) -> None:
    data = as_json(plan("versioning,statistics, versioning", "--json"))
    assert data["target"] == "versioning@working,statistics@working"
    ids = [step["competency"] for step in data["steps"]]
    assert sorted(ids) == ["statistics@awareness", "statistics@working", "versioning@working"]


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\u202eb", "a\x00b", "\udcff"])
def test_what_a_person_typed_cannot_steer_the_terminal(plan: Run, name: str) -> None:
    result = plan(name)
    refused(result, 2)
    assert all(line.isprintable() for line in result.stderr.splitlines())


# --- values


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--hours-per-week", "0"),
        ("--hours-per-week", "-6"),
        ("--hours-per-week", "nan"),
        ("--hours-per-week", "6h"),
        ("--hours-per-week", "169"),
        ("--hours-per-week", "٦"),
        ("--start", "2027-1-4"),
        ("--start", "2027-02-30"),
        ("--start", "tomorrow"),
        ("--deadline", "never"),
        ("--away", "2027-02-14..2027-02-08"),
        ("--away", "2027-02-08-2027-02-14"),
        ("--depth", "all"),
        ("--format", "pdf"),
        ("--today", "today"),
    ],
)
def test_bad_value_is_refused_with_the_option_it_stands_in(
    tiny: Run, option: str, value: str
) -> None:
    refused(tiny("plan", "serving", option, value), 2, option, value)


def test_misspelt_option_gets_a_suggestion(plan: Run) -> None:
    refused(plan("serving", "--avod", "shell"), 2, "--avod", "--avoid")


# --- what is known


def test_without_inference_only_what_is_named_is_known(plan: Run) -> None:
    with_it = steps(plan("containers", "--have", "containers@awareness", "--json"))
    without = steps(plan("containers", "--have", "containers@awareness", "--json", "--no-infer"))
    assert with_it == ["shell@working", "containers@working"]
    assert without == ["shell@awareness", *with_it]


def test_what_somebody_lacks_is_planned_although_something_implies_it(plan: Run) -> None:
    words = ("serving", "--have", "containers,statistics", "--have-not", "shell", "--json")
    assert steps(plan(*words)) == ["serving@working"]
    assert steps(plan("unikernels", *words[1:])) == ["shell@working", "unikernels@working"]


def test_what_is_assumed_is_listed_with_what_implies_it(plan: Run) -> None:
    data = as_json(plan("serving", "--have", "containers", "--json"))
    assert {"competency": "shell@working", "implied_by": "containers@working"} in data["assumed"]


def test_both_known_and_not_known_is_a_contradiction(plan: Run) -> None:
    result = plan("serving", "--have", "containers", "--have-not", "containers@awareness")
    refused(result, 2, "`containers@working` is both known and not known")


def test_both_preferred_and_avoided_is_a_contradiction(plan: Run) -> None:
    result = plan("serving", "--prefer", "containers@working", "--avoid", "containers")
    refused(result, 2, "`containers` is both preferred and avoided")


# --- choices


def test_preferred_alternative_is_taken_and_its_price_told(plan: Run) -> None:
    data = as_json(plan("serving", "--prefer", "unikernels", "--json"))
    assert [(one["chosen"], one["runner_up_hours"]) for one in data["choices"]] == [
        ("unikernels@working", -2)
    ]


def test_avoided_alternative_is_not_taken(plan: Run) -> None:
    found = steps(plan("serving", "--avoid", "containers", "--json"))
    assert "unikernels@working" in found
    assert not [id for id in found if id.startswith("containers")]


def test_avoiding_what_has_no_way_around_names_the_chain_and_the_way_out(plan: Run) -> None:
    refused(
        plan("builder", "--avoid", "shell@working"),
        4,
        "builder needs serving@working",
        "serving@working needs one of containers@working, unikernels@working",
        "containers@working needs shell@working",
        "unikernels@working needs shell@working",
        "hint: stop avoiding `shell`, or state that you have it",
    )


# --- nothing to learn


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_to_learn_is_good_news_in_every_format(plan: Run, format: str) -> None:
    result = plan("starter", "--from", "builder", "--format", format)
    assert (result.exit_code, result.stderr) == (0, "")
    if format == "json":
        data = json.loads(result.stdout)
        assert (data["steps"], data["milestones"], data["hours"]["p95"]) == ([], [], 0)
        assert data["readiness"] == {"start": 1.0, "end": 1.0}
    else:
        assert "Nothing is left to learn" in result.stdout
        assert "mermaid" not in result.stdout
        assert "0 h of study" not in result.stdout


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_nothing_to_learn_needs_no_hours_a_week_for_a_deadline(plan: Run, format: str) -> None:
    words = ("starter", "--from", "builder", "--deadline", "2027-03-01", "--format", format)
    result = plan(*words)
    assert result.exit_code == 0
    assert not re.search(r"\b0 h a\s+week", result.stdout)


# --- profiles

PROFILE = """\
have: [starter, containers@awareness]
have_not: [versioning]
target: builder
hours_per_week: 4
start: 2027-02-01
deadline: 2027-12-31
away: [2027-03-01..2027-03-07]
prefer: [unikernels]
avoid: [tracker-two]
"""


def test_profile_with_every_key_is_the_same_as_the_options(plan: Run, here: Path) -> None:
    by_file = plan("--profile", write(here / "me.yaml", PROFILE), "--json")
    words = "--have containers@awareness --from starter --have-not versioning --hours-per-week 4"
    dates = "--start 2027-02-01 --deadline 2027-12-31 --away 2027-03-01..2027-03-07"
    choice = "--prefer unikernels --avoid tracker-two"
    by_options = plan("builder", *f"{words} {dates} {choice} --json".split())
    assert as_json(by_file) == as_json(by_options)
    data = as_json(by_file)
    away = ["2027-03-01..2027-03-07"]
    expected = {"hours_per_week": 4, "start": "2027-02-01", "begin": "2027-02-01", "away": away}
    assert {key: data["pace"][key] for key in expected} == expected
    assert data["deadline"]["day"] == "2027-12-31"
    assert data["known"] == ["containers@awareness", "shell@awareness"]


@pytest.mark.parametrize(
    ("words", "where", "value"),
    [
        (["--hours-per-week", "7.5"], ("pace", "hours_per_week"), 7.5),
        (["--start", "2027-05-03"], ("pace", "start"), "2027-05-03"),
        (["--away", "2027-06-01"], ("pace", "away"), ["2027-06-01..2027-06-01"]),
        (["--deadline", "2028-12-31"], ("deadline", "day"), "2028-12-31"),
        (["statistics"], ("target",), "statistics@working"),
        (["--have", "versioning", "--have-not", "shell"], ("known",), ["versioning@working"]),
    ],
)
def test_option_wins_over_the_profile(
    plan: Run, here: Path, words: list[str], where: tuple[str, ...], value: object
) -> None:
    found: Any = as_json(plan(*words, "--profile", write(here / "me.yaml", PROFILE), "--json"))
    for key in where:
        found = found[key]
    assert found == value


def test_broken_profile_is_reported_in_full_with_its_places(plan: Run, here: Path) -> None:
    text = "have: [shell]\nhave_nt: [x]\ntarget: builder\nhours_per_week: six\nstart: 2027-1-4\n"
    result = plan("--profile", write(here / "me.yaml", text))
    refused(
        result,
        3,
        "me.yaml:2:1: error[unknown-key]: unknown key `have_nt`",
        "did you mean `have_not`",
        "me.yaml:4:17: error[",
        "me.yaml:5:8: error[",
    )
    assert result.stderr.count("error[") == 3


@pytest.mark.parametrize("text", ["have: [shell\n", "- shell\n", "have: &a [shell]\n", "\tx: 1\n"])
def test_profile_that_is_no_profile_is_bad_input(plan: Run, here: Path, text: str) -> None:
    refused(plan("--profile", write(here / "me.yaml", text)), 3, "me.yaml:", "error[")


def test_missing_profile_is_bad_input(plan: Run) -> None:
    refused(plan("serving", "--profile", "nowhere.yaml"), 3, "nowhere.yaml", "no such file")


def test_wrong_name_in_a_profile_is_bad_input_at_its_place(plan: Run, here: Path) -> None:
    path = write(here / "me.yaml", "target: builder\nhave:\n  - shell\n  - contaners\n")
    refused(plan("--profile", path), 3, "me.yaml:4:5: error[", "did you mean `containers`?")


def test_the_same_wrong_word_is_reported_wherever_it_stands(plan: Run, here: Path) -> None:
    path = write(here / "me.yaml", "target: servng\nhave: [servng]\n")
    refused(plan("--profile", path), 3, "me.yaml:1:9: error[", "me.yaml:2:8: error[")


def test_contradiction_in_a_profile_is_bad_input_at_its_place(plan: Run, here: Path) -> None:
    path = write(here / "me.yaml", "have: [shell]\nhave_not: [shell]\ntarget: serving\n")
    refused(plan("--profile", path), 3, "me.yaml:", "both known and not known")


def test_wrong_word_on_the_command_line_is_not_blamed_on_the_profile(plan: Run, here: Path) -> None:
    path = write(here / "me.yaml", "target: servng\n")
    result = plan("servng", "--profile", path)
    refused(result, 2, "did you mean `serving`?")
    assert "me.yaml" not in result.stderr


# --- deadlines


def test_deadline_that_can_be_met_is_answered_with_a_chance(plan: Run) -> None:
    words = ("builder", *START, "--deadline", "2027-06-30")
    deadline = as_json(plan(*words, "--json"))["deadline"]
    assert deadline["day"] == "2027-06-30"
    assert 0 < deadline["probability"] < 1
    assert 0 < deadline["hours_per_week_p50"] <= deadline["hours_per_week_p80"]
    assert "Your deadline 2027-06-30" in plan(*words).stdout


def test_deadline_that_cannot_be_met_is_refused_with_what_would_do(plan: Run) -> None:
    result = plan("builder", *START, "--deadline", "2027-01-11", "-o", "plan.md")
    refused(result, 4, "deadline-too-soon", "until 2027-01-11", "a week would make it 2027-01-11")
    assert not Path("plan.md").exists()


def test_earliest_finish_that_is_named_is_a_deadline_with_a_plan(plan: Run) -> None:
    refusal = plan("builder", *START, "--deadline", "2027-01-11").stderr
    earliest = re.search(r"the earliest finish is ([0-9-]+),", refusal)
    assert earliest is not None
    text = plan("builder", *START, "--deadline", earliest[1]).stdout
    assert f"deadline {earliest[1]}: fewer than 1 of 100 learners" in " ".join(text.split())
    before = datetime.date.fromisoformat(earliest[1]) - datetime.timedelta(weeks=1)
    assert plan("builder", *START, "--deadline", str(before)).exit_code == 4


def test_first_day_there_is_can_be_the_start(plan: Run) -> None:
    for words in ((), ("-o", "plan.html")):
        assert plan("builder", "--start", "0001-01-01", *words).exit_code == 0


@pytest.mark.parametrize("week", [(), ("--week", "tue 1h")])
def test_last_day_there_is_leaves_no_time(plan: Run, week: tuple[str, ...]) -> None:
    result = plan("builder", "--start", "9999-12-31", *week)
    refused(result, 4, "error[too-long]", "does not end within the calendar")


def test_pace_that_would_make_the_deadline_makes_it(plan: Run) -> None:
    words = ("builder", *START, "--deadline", "2027-01-11")
    pace = re.search(r"([0-9.]+) h a week would make it", plan(*words).stderr)
    assert pace is not None
    again = as_json(plan(*words, "--hours-per-week", pace[1], "--json"))
    assert again["deadline"]["probability"] >= 0.5


@pytest.mark.parametrize("day", ["2026-12-31", "2027-01-04", "2027-01-06"])
def test_no_pace_is_suggested_that_nobody_can_give(plan: Run, day: str) -> None:
    result = plan("builder", *START, "--deadline", day)
    refused(result, 4)
    paces = re.findall(r"([0-9.]+) h a week would make it", result.stderr)
    assert [pace for pace in paces if float(pace) > 100] == []


# --- the same every time, everywhere


@pytest.mark.parametrize("format", FORMATS)
def test_same_input_and_today_give_the_same_bytes(plan: Run, format: str) -> None:
    words = ("builder", "--from", "starter", "--format", format)
    first = plan(*words)
    assert first.exit_code == 0
    assert plan(*words).stdout_bytes == first.stdout_bytes


def test_without_a_start_the_plan_says_that_today_is_assumed(tiny: Run) -> None:
    result = tiny("plan", "serving", "--today", "2031-05-05")
    assert "2031-05-05, today, is assumed" in " ".join(result.stdout.split())
    stated = tiny("plan", "serving", "--today", "2031-05-05", "--start", "2031-05-06")
    assert "2031-05-05" not in stated.stdout


def test_processes_with_other_hash_seeds_print_the_same_bytes(shell: Shell) -> None:
    words = ("plan", "builder", "--catalog", str(TINY), "--today", "2027-01-04", "--json")
    one, other = (shell(*words, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert one.returncode == 0
    assert one.stdout == other.stdout


def test_pipe_gets_80_columns_and_no_escapes(shell: Shell) -> None:
    result = shell("plan", "builder", "--catalog", str(TINY), COLUMNS="200", FORCE_COLOR="1")
    text = result.stdout.decode("utf-8")
    assert (result.returncode, result.stderr) == (0, b"")
    assert "\x1b" not in text
    assert not too_wide(text, 80)


def test_json_in_a_pipe_keeps_every_character_whatever_the_encoding(
    shell: Shell, wide: Path
) -> None:
    result = shell("plan", "lake", "--catalog", str(wide), "--json", PYTHONIOENCODING="cp1252")
    name = json.loads(result.stdout.decode("utf-8"))["steps"][0]["name"]
    assert name.startswith("データパイプライン")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no /dev/full")
def test_full_disk_behind_a_redirect_is_an_error_and_no_crash(shell: Shell) -> None:
    with open("/dev/full", "wb") as full:
        result = shell("plan", "builder", "--catalog", str(TINY), stdout=full)
    assert result.returncode != 0
    assert b"Traceback" not in result.stderr
    assert b"no space left" in result.stderr.lower()


def test_closed_output_counts_as_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert width() == 80


@pytest.mark.skipif(os.name == "nt", reason="Windows tells of a closed pipe in other ways")
def test_reader_that_stops_early_is_no_crash(shell: Shell) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    result = shell("plan", "builder", "--catalog", str(TINY), stdout=writer)
    os.close(writer)
    assert b"Traceback" not in result.stderr


# --- widths


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("target", ["builder", "serving,unikernels"])
def test_no_line_is_wider_than_the_terminal(
    plan: Run, monkeypatch: pytest.MonkeyPatch, target: str, width: int
) -> None:
    monkeypatch.setattr("planner.cli.plan.width", lambda: width)
    words = ("--from", "starter", "--deadline", "2027-12-31", "--have-not", "versioning")
    result = plan(target, *words)
    assert result.exit_code == 0
    assert not too_wide(result.stdout, width)


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("words", [(), ("--have", "lake")], ids=["all", "some"])
def test_no_line_of_wide_characters_is_wider_than_the_terminal(
    run: Run, wide: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], width: int
) -> None:
    monkeypatch.setattr("planner.cli.plan.width", lambda: width)
    result = run("plan", "keeper", *words, "--catalog", str(wide), *START)
    assert result.exit_code == 0
    assert not too_wide(result.stdout, width)


# --- files


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("plan.md", "# Study plan"),
        ("plan.markdown", "# Study plan"),
        ("PLAN.MD", "# Study plan"),
        ("plan.txt", "Builder\n"),
        ("plan.v2.json", "{\n"),
    ],
)
def test_ending_of_the_file_names_the_format(plan: Run, here: Path, name: str, begins: str) -> None:
    result = plan("builder", "-o", name)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"wrote {name}\n")
    assert (here / name).read_bytes().decode("utf-8").startswith(begins)


def test_file_and_stdout_hold_the_same(plan: Run, here: Path) -> None:
    plan("builder", "-o", "plan.md")
    printed = plan("builder", "-o", "-", "--format", "markdown")
    assert (here / "plan.md").read_bytes() == printed.stdout_bytes


def test_stated_format_wins_over_the_ending(plan: Run, here: Path) -> None:
    assert plan("builder", "-o", "plan.md", "--format", "json").exit_code == 0
    assert json.loads((here / "plan.md").read_bytes())["target"] == "builder"


@pytest.mark.parametrize("name", ["plan.pdf", "plan", ".md", "plan.md.bak"])
def test_unknown_ending_is_refused_with_those_there_are(plan: Run, here: Path, name: str) -> None:
    refused(plan("builder", "-o", name), 2, name, ".md", ".json", "--format")
    assert list(here.iterdir()) == []


def test_missing_folder_is_refused(plan: Run, here: Path) -> None:
    refused(plan("builder", "-o", "nowhere/plan.md"), 2, "nowhere", "plan.md", "cannot write")
    assert list(here.iterdir()) == []


def test_folder_in_the_place_of_the_file_is_refused(plan: Run, here: Path) -> None:
    (here / "plan.md").mkdir()
    refused(plan("builder", "-o", "plan.md"), 2, "`plan.md`", "cannot write")
    assert list((here / "plan.md").iterdir()) == []


def test_old_file_is_replaced_as_a_whole(plan: Run, here: Path) -> None:
    write(here / "plan.json", "old\n" * 10_000)
    assert plan("builder", "-o", "plan.json").exit_code == 0
    text = (here / "plan.json").read_text(encoding="utf-8")
    assert text.startswith("{\n")
    assert "old\n" not in text
    assert [path.name for path in here.iterdir()] == ["plan.json"]


@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
def test_failing_write_leaves_the_old_file_and_nothing_else(
    plan: Run, here: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write(here / "plan.json", "old\n")
    monkeypatch.setattr(os, call, fail)
    refused(plan("builder", "-o", "plan.json"), 2, "cannot write `plan.json`", "no space left")
    assert [path.name for path in here.iterdir()] == ["plan.json"]
    assert (here / "plan.json").read_text(encoding="utf-8") == "old\n"


def test_interrupted_write_leaves_the_old_file_and_nothing_else(
    plan: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    write(here / "plan.json", "old\n")
    monkeypatch.setattr(os, "fsync", interrupt)
    assert plan("builder", "-o", "plan.json").exit_code == 1
    assert [path.name for path in here.iterdir()] == ["plan.json"]
    assert (here / "plan.json").read_text(encoding="utf-8") == "old\n"


def test_link_stays_a_link_and_its_file_is_written(plan: Run, here: Path) -> None:
    write(here / "real.md", "old\n")
    try:
        (here / "plan.md").symlink_to("real.md")
    except OSError:
        pytest.skip("this system does not let the tests make links")
    assert plan("builder", "-o", "plan.md").exit_code == 0
    assert (here / "plan.md").is_symlink()
    assert (here / "real.md").read_text(encoding="utf-8").startswith("# Study plan")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_permissions_of_the_old_file_are_kept(plan: Run, here: Path) -> None:
    write(here / "plan.md", "old\n")
    (here / "plan.md").chmod(0o640)
    assert plan("builder", "-o", "plan.md").exit_code == 0
    assert stat.S_IMODE((here / "plan.md").stat().st_mode) == 0o640


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="there is no /dev/null")
def test_device_is_written_to_and_not_replaced(plan: Run) -> None:
    result = plan("builder", "-o", "/dev/null", "--format", "text")
    assert (result.exit_code, result.stdout) == (0, "")
    assert Path("/dev/null").is_char_device()


def test_name_of_the_file_cannot_steer_the_terminal(plan: Run) -> None:
    result = plan("builder", "-o", "pl\u202ean.md")
    assert all(line.isprintable() for line in result.output.splitlines())


# --- catalogs


def test_broken_catalog_is_bad_input_with_every_place(run: Run, here: Path) -> None:
    (here / "catalog").mkdir()
    write(here / "catalog" / "docker.yaml", "name: Docker\nhours: 5\nrequirs: [linux]\n")
    write(here / "catalog" / "helm.yaml", "requires: [dokcer]\n")
    result = run("plan", "docker", "--catalog", "catalog")
    refused(result, 3, "catalog/docker.yaml:3:1: error[unknown-key]", "did you mean `requires`?")
    refused(result, 3, "catalog/helm.yaml:1:12: error[unknown-skill]", "did you mean `docker`?")


def test_catalog_that_is_not_there_is_bad_input(run: Run) -> None:
    refused(run("plan", "docker", "--catalog", "nowhere"), 3, "nowhere", "no such folder")


def test_time_for_choices_is_told_in_seconds(run: Run) -> None:
    assert "--solve-seconds SECONDS" in run("plan", "--help").stdout
    result = run("plan", "git", "--solve-seconds", "soon")
    assert result.exit_code == 2
    assert "'soon' is not a number of seconds from 0 to 3600" in result.stderr
