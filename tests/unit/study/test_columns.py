"""Columns, as they are described to who fills them in, refuse what the checks refuse."""

from datetime import date, timedelta

import pytest
from reference_contract import CONTRACT

from il2report.study import inspect_study
from il2report.study.configuration import read_configuration
from il2report.study.contract import study_records
from il2report.study.outline import CodebookRows, Outline, table_columns

OF_BOUNDS = {"impossible-value", "not-eligible", "doses-above-maximum"}


def outlined(toml):
    choices = read_configuration(toml, pytest.fail)
    return Outline(choices, CodebookRows((), ()), (), study_records(choices))


@pytest.fixture
def choices(small_study):
    return outlined((small_study() / "study.toml").read_bytes())


@pytest.fixture
def column(choices):
    return lambda table, name: next(c for c in table_columns(table, choices) if c.name == name)


@pytest.mark.parametrize("table", CONTRACT)
def test_every_column_says_what_it_holds_and_what_is_allowed(choices, table):
    for column in table_columns(table, choices):
        assert column.holds
        assert column.allowed
        if column.type in (int, float):
            assert column.low is not None
            assert column.high is not None


def test_what_the_records_allow_is_taken_over(column):
    ldh = column("patients", "ldh")
    assert (float, 0.1, 100_000, False, True) == (
        ldh.type,
        ldh.low,
        ldh.high,
        ldh.excludes_low,
        ldh.may_be_blank,
    )
    grade = column("adverse_events", "grade")
    assert (int, 1, 5, True) == (grade.type, grade.low, grade.high, grade.may_be_blank)
    assert ("code", True) == (
        column("patients", "status").kind,
        column("patients", "status").may_be_blank,
    )
    assert ("id", "text") == (
        column("patients", "patient_id").kind,
        column("codebook", "label").kind,
    )


def test_study_toml_narrows_what_the_records_allow_and_is_named(column):
    age = column("patients", "age")
    assert (18, 120) == (age.low, age.high)
    assert (
        "a number of years from 0 to 120, and at least 18 (eligibility.age.min in study.toml)"
        == age.allowed
    )
    entry = column("patients", "entry_date")
    assert (date(2000, 1, 1), date(2008, 10, 31)) == (entry.low, entry.high)


def test_a_choice_that_narrows_nothing_is_not_spoken_of(small_study):
    toml = (
        small_study(study=("age = { min = 18 }", "age = { min = 0 }")) / "study.toml"
    ).read_bytes()
    columns = table_columns("patients", outlined(toml))
    assert ["a number of years from 0 to 120"] == [c.allowed for c in columns if c.name == "age"]


def test_a_period_before_all_dates_of_a_spreadsheet_is_cut(small_study):
    toml = (
        small_study(study=("start = 2000-01-01", "start = 0001-01-01")) / "study.toml"
    ).read_bytes()
    columns = table_columns("patients", outlined(toml))
    assert [date(1900, 1, 1)] == [c.low for c in columns if c.name == "entry_date"]


@pytest.mark.parametrize(
    ("table", "name", "row", "others"),
    [
        ("patients", "age", "A2,male,{},1,,2003-05-05,PD,2003-08-01,2004-02-02,DOD", "55"),
        ("patients", "ldh", "A3,male,62.5,2,{},2004-01-12,SD,2004-06-30,2004-09-01,AWD", "480"),
        ("cycles", "doses", "A2,1,2003-05-05,2003-05-09,{}", "14"),
        ("adverse_events", "grade", "A3,1,fever,{}", "4"),
        ("brain_lesions", "diameter_mm", "A1,L1,left_frontal,2003-02-20,{}", "10"),
    ],
)
def test_one_beyond_a_bound_is_refused_by_the_checks_too(
    small_study, column, table, name, row, others
):
    described = column(table, name)
    least = 0.5 if described.excludes_low else described.low
    allowed = [least, described.high]
    beyond = [described.low - (not described.excludes_low), described.high + 1]
    for value, is_refused in [*((v, False) for v in allowed), *((v, True) for v in beyond)]:
        folder = small_study(**{table: (row.format(others), row.format(value))})
        codes = {finding.code for finding in inspect_study(folder).errors}
        assert is_refused == (not codes.isdisjoint(OF_BOUNDS)), (value, codes)


def test_an_entry_outside_the_described_range_is_refused_by_the_checks_too(small_study, column):
    entry = column("patients", "entry_date")
    for day in (entry.low - timedelta(days=1), entry.high + timedelta(days=1)):
        folder = small_study(patients=("2005-10-10", str(day)))
        assert "entry-outside-period" in [f.code for f in inspect_study(folder).errors]
