"""What is inconsistent in the drafts of a study as a whole: renamed, copied, numbered twice, misdated."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from il2report.errors import Finding, Place, Severity
from il2report.revisions.drafts import Draft


def draft_findings(drafts: Sequence[Draft], study: Path) -> tuple[Finding, ...]:
    """Find what happened to the folders of drafts, which come by number, and dates that are not possible."""
    found = list(moved_folders(drafts, study))
    latest: Draft | None = None
    for draft in drafts:
        if latest is not None and "" < draft.issued < latest.issued:
            message = (
                f"draft {draft.number} is dated {draft.issued}, before draft {latest.number} of"
                f" {latest.issued}; the clock of a computer was wrong, or SOURCE_DATE_EPOCH was set"
            )
            found.append(
                Finding(
                    "draft-dated-earlier", _place(draft.folder, study), message, Severity.NOTICE
                )
            )
        if latest is None or draft.issued > latest.issued:
            latest = draft
    return tuple(found)


def moved_folders(drafts: Sequence[Draft], study: Path) -> tuple[Finding, ...]:
    """Find drafts that were renamed or copied, or share their number, which can be corrected."""
    found = []
    for draft in drafts:
        if draft.is_renamed:
            message = (
                f"this is draft {draft.number} ({draft.name}), whose folder was renamed; it was"
                f" issued as {draft.folder_when_issued}"
            )
            found.append(
                Finding("draft-renamed", _place(draft.folder, study), message, Severity.NOTICE)
            )
        for copy in draft.copies:
            message = (
                f"this is a copy of draft {draft.number}, which is in {draft.folder.name}; delete"
                " the copy, or move it out of the drafts"
            )
            found.append(Finding("draft-copied", _place(copy, study), message, Severity.NOTICE))
    for before, draft in pairwise(drafts):
        if before.number == draft.number:
            message = (
                f"this draft and the one in {before.folder.name} both have the number {draft.number};"
                " name them by their folders"
            )
            found.append(
                Finding("draft-number-twice", _place(draft.folder, study), message, Severity.NOTICE)
            )
    return tuple(found)


def _place(folder: Path, study: Path) -> Place:
    return Place(folder.relative_to(study).as_posix())
