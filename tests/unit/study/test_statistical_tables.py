"""A table may be a file of SAS, SPSS or Stata in the place of its CSV file."""

import os
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from il2report.results import compute_results
from il2report.results.ledger import Ledger
from il2report.study import inspect_study, read_study

SETTINGS = """\
title = "A series"
short_title = "Series"
authors = ["A. Author"]
data_origin = "synthetic"

[[variable]]
name = "weight"
kind = "number"
label = "Weight"
missing = "row"

[[variable]]
name = "stage"
kind = "ordered"
label = "Stage"

[[endpoint]]
name = "os"
label = "Overall survival"
time = "days"
event_column = "died"
event_codes = ["1"]
"""
PATIENTS = pd.DataFrame(
    {
        "PATIENT_ID": ["P1", "P2", "P3"],
        "WEIGHT": [70.25, None, 58.0],
        "STAGE": [2.0, 1.0, 2.0],
        "DAYS": [100.0, 200.0, 300.0],
        "DIED": [1.0, 0.0, 1.0],
    }
)
LABELS = {"STAGE": {1: "early", 2: "late", 3: "unclear"}}


def write(path: Path, frame: pd.DataFrame = PATIENTS, labels=LABELS) -> None:
    match path.suffix:
        case ".sav":
            pyreadstat.write_sav(frame, path, variable_value_labels=labels)
        case ".dta":
            pyreadstat.write_dta(frame, path, variable_value_labels=labels)
        case _:
            short = frame.rename(columns=lambda name: name[:8])
            pyreadstat.write_xport(short, path, file_format_version=5)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "study.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def found(folder: Path) -> list[str]:
    return [str(finding) for finding in inspect_study(folder).findings]


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_a_study_is_one_file_of_spss_or_stata_whose_labels_are_the_codebook(study, suffix):
    write(study / "data" / f"patients{suffix}")
    read = read_study(study)
    assert ["2", "1", "2"] == read.tables.patients["stage"].tolist()
    assert [70.25, 58.0] == read.tables.patients["weight"].dropna().tolist()
    assert {"1": "early", "2": "late", "3": "unclear"} == {
        code: entry.label for code, entry in read.codebook.entries["patients", "stage"].items()
    }


def test_a_transport_file_has_its_labels_in_the_codebook(study):
    write(study / "data" / "patients.xpt")
    book = study / "data" / "codebook.csv"
    book.write_text(
        "table,column,code,label,group,order\npatients,stage,1,I,,1\npatients,stage,2,II,,2\n",
        encoding="utf-8",
    )
    assert "II" == read_study(study).codebook.label("patients", "stage", "2")


def test_the_codebook_goes_before_the_labels_of_the_file(study):
    write(study / "data" / "patients.sav")
    book = study / "data" / "codebook.csv"
    book.write_text(
        "table,column,code,label,group,order\npatients,stage,2,Stage II,,7\n", encoding="utf-8"
    )
    entries = read_study(study).codebook.entries["patients", "stage"]
    assert [("2", "Stage II"), ("1", "early"), ("3", "unclear")] == [
        (code, entry.label) for code, entry in entries.items()
    ]


def test_a_source_cell_is_a_record_of_the_file_under_its_own_name(study):
    write(study / "data" / "patients.sav")
    read = read_study(study)
    results = compute_results(read)
    cells = Ledger(read).cells(results.catalogue["cohort.weight.mean"])
    assert [("data/patients.sav", 1, "WEIGHT"), ("data/patients.sav", 3, "WEIGHT")] == [
        (cell.file, cell.row, cell.column) for cell in cells
    ]


def test_a_finding_names_the_record_and_the_variable(study):
    write(study / "data" / "patients.sav", PATIENTS.assign(DAYS=[100.0, -2.0, 300.0]))
    expected = (
        "data/patients.sav, record 2, column DAYS, patient P2: '-2' is outside the permitted"
        " range; days is a number from 0, or blank [impossible-value]"
    )
    assert [expected] == found(study)


def test_a_column_that_lacks_is_one_of_the_file_without_a_record(study):
    write(study / "data" / "patients.sav", PATIENTS.drop(columns="DAYS"))
    expected = (
        "data/patients.sav, column days: there is no such column; endpoint os of study.toml needs it."
        " [missing-column]"
    )
    assert [expected] == found(study)


def test_texts_that_cannot_be_codes_are_their_labels(study):
    frame = PATIENTS.assign(STAGE=["Stage II", "> 2 cm", "Stage II"])
    write(study / "data" / "patients.xpt", frame)
    read = read_study(study)
    assert ["stage_ii", "gt_2_cm", "stage_ii"] == read.tables.patients["stage"].tolist()
    assert "> 2 cm" == read.codebook.label("patients", "stage", "gt_2_cm")


def test_a_number_with_a_label_is_a_notice(study):
    frame = PATIENTS.assign(WEIGHT=[70.0, 77.0, 58.0])
    write(study / "data" / "patients.sav", frame, LABELS | {"WEIGHT": {77: "unknown"}})
    expected = (
        "data/patients.sav, column WEIGHT: the file labels the values 77 (unknown), which are read"
        " as they are; if they mean a missing value, declare them as missing in the file"
        " [labelled-number]"
    )
    assert [expected] == found(study)


@pytest.mark.parametrize("other", ["patients.csv", "patients.dta"])
def test_a_table_in_two_files_is_an_error(study, other):
    write(study / "data" / "patients.sav")
    if other.endswith("csv"):
        text = PATIENTS.rename(columns=str.lower).to_csv(index=False)
        (study / "data" / other).write_text(text, encoding="utf-8")
    else:
        write(study / "data" / other)
    assert ["table-twice"] == [one.code for one in inspect_study(study).errors]


def test_a_damaged_file_is_the_only_finding(study):
    (study / "data" / "patients.sav").write_bytes(b"$FL2 no more")
    assert ["bad-statistical-file"] == [one.code for one in inspect_study(study).findings]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="Windows may refuse links")
def test_a_link_out_of_the_study_is_not_read(study, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "patients.sav"
    write(outside)
    (study / "data" / "patients.sav").symlink_to(outside)
    assert "outside-study" in [one.code for one in inspect_study(study).errors]


def test_a_file_without_patients_is_an_empty_table(study):
    write(study / "data" / "patients.sav", PATIENTS.iloc[:0])
    assert ["empty-table"] == [one.code for one in inspect_study(study).errors]


def test_names_that_differ_in_capitals_alone_are_an_error(study):
    frame = PATIENTS.assign(weight=[1.0, 2.0, 3.0])
    pyreadstat.write_dta(frame, study / "data" / "patients.dta")
    assert ["duplicate-column"] == [one.code for one in inspect_study(study).errors]
