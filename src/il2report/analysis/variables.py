"""The value of each declared variable in each patient: read from its column, or derived."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import filterfalse, pairwise
from operator import mul
from typing import Any

import pandas as pd

from il2report.analysis.description import Measured, cells, code_of, everyone, is_blank, measured
from il2report.analysis.measurements import Measurements
from il2report.analysis.months import DAYS_PER_MONTH
from il2report.study.codebook import Codebook
from il2report.study.declarations import AnyOf, Cut, Declarations, Variable, required
from il2report.study.declarations.variables import yes_and_no
from il2report.values import Exclusion, Patients, Proportion

NOT_RECORDED = "not recorded"
MOST_DECIMALS = 3
Value = Any
"""A number, a code, a date, or the codes of who may have several, each once in the order of the rows; None where missing."""


@dataclass(frozen=True, slots=True)
class Level:
    """One value that a variable may take: its code, what is printed for it, and its group or "".

    `is_declared` marks one that study.toml names, or that needs no name, rather than the codebook.
    """

    code: str
    label: str
    group: str = ""
    is_declared: bool = False

    @property
    def key(self) -> str:
        """The code as result ids have it."""
        return self.code.lower()


YES_AND_NO = Level("yes", "Yes", is_declared=True), Level("no", "No", is_declared=True)


@dataclass(frozen=True)
class Column:
    """A variable over the cohort.

    `cells` are in the order of `patients`; `levels` in the order of the codebook, none for a
    number or a date. `sources` are the columns read, as "table.column"; of `any_of`, `counted` are the
    codes of its column that make a patient one of the first level.
    """

    variable: Variable
    patients: Patients
    cells: tuple[Value, ...]
    levels: tuple[Level, ...]
    sources: tuple[str, ...]
    counted: tuple[str, ...] = ()

    @property
    def yes(self) -> Level:
        """The level of a yes-no variable that is counted: the first."""
        return self.levels[0]

    @cached_property
    def has_several(self) -> bool:
        """Whether a patient may have several of the levels."""
        return self.variable.table != "patients" and not self.variable.derivation

    def rows_read(self, codes: tuple[str, ...]) -> tuple[tuple[str, tuple[object, ...]], ...]:
        """The rows from which some levels are read, as column and codes; none where all of a patient's are."""
        if self.counted and not self.sources[0].startswith("patients."):
            return ((self.sources[0], self.counted),)
        return ((self.sources[0], codes),) if self.has_several else ()

    @cached_property
    def known(self) -> Patients:
        """The patients with a value."""
        return tuple(p for p, value in self._pairs if value is not None)

    def known_of(self, among: Patients) -> Patients:
        """List those of some patients who have a value, in their order."""
        return tuple(filterfalse(self._without.__contains__, among)) if self.excluded else among

    def unknown_of(self, among: Patients) -> Patients:
        """List those of some patients who have none, in their order."""
        return tuple(filter(self._without.__contains__, among)) if self.excluded else ()

    @cached_property
    def _without(self) -> frozenset[str]:
        return frozenset(out.patient_id for out in self.excluded)

    @cached_property
    def excluded(self) -> tuple[Exclusion, ...]:
        """The patients without a value."""
        return tuple(Exclusion(p, NOT_RECORDED) for p, value in self._pairs if value is None)

    @cached_property
    def by_patient(self) -> Mapping[str, Value]:
        """The value of each patient."""
        return dict(self._pairs)

    @cached_property
    def decimals(self) -> int:
        """Digits behind the point of a number: those declared, else those of the data, up to three.

        A quotient has as many as its parts do not, and is given with one.
        """
        if self.variable.decimals is not None:
            return self.variable.decimals
        if self.variable.derivation in ("ratio", "mean_of", "months_between"):
            return 1
        values = [float(value) for value in self.cells if value is not None]
        scale = Measurements.of(values).scale if values else 1
        return min(len(str(scale)) - 1, MOST_DECIMALS)

    def with_level(self, code: str, among: Patients | None = None) -> Proportion:
        """Count the patients with a level, of all, or of some.

        A patient without a value is in the denominator: a table has one, and says who is missing.
        """
        asked = self.patients if among is None else among
        return Proportion(self.having((code,), asked), asked)

    def having(self, codes: Collection[str], among: Patients) -> Patients:
        """List those of some patients who have any of some levels, in their order."""
        members = [self._members[code] for code in codes if code in self._members]
        inside = members[0] if len(members) == 1 else frozenset[str]().union(*members)
        return tuple(filter(inside.__contains__, among))

    @cached_property
    def _members(self) -> Mapping[str, frozenset[str]]:
        """The patients with each level."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for patient, value in self._pairs:
            if self.has_several:
                for code in value:
                    found[code].append(patient)
            else:
                found[value].append(patient)
        return {code: frozenset(patients) for code, patients in found.items()}

    def has(self, patient: str, code: str) -> bool:
        """Whether a patient has a level."""
        value = self.by_patient[patient]
        return code in value if self.has_several else value == code

    def measured(self, among: Patients | None = None) -> Measured:
        """Give the numbers of the patients, or of some."""
        asked = self.patients if among is None else among
        numbers = self.cells if among is None else map(self.by_patient.__getitem__, asked)
        values = [float("nan") if number is None else float(number) for number in numbers]
        return measured(asked, values, NOT_RECORDED)

    @property
    def _pairs(self) -> list[tuple[str, Value]]:
        return list(zip(self.patients, self.cells, strict=True))


class Columns(Mapping[str, Column]):
    """The declared variables by name, in their order; each is evaluated when it is first asked for.

    Parameters
    ----------
    tables : typed tables by name; each has `patient_id`, and patients one row per patient
    declarations : of which the variables are evaluated
    codebook : labels and order of the levels
    """

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], declarations: Declarations, codebook: Codebook
    ) -> None:
        self._tables, self._declarations, self._codebook = tables, declarations, codebook
        self._variables = declarations.variables
        self._found: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if name not in self._found:
            variable = self._variables[name]
            parts = [self[part] for part in variable.rests_on]
            self._found[name] = _column(
                variable, self._patients, self._tables, parts, self._declarations, self._codebook
            )
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in self._variables

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)

    @cached_property
    def _patients(self) -> Patients:
        return everyone(self._tables["patients"])


def _column(
    variable: Variable,
    patients: Patients,
    tables: Mapping[str, pd.DataFrame],
    parts: Sequence[Column],
    declarations: Declarations,
    codebook: Codebook,
) -> Column:
    sources = tuple(dict.fromkeys(source for part in parts for source in part.sources))
    levels: tuple[Level, ...] = ()
    counted: tuple[str, ...] = ()
    match variable.derivation:
        case "":
            values = _read(variable, patients, tables)
            sources = (f"{variable.table}.{variable.from_column}",)
            levels = _levels(variable, codebook, values)
        case "cut":
            values, levels = _cut(required(variable.cut), parts[0], _labelled(variable, codebook))
        case "any_of":
            asked = required(variable.any_of)
            levels = _labelled(variable, codebook) or YES_AND_NO
            counted = _codes_counted(asked, declarations, tables[asked.table])
            values = _any_of(asked, counted, patients, tables[asked.table], levels)
            sources = (f"{asked.table}.{asked.column or 'patient_id'}",)
        case "count":
            table = required(variable.count).table
            rows = pd.Series(tables[table]["patient_id"]).value_counts().to_dict()
            values, sources = [int(rows.get(p, 0)) for p in patients], (f"{table}.patient_id",)
        case "months_between":
            names = variable.months_between or ()
            values = _months_between(tables["patients"], *names)
            sources = tuple(f"patients.{name}" for name in names)
        case _:
            values = _combined(variable, parts)
    return Column(variable, patients, tuple(values), levels, sources, counted)


def _read(
    variable: Variable, patients: Patients, tables: Mapping[str, pd.DataFrame]
) -> Sequence[Value]:
    frame = tables[variable.table]
    contents = [None if is_blank(value) else value for value in cells(frame[variable.from_column])]
    if variable.table == "patients":
        return [_typed(variable, value) for value in contents]
    several: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for patient, value in zip(frame["patient_id"].tolist(), contents, strict=True):
        if value is not None:
            several[patient][str(value)] = None
    return [tuple(several[patient]) if patient in several else () for patient in patients]


def _typed(variable: Variable, value: Value) -> Value:
    if value is None:
        return None
    if variable.is_number:
        return float(value)
    if variable.of_kind == "date":
        return value
    return code_of(value)


def _levels(variable: Variable, codebook: Codebook, values: Sequence[Value]) -> tuple[Level, ...]:
    """Take the levels of a column from the codebook; yes and no need no rows there."""
    if variable.of_kind in ("number", "date"):
        return ()
    known = _labelled(variable, codebook)
    if known or variable.of_kind != "yes_no":
        return known
    pair = yes_and_no(value for value in values if value is not None) or ("yes", "no")
    return tuple(
        Level(code, level.label, is_declared=True)
        for code, level in zip(pair, YES_AND_NO, strict=True)
    )


def _labelled(variable: Variable, codebook: Codebook) -> tuple[Level, ...]:
    """The levels that the codebook has for a variable: under its column, or its name where it is derived."""
    where = variable.table, variable.from_column
    return tuple(
        Level(code, codebook.label(*where, code), codebook.group(*where, code))
        for code in codebook.codes(*where)
    )


def _cut(cut: Cut, of: Column, known: tuple[Level, ...]) -> tuple[list[Value], tuple[Level, ...]]:
    """Sort numbers into classes: a value on a point is in the class that starts there.

    `known` are the levels of the codebook, from the lowest class to the highest, or none.
    """
    points = [f"{point:g}" for point in cut.at]
    labels = cut.labels or (
        f"<{points[0]}",
        *(f"{a} to <{b}" for a, b in pairwise(points)),
        f"≥{points[-1]}",
    )
    levels = known or tuple(
        Level(code, label, is_declared=True) for code, label in zip(cut.codes, labels, strict=True)
    )
    values = [
        None if value is None else levels[sum(value >= point for point in cut.at)].code
        for value in of.cells
    ]
    return values, levels


def _codes_counted(
    asked: AnyOf, declarations: Declarations, frame: pd.DataFrame
) -> tuple[str, ...]:
    """Give the codes that count: those that are named, or those of the data but some."""
    if asked.column is None:
        return ()
    if codes := declarations.codes_counted(asked):
        return codes
    found = {code_of(code) for code in frame[asked.column].unique() if not is_blank(code)}
    return tuple(sorted(found.difference(asked.but or ())))


def _any_of(
    asked: AnyOf,
    codes: Sequence[str],
    patients: Patients,
    frame: pd.DataFrame,
    levels: Sequence[Level],
) -> list[Value]:
    """Give the first level to who has such a row, and the second to all others."""
    rows = frame["patient_id"].tolist()
    if asked.column:
        rows = [
            patient
            for patient, code in zip(rows, frame[asked.column].tolist(), strict=True)
            if code_of(code) in codes
        ]
    having = frozenset(rows)
    with_row, without = levels
    return [with_row.code if patient in having else without.code for patient in patients]


def _months_between(patients: pd.DataFrame, start: str, end: str) -> list[Value]:
    return [
        None if is_blank(a) or is_blank(b) else (b - a).days / DAYS_PER_MONTH
        for a, b in zip(cells(patients[start]), cells(patients[end]), strict=True)
    ]


def _combined(variable: Variable, parts: Sequence[Column]) -> list[Value]:
    """Derive each patient's value from those of other variables; missing where one of them is."""
    rows = list(zip(*(part.cells for part in parts), strict=True))
    complete = [row for row in rows if not any(value is None for value in row)]
    if variable.derivation == "count_true":
        codes = [part.yes.code for part in parts]
        derived: list[Value] = [
            sum(value == code for value, code in zip(row, codes, strict=True)) for row in complete
        ]
    else:
        derived = _calculated(variable, complete)
    following = iter(derived)
    return [None if any(value is None for value in row) else next(following) for row in rows]


def _calculated(variable: Variable, rows: Sequence[tuple[float, ...]]) -> list[float | None]:
    """Calculate with the decimals recorded: Python divides whole numbers and rounds once, correctly."""
    if not rows:
        return []
    columns = [Measurements.of(column) for column in zip(*rows, strict=True)]
    weights: Sequence[Fraction]
    match variable.derivation:
        case "ratio":
            over, under = columns
            pairs = zip(over.units, under.units, strict=True)
            return [a * under.scale / (b * over.scale) if b else None for a, b in pairs]
        case "difference":
            weights, divisor = (Fraction(1), Fraction(-1)), 1
        case "mean_of":
            weights, divisor = (Fraction(1),) * len(columns), len(columns)
        case _:
            given = (variable.sum_of or {}).values()
            weights, divisor = tuple(Measurements.of((weight,)).total for weight in given), 1
    common = math.lcm(*(w.denominator * of.scale for w, of in zip(weights, columns, strict=True)))
    factors = [
        w.numerator * (common // (w.denominator * of.scale))
        for w, of in zip(weights, columns, strict=True)
    ]
    return [
        sum(map(mul, factors, units)) / (common * divisor)
        for units in zip(*(of.units for of in columns), strict=True)
    ]
