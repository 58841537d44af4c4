"""The whole analysis of one study, collected in its catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from il2report.analysis.lanes import LANE_COLUMNS, FollowUpSpread, patient_lanes
from il2report.analysis.progression import ProgressionTimes
from il2report.analysis.survival import risk_table, thinned, ticks_until
from il2report.analysis.variables import Column
from il2report.results.catalogue import Catalogue
from il2report.results.declared import Declared
from il2report.results.exposure import exposure_columns, reason_for_end
from il2report.results.families import FAMILIES, Basis
from il2report.results.lesions import LesionPatient
from il2report.results.progression import follow_up_spreads
from il2report.results.response import Rate, response_column, response_rates
from il2report.results.toxicity import counts_by_grade
from il2report.study import Study
from il2report.values import GradeCounts, PatientLane, RiskTableColumn, SurvivalCurve

LANES = tuple(f"patients.{column}" for column in LANE_COLUMNS)


@dataclass(frozen=True, slots=True)
class StudyResults:
    """Every single result by id, and the series that figures and per-patient paragraphs show.

    `drawn_curve` is the curve without steps too small to be seen. Beyond the limits of study.toml
    there are no lanes but `spreads`, and no patient.* results.
    """

    catalogue: Catalogue
    times: ProgressionTimes
    curve: SurvivalCurve
    drawn_curve: SurvivalCurve
    risk_table: tuple[RiskTableColumn, ...]
    lanes: tuple[PatientLane, ...]
    spreads: tuple[FollowUpSpread, ...]
    grades: tuple[GradeCounts, ...]
    response: Column | None
    rates: tuple[Rate, ...]
    exposure: tuple[Column, ...]
    reason_for_end: Column | None
    lesion_patients: tuple[LesionPatient, ...]
    lesion_columns: Mapping[str, Column]
    declared: Declared


def compute_results(study: Study) -> StudyResults:
    """Run the whole analysis on a study that has passed its checks.

    Parameters
    ----------
    study : Study
        Typed tables, configuration and codebook; nothing is read from disk here.

    Returns
    -------
    StudyResults
        Times in months, percentages 0 to 100.
    """
    basis = Basis(study)
    level = study.configuration.definitions.confidence_level
    times, limits = basis.times, study.configuration.limits
    has_course = study.tables.has(*LANES)
    is_lane_each = len(times.patients) <= limits.swimmer_lanes
    entries = chain.from_iterable(family.results(basis) for family in FAMILIES)
    catalogue = Catalogue.of(entries, level)
    return StudyResults(
        catalogue=catalogue,
        times=times,
        curve=basis.curve,
        drawn_curve=thinned(basis.curve),
        risk_table=risk_table(
            times.months, times.progressed, ticks_until(max(times.months, default=0.0))
        ),
        lanes=patient_lanes(study.tables.patients, study.tables.get("cycles"))
        if has_course and is_lane_each
        else (),
        spreads=follow_up_spreads(study, catalogue) if has_course and not is_lane_each else (),
        grades=counts_by_grade(basis.declared.adverse_events),
        response=response_column(basis.declared),
        rates=response_rates(basis.declared),
        exposure=exposure_columns(basis.declared),
        reason_for_end=reason_for_end(basis.declared),
        lesion_patients=basis.lesion_patients,
        lesion_columns=basis.declared_lesions.columns,
        declared=basis.declared,
    )
