"""TABLE.*: the characteristics of a subset of patients, for the tables that a study declares."""

from collections.abc import Iterator

from il2report.results.catalogue import Result, Topic
from il2report.results.characteristics import entries_of_column
from il2report.results.declared import Declared
from il2report.results.entries import entries_of_proportion
from il2report.study.declarations import OwnTable, required
from il2report.values import Proportion


def own_table_results(declared: Declared, table: OwnTable) -> Iterator[Result]:
    """Give the results of a table of variables over a subset: its size, and every variable."""
    subset = declared.declarations.subsets[required(table.among)]
    among = declared.subset(subset.name)
    sources = tuple(
        dict.fromkeys(s for name in subset.where for s in declared.columns[name].sources)
    )
    yield from entries_of_proportion(
        table.name,
        Proportion(among, declared.patients),
        Topic(table.name, subset.name),
        subset.label,
        sources,
    )
    for name in table.variables or ():
        yield from entries_of_column(
            f"{table.name}.{name}",
            declared.columns[name],
            Topic(table.name, name),
            among,
            declared.quantile_type,
            f", {subset.label}",
        )
