"""From forms to a catalog: every name in a file is led to the thing it means.

A reference to a file that is itself broken is not reported again, so that one mistake makes one
message. Nothing is dropped to make the rest fit: with any problem there is no catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from planner.decode import DEFAULT_LEVEL, DEFAULT_SCALE, ID
from planner.document import Scalar
from planner.forms import CatalogForm, LevelForm, NamedOptions, ProjectForm, RoleForm, SkillForm
from planner.model import UNNAMED, Basis, Catalog, Clause, Competency, Hours, Project, Role, Skill
from planner.problems import Place, Problem, Problems, did_you_mean
from planner.reach import never_started, roles_out_of_reach
from planner.shape import shortened

ASSUMED_HOURS = Hours(4 * 60, 10 * 60, 20 * 60)
"""Stands in for a missing estimate where the catalog names no default; plans say so each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file: what it declares, or `form` None where it could not be read."""

    kind: str
    id: str
    area: str
    place: Place
    form: Any
    broken: bool = False


def link(form: CatalogForm, entries: Iterable[Entry], found: list[Problem]) -> Catalog | Problems:
    """Put one catalog together.

    Args:
        form: What `catalog.yaml` says.
        entries: All files, in any order.
        found: Problems met while reading them.

    Returns:
        The catalog, or every problem of every file.
    """
    return _Linker(form, sorted(entries, key=lambda e: (e.id, e.place)), list(found)).catalog()


class _Linker:
    def __init__(self, form: CatalogForm, entries: list[Entry], problems: list[Problem]) -> None:
        self.form = form
        self.problems = problems
        self.files = len(entries)
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

    def catalog(self) -> Catalog | Problems:
        competencies = {c.id: c for skill in self.skills for c in self.competencies(skill)}
        roles = {id: self.role(entry) for id, entry in self.roles.items() if entry.form}
        projects = {e.id: self.project(e) for e in self.of_kind("project") if e.form}
        self.problems += never_started(competencies)
        self.problems += roles_out_of_reach(roles, competencies)
        if Problems(self.problems).errors:
            return Problems(self.problems)
        return Catalog(
            name=self.form.name or UNNAMED,
            version=self.form.version or "0",
            licence=self.form.licence,
            scale=self.scale,
            skills=self.skills,
            competencies=competencies,
            roles=roles,
            projects=projects,
            renamed=self.renamed,
            files=self.files,
        )

    def report(self, code: str, message: str, place: Place | None, hint: str | None = None) -> None:
        self.problems.append(Problem(code=code, message=message, place=place, hint=hint))

    # --- ids and levels

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
        for word in _repeated(self.form.levels):
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
            name=form.name or entry.id,
            area=entry.area,
            levels=levels,
            default=self.default_of(levels),
            summary=form.summary,
            aliases=tuple(word.text.strip() for word in form.aliases),
            place=entry.place,
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
        return did_you_mean(id, [entry.id for entry in self.of_kind("skill")])

    def competency(self, word: Scalar) -> str | None:
        """The id that a written `skill` or `skill@level` means, or None after reporting."""
        id, at, level = word.text.partition("@")
        if id in self.renamed:
            if id in self.broken:
                return None
            hint = f"write `{self.renamed[id]}{at}{level}`"
            self.report("renamed-skill", f"`{id}` is now `{self.renamed[id]}`", word.place, hint)
            return None
        if id not in self.skills:
            self.report_unknown(id, word.place)
            return None
        skill = self.skills[id]
        if not at:
            return skill.at(skill.default)
        if level in skill.levels:
            return word.text
        if id not in self.without_levels:
            hint = f"it has {_one_of(skill.levels)}"
            self.report("no-such-level", f"skill `{id}` has no level `{level}`", word.place, hint)
        return None

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

    def clauses(self, written: Iterable[NamedOptions]) -> Iterator[Clause]:
        for clause in written:
            for word in _repeated(clause.options):
                message = f"`{word.text}` stands twice"
                self.report("duplicate-option", message, word.place, "remove one of them")
            named = [self.competency(word) for word in clause.options]
            options = tuple(dict.fromkeys(id for id in named if id))
            if options:
                yield Clause(options=options, reason=clause.reason, place=clause.place)

    # --- things

    def competencies(self, skill_id: str) -> Iterator[Competency]:
        skill = self.skills[skill_id]
        entry = self.entries["name", skill_id]
        form: SkillForm = entry.form
        forms = {word.text: level for word, level in form.levels}
        soft = tuple(self.clauses(form.after))
        savings = tuple(self.transfers(skill, form))
        below: str | None = None
        for level in skill.levels:
            level_form = forms.get(level) or form.single or _blank(entry.place)
            competency = self.one_competency(skill, level, level_form, below)
            yield replace(
                competency,
                after=_without_skill(competency.after + soft, skill_id),
                transfers=_at_level(savings, level, self.skills),
            )
            below = competency.id

    def one_competency(
        self, skill: Skill, level: str, form: LevelForm, below: str | None
    ) -> Competency:
        id = skill.at(level)
        requires = tuple(self.clauses(form.requires))
        for clause in requires:
            if id in clause.options:
                message, hint = f"`{id}` requires itself", "remove this line"
                self.report("self-loop", message, clause.place, hint)
        own = (Clause(options=(below,), place=form.place),) if below else ()
        hours = form.hours or self.form.default_hours or ASSUMED_HOURS
        return Competency(
            id=id,
            skill=skill.id,
            level=level,
            rank=self.scale.index(level),
            name=skill.name,
            area=skill.area,
            hours=hours,
            hours_assumed=form.hours is None,
            basis=self.basis(form),
            requires=own + requires,
            after=tuple(self.clauses(form.after)),
            can=form.can,
            learn=form.learn,
            build=form.build,
            place=form.place,
        )

    def basis(self, form: LevelForm) -> Basis | None:
        if form.basis is None:
            return None
        against = [self.competency(word) for word in form.basis.against]
        return replace(form.basis.basis, against=tuple(id for id in against if id))

    def transfers(self, skill: Skill, form: SkillForm) -> Iterator[tuple[str, float]]:
        for word, saving in form.transfers:
            if self.competency(word) is None:
                continue
            other, _, level = word.text.partition("@")
            if other == skill.id:
                message = f"`{other}` cannot shorten itself"
                self.report("self-loop", message, word.place, "remove this line")
            elif level:
                hint = f"write `{other}`: it counts at the same level"
                self.report("bad-transfer", "a transfer names no level", word.place, hint)
            elif not set(self.skills[other].levels) & set(skill.levels):
                message = f"`{skill.id}` and `{other}` have no level in common"
                self.report(
                    "bad-transfer", message, word.place, "remove it, or give both one level"
                )
            else:
                yield other, saving

    def role(self, entry: Entry) -> Role:
        form: RoleForm = entry.form
        for word, _ in form.transitions:
            if word.text not in self.roles and word.text not in self.broken:
                hint = did_you_mean(word.text, self.roles)
                self.report("unknown-role", f"unknown role `{word.text}`", word.place, hint)
        parts = {
            name: tuple(self.clauses(getattr(form, name))) for name in ("must", "should", "could")
        }
        return Role(
            id=entry.id,
            name=form.name or entry.id,
            summary=form.summary,
            aliases=tuple(word.text.strip() for word in form.aliases),
            market=form.market,
            transitions=tuple(transition for _, transition in form.transitions),
            suits=form.suits,
            place=entry.place,
            **parts,
        )

    def project(self, entry: Entry) -> Project:
        form: ProjectForm = entry.form
        uses = [self.competency(word) for word in form.uses]
        return Project(
            id=entry.id,
            name=form.name or entry.id,
            uses=tuple(id for id in uses if id),
            summary=form.summary,
            ships=form.ships,
            hours=form.hours,
            place=entry.place,
        )


def _repeated(words: Iterable[Scalar]) -> Iterator[Scalar]:
    seen = set()
    for word in words:
        if word.text in seen:
            yield word
        seen.add(word.text)


def _one_of(words: Iterable[str]) -> str:
    return " ".join(f"`{word}`" for word in words)


def _blank(place: Place) -> LevelForm:
    return LevelForm(
        hours=None, basis=None, requires=(), after=(), can=(), learn=(), build=None, place=place
    )


def _without_skill(clauses: tuple[Clause, ...], skill_id: str) -> tuple[Clause, ...]:
    return tuple(
        clause
        for clause in clauses
        if not any(id.partition("@")[0] == skill_id for id in clause.options)
    )


def _at_level(
    savings: tuple[tuple[str, float], ...], level: str, skills: Mapping[str, Skill]
) -> tuple[tuple[str, float], ...]:
    return tuple(
        (skills[other].at(level), saving)
        for other, saving in savings
        if level in skills[other].levels
    )
