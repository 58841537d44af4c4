"""A workbook with a sheet per table is a study like a folder of CSV files, told by sheet and cell."""

import csv
import subprocess
import sys
from datetime import date, datetime

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from il2report.results import compute_results
from il2report.results.explanation import explain
from il2report.study import inspect_study, read_study
from il2report.study.records import RECORDS


def as_typed(text):
    """Give a cell the type that a spreadsheet gives it when it is typed in."""
    for kind in (
        int,
        float,
        lambda cell: datetime.combine(date.fromisoformat(cell), datetime.min.time()),
    ):
        try:
            return kind(text)
        except ValueError:
            pass
    return text or None


@pytest.fixture
def workbook_study(small_study):
    """Move the tables of the small study into a workbook; `cells` are written over it."""

    def write(cells=(), *, keep=(), titles=None):
        folder = small_study()
        book = Workbook()
        book.remove(book.active)
        for table in (table for table in (*RECORDS, "codebook") if table not in keep):
            path = folder / "data" / f"{table}.csv"
            sheet = book.create_sheet((titles or {}).get(table, table))
            with path.open(encoding="utf-8", newline="") as lines:
                for row in csv.reader(lines):
                    sheet.append([as_typed(text) for text in row])
            path.unlink()
        for table, cell, value in cells:
            book[table][cell] = value
        book.save(folder / "data" / "study.xlsx")
        return folder

    return write


def told(folder):
    return [str(finding) for finding in inspect_study(folder).findings]


def test_a_workbook_holds_the_same_tables_as_csv_files(small_study, workbook_study):
    before = read_study(small_study()).tables
    folder = workbook_study()
    assert [] == told(folder)
    after = read_study(folder).tables
    for table in RECORDS:
        pd.testing.assert_frame_equal(getattr(before, table), getattr(after, table))


def test_sheets_may_be_named_as_people_write_and_the_codebook_may_stay_a_file(workbook_study):
    folder = workbook_study(keep=["codebook"], titles={"adverse_events": "Adverse events "})
    assert [] == told(folder)


def test_findings_name_sheet_and_cell(workbook_study):
    folder = workbook_study([("cycles", "E7", "many"), ("metastases", "B3", "livr")])
    assert [
        (
            "data/study.xlsx, sheet metastases, cell B3, column site, patient A1: sheet codebook has "
            "no code 'livr' for this column. Did you mean liver? [unknown-code]"
        ),
        (
            "data/study.xlsx, sheet cycles, cell E7, column doses, patient A4: 'many' is not a whole "
            "number; doses is a whole number of doses, at least 1 [bad-number]"
        ),
    ] == [line for line in told(folder) if "lesion-without" not in line]


def test_a_column_that_is_missing_is_told_by_its_sheet(workbook_study):
    folder = workbook_study([("cycles", "E1", "dose")])
    assert (
        "data/study.xlsx, sheet cycles, row 1, column doses: there is no such column. "
        "Is it the column 'dose'? [missing-column]"
    ) in told(folder)


def test_a_table_must_not_be_in_the_workbook_and_in_a_file(workbook_study):
    folder = workbook_study()
    (folder / "data" / "metastases.csv").write_text("patient_id,site\nA1,lung\n", encoding="utf-8")
    assert [
        (
            "data/study.xlsx, sheet metastases: data/metastases.csv has this table too; keep one of them "
            "[table-twice]"
        )
    ] == told(folder)


def test_a_sheet_that_is_missing_is_a_finding_and_one_of_notes_a_notice(workbook_study):
    folder = workbook_study(titles={"cycles": "cycle notes"})
    assert [
        (
            "data/study.xlsx, sheet cycle notes: the sheet is not a table of the study and is "
            "ignored. Did you mean cycles? [extra-sheet]"
        ),
        "data/study.xlsx: there is no sheet cycles, and no cycles.csv beside the workbook [missing-sheet]",
    ] == sorted(told(folder))


def test_formulas_that_gave_no_value_are_told_once(workbook_study):
    folder = workbook_study([("patients", "C2", "=40+1"), ("patients", "E4", "#N/A")])
    assert [
        (
            "data/study.xlsx, sheet patients, cell C2, column age: the formula gives no value yet; "
            "write the value, or save from the spreadsheet again [formula-without-value]"
        ),
        (
            "data/study.xlsx, sheet patients, cell E4, column ldh: the formula gives #N/A; "
            "write the value, or save from the spreadsheet again [formula-without-value]"
        ),
    ] == told(folder)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken off", b"\xd0\xcf\x11\xe0 an old one"])
def test_what_is_no_workbook_is_one_finding(workbook_study, content):
    folder = workbook_study()
    (folder / "data" / "study.xlsx").write_bytes(content)
    assert ["bad-workbook"] == [finding.code for finding in inspect_study(folder).findings]


def test_dates_typed_as_text_are_judged_as_in_a_file(workbook_study):
    folder = workbook_study([("patients", "H3", "1.8.2003")])
    assert ["ambiguous-date"] == [finding.code for finding in inspect_study(folder).findings]


def test_rows_and_columns_that_are_formatted_and_blank_count_for_nothing(workbook_study):
    folder = workbook_study()
    path = folder / "data" / "study.xlsx"
    book = load_workbook(path)
    book["cycles"]["J500"].number_format = "0.00"
    book.save(path)
    assert [] == told(folder)


def test_an_explanation_names_the_sheet(workbook_study):
    study = read_study(workbook_study())
    cells = explain(study, compute_results(study), "response.orr.n").cells
    assert {"data/study.xlsx, sheet patients"} == {cell.file for cell in cells}


def test_openpyxl_is_not_imported_without_a_workbook(small_study):
    code = (
        "import sys; from pathlib import Path; from il2report.study import read_study; "
        f"read_study(Path({str(small_study())!r})); print('openpyxl' in sys.modules)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "False" == printed.stdout.strip()
