"""Files as forms: decoded, but with names still as the words that were written."""

from __future__ import annotations

from dataclasses import dataclass

from planner.document import Scalar
from planner.model import Basis, Hours, MarketFact, Resource, Transition
from planner.problems import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOptions:
    """A clause as written: the words of its options, and why it is there."""

    options: tuple[Scalar, ...]
    reason: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelForm:
    hours: Hours | None
    basis: BasisForm | None
    requires: tuple[NamedOptions, ...]
    after: tuple[NamedOptions, ...]
    can: tuple[Scalar, ...]
    learn: tuple[Resource, ...]
    build: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisForm:
    basis: Basis
    against: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillForm:
    name: Scalar | None
    summary: str | None
    aliases: tuple[Scalar, ...]
    levels: tuple[tuple[Scalar, LevelForm], ...]
    single: LevelForm | None
    after: tuple[NamedOptions, ...]
    transfers: tuple[tuple[Scalar, float], ...]
    replaced_by: Scalar | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleForm:
    name: Scalar | None
    summary: str | None
    aliases: tuple[Scalar, ...]
    must: tuple[NamedOptions, ...]
    should: tuple[NamedOptions, ...]
    could: tuple[NamedOptions, ...]
    market: tuple[MarketFact, ...]
    transitions: tuple[tuple[Scalar, Transition], ...]
    suits: tuple[str, ...]
    place: Place
    beside: tuple[tuple[Scalar, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectForm:
    name: str | None
    summary: str | None
    uses: tuple[Scalar, ...]
    ships: str | None
    hours: Hours | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogForm:
    """What `catalog.yaml` says; `below` is where the catalog that it extends says the rest."""

    name: str | None = None
    version: str | None = None
    licence: str | None = None
    extends: str | None = None
    levels: tuple[Scalar, ...] = ()
    default_level: Scalar | None = None
    default_hours: Hours | None = None
    ambiguous: tuple[tuple[Scalar, tuple[Scalar, ...]], ...] = ()
    below: Place | None = None
    place: Place
