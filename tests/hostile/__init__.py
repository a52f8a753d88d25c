"""Plans whose every text is one of the big list of naughty strings, or worse.

The list is Max Woolf's (LICENSE.naughty). One plan is made from a catalog with harmless texts, and
each text in it then replaced: the renderers get even what the reader of catalogs would refuse.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from planner import Plan, Profile, Settings, load_catalog, make_plan
from planner.model import Hours
from planner.profile import Finished, Noted, Progress, Session
from planner.render import render

MONDAY = datetime.date(2027, 1, 4)
TEXT = "Harmless name"
ADDRESS = "https://harmless.example/address"
AREAS = ("harmless-area", "other-area")

OWN = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \x1b]8;;https://evil.example\x1b\\link",
    "a\r\nb\nc\x0bd\x0ce\x1cf\x85g\u2028h\u2029i",
    "\x00\x08\x7f\ufeff\u200b\u202eabc\u2066\U000e0041",
    "END:VEVENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY",
    '=HYPERLINK("https://evil.example")',
    "\t=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "due:2020-01-01 +project @context (A) x 2020-01-01 id:1",
    "<svg onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "]]>--><!--{{ x }}",
    '"] --> s9["x',
    "end",
    "%%{init: {'theme': 'dark'}}%%",
    "#quot;#35;#x3c;",
    "| a | b |\n| --- | --- |",
    "```\n~~~\n    code\n# heading",
    "--",
    "- [x] done <!-- planner:other@working -->",
    "1) first",
    "a\\",
    "\u3164",
    "e" + "\u0301" * 50,
    "データパイプラインと機械学習" * 20,
    "x" * 10_000,
)
"""What the list lacks: terminals, calendars, spreadsheets, task lists, Mermaid, and sheer size."""

ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "\x01javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example/",
    "/relative",
    "mailto:a@example.org",
    "https:evil.example",
    'https://a" onmouseover="alert(1)',
    "https://a'><script>alert(1)</script>",
    "https://a/\r\nX-Header: 1",
    "https://a/)](javascript:alert(1))",
    "https://a/\x1b]8;;javascript:alert(1)\x07",
    "https://a/|`\\<>{}",
)


@cache
def naughty() -> tuple[str, ...]:
    """The texts that a catalog may hold: none is blank."""
    path = Path(__file__).with_name("naughty.json")
    listed: list[str] = json.loads(path.read_text(encoding="ascii"))
    return tuple(dict.fromkeys(text for text in (*listed, *OWN) if text.strip()))


def hostile_plans() -> Iterator[tuple[str, Plan]]:
    """Every text with the plan that says nothing else."""
    return ((text, plan_saying(text)) for text in naughty())


@cache
def written(format: str, **options: Any) -> tuple[tuple[str, str], ...]:
    """Every text with what a format makes of the plan that says it."""
    return tuple((text, render(plan, format, **options)) for text, plan in hostile_plans())


@cache
def plan_saying(text: str, address: str = ADDRESS) -> Plan:
    """The plan with this in the place of every text from a catalog, a folder or a log."""
    texts = {TEXT: text, ADDRESS: address}
    texts |= {area: f"{text} {number}" for number, area in enumerate(AREAS)}
    plan: Plan = _replaced(harmless_plan(), texts)
    return plan


def _replaced(value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return texts.get(value, value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return dataclasses.replace(
            value, **{one.name: _replaced(getattr(value, one.name), texts) for one in fields}
        )
    if isinstance(value, tuple):
        items = [_replaced(one, texts) for one in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, Mapping):
        return {key: _replaced(one, texts) for key, one in value.items()}
    return value


@cache
def harmless_plan() -> Plan:
    """A plan with every part there is, each text of its catalog the harmless one."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in _files().items():
            path = Path(folder, f"{name}.yaml")
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(content), encoding="utf-8", newline="\n")
        catalog = load_catalog(Path(folder))
    profile = Profile(
        have=("held", "known"),
        target=("keeper", "two"),
        week=(Session(0, 90, datetime.time(19)), Session(5, 120, None)),
        start=MONDAY,
        deadline=datetime.date(2027, 2, 20),
        away=((datetime.date(2027, 2, 8), datetime.date(2027, 2, 9)),),
        timezone="Europe/Berlin",
        progress=_progress(),
    )
    return make_plan(catalog, profile, today=MONDAY + datetime.timedelta(21), settings=Settings())


def _progress() -> Progress:
    estimate = Hours(60, 120, 240)
    return Progress(
        finished=(
            Finished(competency="done@working", on=MONDAY, minutes=150, estimate=estimate),
            Finished(competency=TEXT, on=MONDAY, minutes=0, estimate=None),
        ),
        minutes=150,
        days=frozenset({MONDAY}),
        notes=(Noted("top@working", MONDAY, TEXT), Noted("done@working", MONDAY, TEXT)),
    )


def _files() -> dict[str, dict[str, Any]]:
    about = {"name": TEXT, "summary": TEXT}
    basis = {"kind": "course", "source": TEXT, "url": ADDRESS, "hours": 2, "seen": "2026-11"}
    learn = [{"title": TEXT, "url": ADDRESS, "kind": "book", "cost": "paid"}]
    facts = {"can": [TEXT, TEXT], "learn": learn, "build": TEXT}
    skill = about | facts | {"hours": [1, 2, 4], "basis": basis}
    either = {"any_of": ["one", "two"], "because": TEXT}
    last = {"name": TEXT, "requires": [either]}
    needs: dict[str, list[Any]] = {
        "must": [{"top": TEXT}, {"last": TEXT}, {"done": TEXT}],
        "should": [{"any_of": ["left", "right"], "because": TEXT}, {"known": TEXT}],
    }
    return {
        "catalog": {"name": TEXT, "version": TEXT, "defaults": {"hours": [1, 2, 3]}},
        f"{AREAS[0]}/held": skill,
        f"{AREAS[0]}/known": skill,
        f"{AREAS[0]}/done": skill,
        f"{AREAS[0]}/one": skill | {"requires": [{"held": TEXT}]},
        f"{AREAS[0]}/two": skill,
        f"{AREAS[1]}/left": skill,
        f"{AREAS[1]}/right": skill | {"hours": [1, 3, 5]},
        f"{AREAS[1]}/top": skill | {"requires": [{"one": TEXT}], "transfers": {"held": "0.5"}},
        f"{AREAS[1]}/last": last,
        "roles/keeper": about | {"requires": needs},
        "projects/shop": about | {"uses": ["top", "one"], "ships": TEXT},
    }
