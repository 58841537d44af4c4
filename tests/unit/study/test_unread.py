"""A file of data/ that looks like a table and that nothing reads gives a notice with what it may be meant for."""

import pytest

from il2report.study import inspect_study, read_study


def added(folder, *names):
    for name in names:
        (folder / "data" / name).write_text("x\n", encoding="utf-8")
    return [(f.code, f.place.file, f.message) for f in inspect_study(folder).findings]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("cycles (1).csv", "data/cycles.csv"),
        ("Patients.ods", "data/patients.csv"),
        ("Patients.SAV", "data/patients.sav"),
        ("cycles.csv.txt", "data/cycles.csv"),
        ("study.xls", "data/study.xlsx"),
        ("reference.json", "data/references.json"),
        ("adverse events.csv", "data/adverse_events.csv"),
    ],
)
def test_an_unread_file_is_a_notice_that_names_what_it_may_be_meant_for(small_study, name, meant):
    ((code, place, message),) = added(small_study(), name)
    assert ("unread-data", f"data/{name}") == (code, place)
    assert f"save it as {meant} if it is meant for that" in message


def test_an_unread_file_of_another_name_says_how_it_would_be_read(small_study):
    ((code, _, message),) = added(small_study(), "export.csv")
    assert "unread-data" == code
    assert "declare a variable with its name as the table" in message


@pytest.mark.parametrize(
    "name", ["notes.txt", "README.md", "~$study.xlsx", ".DS_Store", "scan.pdf"]
)
def test_notes_and_what_a_desktop_leaves_are_no_notice(small_study, name):
    assert [] == added(small_study(), name)


@pytest.mark.parametrize(("count", "findings"), [(5, 5), (6, 1)])
def test_many_unread_files_are_one_finding(small_study, count, findings):
    assert findings == len(added(small_study(), *(f"x{n}.csv" for n in range(count))))


@pytest.mark.parametrize(
    "other", ["Patients.csv", "patients.CSV", "patient.csv", "patients.csv.txt"]
)
def test_a_missing_table_names_the_file_that_may_be_meant(small_study, other):
    folder = small_study()
    (folder / "data/patients.csv").rename(folder / "data" / other)
    missing = next(f for f in inspect_study(folder).findings if f.code == "missing-file")
    assert f"Is data/{other} meant for it?" in missing.message


@pytest.mark.parametrize("other", ["Cycles.csv", "cycles.CSV", "cycle.csv", "cycles.csv.txt"])
def test_a_table_under_another_name_is_a_notice_that_names_the_table(small_study, other):
    folder = small_study()
    (folder / "data/cycles.csv").rename(folder / "data" / other)
    (finding,) = inspect_study(folder).findings
    assert ("unread-data", f"data/{other}") == (finding.code, finding.place.file)
    assert "save it as data/cycles.csv if it is meant for that" in finding.message


def test_a_study_has_the_tables_that_are_there(small_study):
    folder = small_study()
    for table in ("cycles", "adverse_events"):
        (folder / f"data/{table}.csv").unlink()
    study = read_study(folder)
    tables = study.tables
    assert ["codes-without-table"] == [notice.code for notice in study.notices]
    assert ["patients", "metastases", "prior_therapies", "brain_lesions"] == list(tables)
    assert not tables.has("cycles")
    with pytest.raises(AttributeError, match="no table cycles"):
        _ = tables.cycles
