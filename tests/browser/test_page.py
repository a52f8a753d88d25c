"""The page in a real browser: its dates, ticks, slider, keys, and what a screen reader gets."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from planner import Plan, Profile, load_catalog, make_plan
from planner.estimate import duration
from planner.model import Catalog
from planner.pipeline import calendar_of
from planner.profile import Finished, Lighter, Progress, Session
from planner.render import words
from planner.render.page import render
from planner.render.pagedata import minutes_per_week

MONDAY = datetime.date(2027, 1, 4)
NEW_YEAR = datetime.date(2027, 1, 1)
ROOT = Path(__file__).parents[2]
Opened = Callable[[Plan], Page]

PROFILES = {
    "plain": Profile(have=("devops-engineer",), target=("mlops-engineer",), start=MONDAY),
    "mid-week": Profile(target=("sysadmin",), start=datetime.date(2027, 3, 10), hours_per_week=7.3),
    "away": Profile(
        target=("data-scientist",),
        start=MONDAY,
        hours_per_week=9.0,
        away=(
            (datetime.date(2027, 1, 10), datetime.date(2027, 1, 25)),
            (datetime.date(2027, 1, 20), datetime.date(2027, 3, 3)),
        ),
    ),
    "lighter": Profile(
        target=("analytics-engineer",),
        start=MONDAY,
        hours_per_week=5.0,
        lighter=(
            Lighter(datetime.date(2027, 2, 3), datetime.date(2027, 4, 1), 2.0),
            Lighter(datetime.date(2027, 3, 20), datetime.date(2027, 6, 1), 11.5),
        ),
    ),
    "sessions": Profile(
        target=("software-developer",),
        start=MONDAY,
        week=(Session(1, 90), Session(5, 200), Session(5, 25)),
        away=((datetime.date(2027, 2, 1), datetime.date(2027, 2, 7)),),
    ),
    "tracks": Profile(have=("beginner",), target=("ml-engineer",), start=MONDAY, tracks=3),
    "tracks in sessions": Profile(
        target=("backend-developer",),
        start=MONDAY,
        tracks=2,
        week=(Session(0, 45), Session(2, 100)),
    ),
    "under way": Profile(
        have=("sysadmin",),
        target=("devops-engineer",),
        start=datetime.date(2026, 11, 2),
        progress=Progress(
            finished=(Finished(competency="git@working", on=datetime.date(2026, 11, 20)),),
            days=frozenset({datetime.date(2026, 11, 20)}),
        ),
    ),
    "studied today": Profile(
        target=("sysadmin",),
        start=datetime.date(2026, 12, 31),
        progress=Progress(days=frozenset({MONDAY}), by_day={MONDAY: 100, NEW_YEAR: 240}),
    ),
    "session of today": Profile(
        target=("sysadmin",),
        start=datetime.date(2026, 12, 31),
        week=(Session(0, 45), Session(0, 100), Session(3, 60)),
        progress=Progress(days=frozenset({MONDAY}), by_day={MONDAY: 70}),
    ),
}

REPLANNED = """([ticked, perWeek, today]) => {
  const {steps, finish, begin, ready, points} = replanned(read(), new Set(ticked), perWeek, dayOf(today));
  return {
    steps: Object.fromEntries([...steps].map(([id, days]) => [id, days.map(dateOf)])),
    curve: points.slice(1).map(({id, ready, end}) => [id, ready, dateOf(end)]),
    finish: finish.map(dateOf), begin: dateOf(begin), ready,
  };
}"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(ROOT / "skills")


@pytest.fixture(scope="module")
def plan_of(catalog: Catalog) -> Callable[[Profile], Plan]:
    found: dict[str, Plan] = {}

    def made(profile: Profile) -> Plan:
        if repr(profile) not in found:
            found[repr(profile)] = make_plan(catalog, profile, today=MONDAY)
        return found[repr(profile)]

    return made


@pytest.fixture(scope="module")
def main(plan_of: Callable[[Profile], Plan]) -> Plan:
    return plan_of(PROFILES["plain"])


