"""review: what co-authors did to a draft, from the Word files that they returned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from il2report.document.grammar import listed
from il2report.errors import StudyRefused, WrongUse
from il2report.reports.page import frame_of, report_page
from il2report.revisions import Draft, Identity, find_draft, read_drafts
from il2report.revisions.drafts import WORD
from il2report.study.files import MOST_OF_DOCUMENT, read_named_file
from il2report.verification.proof import refusing_failures
from il2report.word.flow import FlowBlock, Picture, Slot, paragraphs_of
from il2report.word.manuscript import WordManuscript, word_manuscript
from il2report.word.media import is_same, pictures_in
from il2report.word.opening import word_file_of
from il2report.word.reading import flow_of
from il2report.word.remarks import Comment, WordText, word_text
from il2report.word.review.anchors import with_own_anchors
from il2report.word.review.comparison import Comparison, PictureTest, compared
from il2report.word.review.edits import Edit, Hand, Spot
from il2report.word.review.report import review_report
from il2report.word.review.review import (
    Review,
    ReviewedComment,
    ReviewedFile,
    disagreements,
    hands_of,
)
from il2report.word.tracked_writing import AUTHOR
from il2report.workflow.advising import Advisor
from il2report.workflow.editions import tree_of
from il2report.workflow.outputs import write_outputs
from il2report.workflow.proving import RebuiltDraft

PAGE = "report/review.html"
LEAST_KNOWN = 0.2
"""Share of the paragraphs of a draft from which on a file is that draft."""


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """The returned files, and the draft that they are of; None for the one that they say."""

    study: Path
    files: tuple[Path, ...]
    draft: str | None = None


def review(request: ReviewRequest) -> Review:
    """Find out what co-authors did to a draft.

    Raises
    ------
    WrongUse
        When a file is no Word file or of no draft of the study, or the files are of several drafts.
    """
    contents = {str(file): read_named_file(file, MOST_OF_DOCUMENT) for file in request.files}
    texts = {name: word_text(word_file_of(of, name)) for name, of in contents.items()}
    properties = {name: text.properties for name, text in texts.items()}
    return Reviewer(draft_of(request, properties)).review(texts)


class Reviewer:
    """Reviews files that came back of one draft.

    Raises
    ------
    WrongUse
        When the tree of the draft is not kept as it was issued.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        document = tree_of(draft)
        if document is None:
            raise WrongUse(
                f"draft {draft.number} has no document.json as issued, so its Word file cannot be reviewed"
            )
        self._notes: list[str] = []
        self._manuscript = word_manuscript(document)
        self._advisor = Advisor(draft, document, self._manuscript, _rebuilt(draft, self._notes))
        self._flows, altered = issued_flows(draft, self._manuscript)
        self._notes += altered
        self._pictures = pictures_in(*draft.word_files)

    def review(self, texts: Mapping[str, WordText]) -> Review:
        """Find out what was done in each of some files, by their names, and where they disagree."""
        texts = {name: self._of_draft(text) for name, text in texts.items()}
        found = {name: self._compared(name, text) for name, text in texts.items()}
        by_hand = {
            name: [each for each in text.revisions if each.author != AUTHOR]
            for name, text in texts.items()
        }
        edits = {
            name: [
                replace(edit, hands=hands_of(edit, by_hand[name], _last(edit, texts[name])))
                for edit in each.edits
            ]
            for name, each in found.items()
        }
        reviewed = self._advisor.reviewed(edit for of in edits.values() for edit in of)
        files = tuple(
            ReviewedFile(
                name,
                tuple(reviewed[edit] for edit in edits[name]),
                _comments(text.comments, found[name], self._manuscript.slots),
                (*text.notes, *_dropped(found[name])),
            )
            for name, text in texts.items()
        )
        return Review(_title(self.draft), files, disagreements(files), tuple(self._notes))

    def _of_draft(self, text: WordText) -> WordText:
        """Take a file as one of the draft, with notes on what it has of another."""
        identity = Identity.of_metadata(text.properties)
        if identity and identity.issue and identity.metadata() != self.draft.identity.metadata():
            issue = identity.issue
            note = (
                f"it says that it is draft {issue.number}, {issue.name}, issued {issue.issued}; it was compared with"
                f" draft {self.draft.number}, so that what differs between the two is among the edits"
            )
            text = replace(text, notes=(*text.notes, note))
        return with_own_anchors(self._manuscript.flow, text, self._manuscript.slots)

    def _compared(self, name: str, text: WordText) -> Comparison:
        """Compare a file with the one that was issued and that it has most of."""

        def is_same_picture(ours: Picture, theirs: Picture) -> bool:
            one, other = self._pictures.get(ours.key), text.pictures.get(theirs.key)
            return one is None or other is None or is_same(one, other)

        slots, number = self._manuscript.slots, self.draft.number
        return likest(self._flows, slots, name, text, number, is_same_picture)[1]


def issued_flows(
    draft: Draft, manuscript: WordManuscript
) -> tuple[tuple[tuple[FlowBlock, ...], ...], tuple[str, ...]]:
    """Read the Word files of a draft as they were issued, or else take what they had to say, with a note."""
    if kept := draft.word_files:
        name = f"the Word file of draft {draft.number}"
        return tuple(flow_of(word_file_of(content, name)) for content in kept), ()
    note = f"the Word file of draft {draft.number} was altered or lost; the text of document.json is used"
    return (manuscript.flow,), (note,) if WORD in draft.files else ()


