"""Variables: characteristics of each patient, from a column or derived from others."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from il2report.study.declarations.names import Code, Codes, Key, Keys, Pair, Points
from il2report.study.notation import Line, Section

Kind = Literal["number", "category", "ordered", "yes_no", "date"]
Summary = Literal["mean_sd", "median_range", "median_iqr"]


class Cut(Section):
    """Classes of a number: below the first point, from each point to below the next, from the last on."""

    of: Key
    """The number that is divided into classes."""
    at: Points
    """The points between the classes, rising; a value on a point is in the class that starts
    there."""
    labels: Annotated[tuple[Line, ...], Strict(strict=False)] = ()
    """What is printed for each class, one more than the points; without them `<60`, `60 to <80`,
    `≥80`."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the classes, from the lowest on, where the codebook gives none."""
        keys = [f"{point:g}".replace("-", "minus_").replace(".", "_") for point in self.at]
        between = (f"{low}_to_below_{high}" for low, high in pairwise(keys))
        return (f"below_{keys[0]}", *between, f"from_{keys[-1]}")

    @model_validator(mode="after")
    def points_rise(self) -> Self:
        """Refuse points out of order, and labels that are not one more than the points."""
        if list(self.at) != sorted(set(self.at)):
            raise ValueError("the points of `at` must rise")
        if self.labels and len(self.labels) != len(self.at) + 1:
            raise ValueError(
                f"labels should be {len(self.at) + 1}: one more than the points of `at`"
            )
        return self


class AnyOf(Section):
    """Whether a patient has any row with one of these codes, or any row at all."""

    table: Key
    """The table."""
    column: Key | None = None
    """The column of its codes; without it any row counts."""
    codes: Codes | None = None
    """The codes that count."""
    but: Codes | None = None
    """The codes that do not count, instead of `codes`."""
    definition: Literal["overall_response", "clinical_benefit"] | None = None
    """Instead of `codes`, the responses that count by this choice of `[definitions]`."""

    @model_validator(mode="after")
    def codes_have_a_column(self) -> Self:
        """Refuse codes without their column, and codes to count beside codes to leave out."""
        given = [name for name in ("codes", "but", "definition") if getattr(self, name)]
        if given and not self.column:
            raise ValueError("codes are given without their column")
        if len(given) > 1:
            raise ValueError(f"give {' or '.join(f'`{name}`' for name in given)}, not both")
        return self


class Count(Section):
    """The number of a patient's rows in a table."""

    table: Key
    """The table whose rows are counted."""


DERIVATIONS: Mapping[str, Kind] = {
    "cut": "ordered",
    "any_of": "yes_no",
    "count": "number",
    "months_between": "number",
    "ratio": "number",
    "difference": "number",
    "mean_of": "number",
    "count_true": "number",
    "sum_of": "number",
}
"""The derivations, and the kind of what each gives."""


YES_AND_NO = (("yes", "no"), ("1", "0"), ("true", "false"), ("y", "n"))
"""Codes of a yes-no column that need no row in the codebook, that which means yes first."""


def yes_and_no(codes: Iterable[str]) -> tuple[str, str] | None:
    """Find the pair that these codes of a yes-no column are of, in small letters or with capitals.

    Without any code it is the first pair; None where they are of no pair.
    """
    found = frozenset(codes)
    for yes, no in YES_AND_NO:
        for pair in ((yes, no), (yes.capitalize(), no.capitalize()), (yes.upper(), no.upper())):
            if found.issubset(pair):
                return pair
    return None


