"""What a profile asks for, in the catalog's ids: every name looked up, every contradiction found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from planner.gap import Goal, Options
from planner.model import Catalog, Clause, CompetencyId, Depth
from planner.names import Kind, Meaning, Names
from planner.problems import BadInput, BadUsage, Place, Problem
from planner.profile import Profile

KNOWN_DEPTH: Depth = "should"
"""Knowing a role means meeting its requirements down to this depth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A profile understood.

    Attributes:
        stated: Competencies the person has, each with the word that says so.
        one_of: Alternatives of which a role they have implies one.
        not_known: Competencies they say they do not have, with the levels above.
        studied: Minutes logged on what is not finished.
        gone: Logged, but not in the catalog any more.
        goals: What they want, each requirement once, with its weight.
    """

    target_text: str
    target_names: Mapping[str, str]
    has_role: bool
    goals: tuple[Goal, ...]
    stated: tuple[tuple[CompetencyId, str], ...] = ()
    one_of: tuple[tuple[Options, str], ...] = ()
    not_known: frozenset[CompetencyId] = frozenset()
    preferred: frozenset[CompetencyId] = frozenset()
    avoided: frozenset[CompetencyId] = frozenset()
    studied: Mapping[CompetencyId, int] = field(default_factory=dict)
    gone: tuple[str, ...] = ()


def understood(catalog: Catalog, profile: Profile, depth: Depth) -> Request:
    """Look up everything a profile names.

    Raises:
        BadUsage: With all unknown, ambiguous or contradictory names; `BadInput` if one of them
            stands in a profile file.
    """
    reader = _Reader(catalog, profile)
    request = reader.request(depth)
    if reader.problems:
        in_file = any(problem.place for problem in reader.problems)
        raise (BadInput if in_file else BadUsage)(reader.problems)
    return request


@dataclass
class _Reader:
    catalog: Catalog
    profile: Profile
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = Names(self.catalog)

    def request(self, depth: Depth) -> Request:
        targets = list(self.meanings("target", ("role", "skill")))
        if not self.profile.target:
            hint = "name a role or skills, with --to where a command takes it; see `planner roles`"
            self.report("no-target", "there is nothing to plan for", None, hint)
        have = list(self.meanings("have", ("skill", "role")))
        have_not = list(self.meanings("have_not", ("skill",)))
        not_known = frozenset(id for meaning in have_not for id in self.and_above(meaning))
        self.contradictions(have, not_known)
        self.overfull_sessions()
        learned = self.learned()
        not_known -= {id for one in learned for id in self.and_below(one)}
        preferred = self.all_levels("prefer")
        avoided = self.all_levels("avoid")
        for id in sorted({id.partition("@")[0] for id in preferred & avoided}):
            self.report(
                "contradiction", f"`{id}` is both preferred and avoided", None, "choose one"
            )
        return Request(
            target_text=",".join(self.id_of(meaning) for meaning in targets),
            target_names={self.id_of(meaning): self.name_of(meaning) for meaning in targets},
            has_role=any(meaning.kind == "role" for meaning in targets),
            goals=tuple(self.goals(targets, depth)),
            stated=(*self.stated(have), *((id, id) for id in learned)),
            one_of=tuple(self.alternatives(have)),
            not_known=not_known,
            preferred=preferred,
            avoided=avoided,
            studied=self.studied(),
            gone=tuple(self.gone()),
        )

    def learned(self) -> list[CompetencyId]:
        ids = (self.catalog.current(one.competency) for one in self.profile.progress.finished)
        return [id for id in ids if id]

    def studied(self) -> dict[CompetencyId, int]:
        found: dict[CompetencyId, int] = {}
        for old, minutes in self.profile.progress.studied.items():
            id = self.catalog.current(old)
            if id:
                found[id] = found.get(id, 0) + minutes
        return found

    def gone(self) -> list[str]:
        progress = self.profile.progress
        written = [*(one.competency for one in progress.finished), *progress.studied]
        return [id for id in written if self.catalog.current(id) is None]

    def and_below(self, id: CompetencyId) -> Iterator[CompetencyId]:
        name, _, level = id.partition("@")
        skill = self.catalog.skills[name]
        for one in skill.levels[: skill.levels.index(level) + 1]:
            yield skill.at(one)

    def meanings(self, entry: str, kinds: tuple[Kind, ...]) -> Iterator[Meaning]:
        """What the names of one entry of the profile mean, each once."""
        seen = set()
        words: tuple[str, ...] = getattr(self.profile, entry)
        for word in words:
            meaning = self.names.find(word, kinds, self.profile.places.get((entry, word)))
            if isinstance(meaning, Problem):
                self.problems.append(meaning)
            elif meaning not in seen:
                seen.add(meaning)
                yield meaning

    def report(self, code: str, message: str, place: Place | None, hint: str | None) -> None:
        self.problems.append(Problem(code=code, message=message, place=place, hint=hint))

    def id_of(self, meaning: Meaning) -> str:
        if meaning.kind == "role":
            return meaning.id
        skill = self.catalog.skills[meaning.id]
        return skill.at(meaning.level or skill.default)

    def name_of(self, meaning: Meaning) -> str:
        if meaning.kind == "role":
            return self.catalog.roles[meaning.id].name
        skill = self.catalog.skills[meaning.id]
        return f"{skill.name} ({meaning.level or skill.default})"

    def goals(self, targets: list[Meaning], depth: Depth) -> Iterator[Goal]:
        """Each requirement once, with the weight and owner that come first."""
        seen: set[frozenset[CompetencyId]] = set()
        for goal in self.all_goals(targets, depth):
            if frozenset(goal.clause.options) not in seen:
                seen.add(frozenset(goal.clause.options))
                yield goal

    def all_goals(self, targets: list[Meaning], depth: Depth) -> Iterator[Goal]:
        for meaning in targets:
            if meaning.kind == "role":
                role = self.catalog.roles[meaning.id]
                for weight, clause in role.requirements(depth):
                    yield Goal(weight=weight, clause=clause, asked_by=role.id)
            else:
                yield Goal(
                    weight=1, clause=Clause(options=(self.id_of(meaning),)), asked_by="target"
                )

    def stated(self, have: list[Meaning]) -> Iterator[tuple[CompetencyId, str]]:
        for meaning in have:
            if meaning.kind == "skill":
                yield self.id_of(meaning), self.id_of(meaning)
                continue
            for _, clause in self.catalog.roles[meaning.id].requirements(KNOWN_DEPTH):
                if len(clause.options) == 1:
                    yield clause.options[0], meaning.id

    def alternatives(self, have: list[Meaning]) -> Iterator[tuple[Options, str]]:
        for meaning in have:
            if meaning.kind == "role":
                for _, clause in self.catalog.roles[meaning.id].requirements(KNOWN_DEPTH):
                    if len(clause.options) > 1:
                        yield clause.options, meaning.id

    def and_above(self, meaning: Meaning) -> Iterator[CompetencyId]:
        skill = self.catalog.skills[meaning.id]
        for level in skill.levels[skill.levels.index(meaning.level or skill.default) :]:
            yield skill.at(level)

    def all_levels(self, entry: str) -> frozenset[CompetencyId]:
        """A skill at all its levels; one named with a level from that level on."""
        return frozenset(
            id
            for meaning in self.meanings(entry, ("skill",))
            for id in self.and_above(
                meaning if meaning.level else meaning._replace(level=self.lowest(meaning.id))
            )
        )

    def lowest(self, skill: str) -> str:
        return self.catalog.skills[skill].levels[0]

    def contradictions(self, have: list[Meaning], not_known: frozenset[CompetencyId]) -> None:
        for meaning in have:
            if meaning.kind == "skill" and self.id_of(meaning) in not_known:
                message = f"`{self.id_of(meaning)}` is both known and not known"
                place = next(
                    (
                        place
                        for (entry, _), place in self.profile.places.items()
                        if entry == "have_not"
                    ),
                    None,
                )
                self.report("contradiction", message, place, "take it out of one of the two lists")

    def overfull_sessions(self) -> None:
        """Sessions have their length: a time may have less of them, not more."""
        minutes = sum(session.minutes for session in self.profile.week)
        for first, last, hours in self.profile.lighter if minutes else ():
            if hours * 60 > minutes:
                message = (
                    f"{hours:g} h a week from {first} to {last} are more than the sessions of the "
                    f"week hold, {minutes / 60:.4g} h"
                )
                hint = f"write {minutes // 15 / 4:g} or less, or give the week longer sessions"
                place = self.profile.places.get(("lighter", str(first)))
                self.report("contradiction", message, place, hint)
