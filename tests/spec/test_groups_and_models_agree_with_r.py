"""Tests of groups, Cox and logistic models against R's own, on invented data and the lung data.

R 4.2.2 with survival 3.5.3; `declared.R` has the calls. Coefficients of a Cox model agree to 1e-5,
which is as far as the two programs' optimisers leave them alike.
"""

import csv
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from il2report.analysis.contingency import TOO_LARGE, chi_square_test, fisher_exact_test
from il2report.analysis.cox import cox_model
from il2report.analysis.description import measured, quantile
from il2report.analysis.logistic import logistic_model
from il2report.analysis.methods import MEDIAN
from il2report.analysis.regression import FittedModel, Term
from il2report.analysis.several_groups import (
    analysis_of_variance,
    holm,
    kruskal_wallis,
    log_rank,
)

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE / "declared" / "expected.json").read_text(encoding="utf-8"))
NAMES = [name for name in EXPECTED if name != "lung"]
COX_AGREES = 1e-5
AGREES = 1e-6


def patients(name: str) -> list[dict[str, str]]:
    with (HERE / "declared" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def factor(variable: str, values: list[str], levels: tuple[str, ...]) -> Term:
    columns = tuple(tuple(float(value == level) for value in values) for level in levels)
    return Term(variable, levels, columns)


def terms(rows: list[dict[str, str]]) -> list[Term]:
    return [
        Term("age", ("",), (tuple(float(row["age"]) for row in rows),)),
        factor("marker", [row["marker"] for row in rows], ("middle", "high")),
        factor("sex", [row["sex"] for row in rows], ("male",)),
    ]


def assert_agrees(fit: FittedModel, expected: Mapping[str, Any], within: float) -> None:
    coefficients = [ratio.estimate.derivation.coefficient for ratio in fit.ratios]
    errors = [ratio.p.derivation.standard_error for ratio in fit.ratios]
    assert coefficients == pytest.approx(expected["coefficients"], abs=within)
    assert errors == pytest.approx(expected["errors"], abs=within)
    assert [p.value for _, p in fit.overall] == pytest.approx(expected["overall"], abs=AGREES)


@pytest.mark.parametrize("name", NAMES)
def test_tests_of_counts_agree_with_r_or_are_refused_for_their_size(name: str) -> None:
    rows, expected = patients(name), EXPECTED[name]
    table = [
        [
            sum(row["group"] == g and row["marker"] == m for row in rows)
            for m in ("low", "middle", "high")
        ]
        for g in ("a", "b", "c")
    ]
    two = [
        [sum(row["sex"] == s and row["outcome"] == o for row in rows) for o in "01"]
        for s in ("female", "male")
    ]
    if name == "six_hundred":
        assert fisher_exact_test(table).value == TOO_LARGE
    else:
        assert fisher_exact_test(table).value == pytest.approx(expected["fisher"], rel=AGREES)
    assert chi_square_test(table).value == pytest.approx(expected["chi_square"], rel=AGREES)
    assert chi_square_test(two, yates=True).value == pytest.approx(expected["yates"], rel=AGREES)


@pytest.mark.parametrize("name", NAMES)
def test_tests_of_measurements_and_times_agree_with_r(name: str) -> None:
    rows, expected = patients(name), EXPECTED[name]
    ages = [[float(row["age"]) for row in rows if row["group"] == g and row["age"]] for g in "abc"]
    assert analysis_of_variance(ages).value == pytest.approx(expected["anova"], rel=AGREES)
    assert kruskal_wallis(ages).value == pytest.approx(expected["kruskal_wallis"], rel=AGREES)
    places = ["abc".index(row["group"]) for row in rows]
    months = [float(row["months"]) for row in rows]
    events = [row["event"] == "1" for row in rows]
    by_group = log_rank(places, months, events)
    trend = log_rank(places, months, events, trend=True)
    assert by_group.value == pytest.approx(expected["log_rank"], rel=AGREES)
    assert trend.value == pytest.approx(expected["log_rank_trend"], rel=AGREES)
    assert holm((0.03, 0.01, 0.02, 0.8)) == pytest.approx(expected["holm"], rel=AGREES)


@pytest.mark.parametrize("definition", [2, 6, 7])
@pytest.mark.parametrize("name", NAMES)
def test_quartiles_agree_with_r_by_their_definition(name: str, definition: int) -> None:
    ages = [float(row["age"]) for row in patients(name) if row["age"]]
    of = measured(tuple(map(str, range(len(ages)))), ages, "")
    quartiles = [quantile(of, Fraction(q, 4), MEDIAN, definition).value for q in (1, 3)]
    assert quartiles == pytest.approx(EXPECTED[name][f"quartiles_{definition}"], rel=AGREES)


@pytest.mark.parametrize("name", NAMES)
def test_models_agree_with_r(name: str) -> None:
    rows = [row for row in patients(name) if row["age"]]
    expected = EXPECTED[name]
    months = [float(row["months"]) for row in rows]
    cox = cox_model(terms(rows), months, [row["event"] == "1" for row in rows])
    assert_agrees(cox, expected["cox"], COX_AGREES)
    assert cox.concordance.value == pytest.approx(expected["cox"]["concordance"], abs=AGREES)
    hazards = [p.value for _, p in cox.proportional_hazards]
    assert hazards == pytest.approx(expected["cox"]["proportional_hazards"], abs=AGREES)
    logistic = logistic_model(terms(rows), [row["outcome"] == "1" for row in rows])
    assert_agrees(logistic, expected["logistic"], AGREES)
