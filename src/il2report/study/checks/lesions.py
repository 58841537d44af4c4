"""Measured lesions: whose they are, when they were assessed, and what each is called."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from il2report.errors import Finding
from il2report.study.checks.course import LAST_CONTACT
from il2report.study.checks.likeness import names_that_look_alike
from il2report.study.checks.rules import Dated, Rule, at_rows, notice_rows, order, reads
from il2report.study.declarations import Declarations, MeasuredLesions, Variable
from il2report.study.tables import Frames

BASELINE = pd.Timedelta(days=28)
"""Baseline imaging is done at most 4 weeks before treatment starts (RECIST, therasse2000)."""


def rules_of_lesions(choices: Declarations | None) -> Iterator[Rule]:
    """Make the rules of the lesions that study.toml declares; none where it declares none."""
    if choices is None or choices.measured_lesions is None:
        return
    lesions = choices.measured_lesions
    assessment = Dated("the assessment", f"{lesions.table}.assessed_on")
    yield order("assessment-after-last-contact", assessment, "after", LAST_CONTACT)
    yield _assessment_before_baseline(lesions.table)
    yield _lesion_moved(lesions.table)
    yield _alike(lesions.table)
    if lesions.among:
        variables = choices.variables
        among = {name: (variables[name], codes) for name, codes in lesions.among.items()}
        yield _lesion_of_others(lesions, among)
        yield _no_measurement(lesions, among)


Among = Mapping[str, tuple[Variable, tuple[str, ...]]]


def _cells(among: Among) -> tuple[str, ...]:
    return tuple(
        f"{variable.table}.{name}"
        for variable, _ in among.values()
        for name in ("patient_id", variable.from_column)
    )


def _affected(frames: Frames, among: Among) -> frozenset[str]:
    """The patients with any of the codes of each variable."""
    having = [
        frozenset(frames[of.table].loc[_has(frames, of, codes), "patient_id"].dropna())
        for of, codes in among.values()
    ]
    return frozenset.intersection(*having)


def _are_known(frames: Frames, among: Among) -> bool:
    """Whether the codebook has the codes."""
    return all(
        frozenset(codes) <= {*frames.codebook.codes(of.table, of.from_column)}
        for of, codes in among.values()
        if frames.codebook.codes(of.table, of.from_column)
    )


def _has(frames: Frames, variable: Variable, codes: Iterable[str]) -> "pd.Series[bool]":
    # Codes such as ECOG 0 to 4 are numbers in a table.
    written = frames[variable.table][variable.from_column].map(
        lambda code: f"{code:g}" if isinstance(code, (int, float)) else code, na_action="ignore"
    )
    return written.isin(list(codes))


def _lesion_of_others(lesions: MeasuredLesions, among: Among) -> Rule:
    tables = tuple(dict.fromkeys(of.table for of, _ in among.values()))
    needed = " and ".join(
        f"{of.table}.csv has no {of.from_column} {' or '.join(map(repr, codes))}"
        for of, codes in among.values()
    )
    message = f"the patient has a {lesions.lesion}, but {needed} for them"

    @reads("patients.patient_id", f"{lesions.table}.patient_id", *_cells(among), whole=tables)
    def find(frames: Frames) -> Iterator[Finding]:
        if not _are_known(frames, among):
            return iter(())  # the codes have a finding of their own
        ids = frames[lesions.table]["patient_id"]
        listed = ids.isin(frames["patients"]["patient_id"].dropna())
        stray = listed & ~ids.isin(_affected(frames, among)) & ~ids.duplicated()
        cell = f"{lesions.table}.patient_id"
        return at_rows("lesion-without-metastasis", frames, cell, stray, message)

    return find


def _no_measurement(lesions: MeasuredLesions, among: Among) -> Rule:
    variable, codes = next(iter(among.values()))
    message = f"{lesions.table}.csv has no measurement for this patient with {lesions.label}"

    @reads(f"{lesions.table}.patient_id", *_cells(among), whole=(lesions.table,))
    def find(frames: Frames) -> Iterator[Finding]:
        ids = frames[variable.table]["patient_id"]
        measured = ids.isin(frames[lesions.table]["patient_id"])
        bare = ids.isin(_affected(frames, among)) & ~measured & _has(frames, variable, codes)
        cell = f"{variable.table}.{variable.from_column}"
        return notice_rows("metastasis-without-lesion", frames, cell, bare, message)

    return find


def _assessment_before_baseline(table: str) -> Rule:
    """Images from long before entry are not the baseline of this treatment."""
    cell = f"{table}.assessed_on"
    message = f"the assessment on {{cell}} is more than {BASELINE.days} days before the patient's entry_date"

    @reads("patients.patient_id", "patients.entry_date", f"{table}.patient_id", cell)
    def find(frames: Frames) -> Iterator[Finding]:
        entry = frames.of_patient(table, "entry_date")
        early = frames[table]["assessed_on"] < pd.to_datetime(entry) - BASELINE
        return notice_rows("assessment-before-baseline", frames, cell, early, message)

    return find


def _lesion_moved(table: str) -> Rule:
    """One lesion has one location."""
    cell = f"{table}.location"
    message = "the location {cell} is not that of the same lesion in an earlier row"

    @reads(f"{table}.patient_id", f"{table}.lesion", cell)
    def find(frames: Frames) -> Iterator[Finding]:
        rows = frames[table]
        before = rows.groupby(["patient_id", "lesion"], sort=False)["location"].shift()
        moved = rows["location"].notna() & before.notna() & (rows["location"] != before)
        return at_rows("lesion-moved", frames, cell, moved, message)

    return find


def _alike(table: str) -> Rule:
    """One lesion under two names is two lesions."""

    @reads(f"{table}.patient_id", f"{table}.lesion")
    def find(frames: Frames) -> Iterator[Finding]:
        return names_that_look_alike(table, frames[table], "lesion")

    return find
