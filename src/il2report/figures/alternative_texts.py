"""What each figure shows, in words written from its data, for readers who do not see it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from il2report.document.grammar import listed, plural
from il2report.values import GradeCounts, PatientLane, RiskTableColumn, SurvivalCurve

if TYPE_CHECKING:
    from il2report.analysis.spreads import FollowUpSpread

_SEVERE = 3
_MOST_NAMED_PATIENTS = 5
_RANKS_NAMED = 3


class CountStyle(Protocol):
    """The part of a number style that an alternative text needs."""

    def count(self, n: int) -> str:
        """Print a count."""


def alternative_text_time_to_progression(
    curve: SurvivalCurve,
    risk_table: Sequence[RiskTableColumn],
    style: CountStyle,
    *,
    median_text: str | None = None,
) -> str:
    """Say in words what the Kaplan-Meier figure shows.

    Parameters
    ----------
    curve, risk_table, median_text
        As given to `draw_time_to_progression`.
    style : CountStyle
        Prints the counts.

    Returns
    -------
    str
        A few sentences without markup.
    """
    n = len(curve.patients)
    events = sum(step.events for step in curve.steps)
    censored = n - events
    were = plural(censored, "was")
    sentences = [
        f"Kaplan-Meier curve of time to progression for {_patients(n, style)}",
        f"{style.count(events)} progressed and {style.count(censored)} {were} censored",
    ]
    if median_text:
        sentences.append(median_text)
    if risk_table:
        at_risk = [f"{style.count(c.at_risk)} at month {style.count(c.time)}" for c in risk_table]
        sentences.append(f"At risk: {listed(at_risk)}")
    return _paragraph(sentences)


def longest_first(lanes: Sequence[PatientLane]) -> list[PatientLane]:
    """Lanes in the order of the plot, from top to bottom."""
    return sorted(lanes, key=lambda lane: (-lane.last_contact, lane.patient_id))


def alternative_text_swimmer(
    lanes: Sequence[PatientLane], response_labels: Mapping[str, str], style: CountStyle
) -> str:
    """Say in words what the swimmer plot shows.

    Parameters
    ----------
    lanes, response_labels
        As given to `draw_swimmer`.
    style : CountStyle
        Prints the counts.

    Returns
    -------
    str
        A few sentences without markup.
    """
    if not lanes:
        return "Swimmer plot without patients."
    ordered = longest_first(lanes)
    one_lane_each = f"Swimmer plot with one lane for each of {_patients(len(ordered), style)}"
    return _paragraph(
        [
            f"{one_lane_each}, the longest follow-up, that of {ordered[0].patient_id}, on top",
            f"Best response: {listed(_responses(ordered, response_labels, style))}",
            _progressed(ordered, style),
        ]
    )


def alternative_text_swimmer_summary(
    spreads: "Sequence[FollowUpSpread]", response_labels: Mapping[str, str], style: CountStyle
) -> str:
    """Say in words what the summary of follow-up by response shows.

    Parameters
    ----------
    spreads, response_labels
        As given to `draw_swimmer_summary`.
    style : CountStyle
        Prints the counts.

    Returns
    -------
    str
        A few sentences without markup.
    """
    n = sum(spread.patients for spread in spreads)
    responses = [
        f"{response_labels[spread.response]} in {style.count(spread.patients)}"
        for spread in spreads
    ]
    return _paragraph(
        [
            f"Box plot of follow-up by best response for {_patients(n, style)}: the middle half,"
            " the median and the range of the months from start of therapy to last contact",
            f"Best response: {listed(responses)}",
        ]
    )


def alternative_text_adverse_events(
    grades: Sequence[GradeCounts], labels: Mapping[str, str], n_patients: int, style: CountStyle
) -> str:
    """Say in words what the figure of adverse events shows.

    Parameters
    ----------
    grades, labels, n_patients
        As given to `draw_adverse_events`.
    style : CountStyle
        Prints the counts.

    Returns
    -------
    str
        A few sentences without markup.
    """
    among = f"among {_patients(n_patients, style)}"
    totals = {labels[counts.term]: counts.all_grades for counts in grades}
    severe = {labels[counts.term]: sum(counts.by_grade[_SEVERE - 1 :]) for counts in grades}
    if not any(totals.values()):
        return f"No adverse event was recorded {among}."
    kinds = f"{style.count(len(grades))} {plural(len(grades), 'kind')} of adverse event"
    threshold = f"grade {style.count(_SEVERE)} or higher"
    return _paragraph(
        [
            f"Stacked bars of {kinds} by worst grade {among}",
            f"Most frequent: {listed(_most_frequent(totals, style))}",
            f"Most frequent at {threshold}: {listed(_most_frequent(severe, style))}"
            if any(severe.values())
            else f"None was of {threshold}",
        ]
    )


def _patients(n: int, style: CountStyle) -> str:
    return f"{style.count(n)} {plural(n, 'patient')}"


def _paragraph(sentences: Sequence[str]) -> str:
    return ". ".join(sentences) + "."


def _responses(
    lanes: Sequence[PatientLane], response_labels: Mapping[str, str], style: CountStyle
) -> list[str]:
    codes = [lane.response for lane in lanes]
    return [
        f"{label} in {style.count(codes.count(code))}"
        for code, label in response_labels.items()
        if code in codes
    ]


def _progressed(lanes: Sequence[PatientLane], style: CountStyle) -> str:
    ongoing = [lane.patient_id for lane in lanes if lane.progression is None]
    named = f" ({listed(ongoing)})" if 0 < len(ongoing) <= _MOST_NAMED_PATIENTS else ""
    progressed = style.count(len(lanes) - len(ongoing))
    still_free = style.count(len(ongoing))
    return f"{progressed} progressed and {still_free} had not progressed at last contact{named}"


def _most_frequent(patients: Mapping[str, int], style: CountStyle) -> list[str]:
    """Name the first three by number of patients, with all that tie with the third."""
    ranked = sorted((n for n in patients.values() if n), reverse=True)
    least = ranked[:_RANKS_NAMED][-1]
    by_count = sorted(patients.items(), key=lambda item: -item[1])
    return [f"{label} in {style.count(n)}" for label, n in by_count if n >= least]
