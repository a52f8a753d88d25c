"""Which ids the files of a catalog declare, and what a reference to one of them means.

Where one catalog extends another, the files of the one below cannot be changed by the author: what
they say of a skill that was replaced follows the replacement, and what goes wrong in them names
the author's file that made it so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from planner.decode import DEFAULT_LEVEL, DEFAULT_SCALE, ID
from planner.document import Scalar
from planner.forms import CatalogForm, RoleForm, SkillForm
from planner.model import Skill
from planner.names import near_id
from planner.problems import Note, Place, Problem, did_you_mean
from planner.shape import shortened

MAX_PLACES = 5
"""Places of one fault that are shown; with all of them the cure would be out of sight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file: what it declares, or `form` None where it could not be read.

    Attributes:
        inherited: It belongs to the catalog that this one extends.
        overrides: It stands in for a file of that catalog.
    """

    kind: str
    id: str
    area: str
    place: Place
    form: Any
    broken: bool = False
    inherited: bool = False
    overrides: bool = False


class Register:
    """All files by their ids, and the skills that they declare.

    Attributes:
        inherited: Paths of the files of the catalog below.
        overriding: The author's files that stand in for such a file, by id.
        followed: By the id of a replaced skill what the catalog below says of it, and what that
            means now.
        renamed: Old skill ids and the skills that stand for them now.
    """

    def __init__(self, form: CatalogForm, entries: list[Entry], problems: list[Problem]) -> None:
        self.form = form
        self.problems = problems
        self.files = len(entries)
        self.inherited = frozenset(entry.place.path for entry in entries if entry.inherited)
        if form.below:
            self.inherited |= {form.below.path}
        self.overriding = {entry.id: entry for entry in entries if entry.overrides}
        self.followed: dict[str, dict[str, str]] = {}
        self.lost: dict[tuple[str, str], list[Place]] = {}
        self.scale = tuple(word.text for word in form.levels) or DEFAULT_SCALE
        self.entries = self.unique(entries)
        self.default_level = self.checked_default_level()
        self.broken = {entry.id for entry in entries if entry.broken}
        self.without_levels = {entry.id for entry in entries if entry.form is None}
        self.renamed = self.replacements()
        self.skills = {
            entry.id: self.skill(entry)
            for entry in self.of_kind("skill")
            if entry.form and entry.id not in self.renamed
        }
        self.roles = {entry.id: entry for entry in self.of_kind("role")}

    def report(self, code: str, message: str, place: Place | None, hint: str | None = None) -> None:
        self.problems.append(Problem(code=code, message=message, place=place, hint=hint))

    def unique(self, entries: list[Entry]) -> dict[tuple[str, str], Entry]:
        """Entries by namespace and id; skills and roles share one, since both can be a target."""
        first: dict[tuple[str, str], Entry] = {}
        for entry in entries:
            if not re.fullmatch(ID, entry.id):
                message = f"`{entry.id}` cannot be an id"
                hint = "name the file in lower-case letters, digits and `-`"
                self.report("bad-id", message, entry.place, hint)
            space = "project" if entry.kind == "project" else "name"
            other = first.setdefault((space, entry.id), entry)
            if other is not entry:
                message = f"{entry.kind} `{entry.id}` has the id of another {other.kind}"
                hint = f"the other is {other.place.path}; rename one of them"
                self.report("duplicate-id", message, entry.place, hint)
        for word in repeated(self.form.levels):
            message = f"level `{word.text}` stands twice"
            self.report("duplicate-level", message, word.place, "remove one of them")
        return first

    def of_kind(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.kind == kind]

    def checked_default_level(self) -> str:
        word = self.form.default_level
        fallback = DEFAULT_LEVEL if DEFAULT_LEVEL in self.scale else self.scale[0]
        if word is None:
            return fallback
        if word.text not in self.scale:
            hint = did_you_mean(word.text, self.scale, otherwise=_one_of(self.scale))
            self.report("unknown-level", f"unknown level `{word.text}`", word.place, hint)
            return fallback
        return word.text

    def replacements(self) -> dict[str, str]:
        """Old skill ids and the skills that stand for them now, chains followed to their end."""
        for entry in self.of_kind("skill"):
            form = entry.form
            if form and form.replaced_by and (form.levels or form.single or form.transfers):
                message = f"`{entry.id}` is replaced, so its levels would be lost"
                hint = f"move them to `{form.replaced_by.text}`, or remove `replaced_by`"
                self.report("replaced-with-content", message, form.replaced_by.place, hint)
        direct = {
            entry.id: entry.form.replaced_by
            for entry in self.of_kind("skill")
            if entry.form and entry.form.replaced_by
        }
        ends = {}
        for id, word in direct.items():
            seen, end = {id}, word.text
            while end in direct and end not in seen:
                seen.add(end)
                end = direct[end].text
            if end in seen:
                hint = "one of them has to be a real skill"
                message = f"`{id}` is replaced by itself in the end"
                self.report("replacement-cycle", message, word.place, hint)
                self.broken.add(id)
            elif ("name", end) not in self.entries or self.entries["name", end].kind != "skill":
                self.report("unknown-skill", f"unknown skill `{end}`", word.place, self.near(end))
            ends[id] = end
        return ends

    def skill(self, entry: Entry) -> Skill:
        form: SkillForm = entry.form
        levels = self.levels(entry.id, form) or (self.default_level,)
        return Skill(
            id=entry.id,
            name=thing_name(form, entry),
            area=entry.area,
            levels=levels,
            default=self.default_of(levels),
            summary=form.summary,
            aliases=tuple(word.text.strip() for word in form.aliases),
            place=form.place,
            name_places=name_places(form),
        )

    def levels(self, id: str, form: SkillForm) -> tuple[str, ...]:
        for word, _ in form.levels:
            if word.text not in self.scale:
                hint = did_you_mean(word.text, self.scale, otherwise=_one_of(self.scale))
                self.report("unknown-level", f"unknown level `{word.text}`", word.place, hint)
                self.without_levels.add(id)
        named = {word.text for word, _ in form.levels}
        return tuple(level for level in self.scale if level in named)

    def default_of(self, levels: tuple[str, ...]) -> str:
        """The catalog's default level, else the nearest one above it, else the highest."""
        start = self.scale.index(self.default_level)
        return next((level for level in levels if self.scale.index(level) >= start), levels[-1])

    # --- references

    def near(self, id: str) -> str | None:
        return near_id(id, [entry.id for entry in self.of_kind("skill")])

    def competency(self, word: Scalar) -> str | None:
        """The id that a written `skill` or `skill@level` means, or None after reporting."""
        id, at, level = word.text.partition("@")
        if id in self.renamed:
            return self.replaced(word)
        if id not in self.skills:
            self.report_unknown(id, word.place)
            return None
        skill = self.skills[id]
        if not at:
            return skill.at(skill.default)
        if level in skill.levels:
            return word.text
        if id in self.overriding and word.place.path in self.inherited:
            self.lost.setdefault((id, level), []).append(word.place)
        elif id not in self.without_levels:
            hint = f"it has {_one_of(skill.levels)}"
            self.report("no-such-level", f"skill `{id}` has no level `{level}`", word.place, hint)
        return None

    def lost_levels(self) -> Iterator[Problem]:
        """Levels that the catalog below needs of a skill that the author's file stands in for."""
        for (id, level), places in self.lost.items():
            if id not in self.without_levels:
                shown = [Note("it is needed here", place) for place in places[:MAX_PLACES]]
                more = len(places) - len(shown)
                yield Problem(
                    code="no-such-level",
                    message=f"skill `{id}` has no level `{level}`, which the bundled catalog needs",
                    place=self.skills[id].place,
                    notes=(*shown, *([Note(f"and in {more} more places")] if more else [])),
                    hint="add it, or give your skill an id of its own and say `replaced_by` here",
                )

    def replaced(self, word: Scalar) -> str | None:
        """What the name of a skill that was replaced means, or None: the author has to change it."""
        id, at, level = word.text.partition("@")
        if id in self.broken:
            return None
        if word.place.path in self.inherited:
            return self.follow(word)
        new = self.renamed[id]
        hint = f"write `{new}{at}{level}`"
        self.report("renamed-skill", f"`{id}` is now `{new}`", word.place, hint)
        return None

    def follow(self, word: Scalar) -> str | None:
        """What the catalog below means by a skill that this catalog has replaced."""
        id, _, level = word.text.partition("@")
        skill = self.skills.get(self.renamed[id])
        if skill is None:
            return None
        competency = self.nearest(skill, level)
        self.followed.setdefault(id, {})[word.text] = competency
        return competency

    def nearest(self, skill: Skill, level: str) -> str:
        """The skill at this level, else at the nearest lower one that it has, else at its lowest.

        Without a level the default one of the catalog was meant.
        """
        rank = self.scale.index(level if level in self.scale else self.default_level)
        below = [one for one in skill.levels if self.scale.index(one) <= rank]
        return skill.at(below[-1] if below else skill.levels[0])

    def report_unknown(self, id: str, place: Place) -> None:
        if id in self.roles:
            message, hint = f"`{id}` is a role, not a skill", "name the skills it needs"
            self.report("role-for-skill", message, place, hint)
        elif ("project", id) in self.entries:
            message, hint = f"`{id}` is a project, not a skill", "name the skills it uses"
            self.report("project-for-skill", message, place, hint)
        elif id not in self.broken:
            hint = self.near(id) or "mend the name, or add a file for it"
            self.report("unknown-skill", f"unknown skill `{shortened(id)}`", place, hint)

    def thing(self, word: Scalar) -> str | None:
        """The id of a skill or role, or None after reporting."""
        if word.text in self.roles or word.text in self.skills:
            return word.text
        if word.text in self.renamed:
            competency = self.competency(word)
            return competency.partition("@")[0] if competency else None
        if word.text not in self.broken:
            hint = near_id(word.text, [*self.skills, *self.roles]) or "mend the name or remove it"
            message = f"unknown skill or role `{shortened(word.text)}`"
            self.report("unknown-name", message, word.place, hint)
        return None


def thing_name(form: SkillForm | RoleForm, entry: Entry) -> str:
    return form.name.text.strip() if form.name else entry.id


def name_places(form: SkillForm | RoleForm) -> dict[str, Place]:
    """Where its name and each alias stand."""
    words = [*([form.name] if form.name else []), *form.aliases]
    return {word.text.strip(): word.place for word in words}


def repeated(words: Iterable[Scalar]) -> Iterator[Scalar]:
    seen = set()
    for word in words:
        if word.text in seen:
            yield word
        seen.add(word.text)


def _one_of(words: Iterable[str]) -> str:
    return " ".join(f"`{word}`" for word in words)
