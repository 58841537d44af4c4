"""references.json: the works that a manuscript may cite, read from CSL-JSON."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
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

from il2report.errors import Finding, Place, Severity
from il2report.study.characters import visible, visible_values
from il2report.study.notation import json_finding, json_value

FILE = "data/references.json"

DOI = re.compile(r"10\.\d{4,9}/\S+")
BEFORE_DOI = re.compile(r"^(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
OTHERS = re.compile(r"(?:and\s+)?others|et\.?\s+al\.?|u\.\s*a\.", re.IGNORECASE)
"""How a list of authors says that there are more."""

DateParts = Annotated[
    list[Annotated[list[int], Field(min_length=1, max_length=3)]], Field(min_length=1, max_length=2)
]


class Person(BaseModel):
    """An author or editor: family and given name, or the `literal` name of a group."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

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


class Issued(BaseModel):
    """A date as CSL writes it: year, then perhaps month and day; or a text with the year in it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

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
    issued: Issued | None = None
    accessed: Issued | None = None
    volume: str = ""
    issue: str = ""
    page: str = ""
    doi: str = Field("", alias="DOI")
    pmid: str = Field("", alias="PMID")
    url: str = Field("", alias="URL")
    note: str = ""

    @field_validator("doi")
    @classmethod
    def _plain_doi(cls, given: str) -> str:
        """Take a DOI out of its address: "https://doi.org/10.1000/x" is 10.1000/x."""
        return BEFORE_DOI.sub("", given.strip()).strip()

    @model_validator(mode="after")
    def _is_dated(self) -> Self:
        """Require the year of publication, or the day on which a page was read."""
        if self.issued is None and self.accessed is None:
            raise PydanticCustomError("undated", "issued is missing")
        return self

    @property
    def year(self) -> int | None:
        """Year of publication; None where only the day of access is known."""
        return self.issued.date_parts[0][0] if self.issued else None


def read_references(
    content: bytes, report: Callable[[Finding], None]
) -> Mapping[str, Reference] | None:
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
    items = _items(content, report)
    references: dict[str, Reference] = {}
    is_whole = items is not None
    for position, item in enumerate(items or [], start=1):
        try:
            reference = Reference.model_validate(item)
        except ValidationError as error:
            for details in error.errors():
                key = (
                    "issued" if details["type"] == "undated" else ".".join(map(str, details["loc"]))
                )
                report(_record_finding(position, item, key))
            is_whole = False
            continue
        if reference.id in references:
            message = f"two records have the id {reference.id!r}; each work needs its own"
            report(Finding("duplicate-reference", Place(FILE), message))
        references.setdefault(reference.id, reference)
    for notice in _doi_notices(references.values()):
        report(notice)
    return MappingProxyType(references) if is_whole else None


def _doi_notices(references: Iterable[Reference]) -> Iterator[Finding]:
    """Find DOIs that two records share, and texts that are no DOI."""
    first: dict[str, str] = {}
    for reference in references:
        if not reference.doi:
            continue
        if DOI.fullmatch(reference.doi) is None:
            message = f"{reference.id}: {reference.doi!r} is not a DOI, such as 10.1000/182"
            yield Finding("bad-doi", Place(FILE), message, Severity.NOTICE)
        elif (other := first.setdefault(reference.doi.casefold(), reference.id)) != reference.id:
            message = f"{other} and {reference.id} have the same DOI {reference.doi}; one is wrong"
            yield Finding(
                "duplicate-doi", Place(FILE), f"{message}, or they are one work", Severity.NOTICE
            )


def _items(content: bytes, report: Callable[[Finding], None]) -> list[Any] | None:
    try:
        text = visible(FILE, content.decode("utf-8-sig"), report)
        items = visible_values(FILE, json_value(text.encode("utf-8")), report, "record")
    except UnicodeDecodeError as error:
        report(Finding("not-utf8", Place(FILE), f"byte {error.start} is not UTF-8 text"))
    except ValueError as error:
        report(json_finding(FILE, error))
    else:
        if isinstance(items, list):
            return items
        report(Finding("bad-json", Place(FILE), "the file must hold one list of CSL records"))
    return None


def _record_finding(position: int, item: Any, key: str) -> Finding:
    name = f"record {position}"
    if isinstance(item, dict) and isinstance(item.get("id"), str):
        name = f"{name} ({item['id']})"
    what = f"{key} is missing or not what CSL-JSON has there" if key else "this is not a CSL record"
    return Finding("bad-reference", Place(FILE), f"{name}: {what}")
