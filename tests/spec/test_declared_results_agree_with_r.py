"""What the declarations of a study give, against R, on the NCCTG lung cancer data that lifelines ships.

R 4.2.2 with survival 3.5.3; `declared.R` has the calls, `declared/lung.toml` the declarations.
"""

import json
import math
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lifelines.datasets import load_lung

from il2report.results.catalogue import Catalogue
from il2report.results.declared import Declared
from il2report.results.declared_families import declared_results
from il2report.study.codebook import codebook_from
from il2report.study.declarations import Declarations
from il2report.values import NotEstimable

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE / "declared" / "expected.json").read_text(encoding="utf-8"))["lung"]
GROUPS = {"men": "os.by_sex.1", "women": "os.by_sex.2", "all": "os"}


@pytest.fixture(scope="module")
def lung() -> Catalogue:
    frame = load_lung().rename(columns=lambda name: name.replace(".", "_"))
    frame.insert(0, "patient_id", [f"P{row:03}" for row in range(len(frame))])
    labels = {"sex": {"1": "Men", "2": "Women"}, "ph_ecog": dict(zip("0123", "0123", strict=True))}
    rows = [
        ("patients", column, code, label, None, order)
        for column, codes in labels.items()
        for order, (code, label) in enumerate(codes.items())
    ]
    columns = ["table", "column", "code", "label", "group", "order"]
    text = (HERE / "declared" / "lung.toml").read_text(encoding="utf-8")
    declared = Declared(
        {"patients": frame},
        Declarations.model_validate(tomllib.loads(text)),
        codebook_from(pd.DataFrame(rows, columns=columns)),
    )
    return Catalogue.of(declared_results(declared))


def value(results: Catalogue, result_id: str) -> Any:
    found = results[result_id].value
    return None if isinstance(found, NotEstimable) else found


@pytest.mark.parametrize("group", GROUPS)
def test_curves_agree_with_survfit(lung: Catalogue, group: str) -> None:
    prefix, expected = GROUPS[group], EXPECTED[group]
    limits = ("", ".ci_low", ".ci_high")
    at = [f"at_{months}_months{end}" for months in (6, 12) for end in limits]
    assert value(lung, f"{prefix}.events") == expected["events"]
    assert [value(lung, f"{prefix}.median{end}") for end in limits] == pytest.approx(
        expected["median"]
    )
    assert [value(lung, f"{prefix}.{name}") for name in at] == pytest.approx(expected["at"])


def test_follow_up_and_restricted_mean_agree_with_survfit(lung: Catalogue) -> None:
    assert value(lung, "os.follow_up.median") == pytest.approx(EXPECTED["follow_up"])
    assert value(lung, "os.rmst_12") == pytest.approx(EXPECTED["rmst"])


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("os.by_sex.logrank_p", "logrank"),
        ("by_sex.age.p", "age_p"),
        ("by_sex.ecog.p", "ecog_p"),
        ("by_sex.weight_loss.p", "weight_p"),
    ],
)
def test_tests_of_groups_agree_with_r(lung: Catalogue, result: str, expected: str) -> None:
    assert value(lung, result) == pytest.approx(EXPECTED[expected], rel=1e-6)


def test_the_models_agree_with_coxph(lung: Catalogue) -> None:
    names = ["age", "sex.2", "ecog.1", "ecog.2", "ecog.3", "weight_loss"]
    ratios = [value(lung, f"os_cox.multivariable.{name}.ratio") for name in names]
    expected = EXPECTED["cox"]
    assert [math.log(ratio) for ratio in ratios] == pytest.approx(
        expected["coefficients"], abs=1e-5
    )
    assert value(lung, "os_cox.concordance") == pytest.approx(expected["concordance"])
    hazards = ("age.", "sex.", "ecog.", "weight_loss.", "")
    tested = [value(lung, f"os_cox.{name}proportional_hazards_p") for name in hazards]
    assert tested == pytest.approx(expected["proportional_hazards"], abs=1e-6)
    age = value(lung, "os_cox.univariable.age.ratio")
    ecog = [value(lung, f"os_cox.univariable.ecog.{level}.ratio") for level in "123"]
    assert math.log(age) == pytest.approx(EXPECTED["univariable_age"][0], abs=1e-5)
    assert [math.log(ratio) for ratio in ecog] == pytest.approx(
        EXPECTED["univariable_ecog"][:3], abs=1e-5
    )


def test_groups_and_the_patients_in_none_add_up_to_all(lung: Catalogue) -> None:
    parts = ("by_sex.1.n", "by_sex.2.n", "by_sex.ungrouped")
    assert sum(value(lung, part) for part in parts) == 228


def test_each_adjusted_p_value_is_one_of_as_many_tests_as_were_made(lung: Catalogue) -> None:
    made = [
        name for name in lung if name.endswith("p") and name.startswith(("by_sex.", "os.by_sex."))
    ]
    adjusted = [name for name in lung if name.endswith("_holm")]
    assert sorted(f"{name}_holm" for name in made) == sorted(adjusted)
