"""The course of measured lesions, on assessments that one can follow by hand."""

from datetime import date

import pandas as pd
import pytest

from il2report.analysis.lesions import (
    Lesion,
    Measurement,
    lesions_of,
    measurements_by_patient,
    resolution,
)
from il2report.analysis.months import completed_months

Assessment = tuple[str, str, float]


def measurements(*rows: Assessment) -> list[Measurement]:
    frame = pd.DataFrame(rows, columns=["lesion", "assessed_on", "diameter_mm"])
    frame["assessed_on"] = pd.to_datetime(frame["assessed_on"])
    frame["location"] = frame["lesion"].map({"L1": "left_frontal", "L2": "left_parietal"})
    frame["patient_id"] = "Q1"
    return measurements_by_patient(frame).get("Q1", [])


def months_and_ongoing(course: list[Measurement]) -> tuple[float, bool]:
    """How long the resolution lasted, in completed months, and whether it lasts."""
    found = resolution(course)
    assert found is not None
    return found.span.months, found.is_ongoing


BASELINE: tuple[Assessment, ...] = (("L1", "2003-01-01", 10), ("L2", "2003-01-01", 17.5))
RESOLVED: tuple[Assessment, ...] = (("L1", "2003-03-01", 0), ("L2", "2003-03-01", 0))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("1999-12-07", "2000-12-06", 11),
        ("1999-12-07", "2000-12-07", 12),  # 366 days
        ("1999-12-07", "2000-12-08", 12),
        ("2002-12-07", "2003-12-06", 11),
        ("2002-12-07", "2003-12-07", 12),  # 365 days, less than 12 times 30.4375
        ("2002-12-07", "2003-12-08", 12),
        ("2003-02-10", "2003-03-09", 0),
        ("2003-02-10", "2003-03-10", 1),  # 28 days
        ("2003-07-10", "2003-08-09", 0),  # 30 days
        ("2003-07-10", "2003-08-10", 1),
        ("2003-01-31", "2003-02-27", 0),
        ("2003-01-31", "2003-02-28", 1),  # the last day of a month that has no 31st
        ("2003-01-31", "2003-03-30", 1),
        ("2003-01-31", "2003-03-31", 2),
        ("2004-02-29", "2005-02-27", 11),
        ("2004-02-29", "2005-02-28", 12),
        ("2004-02-28", "2004-02-29", 0),
        ("2004-02-28", "2004-03-28", 1),
        ("2003-05-05", "2003-05-05", 0),
    ],
)
def test_a_month_is_complete_on_the_same_day_of_the_next(
    start: str, end: str, expected: int
) -> None:
    assert expected == completed_months(date.fromisoformat(start), date.fromisoformat(end))


def test_lesions_stand_in_the_order_of_first_assessment_and_then_of_their_names() -> None:
    rows = (("L10", "2003-01-01", 4), ("L2", "2003-01-01", 17.5), ("L1", "2003-01-01", 10))
    assert ["L1", "L2", "L10"] == [each.lesion for each in lesions_of(measurements(*rows))]


def test_a_lesion_that_was_seen_later_stands_behind() -> None:
    later_first = measurements(("L2", "2003-03-01", 4), *BASELINE, ("L1", "2003-03-01", 0))
    expected = (Lesion("L1", "left_frontal", 10), Lesion("L2", "left_parietal", 17.5))
    assert expected == lesions_of(later_first)


def test_nothing_measured_is_no_lesion() -> None:
    assert () == lesions_of(measurements())


def test_a_lasting_resolution_runs_to_the_last_assessment() -> None:
    course = measurements(*BASELINE, *RESOLVED, ("L1", "2004-05-02", 0), ("L2", "2004-05-02", 0))
    assert (14, True) == months_and_ongoing(course)


def test_the_order_of_the_rows_does_not_matter() -> None:
    course = measurements(("L1", "2004-05-02", 0), *RESOLVED, *BASELINE)
    assert (14, True) == months_and_ongoing(course)


def test_a_recurrence_ends_the_resolution_at_the_last_clear_assessment() -> None:
    course = measurements(
        *BASELINE,
        *RESOLVED,
        ("L1", "2003-07-01", 0),
        ("L1", "2003-09-01", 3),
        ("L1", "2004-01-01", 0),
    )
    assert (4, False) == months_and_ongoing(course)


def test_a_recurrence_at_the_next_assessment_leaves_no_completed_month() -> None:
    course = measurements(*BASELINE, *RESOLVED, ("L2", "2003-07-01", 5))
    assert (0, False) == months_and_ongoing(course)


def test_without_resolution_of_every_lesion_there_is_no_response() -> None:
    course = measurements(*BASELINE, ("L1", "2003-03-01", 0), ("L2", "2003-03-01", 2))
    assert resolution(course) is None


def test_a_lesion_that_is_not_measured_keeps_its_latest_diameter() -> None:
    one_by_one = measurements(*BASELINE, ("L1", "2003-03-01", 0), ("L2", "2003-05-01", 0))
    assert (0, True) == months_and_ongoing(one_by_one)
