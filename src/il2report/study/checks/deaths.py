"""Deaths as study.toml declares them: who died, of what, and that both columns agree."""

from collections.abc import Iterator

import pandas as pd

from il2report.errors import Finding, Place
from il2report.study.checks.rules import at_rows, reads
from il2report.study.configuration import FILE, Configuration
from il2report.study.lookalikes import allowed_codes
from il2report.study.tables import Frames

STATUS, DEATH_DATE = "status", "death_date"
TAKEN = ("n", "percent", "not_recorded")


@reads("patients.patient_id", choices=True)
def deaths_that_nothing_records(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Deaths are known from the status, from the day of death, or from a cause."""
    deaths, patients = study.deaths, frames["patients"]
    if deaths is None:
        return
    if deaths.status_codes:
        codes = frames.codebook.codes("patients", STATUS)
        for code in deaths.status_codes:
            if code not in codes:
                hint = allowed_codes(code, codes)
                message = (
                    f"deaths.status_codes has {code!r}, which is no code of patients.status.{hint}"
                )
                yield Finding("unknown-code", Place(FILE), message)
        if STATUS not in patients.columns or f"patients.{STATUS}" in frames.absent:
            message = "deaths.status_codes: patients.csv has no column status"
            yield Finding("deaths-not-recorded", Place(FILE), message)
    elif deaths.cause in (None, STATUS) and DEATH_DATE not in patients.columns:
        message = (
            "deaths: nothing says who died; give status_codes, or a cause, or the column death_date of"
            " patients.csv"
        )
        yield Finding("deaths-not-recorded", Place(FILE), message)
    if deaths.within_days and not len(frames["cycles"]):
        message = "deaths.within_days counts from the last dose, but there is no row in cycles.csv"
        yield Finding("deaths-not-recorded", Place(FILE), message)


@reads("patients.patient_id", choices=True)
def cause_without_death(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Who has a cause of death has died."""
    deaths, patients = study.deaths, frames["patients"]
    if deaths is None or deaths.cause in (None, STATUS):
        return
    variable = study.variables.get(deaths.cause or "")
    column = variable.from_column if variable and not variable.derivation else ""
    codes = frames.codebook.codes("patients", column)
    for code in (
        code for code in codes if code.lower() in TAKEN or code.lower().startswith("within_")
    ):
        message = f"deaths.cause: the code {code!r} is the name of a result of the program; choose another"
        yield Finding("reserved-code", Place(FILE), message)
    if column not in patients.columns:
        return
    if deaths.status_codes and STATUS in patients.columns:
        is_dead = patients[STATUS].isin(deaths.status_codes)
        reason = f"status is none of {', '.join(deaths.status_codes)}"
    elif DEATH_DATE in patients.columns:
        is_dead, reason = (
            patients[DEATH_DATE].notna() & patients[DEATH_DATE].ne(""),
            "death_date is blank",
        )
    else:
        return
    known: pd.Series[bool] = patients[column].notna() & patients[column].ne("")
    message = f"the cause of death is {{cell}}, but {reason}: the patient did not die"
    yield from at_rows(
        "cause-without-death", frames, f"patients.{column}", known & ~is_dead, message
    )
