"""All contradictions of a paper, in order of certainty."""

from dataclasses import replace

from il2report.audit.checks import CHECKS, HINTS
from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, Certainty
from il2report.audit.paper import AdoptedReading, Figure, PublishedPaper
from il2report.audit.rounding import under_any_rule, under_the_rules_seen

ORDER = tuple(Certainty)
SETTLED = "(The other percentages of its column show how it rounds.)"
INFERRED = "(This depends on something inferred that the paper does not state.)"


def audit(paper: PublishedPaper) -> tuple[AuditFinding, ...]:
    """Check the figures of a paper for consistency.

    What the paper states is checked first, then everything. A contradiction that only something
    inferred gives is suspicious, whichever check found it: no check has to know what was inferred.
    """
    # Which columns were adjusted to a total of 100 is seen with the help of all that was inferred.
    everything = under_any_rule(paper)
    stated = everything.paper.as_stated()
    found = _findings(stated)
    if stated is not everything.paper:
        about = {(each.check, each.figures) for each in found}
        hints = [(each.check, set(each.figures)) for each in found if each.check in HINTS]
        found += [
            replace(
                finding, certainty=Certainty.SUSPICIOUS, message=f"{finding.message} {INFERRED}"
            )
            if finding.is_contradiction
            else finding
            for finding in _findings(everything.paper)
            if (finding.check, finding.figures) not in about
            and not any(
                finding.check == check and of <= set(finding.figures) for check, of in hints
            )
        ]
    found = [replace(each, figures=everything.as_typed(each.figures)) for each in found]
    found = _with_those_of_rounding(paper, found)
    return tuple(sorted(found, key=lambda finding: ORDER.index(finding.certainty)))


def _with_those_of_rounding(paper: PublishedPaper, found: list[AuditFinding]) -> list[AuditFinding]:
    """Add the contradictions that hold where numbers are rounded at the half, and not truncated."""
    narrower = under_the_rules_seen(paper)
    if narrower is None:
        return found
    known = [finding for finding in found if finding.is_contradiction]
    added = []
    for finding in _findings(narrower.paper.as_stated(), leaving_out=HINTS):
        figures = narrower.as_typed(finding.figures)
        if finding.is_contradiction and not any(
            _says_as_much(each, finding, figures) for each in known
        ):
            is_settled = narrower.is_settled(figures)
            certainty = Certainty.PROVED if is_settled else Certainty.UNLESS_TRUNCATED
            message = f"{finding.message} {SETTLED}" if is_settled else finding.message
            added.append(replace(finding, certainty=certainty, message=message, figures=figures))
    surer = {(finding.check, frozenset(finding.figures)) for finding in added}
    kept = [each for each in found if (each.check, frozenset(each.figures)) not in surer]
    return kept + added


def _says_as_much(known: AuditFinding, finding: AuditFinding, figures: tuple[Figure, ...]) -> bool:
    """Whether a contradiction that needs no rule of rounding quotes what another one does."""
    of_known, of_other = set(known.tested), set(replace(finding, figures=figures).tested)
    return of_other <= of_known or (known.check == finding.check and of_known <= of_other)


def _findings(
    paper: PublishedPaper, leaving_out: frozenset[str] = frozenset()
) -> list[AuditFinding]:
    evidence = Evidence(paper)
    checks = (check for name, check in CHECKS.items() if name not in leaving_out)
    return [finding for check in checks for finding in check(evidence)]


def reading_of(paper: PublishedPaper, finding: AuditFinding) -> AdoptedReading | None:
    """Find what the study adopts for the first figure or statement of a finding that has a reading."""
    if finding.certainty is Certainty.IMPLIED:
        return None
    quoted = (*finding.statements, *(figure.name for figure in finding.figures))
    adopted = (reading_of_figure(paper, name) for name in quoted)
    return next((reading for reading in adopted if reading), None)


def reading_of_figure(paper: PublishedPaper, name: str) -> AdoptedReading | None:
    """Find what the study adopts for one figure or statement, by its name."""
    return next((reading for reading in paper.readings if name in reading.figures), None)
