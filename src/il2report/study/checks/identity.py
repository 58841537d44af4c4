"""Keys: what must be unique, and what must exist elsewhere."""

from collections.abc import Iterator, Mapping

import pandas as pd

from il2report.errors import Finding, Place, Severity
from il2report.study.checks.rules import Rule, at_rows, reads
from il2report.study.codebook import nearest
from il2report.study.records import RECORDS
from il2report.study.repetition import alike, shared
from il2report.study.tables import Frames

FEWEST_FOR_TEXT = 3
"""Fewer patients are described by tables and figures alone."""

SUGGESTING_PATIENTS = 2000
"""Beyond this many patients, looking for a similar id takes longer than it helps."""

MOST_STRANGERS = 5
"""Up to so many unknown patients of one table have a finding each."""

CLOSE_ID = 0.7
"""Ids that differ in one of three characters are neighbors in a list, not misspellings."""


@reads("patients.patient_id", whole=("patients",))
def tables_only(frames: Frames) -> Iterator[Finding]:
    """Of one or two patients no sentence on "the patients" is right, and none is written."""
    if 0 < (n := len(frames["patients"])) < FEWEST_FOR_TEXT:
        message = (
            f"the study has {n} patient{'s' if n > 1 else ''}; with fewer than {FEWEST_FOR_TEXT} the report has"
            " tables and figures only, and no text"
        )
        yield Finding("tables-only", Place("data/patients.csv"), message, Severity.NOTICE)


@reads("patients.patient_id", whole=("patients",))
def no_patient(frames: Frames) -> Iterator[Finding]:
    """Without patients there is nothing to report."""
    if frames["patients"].empty:
        message = "the table has no patients; a study needs at least one"
        yield Finding("empty-table", Place("data/patients.csv"), message)


def repeated_key(table: str) -> Rule:
    """No two rows of a table share its key."""
    key = RECORDS[table].key

    @reads(*(f"{table}.{column}" for column in key))
    def find(frames: Frames) -> Iterator[Finding]:
        frame = frames[table]
        known = frame[list({"patient_id", *key} - {"agent"})].notna().all(axis=1)
        repeated = frame.duplicated(list(key)) & known
        message = f"an earlier row has the same {', '.join(key)}; give each once"
        return at_rows("duplicate-key", frames, table, key[-1], repeated, message)

    return find


def patient_not_listed(table: str) -> Rule:
    """Every patient of a table stands in patients.csv."""

    @reads("patients.patient_id", f"{table}.patient_id", whole=("patients",))
    def find(frames: Frames) -> Iterator[Finding]:
        listed = frames["patients"]["patient_id"]
        ids = frames[table]["patient_id"]
        strangers = ids[ids.notna() & ~ids.isin(listed) & (not listed.empty)]
        known = tuple(listed.dropna()) if len(listed) <= SUGGESTING_PATIENTS else ()
        unknown = dict(alike(zip(map(int, strangers.index), strangers, strict=True)))
        if len(unknown) > MOST_STRANGERS:
            yield _strangers(table, unknown, len(set(ids.dropna())))
            return
        for stranger, (row, *others) in unknown.items():
            place = Place(f"data/{table}.csv", row, "patient_id", stranger)
            message = (
                f"patients.csv has no patient {stranger!r}.{nearest(stranger, known, CLOSE_ID)}"
            )
            yield shared(Finding("unknown-patient", place, message), others)

    return find


def _strangers(table: str, unknown: Mapping[str, list[int]], of: int) -> Finding:
    """Make one finding of many unknown patients, whose ids are likely spelled in another way."""
    first = next(iter(unknown))
    named = ", ".join(map(repr, list(unknown)[:MOST_STRANGERS]))
    message = (
        f"patients.csv has none of {named} and {len(unknown) - MOST_STRANGERS} more of the {of} patients of"
        " this table; spell the ids alike in both, or use tables of one study"
    )
    return Finding(
        "unknown-patient", Place(f"data/{table}.csv", unknown[first][0], "patient_id"), message
    )


@reads("patients.patient_id", "cycles.patient_id", whole=("cycles",))
def patient_without_cycles(frames: Frames) -> Iterator[Finding]:
    """Every patient of the series was treated."""
    untreated = _absent_from(frames, frames["cycles"])
    message = "cycles.csv has no cycle of this patient; the series is of treated patients"
    return at_rows("patient-without-cycles", frames, "patients", "patient_id", untreated, message)


@reads("patients.patient_id", "metastases.patient_id", whole=("metastases",))
def patient_without_metastasis(frames: Frames) -> Iterator[Finding]:
    """Stage IV disease has a site, though a chart may fail to tell it."""
    bare = _absent_from(frames, frames["metastases"])
    message = "metastases.csv has no site for this patient, who is counted at none"
    return at_rows(
        "patient-without-metastasis",
        frames,
        "patients",
        "patient_id",
        bare,
        message,
        Severity.NOTICE,
    )


def _absent_from(frames: Frames, other: pd.DataFrame) -> "pd.Series[bool]":
    ids = frames["patients"]["patient_id"]
    return ids.notna() & ~ids.duplicated() & ~ids.isin(other["patient_id"])


KEY_RULES = (
    *(repeated_key(table) for table, record in RECORDS.items() if record.key),
    *(patient_not_listed(table) for table in RECORDS if table != "patients"),
)
IDENTITY_RULES = (
    no_patient,
    tables_only,
    *KEY_RULES,
    patient_without_cycles,
    patient_without_metastasis,
)
