"""Candidates for the dates: cycles, assessment, progression and last contact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import count as attempts

from cohort.arithmetic import DAYS_PER_MONTH, rounded
from cohort.patient import Cohort, Patient
from cohort.published import PATIENTS, REST_DAYS
from cohort.tiebreak import TieBreak

# The first image after therapy, four weeks after the last dose. RES counts the same 34 months
# from the last dose and (T3) from the image without brain lesions, which leaves at most 30 days.
ASSESSMENT_DAYS = 28

# Progression as best response is seen between four and twelve weeks after the last dose.
PROGRESSION_DAYS_PD = (ASSESSMENT_DAYS, 84)

# The shorter of the two times that have 6.5 months as their midpoint.
SHORTER_SD_DAYS = (130, 190)


def whole_days(printed_months: str, patients: int = 1) -> int:
    """Return the days nearest to a printed number of months, added up over patients."""
    return int(rounded(Fraction(printed_months) * patients * DAYS_PER_MONTH, 0))


def timelines(cohort: Cohort) -> Iterator[Cohort]:
    """Offer dates for every patient; the PR patient's TTDP is what the average leaves."""
    for attempt in attempts():
        tie = TieBreak("timeline", attempt)
        treated = [with_cycles(tie, index, patient) for index, patient in enumerate(cohort)]
        days = times_to_progression(tie, treated)
        days["PR"] = [whole_days("5.67", PATIENTS) - sum(sum(times) for times in days.values())]
        remaining = {response: iter(times) for response, times in days.items()}
        yield tuple(
            with_ending(tie, patient, next(remaining[patient.response])) for patient in treated
        )


def with_cycles(tie: TieBreak, index: int, patient: Patient) -> Patient:
    """Fill in when each cycle starts: the first at entry, the second after a rest."""
    first = replace(patient, starts=(patient.entry,), doses=patient.doses[:1])
    rest = timedelta(days=tie.between(*REST_DAYS, "rest", index))
    starts = (patient.entry, first.end_of_therapy + rest)[: len(patient.doses)]
    treated = replace(patient, starts=starts)
    assessed = treated.end_of_therapy + timedelta(days=ASSESSMENT_DAYS)
    return replace(treated, assessed=assessed)


def times_to_progression(tie: TieBreak, treated: list[Patient]) -> dict[str, list[int]]:
    """Offer TTDP in days, by category and in the order of entry, for all but PR."""
    on_therapy = {
        code: [(p.end_of_therapy - p.entry).days for p in treated if p.response == code]
        for code in ("CR", "PD")
    }
    shorter = tie.between(*SHORTER_SD_DAYS, "shorter SD")
    stable = [shorter, whole_days("6.5", 2) - shorter]
    return {
        "CR": [
            days + tie.between(whole_days("34"), whole_days("35"), "free of disease")
            for days in on_therapy["CR"]
        ],
        "MR": [whole_days("3")],
        "SD": tie.shuffled(stable, "SD"),
        "PD": [
            days + tie.between(*PROGRESSION_DAYS_PD, "PD", index)
            for index, days in enumerate(on_therapy["PD"])
        ],
    }


def with_ending(tie: TieBreak, patient: Patient, ttdp_days: int) -> Patient:
    """Fill in progression and last contact.

    The CR patient has not progressed. Only the MR patient is known to have been seen after
    progression; for everyone else the day of progression is the last that the figures need.
    """
    end = patient.entry + timedelta(days=ttdp_days)
    if patient.response == "CR":
        return replace(patient, last_contact=end)
    if patient.response == "MR" and patient.assessed is not None:
        brain_days = tie.between(whole_days("21"), whole_days("22"), "brain response")
        seen = patient.assessed + timedelta(days=brain_days)
        return replace(patient, progression=end, last_contact=seen)
    return replace(patient, progression=end, last_contact=end)
