"""A study can be outlined before it has patients: from study.toml and the codebook alone."""

import csv

import pytest
from openpyxl import Workbook
from reference_contract import RECORDS

from il2report.errors import StudyRefused
from il2report.study.outline import read_outline

DECLARED = """
[[variable]]
name = "sodium"
kind = "number"
label = "Sodium"

[[measurement]]
name = "swab"
label = "Swab"
table = "swabs"
time_column = "at"
column = "result"
kind = "yes_no"
times = ["start"]
"""


def refusal(folder):
    with pytest.raises(StudyRefused) as error:
        read_outline(folder)
    return [str(finding) for finding in error.value.findings]


def test_choices_and_codes_are_read_and_codes_of_a_column_stand_together(small_study):
    scattered = ("patients,sex,male,Male,,1\n", "")
    folder = small_study(codebook=scattered)
    with (folder / "data/codebook.csv").open("a", encoding="utf-8") as file:
        file.write("patients,sex,male,Male,,1\n")
    outline = read_outline(folder)
    assert "Small series" == outline.configuration.short_title
    assert ("table", "column", "code", "label", "group", "order") == outline.codebook.columns
    assert ("patients", "sex", "female", "Female", None, 2) == outline.codebook.rows[0]
    assert ("patients", "sex", "male", "Male", None, 1) == outline.codebook.rows[1]
    assert 27 == len(outline.codebook.rows)
    assert () == outline.notices


def test_other_tables_may_be_wrong_or_missing(small_study):
    folder = small_study(**dict.fromkeys(RECORDS), references=None, literature=None)
    assert 27 == len(read_outline(folder).codebook.rows)
    folder = small_study(cycles=b"nothing,of,a\ntable", patients=("CR", "excellent"))
    assert () == read_outline(folder).notices


def test_extra_columns_of_the_codebook_are_kept(small_study):
    wide = "table,column,code,label,group,order,note\nmetastases,site,lung,Lung,,1,both sides\n"
    assert 1 == len(read_outline(small_study(codebook=wide.encode())).codebook.rows)
    full = (small_study() / "data/codebook.csv").read_text(encoding="utf-8")
    noted = "".join(
        f"{line},{'note' if n == 0 else n}\n" for n, line in enumerate(full.splitlines())
    )
    outline = read_outline(small_study(codebook=noted.encode()))
    assert ("note", "1") == (outline.codebook.columns[-1], outline.codebook.rows[0][-1])
    assert ["extra-column"] == [notice.code for notice in outline.notices]


@pytest.mark.parametrize(
    "content", [None, b"table,column,code,label,group,order\n"], ids=["none", "bare"]
)
def test_a_study_may_have_no_codes_yet(small_study, content):
    assert () == read_outline(small_study(codebook=content)).codebook.rows


def test_a_study_that_declares_variables_is_asked_for_those_alone(small_study):
    folder = small_study()
    with (folder / "study.toml").open("a", encoding="utf-8") as choices:
        choices.write(DECLARED)
    records = read_outline(folder).records
    assert {"sex", "age", "ldh", "ecog", "best_response", "sodium"} <= {
        *records["patients"].columns
    }
    assert ["patient_id", "at", "result"] == [*records["swabs"].columns]
    assert {"cycles", "adverse_events", "codebook"} < set(records)
    assert "death_date" not in records["patients"].columns


def test_a_codebook_with_a_slip_is_refused_not_replaced(small_study):
    folder = small_study(codebook=("fever,Fever,General,2", "fever,Fever,General,second"))
    assert [
        (
            "data/codebook.csv, row 21, column order: 'second' is not a whole number; order is a "
            "whole number from 0 to 1000000 [bad-number]"
        )
    ] == refusal(folder)


def test_the_codebook_may_be_a_sheet_whatever_the_other_sheets_are(small_study):
    folder = small_study(codebook=None)
    rows = csv.reader((small_study() / "data/codebook.csv").read_text().splitlines())
    book = Workbook()
    book.active.title = "Codebook"
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.create_sheet("cycles").append(["nothing of a table"])
    book.create_sheet("notes")
    (folder / "data/codebook.csv").unlink()
    book.save(folder / "data/study.xlsx")
    outline = read_outline(folder)
    assert (27, ()) == (len(outline.codebook.rows), outline.notices)
    book["Codebook"]["F3"] = "second"
    book.save(folder / "data/study.xlsx")
    assert [
        (
            "data/study.xlsx, sheet Codebook, cell F3, column order: 'second' is not a whole number; "
            "order is a whole number from 0 to 1000000 [bad-number]"
        )
    ] == refusal(folder)


def test_study_toml_must_be_there_and_hold(small_study, tmp_path):
    folder = small_study(study=("age = { min = 18 }", "age = { min = 180 }"))
    assert ["[bad-setting]"] == [line.split()[-1] for line in refusal(folder)]
    assert ["study.toml: there is no such file; a study needs it [missing-file]"] == refusal(
        tmp_path / "nowhere"
    )
