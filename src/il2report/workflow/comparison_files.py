"""The files of a comparison: the report on the changes, and the redline as page, PDF and Word file."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from il2report.document.document_json import read_document
from il2report.errors import WrongUse
from il2report.redline import Redline, redline
from il2report.reports.blocks import ReportTree
from il2report.reports.changes.redline_words import counted_once, figure_words
from il2report.reports.changes.wording import Names
from il2report.reports.markdown import markdown_text
from il2report.reports.page import frame_of, report_page
from il2report.revisions.comparison import values_of
from il2report.revisions.difference import Difference
from il2report.revisions.drafts import WORD, WORD_FLOATS
from il2report.verification.proof import refusing_failures
from il2report.workflow.building import USUAL, BuildRequest, Clock, produce
from il2report.workflow.editions import Edition
from il2report.workflow.outputs import write_outputs
from il2report.workflow.printing import print_document, print_redline, printed_pdf
from il2report.workflow.worker import Worker

CHANGES, REDLINE = "report/changes", "report/redline"
WRITTEN = frozenset(
    {
        *(f"{CHANGES}.{ending}" for ending in ("html", "md", "pdf")),
        *(f"{REDLINE}.{ending}" for ending in ("html", "pdf", "docx")),
    }
)
"""What a comparison removes where it did not write it: no file of an older comparison beside a newer one."""


def formats_for(
    asked: tuple[str, ...] | None, old: Edition, new: Edition
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say which documents are written, and why one of the usual ones is not.

    Raises
    ------
    WrongUse
        When a Word file is asked for that cannot be written.
    """
    in_word = new.study is not None and new.study.configuration.word is not None
    formats = asked or ((*USUAL, "docx") if in_word else USUAL)
    without = next((each.title for each in (old, new) if each.tree is None), None)
    if without is None or "docx" not in formats:
        return formats, ()
    why = f"{without} has no document.json as it was issued, so changes cannot be tracked in a Word file"
    if asked:
        raise WrongUse(f"{why}; leave docx out of --format")
    return tuple(each for each in formats if each != "docx"), (why,)


def written_comparison(
    study: Path,
    report: ReportTree,
    sides: tuple[Edition, Edition],
    difference: Difference,
    names: Names,
    formats: tuple[str, ...],
    printing: Worker,
) -> tuple[Path, ...]:
    """Write the report, with the templates of the new state, and the redline, all files or none."""
    files: dict[str, bytes] = {}
    complete = [_Complete.of(side, formats) for side in sides]
    if "html" in formats or "pdf" in formats:
        words = figure_words(difference)
        marked = _marked(study, sides, complete, words)
        counts = Counter(change.result for change in marked.changes if change.result)
        report = counted_once(report, difference, counts)
        files |= _pages(study, report, sides, marked, formats, printing)
    if "docx" in formats:
        files[f"{REDLINE}.docx"] = _in_word(sides, complete, difference, names)
    return write_outputs(study, files, WRITTEN)


def _pages(
    study: Path,
    report: ReportTree,
    sides: tuple[Edition, Edition],
    marked: Redline,
    formats: tuple[str, ...],
    printing: Worker,
) -> dict[str, bytes]:
    """Make the report and the redline as pages, and print them."""
    new = sides[1]
    folder = new.folder or study
    language = new.study.configuration.language if new.study else "en"
    with refusing_failures(frame_of("changes")):
        page = report_page(report, "changes", folder, language)
    is_printed = "pdf" in formats
    changes = printing.submit(print_document, page, folder) if is_printed else None
    files = {}
    if "html" in formats:
        files = {
            f"{CHANGES}.html": page.encode(),
            f"{CHANGES}.md": markdown_text(report).encode(),
            f"{REDLINE}.html": marked.html.encode(),
        }
    if changes:
        pages = printing.submit(print_redline, marked.html, folder)
        files[f"{CHANGES}.pdf"] = printed_pdf(changes)
        files[f"{REDLINE}.pdf"] = printed_pdf(pages)
    return files


def _marked(
    study: Path,
    sides: tuple[Edition, Edition],
    complete: "list[_Complete]",
    figures: Mapping[str, str],
) -> Redline:
    """Make the redline of two states."""
    old, new = sides
    values = {**values_of(old.document, {}), **values_of(new.document, {})}
    return redline(
        *(each.page for each in complete),
        since=old.title,
        folder=new.folder or study,
        labels={key: value.label for key, value in values.items()},
        figures=figures,
    )


@dataclass(frozen=True, slots=True)
class _Complete:
    """A state with its pictures: as it was issued, or built now."""

    page: str
    document: bytes
    word_files: tuple[bytes, ...]

    @classmethod
    def of(cls, side: Edition, formats: tuple[str, ...]) -> "_Complete":
        """Take what was issued, and build what is missing and asked for."""
        wanted = tuple(_wanted(side, formats))
        files: Mapping[str, bytes] = {}
        if wanted and side.folder is not None:
            request = BuildRequest(
                side.folder, side.folder, formats=wanted, style=side.style, public=side.is_public
            )
            files = produce(request, Clock(lambda _: None)).files
        page = files.get("report/manuscript.html", b"").decode() or side.page
        built = tuple(
            files[name] for name in (f"report/{WORD}", f"report/{WORD_FLOATS}") if name in files
        )
        return cls(page, files.get("report/document.json", b""), built or side.word_files)


def _wanted(side: Edition, formats: tuple[str, ...]) -> Iterator[str]:
    """Say what must be built of a state: an issued one has its page, and since it can have one its Word file."""
    if not side.is_frozen and ("html" in formats or "pdf" in formats):
        yield "html"
    if not side.word_files and "docx" in formats:
        yield "docx"


def _in_word(
    sides: tuple[Edition, Edition],
    complete: "list[_Complete]",
    difference: Difference,
    names: Names,
) -> bytes:
    """Make the redline as a Word file; what it needs is imported for it alone."""
    from il2report.word.media import pictures_in  # noqa: PLC0415
    from il2report.workflow.tracked_comparison import (  # noqa: PLC0415
        TrackedSide,
        tracked_word_file,
    )

    made = []
    for side, built in zip(sides, complete, strict=True):
        tree = side.tree or read_document(built.document)
        made.append(TrackedSide.of(tree, pictures_in(*built.word_files), side.study))
    return tracked_word_file(made[0], made[1], difference, names, sides[1].study)
