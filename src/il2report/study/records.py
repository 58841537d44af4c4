"""The contract of the data tables: one record type per table, one field per column.

A field's title says what its cells hold, its description what is allowed there. Findings quote the
description, the notes of an empty workbook both.
"""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

EARLIEST_DATE = date(1900, 1, 1)
LATEST_DATE = date(2199, 12, 31)
"""Dates beyond these are typing errors, and some would not fit a nanosecond time stamp."""

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+(\.0*)?")
DECIMAL_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
UNSEEN = r"\p{Cc}\p{Cf}\p{Zl}\p{Zp}"
"""What no text of a cell may hold: `characters` names it."""


def iso_date(cell: Any) -> Any:
    """Read `2003-07-21` and nothing looser: other spellings of a date are ambiguous."""
    if not isinstance(cell, str):
        return cell
    try:
        if ISO_DATE.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise PydanticCustomError("bad_date", "not a date")


def whole_number(cell: Any) -> Any:
    """Read `12`, and `12.0` as spreadsheets write it."""
    if not isinstance(cell, str):
        return cell
    if WHOLE_NUMBER.fullmatch(cell):
        return int(cell.partition(".")[0])
    raise PydanticCustomError("bad_whole_number", "not a whole number")


def decimal_number(cell: Any) -> Any:
    """Read `627.7`; neither a decimal comma, nor `nan`, nor `1e3`."""
    if not isinstance(cell, str):
        return cell
    if DECIMAL_NUMBER.fullmatch(cell):
        return float(cell)
    raise PydanticCustomError("bad_number", "not a number")


IsoDate = Annotated[date, BeforeValidator(iso_date), Field(ge=EARLIEST_DATE, le=LATEST_DATE)]
Whole = Annotated[int, BeforeValidator(whole_number)]
Decimal = Annotated[float, BeforeValidator(decimal_number)]
Name = Annotated[str, StringConstraints(pattern=r"^[\w--\p{Cf}][[\w-]--\p{Cf}]*$", max_length=64)]
Text = Annotated[
    str,
    StringConstraints(pattern=rf"^[^\s{UNSEEN}]([^{UNSEEN}]*[^\s{UNSEEN}])?$"),
]
Words = Annotated[
    str,
    StringConstraints(
        pattern=rf"^([^\s{UNSEEN}][^{UNSEEN}]*)?\p{{L}}([^{UNSEEN}]*[^\s{UNSEEN}])?$"
    ),
]
"""A name that the manuscript prints: a number alone would pass there for a result."""

Sex = Literal["female", "male"]
Response = Literal["CR", "PR", "MR", "SD", "PD", "NE"]
Status = Literal["NED", "AWD", "DOD", "DOC"]

A_DATE = "a date written as 2003-07-21, between 1900 and 2199"
AN_ID = "letters, digits, hyphens and underscores"
A_CODE = "a code of codebook.csv"
A_TEXT = "one line of text without blanks at its ends"
WORDS = "one line of text with a letter in it, without blanks at its ends"
A_PATIENT = "the patient whose row it is"


