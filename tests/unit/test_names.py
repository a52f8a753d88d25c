"""What people write is led to what they mean, or refused with what they may have meant."""

from __future__ import annotations

import pytest

from planner import Catalog, store
from planner.names import Meaning, Names, similar
from planner.problems import Problem

FILES = {
    "catalog.yaml": "ambiguous: {TF: [terraform, tensorflow], ml ops: [mlflow, mlops-engineer]}",
    "terraform.yaml": "name: Terraform",
    "tensorflow.yaml": "name: TensorFlow",
    "argo-cd.yaml": "name: Argo CD",
    "argo-workflows.yaml": "name: Argo Workflows",
    "mlflow.yaml": "name: MLflow\nsummary: Goes through a terrible tangle of runs.",
    "computer-vision.yaml": "name: Computer vision\naliases: [cv, image recognition]",
    "nosql.yaml": "name: NoSQL databases",
    "sql.yaml": "name: SQL",
    "go.yaml": "name: Go\naliases: [golang]",
    "google.yaml": "name: Google Cloud",
    "github-actions.yaml": "name: GitHub Actions\naliases: [GHA]",
    "bigquery.yaml": "name: BigQuery\nsummary: Query tables with SQL, good and fast.",
    "kubernetes.yaml": "name: Kubernetes\naliases: [k8s]",
    "containers.yaml": "replaced_by: kubernetes",
    "roles/mlops-engineer.yaml": "name: MLOps engineer\nrequires: {must: [mlflow]}",
}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    folder = tmp_path_factory.mktemp("names")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    catalog = store.load(folder)
    assert isinstance(catalog, Catalog), str(catalog)
    return Names(catalog)


def refusal(names: Names, text: str) -> tuple[str, str | None]:
    problem = names.find(text)
    assert isinstance(problem, Problem)
    return problem.code, problem.hint


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("K8S", "kubernetes"),
        ("argo_cd", "argo-cd"),
        ("Argo CD", "argo-cd"),
        ("Containers", "kubernetes"),
        ("ML-Flow", "mlflow"),
        ("mlopsengineer", "mlops-engineer"),
    ],
)
def test_a_name_is_understood_however_it_is_written(names: Names, written: str, id: str) -> None:
    meaning = names.find(written)
    assert isinstance(meaning, Meaning)
    assert meaning.id == id


@pytest.mark.parametrize("written", ["TF", "tf", "t-f", "tf@working"])
def test_a_word_that_the_catalog_calls_ambiguous_is_refused(names: Names, written: str) -> None:
    hint = "did you mean `tensorflow` or `terraform`?"
    assert refusal(names, written) == ("ambiguous-name", hint)


def test_an_ambiguous_word_has_one_meaning_where_only_one_can_stand(names: Names) -> None:
    assert refusal(names, "MLOps")[0] == "ambiguous-name"
    assert names.find("MLOps", ("role",)) == Meaning("role", "mlops-engineer", None)


def test_a_word_of_several_names_is_refused_with_them(names: Names) -> None:
    hint = "did you mean `argo-cd` or `argo-workflows`?"
    assert refusal(names, "Argo") == ("ambiguous-name", hint)


def test_a_word_of_one_name_is_not_guessed(names: Names) -> None:
    assert refusal(names, "vision") == ("unknown-name", "did you mean `computer-vision`?")


def test_a_misspelt_name_is_not_taken_for_a_longer_one() -> None:
    assert similar("kubernets", ["kubernetes", "kubernetes gpu"]) == ["kubernetes"]


@pytest.mark.parametrize("written", ["CVE", "mysql", "AI", "nosuch", "k9s", "gcp"])
def test_a_word_that_nothing_resembles_gets_no_guess(names: Names, written: str) -> None:
    hint = "`planner skills` and `planner roles` list all"
    assert refusal(names, written) == ("unknown-name", hint)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("terrafrom", "did you mean `terraform`?"),
        ("sqll", "did you mean `sql`?"),
        ("sgo", "list all"),
        ("og", "did you mean `go`?"),
        ("gollang", "did you mean `go` (golang)?"),
        ("kuberntes", "did you mean `kubernetes`?"),
        ("googl", "did you mean `google`?"),
    ],
)
def test_a_misspelt_name_gets_what_it_resembles(names: Names, written: str, hint: str) -> None:
    code, given = refusal(names, written)
    assert code == "unknown-name"
    assert given is not None
    assert given.endswith(hint)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("go", ["go", "google"]),
        ("GHA", ["github-actions"]),
        ("TF", ["tensorflow", "terraform"]),
        ("sql", ["sql", "bigquery"]),
        ("query", ["bigquery"]),
        ("image rec", ["computer-vision"]),
        ("goo", ["google"]),
        ("terr", ["terraform", "mlflow"]),
        ("", sorted(file.removesuffix(".yaml") for file in FILES if file[0] not in "r")),
        ("zzz", []),
    ],
)
def test_a_search_finds_what_is_called_so_first(names: Names, text: str, found: list[str]) -> None:
    expected = [id for id in found if id not in ("catalog", "containers")]
    assert [skill.id for skill in names.search(text)] == expected
