"""correlates.*: what goes along with clinical benefit."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from il2report.analysis.description import measured, patients_with
from il2report.analysis.inference import fisher_exact, mann_whitney, student_t, welch_t
from il2report.results.catalogue import Result, Topic, Unit
from il2report.results.cohort import MEASURES, systemically_pretreated
from il2report.results.entries import (
    entries_of_measured,
    entries_of_proportion,
    entry_of_test,
)
from il2report.results.response import with_response
from il2report.study import Study
from il2report.values import Exclusion, Patients, Proportion

FAMILY, BY = "correlates", "benefit"
RESPONSE = "patients.best_response"
GROUPS = ("benefit", "no_benefit")
TESTS = (
    ("p", "Student's t-test", student_t),
    ("welch_p", "Welch's t-test", welch_t),
    ("mann_whitney_p", "Mann-Whitney test", mann_whitney),
)


@dataclass(frozen=True, slots=True)
class BenefitGroups:
    """The cohort parted by clinical benefit."""

    benefit: Patients
    no_benefit: Patients

    def named(self) -> Iterator[tuple[str, Patients]]:
        """Give both groups with the names that ids use."""
        return zip(GROUPS, (self.benefit, self.no_benefit), strict=True)


def benefit_groups(study: Study) -> BenefitGroups:
    """Part the cohort; a patient who is not evaluable counts as without benefit."""
    codes = tuple(study.configuration.definitions.clinical_benefit)
    proportion = with_response(study, codes)
    having = frozenset(proportion.having)
    return BenefitGroups(proportion.having, tuple(p for p in proportion.of if p not in having))


def correlates_results(study: Study) -> Iterator[Result]:
    """Give every id that starts with correlates."""
    groups, frame = benefit_groups(study), study.tables.patients
    women = frozenset(patients_with(frame, "sex", ["female"]))
    pretreated = systemically_pretreated(study)
    yield from _feature("sex", "female", "Female sex", groups, women, "patients.sex")
    yield from _feature(
        "prior_systemic",
        "pretreated",
        "Prior systemic therapy",
        groups,
        pretreated,
        "prior_therapies.modality",
    )
    for column, label, unit, missing in MEASURES:
        yield from _measure(groups, frame, column, label, unit, missing)
    yield from _elevated_ldh(study, groups)


def _feature(
    name: str,
    having_name: str,
    label: str,
    groups: BenefitGroups,
    having: frozenset[str],
    source: str,
    excluded: tuple[Exclusion, ...] = (),
) -> Iterator[Result]:
    """Fisher's test of a feature against benefit, with the share of each group that has it."""
    left_out = frozenset(out.patient_id for out in excluded)
    tables = []
    for group, patients in groups.named():
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
    sample = tuple(p for _, patients in groups.named() for p in patients if p not in left_out)
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
    groups: BenefitGroups, frame: pd.DataFrame, column: str, label: str, unit: Unit, missing: str
) -> Iterator[Result]:
    """Tests of a measurement against benefit, with its summary in each group."""
    sources = (f"patients.{column}", RESPONSE)
    recorded = dict(zip(frame["patient_id"].tolist(), frame[column].tolist(), strict=True))
    both = []
    for group, patients in groups.named():
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


def _elevated_ldh(study: Study, groups: BenefitGroups) -> Iterator[Result]:
    limit = study.configuration.definitions.ldh_upper_limit
    if limit is None:
        return
    frame = study.tables.patients
    unknown = frame.loc[frame["ldh"].isna(), "patient_id"]
    excluded = tuple(Exclusion(patient, "LDH not measured") for patient in unknown)
    elevated = frozenset(frame.loc[frame["ldh"] > limit, "patient_id"])
    yield from _feature(
        "elevated_ldh", "elevated", "Elevated LDH", groups, elevated, "patients.ldh", excluded
    )


def _named(group: str) -> str:
    return "with clinical benefit" if group == "benefit" else "without clinical benefit"
