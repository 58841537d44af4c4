"""Verifies a built manuscript in one call: all findings, and how many numbers of each kind."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from il2report.document.document import TITLE, Document
from il2report.document.printer import Printer
from il2report.errors import Finding, Place, Severity
from il2report.figures.contents import drawables, words_for_figures
from il2report.pages.manuscript import Manuscript, Typesetter
from il2report.results import StudyResults, compute_results
from il2report.revisions.drafts import INPUTS, RECORD
from il2report.study import Study, inspect_study, public_study, read_study
from il2report.study.files import is_within
from il2report.verification.build import (
    REPORT,
    Build,
    age_findings,
    identity_findings,
    missing_files,
    read_build,
    twin_findings,
)
from il2report.verification.joined import joined_findings
from il2report.verification.marked import mark_findings, mark_kind
from il2report.verification.older_pages import nodes_of_page
from il2report.verification.order import order_findings, uncited_fact_findings
from il2report.verification.passages import PAGE, Passage, passages, passages_of
from il2report.verification.results_file import entry_findings
from il2report.verification.same_tree import picture_findings, tree_findings
from il2report.verification.shown import Page
from il2report.verification.truth import Truth
from il2report.verification.unmarked import IN_WORDS, unmarked_counts, unmarked_findings


@dataclass(frozen=True, slots=True)
class ManuscriptAudit:
    """What verifying a manuscript found; `counts` are its numbers by kind."""

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Background:
    """The study of a build, the folder of its files, and the results of its data today."""

    study: Study
    folder: Path
    results: StudyResults | None


def audit_manuscript(folder: Path, study: Path | None = None) -> ManuscriptAudit:
    """Verify the manuscript of a folder.

    Parameters
    ----------
    folder : a study with a build, the output folder of a build, or an issued draft
    study : the study that it was built from, where that is another folder

    Raises
    ------
    WrongUse
        When there is no build.
    StudyRefused
        When the study has errors.
    """
    build = read_build(folder)
    return manuscript_findings(build, _background(build, folder, study))


def manuscript_findings(build: Build, background: Background) -> ManuscriptAudit:
    """Compare a build, page and print, with its tree and its study."""
    identity, study = build.identity, background.study
    is_of_these_data = identity is not None and identity.fingerprints.data == study.fingerprint
    results = background.results if is_of_these_data else None
    truth = Truth.of(study, results, build.document, background.folder, identity)
    findings = [
        *identity_findings(build, study),
        *age_findings(build, study.fingerprint, background.folder),
    ]
    tree = build.tree
    # A draft of an older il2report has no tree; of its page only the marked numbers are known.
    read = passages(tree, truth) if tree else passages_of(nodes_of_page(build.html), TITLE)
    if truth.entries:
        findings += entry_findings(truth)
        findings += number_findings(read, truth) if tree else mark_findings(read, truth)
    if tree:
        findings += order_findings(tree, read, truth)
        findings += alternative_findings(tree, truth)
        findings += tree_findings(build.html, tree, truth)
        findings += picture_findings(build.html, tree)
    findings += twin_findings(build)
    from il2report.verification.in_print import print_findings  # noqa: PLC0415 (it imports readers of PDF)

    findings += print_findings(Page(build.html), build)
    findings += missing_files(build)
    named = tuple(_named(finding, build.folder) for finding in dict.fromkeys(findings))
    return ManuscriptAudit(named, numbers_by_kind(tree, read, truth))


def number_findings(read: Sequence[Passage], truth: Truth) -> Iterator[Finding]:
    """Find every number that is not as the results have it, or does not come from them."""
    yield from mark_findings(read, truth)
    yield from unmarked_findings(read, truth)
    yield from joined_findings(read, truth)
    yield from uncited_fact_findings(read, truth)


def alternative_findings(tree: Document, truth: Truth) -> Iterator[Finding]:
    """Find words for a figure that are not those that the data give."""
    if truth.results is None:
        return
    printer = Printer(truth.results.catalogue, truth.style)
    shown = drawables(truth.study, truth.results, printer)
    expected = words_for_figures(truth.study, shown, printer.style)
    for figure in tree.figures:
        if figure.alternative != expected[figure.key]:
            pairs = zip_longest(figure.alternative.split(". "), expected[figure.key].split(". "))
            ours, theirs = next((a, b) for a, b in pairs if a != b)
            message = f"the words for the figure say {ours!r}, and the data give {theirs!r}"
            yield Finding("differing-alternative", Place(PAGE, section=figure.label), message)


def set_page_findings(
    manuscript: Manuscript, setter: Typesetter, written: str | Mapping[str, Any]
) -> tuple[Finding, ...]:
    """Check the numbers of a manuscript that has just been set, and the order of what is numbered.

    A number word that counts is a notice here, since only its author knows whether it is a result.

    Parameters
    ----------
    manuscript : with or without its pictures
    setter : what set it
    written : its results.json, as it is written or read
    """
    document = json.loads(written) if isinstance(written, str) else written
    truth = Truth.of(
        *(setter.study, setter.results, document, setter.folder, setter.identity), setter.checked
    )
    tree = manuscript.document
    read = passages(tree, truth)
    findings = [*number_findings(read, truth), *order_findings(tree, read, truth)]
    findings += tree_findings(manuscript.page, tree, truth)
    return tuple(
        replace(each, severity=Severity.NOTICE) if each.code == IN_WORDS else each
        for each in dict.fromkeys(findings)
    )


def numbers_by_kind(
    tree: Document | None, read: Sequence[Passage], truth: Truth
) -> Mapping[str, int]:
    """Count the numbers of a manuscript: those from data, and others, by kind."""
    numbers = (number for passage in read for number, _ in passage.numbers)
    counts = Counter(mark_kind(number.result, truth) for number in numbers)
    if tree is not None:
        counts += unmarked_counts(tree, read, truth)
    return dict(counts.most_common())


def _background(build: Build, folder: Path, study: Path | None) -> Background:
    """Find the study of a build: the inputs of a draft that has them, else the folder that it is in."""
    home = study or folder
    if (folder / RECORD).is_file():
        if (folder / INPUTS).is_dir() and is_within(folder, INPUTS):
            inputs = inspect_study(folder / INPUTS).study
            if inputs is not None:
                return Background(inputs, folder / INPUTS, compute_results(inputs))
        home = study or folder.resolve().parents[2]
    read = read_study(home)
    if _is_public(build):
        read = public_study(read)
    return Background(read, home, compute_results(read))


def _is_public(build: Build) -> bool:
    """Whether a build is for the public, whose results name no patients."""
    results = build.document.get("results")
    entries = list(results.values()) if isinstance(results, dict) else []
    named = any(isinstance(e, dict) and {"patients", "patients_n"} & e.keys() for e in entries)
    return bool(entries) and not named


def _named(finding: Finding, folder: str) -> Finding:
    """Name the files of a draft by its folder."""
    place = finding.place
    if not place.file.startswith(f"{REPORT}/"):
        return finding
    file = f"{folder}/{place.file.removeprefix(f'{REPORT}/')}"
    return replace(finding, place=replace(place, file=file))
