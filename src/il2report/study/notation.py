"""TOML and JSON files of a study, checked against a model of what they may contain."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, get_args

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, Strict
from pydantic_core import ErrorDetails

from il2report.errors import Finding, Place, Report
from il2report.parsing import json_value, parser_finding, toml_value
from il2report.study.characters import visible, visible_values
from il2report.study.lookalikes import nearest

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
"""What a value should be, by pydantic's name of the fault, where pydantic says it less plainly."""

Line = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]
Lines = Annotated[tuple[Line, ...], Strict(strict=False)]


class Codes(NamedTuple):
    """The codes of findings on the keys of a file: missing, unknown, and of a wrong value."""

    missing: str
    unknown: str
    bad: str


class Section(BaseModel):
    """A section of a TOML file; strict, so that a quoted number or a `true` is not taken for 1.

    A validator is built when a file is read, once for all of it, not for each section when Python imports it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


def read_toml(file: str, content: bytes, report: Report) -> dict[str, Any] | None:
    """Read a TOML file of a study; None once what is wrong with it was reported.

    Hidden characters are reported and left out.
    """
    try:
        value = toml_value(visible(file, content.decode("utf-8-sig"), report))
    except ValueError as error:
        report(parser_finding(file, error))
        return None
    found: dict[str, Any] = visible_values(file, value, report)
    return found


def json_records(file: str, content: bytes, report: Report, unit: str) -> Any:
    """Read a JSON file of a study as `read_toml` does; `unit` is what its list has."""
    try:
        text = visible(file, content.decode("utf-8-sig"), report)
        value = json_value(text.encode("utf-8"))
    except ValueError as error:
        report(parser_finding(file, error, "JSON"))
        return None
    return visible_values(file, value, report, unit)


def errors_of_one_form(found: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Give the errors of a file; of a key that takes a name or a list of names, those of the form that it has."""
    for details in found:
        form = next((each for each in details["loc"] if "[" in str(each)), None)
        of_list = isinstance(details["input"], list)
        if form and (
            details["type"] == "tuple_type" or (of_list and str(form).startswith("literal"))
        ):
            continue
        if details["type"] == "too_short" and details["input"]:
            continue  # the entries that it has are wrong, each with an error of its own
        yield {**details, "loc": tuple(each for each in details["loc"] if each != form)}


def setting_finding(
    file: str,
    details: ErrorDetails,
    model: type[BaseModel],
    codes: Codes,
    within: Sequence[str] = (),
) -> Finding:
    """Say which key of a file is wrong, and what it should be.

    Parameters
    ----------
    file : path within the study
    details : one error of the model
    model : what the part of the file may contain
    codes : of the findings
    within : the keys that lead to that part
    """
    parts = (*within, *details["loc"])
    key = ".".join(part for part in parts if isinstance(part, str))
    key += "".join(f", entry {part + 1}" for part in parts if isinstance(part, int))
    match details["type"]:
        case "missing":
            return Finding(codes.missing, Place(file), f"the key {key} is missing")
        case "extra_forbidden":
            known = tuple(_keys(model))
            name = ".".join(part for part in details["loc"] if isinstance(part, str))
            section, _, last = name.rpartition(".")
            if section.partition(".")[2] and section not in known:
                # A section whose keys are names that the study gives: eligibility.age has min and max.
                home = section.rpartition(".")[0]
                at = f"{home}."
                inner = tuple(one.removeprefix(at) for one in known if one.startswith(at))
                hint = nearest(last, inner) or f" Known keys are {', '.join(inner)}"
                return Finding(codes.unknown, Place(file), f"there is no key {key}.{hint}")
            beside = (one for one in known if one.rpartition(".")[0] == section)
            hint = nearest(name, known) or f" Known keys are {', '.join(beside)}"
            return Finding(codes.unknown, Place(file), f"there is no key {key}.{hint}")
        case "value_error":
            contradiction = details["msg"].removeprefix("Value error, ")
            return Finding(codes.bad, Place(file), f"{key}: {contradiction}".removeprefix(": "))
    wanted = REQUIREMENTS.get(details["type"]) or details["msg"].partition(" should be ")[2]
    message = f"{key} is {_shown(details['input'])}; it should be {wanted or details['msg']}"
    if details["type"] in ("literal_error", "enum"):
        choices = re.findall("'([^']*)'", details["ctx"]["expected"])
        message = f"{message}.{nearest(details['input'], tuple(choices))}".removesuffix(".")
    return Finding(codes.bad, Place(file), message)


def _shown(value: object) -> str:
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


def _keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """List the keys of a model and of the models behind `| None` and lists in it."""
    for field_name, field in model.model_fields.items():
        alias = field.validation_alias
        name = str(alias.choices[0]) if isinstance(alias, AliasChoices) else field_name
        yield prefix + name
        waiting = [field.annotation]
        while waiting:
            annotation: Any = waiting.pop()
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                yield from _keys(annotation, f"{prefix}{name}.")
            waiting += get_args(annotation)
