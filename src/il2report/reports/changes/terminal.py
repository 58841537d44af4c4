"""The report on a change as a terminal shows it."""

from collections.abc import Iterable, Iterator

from il2report.document.grammar import plural
from il2report.reports.changes.report import (
    Alert,
    ChangeReport,
    CorrectionEntry,
    NumberGroup,
    NumberLine,
    NumberList,
    PlainEntry,
)
from il2report.reports.changes.wording import ARROW

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
    yield from _numbers("Printed numbers that changed", report.printed)
    yield from _part("Printed now, and not before", map(_placed, report.newly_printed))
    yield from _part("No longer printed", map(_placed, report.no_longer_printed))
    yield from _part("Texts of the team that changed", ([name] for name in report.texts))
    yield from _part("Correction log", ([finding] for finding in report.findings))
    yield from _numbers("Changed, but printed nowhere", report.beside)
    yield from _beyond(report.beyond_print, whole=whole)


def _part(title: str, entries: Iterable[list[str]], count: int | None = None) -> Iterator[str]:
    """Give a titled part, or nothing where there are no entries."""
    listed = list(entries)
    if not listed:
        return
    yield ""
    yield f"{title} ({len(listed) if count is None else count})"
    for first, *others in listed:
        yield f"  {first}"
        yield from (f"      {line}" for line in others)


def _numbers(title: str, numbers: NumberList) -> Iterator[str]:
    lead = [[f"because of {numbers.cause}"]] if numbers.cause else []
    yield from _part(title, [*lead, *map(_group, numbers.groups)], numbers.count)


def _beyond(entries: tuple[PlainEntry, ...], *, whole: bool) -> Iterator[str]:
    shown = entries if whole else entries[:MOST_BEYOND_PRINT]
    lines = ([f"{e.label}: {e.text} as before ({e.detail})  [{e.id}]"] for e in shown)
    yield from _part("Changed only beyond the printed precision", lines, len(entries))
    if more := len(entries) - len(shown):
        yield f"  and {more} further {plural(more, 'number')} (all with --all or --json)"


def _alert(alert: Alert) -> list[str]:
    cause = [f"because of {alert.cause}"] if alert.cause else []
    claim = [alert.claim] if alert.claim else []
    said = [f"{who}: {what}" for who, what in alert.sentences]
    return [f"! {alert.message}", *said, *cause, *claim]


def _group(group: NumberGroup) -> list[str]:
    only, *others = group.lines
    lines = [f"{group.heading}  [{group.ids}]", *map(_step, group.lines)]
    if not others and not only.alone and not only.cause:
        about = ", ".join(part for part in (group.heading, only.what) if part)
        lines = [f"{about}: {only.old}{ARROW}{only.new}  [{group.ids}]"]
    if group.places:
        lines.append(f"in {'; '.join(group.places)}")
    if group.cause:
        lines.append(f"because of {group.cause}")
    return lines


def _step(line: NumberLine) -> str:
    alone = f" ({line.alone})" if line.alone else ""
    cause = f"  because of {line.cause}" if line.cause else ""
    return f"{line.what}{': ' if line.what else ''}{line.old}{ARROW}{line.new}{alone}{cause}"


def _placed(entry: PlainEntry) -> list[str]:
    return [f"{entry.label}: {entry.text}  [{entry.id}]", f"in {entry.detail}"]


def _correction(entry: CorrectionEntry) -> list[str]:
    reasons = [f"why: {reason}" for reason in entry.reasons]
    detail = f" ({entry.detail})" if entry.detail else ""
    return [f"{entry.number}. {entry.what}{detail}", f"{entry.place}; {entry.effect}", *reasons]
