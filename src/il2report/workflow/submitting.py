"""submit: a folder ready to be sent to a journal, with a manifest of what is in it.

The manuscript is built in the style of the journal, checked as every build is, and taken apart into the files
that journals ask for. The folder appears whole or not at all, and a folder of others is never written to.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from il2report.document.document import Document
from il2report.document.document_json import read_document
from il2report.document.length import Count, counts
from il2report.document.tree import Element, words
from il2report.errors import Finding, WrongUse
from il2report.figures.pictures import file_stem
from il2report.pages.images import image_size
from il2report.pages.review_copy import LINE_POINTS, TOP_POINTS, review_copy
from il2report.study import Study, read_study
from il2report.study.checks.statements import lacking_of_authors, lacking_statements
from il2report.study.files import MOST_OF_DOCUMENT, FileRefused, file_names, read_file, refuse
from il2report.study.journals import JournalProfile, Origin
from il2report.verification.pdf_text import anchors_in, page_as_tiff
from il2report.word.draft import own_stationery
from il2report.word.submission import SubmissionWriter
from il2report.word.writing import WordPicture
from il2report.workflow.building import BuildRequest, Clock, produce
from il2report.workflow.lock import saying_what_failed
from il2report.workflow.manifest import KIND, MANIFEST, READABLE, ItemPlace, Manifest
from il2report.workflow.output_places import require_folder_of_its_own
from il2report.workflow.patient_guard import refuse_patients
from il2report.workflow.printing import import_printing, print_document, printed_pdf
from il2report.workflow.worker import Worker

if TYPE_CHECKING:
    from il2report.workflow.building import Product

KINDS: Mapping[str, str] = {
    "case_series": "case series",
    "cohort_study": "cohort study",
    "trial": "trial",
}
PREFIX = ".il2report-submission-"
RASTERS = {"png": "image/png", "jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class SubmitRequest:
    """Which study goes to which journal, and where the folder is made; by default in submission/ of the study."""

    study: Path
    journal: str | None = None
    output: Path | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """What was made: the folder, its manifest, and the notices of the build."""

    folder: Path
    manifest: Manifest
    notices: tuple[Finding, ...]


def submit(request: SubmitRequest, announce: Callable[[str], None]) -> Submission:
    """Make the folder of a submission.

    Raises
    ------
    StudyRefused, BuildFailed
        As a build does.
    WrongUse
        When there is no such journal, or the folder holds files of others.
    """
    clock = Clock(announce)
    study = read_study(request.study)
    journal = study.journal(request.journal)
    folder = request.output or request.study / "submission" / journal.name
    require_folder_of_its_own(request.study, folder)
    _require_own(folder)
    build = BuildRequest(
        request.study,
        folder,
        formats=(),  # the files of the submission are made of its tree
        style=journal.name,
        public=request.public,
        fingerprint=study.fingerprint,
    )
    product = produce(build, clock)
    with clock.step("Making the files of the submission"):
        manifest = _manifest(request, study, journal, product)
    files = {path: content for path, (_, content) in manifest.files.items()}
    files |= {MANIFEST: manifest.json().encode(), READABLE: manifest.markdown().encode()}
    if request.public:
        with clock.step("Searching the files for patients"):
            patients = study.tables.patients["patient_id"].tolist()
            refuse_patients(patients, files, study.configuration.families_of_patients)
    with clock.step("Writing files"):
        _write(folder, files)
    return Submission(folder, manifest, product.notices)


def _manifest(
    request: SubmitRequest, study: Study, journal: JournalProfile, product: "Product"
) -> Manifest:
    document = read_document(product.files["report/document.json"])
    counted = counts(document, journal, study.configuration.short_title)
    figures = dict(_figures(document, journal, product.files))
    writer = SubmissionWriter(
        study,
        document,
        journal,
        dict(_pictures(document, product.files)),
        own_stationery(request.study),
    )
    copy = review_copy(document, journal, study.configuration.language)
    with Worker(import_printing) as printing:
        pdf = printed_pdf(printing.submit(print_document, copy.page, request.study))
    anchors = anchors_in(pdf)
    places = tuple(
        ItemPlace(each.item, each.section, *page_and_line(*anchors[each.anchor]))
        for each in copy.places
    )
    files = {
        "manuscript.docx": ("manuscript with references and legends", writer.manuscript()),
        "manuscript-blinded.docx": ("manuscript for blinded review", writer.blinded()),
        "manuscript.pdf": ("manuscript with numbered lines, for reviewers", pdf),
        "title-page.docx": ("title page", writer.title_page(counted)),
        **{
            f"tables/{_slug(label)}.docx" if label else "tables.docx": (
                label or "tables of the text",
                content,
            )
            for label, content in writer.tables()
        },
        **figures,
    }
    if document.figures:
        files["figure-legends.docx"] = ("legends of the figures", writer.legends())
    if (supplement := writer.supplement()) is not None:
        files["supplement.docx"] = ("supplement", supplement)
    made = Manifest(
        journal=journal.title,
        profile=journal.name,
        study=words(document.front.title),
        kind=study.configuration.journal.kind,
        fingerprint=study.fingerprint,
        is_public=request.public,
        files=files,
        counts=counted,
        requirements=tuple(_requirements(journal)),
        places=places,
        missing=tuple(_missing(study)),
        warnings=(*_warnings(study, journal, counted), *_typed_names(writer)),
        facts=dict(_facts(document, study, journal, counted)),
    )
    title = "STROBE checklist for cohort studies"
    files["strobe-checklist.docx"] = (title, writer.checklist(title, made.checklist()))
    files["cover-letter-facts.md"] = ("facts for the cover letter", made.letter().encode())
    return made


def _typed_names(writer: SubmissionWriter) -> Iterator[str]:
    for name in dict.fromkeys(writer.names_left()):
        yield f"manuscript-blinded.docx still names {name!r}, which a template has typed"


def page_and_line(page: int, points: float) -> tuple[int, int]:
    """Say on which line of the grid a place is that is so far from the head of its page."""
    return page, max(1, int((points - TOP_POINTS + 1) // LINE_POINTS) + 1)


def _figures(
    document: Document, journal: JournalProfile, files: Mapping[str, bytes]
) -> Iterator[tuple[str, tuple[str, bytes]]]:
    """Give each figure as TIFF of the journal's width and as vector; a file of the study as it is."""
    width, dots = journal.submission.figures.width_mm, journal.submission.figures.dpi
    for figure in document.figures:
        name, stem = f"figures/{_slug(figure.label)}", f"figures/{file_stem(figure.key)}"
        if vector := files.get(f"{stem}.pdf"):
            tiff = page_as_tiff(vector, width, dots)
            yield f"{name}.tiff", (f"{figure.label}, {width} mm wide at {dots} dots per inch", tiff)
            yield f"{name}.pdf", (f"{figure.label}, vector", vector)
            continue
        for ending in ("png", "jpg", "svg"):
            if content := files.get(f"{stem}.{ending}"):
                yield f"{name}.{ending}", (f"{figure.label}, the file of the study", content)
                break


