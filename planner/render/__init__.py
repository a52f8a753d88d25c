"""From a plan to text: one module a format, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

from planner.plan import Plan

FORMATS = {
    "text": "planner.render.terminal",
    "markdown": "planner.render.markdown",
    "json": "planner.render.data",
}
"""Formats by name, with the module whose `render(plan, width)` writes them."""

ENDINGS = {".txt": "text", ".md": "markdown", ".markdown": "markdown", ".json": "json"}
"""The format that a file's ending asks for."""


def render(plan: Plan, format: str, width: int = 80) -> str:
    """A plan in one of `FORMATS`; `width` is that of the terminal and matters for text alone."""
    written: str = import_module(FORMATS[format]).render(plan, width)
    return written
