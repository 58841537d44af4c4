"""The course of each patient: what can have happened, and in which order."""

from collections.abc import Iterator, Sequence
from functools import cache

import pandas as pd

from il2report.errors import Finding, Severity
from il2report.study.checks.rules import Dated, Rule, at_rows, notice_rows, order, reads
from il2report.study.configuration import Configuration
from il2report.study.contract import DEATH, DEATH_DATE
from il2report.study.declarations import Declarations, Response
from il2report.study.grades import grade_scale
from il2report.study.tables import Frames

ENTRY = Dated("entry", "patients.entry_date")
PROGRESSION = Dated("progression", "patients.progression_date")
LAST_CONTACT = Dated("last contact", "patients.last_contact_date")
CYCLE_START = Dated("the cycle start", "cycles.start_date")
LAST_DOSE = Dated("the last dose", "cycles.last_dose_date")

NO_NEGATIVE_TIMES = (
    order("progression-before-entry", PROGRESSION, "before", ENTRY),
    order("last-contact-before-entry", LAST_CONTACT, "before", ENTRY),
)
IN_ORDER = frozenset({(ENTRY.cell, PROGRESSION.cell), (ENTRY.cell, LAST_CONTACT.cell)})
"""Earlier and later dates of patients.csv that these rules compare."""
ORDER_RULES = (
    *NO_NEGATIVE_TIMES,
    order("progression-after-last-contact", PROGRESSION, "after", LAST_CONTACT),
    order("last-dose-before-start", LAST_DOSE, "before", CYCLE_START),
    order("cycle-before-entry", CYCLE_START, "before", ENTRY),
    order("dose-after-last-contact", LAST_DOSE, "after", LAST_CONTACT),
    # By protocol therapy stops at progression, but not in every chart.
    order("cycle-after-progression", CYCLE_START, "after", PROGRESSION, Severity.NOTICE),
)


def no_negative_times(choices: Declarations) -> tuple[Rule, ...]:
    """Make the rules that no time to a declared end point is negative."""
    return (*NO_NEGATIVE_TIMES, *(_in_order(*pair) for pair in _from_starts(choices)))


def rules_of_dates(choices: Declarations) -> Iterator[Rule]:
    """Make the rules of the order of the dates that study.toml declares."""
    for pair in _from_starts(choices):
        yield _in_order(*pair)
    latest = dict.fromkeys(
        (event, endpoint.censor)
        for endpoint in choices.endpoint
        for event in endpoint.event or ()
        if endpoint.censor and event not in (DEATH, endpoint.censor)
    )
    for event, censor in latest:
        if (event, censor) != ("progression_date", "last_contact_date"):
            dated = Dated(event, f"patients.{event}")
            yield order("dates-out-of-order", dated, "after", Dated("", f"patients.{censor}"))
    for variable in choices.variable:
        if variable.months_between and variable.months_between not in _from_starts(choices):
            yield _in_order(*variable.months_between, Severity.NOTICE)


def _from_starts(choices: Declarations) -> dict[tuple[str, str], None]:
    """Give start and end of the times to the declared end points, each pair of columns once."""
    return dict.fromkeys(
        (endpoint.start, end)
        for endpoint in choices.endpoint
        for end in (*(endpoint.event or ()), endpoint.censor)
        if endpoint.start
        and end
        and end not in (DEATH, endpoint.start)
        and (f"patients.{endpoint.start}", f"patients.{end}") not in IN_ORDER
    )


@cache
def _in_order(start: str, end: str, severity: Severity = Severity.ERROR) -> Rule:
    """No time from one date to another is negative."""
    later, earlier = Dated(end, f"patients.{end}"), Dated("", f"patients.{start}")
    return order("dates-out-of-order", later, "before", earlier, severity)


def rules_of_response(choices: Declarations) -> Iterator[Rule]:
    """Make the rules of the best response, progression and death, by the codes that are declared."""
    variable, of = choices.response_variable, choices.response or Response()
    if variable and not variable.derivation and variable.table == "patients":
        column = f"patients.{variable.from_column}"
        yield _progressive_disease_without_date(column, of.progressive)
        if choices.status:
            yield _disease_in_lasting_remission(column, of.complete, choices.status.with_disease)
    if choices.dead_codes and any(
        "progression_date" in (one.event or ()) and not {DEATH, DEATH_DATE} & set(one.event or ())
        for one in choices.endpoint
    ):
        yield death_without_progression


def _progressive_disease_without_date(response: str, progressive: Sequence[str]) -> Rule:
    """A patient with progression as best response has progressed."""
    column = response.partition(".")[2]

    @reads(response, PROGRESSION.cell)
    def find(frames: Frames) -> Iterator[Finding]:
        patients = frames["patients"]
        for code in progressive:
            undated = (patients[column] == code) & patients["progression_date"].isna()
            message = f"{column} is {code}, so progression_date cannot be {{cell}}"
            yield from at_rows("pd-without-progression", frames, PROGRESSION.cell, undated, message)

    return find


