"""A table or workbook without end is one finding, at its place, before it is taken apart."""

import io
import re
import time
import zipfile

import pytest
from openpyxl import Workbook

from il2report.study import extent, inspect_study, loading
from il2report.study.sheets import read_sheet
from il2report.study.workbook import FILE, read_workbook

HEADER = b"patient_id,cycle,term,grade\n"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPENED = f'<worksheet xmlns="{NAMESPACE}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>site</t></is></c></row>'.encode()
CLOSED = b"</sheetData></worksheet>"
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


def findings_of_csv(content):
    found = []
    read_sheet("data/adverse_events.csv", content, found.append)
    return [(finding.code, finding.place.row) for finding in found]


def at_once(start):
    return time.process_time() - start < 10


ENDLESS = {
    "300,000 columns": b"a," * 300_000 + b"b\n1\n",
    "columns in quotation marks": b'"a",' * 300_000 + b'"b"\n1\n',
    "columns between bars": b"a|" * 300_000 + b"b\n1\n",
    "blank columns": b"," * 300_000 + b"\n",
    "columns in a later row": HEADER + b"," * 300_000 + b"\n",
    "two million rows": HEADER + b"1\n" * 2_000_000,
    "two million rows of an old Mac": HEADER + b"1\r" * 2_000_000,
    "30 million cells": HEADER * 60 + b"," * 30_000_000,
    "a title above 300,000 columns": b"title\n\n" + b"a," * 300_000,
}


