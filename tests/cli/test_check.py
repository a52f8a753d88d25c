"""`planner check` end to end: findings on stdout, exit code 1 if there are any, and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from .answers import TINY, Run, Shell


def catalog(folder: Path, **files: str) -> str:
    """A folder with these YAML files."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8", newline="\n")
    return folder.name


@pytest.fixture
def clean(here: Path) -> str:
    """A catalog in which nothing is to be found."""
    docker = "name: Docker\nhours: [8, 14, 24]\nbasis: judgement\nrequires: [linux]\n"
    linux = "name: Linux\nhours: 20\nbasis: judgement\n"
    return catalog(here / "clean", docker=docker, linux=linux)


def test_clean_catalog_passes(run: Run, clean: str) -> None:
    result = run("check", clean)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "2 files: 2 skills" in result.stdout
    assert "0 findings" in result.stdout
    assert len(result.stdout.splitlines()) == 1


def test_findings_are_data_and_fail_the_check(run: Run) -> None:
    result = run("check", str(TINY))
    assert (result.exit_code, result.stderr) == (1, "")
    assert "statistics.yaml:10:5: warning[missing-hours]: `statistics@working`" in result.stdout
    assert "warning[ambiguous-name]: `tracker` can mean" in result.stdout
    assert "8 skills at 11 levels, 2 roles, 1 project" in result.stdout
    assert "2 findings" in result.stdout


def test_everything_wrong_is_found_in_one_run(run: Run, here: Path) -> None:
    broken = catalog(
        here / "broken",
        docker="name: Docker\nhours: [24, 14, 8]\nrequirs: [linux]\n",
        helm="hours: 5\nrequires: [dokcer]\n",
        one="hours: 1\nrequires: [other]\n",
        other="hours: 1\nrequires: [one]\n",
    )
    result = run("check", broken)
    assert (result.exit_code, result.stderr) == (1, "")
    for text in (
        "broken/docker.yaml:2:8: error[bad-hours]",
        "broken/docker.yaml:3:1: error[unknown-key]: unknown key `requirs`",
        "broken/helm.yaml:2:12: error[unknown-skill]: unknown skill `dokcer`",
        "error[prerequisite-cycle]",
        "the catalog cannot be used",
    ):
        assert text in result.stdout


def test_one_finding_is_not_two(run: Run, here: Path) -> None:
    result = run("check", catalog(here / "one", docker="hours: 5\n"))
    assert result.exit_code == 1
    assert "1 finding" in result.stdout
    assert "1 findings" not in result.stdout


def test_folder_that_is_not_there_fails_the_check(run: Run) -> None:
    result = run("check", "nowhere")
    assert result.exit_code != 0
    assert "nowhere: error[no-catalog]: no such folder" in result.output


def test_folder_may_be_named_as_the_catalog_of_every_other_command(run: Run, clean: str) -> None:
    assert run("check", "--catalog", clean).stdout == run("check", clean).stdout


def test_json_has_findings_with_their_places(run: Run) -> None:
    result = run("check", str(TINY), "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    data = json.loads(result.stdout)
    assert (data["schema"], data["usable"]) == ("planner.check/1", True)
    found = {one["code"]: one for one in data["findings"]}
    missing = found["missing-hours"]
    assert (missing["severity"], missing["line"], missing["column"]) == ("warning", 10, 5)
    assert missing["file"].endswith("statistics.yaml")
    assert missing["hint"]


def test_json_of_a_clean_catalog_has_its_size(run: Run, clean: str) -> None:
    result = run("check", clean, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "schema": "planner.check/1",
        "usable": True,
        "findings": [],
        "overrides": [],
        "files": 2,
        "skills": 2,
        "competencies": 2,
        "roles": 0,
        "projects": 0,
        "published_share": 0.0,
    }


def test_what_is_overridden_is_said_whatever_is_found(run: Run, here: Path) -> None:
    files = {
        "catalog": "extends: bundled\n",
        "git": "replaced_by: our-git\n",
        "our-git": "hours: 3\nbasis: judgement\naliases: [our_git]\n",
    }
    ours = catalog(here / "ours", **files)
    line = "ours/git.yaml: overrides skill git of the bundled catalog; there, "
    told = run("check", ours)
    assert "warning[dead-alias]" in told.stdout
    assert line in told.stdout
    assert "git@working is our-git@working" in told.stdout
    (override,) = json.loads(run("check", ours, "--json").stdout)["overrides"]
    assert (override["kind"], override["id"], override["file"]) == ("skill", "git", "ours/git.yaml")
    assert override["followed"]["git@working"] == "our-git@working"
    catalog(here / "ours", broken="hours: x\n")
    told = run("check", ours)
    assert "ours/broken.yaml:1:8: error[bad-number]" in told.stdout
    assert "ours/git.yaml: overrides skill git of the bundled catalog\n" in told.stdout
    data = json.loads(run("check", ours, "--json").stdout)
    assert (data["usable"], len(data["overrides"])) == (False, 1)


HOOKS = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"


def test_hook_checks_a_folder_of_the_repository_it_runs_in(run: Run, here: Path) -> None:
    """Not the bundled catalog: that passes wherever nobody looks at the author's files."""
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert not hook["pass_filenames"]
    words = [*hook["entry"].split()[1:], *hook["args"]]
    missing = run(*words)
    assert missing.exit_code == 1
    assert "no such folder" in missing.stdout
    catalog(here / "skills", docker="hours: [3, 2, 1]\n")
    assert run(*words).exit_code == 1
    catalog(here / "skills", docker="hours: [1, 2, 3]\nbasis: judgement\n")
    assert run(*words).exit_code == 0


def test_bundled_catalog_is_checked_from_any_folder(run: Run) -> None:
    result = run("check")
    assert result.exit_code in (0, 1)
    assert "the catalog cannot be used" not in result.stdout
    assert "skills at" in result.stdout.splitlines()[-1]


def test_folder_may_be_left_out_and_help_says_so(run: Run) -> None:
    assert "[OPTIONS] [DIR]\n" in run("check", "--help").stdout


def test_process_tells_a_script_by_its_exit_code(shell: Shell, clean: str) -> None:
    assert shell("check", clean).returncode == 0
    assert shell("check", str(TINY)).returncode == 1
