"""A study that is kept in memory, and its page, made again from whatever has changed.

The parts are those of a build, in its order: what is shown is what `il2report build --format html` writes
from the same files. The text is shown as soon as it is set, with the figures as they were; then
these are drawn, the numbers are checked as in a build, and the panel is added.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from il2report.document.memory import Memory
from il2report.document.results_json import results_json
from il2report.errors import Finding, WrongUse
from il2report.figures.drawn import Picture
from il2report.pages.accounts import Accounts
from il2report.pages.manuscript import Manuscript, Typesetter
from il2report.pages.own_pictures import own_pictures
from il2report.pages.panel import explained_page, panel_accounts
from il2report.preview.keeping import Kept
from il2report.preview.pictures import Pictures
from il2report.preview.stamps import Stamps, study_stamps
from il2report.results import StudyResults, compute_results
from il2report.revisions import Draft, read_drafts
from il2report.study import Study, read_study
from il2report.study.journals import JournalProfile
from il2report.study.traces import Trace, read_once, traced
from il2report.verification.proof import manuscript_of
from il2report.workflow.build_checks import BuildChecks


class Computed:
    """A study with its results, and what is remembered of it from one edit of a text to the next."""

    def __init__(
        self, folder: Path, study: Study, drafts: tuple[Draft, ...], tables: Memory
    ) -> None:
        self.folder, self.study, self.drafts, self._tables = folder, study, drafts, tables
        self.results: StudyResults = compute_results(study)
        self._memory, self._checked = Memory(), Memory()
        self._accounts: Accounts | None = None
        self._document: Mapping[str, Any] = {}

    def typesetter(self) -> Typesetter:
        """Give what sets the text of the study as its templates are now."""
        typesetter = Typesetter(self.study, self.results, self.folder, memory=self._tables)
        typesetter.checked = self._checked
        typesetter.shown = self._memory.made("figures", None, lambda: typesetter.shown)
        return typesetter

    def accounts(self, typesetter: Typesetter) -> Accounts:
        """Give the accounts of all numbers, for the panel."""
        if self._accounts is None:
            self._accounts = panel_accounts(
                self.study, self.results, typesetter.printer, self.drafts
            )
        return self._accounts

    def document(self, typesetter: Typesetter) -> Mapping[str, Any]:
        """Give what results.json has, with the identity of the present templates."""
        identity = typesetter.identity.record()
        if not self._document:
            written = results_json(typesetter.printer, self.study.fingerprint, identity)
            self._document = json.loads(written)
        return {**self._document, **json.loads(json.dumps(identity))}


@dataclass(frozen=True, slots=True)
class SetText:
    """The text as it is set, and what it was set from.

    `page` has the figures as they were drawn the last time; `files` has a digest of each file of the study that
    was read, by its name.
    """

    computed: Computed
    typesetter: Typesetter
    checks: BuildChecks
    manuscript: Manuscript
    page: str
    own: Mapping[str, Picture]
    files: dict[str, bytes | None]
    drawn: Callable[[], Mapping[str, Picture]]


@dataclass(frozen=True, slots=True)
class Rendering:
    """A page that passed its checks, and what it was made from."""

    page: str
    text: SetText
    notices: tuple[Finding, ...]


class Session:
    """One study in memory; `pictures` draws its figures."""

    def __init__(self, folder: Path, pictures: Pictures) -> None:
        self.folder = folder
        self._pictures = pictures
        self._study, self._drafts = Kept[Study](), Kept[tuple[Draft, ...]]()
        self._computed: Computed | None = None
        self._tables: tuple[JournalProfile, Memory] | None = None
        self._texts = Trace()

    def stamps(self) -> Stamps:
        """Look at every file that the page depends on."""
        texts = {asked.folder / asked.name for asked in self._texts.files}
        return study_stamps(self.folder, self._study.files | texts)

    def set(self) -> SetText:
        """Set the text of the study as it is now, and have its figures drawn.

        Raises
        ------
        StudyRefused, BuildFailed, WrongUse
            As `build` does.
        """
        with read_once():
            computed = self._compute()
            with traced() as self._texts:
                return self._set(computed)

    def _files(self) -> dict[str, bytes | None]:
        """Give a digest of each file of the study that was read, by its name; None where there is none."""
        read = {**self._study.trace.files, **self._texts.files}
        return {asked.name: digest for asked, digest in read.items() if asked.folder == self.folder}

    def finished(self, text: SetText) -> Rendering:
        """Put the figures into a text, check its numbers, and add the panel; raises as `set` does."""
        computed, typesetter, manuscript = text.computed, text.typesetter, text.manuscript
        with read_once():
            text.checks.whole_text(manuscript)
            text.checks.printed_numbers(manuscript, computed.document(typesetter))
            html = manuscript.with_pictures({**text.own, **text.drawn()})
            page = explained_page(
                *(html, manuscript.document, computed.study, computed.results, typesetter.printer),
                computed.drafts,
                computed.accounts(typesetter),
            )
        notices = computed.study.notices + text.checks.notices + typesetter.claims.findings()
        return Rendering(page, text, notices)

    def _compute(self) -> Computed:
        study = self._study.made(lambda: read_study(self.folder))
        drafts: tuple[Draft, ...] = ()
        with suppress(WrongUse):  # `status` says why drafts cannot be read
            drafts = self._drafts.made(lambda: read_drafts(self.folder))
        known = self._computed
        if known is None or known.study is not study or known.drafts is not drafts:
            self._computed = known = Computed(self.folder, study, drafts, self._tables_of(study))
        return known

    def _tables_of(self, study: Study) -> Memory:
        """Give the tables that were rendered so far, as long as the journal is the same."""
        journal = study.journal()
        if self._tables is None or self._tables[0] != journal:
            self._tables = journal, Memory()
        return self._tables[1]

    def _set(self, computed: Computed) -> SetText:
        study, results, folder = computed.study, computed.results, self.folder
        typesetter = computed.typesetter()
        checks = BuildChecks(
            *(folder, study, typesetter),
            strict=False,
            claims_must_hold=False,
            must_be_complete=False,
        )
        shown = typesetter.shown
        checks.letters_of_figures(shown)
        checks.templates()
        manuscript = manuscript_of(typesetter, study, results, folder)
        checks.floats()
        own = own_pictures(study, folder)
        checks.models(results.catalogue)
        shown = {key: shown[key] for key in manuscript.pictures if key in shown}
        drawn = self._pictures.asked(shown, typesetter.printer.style)
        before = {**self._pictures.before(shown), **own}
        if any(key not in before for key in manuscript.pictures):
            before |= drawn()
        page = manuscript.with_pictures(before)
        return SetText(computed, typesetter, checks, manuscript, page, own, self._files(), drawn)
