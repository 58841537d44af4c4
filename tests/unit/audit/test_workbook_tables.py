"""Tables of a workbook, as the spreadsheet displays them."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from written_tables import THREE, without_lines, workbook

from il2report.audit.sources.number_formats import displayed_number, displayed_text
from il2report.audit.sources.reading import read_printed
from il2report.errors import StudyRefused


def saved(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_part(content, name, change):
    """Change one part of an archive."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
    return written.getvalue()


@pytest.mark.parametrize("table", THREE, ids=lambda table: table.heading)
def test_the_same_table_reads_the_same_from_a_workbook(table):
    assert [table.printed] == without_lines(read_printed(workbook(table), "t.xlsx"))


def test_every_sheet_that_is_visible_is_read():
    book = openpyxl.load_workbook(io.BytesIO(workbook(*THREE)))
    book["Table 2"].sheet_state = "hidden"
    book.create_sheet("Empty")
    assert [THREE[0].printed, THREE[2].printed] == without_lines(
        read_printed(saved(book), "t.xlsx")
    )


def test_a_sheet_names_its_table_where_the_sheet_has_no_caption():
    book = openpyxl.Workbook()
    book.active.title = "Table S3"
    for row in (["", "A", "B"], ["Age", 1, 2], ["Size", 3, 4]):
        book.active.append(row)
    (table,) = read_printed(saved(book), "t.xlsx").tables
    assert ("TS3", "Table S3", "") == (table.place, table.heading, table.caption)


def test_hidden_rows_and_columns_are_left_out_and_rows_keep_their_numbers():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["", "A", "X", "B"], ["Secret", 9, 9, 9], ["Age", 1, 9, 2], ["Size", 3, 9, 4]):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    (table,) = read_printed(saved(book), "t.xlsx").tables
    assert (("", "A", "B"),) == table.heads
    assert [(3, "Age", ("1", "2")), (4, "Size", ("3", "4"))] == [
        (r.line, r.label, r.cells) for r in table.rows
    ]


def test_raised_letters_dates_and_texts_are_as_displayed():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["", "A", "B"])
    mark = TextBlock(InlineFont(vertAlign="superscript"), "a")
    sheet.append([CellRichText("Age", mark), 0.267, date(2024, 12, 14)])
    sheet["B2"].number_format, sheet["C2"].number_format = "0.0%", "d-mmm"
    sheet.append(["Result", True, "−0.5"])
    (table,) = read_printed(saved(book), "t.xlsx").tables
    assert [("Age^a", "26.7%", "14-Dec"), ("Result", "TRUE", "−0.5")] == [
        (r.label, *r.cells) for r in table.rows
    ]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("46.7", "0.00", "46.70"),
        ("46.7", "General", "46.7"),
        ("0.30000000000000004", "General", "0.3"),
        ("0.333333333333333", "General", "0.3333333333"),
        ("123456789012", "General", "1.23457E+11"),
        ("2.5", "0", "3"),
        ("-2.5", "0", "-3"),
        ("-0.4", "0", "0"),
        ("1234567.891", "#,##0.0", "1,234,567.9"),
        ("12345678", "#,##0,", "12,346"),
        ("0.267", "0%", "27%"),
        ("0.267", "0.0\\ %", "26.7 %"),
        ("0.5", "#.00", ".50"),
        ("7", "000", "007"),
        ("1.5", "0.0##", "1.5"),
        ("12345", "0.00E+00", "1.23E+04"),
        ("-5", "0.0;(0.0)", "(5.0)"),
        ("0", '0.0;-0.0;"none"', "none"),
        ("0.0004", '[<0.001]"<0.001";0.000', "<0.001"),
        ("0.041", '[<0.001]"<0.001";0.000', "0.041"),
        ("12.5", '0.0" mg"', "12.5 mg"),
        ("12.5", "[Red]_(0.0_)", "12.5"),
        ("12.5", "[$€-407]0.00", "€12.50"),
        ("45000", "yyyy-mm-dd", "2023-03-15"),
        ("45000.75", "d/m/yy h:mm", "15/3/23 18:00"),
        ("0.0423", "mm:ss", "00:54"),
        ("1.5", "[h]:mm", "36:00"),
        ("45000", "mmmm yyyy", "March 2023"),
        ("46.7", "@", "46.7"),
        ("46.7", "", "46.7"),
        ("46.7", '"', "46.7"),
    ],
)
def test_a_number_is_written_as_its_format_displays_it(value, code, text):
    assert text == displayed_number(Decimal(value), code)


def test_a_text_is_written_as_its_format_displays_it():
    assert "12–14 years" == displayed_text("12–14", '0;0;0;@" years"')
    assert "12" == displayed_text("12", "0.00")


def bomb():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 30_000_000)
    return written.getvalue()


def entities(content):
    return with_part(
        content, "xl/workbook.xml", lambda part: b'<!DOCTYPE w [<!ENTITY a "b">]>' + part
    )


def formula_without_value():
    book = openpyxl.Workbook()
    for row in (["", "A", "B"], ["Age", "=1+1", 2]):
        book.active.append(row)
    return saved(book)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (bomb(), "its size"),
        (b"PK\x03\x04 and nothing", "the file is damaged"),
        (entities(workbook(THREE[0])), "declares a document type or entities"),
        (formula_without_value(), "a formula has no value"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "before 2007, or has a password"),
        (workbook(THREE[0])[:4000], "the file is damaged"),
        (
            with_part(
                workbook(THREE[0]),
                "xl/styles.xml",
                lambda part: part.replace(b'numFmtId="0"', b'numFmtId="x"'),
            ),
            "damaged (ValueError)",
        ),
    ],
    ids=["bomb", "no archive", "entities", "formula", "old", "cut off", "no number"],
)
def test_a_workbook_that_cannot_be_read_is_refused_in_a_sentence(content, message):
    with pytest.raises(StudyRefused) as refused:
        read_printed(content, "t.xlsx")
    (finding,) = refused.value.findings
    assert message in finding.message
