"""Measured lesions: those of one organ, followed by their diameters over time."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Self

from pydantic import Field, Strict, model_validator

from il2report.study.declarations.names import Codes, Key, Keys
from il2report.study.declarations.variables import Variable
from il2report.study.notation import Line, Section

DURATION, DIAMETERS = "duration", "diameters"
OWN = (DURATION, DIAMETERS)
"""What the lesions themselves give the columns of their table; the others are declared variables."""
LAST_DOSE = "last_dose"
"""The start of a disease-free time that is no column: the last dose of the last cycle."""
OF_EACH = frozenset(
    {"n", "resolved", "duration", "ongoing", "disease_free", "lesion", "lesions", "id"}
)
"""Words of the results of each patient, which no variable shown beside them may have as its name."""

OF_OTHER_ROWS = frozenset(
    {
        *("patients", "cycles", "adverse_events", "metastases", "prior_therapies"),
        *("codebook", "corrections"),
    }
)
"""Tables of the program, whose rows are no measurements of lesions."""

Where = Mapping[Key, Codes]


class LesionColumn(Section):
    """A column of the table of the patients with the lesions.

    `of` is a declared variable, `duration` or `diameters`. With `codes`, codes are printed and
    explained in a note. `detail` is a further column of the variable's table: what it has is printed
    in place of the label, such as the drug in place of the kind of treatment.
    """

    of: Key
    """A declared variable, `duration` or `diameters`."""
    heading: Line | None = None
    """Its heading; without it the label of the variable."""
    codes: bool = False
    """Whether codes are printed, and explained in a note."""
    detail: Key | None = None
    """A further column of the table of the variable, printed in place of its label."""


class DiseaseFree(Section):
    """Time free of disease of some of the patients: from the last dose, or another date, to the event.

    It is counted in completed months. Without the event it runs to `censor`, and goes on.
    """

    among: Annotated[Where, Field(min_length=1)]
    """The patients, by codes of variables."""
    start: Key = LAST_DOSE
    """The column of the first day, or `last_dose`."""
    event: Key
    """The column of the day on which the disease came back."""
    censor: Key
    """The column of the day on which a patient without an event was last seen."""


class MeasuredLesions(Section):
    """Lesions of one organ that were measured again and again, patient by patient.

    `label` is what the patients have, such as "liver metastases", `lesion` what one is called. A row
    of `table` is one measurement: patient_id, lesion, location, assessed_on and diameter_mm, 0 once
    the lesion has resolved. `among` says by codes of variables who has them; without it, every patient with
    a row. `values` are variables whose numbers are results of each patient. Of more than `most_patients`
    the manuscript gives a summary.
    """

    name: Key
    """Its name in ids: `NAME.n`."""
    label: Line
    """What the patients have."""
    lesion: Line = "lesion"
    """What one of them is called."""
    lesions: Line | None = None
    """What several are called; without it `lesion` with an s."""
    table: Key = "lesions"
    """The table of measurements: patient_id, lesion, location, assessed_on, diameter_mm."""
    among: Annotated[Where, Field(min_length=1)] | None = None
    """Who has them, by codes of variables; without it every patient with a row."""
    values: Keys | None = None
    """Variables whose numbers are results of each patient."""
    columns: Annotated[tuple[LesionColumn, ...], Strict(strict=False), Field(min_length=1)] = (
        LesionColumn(of=DURATION),
        LesionColumn(of=DIAMETERS),
    )
    """The columns of the table of these patients."""
    disease_free: DiseaseFree | None = None
    """A time free of disease."""
    most_patients: int = Field(40, ge=1)
    """Of more patients the manuscript gives a summary."""

    @property
    def several(self) -> str:
        """What more than one is called."""
        return self.lesions or f"{self.lesion}s"

    @property
    def shown(self) -> tuple[LesionColumn, ...]:
        """The columns that print declared variables."""
        return tuple(column for column in self.columns if column.of not in OWN)

    @property
    def variables(self) -> Iterator[str]:
        """The declared variables that it mentions."""
        yield from self.among or ()
        yield from self.values or ()
        yield from (column.of for column in self.shown)
        if self.disease_free:
            yield from self.disease_free.among

    def refuse_unfit(self, variables: Mapping[str, Variable]) -> None:
        """Refuse variables that cannot say who has lesions, or cannot be shown as asked."""
        for name in self.among or ():
            if variables[name].derivation:
                raise ValueError(
                    f"measured_lesions.among: {name} is derived; name variables that are columns"
                )
        for name in self.values or ():
            if variables[name].of_kind not in ("number", "ordered"):
                raise ValueError(f"measured_lesions.values: {name} is neither a number nor ordered")
        for column in self.shown:
            variable = variables[column.of]
            if variable.of_kind == "date":
                raise ValueError(f"measured_lesions.columns: {column.of} is a date")
            if column.detail and (variable.table == "patients" or variable.derivation):
                raise ValueError(
                    f"measured_lesions.columns: {column.of} has no further column {column.detail};"
                    " only a variable of another table may have several rows with details"
                )
            if variable.is_number and (column.codes or column.detail):
                raise ValueError(
                    f"measured_lesions.columns: {column.of} is a number, without codes or detail"
                )

    @model_validator(mode="after")
    def names_are_free(self) -> Self:
        """Refuse a variable whose name the results of each patient need, and one shown twice."""
        if taken := OF_EACH.intersection((*(self.values or ()), *(one.of for one in self.shown))):
            raise ValueError(f"the variable {min(taken)} has the name of a result of the lesions")
        names = [column.of for column in self.columns]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"the column {twice[0]} is given twice")
        if self.table in OF_OTHER_ROWS:
            raise ValueError(f"table: {self.table} does not hold measurements of lesions")
        return self
