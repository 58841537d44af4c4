"""The whole analysis of one study, collected in its catalogue."""

from dataclasses import dataclass
from itertools import chain

from il2report.analysis.lanes import patient_lanes
from il2report.analysis.progression import ProgressionTimes, curve_of, progression_times
from il2report.analysis.spreads import FollowUpSpread
from il2report.analysis.survival import risk_table, ticks_until
from il2report.analysis.thinning import thinned
from il2report.analysis.toxicity import worst_grades
from il2report.results.brain import BrainPatient, brain_cases, brain_patients, brain_results
from il2report.results.catalogue import Catalogue
from il2report.results.cohort import cohort_results
from il2report.results.correlates import correlates_results
from il2report.results.dosing import dosing_results
from il2report.results.entries import with_age_grouped
from il2report.results.patients import patient_results
from il2report.results.progression import follow_up_spreads, progression_results
from il2report.results.response import response_results
from il2report.results.toxicity import counts_by_grade, toxicity_results
from il2report.study import Study
from il2report.values import GradeCounts, PatientLane, RiskTableColumn, SurvivalCurve


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
    brain_patients: tuple[BrainPatient, ...]


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
    level = study.configuration.definitions.confidence_level
    times = progression_times(study.tables.patients)
    curve = curve_of(times, level)
    worst = worst_grades(study.tables.adverse_events, times.patients)
    cases = brain_cases(study)
    limits, n = study.configuration.limits, len(times.patients)
    is_lane_each = n <= limits.swimmer_lanes
    entries = chain(
        cohort_results(study),
        response_results(study),
        progression_results(study, times, curve),
        dosing_results(study),
        correlates_results(study),
        toxicity_results(study, worst),
        brain_results(study, cases),
        patient_results(study, times) if n <= limits.listing_rows else (),
    )
    catalogue = Catalogue.of(map(with_age_grouped, entries), level)
    return StudyResults(
        catalogue=catalogue,
        times=times,
        curve=curve,
        drawn_curve=thinned(curve),
        risk_table=risk_table(
            times.months, times.progressed, ticks_until(max(times.months, default=0.0))
        ),
        lanes=patient_lanes(study.tables.patients, study.tables.cycles) if is_lane_each else (),
        spreads=() if is_lane_each else follow_up_spreads(study, catalogue),
        grades=counts_by_grade(study, worst),
        brain_patients=brain_patients(cases),
    )
