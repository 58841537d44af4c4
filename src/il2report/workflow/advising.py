"""Says of each edit which file and line made the words, what a number was computed from, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from il2report.document.document import Document
from il2report.document.grammar import listed
from il2report.errors import row_unit
from il2report.pages.accounts import CONSTANT, LITERATURE, Account, Accounts
from il2report.results import UnknownResult
from il2report.revisions import Draft
from il2report.study.files import MOST_OF_BIBLIOGRAPHY, FileRefused, read_file
from il2report.templating.facts import UnknownFact
from il2report.word.flow import Look, Slot, paragraphs_of
from il2report.word.manuscript import WordManuscript
from il2report.word.review.edits import REFERENCES, TYPED_OVER, Edit, EditKind
from il2report.word.review.literals import CALL
from il2report.word.review.paragraph_patches import TemplateBlock, blocks_printing, written
from il2report.word.review.patches import Patch, Templates
from il2report.word.review.review import ReviewedEdit
from il2report.word.review.tokens import Line, line_of
from il2report.workflow.proving import RebuiltDraft

MOST_CELLS = 6
NEIGHBORS = 4
"""Paragraphs on either side whose lines say which template a paragraph without calls is from."""
OUTSIDE_OF_TEMPLATES = ("Title", "Author", "Bibliography")
"""Styles of paragraphs whose words are in study.toml or data/references.json."""
OF_DATA = "data/"
CHOICES, WORKS, CODES, FACTS = (
    "study.toml",
    "data/references.json",
    "data/codebook.csv",
    "data/literature.toml",
)
BUILT_AGAIN = "and build again; a number is never typed into the text"
MARKED = tuple(f"{look})" for look in (Look.STRUCK, Look.HIGHLIGHTED, Look.HIDDEN))
"""How an edit ends that only marks words."""
ONLY_MARKED = "the words are still in the file and only marked; ask what is meant"
BESIDE_A_VALUE = (
    "these words were added to a value in double braces; write them into the template beside it"
)
OF_FLOATS = frozenset(
    {
        EditKind.ROW_ADDED,
        EditKind.ROW_DELETED,
        EditKind.ROW_MOVED,
        EditKind.COLUMN_ADDED,
        EditKind.COLUMN_DELETED,
        EditKind.CELLS,
        EditKind.TABLE_ADDED,
        EditKind.TABLE_DELETED,
        EditKind.FIGURE_ADDED,
        EditKind.FIGURE_DELETED,
        EditKind.FIGURE_REPLACED,
    }
)
OF_DECLARATIONS = "captions, rows, columns and labels of tables follow from study.toml and the codebook; change the declaration"
ADVICE: Mapping[EditKind, str] = MappingProxyType(
    {
        EditKind.DIGITS: "a number is not typed into a template; print it by the id of its result, or from"
        " study.toml or data/literature.toml",
        EditKind.FORMAT: "looks are marked in the template: *italic*, **bold**, ## heading, - entry of a list",
        **dict.fromkeys(
            (EditKind.ADDED, EditKind.DELETED, EditKind.MOVED, EditKind.SPLIT, EditKind.JOINED),
            "change the paragraphs of the template",
        ),
        **dict.fromkeys(
            (EditKind.FIGURE_ADDED, EditKind.FIGURE_DELETED, EditKind.FIGURE_REPLACED),
            "figures are drawn from the data as study.toml declares them; a picture of your own is a [[figure]] of the"
            ' kind "file"',
        ),
    }
)


class Advisor:
    """Advises on the edits of one draft; `rebuilt` is the draft from its inputs, where these are kept."""

    def __init__(
        self,
        draft: Draft,
        document: Document,
        manuscript: WordManuscript,
        rebuilt: RebuiltDraft | None,
    ) -> None:
        self._draft, self._document, self._rebuilt = draft, document, rebuilt
        self._slots = {slot.number: slot for slot in manuscript.slots}
        texts = {slot.number: " ".join(slot.text.split()) for slot in manuscript.slots}
        self._paragraphs = {each.name: each for each in paragraphs_of(manuscript.flow)}
        self._lines = {name: line_of(each, texts) for name, each in self._paragraphs.items()}
        self._called: dict[str, list[tuple[str, int]]] = {}
        for slot in manuscript.slots:
            if slot.template and not slot.table:
                self._called.setdefault(slot.paragraph, []).append((slot.template, slot.line))
        self._templates = Templates(rebuilt.templates if rebuilt else {})

    def reviewed(self, edits: Iterable[Edit]) -> dict[Edit, ReviewedEdit]:
        """Advise on edits; what several files have in common is advised on once."""
        edits = list(dict.fromkeys(edits))
        wanted = {edit: found for edit in edits if (found := self._patches(edit))}
        proven = self._rebuilt.proven(wanted) if self._rebuilt else {}
        return {edit: self._of(edit, proven.get(edit)) for edit in edits}

    # --- templates --------------------------------------------------------------------------------

    def _patches(self, edit: Edit) -> tuple[Patch, ...]:
        """Give the changes of templates that may make an edit of words."""
        if edit.kind in (EditKind.DELETED, EditKind.ADDED, EditKind.MOVED):
            return tuple(self._of_paragraphs(edit))
        is_of_text = self._style(edit.spot.paragraph) not in OUTSIDE_OF_TEMPLATES
        if edit.kind not in (EditKind.WORDS, EditKind.DIGITS) or edit.slots or not is_of_text:
            return ()
        line = self._lines.get(edit.spot.paragraph)
        if line is None or line.text[edit.start : edit.end] != edit.old:
            return ()
        text, start, end = _masked(line, edit.start, edit.end)
        return self._templates.patches(text, start, end, edit.new, self._near(edit.spot.paragraph))

    def _of_paragraphs(self, edit: Edit) -> Iterator[Patch]:
        """Give the changes that may delete, add or move a whole paragraph."""
        own = list(self._blocks(edit.spot.paragraph))
        if edit.kind is EditKind.DELETED:
            yield from (block.patch(block.without()) for block in own)
            return
        order = list(self._paragraphs)
        following = order[order.index(edit.near) + 1 :][:1] if edit.near in self._paragraphs else []
        for name, is_after in [(edit.near, True), *((of, False) for of in following)]:
            for block in self._blocks(name):
                if edit.kind is EditKind.ADDED:
                    if lines := written(edit.new, edit.form):
                        yield block.patch(block.beside(lines, is_after=is_after))
                    continue
                for each in own:
                    if each.template == block.template and each != block:
                        lines = each.source[each.start : each.end]
                        beside = block.beside(lines, is_after=is_after)
                        yield each.patch(each.without(), beside)

    def _blocks(self, paragraph: str) -> Iterator[TemplateBlock]:
        """Give the paragraphs of templates that may print a paragraph of the draft."""
        line = self._lines.get(paragraph)
        if line and self._rebuilt and self._style(paragraph) not in OUTSIDE_OF_TEMPLATES:
            text, _, _ = _masked(line, 0, 0)
            yield from blocks_printing(text, self._rebuilt.templates, self._near(paragraph))

    def _style(self, paragraph: str) -> str:
        return self._paragraphs[paragraph].style if paragraph in self._paragraphs else ""

    def _near(self, paragraph: str) -> list[list[tuple[str, int]]]:
        """Give the lines of templates that called for a paragraph, and those of its neighbors."""
        order = list(self._paragraphs)
        at = order.index(paragraph) if paragraph in self._paragraphs else 0
        before, behind = order[max(0, at - NEIGHBORS) : at], order[at + 1 : at + 1 + NEIGHBORS]
        beside = [
            line for name in (*reversed(before), *behind) for line in self._called.get(name, ())
        ]
        return [self._called.get(paragraph, []), beside]

    def _where(self, paragraph: str, start: int) -> str:
        """Name the file and line of a place: of the call before it, else of the words, else of a call beside them."""
        own, beside = self._near(paragraph)
        line = self._lines.get(paragraph)
        if own and line:
            before = [token.slot for token in line.tokens if token.slot and token.end <= start]
            slot = self._slots[before[-1]] if before else None
            return _place(slot.template, slot.line) if slot and slot.template else _place(*own[0])
        if line and line.tokens and self._rebuilt:
            text, _, _ = _masked(line, 0, 0)
            stretch = max(text.split(CALL), key=len)
            at = text.find(stretch)
            found = self._templates.patches(text, at, at + len(stretch), "", (own, beside))
            if found:
                return _place(found[0].template, found[0].line)
        return _place(*beside[0]) if beside else ""

    # --- advice -----------------------------------------------------------------------------------

    def _of(self, edit: Edit, patch: Patch | None) -> ReviewedEdit:
        if patch:
            return ReviewedEdit(edit, "", _place(patch.template, patch.line), patch=patch)
        slots = [self._slots[number] for number in edit.slots if number in self._slots]
        if edit.kind in TYPED_OVER.values() and slots:
            return self._typed_over(edit, slots[0])
        results = tuple(slot.result for slot in slots)
        source, advice = self._source_and_advice(edit, slots)
        return ReviewedEdit(edit, advice, source, results)

    def _source_and_advice(self, edit: Edit, slots: list[Slot]) -> tuple[str, str]:
        """Say where words without a patch come from, and what to do."""
        paragraph = edit.spot.paragraph or edit.near
        style = self._style(paragraph)
        if edit.kind in OF_FLOATS or (edit.spot.row and edit.kind is not EditKind.FORMAT):
            return "", ADVICE.get(edit.kind, OF_DECLARATIONS)
        is_beside = edit.kind is EditKind.ADDED and edit.spot.section != REFERENCES
        if style in OUTSIDE_OF_TEMPLATES and not is_beside:
            return self._of_front_or_works(edit, style, paragraph)
        where = self._where(paragraph, edit.start) if paragraph else ""
        if edit.kind is not EditKind.WORDS:
            if edit.kind is EditKind.FORMAT and edit.new.endswith(MARKED):
                return where, ONLY_MARKED
            is_typed = edit.kind is EditKind.ADDED and any(map(str.isdecimal, edit.new))
            return where, ADVICE.get(EditKind.DIGITS if is_typed else edit.kind, "")
        if slots:
            said = listed([f"{slot.text} ({slot.result})" for slot in slots])
            return (
                where,
                f"this takes out {said}; change the sentence in the template, with its values in double braces",
            )
        return self._of_words(edit, where)

    def _of_words(self, edit: Edit, where: str) -> tuple[str, str]:
        """Say where words come from that no template has as they are printed."""
        if claim := self._claim(edit):
            return (
                claim,
                "these words are a wording of a claim, or a value in double braces in it; change them there",
            )
        if not edit.old.strip():
            has_digits = any(map(str.isdecimal, edit.new))
            return where, ADVICE[EditKind.DIGITS] if has_digits else BESIDE_A_VALUE
        around = re.escape(f"{edit.before[-10:]}{edit.old}".strip() if edit.spot.part else edit.old)
        line = self._line_in(CHOICES, around) if len(edit.old.split()) > 1 else 0
        if line:
            return f"{CHOICES}, line {line}", "these words are in study.toml; change them there"
        if edit.spot.part:
            return "", OF_DECLARATIONS
        return (
            where,
            "these words come from a value in double braces or from study.toml; change them there",
        )

    def _of_front_or_works(self, edit: Edit, style: str, paragraph: str) -> tuple[str, str]:
        if edit.kind is EditKind.ADDED:
            return WORKS, "add the work there, and cite it in the template"
        if style == "Bibliography":
            key = self._work(paragraph)
            advice = "correct the entry of the work, not the printed list"
            return f"{WORKS}, {key}" if key else WORKS, advice
        key = "title" if style == "Title" else "authors"
        return self._in_choices(key), f"change the {key} in study.toml"

    def _claim(self, edit: Edit) -> str:
        """Name the claim whose sentence has the words, if one does."""
        around = " ".join(f"{edit.before[-20:]}{edit.old}".split())
        for claim in self._draft.claims:
            if edit.old and around in " ".join(claim.sentence.split()):
                return f"{claim.file}, line {claim.line}, claim {claim.name}"
        return ""

    def _work(self, paragraph: str) -> str:
        number = self._paragraphs[paragraph].target.removeprefix("reference-")
        entries = self._document.references
        is_known = number.isdecimal() and 0 < int(number) <= len(entries)
        return str(getattr(entries[int(number) - 1], "key", "")) if is_known else ""

    def _in_choices(self, key: str) -> str:
        line = self._line_in(CHOICES, rf"^\s*(?:{key}\s*=|\[\[?{key}\]\]?)")
        return f"{CHOICES}, line {line}" if line else CHOICES

    def _line_in(self, name: str, pattern: str) -> int:
        """Find the first line of an input of the draft that has something."""
        if self._draft.inputs is None:
            return 0
        try:
            content = read_file(self._draft.inputs, name, MOST_OF_BIBLIOGRAPHY)
        except FileRefused:
            return 0
        text = content.decode("utf-8-sig", errors="replace")
        found = re.search(pattern, text, re.MULTILINE)
        return text.count("\n", 0, found.start()) + 1 if found else 0

    # --- what is printed from data ----------------------------------------------------------------

    def _typed_over(self, edit: Edit, slot: Slot) -> ReviewedEdit:
        called = _place(slot.template, slot.line) if slot.template and not slot.table else ""
        if slot.kind == "number":
            return self._number(edit, slot, called)
        if slot.kind == "citation":
            advice = (
                f"change the works in {{{{ cite(...) }}}} at {called}"
                if called
                else "change the works cited"
            )
            return ReviewedEdit(
                edit, f"{advice}; their entries are in {WORKS}", called, (slot.result,)
            )
        if slot.kind == "mention":
            advice = "tables and figures are numbered in the order in which the text mentions them"
            return ReviewedEdit(edit, advice, called, (slot.result,))
        if slot.kind == "label":
            column, _, code = slot.result.partition("=")
            table, _, name = column.partition(".")
            line = self._line_in(
                CODES, rf"^{re.escape(table)},{re.escape(name)},{re.escape(code)},"
            )
            source = f"{CODES}, line {line}" if line else CODES
            return ReviewedEdit(edit, "change the label in the codebook", source, (slot.result,))
        key = slot.result.rpartition(".")[2]
        is_choice = slot.result.startswith("study.")
        source = self._in_choices(key) if is_choice else called
        return ReviewedEdit(
            edit, f"this word comes from {slot.result}; change it there", source, (slot.result,)
        )

    def _number(self, edit: Edit, slot: Slot, called: str) -> ReviewedEdit:
        account = self._account(slot.result)
        result = (slot.result,)
        if slot.result.startswith(CONSTANT):
            path = slot.result.removeprefix(CONSTANT)
            advice = f"chosen in {CHOICES}, {path}; if it is wrong, change it there {BUILT_AGAIN}"
            return ReviewedEdit(edit, advice, called, result)
        if slot.result.startswith(LITERATURE):
            key = slot.result.removeprefix(LITERATURE)
            advice = (
                f"published figure, {FACTS}, {key}; if it is wrong, correct it there {BUILT_AGAIN}"
            )
            return ReviewedEdit(edit, advice, called, result)
        if account is None or not account.sources:
            advice = f"computed from the data ({slot.result}); if it is wrong, correct the data {BUILT_AGAIN}"
            return ReviewedEdit(edit, advice, called, result)
        cells = tuple(_cells(account))
        files = listed(list(dict.fromkeys(cell.file for cell in account.cells)) or _files(account))
        advice = (
            f"computed from {files} ({account.id}: {account.label}); if the value is wrong, correct the data"
            f" {BUILT_AGAIN}"
        )
        return ReviewedEdit(edit, advice, called, result, cells)

    @cached_property
    def _accounts(self) -> Accounts | None:
        if self._rebuilt is None:
            return None
        return Accounts(self._rebuilt.study, self._rebuilt.results, self._rebuilt.printer)

    def _account(self, result: str) -> Account | None:
        """Explain a number; a part of it, such as its denominator, is explained by the whole."""
        if self._accounts is None:
            return None
        for id_ in (result, result.rpartition(".")[0]):
            try:
                return self._accounts.of(id_)
            except (UnknownResult, UnknownFact):
                continue
        return None


def _masked(line: Line, start: int, end: int) -> tuple[str, int, int]:
    """Put one sign in place of each slot; also gives where a place is then."""
    text, last = "", 0
    shifts = []
    for token in line.tokens:
        if token.slot:
            text += line.text[last : token.start] + CALL
            last = token.end
            shifts.append((token.end, token.end - token.start - 1))
    text += line.text[last:]
    at = [place - sum(by for edge, by in shifts if edge <= place) for place in (start, end)]
    return text, at[0], at[1]


def _place(template: str, line: int) -> str:
    return f"templates/{template}, line {line}"


def _files(account: Account) -> list[str]:
    return [
        f"{OF_DATA}{name}.csv"
        for name in dict.fromkeys(of.partition(".")[0] for of in account.sources)
    ]


def _cells(account: Account) -> Iterator[str]:
    """Name the first cells that a number was computed from."""
    for cell in account.cells[:MOST_CELLS]:
        unit = "record" if row_unit(cell.file) == "record" else "row"
        yield f"{cell.file}, {unit} {cell.row}, {cell.patient_id}: {cell.heading} = {cell.content or 'blank'}"
    if (more := account.cells_n - min(MOST_CELLS, len(account.cells))) > 0:
        yield f"and {more} more cells (il2report explain {account.id})"
