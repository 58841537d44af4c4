"""The empty workbook guards every column, and once filled in is the study that CSV files are."""

import csv
import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from openpyxl import load_workbook
from reference_contract import STUDY

from il2report.blank_workbook.guards import LAST_ROW, blocks, codebook_guards
from il2report.blank_workbook.writing import blank_workbook
from il2report.study import inspect_study, read_study
from il2report.study.outline import CodebookRows, read_outline, table_columns
from il2report.study.records import data_records
from il2report.study.workbook import GUIDE

LONGEST_FORMULA, LONGEST_TITLE, LONGEST_ALERT, LONGEST_SHEET = 255, 32, 225, 31
"""What Excel takes; a file with more is opened as damaged, and repaired by losing the guards."""

CONTRACT = read_outline(STUDY.parent).records
RECORDS = data_records(CONTRACT)
"""What the workbook of the reference study asks for."""


@pytest.fixture(scope="module")
def outline(project):
    return read_outline(project)


@pytest.fixture(scope="module")
def content(outline):
    return blank_workbook(outline)


@pytest.fixture(scope="module")
def book(content):
    return load_workbook(io.BytesIO(content))


def guards(book, table):
    """The rules of a sheet, by the cells that they are about."""
    return {str(rule.sqref): rule for rule in book[table].data_validations.dataValidation}


def guard(book, table, column):
    letter = next(cell.column_letter for cell in book[table][1] if cell.value == column)
    return guards(book, table)[f"{letter}2:{letter}{LAST_ROW}"]


def test_each_table_has_a_sheet_with_its_header_after_a_guide(book):
    assert [GUIDE, *CONTRACT] == book.sheetnames
    assert book.active.title == GUIDE
    for table, record in CONTRACT.items():
        assert [*record.columns] == [cell.value for cell in book[table][1]]
        assert book[table].freeze_panes in ("A2", "B2")
    for table in RECORDS:
        assert 1 == book[table].max_row


def test_every_column_has_a_note_a_format_and_a_guard(book):
    for table, record in CONTRACT.items():
        for cell, field in zip(book[table][1], record.columns.values(), strict=True):
            assert cell.font.bold != field.may_be_blank
            assert field.holds[1:] in cell.comment.text
            expected = "May be blank." if field.may_be_blank else "Required."
            assert expected in cell.comment.text.split("\n")
            shown = {str: "@", date: "yyyy-mm-dd", int: "0", float: "General"}
            below = book[table].column_dimensions[cell.column_letter]
            assert shown[field.type] == below.number_format
            if table in RECORDS:
                assert guard(book, table, cell.value).error.startswith(f"{cell.value} is ")


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        ("patients", "sex", ("list", "patients_sex_codes", None)),
        ("patients", "status", ("list", "patients_status_codes", None)),
        ("patients", "age", ("decimal", "18", "120.0")),
        ("patients", "ecog", ("list", "patients_ecog_codes", None)),
        ("patients", "ldh", ("decimal", "1.0", "100000.0")),
        ("patients", "entry_date", ("date", "DATE(2000,1,1)", "DATE(2008,10,31)")),
        ("patients", "last_contact_date", ("date", "DATE(2000,1,1)", "TODAY()")),
        ("metastases", "patient_id", ("list", "patient_ids", None)),
        ("metastases", "site", ("list", "metastases_site_codes", None)),
        ("prior_therapies", "modality", ("list", "prior_therapies_modality_codes", None)),
        ("cycles", "doses", ("whole", "1", "14")),
        ("adverse_events", "term", ("list", "adverse_events_term_codes", None)),
        ("adverse_events", "grade", ("whole", "1", "5")),
        ("brain_lesions", "lesion", ("custom", 'AND(LEN(B2)<=64,ISERROR(FIND(" ",B2)))', None)),
        ("brain_lesions", "diameter_mm", ("decimal", "0", "200")),
    ],
)
def test_a_column_takes_what_its_kind_allows(book, table, column, expected):
    rule = guard(book, table, column)
    assert expected == (rule.type, rule.formula1, rule.formula2)
    assert ("stop", True) == (rule.errorStyle, rule.showErrorMessage)


def test_a_limit_that_check_only_notices_is_asked_about(book):
    rule = guard(book, "brain_lesions", "assessed_on")
    assert ("warning", "DATE(1999,12,4)") == (rule.errorStyle, rule.formula1)


def test_ids_are_unique_as_texts(book):
    """COUNTIF would take 1 and 001 for the same id."""
    rule = guard(book, "patients", "patient_id")
    assert "SUMPRODUCT(--EXACT($A$2:$A$5001,A2))=1" in rule.formula1


def test_a_rule_that_looks_at_other_cells_does_not_ignore_blanks(book):
    """Otherwise a spreadsheet accepts anything as long as one of those cells is blank."""
    looking = [
        rule
        for table in CONTRACT
        for rule in guards(book, table).values()
        if "$" in rule.formula1 or rule.formula1 in book.defined_names
    ]
    assert 14 == len(looking)
    assert not any(rule.allowBlank for rule in looking)


