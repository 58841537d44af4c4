"""A workbook with a sheet per table is a study like a folder of CSV files, told by sheet and cell."""

import csv
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime, time

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from reference_contract import RECORDS

from il2report.results import compute_results
from il2report.results.ledger import Ledger
from il2report.study import inspect_study, read_study


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
            "no code 'livr' for this column. Did you mean liver? It has lung, lymph_node, liver, brain. "
            "[unknown-code]"
        ),
        (
            "data/study.xlsx, sheet cycles, cell E7, column doses, patient A4: 'many' is not a whole "
            "number; doses is a whole number from 1 to 999 [bad-number]"
        ),
    ] == [line for line in told(folder) if "lesion-without" not in line]


def test_a_column_that_is_missing_is_told_by_its_sheet(workbook_study):
    folder = workbook_study([("cycles", "B1", "cycel")])
    assert (
        "data/study.xlsx, sheet cycles, row 1, column cycle: there is no such column. "
        "Is it the column 'cycel'? [missing-column]"
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


def test_the_sheet_of_the_patients_is_compulsory_and_one_of_notes_a_notice(workbook_study):
    folder = workbook_study(titles={"patients": "patient notes"})
    found = sorted(told(folder))
    assert [
        (
            "data/study.xlsx, sheet patient notes: the sheet is not a table of the study and is "
            "ignored. Did you mean patients? [extra-sheet]"
        ),
        "data/study.xlsx: there is no sheet patients, and no patients.csv beside the workbook [missing-sheet]",
    ] == found


def test_another_sheet_may_be_missing(workbook_study):
    folder = workbook_study(titles={"cycles": "cycle notes"})
    (notice,) = told(folder)
    assert "Did you mean cycles?" in notice


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
    assert ["ambiguous-date"] == [f.code for f in inspect_study(folder).errors]


def test_rows_and_columns_that_are_formatted_and_blank_count_for_nothing(workbook_study):
    folder = workbook_study()
    path = folder / "data" / "study.xlsx"
    book = load_workbook(path)
    book["cycles"]["J500"].number_format = "0.00"
    book.save(path)
    assert [] == told(folder)


def test_an_explanation_names_the_sheet(workbook_study):
    study = read_study(workbook_study())
    cells = Ledger(study).cells(compute_results(study).catalogue["response.orr.n"])
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


@pytest.fixture
def shown(workbook_study):
    """Write the small study's workbook after `change` was made to it; `xml` rewrites its parts."""

    def write(change=None, *, cells=(), xml=()):
        folder = workbook_study(cells)
        path = folder / "data" / "study.xlsx"
        book = load_workbook(path)
        if change:
            change(book)
        book.save(path)
        with zipfile.ZipFile(path) as parts:
            contents = {name: parts.read(name).decode() for name in parts.namelist()}
        for name, old, new in xml:
            part = next(part for part in contents if part.endswith(name))
            assert re.search(old, contents[part]), (part, contents[part][:400])
            contents[part] = re.sub(old, new, contents[part])
        with zipfile.ZipFile(path, "w") as parts:
            for name, content in contents.items():
                parts.writestr(name, content)
        return folder

    return write


SHEET = {
    table: f"sheet{number}.xml" for number, table in enumerate((*RECORDS, "codebook"), start=1)
}


def merge(table, *ranges):
    return lambda book: [book[table].merge_cells(one) for one in ranges]


def test_merged_cells_of_a_table_are_refused_by_their_names(shown):
    def change(book):
        merge("patients", "E4:E5", "J3:J5")(book)
        merge("metastases", "A1:B1")(book)
        merge("adverse_events", "C5:C9")(book)  # beyond the last row
        merge("codebook", "E20:E21")(book)  # blank cells
        merge("brain_lesions", "A2:XFD2")(book)
        merge("cycles", "A40:C41", "G1:H9")(book)  # beside and below the table, so no matter

    found = [f for f in inspect_study(shown(change)).findings if f.code == "merged-cells"]
    assert ["J3:J5, E4:E5", "A1:B1", "C5:C9", "A2:XFD2", "E20:E21"] == [
        finding.message.removeprefix("the cells ").partition(" are")[0] for finding in found
    ]


def test_cells_that_a_merge_has_made_blank_give_no_finding_of_their_own(shown):
    folder = shown(merge("cycles", "A2:A3", "E5:E6"))
    assert ["merged-cells"] == [finding.code for finding in inspect_study(folder).findings]


def hide(table, *, rows=(), columns=(), state="visible"):
    def change(book):
        sheet = book[table]
        sheet.sheet_state = state
        for row in rows:
            sheet.row_dimensions[row].hidden = True
        for column in columns:
            sheet.column_dimensions[column].hidden = True

    return change


def test_what_is_hidden_is_read_with_a_notice(shown):
    def change(book):
        hide("patients", columns="DE")(book)
        hide("metastases", rows=[1], columns="B")(book)
        hide("prior_therapies", state="hidden")(book)
        hide("cycles", rows=[2, 3, 4, 6, 9, 10], columns="GH", state="veryHidden")(book)
        hide("adverse_events", rows=[3])(book)
        hide("codebook", rows=[40], columns="X")(book)  # beyond the table, so no matter

    widths = '<cols><col min="5" max="5" width="0"/></cols>\\g<0>'
    folder = shown(
        change,
        xml=[
            (SHEET["brain_lesions"], "<sheetData>", widths),
            (SHEET["brain_lesions"], '<row r="3"', '<row ht="0" customHeight="1" r="3"'),
        ],
    )
    assert [
        "columns D ecog, E ldh are hidden",
        "row 1 is hidden or filtered out; column B site is hidden",
        "the sheet is hidden",
        (
            "the sheet is hidden so that the spreadsheet does not list it; 4 rows are hidden or "
            "filtered out (2 to 4, 6)"
        ),
        "row 3 is hidden or filtered out",
        "row 3 is hidden or filtered out; column E diameter_mm is hidden",
    ] == [f.message.partition(". Hidden cells")[0] for f in inspect_study(folder).notices]
    assert 6 == len(read_study(folder).tables.cycles)


A_FORMULA = [("patients", "C2", "=40+1")]
VALUE = (SHEET["patients"], r"(<f>40\+1</f>)<v ?/>|(<f>40\+1</f>)<v></v>", r"<f>40+1</f><v>41</v>")
COMPUTED = ("workbook.xml", r"<calcPr[^>]*>", '<calcPr calcId="1"/>')


def test_a_formula_counts_with_the_value_that_a_spreadsheet_gave_it(shown):
    folder = shown(cells=A_FORMULA, xml=[VALUE, COMPUTED])
    assert [] == told(folder)
    assert 41 == read_study(folder).tables.patients.loc[2, "age"]


def test_the_value_that_a_program_gave_a_formula_is_refused(shown):
    (error,) = inspect_study(shown(cells=A_FORMULA, xml=[VALUE])).findings
    assert "the formula gives a value that no spreadsheet has computed" in error.message


def test_formulas_that_are_computed_by_hand_are_noticed(shown):
    xml = [VALUE, (COMPUTED[0], COMPUTED[1], '<calcPr calcMode="manual"/>')]
    (notice,) = inspect_study(shown(cells=A_FORMULA, xml=xml)).findings
    assert "formulas-by-hand" == notice.code


@pytest.mark.parametrize(
    "xml",
    [
        [(SHEET["patients"], r"<dimension [^>]*>", '<dimension ref="A1"/>')],
        [(SHEET["patients"], r"<dimension [^>]*>", '<dimension ref="D5:E6"/>')],
        [(SHEET["patients"], r"<dimension [^>]*>", "")],
        [
            (SHEET["patients"], r"<f>", "<x:f>"),
            (SHEET["patients"], r"</f>", "</x:f>"),
            (
                SHEET["patients"],
                r"<worksheet ",
                '<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ',
            ),
        ],
        [(SHEET["patients"], r"<f>40\+1</f>", '<f t="shared" si="0"/>')],
        [(SHEET["patients"], r'<c r="C2"([^>]*)>', r'<c r="C2"\1 t="str">'), (*VALUE[:2], "<f/>")],
        [COMPUTED],
    ],
)
def test_formulas_without_a_value_are_found_whatever_the_sheet_says_of_itself(shown, xml):
    findings = inspect_study(shown(cells=A_FORMULA, xml=xml)).findings
    assert [("formula-without-value", 2, "C")] == [
        (f.code, f.place.row, f.place.letter) for f in findings
    ]


def test_formulas_are_found_in_every_place(shown):
    places = [("metastases", "B6"), ("cycles", "A1"), ("codebook", "D23"), ("cycles", "G9")]
    found = inspect_study(shown(cells=[(table, cell, "=1+1") for table, cell in places])).findings
    assert [("metastases", 6), ("cycles", 1), ("cycles", 9), ("codebook", 23)] == [
        (f.place.sheet, f.place.row) for f in found if f.code == "formula-without-value"
    ]


def test_a_column_of_formulas_is_one_finding(shown):
    cells = [("patients", f"E{row}", "=1+1") for row in (2, 3, 4, 5)]
    (error,) = inspect_study(shown(cells=cells)).findings
    assert error.message.endswith("Rows 3, 4 and 5 have it too")


@pytest.mark.parametrize("row", ["9", "99999999999"])
def test_rows_out_of_order_and_beyond_a_sheet_are_refused(shown, row):
    folder = shown(xml=[(SHEET["cycles"], r'<row r="3"', f'<row r="{row}"')])
    assert ["bad-workbook"] == [finding.code for finding in inspect_study(folder).findings]


def when(year, month, day):
    return datetime(year, month, day)  # noqa: DTZ001 (as a spreadsheet has it)


def test_real_dates_beside_dates_as_text_are_refused_with_both_readings(workbook_study):
    folder = workbook_study(
        [("patients", "H3", when(2003, 8, 1)), ("patients", "H4", "30/06/2004")]
    )
    (error,) = inspect_study(folder).errors
    assert (
        "data/study.xlsx, sheet patients, cell H4, column progression_date: '30/06/2004' is text, and "
        "one cell of this column is a real date with a day up to 12, in which the spreadsheet may have "
        "exchanged day and month: 2003-08-01 in row 3 may mean 2003-01-08. Compare them with the "
        "charts, and enter the column in one form, such as 2003-07-21 [mixed-dates]"
    ) == str(error)


@pytest.mark.parametrize(
    "text", ["30.06.04", "30/06", "30-6-2004", " 30/06/2004 ", "06/30/2004", "30/06/2004 09:15"]
)
def test_however_the_text_is_written(workbook_study, text):
    folder = workbook_study([("patients", "H3", when(2003, 8, 1)), ("patients", "H4", text)])
    assert "mixed-dates" in [finding.code for finding in inspect_study(folder).errors]


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (when(2003, 7, 13), "30/06/2004"),  # no month 13: the spreadsheet cannot have exchanged it
        (when(2003, 8, 8), "30/06/2004"),
        (when(2003, 8, 1), "2004-06-30"),  # every spreadsheet knows this form
        (when(2003, 8, 1), "30-JUN-2004"),
    ],
)
def test_dates_of_one_reading_may_be_real_or_text(workbook_study, day, text):
    folder = workbook_study([("patients", "H3", day), ("patients", "H4", text)])
    assert [] == [str(finding) for finding in inspect_study(folder).errors]


