"""Keys: what must be unique, and what must exist elsewhere."""

from collections.abc import Iterator

import pandas as pd

from il2report.errors import Finding, Place, Severity
from il2report.study.checks.rules import Rule, at_rows, at_texts, notice_rows, reads
from il2report.study.lookalikes import nearest
from il2report.study.records import RECORDS
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
def no_patient(frames: Frames) -> Iterator[Finding]:
    """Without patients there is nothing to report."""
    if frames["patients"].empty:
        message = "the table has no patients; a study needs at least one"
        yield Finding("empty-table", Place("data/patients.csv"), message)


@reads("patients.patient_id", whole=("patients",))
def tables_only(frames: Frames) -> Iterator[Finding]:
    """Of one or two patients no sentence on "the patients" is right, and none is written."""
    if 0 < (n := len(frames["patients"])) < FEWEST_FOR_TEXT:
        message = (
            f"the study has {n} patient{'s' if n > 1 else ''}; with fewer than {FEWEST_FOR_TEXT} the report has"
            " tables and figures only, and no text"
        )
        yield Finding("tables-only", Place("data/patients.csv"), message, Severity.NOTICE)


def _repeated_key(table: str) -> Rule:
    """No two rows of a table share its key."""
    key = RECORDS[table].key

    @reads(*(f"{table}.{column}" for column in key))
    def find(frames: Frames) -> Iterator[Finding]:
        frame = frames[table]
        known = frame[list({"patient_id", *key} - {"agent"})].notna().all(axis=1)
        repeated = frame.duplicated(list(key)) & known
        message = f"an earlier row has the same {', '.join(key)}; give each once"
        return at_rows("duplicate-key", frames, f"{table}.{key[-1]}", repeated, message)

    return find


def _patient_not_listed(table: str) -> Rule:
    """Every patient of a table is in patients.csv."""

    @reads("patients.patient_id", f"{table}.patient_id", whole=("patients",))
    def find(frames: Frames) -> Iterator[Finding]:
        listed = frames["patients"]["patient_id"]
        ids = frames[table]["patient_id"]
        strangers = ids[ids.notna() & ~ids.isin(listed) & (not listed.empty)]
        known = tuple(listed.dropna()) if len(listed) <= SUGGESTING_PATIENTS else ()
        unknown = list(dict.fromkeys(strangers))
        if len(unknown) <= MOST_STRANGERS:
            yield from at_texts(
                "unknown-patient",
                frames,
                f"{table}.patient_id",
                strangers,
                lambda one: f"patients.csv has no patient {one!r}.{nearest(one, known, CLOSE_ID)}",
            )
            return
        # So many are not misspelled one by one: the ids are written in another way.
        named = ", ".join(map(repr, unknown[:MOST_STRANGERS]))
        message = (
            f"patients.csv has none of {named} and {len(unknown) - MOST_STRANGERS} more of the"
            f" {ids.nunique()} patients of this table; write the ids in the same way in both, or use tables of one"
            " study"
        )
        place = Place(f"data/{table}.csv", int(strangers.index[0]), "patient_id")
        yield Finding("unknown-patient", place, message)

    return find


KEY_RULES = (
    *(_repeated_key(table) for table, record in RECORDS.items() if record.key),
    *(_patient_not_listed(table) for table in RECORDS if table != "patients"),
)


@reads("patients.patient_id", "cycles.patient_id", whole=("cycles",))
def patient_without_cycles(frames: Frames) -> Iterator[Finding]:
    """Whoever was treated has a cycle, so a patient without one is either untreated or incomplete."""
    untreated = _absent_from(frames, frames["cycles"])
    message = "cycles.csv has no cycle of this patient, who is counted as not treated"
    return notice_rows("patient-without-cycles", frames, "patients.patient_id", untreated, message)


@reads("patients.patient_id", "metastases.patient_id", whole=("metastases",))
def patient_without_metastasis(frames: Frames) -> Iterator[Finding]:
    """Stage IV disease has a site, even if the chart does not name it."""
    return notice_rows(
        "patient-without-metastasis",
        frames,
        "patients.patient_id",
        _absent_from(frames, frames["metastases"]),
        "metastases.csv has no site for this patient, who is counted without any",
    )


def _absent_from(frames: Frames, other: pd.DataFrame) -> "pd.Series[bool]":
    ids = frames["patients"]["patient_id"]
    return ids.notna() & ~ids.duplicated() & ~ids.isin(other["patient_id"])
