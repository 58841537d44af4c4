"""Characters that nobody sees: they alter what a text means, or how it shows, behind one's back."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from il2report.errors import Finding, Place, Report

HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but for tab and line breaks
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001-\U000e007f"
    "\U00100000-\U0010ffff"  # the last private-use plane, in which the document seals what it prints
    "]"
)
"""Unicode's controls, format characters (zero width, direction of writing, tags), separators of
lines and paragraphs, and surrogates that stand alone."""

LINES_NAMED = 3
"""Up to so many lines of a file have a finding each."""
LINE_BREAK = re.compile(r"\r\n|\r|\n")


def named(character: str) -> str:
    """Name a character: "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    kinds = {"Cc": "(a control character)", "Cs": "(half of a surrogate pair)"}
    kind = kinds.get(unicodedata.category(character), "(a character that is not shown)")
    return f"U+{ord(character):04X} {unicodedata.name(character, kind)}"


def hidden_in(text: str) -> str:
    """Name each hidden character of a text once, or give ""."""
    return ", ".join(map(named, dict.fromkeys(HIDDEN.findall(text))))


def digits_for_numerals(text: str) -> str:
    """Write 0 for every sign outside ASCII that Unicode calls a number, such as ½, ² and ⑮.

    The text keeps its length, so that a place found in it is a place in the original.
    """
    if text.isascii():
        return text
    return "".join("0" if unicodedata.category(c)[0] == "N" else c for c in text)


def hidden_character(place: Place, where: str, text: str) -> Finding:
    """Say which hidden characters a text holds that stands `where`, and what to do."""
    message = f"{where} holds {hidden_in(text)}, which nobody sees; delete it, or type it again"
    return Finding("hidden-character", place, message)


def hidden_in_lines(file: str, text: str) -> Iterator[Finding]:
    """Find the lines of a file that hold hidden characters; beyond a few they are one finding."""
    if HIDDEN.search(text) is None:
        return
    lines = [
        (row, line)
        for row, line in enumerate(LINE_BREAK.split(text), start=1)
        if HIDDEN.search(line)
    ]
    for row, line in lines if len(lines) <= LINES_NAMED else lines[:1]:
        found = hidden_character(Place(file, row), "the line", line)
        if len(lines) > LINES_NAMED:
            more = f"{len(lines) - 1} further lines hold such characters too"
            found = replace(found, message=f"{found.message}. {more}")
        yield found


def visible(file: str, text: str, report: Report) -> str:
    """Report the lines that hold hidden characters, and give the text without them."""
    for finding in hidden_in_lines(file, text):
        report(finding)
    return HIDDEN.sub("", text)


def visible_values(file: str, value: Any, report: Report, key: str = "") -> Any:
    r"""Report values and keys in which a hidden character was written as \\u202e; give them without.

    Parameters
    ----------
    file : path within the study, for the findings
    value : what a TOML or JSON file holds
    report : called once per text
    key : where the value stands, such as "site.city"
    """
    match value:
        case str() if HIDDEN.search(value):
            report(hidden_character(Place(file), key or "a text", value))
            return HIDDEN.sub("", value)
        case dict():
            return {
                visible_values(file, name, report, f"a key of {key}" if key else "a key"): (
                    visible_values(file, of, report, f"{key}.{name}".lstrip("."))
                )
                for name, of in value.items()
            }
        case list():
            numbered = enumerate(value, start=1)
            return [visible_values(file, of, report, f"{key} {n}".strip()) for n, of in numbered]
        case _:
            return value