@pytest.fixture
def opened(page: Page, tmp_path: Path) -> Opened:
    """Opens the page of a plan, on the day that it begins."""

    def open_page(plan: Plan) -> Page:
        file = tmp_path / "plan.html"
        file.write_text(render(plan), encoding="utf-8")
        page.clock.set_fixed_time(datetime.datetime.combine(plan.pace.begin, datetime.time(12)))
        page.goto(file.as_uri())
        return page

    return open_page


def shown(page: Page, name: str) -> str:
    return page.locator(f"[data-show={name}]").first.inner_text()


def dates_of(plan: Plan) -> dict[str, Any]:
    return {
        "steps": {step.competency: [str(step.start), str(step.end)] for step in plan.steps},
        "curve": [[s.competency, round(s.readiness, 9), str(s.end)] for s in plan.by_end],
        "finish": [str(day) for day in plan.finish],
        "begin": str(plan.pace.begin),
        "ready": round(plan.ready_at_start, 9),
    }


def replanned(
    page: Page, plan: Plan, *, ticked: tuple[str, ...] = (), minutes: int | None = None
) -> dict[str, Any]:
    asked = [list(ticked), minutes or minutes_per_week(plan), str(plan.pace.begin)]
    found: dict[str, Any] = page.evaluate(REPLANNED, asked)
    found["ready"] = round(found["ready"], 9)
    return found


@pytest.mark.parametrize("name", PROFILES)
def test_script_comes_to_the_dates_of_the_plan_at_every_pace(
    name: str, plan_of: Callable[[Profile], Plan], opened: Opened
) -> None:
    profile = PROFILES[name]
    plan = plan_of(profile)
    page = opened(plan)
    assert replanned(page, plan) == dates_of(plan)
    for hours in () if profile.week else (1.5, 20.0):
        other = plan_of(replace(profile, hours_per_week=hours))
        assert replanned(page, plan, minutes=round(hours * 60)) == dates_of(other)


def test_ticked_steps_take_no_time_and_count_as_known(main: Plan, opened: Opened) -> None:
    page = opened(main)
    ticked = tuple(step.competency for step in main.steps[1:20:3])
    found = replanned(page, main, ticked=ticked)
    left = [step for step in main.steps if step.competency not in ticked]
    half = duration(step.hours for step in left).quantile(0.5)
    calendar = calendar_of(main.pace)
    assert list(found["steps"]) == [step.competency for step in left]
    assert found["finish"][0] == str(calendar.end(half)) == max(found["steps"].values())[1]
    before = [main.ready_at_start, *(step.readiness for step in main.steps)]
    gains = {
        step.competency: after - earlier
        for step, earlier, after in zip(main.steps, before, before[1:], strict=False)
    }
    gained = sum(gains[id] for id in ticked)
    assert found["ready"] == pytest.approx(main.ready_at_start + gained, abs=1e-6)


@pytest.mark.parametrize("name", PROFILES)
def test_script_changes_nothing_as_long_as_nothing_is_moved(
    name: str,
    plan_of: Callable[[Profile], Plan],
    opened: Opened,
    browser: Browser,
    tmp_path: Path,
) -> None:
    """What the planner drew and what the script draws again is the same, to the letter."""
    plan = plan_of(PROFILES[name])
    reading = """() => {
      document.querySelectorAll('script, style, [hidden], label > textarea').forEach(
        (one) => one.remove());
      const plain = (node) => node.nodeType === 3 ? node.data : [node.nodeName,
        [...node.attributes ?? []].map(({name, value}) => [name, value]).sort().join(),
        [...node.childNodes].map(plain)];
      return JSON.stringify(['#answer', '#now dl', '#timeline', '#readiness', '.map', '#steps']
        .map((id) => [...document.querySelectorAll(id)].map(plain)));
    }"""
    file = tmp_path / "still.html"
    file.write_text(render(plan), encoding="utf-8")
    without = browser.new_context(java_script_enabled=False, offline=True)
    still = without.new_page()
    still.goto(file.as_uri())
    drawn_by_planner = still.evaluate(reading)
    without.close()
    assert str(plan.finish.p80) in drawn_by_planner
    page = opened(plan)
    page.evaluate(
        """() => {
          document.querySelectorAll('[data-of]').forEach((one) => one.parentNode.remove());
          document.querySelectorAll('.record').forEach((one) => { one.hidden = true; });
          document.querySelectorAll('.map a').forEach((one) => one.removeAttribute('tabindex'));
        }"""
    )
    assert page.evaluate(reading) == drawn_by_planner


