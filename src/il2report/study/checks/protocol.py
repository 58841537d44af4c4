"""The tables against study.toml: eligibility, study period, doses and rest.

A limit of study.toml that does not fit would be a finding for each row; where the limit is all
that a cell is compared with, one finding names the first row and the others.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from il2report.errors import Finding, Severity
from il2report.study.checks.rules import at_rows, reads_protocol
from il2report.study.configuration import Configuration
from il2report.study.repetition import together
from il2report.study.tables import Frames

HOURS_PER_DAY = 24


@reads_protocol("patients.entry_date")
def entry_outside_period(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Patients entered between the first and the last day of the study period."""
    start, end = study.period.start, study.period.end
    entry = frames["patients"]["entry_date"]
    outside = (entry < pd.Timestamp(start)) | (entry > pd.Timestamp(end))
    message = f"entry on {{cell}} is outside the study period, {start} to {end} in study.toml"
    found = at_rows("entry-outside-period", frames, "patients", "entry_date", outside, message)
    return together(found, "outside it")


@reads_protocol("patients.age")
def age_not_eligible(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Patients were adults, or as old as the study requires."""
    least = study.eligibility.age_min
    young = frames["patients"]["age"] < least
    message = f"age {{cell}} is below eligibility.age_min in study.toml, {least}"
    found = at_rows("age-not-eligible", frames, "patients", "age", young, message)
    return together(found, "below it")


@reads_protocol("patients.ecog")
def ecog_not_eligible(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Patients were fit enough."""
    most = study.eligibility.ecog_max
    unfit = frames["patients"]["ecog"] > most
    message = f"ECOG {{cell}} is above eligibility.ecog_max in study.toml, {most}"
    found = at_rows("ecog-not-eligible", frames, "patients", "ecog", unfit, message)
    return together(found, "above it")


@reads_protocol(
    "patients.best_response",
    "patients.entry_date",
    "patients.progression_date",
    "patients.last_contact_date",
)
def remission_too_short(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Complete response needs a remission, for which the time since entry must suffice."""
    months = study.response_criteria.remission_months_min
    patients = frames["patients"]
    observed = patients[["progression_date", "last_contact_date"]].min(axis=1)
    earliest = patients["entry_date"] + pd.DateOffset(months=months)
    hasty = (patients["best_response"] == "CR") & (observed < earliest)
    message = (
        "{cell} needs a remission of response_criteria.remission_months_min in study.toml,"
        f" {months}, but entry and progression or last contact are closer together"
    )
    return at_rows("remission-too-short", frames, "patients", "best_response", hasty, message)


@reads_protocol("cycles.doses")
def doses_above_maximum(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """No cycle has more doses than the protocol allows."""
    most = study.protocol.doses_per_cycle_max
    above = frames["cycles"]["doses"] > most
    message = f"{{cell}} doses are above protocol.doses_per_cycle_max in study.toml, {most}"
    found = at_rows("doses-above-maximum", frames, "cycles", "doses", above, message)
    return together(found, "above it")


@reads_protocol("cycles.doses", "cycles.start_date", "cycles.last_dose_date")
def doses_exceed_days(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Days from first to last dose, counted full, must hold the doses at the interval."""
    cycles = frames["cycles"]
    days = (cycles["last_dose_date"] - cycles["start_date"]).dt.days + 1
    room = np.ceil(days * HOURS_PER_DAY / study.protocol.interval_hours)
    impossible = (days > 0) & (cycles["doses"] > room)
    message = (
        "{cell} doses do not fit between start_date and last_dose_date"
        f" at one every {study.protocol.interval_hours} hours"
    )
    return at_rows("doses-exceed-days", frames, "cycles", "doses", impossible, message)


@reads_protocol("cycles.patient_id", "cycles.cycle", "cycles.start_date", "cycles.last_dose_date")
def rest_outside_protocol(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Rest between cycles is planned; what happened may differ, and the team should know."""
    least, most = study.protocol.rest_days_min, study.protocol.rest_days_max
    previous = frames.previous_cycles["last_dose_date"]
    rest = (frames["cycles"]["start_date"] - previous).dt.days
    outside = (rest > 0) & ((rest < least) | (rest > most))
    message = (
        "the cycle starts on {cell}, and the rest since the patient's previous one"
        f" is not the protocol's {least} to {most} days"
    )
    return at_rows(
        "rest-outside-protocol", frames, "cycles", "start_date", outside, message, Severity.NOTICE
    )


PROTOCOL_RULES = (
    entry_outside_period,
    age_not_eligible,
    ecog_not_eligible,
    remission_too_short,
    doses_above_maximum,
    doses_exceed_days,
    rest_outside_protocol,
)
