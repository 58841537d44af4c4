"""What was understood of a paper as a file of typed figures, written to be corrected by hand."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from il2report.audit.understanding.understood import Doubt, Understood, UnreadCell

BARE = re.compile(r"[A-Za-z0-9_-]+")
PROPOSED = "# inferred, not stated: delete this line where the paper states it"


def as_toml(understood: Understood) -> str:
    """Write a file of typed figures that `read_paper` reads back to the same paper."""
    return "\n".join(_lines(understood)).rstrip() + "\n"


def _lines(understood: Understood) -> Iterator[str]:
    document = understood.document
    yield "# Read from printed tables. Compare each entry with the paper, and correct what was misread."
    yield from _comments("To confirm", [doubt for doubt in understood.doubts if not doubt.place])
    yield "\n[paper]"
    yield from (f"{_key(key)} = {_value(value)}" for key, value in document["paper"].items())
    if document.get("places"):
        yield "\n[places]"
        yield from (f"{_key(key)} = {_value(value)}" for key, value in document["places"].items())
    for section in ("groups", "measures", "survival", "estimates"):
        yield from _section(section, document.get(section, {}))
    seen = set[str]()
    for table in document.get("tables", ()):
        place = table["place"]
        if place not in seen:
            seen.add(place)
            yield from _about(understood, place)
        yield from _table(table)
    for place in document.get("places", {}):
        if place not in seen:
            yield from _about(understood, place)
    yield from _section("tests", document.get("tests", {}))
    for relation in document.get("relations", ()):
        yield "\n[[relations]]"
        yield from _entries(relation)


def _about(understood: Understood, place: str) -> Iterator[str]:
    """Write what is doubtful in a table, and what was not read of it."""
    yield from _comments(
        f"To confirm in {place}", [d for d in understood.doubts if d.place == place]
    )
    unread = [cell for cell in understood.unread if cell.place == place]
    yield from _comments(f"Not read in {place}", unread)


def _comments(heading: str, about: Sequence[Doubt | UnreadCell]) -> Iterator[str]:
    if about:
        yield f"\n# {heading}:"
    for each in about:
        where = ", ".join(filter(None, (each.row, each.column)))
        said = each.message if isinstance(each, Doubt) else f"{each.printed!r}: {each.reason}"
        yield "# - " + _plain(f"{where}: {said}" if where else said)


def _plain(text: str) -> str:
    """Put a text on one line of a comment."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())


def _section(name: str, entries: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Write a section whose entries are short, one on a line."""
    if entries:
        yield f"\n[{name}]"
    for key, entry in entries.items():
        yield f"{_key(key)} = {_value(entry)}"


def _table(table: Mapping[str, Any]) -> Iterator[str]:
    yield "\n[[tables]]"
    yield from _entries(
        {key: value for key, value in table.items() if key not in {"labels", "rows"}}
    )
    yield "[tables.labels]"
    yield from (f"{_key(key)} = {_value(value)}" for key, value in table["labels"].items())
    yield "[tables.rows]"
    width = max(len(_key(key)) for key in table["rows"])
    yield from (f"{_key(key):<{width}} = {_value(value)}" for key, value in table["rows"].items())


def _entries(entry: Mapping[str, Any]) -> Iterator[str]:
    for key, value in entry.items():
        comment = f"  {PROPOSED}" if key == "proposed" else ""
        yield f"{_key(key)} = {_value(value)}{comment}"


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else _quoted(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(of)}" for key, of in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _quoted(value)


def _quoted(text: str) -> str:
    """Write a text in quotation marks; what JSON escapes, TOML escapes alike, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
