"""Which tables and figures there are, and how each table is described."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from il2report.document.captions import declared_floats
from il2report.document.tables import Table
from il2report.figures.contents import figures_of
from il2report.pages.toxicity_floats import graded, toxicity_tables
from il2report.results import StudyResults
from il2report.results.groups import groups_of
from il2report.study import Study
from il2report.study.declarations import Comparison, Measurement
from il2report.tables.characteristics import characteristics_table
from il2report.tables.exposure import dosing_table, exposure_table
from il2report.tables.groups import declared_characteristics
from il2report.tables.lesions import lesion_table
from il2report.tables.models import model_table
from il2report.tables.patients import listed_patients, listing_table
from il2report.tables.printing import Source
from il2report.tables.repeated import measurement_table
from il2report.tables.supplement import correlates_table
from il2report.tables.toxicity import toxicity_table

Describe = Callable[[Source, Study, StudyResults], Table]

TABLES: Mapping[str, Describe] = MappingProxyType(
    {
        "table.characteristics": lambda source, _study, _results: characteristics_table(source),
        "table.toxicity": lambda source, study, _results: toxicity_table(graded(source, study)),
        "table.s_correlates": lambda source, _study, _results: correlates_table(source),
        "table.s_dosing": lambda source, study, results: dosing_table(
            source, study.configuration.treatment, results.response
        ),
        "table.s_listing": lambda source, study, _results: listing_table(
            source, listed_patients(study)
        ),
    }
)
NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "table.characteristics": ("patients.age", "patients.sex"),
        "table.toxicity": ("adverse_events",),
        "table.s_correlates": ("patients.best_response", "patients.sex", "patients.age"),
        "table.s_dosing": ("cycles",),
        "table.s_listing": ("patients.sex", "patients.best_response"),
    }
)
"""The tables and columns that the fixed tables are made from."""


def floats_of(study: Study) -> frozenset[str]:
    """Name the tables and figures of a study: those of the program, and those of its declarations."""
    choices = study.configuration
    declared = [each.key for each in declared_floats(choices)]
    declared += [f"table.{choices.measured_lesions.name}"] if choices.measured_lesions else []
    if "cycles" in study.tables or (choices.treatment and choices.treatment.discontinuation):
        declared.append("table.s_exposure")
    fixed = [key for key in TABLES if study.tables.has(*NEEDS.get(key, ()))]
    floats = frozenset((*figures_of(study), *fixed, *declared, *toxicity_tables(study)))
    return floats - LISTINGS if study.is_public else floats


def described_table(key: str, source: Source, study: Study, results: StudyResults) -> Table:
    """Describe a table by its key."""
    if key in TABLES:
        return TABLES[key](source, study, results)
    if key in toxicity_tables(study):
        return toxicity_tables(study)[key](source, study, results)
    name = key.removeprefix("table.")
    if key == "table.s_exposure":
        treatment = study.configuration.treatment
        return exposure_table(source, treatment, results.exposure, results.reason_for_end)
    lesions = study.configuration.measured_lesions
    if lesions and lesions.name == name:
        return lesion_table(source, lesions, results.lesion_patients, results.lesion_columns)
    return _declared_table(key, source, study, results)


def _declared_table(key: str, source: Source, study: Study, results: StudyResults) -> Table:
    """Describe the table of a comparison, a measurement or a model."""
    choices, declared = study.configuration, results.declared
    of = next(each for each in declared_floats(choices) if each.key == key).of
    if isinstance(of, Comparison):
        groups = groups_of(declared, of)
        responses = None
        if "response" in of.of and results.response:
            responses = results.response, results.rates
        columns = declared.compared(of)
        return declared_characteristics(source, columns, groups, key, responses)
    if isinstance(of, Measurement):
        by = declared.columns[of.by] if of.by else None
        return measurement_table(source, declared.repeated[of.name], by)
    model = next(each for each in choices.model if each.name == of.name)
    about = (
        choices.endpoints[model.endpoint]
        if model.endpoint
        else choices.variables[str(model.outcome)]
    )
    columns = [declared.columns[each] for each in model.variables]
    return model_table(source, model, columns, about.label)


LISTINGS = frozenset({"table.s_listing"})
"""Tables of patients one by one, which the public form of a manuscript does not have."""
