"""From the bytes of a CSV file to its text, where they can mean only one text."""

import codecs
import re

from il2report.errors import Finding, Place, Report

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WESTERN = "cp1252"
WESTERN_PUNCTUATION = "€…‘’“”•–—™"
"""What Windows-1252 has between 0x80 and 0x9f and people write. The letters there are rare in it,
and are what older Mac and DOS encodings have in common places."""

SIGN_WITHIN_A_WORD = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f\xa0µÀ-ÖØ-öø-ÿ’](?=[A-Za-z])")
"""Such as `M³nchen`: the sign is a letter in the encoding that the file was really saved in."""


def decoded(file: str, content: bytes, report: Report) -> tuple[str | None, tuple[str, ...]]:
    """Decode a file, and say in words what was understood about it.

    Parameters
    ----------
    file : path within the study, for the findings
    content : bytes of the file
    report : called once per finding

    Returns
    -------
    text or None, and what was understood
        UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252, of which
        Latin-1 text is a part, unless what it gives is unlikely to be what was meant.
    """
    if content.startswith(UTF16_MARKS):
        return _utf16(file, content, report)
    mark = ("a byte order mark",) if content.startswith(codecs.BOM_UTF8) else ()
    try:
        return content.decode("utf-8-sig"), mark
    except UnicodeDecodeError as error:
        text = None if mark else _western(content)
        if text is None:
            _refuse(file, content.count(b"\n", 0, error.start) + 1, report)
            return None, ()
        letters = " ".join(sorted({sign for sign in text if sign > "\x7f"}))
        return text, (f"Windows-1252 characters ({letters})",)


def _utf16(file: str, content: bytes, report: Report) -> tuple[str | None, tuple[str, ...]]:
    try:
        return content.decode("utf-16"), ("UTF-16 characters",)
    except UnicodeDecodeError:
        _refuse(file, 1, report)
        return None, ()


def _refuse(file: str, row: int, report: Report) -> None:
    message = "the row holds a character that is not UTF-8; save the file as CSV UTF-8"
    report(Finding("not-utf8", Place(file, row), message))


def _western(content: bytes) -> str | None:
    """Read Windows-1252, or nothing where it would put signs in the places of letters."""
    try:
        text = content.decode(WESTERN)
    except UnicodeDecodeError:
        return None
    beyond = {sign for sign in text if sign > "\xff"}
    if not beyond <= set(WESTERN_PUNCTUATION) or SIGN_WITHIN_A_WORD.search(text):
        return None
    return text
