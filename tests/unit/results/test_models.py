"""What a model reports beside its ratios: sizes, selection, survival by level, doubts."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from il2report.analysis.derivations import Derived
from il2report.analysis.derivations.models import LikelihoodRatio
from il2report.analysis.methods import LIKELIHOOD_RATIO
from il2report.results.catalogue import Catalogue
from il2report.results.declared import Declared
from il2report.results.declared_families import declared_results
from il2report.results.model_selection import backward
from il2report.study.codebook import codebook_from
from il2report.study.declarations import Declarations
from il2report.values import NotEstimable
from il2report.verification.models import model_findings

N = 40
OS = {
    "name": "os",
    "label": "Overall survival",
    "time": "months",
    "unit": "months",
    "event_column": "event",
    "event_codes": ["1"],
}
AGE = {"name": "age", "kind": "number", "label": "Age"}
TWIN = {"name": "twin", "kind": "number", "label": "Age at diagnosis"}
STAGE = {"name": "stage", "kind": "ordered", "label": "Stage"}


def study(events: int = N, **model: Any) -> Declared:
    """Forty patients, of whom the first have an event."""
    patients = pd.DataFrame(
        {
            "patient_id": [f"P{row}" for row in range(N)],
            "age": [40.0 + (row * 17) % 31 for row in range(N)],
            "twin": [40.0 + (row * 17) % 31 + (row % 3) / 10 for row in range(N)],
            "stage": [str(row * 7 % 3) for row in range(N)],
            "months": [1.0 + (row * 13) % 37 for row in range(N)],
            "event": ["1" if row < events else "0" for row in range(N)],
        }
    )
    rows = [("patients", "stage", code, code, None, place) for place, code in enumerate("012")]
    columns = ["table", "column", "code", "label", "group", "order"]
    declared = {"name": "cox", "kind": "cox", "endpoint": "os", "variables": ["age"], **model}
    return Declared(
        {"patients": patients},
        Declarations.model_validate(
            {"variable": [AGE, TWIN, STAGE], "endpoint": [OS], "model": [declared]}
        ),
        codebook_from(pd.DataFrame(rows, columns=columns)),
    )


def results_of(declared: Declared) -> Catalogue:
    return Catalogue.of(declared_results(declared))


def codes(declared: Declared) -> list[str]:
    as_study = SimpleNamespace(configuration=declared.declarations)
    return [finding.code for finding in model_findings(as_study, results_of(declared))]


@pytest.mark.parametrize(
    ("events", "expected"), [(9, ["few-events"]), (10, []), (11, [])], ids=["9", "10", "11"]
)
def test_fewer_than_ten_events_per_parameter_are_noticed(events: int, expected: list[str]) -> None:
    assert expected == codes(study(events))


def test_events_are_counted_for_each_parameter_of_a_factor() -> None:
    results = results_of(study(30, variables=["age", "stage"]))
    assert 3 == results["cox.parameters"].value
    assert 10 == results["cox.events_per_parameter"].value


def test_variables_that_predict_each_other_are_noticed() -> None:
    assert ["collinear-variables"] * 2 == codes(study(variables=["age", "twin"]))
    assert [] == codes(study(variables=["age", "stage"]))


def test_each_fit_and_each_level_has_its_patients_and_events() -> None:
    results = results_of(study(30, variables=["age", "stage"]))
    ids = [f"cox.univariable.stage.{level}.{name}" for level in "012" for name in ("n", "events")]
    counts = [results[each].value for each in ids]
    assert N == sum(counts[::2])
    assert 30 == sum(counts[1::2])
    assert (N, 30) == tuple(
        results[f"cox.univariable.age.{each}"].value for each in ("n", "events")
    )


def test_an_ordered_variable_of_three_levels_has_a_test_for_trend() -> None:
    results = results_of(study(variables=["stage"]))
    assert "trend" == results["cox.multivariable.stage.trend_p"].method.key
    assert "cox.multivariable.age.trend_p" not in results


def test_survival_by_level_is_a_median_or_a_landmark_as_declared() -> None:
    medians = results_of(study(variables=["stage"], survival="median"))
    assert medians["cox.univariable.stage.0.median"].is_estimable
    landmarks = results_of(study(variables=["stage"], survival_months=6))
    assert 6 == landmarks["cox.univariable.stage.0.at_6_months"].topic.months
    assert "cox.univariable.stage.0.median" not in landmarks


def test_backward_selection_says_in_which_step_a_variable_was_taken_out() -> None:
    selection = {"method": "backward", "p": 0.0001}
    results = results_of(study(variables=["age", "stage"], selection=selection))
    steps = sorted(results[f"cox.selection.{name}.step"].value for name in ("age", "stage"))
    assert [1, 2] == steps
    value = results["cox.multivariable.age.ratio"].value
    assert isinstance(value, NotEstimable)
    assert "taken out by backward selection" == value.reason
    assert N == results["cox.n"].value


@pytest.mark.parametrize(("p", "kept"), [(0.0999, 1), (0.1, 1), (0.1001, 0)])
def test_a_variable_stays_whose_p_value_is_the_limit(p: float, kept: int) -> None:
    column = study().columns["age"]
    tested = Derived(p, LIKELIHOOD_RATIO, LikelihoodRatio(0, 0, 1))
    sample = SimpleNamespace(fit=lambda *_, **__: SimpleNamespace(overall=(("age", tested),)))
    assert kept == len(backward(sample, [column], (), 0.1).kept)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ({"survival": "median", "survival_months": 6}, "give survival or survival_months"),
        ({"variables": ["age", "age"]}, "the variable age is given twice"),
        (
            {"selection": {"method": "backward", "p": 0.1}, "multivariable": False},
            "selects variables and has no multivariable model",
        ),
    ],
)
def test_a_model_that_cannot_be_is_refused(model: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        study(**model)


@pytest.mark.parametrize("selection", [None, {"method": "backward", "p": 0.05}])
def test_a_model_of_variables_that_no_patient_has_together_says_so(selection: Any) -> None:
    declared = study(variables=["age", "stage"], selection=selection)
    frame = declared.tables["patients"]
    frame.loc[:19, "age"] = None
    frame.loc[20:, "stage"] = None
    results = results_of(declared)
    ids = [each for each in results if each.startswith("cox.multivariable") and "ratio" in each]
    reasons = {results[each].value.reason for each in (*ids, "cox.concordance")}
    assert {"no patient has a value of every variable"} == reasons
    assert results["cox.univariable.age.ratio"].is_estimable
    assert "cox.events_per_parameter" not in results
