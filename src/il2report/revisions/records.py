"""What draft.json and results.json of an issued draft must hold, each part of its type.

A draft comes back from mail and archives, and may be edited on the way: a part of another type is
a damaged file, which is found when it is read.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from il2report.parsing import json_value
from il2report.study.configuration import Journal


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A claim as an issued draft printed it."""

    name: str
    file: str
    line: int | None
    outcome: str
    sentence: str
    wording: int | None = None


class DraftRecord(BaseModel):
    """The record of a draft: which it is, what it was made from, and the checksums of its files."""

    model_config = ConfigDict(frozen=True, strict=True, defer_build=True)

    format: Annotated[int, Field(ge=1, le=1)]
    number: Annotated[int, Field(ge=1)]
    name: str
    slug: str
    issued: str
    public: bool
    style: str
    program: dict[str, str]
    fingerprints: dict[str, str]
    files: dict[str, str]
    claims: tuple[DraftClaim, ...]


class PrintedResult(BaseModel):
    """What a comparison reads of one result."""

    model_config = ConfigDict(frozen=True, strict=True, defer_build=True)

    value: Annotated[int | float, Field(allow_inf_nan=False)] | None
    text: str
    unit: str
    label: str
    n: int


class PrintedResults(Journal):
    """What a comparison reads of a results.json, under the style in which it was printed."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", defer_build=True)

    results: dict[str, PrintedResult]


def draft_record(content: bytes) -> DraftRecord:
    """Read a draft.json; raises ValueError where it is not one."""
    json_value(content)
    return DraftRecord.model_validate_json(content)


def results_document(content: bytes) -> dict[str, Any]:
    """Read a results.json; raises ValueError where it is not one."""
    document: dict[str, Any] = json_value(content)
    PrintedResults.model_validate_json(content)
    return document
