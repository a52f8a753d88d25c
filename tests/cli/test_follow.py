"""`planner status` and `diff`, and every option about time, end to end on the tiny catalog."""

from __future__ import annotations

import datetime
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from .answers import Run, as_json, refused

START = ("--start", "2027-01-04")
WEEK = "tue 1h30 19:00, thu 1h30, sat 3h"


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path.name


def said(result: Result) -> str:
    """What a command that worked printed, unwrapped."""
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return " ".join(result.stdout.split())


@pytest.fixture
def learner(tiny: Run, here: Path) -> Run:
    """Somebody with a profile who finished the shell in the first week and began versioning."""
    write(here / "profile.yaml", "target: builder\nhours_per_week: 6\nstart: 2027-01-04\n")
    for words in (
        ("log", "shell@working", "15h", "--on", "2027-01-06"),
        ("done", "shell@working", "--on", "2027-01-09"),
        ("log", "versioning", "90m", "--on", "2027-01-12"),
    ):
        assert tiny(*words, "--today", "2027-01-12").exit_code == 0
    return tiny


# --- status


def test_status_says_what_is_done_what_is_left_and_how_it_goes(learner: Run) -> None:
    text = said(learner("status", "--today", "2027-02-08"))
    assert text.startswith("Builder: ")
    assert "Done: 13.35 h of the estimates, 22 %." in text
    assert "- Shell (working), 2027-01-09, 15 h logged" in text
    assert "- begun: Versioning (working), about 3.65 h left" in text
    assert "Left: 46.65 h of study still in 7 steps" in text
    assert re.search(r"You are \d+ days behind the calendar\.", text)
    assert "would finish by 2027-03-21, 8 of 10 by 2027-04-11" in text
    assert re.search(r"Your pace: you take 1\.1\d* x the estimates, from 2 finished steps\.", text)
    assert "Nothing was recorded in 3 of 5 weeks" in text


def test_status_as_data(learner: Run) -> None:
    data = as_json(learner("status", "--today", "2027-02-08", "--json"))
    assert data["schema"] == "planner.status/1"
    assert (data["target"], data["hours_logged"]) == ("builder", 16.5)
    assert data["hours_done"] == 13.35
    assert data["hours_left"] == 46.65
    assert data["finished"] == ["shell@awareness", "shell@working"]
    assert data["left"][0] == "versioning@working"
    assert len(data["left"]) == 7
    assert data["days_ahead"] < -14
    assert data["pace_factor"] > 1.1
    assert data["missed_weeks"] == ["2027-01-18", "2027-01-25", "2027-02-01"]
    assert data["finish"]["p50"] > data["finish_at_start"]["p50"]


def test_status_agrees_with_the_plan(learner: Run) -> None:
    today = ("--today", "2027-02-08", "--json")
    status, plan = as_json(learner("status", *today)), as_json(learner("plan", *today))
    assert status["left"] == [step["competency"] for step in plan["steps"]]
    assert status["finish"] == plan["finish"]
    assert status["hours_left"] == plan["hours"]["likely"]
    assert status["readiness"] == plan["readiness"]["start"]


def test_status_of_another_target_tells_what_the_first_one_asked_for_besides(learner: Run) -> None:
    today = ("--today", "2027-02-08", "--json")
    data = as_json(learner("status", "--to", "statistics", *today))
    assert data["target"] == "statistics@working"
    assert (data["hours_done"], data["hours_besides"], data["hours_left"]) == (0, 12, 10)
    assert data["days_ahead"] < 0


def test_status_before_the_start(tiny: Run) -> None:
    text = said(tiny("status", "--to", "builder", *START, "--today", "2026-12-24"))
    assert "It begins on 2027-01-04." in text
    assert "Done: 0 h of the estimates, 0 %." in text


def test_status_without_a_target_says_how_to_name_one(tiny: Run) -> None:
    refused(tiny("status", "--today", "2027-01-04"), 2, "target")


