"""Where a journal has the statements of a manuscript, and under which headings."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, Strict

from il2report.study.notation import Line, Section

Statement = Literal[
    "ethics",
    "design",
    "software",
    "contributions",
    "funding",
    "role_of_funder",
    "conflicts",
    "registration",
    "data_availability",
    "code_availability",
    "presentation",
    "assistance",
    "acknowledgments",
]
Statements = Annotated[tuple[Statement, ...], Strict(strict=False)]
EVERY_STATEMENT: tuple[Statement, ...] = (
    *("ethics", "design", "software", "contributions", "funding", "role_of_funder", "conflicts"),
    *("registration", "data_availability", "code_availability", "presentation", "assistance"),
    "acknowledgments",
)
USUAL_HEADINGS: Mapping[Statement, str] = {
    "ethics": "Ethics approval and consent",
    "design": "Study design",
    "software": "Software",
    "contributions": "Author contributions",
    "funding": "Funding",
    "role_of_funder": "Role of the funding source",
    "conflicts": "Conflicts of interest",
    "registration": "Registration",
    "data_availability": "Data availability",
    "code_availability": "Code availability",
    "presentation": "Prior presentation",
    "assistance": "Assistance with writing",
    "acknowledgments": "Acknowledgments",
}
"""The headings of a journal that has none of its own."""


class StatementPlaces(Section):
    """Where statements are printed: in the abstract, in the methods, and the others in a section at the end."""

    title: Line = "Declarations"
    """The heading of the section at the end."""
    headings: Mapping[Statement, Line] = Field(default_factory=dict)
    """The headings in it that differ from the usual ones."""
    order: Statements = EVERY_STATEMENT
    """Their order, behind what the methods left out; those that it does not list follow."""
    methods: Statements = ("ethics", "design", "software")
    """What the methods state; the section at the end has of it only what the methods of a study leave out."""
    abstract: Statements = ()
    """What the abstract repeats at its end."""
    people: Literal["initials", "family_names"] = "initials"
    """How the statements name authors."""
    degrees: bool = True
    """Whether degrees follow the names of authors."""
    separator: str = ", "
    """What is between two authors."""
    degree_points: bool = False
    """Whether degrees have points: M.D."""

    def heading(self, statement: Statement) -> str:
        """Give the heading of a statement."""
        return self.headings.get(statement) or USUAL_HEADINGS[statement]

    @property
    def in_order(self) -> tuple[Statement, ...]:
        """Every statement in the order of the journal."""
        return tuple(dict.fromkeys((*self.methods, *self.order, *EVERY_STATEMENT)))
