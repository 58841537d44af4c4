"""The program gives what R gives, result by result.

The expected values come from R 4.2.2 with survival 3.5.3:

    Rscript tests/spec/reference.R DATA_FOLDER tests/spec/expected/NAME.json

`reference.R` names the R function behind each result; README.md here lists them. R is not
needed to run these tests.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from make_cohorts import COHORTS, REFERENCE_STUDY, copy_choices, named_cohort, write_cohort

from il2report.results import compute_results
from il2report.results.catalogue import Catalogue
from il2report.study import read_study
from il2report.values import NotEstimable

SPEC = Path(__file__).parent
EXPECTED: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((SPEC / "expected").glob("*.json"))
}
# P-values reach far below one millionth, so the absolute tolerance must stay below them.
RELATIVE_TOLERANCE, ABSOLUTE_TOLERANCE = 1e-6, 1e-9
# Cells of the tables that the catalogue hands on as they are: nothing to compute.
OBSERVED = re.compile(r"patient\..*|brain\.P\d+\.(age|ecog|lesion\..*)")

# Compared with R as results of declarations, in test_declared_results_agree_with_r.py.
ELSEWHERE = re.compile(
    r"exposure\..*|by_response\..*|progression\.(by_response\..*|follow_up\.median\.ci_(low|high))"
    r"|correlates\.(tests_made|ungrouped|(no_)?benefit\.(n|percent))"
    r"|correlates\.(age|ldh)\.(no_)?benefit\.(median|min|max)|correlates\.\w+\.(no_)?benefit\.\w+\.(n|percent)"
    r"|cohort\.(benefit|best_response|prior_any|elevated_ldh)\..*|cohort\.prior_systemic\..*"
    r"|.*\.(q1|q3|missing)"
)
# R leaves a patient without a value out of the denominator of a share; here a group has one denominator.
OTHER_DENOMINATOR = re.compile(r"correlates\.elevated_ldh\..*\.percent")
ELEVATED = """
[[variable]]
name = "elevated_ldh"
label = "LDH"
cut = {{ of = "ldh", at = [{}] }}
"""
Catalogues = Callable[[str], Catalogue]


def data_folder(name: str) -> Path:
    """Where the tables of a cohort are: the reference study's own, or an invented one's."""
    return (REFERENCE_STUDY if name == "reference" else SPEC / "cohorts" / name) / "data"


def study_of(name: str, folder: Path) -> Path:
    """Make a study folder of the reference study's choices and a cohort's tables.

    However many patients have brain metastases, each has results here. Where R was told an upper limit of normal for LDH, study.toml sets the same.
    """
    copy_choices(folder)
    for table in EXPECTED[name]["md5"]:
        shutil.copy(data_folder(name) / f"{table}.csv", folder / "data")
    choices = (folder / "study.toml").read_text(encoding="utf-8")
    choices = choices.replace("[measured_lesions]", "[measured_lesions]\nmost_patients = 1000")
    (folder / "study.toml").write_text(choices, encoding="utf-8")
    limit = EXPECTED[name]["ldh_upper_limit"]
    if limit is not None:
        choices = (folder / "study.toml").read_text(encoding="utf-8")
        choices = choices.replace('"age", "ldh"]', '"age", "ldh", "elevated_ldh"]')
        # R counts an LDH above the limit; a class begins at its point.
        choices += ELEVATED.format(limit + 0.5)
        (folder / "study.toml").write_text(choices, encoding="utf-8")
        with (folder / "data" / "codebook.csv").open("a", encoding="utf-8") as codebook:
            codebook.write("patients,elevated_ldh,normal,Normal,,1\n")
            codebook.write("patients,elevated_ldh,elevated,Elevated,,2\n")
    return folder


def cases(*, estimable: bool) -> list[Any]:
    """Every cohort and result id for which R gives a value, or for which it gives none."""
    return [
        pytest.param(name, result_id, id=f"{name}-{result_id}")
        for name, expected in EXPECTED.items()
        for result_id, value in expected["results"].items()
        if (value is not None) == estimable and not OTHER_DENOMINATOR.fullmatch(result_id)
    ]


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Catalogues:
    """Give the results of a cohort by its name, each computed once."""
    computed: dict[str, Catalogue] = {}

    def catalogue(name: str) -> Catalogue:
        if name not in computed:
            folder = study_of(name, tmp_path_factory.mktemp(name) / "study")
            computed[name] = compute_results(read_study(folder)).catalogue
        return computed[name]

    return catalogue


@pytest.mark.parametrize(("name", "result_id"), cases(estimable=True))
def test_a_result_is_what_r_gives(name: str, result_id: str, catalogues: Catalogues) -> None:
    """R 4.2.2, survival 3.5.3: `Rscript tests/spec/reference.R DATA_FOLDER OUT.json`."""
    expected = EXPECTED[name]["results"][result_id]
    actual = catalogues(name)[result_id].value
    assert pytest.approx(expected, rel=RELATIVE_TOLERANCE, abs=ABSOLUTE_TOLERANCE) == actual


@pytest.mark.parametrize(("name", "result_id"), cases(estimable=False))
def test_what_r_cannot_estimate_comes_with_a_reason(
    name: str, result_id: str, catalogues: Catalogues
) -> None:
    """R 4.2.2, survival 3.5.3: `Rscript tests/spec/reference.R DATA_FOLDER OUT.json`."""
    actual = catalogues(name)[result_id].value
    assert isinstance(actual, NotEstimable)
    assert actual.reason


@pytest.mark.parametrize("name", EXPECTED)
def test_r_knows_every_statistic_of_the_catalogue(name: str, catalogues: Catalogues) -> None:
    """What R has no id for can only be the zero of a code that the cohort does not have."""
    unknown_to_r = {
        result_id: result.value
        for result_id, result in catalogues(name).items()
        if result_id not in EXPECTED[name]["results"]
        and not OBSERVED.fullmatch(result_id)
        and not ELSEWHERE.fullmatch(result_id)
    }
    not_zero = [result_id for result_id, value in unknown_to_r.items() if value != 0]
    assert not_zero == []


@pytest.mark.parametrize("name", EXPECTED)
def test_r_saw_the_tables_as_they_are_now(name: str) -> None:
    """When this fails, the tables have changed: run `reference.R` again and look at the result."""
    actual = {
        table: hashlib.md5(
            (data_folder(name) / f"{table}.csv").read_bytes(), usedforsecurity=False
        ).hexdigest()
        for table in EXPECTED[name]["md5"]
    }
    assert EXPECTED[name]["md5"] == actual


@pytest.mark.parametrize("name", COHORTS)
def test_a_committed_cohort_is_what_the_generator_writes(name: str, tmp_path: Path) -> None:
    """The same seed gives the same bytes on every machine."""
    write_cohort(tmp_path, named_cohort(name))
    written = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    committed = {
        file.name: file.read_text(encoding="utf-8") for file in data_folder(name).iterdir()
    }
    assert written == committed


def test_the_cohorts_meet_every_situation_that_they_are_there_for() -> None:
    """A median not reached, a curve that stops short, exact and approximate rank-sum tests."""
    small, medium, large = (EXPECTED[name] for name in ("small", "medium", "large"))
    assert small["results"]["progression.median"] is None
    assert small["results"]["progression.at_12_months"] is None
    assert small["results"]["response.cr.n"] == 0
    assert small["results"]["brain.P07.ongoing"] == 0
    assert small["results"]["cohort.ldh.n"] == small["results"]["cohort.n"] - 2
    assert medium["results"]["toxicity.any.grade_5.n"] == 1
    assert medium["results"]["dosing.cycle_4.n"] > 0
    assert "exact" in medium["notes"]["correlates.ldh.mann_whitney_p"]
    assert "continuity" in medium["notes"]["correlates.age.mann_whitney_p"]
    assert "continuity" in large["notes"]["correlates.ldh.mann_whitney_p"]
