"""A table of a notebook or a file is audited without a study."""

import subprocess
import sys

import pandas as pd
import pytest

import il2report
from il2report.errors import WrongUse

COLUMNS = ("Characteristic", "Weekly (N = 22)", "Monthly (N = 19)")
ROWS = (("Female, n (%)", "12 (54.5)", "11 (57.9)"), ("Male, n (%)", "10 (45.5)", "9 (42.1)"))


def frame(**extra):
    return pd.DataFrame(ROWS, columns=COLUMNS, **extra)


def test_a_frame_is_audited():
    audited = il2report.audit_table(frame())

    assert "<10 figures, 1 proved contradictions, 0 doubts>" == repr(audited)
    assert ["Male"] == [each["message"].split()[0] for each in audited.findings]
    assert {"contradictory", "consistent", "reproduced"} == {
        each["verdict"] for each in audited.figures
    }


def test_a_frame_whose_index_has_the_labels_reads_the_same():
    by_index = frame().set_index("Characteristic")

    assert il2report.audit_table(frame()).typed == il2report.audit_table(by_index).typed


def test_column_labels_of_two_levels_are_two_head_rows():
    columns = pd.MultiIndex.from_tuples([("", ""), *((arm, "n (%)") for arm in COLUMNS[1:])])
    rows = [(label.removesuffix(", n (%)"), *cells) for label, *cells in ROWS]
    audited = il2report.audit_table(pd.DataFrame(rows, columns=columns))

    assert {"count", "percent", "n"} == {each["statistic"] for each in audited.figures}


def test_numbers_are_refused_because_their_digits_are_lost():
    with pytest.raises(WrongUse, match=r"46\.7; give its cells as texts"):
        il2report.audit_table(pd.DataFrame({"Row": ["x"], "All (n = 15)": [46.70]}))


def test_a_missing_file_is_wrong_use(tmp_path):
    with pytest.raises(WrongUse, match="cannot be read"):
        il2report.audit_table(tmp_path / "gone.csv")


def test_no_part_of_a_study_is_imported(tmp_path):
    file = tmp_path / "table.csv"
    frame().to_csv(file, index=False)
    code = (
        "import il2report, sys; il2report.audit_table(sys.argv[1]);"
        "print(*(m for m in sys.modules if m.startswith(('il2report.study', 'il2report.results', 'pandas'))))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True
    )

    assert "" == ended.stdout.strip()
