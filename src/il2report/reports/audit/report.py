"""The report on an audit as a tree of blocks."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import TypeAlias

from il2report.audit import (
    AdoptedReading,
    AuditFinding,
    Certainty,
    Figure,
    PublishedPaper,
    purpose_of,
    reading_of,
    source_of,
)
from il2report.audit.examination import Examination
from il2report.audit.understanding.understood import Understood
from il2report.document.formats import AT_LEAST, STILL_ONGOING, NumberStyle, number_style
from il2report.document.grammar import plural
from il2report.errors import Finding, finding_summary
from il2report.reports.audit.understanding import inferred_part, unread_part
from il2report.reports.audit.verdicts import (
    by_place,
    misprint_text,
    question_text,
    quoted,
    verdict_amounts,
    verdict_part,
)
from il2report.reports.blocks import (
    Amount,
    AmountList,
    FigureRow,
    FigureTable,
    FindingEntry,
    FindingList,
    Item,
    ItemList,
    Quoted,
    Remark,
    ReportBlock,
    ReportPart,
    ReportTree,
    Role,
)
from il2report.reproduction.compared import (
    Agreement,
    ComparedFigure,
    ComparedStatement,
    Reproduction,
)

NO_READING = (
    "The study adopts no reading here; [[readings]] in data/published.toml can state which."
)
NOTHING = "nothing"
DEFAULT_STYLE = "anticancer-research"
Adopted: TypeAlias = Callable[[AdoptedReading], tuple[str, str]]
"""Says what the study adopts, and why."""
MOST_DECIMALS = 12
"""Beyond these a computed number has no digits of its own."""
KINDS = {
    "impossible": "impossible, proved: one figure that no data can give",
    "contradictory": "contradictory, proved: figures that cannot all be true",
    "unless-truncated": "impossible or contradictory unless truncated: cannot be true if rounded",
    "suspicious": "suspicious: possible, but another explanation is more likely",
    "implied": "implied: no error, the figures say more than is printed",
}
TITLES = {
    Certainty.PROVED: (
        "Proved: these figures cannot all be true",
        (
            "No data give these figures, be they rounded at the half or truncated. That is true of the"
            " figures as they were typed; compare them with the paper first."
        ),
    ),
    Certainty.UNLESS_TRUNCATED: (
        "Proved unless truncated: these figures cannot all be true if they are rounded",
        (
            "No data give these figures if they are rounded at the half, as most programs round. If"
            " the paper truncates, they may be true."
        ),
    ),
    Certainty.SUSPICIOUS: (
        "Suspicious: possible, but another explanation is more likely",
        "These figures do not exclude each other. Ask the authors what was meant.",
    ),
    Certainty.IMPLIED: (
        "Implied: what the figures say without printing it",
        "Nothing is wrong here. Together the figures say more than each of them alone.",
    ),
}
OUTCOMES = {
    Agreement.DIFFERS: (
        "different in the data of this study",
        "Figures that differ from the data",
        "At the printed precision, the study has another number.",
    ),
    Agreement.UNDECIDABLE: (
        "not verifiable: no corresponding result in this study",
        "Figures that cannot be verified",
        "The study has no result to compare them with, for the reason given.",
    ),
    Agreement.REPRODUCED: (
        "reproduced by the data of this study",
        "Figures that the data reproduce",
        "Rounded or truncated as the figure is, the number of the study prints like it.",
    ),
}
"""Of each outcome the words of the summary, the title of its part, and what the part means."""


@dataclass(frozen=True, slots=True)
class ManuscriptPart:
    """The result of reading the study's own manuscript back: numbers found by kind, and findings."""

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
    was read back, `examination` where a study has no published figures. `study` is its title, `source` is the reference of the
    paper, `basis` says where its figures were typed and what they were compared with, `style` is the
    number style of the study, `notes` say what could not be audited, `understood` is what was read of a paper
    that was not typed.
    """

    examination: Examination | None
    reproduction: Reproduction | None = None
    manuscript: ManuscriptPart | None = None
    study: str = ""
    source: str = ""
    basis: str = ""
    style: NumberStyle | None = None
    notes: tuple[str, ...] = ()
    understood: Understood | None = None

    @property
    def paper(self) -> PublishedPaper | None:
        """The paper, where one was audited."""
        return self.examination.paper if self.examination else None

    @property
    def findings(self) -> tuple[AuditFinding, ...]:
        """What the checks found."""
        return self.examination.findings if self.examination else ()

    @property
    def has_proof(self) -> bool:
        """Whether the paper has a proved contradiction."""
        return self.examination is not None and self.examination.has_proof


def audit_report(audit: Audit) -> ReportTree:
    """Put an audit into words."""
    paper = audit.paper
    title = paper.title if paper else ""
    source = audit.source or (paper.source if paper else "")
    lines = (
        (Role.STUDY, audit.study),
        (Role.PAPER, title),
        (Role.SOURCE, source),
        (Role.SOURCE, audit.basis),
    )
    opening = [Remark(role, text) for role, text in lines if text]
    opening += [Remark(Role.NOTE, note) for note in audit.notes]
    name = ": ".join(filter(None, ("Audit", audit.study or title)))
    title = "Can these figures be true?"
    return ReportTree(name, title, tuple(opening), tuple(_parts(audit)), is_foreign=True)


def _parts(audit: Audit) -> Iterator[ReportPart]:
    paper, manuscript = audit.paper, audit.manuscript
    summary: list[AmountList] = []
    if paper:
        counts = Counter(map(kind_of, audit.findings))
        found = tuple(Amount(str(counts[kind]), said, kind) for kind, said in KINDS.items())
        summary = [_figures_summary(paper, audit), AmountList("Findings", found)]
    if manuscript:
        summary.append(AmountList("The manuscript itself", _manuscript_summary(manuscript)))
    if summary:
        yield ReportPart("summary", "Summary", tuple(summary), kinds=("summary",))
    if audit.understood:
        yield from inferred_part(audit.understood)
    if paper:
        yield from _findings(paper, audit)
    if audit.understood:
        yield from unread_part(audit.understood)
    if paper and audit.reproduction:
        yield from _outcomes(audit, paper, audit.reproduction)
    if audit.examination:
        yield verdict_part(audit.examination)
    if manuscript:
        yield _manuscript(manuscript)


def _figures_summary(paper: PublishedPaper, audit: Audit) -> AmountList:
    n = len({figure.place for figure in paper.figures if figure.place})
    amounts = [Amount(str(len(paper.figures)), f"printed, in {n} {plural(n, 'place')}")]
    if audit.reproduction:
        counts = audit.reproduction.counts
        order = (Agreement.REPRODUCED, Agreement.DIFFERS, Agreement.UNDECIDABLE)
        amounts += [Amount(str(counts[each]), OUTCOMES[each][0], each.value) for each in order]
    if audit.examination:
        amounts += verdict_amounts(audit.examination)
    if audit.understood and (left := len(audit.understood.unread)):
        amounts.append(
            Amount(
                str(left),
                f"{plural(left, 'cell')} or {plural(left, 'passage')} not read, listed below",
            )
        )
    return AmountList("Figures", tuple(amounts))


def _manuscript_summary(part: ManuscriptPart) -> tuple[Amount, ...]:
    if part.note:
        return (Amount("-", part.note),)
    errors = sum(finding.is_error for finding in part.findings)
    notices = len(part.findings) - errors
    return (
        Amount(str(sum(part.counts.values())), "numbers read back from the built page"),
        Amount(str(errors), plural(errors, "error"), "differs" * bool(errors)),
        Amount(str(notices), plural(notices, "notice")),
    )


def _findings(paper: PublishedPaper, audit: Audit) -> Iterator[ReportPart]:
    number = 0
    for certainty, (title, explanation) in TITLES.items():
        entries = []
        for finding in audit.findings:
            if finding.certainty is certainty:
                number += 1
                entries.append(_entry(paper, audit, finding, number))
        if entries:
            blocks = (
                Remark(Role.EXPLANATION, explanation),
                FindingList(certainty.value, tuple(entries)),
            )
            yield ReportPart(certainty.value, title, blocks, str(len(entries)), (certainty.value,))


def _entry(paper: PublishedPaper, audit: Audit, finding: AuditFinding, number: int) -> FindingEntry:
    reading, is_open = reading_of(paper, finding), bool(audit.reproduction)
    adopted, reason = NO_READING if is_open and finding.is_contradiction else "", ""
    if reading:
        adopted, reason = _adopted(audit, paper, reading)
    return FindingEntry(
        number=str(number),
        kind=kind_of(finding),
        message=finding.message,
        quoted=tuple(map(quoted, dict.fromkeys(finding.figures))),
        arithmetic=finding.arithmetic,
        adopted=adopted,
        reason=reason,
        misprint=misprint_text(audit.examination, finding) if audit.examination else "",
        question=question_text(finding.check),
        check=finding.check,
        purpose=purpose_of(finding.check),
        source=source_of(finding.check),
    )


def kind_of(finding: AuditFinding) -> str:
    """Say in one word what kind of finding it is."""
    if not finding.is_contradiction:
        return finding.certainty.value
    return "impossible" if finding.is_impossible else "contradictory"


def _adopted(audit: Audit, paper: PublishedPaper, reading: AdoptedReading) -> tuple[str, str]:
    """Say what the study adopts, and why; and where its data have moved away from that."""
    overruled = _spelled(paper, reading.overruled_by)
    said = f"follows {overruled}" if overruled else f"reads it as {reading.read_as}"
    reason = _spelled(paper, reading.reason)
    if not (moved := _no_longer_reproduced(audit, paper, reading)):
        return f"The study {said}.", reason
    figures = "; ".join(f"{each.where}: {each.what} {each.printed}" for each in moved)
    said = f"follows {overruled}, but its data no longer give {figures}"
    return f"By data/published.toml the study {said}.", reason


def _no_longer_reproduced(
    audit: Audit, paper: PublishedPaper, reading: AdoptedReading
) -> list[Figure]:
    """List the figures that a study follows against those that it overrules, and that its data differ from."""
    if audit.reproduction is None or not reading.overruled_by:
        return []
    differ = {each.figure.name for each in audit.reproduction.of(Agreement.DIFFERS)}
    overruled = {name for each in paper.readings for name in each.figures}
    found = {
        figure.name: figure
        for finding in audit.findings
        if finding.is_contradiction and reading == reading_of(paper, finding)
        for figure in finding.figures
        if figure.name in differ - overruled
    }
    return [*found.values()]


def _spelled(paper: PublishedPaper, text: str) -> str:
    """Replace short names of places by those that readers know: "RES: 48.8" is "Results: 48.8"."""
    text = " ".join(text.split())
    if not paper.places:
        return text
    short = "|".join(sorted(map(re.escape, paper.places), key=len, reverse=True))
    return re.sub(rf"(?<!\w)({short}):", lambda found: f"{paper.places[found[1]]}:", text)


def _outcomes(
    audit: Audit, paper: PublishedPaper, reproduction: Reproduction
) -> Iterator[ReportPart]:
    """List figures and statements by outcome, each beside what the study has."""
    style, adopted = audit.style or number_style(DEFAULT_STYLE), partial(_adopted, audit, paper)
    for outcome, (_, title, explanation) in OUTCOMES.items():
        figures = [_figure_row(each, style, adopted) for each in reproduction.of(outcome)]
        said = [
            _said_row(paper, each, adopted)
            for each in reproduction.statements
            if each.outcome is outcome
        ]
        if not (figures or said):
            continue
        n, statements = len(said), plural(len(said), "statement")
        count = f"{len(figures)} and {n} {statements}" if n else str(len(figures))
        table = FigureTable(
            by_place(paper, figures + said), "The study has", outcome is Agreement.REPRODUCED
        )
        blocks: tuple[ReportBlock, ...] = (Remark(Role.EXPLANATION, explanation), table)
        yield ReportPart(f"held-{outcome}", title, blocks, count, ("held", outcome.value))


def _figure_row(compared: ComparedFigure, style: NumberStyle, adopted: Adopted) -> FigureRow:
    """Put a figure beside the number of the study, printed as precisely as the figure."""
    figure, found = compared.figure, compared.counterpart
    notes = [compared.why] if compared.why else []
    if compared.reading:
        notes.append(" ".join(adopted(compared.reading)))
    if found and found.note:
        notes.append(f"data/literature.toml: {found.note}")
    computed = NOTHING
    if compared.value is not None and found is not None:
        number = Decimal(compared.value.numerator) / Decimal(compared.value.denominator)
        text = style.number(number, min(figure.printed.decimals, MOST_DECIMALS))
        computed = f"{AT_LEAST * found.is_at_least}{text}{STILL_ONGOING * found.is_ongoing}"
    return FigureRow(quoted(figure), computed, figure.result, tuple(notes))


def _said_row(paper: PublishedPaper, compared: ComparedStatement, adopted: Adopted) -> FigureRow:
    quoted = Quoted(
        paper.where(compared.said.place), f"The text says that {compared.said.says}", ""
    )
    is_open = compared.outcome is Agreement.UNDECIDABLE
    notes = [compared.why] if is_open else []
    if compared.reading:
        notes.append(" ".join(adopted(compared.reading)))
    return FigureRow(quoted, NOTHING if is_open else compared.why, "", tuple(notes))


def _manuscript(part: ManuscriptPart) -> ReportPart:
    explanation = (
        "The manuscript that the study builds, read back as text: every number in it must be a"
        " result, a fact, a choice or a number of its order."
    )
    n, found = sum(part.counts.values()), len(part.findings)
    summary = f"{n} {plural(n, 'number')} read back, {found or 'no'} {plural(found, 'finding')}."
    items = tuple(Item(finding.line, kind=finding.severity.value) for finding in part.findings)
    blocks: list[ReportBlock] = [
        Remark(Role.EXPLANATION, explanation),
        Remark(Role.RESULT, part.note or summary),
        ItemList(
            items,
            kind="findings",
            title="Findings on the manuscript itself" if items else "",
            total=finding_summary(part.findings),
        ),
    ]
    if part.counts:
        counts = tuple(Amount(str(count), kind) for kind, count in part.counts.items())
        blocks.append(AmountList("What was read back in the manuscript", counts))
    return ReportPart("manuscript", "The manuscript itself", tuple(blocks), kinds=("manuscript",))