def test_status_with_a_broken_log_says_where(learner: Run, here: Path) -> None:
    with (here / "progress.jsonl").open("a", encoding="utf-8") as log:
        log.write('{"event": "learnt"}\n')
    refused(learner("status", "--today", "2027-02-08"), 3, "progress.jsonl:4:1: error[")


# --- diff


def saved(tiny: Run, path: str, *words: str) -> str:
    result = tiny("plan", *words, "-o", path)
    assert result.exit_code == 0, result.output
    return path


def test_diff_of_two_days_of_one_plan(learner: Run, run: Run) -> None:
    old = saved(learner, "old.json", "--progress", "none.jsonl", "--today", "2027-01-04")
    new = saved(learner, "new.json", "--today", "2027-02-08")
    text = said(run("diff", old, new))
    assert "Hours: 60 then, 46.65 now, 13.35 less." in text
    assert "instead of 2027-03-21" in text
    assert "Finished: shell@awareness and shell@working." in text
    assert "- versioning@working: 5 h then, 3.65 h now" in text
    assert "No longer in it" not in text
    data = as_json(run("diff", old, new, "--json"))
    assert data["schema"] == "planner.diff/1"
    assert data["finished"] == ["shell@awareness", "shell@working"]
    assert data["changed"] == {"versioning@working": [5, 3.65]}
    assert (data["added"], data["gone"]) == ([], [])
    before, after = (json.loads(Path(name).read_text(encoding="utf-8")) for name in (old, new))
    assert data["finish"] == [before["finish"], after["finish"]]


def test_diff_of_two_targets(tiny: Run, run: Run) -> None:
    old = saved(tiny, "old.json", "builder", *START)
    new = saved(tiny, "new.json", "starter,unikernels", "--hours-per-week", "3", *START)
    text = said(run("diff", old, new))
    assert "The target was builder and is starter,unikernels@working." in text
    assert "Hours a week: 6 then, 3 now." in text
    assert re.search(r"New: [^.]*unikernels@working", text)
    assert "No longer in it: " in text


def test_diff_of_a_plan_and_itself(tiny: Run, run: Run) -> None:
    plan = saved(tiny, "plan.json", "builder", *START)
    text = said(run("diff", plan, plan))
    assert text.endswith("as before. The steps are the same.")


