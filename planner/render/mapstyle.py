"""How a skill map looks, on light and on dark paper: everything is inside `.map`."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

COLOURS = (
    ("#2f6fd0", "#7aa9f0"),
    ("#b8620e", "#eda35b"),
    ("#2c8240", "#6cc381"),
    ("#c03a50", "#f08a9a"),
    ("#7d4fb8", "#b999e8"),
    ("#0f8080", "#55c2c2"),
    ("#8f5a30", "#cf9f78"),
    ("#b53f8e", "#e68fc8"),
    ("#6f7a10", "#b9c45a"),
    ("#55677f", "#9fb1c9"),
    ("#8a6d00", "#d6b64a"),
    ("#4a50c0", "#9a9ff0"),
)
"""Colours of areas on light and on dark paper."""

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"


def _style() -> str:
    light = [
        f".a{number} .bar,.a{number} .fill{{fill:{pair[0]}}}" for number, pair in enumerate(COLOURS)
    ]
    dark = [
        f".a{number} .bar,.a{number} .fill{{fill:{pair[1]}}}" for number, pair in enumerate(COLOURS)
    ]
    return "\n".join(
        [
            f".map text{{font-family:{_FONT};fill:#1b2330}}",
            ".map .paper{fill:#fff}",
            ".map .band{fill:#eef2f7}",
            ".map .title{font-size:22px;font-weight:600}",
            ".map .name{font-size:13px}",
            ".map .heading{font-size:15px;font-weight:600}",
            ".map .note,.map .detail{fill:#55617a}",
            ".map .note{font-size:13px}",
            ".map .detail{font-size:11px}",
            ".map .under{fill:#fff}",
            ".map .fill{fill-opacity:.1}",
            ".map .box{fill:none;stroke:#a9b4c4;stroke-width:1}",
            ".map .edge{fill:none;stroke:#93a0b3;stroke-width:1.3;stroke-linejoin:round}",
            ".map .optional .box{stroke:#6b7890;stroke-dasharray:2 3}",
            ".map .edge.optional{stroke-dasharray:2 3}",
            ".map .next .box{stroke:#1b2330;stroke-width:2.2}",
            ".map .known .fill{fill-opacity:0}",
            ".map .tick{fill:none;stroke:#1b2330;stroke-width:1.8}",
            ".map .shared .fill{fill-opacity:.24}",
            ".map .only .fill{fill-opacity:0}",
            *(f".map {rule}" for rule in light),
            "@media (prefers-color-scheme:dark){",
            ".map text{fill:#e8edf5}",
            ".map .paper{fill:#12161d}",
            ".map .band{fill:#1a2029}",
            ".map .note,.map .detail{fill:#a5b1c3}",
            ".map .under{fill:#12161d}",
            ".map .box{stroke:#4c596c}",
            ".map .edge{stroke:#66758c}",
            ".map .optional .box{stroke:#8695ab}",
            ".map .next .box,.map .tick{stroke:#e8edf5}",
            *(f".map {rule}" for rule in dark),
            "}",
        ]
    )


STYLE = _style()
"""What the classes of a map stand for."""


def colours(areas: Iterable[str]) -> dict[str, int]:
    """A colour for each area: by its name, and the next free one if that is taken."""
    slots: dict[str, int] = {}
    for area in sorted(set(areas)):
        wanted = zlib.crc32(area.encode("utf-8", "replace")) % len(COLOURS)
        free = [
            slot
            for slot in ((wanted + more) % len(COLOURS) for more in range(len(COLOURS)))
            if slot not in slots.values()
        ]
        slots[area] = free[0] if free else wanted
    return slots
