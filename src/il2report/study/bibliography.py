"""references.json: the works that a manuscript may cite, read from CSL-JSON."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.notation import json_records

FILE = "data/references.json"

DOI = re.compile(r"10\.\d{4,9}/\S+")
BEFORE_DOI = re.compile(r"^(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
OTHERS = re.compile(r"(?:and\s+)?others|et\.?\s+al\.?|u\.\s*a\.", re.IGNORECASE)
"""How a list of authors says that there are more."""

MARKUP = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)

DateParts = Annotated[
    list[Annotated[list[int], Field(min_length=1, max_length=3)]], Field(min_length=1, max_length=2)
]


class Person(BaseModel):
    """An author or editor: family and given name, or the `literal` name of a group."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, defer_build=True)

    family: str = ""
    given: str = ""
    literal: str = ""
    suffix: str = ""
    dropping_particle: str = Field("", alias="dropping-particle")
    non_dropping_particle: str = Field("", alias="non-dropping-particle")

    @property
    def is_others(self) -> bool:
        """Whether this entry is no person, but says that there are more."""
        name = f"{self.given} {self.family} {self.literal}".strip()
        return OTHERS.fullmatch(name) is not None


class IssueDate(BaseModel):
    """A date as CSL writes it: year, then perhaps month and day; or a text with the year in it."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    date_parts: DateParts = Field(alias="date-parts")

    @model_validator(mode="before")
    @classmethod
    def _in_parts(cls, given: Any) -> Any:
        """Drop blank parts, and read the year of a date that is a text."""
        if not isinstance(given, dict):
            return given
        parts = given.get("date-parts")
        if isinstance(parts, list):
            kept = [
                [part for part in date if part not in ("", None)]
                if isinstance(date, list)
                else date
                for date in parts
            ]
            return given | {"date-parts": [date for date in kept if date != []]}
        year = YEAR.search(str(given.get("raw") or given.get("literal") or ""))
        return given | {"date-parts": [[int(year[1])]]} if year else given


class Reference(BaseModel):
    """One citable work, with what printing it needs; "" where the record has no entry."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", populate_by_name=True, coerce_numbers_to_str=True
    )

    id: str = Field(min_length=1)
    type: str
    title: str = Field(min_length=1)
    author: tuple[Person, ...] = ()
    editor: tuple[Person, ...] = ()
    container_title: str = Field("", alias="container-title")
    container_title_short: str = Field("", alias="container-title-short")
    publisher: str = ""
    publisher_place: str = Field("", alias="publisher-place")
    edition: str = ""
    genre: str = ""
    number: str = ""
    issued: IssueDate | None = None
    accessed: IssueDate | None = None
    volume: str = ""
    issue: str = ""
    page: str = ""
    doi: str = Field("", alias="DOI")
    pmid: str = Field("", alias="PMID")
    url: str = Field("", alias="URL")
    status: str = ""
    note: str = ""

    @field_validator("doi")
    @classmethod
    def _plain_doi(cls, given: str) -> str:
        """Take a DOI out of its address: "https://doi.org/10.1000/x" is 10.1000/x."""
        return BEFORE_DOI.sub("", given.strip()).strip()

    @model_validator(mode="after")
    def _is_dated(self) -> Self:
        """Require the year of publication, the day on which a page was read, or that it is in press."""
        if self.issued is None and self.accessed is None and not self.status:
            raise PydanticCustomError("undated", "issued is missing")
        return self

    @property
    def year(self) -> int | None:
        """Year of publication; None where only the day of access is known, or that it is in press."""
        return self.issued.date_parts[0][0] if self.issued else None


def read_references(content: bytes, report: Report) -> Mapping[str, Reference] | None:
    """Read the bibliography, reporting every record that cannot be cited.

    Parameters
    ----------
    content : bytes of the file, a UTF-8 JSON list of CSL items
    report : called once per finding

    Returns
    -------
    mapping of Reference by id, in file order; None when some record could not be read, because
        then a missing id says nothing
    """
    items = json_records(FILE, content, report, "record")
    if items is None:
        return None
    if not isinstance(items, list):
        report(Finding("bad-json", Place(FILE), "the file must contain one list of CSL records"))
        return None
    references: dict[str, Reference] = {}
    is_whole = True
    for position, item in enumerate(items, start=1):
        try:
            reference = Reference.model_validate(item)
        except ValidationError as error:
            is_whole = False
            given = item.get("id") if isinstance(item, dict) else None
            name = (
                f"record {position} ({given})" if isinstance(given, str) else f"record {position}"
            )
            for details in error.errors():
                is_undated = details["type"] == "undated"
                key = "issued" if is_undated else ".".join(map(str, details["loc"]))
                wrong = f"{key} is missing or not in the form of CSL-JSON"
                message = f"{name}: {wrong if key else 'this is not a CSL record'}"
                report(Finding("bad-reference", Place(FILE), message))
            continue
        if reference.id in references:
            message = f"two records have the id {reference.id!r}; each work needs its own"
            report(Finding("duplicate-reference", Place(FILE), message))
        references.setdefault(reference.id, reference)
    for finding in _of_dois(references.values()):
        report(finding)
    return MappingProxyType(references) if is_whole else None


def _of_dois(references: Iterable[Reference]) -> Iterator[Finding]:
    """Find what is no DOI, and works that are entered twice: with one DOI, or with one title and year."""
    dois, titles = dict[str, str](), dict[tuple[str, int | None], str]()
    for work in references:
        title = "".join(filter(str.isalnum, MARKUP.sub("", work.title).casefold()))
        namesake = titles.setdefault((title, work.year), work.id)
        if work.doi and DOI.fullmatch(work.doi) is None:
            message = f"{work.id}: {work.doi!r} is not a DOI, such as 10.1000/182"
            yield Finding("bad-doi", Place(FILE), message, Severity.NOTICE)
        elif work.doi and (other := dois.setdefault(work.doi.casefold(), work.id)) != work.id:
            message = f"{other} and {work.id} have the same DOI {work.doi}; one is wrong, or they are one work"
            yield Finding("duplicate-doi", Place(FILE), message, Severity.NOTICE)
        elif namesake != work.id:
            message = f"{namesake} and {work.id} have the same title and year; keep one if they are one work"
            yield Finding("duplicate-work", Place(FILE), message, Severity.NOTICE)
