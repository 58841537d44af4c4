"""A report as a tree of blocks, from which its terminal text, its Markdown and its page are written.

A report decides what is said and in which order; the three writers decide how a kind of block looks,
and know no report. Every text is plain: each writer escapes it.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Categories of characters that control a terminal or a line of text, or have no meaning."""


class Role(StrEnum):
    """What a remark or note is for; style sheets know it by the same word."""

    STUDY = "study"
    PAPER = "paper"
    SOURCE = "source"
    SUMMARY = "summary"
    NOTE = "note"
    EXPLANATION = "explanation"
    RESULT = "result"
    CAUSE = "cause"
    PLACES = "places"
    QUOTATION = "sentence"
    CLAIM = "claim"
    DETAIL = "detail"
    REASON = "reason"
    FULL = "full"


class Form(StrEnum):
    """How the items of a list are marked."""

    PLAIN = "plain"
    URGENT = "urgent"
    NUMBERED = "numbered"
    FILES = "files"


class ReportBlock:
    """A part of a report; templates know its kind by `shape`."""

    __slots__ = ()

    @property
    def shape(self) -> str:
        """The name of the kind of block."""
        return type(self).__name__


@dataclass(frozen=True, slots=True)
class Remark(ReportBlock):
    """A paragraph."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Sides(ReportBlock):
    """The two states that a report compares, by name; what else is known of each is beside it."""

    old: str
    new: str
    old_detail: str = ""
    new_detail: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What is said under an item; `label` says whose words are quoted."""

    role: Role
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list: `detail` follows in parentheses; `id` is that of a result.

    Style sheets know it by `kind`, links by `anchor`.
    """

    text: str
    notes: tuple[Note, ...] = ()
    detail: str = ""
    id: str = ""
    kind: str = ""
    number: int = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ItemList(ReportBlock):
    """A list; `total` says in a line what it amounts to, `is_minor` that a terminal may shorten it."""

    items: tuple[Item, ...]
    form: Form = Form.PLAIN
    kind: str = ""
    title: str = ""
    total: str = ""
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """How many of something there are."""

    amount: str
    what: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class AmountList(ReportBlock):
    """Amounts under a title."""

    title: str
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A number before and now; `alone` is what each of several corrections alone makes of it.

    `cause` is its own, where the steps of a group have several.
    """

    what: str
    old: str
    new: str
    alone: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class StepGroup:
    """Changed numbers that belong together: a heading, their ids in short, and what is common to them."""

    heading: str
    ids: str
    steps: tuple[Step, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class StepTable(ReportBlock):
    """Changed numbers in groups, and the cause that is common to all."""

    groups: tuple[StepGroup, ...]
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A printed figure: its place, what it measures, its digits ("" where it is printed in words)."""

    where: str
    what: str
    printed: str


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """A finding: the figures that it quotes with their places, the arithmetic, and the check.

    `misprint` says which misprint would explain it, `question` what a reviewer asks with it.
    """

    number: str
    kind: str
    message: str
    quoted: tuple[Quoted, ...]
    arithmetic: str
    adopted: str
    reason: str
    misprint: str
    question: str
    check: str
    purpose: str
    source: str


@dataclass(frozen=True, slots=True)
class FindingList(ReportBlock):
    """Findings of one kind."""

    kind: str
    entries: tuple[FindingEntry, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A printed figure, the number computed for it, and the id of that."""

    quoted: Quoted
    computed: str = ""
    id: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureTable(ReportBlock):
    """Printed figures by place; `computed` heads the column of computed numbers, if there is one.

    A terminal only counts figures that are `expected`.
    """

    places: Mapping[str, tuple[FigureRow, ...]]
    computed: str = ""
    is_expected: bool = False


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A titled part of a report; style sheets know it by `kinds`, a terminal leaves a lookup out."""

    key: str
    title: str
    blocks: tuple[ReportBlock, ...]
    count: str = ""
    kinds: tuple[str, ...] = ()
    is_lookup: bool = False


@dataclass(frozen=True, slots=True)
class ReportTree:
    """A whole report; `name` is what a window calls it.

    `is_foreign` says that its texts were typed from elsewhere, so that characters that do not show
    are printed as their code.
    """

    name: str
    title: str
    opening: tuple[ReportBlock, ...]
    parts: tuple[ReportPart, ...]
    is_foreign: bool = False


def in_full(sides: Sides) -> tuple[str, str]:
    """Give each of two states with all that is known of it."""
    texts = ((sides.old, sides.old_detail), (sides.new, sides.new_detail))
    old, new = (", ".join(filter(None, each)) for each in texts)
    return old, new


def visible(text: str) -> str:
    """Write each character that would not show, or would alter how the rest shows, as its code."""
    return "".join(
        f"\\u{ord(sign):04x}" if unicodedata.category(sign) in UNSEEN and sign != "\n" else sign
        for sign in text
    )
