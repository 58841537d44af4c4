"""What a build checks: templates, letters, claims, printed numbers, the PDF and the survival curve."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from il2report.errors import BuildFailed, Finding, Severity, StudyRefused

if TYPE_CHECKING:
    from il2report.analysis.endpoints import Times
    from il2report.figures.pictures import Drawables
    from il2report.pages.manuscript import Manuscript, Typesetter
    from il2report.results.catalogue import Catalogue
    from il2report.study import Study
    from il2report.study.configuration import Acceptance
    from il2report.word.flow import Flow

AGREEMENT = 1e-9
"""Largest distance allowed between our survival curve and that of lifelines."""


@dataclass(slots=True)
class BuildChecks:
    """The checks of one build. An error stops it, and under `strict` a notice does so too.

    `notices` are those of the checks made so far, without those that study.toml accepts; `waiting` are
    the entries that have accepted none yet. Imports are in the checks that need them, so
    that the worker processes start first.
    """

    folder: Path
    study: "Study"
    typesetter: "Typesetter"
    strict: bool
    claims_must_hold: bool
    must_be_complete: bool
    notices: tuple[Finding, ...] = ()
    waiting: "Mapping[int, Acceptance]" = field(init=False)

    def __post_init__(self) -> None:
        """Begin with what reading the study has left."""
        self.waiting = self.study.waiting

    def letters_of_figures(self, shown: "Drawables") -> None:
        """Check that the typeface of the figures has every letter of labels and patient ids."""
        from il2report.figures.glyphs import figure_findings

        self._accept(figure_findings(self.study, shown))

    def templates(self) -> None:
        """Check the templates before any of them is rendered."""
        from il2report.verification.mentions import unread_templates
        from il2report.verification.proof import lint_findings

        self._accept(lint_findings(self.folder))
        self._accept(unread_templates(self.study, self.folder))

    def floats(self) -> None:
        """Check that the texts mention each table and figure that they place, and the reverse."""
        self._accept(self.typesetter.float_findings())

    def columns_in_word(self, flow: "Flow") -> None:
        """Check that Word can show every table."""
        from il2report.workflow.word_output import column_findings

        self._accept(column_findings(flow))

    def blinding(self, flow: "Flow") -> None:
        """Check that a blinded file names nobody."""
        from il2report.workflow.word_output import blinding_findings

        self._accept(blinding_findings(flow, self.study))

    def letters_of_page(self, page: str, unprintable: Callable[[str], str]) -> None:
        """Check that some font has every letter of the page; `unprintable` gives those without."""
        from il2report.figures.glyphs import page_findings

        self._accept(page_findings(self.study, self.typesetter.texts, page, unprintable))

    def models(self, catalogue: "Catalogue") -> None:
        """Report what is doubtful about the fitted models."""
        from il2report.verification.models import model_findings

        self._accept(model_findings(self.study, catalogue))

    def claims(self) -> None:
        """Stop for claims that are no longer true of the data, where they must hold."""
        broken = self.typesetter.claims.findings()
        if broken and (self.strict or self.claims_must_hold):
            raise StudyRefused(broken)

    def whole_text(self, manuscript: "Manuscript") -> None:
        """Check what is still to be written and how long the text is, and then which entries accepted nothing."""
        self.open_points()
        self.lengths(manuscript)
        self.acceptances()

    def open_points(self) -> None:
        """List what is still to be written; a draft that must be complete is refused for it."""
        found = self.typesetter.open_points()
        if found and self.must_be_complete:
            raise StudyRefused(found)
        self._accept(found)

    def acceptances(self) -> None:
        """Report the entries of study.toml that accepted no notice, once the study has been checked."""
        from il2report.study.findings import BY_CHECK_ALONE, without_accepted

        idle, _, self.waiting = without_accepted((), self.waiting, BY_CHECK_ALONE)
        self._accept(idle)

    def lengths(self, manuscript: "Manuscript") -> None:
        """Report what the manuscript has more of than its journal takes; that stops no build."""
        from il2report.study.findings import without_accepted
        from il2report.verification.length import over_limits

        over = over_limits(manuscript.document, self.study, self.typesetter.journal)
        found, _, self.waiting = without_accepted(tuple(over), self.waiting)
        self.notices += found

    def printed_numbers(self, manuscript: "Manuscript", results: "str | Mapping[str, Any]") -> None:
        """Check that only numbers of the catalogue are printed, each as the catalogue has it."""
        from il2report.verification.audit import set_page_findings

        self._accept(set_page_findings(manuscript, self.typesetter, results))

    def print(self, html: str, pdf: bytes, results: str) -> None:
        """Compare the PDF with the page letter by letter, as an audit does."""
        from il2report.verification.build import REPORT, Build
        from il2report.verification.in_print import print_findings
        from il2report.verification.shown import Page

        build = Build(REPORT, html, results.encode(), pdf=pdf)
        found = print_findings(Page(html), build, is_own=True)
        severity = Severity.ERROR if self.strict else Severity.NOTICE
        self._accept(replace(each, severity=severity) for each in found)

    def _accept(self, findings: Iterable[Finding]) -> None:
        """Keep notices; stop for anything else."""
        from il2report.study.findings import without_accepted

        found, _, self.waiting = without_accepted(tuple(findings), self.waiting)
        if any(self.strict or finding.is_error for finding in found):
            raise StudyRefused(found)
        self.notices += found


def second_opinion(times: "Sequence[Times]", level: int) -> float:
    """Compare the curve of each end point with lifelines in the process that has drawn."""
    from il2report.analysis.second_opinion import largest_disagreement

    distances = (
        largest_disagreement(each.curve(level), each.months, each.happened) for each in times
    )
    return max(distances, default=0.0)


def require_agreement(distance: float) -> None:
    """Stop when two independent estimates of the survival curve differ."""
    if distance > AGREEMENT:
        raise BuildFailed(
            f"the Kaplan-Meier estimate differs from that of lifelines by {distance:.2g};"
            " this is a fault of il2report, please report it"
        )
