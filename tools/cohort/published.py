"""The published figures, each as a constraint that says where it stands.

Places: ABS abstract, MET methods, RES results, T1 T2 T3 the tables. Tables rule over the results
text, the results text over abstract and discussion; figures that lose are not here but in
docs/reference-cohort.md. A figure stands as it is printed, and a cohort keeps it when its own
value, rounded to that precision, is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cohort.arithmetic import (
    Number,
    fisher_exact_p,
    mean,
    months,
    prints_as,
    standard_deviation,
    student_p,
)
from cohort.patient import (
    OTHER_SITES,
    Cohort,
    Patient,
    count,
    days_between,
    only,
    with_response,
)

PERIOD = (date(2000, 1, 1), date(2008, 10, 31))
MAXIMUM_DOSES = 14
REST_DAYS = (10, 21)
PATIENTS = 15


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number and the quantity that has to reproduce it."""

    place: str
    what: str
    printed: str
    value: Callable[[Cohort], Number]

    def holds(self, cohort: Cohort) -> bool:
        """Say whether the cohort gives the printed number to the printed precision."""
        return prints_as(self.value(cohort), self.printed)

    def __str__(self) -> str:
        return f"{self.place}: {self.what} {self.printed}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A published statement that is not one number."""

    place: str
    what: str
    holds: Callable[[Cohort], bool]

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


Constraint = Figure | Rule
Statement = Callable[[Patient], bool]


def share(place: str, what: str, printed: str, applies: Statement) -> Figure:
    """Build the constraint that a printed percentage of the patients have a trait."""

    def percent(cohort: Cohort) -> Fraction:
        return Fraction(100 * count(cohort, applies), len(cohort))

    return Figure(place, what, printed, percent)


def number(place: str, what: str, printed: str, applies: Statement) -> Figure:
    """Build the constraint that a printed number of patients have a trait."""
    return Figure(place, what, printed, lambda cohort: count(cohort, applies))


def responded(*responses: str) -> Statement:
    """Return the statement that a patient's best response is one of these."""
    return lambda patient: patient.response in responses


def had_site(site: str) -> Statement:
    """Return the statement that a patient has this metastatic site."""
    return lambda patient: site in patient.sites


def had_prior(modality: str) -> Statement:
    """Return the statement that a patient had this therapy before."""
    return lambda patient: modality in patient.prior


def had_cycles(cycles: int) -> Statement:
    """Return the statement that a patient received exactly this many cycles."""
    return lambda patient: len(patient.doses) == cycles


def fisher_against_benefit(trait: Statement) -> Callable[[Cohort], Fraction]:
    """Return the quantity p of Fisher's exact test of a trait against clinical benefit."""

    def p(cohort: Cohort) -> Fraction:
        hits = count(cohort, lambda patient: patient.benefits and trait(patient))
        drawn = count(cohort, lambda patient: patient.benefits)
        return fisher_exact_p(hits, drawn, count(cohort, trait), len(cohort))

    return p


def groups(cohort: Cohort, field: Callable[[Patient], int]) -> tuple[list[int], list[int]]:
    """Return a measurement of the patients with benefit, and of those without."""
    benefit = [field(patient) for patient in cohort if patient.benefits]
    return benefit, [field(patient) for patient in cohort if not patient.benefits]


def correlate(
    name: str, field: Callable[[Patient], int], benefit: str, no_benefit: str, p: str
) -> tuple[Figure, ...]:
    """Build the five constraints of one measured correlate: two means, two SDs, one p."""
    mean_1, sd_1 = benefit.split()
    mean_2, sd_2 = no_benefit.split()
    return (
        Figure("RES", f"{name}, benefit", mean_1, lambda c: mean(groups(c, field)[0])),
        Figure(
            "RES", f"{name} SD, benefit", sd_1, lambda c: standard_deviation(groups(c, field)[0])
        ),
        Figure("RES", f"{name}, no benefit", mean_2, lambda c: mean(groups(c, field)[1])),
        Figure(
            "RES", f"{name} SD, no benefit", sd_2, lambda c: standard_deviation(groups(c, field)[1])
        ),
        Figure("RES", f"{name} p", p, lambda c: student_p(*groups(c, field))),
    )


