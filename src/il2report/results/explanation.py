"""How a result came about: its method, its patients, and the cells that it was read from."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from il2report.results.assemble import StudyResults
from il2report.results.catalogue import Result
from il2report.results.methods import METHODS, Method
from il2report.study import Study


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the data: where it stands and what it holds, as text; blank where missing.

    `read_as` is the column of the study's table; it differs from `column` where a REDCap field
    feeds it, and `content` is then what the field was read as.
    """

    file: str
    row: int
    column: str
    patient_id: str
    content: str
    read_as: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A result with its method in words and the cells behind it."""

    result: Result
    method: Method
    cells: tuple[Cell, ...]


def explain(study: Study, results: StudyResults, result_id: str) -> Explanation:
    """Explain one result.

    Raises
    ------
    UnknownResult
        When the catalogue has no such id; names the nearest.
    """
    result = results.catalogue[result_id]
    return Explanation(result, METHODS[result.method], tuple(_cells(study, result)))


def _cells(study: Study, result: Result) -> Iterator[Cell]:
    """Read the source columns again in the rows of the patients counted."""
    for source in result.sources:
        table, _, column = source.partition(".")
        frame = getattr(study.tables, table)
        read = frame["patient_id"].isin(result.patients)
        for restriction, codes in result.where:
            restricted, _, by = restriction.partition(".")
            if restricted == table:
                read &= frame[by].isin(list(codes))
        rows = frame[read]
        places = study.layout.cells(table, column, rows.index.tolist())
        contents = (rows["patient_id"].tolist(), rows[column].tolist())
        for place, patient, value in zip(places, *contents, strict=True):
            yield Cell(*place, patient, as_written(value), column)


def as_written(value: object) -> str:
    """Write a cell as its file has it: dates in ISO, whole numbers whole, blank for missing."""
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 (NaN)
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