def test_tick_updates_numbers_cards_and_map_at_once(main: Plan, opened: Opened) -> None:
    page = opened(main)
    first = main.steps[0]
    assert shown(page, "p50") == str(main.finish.p50)
    assert shown(page, "ready") == words.percent(main.ready_at_start)
    page.get_by_label(f"{first.name} {first.level}", exact=True).check()
    assert shown(page, "left") == f"{words.in_hours(main.hours.likely - first.hours.likely)} h"
    assert shown(page, "steps") == f"{len(main.steps) - 1} steps"
    expect(page.locator("#s1")).to_have_class("done")
    expect(page.locator(".map a").first).to_have_class("a0 known")
    expect(page.locator("#said")).to_contain_text("half of the learners finish by")
    for step in range(1, len(main.steps)):
        page.locator(".steps input").nth(step).check()
    assert shown(page, "ready") == "100 %"
    expect(page.locator("#all-done")).to_be_visible()
    expect(page.locator("#answer")).to_be_hidden()
    page.get_by_role("button", name="Untick all").click()
    assert shown(page, "p80") == str(main.finish.p80)
    expect(page.locator(".map .known")).to_have_count(0)


def after(profile: Profile, *ids: str) -> Profile:
    """The same once these are recorded, on Monday."""
    finished = tuple(Finished(competency=id, on=MONDAY) for id in ids)
    return replace(profile, progress=Progress(finished=finished, days=frozenset({MONDAY})))


def box(page: Page, plan: Plan, id: str) -> Locator:
    place = next(n for n, step in enumerate(plan.steps) if step.competency == id)
    return page.locator(".steps input").nth(place)


@pytest.mark.parametrize(
    "id",
    [
        "mlflow@working",
        "experiment-tracking@working",  # shows that one of MLflow and W&B is known
        "ml-ci-cd@working",
        "model-registry@working",
        "kubeflow-pipelines@working",
    ],
)
def test_tick_comes_to_what_the_planner_says_of_its_record(
    id: str, main: Plan, plan_of: Callable[[Profile], Plan], opened: Opened
) -> None:
    page = opened(main)
    box(page, main, id).check()
    told = page.locator("#line").input_value().removeprefix("planner done ").split()
    assert id in told
    for recorded in ([id], told):
        then = plan_of(after(PROFILES["plain"], *recorded))
        assert shown(page, "left") == f"{words.in_hours(then.hours.likely)} h"
        assert shown(page, "steps") == f"{len(then.steps)} steps"
        assert shown(page, "ready") == words.percent(then.ready_at_start)
        assert (shown(page, "p50"), shown(page, "p80")) == (
            str(then.finish.p50),
            str(then.finish.p80),
        )


def test_tick_says_what_it_ticks_with_it_and_takes_back(main: Plan, opened: Opened) -> None:
    page = opened(main)
    box(page, main, "mlflow@working").check()
    expect(box(page, main, "mlflow@awareness")).to_be_checked()
    expect(page.locator("#said")).to_contain_text("Also ticked: ")
    expect(page.locator("#said")).to_contain_text("MLflow awareness")
    expect(page.locator("#said")).to_be_visible()
    box(page, main, "mlflow@awareness").uncheck()
    expect(box(page, main, "mlflow@working")).not_to_be_checked()
    expect(page.locator("#said")).to_contain_text("Also unticked: MLflow working")


def test_step_that_nothing_asks_for_any_more_is_no_tick(main: Plan, opened: Opened) -> None:
    page = opened(main)
    box(page, main, "experiment-tracking@working").check()
    expect(page.locator("#said")).to_contain_text("Not needed any more: ")
    expect(box(page, main, "mlflow@working")).not_to_be_checked()
    assert "mlflow@working" not in page.locator("#line").input_value()
    expect(page.locator("li.spared")).to_have_count(2)


