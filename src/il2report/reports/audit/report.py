"""The report on an audit as every format tells it: the parts in their order, all in words."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from il2report.audit import (
    AuditFinding,
    Certainty,
    PublishedPaper,
    purpose_of,
    reading_of,
    source_of,
)
from il2report.audit.held import HeldFigure, HeldStatement, Outcome, Reproduction
from il2report.document.formats import NumberStyle, number_style
from il2report.document.grammar import plural
from il2report.errors import Finding, finding_summary
from il2report.reports.audit import wording

NO_PLACE = "Not printed, but known"
IN_WORDS = "in words"
NO_READING = "The study adopts no reading here; [[readings]] in data/published.toml can say which."
DEFAULT_STYLE = "anticancer-research"


@dataclass(frozen=True, slots=True)
class ManuscriptPart:
    """What reading the study's own manuscript back gave: numbers found by kind, and findings."""

    counts: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    note: str = ""

    @property
    def has_errors(self) -> bool:
        """Whether something is wrong with our own manuscript."""
        return any(finding.is_error for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit has found.

    `reproduction` is None where a file was audited without a study, `manuscript` where no manuscript
    was read back, `paper` where a study has no published figures. `source` is the reference of the
    paper, `basis` says where its figures were typed and what they were held against, `style` the number style of the study, `notes` say what could not be audited.
    """

    paper: PublishedPaper | None
    findings: tuple[AuditFinding, ...] = ()
    reproduction: Reproduction | None = None
    manuscript: ManuscriptPart | None = None
    source: str = ""
    basis: str = ""
    style: str = DEFAULT_STYLE
    notes: tuple[str, ...] = ()

    @property
    def has_proof(self) -> bool:
        """Whether something is proved against the paper."""
        return any(finding.is_contradiction for finding in self.findings)


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """How many of something there are; `kind` is what style sheets know it by."""

    amount: str
    said: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A figure as it is quoted: where it stands, what it measures, its digits."""

    where: str
    what: str
    printed: str


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """One finding; `purpose` and `source` tell of the check that found it."""

    number: str
    kind: str
    message: str
    quoted: tuple[Quoted, ...]
    arithmetic: str
    adopted: str
    reason: str
    check: str
    purpose: str
    source: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings that are equally sure."""

    kind: str
    title: str
    explanation: str
    entries: tuple[FindingEntry, ...]


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """A printed figure beside the number of the study, under its id."""

    quoted: Quoted
    computed: str
    id: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """Figures of which the same came, by place where there are many."""

    kind: str
    title: str
    explanation: str
    amount: str
    entries: tuple[HeldEntry, ...]

    @property
    def by_place(self) -> Mapping[str, tuple[HeldEntry, ...]]:
        """The entries by where they stand, in the order of the file."""
        found = defaultdict[str, list[HeldEntry]](list)
        for entry in self.entries:
            found[entry.quoted.where].append(entry)
        return {place: tuple(entries) for place, entries in found.items()}


@dataclass(frozen=True, slots=True)
class ManuscriptEntry:
    """The part on the study's own manuscript, in words."""

    summary: str
    counts: tuple[tuple[str, str], ...]
    findings: tuple[tuple[str, str], ...]
    counted: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The whole report.

    `typed` has the figures by place where there is no study to hold them against.
    """

    title: str
    source: str
    basis: str
    notes: tuple[str, ...]
    figures: tuple[SummaryLine, ...]
    found: tuple[SummaryLine, ...]
    own: tuple[SummaryLine, ...]
    groups: tuple[FindingGroup, ...]
    held: tuple[HeldGroup, ...]
    typed: Mapping[str, tuple[Quoted, ...]]
    manuscript: ManuscriptEntry | None


def audit_report(audit: Audit) -> AuditReport:
    """Word an audit."""
    paper = audit.paper
    return AuditReport(
        title=paper.title if paper else "",
        source=audit.source or (paper.source if paper else ""),
        basis=audit.basis,
        notes=audit.notes,
        figures=tuple(_figure_lines(audit)) if paper else (),
        found=tuple(_finding_lines(audit.findings)) if paper else (),
        own=tuple(_own_lines(audit.manuscript)) if audit.manuscript else (),
        groups=tuple(_groups(audit)),
        held=tuple(_held_groups(audit)),
        typed=_typed(paper) if paper and audit.reproduction is None else {},
        manuscript=_manuscript(audit.manuscript) if audit.manuscript else None,
    )


def _figure_lines(audit: Audit) -> Iterator[SummaryLine]:
    figures = audit.paper.figures if audit.paper else ()
    n = wording.places_of(figures)
    yield SummaryLine(str(len(figures)), f"printed, in {n} {plural(n, 'place')}")
    if audit.reproduction:
        counts = audit.reproduction.counts
        said = {
            Outcome.REPRODUCED: "reproduced by the data of this study",
            Outcome.DIFFERS: "differing from them",
            Outcome.UNDECIDABLE: "undecidable: the study has nothing to hold them against",
        }
        for outcome, words in said.items():
            yield SummaryLine(str(counts[outcome]), words, outcome.value)
        return
    proved = {f for finding in audit.findings if finding.is_contradiction for f in finding.figures}
    yield SummaryLine(str(len(proved)), "quoted in a proof that not all can be true", "differs")
    rest = len(figures) - len(proved)
    said_of_rest = "undecided: nothing is proved against them, which does not make them true"
    yield SummaryLine(str(rest), said_of_rest, "undecidable")


def _finding_lines(findings: tuple[AuditFinding, ...]) -> Iterator[SummaryLine]:
    counts = Counter(map(wording.kind_of, findings))
    said = {
        "impossible": "impossible, proved: one figure that no data can give",
        "contradictory": "contradictory, proved: figures that cannot all be true",
        "suspicious": "suspicious: possible, but something else is likelier",
        "implied": "implied: nothing is wrong, the figures say more than is printed",
    }
    for kind, words in said.items():
        yield SummaryLine(str(counts[kind]), words, kind)


def _own_lines(part: ManuscriptPart) -> Iterator[SummaryLine]:
    if part.note:
        yield SummaryLine("-", part.note)
        return
    errors = sum(finding.is_error for finding in part.findings)
    notices = len(part.findings) - errors
    yield SummaryLine(str(sum(part.counts.values())), "numbers read back from the built page")
    yield SummaryLine(str(errors), plural(errors, "error"), "differs" * bool(errors))
    yield SummaryLine(str(notices), plural(notices, "notice"))


def _groups(audit: Audit) -> Iterator[FindingGroup]:
    number = 0
    for certainty in Certainty:
        findings = [finding for finding in audit.findings if finding.certainty is certainty]
        entries = []
        for finding in findings:
            number += 1
            entries.append(_entry(audit, finding, number))
        if entries:
            title, explanation = wording.TITLES[certainty]
            yield FindingGroup(certainty.value, title, explanation, tuple(entries))


def _entry(audit: Audit, finding: AuditFinding, number: int) -> FindingEntry:
    adopted, reason = _adopted(audit, finding)
    return FindingEntry(
        number=str(number),
        kind=wording.kind_of(finding),
        message=finding.message,
        quoted=tuple(
            Quoted(figure.where or NO_PLACE, figure.what, str(figure.printed))
            for figure in dict.fromkeys(finding.figures)
        ),
        arithmetic=finding.arithmetic,
        adopted=adopted,
        reason=reason,
        check=finding.check,
        purpose=purpose_of(finding.check),
        source=source_of(finding.check),
    )


def _adopted(audit: Audit, finding: AuditFinding) -> tuple[str, str]:
    """Say which reading the study adopts, and why."""
    paper = audit.paper
    reading = reading_of(paper, finding) if paper else None
    if paper and reading:
        return wording.adopted(paper, reading)
    is_open = audit.reproduction is not None and finding.is_contradiction
    return (NO_READING if is_open else ""), ""


def _held_groups(audit: Audit) -> Iterator[HeldGroup]:
    if audit.paper is None or audit.reproduction is None:
        return
    paper, style, order = audit.paper, number_style(audit.style), _order(audit.paper)
    for outcome, (title, explanation) in wording.OUTCOMES.items():
        entries = [_held(paper, held, style) for held in audit.reproduction.of(outcome)]
        said = [each for each in audit.reproduction.statements if each.outcome is outcome]
        entries += [_statement(paper, each) for each in said]
        entries.sort(key=lambda entry: order.get(entry.quoted.where, len(order)))
        if entries:
            amount = _amount(len(entries) - len(said), len(said))
            yield HeldGroup(outcome.value, title, explanation, amount, tuple(entries))


def _order(paper: PublishedPaper) -> Mapping[str, int]:
    """Number the places as a reader comes to them: as the file lists them, others behind."""
    used = (figure.where for figure in paper.figures)
    return {where: at for at, where in enumerate(dict.fromkeys((*paper.places.values(), *used)))}


def _amount(figures: int, statements: int) -> str:
    """Count figures and, apart from them, what the text says without one."""
    beside = f"and {statements} {plural(statements, 'statement')}" if statements else ""
    return f"{figures} {beside}".strip()


def _held(paper: PublishedPaper, held: HeldFigure, style: NumberStyle) -> HeldEntry:
    figure, found = held.figure, held.counterpart
    notes = [held.why] if held.why else []
    if held.reading:
        notes.append(" ".join(wording.adopted(paper, held.reading)))
    if found and found.note:
        notes.append(f"data/literature.toml: {found.note}")
    return HeldEntry(
        Quoted(figure.where or NO_PLACE, figure.what, str(figure.printed)),
        wording.computed(held, style),
        figure.result,
        tuple(notes),
    )


def _statement(paper: PublishedPaper, held: HeldStatement) -> HeldEntry:
    says = f"The text says that {held.said.says}"
    quoted = Quoted(paper.where(held.said.place), says, IN_WORDS)
    is_open = held.outcome is Outcome.UNDECIDABLE
    notes = [held.why] if is_open else []
    if held.reading:
        notes.append(" ".join(wording.adopted(paper, held.reading)))
    return HeldEntry(quoted, wording.NONE if is_open else held.why, "", tuple(notes))


def _typed(paper: PublishedPaper) -> Mapping[str, tuple[Quoted, ...]]:
    found = defaultdict[str, list[Quoted]](list)
    for figure in paper.figures:
        where = figure.where or NO_PLACE
        found[where].append(Quoted(where, figure.what, str(figure.printed)))
    order = _order(paper)
    places = sorted(found, key=lambda where: order.get(where, len(order)))
    return {where: tuple(found[where]) for where in places}


def _manuscript(part: ManuscriptPart) -> ManuscriptEntry:
    n, found = sum(part.counts.values()), len(part.findings)
    summary = part.note or (
        f"{n} {plural(n, 'number')} read back, {found or 'no'} {plural(found, 'finding')}."
    )
    return ManuscriptEntry(
        summary,
        tuple((kind, str(count)) for kind, count in part.counts.items()),
        tuple((finding.severity.value, finding.line) for finding in part.findings),
        finding_summary(part.findings),
    )
