"""What a manuscript states about how the work was done and paid for: ethics, funding, interests, data, design."""

from datetime import date as Day  # noqa: N812 (a field is called date)
from typing import Literal, Self

from pydantic import model_validator

from il2report.study.notation import Line, Lines, Section


class Ethics(Section):
    """The approval of the study by an ethics committee, or why none was needed, and the patients' consent."""

    body: Line | None = None
    """The committee that approved or exempted the study."""
    number: Line | None = None
    """The number of its decision."""
    date: Day | None = None
    """The day of its decision."""
    exemption: Line | None = None
    """Where no approval was needed: why not, such as "it uses public data without identifiers"."""
    consent: Literal["written", "verbal", "waived", "not_required"] | None = None
    """How patients consented; `waived` by the committee."""
    statement: Line | None = None
    """A sentence of your own, printed behind the others."""

    @model_validator(mode="after")
    def has_a_decision(self) -> Self:
        """Refuse a number or a day of no decision."""
        if self.body is None and (self.number is not None or self.date is not None):
            raise ValueError("number and date are those of a decision; name its body")
        return self

    @property
    def is_decided(self) -> bool:
        """Whether there is an approval or an exemption."""
        return self.body is not None or self.exemption is not None


class Grant(Section):
    """One grant or other support."""

    funder: Line
    """Who gave it."""
    number: Line | None = None
    """Its number."""
    recipients: Lines = ()
    """The authors who received it, by their names."""
    role: Line | None = None
    """What the funder did in the study, as a sentence; without it, of one funder or all, see `statements.role_of_funder`."""


class Statements(Section):
    """Statements in the words of the authors, each one or more sentences."""

    funding: Line | None = None
    """Beside or in place of `[[grant]]`, such as "The study received no specific funding."."""
    role_of_funder: Line | None = None
    """What the funders did in design, conduct, analysis and publication."""
    conflicts: Line | None = None
    """Conflicts of interest of each author, or that there are none."""
    data_availability: Line | None = None
    """Where the data can be had, by whom and how."""
    code_availability: Line | None = None
    """Where the program and templates can be had."""
    registration: Line | None = None
    """The registry and number of the study or its protocol, or that it was not registered."""
    presentation: Line | None = None
    """Where the results were presented before."""
    assistance: Line | None = None
    """Help with writing, by persons or programs."""
    acknowledgments: Line | None = None
    """Thanks to those who are not authors."""


class Design(Section):
    """Facts of the design that no data show; they reach the methods."""

    primary: Line | None = None
    """The primary end point: the name of an `[[endpoint]]`, or what the ids of its results begin with, such as
    `response.orr`. By default the first `[[endpoint]]`."""
    data_cutoff: Day | None = None
    """The day up to which the data were collected."""
    sampling: Literal["consecutive", "selected"] | None = None
    """Whether every eligible patient of the period is included, or some were selected."""
    selection: Line | None = None
    """Of selected patients: by what, within a sentence such as "Patients were selected by ..."."""
    follow_up_schedule: Line | None = None
    """How patients were followed, within a sentence: "Follow-up consisted of ..."."""

    @model_validator(mode="after")
    def selects_where_it_says_how(self) -> Self:
        """Refuse a way of selecting patients who were not selected."""
        if self.selection is not None and self.sampling != "selected":
            raise ValueError('selection says how patients were selected; set sampling = "selected"')
        return self
