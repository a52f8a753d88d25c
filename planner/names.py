"""What a person writes, led to what the catalog calls it.

Ids, names and aliases are all understood, in any case and with spaces, `-` and `_` alike. A word
that could mean several things is refused with all of them: one that the catalog calls ambiguous,
one that two things share, and one that stands in the names of a few.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from planner.model import Catalog, CompetencyId, Role, Skill
from planner.problems import Place, Problem, did_you_mean, join_or

Kind: TypeAlias = Literal["skill", "role"]
KINDS: tuple[Kind, ...] = ("skill", "role")
LISTS: Mapping[Kind, str] = {"skill": "planner skills", "role": "planner roles"}

MAX_CANDIDATES = 6
"""A word in the names of more things than this says too little to list them all."""


class Meaning(NamedTuple):
    """A skill or role, and the level if one was named."""

    kind: Kind
    id: str
    level: str | None


class Names:
    """All names of a catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.meanings: dict[str, dict[Kind, set[str]]] = defaultdict(lambda: defaultdict(set))
        for kind in KINDS:
            for id, thing in self._things(kind).items():
                for name in spellings(thing):
                    self.meanings[folded(name)][kind].add(id)
        for old, new in catalog.renamed.items():
            self.meanings[folded(old)]["skill"].add(new)
        for word in catalog.ambiguous:
            self.meanings[folded(word.text)] = {
                kind: {id for id in word.ids if id in self._things(kind)} for kind in KINDS
            }

    def find(
        self, text: str, kinds: tuple[Kind, ...] = ("skill", "role"), place: Place | None = None
    ) -> Meaning | Problem:
        """What `docker`, `K8s@working` or `MLOps engineer` means among these kinds of things."""
        name, at, level = text.strip().partition("@")
        exact = [kind for kind in kinds if name in self._things(kind)]
        found = [(exact[0], name)] if exact else self._meant(name, kinds)
        if len(found) == 1 and (renamed := self._by_its_old_name(name, level)):
            return renamed
        if len(found) == 1:
            return self._with_level(*found[0], level.strip() if at else None, place)
        if found:
            return _ambiguous(name, [id for _, id in found], place)
        return self._unknown(name, kinds, place)

    def _by_its_old_name(self, name: str, level: str) -> Meaning | None:
        """What a level of a skill that was replaced is today, if that is another one."""
        for old in self.catalog.renamed:
            if folded(old) == folded(name) and level.strip().casefold() in self.catalog.scale:
                current = self.catalog.current(f"{old}@{level.strip().casefold()}")
                if current:
                    id, _, today = current.partition("@")
                    return Meaning("skill", id, today)
        return None

    def search(self, text: str) -> list[Skill]:
        """The skills that have to do with a text, what is called so first, then by id."""
        key = folded(text)
        meant = {
            id for word in self.catalog.ambiguous if folded(word.text) == key for id in word.ids
        }
        ranked = [
            (0 if skill.id in meant else _rank(skill, text), id)
            for id, skill in self.catalog.skills.items()
        ]
        return [self.catalog.skills[id] for rank, id in sorted(ranked) if rank < NOT_FOUND]

    def competency(self, text: str, place: Place | None = None) -> CompetencyId | Problem:
        """The competency that a skill's name means, with or without a level."""
        meaning = self.find(text, ("skill",), place)
        if isinstance(meaning, Problem):
            return meaning
        skill = self.catalog.skills[meaning.id]
        return skill.at(meaning.level or skill.default)

    def near(self, name: str, kinds: tuple[Kind, ...] = KINDS) -> str | None:
        """A hint with what somebody may have meant by a name that means nothing."""
        within = self._within(name, kinds)
        if len(within) > MAX_CANDIDATES:
            return _too_many(name, [kind for kind, _ in within])
        if within:
            return _did_you_mean(dict.fromkeys(id for _, id in within))
        owners = {
            spelling: id
            for kind in reversed(kinds)
            for id, thing in self._things(kind).items()
            for spelling in reversed(spellings(thing))
        }
        return _did_you_mean(_closest(name, owners))

    def _meant(self, name: str, kinds: tuple[Kind, ...]) -> list[tuple[Kind, str]]:
        by_kind = self.meanings.get(folded(name), {})
        return [(kind, id) for kind in kinds for id in sorted(by_kind.get(kind, ()))]

    def _within(self, name: str, kinds: tuple[Kind, ...]) -> list[tuple[Kind, str]]:
        """Things of whose id or name it is a whole word."""
        word = name.strip().casefold()
        return [
            (kind, id)
            for kind in kinds
            for id, thing in self._things(kind).items()
            if any(word in words(spelling) for spelling in (id, thing.name))
        ]

    def _with_level(
        self, kind: Kind, id: str, level: str | None, place: Place | None
    ) -> Meaning | Problem:
        if level is None:
            return Meaning(kind, id, None)
        if kind == "role":
            return _problem("level-of-role", f"role `{id}` has no levels", place, f"write `{id}`")
        levels = self.catalog.skills[id].levels
        if level.casefold() in levels:
            return Meaning(kind, id, level.casefold())
        listed = " ".join(f"`{one}`" for one in levels)
        hint = did_you_mean(level, levels, otherwise=f"it has {listed}")
        return _problem("no-such-level", f"skill `{id}` has no level `{level}`", place, hint)

    def _unknown(self, name: str, kinds: tuple[Kind, ...], place: Place | None) -> Problem:
        other = [kind for kind in KINDS if kind not in kinds]
        if any(self.meanings.get(folded(name), {}).get(kind) for kind in other):
            message = f"`{name}` is a {other[0]}, not a {kinds[0]}"
            hint = f"`{LISTS[kinds[0]]}` lists what can stand here"
            return _problem(f"not-a-{kinds[0]}", message, place, hint)
        within = [id for _, id in self._within(name, kinds)]
        if 1 < len(within) <= MAX_CANDIDATES:
            return _ambiguous(name, within, place)
        verb = "lists" if len(kinds) == 1 else "list"
        listed = " and ".join(f"`{LISTS[kind]}`" for kind in kinds)
        code = f"unknown-{kinds[0]}" if len(kinds) == 1 else "unknown-name"
        message = f"unknown {' or '.join(kinds)} `{name}`"
        return _problem(code, message, place, self.near(name, kinds) or f"{listed} {verb} all")

    def _things(self, kind: Kind) -> Mapping[str, Skill] | Mapping[str, Role]:
        return self.catalog.skills if kind == "skill" else self.catalog.roles