def likest(
    flows: Sequence[tuple[FlowBlock, ...]],
    slots: Sequence[Slot],
    name: str,
    text: WordText,
    number: int,
    is_same_picture: PictureTest = lambda _, __: True,
) -> tuple[int, Comparison]:
    """Say which of the files of a draft a returned one is, by its position, and compare the two.

    Raises
    ------
    WrongUse
        When it is none of them.
    """
    found = [compared(flow, text.accepted, slots, is_same_picture) for flow in flows]
    best = max(range(len(found)), key=lambda at: found[at].known)
    if found[best].known < LEAST_KNOWN:
        raise WrongUse(
            f"{name} has {found[best].known:.0%} of the paragraphs of draft {number}: it is another text"
        )
    return best, found[best]


def _dropped(found: Comparison) -> Iterator[str]:
    """Say that a program saved no looks of some kind, so that edits of them cannot be found."""
    if found.dropped:
        yield f"it has no {listed(list(found.dropped))} at all, so that edits of these are not found"


def _title(draft: Draft) -> str:
    issued = f", issued {draft.issued}" if draft.issued else ""
    return f"draft {draft.number}, {draft.name}{issued}"


def draft_of(request: ReviewRequest, properties: Mapping[str, Mapping[str, str]]) -> Draft:
    """Find the draft that the user names, or that all files say they are by their properties."""
    if request.draft is not None:
        return find_draft(request.study, request.draft)
    drafts = read_drafts(request.study)
    found: dict[str, Draft] = {}
    for name, own in properties.items():
        identity = Identity.of_metadata(own)
        if identity is None:
            raise WrongUse(
                f"{name} does not say which draft it is: the program that saved it dropped its mark. Name the"
                " draft with --draft; the foot of the pages may still say which"
            )
        if identity.issue is None:
            raise WrongUse(
                f"{name} was built and not issued, so what it was made from is not kept. Only drafts of"
                " `il2report issue` can be reviewed; --draft NAME compares it with one"
            )
        same = (each for each in drafts if each.identity.metadata() == identity.metadata())
        draft = next(same, None)
        if draft is None:
            raise WrongUse(
                f"{name} says that it is draft {identity.issue.number}, {identity.issue.name}, issued"
                f" {identity.issue.issued}, which is no draft of the study in {request.study}"
            )
        found[name] = draft
    if len({each.number for each in found.values()}) > 1:
        which = "; ".join(f"{name} is of draft {each.number}" for name, each in found.items())
        raise WrongUse(
            f"these files are of different drafts; review those of each by themselves: {which}"
        )
    return next(iter(found.values()))


def _rebuilt(draft: Draft, notes: list[str]) -> RebuiltDraft | None:
    if draft.inputs is None:
        notes.append(
            f"draft {draft.number} keeps no inputs, so that no cells are named and no changes of templates proposed"
        )
        return None
    try:
        return RebuiltDraft.of(draft.inputs, draft.style or None)
    except StudyRefused as error:
        notes.append(
            f"the inputs of draft {draft.number} do not pass today's checks, so that no cells are named and no"
            f" changes of templates proposed: {error}"
        )
        return None


def _last(edit: Edit, text: WordText) -> int:
    """Give the last paragraph of the file that an edit can be in: of a row or table, several."""
    if "row" in edit.kind or "table" in edit.kind or "column" in edit.kind:
        return edit.position + sum(1 for _ in paragraphs_of(text.accepted))
    return edit.position + (edit.kind in ("paragraph split", "paragraphs joined"))


def _comments(
    comments: Sequence[Comment], found: Comparison, slots: Sequence[Slot]
) -> tuple[ReviewedComment, ...]:
    """Give comments with their places, answers under what they answer; of those of a refresh what was answered."""
    known = {slot.number: slot for slot in slots}
    numbers = {each.number for each in comments}

    def reviewed(comment: Comment) -> ReviewedComment:
        of = tuple(known[number] for number in comment.slots if number in known)
        spot = found.spots.get(comment.paragraph, Spot(""))
        if of and of[0].table:
            spot = replace(spot, row=of[0].row, column=of[0].column)
        answers = (each for each in comments if each.answers == comment.number != each.number)
        return ReviewedComment(
            Hand(comment.author, comment.date),
            comment.text,
            comment.about,
            spot,
            of,
            comment.is_resolved,
            tuple(map(reviewed, answers)),
        )

    first = (reviewed(each) for each in comments if each.answers not in numbers)
    return tuple(each for each in first if each.hand.author != AUTHOR or each.answers)


def write_review(found: Review, study: Path) -> Path:
    """Write the report on a review as a page of the study.

    Raises
    ------
    StudyRefused
        When the study's own template of the report has errors.
    BuildFailed
        When it could not be written.
    """
    with refusing_failures(frame_of("changes")):
        page = report_page(review_report(found), "changes", study)
    [written] = write_outputs(study, {PAGE: page.encode()}, frozenset())
    return written