def doses_of_cycle(cohort: Cohort, cycle: int) -> list[int]:
    """Return the doses of a cycle in the patients who received it."""
    return [patient.doses[cycle - 1] for patient in cohort if len(patient.doses) >= cycle]


def doses_per_cycle(response: str) -> Callable[[Cohort], Fraction]:
    """Return the quantity mean doses over all cycles of the patients in a category."""
    return lambda cohort: mean([d for p in with_response(cohort, response) for d in p.doses])


def median_ttdp_months(response: str) -> Callable[[Cohort], Fraction]:
    """Return the quantity median TTDP of a category where every patient progressed.

    Without censoring the Kaplan-Meier curve lies flat at one half between the middle two of an
    even number of times, so that its median is the ordinary one: the midpoint.
    """

    def median(cohort: Cohort) -> Fraction:
        days = sorted(patient.ttdp_days for patient in with_response(cohort, response))
        middle = len(days) // 2
        return months(days[middle] + days[-1 - middle]) / 2

    return median


def completed_months(days: int) -> int:
    """Return the months of a duration that is printed with a plus sign."""
    return int(months(days))


RESPONSE = (
    number("RES", "PD N", "10", responded("PD")),
    share("RES", "PD percent", "66.67", responded("PD")),
    number("RES", "CR N", "1", responded("CR")),
    share("RES", "CR percent", "6.67", responded("CR")),
    number("RES", "PR N", "1", responded("PR")),
    share("RES", "PR percent", "6.67", responded("PR")),
    number("RES", "MR N", "1", responded("MR")),
    share("RES", "MR percent", "6.67", responded("MR")),
    number("RES", "SD N", "2", responded("SD")),
    share("RES", "SD percent", "13.33", responded("SD")),
    number("RES", "ORR N", "3", responded("CR", "PR", "MR")),
    share("RES", "ORR percent", "20", responded("CR", "PR", "MR")),
)

SEX = (
    share("T1", "male", "46.7", lambda patient: patient.sex == "male"),
    share("T1", "female", "53.3", lambda patient: patient.sex == "female"),
    Figure("RES", "sex p", "0.608", fisher_against_benefit(lambda p: p.sex == "male")),
)

AGE = (
    Figure("RES", "average age", "48.8", lambda cohort: mean([p.age for p in cohort])),
    Figure("T1", "youngest", "23", lambda cohort: min(p.age for p in cohort)),
    Figure("T1", "oldest", "62", lambda cohort: max(p.age for p in cohort)),
    *correlate("age", lambda patient: patient.age, "53.4 5.1", "46.5 9.3", "0.151"),
)

LDH = (
    Figure("RES", "average LDH", "627.7", lambda cohort: mean([p.ldh_u_per_l for p in cohort])),
    *correlate("LDH", lambda p: p.ldh_u_per_l, "591.6 194.9", "645.7 201.7", "0.629"),
)

SITES = (
    share("T1", "lung", "60", had_site("lung")),
    share("T1", "lymph nodes", "46.7", had_site("lymph_node")),
    share("T1", "skin/subcutaneous", "33.3", had_site("skin_subcutaneous")),
    share("T1", "liver", "33.3", had_site("liver")),
    share("T1", "adrenal glands", "13.3", had_site("adrenal")),
    share("T1", "brain", "13.3", had_site("brain")),
    share("T1", "other sites", "40", lambda patient: patient.has_other_site),
    Rule(
        "RES",
        "heart, muscle, parotid glands, pancreas and chest wall occur",
        lambda cohort: all(count(cohort, had_site(site)) > 0 for site in OTHER_SITES),
    ),
    Rule(
        "T3",
        "CR patient: brain, heart, subcutaneous",
        lambda c: set(only(c, "CR").sites) == {"brain", "heart", "skin_subcutaneous"},
    ),
    Rule(
        "T3",
        "MR patient: brain, lung, lymph nodes, adrenal gland",
        lambda c: set(only(c, "MR").sites) == {"brain", "lung", "lymph_node", "adrenal"},
    ),
    Rule(
        "MET",
        "stage IV: every patient has a metastasis",
        lambda cohort: all(patient.sites for patient in cohort),
    ),
)

