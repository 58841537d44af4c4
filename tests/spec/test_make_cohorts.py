"""Other tests rely on invented cohorts that are valid in whatever situation they ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from make_cohorts import cohort, write_study

from il2report.study import inspect_study

SITUATIONS: dict[str, dict[str, Any]] = {
    "the usual": {},
    "nobody progresses later": {"progressing": 0.0, "responses": {"CR": 1, "PR": 1, "NE": 1}},
    "everybody progresses": {"progressing": 1.0, "responses": {"SD": 1, "PD": 1}},
    "nobody has an LDH": {"missing_ldh": 12},
    "everybody has brain metastases": {"brain_patients": 12, "progressing": 1.0},
    "four cycles and tied visits": {"max_cycles": 4, "visit_days": 28},
    "a death of toxicity": {"fatal_event": True, "max_cycles": 3},
    "no adverse events": {"events_per_cycle": 0},
    "only women benefit": {"benefit_sex": "female"},
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_program_finds_nothing_wrong_with_an_invented_cohort(
    situation: str, seed: int, tmp_path: Path
) -> None:
    study = write_study(tmp_path / "study", cohort(12, seed, **SITUATIONS[situation]))
    deaths = {"death-without-progression"} if situation == "a death of toxicity" else set()
    assert {finding.code for finding in inspect_study(study).findings} == deaths


@pytest.mark.parametrize("n", [1, 2, 1000])
def test_a_cohort_has_as_many_patients_as_asked_for(n: int) -> None:
    patients = [row["patient_id"] for row in cohort(n, seed=1)["patients"]]
    assert len(set(patients)) == n


def test_another_seed_gives_another_cohort() -> None:
    assert cohort(12, seed=1) == cohort(12, seed=1)
    assert cohort(12, seed=1) != cohort(12, seed=2)


def test_a_situation_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TypeError, match="nobody_dies"):
        cohort(12, seed=1, nobody_dies=True)
