"""What a review found: each file with its edits and comments, and where co-authors disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from il2report.word.flow import Slot
from il2report.word.remarks import Revision, RevisionKind
from il2report.word.review.edits import Edit, EditKind, Hand, Spot
from il2report.word.review.patches import Patch
from il2report.word.review.tokens import TOKEN

LEAST_SHARE = 0.2
"""Of the words that the main author of an edit changed, how many another must have changed to be named."""
FEWEST_SHARED = 2
"""Words that must be the same where an edit and a tracked change only overlap."""
ENTERING = frozenset(
    {
        RevisionKind.INSERTED,
        RevisionKind.MOVED_TO,
        RevisionKind.SPLIT,
        RevisionKind.ROW_INSERTED,
        RevisionKind.CELL_INSERTED,
    }
)


@dataclass(frozen=True, slots=True)
class ReviewedEdit:
    """An edit with what is to be done about it.

    `source` is the file and line that made the words, `computed_from` the cells that a number was computed from,
    `patch` the change of the template, where the words are its own.
    """

    edit: Edit
    advice: str
    source: str = ""
    results: tuple[str, ...] = ()
    computed_from: tuple[str, ...] = ()
    patch: Patch | None = None


@dataclass(frozen=True, slots=True)
class ReviewedComment:
    """A comment with its place, and the answers to it."""

    hand: Hand
    text: str
    about: str
    spot: Spot
    slots: tuple[Slot, ...] = ()
    is_resolved: bool = False
    answers: tuple[ReviewedComment, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewedFile:
    """A returned file: its edits and comments, and sentences on what of it could not be read."""

    name: str
    edits: tuple[ReviewedEdit, ...]
    comments: tuple[ReviewedComment, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """What one file has in a place, and who wrote it."""

    file: str
    new: str
    hands: tuple[Hand, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A place that co-authors changed differently: what the draft has, and each version."""

    spot: Spot
    old: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What co-authors did to a draft."""

    draft: str
    files: tuple[ReviewedFile, ...]
    disagreements: tuple[Disagreement, ...]
    notes: tuple[str, ...] = ()

    @property
    def has_edits(self) -> bool:
        """Whether anybody changed or said anything."""
        return any(file.edits or file.comments for file in self.files)

    @property
    def patches(self) -> Iterator[tuple[ReviewedFile, ReviewedEdit, Patch]]:
        """The changes of templates, each once, by the first file that has it."""
        seen = set()
        for file in self.files:
            for each in file.edits:
                if (
                    each.patch
                    and (key := (each.patch.template, each.patch.replacements)) not in seen
                ):
                    seen.add(key)
                    yield file, each, each.patch


def hands_of(edit: Edit, revisions: Sequence[Revision], last: int) -> tuple[Hand, ...]:
    """Say whose tracked changes made an edit; `last` is the position of the last paragraph that it can be in.

    A change of a single common word elsewhere in the paragraph may fit by chance, so that besides those who changed
    most of the words only those are named who changed several.
    """
    amounts: defaultdict[Hand, int] = defaultdict(int)
    for each in revisions:
        if edit.position < 0 or edit.position <= each.paragraph <= last:
            amounts[Hand(each.author, each.date)] += _amount(edit, each)
    most = max(amounts.values(), default=0)
    return tuple(
        hand
        for hand, amount in amounts.items()
        if amount and (amount == most or amount > max(1, most * LEAST_SHARE))
    )


def _amount(edit: Edit, revision: Revision) -> int:
    """Say how many words of an edit a tracked change may have made."""
    if edit.kind in (EditKind.SPLIT, EditKind.JOINED):
        return int(revision.kind in (RevisionKind.SPLIT, RevisionKind.JOINED))
    is_of_looks = revision.kind is RevisionKind.FORMATTED
    if is_of_looks != (edit.kind is EditKind.FORMAT):
        return 0
    text = _tokens(revision.text)
    wanted = _tokens(edit.new if revision.kind in ENTERING else edit.old)
    if set(revision.slots) & set(edit.slots):
        return max(1, len(text))
    shared = SequenceMatcher(None, text, wanted, autojunk=False).find_longest_match().size
    return shared if shared >= FEWEST_SHARED or shared == min(len(text), len(wanted)) else 0


def _tokens(text: str) -> list[str]:
    return [token for token in TOKEN.findall(text) if not token.isspace()]


def disagreements(files: Iterable[ReviewedFile]) -> tuple[Disagreement, ...]:
    """Find the places that several files changed, not all to the same."""
    places: defaultdict[str, list[tuple[str, Edit]]] = defaultdict(list)
    for file in files:
        for each in file.edits:
            edit = each.edit
            if edit.spot.paragraph or edit.kind is EditKind.ROW_DELETED:
                places[edit.spot.paragraph or str(edit.spot)].append((file.name, edit))
    found: list[Disagreement] = []
    for edits in places.values():
        edits.sort(key=lambda each: (each[1].start, each[1].end))
        group: list[tuple[str, Edit]] = []
        for name, edit in edits:
            if group and not _overlap(group, edit):
                found += _disagreeing(group)
                group = []
            group.append((name, edit))
        found += _disagreeing(group)
    return tuple(found)


def _overlap(group: Sequence[tuple[str, Edit]], edit: Edit) -> bool:
    end = max(other.end for _, other in group)
    is_same_place = any(other.start == edit.start for _, other in group)
    return edit.start < end or is_same_place


def _disagreeing(group: Sequence[tuple[str, Edit]]) -> Iterator[Disagreement]:
    names = {name for name, _ in group}
    if len(names) < 2:
        return
    if len({(edit.kind, edit.start, edit.end, edit.new) for _, edit in group}) == 1:
        return
    widest = max((edit for _, edit in group), key=lambda edit: edit.end - edit.start)
    versions = (Version(name, said(edit), edit.hands) for name, edit in group)
    yield Disagreement(widest.spot, widest.old, tuple(versions))


def said(edit: Edit) -> str:
    """Say what an edit leaves in its place."""
    return edit.new or ("(deleted)" if edit.old else str(edit.kind))
