"""Cycles and their adverse events: what can have happened in which order."""

from collections.abc import Iterator

import pandas as pd

from il2report.errors import Finding, Severity
from il2report.study.checks.rules import at_rows, reads
from il2report.study.tables import Frames

CYCLE_COLUMNS = ("cycles.patient_id", "cycles.cycle", "cycles.start_date", "cycles.last_dose_date")


@reads("cycles.start_date", "cycles.last_dose_date")
def last_dose_before_start(frames: Frames) -> Iterator[Finding]:
    """No cycle ends before it starts."""
    cycles = frames["cycles"]
    early = cycles["last_dose_date"] < cycles["start_date"]
    message = "the last dose on {cell} is before the cycle's start_date"
    return at_rows("last-dose-before-start", frames, "cycles", "last_dose_date", early, message)


@reads("cycles.patient_id", "cycles.cycle", whole=("cycles",))
def cycle_skipped(frames: Frames) -> Iterator[Finding]:
    """Cycles are numbered from 1 without a gap."""
    number = frames["cycles"]["cycle"]
    previous = frames.previous_cycles["cycle"].fillna(0)
    skipped = (number > previous + 1) & ~_has_unreadable_cycle(frames, "cycles")
    message = "cycle {cell} does not follow on the patient's previous one; number them 1, 2, ..."
    return at_rows("cycle-skipped", frames, "cycles", "cycle", skipped, message)


@reads(*CYCLE_COLUMNS)
def cycle_out_of_order(frames: Frames) -> Iterator[Finding]:
    """Later numbers mean later starts."""
    early = frames["cycles"]["start_date"] < frames.previous_cycles["start_date"]
    early &= ~_has_unreadable_cycle(frames, "cycles")
    message = "the cycle starts on {cell}, before the patient's previous cycle"
    return at_rows("cycle-out-of-order", frames, "cycles", "start_date", early, message)


@reads(*CYCLE_COLUMNS)
def cycles_overlap(frames: Frames) -> Iterator[Finding]:
    """No cycle starts before the last dose of the one before."""
    start, previous = frames["cycles"]["start_date"], frames.previous_cycles
    within = (start >= previous["start_date"]) & (start <= previous["last_dose_date"])
    overlapping = within & (frames["cycles"]["cycle"] != previous["cycle"])
    overlapping &= ~_has_unreadable_cycle(frames, "cycles")
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
    """Therapy stops at progression by protocol, though not in every chart."""
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
    """Adverse events belong to cycles that the patient received."""
    events = frames["adverse_events"]
    key = ["patient_id", "cycle"]
    given = pd.MultiIndex.from_frame(frames["cycles"][key])
    known = events["patient_id"].isin(frames["cycles"]["patient_id"]) & events["cycle"].notna()
    known &= ~_has_unreadable_cycle(frames, "adverse_events")
    stray = known & ~pd.MultiIndex.from_frame(events[key]).isin(given)
    message = "cycles.csv has no cycle {cell} of this patient"
    return at_rows("event-in-cycle-not-given", frames, "adverse_events", "cycle", stray, message)


def _has_unreadable_cycle(frames: Frames, table: str) -> "pd.Series[bool]":
    """Mark the rows of patients who have a cycle whose number was refused already."""
    cycles = frames["cycles"]
    return frames[table]["patient_id"].isin(cycles.loc[cycles["cycle"].isna(), "patient_id"])


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
