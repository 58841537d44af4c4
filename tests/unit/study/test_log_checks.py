"""An entry of the correction log is about a table and a column that the study has."""

import pytest

from il2report.study import inspect_study

HEAD = "date,who,patient_id,table,column,old,new,reason\n"
PLACE = "data/corrections.csv, row 3, column"


@pytest.mark.parametrize(
    ("table", "column", "new", "said"),
    [
        ("patients", "ldh", "3", None),
        ("patients.csv", "LDH", "3", None),
        ("patients", "", "added", None),
        ("patients", "", "Removed", None),
        (
            "patiens",
            "ldh",
            "3",
            f"{PLACE} table: there is no table 'patiens' to correct. Did you mean patients? [unknown-log-table]",
        ),
        (
            "zzz",
            "ldh",
            "3",
            f"{PLACE} table: there is no table 'zzz' to correct. Choose from patients, ",
        ),
        (
            "patients",
            "ldhh",
            "3",
            f"{PLACE} column: patients has no column 'ldhh'. Did you mean ldh? [unknown-log-column]",
        ),
        (
            "cycles",
            "zzz",
            "3",
            f"{PLACE} column: cycles has no column 'zzz'. It has patient_id, cycle, start_date, last_dose_date, doses. [unknown-log-column]",
        ),
        (
            "patients",
            "",
            "3",
            f"{PLACE} new: without a column the entry is about a whole row; new must then be added or removed [log-without-column]",
        ),
    ],
)
def test_an_entry_names_what_there_is(small_study, table, column, new, said):
    folder = small_study()
    entries = [f"2026-01-02,A,A1,{each},2,{new},charts\n" for each in ("patients,ldh", f"{table},{column}")]  # fmt: skip
    (folder / "data" / "corrections.csv").write_text(HEAD + "".join(entries), encoding="utf-8")
    found = [str(f) for f in inspect_study(folder).findings if f.place.file.endswith("corrections.csv")]  # fmt: skip
    if said is None:
        assert [] == found
    else:
        assert [True] == [each.startswith(said) for each in found]
