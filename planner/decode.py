"""The formats of skill, role, project, catalog and profile files, as tables of shapes.

Decoding knows one file at a time: it yields forms, in which names are still the words that were
written. `link` turns forms into a catalog.
"""

from __future__ import annotations

from typing import Any

from planner.document import Mapping, Node, Scalar, Sequence
from planner.forms import (
    BasisForm,
    CatalogForm,
    LevelForm,
    NamedOptions,
    ProjectForm,
    RoleForm,
    SkillForm,
)
from planner.learner import EVENT, PROFILE
from planner.model import Basis, Hours, MarketFact, Resource, Transition, whole_grains
from planner.problems import Place, Problem
from planner.shape import (
    Either,
    Key,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Record,
    Shape,
    Text,
    Then,
    Word,
    as_date,
)

ID = r"(?!\S*--)[a-z0-9][a-z0-9._+-]*"
"""An id: two hyphens in a row would end the comment that carries it through Markdown."""
MAX_HOURS = 10_000
DEFAULT_SCALE = ("awareness", "working", "practitioner", "expert")
DEFAULT_LEVEL = "working"


def _three_point(values: tuple[float, ...], node: Node, problems: list[Problem]) -> Hours | None:
    if len(values) != 3 or list(values) != sorted(values):
        message = "hours are not low, likely, high in rising order"
        hint = "write three numbers such as [8, 14, 24]"
        problems.append(Problem(code="bad-hours", message=message, place=node.place, hint=hint))
        return None
    return Hours(*(whole_grains(value * 60) for value in values))


def _same_hours(value: float, node: Node, problems: list[Problem]) -> Hours | None:
    return _three_point((value, value, value), node, problems)


def _single_reason(
    entries: tuple[tuple[Scalar, str], ...], node: Node, problems: list[Problem]
) -> NamedOptions | None:
    if len(entries) == 1:
        word, reason = entries[0]
        return NamedOptions(options=(word,), reason=reason, place=word.place)
    message = f"a prerequisite with a reason is one pair, and here are {len(entries)}"
    hint = "start each pair with its own `- `"
    problems.append(Problem(code="bad-clause", message=message, place=node.place, hint=hint))
    return None


def _any_of(
    any_of: tuple[Scalar, ...] | None, because: str | None, place: Place
) -> NamedOptions | None:
    if any_of is None:
        return None
    return NamedOptions(options=any_of, reason=because, place=place)


def _filled(item: Shape, *, code: str, message: str, hint: str) -> Then:
    """A list of these that must not be empty."""

    def check(
        values: tuple[Any, ...], node: Node, problems: list[Problem]
    ) -> tuple[Any, ...] | None:
        if isinstance(node, Sequence) and not node.items:
            problems.append(Problem(code=code, message=message, place=node.place, hint=hint))
        return values or None

    return Then(ListOf(item), check, {"minItems": 1})


class _ClauseMapping:
    """`any_of: [...]` with an optional `because`, or one pair of a name and its reason."""

    noun = "a prerequisite"

    def __init__(self) -> None:
        options = _filled(
            NAME,
            code="empty-any-of",
            message="`any_of` has no alternatives",
            hint="name at least two, or remove it",
        )
        keys = {"any_of": Key(options, required=True), "because": Key(Text())}
        self.any_of = Record("an any_of", _any_of, keys)
        self.reasoned = Then(
            MapOf(Text(), NAME),
            _single_reason,
            {"minProperties": 1, "maxProperties": 1, "propertyNames": {"not": {"enum": [*keys]}}},
        )

    def read(self, node: Node, problems: list[Problem]) -> NamedOptions | None:
        is_any_of = isinstance(node, Mapping) and any(
            key.text in ("any_of", "because") for key, _ in node.entries
        )
        clause: NamedOptions | None = (self.any_of if is_any_of else self.reasoned).read(
            node, problems
        )
        return clause

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.any_of.schema(), self.reasoned.schema()]}


class _Prerequisites:
    """A list of clauses; what only a role has in this place is told apart."""

    noun = "a list"

    def __init__(self) -> None:
        self.clauses = ListOf(CLAUSE)

    def read(self, node: Node, problems: list[Problem]) -> Any:
        keys = {key.text for key, _ in node.entries} if isinstance(node, Mapping) else set()
        if keys.isdisjoint(REQUIREMENTS.keys):
            return self.clauses.read(node, problems)
        message = "a skill's prerequisites are a list, and these are of a role"
        hint = "a role's file lies in the folder `roles/`"
        problems.append(Problem(code="wrong-kind", message=message, place=node.place, hint=hint))
        return None

    def schema(self) -> dict[str, Any]:
        return self.clauses.schema()


def _one_option(word: Scalar, node: Node, problems: list[Problem]) -> NamedOptions:
    return NamedOptions(options=(word,), reason=None, place=word.place)


def _level(**values: Any) -> LevelForm:
    return LevelForm(**values)


def _basis(place: Place, against: tuple[Scalar, ...], **values: Any) -> BasisForm:
    return BasisForm(basis=Basis(**values), against=against)


