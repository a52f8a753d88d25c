"""What a person writes, led to what the catalog calls it.

Ids, names and aliases are all understood, in any case and with spaces, `-` and `_` alike. A word
that could mean two things is refused with both.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from planner.model import Catalog, CompetencyId, Role, Skill
from planner.problems import Place, Problem, did_you_mean, join_or

Kind: TypeAlias = Literal["skill", "role"]
KINDS: tuple[Kind, ...] = ("skill", "role")


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
                for name in (id, thing.name, *thing.aliases):
                    self.meanings[folded(name)][kind].add(id)
        for old, new in catalog.renamed.items():
            self.meanings[folded(old)]["skill"].add(new)

    def find(
        self, text: str, kinds: tuple[Kind, ...] = ("skill", "role"), place: Place | None = None
    ) -> Meaning | Problem:
        """What `docker`, `K8s@working` or `MLOps engineer` means among these kinds of things."""
        name, at, level = text.strip().partition("@")
        exact = [kind for kind in kinds if name in self._things(kind)]
        if exact:
            found = [(exact[0], name)]
        else:
            by_kind = self.meanings.get(folded(name), {})
            found = [(kind, id) for kind in kinds for id in sorted(by_kind.get(kind, ()))]
        if len(found) == 1:
            return self._with_level(*found[0], level.strip() if at else None, place)
        if found:
            hint = "write " + " or ".join(f"`{id}`" for _, id in found)
            return _problem("ambiguous-name", f"`{name}` can mean several things", place, hint)
        return self._unknown(name, kinds, place)

    def competency(self, text: str, place: Place | None = None) -> CompetencyId | Problem:
        """The competency that a skill's name means, with or without a level."""
        meaning = self.find(text, ("skill",), place)
        if isinstance(meaning, Problem):
            return meaning
        skill = self.catalog.skills[meaning.id]
        return skill.at(meaning.level or skill.default)

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
            lists = {"skill": "planner skills", "role": "planner roles"}
            hint = f"`{lists[kinds[0]]}` lists what can stand here"
            return _problem(f"not-a-{kinds[0]}", message, place, hint)
        known: Iterable[str] = (id for kind in kinds for id in self._things(kind))
        word = " or ".join(kinds)
        lists = {"skill": "planner skills", "role": "planner roles"}
        listed = " and ".join(f"`{lists[kind]}`" for kind in kinds)
        verb = "lists" if len(kinds) == 1 else "list"
        hint = did_you_mean(name, known) or self._by_spelling(name, kinds) or f"{listed} {verb} all"
        code = f"unknown-{kinds[0]}" if len(kinds) == 1 else "unknown-name"
        return _problem(code, f"unknown {word} `{name}`", place, hint)

    def _things(self, kind: Kind) -> Mapping[str, Skill] | Mapping[str, Role]:
        return self.catalog.skills if kind == "skill" else self.catalog.roles

    def _by_spelling(self, name: str, kinds: tuple[Kind, ...]) -> str | None:
        """A hint with the ids whose name or alias is close to what was written."""
        owners: dict[str, str] = {}
        for kind in kinds:
            for id, thing in self._things(kind).items():
                for spelling in (thing.name, *thing.aliases):
                    owners.setdefault(spelling.casefold(), id)
        close = difflib.get_close_matches(name.casefold(), sorted(owners), n=3, cutoff=0.6)
        ids = list(dict.fromkeys(owners[spelling] for spelling in close))
        return f"did you mean {join_or([f'`{id}`' for id in ids])}?" if ids else None


def folded(name: str) -> str:
    """The name as it is compared: case, spaces, `-` and `_` do not count."""
    return "".join(char for char in name.casefold() if char not in " -_\t")


def _problem(code: str, message: str, place: Place | None, hint: str | None) -> Problem:
    return Problem(code=code, message=message, place=place, hint=hint)