def test_plan_made_again_keeps_ticks_in_its_folder_alone(
    main: Plan, plan_of: Callable[[Profile], Plan], page: Page, tmp_path: Path
) -> None:
    def open_in(folder: str, plan: Plan) -> Page:
        file = tmp_path / folder / "plan.html"
        file.parent.mkdir(exist_ok=True)
        file.write_text(render(plan), encoding="utf-8")
        page.goto(file.as_uri())
        return page

    open_in("alice", main)
    box(page, main, "mlflow@awareness").check()
    kept = len(page.locator("#line").input_value().split()) - 2
    page.evaluate("""() => {
      const {key} = read();
      const stored = JSON.parse(localStorage.getItem(key));
      localStorage.setItem(key, JSON.stringify({...stored, ticked: [...stored.ticked, 'gone@x']}));
    }""")
    again = plan_of(replace(PROFILES["plain"], have=("devops-engineer", "pandas@working")))
    open_in("alice", again)
    expect(box(page, again, "mlflow@awareness")).to_be_checked()
    expect(page.locator(".steps input:checked")).to_have_count(kept)
    page.locator(".steps input").first.check()
    assert "gone@x" not in page.locator("#line").input_value()
    assert "gone@x" in page.evaluate("() => localStorage.getItem(read().key)")
    open_in("bob", main)
    expect(page.locator(".steps input:checked")).to_have_count(0)


def test_note_stays_in_sight_when_its_step_is_finished_and_is_copied_once(
    main: Plan, plan_of: Callable[[Profile], Plan], opened: Opened
) -> None:
    page = opened(main)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    note = '-it\'s $(not) `run`\n\tby "a" shell!'
    page.locator("#s2 summary").click()
    id = main.steps[1].competency
    page.locator("#s2").get_by_label("Your notes").fill(note)
    line = page.get_by_label("To record it, run").input_value()
    assert shlex.split(line) == [
        *("planner", "note", id, "--"),
        '-it\'s $(not) `run` by "a" shell!',
    ]
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    opened(plan_of(after(PROFILES["plain"], id)))
    expect(page.locator("#line")).to_have_value("")
    kept = page.locator("#old-notes").get_by_label(f"{main.steps[1].name} ({main.steps[1].level})")
    expect(kept).to_have_value(note)
    kept.fill("other words")
    expect(page.locator("#line")).to_have_value(f"planner note {id} 'other words'")


def test_notes_are_there_when_nothing_is_left(
    plan_of: Callable[[Profile], Plan], opened: Opened
) -> None:
    page = opened(plan_of(Profile(target=("git@awareness",), start=MONDAY)))
    page.locator("summary", has_text="Details").click()
    page.get_by_label("Your notes").fill("kept")
    opened(plan_of(after(Profile(target=("git@awareness",), start=MONDAY), "git@awareness")))
    expect(page.get_by_text("Nothing is left to learn")).to_be_visible()
    expect(page.locator("#old-notes").get_by_label("Git (awareness)")).to_have_value("kept")


def test_what_holds_for_the_plan_as_made_is_said_only_of_it(
    plan_of: Callable[[Profile], Plan], opened: Opened
) -> None:
    plan = plan_of(replace(PROFILES["plain"], deadline=datetime.date(2027, 10, 1)))
    page = opened(plan)
    advice = page.get_by_text("To make it for 8 of 10")
    expect(advice).to_be_visible()
    page.locator("#pace").fill("1200")
    expect(advice).to_be_hidden()
    page.get_by_role("button", name="Reset").click()
    expect(advice).to_be_visible()
    page.locator(".steps input").first.check()
    expect(advice).to_be_hidden()
    page.locator(".steps input").first.uncheck()
    expect(advice).to_be_visible()


