"""How the manuscript is set as a Word file, which co-authors edit and journals take."""

from typing import Literal

from pydantic import Field

from il2report.study.notation import Section

REFERENCE = "templates/word/reference.docx"
"""The file of a study whose fonts, margins and head of pages its Word file takes over."""


class WordLayout(Section):
    """How the manuscript is set as a Word file; with this section, every build writes that file."""

    line_numbers: bool = True
    """Whether lines are numbered, through the whole text."""
    spacing: float = Field(1.5, ge=1, le=3)
    """The distance between lines of running text: 1 is single, 2 is double."""
    floats: Literal["inline", "end", "separate"] = "inline"
    """Where tables and figures are: `inline` in the text, at its `end`, or `separate` in a file of their own,
    tables-and-figures.docx."""
    blinded: bool = False
    """For a review without names: leaves out authors, institutions, funding, interests, acknowledgments and the
    head of pages of your own reference.docx, in text and file properties. A name typed in a template is a notice."""
