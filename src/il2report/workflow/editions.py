"""The states of a study that can be compared: what is here now, a draft, a folder, a git revision."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from il2report.document.document import Document
from il2report.document.document_json import UnreadableDocument, read_document
from il2report.document.results_json import results_json
from il2report.errors import Place, WrongUse
from il2report.figures.contents import results_drawn
from il2report.pages.manuscript import Manuscript, Typesetter
from il2report.pages.places import (
    PrintedNumber,
    figure_labels,
    figures_drawing,
    printed_numbers,
)
from il2report.results import Result, StudyResults, compute_results
from il2report.revisions import Draft, NoSuchDraft, find_draft, last_draft, read_drafts
from il2report.revisions.comparison import DENOMINATOR, Value, denominators_of, values_of
from il2report.revisions.difference import ClaimState, Side
from il2report.revisions.drafts import RECORD, read_draft
from il2report.study import Study, inspect_study, public_study, read_study
from il2report.study.configuration import FILE as CHOICES
from il2report.study.fingerprint import with_plain_line_ends
from il2report.templating.template_files import template_contents
from il2report.verification.older_pages import figure_labels_of_page, numbers_of_page
from il2report.verification.proof import manuscript_of
from il2report.workflow.repository import is_revision, revision_folder, without_git

WORKING = "the working study"
Printed: TypeAlias = tuple[tuple[PrintedNumber, ...], Mapping[str, str]]
"""The numbers that are printed, in reading order, and the labels of the figures by their keys."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A state of a study, with its results as they are printed in it.

    `document` is its results.json, `page` its manuscript, `printed` what that prints. `tree` is the manuscript as nodes,
    None for a draft of a version without it; `word_files` are those of a draft. `study` and
    `results` are computed from its data by today's program; None where the data are not at hand or
    do not pass the checks. `claims` is None where they are not recorded. `folder` has the data and
    templates, if there are any; `altered` are the files of a draft that differ from what was issued.
    """

    title: str
    detail: str
    document: Mapping[str, object]
    page: str
    printed: Printed
    claims: tuple[ClaimState, ...] | None
    study: Study | None
    results: StudyResults | None
    folder: Path | None
    is_frozen: bool = False
    is_public: bool = False
    altered: tuple[str, ...] = ()
    tree: Document | None = None
    word_files: tuple[bytes, ...] = ()

    @property
    def style(self) -> str:
        """The style of its numbers."""
        return str(self.document["style"])

    @property
    def chosen_style(self) -> str | None:
        """The style of its numbers, where it is not the one that its study.toml says."""
        if self.study is None or self.study.configuration.journal.style != self.style:
            return self.style
        return None

    @property
    def known(self) -> Mapping[str, Result]:
        """The results that today's program computes from its data, by id."""
        return self.results.catalogue.results if self.results else {}

    def side(self, known: Mapping[str, Result]) -> Side:
        """Give what a comparison looks at; `known` are the results of both sides, by id."""
        values = values_of(self.document, known)
        numbers, figures = self.printed
        places: dict[str, dict[str, None]] = {}
        facts: dict[str, dict[str, None]] = {}
        denominators: dict[str, str] = {}
        for number in numbers:
            key = f"{number.result_id}{DENOMINATOR if number.part else ''}"
            places.setdefault(key, {})[number.section] = None
            if number.result_id not in values:
                facts.setdefault(key, {})[number.text] = None
            elif number.part:
                denominators.setdefault(number.result_id, number.text)
        drawn = results_drawn(self.study, self.results) if self.study and self.results else {}
        for key in values:
            for figure in figures_drawing(known[key], figures, drawn) if key in known else ():
                places.setdefault(key, {})[figure] = None
        labels = {key: known[key].label if key in known else _fact_label(key) for key in facts}
        return Side(
            title=self.title,
            detail=self.detail,
            values=values | denominators_of(self.document, values, denominators),
            facts={
                key: Value(key, None, " / ".join(texts), "", labels[key])
                for key, texts in facts.items()
            },
            places={key: tuple(of) for key, of in places.items()},
            claims={claim.name: claim for claim in self.claims or ()},
            templates=_template_digests(self.folder) if self.folder else {},
        )


def _fact_label(key: str) -> str:
    """Say what a printed number that is no result is."""
    kind, _, name = key.partition(".")
    if kind == "literature":
        return f"Figure of the literature, {name}"
    return f"Choice of study.toml, {name}" if kind == "constant" else key


def _template_digests(folder: Path) -> dict[str, str]:
    """Digest the templates that a study is set with, its own or shipped, by name."""
    return {
        f"templates/{name}": sha256(with_plain_line_ends(content)).hexdigest()
        for name, content in template_contents(folder).items()
    }


