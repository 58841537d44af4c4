"""From bytes to text."""

import codecs
import re

from il2report.audit.sources.limits import refused

WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DECLARED = re.compile(rb"""charset\s*=\s*["']?([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
FIRST = 4096
"""Bytes in which a page may declare its encoding."""


def decoded(content: bytes, name: str, declared: str = "") -> str:
    """Decode a text: UTF-8, UTF-16, what it declares, else Windows-1252.

    Raises
    ------
    StudyRefused
        When it is none of these.
    """
    for encoding in _candidates(content, declared):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    message = "the file is not text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8"
    raise refused(name, message)


def declared_charset(content: bytes) -> str:
    """Give the encoding that a page declares, or ""."""
    found = DECLARED.search(content[:FIRST])
    name = found[1].decode("ascii").lower() if found else ""
    return "cp1252" if name in {"iso-8859-1", "latin1", "latin-1"} else name


def _candidates(content: bytes, declared: str) -> list[str]:
    if content.startswith(WIDE_MARKS):
        return ["utf-16"]
    first = content[:FIRST]
    if first.count(0) > len(first) / 4:  # without a mark: every other byte of plain text is 0
        return ["utf-16-be" if first[:1] == b"\0" else "utf-16-le"]
    if b"\0" in first:
        return []
    return ["utf-8-sig", *([declared] if declared else []), "cp1252"]
