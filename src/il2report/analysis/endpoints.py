"""Times to a declared end point, patient by patient."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress

import pandas as pd

from il2report.analysis.derivations import ConfidenceLimits, Derived
from il2report.analysis.derivations.descriptive import Mean
from il2report.analysis.description import cells, code_of, is_blank
from il2report.analysis.methods import NAIVE_MEAN, REVERSE_KAPLAN_MEIER
from il2report.analysis.months import DAYS_PER_MONTH
from il2report.analysis.survival import median, median_interval, product_limit
from il2report.study.declarations import Endpoint
from il2report.values import Exclusion, NotEstimable, Patients, SurvivalCurve

DEATH = "death"
DEATH_DATE, STATUS = "death_date", "status"
MONTHS_IN = {"days": 1 / DAYS_PER_MONTH, "weeks": 7 / DAYS_PER_MONTH, "months": 1.0, "years": 12.0}


@dataclass(frozen=True, slots=True)
class Times:
    """Months from the start to the event or to censoring; who has no time is excluded, with a reason."""

    patients: Patients
    months: tuple[float, ...]
    happened: tuple[bool, ...]
    excluded: tuple[Exclusion, ...] = ()

    def among(self, patients: Collection[str]) -> "Times":
        """Restrict to some patients, in the same order."""
        asked = frozenset(patients)
        kept = [patient in asked for patient in self.patients]
        return Times(
            tuple(compress(self.patients, kept)),
            tuple(compress(self.months, kept)),
            tuple(compress(self.happened, kept)),
            tuple(out for out in self.excluded if out.patient_id in asked),
        )

    def after(self, months: float) -> "Times":
        """Restrict to who is at risk after a landmark; time is counted from the start all the same."""
        return self.among(
            [p for p, m in zip(self.patients, self.months, strict=True) if m > months]
        )

    @property
    def with_event(self) -> Patients:
        """The patients with the event."""
        return tuple(compress(self.patients, self.happened))

    @property
    def censored(self) -> Patients:
        """The patients without it."""
        return tuple(compress(self.patients, (not happened for happened in self.happened)))

    def curve(self, level: int) -> SurvivalCurve:
        """Kaplan-Meier curve of freedom from the event."""
        return product_limit(self.patients, self.months, self.happened, level)

    def follow_up(self, level: int) -> tuple[Derived, ConfidenceLimits]:
        """Median follow-up with its confidence interval, by the reverse Kaplan-Meier method.

        References
        ----------
        Schemper M, Smith TL. Control Clin Trials 1996;17:343-346.
        """
        reverse = tuple(not happened for happened in self.happened)
        curve = product_limit(self.patients, self.months, reverse, level)
        return median(curve, REVERSE_KAPLAN_MEIER), median_interval(curve)


def endpoint_times(patients: pd.DataFrame, endpoint: Endpoint) -> Times:
    """Give the time of each patient to the first of the events, or to censoring.

    Parameters
    ----------
    patients : one row per patient, with the columns that the end point names
    endpoint : its declaration; `among` and `within` are not applied here

    Returns
    -------
    Times
        A time of less than zero is no time: `check` refuses it, and such a patient is excluded.
    """
    ids = patients["patient_id"].tolist()
    pairs = list(
        _measured(patients, endpoint) if endpoint.is_measured else _dated(patients, endpoint)
    )
    known = [reason == "" for _, _, reason in pairs]
    return Times(
        tuple(compress(ids, known)),
        tuple(months for months, _, reason in pairs if not reason),
        tuple(happened for _, happened, reason in pairs if not reason),
        tuple(Exclusion(p, pair[2]) for p, pair in zip(ids, pairs, strict=True) if pair[2]),
    )


Observed = tuple[float, bool, str]


def _measured(patients: pd.DataFrame, endpoint: Endpoint) -> Iterator[Observed]:
    times, marks = (cells(patients[str(name)]) for name in (endpoint.time, endpoint.event_column))
    for time, mark in zip(times, marks, strict=True):
        if is_blank(time):
            yield 0.0, False, f"{endpoint.time} not recorded"
        elif is_blank(mark):
            yield 0.0, False, f"{endpoint.event_column} not recorded"
        else:
            happened = code_of(mark) in (endpoint.event_codes or ())
            yield float(time) * MONTHS_IN[endpoint.unit], happened, ""


def _dated(patients: pd.DataFrame, endpoint: Endpoint) -> Iterator[Observed]:
    starts, ends = (cells(patients[str(name)]) for name in (endpoint.start, endpoint.censor))
    events = [_event_dates(patients, name, endpoint) for name in endpoint.event or ()]
    for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
        dates = [day for each in events if (day := each[row]) is not None]
        until = min(dates, default=None if is_blank(end) else end)
        if is_blank(start):
            yield 0.0, False, f"{endpoint.start} not recorded"
        elif until is None:
            yield 0.0, False, f"{endpoint.censor} not recorded"
        elif until < start:
            yield 0.0, False, "the time would be negative"
        else:
            yield (until - start).days / DAYS_PER_MONTH, bool(dates), ""


def observed_months(patients: pd.DataFrame, endpoint: Endpoint) -> Mapping[str, float]:
    """Give how long each patient was observed: from the start to last contact or a later event.

    Parameters
    ----------
    patients : one row per patient, with the columns that the end point names
    endpoint : its declaration; of a measured one, the time itself is what was observed

    Returns
    -------
    mapping of months by patient, of those with both days
    """
    ids = patients["patient_id"].tolist()
    if endpoint.is_measured:
        times = endpoint_times(patients, endpoint)
        return dict(zip(times.patients, times.months, strict=True))
    starts, ends = (cells(patients[str(name)]) for name in (endpoint.start, endpoint.censor))
    events = [_event_dates(patients, name, endpoint) for name in endpoint.event or ()]
    found = {}
    for row, (patient, start, end) in enumerate(zip(ids, starts, ends, strict=True)):
        days = [day for each in events if (day := each[row]) is not None]
        days += [] if is_blank(end) else [end]
        if days and not is_blank(start) and max(days) >= start:
            found[patient] = (max(days) - start).days / DAYS_PER_MONTH
    return found


def _event_dates(patients: pd.DataFrame, name: str, endpoint: Endpoint) -> Sequence[date | None]:
    """Give the day of one event: a date column, or death by its date or by the status at last contact."""
    if name != DEATH or DEATH in patients.columns:
        return [None if is_blank(day) else day for day in cells(patients[name])]
    if DEATH_DATE in patients.columns:
        return _event_dates(patients, DEATH_DATE, endpoint)
    dead = _has_status(patients, endpoint.dead_codes or ())
    contacts = cells(patients[str(endpoint.censor)])
    return [
        day if is_dead and not is_blank(day) else None
        for day, is_dead in zip(contacts, dead, strict=True)
    ]


def patients_with_status(patients: pd.DataFrame, codes: Collection[str]) -> Patients:
    """List the patients whose status is one of some codes."""
    return tuple(compress(patients["patient_id"].tolist(), _has_status(patients, codes)))


def _has_status(patients: pd.DataFrame, codes: Collection[str]) -> list[bool]:
    return [code_of(status) in codes for status in cells(patients[STATUS])]


def naive_mean(months: Sequence[float]) -> Derived:
    """Mean of all times in months, censored ones counted as if complete.

    Biased where anyone is censored; for comparison with reports that printed it.
    """
    if not months:
        return Derived(NotEstimable("no patient in the denominator"), NAIVE_MEAN)
    total = math.fsum(months)
    return Derived(total / len(months), NAIVE_MEAN, Mean(months, total))
