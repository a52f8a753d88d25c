"""Whole plans from a tiny catalog, byte for byte as `tests/golden/` has them.

After a wanted change: `pytest tests/test_golden.py --update-golden`, then read the difference.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from planner import Profile, load_catalog, make_plan
from planner.render import render

GOLDEN = Path(__file__).parent / "golden"
FORMATS = {"txt": "text", "md": "markdown", "json": "json"}
MONDAY = datetime.date(2027, 1, 4)

PROFILES = {
    "builder": Profile(have=("starter",), target=("builder",), start=MONDAY),
    "unikernels": Profile(
        have=("containers@working",),
        have_not=("shell@working",),
        target=("unikernels", "tracker-two"),
        hours_per_week=2.5,
        start=MONDAY,
        deadline=datetime.date(2027, 5, 1),
        away=((datetime.date(2027, 1, 11), datetime.date(2027, 1, 17)),),
    ),
    "nothing-left": Profile(have=("builder",), target=("starter",), hours_per_week=4),
}


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", PROFILES)
def test_plan_is_as_recorded(name: str, ending: str, request: pytest.FixtureRequest) -> None:
    plan = make_plan(load_catalog(GOLDEN / "catalog"), PROFILES[name], today=MONDAY)
    text = render(plan, FORMATS[ending], 80).encode("utf-8")
    recorded = GOLDEN / f"{name}.{ending}"
    if request.config.getoption("--update-golden"):
        recorded.write_bytes(text)
    assert text.decode("utf-8") == recorded.read_bytes().decode("utf-8")


def test_every_recorded_plan_is_compared() -> None:
    recorded = {path.name for path in GOLDEN.iterdir() if path.is_file()}
    assert recorded == {f"{name}.{ending}" for name in PROFILES for ending in FORMATS}
