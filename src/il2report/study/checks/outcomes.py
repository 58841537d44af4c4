"""What patients.csv says of one patient must be possible together."""

from collections.abc import Iterator

from il2report.errors import Finding, Severity
from il2report.study.checks.rules import at_rows, reads
from il2report.study.repetition import shared
from il2report.study.tables import Frames

ALIVE = ("NED", "AWD")
GRADE_OF_DEATH = 5


@reads("patients.entry_date", "patients.progression_date")
def progression_before_entry(frames: Frames) -> Iterator[Finding]:
    """Progression is counted from entry."""
    patients = frames["patients"]
    early = patients["progression_date"] < patients["entry_date"]
    message = "progression on {cell} is before the patient's entry_date"
    return at_rows(
        "progression-before-entry", frames, "patients", "progression_date", early, message
    )


@reads("patients.progression_date", "patients.last_contact_date")
def progression_after_last_contact(frames: Frames) -> Iterator[Finding]:
    """Whoever saw the progression was in contact."""
    patients = frames["patients"]
    late = patients["progression_date"] > patients["last_contact_date"]
    message = "progression on {cell} is after the patient's last_contact_date"
    return at_rows(
        "progression-after-last-contact", frames, "patients", "progression_date", late, message
    )


@reads("patients.entry_date", "patients.last_contact_date")
def last_contact_before_entry(frames: Frames) -> Iterator[Finding]:
    """Follow-up cannot be negative."""
    patients = frames["patients"]
    early = patients["last_contact_date"] < patients["entry_date"]
    message = "last contact on {cell} is before the patient's entry_date"
    return at_rows(
        "last-contact-before-entry", frames, "patients", "last_contact_date", early, message
    )


@reads("patients.best_response", "patients.progression_date")
def progressive_disease_without_date(frames: Frames) -> Iterator[Finding]:
    """Whoever has progression as best response has progressed."""
    patients = frames["patients"]
    undated = (patients["best_response"] == "PD") & patients["progression_date"].isna()
    message = "best_response is PD, so progression_date cannot be {cell}"
    return at_rows(
        "pd-without-progression", frames, "patients", "progression_date", undated, message
    )


@reads("patients.best_response", "patients.progression_date", "patients.status")
def disease_in_lasting_remission(frames: Frames) -> Iterator[Finding]:
    """Lasting complete response leaves no disease to live with or die of."""
    patients = frames["patients"]
    lasting = (patients["best_response"] == "CR") & patients["progression_date"].isna()
    contradicted = lasting & patients["status"].isin(["AWD", "DOD"])
    message = "status is {cell}, but the response is complete (CR) and progression_date is blank"
    return at_rows(
        "status-contradicts-response", frames, "patients", "status", contradicted, message
    )


@reads("patients.best_response", "patients.progression_date", "patients.status")
def death_without_progression(frames: Frames) -> Iterator[Finding]:
    """A death without progression counts as censored, which the method takes for no news."""
    patients = frames["patients"]
    # Of PD, and of a complete responder who died of disease, another finding already says it.
    reported = patients["best_response"].eq("PD") | (
        patients["best_response"].eq("CR") & patients["status"].eq("DOD")
    )
    undated = patients["progression_date"].isna() & ~reported
    for status, meaning in (
        ("DOD", "the patient died of disease, yet no progression was recorded"),
        ("DOC", "the patient died of another cause before any progression"),
    ):
        message = (
            f"status is {{cell}} and progression_date is blank: {meaning}. The time to progression"
            " counts as censored at the death; enter progression_date if there was a progression"
        )
        died = undated & patients["status"].eq(status)
        found = list(
            at_rows(
                "death-without-progression",
                frames,
                "patients",
                "status",
                died,
                message,
                Severity.NOTICE,
            )
        )
        if found:
            yield shared(found[0], [each.place.row or 0 for each in found[1:]])


@reads(
    "patients.patient_id", "patients.status", "adverse_events.patient_id", "adverse_events.grade"
)
def alive_after_fatal_event(frames: Frames) -> Iterator[Finding]:
    """Grade 5 is death related to the adverse event (NCI CTCAE v3.0)."""
    alive = frames.of_patient("adverse_events", "status").isin(ALIVE)
    fatal = frames["adverse_events"]["grade"] == GRADE_OF_DEATH
    message = "grade {cell} is death, but the patient's status in patients.csv is alive"
    return at_rows(
        "fatal-event-in-survivor", frames, "adverse_events", "grade", alive & fatal, message
    )


@reads(
    "patients.patient_id",
    "patients.progression_date",
    "patients.status",
    "adverse_events.patient_id",
    "adverse_events.grade",
)
def fatal_event_without_status(frames: Frames) -> Iterator[Finding]:
    """A death before progression that only the adverse events show is not counted as one."""
    known = frames["adverse_events"]["patient_id"].isin(frames["patients"]["patient_id"])
    blank = [frames.of_patient("adverse_events", n).isna() for n in ("status", "progression_date")]
    fatal = frames["adverse_events"]["grade"] == GRADE_OF_DEATH
    message = (
        "grade {cell} is death, but the patient's status and progression_date in patients.csv are"
        " blank: the text counts the patient as censored, and not among the deaths"
    )
    return at_rows(
        "fatal-event-without-status",
        frames,
        "adverse_events",
        "grade",
        known & blank[0] & blank[1] & fatal,
        message,
        Severity.NOTICE,
    )


OUTCOME_RULES = (
    progression_before_entry,
    progression_after_last_contact,
    last_contact_before_entry,
    progressive_disease_without_date,
    disease_in_lasting_remission,
    death_without_progression,
    alive_after_fatal_event,
    fatal_event_without_status,
)
