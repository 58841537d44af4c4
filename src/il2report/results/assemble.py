"""The whole analysis of one study, collected in its catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from il2report.analysis.lanes import FollowUpSpread
from il2report.analysis.variables import Column
from il2report.results.catalogue import Catalogue
from il2report.results.declared import Declared
from il2report.results.exposure import exposure_columns, reason_for_end
from il2report.results.families import Basis, families_of
from il2report.results.lesions import LesionPatient
from il2report.results.response import Rate, printed_rates, response_column
from il2report.results.swimmer import swimmer_lanes, swimmer_spreads
from il2report.results.toxicity import counts_by_grade
from il2report.study import Study
from il2report.values import GradeCounts, PatientLane


@dataclass(frozen=True, slots=True)
class StudyResults:
    """Every single result by id, and the series that figures and per-patient paragraphs show.

    Beyond the limits of study.toml there are no lanes but `spreads`, and no patient.* results.
    """

    catalogue: Catalogue
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
    choices, declared = study.configuration, basis.declared
    course = swimmer_lanes(study, declared)
    is_lane_each = len(declared.patients) <= choices.limits.swimmer_lanes
    entries = chain.from_iterable(family.results(basis) for family in families_of(choices))
    return StudyResults(
        catalogue=Catalogue.of(entries, level),
        lanes=course if is_lane_each else (),
        spreads=() if is_lane_each else swimmer_spreads(course, declared),
        grades=counts_by_grade(declared.adverse_events),
        response=response_column(declared),
        rates=printed_rates(declared),
        exposure=exposure_columns(declared),
        reason_for_end=reason_for_end(declared),
        lesion_patients=basis.lesion_patients,
        lesion_columns=basis.declared_lesions.columns,
        declared=declared,
    )
