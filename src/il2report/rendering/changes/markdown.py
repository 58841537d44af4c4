"""The report on a change as Markdown, to be pasted into an e-mail."""

import re
from collections.abc import Iterable, Iterator

from il2report.rendering.changes.report import Alert, ChangeReport, CorrectionEntry, NumberEntry
from il2report.rendering.changes.wording import ARROW

SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


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
    yield from _part("Correction log", map(plain, report.findings))
    yield from _part("Printed numbers that changed", map(_number, report.printed))
    yield from _part("Texts of the team that changed", map(plain, report.texts))
    yield from _part("Changed, but printed nowhere", map(_number, report.beside))
    yield from _part("Changed only beyond the printed precision", map(_beyond, report.beyond_print))


def _part(title: str, entries: Iterable[str], mark: str = "- ") -> Iterator[str]:
    listed = list(entries)
    if not listed:
        return
    yield ""
    if title:
        yield f"## {title}"
        yield ""
    yield from (f"{mark}{entry}" for entry in listed)


def _alert(alert: Alert) -> str:
    said = "".join(f' {who}: "{plain(what)}"' for who, what in alert.sentences)
    return f"**{plain(alert.message)}.**{_because(alert.cause)}{said}"


def _number(entry: NumberEntry) -> str:
    places = f" In {plain('; '.join(entry.places))}." if entry.places else ""
    step = f"{plain(entry.old)}{ARROW}**{plain(entry.new)}**"
    return f"{plain(entry.label)}: {step}.{places}{_because(entry.cause)}"


def _beyond(entry: NumberEntry) -> str:
    return f"{plain(entry.label)}: prints {plain(entry.old)} as before ({plain(entry.full)})"


def _correction(entry: CorrectionEntry) -> str:
    steps = "; ".join(entry.steps)
    reasons = "".join(f" Why: {plain(reason)}." for reason in entry.reasons)
    what = f"{entry.subject}{': ' if steps else ''}{steps}"
    return f"{entry.number}. {plain(what)} ({plain(entry.place)}). Changes {entry.effect}.{reasons}"


def _because(cause: str) -> str:
    return f" Because of {plain(cause)}." if cause else ""
