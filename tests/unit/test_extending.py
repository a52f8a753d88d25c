"""A catalog that extends another: what it replaces is followed, what it breaks is its own fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from planner import Catalog, store
from planner.lint import lint
from planner.names import Names
from planner.problems import Place, Problem, Problems

BELOW = {
    "catalog.yaml": "levels: [awareness, working, expert]\nambiguous: {dk: [docker, dokku]}",
    "git.yaml": "{hours: 8, basis: judgement}",
    "docker.yaml": (
        "levels:\n"
        "  awareness: {hours: 1, basis: judgement}\n"
        "  working: {hours: 14, basis: judgement, requires: [git]}\n"
        "  expert: {hours: 40, basis: judgement}\n"
    ),
    "dokku.yaml": "{hours: 5, basis: judgement, requires: [docker@awareness]}",
    "helm.yaml": (
        "requires: [docker@expert]\n"
        "after: [docker@awareness]\n"
        "hours: 6\n"
        "basis: {kind: judgement, against: [docker@working]}\n"
        "transfers: {docker: 0.5}\n"
    ),
    "podman.yaml": "{hours: 9, basis: judgement, requires: [docker@awareness], transfers: {docker: 0.5}}",
    "roles/shipper.yaml": "requires: {must: [helm, {any_of: [docker, podman]}]}",
    "roles/keeper.yaml": "requires: {must: [dokku]}",
    "projects/ship.yaml": "{uses: [docker@working, podman], ships: an image, hours: 5}",
}

Extended = Callable[[Mapping[str, str]], Catalog | Problems]


@pytest.fixture
def extended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Extended:
    """The catalog of these files on top of `BELOW`, which alone has no finding."""

    def write(folder: str, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")

    def read(files: Mapping[str, str]) -> Catalog | Problems:
        write("ours", {"catalog.yaml": "extends: bundled", **files})
        return store.load(Path("ours"))

    write("below", BELOW)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(store, "bundled", lambda: tmp_path / "below")
    return read


def good(found: Catalog | Problems) -> Catalog:
    assert isinstance(found, Catalog), str(found)
    return found


def only(found: Catalog | Problems) -> Problem:
    assert isinstance(found, Problems)
    (problem,) = found
    return problem


OURS = "{hours: 9, basis: judgement, requires: [git]}"
REPLACED = {"docker.yaml": "replaced_by: our-docker", "our-docker.yaml": OURS}


def test_what_the_catalog_below_says_of_a_replaced_skill_follows(extended: Extended) -> None:
    catalog = good(extended(REPLACED))
    helm = catalog.competencies["helm@working"]
    assert [clause.options for clause in helm.requires] == [("our-docker@working",)]
    assert [clause.options for clause in helm.after] == [("our-docker@working",)]
    assert helm.transfers == (("our-docker@working", 0.5),)
    assert helm.basis
    assert helm.basis.against == ("our-docker@working",)
    assert catalog.roles["shipper"].must[1].options == ("our-docker@working", "podman@working")
    assert catalog.projects["ship"].uses == ("our-docker@working", "podman@working")
    assert str(lint(catalog)) == ""


@pytest.mark.parametrize(
    ("levels", "expert", "awareness"),
    [
        (("awareness", "working", "expert"), "expert", "awareness"),
        (("awareness", "working"), "working", "awareness"),
        (("expert",), "expert", "expert"),
    ],
)
def test_the_level_is_the_same_or_the_nearest_below_or_the_lowest(
    extended: Extended, levels: tuple[str, ...], expert: str, awareness: str
) -> None:
    own = "".join(f"  {level}: {{hours: 3, basis: judgement}}\n" for level in levels)
    catalog = good(extended({**REPLACED, "our-docker.yaml": f"levels:\n{own}"}))
    (override,) = catalog.overrides
    followed = dict(override.followed)
    assert followed["docker@expert"] == f"our-docker@{expert}"
    assert followed["docker@awareness"] == f"our-docker@{awareness}"
    assert (override.kind, override.id) == ("skill", "docker")


def test_a_skill_may_be_replaced_by_one_that_builds_on_it(extended: Extended) -> None:
    """What would then build on itself, be compared with itself or shorten itself does not."""
    catalog = good(extended({"docker.yaml": "replaced_by: podman"}))
    podman = catalog.competencies["podman@working"]
    assert (podman.requires, podman.transfers) == ((), ())
    assert catalog.roles["shipper"].must[1].options == ("podman@working",)
    assert catalog.projects["ship"].uses == ("podman@working",)


def test_an_old_name_in_the_catalog_itself_is_an_error(extended: Extended) -> None:
    problem = only(extended({**REPLACED, "rkt.yaml": "{hours: 3, requires: [docker]}"}))
    assert (problem.code, problem.place) == ("renamed-skill", Place("ours/rkt.yaml", 1, 23))


def test_lost_levels_are_reported_at_the_file_that_lost_them(extended: Extended) -> None:
    found = extended({"docker.yaml": "levels: {working: {hours: 3, basis: judgement}}"})
    assert isinstance(found, Problems)
    assert {one.place.path for one in found if one.place} == {"ours/docker.yaml"}
    messages = [one.message for one in found]
    assert messages == [
        "skill `docker` has no level `awareness`, which the bundled catalog needs",
        "skill `docker` has no level `expert`, which the bundled catalog needs",
    ]
    assert [note.place.path for note in found[1].notes if note.place] == ["bundled/helm.yaml"]


def test_a_circle_is_reported_where_it_can_be_opened(extended: Extended) -> None:
    problem = only(extended({"git.yaml": "{hours: 8, requires: [helm]}"}))
    assert problem.code == "prerequisite-cycle"
    assert problem.place
    assert problem.place.path == "ours/git.yaml"
    assert len(problem.notes) > 2


def test_a_role_of_its_own_makes_no_orphan_below(extended: Extended) -> None:
    catalog = good(extended({"roles/keeper.yaml": "requires: {must: [git]}"}))
    assert str(lint(catalog)) == ""


def test_what_nothing_leads_to_in_the_catalog_itself_is_found(extended: Extended) -> None:
    found = lint(good(extended({"fax.yaml": "{hours: 1, basis: judgement}"})))
    assert [(one.code, one.place) for one in found] == [("orphan", Place("ours/fax.yaml", 1, 1))]


def test_a_shared_name_is_the_fault_of_the_catalog_itself(extended: Extended) -> None:
    """Also where the other skill comes later in the alphabet."""
    skill = "{hours: 1, basis: judgement, aliases: [PodMan]}"
    role = "requires: {must: [a-fax]}"
    found = lint(good(extended({"a-fax.yaml": skill, "roles/clerk.yaml": role})))
    assert [(one.code, one.place) for one in found] == [
        ("ambiguous-name", Place("ours/a-fax.yaml", 1, 40))
    ]


def test_an_alias_may_not_be_what_the_catalog_replaces(extended: Extended) -> None:
    files = {"moby.yaml": "{hours: 3, aliases: [Docker]}", **REPLACED}
    problem = only(extended(files))
    assert (problem.code, problem.place) == ("alias-of-replaced", Place("ours/moby.yaml", 1, 22))


def test_ambiguous_words_are_added_and_settled(extended: Extended) -> None:
    def hint(catalog: Catalog, word: str) -> str | None:
        found = Names(catalog).find(word)
        return found.hint if isinstance(found, Problem) else found.id

    catalog = good(extended({"catalog.yaml": "{extends: bundled, ambiguous: {x: [git, helm]}}"}))
    assert hint(catalog, "x") == "did you mean `git` or `helm`?"
    assert hint(catalog, "dk") == "did you mean `docker` or `dokku`?"
    settled = good(extended({"catalog.yaml": "{extends: bundled, ambiguous: {DK: [dokku]}}"}))
    assert hint(settled, "dk") == "dokku"
    own = good(extended({"catalog.yaml": "extends: bundled", "dk.yaml": OURS}))
    assert hint(own, "DK") == "dk"
    assert "ambiguous" not in str(lint(own))


def test_an_alias_from_below_may_be_called_ambiguous_and_an_id_may_not(extended: Extended) -> None:
    words = "{extends: bundled, ambiguous: {%s: [git, helm]}}"
    below = {"docker.yaml": BELOW["docker.yaml"] + "aliases: [moby]\n"}
    own = lint(good(extended({**below, "catalog.yaml": words % "moby"})))
    assert [one.code for one in own] == ["ambiguous-name"]
    (Path("below") / "dokku.yaml").write_text(
        BELOW["dokku.yaml"].replace("}", ", aliases: [paas]}"), encoding="utf-8", newline="\n"
    )
    inherited = good(extended({**below, "catalog.yaml": words % "paas"}))
    assert str(lint(inherited)) == ""
    assert isinstance(Names(inherited).find("paas"), Problem)
    taken = lint(good(extended({**below, "catalog.yaml": words % "dokku"})))
    assert [one.code for one in taken] == ["ambiguous-name"]


def test_an_ambiguous_word_follows_a_replacement(extended: Extended) -> None:
    catalog = good(extended(REPLACED))
    assert [word.ids for word in catalog.ambiguous] == [("our-docker", "dokku")]


def test_a_scale_may_add_levels_and_not_lose_any(extended: Extended) -> None:
    scale = "{extends: bundled, levels: [awareness, working, senior, expert]}"
    assert good(extended({"catalog.yaml": scale})).scale[2] == "senior"
    problem = only(extended({"catalog.yaml": "{extends: bundled, levels: [working, awareness]}"}))
    assert problem.code == "other-scale"


def test_a_folder_called_like_the_catalog_below_is_told_apart(
    extended: Extended, tmp_path: Path
) -> None:
    extended({"git.yaml": "hours: 8"})
    (tmp_path / "ours").rename(tmp_path / "bundled")
    found = lint(good(store.load(Path("bundled"))))
    assert [str(one.place) for one in found] == ["bundled/git.yaml:1:1"]


def test_a_level_of_an_old_name_is_understood_as_it_is_recorded(extended: Extended) -> None:
    """A profile that says `docker@working` stays valid, and means what the log means by it."""
    ours = "levels: {awareness: {hours: 1, basis: judgement}, expert: {hours: 9, basis: judgement}}"
    catalog = extended({"docker.yaml": "replaced_by: ours", "ours.yaml": ours})
    assert isinstance(catalog, Catalog), str(catalog)
    names = Names(catalog)
    assert names.competency("docker@working") == catalog.current("docker@working")
    assert names.competency("Docker@awareness") == "ours@awareness"
    assert names.competency("docker") == catalog.skills["ours"].at(catalog.skills["ours"].default)
