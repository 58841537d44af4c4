"""The rows of data/*.csv, and their bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cohort.codebook import HEADER as CODEBOOK_HEADER
from cohort.codebook import codebook_rows, site_entries
from cohort.patient import Cohort, Patient
from cohort.toxicity import TABLE_II

Cell = str | int | date | None
Row = tuple[Cell, ...]

# T3 prints 0 for the two patients with brain metastases; no other grade is printed for anybody.
ECOG = 0

# RES: the CR patient is alive and free of disease; ABS: the MR patient is alive with disease.
STATUS = {"CR": "NED", "MR": "AWD"}

# T1 names the vaccine, T3 the radiation of the CR and the chemotherapy of the MR patient. The
# agent of every other therapy is not published and stays blank.
VACCINE = "large multivalent immunogen"
AGENTS = {
    ("CR", "radiation"): "whole-brain radiation",
    ("MR", "chemotherapy"): "temozolomide",
}


@dataclass(frozen=True, slots=True)
class Lesion:
    """A measured brain lesion before therapy."""

    name: str
    location: str
    diameter_mm: int


# T3 and RES.
LESIONS = {
    "CR": (Lesion("L1", "left_frontal", 10), Lesion("L2", "left_parietal", 17)),
    "MR": (Lesion("L1", "medial_left_parietal", 2),),
}


def tables(cohort: Cohort) -> dict[str, bytes]:
    """Write the seven tables.

    Returns
    -------
    dict of bytes by file name
        UTF-8 CSV with a header row, lines that end in a line feed, blanks for missing values.
    """
    named = [(f"P{number:02}", patient) for number, patient in enumerate(cohort, start=1)]
    columns = {
        "patients": "patient_id sex age ecog ldh entry_date best_response progression_date "
        "last_contact_date status",
        "metastases": "patient_id site",
        "prior_therapies": "patient_id modality agent",
        "cycles": "patient_id cycle start_date last_dose_date doses",
        "adverse_events": "patient_id cycle term grade",
        "brain_lesions": "patient_id lesion location assessed_on diameter_mm",
    }
    rows_of = (
        patient_rows,
        metastasis_rows,
        prior_therapy_rows,
        cycle_rows,
        event_rows,
        lesion_rows,
    )
    written = {
        f"{table}.csv": csv_bytes(
            tuple(header.split()), (row for name, p in named for row in rows(name, p))
        )
        for (table, header), rows in zip(columns.items(), rows_of, strict=True)
    }
    return written | {"codebook.csv": csv_bytes(CODEBOOK_HEADER, codebook_rows())}


def csv_bytes(header: tuple[str, ...], rows: Iterable[Row]) -> bytes:
    """Write one table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def patient_rows(name: str, p: Patient) -> Iterator[Row]:
    """Give the row of patients.csv."""
    status = STATUS.get(p.response, "")
    yield (
        *(name, p.sex, p.age, ECOG, p.ldh_u_per_l, p.entry),
        *(p.response, p.progression, p.last_contact, status),
    )


def metastasis_rows(name: str, p: Patient) -> Iterator[Row]:
    """Give the rows of metastases.csv, in the order of Table I."""
    order = [code for code, _, _ in site_entries()]
    for site in sorted(p.sites, key=order.index):
        yield (name, site)


def prior_therapy_rows(name: str, p: Patient) -> Iterator[Row]:
    """Give the rows of prior_therapies.csv."""
    for modality in p.prior:
        agent = VACCINE if modality == "vaccine" else AGENTS.get((p.response, modality), "")
        yield (name, modality, agent)


def cycle_rows(name: str, p: Patient) -> Iterator[Row]:
    """Give the rows of cycles.csv."""
    courses = zip(p.starts, p.last_doses, p.doses, strict=True)
    for cycle, (start, last_dose, doses) in enumerate(courses, start=1):
        yield (name, cycle, start, last_dose, doses)


def event_rows(name: str, p: Patient) -> Iterator[Row]:
    """Give the rows of adverse_events.csv, by cycle and then in the order of Table II."""
    order = [row.term for row in TABLE_II]
    for event in sorted(p.events, key=lambda e: (e.cycle, order.index(e.term))):
        yield (name, event.cycle, event.term, event.grade)


def lesion_rows(name: str, p: Patient) -> Iterator[Row]:
    """Give the rows of brain_lesions.csv: at entry, when first gone, and when last seen gone."""
    for lesion in LESIONS.get(p.response, ()):
        for assessed_on, diameter_mm in (
            (p.entry, lesion.diameter_mm),
            (p.assessed, 0),
            (p.last_contact, 0),
        ):
            yield (name, lesion.name, lesion.location, assessed_on, diameter_mm)