def test_real_dates_are_doubtful_where_another_table_has_dates_as_text(workbook_study):
    texts = {
        2: "3/3/2003",
        3: "20/3/2003",
        4: "5/5/2003",
        5: "12/1/2004",
        6: "28/1/2004",
        7: "10/10/2005",
    }
    folder = workbook_study([("cycles", f"C{row}", text) for row, text in texts.items()])
    (notice,) = (f for f in inspect_study(folder).findings if f.code == "dates-in-two-forms")
    assert notice.message.startswith("cycles.start_date has dates as text, such as '3/3/2003'.")
    assert "patients.progression_date (2003-08-01 may mean 2003-01-08)" in notice.message
    assert "brain_lesions.assessed_on (2003-05-02 may mean 2003-02-05)" in notice.message
    assert [] == list(inspect_study(folder).errors)


def test_a_time_of_day_in_a_column_of_dates_is_no_date(workbook_study):
    folder = workbook_study([("patients", "H3", time(12, 30)), ("patients", "H4", "30/06/2004")])
    assert ["bad-date"] == [finding.code for finding in inspect_study(folder).errors]


def test_a_column_that_is_text_throughout_is_judged_as_in_a_file(workbook_study):
    folder = workbook_study([("patients", "H3", "1/8/2003"), ("patients", "H4", "30/6/2004")])
    assert "2003-08-01" == str(read_study(folder).tables.patients.loc[3, "progression_date"].date())


