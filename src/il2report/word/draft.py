"""The Word file of a build: what is in it, which draft it is, and how study.toml wants it set."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from il2report.document.document import Document
from il2report.document.tree import words
from il2report.pages.title_page import running_notice
from il2report.revisions import Identity
from il2report.study import Study
from il2report.study.declarations.word import REFERENCE, WordLayout
from il2report.word.file import Imprint, word_files
from il2report.word.manuscript import WordManuscript
from il2report.word.stationery import PLAIN, Stationery
from il2report.word.writing import WordPicture


def word_layout(study: Study) -> WordLayout:
    """Say how study.toml wants the file set."""
    return study.configuration.word or WordLayout()


def own_stationery(folder: Path) -> Stationery:
    """Take fonts, margins and the head of pages from the study's own reference.docx, if it has one.

    Raises
    ------
    StudyRefused
        When it has one that is no Word file, or cannot be used.
    """
    if not os.path.lexists(folder / REFERENCE):
        return PLAIN
    from il2report.word.reference_file import stationery_of  # noqa: PLC0415 (it imports lxml)

    return stationery_of(folder)


def foot_of_pages(document: Document) -> str:
    """Say which draft it is at the foot of each page."""
    return f"{document.front.identity} · {document.front.fingerprint}"


def word_draft(
    document: Document,
    manuscript: WordManuscript,
    pictures: Mapping[str, WordPicture],
    study: Study,
    identity: Identity,
    stationery: Stationery,
) -> dict[str, bytes]:
    """Write the Word files of a draft, by name."""
    front, layout = document.front, word_layout(study)
    if layout.blinded:  # the head of a letter names the institution
        stationery = replace(stationery, head=None)
    imprint = Imprint(
        title=words(front.title),
        authors=() if layout.blinded else front.authors,
        keywords=front.keywords,
        language=study.configuration.language,
        head=front.short_title,
        foot=foot_of_pages(document),
        notice=running_notice(study),
        issued=identity.issue.issued if identity.issue else "",
        draft=identity.metadata() | ({"il2report-blinded": "yes"} if layout.blinded else {}),
    )
    return word_files(manuscript, pictures, imprint, layout, stationery)