@pytest.mark.parametrize("broken_first", [True, False])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no plan written as JSON (planner.plan/1)"),
        (b"[", "no plan written as JSON"),
        (b"[" * 100_000, "no plan written as JSON"),
        (b"{}", "planner plan ... -o plan.json"),
        (b'{"schema": "planner.plan/2"}', "no plan written as JSON"),
        (b'{"schema": "planner.plan/1", "hours": {"likely": NaN}}', "no plan written as JSON"),
        (b"9" * 5_000, "no plan written as JSON"),
        (b"# Study plan", "no plan written as JSON"),
        (b"\xff\xfe{", "this is not UTF-8"),
        (None, "cannot be read: no such file"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_diff_of_what_is_no_plan_says_which_file(
    tiny: Run, run: Run, broken_first: bool, content: bytes | None, says: str
) -> None:
    whole = saved(tiny, "whole.json", "builder", *START)
    if content is not None:
        Path("broken.json").write_bytes(content)
    files = ("broken.json", whole) if broken_first else (whole, "broken.json")
    refused(run("diff", *files), 3, "broken.json: error[", says)


def test_diff_of_a_folder(tiny: Run, run: Run) -> None:
    plan = saved(tiny, "plan.json", "builder", *START)
    refused(run("diff", plan, "."), 3, ".: error[unreadable]: cannot be read: ")


def test_diff_needs_two_plans(run: Run) -> None:
    refused(run("diff", "old.json"), 2, "NEW")


def test_diff_lets_no_escape_sequence_through(tiny: Run, run: Run) -> None:
    plan = saved(tiny, "plan.json", "builder", *START)
    data = json.loads(Path(plan).read_text(encoding="utf-8"))
    data["target"] = "\x1b]0;gotcha\x07\ud800"
    data["steps"][0]["competency"] = "\x1b[31mred"
    Path("odd.json").write_text(json.dumps(data), encoding="utf-8")
    for words in ((), ("--json",)):
        result = run("diff", plan, "odd.json", *words)
        assert result.exit_code == 0, result.output
        assert "\x1b" not in result.stdout
        assert "\x07" not in result.stdout


# --- options about time


def days_of(data: dict[str, Any]) -> set[str]:
    return {f"{datetime.date.fromisoformat(one['day']):%a}" for one in data["sessions"]}


def test_a_weekly_pattern_dates_every_session(plan: Run) -> None:
    data = as_json(plan("builder", "--week", WEEK, "--json"))
    assert (data["pace"]["hours_per_week"], data["pace"]["week"]) == (6, WEEK)
    assert days_of(data) == {"Tue", "Thu", "Sat"}
    assert sum(one["minutes"] for one in data["sessions"]) == data["hours"]["p50"] * 60
    first = data["sessions"][0]
    assert (first["day"], first["at"]) == ("2027-01-05", "19:00")
    assert data["finish"]["p50"] == data["sessions"][-1]["day"] == data["steps"][-1]["end"]
    assert "Your week: tue 1h30 19:00, thu 1h30, sat 3h." in said(plan("builder", "--week", WEEK))


def test_what_was_studied_today_is_not_planned_again(learner: Run) -> None:
    """The log holds 90 minutes of Tuesday; the hour of its session is used up, that of Sunday not."""
    words = ("--today", "2027-01-12", "--week", "tue 1h, tue 45m, sun 1h", "--json")
    sessions = as_json(learner("plan", *words))["sessions"]
    assert [(one["day"], one["minutes"]) for one in sessions[:2]] == [
        ("2027-01-12", 15),
        ("2027-01-17", 60),
    ]


def test_what_was_studied_this_week_is_not_planned_again(learner: Run) -> None:
    learner("log", "versioning", "270m", "--on", "2027-01-13", "--today", "2027-01-14")
    plan = as_json(learner("plan", "--today", "2027-01-14", "--json"))
    assert plan["pace"]["begin"] == "2027-01-14"
    assert plan["steps"][0]["start"] == "2027-01-18"


def test_away_and_lighter_times_are_kept(plan: Run) -> None:
    words = ("--week", WEEK, "--away", "2027-01-11..2027-01-17", "--lighter", "2027-02=3")
    data = as_json(plan("builder", *words, "--json"))
    minutes: dict[str, int] = {}
    for one in data["sessions"]:
        minutes[one["day"]] = minutes.get(one["day"], 0) + one["minutes"]
    assert not [day for day in minutes if "2027-01-11" <= day <= "2027-01-17"]
    in_february = [value for day, value in minutes.items() if day.startswith("2027-02")]
    assert in_february == [45, 45, 90] * 4
    assert data["pace"]["lighter"] == [{"days": "2027-02-01..2027-02-28", "hours_per_week": 3}]


def test_lighter_times_make_it_later_and_may_be_repeated(plan: Run) -> None:
    usual = as_json(plan("builder", "--json"))["finish"]
    words = ("--lighter", "2027-01-04..2027-01-31=0", "--lighter", "2027-02=1.5h")
    lighter = as_json(plan("builder", *words, "--json"))
    assert all(lighter["finish"][share] > usual[share] for share in usual)
    assert [one["hours_per_week"] for one in lighter["pace"]["lighter"]] == [0, 1.5]


def test_several_skills_at_once_end_on_the_same_day(plan: Run) -> None:
    one = as_json(plan("builder", "--week", WEEK, "--json"))
    two = as_json(plan("builder", "--week", WEEK, "--tracks", "2", "--json"))
    assert one["finish"] == two["finish"]
    assert two["pace"]["tracks"] == 2
    spans = [(step["start"], step["end"]) for step in two["steps"]]
    assert any(later < earlier_end for (_, earlier_end), (later, _) in pairwise(spans))
    open_at_once = [sum(first < day < last for first, last in spans) for day, _ in spans]
    assert max(open_at_once) <= 2


def test_a_time_zone_is_kept(plan: Run) -> None:
    data = as_json(plan("builder", "--week", WEEK, "--timezone", "Europe/Berlin", "--json"))
    assert data["pace"]["timezone"] == "Europe/Berlin"


WRONG = [
    ("--week", "funday 1h", "`funday` is no day of the week"),
    ("--week", "", "a part of it is empty"),
    ("--week", "tue 1h,", "a part of it is empty"),
    ("--week", "tue", "does not say how long"),
    ("--week", "tue 90", "does not say how long"),
    ("--week", "tue 0m", "between a minute and 16 hours"),
    ("--week", "tue 17h", "between a minute and 16 hours"),
    ("--week", "tue 1h 19:00, tue 1h 19:30", "overlap"),
    ("--week", "t 1h", "no day of the week"),
    ("--lighter", "2027-07", "a time and a pace such as 2027-07..2027-08=3"),
    ("--lighter", "2027-13=3", "2027-07..2027-08=3"),
    ("--lighter", "2027-08..2027-07=3", "2027-07..2027-08=3"),
    ("--lighter", "2027-07=101", "2027-07..2027-08=3"),
    ("--lighter", "2027-07=-1", "2027-07..2027-08=3"),
    ("--lighter", "2027-07=nan", "2027-07..2027-08=3"),
    ("--tracks", "0", "1<=x<=9"),
    ("--tracks", "10", "1<=x<=9"),
    ("--tracks", "two", "'two'"),
    ("--timezone", "Mars/Olympus", "such as Europe/Berlin"),
    ("--timezone", "../../etc/passwd", "such as Europe/Berlin"),
    ("--timezone", "", "such as Europe/Berlin"),
]
COMMANDS = [("plan", "builder"), ("next", "--to", "builder"), ("why", "serving", "--to", "builder")]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize(("option", "value", "cure"), WRONG, ids=str)
def test_a_wrong_value_is_refused_with_the_cure(
    tiny: Run, command: tuple[str, ...], option: str, value: str, cure: str
) -> None:
    refused(tiny(*command, option, value), 2, f"'{option}'", cure)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_every_command_that_plans_takes_them(tiny: Run, command: tuple[str, ...]) -> None:
    words = ("--week", WEEK, "--lighter", "2027-02=3", "--tracks", "2", "--timezone", "Asia/Tokyo")
    result = tiny(*command, *words, "--today", "2027-01-04")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_hours_a_week_and_sessions_exclude_each_other(tiny: Run, command: tuple[str, ...]) -> None:
    result = tiny(*command, "--week", "tue 1h", "--hours-per-week", "3")
    refused(result, 2, "--hours-per-week and --week exclude each other")


# --- profiles

PROFILE = """\
target: builder
week: tue 1h30 19:00, thu 1h30, sat 3h
lighter: {2027-02..2027-03: 3, 2027-04-05: 0}
tracks: 2
timezone: Europe/Berlin
start: 2027-01-04
"""


def test_a_profile_says_the_same_as_the_options(plan: Run, here: Path) -> None:
    by_file = as_json(plan("--profile", write(here / "me.yaml", PROFILE), "--json"))
    lighter = ("--lighter", "2027-02..2027-03=3", "--lighter", "2027-04-05=0")
    others = ("--tracks", "2", "--timezone", "Europe/Berlin", *START)
    assert by_file == as_json(plan("builder", "--week", WEEK, *lighter, *others, "--json"))
    assert by_file["pace"]["week"] == WEEK
    assert by_file["pace"]["tracks"] == 2


@pytest.mark.parametrize(
    ("words", "key", "value"),
    [
        (("--week", "sun 3h"), "week", "sun 3h"),
        (("--hours-per-week", "4"), "week", None),
        (("--hours-per-week", "4"), "hours_per_week", 4),
        (("--tracks", "3"), "tracks", 3),
        (("--timezone", "UTC"), "timezone", "UTC"),
        (
            ("--lighter", "2027-05=1"),
            "lighter",
            [{"days": "2027-05-01..2027-05-31", "hours_per_week": 1}],
        ),
    ],
)
def test_an_option_wins_over_the_profile(
    plan: Run, here: Path, words: tuple[str, ...], key: str, value: object
) -> None:
    data = as_json(plan(*words, "--profile", write(here / "me.yaml", PROFILE), "--json"))
    assert data["pace"][key] == value


def test_sessions_win_over_the_hours_of_a_profile(plan: Run, here: Path) -> None:
    profile = write(here / "me.yaml", "target: builder\nhours_per_week: 9\n")
    pace = as_json(plan("--week", "sun 2h", "--profile", profile, "--json"))["pace"]
    assert (pace["hours_per_week"], pace["week"]) == (2, "sun 2h")


def test_a_time_can_have_no_more_than_the_sessions_hold(plan: Run, here: Path) -> None:
    lighter = ("--lighter", "2027-02..2027-03=60", "--lighter", "2027-04=3")
    says = "error[contradiction]: 60 h a week from 2027-02-01 to 2027-03-31 are more than"
    hint = "hint: write 3 or less, or give the week longer sessions"
    refused(plan("builder", "--week", "tue 1h30 19:00, thu 1h30", *lighter), 2, says, hint)
    text = "target: builder\nweek: tue 1h30, thu 1h30\nlighter:\n  2027-02..2027-03: 3.25\n"
    profile = write(here / "me.yaml", text)
    refused(plan("--profile", profile), 3, "me.yaml:4:3: error[contradiction]: 3.25 h a week")
    assert plan("--profile", profile, "--week", "tue 3h30").exit_code == 0
    assert plan("--profile", profile, "--lighter", "2027-02=3").exit_code == 0
    assert plan("builder", "--hours-per-week", "6", *lighter).exit_code == 0


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("week: funday 1h", "2:7: error[bad-week]: `funday 1h` is not a week: `funday` is no day"),
        ("week: [tue 1h]", "2:7: error[wrong-kind]: a list stands where a text belongs"),
        ("lighter: {2027-13: 3}", "2:11: error[bad-dates]: `2027-13` is not days or months"),
        ("lighter: {2027-07: 200}", "2:20: error[bad-number]: `200` is out of range"),
        ("lighter: [2027-07]", "2:10: error[wrong-kind]: a list stands where a mapping belongs"),
        ("tracks: 1.5", "2:9: error[bad-number]: `1.5` is not a whole number"),
        ("tracks: 12", "2:9: error[bad-number]: `12` is out of range"),
        ("timezone: Mars/Olympus", "2:11: error[bad-timezone]: `Mars/Olympus` is no time zone"),
        ("timezone: ../../etc/passwd", "2:11: error[bad-timezone]"),
        ("hours_per_week: 3\nweek: tue 1h", "1:1: error[two-paces]: `hours_per_week` and `week`"),
        ("track: 2", "2:1: error[unknown-key]: unknown key `track`"),
    ],
    ids=lambda text: text[:24],
)
def test_a_fault_in_a_profile_is_told_with_its_place(
    plan: Run, here: Path, line: str, says: str
) -> None:
    profile = write(here / "me.yaml", f"target: builder\n{line}\n")
    refused(plan("--profile", profile), 3, f"me.yaml:{says}")


