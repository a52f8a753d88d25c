"""What a terminal adds to plain text: weight, colour and bars. All of it can be left out.

Colour never carries a meaning alone, and only marks are coloured, not words to be read: none of
the sixteen colours is legible on every background.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_HUES = ("36", "35", "32", "34", "33", "31", "96", "95", "92", "94", "93", "91")
"""Codes of the colours, those that read best on light and dark first."""

_EIGHTHS = "▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """How to mark text.

    Attributes:
        colour: Whether the terminal gets codes for weight and colour.
        unicode: Whether it can show block characters and rules.
        bars: Whether numbers are drawn too; a pipe and a screen reader want the numbers alone.
        hues: The code of each area.
    """

    colour: bool = False
    unicode: bool = False
    bars: bool = False
    hues: Mapping[str, str] = field(default_factory=dict)

    def bold(self, text: str) -> str:
        return self._marked("1", text)

    def dim(self, text: str) -> str:
        return self._marked("2", text)

    def of_area(self, area: str, text: str) -> str:
        return self._marked(self.hues.get(area, ""), text)

    def of_share(self, text: str) -> str:
        return self._marked("32", text)

    def _marked(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code and text else text

    def rule(self, width: int) -> str:
        return ("─" if self.unicode else "-") * width

    def bar(self, share: float, width: int) -> str:
        """A bar that fills this share of its width; never empty unless the share is nothing."""
        if not self.unicode:
            return "#" * (max(1, round(share * width)) if share > 0 else 0)
        eighths = max(1, round(share * width * 8)) if share > 0 else 0
        whole, rest = divmod(eighths, 8)
        return "█" * whole + (_EIGHTHS[rest - 1] if rest else "")

    def shade(self, width: int) -> str:
        """What stands behind the end of a bar: as far as it may have to reach."""
        return ("░" if self.unicode else ".") * width


PLAIN = Ink()
"""A pipe, a file, a screen reader."""


def hues(areas: Iterable[str]) -> dict[str, str]:
    """A colour for each area in the order of their first steps; many areas share."""
    return {area: _HUES[place % len(_HUES)] for place, area in enumerate(dict.fromkeys(areas))}
