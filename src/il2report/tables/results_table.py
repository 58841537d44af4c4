"""All results as one table, a row for each statistic, in the shape of an analysis results data set."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass, fields

from il2report.document.printer import Printer
from il2report.results import Result
from il2report.tables.listing_file import inert
from il2report.values import NotEstimable

FORMAT = 1


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One statistic: what it is about, its value in full precision, and as the study prints it.

    Attributes
    ----------
    id : str
        The name of the result, as templates and `explain` take it.
    variable, level, group : str
        What is counted or measured, which of its codes, and in which group of patients; empty
        where there is none.
    statistic : str
        n, percent, mean, sd, median, q1, q3, min, max, p, ci_low, ci_high, ...
    value : int, float or None
        Full precision, percentages 0 to 100; None where the data give no value.
    text : str
        As the number style of the study prints it, without a unit.
    method : str
        How it was computed, as in results.json.
    n : int
        The size of the denominator or sample.
    family, by, patient, months
        The part of the analysis, what `group` is a group of, the patient of a result that belongs to
        one, and the landmark or horizon in months.
    unit, label : str
        What the value counts or measures, and the result in words.
    reason : str
        Why there is no value; empty where there is one.
    """

    id: str
    variable: str
    level: str
    group: str
    statistic: str
    value: int | float | None
    text: str
    method: str
    n: int
    family: str
    by: str
    patient: str
    months: float | None
    unit: str
    label: str
    reason: str

    @classmethod
    def of(cls, result: Result, printer: Printer) -> "ResultRow":
        """Print a result."""
        value, topic = result.value, result.topic
        return cls(
            id=result.id,
            variable=topic.variable,
            level=topic.level,
            group=topic.group,
            statistic=result.statistic.value,
            value=None if isinstance(value, NotEstimable) else value,
            text=printer.text_of(result),
            method=result.method.key,
            n=result.n,
            family=topic.family,
            by=topic.by,
            patient=topic.patient,
            months=topic.months,
            unit=result.unit.value,
            label=result.label,
            reason=value.reason if isinstance(value, NotEstimable) else "",
        )


COLUMNS = tuple(field.name for field in fields(ResultRow))


def printed_results(printer: Printer) -> Iterator[ResultRow]:
    """Print every result, sorted by id."""
    return (ResultRow.of(result, printer) for result in printer.catalogue.values())


@dataclass(frozen=True, slots=True)
class ResultsTable:
    """All results of a study, with the style of their texts and the fingerprint of the data."""

    style: str
    fingerprint: str
    rows: tuple[ResultRow, ...]

    def as_csv(self) -> str:
        """Write a header and a row each; a cell that would be taken for a formula gets an apostrophe."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in self.rows:
            cells = astuple(row)
            writer.writerow(inert(cell) if isinstance(cell, str) else cell for cell in cells)
        return text.getvalue()

    def as_json(self) -> str:
        """Write an object for each row."""
        document = {"format": FORMAT, **asdict(self)}
        return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
