"""Which tables and figures there are, and how each table is described."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from il2report.document.tables import Table
from il2report.figures.pictures import FIGURES
from il2report.results import StudyResults
from il2report.study import Study
from il2report.tables.characteristics import characteristics_table
from il2report.tables.patients import brain_table, listed_patients, listing_table
from il2report.tables.printing import Source
from il2report.tables.supplement import correlates_table, dosing_table
from il2report.tables.toxicity import toxicity_table

Describe = Callable[[Source, Study, StudyResults], Table]

TABLES: Mapping[str, Describe] = MappingProxyType(
    {
        "table.characteristics": lambda source, _study, _results: characteristics_table(source),
        "table.toxicity": lambda source, study, _results: toxicity_table(
            source,
            study.configuration.toxicity.reported_grades,
            study.configuration.toxicity.criteria_version,
        ),
        "table.brain": lambda source, _study, results: brain_table(source, results.brain_patients),
        "table.s_correlates": lambda source, _study, _results: correlates_table(source),
        "table.s_dosing": lambda source, _study, _results: dosing_table(source),
        "table.s_listing": lambda source, study, _results: listing_table(
            source, listed_patients(study)
        ),
    }
)
FLOATS = frozenset((*FIGURES, *TABLES))
LISTINGS = frozenset({"table.s_listing"})
"""Tables of patients one by one, which the public form of a manuscript does not have."""
