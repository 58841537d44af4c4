"""The audit of a built manuscript: one call, all findings, and what was read, by kind."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from il2report.errors import Finding, Severity
from il2report.pages.manuscript import Typesetter
from il2report.results import StudyResults, compute_results
from il2report.revisions.drafts import INPUTS, RECORD
from il2report.study import Study, inspect_study, public_study, read_study
from il2report.study.files import is_within
from il2report.verification.agreement import agreement_findings
from il2report.verification.alternatives import alternative_findings, spoken_counts
from il2report.verification.build import (
    REPORT,
    Build,
    age_findings,
    identity_findings,
    missing_print,
    read_build,
    twin_findings,
)
from il2report.verification.cited import uncited_fact_findings
from il2report.verification.in_print import print_findings
from il2report.verification.joined import joined_findings
from il2report.verification.marked import entry_findings, mark_findings, mark_kind
from il2report.verification.order import order_findings
from il2report.verification.same_tree import tree_findings
from il2report.verification.shown import Page, result_of
from il2report.verification.truth import Truth
from il2report.verification.unmarked import IN_WORDS, unmarked_counts, unmarked_findings


@dataclass(frozen=True, slots=True)
class ManuscriptAudit:
    """What reading a manuscript back gave; `counts` are the numbers found, by kind."""

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Background:
    """The study that a build is held against, where its files lie, and what its data give today."""

    study: Study
    folder: Path
    results: StudyResults | None


def audit_manuscript(folder: Path, study: Path | None = None) -> ManuscriptAudit:
    """Read the manuscript of a folder back.

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
    background = _background(build, folder, study)
    return manuscript_findings(build, background)


def manuscript_findings(build: Build, background: Background) -> ManuscriptAudit:
    """Read a build back, page and print, and hold it against its study."""
    page = Page(build.html)
    results = _results_of(build, background)
    truth = Truth.of(background.study, results, build.document, background.folder, build.identity)
    findings = [*identity_findings(build)]
    findings += age_findings(build, background.study.fingerprint, background.folder)
    if truth.entries:
        findings += entry_findings(truth.printable, _entries_today(truth), truth.style)
        findings += page_findings(page, truth)
    findings += twin_findings(build, page)
    findings += tree_findings(build, page)
    findings += print_findings(page, build)
    findings += missing_print(build)
    named = tuple(_named(finding, build.folder) for finding in dict.fromkeys(findings))
    return ManuscriptAudit(named, numbers_by_kind(page, truth))


def page_findings(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find what is wrong with a page, as far as the page and its results tell."""
    yield from printed_number_findings(page, truth)
    yield from agreement_findings(page, truth)
    yield from order_findings(page, truth)
    yield from alternative_findings(page, truth)


def printed_number_findings(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find every number of a page that is not the catalogue's; what each build asks of its text."""
    yield from mark_findings(page, truth)
    yield from unmarked_findings(page, truth)
    yield from joined_findings(page, truth)
    yield from uncited_fact_findings(page, truth)


def set_page_findings(html: str, setter: Typesetter, written: str) -> tuple[Finding, ...]:
    """Check the numbers of a page that has just been set, and the order of what is numbered.

    A number word that counts is a notice here, since only its author knows whether it is a result.

    Parameters
    ----------
    html : the page, with or without its pictures
    setter : who set it
    written : its results.json
    """
    truth = Truth.of(
        setter.study, setter.results, json.loads(written), setter.folder, setter.identity
    )
    page = Page(html)
    return tuple(
        replace(each, severity=Severity.NOTICE) if each.code == IN_WORDS else each
        for each in dict.fromkeys(
            (*printed_number_findings(page, truth), *order_findings(page, truth))
        )
    )


def numbers_by_kind(page: Page, truth: Truth) -> Mapping[str, int]:
    """Count what was found on the page: marked numbers, others by kind, and those in the words for figures."""
    counts = Counter(mark_kind(result_of(mark), truth) for mark in page.marks)
    counts += unmarked_counts(page, truth)
    counts["in the words for a figure"] = spoken_counts(page)
    return dict(counts.most_common())


def _background(build: Build, folder: Path, study: Path | None) -> Background:
    """Find the study behind a build: a draft's own inputs, else the folder that it lies in."""
    home = study or folder
    if (folder / RECORD).is_file():
        if inputs := _inputs(folder):
            return Background(inputs, folder / INPUTS, compute_results(inputs))
        home = study or folder.resolve().parents[2]
    read = read_study(home)
    if _is_public(build):
        read = public_study(read)
    return Background(read, home, compute_results(read))


def _inputs(draft: Path) -> Study | None:
    """Read the study that a draft was built from, where it has one of its own."""
    if not (draft / INPUTS).is_dir() or not is_within(draft, INPUTS):
        return None
    return inspect_study(draft / INPUTS).study


def _is_public(build: Build) -> bool:
    """Whether a build is for the public, whose results name no patients."""
    results = build.document.get("results")
    entries = list(results.values()) if isinstance(results, dict) else []
    named = any(isinstance(e, dict) and {"patients", "patients_n"} & e.keys() for e in entries)
    return bool(entries) and not named


def _results_of(build: Build, background: Background) -> StudyResults | None:
    """Give the results of the study, unless the build is of other data."""
    identity = build.identity
    if identity is None or identity.fingerprints.data != background.study.fingerprint:
        return None
    return background.results


def _entries_today(truth: Truth) -> Mapping[str, Mapping[str, Any]] | None:
    """Give the entries that results.json should have; None where the data have moved on."""
    if truth.results is None:
        return None
    return truth.public if truth.study.is_public else truth.today


def _named(finding: Finding, folder: str) -> Finding:
    """Name the files of a draft by its folder."""
    name = finding.place.file
    if folder == REPORT or not name.startswith(f"{REPORT}/"):
        return finding
    return replace(
        finding, place=replace(finding.place, file=f"{folder}/{name[len(REPORT) + 1 :]}")
    )
