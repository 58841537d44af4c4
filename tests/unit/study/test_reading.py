"""A study that holds together is read into typed tables, codes, facts and references."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from reference_contract import RECORDS

from il2report.study import UnknownCode, inspect_study, read_study
from il2report.study.records import CellRefused

ROOT = Path(__file__).parents[3]


def test_columns_have_the_types_of_the_contract(small_study):
    tables = read_study(small_study()).tables
    dtypes = {
        f"{table}.{column}": str(dtype)
        for table in RECORDS
        for column, dtype in getattr(tables, table).dtypes.items()
        if str(dtype) != "object"
    }
    assert {
        "patients.age": "float64",
        "patients.ldh": "float64",
        "patients.entry_date": "datetime64[ns]",
        "patients.progression_date": "datetime64[ns]",
        "patients.last_contact_date": "datetime64[ns]",
        "cycles.cycle": "int64",
        "cycles.start_date": "datetime64[ns]",
        "cycles.last_dose_date": "datetime64[ns]",
        "cycles.doses": "int64",
        "adverse_events.cycle": "int64",
        "adverse_events.grade": "int64",
        "brain_lesions.assessed_on": "datetime64[ns]",
        "brain_lesions.diameter_mm": "float64",
    } == dtypes


def test_types_are_the_same_in_a_table_without_rows(small_study):
    folder = small_study(adverse_events=b"patient_id,cycle,term,grade\n")
    assert ["object", "int64", "object", "int64"] == [
        str(dtype) for dtype in read_study(folder).tables.adverse_events.dtypes
    ]


def test_cells_become_values_and_blanks_gaps(small_study):
    patients = read_study(small_study()).tables.patients
    assert ["A1", "A2", "A3", "A4"] == patients["patient_id"].to_list()
    assert [210.5, None, 480.0, 655.0] == [None if pd.isna(ldh) else ldh for ldh in patients["ldh"]]
    assert [62.5] == patients.loc[[4], "age"].to_list()
    assert pd.Timestamp("2003-08-01") == patients.loc[3, "progression_date"]
    assert patients.loc[2, "progression_date"] is pd.NaT
    assert ["NED", "DOD", "AWD", None] == patients["status"].to_list()


def test_rows_are_numbered_as_in_a_spreadsheet_whatever_lines_are_blank(small_study):
    folder = small_study(metastases=("A2,liver\n", "\nA2,liver\n,\n"))
    metastases = read_study(folder).tables.metastases
    assert [2, 3, 5, 7, 8] == metastases.index.to_list()


def test_a_text_in_quotation_marks_may_hold_commas(small_study):
    therapies = read_study(small_study()).tables.prior_therapies
    assert ["whole-brain, 30 Gy", None] == therapies["agent"].to_list()


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_lines_may_end_as_other_systems_end_them(small_study, ending):
    folder = small_study()
    path = folder / "data" / "cycles.csv"
    before = read_study(folder).tables.cycles
    path.write_bytes(path.read_bytes().replace(b"\n", ending.encode()))
    pd.testing.assert_frame_equal(before, read_study(folder).tables.cycles)


def test_columns_may_stand_in_any_order_and_extra_ones_are_kept_as_text(small_study):
    folder = small_study(metastases=b"seen,site,patient_id\nCT,lung,A1\nMRI,brain,A1\n")
    metastases = inspect_study(folder).study.tables.metastases
    assert ["patient_id", "site", "seen"] == list(metastases.columns)
    assert ["CT", "MRI"] == metastases["seen"].to_list()


def test_whole_numbers_may_be_written_as_spreadsheets_do(small_study):
    folder = small_study(cycles=("2003-03-07,12", "2003-03-07,12.0"))
    assert 12 == read_study(folder).tables.cycles.loc[2, "doses"]


def test_every_cell_of_the_tables_is_a_value_of_its_column(small_study):
    tables = read_study(small_study()).tables
    for table, record in RECORDS.items():
        frame = getattr(tables, table)
        assert {*frame.columns} <= {*record.columns}
        for name in frame.columns:
            column = record.columns[name]
            for cell in frame[name].dropna():
                is_date = column.type is date
                value = column.value(cell.date().isoformat() if is_date else str(cell))
                assert cell == (pd.Timestamp(value) if is_date else value)


@pytest.mark.parametrize(
    ("table", "name", "text", "expected"),
    [
        ("patients", "patient_id", "A-1_b", "A-1_b"),
        ("patients", "patient_id", "Übergröße-1", "Übergröße-1"),
        ("patients", "patient_id", "-A1", "bad-text"),
        ("patients", "patient_id", "A 1", "bad-text"),
        ("patients", "patient_id", "A\u200b1", "bad-text"),
        ("patients", "patient_id", "A²", "bad-text"),
        ("patients", "patient_id", "A" * 64, "A" * 64),
        ("patients", "patient_id", "A" * 65, "bad-text"),
        ("patients", "sex", "male", "male"),
        ("patients", "sex", "Male", "Male"),
        ("patients", "age", "48.8", 48.8),
        ("patients", "age", "0", 0),
        ("patients", "age", "120.1", "impossible-value"),
        ("patients", "age", "1e1", "bad-number"),
        ("patients", "age", "٤٨", "bad-number"),
        ("patients", "ldh", "0", "impossible-value"),
        ("patients", "ldh", "1.5", 1.5),
        ("cycles", "doses", "1.0", 1),
        ("cycles", "doses", "1.5", "bad-number"),
        ("cycles", "doses", "9" * 5_000, "impossible-value"),
        ("patients", "entry_date", "2003-07-21", date(2003, 7, 21)),
        ("patients", "entry_date", "1899-12-31", "impossible-value"),
        ("patients", "entry_date", "2003-02-30", "bad-date"),
        ("patients", "entry_date", "20030721", "bad-date"),
        ("prior_therapies", "agent", "30 Gy", "30 Gy"),
        ("prior_therapies", "agent", "30", "bad-text"),
        ("prior_therapies", "agent", " Gy", "bad-text"),
        ("prior_therapies", "agent", "a\tb", "bad-text"),
    ],
)
def test_a_column_reads_the_text_of_a_cell_or_names_the_finding(table, name, text, expected):
    try:
        found = RECORDS[table].columns[name].value(text)
    except CellRefused as refused:
        found = refused.code
    assert expected == found


def test_the_codebook_gives_label_group_and_order(small_study):
    codebook = read_study(small_study()).codebook
    assert ("lung", "lymph_node", "liver", "brain") == codebook.codes("metastases", "site")
    assert "Lymph nodes" == codebook.label("metastases", "site", "lymph_node")
    assert "Cardiovascular" == codebook.group("adverse_events", "term", "hypotension")
    assert "" == codebook.group("patients", "sex", "male")
    assert () == codebook.codes("patients", "age")


def test_an_unknown_code_is_refused_with_the_nearest(small_study):
    codebook = read_study(small_study()).codebook
    with pytest.raises(UnknownCode) as refusal:
        codebook.label("metastases", "site", "lungs")
    message = "codebook.csv has no code 'lungs' for metastases.site. Did you mean lung?"
    assert message == str(refusal.value)


def test_literature_facts_have_their_reference_and_precision(small_study):
    facts = read_study(small_study()).literature
    assert ["doe2009.patients", "doe2009.response"] == list(facts)
    fact = facts["doe2009.response"]
    assert (16.5, "percent", 1, "doe2009") == (fact.value, fact.unit, fact.decimals, fact.reference)
    assert 270 == facts["doe2009.patients"].value


def test_a_reference_carries_what_printing_needs(small_study):
    reference = read_study(small_study()).references["doe2009"]
    assert ("A title", "A Journal", 2009) == (
        reference.title,
        reference.container_title,
        reference.year,
    )
    assert ("29", "10", "1-9", "10.1000/1") == (
        reference.volume,
        reference.issue,
        reference.page,
        reference.doi,
    )
    assert [("Doe", "Jane", ""), ("", "", "A Group")] == [
        (person.family, person.given, person.literal) for person in reference.author
    ]


@pytest.mark.parametrize(("old", "new"), [('"29"', "29"), ("[[2009, 10]]", '[["2009"]]')])
def test_numbers_in_references_may_be_text_and_texts_numbers(small_study, old, new):
    reference = read_study(small_study(references=(old, new))).references["doe2009"]
    assert ("29", 2009) == (reference.volume, reference.year)


def test_choices_are_typed_and_optional_ones_absent(small_study):
    configuration = read_study(small_study()).configuration
    assert ("CR", "PR", "MR") == configuration.definitions.overall_response
    assert "2000-01-01" == configuration.period.start.isoformat()


def test_the_fingerprint_follows_data_and_choices_alone(small_study):
    first = read_study(small_study()).fingerprint
    folder = small_study()
    (folder / "notes.txt").write_text("beside the study")
    (folder / "data" / ".hidden").write_text("an editor's")
    assert first == read_study(folder).fingerprint
    assert 64 == len(first)
    (folder / "data" / "published.toml").write_text("a = 1")
    published = read_study(folder).fingerprint
    changed = read_study(small_study(patients=("210.5", "210.6"))).fingerprint
    chosen = read_study(small_study(study=("alpha = 0.05", "alpha = 0.01"))).fingerprint
    assert 4 == len({first, published, changed, chosen})


def test_the_reference_study_has_nothing_to_find():
    assert () == inspect_study(ROOT).findings


def test_reading_a_study_imports_no_statistics_and_no_presentation():
    program = (
        "import sys, il2report.study\n"
        "heavy = {'scipy', 'lifelines', 'matplotlib', 'weasyprint', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "src")},
    )
    assert "[]\n" == run.stdout
