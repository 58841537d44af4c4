"""Studies to print: the reference study, and invented ones in which its sentences must change."""

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "spec"))

from make_cohorts import cohort, write_study

from il2report.rendering.formats import number_style
from il2report.rendering.manuscript import Typesetter
from il2report.rendering.printer import Printer
from il2report.results import StudyResults, compute_results
from il2report.study import Study, read_study

SITUATIONS = MappingProxyType(
    {
        "no response": (12, {"responses": {"SD": 3, "PD": 9}}),
        "nobody progressed": (8, {"responses": {"CR": 2, "PR": 2, "SD": 4}, "progressing": 0.0}),
        "no adverse event": (10, {"events_per_cycle": 0, "brain_patients": 1}),
        "grade 5 event": (20, {"fatal_event": True, "max_cycles": 3, "brain_patients": 2}),
        "everybody benefited": (6, {"responses": {"CR": 2, "PR": 4}, "progressing": 1.0}),
        "only women benefited": (
            60,
            {"responses": {"PR": 30, "PD": 30}, "benefit_sex": "female", "missing_ldh": 6},
        ),
        "one patient": (1, {"responses": {"PD": 1}, "missing_ldh": 1, "brain_patients": 1}),
    }
)
"""What is so in each invented cohort: number of patients, and what is asked of `make_cohorts`.

Those without brain metastases are the ones that do not ask for them."""
SEED = 1953

Case = tuple[Study, StudyResults, Path]


@pytest.fixture(scope="session")
def case(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Case]:
    """Read and compute a study by the name of its situation, once."""

    @cache
    def computed(name: str) -> Case:
        folder = project
        if name != "reference":
            n, situation = SITUATIONS[name]
            folder = write_study(tmp_path_factory.mktemp("study"), cohort(n, SEED, **situation))
        study = read_study(folder)
        return study, compute_results(study), folder

    return computed


@pytest.fixture(scope="session")
def typesetter(case: Callable[[str], Case]) -> Callable[..., Typesetter]:
    """Make a typesetter for a situation, with nothing cited or mentioned yet."""

    def make(name: str = "reference", **choices: Any) -> Typesetter:
        return Typesetter(*case(name), **choices)

    return make


@pytest.fixture(scope="session")
def printer(case: Callable[[str], Case]) -> Callable[..., Printer]:
    """Make the printer of a situation in one of the number styles."""

    def make(style: str = "anticancer-research", name: str = "reference") -> Printer:
        return Printer(case(name)[1].catalogue, number_style(style))

    return make