def test_nothing_leads_to_what_is_hidden_when_all_is_ticked(main: Plan, opened: Opened) -> None:
    page = opened(main)
    page.evaluate("""() => document.querySelectorAll('.steps input').forEach(
      (one) => one.checked || one.click())""")
    expect(page.locator("#all-done")).to_be_visible()
    expect(page.get_by_text("Half finish by")).to_be_hidden()
    expect(page.locator("#first")).to_be_hidden()
    links = page.locator("nav a:visible")
    assert links.all_inner_texts() == ["Map", "Steps", "Behind the plan"]
    page.get_by_role("button", name="Untick all").click()
    expect(links).to_have_count(5)


def test_late_tick_goes_on_from_that_day(main: Plan, opened: Opened) -> None:
    page = opened(main)
    page.clock.set_fixed_time(datetime.datetime(2027, 5, 5, 12, tzinfo=datetime.UTC))
    page.locator(".steps input").first.check()
    assert shown(page, "begin") == "2027-05-05"
    assert shown(page, "p50") > str(main.finish.p50)


def test_slider_updates_dates_at_once_and_goes_back(
    main: Plan, plan_of: Callable[[Profile], Plan], opened: Opened
) -> None:
    page = opened(main)
    faster = plan_of(replace(PROFILES["plain"], hours_per_week=6.5))
    slider = page.get_by_role("slider", name="Hours a week")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert shown(page, "p50") == str(faster.finish.p50)
    assert shown(page, "pace") == "6.5"
    assert slider.get_attribute("aria-valuetext") == "6.5 hours a week"
    last = faster.steps[-1]
    expect(page.locator(f"#s{len(main.steps)} p b").first).to_have_text(
        f"{last.start} to {last.end}"
    )
    expect(page.locator(".lanes time").nth(len(main.milestones) - 1)).to_have_text(
        str(faster.milestones[-1].end)
    )
    page.get_by_role("button", name="Reset").click()
    assert shown(page, "p50") == str(main.finish.p50)


def test_deadline_is_answered_at_every_pace(
    plan_of: Callable[[Profile], Plan], opened: Opened
) -> None:
    plan = plan_of(replace(PROFILES["plain"], deadline=datetime.date(2027, 10, 1)))
    page = opened(plan)
    assert plan.deadline is not None
    expect(page.locator("#deadline")).to_have_text(words.deadline(plan.deadline))
    page.locator("#pace").fill("1200")
    expect(page.locator("#deadline")).to_contain_text("more than 19 of 20")
    page.locator("#pace").fill("60")
    expect(page.locator("#deadline")).to_contain_text("fewer than half")


def test_ticks_and_notes_are_there_again_and_are_copied_as_a_command(
    main: Plan, opened: Opened
) -> None:
    page = opened(main)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".steps input").nth(2).check()
    page.locator(".steps input").nth(0).check()
    page.locator("summary", has_text="Details").first.click()
    page.get_by_label("Your notes").first.fill("</textarea> chapter 3")
    page.reload()
    expect(page.locator(".steps input:checked")).to_have_count(2)
    expect(page.locator("[data-of]").first).to_have_value("</textarea> chapter 3")
    first, second = main.steps[0].competency, main.steps[2].competency
    line = f"planner done {first} {second}\nplanner note {first} '</textarea> chapter 3'"
    expect(page.get_by_label("To record it, run")).to_have_value(line)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == line


def test_copying_works_without_the_clipboard_interface(main: Plan, opened: Opened) -> None:
    page = opened(main)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.locator(".steps input").first.check()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#said")).to_have_text("Copied.")
    assert page.evaluate("getSelection().toString()") == f"planner done {main.steps[0].competency}"


@pytest.mark.parametrize("stored", ["null", "[]", '{"ticked": 1}', "{", '{"ticked": ["x@y"]}'])
def test_broken_store_is_as_good_as_none(stored: str, main: Plan, opened: Opened) -> None:
    page = opened(main)
    page.evaluate("(text) => localStorage.setItem(read().key, text)", stored)
    page.reload()
    expect(page.locator(".steps input:checked")).to_have_count(0)
    assert shown(page, "p50") == str(main.finish.p50)


