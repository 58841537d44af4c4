"""A study of four patients, small enough that every result can be checked by hand."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from declared_study import write_declared_study
from make_cohorts import COLUMNS, Tables, write_study

from il2report.results import Catalogue, StudyResults, compute_results
from il2report.study import Study, read_study

# Days from entry: Q1 487 (censored), Q2 61, Q3 150, Q4 30 (censored).
ROWS: dict[str, str] = {
    "patients": """
        Q1,female,40,0,200,2003-01-01,CR,,2004-05-02,NED
        Q2,male,50,1,,2003-02-01,PD,2003-04-03,2003-09-01,DOD
        Q3,male,60,1,400,2003-03-01,SD,2003-07-29,2003-12-01,AWD
        Q4,female,70,2,900,2003-06-01,NE,,2003-07-01,
    """,
    "metastases": """
        Q1,lung
        Q1,brain
        Q2,liver
        Q3,lung
        Q3,heart
        Q4,lymph_node
    """,
    "prior_therapies": """
        Q1,radiation,whole brain
        Q3,radiation,
        Q3,chemotherapy,dacarbazine
    """,
    "cycles": """
        Q1,1,2003-01-01,2003-01-04,10
        Q1,2,2003-01-18,2003-01-20,6
        Q2,1,2003-02-01,2003-02-05,14
        Q3,1,2003-03-01,2003-03-03,8
        Q3,2,2003-03-17,2003-03-19,8
        Q4,1,2003-06-01,2003-06-01,2
    """,
    "adverse_events": """
        Q1,1,hypotension,2
        Q1,2,hypotension,3
        Q1,1,fever,1
        Q3,1,fever,4
        Q4,1,hypotension,3
    """,
    "brain_lesions": """
        Q1,L1,left_frontal,2002-12-20,10
        Q1,L2,left_parietal,2002-12-20,17.5
        Q1,L1,left_frontal,2003-03-05,0
        Q1,L2,left_parietal,2003-03-05,0
        Q1,L1,left_frontal,2004-05-02,0
        Q1,L2,left_parietal,2004-05-02,0
    """,
}
FOUR_PATIENTS: Tables = {
    table: [
        dict(zip(COLUMNS[table], line.strip().split(","), strict=True))
        for line in rows.strip().splitlines()
    ]
    for table, rows in ROWS.items()
}

StudyFrom = Callable[..., Study]


@pytest.fixture
def tables() -> Tables:
    """The rows of the four patients, to be altered by a test."""
    return copy.deepcopy(FOUR_PATIENTS)


@pytest.fixture
def study_from(tmp_path: Path) -> StudyFrom:
    """Read a study of these rows.

    `settings` are lines to add to [definitions] of study.toml, `changes` replace parts of it, and rows
    without a table leave its file out.
    """

    def read(rows: Tables, settings: str = "", changes: Mapping[str, str] | None = None) -> Study:
        folder = write_study(tmp_path / "study", rows)
        choices = (folder / "study.toml").read_text(encoding="utf-8")
        for old, new in {"[definitions]": f"[definitions]\n{settings}", **(changes or {})}.items():
            assert old in choices
            choices = choices.replace(old, new)
        (folder / "study.toml").write_text(choices, encoding="utf-8")
        return read_study(folder)

    return read


@pytest.fixture(scope="session")
def four_patients(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The study of the four patients."""
    return read_study(write_study(tmp_path_factory.mktemp("four") / "study", FOUR_PATIENTS))


@pytest.fixture(scope="session")
def four_results(four_patients: Study) -> StudyResults:
    """All that is computed of the four patients."""
    return compute_results(four_patients)


@pytest.fixture(scope="session")
def catalogue(four_results: StudyResults) -> Catalogue:
    """The results of the four patients."""
    return four_results.catalogue


@pytest.fixture(scope="session")
def reference_study(project: Path) -> Study:
    """The study that the repository is."""
    return read_study(project)


@pytest.fixture(scope="session")
def reference_results(reference_study: Study) -> StudyResults:
    """All that is computed of the reference study."""
    return compute_results(reference_study)


@pytest.fixture(scope="session")
def declared_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study with every kind of declaration."""
    return read_study(write_declared_study(tmp_path_factory.mktemp("declared")))


@pytest.fixture(scope="session")
def declared_results(declared_study: Study) -> StudyResults:
    """All that is computed of what it declares."""
    return compute_results(declared_study)
