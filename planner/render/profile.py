"""A `profile.yaml` with comments, to begin from and to change by hand."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator

from planner.notation import week_text
from planner.profile import Session


def profile_text(
    *,
    target: Iterable[str],
    have: Iterable[str] = (),
    hours_per_week: float | None = None,
    week: Iterable[Session] = (),
    start: datetime.date,
    deadline: datetime.date | None = None,
    timezone: str | None = None,
    log: str = "progress.jsonl",
) -> str:
    """The text of a profile; what is not said stands in it as a comment.

    Args:
        log: The file beside it that gets what the person does.
    """
    sessions = tuple(week)
    lines = [
        "# What `planner` knows about you. Every line can be changed; an option on the command line wins.",
        f"# What you do goes into {log} beside it (planner done, log, sync). Keep both in git;",
        f"# `{log} merge=union` in .gitattributes lets the logs of two machines go together.",
        "# `planner schema profile` prints the JSON Schema that an editor needs to complete this file.",
        "",
        "# What you want to become or learn: a role or skills (planner roles, planner skills).",
        f"target: {_listed(target)}",
        "",
        "# What you have: roles, skills, skill@level; what you lack although one of them implies it.",
        f"have: {_listed(have)}",
        "# have_not: [ansible]",
        "",
        "# The time you have: hours a week, or the sessions of your week.",
        *_pace(hours_per_week, sessions, timezone),
        f"start: {start}",
        f"deadline: {deadline}" if deadline else "# deadline: 2027-06-30",
        "# away: [2027-02-08..2027-02-14]",
        "# lighter: {2027-07..2027-08: 3}",
        "# tracks: 2",
        "",
        "# Where there is a choice.",
        "# prefer: [aws, mlflow]",
        "# avoid: [sagemaker]",
    ]
    return "\n".join(lines) + "\n"


def _pace(hours: float | None, week: tuple[Session, ...], timezone: str | None) -> Iterator[str]:
    if week:
        yield "# hours_per_week: 6"
        yield f"week: {week_text(week)}"
    else:
        yield f"hours_per_week: {f'{hours or 6:.2f}'.rstrip('0').rstrip('.')}"
        yield "# week: tue 1h30 19:00, thu 1h30, sat 3h"
    yield f"timezone: {timezone}" if timezone else "# timezone: Europe/Berlin"


def _listed(words: Iterable[str]) -> str:
    return f"[{', '.join(_word(word) for word in words)}]"


def _word(word: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9._@/+-]*", word)
    return word if plain else _quoted(word)


def _quoted(word: str) -> str:
    """A text as YAML reads it back, with what must not stand in a file written by its code."""
    text = json.dumps(word, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in text)
