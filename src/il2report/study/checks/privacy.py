"""What could identify a patient: columns, ids and ages that a shared study must not hold.

The kinds are those of the Safe Harbor rule (45 CFR 164.514(b)(2)), as far as a name shows them.
Findings name the column, never its content.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from il2report.errors import Finding, Place, Severity
from il2report.study.checks.rules import reads
from il2report.study.configuration import Configuration
from il2report.study.tables import Frames
from il2report.values import AGE_GROUPED_FROM

IDENTIFIERS: Mapping[str, str] = MappingProxyType(
    {
        "a name": "first name|last name|middle name|full name|given name|family name|maiden name"
        "|birth name|patient name|subject name|mother name|father name|spouse name|contact name"
        "|doctor name|physician name|surname|forename|initials|next of kin|vorname|nachname"
        "|familienname|prenom|nombre|apellido",
        "a date of birth": "date of birth|birth date|birthdate|birth day|birthday|dob|date birth"
        "|geburtsdatum|geboren|fecha nacimiento|date naissance",
        "an e-mail or web address": "email|e mail|url|web address|website|ip address",
        "an address": "address|street|zip|zip code|post code|postcode|postal code|house number"
        "|city|town|county|birth place|birthplace|place of birth|residence|adresse|anschrift"
        "|plz|wohnort|direccion",
        "a telephone or fax number": "phone|telephone|tel|mobile|cell phone|fax|telefon|telefono",
        "a medical record number": "mrn|medical record|record number|chart number|hospital number"
        "|hospital id|case number|emr|ehr|epic id|accession number|patientennummer|fallnummer",
        "a social security or identity number": "ssn|social security|nhs number|nhs|national id"
        "|identity number|identity card|passport|tax id|personal number|sin",
        "an insurance or account number": "insurance|health plan|policy number|member id"
        "|medicare|medicaid|beneficiary|account number|versicherung|versicherungsnummer"
        "|krankenkasse",
        "a license, vehicle or device number": "license|licence|license plate|vin"
        "|serial number|device id",
        "a photograph or fingerprint": "photo|photograph|fingerprint|biometric",
    }
)
"""What a column may hold, by the words of its name: each phrase may be a part of the name."""

WHOLE_NAMES = frozenset({"name", "names", "tel", "sin", "nhs", "vin", "city", "town", "mobile"})
"""Words that identify a person only alone, or beside a number or the word patient: `drug_name` is no
name of a person."""

PERSON = frozenset({"patient", "patients", "pt", "subject", "person", "home", "work", "the", "s"})
COUNTER = frozenset({"number", "num", "no", "nr", "id", "code"})
SQUASHED_MIN = 5
"""A phrase of fewer letters is not looked for within a name that is written in one word."""

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")

SURE_IDS: Mapping[str, str] = MappingProxyType(
    {"a social security number": r"\d{3}-\d{2}-\d{4}", "a telephone number": r"\d{3}-\d{3}-\d{4}"}
)
LIKELY_IDS: Mapping[str, str] = MappingProxyType(
    {
        "a medical record number": r"\d{7,10}",
        "a name": r"(?!(?:Patient|Subject|Case|Site|Center|Centre|Pt)[-_])"
        r"[A-Z][a-z]+[-_][A-Z][a-z]+",
        "a date": r"(?:.*\D)?(?:19|20)\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])(?:\D.*)?",
    }
)
"""Ids that a register would give to a person, as patterns of the whole id."""


@cache
def identifier_kind(column: str) -> str | None:
    """Say what a column of this name would reveal about a person; None where nothing.

    Parameters
    ----------
    column : name as in the header, in any case, with any separators or none
    """
    every = tuple(word.lower() for word in WORD.findall(column))
    # Leave out whose it is, and how it is counted, unless nothing would be left.
    words = tuple(word for word in every if word not in PERSON and not word.isdigit()) or every
    for kind, phrases in IDENTIFIERS.items():
        if any(_contains(words, tuple(phrase.split(" "))) for phrase in phrases.split("|")):
            return kind
    return "a name" if words in {("name",), ("names",)} else None


def _contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    if len(phrase) == 1 and phrase[0] in WHOLE_NAMES:
        return {word for word in words if word not in COUNTER} == set(phrase)
    size = len(phrase)
    if any(words[start : start + size] == phrase for start in range(len(words) - size + 1)):
        return True
    squashed = "".join(phrase)
    return len(squashed) >= SQUASHED_MIN and any(
        word.startswith(squashed) or word.endswith(squashed) for word in words
    )


@reads(choices=True)
def identifying_columns(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """No column besides the table's own may hold what identifies a person."""
    allowed = study.privacy.allowed_columns
    for table, record in frames.records.items():
        own = {*record.columns, *allowed}
        for column in (str(column) for column in frames[table].columns if column not in own):
            if kind := identifier_kind(column):
                message = (
                    f"the column looks like {kind}, which a study must not hold; delete it, or,"
                    " if it is something else, list it in study.toml: [privacy] allowed_columns"
                )
                place = Place(f"data/{table}.csv", 1, column)
                yield Finding("identifier-column", place, message)


@reads("patients.patient_id", choices=True)
def identifying_ids(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """An id that is printed must not be one that a register gave to the person."""
    if "patient_id" in study.privacy.allowed_columns:
        return
    ids = frames["patients"]["patient_id"].dropna()
    for kind, pattern in SURE_IDS.items():
        if rows := ids.index[ids.str.fullmatch(pattern)].tolist():
            message = (
                f"{_patients(rows, 'an id that looks')} like {kind}; give ids of the study's own"
            )
            place = Place("data/patients.csv", rows[0], "patient_id")
            yield Finding("identifying-patient-id", place, message)
    for kind, pattern in LIKELY_IDS.items():
        if rows := ids.index[ids.str.fullmatch(pattern)].tolist():
            message = (
                f"{_patients(rows, 'an id that may be')} {kind}; ids are printed in the listing"
            )
            place = Place("data/patients.csv", rows[0], "patient_id")
            yield Finding("doubtful-patient-id", place, message, Severity.NOTICE)


@reads("patients.age")
def ages_over_89(frames: Frames) -> Iterator[Finding]:
    """Ages over 89 identify a person; they are printed as one group."""
    if frames.records["patients"].columns["age"].type is str:
        return
    ages = frames["patients"]["age"]
    if rows := ages.index[ages >= AGE_GROUPED_FROM].tolist():
        message = (
            f"{_patients(rows, 'an age')} over {AGE_GROUPED_FROM - 1}, which is printed as"
            f" ≥{AGE_GROUPED_FROM}"
        )
        place = Place("data/patients.csv", rows[0], "age")
        yield Finding("age-over-89", place, message, Severity.NOTICE)


def _patients(rows: Sequence[int], what: str) -> str:
    count = len(rows)
    return (
        f"this patient has {what}" if count == 1 else f"{count} patients from here on have {what}"
    )