def set_edition(
    folder: Path, title: str, detail: str, style: str | None = None, *, public: bool = False
) -> Edition:
    """Read, compute and set the study of a folder, without its pictures."""
    study = public_study(read_study(folder)) if public else read_study(folder)
    results = compute_results(study)
    typesetter = Typesetter(study, results, folder, style)
    manuscript = manuscript_of(typesetter, study, results, folder)
    document = json.loads(results_json(typesetter.printer, study.fingerprint, public=public))
    return edition_of(typesetter, manuscript, document, title, detail)


def edition_of(
    typesetter: Typesetter,
    manuscript: Manuscript,
    document: Mapping[str, object],
    title: str,
    detail: str = "",
) -> Edition:
    """Take a manuscript that has been set; `document` is its results.json."""
    study, results, folder = typesetter.study, typesetter.results, typesetter.folder
    printed = (printed_numbers(manuscript.document), figure_labels(manuscript.document))
    claims = tuple(
        ClaimState(
            claim.name,
            str(claim.place),
            claim.outcome.value,
            claim.sentence,
            tuple(reading.id for reading in claim.readings),
            claim.wording,
        )
        for claim in typesetter.claims.made
    )
    return Edition(
        *(title, detail, document, manuscript.blank(), printed, claims, study, results, folder),
        is_public=study.is_public,
        tree=manuscript.document,
    )


def tree_of(draft: Draft) -> Document | None:
    """Read the tree of a draft; None for a draft of a version without one."""
    try:
        return read_document(draft.document)
    except UnreadableDocument:
        return None


def printed_in(draft: Draft, tree: Document | None) -> Printed:
    """Give the numbers that a draft prints and the labels of its figures.

    They come from its tree, or, for a draft of a version without one, from the marks of its page.
    """
    if tree is None:
        return numbers_of_page(draft.page), figure_labels_of_page(draft.page)
    return printed_numbers(tree), figure_labels(tree)


def draft_edition(draft: Draft) -> Edition:
    """Take an issued draft as it was issued; its data are computed again where it holds them."""
    if not draft.results or not draft.page:
        lost = ", ".join(draft.altered)
        raise WrongUse(f"draft {draft.number} cannot be compared: its files are damaged ({lost})")
    study = inspect_study(draft.inputs).study if draft.inputs else None
    claims = (
        ClaimState(
            each.name,
            str(Place(each.file, each.line)),
            each.outcome,
            each.sentence,
            wording=each.wording,
        )
        for each in draft.claims
    )
    tree = tree_of(draft)
    issued = f", issued {draft.issued}, fingerprint {draft.fingerprints.draft}"
    return Edition(
        title=f"draft {draft.number}",
        detail=f"{draft.name}{issued if draft.has_record else ''}",
        document=draft.results,
        page=draft.page,
        printed=printed_in(draft, tree),
        claims=tuple(claims) if draft.has_record else None,
        study=study,
        results=compute_results(study) if study else None,
        folder=draft.inputs,
        is_frozen=True,
        is_public=draft.public,
        altered=draft.altered,
        tree=tree,
        word_files=draft.word_files,
    )


@contextmanager
def edition(
    study: Path, which: str | None, style: str | None = None, *, public: bool = False
) -> Iterator[Edition]:
    """Find the state of a study that a name means, and have it ready.

    Parameters
    ----------
    study : the study folder
    which : a draft by number or name, a folder, a git revision, and where it may be several the
        first of these, unless it is written as a path; None for the study as it is now
    style : of the numbers, where the state is set now; None for what its study.toml says
    public : whether it is set without patients, to be compared with a public draft
    """
    if which is None:
        yield set_edition(study, WORKING, "", style, public=public)
        return
    folder, named = Path(which), None
    if "/" not in which and os.sep not in which:  # a folder can be written so: ./2 and not 2
        with suppress(NoSuchDraft):
            named = find_draft(study, which)
    if named is not None:
        yield draft_edition(named)
    elif (folder / RECORD).is_file():
        yield draft_edition(read_draft(folder))
    elif (folder / CHOICES).is_file():
        yield set_edition(folder, f"the study in {folder}", "", style, public=public)
    elif is_revision(study, which):
        with revision_folder(study, which) as taken:
            yield set_edition(taken, f"revision {which}", "", style, public=public)
    else:
        names = ", ".join(draft.folder.name for draft in read_drafts(study))
        known = f"Issued drafts are {names}." if names else "No draft has been issued yet."
        raise WrongUse(
            f"there is no draft, study folder or git revision {which!r}. {known}{without_git()}"
        )


def last_draft_edition(study: Path) -> Edition:
    """Take the draft that was issued last."""
    draft = last_draft(study)
    if draft is None:
        raise WrongUse(
            "no draft has been issued yet, so there is nothing to compare with. `il2report issue"
            " NAME` issues one; or name a study folder or a git revision: `il2report diff OLD`"
        )
    return draft_edition(draft)
