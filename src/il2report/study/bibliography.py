"""references.json: the works that a manuscript may cite, read from CSL-JSON."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from il2report.errors import Finding, Place
from il2report.study.characters import visible, visible_values
from il2report.study.notation import json_finding, json_value

FILE = "data/references.json"

DateParts = Annotated[
    list[Annotated[list[int], Field(min_length=1, max_length=3)]], Field(min_length=1, max_length=2)
]


class Person(BaseModel):
    """An author or editor: family and given name, or the `literal` name of a group."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    family: str = ""
    given: str = ""
    literal: str = ""


class Issued(BaseModel):
    """The date of publication as CSL writes it: year, then perhaps month and day."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    date_parts: DateParts = Field(alias="date-parts")


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
    issued: Issued
    volume: str = ""
    issue: str = ""
    page: str = ""
    doi: str = Field("", alias="DOI")
    pmid: str = Field("", alias="PMID")
    url: str = Field("", alias="URL")
    note: str = ""

    @property
    def year(self) -> int:
        """Year of publication."""
        return self.issued.date_parts[0][0]


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
                report(_record_finding(position, item, ".".join(map(str, details["loc"]))))
            is_whole = False
            continue
        if reference.id in references:
            message = f"two records have the id {reference.id!r}; each work needs its own"
            report(Finding("duplicate-reference", Place(FILE), message))
        references.setdefault(reference.id, reference)
    return MappingProxyType(references) if is_whole else None


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