def test_a_list_of_codes_is_the_rows_of_its_column_with_room_for_more(book):
    codes = [row[2].value for row in book["codebook"].iter_rows() if row[1].value == "site"]
    cells = re.search(
        r"ROW\((codebook!\$C\$(\d+):\$C\$(\d+))\)",
        book.defined_names["metastases_site_codes"].value,
    )
    first, last = int(cells[2]), int(cells[3])
    listed = [book["codebook"].cell(row, 3).value for row in range(first, last + 1)]
    assert [*codes, *[None] * 10] == listed
    columns = {
        rule.formula1
        for cells, rule in guards(book, "codebook").items()
        if cells == f"B{first}:B{last}"
    }
    assert {'"site"'} == columns


def test_nothing_is_longer_than_a_spreadsheet_takes(book):
    assert max(map(len, book.sheetnames)) <= LONGEST_SHEET
    for table in CONTRACT:
        for rule in guards(book, table).values():
            assert max(len(rule.formula1), len(rule.formula2 or "")) <= LONGEST_FORMULA
            assert len(rule.errorTitle) <= LONGEST_TITLE
            assert len(rule.error) <= LONGEST_ALERT
    assert max(len(name.value) for name in book.defined_names.values()) <= LONGEST_FORMULA


def test_a_column_without_codes_has_room_for_some(outline):
    rows = tuple(row for row in outline.codebook.rows if row[1] != "location")
    codebook = CodebookRows(outline.codebook.columns, rows)
    book = load_workbook(io.BytesIO(blank_workbook(replace(outline, codebook=codebook))))
    assert "brain_lesions_location_codes" in book.defined_names
    assert '"location"' in {rule.formula1 for rule in guards(book, "codebook").values()}


def test_a_codebook_may_be_longer_than_what_is_guarded(outline):
    rows = tuple(("metastases", "site", f"site_{n}", "Site", None, n) for n in range(LAST_ROW))
    laid = blocks(CodebookRows(outline.codebook.columns, rows), outline.records)
    columns = table_columns("codebook", outline)
    spans = [one.cells for one in codebook_guards(columns, "ABCDEF", laid)]
    sites = next(block for block in laid if block.column == "site")
    assert LAST_ROW + 10 == sites.last - sites.first + 1
    assert f"A{sites.first}:A{sites.last}" in spans
    for span in spans:
        first, last = map(int, re.findall(r"\d+", span))
        assert first <= last


def typed(text, field):
    """Give a cell the type that it has once typed into a column of the workbook."""
    kind = field.type
    if not text or kind is str:
        return text or None
    return datetime.fromisoformat(text) if kind is date else kind(text)


def test_the_workbook_filled_in_is_the_study_that_its_csv_files_are(project, content, tmp_path):
    (tmp_path / "data").mkdir()
    for name in ("study.toml", "data/literature.toml", "data/references.json"):
        shutil.copy(project / name, tmp_path / name)
    book = load_workbook(io.BytesIO(content))
    for table, record in RECORDS.items():
        with (project / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            for row, cells in enumerate(csv.DictReader(lines), start=2):
                for number, (name, field) in enumerate(record.columns.items(), start=1):
                    book[table].cell(row, number).value = typed(cells.get(name, ""), field)
    book.save(tmp_path / "data" / "study.xlsx")
    expected, study = read_study(project), read_study(tmp_path)
    assert [] == [str(finding) for finding in study.notices]
    assert expected.codebook == study.codebook
    for table in RECORDS:
        of_csv, of_sheet = getattr(expected.tables, table), getattr(study.tables, table)
        pd.testing.assert_frame_equal(of_csv, of_sheet[of_csv.columns])
        # The workbook has a column for what a study may leave out, such as the day of death.
        assert of_sheet.drop(columns=of_csv.columns).isna().all(axis=None)


def test_as_it_is_it_lacks_patients_and_nothing_else(project, content, tmp_path):
    (tmp_path / "data").mkdir()
    for name in ("study.toml", "data/literature.toml", "data/references.json"):
        shutil.copy(project / name, tmp_path / name)
    (tmp_path / "data" / "study.xlsx").write_bytes(content)
    assert ["empty-table"] == [finding.code for finding in inspect_study(tmp_path).findings]


def test_a_text_that_starts_like_a_formula_stays_a_text(outline):
    code = ("metastases", "site", "odd", "=1+1", "@SUM(A1)", 99)
    codebook = CodebookRows((*outline.codebook.columns, "+note"), ((*code, "-2\x07"),))
    choices = outline.configuration.model_copy(update={"short_title": "=HYPERLINK(0)"})
    content = blank_workbook(replace(outline, configuration=choices, codebook=codebook))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(re.search(rb"<f[ >/]", parts.read(name)) for name in sheets)
    book = load_workbook(io.BytesIO(content))
    row = next(row for row in book["codebook"].iter_rows() if row[2].value == "odd")
    assert ["=1+1", "@SUM(A1)", 99, "-2"] == [cell.value for cell in row[3:]]
    assert [True, True, False, True] == [bool(cell.quotePrefix) for cell in row[3:]]
    assert ("+note", "=HYPERLINK(0): data") == (
        book["codebook"]["G1"].value,
        book[GUIDE]["A1"].value,
    )


def test_the_same_study_gives_the_same_bytes_and_no_date(outline, content):
    assert content == blank_workbook(outline)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {(1980, 1, 1, 0, 0, 0)} == {entry.date_time for entry in parts.infolist()}
        assert b"dcterms" not in parts.read("docProps/core.xml")
