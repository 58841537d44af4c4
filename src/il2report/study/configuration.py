"""study.toml: the choices of a study, typed and checked."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AliasChoices, BeforeValidator, Field, Strict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from il2report.errors import Finding, Place, Report
from il2report.study.declarations import Declarations
from il2report.study.declarations.adam import Sources
from il2report.study.declarations.authors import Authors, unknown_affiliations
from il2report.study.declarations.names import Code
from il2report.study.declarations.not_done import not_done
from il2report.study.declarations.statements import Design, Ethics, Grant, Statements
from il2report.study.declarations.word import WordLayout
from il2report.study.lookalikes import nearest
from il2report.study.notation import (
    Codes,
    Line,
    Lines,
    Section,
    errors_of_one_form,
    read_toml,
    setting_finding,
)
from il2report.study.redcap.mapping import Redcap

FILE = "study.toml"

CODES = Codes("missing-setting", "unknown-setting", "bad-setting")

Responses = Annotated[tuple[Code, ...], Strict(strict=False), Field(min_length=1)]


class Period(Section):
    """First and last day on which a patient could enter the study."""

    start: date
    """The first day."""
    end: date
    """The last day."""

    @model_validator(mode="after")
    def runs_forward(self) -> Self:
        """Refuse a period that ends before it starts."""
        if self.end < self.start:
            raise ValueError("end is before start")
        return self


class Protocol(Section):
    """The treatment as planned; these constants reach the text."""

    dose_iu_per_kg: int | None = Field(None, gt=0)
    """The dose, in IU per kg."""
    infusion_minutes: int | None = Field(None, gt=0)
    """Minutes of an infusion."""
    interval_hours: int | None = Field(None, gt=0, le=168)
    """Hours from dose to dose."""
    doses_per_cycle_max: int | None = Field(None, ge=1, le=999)
    """The most doses of a cycle."""
    rest_days_min: int | None = Field(None, ge=0)
    """The least days of rest between cycles."""
    rest_days_max: int | None = Field(None, ge=0)
    """The most days of rest between cycles."""
    cycles_per_assessment: int | None = Field(None, ge=1)
    """Cycles from assessment to assessment."""

    @model_validator(mode="after")
    def rest_has_a_range(self) -> Self:
        """Refuse a longest rest that is shorter than the shortest."""
        if (
            self.rest_days_min is not None
            and self.rest_days_max is not None
            and self.rest_days_max < self.rest_days_min
        ):
            raise ValueError("rest_days_max is less than rest_days_min")
        return self


class ResponseCriteria(Section):
    """How much a tumor must shrink or grow for each category of response."""

    partial_regression_percent: int = Field(gt=0, lt=100)
    """The least regression of a partial response."""
    stable_growth_percent: int = Field(ge=0, lt=100)
    """The most growth of stable disease."""
    remission_months_min: int = Field(ge=0)
    """The least months of a complete response."""


class Definitions(Section):
    """What counts as response and as benefit, and the levels of inference.

    `quantile_type` is how quartiles are computed: 7 as R, 2 as SAS, 6 as SPSS.
    """

    overall_response: Responses | None = None
    """The codes of best response that count as overall response."""
    clinical_benefit: Responses | None = None
    """Those that count as clinical benefit."""
    confidence_level: int = Field(95, ge=50, le=99)
    """The level of confidence intervals, in percent."""
    alpha: float = Field(0.05, gt=0, lt=0.5)
    """A p-value below it is called significant."""
    quantile_type: Literal[2, 6, 7] = 7
    """How quartiles are computed: 7 as R, 2 as SAS, 6 as SPSS."""

    @model_validator(mode="after")
    def response_is_a_benefit(self) -> Self:
        """Refuse a response that does not count as benefit."""
        if not (self.overall_response and self.clinical_benefit):
            return self
        if beyond := set(self.overall_response) - set(self.clinical_benefit):
            raise ValueError(
                f"overall_response has {', '.join(sorted(beyond))}, which clinical_benefit does not have"
            )
        return self


class Journal(Section):
    """The journal that the manuscript is for."""

    style: Line = "ama"
    """The profile of the journal: `anticancer-research`, `ama`, `nejm`, `lancet`, or the name of a file in the
    study's `templates/journals/`."""
    kind: Literal["case_series", "cohort_study", "trial"] = "case_series"
    """What kind of paper it is, which not every journal takes: a case series has no comparison group."""


class Site(Section):
    """Where the patients were treated."""

    institution: Line
    """The hospital."""
    city: Line
    """Its city."""


class Privacy(Section):
    """Columns that look like a direct identifier but are not one, or may be kept."""

    allowed_columns: Lines = ()
    """Columns that look like a direct identifier and may stay."""


class Acceptance(Section):
    """A notice that the study team found to be right: its line as printed, and the reason."""

    notice: Line
    """The line of the notice as it is printed."""
    reason: Line
    """Why it is right."""

    @property
    def line(self) -> str:
        """The line without the word that says that it is a notice."""
        return self.notice.removeprefix("notice: ")

    @property
    def code(self) -> str:
        """The code at its end."""
        return self.notice.rpartition("[")[2].removesuffix("]")


class Limits(Section):
    """How many patients are shown one by one; of more, the manuscript gives a summary."""

    listing_rows: int = Field(60, ge=0)
    """The most patients in the listing of the supplement; of more it is a file."""
    swimmer_lanes: int = Field(60, ge=1)
    """The most patients in the swimmer plot; of more it is boxes."""
    percentages_from: int = Field(20, ge=0)
    """The smallest group of which sentences give percentages beside counts. Rates with a confidence
    interval have theirs in a group of any size, and so have tables."""


