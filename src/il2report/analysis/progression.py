"""Time to disease progression (TTDP), patient by patient and over the cohort."""

import math
from dataclasses import dataclass
from itertools import compress

import pandas as pd

from il2report.analysis.derivations import Derived, Mean
from il2report.analysis.description import everyone
from il2report.analysis.methods import NAIVE_MEAN, REVERSE_KAPLAN_MEIER
from il2report.analysis.months import months_between
from il2report.analysis.survival import median, product_limit
from il2report.values import NotEstimable, Patients, SurvivalCurve


@dataclass(frozen=True, slots=True)
class ProgressionTimes:
    """Months from entry to progression, or to last contact for patients who had not progressed."""

    patients: Patients
    months: tuple[float, ...]
    progressed: tuple[bool, ...]

    def among(self, patients: frozenset[str]) -> "ProgressionTimes":
        """Restrict to some patients, in the same order."""
        kept = [patient in patients for patient in self.patients]
        return ProgressionTimes(
            tuple(compress(self.patients, kept)),
            tuple(compress(self.months, kept)),
            tuple(compress(self.progressed, kept)),
        )


def progression_times(patients: pd.DataFrame) -> ProgressionTimes:
    """TTDP of each patient: entry_date to progression_date, censored at last_contact_date.

    Parameters
    ----------
    patients : one row per patient, with the three dates; a blank progression date is not progressed
    """
    progression = patients["progression_date"]
    end = progression.fillna(patients["last_contact_date"])
    return ProgressionTimes(
        everyone(patients),
        tuple(months_between(patients["entry_date"], end)),
        tuple(progression.notna().tolist()),
    )


def curve_of(times: ProgressionTimes, level: int = 95) -> SurvivalCurve:
    """Kaplan-Meier curve of freedom from progression."""
    return product_limit(times.patients, times.months, times.progressed, level)


def follow_up_curve(times: ProgressionTimes, level: int = 95) -> SurvivalCurve:
    """Reverse Kaplan-Meier: follow-up is the event, progression censors it.

    References
    ----------
    Schemper M, Smith TL. Control Clin Trials 1996;17:343-346.
    """
    reverse = tuple(not progressed for progressed in times.progressed)
    return product_limit(times.patients, times.months, reverse, level)


def naive_mean(times: ProgressionTimes) -> Derived:
    """Mean of all times in months, censored ones counted as if complete.

    Biased where anyone is censored; computed because the published paper reported it.
    """
    if not times.months:
        return Derived(NotEstimable("no patient in the denominator"), NAIVE_MEAN)
    total = math.fsum(times.months)
    return Derived(total / len(times.months), NAIVE_MEAN, Mean(times.months, total))


def median_follow_up(times: ProgressionTimes) -> Derived:
    """Median follow-up in months, by the reverse Kaplan-Meier method."""
    return median(follow_up_curve(times), REVERSE_KAPLAN_MEIER)
