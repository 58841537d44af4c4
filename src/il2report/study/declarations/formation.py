"""Whether a variable forms after the start: known only of patients who live or stay long enough.

Groups by such a variable, compared by the time to an event, suffer from immortal time: a patient
with four cycles lived through four cycles, and a responder lived until the response.
"""

from collections.abc import Collection, Iterator, Mapping

from il2report.study.declarations.endpoints import Endpoint
from il2report.study.declarations.variables import Variable

TABLES_OF_THE_COURSE = frozenset({"cycles", "adverse_events"})
"""Tables whose rows come about after the start of treatment."""
COLUMNS_OF_THE_COURSE = frozenset(
    {
        "best_response",
        "response_date",
        "progression_date",
        "last_contact_date",
        "death_date",
        "status",
    }
)
"""Columns of patients.csv that the program knows to be filled in later."""


class Formation:
    """Which of the declared variables form after the start.

    What a variable declares of itself (`formed`, `formed_on`) takes precedence over its source.
    """

    def __init__(
        self,
        variables: Mapping[str, Variable],
        endpoints: Collection[Endpoint],
        measured_tables: Collection[str],
    ) -> None:
        self.variables = variables
        self.tables = TABLES_OF_THE_COURSE.union(measured_tables)
        outcomes = (name for endpoint in endpoints for name in _outcomes(endpoint))
        self.columns = COLUMNS_OF_THE_COURSE.union(outcomes)

    def is_after_start(self, name: str) -> bool:
        """Whether a variable forms after the start."""
        variable = self.variables[name]
        if variable.formed:
            return variable.formed == "after_start"
        if variable.formed_on:
            return True
        rows = variable.any_of or variable.count
        if rows:
            of_course = rows.table == "patients" and getattr(rows, "column", None) in self.columns
            return of_course or rows.table in self.tables
        if variable.months_between:
            return not self.columns.isdisjoint(variable.months_between)
        if variable.derivation:
            return any(map(self.is_after_start, variable.rests_on))
        return variable.table in self.tables or variable.from_column in self.columns

    def is_characteristic(self, name: str) -> bool:
        """Whether a variable describes the patients: as it declares, or by default if it is known at the start."""
        in_table = self.variables[name].in_table
        return not self.is_after_start(name) if in_table is None else in_table

    def is_dated(self, name: str) -> bool:
        """Whether the day is known on which a variable formed: its own, or that of rows of a table."""
        variable = self.variables[name]
        if variable.formed_on or variable.any_of or variable.count or variable.table != "patients":
            return True
        return bool(variable.rests_on) and all(map(self.is_dated, variable.rests_on))


def _outcomes(endpoint: Endpoint) -> Iterator[str]:
    """The columns that hold what happened after the start of an end point."""
    named = (*(endpoint.event or ()), endpoint.censor, endpoint.time, endpoint.event_column)
    return (name for name in named if name)
