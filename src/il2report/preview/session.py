"""A study that is kept in memory, and its page, made again from whatever has changed.

The parts are those of a build, in its order: what is shown is what `il2report build --format html` writes
from the same files.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from il2report.document.results_json import results_json
from il2report.errors import Finding, WrongUse
from il2report.figures.contents import drawables
from il2report.pages.manuscript import Manuscript, Typesetter
from il2report.pages.own_pictures import own_pictures
from il2report.pages.panel import explained_page
from il2report.preview.keeping import Kept
from il2report.preview.pictures import Pictures
from il2report.preview.stamps import Stamps, study_stamps
from il2report.results import StudyResults, compute_results
from il2report.revisions import Draft, read_drafts
from il2report.study import Study, read_study
from il2report.study.traces import Trace, traced
from il2report.verification.proof import manuscript_of
from il2report.workflow.build_checks import BuildChecks


@dataclass(frozen=True)
class Rendering:
    """A page that passed its checks, and what it was made from."""

    page: str
    manuscript: Manuscript
    typesetter: Typesetter
    study: Study
    results: StudyResults
    drafts: tuple[Draft, ...]
    notices: tuple[Finding, ...]

    @cached_property
    def results_json(self) -> str:
        """The results as a build writes them."""
        return written_results(self.typesetter)


class Session:
    """One study in memory; `pictures` draws its figures."""

    def __init__(self, folder: Path, pictures: Pictures) -> None:
        self.folder = folder
        self._pictures = pictures
        self._study, self._drafts = Kept[Study](), Kept[tuple[Draft, ...]]()
        self._computed: tuple[Study, StudyResults] | None = None
        self._texts = Trace()

    def stamps(self) -> Stamps:
        """Look at every file that the page depends on."""
        texts = {asked.folder / asked.name for asked in self._texts.files}
        return study_stamps(self.folder, self._study.files | texts)

    def rendered(self) -> Rendering:
        """Make the page of the study as it is now.

        Raises
        ------
        StudyRefused, BuildFailed, WrongUse
            As `build` does.
        """
        with without_collector():
            study = self._study.made(lambda: read_study(self.folder))
            results = self._results(study)
            drafts: tuple[Draft, ...] = ()
            with suppress(WrongUse):  # `status` says why drafts cannot be read
                drafts = self._drafts.made(lambda: read_drafts(self.folder))
            with traced() as self._texts:
                return self._set(study, results, drafts)

    def _results(self, study: Study) -> StudyResults:
        if self._computed is None or self._computed[0] is not study:
            self._computed = study, compute_results(study)
        return self._computed[1]

    def _set(self, study: Study, results: StudyResults, drafts: tuple[Draft, ...]) -> Rendering:
        folder = self.folder
        typesetter = Typesetter(study, results, folder)
        checks = BuildChecks(
            *(folder, study, typesetter),
            strict=False,
            claims_must_hold=False,
            must_be_complete=False,
        )
        shown = drawables(study, results, typesetter.printer)
        checks.letters_of_figures(shown)
        checks.templates()
        manuscript = manuscript_of(typesetter, study, results, folder)
        checks.floats()
        own = own_pictures(study, folder)
        shown = {key: shown[key] for key in manuscript.pictures if key in shown}
        drawn = self._pictures.asked(shown, typesetter.printer.style)
        checks.models(results.catalogue)
        checks.whole_text(manuscript)
        checks.printed_numbers(manuscript, written_results(typesetter))
        html = manuscript.with_pictures({**own, **drawn()})
        page = explained_page(html, manuscript.document, study, results, typesetter.printer, drafts)
        notices = study.notices + checks.notices + typesetter.claims.findings()
        return Rendering(page, manuscript, typesetter, study, results, drafts, notices)


def written_results(typesetter: Typesetter) -> str:
    """Write the results as a build of a working draft does."""
    return results_json(
        typesetter.printer, typesetter.study.fingerprint, typesetter.identity.record()
    )


@contextmanager
def without_collector() -> Iterator[None]:
    """Let no garbage be collected while a page is made; it is collected when that is shown."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