@pytest.mark.parametrize("content", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_csv_file_without_end_is_one_finding(content):
    start = time.process_time()
    assert ["table-too-large"] == [code for code, _ in findings_of_csv(content)]
    assert at_once(start)


@pytest.mark.parametrize("length", [40_000, 200_000, 2_000_000])
def test_a_cell_without_end_is_told_at_its_row(length):
    long = b"x" * length
    assert [("table-too-large", 3)] == findings_of_csv(
        HEADER + b"P1,1,fever,1\nP1,1," + long + b",1\n"
    )
    assert [("table-too-large", 3)] == findings_of_csv(
        HEADER + b'P1,1,fever,1\nP1,1,"' + long + b'",1\n'
    )


def test_a_quotation_mark_that_is_not_closed_is_told_where_it_stands():
    content = HEADER + b'P1,1,fever,1\nP1,1,"fever,1\n' + b"P1,1,fever,1\n" * 20_000
    assert [("table-too-large", 3)] == findings_of_csv(content)


def test_two_marks_and_a_cell_without_end_are_a_finding():
    content = b"a,b;c\n1,2;" + b"x" * 200_000 + b"\n"
    assert [("wrong-separator", 1)] == findings_of_csv(content)


@pytest.mark.parametrize(("length", "is_read"), [(32_766, True), (32_767, True), (32_768, False)])
def test_a_cell_may_be_as_long_as_one_of_a_spreadsheet(length, is_read):
    found = findings_of_csv(HEADER + b"P1,1," + b"x" * length + b",1\n")
    assert ([] if is_read else [("table-too-large", 2)]) == found


@pytest.mark.parametrize(("most", "is_read"), [(5, True), (4, True), (3, False)])
def test_columns_are_counted_exactly(monkeypatch, most, is_read):
    monkeypatch.setattr(extent, "MOST_COLUMNS", most)
    found = findings_of_csv(HEADER + b"P1,1,fever,1\n")
    assert ([] if is_read else [("table-too-large", None)]) == found


@pytest.mark.parametrize(("most", "is_read"), [(4, True), (3, True), (2, False)])
def test_rows_are_counted_exactly(monkeypatch, most, is_read):
    monkeypatch.setattr(extent, "MOST_ROWS", most)
    found = findings_of_csv(HEADER + b"P1,1,fever,1\nP1,2,fever,1\n")
    assert ([] if is_read else [("table-too-large", None)]) == found


def packed(parts, method=zipfile.ZIP_DEFLATED):
    """A workbook with some parts exchanged."""
    book, whole, written = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.title = "cycles"
    book.active.append(["patient_id", "site"])
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(written, "w", method) as target:
        for name in source.namelist():
            target.writestr(name, parts.get(name) or source.read(name))
        for name in parts.keys() - set(source.namelist()):
            target.writestr(name, parts[name])
    return written.getvalue()


def sheet(rows):
    return packed({SHEET: OPENED + rows + CLOSED})


BOMBS = {
    "25 MB of nothing": lambda: sheet(b" " * 25_000_000),
    "1.1 million cells": lambda: sheet(b"<row>" + b"<c/>" * 1_100_000 + b"</row>"),
    "1.1 million rows": lambda: sheet(b"<row/>" * 1_100_000),
    "rows as wide as a sheet": lambda: sheet(b'<row r="2"><c r="XFD2"/></row>'),
    "a million styles": lambda: packed({STYLES: b"<a>" + b"<xf/>" * 1_000_000 + b"</a>"}),
    "5,000 parts": lambda: packed({f"xl/{n}.xml": b"<a/>" for n in range(5_000)}),
    "a text of 5 MB": lambda: sheet(
        b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b"x" * 5_000_000 + b"</t></is></c></row>"
    ),
    "many rows in between": lambda: sheet(
        b"".join(b'<row r="%d"><c r="GJG%d"/></row>' % (n, n) for n in range(2, 5_000))
    ),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_workbook_without_end_is_one_finding(small_study, monkeypatch, bomb):
    monkeypatch.setattr(extent, "MOST_CELLS", 2_000_000)
    monkeypatch.setattr(extent, "MOST_UNPACKED", 20_000_000)
    folder = small_study(cycles=None)
    (folder / FILE).write_bytes(bomb())
    start = time.process_time()
    found = inspect_study(folder).findings
    assert ["table-too-large"] == [f.code for f in found if f.code != "missing-sheet"]
    assert at_once(start)


HOSTILE = {
    "entities": b'<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    + OPENED
    + CLOSED,
    "another encoding": b'<?xml version="1.0" encoding="cp037"?>' + OPENED + CLOSED,
    "two bytes a sign": (OPENED + CLOSED).decode().encode("utf-16"),
    "a row without number": OPENED + b'<row r="99999999999"><c r="A99999999999"/></row>' + CLOSED,
    "columns without end": OPENED.replace(
        b"<sheetData>",
        b"<cols>" + b'<col min="1" max="16384" hidden="1"/>' * 20_000 + b"</cols><sheetData>",
    )
    + CLOSED,
}


@pytest.mark.parametrize("part", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_no_spreadsheet_writes_is_a_finding(part):
    found = []
    read_workbook({FILE: packed({SHEET: part})}, found.append)
    assert ["bad-workbook"] == [finding.code for finding in found]


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_ways_to_pack_are_refused(method):
    assert "bad-workbook" == extent.archive_finding(FILE, packed({}, method)).code


def test_a_workbook_as_spreadsheets_write_it_is_read():
    assert extent.archive_finding(FILE, packed({})) is None


@pytest.mark.parametrize(("errors", "is_whole"), [(999, True), (1_000, True), (1_001, False)])
def test_a_thousand_errors_of_a_file_are_listed(small_study, errors, is_whole):
    rows = b"".join(b"A1,1,fever,x%d\n" % n for n in range(errors))
    found = inspect_study(small_study(adverse_events=HEADER + rows)).findings
    assert (not is_whole) == any(finding.code == "too-many-errors" for finding in found)
    (bad,) = (finding for finding in found if finding.code == "bad-number")
    assert f"{errors - 1} further cells of the column" in bad.message


def test_a_long_table_that_is_wrong_throughout_is_not_read_to_its_end(small_study, monkeypatch):
    monkeypatch.setattr(loading, "LONG_TABLE", 10_000)
    rows = b"".join(b"A%d,x%d,t%d,y%d\n" % (n, n, n, n) for n in range(20_000))
    found = inspect_study(small_study(adverse_events=HEADER + rows)).findings
    further = [int(n) for f in found for n in re.findall(r"(\d+) further cells", f.message)]
    assert 1_001 == sum(further) + len(further)
    assert {"bad-number", "too-many-errors"} == {finding.code for finding in found}