def _key_alone(source: object) -> object:
    """Give the reference that the data are from, beside which `[source]` may have files."""
    return source.get("reference") if isinstance(source, dict) else source


def _section_alone(source: object) -> object:
    return source if isinstance(source, dict | Sources) else None


class Configuration(Declarations):
    """study.toml as a whole.

    `data_origin` is "reconstructed" for invented rows that reproduce published figures, and the
    manuscript then says so and names `source`, a key of references.json; "synthetic" for other invented
    rows; "public" for rows of a public data set, which `source` described; "patients" for charts.
    `accepted` is not a choice: templates and comparisons do not use it.
    """

    title: Line
    """The title of the manuscript."""
    short_title: Line
    """The title at the head of each page."""
    authors: Authors
    """The authors, in their order: names, or a block for each."""
    affiliations: Mapping[Code, Line] = Field(default_factory=dict)
    """The institutions of authors by a key: department, institution, city, country."""
    keywords: Lines = ()
    """The key words."""
    language: Literal["en-US", "en-GB", "en"] = "en-US"
    """The language of the page."""
    data_origin: Literal["reconstructed", "synthetic", "public", "patients"]
    """`patients` for rows from charts, `public` for a public data set, `reconstructed` for invented rows that
    reproduce published figures, `synthetic` for invented rows that do not."""
    source: Annotated[Line | None, BeforeValidator(_key_alone)] = None
    """The work that described public or reconstructed data."""
    period: Period | None = None
    protocol: Protocol | None = None
    response_criteria: ResponseCriteria | None = None
    definitions: Definitions = Definitions()
    journal: Journal = Journal()
    ethics: Ethics | None = None
    grant: Annotated[tuple[Grant, ...], Strict(strict=False)] = ()
    statements: Statements = Statements()
    design: Design | None = None
    site: Site | None = None
    abbreviations: Mapping[Code, Line] = Field(default_factory=dict)
    """What abbreviations of the tables mean."""
    limits: Limits = Limits()
    word: WordLayout | None = None
    privacy: Privacy = Privacy()
    accepted: Annotated[tuple[Acceptance, ...], Strict(strict=False)] = Field((), exclude=True)
    redcap: Redcap | None = None
    sources: Annotated[Sources | None, BeforeValidator(_section_alone)] = Field(
        None, validation_alias=AliasChoices("source"), exclude=True
    )

    def pooled_responses(self, definition: str) -> tuple[str, ...]:
        """The codes of best responses that a definition pools; none where it is not set."""
        return getattr(self.definitions, definition) or ()

    @model_validator(mode="after")
    def definitions_that_count_are_set(self) -> Self:
        """Refuse a variable that counts responses which nothing pools."""
        for variable in self.variable:
            definition = variable.any_of.definition if variable.any_of else None
            if definition and not self.pooled_responses(definition):
                raise ValueError(
                    f"variable {variable.name}: any_of counts definitions.{definition}, which is not set"
                )
        return self

    @model_validator(mode="after")
    def data_of_others_name_their_source(self) -> Self:
        """Refuse reconstructed and public data that do not say where they are from."""
        if self.data_origin in ("reconstructed", "public") and self.source is None:
            raise ValueError(f"source is missing; {self.data_origin} data must name their source")
        return self

    @model_validator(mode="after")
    def declared_people_are_known(self) -> Self:
        """Refuse an affiliation that is not declared, and a recipient of a grant who is no author."""
        for name, key in unknown_affiliations(self.authors, self.affiliations):
            hint = nearest(key, tuple(self.affiliations))
            raise ValueError(
                f"authors: {name} has the affiliation {key!r}, which [affiliations] lacks.{hint}".removesuffix(
                    "."
                )
            )
        for grant in self.grant:
            for name in grant.recipients:
                if name not in self.author_names:
                    hint = nearest(name, self.author_names)
                    raise ValueError(
                        f"grant: the recipient {name!r} is no author.{hint}".removesuffix(".")
                    )
        return self

    @property
    def author_names(self) -> tuple[str, ...]:
        """The full names of the authors, in their order."""
        return tuple(author.full_name for author in self.authors)


def read_configuration(content: bytes, report: Report) -> Configuration | None:
    """Read study.toml, reporting every key that is missing, unknown or impossible.

    Parameters
    ----------
    content : bytes of the file, UTF-8 TOML
    report : called once per finding

    Returns
    -------
    Configuration, or None when there was a finding
    """
    settings = read_toml(FILE, content, report)
    if settings is None:
        return None
    try:
        return Configuration.model_validate(settings)
    except ValidationError as error:
        for details in errors_of_one_form(error.errors()):
            match details["loc"]:
                # A section that is alone where there may be several has no number for its author.
                case (str(of), str(table), 0, *rest) if isinstance(settings[of][table], dict):
                    details["loc"] = (of, table, *rest)
            report(_not_done(details) or setting_finding(FILE, details, Configuration, CODES))
    return None


def _not_done(details: ErrorDetails) -> Finding | None:
    """Refuse by its name an analysis that the program does not do, asked for by a key or a value."""
    place = details["loc"]
    asked = {"extra_forbidden": place[-1] if place else "", "literal_error": details["input"]}.get(
        details["type"]
    )
    reason = not_done(asked)
    if reason is None:
        return None
    names = ".".join(part for part in place if isinstance(part, str))
    entries = "".join(f", entry {part + 1}" for part in place if isinstance(part, int))
    value = f" = {asked!r}" if details["type"] == "literal_error" else ""
    return Finding("not-done", Place(FILE), f"{names}{entries}{value}: {reason}")
