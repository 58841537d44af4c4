"""Files of SAS, SPSS and Stata become the cells that a CSV file would have."""

from datetime import date
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from il2report.errors import Finding
from il2report.study.statistical_files import StatisticalFile, read_statistical_file

FRAME = pd.DataFrame(
    {
        "subject": ["P1", "P2", "P3"],
        "age": [61.0, 58.5, None],
        "small": [0.00001, 1.0, 2.0],
        "seen": [date(2020, 1, 31), None, date(2021, 12, 1)],
        "stage": [1.0, 2.0, None],
    }
)
LABELS = {"stage": {1: "early", 2: "late"}}


def written(folder: Path, suffix: str) -> bytes:
    path = folder / f"table{suffix}"
    match suffix:
        case ".sav":
            pyreadstat.write_sav(FRAME, path, variable_value_labels=LABELS)
        case ".dta":
            pyreadstat.write_dta(FRAME, path, variable_value_labels=LABELS)
        case ".xpt":
            pyreadstat.write_xport(FRAME, path, file_format_version=5)
        case _:
            pyreadstat.write_xport(FRAME, path, file_format_version=8)
    return path.read_bytes()


def read(file: str, content: bytes) -> tuple[StatisticalFile | None, list[Finding]]:
    findings: list[Finding] = []
    return read_statistical_file(file, content, findings.append), findings


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".xpt"])
def test_cells_are_those_of_a_csv_file(tmp_path: Path, suffix: str) -> None:
    found, findings = read(f"data/patients{suffix}", written(tmp_path, suffix))
    assert findings == []
    assert found is not None
    assert {name: list(cells) for name, cells in found.sheet.columns.items()} == {
        "subject": ["P1", "P2", "P3"],
        "age": ["61", "58.5", ""],
        "small": ["0.00001", "1", "2"],
        "seen": ["2020-01-31", "", "2021-12-01"],
        "stage": ["1", "2", ""],
    }
    assert list(found.sheet.rows) == [1, 2, 3]


def test_a_transport_file_of_version_8_is_read_as_well(tmp_path: Path) -> None:
    found, findings = read("data/patients.xpt", written(tmp_path, ".xpt8"))
    assert findings == []
    assert found is not None
    assert found.sheet.columns["seen"] == ["2020-01-31", "", "2021-12-01"]


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_labels_of_values_are_kept_by_the_codes_of_the_cells(tmp_path: Path, suffix: str) -> None:
    found, _ = read(f"data/patients{suffix}", written(tmp_path, suffix))
    assert found is not None
    assert found.value_labels == {"stage": {"1": "early", "2": "late"}}


@pytest.mark.parametrize("suffix", [".sas7bdat", ".sav", ".dta", ".xpt"])
def test_a_file_that_is_none_of_them_is_one_finding(suffix: str) -> None:
    found, findings = read(f"data/patients{suffix}", b"patient_id,age\nP1,61\n" * 40)
    assert found is None
    assert [finding.code for finding in findings] == ["unreadable-file"]


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".xpt"])
def test_a_file_cut_short_is_a_finding_or_has_only_whole_records(
    tmp_path: Path, suffix: str
) -> None:
    content = written(tmp_path, suffix)
    found, findings = read(f"data/patients{suffix}", content[: len(content) - 7])
    assert (found is None) == bool(findings)
