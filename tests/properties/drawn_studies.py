"""Valid studies of random patients, for what holds of every cohort."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from make_cohorts import COLUMNS, REFERENCE_STUDY, Row, cohort
from make_cohorts import Tables as Rows
from reference_contract import RECORDS

from il2report.errors import Finding
from il2report.results import Catalogue, StudyResults, compute_results
from il2report.study import Study, Tables, read_study
from il2report.study.loading import read_frames

# To compute a study takes thirty times as long as to draw one, so fewer are drawn than elsewhere.
PROFILE = settings().max_examples
every_study = settings(max_examples=PROFILE // 3)
half_as_many_studies = settings(max_examples=PROFILE // 2)
some_studies = settings(max_examples=PROFILE // 6)
few_studies = settings(max_examples=PROFILE // 12)

RESPONSES = ("CR", "PR", "MR", "SD", "PD", "NE")
CHOICES: Mapping[str, Mapping[str, Sequence[Any]]] = {
    "journal": {"style": ("anticancer-research", "ama", "nejm", "lancet")},
    "definitions": {
        "overall_response": (("CR", "PR", "MR"), ("CR", "PR"), ("CR",)),
        "confidence_level": (95, 90, 80),
        "alpha": (0.05, 0.2),
    },
    "limits": {
        "listing_rows": (0, 5, 60),
        "swimmer_lanes": (1, 5, 60),
    },
    "measured_lesions": {"most_patients": (1, 5, 40)},
    "toxicity": {"reported_grades": ((3, 4), (4,), (3, 4, 5))},
}
"""What a study may choose, as far as the text depends on it."""


@dataclass(frozen=True, repr=False)
class DrawnStudy:
    """A random study with the rows that it was made of, and its results."""

    rows: Rows
    study: Study
    results: StudyResults

    def __repr__(self) -> str:
        """Show the patients: all that was drawn is too long for a failing test to print."""
        return f"DrawnStudy of\n{as_csv('patients', self.rows['patients']).decode()}"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: FBT001 (hypothesis calls it)
        printer.text(repr(self))

    @property
    def catalogue(self) -> Catalogue:
        """The results by id."""
        return self.results.catalogue

    @property
    def patients(self) -> tuple[str, ...]:
        """Everybody, in the order of the patients table."""
        return tuple(row["patient_id"] for row in self.rows["patients"])


@cache
def reference_study() -> Study:
    """The study whose choices and codes the drawn ones share."""
    return read_study(REFERENCE_STUDY)


def study_of(rows: Rows) -> Study:
    """Make a study of these rows without writing files."""
    study = reference_study()
    contents = {f"data/{table}.csv": as_csv(table, rows[table]) for table in rows}
    findings: list[Finding] = []
    frames = read_frames(contents, findings.append, records=study.records)
    assert [] == findings
    return replace(study, tables=Tables({table: frames[table] for table in RECORDS}))


def as_csv(table: str, rows: Sequence[Row]) -> bytes:
    """Write one table as its file."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS[table], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


@st.composite
def situations(draw: st.DrawFn, n: int) -> Mapping[str, Any]:
    """Draw what `make_cohorts.Situation` lets one choose, for n patients."""
    shortest = draw(st.integers(31, 400))  # a remission lasts a month or more
    weights = {response: draw(st.integers(0, 5)) for response in RESPONSES}
    return {
        "responses": weights if any(weights.values()) else {"NE": 1},
        "benefit_sex": draw(st.sampled_from([None, "female", "male"])),
        "missing_ldh": draw(st.integers(0, n)),
        "max_cycles": draw(st.integers(1, 4)),
        "brain_patients": draw(st.integers(0, n)),
        "fatal_event": draw(st.booleans()),
        "visit_days": draw(st.sampled_from([1, 28, 90])),
        "progressing": draw(st.sampled_from([0.0, 0.5, 1.0])),
        "follow_up_days": (shortest, shortest + draw(st.integers(0, 900))),
        "events_per_cycle": draw(st.integers(0, 6)),
    }


@st.composite
def cohorts(draw: st.DrawFn) -> Rows:
    """Draw the tables of a valid study of one to 24 patients."""
    n = draw(st.integers(1, 24))
    return cohort(n, draw(st.integers(0, 2**16)), **draw(situations(n)))


@st.composite
def studies(draw: st.DrawFn) -> DrawnStudy:
    """Draw a valid study and compute it."""
    rows = draw(cohorts())
    study = study_of(rows)
    return DrawnStudy(rows, study, compute_results(study))


@st.composite
def manuscripts(draw: st.DrawFn) -> DrawnStudy:
    """Draw a valid study whose team also chose style, definitions and limits for itself."""
    drawn = draw(studies())
    choices = drawn.study.configuration
    parts = {
        part: {name: draw(st.sampled_from(options)) for name, options in chosen.items()}
        for part, chosen in CHOICES.items()
    }
    update: dict[str, Any] = {
        part: getattr(choices, part).model_copy(update=chosen) for part, chosen in parts.items()
    }
    update["data_origin"] = draw(st.sampled_from(["reconstructed", "patients"]))
    study = replace(drawn.study, configuration=choices.model_copy(update=update))
    return DrawnStudy(drawn.rows, study, compute_results(study))


def shuffled(rows: Rows, seed: int, *, patients_too: bool) -> Rows:
    """Shuffle the rows of every table; brain lesions by date, so that they keep their numbers."""
    rng = random.Random(seed)
    mixed = {table: rng.sample(of, len(of)) for table, of in rows.items()}
    if not patients_too:
        mixed["patients"] = rows["patients"]
    mixed["brain_lesions"].sort(key=lambda row: row["lesion"])
    return mixed
