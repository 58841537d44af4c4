"""Every declared kind against R, on studies whose declarations and data are drawn at random.

R 4.2.2 with survival 3.5.3; `random.R` has the calls. Results agree to 1e-6. What rests on the
coefficients of a Cox model agrees to 1e-5, as far as the two programs' optimisers leave them alike.
"""

import csv
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from il2report.analysis.contingency import TOO_LARGE
from il2report.results.catalogue import Catalogue, Result
from il2report.results.declared import Declared
from il2report.results.declared_families import declared_results
from il2report.study.codebook import codebook_from
from il2report.study.declarations import Declarations
from il2report.values import NotEstimable

FOLDER = Path(__file__).parent / "declared" / "random"
STUDIES = sorted(
    (path.name for path in FOLDER.iterdir()), key=lambda name: int(name.removeprefix("n"))
)
AGREES, COX_AGREES = 1e-6, 1e-5
CODES = {
    ("patients", "marker"): ("none", "low", "middle", "high"),
    ("patients", "sex"): ("female", "male"),
    ("patients", "arm"): ("a", "b", "c", "d"),
    ("psa", "time"): ("before", "later"),
    ("pain", "time"): ("before", "later"),
}
NUMBERS = {("patients", "age"), ("patients", "months"), ("psa", "value")}


def table_of(folder: Path, name: str) -> pd.DataFrame:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = pd.DataFrame(rows).astype(object)
    for column in frame:
        cells = frame[column].where(frame[column] != "", None)
        if (name, column) in NUMBERS:
            frame[column] = pd.to_numeric(cells)
        elif column.endswith("_date"):
            frame[column] = pd.to_datetime(cells)
        else:
            frame[column] = cells
    return frame


@pytest.fixture(scope="module", params=STUDIES)
def study(request: pytest.FixtureRequest) -> tuple[Catalogue, Mapping[str, float | None]]:
    folder = FOLDER / request.param
    with (folder / "plan.csv").open(encoding="utf-8", newline="") as file:
        plan = {row["key"]: row["value"] for row in csv.DictReader(file)}
    rows = [
        (*where, code, code, None, order)
        for where, codes in CODES.items()
        for order, code in enumerate(codes)
    ]
    columns = ["table", "column", "code", "label", "group", "order"]
    text = (folder / "study.toml").read_text(encoding="utf-8")
    declared = Declared(
        {name: table_of(folder, name) for name in ("patients", "psa", "pain")},
        Declarations.model_validate(tomllib.loads(text)),
        codebook_from(pd.DataFrame(rows, columns=columns)),
        quantile_type=int(plan["quantile_type"]),
    )
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return Catalogue.of(declared_results(declared)), expected


def value(result: Result) -> Any:
    return None if isinstance(result.value, NotEstimable) else result.value


def agrees(result: Result, expected: float | None) -> bool:
    found = value(result)
    if found is None or expected is None:
        return found is expected
    is_cox = result.id.startswith("os_")
    return found == pytest.approx(expected, rel=COX_AGREES if is_cox else AGREES, abs=1e-9)


def test_every_result_is_that_of_r(
    study: tuple[Catalogue, Mapping[str, float | None]],
) -> None:
    results, expected = study
    wrong = {
        name: (results[name].value if name in results else "absent", number)
        for name, number in expected.items()
        if name not in results
        or not (results[name].value == TOO_LARGE or agrees(results[name], number))
    }
    assert {} == wrong


def test_each_table_that_is_too_large_for_an_exact_test_has_hundreds_of_patients(
    study: tuple[Catalogue, Mapping[str, float | None]],
) -> None:
    refused = [result for result in study[0].values() if result.value == TOO_LARGE]
    assert all(len(result.patients) > 150 for result in refused)
