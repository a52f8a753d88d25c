"""The bundled catalog keeps its promises, and a company's catalog can build on it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner import Catalog, Profile, load_catalog, make_plan
from planner.cli import main
from planner.lint import lint
from planner.names import Meaning, Names, folded

TODAY = datetime.date(2027, 1, 4)
ROLES = {
    *("devops-engineer", "mlops-engineer", "site-reliability-engineer", "platform-engineer"),
    *("cloud-engineer", "devsecops-engineer", "data-engineer", "analytics-engineer"),
    *("ml-engineer", "data-scientist", "ai-engineer", "llmops-engineer", "backend-developer"),
    *("sysadmin", "software-developer", "beginner"),
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def test_nothing_is_found_in_it(catalog: Catalog) -> None:
    assert str(lint(catalog)) == ""


def test_it_is_as_broad_as_it_says(catalog: Catalog) -> None:
    assert len(catalog.skills) >= 170
    assert set(catalog.roles) >= ROLES
    assert len(catalog.projects) >= 25


def test_every_level_says_what_one_can_do_then(catalog: Catalog) -> None:
    assert [one.id for one in catalog.competencies.values() if len(one.can) < 2] == []


def test_every_level_from_working_on_has_something_to_build(catalog: Catalog) -> None:
    assert [one.id for one in catalog.competencies.values() if one.rank and not one.build] == []


def test_every_judgement_names_its_neighbours(catalog: Catalog) -> None:
    lonely = [
        one.id
        for one in catalog.competencies.values()
        if one.basis is None or (not one.basis.published and len(one.basis.against) < 2)
    ]
    assert lonely == []


@pytest.mark.parametrize(
    ("origin", "target"), [("beginner", "devops-engineer"), ("devops-engineer", "mlops-engineer")]
)
def test_half_of_the_hours_of_the_main_plans_are_published(
    catalog: Catalog, origin: str, target: str
) -> None:
    plan = make_plan(catalog, Profile(have=(origin,), target=(target,)), today=TODAY)
    assert plan.published_minutes * 2 >= plan.hours.likely > 0


NAMES = Path(__file__).parent / "calibration" / "names.tsv"
"""Names as people write them on CVs and in job adverts, and what each means here.

