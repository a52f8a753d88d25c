"""From forms to a catalog: every name in a file is led to the thing it means.

A reference to a file that is itself broken is not reported again, so that one mistake makes one
message. Nothing is dropped to make the rest fit: with any problem there is no catalog.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from planner.forms import CatalogForm, LevelForm, NamedOptions, ProjectForm, RoleForm, SkillForm
from planner.model import (
    UNNAMED,
    Ambiguous,
    Basis,
    Catalog,
    Clause,
    Competency,
    Hours,
    Override,
    Project,
    Role,
    Skill,
)
from planner.names import folded
from planner.problems import Place, Problem, Problems, did_you_mean
from planner.reach import never_started, roles_out_of_reach
from planner.register import Entry, Register, name_places, repeated, thing_name

ASSUMED_HOURS = Hours(4 * 60, 10 * 60, 20 * 60)
"""Stands in for a missing estimate where the catalog names no default; plans say so each time."""


def link(form: CatalogForm, entries: Iterable[Entry], found: list[Problem]) -> Catalog | Problems:
    """Put one catalog together.

    Args:
        form: What `catalog.yaml` says.
        entries: All files, in any order.
        found: Problems met while reading them.

    Returns:
        The catalog, or every problem of every file.
    """
    ordered = sorted(entries, key=lambda e: (e.id, not e.inherited, e.place))
    return _Linker(Register(form, ordered, list(found))).catalog()


class _Linker:
    def __init__(self, register: Register) -> None:
        self.register = register

    def catalog(self) -> Catalog | Problems:
        competencies = {c.id: c for skill in self.register.skills for c in self.competencies(skill)}
        roles = {id: self.role(entry) for id, entry in self.register.roles.items() if entry.form}
        projects = {e.id: self.project(e) for e in self.register.of_kind("project") if e.form}
        ambiguous = tuple(self.ambiguous())
        self.check_aliases(roles)
        self.register.problems += self.register.lost_levels()
        self.register.problems += [self.blamed(problem) for problem in never_started(competencies)]
        own_roles = {
            id: role for id, role in roles.items() if not self.register.roles[id].inherited
        }
        self.register.problems += roles_out_of_reach(own_roles, competencies)
        if Problems(self.register.problems).errors:
            return Problems(self.register.problems)
        return Catalog(
            name=self.register.form.name or UNNAMED,
            version=self.register.form.version or "0",
            licence=self.register.form.licence,
            scale=self.register.scale,
            skills=self.register.skills,
            competencies=competencies,
            roles=roles,
            projects=projects,
            renamed=self.register.renamed,
            ambiguous=ambiguous,
            overrides=tuple(self.overrides()),
            inherited=self.register.inherited,
            files=self.register.files,
        )

    def blamed(self, problem: Problem) -> Problem:
        """The problem at the first place of its trace that the author can change."""
        places = [note.place for note in problem.notes if note.place]
        own = next(
            (place for place in places if place.path not in self.register.inherited), problem.place
        )
        return replace(problem, place=own) if self.register.inherited else problem

    def overrides(self) -> Iterator[Override]:
        for id, entry in self.register.overriding.items():
            followed = self.register.followed.get(id, {}) if entry.kind == "skill" else {}
            yield Override(entry.kind, id, entry.place, tuple(sorted(followed.items())))

    def clauses(self, written: Iterable[NamedOptions], of: str = "") -> Iterator[Clause]:
        """The clauses of the skill `of`, but for those that a replacement leads back to it."""
        for clause in written:
            for word in repeated(clause.options):
                message = f"`{word.text}` stands twice"
                self.register.report("duplicate-option", message, word.place, "remove one of them")
            named = [self.register.competency(word) for word in clause.options]
            options = tuple(dict.fromkeys(id for id in named if id))
            if options and not self.leads_back(clause, of):
                yield Clause(options=options, reason=clause.reason, place=clause.place)

    def leads_back(self, clause: NamedOptions, skill: str) -> bool:
        ids = (word.text.partition("@")[0] for word in clause.options)
        inherited = clause.place.path in self.register.inherited
        return inherited and any(self.register.renamed.get(id) == skill for id in ids)

    def ambiguous(self) -> Iterator[Ambiguous]:
        """The catalog's ambiguous words; a name that the author gives settles one from below."""
        own = {
            folded(name)
            for entry in (*self.register.of_kind("skill"), *self.register.of_kind("role"))
            if entry.form and not entry.inherited
            for name in (entry.id, *name_places(entry.form))
        }
        for word, options in self.register.form.ambiguous:
            inherited = word.place.path in self.register.inherited
            if not (inherited and folded(word.text) in own):
                ids = dict.fromkeys(id for option in options if (id := self.register.thing(option)))
                yield Ambiguous(word.text.strip(), tuple(ids), word.place)

    def check_aliases(self, roles: Mapping[str, Role]) -> None:
        """No alias may be what another skill was called before: old profiles mean that one."""
        old_ids = {folded(old): old for old in self.register.renamed}
        things: list[Skill | Role] = [*self.register.skills.values(), *roles.values()]
        for thing in things:
            for alias in thing.aliases:
                old = old_ids.get(folded(alias))
                if old is not None and self.register.renamed[old] != thing.id:
                    self.report_old_id(alias, old, thing)

    def report_old_id(self, alias: str, old: str, thing: Skill | Role) -> None:
        message = (
            f"alias `{alias}` of `{thing.id}` is an id that `{self.register.renamed[old]}` replaces"
        )
        place = thing.name_places[alias]
        if place.path in self.register.inherited:
            place = self.register.entries["name", old].place
        hint = f"remove one of them; a profile that says `{old}` would mean both"
        self.register.report("alias-of-replaced", message, place, hint)

    # --- things

    def competencies(self, skill_id: str) -> Iterator[Competency]:
        skill = self.register.skills[skill_id]
        entry = self.register.entries["name", skill_id]
        form: SkillForm = entry.form
        forms = {word.text: level for word, level in form.levels}
        soft = tuple(self.clauses(form.after, skill_id))
        savings = tuple(self.transfers(skill, form))
        below: str | None = None
        for level in skill.levels:
            level_form = forms.get(level) or form.single or _blank(entry.place)
            competency = self.one_competency(skill, level, level_form, below)
            yield replace(
                competency,
                after=_without_skill(competency.after + soft, skill_id),
                transfers=_at_level(savings, level, self.register.skills),
            )
            below = competency.id

    def one_competency(
        self, skill: Skill, level: str, form: LevelForm, below: str | None
    ) -> Competency:
        id = skill.at(level)
        requires = tuple(self.clauses(form.requires, skill.id))
        for clause in requires:
            if id in clause.options:
                message, hint = f"`{id}` requires itself", "remove this line"
                self.register.report("self-loop", message, clause.place, hint)
        own = (Clause(options=(below,), place=form.place),) if below else ()
        hours = form.hours or self.register.form.default_hours or ASSUMED_HOURS
        return Competency(
            id=id,
            skill=skill.id,
            level=level,
            rank=self.register.scale.index(level),
            name=skill.name,
            area=skill.area,
            hours=hours,
            hours_assumed=form.hours is None,
            basis=self.basis(form, id),
            requires=own + requires,
            after=tuple(self.clauses(form.after, skill.id)),
            can=tuple(word.text.strip() for word in form.can),
            can_places=tuple(word.place for word in form.can),
            learn=form.learn,
            build=form.build,
            place=form.place,
        )

    def basis(self, form: LevelForm, of: str) -> Basis | None:
        if form.basis is None:
            return None
        against = dict.fromkeys(self.register.competency(word) for word in form.basis.against)
        return replace(form.basis.basis, against=tuple(id for id in against if id and id != of))

    def transfers(self, skill: Skill, form: SkillForm) -> Iterator[tuple[str, float]]:
        for word, saving in form.transfers:
            if self.register.competency(word) is None:
                continue
            other, _, level = word.text.partition("@")
            if word.place.path in self.register.inherited:
                other = self.register.renamed.get(other, other)
                if other != skill.id and set(self.register.skills[other].levels) & set(
                    skill.levels
                ):
                    yield other, saving
            elif other == skill.id:
                message = f"`{other}` cannot shorten itself"
                self.register.report("self-loop", message, word.place, "remove this line")
            elif level:
                hint = f"write `{other}`: it counts at the same level"
                self.register.report("bad-transfer", "a transfer names no level", word.place, hint)
            elif not set(self.register.skills[other].levels) & set(skill.levels):
                message = f"`{skill.id}` and `{other}` have no level in common"
                self.register.report(
                    "bad-transfer", message, word.place, "remove it, or give both one level"
                )
            else:
                yield other, saving

    def role(self, entry: Entry) -> Role:
        form: RoleForm = entry.form
        for word, _ in (*form.transitions, *form.beside):
            if word.text not in self.register.roles and word.text not in self.register.broken:
                hint = did_you_mean(word.text, self.register.roles)
                self.register.report(
                    "unknown-role", f"unknown role `{word.text}`", word.place, hint
                )
        parts = {
            name: tuple(self.clauses(getattr(form, name))) for name in ("must", "should", "could")
        }
        return Role(
            id=entry.id,
            name=thing_name(form, entry),
            summary=form.summary,
            aliases=tuple(word.text.strip() for word in form.aliases),
            market=form.market,
            transitions=tuple(transition for _, transition in form.transitions),
            suits=form.suits,
            beside={word.text: text for word, text in form.beside},
            place=form.place,
            name_places=name_places(form),
            **parts,
        )

    def project(self, entry: Entry) -> Project:
        form: ProjectForm = entry.form
        uses = [self.register.competency(word) for word in form.uses]
        return Project(
            id=entry.id,
            name=form.name or entry.id,
            uses=tuple(dict.fromkeys(id for id in uses if id)),
            summary=form.summary,
            ships=form.ships,
            hours=form.hours,
            place=entry.place,
        )


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