NOT_FOUND = 9
"""Rank of a skill that has nothing to do with a text."""


def _rank(skill: Skill, text: str) -> int:
    """How closely a skill has to do with a text; 0 is called just so.

    Then come words of its names that begin with the text, the text anywhere in id or name, and
    words of its summary. Of a short text the middle of a word and the start of a common one say
    nothing.
    """
    key, wanted = folded(text), words(text)
    long = len(key) > SHORT
    if not key or key in map(folded, spellings(skill)):
        return 0
    if any(_begin(words(spelling), wanted) for spelling in spellings(skill)):
        return 1
    if long and (key in folded(skill.id) or key in folded(skill.name)):
        return 2
    about = [words(skill.summary or ""), words(skill.area)]
    return 3 if any(_begin(one, wanted, whole=not long) for one in about) else NOT_FOUND


def _begin(text: list[str], wanted: list[str], *, whole: bool = False) -> bool:
    """Whether words stand in a row in a text, the last of them perhaps only begun."""
    size = len(wanted)
    for first in range(len(text) - size + 1) if wanted else ():
        row = text[first : first + size]
        ends = row[-1] == wanted[-1] if whole else row[-1].startswith(wanted[-1])
        if row[:-1] == wanted[:-1] and ends:
            return True
    return False


def spellings(thing: Skill | Role) -> tuple[str, ...]:
    """All that a skill or role is called: id, name and aliases."""
    return (thing.id, thing.name, *thing.aliases)


