"""Marks the hyphens of divided words in a PDF as such, so that search and reading aloud join the parts."""

from typing import Any

HYPHEN, SOFT_HYPHEN = b"<2010>", b"<00ad>"


def mark_soft_hyphens(pdf: Any) -> None:
    """Let the text of the hyphens that WeasyPrint sets at the end of a line be U+00AD, as PDF requires.

    WeasyPrint sets U+2010, which nobody types: the hyphen of the keyboard is U+002D. The map from the glyphs of a
    font to their text has one line for each glyph.
    """
    for each in pdf.objects:
        lines = getattr(each, "stream", None)
        if isinstance(lines, list) and b"begincmap" in lines:
            lines[:] = [
                line.removesuffix(HYPHEN) + SOFT_HYPHEN if line.endswith(HYPHEN) else line
                for line in lines
            ]
