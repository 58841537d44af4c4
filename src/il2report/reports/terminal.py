"""A report as lines of text for a terminal."""

from collections.abc import Iterator
from itertools import chain

from il2report.reports.blocks import (
    AmountList,
    FigureRow,
    FigureTable,
    FindingEntry,
    FindingList,
    Form,
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
    visible,
)

MOST_MINOR = 12
"""How many items of a minor list are shown; the rest is counted."""
HIDDEN = frozenset({Role.STUDY, Role.EXPLANATION, Role.RESULT})
NOTES = {
    Role.CAUSE: "because of {text}",
    Role.PLACES: "in {text}",
    Role.QUOTATION: "{label}: {text}",
    Role.REASON: "why: {text}",
}


def terminal_text(report: ReportTree, *, whole: bool = False) -> str:
    """Write a report for a terminal; `whole` lists what is otherwise only counted."""
    lines = [line for block in report.opening for line in _lines(block, whole=whole)]
    for part in report.parts:
        if whole or not part.is_lookup:
            lines += _part(part, whole=whole)
    text = "\n".join(lines)
    return visible(text).strip("\n") if report.is_foreign else text


def _part(part: ReportPart, *, whole: bool) -> Iterator[str]:
    if part.count:
        yield from ("", f"{part.title} ({part.count})")
    for block in part.blocks:
        yield from _lines(block, whole=whole)


def _lines(block: ReportBlock, *, whole: bool) -> Iterator[str]:
    match block:
        case Remark(role, text) if role not in HIDDEN:
            yield f"note: {text}" if role is Role.NOTE else text
        case Sides():
            old, new = in_full(block)
            yield from (f"From {old}", f"to   {new}", "")
        case ItemList():
            yield from _list(block, whole=whole)
        case AmountList(title, amounts):
            yield from ("", title)
            yield from (f"  {each.amount:>4}  {each.what}" for each in amounts)
        case StepTable(groups, cause):
            yield from [f"  because of {cause}"] * bool(cause)
            yield from chain.from_iterable(_indented(*_group(group)) for group in groups)
        case FindingList(_, entries):
            yield from chain.from_iterable(map(_entry, entries))
        case FigureTable():
            yield from _figures(block, whole=whole)


def _indented(first: str, *others: str) -> Iterator[str]:
    yield f"  {first}"
    yield from (f"      {line}" for line in others)


def _list(block: ItemList, *, whole: bool) -> Iterator[str]:
    if block.title and block.items:
        yield from ("", f"{block.title} ({len(block.items)})")
    shown = block.items if whole or not block.is_minor else block.items[:MOST_MINOR]
    for item in shown:
        inline = "".join(f" ({note.text})" for note in item.notes if note.role is Role.FULL)
        mark = {Form.URGENT: "! ", Form.NUMBERED: f"{item.number}. "}.get(block.form, "")
        detail = f" ({item.detail})" if item.detail else ""
        result = f"  [{item.id}]" if item.id else ""
        notes = [_note(note) for note in item.notes if note.role is not Role.FULL]
        yield from _indented(f"{mark}{item.text}{detail}{inline}{result}", *notes)
    if more := len(block.items) - len(shown):
        yield f"  and {more} more (all with --all or --json)"
    if block.total and block.items:
        yield f"  {block.total}"


def _note(note: Note) -> str:
    return NOTES.get(note.role, "{text}").format(text=note.text, label=note.label)


def _group(group: StepGroup) -> list[str]:
    notes = map(_note, group.notes)
    only, *others = group.steps
    if others or only.alone or only.cause:
        return [f"{group.heading}  [{group.ids}]", *map(_step, group.steps), *notes]
    about = ", ".join(part for part in (group.heading, only.what) if part)
    return [f"{about}: {only.old} → {only.new}  [{group.ids}]", *notes]


def _step(step: Step) -> str:
    what = f"{step.what}: " if step.what else ""
    alone = f" ({step.alone})" if step.alone else ""
    cause = f"  because of {step.cause}" if step.cause else ""
    return f"{what}{step.old} → {step.new}{alone}{cause}"


def _entry(entry: FindingEntry) -> Iterator[str]:
    yield from ("", f"{entry.number}. {entry.message}  [{entry.kind}: {entry.check}]")
    yield from (f"     {each.where}: {each.what} {each.printed}" for each in entry.quoted)
    yield f"   = {entry.arithmetic}"
    if entry.misprint:
        yield f"   ? {entry.misprint}"
    if entry.adopted:
        yield f"   > {entry.adopted} {entry.reason}".rstrip()


def _figures(table: FigureTable, *, whole: bool) -> Iterator[str]:
    if table.is_expected and not whole:
        yield from (f"  {len(rows):>4}  {place}" for place, rows in table.places.items())
        yield "  each of them with --all, in the report and with --json"
        return
    for row in chain.from_iterable(table.places.values()):
        yield from _indented(_figure(row, table.computed), *row.notes)


def _figure(row: FigureRow, computed: str) -> str:
    quoted = row.quoted
    printed = f" {quoted.printed}" if quoted.printed else ""
    result = f"  [{row.id}]" if row.id else ""
    beside = f"; {computed[:1].lower()}{computed[1:]} {row.computed}" if computed else ""
    return f"{quoted.where}: {quoted.what}{printed}{beside}{result}"
