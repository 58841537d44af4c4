"""The report on a change as Markdown, to be pasted into an e-mail."""

import re
from collections.abc import Iterable, Iterator

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

SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&]|(?<=\w)://)")


def markdown_report(report: ChangeReport) -> str:
    """Write the report as Markdown that reads well as plain text, too."""
    return "\n".join(_lines(report)) + "\n"


def plain(text: str) -> str:
    """Escape what Markdown would take for markup."""
    return SPECIAL.sub(r"\\\1", text)


def _lines(report: ChangeReport) -> Iterator[str]:
    yield "# What changed"
    yield ""
    yield f"From {plain(report.old)} to {plain(report.new)}."
    yield ""
    yield f"**{plain(report.summary)}**"
    yield from _part("", (f"Note: {plain(note)}" for note in report.notes))
    yield from _part("Look at these first", map(_alert, report.alerts))
    yield from _part("Corrections", map(_correction, report.corrections), mark="")
    yield from _numbers("Printed numbers that changed", report.printed)
    yield from _part("Printed now, and not before", map(_placed, report.newly_printed))
    yield from _part("No longer printed", map(_placed, report.no_longer_printed))
    yield from _part("Texts of the team that changed", map(plain, report.texts))
    yield from _part("Correction log", map(plain, report.findings))
    yield from _numbers("Changed, but printed nowhere", report.beside)
    yield from _part("Changed only beyond the printed precision", map(_beyond, report.beyond_print))


def _part(title: str, entries: Iterable[str], mark: str = "- ", lead: str = "") -> Iterator[str]:
    listed = list(entries)
    if not listed:
        return
    yield ""
    if title:
        yield f"## {title}"
        yield ""
    if lead:
        yield lead
        yield ""
    yield from (f"{mark}{entry}" for entry in listed)


def _numbers(title: str, numbers: NumberList) -> Iterator[str]:
    yield from _part(title, map(_group, numbers.groups), lead=_because(numbers.cause).strip())


def _alert(alert: Alert) -> str:
    said = "".join(f' {who}: "{plain(what)}"' for who, what in alert.sentences)
    claim = f" ({plain(alert.claim)})" if alert.claim else ""
    return f"**{plain(alert.message)}.**{said}{_because(alert.cause)}{claim}"


def _group(group: NumberGroup) -> str:
    places = f" In {plain('; '.join(group.places))}." if group.places else ""
    steps = "; ".join(map(_step, group.lines))
    return f"{plain(group.heading)}: {steps}.{places}{_because(group.cause)}"


def _step(line: NumberLine) -> str:
    alone = f" ({plain(line.alone)})" if line.alone else ""
    what = f"{plain(line.what)} " if line.what else ""
    cause = f" because of {plain(line.cause)}" if line.cause else ""
    return f"{what}{plain(line.old)}{ARROW}**{plain(line.new)}**{alone}{cause}"


def _placed(entry: PlainEntry) -> str:
    return f"{plain(entry.label)}: {plain(entry.text)}. In {plain(entry.detail)}."


def _beyond(entry: PlainEntry) -> str:
    return f"{plain(entry.label)}: prints {plain(entry.text)} as before ({plain(entry.detail)})"


def _correction(entry: CorrectionEntry) -> str:
    reasons = "".join(f" Why: {plain(reason)}." for reason in entry.reasons)
    detail = f": {plain(entry.detail)}" if entry.detail else ""
    what = f"{plain(entry.what)}{detail}"
    return f"{entry.number}. {what} ({plain(entry.place)}; {entry.effect}).{reasons}"


def _because(cause: str) -> str:
    return f" Because of {plain(cause)}." if cause else ""
