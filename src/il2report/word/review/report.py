"""The report of a review as a tree of blocks, and as an object for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from il2report.document.grammar import plural
from il2report.reports.blocks import (
    Form,
    Item,
    ItemList,
    Note,
    Remark,
    ReportBlock,
    ReportPart,
    ReportTree,
    Role,
)
from il2report.word.review.edits import TYPED_OVER, Edit, EditKind, Hand, Spot
from il2report.word.review.review import (
    Disagreement,
    Review,
    ReviewedComment,
    ReviewedEdit,
    ReviewedFile,
)

FORMAT = 1
LONGEST_QUOTE = 160
NO_PLACE = "at no place in the text"
NOTHING = "Nothing was changed and nothing was commented."


def review_report(review: Review) -> ReportTree:
    """Say what co-authors did to a draft."""
    count = sum(len(file.edits) for file in review.files)
    remarks = sum(len(file.comments) for file in review.files)
    amounts = ((count, "edit"), (remarks, "comment"), (len(review.files), "file"))
    edits, comments, files = (f"{number} {plural(number, noun)}" for number, noun in amounts)
    opening: list[ReportBlock] = [
        Remark(
            Role.SUMMARY,
            f"{edits} and {comments} in {files} of {review.draft}."
            if count or remarks
            else NOTHING,
        )
    ]
    opening += [Remark(Role.NOTE, note) for note in review.notes]
    parts: list[ReportPart] = []
    if review.disagreements:
        items = tuple(map(_disagreement, review.disagreements))
        block = ItemList(items, Form.URGENT)
        parts.append(ReportPart("disagreements", "Co-authors disagree", (block,), str(len(items))))
    for number, file in enumerate(review.files, start=1):
        parts += _of_file(number, file)
    title = f"What co-authors did to {review.draft}"
    return ReportTree(title, title, tuple(opening), tuple(parts), is_foreign=True)


def _of_file(number: int, file: ReviewedFile) -> Iterator[ReportPart]:
    notes = tuple(Remark(Role.NOTE, note) for note in file.notes)
    edits = ItemList(
        tuple(_item(place, each) for place, each in enumerate(file.edits, start=1)), Form.NUMBERED
    )
    blocks: tuple[ReportBlock, ...] = (*notes, edits) if file.edits else notes
    yield ReportPart(f"file-{number}", f"Edits in {file.name}", blocks, str(len(file.edits)))
    if file.comments:
        items = tuple(_comment(place, each) for place, each in enumerate(file.comments, start=1))
        yield ReportPart(
            f"comments-{number}",
            f"Comments in {file.name}",
            (ItemList(items, Form.NUMBERED),),
            str(len(items)),
        )


def _item(number: int, reviewed: ReviewedEdit) -> Item:
    edit = reviewed.edit
    notes = []
    if edit.hands:
        notes.append(Note(Role.DETAIL, f"by {'; '.join(map(str, edit.hands))}"))
    if reviewed.patch:
        said = "".join(reviewed.patch.diff().splitlines(keepends=True)[2:]).rstrip("\n")
        notes.append(Note(Role.RESULT, f"{reviewed.source}, which --apply changes:"))
        notes += [Note(Role.SOURCE, line) for line in said.splitlines() if line[:1] in "+-"]
    elif reviewed.source or reviewed.advice:
        by = "near" if edit.kind is EditKind.ADDED else "printed by"
        printed = f"{by} {reviewed.source}" if reviewed.source else ""
        notes.append(Note(Role.DETAIL, "; ".join(filter(None, (reviewed.advice, printed)))))
    notes += [Note(Role.DETAIL, cell) for cell in reviewed.computed_from]
    result = ", ".join(reviewed.results) if edit.kind in TYPED_OVER.values() else ""
    return Item(
        f"{edit.spot}: {what_was_done(edit)}",
        tuple(notes),
        id=result,
        kind=edit.kind.name.lower(),
        number=number,
    )


def what_was_done(edit: Edit) -> str:
    """Say in a line what an edit does."""
    old, new = quoted(edit.old), quoted(edit.new)
    after = f" after {quoted(_end(edit.before))}" if edit.before.strip() else ""
    match edit.kind:
        case EditKind.NUMBER | EditKind.WORD | EditKind.CITATION | EditKind.MENTION:
            done = f"{edit.old} → {edit.new} typed over"
        case EditKind.WORDS:
            done = _wording(edit, after)
        case EditKind.DIGITS:
            done = f"{_wording(edit, after)}: contains a typed number"
        case EditKind.FORMAT:
            done = f"{old} looks different: {edit.new.removeprefix(edit.old).strip(' ()')}"
        case EditKind.MOVED | EditKind.ROW_MOVED:
            done = f"{edit.kind}, now{after or ' at the beginning'}: {old}"
        case EditKind.SPLIT | EditKind.JOINED:
            done = f"{edit.kind} between {quoted(edit.before)} and {quoted(edit.after)}"
        case EditKind.CELLS:
            done = f"cells merged or split: {old} → {new}"
        case _:
            done = f"{edit.kind}: {old if edit.old else new}"
    return done


def _wording(edit: Edit, after: str) -> str:
    if edit.old.strip() and edit.new.strip():
        return f"{quoted(edit.old)} → {quoted(edit.new)}"
    if edit.old.strip():
        return f"{quoted(edit.old)} taken out"
    if edit.new.strip():
        return f"{quoted(edit.new)} added{after}"
    return f"a space {'added' if edit.new else 'taken out'}{after}"


def _end(text: str) -> str:
    words = text.split()
    return " ".join(words[-6:])


def quoted(text: str) -> str:
    """Put a text that may be long into quotation marks."""
    text = " ".join(text.split())
    if len(text) > LONGEST_QUOTE:
        text = f"{text[: LONGEST_QUOTE - 1].rstrip()}…"
    return f"“{text}”"


def _comment(number: int, comment: ReviewedComment) -> Item:
    about = f", on {quoted(comment.about)}" if comment.about.strip() else ""
    settled = ", resolved" if comment.is_resolved else ""
    results = ", ".join(slot.result for slot in comment.slots)
    return Item(
        f"{comment.hand}: {comment.text}",
        tuple(
            [Note(Role.DETAIL, f"{str(comment.spot) or NO_PLACE}{about}{settled}")]
            + [Note(Role.DETAIL, f"answer of {answer}") for answer in _answers(comment)]
        ),
        id=results,
        kind="comment",
        number=number,
    )


def _answers(comment: ReviewedComment) -> Iterator[str]:
    for each in comment.answers:
        yield f"{each.hand}: {each.text}"
        yield from _answers(each)


def _disagreement(of: Disagreement) -> Item:
    versions = tuple(
        Note(Role.DETAIL, f"{each.file}{_by(each.hands)}: {quoted(each.new)}")
        for each in of.versions
    )
    return Item(f"{of.spot}: the draft has {quoted(of.old)}", versions, kind="disagreement")


def _by(hands: tuple[Hand, ...]) -> str:
    return f" ({'; '.join(map(str, hands))})" if hands else ""


# --- for other programs ---------------------------------------------------------------------------


def review_document(review: Review) -> dict[str, Any]:
    """Give a review as the object that `review --json` prints."""
    return {
        "format": FORMAT,
        "draft": review.draft,
        "notes": list(review.notes),
        "files": [
            {
                "file": file.name,
                "notes": list(file.notes),
                "edits": list(map(_edit_object, file.edits)),
                "comments": list(map(_comment_object, file.comments)),
            }
            for file in review.files
        ],
        "disagreements": [
            {
                "place": spot_object(each.spot),
                "old": each.old,
                "versions": [
                    {"file": version.file, "new": version.new, "by": _hands(version.hands)}
                    for version in each.versions
                ],
            }
            for each in review.disagreements
        ],
    }


def _edit_object(reviewed: ReviewedEdit) -> dict[str, Any]:
    edit = reviewed.edit
    return filled(
        {
            "kind": edit.kind.value,
            "place": spot_object(edit.spot),
            "old": edit.old,
            "new": edit.new,
            "before": edit.before,
            "after": edit.after,
            "slots": list(edit.slots),
            "results": list(reviewed.results),
            "by": _hands(edit.hands),
            "source": reviewed.source,
            "advice": reviewed.advice,
            "computed_from": list(reviewed.computed_from),
            "patch": reviewed.patch.diff() if reviewed.patch else "",
        }
    )


def _comment_object(comment: ReviewedComment) -> dict[str, Any]:
    return filled(
        {
            **_hands((comment.hand,))[0],
            "text": comment.text,
            "about": comment.about,
            "place": spot_object(comment.spot),
            "slots": [slot.number for slot in comment.slots],
            "results": [slot.result for slot in comment.slots],
            "resolved": comment.is_resolved,
            "answers": list(map(_comment_object, comment.answers)),
        }
    )


def spot_object(spot: Spot) -> dict[str, str]:
    """Give a place as an object."""
    named = {
        "section": spot.section,
        "part": spot.part,
        "paragraph": spot.paragraph,
        "row": spot.row,
        "column": spot.column,
    }
    return {key: value for key, value in named.items() if value}


def _hands(hands: tuple[Hand, ...]) -> list[dict[str, str]]:
    return [{"author": each.author} | ({"date": each.date} if each.date else {}) for each in hands]


def filled(given: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty, but not what was there before and is there now."""
    return {key: value for key, value in given.items() if value or key in ("kind", "old", "new")}
