"""Refuses a public draft that names a patient, whoever wrote the template that does."""

import re
from collections.abc import Iterable, Iterator, Mapping

from il2report.errors import Finding, Place

EMBEDDED = re.compile(r"base64,[A-Za-z0-9+/=]+")
TELLING = re.compile(r"(?=.*[^\W\d_])(?=.*\d).{3,}")
"""An id that no other word is likely to be: letters and digits together, three or more signs."""

MARK = re.compile(r"data-result=\"(?:patient|brain)\.([^\".]+)\.")
NAMED = 5
"""How many patients a message names."""


def patients_named(patients: Iterable[str], documents: Mapping[str, bytes]) -> Iterator[Finding]:
    """Find each document that names a patient.

    Parameters
    ----------
    patients : the ids of all patients of the study
    documents : content by name, text throughout; pictures are given as documents of their own

    Yields
    ------
    Finding
        One for each such document. An id of digits or of letters alone, such as 12, is looked
        for in the marks of numbers only: as a word of the text it may mean anything.
    """
    ids = frozenset(patients)
    telling = "|".join(re.escape(each) for each in sorted(ids) if TELLING.fullmatch(each))
    word = re.compile(rf"(?<!\w)(?:{telling})(?!\w)") if telling else None
    for name, content in documents.items():
        text = EMBEDDED.sub("", content.decode("utf-8", errors="replace"))
        named = set(MARK.findall(text)) & ids | set(word.findall(text) if word else ())
        if named:
            shown = ", ".join(sorted(named)[:NAMED])
            more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
            message = f"a public draft names no patient, and this one names {shown}{more}"
            yield Finding("patient-in-public-draft", Place(name), message)