def folded(name: str) -> str:
    """The name as it is compared: case, spaces, `-` and `_` do not count."""
    return "".join(char for char in name.casefold() if char not in " -_\t")


def words(text: str) -> list[str]:
    """The words of a text in small letters; `+`, `#` and `&` belong to a word, as in C++ and W&B."""
    return re.findall(r"[\w+#&]+", text.casefold().replace("_", " "))


SHORT = 3
"""Letters of a word that is one letter away from many others, such as `cve` from `cv`."""


_BEHIND = 0.1
"""What resembles a word less than another does by this much is not what was meant."""


def similar(word: str, known: Iterable[str]) -> list[str]:
    """Known words of which this one may be a misspelling, the closest first, at most three.

    The shorter a word is, the closer it has to be; in a very short one only letters may be swapped.

    >>> similar("gti", ["git", "gcp"]), similar("dokcer", ["docker"]), similar("mysql", ["nosql"])
    (['git'], ['docker'], [])
    """
    written = word.casefold()
    by_key = {one.casefold(): one for one in sorted(set(known))}
    if len(written) <= SHORT:
        return [one for key, one in by_key.items() if sorted(key) == sorted(written)][:3]
    cutoff = 0.74 if len(written) == 4 else 0.8 if len(written) <= 7 else 0.72
    keys = [key for key in by_key if len(key) >= SHORT]
    close = difflib.get_close_matches(written, keys, n=3, cutoff=cutoff)
    ratios = [difflib.SequenceMatcher(None, key, written).ratio() for key in close]
    return [
        by_key[key] for key, one in zip(close, ratios, strict=True) if one > ratios[0] - _BEHIND
    ]


def begun(word: str, known: Iterable[str]) -> list[str]:
    """Known words that begin with this one, if it is long enough to say anything."""
    start = word.casefold()
    return [one for one in sorted(set(known)) if len(word) >= SHORT and one.startswith(start)]


def near_id(word: str, ids: Iterable[str]) -> str | None:
    """A hint with the ids that somebody may have meant."""
    known = list(ids)
    return _did_you_mean(_closest(word, {id: id for id in known}))


def _closest(word: str, owners: Mapping[str, str]) -> dict[str, str]:
    """Ids that begin with the word or are close to it, each with the spelling that is."""
    ids = set(owners.values())
    found = [*begun(word, ids), *similar(word, owners)]
    closest: dict[str, str] = {}
    for spelling in found:
        closest.setdefault(owners.get(spelling, spelling), spelling)
    return dict(list(closest.items())[:3])


def _too_many(name: str, kinds: list[Kind]) -> str:
    if "skill" in kinds:
        return f"`planner skills {name}` lists {kinds.count('skill')} that have this word in a name"
    return f"`planner roles` lists all, {len(kinds)} of them with this word"


def _did_you_mean(candidates: Mapping[str, str | None]) -> str | None:
    """The candidates as a hint, each with the spelling that resembled if it is not the id."""
    if not candidates:
        return None
    return f"did you mean {join_or(list(_named(candidates)))}?"


def _named(candidates: Mapping[str, str | None]) -> Iterator[str]:
    for id, spelling in candidates.items():
        known = spelling is None or folded(spelling) == folded(id)
        yield f"`{id}`" if known else f"`{id}` ({spelling})"


def _ambiguous(name: str, ids: list[str], place: Place | None) -> Problem:
    hint = f"did you mean {join_or([f'`{id}`' for id in ids])}?"
    return _problem("ambiguous-name", f"`{name}` can mean several things", place, hint)


def _problem(code: str, message: str, place: Place | None, hint: str | None) -> Problem:
    return Problem(code=code, message=message, place=place, hint=hint)
