"""TOML and JSON text parsed within bounds.

A parser that calls itself for each bracket fails on deep nesting, and the one for TOML takes
quadratic time for a key of many parts. No file of a study comes near these bounds.
"""

import json
import math
import re
import tomllib
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from typing import Any

from il2report.errors import Finding, Place, abridged

DEEPEST = 64
"""Brackets within brackets; data/published.toml and results.json have five."""
MOST_PARTS = 16
"""Parts of a dotted key or of the name of a section; study.toml has three."""
LONGEST_KEY = 200
MOST_DIGITS = 18
"""Digits of a whole number, so that it fits 64 bits, as TOML has it."""
NUMBER = f"a whole number has more than {MOST_DIGITS} digits"
LONGEST_QUOTE = 200
"""Characters of a parser's message, which may quote a whole file."""

TOML_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?(?:"""(?:"{0,2})|\Z)'
    r"|'''.*?(?:'''(?:'{0,2})|\Z)"
    r'|"(?:[^"\\\n]|\\[^\n])*"?'
    r"|'[^'\n]*'?"
    r"|\#[^\n]*"
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<dot>\.)|(?P<end>[=,\n])",
    re.DOTALL,
)
"""What a parser of TOML calls itself for, or loops over; an unclosed text runs to the end."""
AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)\Z")
"""Where the parser of TOML says that it stopped."""
JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)


class BeyondBounds(ValueError):
    """A file that nests deeper, has a longer key or a larger number than a study can need."""

    def __init__(self, message: str, line: int | None = None) -> None:
        self.line = line
        super().__init__(message)


def toml_value(text: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Parse TOML.

    Raises
    ------
    BeyondBounds
        With the line, where it has one.
    ValueError
        Where it is not TOML; the message names the line.
    """
    return deepcopy(_toml_value(text, parse_float))


@lru_cache(maxsize=16)  # study.toml is read by several modules
def _toml_value(text: str, parse_float: Callable[[str], Any]) -> dict[str, Any]:
    _require_bounds(text, TOML_TOKEN)
    try:
        value = tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # Python's own limit of the digits that it reads
        raise BeyondBounds(NUMBER) from None
    _require_short(value)
    return value


def json_value(content: bytes) -> Any:
    """Parse JSON.

    Raises
    ------
    BeyondBounds
        With the line, where it has one.
    ValueError
        Where it is not UTF-8 text or not JSON.
    """

    def whole_number(digits: str) -> int:
        if len(digits) > MOST_DIGITS + 1:  # a sign
            raise BeyondBounds(NUMBER)
        return int(digits)

    def number(digits: str) -> float:
        if math.isinf(value := float(digits)):
            raise BeyondBounds("a number is too large")
        return value

    def no_number(name: str) -> float:
        raise ValueError(f"{name} is not a number")

    text = content.decode("utf-8-sig")
    _require_bounds(text, JSON_TOKEN)
    value = json.loads(text, parse_int=whole_number, parse_float=number, parse_constant=no_number)
    _require_short(value)
    return value


def parser_finding(file: str, error: ValueError, notation: str = "TOML") -> Finding:
    """Say what is wrong with a file that cannot be parsed."""
    said, line = str(error), None
    match error:
        case BeyondBounds():
            return Finding("beyond-bounds", Place(file, error.line), said)
        case UnicodeDecodeError():
            return Finding("not-utf8", Place(file), f"byte {error.start} is not UTF-8 text")
        case json.JSONDecodeError():
            line = error.lineno
        case tomllib.TOMLDecodeError() if found := AT_LINE.search(said):
            said, line = f"{said[: found.start()]} (column {found[2]})", int(found[1])
    place = Place(file, line)
    message = f"this is not {notation}: {abridged(said, LONGEST_QUOTE)}"
    if notation == "JSON":
        return Finding("bad-json", place, message)
    return Finding("bad-toml", place, message)


def _require_bounds(text: str, token: re.Pattern[str]) -> None:
    """Count brackets and the parts of keys outside strings and comments."""
    depth = parts = 0
    for found in token.finditer(text):
        message = ""
        match found.lastgroup:
            case "open":
                depth, parts = depth + 1, 0
                if depth > DEEPEST:
                    message = f"brackets are nested more than {DEEPEST} deep"
            case "close":
                depth, parts = depth - 1, 0
            case "dot":
                parts += 1
                if parts >= MOST_PARTS:
                    message = f"a key has more than {MOST_PARTS} parts with points between them"
            case "end":
                parts = 0
        if message:
            raise BeyondBounds(message, text.count("\n", 0, found.start()) + 1)


def _require_short(value: Any) -> None:
    """Refuse long keys, large whole numbers and sections that keys alone have nested deeply."""
    waiting = [(value, 0)]
    while waiting:
        within, depth = waiting.pop()
        if depth > DEEPEST:
            raise BeyondBounds(f"sections are nested more than {DEEPEST} deep")
        match within:
            case dict():
                if longest := next((key for key in within if len(key) > LONGEST_KEY), None):
                    message = f"the key {longest[:40]!r}... has more than {LONGEST_KEY} characters"
                    raise BeyondBounds(message)
                waiting += ((each, depth + 1) for each in within.values())
            case list():
                waiting += ((each, depth + 1) for each in within)
            case int() if abs(within) >= 10**MOST_DIGITS:
                raise BeyondBounds(NUMBER)
