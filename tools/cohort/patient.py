"""The invented patient, filled in step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

BENEFIT = ("CR", "PR", "MR", "SD")
LISTED_SITES = ("lung", "lymph_node", "skin_subcutaneous", "liver", "adrenal", "brain")
OTHER_SITES = ("heart", "muscle", "parotid", "pancreas", "chest_wall")
SYSTEMIC = ("interferon", "vaccine", "chemotherapy")
DOSES_PER_DAY = 3


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """The worst grade of one term, and the cycle in which it fell."""

    term: str
    grade: int
    cycle: int


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient; a later step fills the fields that an earlier one leaves empty."""

    response: str
    entry: date
    sex: str = ""
    age: int = 0
    ldh_u_per_l: int = 0
    sites: tuple[str, ...] = ()
    prior: tuple[str, ...] = ()
    doses: tuple[int, ...] = ()
    starts: tuple[date, ...] = ()
    assessed: date | None = None
    progression: date | None = None
    last_contact: date | None = None
    events: tuple[AdverseEvent, ...] = ()

    @property
    def benefits(self) -> bool:
        """Clinical benefit: CR, PR, MR or SD."""
        return self.response in BENEFIT

    @property
    def had_systemic_therapy(self) -> bool:
        """Any prior therapy but radiation and surgery."""
        return any(modality in SYSTEMIC for modality in self.prior)

    @property
    def has_other_site(self) -> bool:
        """A metastasis outside the six sites that Table I lists."""
        return any(site in OTHER_SITES for site in self.sites)

    @property
    def last_doses(self) -> tuple[date, ...]:
        """The day of the last dose of each cycle, with a dose every eight hours."""
        return tuple(
            start + timedelta(days=(doses - 1) // DOSES_PER_DAY)
            for start, doses in zip(self.starts, self.doses, strict=True)
        )

    @property
    def end_of_therapy(self) -> date:
        """The day of the last dose of the last cycle."""
        return self.last_doses[-1]

    @property
    def ttdp_days(self) -> int:
        """Days from entry to progression, or to last contact where there was none."""
        end = self.progression or self.last_contact
        if end is None:
            raise ValueError("the timeline of this patient is not filled in yet")
        return (end - self.entry).days

    def worst_grade(self, term: str) -> int:
        """Return the worst grade of a term, 0 where it did not occur."""
        return max((event.grade for event in self.events if event.term == term), default=0)


Cohort = tuple[Patient, ...]


def count(cohort: Iterable[Patient], applies: Callable[[Patient], bool]) -> int:
    """Count the patients to whom a statement applies."""
    return sum(1 for patient in cohort if applies(patient))


def with_response(cohort: Cohort, response: str) -> Cohort:
    """Select the patients of one response category."""
    return tuple(patient for patient in cohort if patient.response == response)


def only(cohort: Cohort, response: str) -> Patient:
    """Return the single patient of a category that has one."""
    (patient,) = with_response(cohort, response)
    return patient


def days_between(earlier: date | None, later: date | None) -> int:
    """Count days between two dates of a finished timeline."""
    if earlier is None or later is None:
        raise ValueError("the timeline of this patient is not filled in yet")
    return (later - earlier).days
