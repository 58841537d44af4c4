"""The Word file of a build: what is in it, which draft it is, and how study.toml wants it set."""

from __future__ import annotations

from collections.abc import Mapping

from il2report.document.document import Document
from il2report.document.tree import words
from il2report.pages.title_page import running_notice
from il2report.revisions import Identity
from il2report.study import Study
from il2report.study.declarations.word import WordLayout
from il2report.word.file import Imprint, word_files
from il2report.word.manuscript import WordManuscript
from il2report.word.writing import WordPicture


def word_layout(study: Study) -> WordLayout:
    """Say how study.toml wants the file set."""
    return study.configuration.word or WordLayout()


def word_draft(
    document: Document,
    manuscript: WordManuscript,
    pictures: Mapping[str, WordPicture],
    study: Study,
    identity: Identity,
) -> dict[str, bytes]:
    """Write the Word files of a draft, by name."""
    front, layout = document.front, word_layout(study)
    imprint = Imprint(
        title=words(front.title),
        authors=() if layout.blinded else front.authors,
        keywords=front.keywords,
        language=study.configuration.language,
        head=front.short_title,
        foot=f"{front.identity} · {front.fingerprint}",
        notice=running_notice(study),
        issued=identity.issue.issued if identity.issue else "",
        draft=identity.metadata() | ({"il2report-blinded": "yes"} if layout.blinded else {}),
    )
    return word_files(manuscript, pictures, imprint, layout)
