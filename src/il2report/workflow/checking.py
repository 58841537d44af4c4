"""check: everything that is wrong with a study, at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from il2report.audit import FILE
from il2report.errors import MOST_ERRORS, Collected, EnoughErrors, Finding, Place, Severity
from il2report.results import compute_results
from il2report.results.catalogue import Catalogue
from il2report.revisions import last_draft
from il2report.revisions.log_review import review_of
from il2report.revisions.study_comparison import study_change
from il2report.study import Study, inspect_study
from il2report.study.files import MOST_OF_TEXT, FileMissing, FileRefused, read_file
from il2report.study.findings import AFTER_READING, BY_CHECK_ALONE, AcceptedNotice, without_accepted
from il2report.templating.claims import Claim
from il2report.verification.mentions import typed_open_points
from il2report.verification.models import model_findings
from il2report.verification.proof import proof

if TYPE_CHECKING:
    from il2report.audit import PublishedPaper
    from il2report.reproduction.counterparts import Counterparts

MANY = 5
"""So many unknown ids of one family are one line: their table is not there."""


@dataclass(frozen=True, slots=True)
class Check:
    """What `check` reports of a study: findings, claims, and the notices that study.toml accepts."""

    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...] = ()
    accepted: tuple[AcceptedNotice, ...] = ()


def check_study(folder: Path) -> Check:
    """Check data and choices and, where these have no errors, the templates with the results."""
    inspection = inspect_study(folder)
    study = inspection.study
    if study is None:
        return Check((*inspection.findings, *_begun(inspection.findings, folder)))
    results = compute_results(study)
    read = proof(study, results, folder)
    beside = log_findings(study, folder)
    beside += published_findings(study, results.catalogue, folder)
    beside += tuple(model_findings(study, results.catalogue))
    # A file that is not there comes before what follows from it.
    found = inspection.findings + beside + read.findings
    found = tuple(sorted(found, key=lambda finding: finding.code != "missing-file"))
    # An error may hide the notice that an entry accepts.
    later = AFTER_READING | BY_CHECK_ALONE if any(each.is_error for each in found) else frozenset()
    found, accepted, _ = without_accepted(found, study.waiting, later)
    return Check(found, read.claims, study.accepted + accepted)


def _begun(findings: tuple[Finding, ...], folder: Path) -> Iterator[Finding]:
    """Find what is still to be written in a study that lacks nothing but patients."""
    if {each.code for each in findings if each.is_error} == {"empty-table"}:
        yield from typed_open_points(folder)


def log_findings(study: Study, folder: Path) -> tuple[Finding, ...]:
    """Compare the correction log with what has changed since the last draft that holds its data."""
    draft = last_draft(folder)
    before = inspect_study(draft.inputs).study if draft and draft.inputs else None
    if draft is None or before is None:
        return ()
    change = study_change(before, study)
    found = review_of(before, study, change.corrections, f"draft {draft.number}").findings
    return tuple(map(study.layout.finding, found))


def published_findings(study: Study, catalogue: Catalogue, folder: Path) -> tuple[Finding, ...]:
    """Find errors in data/published.toml, and ids in it that the study does not have.

    All are notices, because no build reads that file.
    """
    try:
        content = read_file(folder, FILE, MOST_OF_TEXT)
    except FileMissing:
        return ()
    except FileRefused as error:
        return (replace(error.finding, severity=Severity.NOTICE),)
    from il2report.audit.reading import inspect_paper  # noqa: PLC0415 (only for who has such a file)
    from il2report.reproduction.counterparts import Counterparts  # noqa: PLC0415

    found, paper = Collected(), None
    try:
        paper = inspect_paper(content, FILE, found.report)
    except EnoughErrors as enough:
        found.append(enough.finding)
    if paper:
        found += islice(_unknown_ids(paper, Counterparts(study, catalogue)), MOST_ERRORS)
    return tuple(replace(finding, severity=Severity.NOTICE) for finding in found)


def _unknown_ids(paper: "PublishedPaper", counterparts: "Counterparts") -> Iterator[Finding]:
    lines: dict[str, int | None] = {}
    for figure in paper.figures:
        if figure.result and not counterparts.knows(figure.result):
            lines.setdefault(figure.result, figure.line)
    families: dict[str, list[str]] = {}
    for name in lines:
        families.setdefault(name.partition(".")[0], []).append(name)
    for family, (name, *others) in families.items():
        if len(others) >= MANY:
            message = f"there is no result, fact or choice {name}, and none of {len(others)} others of this file that begin with {family}"
            yield Finding("unknown-id", Place(FILE, lines[name]), message, Severity.NOTICE)
            lines = {one: line for one, line in lines.items() if one not in {name, *others}}
    for name, line in lines.items():
        near = "" if "{" in name else counterparts.nearest(name)
        hint = f"; did you mean {near}?" if near else ""
        message = f"there is no result, fact or choice {name}{hint}"
        yield Finding("unknown-id", Place(FILE, line), message, Severity.NOTICE)
