"""report/listing.csv: the patients one by one, where there are too many for a printed table."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping

from il2report.analysis.variables import Column
from il2report.results import StudyResults
from il2report.results.declared import Declared
from il2report.results.patients import columns_listed, name_in_ids
from il2report.study import Study
from il2report.study.declarations.listing import DOSES
from il2report.values import AGE_GROUPED_FROM, Unit

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these a spreadsheet begins to compute."""


def has_listing_file(study: Study) -> bool:
    """Whether the listing is a file, being too long for the supplement; in public there is none."""
    return not study.is_public and not is_listing_printed(study)


def is_listing_printed(study: Study) -> bool:
    """Whether the patients are few enough for a table of the supplement."""
    return len(study.tables.patients) <= study.configuration.limits.listing_rows


def listing_csv(results: StudyResults) -> str:
    """Write the listing as CSV: codes, not labels; months with full precision.

    Parameters
    ----------
    results : with what is declared

    Returns
    -------
    str
        One row per patient in the order of the patients table. A cell that a spreadsheet would
        take for a formula begins with an apostrophe.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    declared = results.declared
    columns = [named for each in columns_listed(declared) for named in _columns(declared, each.of)]
    writer.writerow(["patient_id", *(name for name, _ in columns)])
    for patient in declared.patients:
        writer.writerow([inert(patient), *(inert(cells.get(patient, "")) for _, cells in columns)])
    return text.getvalue()


def _columns(declared: Declared, name: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Give the columns of what is listed, each by its heading with the cell of each patient."""
    if name == DOSES:
        yield "doses_by_cycle", {p: " ".join(doses) for p, doses in _doses(declared).items()}
    elif name in declared.declarations.endpoints:
        times = declared.times[name]
        key = name_in_ids(declared.declarations.endpoints[name])
        months = zip(times.patients, map(str, times.months), strict=True)
        yield f"{key}_months", dict(months)
        yield (
            f"{key}_event",
            {
                p: "yes" if happened else "no"
                for p, happened in zip(times.patients, times.happened, strict=True)
            },
        )
    else:
        column = declared.columns[name]
        yield name, {p: _written(column, p) for p in column.patients}


def _written(column: Column, patient: str) -> str:
    """Write what a patient has of a variable, as it was recorded; an age that identifies a person is grouped."""
    value = column.by_patient[patient]
    if value is None:
        return ""
    if column.has_several:
        return " ".join(level.code for level in column.levels if level.code in value)
    if not column.variable.is_number:
        return str(value)
    if column.variable.unit == Unit.YEARS and value >= AGE_GROUPED_FROM:
        return f"{AGE_GROUPED_FROM} or older"
    return f"{value:.15g}"


def inert(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _doses(declared: Declared) -> defaultdict[str, list[str]]:
    """List the doses of each patient, cycle by cycle."""
    doses: defaultdict[str, list[str]] = defaultdict(list)
    cycles = declared.tables["cycles"].sort_values(["patient_id", "cycle"], kind="stable")
    columns = (cycles[name].tolist() for name in ("patient_id", "doses"))
    for patient, given in zip(*columns, strict=True):
        doses[patient].append(str(given))
    return doses