_PUBLISHED = ("source", "url", "hours", "seen")
"""What a basis says if it is more than a judgement."""


def _checked_basis(form: BasisForm, node: Node, problems: list[Problem]) -> BasisForm:
    basis = form.basis
    given = {key.text for key, _ in node.entries} if isinstance(node, Mapping) else set()
    if basis.published and not given.issuperset(_PUBLISHED):
        message = f"a `{basis.kind}` basis names its source, url, hours and the month it was seen"
        hint = "complete it, or say `basis: judgement`"
        problems.append(Problem(code="bad-basis", message=message, place=node.place, hint=hint))
    return form


def _judgement(text: str, node: Node, problems: list[Problem]) -> BasisForm:
    return BasisForm(basis=Basis(kind=text), against=())


def _real_month(text: str, node: Node, problems: list[Problem]) -> str | None:
    if as_date(text if len(text) > len("2026-11") else f"{text}-01"):
        return text
    message, hint = f"there is no day `{text}`", "look at a calendar"
    problems.append(Problem(code="bad-date", message=message, place=node.place, hint=hint))
    return None


def _pair_of_hours(values: tuple[float, ...], node: Node, problems: list[Problem]) -> Any:
    if len(values) == 2 and values[0] <= values[1]:
        return values
    message = "a published range is not two numbers in rising order"
    hint = "write the low one first, such as [3, 5]"
    problems.append(Problem(code="bad-range", message=message, place=node.place, hint=hint))
    return None


def _transition(
    place: Place, to_from: Scalar | None, months: Any, **values: Any
) -> tuple[Scalar, Transition] | None:
    if to_from is None or months is None:
        return None
    return to_from, Transition(origin=to_from.text, months=months, **values)


def _skill(place: Place, **values: Any) -> SkillForm:
    own = {name: values.pop(name) for name in _LEVEL_KEYS if name != "after"}
    single = LevelForm(after=(), place=place, **own) if any(own.values()) else None
    return SkillForm(place=place, single=single, **values)


def _flat_or_levelled(form: SkillForm, node: Node, problems: list[Problem]) -> SkillForm:
    if form.levels and form.single:
        message = "a skill has either `levels` or hours and prerequisites of its own"
        hint = "move them into the level they belong to"
        problems.append(Problem(code="two-forms", message=message, place=node.place, hint=hint))
    return form


def _role(place: Place, requires: dict[str, Any] | None, **values: Any) -> RoleForm:
    return RoleForm(place=place, **(requires or {"must": (), "should": (), "could": ()}), **values)


def _requirements(place: Place, **values: Any) -> dict[str, Any]:
    return values


def _catalog(place: Place, defaults: dict[str, Any] | None, **values: Any) -> CatalogForm:
    return CatalogForm(place=place, **(defaults or {}), **values)


def _defaults(place: Place, level: Scalar | None, hours: Hours | None) -> dict[str, Any]:
    return {"default_level": level, "default_hours": hours}