def _disease_in_lasting_remission(
    response: str, complete: Sequence[str], with_disease: Sequence[str]
) -> Rule:
    """Lasting complete response leaves no disease to live with or die of."""
    column = response.partition(".")[2]

    @reads(response, PROGRESSION.cell, "patients.status")
    def find(frames: Frames) -> Iterator[Finding]:
        patients = frames["patients"]
        for code in complete:
            lasting = (patients[column] == code) & patients["progression_date"].isna()
            contradicted = lasting & patients["status"].isin(with_disease)
            message = f"status is {{cell}}, but the response is complete ({code}) and progression_date is blank"
            yield from at_rows(
                "status-contradicts-response", frames, "patients.status", contradicted, message
            )

    return find


@reads("patients.progression_date", "patients.status", choices=True)
def death_without_progression(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """A death without progression counts as censored, although censoring should be uninformative."""
    patients, response = frames["patients"], study.response_variable
    of, with_disease = study.response or Response(), study.status and study.status.with_disease
    undated = patients["progression_date"].isna()
    if response and response.from_column in patients:
        # These have another finding already.
        best, status = patients[response.from_column], patients["status"]
        ill = best.isin(of.complete) & status.isin(with_disease or ())
        undated &= ~(best.isin(of.progressive) | ill)
    for code in study.dead_codes:
        meaning = "the patient died, and no progression was recorded"
        if with_disease:
            meaning = (
                "the patient died of disease, yet no progression was recorded"
                if code in with_disease
                else "the patient died of another cause before any progression"
            )
        message = (
            f"status is {{cell}} and progression_date is blank: {meaning}. The time to progression"
            " counts as censored at the death; enter progression_date if there was a progression"
        )
        yield from notice_rows(
            "death-without-progression",
            frames,
            "patients.status",
            undated & patients["status"].eq(code),
            message,
            also="",
        )


@reads(
    "patients.patient_id",
    "patients.status",
    "adverse_events.patient_id",
    "adverse_events.grade",
    choices=True,
)
def alive_after_fatal_event(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Grade 5 is death related to the adverse event (NCI CTCAE v3.0)."""
    status = frames.of_patient("adverse_events", "status")
    alive = status.notna() & ~status.isin(study.dead_codes) & bool(study.dead_codes)
    fatal = alive & _is_fatal(frames, study)
    message = "grade {cell} is death, but the patient's status in patients.csv is alive"
    return at_rows("fatal-event-in-survivor", frames, "adverse_events.grade", fatal, message)


@reads(
    "patients.patient_id",
    "patients.progression_date",
    "patients.status",
    "adverse_events.patient_id",
    "adverse_events.grade",
    choices=True,
)
def fatal_event_without_status(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """A death before progression that only the adverse events show is not counted as one."""
    events = frames["adverse_events"]
    fatal = _is_fatal(frames, study) & events["patient_id"].isin(frames["patients"]["patient_id"])
    for column in ("status", "progression_date"):
        fatal &= frames.of_patient("adverse_events", column).isna()
    message = (
        "grade {cell} is death, but the patient's status and progression_date in patients.csv are"
        " blank: the text counts the patient as censored, and not among the deaths"
    )
    return notice_rows("fatal-event-without-status", frames, "adverse_events.grade", fatal, message)


def _is_fatal(frames: Frames, study: Configuration) -> "pd.Series[bool]":
    """Mark the events of the grade that is death, if the scale of the study has one."""
    scale, grades = grade_scale(study.toxicity, frames.codebook), frames["adverse_events"]["grade"]
    if scale.death is None:
        return pd.Series(False, index=grades.index)  # noqa: FBT003 (a cell)
    return grades.eq(scale.codes[scale.death - 1] if scale.are_words else scale.death)


@reads("cycles.patient_id", "cycles.cycle", whole=("cycles",))
def cycle_skipped(frames: Frames) -> Iterator[Finding]:
    """Cycles are numbered from 1 without a gap."""
    number = frames["cycles"]["cycle"]
    previous = frames.previous_cycles["cycle"].fillna(0)
    skipped = (number > previous + 1) & ~_has_unreadable_cycle(frames, "cycles")
    message = "cycle {cell} does not follow on the patient's previous one; number them 1, 2, ..."
    return at_rows("cycle-skipped", frames, "cycles.cycle", skipped, message)


@reads("cycles.patient_id", "cycles.cycle", "cycles.start_date", "cycles.last_dose_date")
def cycles_in_order(frames: Frames) -> Iterator[Finding]:
    """No cycle starts before the start, or the last dose, of the one before."""
    cycles, previous = frames["cycles"], frames.previous_cycles
    start, is_known = cycles["start_date"], ~_has_unreadable_cycle(frames, "cycles")
    early = (start < previous["start_date"]) & is_known
    message = "the cycle starts on {cell}, before the patient's previous cycle"
    yield from at_rows("cycle-out-of-order", frames, CYCLE_START.cell, early, message)
    within = (start >= previous["start_date"]) & (start <= previous["last_dose_date"])
    overlapping = within & (cycles["cycle"] != previous["cycle"]) & is_known
    message = "the cycle starts on {cell}, when the patient's previous cycle was still given"
    yield from at_rows("cycles-overlap", frames, CYCLE_START.cell, overlapping, message)


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
    return at_rows("event-in-cycle-not-given", frames, "adverse_events.cycle", stray, message)


def _has_unreadable_cycle(frames: Frames, table: str) -> "pd.Series[bool]":
    """Mark the rows of patients who have a cycle whose number was refused already."""
    cycles = frames["cycles"]
    return frames[table]["patient_id"].isin(cycles.loc[cycles["cycle"].isna(), "patient_id"])
