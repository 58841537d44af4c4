"""Notices that the study team looked into and found to be right, which study.toml lists.

An entry is the line of the notice and a reason. It holds for that line alone: when the data change
so that the notice reads otherwise, the notice is back and the entry is a notice itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from il2report.errors import Finding, Place, Severity
from il2report.study.configuration import FILE, Acceptance
from il2report.study.tables import quoted


@dataclass(frozen=True, slots=True)
class AcceptedNotice:
    """A notice that does not count, and why."""

    notice: Finding
    reason: str

    def __str__(self) -> str:
        return f"accepted: {self.notice} Reason: {self.reason}"


def without_accepted(
    findings: Sequence[Finding], entries: Sequence[Acceptance]
) -> tuple[tuple[Finding, ...], tuple[AcceptedNotice, ...]]:
    """Take out the notices that study.toml accepts, and report the entries that accept none.

    Parameters
    ----------
    findings : of a study without errors, which would hide notices
    entries : of study.toml, `accepted`

    Returns
    -------
    the findings that count, and the notices that do not
    """
    reasons = {entry.notice.removeprefix("notice: "): entry.reason for entry in entries}
    reported = {str(finding) for finding in findings if finding.severity is Severity.NOTICE}
    idle = tuple(
        Finding(
            "idle-acceptance",
            Place(FILE),
            f"accepted, entry {number}: no notice about data or study.toml reads"
            f" {quoted(entry.notice)}; delete the entry, or copy the whole line that check prints",
            Severity.NOTICE,
        )
        for number, entry in enumerate(entries, start=1)
        if entry.notice.removeprefix("notice: ") not in reported
    )
    accepted = tuple(
        AcceptedNotice(finding, reasons[str(finding)])
        for finding in findings
        if finding.severity is Severity.NOTICE and str(finding) in reasons
    )
    taken = {each.notice for each in accepted}
    return idle + tuple(finding for finding in findings if finding not in taken), accepted
