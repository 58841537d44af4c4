"""refresh: brings the Word file of a co-author up to date with a newer draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from il2report.document.document import Document
from il2report.document.tree import words
from il2report.errors import WrongUse
from il2report.revisions import Draft, find_draft
from il2report.revisions.difference import ClaimChange, Difference, Turn
from il2report.revisions.drafts import last_draft
from il2report.study.files import MOST_OF_DOCUMENT, read_named_file
from il2report.word.anchors import Anchors
from il2report.word.draft import foot_of_pages
from il2report.word.flow import FlowBlock, paragraphs_of
from il2report.word.manuscript import WordManuscript, word_manuscript
from il2report.word.media import pictures_in
from il2report.word.opening import word_file_of
from il2report.word.refresh.carrying import Carrying
from il2report.word.refresh.marking import Marker
from il2report.word.refresh.numbering import Numbering
from il2report.word.refresh.outcome import Flip, Refreshed
from il2report.word.refresh.received import Received
from il2report.word.refresh.stamp import stamp
from il2report.word.refresh.version import Version
from il2report.word.remarks import WordText, word_text
from il2report.word.review.anchors import with_own_anchors
from il2report.word.tracked_writing import TrackedWriter
from il2report.workflow.comparing import compared, names_in
from il2report.workflow.editions import draft_edition, tree_of
from il2report.workflow.lock import saying_what_failed
from il2report.workflow.reviewing import ReviewRequest, draft_of, issued_flows, likest
from il2report.workflow.staging import write_to_disk
from il2report.workflow.tracked_comparison import causes_of_results, commented_causes

MOST_KEPT = 1_000

TURNS = {
    Turn.BROKE: "no longer holds, and no other wording is written for it",
    Turn.GAVE_WAY: "gave way to another wording",
    Turn.HOLDS_AGAIN: "holds again",
}
"""What happened to a claim that has another sentence now."""


@dataclass(frozen=True, slots=True)
class RefreshRequest:
    """The file, the draft that it is of, and the draft that it becomes; None for what it says, and the last one."""

    study: Path
    file: Path
    draft: str | None = None
    to: str | None = None
    output: Path | None = None


def refresh(request: RefreshRequest) -> tuple[Refreshed, tuple[Path, ...]]:
    """Bring a file up to date, and write it; the file as it was is kept beside it. Gives the files written.

    Raises
    ------
    WrongUse
        When it is no Word file, of no draft of the study, or of the draft that it should become.
    """
    if request.output and request.output.exists():
        raise WrongUse(f"{request.output} exists; name a file that does not, or leave --output out")
    content = read_named_file(request.file, MOST_OF_DOCUMENT)
    name = str(request.file)
    properties = {name: word_file_of(content, name).properties()}
    old = draft_of(ReviewRequest(request.study, (request.file,), request.draft), properties)
    new = find_draft(request.study, request.to) if request.to else last_draft(request.study)
    if request.to and new and new.number == old.number:
        raise WrongUse(f"{name} is of draft {old.number} already")
    if new is None or new.number == old.number:
        raise WrongUse(
            f"{name} is of draft {old.number}, and no newer one has been issued: `il2report issue NAME` issues"
            " the study as it is now"
        )
    if new.number < old.number:
        raise WrongUse(f"{name} is of draft {old.number}, which is newer than draft {new.number}")
    if new.public != old.public:
        hidden, shown = (new, old) if new.public else (old, new)
        raise WrongUse(
            f"draft {hidden.number} is public and draft {shown.number} is not, so no file of one becomes one of the other"
        )
    found = Refresher(old, new).refresh(content, name)
    return found, tuple(_written(request, content, found, new.number))


class Refresher:
    """Brings files of one draft up to date with a newer one.

    Raises
    ------
    WrongUse
        When the tree of a draft is not kept as it was issued, or a file is another text.
    """

    def __init__(self, old: Draft, new: Draft) -> None:
        self.old, self.new = old, new
        self._sides = [_Side.of(draft) for draft in (old, new)]
        editions = draft_edition(old), draft_edition(new)
        found = compared(*editions)
        self._notes = [*found.notes, *(note for side in self._sides for note in side.notes)]
        self._causes = commented_causes(found.difference, names_in(*reversed(editions)))
        self._of_result = causes_of_results(found.difference)
        self._flips = tuple(_flips(found.difference))

    def refresh(self, content: bytes, name: str) -> Refreshed:
        """Bring the content of a file up to date; `name` is what messages call it."""
        received = Received(word_file_of(content, name))
        sent, newer, text = self._versions(name, word_text(received.file))
        writer = TrackedWriter(
            newer.slots, newer.pictures, causes=self._causes, of_result=self._of_result
        )
        numbering = Numbering(Anchors.of(received.file.properties()), sent.slots, newer.slots)
        marker = Marker.of(received, writer, numbering)
        carrying = Carrying(received, text.accepted, (sent, newer), marker, self._flips)
        carrying.run()
        before, after = (side.document for side in self._sides)
        is_stamped = stamp(
            received,
            self.new.identity.metadata(),
            numbering.anchors(paragraphs_of(newer.flow)),
            ((foot_of_pages(before), foot_of_pages(after)),),
            (words(before.front.title), words(after.front.title)),
        )
        marker.keep()
        unknown = f"the foot of its pages does not say draft {self.old.number} as it was issued, and was left alone"
        return Refreshed(
            name,
            f"draft {self.old.number}",
            f"draft {self.new.number}, {self.new.name}",
            received.content(),
            carrying.carried,
            carrying.conflicts,
            self._flips,
            (*text.notes, *self._notes, *(() if is_stamped else (unknown,))),
        )

    def _versions(self, name: str, text: WordText) -> tuple[Version, Version, WordText]:
        """Say which file of the draft was sent and what the newer draft has of it, and take its anchors from the text."""
        one, other = self._sides
        text = with_own_anchors(one.manuscript.flow, text, one.manuscript.slots)
        at, _ = likest(one.flows, one.manuscript.slots, name, text, self.old.number)
        place = at if len(one.flows) == len(other.flows) else None
        return one.version(place), other.version(place), text


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two drafts: its tree, and what its Word files say."""

    draft: Draft
    document: Document
    manuscript: WordManuscript
    flows: tuple[tuple[FlowBlock, ...], ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, draft: Draft) -> _Side:
        """Read a draft."""
        document = tree_of(draft)
        if document is None:
            raise WrongUse(
                f"draft {draft.number} has no document.json as issued, so no file can be brought up to date with it"
            )
        manuscript = word_manuscript(document)
        flows, notes = issued_flows(draft, manuscript)
        return cls(draft, document, manuscript, flows, notes)

    def version(self, at: int | None) -> Version:
        """Give one of its files, or all of them as one."""
        flow = self.flows[at] if at is not None else tuple(b for of in self.flows for b in of)
        return Version(flow, self.manuscript.slots, pictures_in(*self.draft.word_files))


