"""What the tests of the command line ask of a result."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

TINY = Path(__file__).parents[1] / "golden" / "catalog"
Run = Callable[..., Result]
Shell = Callable[..., "subprocess.CompletedProcess[bytes]"]


def as_json(result: Result) -> dict[str, Any]:
    """The data of a command that worked and had nothing else to say."""
    assert (result.exit_code, result.stderr) == (0, "")
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def refused(result: Result, exit_code: int, *texts: str) -> None:
    """The command failed with this code and said these texts, on stderr alone."""
    assert result.exit_code == exit_code, result.output
    assert result.stdout == ""
    missing = [text for text in texts if text not in result.stderr]
    assert not missing, result.stderr


def too_wide(text: str, width: int) -> list[str]:
    """Lines that take more columns than this on a terminal, where some characters take two."""
    lines = text.splitlines()
    extra = [sum(unicodedata.east_asian_width(char) in "WF" for char in line) for line in lines]
    return [line for line, more in zip(lines, extra, strict=True) if len(line) + more > width]