def test_all_faults_of_a_profile_are_told_at_once(plan: Run, here: Path) -> None:
    text = "target: builder\nweek: tue\nlighter: {soon: 3}\ntracks: 0\ntimezone: Nowhere\n"
    result = plan("--profile", write(here / "me.yaml", text))
    places = ("me.yaml:2:7: ", "me.yaml:3:11: ", "me.yaml:4:9: ", "me.yaml:5:11: ")
    refused(result, 3, *places, "hint: write days, such as tue 1h30 19:00, sat 3h")
    assert result.stderr.count("error[") == 4


# --- deadlines


def test_a_deadline_is_refused_only_where_it_is_impossible(plan: Run) -> None:
    """Week by week: first no plan, then ever better chances, however small."""
    codes, chances = [], []
    for day in ("01-10", "01-24", "02-07", "02-21", "03-07", "03-28", "04-25", "06-27"):
        result = plan("builder", *START, "--deadline", f"2027-{day}", "--json")
        codes.append(result.exit_code)
        if result.exit_code == 0:
            chances.append(as_json(result)["deadline"]["probability"])
        else:
            needs = "error[deadline-too-soon]: the plan needs 13 h even of the fastest of 1,000"
            refused(result, 4, needs, "by 2027-03-21")
    assert codes == sorted(codes, reverse=True)
    assert set(codes) == {0, 4}
    assert chances == sorted(chances)
    assert 0 < chances[0] < 0.01
    assert chances[-1] > 0.95


