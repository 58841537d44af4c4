"""Data sets of ADaM are read as the tables of a study, and named by subject and sequence."""

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from il2report.revisions.study_comparison import study_change
from il2report.study import inspect_study, read_study

SETTINGS = """\
title = "A trial"
short_title = "Trial"
authors = ["A. Author"]
data_origin = "synthetic"

[source.adam]
adsl = "adsl.xpt"
adae = "adae.xpt"
adtte = "adtte.csv"
adrs = "adrs.xpt"
population = "SAFFL"
arm = "TRT01A"
treatment_emergent = true
times = ["OS"]
response = "BOR"
response_codes = { MISSING = "NE" }

[toxicity]
columns = ["mild", "severe", "any"]
scale = { name = "severity", grades = "codebook", severe = "severe" }

[[variable]]
name = "arm"
kind = "category"
label = "Treatment"

[[variable]]
name = "died"
column = "dthfl"
kind = "yes_no"
label = "Died"

[[variable]]
name = "age_group"
column = "agegr1"
kind = "ordered"
label = "Age group"

[[endpoint]]
name = "os"
label = "Overall survival"
time = "os_aval"
event_column = "os_cnsr"
event_codes = ["0"]

[[comparison]]
name = "by_arm"
by = "arm"
of = ["os", "toxicity"]
"""
ADSL = pd.DataFrame(
    {
        "USUBJID": ["T-01", "T-02", "T-03", "T-04"],
        "SAFFL": ["Y", "Y", "N", "Y"],
        "TRT01A": ["HIGH DOSE", "Placebo", "Placebo", "Low Dose"],
        "TRT01AN": [2.0, 0, 0, 1],
        "DTHFL": ["Y", "", "", ""],
        "AGEGR1": [">64", "18-64", "18-64", "<18"],
    }
)
ADAE = pd.DataFrame(
    {
        "USUBJID": ["T-01", "T-01", "T-02", "T-03", "T-04"],
        "AESEQ": [1.0, 2, 1, 1, 1],
        "AEDECOD": ["PRURITUS", "PRURITUS", "NAUSEA", "NAUSEA", "NAUSEA"],
        "AEBODSYS": ["SKIN DISORDERS", "SKIN DISORDERS", *["GASTROINTESTINAL DISORDERS"] * 3],
        "AESEV": ["MILD", "SEVERE", "MILD", "MILD", "MILD"],
        "TRTEMFL": ["Y", "Y", "Y", "Y", ""],
    }
)
ADTTE = pd.DataFrame(
    {
        "USUBJID": ["T-01", "T-02", "T-04", "T-01"],
        "PARAMCD": ["OS", "OS", "OS", "PFS"],
        "ASEQ": [1, 1, 1, 2],
        "AVAL": [30, 60.5, 90, 20],
        "AVALU": ["DAYS", "DAYS", "DAYS", "DAYS"],
        "CNSR": [0, 1, 1, 0],
    }
)
ADRS = pd.DataFrame(
    {
        "USUBJID": ["T-01", "T-02", "T-04"],
        "PARAMCD": ["BOR", "BOR", "BOR"],
        "AVALC": ["PR", "MISSING", "CR"],
    }
)


def write(folder: Path, settings: str = SETTINGS, **changed: pd.DataFrame) -> Path:
    """Write a trial of four subjects, with some data sets changed."""
    sets = {"adsl": ADSL, "adae": ADAE, "adrs": ADRS} | changed
    (folder / "data").mkdir()
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    for name in ("adsl", "adae", "adrs"):
        pyreadstat.write_xport(sets[name], folder / "data" / f"{name}.xpt", file_format_version=5)
    changed.get("adtte", ADTTE).to_csv(folder / "data" / "adtte.csv", index=False)
    return folder


def errors(folder: Path) -> list[str]:
    return [str(finding) for finding in inspect_study(folder).errors]


def test_patients_are_the_population_with_their_arm_times_and_response(tmp_path):
    study = read_study(write(tmp_path))
    patients = study.tables.patients
    assert ["T-01", "T-02", "T-04"] == patients["patient_id"].tolist()
    assert ["high_dose", "placebo", "low_dose"] == patients["arm"].tolist()
    assert [30, 60.5, 90] == patients["os_aval"].tolist()
    assert ["0", "1", "1"] == patients["os_cnsr"].tolist()
    assert ["PR", "NE", "CR"] == patients["best_response"].tolist()


def test_codes_have_labels_in_the_order_of_the_number_beside_their_variable(tmp_path):
    codebook = read_study(write(tmp_path)).codebook
    labels = {
        name: [(code, entry.label) for code, entry in codebook.entries["patients", name].items()]
        for name in ("arm", "agegr1")
    }
    assert {
        "arm": [("placebo", "Placebo"), ("low_dose", "Low Dose"), ("high_dose", "High dose")],
        "agegr1": [("lt_18", "under 18"), ("18-64", "18-64"), ("gt_64", "over 64")],
    } == labels


def test_how_a_time_ended_is_said_as_the_records_say_it(tmp_path):
    told = ADTTE.assign(EVNTDESC=["Death", "Alive", "Lost to Follow-up", "Progression on CT"])
    codebook = read_study(write(tmp_path, adtte=told)).codebook
    assert ["Death", "Alive or lost to follow-up"] == [
        codebook.label("patients", "os_cnsr", code) for code in ("0", "1")
    ]