def _flips(difference: Difference) -> Iterator[Flip]:
    """Give the claims with another sentence in the newer draft."""
    for each in difference.claims:
        if each.old and each.new and each.turn in TURNS:
            yield Flip(each.name, each.old.sentence, each.new.sentence, _comment(each))


def _comment(change: ClaimChange) -> str:
    sentence = change.new.sentence if change.new else ""
    return (
        f"The claim {change.name} {TURNS[change.turn]}. The sentence is now:"
        f" \N{LEFT DOUBLE QUOTATION MARK}{sentence}\N{RIGHT DOUBLE QUOTATION MARK}"
    )


def _written(
    request: RefreshRequest, before: bytes, found: Refreshed, number: int
) -> Iterator[Path]:
    """Write the file; where it takes the place of the one that was read, keep that beside it first."""
    shown = request.output or request.file
    with saying_what_failed(shown.parent):
        if request.output is None:
            copy = _kept_beside(shown, before, number)
            write_to_disk(copy, before)
            yield copy
        place = shown.resolve()  # a link goes on leading to the file
        made = place.with_name(f".{place.name}.new")
        write_to_disk(made, found.content)
        made.replace(place)
        yield shown


def _kept_beside(place: Path, before: bytes, number: int) -> Path:
    """Name the file that keeps what was read: none that holds anything else."""
    for count in range(1, MOST_KEPT):
        again = "" if count == 1 else f"-{count}"
        copy = place.with_name(f"{place.stem}.before-draft-{number}{again}.docx")
        if not copy.exists() or read_named_file(copy, MOST_OF_DOCUMENT) == before:
            return copy
    raise WrongUse(
        f"there are {MOST_KEPT} files {place.stem}.before-draft-{number}*.docx; delete some"
    )