def test_once_something_is_recorded_no_deadline_refuses_the_plan(learner: Run) -> None:
    for deadline in ("2027-01-12", "2027-02-09", "2026-12-24"):
        words = ("plan", "--deadline", deadline, "--today", "2027-02-08")
        text = said(learner(*words))
        assert f"Your deadline {deadline}: fewer than 1 of 100 learners like you make it." in text
        assert "8 of 10 by 2027-" in text


@pytest.mark.parametrize(
    ("today", "says"),
    [("2027-01-04", "h a week would do for half"), ("2027-03-01", "No hours a week would do")],
)
def test_a_hopeless_deadline_hides_neither_the_status_nor_the_next_step(
    tiny: Run, today: str, says: str
) -> None:
    words = ("--to", "builder", "--start", today, "--deadline", "2027-01-31", "--today", today)
    text = " ".join(said(tiny("status", *words)).split())
    assert "Your deadline 2027-01-31: fewer than 1 of 100 learners like you make it." in text
    assert says in text
    assert "You can start now" in said(tiny("next", *words))


def test_the_last_day_there_is_can_be_met(plan: Run) -> None:
    for words in ((), ("--week", "tue 1h")):
        data = as_json(plan("builder", *START, *words, "--deadline", "9999-12-31", "--json"))
        assert data["deadline"]["probability"] == 1.0


