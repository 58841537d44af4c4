"""What each figure shows, in a few sentences from its data, for readers who do not see it.

Each function takes what the function that draws the figure takes, and the number style of the counts.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from il2report.document.grammar import listed, plural
from il2report.study.running_text import in_running_text
from il2report.figures.shown import (
    Bars,
    Curves,
    Flow,
    Forest,
    Grades,
    GroupCurve,
    Shown,
    Swimmer,
    SwimmerWords,
)
from il2report.values import FlowBox, GradeCounts, GradePart, PatientLane

if TYPE_CHECKING:
    from il2report.analysis.lanes import FollowUpSpread

_MOST_NAMED_PATIENTS = 5
_RANKS_NAMED = 3


class CountStyle(Protocol):
    """The part of a number style that an alternative text needs."""

    def count(self, n: int) -> str:
        """Print a count."""


def in_words_of(shown: Shown, style: CountStyle) -> str:
    """Describe any figure."""
    match shown:
        case Curves():
            return alternative_text_curves(shown, style)
        case Forest():
            return alternative_text_forest(shown)
        case Bars():
            return alternative_text_bars(shown)
        case Swimmer() if shown.spreads:
            return alternative_text_swimmer_summary(
                shown.spreads, shown.responses, style, shown.words
            )
        case Swimmer():
            return alternative_text_swimmer(shown.lanes, shown.responses, style, shown.words)
        case Grades():
            return alternative_text_adverse_events(
                shown.grades,
                shown.terms,
                shown.n,
                style,
                parts=shown.parts,
                severe_events=shown.severe_events,
                nothing=shown.nothing,
            )
        case Flow():
            return alternative_text_flow(shown.boxes)


def alternative_text_curves(shown: Curves, style: CountStyle) -> str:
    """Describe a Kaplan-Meier figure of everybody, or of groups."""
    n = sum(len(group.curve.patients) for group in shown.groups)
    if not shown.by:
        (group,) = shown.groups
        sentences = [
            f"Kaplan-Meier curve of {shown.subject} for {_patients(n, style)}",
            _happened(group, shown.happened, style),
        ]
        if shown.median_text:
            sentences.append(shown.median_text)
        if group.risk_table:
            sentences.append(f"At risk: {_at_risk(group, style)}")
        sentences += _on_tails(shown)
        return _paragraph(*sentences)
    sentences = [
        f"Kaplan-Meier curves of {shown.subject} by {shown.by} for {_patients(n, style)}",
        *(
            f"{group.label}: {_patients(len(group.curve.patients), style)};"
            f" {_happened(group, shown.happened, style)}"
            + (f"; at risk: {_at_risk(group, style)}" if group.curve.steps else "")
            for group in shown.groups
        ),
    ]
    return _paragraph(*sentences, *_on_tails(shown), *([shown.note] if shown.note else []))


def _on_tails(shown: Curves) -> list[str]:
    if not any(group.has_tail for group in shown.groups):
        return []
    drawn = "The curve is" if len(shown.groups) == 1 else "Curves are"
    return [f"{drawn} paler where fewer than five patients are at risk"]


def _happened(group: GroupCurve, happened: str, style: CountStyle) -> str:
    events = sum(step.events for step in group.curve.steps)
    censored = len(group.curve.patients) - events
    return (
        f"{style.count(events)} {happened} and {style.count(censored)}"
        f" {plural(censored, 'was')} censored"
    )


def _at_risk(group: GroupCurve, style: CountStyle) -> str:
    return listed(
        [f"{style.count(c.at_risk)} at month {style.count(c.time)}" for c in group.risk_table]
    )


def alternative_text_forest(shown: Forest) -> str:
    """Describe a forest plot: each ratio as it is printed."""
    heading, ratios = "", []
    for row in shown.rows:
        if not row.is_indented:
            heading = row.label
        if row.text:
            name = f"{heading}, {row.label}" if row.is_indented else row.label
            ratios.append(f"{name}: {row.text}" + (f", {shown.p_label} {row.p}" if row.p else ""))
    return _paragraph(f"Forest plot of {shown.subject}", f"{shown.ratio_label}: {'; '.join(ratios)}")


def alternative_text_bars(shown: Bars) -> str:
    """Describe bars: each result as it is printed."""
    bars = "; ".join(f"{bar.label}, {bar.text}" for bar in shown.bars)
    return _paragraph(f"Bars of {shown.subject}", bars)


def longest_first(lanes: Sequence[PatientLane]) -> list[PatientLane]:
    """Order lanes as the plot shows them, from top to bottom."""
    return sorted(lanes, key=lambda lane: (-lane.last_contact, lane.patient_id))


def alternative_text_swimmer(
    lanes: Sequence[PatientLane],
    response_labels: Mapping[str, str],
    style: CountStyle,
    words: SwimmerWords = SwimmerWords(),
) -> str:
    """Describe the swimmer plot."""
    if not lanes:
        return "Swimmer plot without patients."
    ordered = longest_first(lanes)
    codes = [lane.response for lane in ordered]
    responses = [
        f"{label} in {style.count(codes.count(code))}"
        for code, label in response_labels.items()
        if code in codes
    ]
    ongoing = [lane.patient_id for lane in ordered if lane.progression is None]
    named = f" ({listed(ongoing)})" if 0 < len(ongoing) <= _MOST_NAMED_PATIENTS else ""
    without = in_running_text(words.without)
    sentences = [
        f"Swimmer plot with one lane for each of {_patients(len(ordered), style)}, the longest"
        f" follow-up, that of {ordered[0].patient_id}, on top",
        f"Best response: {listed(responses)}" if responses else "",
        f"{style.count(len(ordered) - len(ongoing))} {words.happened} and"
        f" {style.count(len(ongoing))} had {without}{named}",
    ]
    return _paragraph(*filter(None, sentences))


def alternative_text_swimmer_summary(
    spreads: "Sequence[FollowUpSpread]",
    response_labels: Mapping[str, str],
    style: CountStyle,
    words: SwimmerWords = SwimmerWords(),
) -> str:
    """Describe the summary of follow-up by response."""
    responses = [
        f"{response_labels[spread.response]} in {style.count(spread.patients)}"
        for spread in spreads
        if spread.response
    ]
    n, axis = sum(spread.patients for spread in spreads), in_running_text(words.axis)
    by = " by best response" if responses else ""
    sentences = [
        f"Box plot of follow-up{by} for {_patients(n, style)}: the middle half, the median, and the"
        f" range of the {axis} to last contact",
        f"Best response: {listed(responses)}" if responses else "",
    ]
    return _paragraph(*filter(None, sentences))


def alternative_text_adverse_events(
    grades: Sequence[GradeCounts],
    labels: Mapping[str, str],
    n_patients: int,
    style: CountStyle,
    *,
    parts: Sequence[GradePart],
    severe_events: str,
    nothing: str = "",
) -> str:
    """Describe the figure of adverse events; `severe_events` names the severe parts: "grade 3 or higher"."""
    among = f"among {_patients(n_patients, style)}"
    totals = {labels[counts.term]: counts.all_grades for counts in grades}
    severe = {
        labels[counts.term]: sum(
            n for n, part in zip(counts.by_grade, parts, strict=True) if part.is_severe
        )
        for counts in grades
    }
    if not any(totals.values()):
        return nothing or f"No adverse event was recorded {among}."
    kinds = f"{style.count(len(grades))} {plural(len(grades), 'kind')} of adverse event"
    most_severe = f"None was {severe_events}"
    if any(severe.values()):
        named = severe_events.removeprefix("of ")
        most_severe = f"Most frequent {'at' if named != severe_events else 'among those that were'} {named}: {listed(_most_frequent(severe, style))}"
    return _paragraph(
        f"Stacked bars of {kinds} by worst grade {among}",
        f"Most frequent: {listed(_most_frequent(totals, style))}",
        most_severe,
    )


def alternative_text_flow(boxes: Sequence[FlowBox]) -> str:
    """Describe the flow of patients."""
    steps = [
        f"{box.label}: {box.reason}, {box.n}" if box.reason else f"{box.label}, {box.n}"
        for box in boxes
    ]
    return _paragraph(f"Flow of patients. {'; '.join(steps)}")


def _patients(n: int, style: CountStyle) -> str:
    return f"{style.count(n)} {plural(n, 'patient')}"


def _paragraph(*sentences: str) -> str:
    return ". ".join(sentences) + "."


def _most_frequent(patients: Mapping[str, int], style: CountStyle) -> list[str]:
    """Name the first three by number of patients, with all that tie with the third."""
    ranked = sorted((n for n in patients.values() if n), reverse=True)
    least = ranked[:_RANKS_NAMED][-1]
    by_count = sorted(patients.items(), key=lambda item: -item[1])
    return [f"{label} in {style.count(n)}" for label, n in by_count if n >= least]
