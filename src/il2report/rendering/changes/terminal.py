"""The report on a change as a terminal shows it."""

from collections.abc import Iterable, Iterator

from il2report.rendering.changes.report import Alert, ChangeReport, CorrectionEntry, NumberEntry
from il2report.rendering.changes.wording import ARROW
from il2report.rendering.grammar import plural

MOST_BEYOND_PRINT = 12
"""How many numbers that print as before are listed; the rest is counted."""


def terminal_report(report: ChangeReport, *, whole: bool = False) -> str:
    """Write the report as lines of text.

    Parameters
    ----------
    report : in words
    whole : list every number that changed beyond its printed precision, however many
    """
    return "\n".join(_lines(report, whole=whole))


def _lines(report: ChangeReport, *, whole: bool) -> Iterator[str]:
    yield f"From {report.old}"
    yield f"to   {report.new}"
    yield ""
    yield report.summary
    yield from (f"note: {note}" for note in report.notes)
    yield from _part("Look at these first", map(_alert, report.alerts))
    yield from _part("Corrections", map(_correction, report.corrections))
    yield from _part("Correction log", ([finding] for finding in report.findings))
    yield from _part("Printed numbers that changed", map(_number, report.printed))
    yield from _part("Texts of the team that changed", ([name] for name in report.texts))
    yield from _part("Changed, but printed nowhere", map(_number, report.beside))
    beyond = report.beyond_print if whole else report.beyond_print[:MOST_BEYOND_PRINT]
    yield from _part("Changed only beyond the printed precision", map(_beyond, beyond))
    if more := len(report.beyond_print) - len(beyond):
        yield f"  and {more} further {plural(more, 'number')} (all with --all or --json)"


def _part(title: str, entries: Iterable[list[str]]) -> Iterator[str]:
    """Give a titled part, or nothing where there are no entries."""
    listed = list(entries)
    if not listed:
        return
    yield ""
    yield f"{title} ({len(listed)})"
    for first, *others in listed:
        yield f"  {first}"
        yield from (f"      {line}" for line in others)


def _alert(alert: Alert) -> list[str]:
    cause = [f"because of {alert.cause}"] if alert.cause else []
    return [f"! {alert.message}", *(f"{who}: {said}" for who, said in alert.sentences), *cause]


def _number(entry: NumberEntry) -> list[str]:
    lines = [f"{entry.label}: {entry.old}{ARROW}{entry.new}  [{entry.id}]"]
    if entry.places:
        lines.append(f"in {'; '.join(entry.places)}")
    if entry.cause:
        lines.append(f"because of {entry.cause}")
    return lines


def _beyond(entry: NumberEntry) -> list[str]:
    return [f"{entry.label}: {entry.old} as before ({entry.full})  [{entry.id}]"]


def _correction(entry: CorrectionEntry) -> list[str]:
    steps = "; ".join(entry.steps)
    first = f"{entry.number}. {entry.subject}{': ' if steps else ''}{steps}"
    reasons = [f"why: {reason}" for reason in entry.reasons]
    return [first, f"{entry.place}; changes {entry.effect}", *reasons]
