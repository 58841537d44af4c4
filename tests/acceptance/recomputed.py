"""The quantities behind the published figures, recomputed from data/*.csv in plain Python.

Neither the program nor the derivation is used, so that this is a second opinion on both.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path

from published import Value

DATA = Path(__file__).parents[2] / "data"
DAYS_PER_MONTH = Fraction("30.4375")
LISTED_SITES = {"lung", "lymph_node", "skin_subcutaneous", "liver", "adrenal", "brain"}
SITES_WITH_COUNT_IN_TEXT = {"lung", "lymph_node", "skin_subcutaneous", "liver"}
NOT_SYSTEMIC = {"radiation", "surgery"}
BENEFIT = {"CR", "PR", "MR", "SD"}

Row = dict[str, str]
Quantities = dict[str, Value]


class Tables:
    """The rows of a data folder, by table; `of` gives a table's rows of one patient."""

    def __init__(self, folder: Path) -> None:
        for name in (
            *("patients", "metastases", "prior_therapies", "cycles"),
            *("adverse_events", "brain_lesions"),
        ):
            with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                setattr(self, name, list(csv.DictReader(file)))

    def of(self, table: str, patient: str) -> list[Row]:
        return [row for row in getattr(self, table) if row["patient_id"] == patient]

    def ids(self, applies: Callable[[Row], bool] = lambda _: True) -> set[str]:
        return {row["patient_id"] for row in self.patients if applies(row)}

    def only(self, response: str) -> str:
        (patient,) = self.ids(lambda row: row["best_response"] == response)
        return patient


def days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def mean(values: Iterable[int]) -> Fraction:
    numbers = list(values)
    return Fraction(sum(numbers), len(numbers))


def sample_variance(values: list[int]) -> Fraction:
    return sum((Fraction(v) - mean(values)) ** 2 for v in values) / (len(values) - 1)


def fisher_p(table: tuple[int, int, int, int]) -> Fraction:
    a, b, c, d = table
    probability = {}
    for k in range(max(0, a - d), min(a + b, a + c) + 1):
        ways = math.comb(a + b, k) * math.comb(c + d, a + c - k)
        probability[k] = Fraction(ways, math.comb(a + b + c + d, a + c))
    return sum(p for p in probability.values() if p <= probability[a])


def student_p(first: list[int], second: list[int], intervals: int = 20_000) -> float:
    """Two-sided p of the pooled t test, the density integrated by Simpson's rule."""
    n, m = len(first), len(second)
    freedom = n + m - 2
    pooled = ((n - 1) * sample_variance(first) + (m - 1) * sample_variance(second)) / freedom
    t = abs(float(mean(first) - mean(second))) / math.sqrt(
        pooled * (Fraction(1, n) + Fraction(1, m))
    )
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    scale /= math.sqrt(freedom * math.pi)
    density = [
        scale * (1 + (t * i / intervals) ** 2 / freedom) ** (-(freedom + 1) / 2)
        for i in range(intervals + 1)
    ]
    area = density[0] + density[-1] + 4 * sum(density[1:-1:2]) + 2 * sum(density[2:-1:2])
    return 1 - 2 * area * t / intervals / 3


def kaplan_meier_median(times: list[tuple[int, bool]]) -> Fraction | None:
    """Median in days; the midpoint where the curve lies flat at exactly one half."""
    surviving = Fraction(1)
    flat_from = None
    for time in sorted({time for time, progressed in times if progressed}):
        if flat_from is not None:
            return Fraction(flat_from + time, 2)
        at_risk = sum(1 for other, _ in times if other >= time)
        surviving *= 1 - Fraction(times.count((time, True)), at_risk)
        if surviving < Fraction(1, 2):
            return Fraction(time)
        if surviving == Fraction(1, 2):
            flat_from = time
    return None if flat_from is None else Fraction(flat_from)


def shares(name: str, patients: set[str], total: int) -> Quantities:
    return {f"{name}.n": len(patients), f"{name}.percent": Fraction(100 * len(patients), total)}


