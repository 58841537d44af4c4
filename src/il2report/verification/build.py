"""The files of a build: page, tree, PDF, results, tables and figures, and whether they are of one build."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from il2report.document.document import Document
from il2report.document.document_json import UnreadableDocument, read_document
from il2report.errors import Finding, Place, Severity, WrongUse
from il2report.figures.pictures import file_stem
from il2report.pages.identity import present_fingerprints
from il2report.parsing import json_value
from il2report.revisions import Identity
from il2report.revisions.identity import identity_of_page
from il2report.study import Study
from il2report.study.files import MOST_OF_DOCUMENT, FileMissing, file_names, read_file, refuse
from il2report.study.journal_files import UnknownJournal
from il2report.verification.passages import PAGE
from il2report.verification.results_file import RESULTS

REPORT = "report"
PDF, DOCUMENT = "report/manuscript.pdf", "report/document.json"


@dataclass(frozen=True)
class Build:
    """What a build wrote; `folder` is what messages call the folder of the page."""

    folder: str
    html: str
    results: bytes
    document_json: bytes | None = None
    pdf: bytes | None = None
    tables: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def document(self) -> Mapping[str, Any]:
        """Its results.json; empty where that cannot be read."""
        try:
            read = json_value(self.results)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}

    @cached_property
    def any_tree(self) -> Document | None:
        """The tree in its document.json; None where that cannot be read."""
        try:
            return read_document(self.document_json or b"")
        except UnreadableDocument:
            return None

    @property
    def tree(self) -> Document | None:
        """Its tree; None where there is none that can be read, or only that of another build."""
        tree, identity = self.any_tree, self.identity
        is_other = tree and identity and tree.front.fingerprint != identity.fingerprint
        return None if is_other else tree

    @cached_property
    def identity(self) -> Identity | None:
        """Which draft its page says it is."""
        return identity_of_page(self.html)


def read_build(folder: Path) -> Build:
    """Read the build of a study, or of an issued draft, from its folder.

    Raises
    ------
    WrongUse
        When there is no manuscript in HTML with its results beside it.
    FileRefused
        When one of its files leads elsewhere, is no file, or is too large.
    """
    within = f"{REPORT}/" if (folder / PAGE).is_file() else ""
    try:
        return Build(
            folder=REPORT if within else folder.name,
            html=_text(folder, f"{within}manuscript.html"),
            results=read_file(folder, f"{within}results.json", MOST_OF_DOCUMENT),
            document_json=_content(folder, f"{within}document.json"),
            pdf=_content(folder, f"{within}manuscript.pdf"),
            tables={
                PurePosixPath(name).name: _text(folder, name)
                for name in file_names(folder, f"{within}tables", refuse, deep=False)
                if name.endswith(".html")
            },
            figures={
                PurePosixPath(name).name: read_file(folder, name, MOST_OF_DOCUMENT)
                for name in file_names(folder, "figures", refuse, deep=False)
                if name.endswith(".svg")
            },
        )
    except FileMissing:
        raise WrongUse(
            f"{folder} has no manuscript to be read back: it needs report/manuscript.html and"
            " report/results.json, which `il2report build` writes"
        ) from None


def _text(folder: Path, name: str) -> str:
    return read_file(folder, name, MOST_OF_DOCUMENT).decode("utf-8", errors="replace")


def _content(folder: Path, name: str) -> bytes | None:
    try:
        return read_file(folder, name, MOST_OF_DOCUMENT)
    except FileMissing:
        return None


def identity_findings(build: Build, study: Study) -> Iterator[Finding]:
    """Find a page that does not say which draft it is, and results of another one."""
    identity = build.identity
    try:
        study.journal(str(build.document.get("style")))
    except UnknownJournal as error:
        yield Finding("unreadable-results", Place(RESULTS), f"the style: {error}")
    if not isinstance(build.document.get("results"), dict) or not build.document["results"]:
        yield Finding("unreadable-results", Place(RESULTS), "these are no results of il2report")
        return
    if identity is None:
        message = "the head of the page does not say which draft it is"
        yield Finding("other-draft", Place(PAGE), message)
        return
    expected = {"fingerprint": identity.fingerprints.data, **identity.record()}
    for name, value in expected.items():
        if build.document.get(name) != value:
            message = f"the {name} is not that of the manuscript; it is of another build"
            yield Finding("other-draft", Place(RESULTS), message)


def age_findings(build: Build, data: str, folder: Path) -> Iterator[Finding]:
    """Find a build that is older than the data, the choices or the templates of the study in a folder.

    `data` is the fingerprint of its data and choices as they are now.
    """
    if build.identity is None:
        return
    built_from, templates = build.identity.fingerprints, present_fingerprints(folder).templates
    for name, before, now in (
        ("data or study.toml", built_from.data, data),
        ("templates", built_from.templates, templates),
    ):
        if before != now:
            message = f"the {name} changed since this was built; run `il2report build` again"
            yield Finding("older-than-study", Place(PAGE), message)


def twin_findings(build: Build) -> Iterator[Finding]:
    """Find files of tables and figures that are not those of the manuscript."""
    for name, table in build.tables.items():
        if table not in build.html:
            message = "the table is not the one on the page"
            yield Finding("differing-copy", Place(f"report/tables/{name}"), message)
    for figure in build.tree.figures if build.tree else ():
        svg = build.figures.get(name := f"{file_stem(figure.key)}.svg")
        if svg is not None and sha256(svg).hexdigest() != figure.svg_sha256:
            message = "the figure is not the one on the page"
            yield Finding("differing-copy", Place(f"figures/{name}"), message)


def missing_files(build: Build) -> Iterator[Finding]:
    """Report a tree or PDF without which not all could be compared."""
    if build.any_tree is None:
        message = (
            "this build has no document.json that can be read, so only its marked numbers were compared; run"
            " `il2report build` again"
        )
        yield Finding("no-tree", Place(DOCUMENT), message)
    elif build.tree is None:
        message = "document.json is of another build than the page"
        yield Finding("other-draft", Place(DOCUMENT), message)
    if build.pdf is None:
        message = "this build has no PDF, so only its page was compared"
        yield Finding("no-print", Place(PDF), message, Severity.NOTICE)
