"""From a plan to text: one module a format, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.plan import Plan

FORMATS = {
    "text": "planner.render.terminal",
    "markdown": "planner.render.markdown",
    "json": "planner.render.data",
    "ics": "planner.render.ics",
    "csv": "planner.render.table",
    "todotxt": "planner.render.todotxt",
    "taskwarrior": "planner.render.taskwarrior",
    "mermaid": "planner.render.mermaid",
    "svg": "planner.render.svg",
    "html": "planner.render.page",
}
"""Formats by name, with the module whose `render(plan, width)` writes them."""

ENDINGS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".ics": "ics",
    ".csv": "csv",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".svg": "svg",
    ".html": "html",
    ".htm": "html",
}
"""The format that a file's ending asks for."""

OPTIONS = {"ics": ("events", "todos"), "markdown": ("style",)}
"""What can be asked of a format: names of arguments that its `render` takes besides."""


def render(plan: Plan, format: str, width: int = 80, **options: Any) -> str:
    """A plan in one of `FORMATS`.

    Args:
        width: That of the terminal; it matters for text alone.
        options: What the format takes of `OPTIONS`.

    Raises:
        BadUsage: If the format cannot be had for this plan.
    """
    written: str = import_module(FORMATS[format]).render(plan, width, **options)
    return written
