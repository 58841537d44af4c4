"""Time to progression, on four patients."""

import pandas as pd
import pytest

from il2report.analysis.progression import (
    ProgressionTimes,
    curve_of,
    follow_up_curve,
    naive_mean,
    progression_times,
)
from il2report.analysis.survival import median
from il2report.values import NotEstimable

PATIENTS = pd.DataFrame(
    {
        "patient_id": ["Q1", "Q2", "Q3", "Q4"],
        "entry_date": pd.to_datetime(["2003-01-01", "2003-02-01", "2003-03-01", "2003-06-01"]),
        "progression_date": pd.to_datetime([None, "2003-04-03", "2003-07-29", None]),
        "last_contact_date": pd.to_datetime(
            ["2004-05-02", "2003-09-01", "2003-12-01", "2003-07-01"]
        ),
    }
)
DAYS = (487, 61, 150, 30)
TIMES = progression_times(PATIENTS)
NOBODY = ProgressionTimes((), (), ())


def test_time_runs_to_progression_or_is_censored_at_last_contact() -> None:
    assert tuple(days / 30.4375 for days in DAYS) == TIMES.months
    assert (False, True, True, False) == TIMES.progressed
    assert ("Q1", "Q2", "Q3", "Q4") == TIMES.patients


def test_a_group_keeps_the_order_of_the_cohort() -> None:
    group = TIMES.among(frozenset({"Q3", "Q1", "Q9"}))
    assert ("Q1", "Q3") == group.patients
    assert (487 / 30.4375, 150 / 30.4375) == group.months
    assert (False, True) == group.progressed


def test_the_curve_of_the_cohort_has_its_median_at_the_second_event() -> None:
    assert 150 / 30.4375 == median(curve_of(TIMES)).value


def test_in_follow_up_progression_censors() -> None:
    # Followed at 30 days (of 4), then at 487 (the last one): the reverse curve falls to 3/4, 0.
    reverse = follow_up_curve(TIMES)
    assert [0.75, 0.75, 0.75, 0] == [step.survival for step in reverse.steps]
    assert 16 == median(reverse).value


def test_the_level_of_the_band_reaches_the_curve() -> None:
    assert (90, 90) == (curve_of(TIMES, 90).level, follow_up_curve(TIMES, 90).level)


def test_the_naive_mean_counts_censored_times_as_if_complete() -> None:
    assert pytest.approx(sum(DAYS) / 4 / 30.4375) == naive_mean(TIMES).value


def test_nobody_has_no_mean() -> None:
    assert NotEstimable("no patient in the denominator") == naive_mean(NOBODY).value
