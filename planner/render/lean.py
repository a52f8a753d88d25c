"""Style and script of the page, as short as they can be without a change of what they do.

Files are written to be read: comments take whole lines in them, every statement and rule ends in a
sign that says so, and no name in a template is that of something else in it. A page may hold a
hundred steps, and what is saved here is room for what they say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import count, product
from string import ascii_letters

_QUOTED = r"""("[^"\n]*"|`[^`]*`)"""
_CSS = r";?\s*(})\s*|\s*([{;:,])\s*"
_JS = r"\s*([{}();:,=<>?&|*/+]+)\s*"
"""Signs that need no blanks around them."""

_WORD = r"(?<![\w$])(?<!(?<!\.)\.)[A-Za-z_]\w*"
"""A name that is not that of a property."""

_DECLARED = r"(?:function\*?|const|let) (?:\w+\([\w,]*\)|\w+)|\([\w,[\]]+\)=>|\w+=>"
"""What gives a name: to a function and what it takes, or to a value."""

_KEPT = frozenset({"read", "replanned", "dayOf", "dateOf"})
"""What may be called from outside."""


def style_of(*names: str) -> str:
    style = _without_blanks(_CSS, names)
    own = dict.fromkeys(re.findall(r"--[a-z]+(?:-[a-z]+)*(?=:)", style))
    short = dict(zip(own, _names(), strict=False))
    return re.sub(r"--[a-z-]+", lambda found: f"--{short[found[0]]}", style)


def script_of(*names: str) -> str:
    script = re.sub(r"(\w|\)) - (?=[\w(])", r"\1-", _without_blanks(_JS, names))
    return _short(re.sub(r"\bconst\b", "let", script))


def _without_blanks(around: str, names: tuple[str, ...]) -> str:
    texts = [files("planner.render").joinpath(name).read_text(encoding="utf-8") for name in names]
    lines = (line.strip() for text in texts for line in text.splitlines())
    whole = "\n".join(line for line in lines if not line.startswith("//"))
    return "".join(
        part if place % 2 else re.sub(around, _sign, part)
        for place, part in enumerate(re.split(_QUOTED, whole))
    )


def _sign(found: re.Match[str]) -> str:
    return found[found.lastindex or 0]


def _short(script: str) -> str:
    """The script with one or two letters for each of its own names that is nothing else's too."""
    code = " ".join(_code(script))
    words = Counter(re.findall(_WORD, code))
    own = {word for found in re.findall(_DECLARED, code) for word in re.findall(r"\w+", found)}
    own -= {"function", "const", "let"}
    taken = set(re.findall(r"\w+", code))
    shared = _KEPT | _of_properties(code)
    names = (name for name in _names() if name not in taken)
    longest = sorted(own - shared, key=lambda word: (-words[word] * len(word), word))
    short = {word: next(names) for word in longest if len(word) > 2}
    return "".join(
        _renamed(part, short) if place % 2 == 0 else _renamed_within(part, short)
        for place, part in enumerate(re.split(_QUOTED, script))
    )


def _names() -> Iterator[str]:
    for length in count(1):
        yield from map("".join, product(ascii_letters, repeat=length))


def _renamed(code: str, short: dict[str, str]) -> str:
    return re.sub(_WORD, lambda found: short.get(found[0], found[0]), code)


def _renamed_within(text: str, short: dict[str, str]) -> str:
    """A text with what a template computes in it renamed."""
    if text[0] == '"':
        return text
    return re.sub(r"\$\{[^}]*\}", lambda found: _renamed(found[0], short), text)


def _code(script: str) -> Iterator[str]:
    """All parts that are not texts, those in templates too."""
    for place, part in enumerate(re.split(_QUOTED, script)):
        yield from [part] if place % 2 == 0 else re.findall(r"\$\{[^}]*\}", part)


def _of_properties(code: str) -> set[str]:
    """Names that are also those of properties: after a point, before a colon, alone in braces."""
    found = set(re.findall(r"(?<!\.)\.(\w+)|(\w+):", code))
    names = {name for pair in found for name in pair if name}
    brackets: list[str] = []
    tokens = re.findall(r"\w+|[^\w\s]", code)
    for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        if token in "([{":
            brackets.append(token)
        elif token in ")]}":
            brackets.pop()
        elif before in "{," and after in ",}=" and brackets[-1:] == ["{"]:
            names.add(token)
    return names
