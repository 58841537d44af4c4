"""The characters of a file: how its bytes are decoded, and which of them do not show.

Hidden characters change what a text means, or how it is displayed, without being seen.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from il2report.errors import Finding, Place, Report

HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, except tab and line breaks
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001-\U000e007f"
    "\U00100000-\U0010ffff"  # the last private-use plane, in which the document seals what it prints
    "]"
)
"""Unicode's controls, format characters (zero width, direction of writing, tags), separators of
lines and paragraphs, and single surrogates."""

LINES_NAMED = 3
"""Up to so many lines of a file have a finding each."""
LINE_BREAK = re.compile(r"\r\n|\r|\n")


UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WESTERN = "cp1252"
WESTERN_PUNCTUATION = "€…‘’“”•–—™"
"""What Windows-1252 has between 0x80 and 0x9f and people write. The letters there are rare in it,
and are what older Mac and DOS encodings have in common places."""
SIGN_WITHIN_A_WORD = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f\xa0µÀ-ÖØ-öø-ÿ’](?=[A-Za-z])")
"""Such as `M³nchen`: the sign is a letter in the encoding that the file was really saved in."""


def decoded(file: str, content: bytes, report: Report) -> tuple[str | None, tuple[str, ...]]:
    """Decode a CSV file, where its bytes can mean only one text, and say how it was read.

    Parameters
    ----------
    file : path within the study, for the findings
    content : bytes of the file
    report : called once per finding

    Returns
    -------
    text or None, and how it was read
        UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252, of which
        Latin-1 text is a part, unless the text that this gives is unlikely.
    """
    row = 1
    try:
        if content.startswith(UTF16_MARKS):
            return content.decode("utf-16"), ("UTF-16 characters",)
        mark = ("a byte order mark",) if content.startswith(codecs.BOM_UTF8) else ()
        return content.decode("utf-8-sig"), mark
    except UnicodeDecodeError as error:
        if not content.startswith((*UTF16_MARKS, codecs.BOM_UTF8)) and (text := _western(content)):
            letters = " ".join(sorted({sign for sign in text if sign > "\x7f"}))
            return text, (f"Windows-1252 characters ({letters})",)
        if not content.startswith(UTF16_MARKS):
            row = content.count(b"\n", 0, error.start) + 1
    message = "the row contains a character that is not UTF-8; save the file as CSV UTF-8"
    report(Finding("not-utf8", Place(file, row), message))
    return None, ()


def _western(content: bytes) -> str | None:
    """Read Windows-1252, unless it puts signs in the places of letters."""
    try:
        text = content.decode(WESTERN)
    except UnicodeDecodeError:
        return None
    beyond = {sign for sign in text if sign > "\xff"}
    is_likely = beyond <= set(WESTERN_PUNCTUATION) and not SIGN_WITHIN_A_WORD.search(text)
    return text if is_likely else None


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
    """Report the hidden characters of a text, which is `where`."""
    message = (
        f"{where} contains {hidden_in(text)}, which is not visible; delete it, or retype the text"
    )
    return Finding("hidden-character", place, message)


def hidden_in_lines(file: str, text: str) -> Iterator[Finding]:
    """Find the lines of a file that contain hidden characters; beyond a few they are one finding."""
    if HIDDEN.search(text) is None:
        return
    numbered = enumerate(LINE_BREAK.split(text), start=1)
    lines = [(row, line) for row, line in numbered if HIDDEN.search(line)]
    for row, line in lines if len(lines) <= LINES_NAMED else lines[:1]:
        found = hidden_character(Place(file, row), "the line", line)
        if len(lines) > LINES_NAMED:
            more = f"{len(lines) - 1} further lines contain such characters too"
            found = replace(found, message=f"{found.message}. {more}")
        yield found


def visible(file: str, text: str, report: Report) -> str:
    """Report the lines that contain hidden characters, and give the text without them."""
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
    key : the place of the value, such as "site.city"
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