class Record(BaseModel):
    """One row of a table; `key` names the columns that no two rows may share.

    `quoting` names those that quote cells of tables, in which a word such as NA may have been.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: ClassVar[tuple[str, ...]] = ()
    quoting: ClassVar[tuple[str, ...]] = ()


class PatientRecord(Record):
    """One patient of patients.csv."""

    key = ("patient_id",)

    patient_id: Name = Field(
        title="the patient's id in this study, which must identify nobody", description=AN_ID
    )
    sex: Sex = Field(title="the patient's sex", description="female or male")
    age: Decimal = Field(
        title="age at diagnosis, in years",
        ge=0,
        le=120,
        description="a number of years from 0 to 120",
    )
    ecog: Whole = Field(
        title="ECOG performance status", ge=0, le=4, description="a whole number from 0 to 4"
    )
    ldh: Decimal | None = Field(
        None,
        title="lactate dehydrogenase at the start of therapy, in U/L",
        gt=0,
        le=100_000,
        description="U/L, a number above 0 and up to 100000, or blank",
    )
    entry_date: IsoDate = Field(
        title="the first day of therapy, from which time is counted", description=A_DATE
    )
    best_response: Response = Field(
        title="the best response that was reached", description="CR, PR, MR, SD, PD or NE"
    )
    progression_date: IsoDate | None = Field(
        None,
        title="the day of progression; blank while there is none",
        description=f"{A_DATE}, or blank",
    )
    last_contact_date: IsoDate = Field(
        title="the last day on which the patient was seen or heard of, or died", description=A_DATE
    )
    status: Status | None = Field(
        None,
        title="disease and survival at last contact",
        description="NED, AWD, DOD, DOC or blank",
    )


class MetastasisRecord(Record):
    """One metastatic site of one patient in metastases.csv."""

    key = ("patient_id", "site")

    patient_id: Name = Field(title=A_PATIENT, description=AN_ID)
    site: Name = Field(title="an organ with metastases", description=A_CODE)


class PriorTherapyRecord(Record):
    """One treatment before high-dose IL-2 in prior_therapies.csv."""

    key = ("patient_id", "modality", "agent")

    patient_id: Name = Field(title=A_PATIENT, description=AN_ID)
    modality: Name = Field(title="the kind of treatment", description=A_CODE)
    agent: Words | None = Field(
        None, title="the drug; for radiation, field and dose", description=f"{WORDS}, or blank"
    )


class CycleRecord(Record):
    """One treatment cycle of one patient in cycles.csv."""

    key = ("patient_id", "cycle")

    patient_id: Name = Field(title=A_PATIENT, description=AN_ID)
    cycle: Whole = Field(
        title="the number of the cycle, counted from 1 for each patient",
        ge=1,
        le=99,
        description="a whole number from 1 to 99",
    )
    start_date: IsoDate = Field(title="the day of the first dose", description=A_DATE)
    last_dose_date: IsoDate = Field(title="the day of the last dose", description=A_DATE)
    doses: Whole = Field(
        title="the number of doses given",
        ge=1,
        le=999,
        description="a whole number of doses, at least 1",
    )


class AdverseEventRecord(Record):
    """One reported adverse event in adverse_events.csv; a term may be reported repeatedly."""

    patient_id: Name = Field(title=A_PATIENT, description=AN_ID)
    cycle: Whole = Field(
        title="the number of the cycle in which it occurred",
        ge=1,
        le=99,
        description="a whole number from 1 to 99",
    )
    term: Name = Field(title="the name of the adverse event", description=A_CODE)
    grade: Whole = Field(
        title="its grade by the CTCAE; 5 is death",
        ge=1,
        le=5,
        description="a whole number from 1 to 5",
    )


class BrainLesionRecord(Record):
    """One measurement of one brain lesion in brain_lesions.csv; 0 mm means resolved."""

    key = ("patient_id", "lesion", "assessed_on")

    patient_id: Name = Field(title=A_PATIENT, description=AN_ID)
    lesion: Name = Field(
        title="the lesion's name, the same at every measurement", description=AN_ID
    )
    location: Name = Field(title="where in the brain it lies", description=A_CODE)
    assessed_on: IsoDate = Field(title="the day of the image", description=A_DATE)
    diameter_mm: Decimal = Field(
        title="its diameter in millimeters; 0 once it has resolved",
        ge=0,
        le=200,
        description="a number of millimeters from 0 (resolved) to 200",
    )


class CodebookRecord(Record):
    """One code of codebook.csv, with its label, its group, and its rank within its column."""

    key = ("table", "column", "code")

    table: Name = Field(
        title="the table in which the code is used", description="a table that has codes"
    )
    column: Name = Field(
        title="the column in which it is used", description="a column that has codes"
    )
    code: Name = Field(title="the code, as the table has it", description=AN_ID)
    label: Words = Field(title="what is printed for it", description=WORDS)
    group: Words | None = Field(
        None,
        title="what it has in common with others; an adverse event needs its organ system",
        description=f"{WORDS}, or blank",
    )
    order: Whole = Field(
        title="its place in printed tables, counted up within the column",
        ge=0,
        le=1_000_000,
        description="a whole number from 0",
    )


class CorrectionRecord(Record):
    """One entry of the correction log, corrections.csv: what was changed where, by whom and why.

    `column` is blank where a whole row or patient came or went; `new` is then `added` or `removed`.
    """

    quoting = ("old", "new")

    date: IsoDate = Field(title="the day of the correction", description=A_DATE)
    who: Text = Field(title="who made it", description=A_TEXT)
    patient_id: Name | None = Field(
        None, title="whom it concerns, if a patient", description=f"{AN_ID}, or blank"
    )
    table: Text = Field(
        title="what was corrected",
        description="a table of the study, study.toml, codebook or literature",
    )
    column: Text | None = Field(
        None,
        title="which column, or which key of study.toml",
        description=f"{A_TEXT}, or blank for a whole row",
    )
    old: Text | None = Field(
        None, title="what the cell held before", description=f"{A_TEXT}, or blank"
    )
    new: Text | None = Field(
        None,
        title="what it holds now; added or removed for a whole row",
        description=f"{A_TEXT}, or blank",
    )
    reason: Text = Field(title="why", description=A_TEXT)


RECORDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "patients": PatientRecord,
        "metastases": MetastasisRecord,
        "prior_therapies": PriorTherapyRecord,
        "cycles": CycleRecord,
        "adverse_events": AdverseEventRecord,
        "brain_lesions": BrainLesionRecord,
    }
)
"""The record type of every data table, in the order in which findings are listed."""

OPTIONAL_TABLES: Mapping[str, type[Record]] = MappingProxyType({"corrections": CorrectionRecord})
"""What a study may keep as well: the log of its corrections."""

READ_TABLES: Mapping[str, type[Record]] = MappingProxyType(
    {**RECORDS, "codebook": CodebookRecord, **OPTIONAL_TABLES}
)
"""Every CSV file of a study: the data tables, the codebook, and what it may have as well."""


def plain_type(field: FieldInfo) -> type:
    """Find the plain type behind Annotated, Literal and `| None`."""
    annotation: Any = field.annotation
    while get_args(annotation):
        annotation = get_args(annotation)[0]
    return annotation if isinstance(annotation, type) else str