def cohort_quantities(tables: Tables) -> Quantities:
    n = len(tables.patients)
    ages = [int(row["age"]) for row in tables.patients]
    sites, prior = defaultdict(set), defaultdict(set)
    for row in tables.metastases:
        sites[row["site"]].add(row["patient_id"])
    for row in tables.prior_therapies:
        prior[row["modality"]].add(row["patient_id"])
    quantities: Quantities = {
        "cohort.n": n,
        "cohort.age.mean": mean(ages),
        "cohort.age.median": sorted(ages)[n // 2],
        "cohort.age.min": min(ages),
        "cohort.age.max": max(ages),
        "cohort.ldh.mean": mean(int(row["ldh"]) for row in tables.patients),
        "cohort.sites_named_without_count": ", ".join(
            sorted(set(sites) - SITES_WITH_COUNT_IN_TEXT)
        ),
    }
    for sex in ("male", "female"):
        quantities |= shares(f"cohort.sex.{sex}", tables.ids(lambda row, s=sex: row["sex"] == s), n)
    for site, patients in sites.items():
        quantities |= shares(f"cohort.site.{site}", patients, n)
    for modality, patients in prior.items():
        quantities |= shares(f"cohort.prior.{modality}", patients, n)
    elsewhere = set().union(*(sites[site] for site in sites if site not in LISTED_SITES))
    return (
        quantities
        | shares("cohort.site.other", elsewhere, n)
        | shares("cohort.prior_systemic", systemic(tables), n)
    )


def systemic(tables: Tables) -> set[str]:
    return {r["patient_id"] for r in tables.prior_therapies if r["modality"] not in NOT_SYSTEMIC}


def response_quantities(tables: Tables) -> Quantities:
    sets = {"orr": {"CR", "PR", "MR"}, "benefit": BENEFIT}
    sets |= {code.lower(): {code} for code in ("CR", "PR", "MR", "SD", "PD")}
    quantities: Quantities = {}
    for name, codes in sets.items():
        patients = tables.ids(lambda row, c=codes: row["best_response"] in c)
        quantities |= shares(f"response.{name}", patients, len(tables.patients))
    return quantities


def progression_quantities(tables: Tables) -> Quantities:
    times = defaultdict(list)
    for row in tables.patients:
        end = row["progression_date"] or row["last_contact_date"]
        time = (days(row["entry_date"], end), bool(row["progression_date"]))
        times[row["best_response"]].append(time)
    everyone = [time for group in times.values() for time, _ in group]
    complete = tables.only("CR")
    (patient,) = tables.of("patients", complete)
    last_dose = max(row["last_dose_date"] for row in tables.of("cycles", complete))
    quantities: Quantities = {
        "progression.mean_naive": mean(everyone) / DAYS_PER_MONTH,
        f"progression.disease_free_months.{complete}": int(
            days(last_dose, patient["last_contact_date"]) / DAYS_PER_MONTH
        ),
    }
    for response, group in times.items():
        median = kaplan_meier_median(group)
        if median is not None:
            name = f"progression.by_response.{response.lower()}.median"
            quantities[name] = median / DAYS_PER_MONTH
    return quantities


def dosing_quantities(tables: Tables) -> Quantities:
    n = len(tables.patients)
    given = {p: [int(row["doses"]) for row in tables.of("cycles", p)] for p in tables.ids()}
    twice = [doses for doses in given.values() if len(doses) == 2]
    quantities: Quantities = {
        "dosing.cycle_1.doses.mean": mean(doses[0] for doses in given.values()),
        "dosing.cycle_2.doses.mean": mean(doses[1] for doses in twice),
        "dosing.two_cycle_patients.doses.mean": mean(d for doses in twice for d in doses),
    }
    quantities |= shares("dosing.cycle_2", {p for p in given if len(given[p]) >= 2}, n)
    quantities |= shares("dosing.one_cycle_only", {p for p in given if len(given[p]) == 1}, n)
    quantities |= shares("dosing.third_cycle", {p for p in given if len(given[p]) >= 3}, n)
    for code in ("CR", "PR", "SD", "MR", "PD"):
        patients = tables.ids(lambda row, c=code: row["best_response"] == c)
        name = f"dosing.by_response.{code.lower()}.doses.mean"
        quantities[name] = mean(d for patient in patients for d in given[patient])
    return quantities


def correlate_quantities(tables: Tables) -> Quantities:
    benefit = tables.ids(lambda row: row["best_response"] in BENEFIT)
    others = tables.ids() - benefit
    traits = {
        "sex": tables.ids(lambda row: row["sex"] == "male"),
        "prior_systemic": systemic(tables),
    }
    quantities: Quantities = {}
    for name, trait in traits.items():
        a, b = len(benefit & trait), len(benefit - trait)
        c, d = len(others & trait), len(others - trait)
        quantities[f"correlates.{name}.p"] = fisher_p((a, b, c, d))
    for name in ("age", "ldh"):
        values = {row["patient_id"]: int(row[name]) for row in tables.patients}
        groups = {"benefit": benefit, "no_benefit": others}
        measured = {key: [values[p] for p in ids] for key, ids in groups.items()}
        for key, numbers in measured.items():
            quantities[f"correlates.{name}.{key}.mean"] = mean(numbers)
            quantities[f"correlates.{name}.{key}.sd"] = math.sqrt(sample_variance(numbers))
        quantities[f"correlates.{name}.p"] = student_p(*measured.values())
    return quantities


def toxicity_quantities(tables: Tables) -> Quantities:
    worst: dict[str, dict[str, int]] = defaultdict(dict)
    for row in tables.adverse_events:
        grades = worst[row["term"]]
        grades[row["patient_id"]] = max(int(row["grade"]), grades.get(row["patient_id"], 0))
    quantities: Quantities = {}
    n = len(tables.patients)
    for term, grades in worst.items():
        quantities |= shares(f"toxicity.{term}.all_grades", set(grades), n)
        for grade in range(1, 6):
            patients = {patient for patient, g in grades.items() if g == grade}
            quantities |= shares(f"toxicity.{term}.grade_{grade}", patients, n)
    return quantities


def brain_quantities(tables: Tables) -> Quantities:
    patients = sorted({row["patient_id"] for row in tables.brain_lesions})
    quantities: Quantities = {}
    resolved = 0
    for patient in patients:
        rows = sorted(tables.of("brain_lesions", patient), key=lambda row: row["assessed_on"])
        dates = sorted({row["assessed_on"] for row in rows})
        clear = [day for day in dates if all_zero(rows, day)]
        resolved += bool(clear) and clear[-1] == dates[-1]
        quantities[f"brain.{patient}.duration"] = int(days(clear[0], clear[-1]) / DAYS_PER_MONTH)
        sizes = {
            day: [int(r["diameter_mm"]) for r in rows if r["assessed_on"] == day] for day in dates
        }
        for number, size in enumerate(sorted(sizes[dates[0]]), start=1):
            quantities[f"brain.{patient}.lesion.{number}.diameter"] = size
        quantities[f"brain.{patient}.lesions"] = len(sizes[dates[0]])
        last = ", ".join(map(str, sizes[dates[-1]]))
        quantities[f"brain.last_diameters_mm.{patient}"] = last
        quantities[f"brain.locations.{patient}"] = joined(row["location"] for row in rows)
    return quantities | {"brain.resolved.n": resolved}


def all_zero(rows: list[Row], day: str) -> bool:
    return all(row["diameter_mm"] == "0" for row in rows if row["assessed_on"] == day)


def patient_quantities(tables: Tables) -> Quantities:
    quantities: Quantities = {}
    for row in tables.patients:
        patient = row["patient_id"]
        sites = {r["site"] for r in tables.of("metastases", patient)} - {"brain"}
        quantities |= {
            f"brain.{patient}.ecog": int(row["ecog"]),
            f"status.{patient}": row["status"],
            f"sites_besides_brain.{patient}": joined(sites),
            f"prior_agents.{patient}": joined(
                r["agent"] for r in tables.of("prior_therapies", patient)
            ),
        }
    return quantities


def joined(codes: Iterable[str]) -> str:
    return ", ".join(sorted(set(codes)))


def recomputed(folder: Path = DATA) -> Quantities:
    """Every quantity that a published figure gives, by its id."""
    tables = Tables(folder)
    return (
        cohort_quantities(tables)
        | response_quantities(tables)
        | progression_quantities(tables)
        | dosing_quantities(tables)
        | correlate_quantities(tables)
        | toxicity_quantities(tables)
        | brain_quantities(tables)
        | patient_quantities(tables)
    )
