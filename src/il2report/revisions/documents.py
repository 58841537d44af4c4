"""Reads which draft a PDF, HTML or Word file is from the file alone, and opens a PDF within seconds."""

import io
import logging
import re
import zipfile
from html import unescape
from itertools import islice
from pathlib import Path

import pypdf

from il2report.errors import WrongUse
from il2report.revisions.identity import Identity, identity_of_page
from il2report.study.files import MEGABYTE, MOST_OF_DOCUMENT, read_named_file

LARGEST_REPAIRED = 8 * MEGABYTE
"""Up to this size a PDF whose list of objects is damaged is searched for them."""
CUSTOM = "docProps/custom.xml"
PROPERTY = re.compile(r'<property\b[^>]*?\bname="([^"]*)"[^>]*>\s*<vt:lpwstr>([^<]*)</vt:lpwstr>')
MOST_PROPERTIES = 1_000
LAST = 1024
"""Bytes in which the mark of the end must be; a larger file is not searched for it."""
PDF_STARTS_WITHIN = 1024
"""A mail program may put something before the %PDF."""


def identity_of(file: Path) -> Identity:
    """Read from a PDF, HTML or Word file, also one that a reader annotated and saved, which draft it is.

    Raises WrongUse when the file cannot be read, or says nothing of il2report.
    """
    content = read_named_file(file, MOST_OF_DOCUMENT)
    if b"%PDF" in content[:PDF_STARTS_WITHIN]:
        try:
            information = (open_pdf(content).metadata or {}).items()
            found = {str(name).removeprefix("/"): str(value) for name, value in information}
        except Exception as error:  # noqa: BLE001 (a damaged PDF fails in many ways)
            raise WrongUse(f"{file} cannot be read as a PDF: {error}") from None
        identity = Identity.of_metadata(found)
    elif content.startswith(b"PK"):
        identity = Identity.of_metadata(_properties_of_word(content, file))
    else:
        identity = identity_of_page(content.decode("utf-8", errors="replace"))
    if identity is None:
        raise WrongUse(
            f"{file} does not say which draft it is: it has no mark of an il2report build. Export by"
            " another program and printing remove the mark; the foot of the pages may still name the"
            " draft"
        )
    return identity


def _properties_of_word(content: bytes, file: Path) -> dict[str, str]:
    """Read the properties that a build gave a Word file, which programs keep when they save it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if CUSTOM not in package.namelist():
                return {}
            with package.open(CUSTOM) as part:
                text = part.read(MEGABYTE).decode("utf-8", errors="replace")
    except Exception as error:  # noqa: BLE001 (a damaged archive fails in many ways)
        raise WrongUse(f"{file} cannot be read as a Word file: {error}") from None
    found = islice(PROPERTY.finditer(text), MOST_PROPERTIES)
    return {unescape(each[1]): unescape(each[2]) for each in found}


def open_pdf(content: bytes) -> pypdf.PdfReader:
    """Open a PDF; a large one must be whole, since the search of its objects takes long.

    Raises exceptions of many kinds when it is no PDF, or damaged.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # a repaired file is no news for a user
    is_large = len(content) > LARGEST_REPAIRED
    if is_large and b"%%EOF" not in content[-LAST:]:
        raise ValueError("the end is missing")
    return pypdf.PdfReader(io.BytesIO(content), strict=is_large)
