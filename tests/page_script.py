"""The script of the page: its sources, and what the page holds of them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "planner" / "render"
SOURCES = [FOLDER / name for name in ("dates.js", "hours.js", "page.js")]
SHORT = FOLDER / "page.min.js"


def of_sources() -> str:
    """A digest of the sources, as the first line of the short script has it."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCES]
    return sha256("\n".join(texts).encode()).hexdigest()