NAME = Word()
COMPETENCY_NAME = Word(
    rf"{ID}(@{ID})?",
    "a skill or skill@level",
    "lower-case letters, digits and `-`, as the file is named",
)
ADDRESS = Text(r"https?://[^\s<>\"]+", "a web address", "it starts with https://")
MONTH = Then(
    Text(r"[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?", "a month", "write it as 2026-11"),
    _real_month,
)
HOUR = Number(0, MAX_HOURS, "a number of hours")
HOURS = Either(
    "a number of hours or [low, likely, high]",
    scalar=Then(HOUR, _same_hours),
    sequence=Then(ListOf(HOUR, whole=True), _three_point, {"minItems": 3, "maxItems": 3}),
)
PAIR = {"minItems": 2, "maxItems": 2}
CLAUSE = Either(
    "a prerequisite",
    scalar=Then(COMPETENCY_NAME, _one_option),
    mapping=_ClauseMapping(),
    hint="alternatives are written as {any_of: [one, other]}",
)
RESOURCE = Record(
    "a resource",
    lambda place, **values: Resource(**values) if values["title"] and values["url"] else None,
    {
        "title": Key(Text(), required=True),
        "url": Key(ADDRESS, required=True),
        "kind": Key(
            OneOf(("docs", "course", "tutorial", "lab", "book", "video", "spec", "article")), "docs"
        ),
        "cost": Key(OneOf(("free", "freemium", "paid")), "free"),
    },
)
BASIS = Either(
    "a basis",
    scalar=Then(OneOf(("judgement",)), _judgement),
    mapping=Then(
        Record(
            "a basis",
            _basis,
            {
                "kind": Key(OneOf(("course", "lab", "judgement")), "judgement", required=True),
                "source": Key(Text()),
                "url": Key(ADDRESS),
                "hours": Key(
                    Either(
                        "a number of hours or [low, high]",
                        scalar=Then(HOUR, lambda value, node, problems: (value, value)),
                        sequence=Then(ListOf(HOUR, whole=True), _pair_of_hours, PAIR),
                    ),
                    (),
                ),
                "seen": Key(MONTH),
                "against": Key(ListOf(COMPETENCY_NAME), ()),
                "note": Key(Text()),
            },
        ),
        _checked_basis,
        {
            "if": {"properties": {"kind": {"not": {"const": "judgement"}}}},
            "then": {"required": [*_PUBLISHED]},
        },
    ),
)
_LEVEL_KEYS = {
    "hours": Key(HOURS),
    "basis": Key(BASIS),
    "requires": Key(_Prerequisites(), ()),
    "after": Key(ListOf(CLAUSE), ()),
    "can": Key(ListOf(Word()), ()),
    "learn": Key(ListOf(RESOURCE), ()),
    "build": Key(Text()),
}
LEVEL = Record("a level", _level, _LEVEL_KEYS)
_EMPTY_BESIDE_LEVELS = {
    name: {"maxItems": 0} if key.default == () else False
    for name, key in _LEVEL_KEYS.items()
    if name != "after"
}
SKILL = Then(
    Record(
        "a skill",
        _skill,
        {
            "name": Key(Word()),
            "summary": Key(Text()),
            "aliases": Key(ListOf(NAME), ()),
            "levels": Key(MapOf(LEVEL), ()),
            "transfers": Key(MapOf(Number(0, 1, "a fraction"), COMPETENCY_NAME), ()),
            "replaced_by": Key(Word(ID, "a skill")),
        }
        | _LEVEL_KEYS,
    ),
    _flat_or_levelled,
    {
        "if": {"required": ["levels"], "properties": {"levels": {"minProperties": 1}}},
        "then": {"properties": _EMPTY_BESIDE_LEVELS},
    },
)
REQUIREMENTS = Record(
    "a role's requirements",
    _requirements,
    {name: Key(ListOf(CLAUSE), ()) for name in ("must", "should", "could")},
)
MARKET_FACT = Record(
    "a market fact",
    lambda place, **values: MarketFact(**values),
    {
        "kind": Key(
            OneOf(("salary", "demand", "time-to-hire", "premium", "outlook")),
            "outlook",
            required=True,
        ),
        "says": Key(Text(), "", required=True),
        "source": Key(Text(), "", required=True),
        "url": Key(ADDRESS),
        "seen": Key(MONTH, required=True),
    },
)
TRANSITION = Record(
    "a transition",
    lambda place, **values: _transition(place, to_from=values.pop("from"), **values),
    {
        "from": Key(Word(ID, "a role"), required=True),
        "months": Key(
            Then(ListOf(Number(0, 240, "a number of months"), whole=True), _pair_of_hours, PAIR),
            required=True,
        ),
        "kind": Key(OneOf(("study", "hire")), "study", required=True),
        "source": Key(Text(), "", required=True),
        "url": Key(ADDRESS),
        "seen": Key(MONTH, required=True),
    },
)
ROLE = Record(
    "a role",
    _role,
    {
        "name": Key(Word()),
        "summary": Key(Text()),
        "aliases": Key(ListOf(NAME), ()),
        "requires": Key(REQUIREMENTS, required=True),
        "market": Key(ListOf(MARKET_FACT), ()),
        "transitions": Key(ListOf(TRANSITION), ()),
        "suits": Key(ListOf(Text()), ()),
        "beside": Key(MapOf(Text(), Word(ID, "a role")), ()),
    },
)
PROJECT = Record(
    "a project",
    lambda place, **values: ProjectForm(place=place, **values),
    {
        "name": Key(Text()),
        "summary": Key(Text()),
        "uses": Key(ListOf(COMPETENCY_NAME), (), required=True),
        "ships": Key(Text()),
        "hours": Key(HOURS),
    },
)
CATALOG = Record(
    "a catalog",
    _catalog,
    {
        "name": Key(Text()),
        "version": Key(Text()),
        "licence": Key(Text()),
        "extends": Key(OneOf(("bundled",))),
        "levels": Key(ListOf(Word(ID, "a level")), ()),
        "defaults": Key(
            Record(
                "the defaults", _defaults, {"level": Key(Word(ID, "a level")), "hours": Key(HOURS)}
            )
        ),
        "ambiguous": Key(
            MapOf(
                _filled(
                    Word(ID, "a skill or role"),
                    code="empty-list",
                    message="a word that means nothing is not ambiguous",
                    hint="name the skills and roles that people mean by it, or remove it",
                )
            ),
            (),
        ),
    },
)
FORMATS: dict[str, Shape] = {
    "skill": SKILL,
    "role": ROLE,
    "project": PROJECT,
    "catalog": CATALOG,
    "profile": PROFILE,
    "progress": EVENT,
}
"""Every file format by name."""


def json_schema(kind: str) -> dict[str, Any]:
    """What an editor needs to complete and check one of `FORMATS`.

    It accepts what the reader accepts of a single file; what only several files together show,
    such as an unknown skill, is left to `planner check`.
    """
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"planner {kind}",
    }
    return head | FORMATS[kind].schema()
