"""`planner plan -o plan.html`."""

from __future__ import annotations

from pathlib import Path

import pytest

from .answers import Run


@pytest.mark.parametrize("name", ["plan.html", "plan.htm", "PLAN.HTML"])
def test_ending_asks_for_the_page(name: str, plan: Run, here: Path) -> None:
    done = plan("builder", "-o", name)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"wrote {name}\n")
    assert (here / name).read_bytes().startswith(b"<!doctype html>\n<html lang=en>")


def test_page_can_go_into_a_pipe(plan: Run, here: Path) -> None:
    plan("builder", "-o", "plan.html")
    done = plan("builder", "--format", "html")
    assert done.stdout == (here / "plan.html").read_text(encoding="utf-8")
