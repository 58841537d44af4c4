"""Candidates for each group of columns, in the order in which the tie-break offers them.

A step knows the counts behind the figures, which keeps the search short, but it decides nothing:
`derivation` takes the first candidate that keeps all of the step's constraints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count as attempts
from itertools import product

from cohort.moments import Values, square_sums_behind, totals_behind, whole_numbers
from cohort.patient import BENEFIT, LISTED_SITES, OTHER_SITES, AdverseEvent, Cohort, Patient, only
from cohort.published import MAXIMUM_DOSES, PATIENTS, PERIOD
from cohort.tiebreak import TieBreak
from cohort.toxicity import LOWER_GRADE, TABLE_II, PrintedTerm, patients_behind

Candidates = Iterator[Cohort]

# RES: the number of patients in each category.
RESPONSES = ("CR",) + ("PR",) + ("MR",) + ("SD",) * 2 + ("PD",) * 10

# Days that must be left of the period at entry for what is published to happen: treatment of up
# to a month, then 34 months (CR) or 21 months (MR). The others progress within a year.
DAYS_NEEDED = {"CR": 1110, "MR": 730, "PR": 400, "SD": 300, "PD": 130}

FEWEST_DOSES_PD = (9, 5)


def rosters() -> Candidates:
    """Offer the responses in the order of entry, one entry in each of 15 equal spans of time."""
    first, last = PERIOD
    span = ((last - first).days - DAYS_NEEDED["PD"]) // PATIENTS
    for attempt in attempts():
        tie = TieBreak("roster", attempt)
        entries = [
            first + timedelta(days=slot * span + tie.between(0, span - 1, "entry", slot))
            for slot in range(PATIENTS)
        ]
        responses = tie.shuffled(RESPONSES, "response")
        pairs = list(zip(responses, entries, strict=True))
        if all(entry + timedelta(days=DAYS_NEEDED[code]) <= last for code, entry in pairs):
            yield tuple(Patient(code, entry) for code, entry in pairs)


def sexes(cohort: Cohort) -> Candidates:
    """Offer the 7 men and 8 women of Table I in any order."""
    men = patients_behind("46.7")
    everyone = ["male"] * men + ["female"] * (PATIENTS - men)
    for attempt in attempts():
        shuffled = TieBreak("sex", attempt).shuffled(everyone)
        yield tuple(replace(p, sex=sex) for p, sex in zip(cohort, shuffled, strict=True))


def dealt(
    cohort: Cohort,
    step: str,
    benefit: Sequence[int],
    no_benefit: Sequence[int],
    fill: Callable[[Patient, int], Patient],
) -> Cohort:
    """Deal the values of each group to its patients by the tie-break."""
    tie = TieBreak(step, 0)
    hands = {
        True: iter(tie.shuffled(benefit, "benefit")),
        False: iter(tie.shuffled(no_benefit, "no benefit")),
    }
    return tuple(fill(patient, next(hands[patient.benefits])) for patient in cohort)


def benefit_and_no_benefit(
    first: tuple[str, str], second: tuple[str, str], bounds: tuple[int, int], ends: Values
) -> Iterator[tuple[Values, Values]]:
    """Offer values of both groups with their printed means and SDs.

    `ends` are values that must occur; each is tried in either group.
    """
    placements = product((0, 1), repeat=len(ends))
    sizes = (len(BENEFIT) + 1, PATIENTS - len(BENEFIT) - 1)
    for placement in placements:
        options: list[list[Values]] = [[], []]
        for group, (mean, sd) in enumerate((first, second)):
            fixed = [end for end, place in zip(ends, placement, strict=True) if place == group]
            for total in totals_behind(mean, sizes[group]):
                for squares in square_sums_behind(sd, sizes[group], steps=10):
                    found = whole_numbers(sizes[group], total, squares, fixed, bounds)
                    if found is not None and found not in options[group]:
                        options[group].append(found)
        yield from product(options[0], options[1])


def ages(cohort: Cohort) -> Candidates:
    """Offer whole ages with the means and SDs of RES and the range of Table I."""
    for pair in benefit_and_no_benefit(("53.4", "5.1"), ("46.5", "9.3"), (23, 62), [23, 62]):
        yield dealt(cohort, "age", *pair, lambda patient, age: replace(patient, age=age))


def ldh_values(cohort: Cohort) -> Candidates:
    """Offer whole LDH values with the means and SDs of RES."""
    for pair in benefit_and_no_benefit(("591.6", "194.9"), ("645.7", "201.7"), (1, 5000), []):
        yield dealt(cohort, "ldh", *pair, lambda patient, ldh: replace(patient, ldh_u_per_l=ldh))


def holders(tie: TieBreak, pool: Sequence[int], patients: int, name: str) -> set[int]:
    """Choose which patients, by position, share a trait."""
    return set(tie.shuffled(pool, name)[:patients])


def described_in_table_iii(cohort: Cohort) -> dict[str, int]:
    """Return the positions of the two patients with brain metastases."""
    return {code: cohort.index(only(cohort, code)) for code in ("CR", "MR")}


SITES_OF_TABLE_III = {
    "CR": ("skin_subcutaneous", "brain", "heart"),
    "MR": ("lung", "lymph_node", "adrenal", "brain"),
}
SITES_OF_TABLE_I = dict(
    zip(LISTED_SITES, ("60", "46.7", "33.3", "33.3", "13.3", "13.3"), strict=True)
)


def sites(cohort: Cohort) -> Candidates:
    """Offer metastatic sites: Table III for its two patients, chance for the others."""
    known = described_in_table_iii(cohort)
    pool = [index for index in range(PATIENTS) if index not in known.values()]
    in_table_iii = [site for listed in SITES_OF_TABLE_III.values() for site in listed]
    for attempt in attempts():
        tie = TieBreak("sites", attempt)
        where: dict[int, tuple[str, ...]] = dict.fromkeys(pool, ())
        where |= {known[code]: SITES_OF_TABLE_III[code] for code in known}
        for site, printed in SITES_OF_TABLE_I.items():
            more = patients_behind(printed) - in_table_iii.count(site)
            for index in holders(tie, pool, more, site):
                where[index] += (site,)
        elsewhere = sorted(holders(tie, pool, patients_behind("40") - 1, "other"))
        for index in elsewhere:
            where[index] += (tie.one_of(OTHER_SITES[1:], "which other", index),)
        yield tuple(replace(p, sites=where[index]) for index, p in enumerate(cohort))


PRIOR_OF_TABLE_III = {"CR": ("radiation", "vaccine"), "MR": ("chemotherapy",)}
PRIOR_OF_TABLE_I = {"interferon": "26.7", "vaccine": "20", "chemotherapy": "13.3"}


def prior_therapies(cohort: Cohort) -> Candidates:
    """Offer prior therapies: Table III for its two patients, chance for the others.

    Interferon 4, vaccine 3 and chemotherapy 2 add up to the 9 of RES with systemic therapy, so
    that nobody had two of them: they are dealt from one pack.
    """
    known = described_in_table_iii(cohort)
    pool = [index for index in range(PATIENTS) if index not in known.values()]
    dealt_out = [m for listed in PRIOR_OF_TABLE_III.values() for m in listed]
    pack = [
        modality
        for modality, printed in PRIOR_OF_TABLE_I.items()
        for _ in range(patients_behind(printed) - dealt_out.count(modality))
    ]
    for attempt in attempts():
        tie = TieBreak("prior therapies", attempt)
        had: dict[int, tuple[str, ...]] = dict.fromkeys(pool, ())
        had |= {known[code]: PRIOR_OF_TABLE_III[code] for code in known}
        for index in holders(tie, pool, patients_behind("26.7") - 1, "radiation"):
            had[index] += ("radiation",)
        for index, modality in zip(tie.shuffled(pool, "systemic"), pack, strict=False):
            had[index] += (modality,)
        yield tuple(replace(p, prior=had[index]) for index, p in enumerate(cohort))


DOSES_PER_CYCLE = {"CR": 9, "PR": 9, "SD": 5, "MR": 10}


def doses(cohort: Cohort) -> Candidates:
    """Offer doses: the printed average in each cycle of a patient with benefit, others free.

    Fewer cycles than two are left to patients with progression: response was assessed after two.
    """
    progressed = [index for index, p in enumerate(cohort) if not p.benefits]
    for attempt in attempts():
        tie = TieBreak("doses", attempt)
        single = holders(tie, progressed, patients_behind("20"), "single cycle")
        yield tuple(
            replace(p, doses=offered_doses(tie, index, p, 1 if index in single else 2))
            for index, p in enumerate(cohort)
        )


def offered_doses(tie: TieBreak, index: int, patient: Patient, cycles: int) -> tuple[int, ...]:
    """Offer the doses of one patient; a second cycle never has more than the first."""
    if patient.benefits:
        return (DOSES_PER_CYCLE[patient.response],) * cycles
    fewest_first, fewest_second = FEWEST_DOSES_PD
    first = tie.between(fewest_first, MAXIMUM_DOSES, "first", index)
    second = tie.between(fewest_second, first, "second", index)
    return (first, second)[:cycles]


def adverse_events(cohort: Cohort) -> Candidates:
    """Offer adverse events: Table II says how many, chance says who and in which cycle."""
    for attempt in attempts():
        tie = TieBreak("adverse events", attempt)
        happened: list[tuple[AdverseEvent, ...]] = [()] * PATIENTS
        for row in TABLE_II:
            for index, grade in zip(
                tie.shuffled(range(PATIENTS), row.term), grades(row), strict=False
            ):
                cycle = tie.between(1, len(cohort[index].doses), "cycle", row.term, index)
                happened[index] += (AdverseEvent(row.term, grade, cycle),)
        yield tuple(replace(p, events=happened[index]) for index, p in enumerate(cohort))


def grades(row: PrintedTerm) -> list[int]:
    """List the worst grades of a term, one for each patient who had it."""
    fours, threes = patients_behind(row.grade_4), patients_behind(row.grade_3)
    lower = patients_behind(row.all_grades) - fours - threes
    return [4] * fours + [3] * threes + [LOWER_GRADE] * lower