def test_a_flag_that_is_blank_is_no(tmp_path):
    assert ["yes", "no", "no"] == read_study(write(tmp_path)).tables.patients["dthfl"].tolist()


def test_events_are_those_of_the_population_that_are_treatment_emergent(tmp_path):
    study = read_study(write(tmp_path))
    events = study.tables.adverse_events
    assert [
        ("T-01", "pruritus", "mild"),
        ("T-01", "pruritus", "severe"),
        ("T-02", "nausea", "mild"),
    ] == [*zip(events["patient_id"], events["term"], events["grade"], strict=True)]
    assert ("Pruritus", "Skin disorders") == (
        study.codebook.label("adverse_events", "term", "pruritus"),
        study.codebook.group("adverse_events", "term", "pruritus"),
    )
    assert ("mild", "severe") == study.codebook.codes("adverse_events", "grade")


def test_without_a_choice_all_events_are_read_with_a_notice(tmp_path):
    folder = write(tmp_path, SETTINGS.replace("treatment_emergent = true\n", ""))
    assert 4 == len(read_study(folder).tables.adverse_events)
    assert ["not-emergent"] == [each.code for each in inspect_study(folder).notices]


def test_cells_are_told_by_data_set_record_and_sequence(tmp_path):
    layout = read_study(write(tmp_path)).layout
    assert [("data/adae.xpt", 2, "AESEV")] == [*layout.cells("adverse_events", "grade", [2])]
    assert "AESEQ 2" == layout.sequence("adverse_events", "grade", 2)
    # Of a CSV file the row of the spreadsheet: the third subject's time is in row 4.
    assert [("data/adtte.csv", 4, "AVAL")] == [*layout.cells("patients", "os_aval", [4])]
    assert "ASEQ 1" == layout.sequence("patients", "os_aval", 4)
    assert [("data/adsl.xpt", 4, "TRT01A")] == [*layout.cells("patients", "arm", [4])]


def test_a_finding_names_data_set_subject_and_sequence(tmp_path):
    wrong = ADTTE.assign(AVAL=[30, -1, 90, 20])
    expected = (
        "data/adtte.csv, row 3, ASEQ 1, column AVAL, patient T-02: '-1' is outside the permitted"
        " range; os_aval is a number from 0, or blank [impossible-value]"
    )
    assert [expected] == errors(write(tmp_path, adtte=wrong))


def test_a_row_of_the_codebook_goes_before_the_value(tmp_path):
    folder = write(tmp_path)
    (folder / "data" / "codebook.csv").write_text(
        "table,column,code,label,group,order\npatients,arm,placebo,Vehicle patch,,1\n",
        encoding="utf-8",
    )
    assert "Vehicle patch" == read_study(folder).codebook.label("patients", "arm", "placebo")


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ('"SAFFL"', '"SAFL"', "missing-column", "there is no variable SAFL"),
        ('times = ["OS"]', 'times = ["OST"]', "unknown-parameter", "Parameters are OS, PFS"),
        ('response = "BOR"', 'response = "CBOR"', "unknown-parameter", "Parameters are BOR"),
        ('adsl = "adsl.xpt"', 'adsl = "adsl.xp"', "bad-setting", "should end in"),
        ('adtte = "adtte.csv"\n', "", "bad-setting", "source.adam: times are read from ADTTE"),
        ('adae = "adae.xpt"', 'adae = "ae.xpt"', "missing-file", "there is no such file"),
        ('arm = "TRT01A"\n', "", "missing-column", "variable arm of study.toml needs it"),
        ('population = "', 'populations = "', "unknown-setting", "source.adam.population"),
        ('time = "os_aval"', 'unit = "months"\ntime = "os_aval"', "wrong-unit", "unit is DAYS"),
    ],
)
def test_a_wrong_mapping_is_one_finding(tmp_path, old, new, code, said):
    folder = write(tmp_path, SETTINGS.replace(old, new))
    found = {(each.code, said in str(each)) for each in inspect_study(folder).errors}
    assert (code, True) in found


def test_two_records_of_a_parameter_are_a_finding_that_a_condition_settles(tmp_path):
    twice = pd.concat([ADRS, ADRS.iloc[:1]]).assign(ANL01FL=["Y", "Y", "Y", "N"])
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert 1 == sum("[duplicate-key]" in one for one in errors(write(tmp_path / "one", adrs=twice)))
    where = SETTINGS.replace("[toxicity]", 'where = { adrs = { ANL01FL = "Y" } }\n\n[toxicity]')
    assert [] == errors(write(tmp_path / "two", where, adrs=twice))


def test_a_population_without_subjects_is_a_finding(tmp_path):
    found = errors(write(tmp_path, adsl=ADSL.assign(SAFFL="N")))
    assert any("SAFFL is Y for none of the 4 subjects" in one for one in found)


def test_subjects_that_adsl_does_not_have_are_findings(tmp_path):
    found = errors(write(tmp_path, adtte=ADTTE.assign(USUBJID=["T-01", "T-02", "T-09", "T-01"])))
    assert any("ADSL has no subject 'T-09'" in one for one in found)


def test_a_correction_is_told_by_the_data_set_in_which_it_was_made(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old = read_study(write(tmp_path / "old"))
    new = read_study(write(tmp_path / "new", adtte=ADTTE.assign(AVAL=[30, 61, 90, 20])))
    (correction,) = study_change(old, new).corrections
    assert "data/adtte.csv, row 3, ASEQ 1, patient T-02" == str(correction.rows[0].place)
