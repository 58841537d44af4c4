"""Whether a manuscript is longer than its journal takes."""

from collections.abc import Iterator

from il2report.document.document import Document
from il2report.document.length import counts
from il2report.errors import Finding, Place, Severity
from il2report.study import Study
from il2report.study.configuration import FILE as CHOICES
from il2report.study.journals import JournalProfile


def over_limits(document: Document, study: Study, journal: JournalProfile) -> Iterator[Finding]:
    """Give a notice for each limit of the journal that the manuscript is over, with its source."""
    for count in counts(document, journal, study.configuration.short_title):
        if count.limit and count.is_over:
            message = (
                f"the manuscript has {count.number:,} {count.name}, and {journal.title} takes at most"
                f" {count.limit.at_most:,} ({count.limit.origin})"
            )
            yield Finding("over-limit", Place(CHOICES), message, Severity.NOTICE)
