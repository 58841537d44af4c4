"""A report as Markdown that reads well as plain text, too: to be pasted into an e-mail."""

import re
from collections.abc import Iterator
from itertools import chain

from il2report.reports.blocks import (
    AmountList,
    FigureRow,
    FigureTable,
    FindingEntry,
    FindingList,
    Form,
    Item,
    ItemList,
    Note,
    Remark,
    ReportBlock,
    ReportPart,
    ReportTree,
    Role,
    Sides,
    Step,
    StepGroup,
    StepTable,
    in_full,
)

SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&]|(?<=\w)://)")
REMARKS = {Role.SUMMARY: "**{}**", Role.RESULT: "**{}**", Role.NOTE: "- Note: {}"}
NOTES = {
    Role.CAUSE: " Because of {text}.",
    Role.PLACES: " In {text}.",
    Role.QUOTATION: ' {label}: "{text}"',
    Role.CLAIM: " ({text})",
    Role.REASON: " Why: {text}.",
    Role.FULL: " ({text})",
}
ENDED_BY = frozenset({Role.PLACES, Role.CAUSE})
"""Notes that are sentences of their own, so that what is before them ends in a full stop."""


def markdown_text(report: ReportTree) -> str:
    """Write a report as Markdown."""
    lines = [f"# {report.title}"]
    for block in report.opening:
        if not (isinstance(block, Remark) and block.role is Role.STUDY):
            lines += ["", *_lines(block)]
    for part in report.parts:
        lines += _part(part)
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """Escape what Markdown would take for markup."""
    return SPECIAL.sub(r"\\\1", text)


def _part(part: ReportPart) -> Iterator[str]:
    yield from ("", f"## {part.title}")
    for block in part.blocks:
        yield from ("", *_lines(block))


def _lines(block: ReportBlock) -> Iterator[str]:
    match block:
        case Remark(role, text):
            yield REMARKS.get(role, "{}").format(plain(text))
        case Sides():
            old, new = in_full(block)
            yield f"From {plain(old)} to {plain(new)}."
        case ItemList(items, form):
            yield from (_item(item, form) for item in items)
            yield from ["", plain(block.total)] * bool(block.total)
        case AmountList(title, amounts):
            yield from (f"**{plain(title)}**", "")
            yield from (f"- {each.amount} {plain(each.what)}" for each in amounts)
        case StepTable(groups, cause):
            yield from [f"Because of {plain(cause)}.", ""] * bool(cause)
            yield from map(_group, groups)
        case FindingList(_, entries):
            yield from map(_entry, entries)
        case FigureTable(places, computed):
            rows = chain.from_iterable(places.values())
            yield from (_figure(row, computed) for row in rows)


def _item(item: Item, form: Form) -> str:
    notes = "".join(_note(note) for note in item.notes if note.role is not Role.DETAIL)
    text = plain(item.text)
    match form:
        case Form.URGENT:
            return f"- **{text}.**{notes}"
        case Form.NUMBERED:
            detail = f": {plain(item.detail)}" if item.detail else ""
            where = "".join(f" ({plain(n.text)})" for n in item.notes if n.role is Role.DETAIL)
            return f"{item.number}. {text}{detail}{where}.{notes}"
        case _:
            stop = "." * any(note.role in ENDED_BY for note in item.notes)
            return f"- {text}{stop}{notes}"


def _note(note: Note) -> str:
    return NOTES[note.role].format(text=plain(note.text), label=note.label)


def _group(group: StepGroup) -> str:
    steps = "; ".join(map(_step, group.steps))
    return f"- {plain(group.heading)}: {steps}.{''.join(map(_note, group.notes))}"


def _step(step: Step) -> str:
    what = f"{plain(step.what)} " if step.what else ""
    alone = f" ({plain(step.alone)})" if step.alone else ""
    cause = f" because of {plain(step.cause)}" if step.cause else ""
    return f"{what}{plain(step.old)} → **{plain(step.new)}**{alone}{cause}"


def _entry(entry: FindingEntry) -> str:
    quoted = "; ".join(f"{each.where}: {each.what} {each.printed}" for each in entry.quoted)
    misprint = f" {plain(entry.misprint)}" * bool(entry.misprint)
    adopted = f" **{plain(entry.adopted)}** {plain(entry.reason)}".rstrip() * bool(entry.adopted)
    return f"{entry.number}. **{plain(entry.message)}** {plain(quoted)}. {plain(entry.arithmetic)}.{misprint}{adopted}"


def _figure(row: FigureRow, computed: str) -> str:
    quoted = row.quoted
    shown = plain(f"{quoted.where}: {quoted.what} {quoted.printed}".rstrip())
    beside = f"; {computed[:1].lower()}{computed[1:]} {plain(row.computed)}" if computed else ""
    return f"- {shown}{beside}{''.join(f' ({plain(note)})' for note in row.notes)}"