PRIOR = (
    share("T1", "radiation", "26.7", had_prior("radiation")),
    share("T1", "IFN", "26.7", had_prior("interferon")),
    share("T1", "LMI vaccine", "20", had_prior("vaccine")),
    share("T1", "chemotherapy", "13.3", had_prior("chemotherapy")),
    number("RES", "prior systemic treatment N", "9", lambda p: p.had_systemic_therapy),
    share("RES", "prior systemic treatment percent", "60", lambda p: p.had_systemic_therapy),
    Figure("RES", "prior p", "1.0", fisher_against_benefit(lambda p: p.had_systemic_therapy)),
    Rule(
        "T3",
        "CR patient: LMI, WBR",
        lambda c: set(only(c, "CR").prior) == {"vaccine", "radiation"},
    ),
    Rule("T3", "MR patient: TMZ", lambda c: set(only(c, "MR").prior) == {"chemotherapy"}),
)

DOSING = (
    number("RES", "two cycles N", "12", had_cycles(2)),
    share("RES", "two cycles percent", "80", had_cycles(2)),
    number("RES", "one cycle only N", "3", had_cycles(1)),
    share("RES", "one cycle only percent", "20", had_cycles(1)),
    Figure("RES", "injections, first cycle", "10.47", lambda c: mean(doses_of_cycle(c, 1))),
    Figure("RES", "injections, second cycle", "8.83", lambda c: mean(doses_of_cycle(c, 2))),
    Figure("RES", "injections per cycle, CR", "9", doses_per_cycle("CR")),
    Figure("RES", "injections per cycle, PR", "9", doses_per_cycle("PR")),
    Figure("RES", "injections per cycle, SD", "5", doses_per_cycle("SD")),
    Figure("RES", "injections per cycle, MR", "10", doses_per_cycle("MR")),
    Rule(
        "MET",
        "at most 14 doses per cycle",
        lambda cohort: all(1 <= d <= MAXIMUM_DOSES for p in cohort for d in p.doses),
    ),
    Rule(
        "MET",
        "response assessed after two cycles: all with benefit had two",
        lambda cohort: all(len(p.doses) == 2 for p in cohort if p.benefits),
    ),
)


def rests_are_kept(cohort: Cohort) -> bool:
    """Say whether 10 to 21 days lie between the last dose of a cycle and the next cycle."""
    low, high = REST_DAYS
    pairs = ((p.last_doses[0], p.starts[1]) for p in cohort if len(p.starts) == 2)
    return all(low <= (start - last).days <= high for last, start in pairs)


def lies_in_the_period(cohort: Cohort) -> bool:
    """Say whether entry and last contact of every patient lie in the period reviewed."""
    first, last = PERIOD
    return all(
        first <= p.entry and p.last_contact is not None and p.last_contact <= last for p in cohort
    )


def progresses_after_therapy(cohort: Cohort) -> bool:
    """Say whether every progression was seen after the patient's last dose."""
    return all(p.progression > p.end_of_therapy for p in cohort if p.progression is not None)


TIMELINE = (
    Figure("ABS", "average TTDP", "5.67", lambda c: months(sum(p.ttdp_days for p in c)) / len(c)),
    Figure("RES", "median TTDP, SD", "6.5", median_ttdp_months("SD")),
    Figure("RES", "median TTDP, MR", "3", median_ttdp_months("MR")),
    Rule(
        "RES",
        "the CR patient alone is free of disease",
        lambda c: all((p.progression is None) == (p.response == "CR") for p in c),
    ),
    Figure(
        "ABS",
        "months free of disease after therapy, CR",
        "34",
        lambda c: completed_months(
            days_between(only(c, "CR").end_of_therapy, only(c, "CR").last_contact)
        ),
    ),
    Figure(
        "T3",
        "months of response in the brain, CR",
        "34",
        lambda c: completed_months(
            days_between(only(c, "CR").assessed, only(c, "CR").last_contact)
        ),
    ),
    Figure(
        "T3",
        "months of response in the brain, MR",
        "21",
        lambda c: completed_months(
            days_between(only(c, "MR").assessed, only(c, "MR").last_contact)
        ),
    ),
    Rule("MET", "rest of 10 to 21 days between cycles", rests_are_kept),
    Rule("MET", "January 2000 to October 2008", lies_in_the_period),
    Rule("MET", "therapy continues until progression", progresses_after_therapy),
)
