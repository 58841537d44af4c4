"""The log is held against the corrections that were really made."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from il2report.errors import Place, Severity
from il2report.revisions.corrections import CellChange, Correction, CorrectionKind, RowChange
from il2report.revisions.log_review import Reviewed, new_entries, review_of, reviewed
from il2report.study.correction_log import LogEntry


def entry(old: str, new: str, row: int = 2, **other: str) -> LogEntry:
    """Log a change of P1's ldh, or of what `other` says."""
    about = {"patient_id": "P1", "table": "patients", "column": "ldh"} | other
    return LogEntry(
        row, date(2026, 11, row), "A. Fellow", about["patient_id"], about["table"], about["column"],
        old, new, "chart read again",
    )  # fmt: skip


def cell(old: str, new: str, **other: str) -> RowChange:
    about = {"table": "patients", "column": "ldh", "patient_id": "P1"} | other
    place = Place(f"data/{about['table']}.csv", 4, patient_id="P1")
    return RowChange(
        about["table"], CorrectionKind.CHANGED, (CellChange(about["column"], old, new),),
        about["patient_id"], (), place, place,
    )  # fmt: skip


def row(kind: CorrectionKind, table: str = "adverse_events") -> RowChange:
    sides = ("", "fever") if kind is CorrectionKind.ADDED else ("fever", "")
    cells = (CellChange("term", *sides),)
    place = Place(f"data/{table}.csv", 7, patient_id="P1")
    return RowChange(table, kind, cells, "P1", (), place, place)


def review(changes: list[RowChange], entries: list[LogEntry]) -> Reviewed:
    corrections = [Correction(number, (each,)) for number, each in enumerate(changes, start=1)]
    return reviewed(corrections, entries, "draft 1")


def codes(found: Reviewed) -> list[str]:
    return [finding.code for finding in found.findings]


def test_an_entry_that_tells_a_correction_is_its_reason() -> None:
    found = review([cell("5", "6")], [entry("5", "6")])
    assert [] == codes(found)
    assert (entry("5", "6"),) == found.entries[1]


def test_numbers_are_compared_as_numbers() -> None:
    assert [] == codes(review([cell("5", "6")], [entry("5.0", "6.00")]))


def test_a_correction_without_an_entry_is_undocumented() -> None:
    (finding,) = review([cell("5", "6")], []).findings
    assert (
        "data/patients.csv, row 4, column ldh, patient P1: '5' became '6' since draft 1, and"
        " data/corrections.csv has no entry that says so [undocumented-change]"
    ) == str(finding)
    assert Severity.NOTICE is finding.severity


def test_an_entry_without_its_correction_was_not_made() -> None:
    (finding,) = review([], [entry("5", "6")]).findings
    assert (
        "data/corrections.csv, row 2, column new, patient P1: the entry says that ldh became '6',"
        " but the data have not changed so since draft 1 [correction-not-made]"
    ) == str(finding)


def test_an_entry_with_another_old_value_is_told_and_still_gives_the_reason() -> None:
    found = review([cell("5", "6")], [entry("4", "6")])
    assert (
        "data/corrections.csv, row 2, column old, patient P1: the entry says that it was '4', but"
        " draft 1 had '5' [wrong-old-value]"
    ) == str(found.findings[0])
    assert [1] == list(found.entries)


def test_an_entry_with_another_new_value_is_told_once() -> None:
    (finding,) = review([cell("5", "6")], [entry("5", "7")]).findings
    assert (
        "data/corrections.csv, row 2, column new, patient P1: the entry says '7', but the data have"
        " '6' [correction-not-made]"
    ) == str(finding)
    assert Severity.NOTICE is finding.severity


def test_entries_may_lead_step_by_step_to_the_new_value() -> None:
    found = review([cell("5", "7")], [entry("5", "6"), entry("6", "7", row=3)])
    assert [] == codes(found)
    assert 2 == len(found.entries[1])


def test_entries_that_lead_back_are_true() -> None:
    assert [] == codes(review([], [entry("5", "6"), entry("6", "5", row=3)]))


@pytest.mark.parametrize(
    "steps",
    [
        [("5", "5")],
        [("5", "6"), ("6", "7")],
        [("5", "6"), ("7", "5")],
    ],
    ids=["one entry", "not back", "a gap"],
)
def test_entries_that_do_not_lead_back_were_not_made(steps: list[tuple[str, str]]) -> None:
    entries = [entry(old, new, row=n) for n, (old, new) in enumerate(steps, start=2)]
    assert ["correction-not-made"] * len(steps) == codes(review([], entries))


def test_a_blank_that_was_filled_in_is_told_by_a_blank_old_value() -> None:
    assert [] == codes(review([cell("", "6")], [entry("", "6")]))


@pytest.mark.parametrize(
    ("kind", "word"), [(CorrectionKind.ADDED, "added"), (CorrectionKind.REMOVED, "removed")]
)
def test_a_row_that_came_or_went_is_told_by_a_word_or_by_a_cell(
    kind: CorrectionKind, word: str
) -> None:
    about = {"table": "adverse_events"}
    whole = entry("", word, column="", **about)
    by_cell = entry(
        *("", "fever") if kind is CorrectionKind.ADDED else ("fever", ""), column="term", **about
    )
    for told in (whole, by_cell):
        assert [] == codes(review([row(kind)], [told]))


