"""Values that a table can hold and that are seldom meant give a notice, one for each column."""

from datetime import date

import pytest

from il2report.study import inspect_study
from il2report.study.checks import doubts


def with_cells(folder, table, column, *cells):
    path = folder / "data" / f"{table}.csv"
    header, *rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    for row, cell in zip(rows, cells, strict=False):
        row[header.index(column)] = cell
    path.write_text("".join(",".join(row) + "\n" for row in (header, *rows)), encoding="utf-8")
    return inspect_study(folder).findings


@pytest.mark.parametrize(
    ("today", "found"), [(date(2035, 1, 1), []), (date(2034, 12, 31), ["date-to-come"])]
)
def test_a_date_after_today_is_a_notice(small_study, monkeypatch, today, found):
    monkeypatch.setattr(doubts, "today", lambda: today)
    findings = with_cells(
        small_study(), "patients", "last_contact_date", "2035-01-01", "2035-01-01"
    )
    assert found == [finding.code for finding in findings]
    assert all("2035-01-01 is after today" in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("column", "cells", "found"),
    [
        ("ldh", ("998", "1000"), 0),
        ("ldh", ("999", "9999"), 1),
        ("ldh", ("99999",), 1),
    ],
)
def test_nines_for_a_missing_value_are_a_notice(small_study, column, cells, found):
    findings = with_cells(small_study(), "patients", column, *cells)
    assert ["code-for-missing"] * found == [finding.code for finding in findings]
