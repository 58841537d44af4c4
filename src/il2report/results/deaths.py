"""deaths.*: who died, of what, and who died soon after the last dose."""

from collections.abc import Iterator

from il2report.analysis.deaths import LAST_CONTACT, dead_patients, deaths_within
from il2report.analysis.endpoints import DEATH, DEATH_DATE
from il2report.analysis.variables import Column, Level
from il2report.results.catalogue import Result, Topic
from il2report.results.declared import Declared
from il2report.results.entries import entries_of_proportion
from il2report.study.declarations import Deaths
from il2report.values import Patients, Proportion

FAMILY = "deaths"
STATUS = "status"
NOT_RECORDED = "not_recorded"


def deaths_results(declared: Declared) -> Iterator[Result]:
    """Give the deaths of all patients, each cause of the deaths, and those soon after the last dose."""
    deaths, patients = declared.declarations.deaths, declared.tables["patients"]
    if deaths is None:
        return
    cause = declared.columns.get(deaths.cause or "")
    causes = cause.by_patient if cause else {}
    dead = dead_patients(patients, deaths, causes)
    sources = tuple(
        f"patients.{name}"
        for name in (STATUS, DEATH_DATE, DEATH)
        if _is_read(name, declared, deaths)
    ) or (cause.sources if cause else ())
    yield from entries_of_proportion(
        FAMILY, Proportion(dead, declared.patients), Topic(FAMILY, FAMILY), "Deaths", sources
    )
    yield from _causes(declared, deaths, cause, dead)
    if deaths.within_days is not None and "cycles" in declared.tables:
        within = deaths_within(patients, declared.tables["cycles"], dead, deaths.within_days)
        has_day = [name for name in (DEATH_DATE, DEATH) if name in patients.columns]
        yield from entries_of_proportion(
            f"{FAMILY}.within_{deaths.within_days}_days",
            within,
            Topic(FAMILY, "within_days"),
            f"Deaths within {deaths.within_days} days of the last dose",
            (*sources, f"patients.{(has_day or [LAST_CONTACT])[0]}", "cycles.last_dose_date"),
        )


def _causes(
    declared: Declared, deaths: Deaths, cause: Column | None, dead: Patients
) -> Iterator[Result]:
    """Count the deaths by cause; with those of no recorded cause they add up to all."""
    if cause is not None:
        levels, of = cause.levels, cause.by_patient
        sources = cause.sources
    elif deaths.status_codes:
        codebook = declared.codebook
        levels = tuple(
            Level(code, codebook.label("patients", STATUS, code)) for code in deaths.status_codes
        )
        frame = declared.tables["patients"]
        of = dict(zip(frame["patient_id"].tolist(), frame[STATUS].tolist(), strict=True))
        sources = (f"patients.{STATUS}",)
    else:
        return
    rest = Level(NOT_RECORDED, "not recorded")
    known = {level.code for level in levels}
    for level in (*levels, rest):
        having = tuple(
            p for p in dead if (of[p] == level.code if level is not rest else of[p] not in known)
        )
        yield from entries_of_proportion(
            f"{FAMILY}.{level.key}",
            Proportion(having, dead),
            Topic(FAMILY, "cause", level=level.code),
            f"Cause of death: {level.label}",
            sources,
        )


def _is_read(name: str, declared: Declared, deaths: Deaths) -> bool:
    """Whether a column says who died: the status where its codes are given, else the day of death."""
    if deaths.status_codes:
        return name == STATUS
    columns = declared.tables["patients"].columns
    return name in columns and (name == DEATH_DATE or (name == DEATH and DEATH_DATE not in columns))
