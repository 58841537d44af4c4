"""Cycles and their adverse events: what can have happened in which order."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from il2report.errors import Finding, Severity
from il2report.study.checks.rules import at_rows, reads
from il2report.study.tables import Frames

CYCLE_COLUMNS = ("cycles.patient_id", "cycles.cycle", "cycles.start_date", "cycles.last_dose_date")


def before_this_cycle(frames: Frames, column: str) -> "pd.Series[Any]":
    """Give each row of cycles.csv the value that the same patient's previous cycle has.

    Parameters
    ----------
    frames : the tables
    column : a column of cycles.csv

    Returns
    -------
    Series, one per row of cycles.csv in file order
        Missing in a patient's first cycle.
    """
    cycles = frames["cycles"].sort_values(["patient_id", "cycle"], kind="stable")
    return cycles.groupby("patient_id", sort=False)[column].shift().reindex(frames["cycles"].index)


@reads("cycles.start_date", "cycles.last_dose_date")
def last_dose_before_start(frames: Frames) -> Iterator[Finding]:
    """A cycle's first dose is not after its last."""
    cycles = frames["cycles"]
    early = cycles["last_dose_date"] < cycles["start_date"]
    message = "the last dose on {cell} is before the cycle's start_date"
    return at_rows("last-dose-before-start", frames, "cycles", "last_dose_date", early, message)


@reads("cycles.patient_id", "cycles.cycle", whole=("cycles",))
def cycle_skipped(frames: Frames) -> Iterator[Finding]:
    """Cycles are numbered from 1 without a gap."""
    number = frames["cycles"]["cycle"]
    previous = before_this_cycle(frames, "cycle").fillna(0)
    skipped = number > previous + 1
    message = "cycle {cell} does not follow on the patient's previous one; number them 1, 2, ..."
    return at_rows("cycle-skipped", frames, "cycles", "cycle", skipped, message)


@reads(*CYCLE_COLUMNS)
def cycle_out_of_order(frames: Frames) -> Iterator[Finding]:
    """A later number means a later start."""
    early = frames["cycles"]["start_date"] < before_this_cycle(frames, "start_date")
    message = "the cycle starts on {cell}, before the patient's previous cycle"
    return at_rows("cycle-out-of-order", frames, "cycles", "start_date", early, message)


@reads(*CYCLE_COLUMNS)
def cycles_overlap(frames: Frames) -> Iterator[Finding]:
    """A cycle starts after the last dose of the one before."""
    start = frames["cycles"]["start_date"]
    overlapping = (start <= before_this_cycle(frames, "last_dose_date")) & ~(
        start < before_this_cycle(frames, "start_date")
    )
    message = "the cycle starts on {cell}, when the patient's previous cycle was still given"
    return at_rows("cycles-overlap", frames, "cycles", "start_date", overlapping, message)


@reads("patients.patient_id", "patients.entry_date", "cycles.patient_id", "cycles.start_date")
def cycle_before_entry(frames: Frames) -> Iterator[Finding]:
    """Treatment belongs to the study from entry on."""
    early = frames["cycles"]["start_date"] < frames.of_patient("cycles", "entry_date")
    message = "the cycle starts on {cell}, before the patient's entry_date"
    return at_rows("cycle-before-entry", frames, "cycles", "start_date", early, message)


@reads(
    "patients.patient_id",
    "patients.last_contact_date",
    "cycles.patient_id",
    "cycles.last_dose_date",
)
def dose_after_last_contact(frames: Frames) -> Iterator[Finding]:
    """Whoever gave the dose was in contact."""
    late = frames["cycles"]["last_dose_date"] > frames.of_patient("cycles", "last_contact_date")
    message = "a dose on {cell} is after the patient's last_contact_date"
    return at_rows("dose-after-last-contact", frames, "cycles", "last_dose_date", late, message)


@reads("patients.patient_id", "patients.progression_date", "cycles.patient_id", "cycles.start_date")
def cycle_after_progression(frames: Frames) -> Iterator[Finding]:
    """The protocol stops therapy at progression, though not every chart obeys."""
    late = frames["cycles"]["start_date"] > frames.of_patient("cycles", "progression_date")
    message = "the cycle starts on {cell}, after the patient's progression_date"
    return at_rows(
        "cycle-after-progression", frames, "cycles", "start_date", late, message, Severity.NOTICE
    )


@reads(
    "cycles.patient_id",
    "cycles.cycle",
    "adverse_events.patient_id",
    "adverse_events.cycle",
    whole=("cycles",),
)
def event_in_cycle_not_given(frames: Frames) -> Iterator[Finding]:
    """An adverse event belongs to a cycle that the patient received."""
    events = frames["adverse_events"]
    key = ["patient_id", "cycle"]
    given = pd.MultiIndex.from_frame(frames["cycles"][key])
    known = events["patient_id"].isin(frames["cycles"]["patient_id"]) & events["cycle"].notna()
    stray = known & ~pd.MultiIndex.from_frame(events[key]).isin(given)
    message = "cycles.csv has no cycle {cell} of this patient"
    return at_rows("event-in-cycle-not-given", frames, "adverse_events", "cycle", stray, message)


TREATMENT_RULES = (
    last_dose_before_start,
    cycle_skipped,
    cycle_out_of_order,
    cycles_overlap,
    cycle_before_entry,
    dose_after_last_contact,
    cycle_after_progression,
    event_in_cycle_not_given,
)
