"""The verdict on each figure, and what would explain a finding, as blocks of the report."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from il2report.audit import AuditFinding, Figure, PublishedPaper
from il2report.audit.examination import Examination
from il2report.audit.inspect_sr import QUESTIONS, item_of
from il2report.audit.misprints import MOST_NAMED, Misprint
from il2report.audit.verdicts import FigureVerdict, Verdict
from il2report.reports.blocks import (
    Amount,
    FigureRow,
    FigureTable,
    Quoted,
    Remark,
    ReportPart,
    Role,
)

NO_PLACE = "Not printed, but known"
SAID = {
    Verdict.IMPOSSIBLE: "impossible",
    Verdict.CONTRADICTORY: "part of a proved contradiction",
    Verdict.UNLESS_TRUNCATED: "part of a contradiction, unless they were truncated",
    Verdict.SUSPICIOUS: "suspicious",
    Verdict.REPRODUCED: "reproduced: any other digit would contradict the other figures",
    Verdict.CONSISTENT: "consistent: some wrong digits would have been found, and none was",
    Verdict.NOT_CHECKABLE: "not checkable: no wrong digit of them could have been found",
}
KINDS = {
    Verdict.IMPOSSIBLE: "differs",
    Verdict.CONTRADICTORY: "differs",
    Verdict.REPRODUCED: "reproduced",
    Verdict.NOT_CHECKABLE: "undecidable",
}
SELDOM = frozenset({Verdict.IMPOSSIBLE, Verdict.UNLESS_TRUNCATED, Verdict.SUSPICIOUS})
EXPLANATION = (
    "Every figure as it was read; compare it with the paper before you rely on a finding. For each,"
    " every single digit was changed and the checks were run again: the verdict says how many of these"
    " values they would have found. A figure that is not checkable may be right or wrong."
)


def verdict_amounts(examination: Examination) -> list[Amount]:
    """Count the figures by verdict; the gravest first."""
    counts = Counter(each.verdict for each in examination.verdicts)
    return [
        Amount(str(counts[verdict]), said, KINDS.get(verdict, ""))
        for verdict, said in SAID.items()
        if counts[verdict] or verdict not in SELDOM
    ]


def verdict_part(examination: Examination) -> ReportPart:
    """List every figure with its verdict, by place."""
    rows = [_row(each) for each in examination.verdicts]
    table = FigureTable(by_place(examination.paper, rows), "Verdict")
    blocks = (Remark(Role.EXPLANATION, EXPLANATION), table)
    kinds = ("held", "typed")
    n = str(len(rows))
    return ReportPart("typed", "Every figure and its verdict", blocks, n, kinds, is_lookup=True)


def _row(each: FigureVerdict) -> FigureRow:
    power = f" ({each.caught} of {each.tried})" if each.verdict is Verdict.CONSISTENT else ""
    notes = (f"{each.why[:1].upper()}{each.why[1:]}.",) if each.why else ()
    return FigureRow(quoted(each.figure), f"{each.verdict}{power}", "", notes)


def by_place(
    paper: PublishedPaper, rows: Iterable[FigureRow]
) -> Mapping[str, tuple[FigureRow, ...]]:
    """Sort rows by place, in the order of the file; places that it does not list come last."""
    used = (figure.where for figure in paper.figures)
    found = defaultdict[str, list[FigureRow]](list)
    for row in rows:
        found[row.quoted.where].append(row)
    order = dict.fromkeys((*paper.places.values(), *used, *found))
    return {place: tuple(found[place]) for place in order if place in found}


def quoted(figure: Figure) -> Quoted:
    """Quote a figure with its place."""
    return Quoted(figure.where or NO_PLACE, figure.what, str(figure.printed))


def misprint_text(examination: Examination, finding: AuditFinding) -> str:
    """Say which single misprints would explain a contradiction; "" where none would."""
    explained = examination.misprints.get(finding, ())
    if not explained:
        return ""
    if len(explained) > MOST_NAMED:
        return f"Any of {len(explained)} misprints of one digit would explain it."
    return f"One misprint would explain it: {'; or '.join(map(_misprint, explained))}."


def _misprint(each: Misprint) -> str:
    figure = each.figure
    how = ", two digits exchanged" if each.is_exchange else ""
    place = f" in {figure.where}" if figure.where else ""
    return f"{figure.what}{place}, {each.instead} instead of {figure.printed}{how}"


def question_text(check: str) -> str:
    """Name the question of INSPECT-SR that a check helps to answer."""
    item = item_of(check)
    return f"INSPECT-SR {item}, {QUESTIONS[item]}."
