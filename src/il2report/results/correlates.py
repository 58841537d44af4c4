"""correlates.*: what is associated with clinical benefit."""

from collections.abc import Iterator, Mapping

import pandas as pd

from il2report.analysis.description import measured, patients_with
from il2report.analysis.inference import fisher_exact, mann_whitney, student_t, welch_t
from il2report.results.catalogue import Result, Topic
from il2report.results.cohort import MEASURES, MODALITY, systemically_pretreated
from il2report.results.entries import entries_of_measured, entries_of_proportion, entry_of_test
from il2report.results.response import with_response
from il2report.study import Study
from il2report.values import Exclusion, Patients, Proportion, Unit

FAMILY, BY = "correlates", "benefit"
RESPONSE = "patients.best_response"
GROUPS = ("benefit", "no_benefit")
TESTS = (
    ("p", "Student's t-test", student_t),
    ("welch_p", "Welch's t-test", welch_t),
    ("mann_whitney_p", "Mann-Whitney test", mann_whitney),
)


Groups = Mapping[str, Patients]
"""The cohort by clinical benefit, under the names that ids use."""


def correlates_results(study: Study) -> Iterator[Result]:
    """Give every id that starts with correlates.

    A patient who is not evaluable counts as without benefit.
    """
    codes = study.configuration.definitions.clinical_benefit
    if codes is None:
        return
    benefit = with_response(study, codes)
    having = frozenset(benefit.having)
    without = tuple(patient for patient in benefit.of if patient not in having)
    groups, frame = dict(zip(GROUPS, (benefit.having, without), strict=True)), study.tables.patients
    if study.tables.has("patients.sex"):
        women = frozenset(patients_with(frame, "sex", ["female"]))
        yield from _feature("sex", "female", "Female sex", groups, women, "patients.sex")
    if study.tables.has(MODALITY):
        pretreated = systemically_pretreated(study)
        yield from _feature(
            "prior_systemic", "pretreated", "Prior systemic therapy", groups, pretreated, MODALITY
        )
    for column, label, unit, missing in MEASURES:
        if study.tables.has(f"patients.{column}"):
            yield from _measure(groups, frame, column, label, unit, missing)
    limit = study.configuration.definitions.ldh_upper_limit
    if limit is not None and study.tables.has("patients.ldh"):
        unknown = frame.loc[frame["ldh"].isna(), "patient_id"]
        excluded = tuple(Exclusion(patient, "LDH not measured") for patient in unknown)
        elevated = frozenset(frame.loc[frame["ldh"] > limit, "patient_id"])
        yield from _feature(
            "elevated_ldh", "elevated", "Elevated LDH", groups, elevated, "patients.ldh", excluded
        )


def _feature(
    name: str,
    having_name: str,
    label: str,
    groups: Groups,
    having: frozenset[str],
    source: str,
    excluded: tuple[Exclusion, ...] = (),
) -> Iterator[Result]:
    """Fisher's test of a feature against benefit, with the share of each group that has it."""
    left_out = frozenset(out.patient_id for out in excluded)
    tables = []
    for group, patients in groups.items():
        known = tuple(p for p in patients if p not in left_out)
        proportion = Proportion(tuple(p for p in known if p in having), known)
        tables.append((proportion.n, len(known) - proportion.n))
        yield from entries_of_proportion(
            f"correlates.{name}.{group}.{having_name}",
            proportion,
            Topic(FAMILY, name, having_name, by=BY, group=group),
            f"{label}, patients {_named(group)}",
            (source, RESPONSE),
        )
    sample = tuple(p for patients in groups.values() for p in patients if p not in left_out)
    yield entry_of_test(
        f"correlates.{name}.p",
        fisher_exact(*tables),
        Topic(FAMILY, name, by=BY),
        f"{label} and clinical benefit, Fisher's exact test",
        sample,
        excluded,
        (source, RESPONSE),
    )


def _measure(
    groups: Groups, frame: pd.DataFrame, column: str, label: str, unit: Unit, missing: str
) -> Iterator[Result]:
    """Tests of a measurement against benefit, with its summary in each group."""
    sources = (f"patients.{column}", RESPONSE)
    recorded = dict(zip(frame["patient_id"].tolist(), frame[column].tolist(), strict=True))
    both = []
    for group, patients in groups.items():
        values = measured(patients, [recorded[patient] for patient in patients], missing)
        both.append(values)
        yield from entries_of_measured(
            f"correlates.{column}.{group}",
            values,
            Topic(FAMILY, column, by=BY, group=group),
            f"{label}, patients {_named(group)}",
            unit,
            sources,
        )
    benefit, without = both
    for suffix, name, test in TESTS:
        yield entry_of_test(
            f"correlates.{column}.{suffix}",
            test(benefit.values, without.values),
            Topic(FAMILY, column, by=BY),
            f"{label} and clinical benefit, {name}",
            benefit.patients + without.patients,
            benefit.excluded + without.excluded,
            sources,
        )


def _named(group: str) -> str:
    return "with clinical benefit" if group == "benefit" else "without clinical benefit"