def _pictures(document: Document, files: Mapping[str, bytes]) -> Iterator[tuple[str, WordPicture]]:
    for figure in document.figures:
        for ending, kind in RASTERS.items():
            content = files.get(f"figures/{file_stem(figure.key)}.{ending}")
            if content:
                across, down = image_size(kind, content)
                yield figure.key, WordPicture(content, down / across)
                break


def _slug(label: str) -> str:
    return label.lower().replace(" ", "-")


def _missing(study: Study) -> Iterator[str]:
    choices = study.configuration
    for said, key in lacking_statements(choices):
        yield f"a statement on {said}: declare {key}"
    yield from lacking_of_authors(choices)


def _requirements(journal: JournalProfile) -> Iterator[tuple[str, str, Origin]]:
    """Give what the files were made by, beside the limits: what it is, as it is, and where it is from."""
    wanted = journal.submission
    kinds, tables, figures = wanted.kinds, wanted.tables, wanted.figures
    if kinds.taken:
        yield "kinds of papers", ", ".join(KINDS[each] for each in kinds.taken), kinds
    yield "tables", "in one file" if tables.form == "together" else "one file each", tables
    yield "figures", f"{figures.width_mm} mm wide at {figures.dpi} dots per inch", figures


def _warnings(study: Study, journal: JournalProfile, counted: tuple[Count, ...]) -> Iterator[str]:
    kinds, kind = journal.submission.kinds, study.configuration.journal.kind
    if kinds.taken and kind not in kinds.taken:
        listed = ", ".join(KINDS[each] for each in kinds.taken)
        yield f"{journal.title} does not take a {KINDS[kind]}; it takes: {listed} ({kinds.origin})"
    for count in counted:
        if count.limit and count.is_over:
            yield (
                f"{count.number:,} {count.name}, and {journal.title} takes at most"
                f" {count.limit.at_most:,} ({count.limit.origin})"
            )


