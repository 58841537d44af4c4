"""study.toml: the choices of a study, typed and checked."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, Strict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from il2report.errors import Finding, Place
from il2report.study.characters import visible, visible_values
from il2report.study.notation import toml_finding, toml_value
from il2report.study.records import Response
from il2report.study.redcap.mapping import Redcap
from il2report.study.settings import Line, Lines, Section

FILE = "study.toml"

REQUIREMENTS: Mapping[str, str] = MappingProxyType(
    {
        "int_type": "a whole number, without quotation marks",
        "float_type": "a number, without quotation marks",
        "string_type": "text in quotation marks",
        "string_pattern_mismatch": "one line of text without blanks at its ends",
        "date_type": "a date such as 2000-01-31, without quotation marks",
        "tuple_type": "a list in square brackets",
        "too_short": "a list with at least one entry",
        "model_type": "a section of its own, such as [period]",
    }
)
"""What a setting should be, by pydantic's name of the fault, where pydantic says it less plainly."""

Grade = Annotated[int, Field(ge=1, le=5)]
Responses = Annotated[tuple[Response, ...], Strict(strict=False), Field(min_length=1)]
Grades = Annotated[tuple[Grade, ...], Strict(strict=False), Field(min_length=1)]


class Period(Section):
    """First and last day on which a patient could enter the study."""

    start: date
    end: date

    @model_validator(mode="after")
    def runs_forward(self) -> Self:
        """Refuse a period that ends before it starts."""
        if self.end < self.start:
            raise ValueError("end lies before start")
        return self


class Eligibility(Section):
    """Who could be treated: age in years, ECOG performance status."""

    age_min: int = Field(ge=0, le=120)
    ecog_max: int = Field(ge=0, le=4)


class Protocol(Section):
    """The treatment as planned; these constants reach the text."""

    dose_iu_per_kg: int = Field(gt=0)
    infusion_minutes: int = Field(gt=0)
    interval_hours: int = Field(gt=0, le=168)
    doses_per_cycle_max: int = Field(ge=1, le=999)
    rest_days_min: int = Field(ge=0)
    rest_days_max: int = Field(ge=0)
    cycles_per_assessment: int = Field(ge=1)

    @model_validator(mode="after")
    def rest_has_a_range(self) -> Self:
        """Refuse a longest rest that is shorter than the shortest."""
        if self.rest_days_max < self.rest_days_min:
            raise ValueError("rest_days_max is less than rest_days_min")
        return self


class ResponseCriteria(Section):
    """How much a tumor must shrink or grow for each category of response."""

    partial_regression_percent: int = Field(gt=0, lt=100)
    stable_growth_percent: int = Field(ge=0, lt=100)
    remission_months_min: int = Field(ge=0)


class Definitions(Section):
    """What counts as response, benefit and systemic therapy, and the levels of inference.

    `ldh_upper_limit` is the laboratory's upper limit of normal in U/L, None where unknown.
    """

    overall_response: Responses
    clinical_benefit: Responses
    non_systemic: Lines
    confidence_level: int = Field(ge=50, le=99)
    alpha: float = Field(gt=0, lt=0.5)
    ldh_upper_limit: float | None = Field(None, gt=0)

    @model_validator(mode="after")
    def response_is_a_benefit(self) -> Self:
        """Refuse a response that does not count as benefit."""
        if beyond := set(self.overall_response) - set(self.clinical_benefit):
            raise ValueError(
                f"overall_response has {', '.join(sorted(beyond))} that clinical_benefit lacks"
            )
        return self


class Toxicity(Section):
    """Which grades the text and Table II report, by which version of the CTCAE."""

    reported_grades: Grades
    criteria_version: Line


class Journal(Section):
    """The house style of numbers and references."""

    style: Literal["anticancer-research", "ama", "nejm", "lancet"]


class Site(Section):
    """Where the patients were treated."""

    institution: Line
    city: Line


class Privacy(Section):
    """Columns that look like a direct identifier and are none, or may stay all the same."""

    allowed_columns: Lines = ()


class Acceptance(Section):
    """A notice that the study team found to be right: its line as printed, and the reason."""

    notice: Line
    reason: Line


class Limits(Section):
    """Up to which size patients are shown one by one; beyond, the manuscript sums them up."""

    listing_rows: int = Field(60, ge=0)
    swimmer_lanes: int = Field(60, ge=1)
    brain_patients: int = Field(40, ge=1)