def test_what_to_leave_out_first_is_said(plan: Run) -> None:
    words = ("builder", *START, "--deadline", "2027-03-21")
    dropped = as_json(plan(*words, "--json"))["deadline"]["drop_first"]
    assert dropped["requirements"]
    assert dropped["hours_left"] < 60
    assert 0 < dropped["readiness"] < 1
    ids = " or ".join(dropped["requirements"][0])
    text = said(plan(*words))
    assert f"To make it for 8 of 10, leave out first: {ids}" in text
    assert f"Then {dropped['hours_left']:g} h are left" in text
    assert "leave out first" in plan(*words, "--format", "markdown").stdout


def test_without_what_to_leave_out_most_make_it(plan: Run) -> None:
    """What is kept, as a target of its own."""
    words = (*START, "--deadline", "2027-03-21", "--json")
    whole = as_json(plan("builder", *words))
    left_out = {id for options in whole["deadline"]["drop_first"]["requirements"] for id in options}
    asked = ("serving@working", "versioning@working", "statistics@working", "tracker-one@working")
    kept = [id for id in asked if id not in left_out]
    assert len(kept) < len(asked)
    again = as_json(plan(",".join(kept), *words))
    assert again["hours"]["likely"] == whole["deadline"]["drop_first"]["hours_left"]
    assert again["deadline"]["probability"] >= 0.8
    assert again["deadline"]["drop_first"] is None


def test_nothing_is_left_out_where_most_make_it(plan: Run) -> None:
    words = ("builder", *START, "--deadline", "2027-06-27")
    assert as_json(plan(*words, "--json"))["deadline"]["drop_first"] is None
    assert "leave out first" not in plan(*words).stdout
