"""response.*: the best responses, and the rates pooled from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from il2report.analysis.inference import clopper_pearson
from il2report.analysis.variables import Column
from il2report.results.catalogue import Result, Topic
from il2report.results.declared import Declared
from il2report.results.entries import entries_of_limits, entries_of_proportion
from il2report.values import Patients, Proportion

FAMILY = "response"


@dataclass(frozen=True, slots=True)
class Rate:
    """Responses that are pooled: the name of the rate in ids, its label, and the codes that count."""

    name: str
    label: str
    codes: tuple[str, ...]

    def proportion(self, column: Column, among: Patients) -> Proportion:
        """Count the patients with one of the codes; who is not evaluable stays in the denominator."""
        codes = frozenset(self.codes)
        return Proportion(tuple(p for p in among if column.by_patient[p] in codes), among)


def response_column(declared: Declared) -> Column | None:
    """The variable of the best response; None where the study has none."""
    variable = declared.declarations.response_variable
    if variable is None or variable.from_column not in declared.tables["patients"]:
        return None
    return declared.with_variable(variable).columns[variable.name]


def response_rates(declared: Declared) -> tuple[Rate, ...]:
    """The rates that are given: what `[definitions]` pools, and responses by RECIST where there are any."""
    choices, column = declared.declarations, response_column(declared)
    if column is None:
        return ()
    levels = {level.code for level in column.levels}
    recist = choices.recist_responses
    rates = (
        Rate("orr", "Overall response", choices.pooled_responses("overall_response")),
        Rate("orr_recist", "Overall response by RECIST", recist if levels >= {*recist} else ()),
        Rate("benefit", "Clinical benefit", choices.pooled_responses("clinical_benefit")),
    )
    return tuple(rate for rate in rates if rate.codes)


def printed_rates(declared: Declared) -> tuple[Rate, ...]:
    """The rates without those that pool the same responses as one before."""
    by_codes: dict[frozenset[str], Rate] = {}
    for rate in response_rates(declared):
        by_codes.setdefault(frozenset(rate.codes), rate)
    return tuple(by_codes.values())


def response_results(declared: Declared) -> Iterator[Result]:
    """Give every id that starts with response; none where the study has no best response."""
    column = response_column(declared)
    if column is not None:
        about, of = Topic(FAMILY, ""), declared.patients
        yield from responses_among(column, "response", about, of)
        yield from rates_among(declared, column, "response", about, of)


def responses_among(
    column: Column, prefix: str, topic: Topic, among: Patients, whose: str = ""
) -> Iterator[Result]:
    """Count each best response of some patients."""
    name = column.variable.name
    for level in column.levels:
        yield from entries_of_proportion(
            f"{prefix}.{level.key}",
            column.with_level(level.code, among),
            _about(topic, name, level.code, heading=level.code),
            f"{level.label}{whose}",
            column.sources,
        )


def rates_among(
    declared: Declared, column: Column, prefix: str, topic: Topic, among: Patients, whose: str = ""
) -> Iterator[Result]:
    """Give the rates of some patients with their exact intervals.

    Parameters
    ----------
    declared : definitions and the level of the intervals
    column : the best response
    prefix : of the ids
    topic : the family, and the group if they are one
    among : the patients
    whose : behind the labels, where they are a group
    """
    for rate in response_rates(declared):
        proportion = rate.proportion(column, among)
        count, percent = entries_of_proportion(
            f"{prefix}.{rate.name}",
            proportion,
            _about(topic, rate.name),
            f"{rate.label} ({' + '.join(rate.codes)}){whose}",
            column.sources,
        )
        limits = clopper_pearson(proportion, declared.level)
        yield from (count, percent, *entries_of_limits(percent, limits, f"{prefix}.{rate.name}"))


def _about(topic: Topic, variable: str, level: str = "", heading: str = "") -> Topic:
    return Topic(topic.family, variable, level, topic.by, topic.group, heading=heading)
