"""Which draft a PDF or HTML file is, told from the file alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from il2report.errors import WrongUse
from il2report.revisions.identity import Identity, identity_of_page
from il2report.revisions.pdf_file import open_pdf
from il2report.study.files import MOST_OF_DOCUMENT, read_named_file

PDF_STARTS_WITHIN = 1024
"""A mail program may put something before the %PDF."""


def identity_of(file: Path) -> Identity:
    """Read from a document which draft it is.

    Parameters
    ----------
    file : a PDF or HTML file, wherever it lies; also one that a reader annotated and saved

    Raises
    ------
    WrongUse
        When the file cannot be read, or says nothing of il2report.
    """
    content = read_named_file(file, MOST_OF_DOCUMENT)
    is_pdf = b"%PDF" in content[:PDF_STARTS_WITHIN]
    page = "" if is_pdf else content.decode("utf-8", errors="replace")
    identity = (
        Identity.of_metadata(_pdf_metadata(content, file)) if is_pdf else identity_of_page(page)
    )
    if identity is not None:
        return identity
    raise WrongUse(
        f"{file} does not say which draft it is: no build of il2report left its mark in it. A file"
        " that went through another program's export or a printer loses the mark; its pages may"
        " still show it at the foot"
    )


def _pdf_metadata(content: bytes, file: Path) -> Mapping[str, str]:
    try:
        information: Mapping[str, Any] = open_pdf(content).metadata or {}
        return {str(name).removeprefix("/"): str(value) for name, value in information.items()}
    except Exception as error:  # noqa: BLE001 (a damaged PDF fails in many ways)
        raise WrongUse(f"{file} cannot be read as a PDF: {error}") from None