def test_a_number_as_text_beside_real_numbers_may_have_a_thousands_mark(workbook_study):
    (error,) = inspect_study(workbook_study([("patients", "E4", "1.210")])).errors
    assert ("ambiguous-number", 4, "E") == (error.code, error.place.row, error.place.letter)
    assert "'1.210' is text beside real numbers, and may mean 1210 or 1.210" in error.message


@pytest.mark.parametrize("text", ["480", "480.5", "0.480", "1210.0"])
def test_a_number_as_text_of_one_reading_is_read(workbook_study, text):
    folder = workbook_study([("patients", "E4", text)])
    assert float(text) == read_study(folder).tables.patients.loc[4, "ldh"]


@pytest.mark.parametrize(
    ("cell", "value", "what"),
    [
        ("C2", when(2001, 1, 5), "a date"),
        ("C2", True, "a logical value"),
        ("A2", when(2001, 1, 2), "a date"),
    ],
)
def test_what_a_spreadsheet_made_of_a_text_is_refused(workbook_study, cell, value, what):
    errors = inspect_study(workbook_study([("prior_therapies", cell, value)])).errors
    assert [("wrong-cell-type", True)] == [(e.code, f"is {what} of" in e.message) for e in errors]


def test_titles_above_the_header_of_a_sheet_are_refused_by_its_row(shown):
    def change(book):
        book["cycles"].insert_rows(1, 2)
        book["cycles"]["A1"] = "Cycles of the study"

    (error,) = inspect_study(shown(change)).findings
    assert ("header-below", "cycles", 3) == (error.code, error.place.sheet, error.place.row)


def test_a_number_has_the_digits_that_the_spreadsheet_shows(workbook_study):
    folder = workbook_study([("patients", "E4", 480.30000000000007)])
    assert 480.3 == read_study(folder).tables.patients.loc[4, "ldh"]
