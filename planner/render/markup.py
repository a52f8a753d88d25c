"""Elements of a page: whatever is not an element already is text, and text is never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from planner.problems import legible

_VOID = {"meta", "link", "input", "br"}
_OPEN_ENDED = {"p", "li", "dt", "dd", "th", "td", "tr", "thead", "tbody"}
"""Elements that end where the next block begins; a page with a hundred steps has a thousand.

After a paragraph there has to be a block, or the end of a block: nothing that runs in a line.
"""

_ENDS_NAME = str.maketrans({"_": "-"})
_PLAIN = r"[A-Za-z0-9_.,:/()#%-]*[A-Za-z0-9_)]"
"""What needs no quotes around it; a stroke at the end could be taken for that of the element."""


class Markup(str):
    """Finished markup, as against a text that somebody wrote."""

    __slots__ = ()


Child = str | Iterable[str] | None
Value = str | int | float | bool | None


def element(kind: str, /, *children: Child, **attributes: Value) -> Markup:
    """An element with its children; texts among them are escaped.

    An attribute that is None or False is left out, one that is True has no value. Underscores in
    the names of attributes stand for hyphens, one at the end for none: `class_`, `aria_label`.
    """
    opening = f"<{kind}{''.join(_attribute(*one) for one in attributes.items())}>"
    if kind in _VOID:
        return Markup(opening)
    ending = "" if kind in _OPEN_ENDED else f"</{kind}>"
    return Markup(f"{opening}{together(*children)}{ending}")


def together(*children: Child) -> Markup:
    """Elements and texts one after the other."""
    return Markup("".join(_child(child) for child in children))


def _child(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    return text(child) if isinstance(child, str) else together(*child)


def _attribute(name: str, value: Value) -> str:
    key = name.rstrip("_").translate(_ENDS_NAME)
    if value is None or value is False:
        return ""
    if value is True:
        return f" {key}"
    written = escape(one_line(str(value)))
    return f" {key}={written}" if re.fullmatch(_PLAIN, written) else f' {key}="{written}"'


def text(words: str) -> Markup:
    """A text as it stands: nothing in it is markup."""
    return Markup(escape(one_line(words), quote=False))


def one_line(words: str) -> str:
    """A text on one line; blanks at its ends stay, because it may be a part of a sentence.

    What cannot be printed is shown as such, so that no sign turns the line around or hides.
    """
    return legible(re.sub(r"\s+", " ", words))


def link(title: str, url: str) -> Markup:
    """A link that leaves the page, or the title alone where the address is not one of the web.

    It opens in the place of the page, which so has nothing to reach back to, and the page as a whole
    sends no referrer.
    """
    if not re.match(r"https?://[^\s/]", url):
        return text(title)
    return element("a", title, href=url)
