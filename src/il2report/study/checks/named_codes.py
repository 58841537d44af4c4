"""Codes that study.toml names: each is one that its column, or its variable, can have."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from il2report.errors import Finding, Place, Severity
from il2report.study.checks.codes import NAMED
from il2report.study.checks.rules import reads
from il2report.study.configuration import FILE as CHOICES
from il2report.study.configuration import Configuration
from il2report.study.contract import DEATH, DEATH_DATE, PATIENTS, STATUS
from il2report.study.declarations import Endpoint, Variable
from il2report.study.declarations.variables import yes_and_no
from il2report.study.lookalikes import allowed_codes
from il2report.study.tables import Frames


@dataclass(frozen=True, slots=True)
class NamedCodes:
    """Codes that a key of study.toml names, and those that there are; `of` is their column or variable."""

    key: str
    codes: Iterable[str]
    of: str
    known: tuple[str, ...]
    is_number: bool = False


@reads(*NAMED, whole=("codebook", "patients"), choices=True)
def codes_that_nothing_has(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """A misspelled code in study.toml would select no patient, without a word."""
    for named in _named(frames, study):
        if named.is_number:
            message = (
                f"{named.key}: {named.of} is a number, which has no codes; cut it into classes"
            )
            yield Finding("unknown-code", Place(CHOICES), message)
        if not named.known:
            continue  # the codebook has no codes of the column, which is a finding where there are any
        for code in dict.fromkeys(named.codes):
            if code not in named.known:
                hint = allowed_codes(code, named.known)
                message = f"{named.key} has {code!r}, which is no code of {named.of}.{hint}"
                yield Finding("unknown-code", Place(CHOICES), message)


@reads("patients.patient_id", whole=("patients",), choices=True)
def end_points_without_an_event(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """An end point without any event may have the wrong code for it."""
    for endpoint in study.endpoint:
        column = endpoint.event_column
        if column is None or f"patients.{column}" in frames.absent:
            continue
        if not frames["patients"][column].isin(endpoint.event_codes or ()).any():
            named = " or ".join(map(repr, endpoint.event_codes or ()))
            found = ", ".join(map(repr, sorted(frames["patients"][column].dropna().unique())[:5]))
            message = (
                f"endpoint {endpoint.name}: no patient has {named} in patients.{column}, so that nobody had"
                f" an event; the column has {found}"
            )
            yield Finding("no-event", Place(CHOICES), message, Severity.NOTICE)


@reads("patients.patient_id", whole=("patients",), choices=True)
def deaths_without_a_source(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Death is a date, or a status of which study.toml says which codes mean death."""
    for endpoint in study.endpoint:
        if DEATH not in (endpoint.event or ()) or _has_day_of_death(frames):
            continue
        if f"patients.{STATUS}" in frames.absent:
            message = (
                f"endpoint {endpoint.name} counts deaths; give patients.csv a column {DEATH_DATE}, or a"
                f" column {STATUS} and write dead_codes, its codes that mean death"
            )
            yield Finding("missing-column", Place("data/patients.csv", 1, DEATH_DATE), message)
        elif not endpoint.dead_codes:
            known = study.deaths.status_codes if study.deaths else None
            codes = known or sorted(frames["patients"][STATUS].dropna().unique())
            message = (
                f"endpoint {endpoint.name} takes deaths from patients.{STATUS}; write which of its codes mean"
                f" death, such as dead_codes = {_as_list(codes)}, without those of who is alive"
            )
            yield Finding("missing-setting", Place(CHOICES), message)


def _has_day_of_death(frames: Frames) -> bool:
    return not {f"patients.{DEATH}", f"patients.{DEATH_DATE}"} <= frames.absent | (
        {f"patients.{DEATH}"} - {f"patients.{name}" for name in frames["patients"].columns}
    )


def _as_list(codes: Iterable[str]) -> str:
    return f"[{', '.join(f'{chr(34)}{code}{chr(34)}' for code in codes)}]"