def _facts(
    document: Document, study: Study, journal: JournalProfile, counted: tuple[Count, ...]
) -> Iterator[tuple[str, str]]:
    choices = study.configuration
    yield "Journal", journal.title
    yield "Title", words(document.front.title)
    yield "Kind of paper", KINDS[choices.journal.kind]
    yield "Authors", ", ".join(document.front.authors)
    writing = [each for each in choices.authors if each.corresponding]
    if writing:
        yield "Corresponding author", "; ".join(f"{e.full_name}, {e.email}" for e in writing)
    yield "Counts", ", ".join(f"{count.number:,} {count.name}" for count in counted[:6])
    for name, part in (("Main result", "results"), ("Conclusion", "conclusion")):
        if text := _part_of_abstract(document, getattr(journal.abstract, part)):
            yield name, text
    said = {
        "Conflicts of interest": choices.statements.conflicts,
        "Funding": choices.statements.funding or ", ".join(each.funder for each in choices.grant),
        "Data availability": choices.statements.data_availability,
        "Registration": choices.statements.registration,
        "Prior presentation": choices.statements.presentation,
    }
    for name, statement in said.items():
        yield name, statement or "not declared"


def _part_of_abstract(document: Document, heading: str | None) -> str:
    """Give the text of the abstract below a heading."""
    for block in document.front.abstract:
        if isinstance(block, Element) and heading:
            text = words(block.children)
            first = next((each for each in block.children if isinstance(each, Element)), None)
            title = words(first.children) if first else ""
            if title.rstrip(".:") == heading:
                return text.removeprefix(title).strip()
    return ""


# --- the folder -----------------------------------------------------------------------------------


def _require_own(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier submission."""
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        raise WrongUse(f"{folder} is no folder; name another one with --output")
    found = set(file_names(folder, "", refuse, aside=True))
    known = {MANIFEST, READABLE, *_listed_in(folder)} if MANIFEST in found else set()
    if strange := sorted(found - known):
        raise WrongUse(
            f"{folder} holds {strange[0]}, which no submission of il2report put there; nothing was written."
            " Move it away, or name another folder with --output"
        )


def _listed_in(folder: Path) -> set[str]:
    try:
        document: Any = json.loads(read_file(folder, MANIFEST, MOST_OF_DOCUMENT))
        if document["kind"] == KIND:
            return {str(each["path"]) for each in document["files"]}
    except (FileRefused, ValueError, TypeError, KeyError):
        pass
    raise WrongUse(
        f"{folder / MANIFEST} is not the manifest of a submission; nothing was written. Name another folder with"
        " --output"
    )


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files to a folder beside it, and let that take its place."""
    with saying_what_failed(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(mkdtemp(prefix=PREFIX, dir=folder.parent))
        try:
            new, old = staging / "new", staging / "old"
            for name, content in files.items():
                place = new / PurePosixPath(name)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            if folder.exists():
                folder.rename(old)
            new.rename(folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
