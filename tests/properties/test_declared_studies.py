"""What holds of every study with random declarations and random data."""

from __future__ import annotations

import math
import random
import tomllib

import pandas as pd
from drawn_studies import some_studies
from hypothesis import given
from hypothesis import strategies as st
from make_random import DECLARATIONS, HEADER, draw_study, values

from il2report.results.catalogue import Catalogue, Result, Statistic
from il2report.results.declared import Declared
from il2report.results.declared_families import declared_results
from il2report.study.codebook import codebook_from
from il2report.study.declarations import Declarations
from il2report.values import NotEstimable, Unit

CODES = {
    ("patients", "marker"): ("none", "low", "middle", "high"),
    ("patients", "sex"): ("female", "male"),
    ("patients", "arm"): ("a", "b", "c", "d"),
    ("psa", "time"): ("before", "later"),
    ("pain", "time"): ("before", "later"),
}


def study(seed: int, n: int) -> Declared:
    draw = random.Random(seed)
    rows, plan = draw_study(draw, n)
    lists = {
        key: ", ".join(f'"{name}"' for name in str(plan[key]).split())
        for key in ("cox", "logistic")
    }
    patients = pd.DataFrame(rows, columns=list(HEADER)).astype(object)
    patients = patients.where(patients != "", None)
    for name in ("age", "months"):
        patients[name] = pd.to_numeric(patients[name])
    for name in (each for each in HEADER if each.endswith("_date")):
        patients[name] = pd.to_datetime(patients[name])
    repeated = list(values(draw, n))
    tables = {
        name: pd.DataFrame(
            [row[1:] for row in repeated if row[0] == name],
            columns=["patient_id", "time", "value"],
        )
        for name in ("psa", "pain")
    }
    codes = [
        (*where, code, code, None, place)
        for where, known in CODES.items()
        for place, code in enumerate(known)
    ]
    columns = ["table", "column", "code", "label", "group", "order"]
    return Declared(
        {"patients": patients, **tables},
        Declarations.model_validate(tomllib.loads(DECLARATIONS.format(**{**plan, **lists}))),
        codebook_from(pd.DataFrame(codes, columns=columns)),
        quantile_type=int(str(plan["quantile_type"])),
    )


def results_of(declared: Declared) -> Catalogue:
    return Catalogue.of(declared_results(declared))


def assert_possible(result: Result, results: Catalogue) -> None:
    """A value is finite and within its unit, and a limit is on its side of the estimate."""
    value = result.value
    if isinstance(value, NotEstimable):
        assert value.reason, result.id
        return
    most = {Unit.P_VALUE: 1.0, Unit.PERCENT: 100 + 1e-9}.get(result.unit, math.inf)
    least = 0.0 if result.unit in (Unit.P_VALUE, Unit.PERCENT, Unit.COUNT) else -math.inf
    assert least <= value <= most, result.id
    assert math.isfinite(value), result.id
    estimate = results[result.limits_of].value if result.limits_of else value
    if not isinstance(estimate, NotEstimable):
        is_low = result.statistic is Statistic.CI_LOW
        low, high = (value, estimate) if is_low else (estimate, value)
        assert low <= high + 1e-9, result.id


@some_studies
@given(seed=st.integers(0, 10**6), n=st.integers(1, 60))
def test_declared_results_are_possible_and_add_up(seed: int, n: int) -> None:
    declared = study(seed, n)
    results = results_of(declared)
    for result in results.values():
        assert_possible(result, results)
    count = {each: results[each].value for each in results if results[each].unit is Unit.COUNT}
    for name, column in declared.columns.items():
        if column.levels:
            levels = sum(count[f"cohort.{name}.{level.key}.n"] for level in column.levels)
            assert n == levels + count[f"cohort.{name}.missing"], name
    for comparison in declared.declarations.comparison:
        levels = declared.columns[comparison.by].levels
        groups = [count[f"{comparison.name}.{level.key}.n"] for level in levels]
        assert n == sum(groups) + count[f"{comparison.name}.ungrouped"], comparison.name
    for model in declared.declarations.model:
        assert count[f"{model.name}.events"] <= count[f"{model.name}.n"] <= n
