"""Every result that follows from the declarations of a study."""

from collections.abc import Iterator

from il2report.results.catalogue import Result
from il2report.results.characteristics import characteristics_results
from il2report.results.comparisons import comparison_results
from il2report.results.deaths import deaths_results
from il2report.results.declared import Declared
from il2report.results.endpoints import endpoint_results
from il2report.results.flow import flow_results
from il2report.results.follow_up import follow_up_results
from il2report.results.models import model_results
from il2report.results.own_tables import own_table_results
from il2report.results.repeated import repeated_results
from il2report.results.toxicity import toxicity_results


def declared_results(declared: Declared) -> Iterator[Result]:
    """Give the results of variables, end points, comparisons, models, follow-up and repeated values."""
    yield from characteristics_results(declared)
    yield from own_table_results(declared)
    yield from endpoint_results(declared)
    yield from comparison_results(declared)
    yield from model_results(declared)
    yield from deaths_results(declared)
    yield from flow_results(declared)
    if declared.declarations.toxicity.among:
        yield from toxicity_results(declared)
    yield from follow_up_results(declared)
    yield from repeated_results(declared)
