"""Adverse events against what study.toml declares of them: their scale, columns and relatedness."""

from collections.abc import Iterator

from il2report.errors import Finding, Place, Severity
from il2report.study.checks.rules import notice_rows, reads
from il2report.study.configuration import FILE, Configuration
from il2report.study.declarations.toxicity import ANY, NOT_RECORDED, span_of
from il2report.study.grades import GRADE
from il2report.study.lookalikes import nearest
from il2report.study.tables import Frames


@reads("adverse_events.grade")
def event_without_grade(frames: Frames) -> Iterator[Finding]:
    """An event without a grade is counted, but in no column of a grade."""
    blank = frames["adverse_events"]["grade"].isna()
    message = (
        "the grade is {cell}: the event counts at any grade, and as one whose grade is not recorded"
    )
    cell = "adverse_events.grade"
    return notice_rows("event-without-grade", frames, cell, blank, message, also="")


@reads("codebook.table", "codebook.column", "codebook.code", whole=("codebook",), choices=True)
def grades_of_the_codebook(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Grades that are words are in the codebook, and the columns of the table are made of them."""
    toxicity, place = study.toxicity, Place(FILE)
    if toxicity.numbers is not None or toxicity.scale is None:
        return
    codes = frames.codebook.codes(*GRADE)
    if not codes:
        message = "toxicity.scale: codebook.csv lists no grades; give a row for each, of adverse_events, grade"
        yield Finding("unknown-grade", place, message)
        return
    for column in toxicity.asked:
        try:
            span_of(column, codes)
        except ValueError as error:
            yield Finding("unknown-grade", place, f"toxicity.columns: {error}")
    for code in (code for code in codes if code.lower() in (ANY, NOT_RECORDED)):
        yield Finding("reserved-code", place, f"toxicity.scale: a grade cannot be called {code!r}")
    for key, grade in (("severe", toxicity.scale.severe), ("death", toxicity.scale.death)):
        if grade is not None and str(grade) not in codes:
            hint = nearest(str(grade), codes) or f" Choose from {', '.join(codes)}."
            message = (
                f"toxicity.scale.{key} is {str(grade)!r}, which is no grade of the codebook.{hint}"
            )
            yield Finding("unknown-grade", place, message)


@reads("adverse_events.patient_id", choices=True)
def related_column(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """What counts related events only needs the column that says which those are, with these codes."""
    toxicity = study.toxicity
    if not toxicity.related_only:
        return
    events = frames["adverse_events"]
    if "related" not in events.columns or "adverse_events.related" in frames.absent:
        message = (
            "toxicity.related_only: adverse_events.csv has no column related, which says of each event"
            " whether it is related to the treatment"
        )
        yield Finding("related-not-recorded", Place(FILE), message)
        return
    found = events["related"].dropna().astype(str)
    if len(found) and not found.isin(toxicity.related_codes).any():
        codes, known = ", ".join(toxicity.related_codes), ", ".join(sorted(set(found) - {""})[:9])
        message = f"toxicity.related_codes: no event is {codes}; the column related has {known}"
        yield Finding("related-not-recorded", Place(FILE), message)


@reads("adverse_events.related", choices=True)
def event_without_relatedness(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Where related events alone count, one that may be related is left out silently."""
    related = frames["adverse_events"]["related"]
    blank = (related.isna() | related.eq("")) & study.toxicity.related_only
    message = "related is {cell}: the event is not counted among those related to the treatment"
    cell = "adverse_events.related"
    return notice_rows("event-without-relatedness", frames, cell, blank, message, also="")


@reads("adverse_events.grade", choices=True)
def scale_without_name(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Grades mean something by a scale, which the text can only name if study.toml does."""
    toxicity = study.toxicity
    if len(frames["adverse_events"]) and not (toxicity.scale or toxicity.criteria_version):
        message = (
            "toxicity: neither criteria_version, that of the CTCAE, nor scale is given; the manuscript does"
            " not say by which criteria adverse events are graded"
        )
        yield Finding("scale-without-name", Place(FILE), message, Severity.NOTICE)
