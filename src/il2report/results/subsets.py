"""subset.NAME.*: how many patients a declared subset has."""

from collections.abc import Iterator

from il2report.results.catalogue import Result, Topic
from il2report.results.declared import Declared
from il2report.results.entries import entries_of_proportion
from il2report.study.declarations import Subset
from il2report.values import Proportion


def subset_results(declared: Declared, subset: Subset) -> Iterator[Result]:
    """Give subset.NAME.n and subset.NAME.percent, of all patients."""
    columns = (declared.columns[name] for name in subset.where)
    yield from entries_of_proportion(
        f"subset.{subset.name}",
        Proportion(declared.subset(subset.name), declared.patients),
        Topic("subset", subset.name),
        subset.label,
        tuple(dict.fromkeys(source for column in columns for source in column.sources)),
    )
