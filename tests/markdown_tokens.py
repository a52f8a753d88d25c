"""What a Markdown parser makes of a page, for tests that compare pages."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.token import Token


def structure(tokens: list[Token]) -> list[object]:
    """Everything but the texts; empty texts, which the parser may leave behind, do not count."""
    return [
        (
            token.type,
            token.tag,
            token.info,
            token.level,
            [child.type for child in token.children or () if child.type != "text" or child.content],
        )
        for token in tokens
    ]


def inlines(tokens: list[Token]) -> Iterator[Token]:
    return (child for token in tokens for child in token.children or ())
