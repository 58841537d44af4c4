"""Which tables and figures there are, and how each table is described."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from il2report.document.captions import declared_floats
from il2report.document.tables import Table
from il2report.document.tree import is_figure
from il2report.figures.contents import figures_of
from il2report.pages.toxicity_floats import graded, toxicity_tables
from il2report.results import StudyResults
from il2report.results.groups import groups_of
from il2report.study import Study
from il2report.study.declarations import Comparison, Measurement, Model, OwnTable
from il2report.tables.characteristics import characteristics_table
from il2report.tables.exposure import dosing_table, exposure_table
from il2report.tables.groups import declared_characteristics
from il2report.tables.lesions import lesion_table
from il2report.tables.models import model_table
from il2report.tables.own import own_characteristics, own_table
from il2report.tables.patients import listing_table
from il2report.tables.printing import Source, with_own_abbreviations
from il2report.tables.repeated import measurement_table
from il2report.tables.tests_by_row import ComparedInRows
from il2report.tables.toxicity import toxicity_table

Describe = Callable[[Source, Study, StudyResults], Table]

TABLES: Mapping[str, Describe] = MappingProxyType(
    {
        "table.characteristics": lambda source, study, results: characteristics_table(
            source,
            [
                each
                for name, each in results.declared.columns.items()
                if study.configuration.formation.is_characteristic(name)
            ],
        ),
        "table.toxicity": lambda source, study, _results: toxicity_table(graded(source, study)),
        "table.s_dosing": lambda source, study, results: dosing_table(
            source, study.configuration.treatment, results.response
        ),
        "table.s_listing": lambda source, _study, results: listing_table(source, results.declared),
    }
)
NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "table.toxicity": ("adverse_events",),
        "table.s_dosing": ("cycles",),
    }
)
"""The tables and columns that the fixed tables are made from."""
TABLES_READ: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **{key: frozenset(needs) for key, needs in NEEDS.items()},
        "figure.adverse_events": frozenset({"adverse_events"}),
        "table.s_toxicity": frozenset({"adverse_events"}),
        "table.s_exposure": frozenset({"cycles"}),
        "figure.swimmer": frozenset({"cycles"}),
    }
)
"""The tables of a study without which the program's own tables and figures are not there."""


def tables_of(study: Study) -> Mapping[str, Describe]:
    """Name the tables of a study, each with what describes it: those of the program, and declared ones."""
    choices = study.configuration
    found = {key: made for key, made in TABLES.items() if study.tables.has(*NEEDS.get(key, ()))}
    if not any(choices.formation.is_characteristic(each.name) for each in choices.variable):
        del found["table.characteristics"]
    if "cycles" in study.tables or (choices.treatment and choices.treatment.discontinuation):
        found["table.s_exposure"] = lambda source, study, results: exposure_table(
            source, study.configuration.treatment, results.exposure, results.reason_for_end
        )
    if lesions := choices.measured_lesions:
        found[f"table.{lesions.name}"] = lambda source, _study, results: lesion_table(
            source, lesions, results.lesion_patients, results.lesion_columns
        )
    for each in declared_floats(choices):
        match each.of:
            case Comparison() if each.endpoint is None and each.key == each.of.table_key:
                found[each.key] = partial(_of_comparison, each.of)
            case Model() if not is_figure(each.key):
                found[each.key] = partial(_of_model, each.of)
            case Measurement():
                found[each.key] = partial(_of_measurement, each.of)
            case OwnTable():
                found[each.key] = partial(_of_study, each.of)
    found |= toxicity_tables(study)
    return {key: made for key, made in found.items() if not (study.is_public and key in LISTINGS)}


def floats_of(study: Study) -> frozenset[str]:
    """Name the tables and figures of a study."""
    return frozenset((*figures_of(study), *tables_of(study)))


def described_table(key: str, source: Source, study: Study, results: StudyResults) -> Table:
    """Describe a table by its key."""
    table = tables_of(study)[key](source, study, results)
    return with_own_abbreviations(table, study.configuration.abbreviations)


def _of_comparison(
    comparison: Comparison, source: Source, _study: Study, results: StudyResults
) -> Table:
    declared, key = results.declared, comparison.table_key
    responses = None
    if "response" in comparison.of and results.response:
        responses = results.response, results.rates
    columns, groups = declared.compared(comparison), groups_of(declared, comparison)
    if comparison.rows == "tests":
        return ComparedInRows(source, groups, columns).table(key)
    among = declared.declarations.subsets[comparison.among] if comparison.among else None
    return declared_characteristics(source, columns, groups, key, responses, among=among)


def _of_measurement(
    measurement: Measurement, source: Source, _study: Study, results: StudyResults
) -> Table:
    declared = results.declared
    by = declared.columns[measurement.by] if measurement.by else None
    return measurement_table(source, declared.repeated[measurement.name], by)


def _of_model(model: Model, source: Source, study: Study, results: StudyResults) -> Table:
    choices = study.configuration
    about = (
        choices.endpoints[model.endpoint]
        if model.endpoint
        else choices.variables[str(model.outcome)]
    )
    columns = [results.declared.columns[each] for each in model.variables]
    among = choices.subsets[model.among].label if model.among else ""
    return model_table(source, model, columns, about.label, among)


def _of_study(table: OwnTable, source: Source, _study: Study, results: StudyResults) -> Table:
    describe = own_characteristics if table.variables else own_table
    return describe(source, table, results.declared)


LISTINGS = frozenset({"table.s_listing"})
"""Tables of patients one by one, which the public form of a manuscript does not have."""
