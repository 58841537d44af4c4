"""Reading the typed figures of a paper: one file, every finding at once."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from il2report.audit import FILE
from il2report.audit.entries import shown_path
from il2report.audit.layout import TypedPaper, Unquoted
from il2report.audit.lines import key_lines, line_of
from il2report.audit.paper import PublishedPaper
from il2report.audit.transcript import Transcript
from il2report.errors import Collected, EnoughErrors, Finding, Place, Report, StudyRefused
from il2report.parsing import parser_finding, toml_value

REQUIREMENTS: Mapping[str, str] = {
    "bool_type": "true or false",
    "dict_type": 'figures by place, such as { T1 = "46.7" }',
    "int_type": "a whole number",
    "model_type": "a section of its own",
    "string_pattern_mismatch": "one line without blanks at its ends",
    "string_type": "a number, or text in quotation marks",
    "too_short": "a list with at least one entry",
    "tuple_type": "a list in square brackets",
}
"""What an entry should be, by pydantic's name of the fault, where pydantic says it less plainly."""


def read_paper(content: bytes, file: str | PurePath = FILE) -> PublishedPaper:
    """Read the figures of a paper."""
    findings, paper = Collected(), None
    try:
        paper = inspect_paper(content, str(file), findings.report)
    except EnoughErrors as enough:
        findings.append(enough.finding)
    if paper is None or findings:
        raise StudyRefused(sorted(findings, key=lambda finding: finding.place.row or 0))
    return paper


def inspect_paper(content: bytes, file: str, report: Report) -> PublishedPaper | None:
    """Read the figures of a paper, reporting all that is wrong."""
    try:
        text = content.decode("utf-8-sig")
        typed = toml_value(text, parse_float=Unquoted)
    except ValueError as error:
        report(parser_finding(file, error))
        return None
    lines = key_lines(text)
    try:
        document = TypedPaper.model_validate(typed)
    except ValidationError as error:
        for details in error.errors():
            place = Place(file, line_of(details["loc"], lines))
            report(_entry_finding(details, place))
        return None
    return Transcript(document, file, lines, report).paper()


def _entry_finding(details: ErrorDetails, place: Place) -> Finding:
    """Say which key is wrong, and what it should be."""
    *within, last = details["loc"]
    key = _path(details["loc"])
    if details["type"] == "missing":
        return Finding("missing-entry", place, f"{_path(within) or 'the file'} lacks {last}")
    if details["type"] == "extra_forbidden":
        message = f"there is no key {key}.{_nearest(str(last), within)}"
        return Finding("unknown-entry", place, message)
    if details["type"] == "value_error":
        return Finding("bad-entry", place, f"{key}: {details['msg'].removeprefix('Value error, ')}")
    wanted = REQUIREMENTS.get(details["type"]) or details["msg"].partition("hould be ")[2]
    message = f"{key} is {_shown(details['input'])}; it should be {wanted or details['msg']}"
    return Finding("bad-entry", place, message)


def _shown(value: object) -> str:
    """Write a value as TOML does."""
    if isinstance(value, bool):
        return str(value).lower()
    return "a section" if isinstance(value, dict) else repr(value)


def _path(location: Sequence[str | int]) -> str:
    """Write the path of an entry; a figure that is alone in its place is no list to its author."""
    within = [part for part in location if part != "[key]"]
    if len(within) > 2 and within[-1] == 0:
        within.pop()
    return shown_path(within)


def _nearest(key: str, within: list[str | int]) -> str:
    """Name the keys that a section has, or the one that was probably meant."""
    known = list(_section(within).model_fields)
    near = get_close_matches(key, known, n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else f" The keys are {', '.join(known)}."


def _section(within: list[str | int]) -> type[BaseModel]:
    """Find the model of the section of a key, by the names on the way to it."""
    section: type[BaseModel] = TypedPaper
    for part in within:
        field = section.model_fields.get(str(part))
        inner = next(_models(field.annotation), None) if field else None
        section = inner or section
    return section


def _models(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models(argument)
