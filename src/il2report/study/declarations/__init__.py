"""What a study declares in study.toml: its variables, end points, groups and models.

Each declaration is a block of its own. Its name becomes part of result ids, so it is written in
snake_case; what is printed is its label. There is no language of expressions: a variable is a
column of the data or one of a fixed set of derivations.
"""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, Strict, model_validator

from il2report.study.declarations.agreement import refuse_contradictions
from il2report.study.declarations.comparisons import Comparison, Model, TestName
from il2report.study.declarations.eligibility import EligibilityRule
from il2report.study.declarations.endpoints import Endpoint
from il2report.study.declarations.floats import OwnFigure, OwnTable, Sections
from il2report.study.declarations.flow import FlowStep
from il2report.study.declarations.follow_up import FollowUp
from il2report.study.declarations.formation import Formation
from il2report.study.declarations.lesions import (
    DiseaseFree,
    LesionColumn,
    MeasuredLesions,
)
from il2report.study.declarations.listing import Listing
from il2report.study.declarations.measurement import Measurement, PairedTest
from il2report.study.declarations.names import Key, required
from il2report.study.declarations.response import Response, Status
from il2report.study.declarations.swimmer import Swimmer
from il2report.study.declarations.toxicity import Deaths, Toxicity
from il2report.study.declarations.treatment import Discontinuation, Treatment
from il2report.study.declarations.variables import AnyOf, Count, Cut, Subset, Variable
from il2report.study.notation import Section

__all__ = [
    "AnyOf",
    "Comparison",
    "Count",
    "Cut",
    "Deaths",
    "Declarations",
    "Discontinuation",
    "DiseaseFree",
    "EligibilityRule",
    "Endpoint",
    "FlowStep",
    "FollowUp",
    "LesionColumn",
    "MeasuredLesions",
    "Measurement",
    "Model",
    "OwnFigure",
    "OwnTable",
    "PairedTest",
    "Response",
    "Sections",
    "Status",
    "Subset",
    "Swimmer",
    "TestName",
    "Toxicity",
    "Treatment",
    "Variable",
    "required",
]


class Declarations(Section):
    """All that a study declares. Names are unique among what shares the first word of result ids."""

    variable: Annotated[tuple[Variable, ...], Strict(strict=False)] = ()
    endpoint: Annotated[tuple[Endpoint, ...], Strict(strict=False)] = ()
    comparison: Annotated[tuple[Comparison, ...], Strict(strict=False)] = ()
    model: Annotated[tuple[Model, ...], Strict(strict=False)] = ()
    subset: Annotated[tuple[Subset, ...], Strict(strict=False)] = ()
    eligibility: Mapping[Key, EligibilityRule] = Field(default_factory=dict)
    """Who could be treated: a rule for each variable that decides."""
    measurement: Annotated[tuple[Measurement, ...], Strict(strict=False)] = ()
    follow_up: FollowUp | None = None
    measured_lesions: MeasuredLesions | None = None
    toxicity: Toxicity = Toxicity()
    deaths: Deaths | None = None
    listing: Listing | None = None
    flow: Annotated[tuple[FlowStep, ...], Strict(strict=False)] = ()
    treatment: Treatment | None = None
    response: Response | None = None
    status: Status | None = None
    swimmer: Swimmer = Swimmer()

    table: Annotated[tuple[OwnTable, ...], Strict(strict=False)] = ()
    figure: Annotated[tuple[OwnFigure, ...], Strict(strict=False)] = ()
    sections: Sections = Sections()

    @property
    def variables(self) -> Mapping[str, Variable]:
        """The variables by name, in the order in which they are declared."""
        return {one.name: one for one in self.variable}

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """The end points by name."""
        return {one.name: one for one in self.endpoint}

    @property
    def formation(self) -> Formation:
        """Which variables form after the start."""
        return Formation(self.variables, self.endpoint, [each.table for each in self.measurement])

    def codes_counted(self, of: AnyOf) -> tuple[str, ...] | None:
        """The codes that a derivation counts; None where it counts all but some, or any row."""
        return self.pooled_responses(of.definition) if of.definition else of.codes

    @property
    def subsets(self) -> Mapping[str, Subset]:
        """The subsets by name."""
        return {one.name: one for one in self.subset}

    @property
    def response_variable(self) -> Variable | None:
        """The variable of the best response, if one is declared."""
        return self.variables.get((self.response or Response()).variable)

    @property
    def swimmer_endpoint(self) -> Endpoint | None:
        """The end point of the swimmer plot: that which study.toml names, or the first from dates."""
        if self.swimmer.endpoint:
            return self.endpoints[self.swimmer.endpoint]
        return next((each for each in self.endpoint if not each.is_measured), None)

    @property
    def dead_codes(self) -> tuple[str, ...]:
        """The codes of `status` that mean death, by any declaration."""
        of = [*(one.dead_codes or () for one in self.endpoint)]
        of.append(self.deaths.status_codes or () if self.deaths else ())
        return tuple(dict.fromkeys(code for codes in of for code in codes))

    @property
    def recist_responses(self) -> tuple[str, ...]:
        """The codes that are a response by RECIST."""
        return (self.response or Response()).recist

    def pooled_responses(self, _definition: str) -> tuple[str, ...]:
        """The codes that a definition pools; none where there are no definitions."""
        return ()

    @property
    def families_of_patients(self) -> tuple[str, ...]:
        """First words of the ids of results that belong to one patient."""
        return ("patient", *([self.measured_lesions.name] if self.measured_lesions else ()))

    @model_validator(mode="after")
    def declarations_agree(self) -> Self:
        """Refuse declarations that contradict each other."""
        refuse_contradictions(self)
        return self