def test_page_works_where_nothing_may_be_stored(main: Plan, opened: Opened, page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
    )
    opened(main).locator(".steps input").first.check()
    assert shown(page, "steps") == f"{len(main.steps) - 1} steps"
    expect(page.locator("#kept")).to_contain_text("keeps nothing")


def test_page_says_everything_without_its_script(
    main: Plan, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "plan.html"
    file.write_text(render(main), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    expect(page.locator("#answer")).to_contain_text(str(main.finish.p80))
    expect(page.locator(".steps > li")).to_have_count(len(main.steps))
    expect(page.locator("#pace")).to_be_hidden()
    context.close()


def test_pointing_and_focus_show_the_way_to_the_target(main: Plan, opened: Opened) -> None:
    page = opened(main)
    leads = {step.competency: set(step.unlocks) for step in main.steps}
    numbers = {step.competency: number for number, step in enumerate(main.steps, 1)}
    first = next(step.competency for step in main.steps if step.unlocks)
    reached = {first}
    while more := {one for id in reached for one in leads[id]} - reached:
        reached |= more
    wanted = sorted(f"#s{numbers[id]}" for id in reached)
    lit = """(kind) => [...document.querySelectorAll(`.map a.${kind ?? 'on'}`)].map(
      (a) => a.getAttribute('href'))"""
    box = page.locator(f'.map a[href="#s{numbers[first]}"]')
    box.hover()
    assert sorted(page.evaluate(lit)) == wanted
    page.mouse.move(0, 0)
    assert page.evaluate(lit) == []
    box.focus()
    assert sorted(page.evaluate(lit)) == wanted
    last = main.steps[-1]
    before = set(last.builds_on)
    needs = {step.competency: set(step.builds_on) for step in main.steps}
    while more := {one for id in before for one in needs[id]} - before:
        before |= more
    page.locator(f'.map a[href="#s{len(main.steps)}"]').focus()
    assert sorted(page.evaluate(lit, "before")) == sorted(f"#s{numbers[id]}" for id in before)


def test_keys_lead_through_the_page(main: Plan, opened: Opened) -> None:
    page = opened(main)
    focused = "document.activeElement.textContent"
    address = "document.activeElement.getAttribute('href')"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Skip to the plan"
    page.locator(".map").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(address) == "#s1"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(address) == "#s2"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.url.endswith("#s1")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert shown(page, "steps") == f"{len(main.steps) - 1} steps"


AXE = """async () => {
  const {violations} = await axe.run();
  return violations.filter(({impact}) => ['serious', 'critical'].includes(impact))
    .map(({id, nodes}) => [id, nodes.map(({html}) => html.slice(0, 120))]);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 768, 896, 1440])
def test_page_is_accessible_and_fits(
    scheme: Any, width: int, main: Plan, opened: Opened, module: Callable[[str], Path], page: Page
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    opened(main).locator(".steps input").first.check()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(module("axe-core/axe.min.js").read_text(encoding="utf-8"))
    assert page.evaluate(AXE) == []


def test_policy_lets_no_other_script_or_style_run(
    main: Plan, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "plan.html"
    file.write_text(render(main), encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.add_init_script(
        "window.broken = []; addEventListener('securitypolicyviolation',"
        " (event) => broken.push(event.effectiveDirective));"
    )
    page.goto(file.as_uri())
    assert page.evaluate("broken") == []
    foreign = "<img src=data:, onerror='window.ran = 1'><p style='color: red'>"
    page.evaluate("(markup) => document.body.insertAdjacentHTML('beforeend', markup)", foreign)
    page.wait_for_function("broken.length > 1")
    assert page.evaluate("window.ran ?? null") is None
    assert set(page.evaluate("broken")) == {"script-src-attr", "style-src-attr"}
    context.close()


def test_print_opens_every_card_and_closes_it_again(main: Plan, opened: Opened) -> None:
    page = opened(main)
    assert page.pdf(format="A4").startswith(b"%PDF")
    expect(page.locator("details[open]")).to_have_count(0)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator("#pace")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details:not([open])")).to_have_count(0)
