"""Files of SAS, SPSS and Stata become the cells that a CSV file would have."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from il2report.errors import Finding
from il2report.study import statistical_files
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
    assert [finding.code for finding in findings] == ["bad-statistical-file"]


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".xpt"])
def test_a_file_cut_short_is_one_finding(tmp_path: Path, suffix: str) -> None:
    content = written(tmp_path, suffix)
    found, findings = read(f"data/patients{suffix}", content[: len(content) // 2 - 7])
    assert found is None
    assert [finding.code for finding in findings] == ["bad-statistical-file"]


def test_a_transport_file_of_two_data_sets_is_refused_because_one_would_be_left_out(
    tmp_path: Path,
) -> None:
    content = written(tmp_path, ".xpt")
    library = 3 * 80
    found, findings = read("data/patients.xpt", content + content[library:])
    assert found is None
    assert [finding.message for finding in findings] == [
        "the transport file has 2 data sets; export each to a file of its own"
    ]


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".xpt"])
def test_a_file_without_records_has_its_columns(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table{suffix}"
    write = {".sav": pyreadstat.write_sav, ".dta": pyreadstat.write_dta}
    write.get(suffix, pyreadstat.write_xport)(FRAME.iloc[:0][["subject", "age"]], path)
    found, findings = read(f"data/patients{suffix}", path.read_bytes())
    assert findings == []
    assert found is not None
    assert (["subject", "age"], []) == (list(found.sheet.columns), list(found.sheet.rows))


@pytest.mark.parametrize(
    "write",
    [
        lambda frame, path: frame.to_stata(path, write_index=False),
        pyreadstat.write_dta,  # as double precision
    ],
)
def test_a_number_of_single_precision_has_the_digits_that_were_entered(tmp_path, write) -> None:
    path = tmp_path / "table.dta"
    values = np.array([58.3, 1e-4, 16777217 / 2, 7], dtype="float32")
    write(pd.DataFrame({"weight": values}), path)
    found, _ = read("data/patients.dta", path.read_bytes())
    assert found is not None
    assert found.sheet.columns["weight"] == ["58.3", "0.0001", "8388608", "7"]


@pytest.mark.parametrize(
    ("stored", "width", "suffix", "expected"),
    [
        (1910374 / 32768, 4, ".sas7bdat", "58.3"),
        (1234.5, 3, ".sas7bdat", "1234.5"),
        (0.1 + 0.2, 8, ".sas7bdat", "0.3"),
        (6553 / 65536, 3, ".xpt", "0.1"),
    ],
)
def test_noise_of_how_a_number_is_stored_is_left_out(stored, width, suffix, expected):
    assert statistical_files._writer(suffix, "double", width)(stored) == expected


def test_missing_values_of_several_kinds_are_blank_with_a_notice(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "id": list("ABCDE"),
            "weight": [70.5, -9.0, -8.0, None, -9.0],
            "size": [1.0, -9.0, 2, 3, 4],
        }
    )
    path = tmp_path / "table.sav"
    missing = {name: [{"lo": -9, "hi": -8}] for name in ("weight", "size")}
    labels = {"weight": {-9.0: "refused"}, "size": {-9.0: "refused", 1.0: "small"}}
    pyreadstat.write_sav(frame, path, missing_ranges=missing, variable_value_labels=labels)
    found, findings = read("data/patients.sav", path.read_bytes())
    assert found is not None
    assert found.sheet.columns["weight"] == ["70.5", "", "", "", ""]
    assert found.value_labels == {"weight": {}, "size": {"1": "small"}}
    assert [str(finding) for finding in findings] == [
        "data/patients.sav, column weight: missing values of several kinds are all read as blank: -8 in 1, -9 (refused) in 2, the system's missing value in 1 [kinds-of-missing]"
    ]


def test_letters_of_missing_values_of_stata_are_blank_with_a_notice(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": list("ABCD"), "weight": [70, "a", "b", None]})
    path = tmp_path / "table.dta"
    pyreadstat.write_dta(frame, path, missing_user_values={"weight": ["a", "b"]})
    found, findings = read("data/patients.dta", path.read_bytes())
    assert found is not None
    assert found.sheet.columns["weight"] == ["70", "", "", ""]
    assert [finding.message for finding in findings] == [
        "missing values of several kinds are all read as blank: .A in 1, .B in 1, the system's missing value in 1"
    ]


def test_blank_records_are_left_out_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "table.sav"
    pyreadstat.write_sav(pd.DataFrame({"subject": ["P1", "", "P3"], "age": [1.0, None, 3]}), path)
    found, _ = read("data/patients.sav", path.read_bytes())
    assert found is not None
    assert ([1, 3], ["P1", "P3"]) == (list(found.sheet.rows), found.sheet.columns["subject"])


def test_characters_of_an_older_file_are_read_as_western_ones(tmp_path: Path) -> None:
    path = tmp_path / "table.xpt"
    pyreadstat.write_xport(pd.DataFrame({"city": ["Ko~ln", "Bonn"]}), path)
    found, findings = read("data/patients.xpt", path.read_bytes().replace(b"o~", b"\xf6" + b"l"))
    assert findings == []
    assert found is not None
    assert (["K\xf6lln", "Bonn"], ("Windows-1252 characters",)) == (
        found.sheet.columns["city"],
        found.sheet.read_as,
    )
