"""Opens a PDF within seconds, also a damaged one."""

import io
import logging

import pypdf

from il2report.study.files import MEGABYTE

LARGEST_REPAIRED = 8 * MEGABYTE
"""Up to this size a PDF whose list of objects is damaged is searched for them."""
LAST = 1024
"""Bytes in which the mark of the end must be; a larger file is not searched for it."""


def open_pdf(content: bytes) -> pypdf.PdfReader:
    """Open a PDF; a large one must be whole, since the search of its objects takes long.

    Raises exceptions of many kinds when it is no PDF, or damaged.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # a repaired file is no news for a user
    is_large = len(content) > LARGEST_REPAIRED
    if is_large and b"%%EOF" not in content[-LAST:]:
        raise ValueError("the end is missing")
    return pypdf.PdfReader(io.BytesIO(content), strict=is_large)
