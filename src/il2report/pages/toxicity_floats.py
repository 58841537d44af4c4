"""The tables of adverse events that a study declares: those by group, and the full ones of a supplement."""

from collections.abc import Callable, Mapping
from functools import partial

from il2report.document.tables import Table
from il2report.document.tree import Fragment, Word
from il2report.results import StudyResults
from il2report.results.groups import groups_of
from il2report.study import Study
from il2report.study.declarations import Comparison
from il2report.study.grades import grade_scale
from il2report.study.running_text import in_running_text
from il2report.tables.groups import level_label
from il2report.tables.printing import Source
from il2report.tables.toxicity import Graded, GroupColumns, toxicity_by_group, toxicity_table

Describe = Callable[[Source, Study, StudyResults], Table]


def graded(source: Source, study: Study, *, is_full: bool = False) -> Graded:
    """Give what the tables of adverse events of a study share."""
    toxicity = study.configuration.toxicity
    among = study.configuration.subsets[toxicity.among] if toxicity.among else None
    events = study.tables["adverse_events"]
    has_cycles = "cycle" in events.columns and bool(events["cycle"].notna().all())
    scale = grade_scale(toxicity, study.codebook)
    return Graded(source, scale, among, has_cycles=has_cycles, is_full=is_full)


def toxicity_tables(study: Study) -> Mapping[str, Describe]:
    """Give each table beside that of all patients by its key."""
    if "adverse_events" not in study.tables:
        return {}
    choices = study.configuration
    has_rest = choices.toxicity.threshold_percent is not None
    found: dict[str, Describe] = {}
    if has_rest:
        found["table.s_toxicity"] = lambda source, study, _: toxicity_table(
            graded(source, study, is_full=True)
        )
    for comparison in choices.comparison:
        if "toxicity" in comparison.of:
            found[f"table.{comparison.name}_toxicity"] = partial(_by_group, comparison)
            if has_rest:
                key = f"table.s_{comparison.name}_toxicity"
                found[key] = partial(_by_group, comparison, is_full=True)
    return found


def _by_group(
    comparison: Comparison,
    source: Source,
    study: Study,
    results: StudyResults,
    *,
    is_full: bool = False,
) -> Table:
    groups = groups_of(results.declared, comparison)
    variable = groups.column.variable
    by = Word(f"study.variable.{variable.name}.label", in_running_text(variable.label))
    columns = [
        GroupColumns(f"{comparison.name}.toxicity.{level.key}", level_label(groups.column, level))
        for level in groups.levels
    ]
    shared = graded(source, study, is_full=is_full)
    return toxicity_by_group(shared, comparison.name, Fragment.of(by), columns)