def test_one_entry_tells_one_row() -> None:
    about = {"table": "adverse_events", "column": ""}
    found = review(
        [row(CorrectionKind.ADDED), row(CorrectionKind.ADDED)], [entry("", "added", **about)]
    )
    assert ["undocumented-change"] == codes(found)


def test_a_patient_who_went_is_told_by_one_entry_for_all_tables() -> None:
    correction = Correction(
        1, (row(CorrectionKind.REMOVED, "patients"), row(CorrectionKind.REMOVED))
    )
    told = entry("", "removed", column="")
    assert [] == codes(reviewed([correction], [told], "draft 1"))


def test_a_patient_who_came_without_an_entry_is_undocumented_once() -> None:
    correction = Correction(1, (row(CorrectionKind.ADDED, "patients"), row(CorrectionKind.ADDED)))
    assert ["undocumented-change"] == codes(reviewed([correction], [], "draft 1"))


def test_an_entry_about_another_patient_tells_nothing() -> None:
    found = review([cell("5", "6")], [entry("5", "6", patient_id="P2")])
    assert ["undocumented-change", "correction-not-made"] == codes(found)


def test_only_entries_written_since_count() -> None:
    first, second = entry("5", "6"), entry("6", "7", row=3)
    assert (second,) == new_entries([first], [first, second])
    assert (first,) == new_entries([first], [first, first])


def test_a_log_may_spell_dates_and_numbers_as_a_spreadsheet_does() -> None:
    assert () == review([cell("847", "390.5")], [entry("847,0", "390,5")]).findings
    dates = cell("2000-04-14", "2000-09-14", column="progression_date")
    told = entry("14.04.2000", "14/09/2000", column="progression_date")
    assert () == review([dates], [told]).findings
    assert () == review([cell("PD", "PR")], [entry("pd", "pr")]).findings
    assert ["wrong-old-value"] == codes(review([dates], [replace(told, old="15.04.2000")]))


def patient(kind: CorrectionKind, *rows: RowChange, name: str = "P1") -> Correction:
    sides = (name, "") if kind is CorrectionKind.REMOVED else ("", name)
    own = replace(row(kind, "patients"), cells=(CellChange("patient_id", *sides),), patient_id=name)
    return Correction(1, (own, *rows))


def test_one_entry_of_a_row_tells_a_patient_of_whom_several_rows_went() -> None:
    cycles = (row(CorrectionKind.REMOVED, "cycles"), row(CorrectionKind.REMOVED, "cycles"))
    told = entry("", "removed", table="cycles", column="")
    found = reviewed([patient(CorrectionKind.REMOVED, *cycles)], [told], "draft 1")
    assert ((told,), ()) == (found.entries[1], found.findings)


def test_a_cell_that_was_corrected_before_its_patient_went_was_corrected() -> None:
    gone = patient(CorrectionKind.REMOVED)
    gone = Correction(1, (replace(gone.rows[0], cells=(CellChange("ldh", "400", ""),)),))
    whole = entry("", "removed", row=3, column="")
    assert () == reviewed([gone], [entry("400", "410"), whole], "draft 1").findings
    wrong = reviewed([gone], [entry("999", "410"), whole], "draft 1")
    assert ["correction-not-made"] == codes(wrong)


@pytest.mark.parametrize("named", ["P1", "P-1"])
def test_another_id_is_told_by_an_entry_about_either(named: str) -> None:
    went, came = patient(CorrectionKind.REMOVED), patient(CorrectionKind.ADDED, name="P-1")
    told = entry("P1", "P-1", patient_id=named, column="patient_id")
    found = reviewed([Correction(1, (*went.rows, *came.rows))], [told], "draft 1")
    assert ((told,), ()) == (found.entries[1], found.findings)


def test_the_id_of_a_patient_who_came_is_the_new_value_of_an_entry() -> None:
    told = entry("P1", "P-1", patient_id="P-1", column="patient_id")
    found = reviewed([patient(CorrectionKind.ADDED, name="P-1")], [told], "draft 1")
    assert ((told,), ()) == (found.entries[1], found.findings)
    swapped = replace(told, old="P-1", new="P1")
    assert 2 == len(
        reviewed([patient(CorrectionKind.ADDED, name="P-1")], [swapped], "draft 1").findings
    )


def test_an_entry_about_another_cell_does_not_tell_that_a_patient_went() -> None:
    found = reviewed(
        [patient(CorrectionKind.REMOVED)], [entry("5", "6", patient_id="P2")], "draft 1"
    )
    assert ["undocumented-change", "correction-not-made"] == codes(found)


def test_the_log_of_the_new_state_is_compared_with_that_of_the_old_one() -> None:
    known, fresh = entry("4", "5"), entry("5", "6", row=3)
    corrections = [Correction(1, (cell("5", "6"),))]
    new = SimpleNamespace(log=(known, fresh))
    for old_log, message in (((known,), None), (None, "not changed so since draft 1")):
        found = review_of(SimpleNamespace(log=old_log), new, corrections, "draft 1")
        assert bool(message) is bool(found.findings)
        assert (message or "") in "".join(map(str, found.findings))
    assert Reviewed({}, ()) == review_of(new, SimpleNamespace(log=None), corrections, "draft 1")
