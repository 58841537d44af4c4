"""The contract of one study: the columns of the program, and those that its study.toml declares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from il2report.errors import Finding, Place
from il2report.study.declarations import (
    Declarations,
    Endpoint,
    MeasuredLesions,
    Measurement,
    Toxicity,
    Variable,
)
from il2report.study.declarations.lesions import LAST_DOSE
from il2report.study.records import (
    BESIDE_THE_DATA,
    EARLIEST_DATE,
    LATEST_DATE,
    LESIONS,
    READ_TABLES,
    ColumnKind,
    ContractColumn,
    Record,
    data_records,
)

PATIENTS, PATIENT_ID = "patients", "patient_id"
WIDEST = 1e12
"""A number without declared limits may be from minus this to this."""

DEATH, DEATH_DATE, STATUS = "death", "death_date", "status"
LONGEST_TABLE = 31
OF_LESIONS = "measured_lesions"
CODES_ALLOWED = "a code of codebook.csv"
YES_NO_ALLOWED = f"{CODES_ALLOWED}, or yes or no, 1 or 0, true or false, y or n"
DATE_ALLOWED = "a date written as 2003-07-21, between 1900 and 2199"
NAME_ALLOWED = "letters, digits, hyphens and underscores"
IN_WORDS: Mapping[ColumnKind, str] = {
    ColumnKind.ID: "codes",
    ColumnKind.CODE: "codes",
    ColumnKind.WHOLE: "whole numbers",
    ColumnKind.NUMBER: "numbers",
    ColumnKind.DATE: "dates",
    ColumnKind.WORDS: "text",
    ColumnKind.TEXT: "text",
}


def study_records(declarations: Declarations) -> Mapping[str, Record]:
    """Give the record of every table: those of the program, and those that the study declares.

    Parameters
    ----------
    declarations : of the study

    Returns
    -------
    mapping of Record by table, the codebook and the log of corrections last
        Patients come first, then the tables of variables, and in a table the declared columns. A column that is declared is as its declarations say, whatever the program knows of one of
        that name; declarations that exclude each other are `conflicting_columns`.
    """
    records = dict(data_records(READ_TABLES))
    grade, events = _grade(declarations.toxicity), records["adverse_events"]
    columns = MappingProxyType({**events.columns, grade.name: grade})
    records[grade.table] = replace(events, columns=columns)
    for table, by in _tables(declarations):
        known = records.get(table) or _new_record(table, by)
        records[table] = replace(known, needed_by=tuple(dict.fromkeys((*known.needed_by, by))))
    order: dict[tuple[str, str], int] = {}
    for place, declared in enumerate(_declared(declarations)):
        order.setdefault((declared.table, declared.name), place)
        record = records[declared.table]
        known_column = record.columns.get(declared.name)
        merged = known_column and (_merged(known_column, declared) or known_column)
        column = merged or declared
        columns = MappingProxyType({**record.columns, declared.name: column})
        records[declared.table] = replace(record, columns=columns)
    for measurement in declarations.measurement:
        record = records[measurement.table]
        if not record.key:  # a patient has one value at a time
            records[measurement.table] = replace(
                record, key=("patient_id", measurement.time_column)
            )
    named = {table: None for table, by in _tables(declarations) if by != OF_LESIONS}
    return MappingProxyType(
        {
            table: _declared_first(records[table], order)
            for table in dict.fromkeys((PATIENTS, *named, *records))
        }
        | {table: READ_TABLES[table] for table in BESIDE_THE_DATA}
    )


def _declared_first(record: Record, order: Mapping[tuple[str, str], int]) -> Record:
    """Put the columns that are declared behind the patient, in their order, and others behind them."""
    ordered = sorted(
        record.columns.values(),
        key=lambda column: (
            column.name != PATIENT_ID,
            order.get((column.table, column.name), len(order)),
        ),
    )
    return replace(record, columns=MappingProxyType({column.name: column for column in ordered}))


def conflicting_columns(declarations: Declarations) -> Iterator[Finding]:
    """Find the columns that declarations take for different things, and tables that hold no data."""
    found = {
        (record_of, name): column
        for record_of, record in data_records(READ_TABLES).items()
        for name, column in record.columns.items()
    }
    for table, by in _tables(declarations):
        if table in BESIDE_THE_DATA:
            message = f"{by}: the table {table} has no rows of patients"
            yield Finding("bad-setting", Place("study.toml"), message)
        if len(table) > LONGEST_TABLE:
            message = f"{by}: a table's name has up to {LONGEST_TABLE} characters, as a sheet of a workbook"
            yield Finding("bad-setting", Place("study.toml"), message)
    for declared in _declared(declarations):
        where = declared.table, declared.name
        known = found.setdefault(where, declared)
        merged = _merged(known, declared)
        if merged is None:
            first = f"{known.needed_by[0]} declares" if known.needed_by else "the program expects"
            message = (
                f"the column {declared.table}.{declared.name} cannot have {IN_WORDS[known.kind]}, as"
                f" {first}, and {IN_WORDS[declared.kind]}, as {declared.needed_by[0]} does"
            )
            yield Finding("bad-setting", Place("study.toml"), message)
        else:
            found[where] = merged


def _merged(known: ContractColumn, declared: ContractColumn) -> ContractColumn | None:
    """Bring two accounts of one column together; None where no cell can be as both say.

    What the program knows is `known` without a declaration, and gives way.
    """
    kinds = {known.kind, declared.kind}
    if not known.needed_by:
        if ColumnKind.DATE in kinds and len(kinds) > 1:
            return None
        if known.kind is ColumnKind.CODE and declared.kind is ColumnKind.NUMBER:
            return None
        if known.kind is ColumnKind.WHOLE:
            # What the program computes with it needs whole numbers.
            limits = {"low": declared.low, "high": declared.high}
            is_number = declared.kind is ColumnKind.NUMBER
            return replace(
                known,
                may_be_blank=declared.may_be_blank,
                allowed=known.allowed if not is_number else declared.allowed,
                needed_by=declared.needed_by,
                is_required=declared.is_required or known.is_required,
                **(limits if is_number else {}),
            )
        return replace(declared, is_required=declared.is_required or known.is_required)
    if len(kinds) > 1 and kinds != {ColumnKind.CODE, ColumnKind.ID}:
        return None
    first = known if known.kind is ColumnKind.CODE else declared
    blank = known.may_be_blank and declared.may_be_blank
    low, high = first.low, first.high
    allowed = first.allowed.removesuffix(", or blank")
    if first.kind is ColumnKind.NUMBER:
        low, high = max(known.low, declared.low), min(known.high, declared.high)
        of_both = (one for one in (known, declared) if (one.low, one.high) == (low, high))
        in_words = next((one.allowed for one in of_both), _a_number(low, high))
        allowed = in_words.removesuffix(", or blank")
    merged = replace(
        first,
        is_yes_no=first.kind is ColumnKind.CODE
        and all(one.is_yes_no for one in (known, declared) if one.kind is first.kind),
        holds=known.holds,
        low=low,
        high=high,
        may_be_blank=blank,
        needed_by=tuple(dict.fromkeys((*known.needed_by, *declared.needed_by))),
        is_required=known.is_required or declared.is_required,
    )
    return replace(merged, allowed=_or_blank(allowed, may_be_blank=blank))


def _tables(declarations: Declarations) -> Iterator[tuple[str, str]]:
    """Give each table that a declaration reads, with the declaration."""
    for variable in declarations.variable:
        by = f"variable {variable.name}"
        rows = variable.any_of or variable.count
        if rows:
            yield rows.table, by
        elif not variable.derivation:
            yield variable.table, by
    for measurement in declarations.measurement:
        yield measurement.table, f"measurement {measurement.name}"
    for comparison in declarations.comparison:
        if "toxicity" in comparison.of:
            yield "adverse_events", f"comparison {comparison.name}"
    if declarations.measured_lesions:
        yield declarations.measured_lesions.table, OF_LESIONS


def _new_record(table: str, by: str) -> Record:
    """Give the record of a table that the program does not know, before its columns are declared."""
    patient = replace(LESIONS.columns[PATIENT_ID], table=table)
    of_patient = MappingProxyType({PATIENT_ID: patient})
    if by == OF_LESIONS:
        return replace(LESIONS, columns=of_patient)
    return Record(f"row of {table}", of_patient, (), ())


@dataclass(frozen=True, slots=True)
class _Declaration:
    """Makes the columns of one declaration; `by` is what messages call it, `label` what it prints."""

    by: str
    label: str
    table: str = PATIENTS

    def column(
        self, name: str, kind: ColumnKind, holds: str, allowed: str, *, may_be_blank: bool = True
    ) -> ContractColumn:
        """Declare a column that has to be there."""
        return ContractColumn(
            table=self.table,
            name=name,
            kind=kind,
            holds=holds,
            allowed=_or_blank(allowed, may_be_blank=may_be_blank),
            may_be_blank=may_be_blank,
            is_required=True,
            needed_by=(self.by,),
        )

    def number(
        self,
        name: str,
        holds: str,
        least: float | None = None,
        most: float | None = None,
        *,
        unit: str | None = None,
        may_be_blank: bool = True,
    ) -> ContractColumn:
        """Declare a column of numbers."""
        low, high = -WIDEST if least is None else least, WIDEST if most is None else most
        allowed = _a_number(low, high, unit)
        column = self.column(name, ColumnKind.NUMBER, holds, allowed, may_be_blank=may_be_blank)
        return replace(column, low=low, high=high)

    def date(self, name: str, holds: str, *, may_be_blank: bool = True) -> ContractColumn:
        """Declare a column of dates."""
        column = self.column(name, ColumnKind.DATE, holds, DATE_ALLOWED, may_be_blank=may_be_blank)
        return replace(column, low=EARLIEST_DATE, high=LATEST_DATE)

    def code(
        self, name: str, holds: str, *, may_be_blank: bool = True, is_yes_no: bool = False
    ) -> ContractColumn:
        """Declare a column of codes that the codebook lists."""
        allowed = YES_NO_ALLOWED if is_yes_no else CODES_ALLOWED
        column = self.column(name, ColumnKind.CODE, holds, allowed, may_be_blank=may_be_blank)
        return replace(column, is_yes_no=is_yes_no)


def _grade(toxicity: Toxicity) -> ContractColumn:
    """Give the column of the grades of adverse events by the scale that the study declares."""
    known = READ_TABLES["adverse_events"].columns["grade"]
    if toxicity.numbers is None:
        allowed = _or_blank(CODES_ALLOWED, may_be_blank=True)
        return replace(known, kind=ColumnKind.CODE, low=None, high=None, allowed=allowed)
    highest = len(toxicity.numbers)
    allowed = _or_blank(f"a whole number from 1 to {highest}", may_be_blank=True)
    return replace(known, high=highest, allowed=allowed)


def _declared(declarations: Declarations) -> Iterator[ContractColumn]:
    """Give every column that a declaration names, once for each that names it."""
    for variable in declarations.variable:
        yield from _of_variable(variable)
    for endpoint in declarations.endpoint:
        yield from _of_endpoint(endpoint)
    for measurement in declarations.measurement:
        yield from _of_measurement(measurement)
    for comparison in declarations.comparison:
        response = declarations.response_variable
        if "response" in comparison.of and response and not response.derivation:
            of = _Declaration(f"comparison {comparison.name}", response.label, response.table)
            yield of.code(response.from_column, response.label)
    if declarations.deaths and declarations.deaths.status_codes:
        of = _Declaration("deaths", "deaths")
        yield replace(of.code(STATUS, "disease and survival at last contact"), is_required=False)
    if declarations.measured_lesions:
        yield from _of_lesions(declarations.measured_lesions, declarations.variables)


def _of_variable(variable: Variable) -> Iterator[ContractColumn]:
    of = _Declaration(f"variable {variable.name}", variable.label, variable.table)
    at_patient = replace(of, table=PATIENTS)
    may_be_blank = variable.missing != "refuse"
    holds = f"{variable.label}, in {variable.unit}" if variable.unit else variable.label
    name, kind = variable.from_column, variable.of_kind
    if variable.any_of and variable.any_of.column:
        yield replace(of, table=variable.any_of.table).code(
            variable.any_of.column, f"codes of which some make up {variable.label}"
        )
    for day in (*(variable.months_between or ()), *filter(None, [variable.formed_on])):
        yield at_patient.date(day, f"a date of {variable.label}")
    if variable.derivation:
        return
    if kind == "number":
        limits = variable.least, variable.most
        yield of.number(name, holds, *limits, unit=variable.unit, may_be_blank=may_be_blank)
    elif kind == "date":
        yield of.date(name, holds, may_be_blank=may_be_blank)
    else:
        yield of.code(name, holds, may_be_blank=may_be_blank, is_yes_no=kind == "yes_no")


def _of_endpoint(endpoint: Endpoint) -> Iterator[ContractColumn]:
    of, label = _Declaration(f"endpoint {endpoint.name}", endpoint.label), endpoint.label
    for name in filter(None, (endpoint.start, endpoint.censor)):
        yield of.date(name, f"a date of {label}", may_be_blank=False)
    for name in endpoint.event or ():
        if name != DEATH:
            yield of.date(name, f"the day of an event of {label}; blank if there was none")
            continue
        # Which of them a study has is for its data to say.
        day = of.date(DEATH_DATE, "the day of death; blank for who is alive")
        status = of.code(STATUS, "disease and survival at last contact")
        yield from (replace(each, is_required=False) for each in (day, status))
    if endpoint.dead_codes and DEATH not in (endpoint.event or ()):
        yield of.code(STATUS, "disease and survival at last contact")
    if endpoint.time:
        time = of.number(endpoint.time, f"{label}, in {endpoint.unit}", 0, may_be_blank=True)
        yield replace(time, is_time=True)
    if endpoint.event_column:
        holds = f"whether the time of {label} ended in an event"
        yield of.column(endpoint.event_column, ColumnKind.ID, holds, NAME_ALLOWED)


def _of_measurement(measurement: Measurement) -> Iterator[ContractColumn]:
    of = _Declaration(f"measurement {measurement.name}", measurement.label, measurement.table)
    holds = f"the time of {measurement.label}"
    yield of.code(measurement.time_column, holds, may_be_blank=False)
    unit = f", in {measurement.unit}" if measurement.unit else ""
    value = measurement.column, f"{measurement.label}{unit}"
    yield of.number(*value) if measurement.is_number else of.code(*value, is_yes_no=True)


def _of_lesions(
    lesions: MeasuredLesions, variables: Mapping[str, Variable]
) -> Iterator[ContractColumn]:
    by = (OF_LESIONS,)
    for column in LESIONS.columns.values():
        if column.name != PATIENT_ID:
            needed_by = by if column.is_required else ()
            yield replace(column, table=lesions.table, needed_by=needed_by)
    for shown in lesions.columns:
        if shown.detail and shown.of in variables:
            of = _Declaration(*by, lesions.label, variables[shown.of].table)
            yield of.column(
                shown.detail,
                ColumnKind.WORDS,
                f"what is printed in place of {variables[shown.of].label}",
                "one line of text with a letter in it, without blanks at its ends",
            )
    if lesions.disease_free:
        of = _Declaration(*by, lesions.label)
        free = lesions.disease_free
        if free.start != LAST_DOSE:
            yield of.date(free.start, "the day from which a patient was free of disease")
        yield of.date(free.event, "the day on which the time free of disease ends")
        yield of.date(free.censor, "the day up to which a patient was free of disease")


def _a_number(low: float, high: float, unit: str | None = None) -> str:
    span = "" if low <= -WIDEST else f" from {low:g}"
    if high < WIDEST:
        span += f" to {high:g}" if span else f" up to {high:g}"
    return f"a number of {unit}{span}" if unit else f"a number{span}"


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