def _named(frames: Frames, study: Configuration) -> Iterator[NamedCodes]:
    """Give the codes that study.toml names, where the columns that have them are there."""
    response = study.response_variable
    if response and f"{response.table}.{response.from_column}" not in frames.absent:
        for key in ("overall_response", "clinical_benefit"):
            codes = getattr(study.definitions, key) or ()
            yield _of_levels(f"definitions.{key}", codes, response, frames)
    for variable in study.variable:
        yield from _of_variable(variable, frames)
    places = [(f"subset {one.name}", one.where) for one in study.subset]
    places += [(f"endpoint {one.name}: among", one.among or {}) for one in study.endpoint]
    places += [
        (f"comparison {one.name}: between", {one.by: one.between or ()}) for one in study.comparison
    ]
    places += [
        ("eligibility", {name: rule.codes})
        for name, rule in study.eligibility.items()
        if not study.variables[name].is_number and study.variables[name].of_kind != "date"
    ]
    places += _of_course(study)
    known = study.variables
    for key, where in places:
        for name, codes in where.items():
            yield _of_levels(f"{key}: {name}", codes, known[name], frames)
    for endpoint in study.endpoint:
        yield from _of_endpoint(endpoint, frames)
    if study.status and f"patients.{STATUS}" not in frames.absent:
        codes = study.status.with_disease
        yield _of_column("status: with_disease", codes, PATIENTS, STATUS, frames)
    for measurement in study.measurement:
        key = f"measurement {measurement.name}: times"
        column = measurement.time_column
        yield _of_column(key, measurement.times, measurement.table, column, frames)


def _of_course(study: Configuration) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    """Give the codes that treatment, response and measured lesions name, by variable."""
    lesions, treatment = study.measured_lesions, study.treatment
    if lesions and lesions.among:
        yield "measured_lesions.among", lesions.among
    if lesions and lesions.disease_free:
        yield "measured_lesions.disease_free", lesions.disease_free.among
    if treatment and treatment.discontinuation:
        asked = treatment.discontinuation
        yield "treatment.discontinuation: ongoing", {asked.variable: asked.ongoing or ()}
    for key in ("recist", "complete", "progressive"):
        if study.response and key in study.response.model_fields_set:
            yield f"response: {key}", {study.response.variable: getattr(study.response, key)}


def _of_variable(variable: Variable, frames: Frames) -> Iterator[NamedCodes]:
    key, asked = f"variable {variable.name}", variable.any_of
    if variable.reference:
        yield _of_levels(f"{key}: reference", [variable.reference], variable, frames)
    if variable.counted:
        yield _of_levels(f"{key}: counted", [variable.counted], variable, frames)
    if variable.called:
        yield _of_levels(f"{key}: called", tuple(variable.called), variable, frames)
    if asked and asked.column and asked.codes:
        yield _of_column(f"{key}: any_of", asked.codes, asked.table, asked.column, frames)


def _of_endpoint(endpoint: Endpoint, frames: Frames) -> Iterator[NamedCodes]:
    if endpoint.dead_codes and f"patients.{STATUS}" not in frames.absent:
        key = f"endpoint {endpoint.name}: dead_codes"
        yield _of_column(key, endpoint.dead_codes, PATIENTS, STATUS, frames)
    column = endpoint.event_column
    if column and frames.codebook.codes(PATIENTS, column):
        key = f"endpoint {endpoint.name}: event_codes"
        yield _of_column(key, endpoint.event_codes or (), PATIENTS, column, frames)


def _of_column(
    key: str, codes: Iterable[str], table: str, column: str, frames: Frames
) -> NamedCodes:
    return NamedCodes(key, codes, f"{table}.{column}", frames.codebook.codes(table, column))


def _of_levels(key: str, codes: Iterable[str], variable: Variable, frames: Frames) -> NamedCodes:
    table, column = variable.table, variable.from_column
    known = frames.codebook.codes(table, column)
    if not known and variable.cut:
        known = variable.cut.codes
    elif not known and variable.any_of:
        known = ("yes", "no")
    elif not known and variable.kind == "yes_no" and f"{table}.{column}" not in frames.absent:
        known = yes_and_no(frames[table][column].dropna()) or ()
    is_number = variable.is_number and bool(codes)
    return NamedCodes(key, codes, f"the variable {variable.name}", known, is_number)
