"""JSON as Python's own writer indents it, which takes four times as long for the files of a build."""

from json.encoder import encode_basestring
from typing import Any


def indented(value: Any, *, sort_keys: bool = False) -> str:
    """Write a value of texts, numbers, lists and mappings by texts as `json.dumps(..., indent=1, ensure_ascii=False)` does."""
    parts: list[str] = []
    _write(value, "\n", parts, sort_keys=sort_keys)
    return "".join(parts)


def _write(value: Any, line: str, parts: list[str], *, sort_keys: bool) -> None:
    if isinstance(value, str):
        parts.append(encode_basestring(value))
    elif value is None or value is True or value is False:
        parts.append({None: "null", True: "true", False: "false"}[value])
    elif isinstance(value, int):
        parts.append(int.__repr__(value))
    elif isinstance(value, float):
        if value - value != 0:
            raise ValueError(f"{value!r} cannot be written as JSON")
        parts.append(float.__repr__(value))
    elif isinstance(value, dict):
        entries = sorted(value.items()) if sort_keys else value.items()
        _write_all(
            [(f"{encode_basestring(key)}: ", each) for key, each in entries],
            "{}",
            line,
            parts,
            sort_keys=sort_keys,
        )
    elif isinstance(value, (list, tuple)):
        _write_all([("", each) for each in value], "[]", line, parts, sort_keys=sort_keys)
    else:
        raise TypeError(f"{value!r} cannot be written as JSON")


def _write_all(
    entries: list[tuple[str, Any]], brackets: str, line: str, parts: list[str], *, sort_keys: bool
) -> None:
    if not entries:
        parts.append(brackets)
        return
    parts.append(brackets[0])
    inner = f"{line} "
    separator = inner
    for before, each in entries:
        parts.append(separator + before)
        _write(each, inner, parts, sort_keys=sort_keys)
        separator = f",{inner}"
    parts.append(line + brackets[1])