Where a word can mean several things all their ids are given. A `-` stands where no skill covers
what somebody means by the word: such a word has to be refused rather than taken for a neighbour.
"""


def spoken() -> dict[str, str]:
    rows = [line.split("\t") for line in NAMES.read_text(encoding="utf-8").splitlines()]
    assert rows[0] == ["written", "means"]
    names = dict(rows[1:])
    assert len(names) == len(rows) - 1
    return names


def understood(catalog: Catalog, names: Names, written: str) -> str:
    """What a name means, in the words of the list."""
    meaning = names.find(written)
    if isinstance(meaning, Meaning):
        return meaning.id
    several = {folded(word.text): word.ids for word in catalog.ambiguous}
    return " ".join(sorted(several.get(folded(written), ["-"])))


def test_names_are_understood_as_people_write_them(catalog: Catalog) -> None:
    names = Names(catalog)
    found = {written: understood(catalog, names, written) for written in spoken()}
    assert found == spoken()


def test_the_names_are_many_and_of_every_kind(catalog: Catalog) -> None:
    meant = spoken().values()
    assert len(meant) >= 1_000
    assert set(catalog.skills) <= set(meant)
    assert sum(" " in means for means in meant) >= 30
    assert sum(means == "-" for means in meant) >= 100


def test_every_project_of_a_role_can_be_reached(catalog: Catalog) -> None:
    """Each role ends with something to show that uses what its plan taught."""
    without = []
    for role in sorted(ROLES - {"beginner"}):
        plan = make_plan(catalog, Profile(have=("beginner",), target=(role,)), today=TODAY)
        if not any(milestone.project for milestone in plan.milestones):
            without.append(role)
    assert without == []


WAYS_WITH_PROJECTS = [
    ("beginner", "cloud-engineer"),
    ("beginner", "ml-engineer"),
    ("software-developer", "ml-engineer"),
    ("backend-developer", "ml-engineer"),
    ("data-scientist", "ml-engineer"),
    ("beginner", "mlops-engineer"),
    ("devops-engineer", "mlops-engineer"),
    ("devops-engineer", "platform-engineer"),
    ("devops-engineer", "devsecops-engineer"),
]


@pytest.mark.parametrize(("origin", "target"), WAYS_WITH_PROJECTS)
def test_every_milestone_has_something_to_show(catalog: Catalog, origin: str, target: str) -> None:
    plan = make_plan(catalog, Profile(have=(origin,), target=(target,)), today=TODAY)
    assert [milestone.readiness for milestone in plan.milestones if not milestone.project] == []


def test_nothing_is_an_alternative_whose_maker_is_gone(catalog: Catalog) -> None:
    """whylogs was made by a company that closed in 2025; who knows it saves hours elsewhere."""
    needed = [clause for one in catalog.competencies.values() for clause in one.requires]
    for role in catalog.roles.values():
        needed += [*role.must, *role.should, *role.could]
    assert not [clause for clause in needed if "whylogs@working" in clause.options]


# --- building on it


@pytest.fixture
def company(tmp_path: Path) -> Path:
    files = {
        "catalog.yaml": "name: Ours\nextends: bundled\n",
        "devops/our-deployer.yaml": "name: Deployer\nhours: 6\nbasis: judgement\nrequires: [docker]\n",
        "devops/docker.yaml": "name: Docker as we use it\nlevels: {working: {hours: 3}}\n",
        "roles/our-role.yaml": "requires: {must: [our-deployer, git@awareness]}\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return tmp_path


def test_a_company_catalog_that_breaks_ours_is_refused(company: Path) -> None:
    """Ours needs levels of Docker that theirs lacks, and says where."""
    result = CliRunner().invoke(main, ["check", str(company)])
    assert result.exit_code == 1
    assert "bundled/devops/docker-compose.yaml" not in result.stdout
    assert "skill `docker` has no level `awareness`" in result.stdout


def test_a_company_catalog_adds_and_overrides_and_check_says_so(company: Path) -> None:
    ours = (Path(__file__).parent.parent / "skills" / "devops" / "docker.yaml").read_text("utf-8")
    changed = ours.replace("name: Docker\n", "name: Docker as we use it\n")
    (company / "devops" / "docker.yaml").write_text(changed, encoding="utf-8", newline="\n")
    result = CliRunner().invoke(main, ["check", str(company)])
    assert "devops/docker.yaml: overrides skill docker of the bundled catalog" in result.stdout
    planned = CliRunner().invoke(main, ["plan", "our-role", "--catalog", str(company)])
    assert (planned.exit_code, planned.stderr) == (0, "")
    assert "Docker as we use it (working)" in planned.stdout
    assert "Deployer (working)" in planned.stdout


ADDRESSES = Path(__file__).parent / "calibration" / "addresses.tsv"
HOW = {
    "page": "this page was read",
    "file": "the file that makes the page, or the file itself, was read",
    "repository": "the files of the repository or site were listed, or its README read",
    "record": "it stands with its figure in the record of published hours, or in one of the articles",
}
"""How an address was checked, from the closest look to the most distant."""


def cited(catalog: Catalog) -> set[str]:
    """Every address in the catalog."""
    competencies = catalog.competencies.values()
    learn = {one.url for competency in competencies for one in competency.learn}
    bases = {one.basis.url for one in competencies if one.basis and one.basis.url}
    roles = catalog.roles.values()
    facts = {one.url for role in roles for one in (*role.market, *role.transitions) if one.url}
    return learn | bases | facts


def test_every_address_is_in_the_record_of_what_was_checked() -> None:
    lines = ADDRESSES.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    assert lines[0].split("\t") == ["address", "seen", "how", "what"]
    assert [row for row in rows if len(row) != 4 or row[2] not in HOW or len(row[3]) < 5] == []
    addresses = [row[0] for row in rows]
    assert addresses == sorted(set(addresses))
    assert set(addresses) == cited(load_catalog())
