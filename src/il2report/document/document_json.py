"""report/document.json: the tree of a manuscript as JSON, and back; docs/document-json.md describes it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from il2report.document.document import Document
from il2report.document.indented_json import indented
from il2report.document.tree import (
    Citation,
    ClaimMark,
    Element,
    FloatPlace,
    Fragment,
    Label,
    Mention,
    Node,
    Number,
    Origin,
    Word,
)
from il2report.errors import Il2ReportError

FORMAT = 1
KINDS: Mapping[str, type] = {
    "number": Number,
    "label": Label,
    "word": Word,
    "citation": Citation,
    "mention": Mention,
    "place": FloatPlace,
    "claim": ClaimMark,
    "element": Element,
}
NAMES = {kind: name for name, kind in KINDS.items()}


class UnreadableDocument(Il2ReportError, ValueError):
    """A document.json that is damaged, or of a newer il2report."""


def document_json(document: Document, slots: Iterable[object] = ()) -> str:
    """Write a document, and the slots of its Word file; what is as it is by default is left out."""
    written = {"format": FORMAT, **_object(document)}
    if listed := [_object(each) for each in slots]:
        written["slots"] = listed
    return indented(written) + "\n"


def _object(value: Any) -> dict[str, Any]:
    kind = {"kind": NAMES[type(value)]} if type(value) in NAMES else {}
    given = {each.name: getattr(value, each.name) for each in fields(value)}
    defaults = {each.name: each.default for each in fields(value)}
    return kind | {
        name: _written(of)
        for name, of in given.items()
        if defaults[name] is MISSING or of != defaults[name]
    }


def _written(value: Any) -> Any:
    match value:
        case Origin():
            return str(value)
        case Enum():
            return value.value
        case tuple():
            return [_written(each) for each in value]
        case None | str() | bool() | int() | float():
            return value
    return dict(value) if isinstance(value, Mapping) else _object(value)


def read_document(content: str | bytes) -> Document:
    """Read a document.

    Raises
    ------
    UnreadableDocument
        When it is damaged, or of a newer il2report.
    """
    try:
        given = json.loads(content)
        form = given.pop("format", None) if isinstance(given, dict) else None
        if form == FORMAT:
            given.pop("slots", None)  # they follow from the tree
        if form != FORMAT:
            raise UnreadableDocument(f"document.json has the format {form!r}, not {FORMAT}")
        document: Document = _read(Document, given)
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"document.json cannot be read: {error}") from error
    return document


def _read(hint: Any, value: Any) -> Any:
    """Take a value of JSON as what a type hint says: of a union, the one type that it fits."""
    if get_origin(hint) in (Union, UnionType):
        hint = next((each for each in get_args(hint) if _fits(each, value)), None)
    if not _fits(hint, value):
        raise ValueError(f"{value!r:.60} is not what belongs there")
    if hint is Fragment:
        return Fragment(map(_node, value))
    if hint is Origin:
        template, _, line = value.rpartition(":")
        return Origin(template, int(line))
    if get_origin(hint) is tuple:
        of = get_args(hint)[0]
        return tuple(_node(each) if of == Node else _read(of, each) for each in value)
    if isinstance(value, dict):
        hints = _hints(hint)
        required = {each.name for each in fields(hint) if each.default is MISSING}
        if not required <= value.keys() <= hints.keys():
            raise ValueError(f"a {hint.__name__} has other fields than {', '.join(value)}")
        return hint(**{name: _read(hints[name], of) for name, of in value.items()})
    return hint(value) if issubclass(hint, Enum) else value


def _fits(hint: Any, value: Any) -> bool:
    """Whether a value of JSON can be of a type."""
    if hint is Fragment or get_origin(hint) is tuple:
        return isinstance(value, list)
    if hint is Origin or (isinstance(hint, type) and issubclass(hint, Enum)):
        return isinstance(value, str)
    if is_dataclass(hint):
        return isinstance(value, dict)
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(hint, type) and isinstance(value, hint)


def _node(value: Any) -> Node:
    if isinstance(value, str):
        return value
    if not isinstance(value, dict) or value.get("kind") not in NAMES.values():
        raise ValueError(f"{value!r:.60} is no part of a text")
    given = dict(value)
    node: Node = _read(KINDS[given.pop("kind")], given)
    return node


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)
