"""The contract of one study: the columns of the program, and those that its study.toml declares."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from il2report.study.declarations import Declarations, Endpoint, Toxicity, Variable
from il2report.study.records import (
    EARLIEST_DATE,
    LATEST_DATE,
    READ_TABLES,
    ColumnKind,
    ContractColumn,
    Record,
)

WIDEST = 1e12
"""A number without declared limits may be from minus this to this."""

CODES_ALLOWED = "a code of codebook.csv"
DATE_ALLOWED = "a date written as 2003-07-21, between 1900 and 2199"
NAME_ALLOWED = "letters, digits, hyphens and underscores"


def study_records(declarations: Declarations) -> Mapping[str, Record]:
    """Give the record of every table, with the declared columns behind those of the program.

    Parameters
    ----------
    declarations : of the study; their tables are tables of the program

    Returns
    -------
    mapping of Record by table
        A column that the program knows stays as it is, whatever a variable says of it.
    """
    further: dict[str, dict[str, ContractColumn]] = {}
    for column in _declared(declarations):
        if column.name not in READ_TABLES[column.table].columns:
            further.setdefault(column.table, {}).setdefault(column.name, column)
    grade = _grade(declarations.toxicity)
    further.setdefault(grade.table, {})[grade.name] = grade
    return MappingProxyType(
        {
            table: replace(
                record, columns=MappingProxyType({**record.columns, **further.get(table, {})})
            )
            for table, record in READ_TABLES.items()
        }
    )


def _grade(toxicity: Toxicity) -> ContractColumn:
    """Give the column of the grades of adverse events by the scale that the study declares."""
    known = READ_TABLES["adverse_events"].columns["grade"]
    if toxicity.numbers is None:
        allowed = _or_blank(CODES_ALLOWED, may_be_blank=True)
        return replace(
            _code(known.table, known.name, known.holds), allowed=allowed, may_be_blank=True
        )
    highest = len(toxicity.numbers)
    allowed = _or_blank(f"a whole number from 1 to {highest}", may_be_blank=True)
    return replace(known, high=highest, allowed=allowed)


def _declared(declarations: Declarations) -> Iterator[ContractColumn]:
    """Give the columns that declarations name; the first that names one says what it is."""
    for variable in declarations.variable:
        if not variable.derivation:
            yield _of_variable(variable)
        if variable.any_of and variable.any_of.column:
            yield _code(variable.any_of.table, variable.any_of.column, variable.label)
        for name in variable.months_between or ():
            yield _date(name, f"a date of {variable.label}", may_be_blank=True)
    for endpoint in declarations.endpoint:
        yield from _of_endpoint(endpoint)


def _of_variable(variable: Variable) -> ContractColumn:
    table, name, label = variable.table, variable.from_column, variable.label
    may_be_blank = variable.missing != "refuse"
    kind = variable.of_kind
    if kind == "number":
        return _number(
            table, name, label, (variable.least, variable.most), may_be_blank=may_be_blank
        )
    if kind == "date":
        return replace(_date(name, label, may_be_blank=may_be_blank), table=table)
    return replace(
        _code(table, name, label),
        allowed=_or_blank(CODES_ALLOWED, may_be_blank=may_be_blank),
        may_be_blank=may_be_blank,
    )


def _of_endpoint(endpoint: Endpoint) -> Iterator[ContractColumn]:
    label = endpoint.label
    for name in (endpoint.start, endpoint.censor):
        if name:
            yield _date(name, f"a date of {label}", may_be_blank=False)
    for name in endpoint.event or ():
        if name != "death":
            yield _date(name, f"the day of an event of {label}", may_be_blank=True)
    if endpoint.time:
        yield _number(
            "patients", endpoint.time, f"{label}, {endpoint.unit}", (0, None), may_be_blank=False
        )
    if endpoint.event_column:
        yield ContractColumn(
            table="patients",
            name=endpoint.event_column,
            kind=ColumnKind.ID,
            holds=f"whether the time of {label} ended in an event",
            allowed=NAME_ALLOWED,
        )


def _number(
    table: str,
    name: str,
    holds: str,
    limits: tuple[float | None, float | None],
    *,
    may_be_blank: bool,
) -> ContractColumn:
    low, high = limits
    span = "" if low is None else f" from {low:g}"
    span += "" if high is None else f" to {high:g}"
    return ContractColumn(
        table=table,
        name=name,
        kind=ColumnKind.NUMBER,
        holds=holds,
        allowed=_or_blank(f"a number{span}", may_be_blank=may_be_blank),
        may_be_blank=may_be_blank,
        low=-WIDEST if low is None else low,
        high=WIDEST if high is None else high,
    )


def _date(name: str, holds: str, *, may_be_blank: bool) -> ContractColumn:
    return ContractColumn(
        table="patients",
        name=name,
        kind=ColumnKind.DATE,
        holds=holds,
        allowed=_or_blank(DATE_ALLOWED, may_be_blank=may_be_blank),
        may_be_blank=may_be_blank,
        low=EARLIEST_DATE,
        high=LATEST_DATE,
    )


def _code(table: str, name: str, holds: str) -> ContractColumn:
    return ContractColumn(
        table=table, name=name, kind=ColumnKind.CODE, holds=holds, allowed=CODES_ALLOWED
    )


def _or_blank(allowed: str, *, may_be_blank: bool) -> str:
    return f"{allowed}, or blank" if may_be_blank else allowed


def coded_columns(records: Mapping[str, Record]) -> tuple[ContractColumn, ...]:
    """The columns that have codes, in the order of tables and columns."""
    return tuple(
        column
        for record in records.values()
        for column in record.columns.values()
        if column.kind is ColumnKind.CODE
    )
