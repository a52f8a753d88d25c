"""Commands asked for data, as a program would."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from planner.cli import main

Ask = Callable[..., dict[str, Any]]

PLAN_KEYS = {
    *("hours", "hours_p50", "hours_per_week", "hours_carried"),
    *("months", "finish", "steps"),
}
"""What is said of every plan."""


def asking(catalog: Path, today: datetime.date) -> Ask:
    """The JSON of a command on a catalog, which has to work in plain text as well."""

    def ask(*words: str) -> dict[str, Any]:
        runner = CliRunner(catch_exceptions=False)
        line = [*words, "--catalog", str(catalog), "--today", str(today)]
        text = runner.invoke(main, line)
        assert (text.exit_code, text.stderr) == (0, "")
        assert text.stdout.strip()
        result = runner.invoke(main, [*line, "--json"])
        assert (result.exit_code, result.stderr) == (0, "")
        data: dict[str, Any] = json.loads(result.stdout)
        return data

    return ask
