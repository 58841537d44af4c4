"""Proves a change of templates: set with it, the manuscript of the draft says what a co-author wrote, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from il2report.document.printer import Printer
from il2report.pages.manuscript import Typesetter
from il2report.results import StudyResults, compute_results
from il2report.study import Study, read_study
from il2report.study.fingerprint import with_plain_line_ends
from il2report.templating.template_files import ENCODING, OWN, template_contents
from il2report.templating.template_lint import template_findings
from il2report.templating.terms import read_terms
from il2report.verification.proof import TEMPLATE_FAILURES
from il2report.word.manuscript import WordManuscript, word_manuscript
from il2report.word.review.anchors import own_flow
from il2report.word.review.comparison import compared
from il2report.word.review.edits import REFERENCES, Edit, EditKind
from il2report.word.review.patches import Patch, Replacement, replaced
from il2report.workflow.issuing import study_inputs

MOST_SETTINGS = 40
"""How often a manuscript is set for one review to find out which place printed some words."""
Said = tuple[str, int, str, str, str]
"""An edit, to be compared with another: the bookmark of its paragraph, its first letter there, old and new words, and
the bookmark of the paragraph that an added or moved one follows."""


def _said(edit: Edit) -> Said:
    return edit.spot.paragraph, edit.start, edit.old, edit.new, edit.near


def _is_renumbered(edit: Edit) -> bool:
    """Whether the program alone made an edit: it numbers works, tables and figures as the text comes to them."""
    is_number = edit.kind in (EditKind.CITATION, EditKind.MENTION)
    return is_number or REFERENCES in (edit.spot.part, edit.spot.section)


@dataclass(slots=True)
class RebuiltDraft:
    """A draft that was built from its own inputs once more, to try changes of its templates."""

    folder: Path
    study: Study
    results: StudyResults
    printer: Printer
    style: str | None
    templates: Mapping[str, str]
    manuscript: WordManuscript
    terms: tuple[str, ...]
    _left: int = field(default=MOST_SETTINGS)

    @classmethod
    def of(cls, inputs: Path, style: str | None) -> RebuiltDraft:
        """Read, compute and set a draft from the folder of its inputs.

        Raises
        ------
        StudyRefused
            When its data or templates do not pass the checks of today's program.
        """
        study = read_study(inputs)
        results = compute_results(study)
        contents = template_contents(inputs)
        templates = {
            name: with_plain_line_ends(content).decode(ENCODING, errors="replace")
            for name, content in contents.items()
            if name.endswith(".j2")
        }
        typesetter = Typesetter(study, results, inputs, style)
        return cls(
            inputs,
            study,
            results,
            typesetter.printer,
            style,
            templates,
            word_manuscript(typesetter.manuscript().document),
            tuple(read_terms(inputs).names),
        )

    def proven(self, wanted: Mapping[Edit, Sequence[Patch]]) -> dict[Edit, Patch]:
        """Give for each edit the first of its patches that makes this edit and no other.

        Likely patches are tried together; each by itself where the manuscript then says anything else.
        """
        fit = {
            edit: [each for each in patches if self._is_fit(each)]
            for edit, patches in wanted.items()
        }
        found: dict[Edit, Patch] = {}
        self._left = MOST_SETTINGS
        first = {edit: patches[0] for edit, patches in fit.items() if patches}
        if not first:
            return found
        with TemporaryDirectory(prefix="il2report-") as temporary:
            folder = Path(temporary) / "study"
            # The contents alone: files of a draft are read-only, and a link in it may lead elsewhere.
            for name, content in study_inputs(self.folder).items():
                place = folder / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            said = self._said_with(list(first.values()), folder)
            if said is not None and said <= {_said(edit) for edit in first}:
                found = {edit: patch for edit, patch in first.items() if _said(edit) in said}
            for edit, patches in fit.items():
                for patch in patches:
                    if edit not in found and self._said_with([patch], folder) == {_said(edit)}:
                        found[edit] = patch
        return found

    def _is_fit(self, patch: Patch) -> bool:
        """Whether nothing is typed that a template may not have, such as a number."""
        name = f"{OWN}/{patch.template}"
        before, after = (
            [finding.message for finding in template_findings(source, name, self.terms)]
            for source in (patch.source, patch.patched)
        )
        return all(after.count(each) <= before.count(each) for each in after)

    def _said_with(self, patches: Sequence[Patch], folder: Path) -> set[Said] | None:
        """Set the manuscript with changed templates, and give its edits; None where it cannot be set."""
        if self._left <= 0:
            return None
        self._left -= 1
        changes: dict[str, list[Replacement]] = {}
        for patch in patches:
            changes.setdefault(patch.template, []).extend(patch.replacements)
        for name, replacements in changes.items():
            place = folder / OWN / name
            place.parent.mkdir(parents=True, exist_ok=True)
            changed = replaced(self.templates[name], dict.fromkeys(replacements))
            place.write_text(changed, encoding="utf-8")
        try:
            document = (
                Typesetter(self.study, self.results, folder, self.style).manuscript().document
            )
        except TEMPLATE_FAILURES:
            return None
        finally:
            for name in changes:
                (folder / OWN / name).write_text(self.templates[name], encoding="utf-8")
        # A paragraph more or less, and those behind it have the bookmarks and slots of others.
        draft = self.manuscript
        own = own_flow(draft.flow, word_manuscript(document).flow, draft.slots)
        found = compared(draft.flow, own.flow, draft.slots)
        return {_said(edit) for edit in found.edits if not _is_renumbered(edit)}