class Configuration(Section):
    """study.toml as a whole.

    `data_origin` is "reconstructed" for invented rows that reproduce published figures, and the
    manuscript then says so and names `source`, a key of references.json; "patients" for charts.
    `accepted` is no choice, and neither templates nor comparisons see it.
    """

    title: Line
    short_title: Line
    authors: Annotated[Lines, Field(min_length=1)]
    keywords: Lines = ()
    language: Literal["en-US", "en-GB", "en"] = "en-US"
    data_origin: Literal["reconstructed", "patients"]
    source: Line | None = None
    period: Period
    eligibility: Eligibility
    protocol: Protocol
    response_criteria: ResponseCriteria
    definitions: Definitions
    toxicity: Toxicity
    journal: Journal
    site: Site
    limits: Limits = Limits()
    privacy: Privacy = Privacy()
    accepted: Annotated[tuple[Acceptance, ...], Strict(strict=False)] = Field((), exclude=True)
    redcap: Redcap | None = None

    @model_validator(mode="after")
    def reconstruction_names_its_source(self) -> Self:
        """Refuse reconstructed data that do not say what they reconstruct."""
        if self.data_origin == "reconstructed" and self.source is None:
            raise ValueError("source is missing, which reconstructed data must name")
        return self


def read_configuration(content: bytes, report: Callable[[Finding], None]) -> Configuration | None:
    """Read study.toml, reporting every key that is missing, unknown or impossible.

    Parameters
    ----------
    content : bytes of the file, UTF-8 TOML
    report : called once per finding

    Returns
    -------
    Configuration, or None when there was a finding
    """
    settings: dict[str, Any] = {}
    try:
        text = visible(FILE, content.decode("utf-8-sig"), report)
        settings = visible_values(FILE, toml_value(text), report)
        return Configuration.model_validate(settings)
    except ValidationError as error:
        for details in error.errors():
            report(setting_finding(_located(details, settings)))
    except UnicodeDecodeError as error:
        report(Finding("not-utf8", Place(FILE), f"byte {error.start} is not UTF-8 text"))
    except ValueError as error:
        report(toml_finding(FILE, error))
    return None


def _located(details: ErrorDetails, settings: Mapping[str, Any]) -> ErrorDetails:
    """Leave out the number of a section that stands alone where several may stand."""
    match details["loc"]:
        case (str(section), str(table), 0, *rest) if isinstance(settings[section][table], dict):
            return {**details, "loc": (section, table, *rest)}
    return details


def setting_finding(details: ErrorDetails) -> Finding:
    """Say which key of study.toml is wrong, and what it should be."""
    keys = [part for part in details["loc"] if isinstance(part, str)]
    entries = [f", entry {part + 1}" for part in details["loc"] if isinstance(part, int)]
    key = ".".join(keys) + "".join(entries)
    if details["type"] == "missing":
        return Finding("missing-setting", Place(FILE), f"the key {key} is missing")
    if details["type"] == "extra_forbidden":
        return Finding("unknown-setting", Place(FILE), f"there is no key {key}.{_nearest_key(key)}")
    if details["type"] == "value_error":
        contradiction = details["msg"].removeprefix("Value error, ")
        return Finding("bad-setting", Place(FILE), f"{key}: {contradiction}".removeprefix(": "))
    message = f"{key} is {shown(details['input'])}; it should be {_requirement(details)}"
    return Finding("bad-setting", Place(FILE), message)


def shown(value: object) -> str:
    """Write a value as TOML does."""
    match value:
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case dict():
            return "a section"
        case _:
            return repr(value)


def _requirement(details: ErrorDetails) -> str:
    return REQUIREMENTS.get(details["type"]) or details["msg"].partition(" should be ")[2]


def _nearest_key(key: str) -> str:
    near = get_close_matches(key, list(_keys(Configuration)), n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else ""


def _keys(section: type[Section], prefix: str = "") -> Iterator[str]:
    for name, field in section.model_fields.items():
        yield prefix + name
        for inner in _sections(field.annotation):
            yield from _keys(inner, f"{prefix}{name}.")


def _sections(annotation: Any) -> Iterator[type[Section]]:
    """Find the sections behind `| None` and lists of sections."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for part in get_args(annotation):
        yield from _sections(part)
