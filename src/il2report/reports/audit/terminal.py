"""The report on an audit as a terminal shows it."""

from collections.abc import Iterator

from il2report.audit.held import Outcome
from il2report.reports.audit.report import (
    IN_WORDS,
    AuditReport,
    FindingEntry,
    HeldEntry,
    HeldGroup,
    ManuscriptEntry,
    SummaryLine,
)
from il2report.reports.audit.wording import inert


def terminal_report(report: AuditReport, *, whole: bool = False) -> str:
    """Write the report as lines of text.

    Parameters
    ----------
    report : in words
    whole : list the figures that the data reproduce too
    """
    return "\n".join(map(inert, _lines(report, whole=whole))).strip("\n")


def _lines(report: AuditReport, *, whole: bool) -> Iterator[str]:
    yield from filter(None, (report.title, report.source, report.basis))
    yield from (f"note: {note}" for note in report.notes)
    yield from _summary("Figures", report.figures)
    yield from _summary("Findings", report.found)
    yield from _summary("The manuscript itself", report.own)
    for group in report.groups:
        yield from ("", f"{group.title} ({len(group.entries)})")
        for entry in group.entries:
            yield ""
            yield from _finding(entry)
    for held in report.held:
        yield from _held(held, whole=whole)
    if report.manuscript:
        yield from _manuscript(report.manuscript)


def _summary(title: str, lines: tuple[SummaryLine, ...]) -> Iterator[str]:
    if lines:
        yield from ("", title)
        yield from (f"  {line.amount:>4}  {line.said}" for line in lines)


def _finding(entry: FindingEntry) -> Iterator[str]:
    yield f"{entry.number}. {entry.message}  [{entry.kind}: {entry.check}]"
    yield from (f"     {each.where}: {each.what} {each.printed}" for each in entry.quoted)
    yield f"   = {entry.arithmetic}"
    if entry.adopted:
        yield f"   > {entry.adopted} {entry.reason}".rstrip()


def _held(group: HeldGroup, *, whole: bool) -> Iterator[str]:
    yield from ("", f"{group.title} ({group.amount})")
    if group.kind == Outcome.REPRODUCED and not whole:
        for place, entries in group.by_place.items():
            yield f"  {len(entries):>4}  {place}"
        yield "  each of them with --all, in the report and with --json"
        return
    for entry in group.entries:
        yield from _beside(entry)


def _beside(entry: HeldEntry) -> Iterator[str]:
    quoted = entry.quoted
    printed = "" if quoted.printed == IN_WORDS else f" {quoted.printed}"
    where = f"  [{entry.id}]" if entry.id else ""
    yield f"  {quoted.where}: {quoted.what}{printed}; the study has {entry.computed}{where}"
    yield from (f"      {note}" for note in entry.notes)


def _manuscript(entry: ManuscriptEntry) -> Iterator[str]:
    """List what is wrong and what was read; that there was nothing to read stands in the summary."""
    if entry.findings:
        yield from ("", f"Findings on the manuscript itself ({len(entry.findings)})")
        yield from (f"  {line}" for _, line in entry.findings)
        yield f"  {entry.counted}"
    if entry.counts:
        yield from ("", "What was read back in the manuscript")
        yield from (f"  {count:>4}  {kind}" for kind, count in entry.counts)
