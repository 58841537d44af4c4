"""report/listing.csv: the patients one by one, where there are too many for a printed table."""

import csv
import io
from collections import defaultdict

from il2report.results import StudyResults
from il2report.study import Study
from il2report.tables.patients import listed_patients
from il2report.values import AGE_GROUPED_FROM

COLUMNS = (
    "patient_id",
    "sex",
    "age",
    "ecog",
    "ldh",
    "sites",
    "prior_therapies",
    "doses_by_cycle",
    "best_response",
    "ttdp_months",
    "progressed",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these a spreadsheet begins to compute."""


def has_listing_file(study: Study) -> bool:
    """Whether the listing is a file, being too long for the supplement; in public there is none."""
    return not study.is_public and not is_listing_printed(study)


def is_listing_printed(study: Study) -> bool:
    """Whether the patients are few enough for a table of the supplement."""
    return len(study.tables.patients) <= study.configuration.limits.listing_rows


def listing_csv(study: Study, results: StudyResults) -> str:
    """Write the listing as CSV: codes, not labels; months with full precision.

    Parameters
    ----------
    study, results : the tables, and the times to progression or last contact

    Returns
    -------
    str
        One row per patient in the order of the patients table. A cell that a spreadsheet would
        take for a formula begins with an apostrophe.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    doses = _doses(study)
    frame = study.tables.patients
    measured = zip(*(frame[name].tolist() for name in ("age", "ecog", "ldh")), strict=True)
    of = results.curves["progression"].times
    times = zip(of.months, of.happened, strict=True)
    for patient, (age, ecog, ldh), (months, progressed) in zip(
        listed_patients(study), measured, times, strict=True
    ):
        writer.writerow(
            (
                inert(patient.id),
                patient.sex,
                f"{AGE_GROUPED_FROM} or older" if age >= AGE_GROUPED_FROM else _plain(age),
                _plain(ecog),
                _plain(ldh),
                " ".join(patient.sites),
                " ".join(patient.modalities),
                " ".join(doses[patient.id]),
                patient.response,
                months,
                "yes" if progressed else "no",
            )
        )
    return text.getvalue()


def inert(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _doses(study: Study) -> defaultdict[str, list[str]]:
    """List the doses of each patient, cycle by cycle."""
    doses: defaultdict[str, list[str]] = defaultdict(list)
    if "cycles" not in study.tables:
        return doses
    cycles = study.tables.cycles.sort_values(["patient_id", "cycle"], kind="stable")
    columns = (cycles[name].tolist() for name in ("patient_id", "doses"))
    for patient, given in zip(*columns, strict=True):
        doses[patient].append(str(given))
    return doses


def _plain(value: float) -> str:
    """Write a number as it was recorded, and nothing where nothing was."""
    return "" if value != value else f"{value:.15g}"  # noqa: PLR0124 (a blank cell is NaN)
