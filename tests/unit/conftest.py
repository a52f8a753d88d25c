"""Plans for the renderers: one whose every text is whatever a catalog's author wrote."""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from planner import Plan, Profile, load_catalog, make_plan
from planner.profile import Finished, Progress
from tests.catalog_files import written

MONDAY = datetime.date(2027, 1, 4)
PlanWith = Callable[[str], Plan]


def quoted(text: str) -> str:
    """The text as YAML that a reader cannot misunderstand: every character by its code."""
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text) + '"'


def hostile_files(text: str) -> dict[str, str]:
    """A catalog that holds the text wherever a text may stand."""
    t = quoted(text)
    basis = f"{{kind: course, source: {t}, url: 'https://example.org/b', hours: 2, seen: 2026-11}}"
    learn = f"[{{title: {t}, url: 'https://example.org/l', kind: book, cost: paid}}]"
    about = f"name: {t}\nsummary: {t}\n"
    facts = f"hours: [1, 2, 4]\nbasis: {basis}\ncan: [{t}, {t}]\nlearn: {learn}\nbuild: {t}\n"
    either = f"{{any_of: [one, two], because: {t}}}"
    return {
        "catalog": f"name: {t}\nversion: {t}\n",
        "area/held": about + facts,
        "area/one": about + facts + f"requires: [{{held: {t}}}]\n",
        "area/two": about + facts,
        "other/top": about + facts + f"requires: [{{one: {t}}}]\ntransfers: {{held: 0.5}}\n",
        "other/last": f"name: {t}\nrequires: [{either}]\n",
        "roles/keeper": about + f"requires: {{must: [{{top: {t}}}, last], should: [{either}]}}\n",
        "projects/shop": about + f"uses: [top, one]\nships: {t}\n",
    }


@pytest.fixture(scope="session")
def plan_with(tmp_path_factory: pytest.TempPathFactory) -> PlanWith:
    """A plan with every section there is, all texts of its catalog the one given."""

    @cache
    def plan_with(text: str) -> Plan:
        folder = written(tmp_path_factory.mktemp("hostile"), hostile_files(text))
        profile = Profile(have=("held",), target=("keeper", "two"), start=MONDAY)
        return make_plan(load_catalog(folder), profile, today=MONDAY)

    return plan_with


@pytest.fixture(scope="session", params=range(6))
def odd_plan(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A plan of a dozen steps with crooked hours, savings among them."""
    draw = random.Random(request.param)
    files = {}
    for number in range(12):
        skill: dict[str, Any] = {"hours": sorted(draw.randrange(800) / 20 for _ in range(3))}
        if number and draw.random() < 0.6:
            skill["transfers"] = {f"skill-{draw.randrange(number)}": draw.randrange(1, 100) / 100}
        if number and draw.random() < 0.4:
            skill["requires"] = [f"skill-{draw.randrange(number)}"]
        files[f"area-{number % 3}/skill-{number}"] = json.dumps(skill)
    catalog = load_catalog(written(tmp_path_factory.mktemp("odd"), files))
    target = tuple(f"skill-{number}" for number in range(12))
    return make_plan(catalog, Profile(have=("skill-0",), target=target), today=MONDAY)


BEGUN = {
    "base/shell": {"name": "Shell", "hours": [4, 6, 9]},
    "base/python": {"name": "Python", "hours": [12, 18, 30], "requires": ["shell"]},
    "ml/models": {
        "name": "Models",
        "hours": [50, 70, 90],
        "requires": ["python"],
        "can": ["Say why, and when; or not."],
        "learn": [{"title": "Book", "url": "https://example.org/models?a=1,2;3"}],
        "build": "A model.",
    },
    "ml/serving": {"name": "Serving", "hours": [50, 70, 90], "requires": ["models", "shell"]},
    "roles/builder": {
        "name": "Builder",
        "requires": {"must": ["serving"], "should": ["models", "python"]},
    },
}


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Plan]:
    """A plan for a role of which one step is finished and one is half done; the rest as told."""
    files = {name: json.dumps(content) for name, content in BEGUN.items()}
    catalog = load_catalog(written(tmp_path_factory.mktemp("begun"), files))

    def begun(today: datetime.date = datetime.date(2027, 1, 13), **profile: Any) -> Plan:
        progress = Progress(
            finished=(Finished(competency="shell@working", on=datetime.date(2027, 1, 8)),),
            studied={"python@working": 9 * 60},
            minutes=9 * 60,
            days=frozenset({datetime.date(2027, 1, 8), datetime.date(2027, 1, 11)}),
        )
        told = {"target": ("builder",), "start": MONDAY, "progress": progress, **profile}
        who = Profile(**told)
        return make_plan(catalog, who, today=today)

    return begun


HOSTILE = {
    "pipes": "a | b || c |",
    "table": "| a | b |\n| --- | --- |\n| c | d |",
    "backticks": "`a` ``b` ```mermaid",
    "fence": "```\nrm -rf\n```",
    "tildes": "~~~ ~~gone~~",
    "newlines": "a\n\n\n# b\n\n- c",
    "heading": "# Heading ##",
    "rule": "---",
    "two dashes": "--",
    "equals": "===",
    "list": "- item",
    "ordered list": "1. first",
    "task": "[x] done",
    "quote": "> said",
    "code block": "\tcode",
    "html": "<b>bold</b> <script>alert(1)</script> <img src=x onerror=alert(1)>",
    "html block": "<div>\n\n</div>",
    "comment": "<!-- planner:other@working --> -->",
    "comment end": "--> x",
    "entity": "&lt;b&gt; &#35; &amp;lt;",
    "link": "[a](https://evil.example) ](https://evil.example)",
    "image": "![a](https://evil.example/x.png)",
    "script link": "[a](javascript:alert(1))",
    "autolink": "<javascript:alert(1)> <https://evil.example>",
    "reference": "[a]: https://evil.example",
    "emphasis": "*a* **b** _c_ __d__ ***",
    "maths": "$x$ $$y$$",
    "quotes": '"a" \'b\' \\" \\',
    "backslash at the end": "a\\",
    "semicolons": "a; b; c;",
    "hash": "#35; #quot; #",
    "mermaid comment": "%% a %%{init: {'theme': 'dark'}}%%",
    "mermaid click": 'click s1 href "javascript:alert(1)"',
    "mermaid end": "end",
    "mermaid arrow": "a --> b --- c",
    "mermaid box": '"] --> s9["x',
    "gantt data": "x :crit, done, t1, 2020-01-01, 1d",
    "gantt section": "section x",
    "bidi": "a \u202eb\u2066c\u2069",
    "escapes": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J",
    "control": "a\x00b\x08c\x7fd\x85e",
    "carriage return": "safe\rEVIL",
    "line separators": "a\u2028b\u2029c",
    "zero width": "\u200b\u200d\ufeff",
    "blank": "\u3164",
    "no-break spaces": "\u00a0a\u00a0",
    "combining": "e" + "\u0301" * 50,
    "emoji": "👩‍💻 ❤️ 🇨🇭",
    "wide": "データパイプライン",
    "right to left": "שלום עולם",
    "long": "long " * 150,
    "long word": "x" * 500,
    "formula": "=HYPERLINK(1)",
    "braces": "{{ a }} {% b %} ${c} %(d)s {0}",
    "beyond 16 bits": "\U0001d4b3\U0001f600",
}
"""Texts that mean something to a renderer, a terminal or a person in a hurry."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "hostile" in metafunc.fixturenames:
        metafunc.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
