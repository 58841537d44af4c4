"""What the families of declared results are computed from, each worked out once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, TypeVar

import pandas as pd

from il2report.analysis.adverse_events import AdverseEvents
from il2report.analysis.endpoints import Times, endpoint_times
from il2report.analysis.repeated import RepeatedValues, repeated_values
from il2report.analysis.variables import Column, Columns
from il2report.study.codebook import Codebook
from il2report.study.declarations import Comparison, Declarations, Endpoint, Variable
from il2report.values import Patients

Declaration = TypeVar("Declaration")
Value = TypeVar("Value")


class WhenAsked(Mapping[str, Value], Generic[Declaration, Value]):
    """What is computed of each declaration, by name, when it is first asked for."""

    def __init__(
        self, declared: Mapping[str, Declaration], compute: Callable[[Declaration], Value]
    ) -> None:
        self._declared, self._compute = declared, compute
        self._found: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._found:
            self._found[name] = self._compute(self._declared[name])
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in self._declared

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)


@dataclass(frozen=True)
class Declared:
    """The variables, subsets and times of a study, by name."""

    tables: Mapping[str, pd.DataFrame]
    declarations: Declarations
    codebook: Codebook
    level: int = 95
    quantile_type: int = 7

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Every declared variable over the cohort."""
        return Columns(self.tables, self.declarations, self.codebook)

    @cached_property
    def patients(self) -> Patients:
        """Every patient, in the order of patients.csv."""
        return tuple(self.tables["patients"]["patient_id"].tolist())

    @cached_property
    def times(self) -> Mapping[str, Times]:
        """The times of every end point, of the patients that it is restricted to."""
        return WhenAsked(self.declarations.endpoints, self._times)

    @cached_property
    def repeated(self) -> Mapping[str, RepeatedValues]:
        """The values of every measurement by time."""
        named = {one.name: one for one in self.declarations.measurement}
        return WhenAsked(
            named, lambda one: repeated_values(self.tables, one, self.codebook, self.patients)
        )

    @cached_property
    def adverse_events(self) -> AdverseEvents | None:
        """The adverse events; None where the study has no table of them."""
        if "adverse_events" not in self.tables:
            return None
        toxicity, events = self.declarations.toxicity, self.tables["adverse_events"]
        of = self.subset(toxicity.among)
        return AdverseEvents(toxicity, self.codebook, events, of, self.patients)

    def subset(self, name: str | None) -> Patients:
        """The patients of a declared subset; all of them without a name."""
        if name is None:
            return self.patients
        return self.where(self.declarations.subsets[name].where)

    def with_variable(self, variable: Variable) -> "Declared":
        """The same with a variable of the program, unless the study declares one of its name."""
        if variable.name in self.declarations.variables:
            return self
        variables = (*self.declarations.variable, variable)
        declarations = self.declarations.model_copy(update={"variable": variables})
        return replace(self, declarations=declarations)

    def compared(self, comparison: Comparison) -> list[Column]:
        """The variables that a comparison sets side by side: those that it names, or all but its own."""
        if "characteristics" not in comparison.of:
            return []
        wanted = comparison.variables or [n for n in self.columns if n != comparison.by]
        return [self.columns[name] for name in wanted]

    def _times(self, endpoint: Endpoint) -> Times:
        times = endpoint_times(self.tables["patients"], endpoint)
        return times.among(self.where(endpoint.among or {})).among(self.subset(endpoint.within))

    def where(self, conditions: Mapping[str, tuple[str, ...]]) -> Patients:
        """The patients with any of the codes of each variable."""
        found = self.patients
        for name, codes in conditions.items():
            found = self.columns[name].having(codes, found)
        return found