class Variable(Section):
    """A characteristic of each patient: a column of the data, or derived from other variables.

    A column of a table other than patients.csv may have several values per patient, which are then
    levels that do not exclude each other.
    """

    name: Key
    """Its name in ids: `cohort.NAME.…`."""
    label: Line
    """What is printed for it."""
    kind: Kind | None = None
    """Number, category, ordered, yes_no or date; a derivation settles it."""
    table: Key = "patients"
    """The table of its column; one with several rows per patient gives several values."""
    column: Key | None = None
    """Its column, if not that of its name."""
    missing: Literal["row", "note", "refuse"] = "note"
    """What becomes of missing values: a row of the table, a note below it, or an error."""
    reference: Code | None = None
    """The reference level of models; without it the first of the codebook."""
    unit: Line | None = None
    """The unit of a number, as it is printed."""
    decimals: int | None = Field(None, ge=0, le=6)
    """Decimals of its values; without them those of the data."""
    summary: Annotated[tuple[Summary, ...], Strict(strict=False), Field(min_length=1)] = (
        "mean_sd",
        "median_range",
    )
    """How a number is summarized."""
    in_table: bool | None = None
    """Whether the table of characteristics shows it; without it, if it is known at the start."""
    panel: Line | None = None
    """The heading of the part of that table which begins with it."""
    plural: Line | None = None
    """Its name in the plural, where a patient may have several values."""
    called: Mapping[Code, Line] = Field(default_factory=dict)
    """What patients with a level are called in sentences, in the plural: `{ male = "men", female = "women" }`."""
    unused: Literal["row", "hide"] = "row"
    """What tables make of a level that no patient has: a row of zeros, or nothing."""
    row_of: Key | None = None
    """Of a yes-no variable: the variable below whose rows that table counts it."""
    counted: Code | None = None
    """The level that is given where one row or one number is to describe it; without it that of yes."""
    formed: Literal["baseline", "after_start"] | None = None
    """Whether it is known at the start or forms later, where its source does not determine that."""
    formed_on: Key | None = None
    """The column of patients.csv with the day on which it formed."""
    least: float | None = None
    """The least value allowed."""
    most: float | None = None
    """The greatest value allowed."""
    cut: Cut | None = None
    """Derived: classes of a number."""
    any_of: AnyOf | None = None
    """Derived: whether a patient has any row in a table, or one with certain codes."""
    count: Count | None = None
    """Derived: the number of rows of a table."""
    months_between: Pair | None = None
    """Derived: months from one date to another."""
    ratio: Pair | None = None
    """Derived: one number divided by another."""
    difference: Pair | None = None
    """Derived: one number minus another."""
    mean_of: Keys | None = None
    """Derived: the mean of several numbers; missing if any is."""
    count_true: Keys | None = None
    """Derived: how many of several yes-no variables are yes."""
    sum_of: Mapping[Key, float] | None = None
    """Derived: a weighted sum; weights by variable."""

    @property
    def derivation(self) -> str:
        """The name of its derivation, "" for a column of the data."""
        return next((name for name in DERIVATIONS if getattr(self, name) is not None), "")

    @property
    def of_kind(self) -> Kind:
        """Its kind, which a derivation settles."""
        return self.kind or DERIVATIONS[self.derivation]

    @property
    def from_column(self) -> str:
        """The column that it is read from."""
        return self.column or self.name

    @property
    def is_number(self) -> bool:
        """Whether it is summarised by mean and median rather than counted by level."""
        return self.of_kind == "number"

    @property
    def may_be_cause(self) -> bool:
        """Whether it may be a cause of death: one code per patient."""
        return self.of_kind in ("category", "ordered", "yes_no") and self.table == "patients"

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The variables that it is derived from."""
        if self.cut:
            return (self.cut.of,)
        if self.derivation in ("any_of", "count", "months_between", ""):
            return ()
        return tuple(getattr(self, self.derivation))

    @model_validator(mode="after")
    def has_a_column_of_its_kind(self) -> Self:
        """Refuse the id of the patient, and a table that may have several values of one patient."""
        if self.derivation:
            return self
        if self.from_column == "patient_id":
            raise ValueError(f"{self.name}: patient_id says whose a row is, and is no variable")
        if self.table != "patients" and self.kind in ("number", "date", "yes_no"):
            raise ValueError(
                f"{self.name} is a {self.kind} of {self.table}, where a patient may have several rows;"
                " only a category or an ordered variable may have several values. Use count or"
                " any_of, or a column of patients.csv"
            )
        return self

    @model_validator(mode="after")
    def is_one_thing(self) -> Self:
        """Refuse two derivations in one, none without a kind, and settings that its kind has no use for."""
        given = [name for name in DERIVATIONS if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(
                f"{self.name} has {' and '.join(given)}; a variable has one derivation"
            )
        if not given and self.kind is None:
            raise ValueError(f"{self.name} needs a kind: number, category, ordered, yes_no or date")
        if given and self.kind not in (None, DERIVATIONS[given[0]]):
            raise ValueError(f"{self.name}: {given[0]} gives the kind {DERIVATIONS[given[0]]}")
        if given and (self.column or self.table != "patients"):
            raise ValueError(f"{self.name} is derived by {given[0]} and has no column of its own")
        if not self.is_number and (self.unit or self.decimals is not None):
            raise ValueError(f"{self.name} is no number, so it has neither unit nor decimals")
        if self.is_number and self.reference:
            raise ValueError(f"{self.name} is a number, so it has no reference level")
        if self.formed == "baseline" and self.formed_on:
            raise ValueError(f"{self.name} is formed at baseline and has a day on which it formed")
        if self.least is not None and self.most is not None and self.most < self.least:
            raise ValueError(f"{self.name}: most is below least")
        return self

    @model_validator(mode="after")
    def is_shown_as_its_kind_can_be(self) -> Self:
        """Refuse a counted level of a number, and a row among those of another variable that is not one of yes."""
        if self.is_number and self.counted:
            raise ValueError(f"{self.name} is a number, so it has no level that is counted")
        if self.row_of and self.of_kind != "yes_no":
            raise ValueError(
                f"{self.name}: row_of is for a yes-no variable, which has one row there"
            )
        return self


class Subset(Section):
    """Patients with these codes, by variable."""

    name: Key
    """Its name, for `among` and `within`."""
    label: Line
    """What is printed for it."""
    where: Mapping[Key, Codes]
    """The codes that its patients have, by variable; all must hold."""
