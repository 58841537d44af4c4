"""issue: the study as it stands, built anew under a number of its own and frozen."""

import json
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from il2report.clock import build_date
from il2report.errors import BuildFailed, Finding, Place, Severity, WrongUse
from il2report.pages.identity import present_fingerprints
from il2report.revisions import Draft, Fingerprints, Identity, Issue
from il2report.revisions.drafts import (
    DOCUMENT,
    FORMAT,
    INPUTS,
    PAGE,
    PRINT,
    RECORD,
    RESULTS,
    digest,
    next_number,
    read_draft,
    read_drafts,
    slug,
)
from il2report.revisions.history import draft_findings
from il2report.revisions.versions import program_versions
from il2report.study import read_study
from il2report.study.characters import hidden_in
from il2report.study.configuration import FILE as CHOICES
from il2report.study.files import MOST_OF_TABLE, file_names, read_file, refuse
from il2report.templating.claims import Claim
from il2report.workflow.building import FORMATS, BuildRequest, Clock, Product, produce
from il2report.workflow.freezing import freeze, issuing_alone
from il2report.workflow.patient_guard import refuse_patients

FROZEN = (RESULTS, DOCUMENT, PAGE, PRINT)
"""What of a build a draft keeps."""

INPUT_FOLDERS = ("data", "templates")
LONGEST_NAME = 200
JOINERS = {ord("\N{ZERO WIDTH JOINER}"): "", ord("\N{ZERO WIDTH NON-JOINER}"): ""}
"""Characters that join letters of Persian or the parts of an emoji."""


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What to issue, under which name, and what may stand in it."""

    study: Path
    name: str
    public: bool = False
    strict: bool = False
    with_broken_claims: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """The draft as it now stands on the disk, what was noticed, and how long it took."""

    draft: Draft
    notices: tuple[Finding, ...]
    seconds: float


def issue(request: IssueRequest, announce: Callable[[str], None]) -> Issued:
    """Build the study as the next numbered draft and freeze it.

    Raises
    ------
    StudyRefused
        When the study has errors or a claim that no longer holds; under `strict` also notices;
        when a public draft would name a patient.
    WrongUse
        When the name cannot be printed.
    BuildFailed
        When it could not be built or written, or the study was edited meanwhile. In each case
        there is no draft.
    """
    start = time.perf_counter()
    require_name(request.name)
    study = read_study(request.study)  # no folder is made where there is no study to issue
    with issuing_alone(request.study) as drafts:
        before = _drafts_before(request.study)
        press = Press(request, next_number(request.study))
        product = produce(press.build, Clock(announce))
        files = press.files(product)
        if request.public:  # the PDF was searched when it was built
            searched = {name: content for name, content in files.items() if name != PRINT}
            refuse_patients(study.tables.patients["patient_id"].tolist(), searched)
        announce("Freezing the draft")
        place = drafts / press.folder
        freeze(place, files)
    draft = read_draft(place)
    notices = product.notices + draft_findings((*before, draft), request.study)
    notices += _unchanged(request.study, before, press.fingerprints)
    return Issued(draft, notices, time.perf_counter() - start)


def require_name(name: str) -> None:
    """Refuse a name that a list of drafts could not show: empty, too long, or with hidden characters.

    Raises
    ------
    WrongUse
        Saying why.
    """
    if not any(unicodedata.category(sign)[0] in "LNS" for sign in name):
        raise WrongUse(
            f"the name {name!r} has no letter and no digit; name the draft by whom it goes to, or when"
        )
    if len(name) > LONGEST_NAME:
        raise WrongUse(f"the name has {len(name)} characters; allowed are up to {LONGEST_NAME}")
    hidden = hidden_in(name.translate(JOINERS))
    if len(name.splitlines()) > 1 or "\t" in name:
        hidden = hidden or "a line break or tab"
    if hidden:
        raise WrongUse(f"the name holds {hidden}, which is not shown; delete it, or type it again")


def _drafts_before(study: Path) -> tuple[Draft, ...]:
    """Read the drafts issued so far; `status` says why a history cannot be read."""
    try:
        return read_drafts(study)
    except WrongUse:
        return ()


class Press:
    """One draft in the making: what it is made from, held fast before it is built."""

    def __init__(self, request: IssueRequest, number: int) -> None:
        self.request = request
        self.inputs = study_inputs(request.study)
        self.fingerprints = present_fingerprints(request.study)
        self.issue = Issue(number, request.name, build_date(), request.public)
        self.folder = f"{number:03}-{slug(request.name)}"

    @property
    def build(self) -> BuildRequest:
        """The build that this draft is."""
        return BuildRequest(
            self.request.study,
            self.request.study,
            FORMATS,
            strict=self.request.strict,
            public=self.request.public,
            claims_must_hold=not self.request.with_broken_claims,
            identity=Identity(self.fingerprints, self.issue),
        )

    def files(self, product: Product) -> dict[str, bytes]:
        """Give every file of the draft; `draft.json` lists the others with their checksums.

        Raises
        ------
        BuildFailed
            When the study is no longer what it was when the build began.
        """
        self._refuse_edits()
        files = {name: product.files[f"report/{name}"] for name in FROZEN}
        if not self.request.public:
            files |= {f"{INPUTS}/{name}": content for name, content in self.inputs.items()}
        record = json.dumps(self._record(product, files), indent=1, ensure_ascii=False)
        return files | {RECORD: f"{record}\n".encode()}

    def _refuse_edits(self) -> None:
        study = self.request.study
        if self.inputs != study_inputs(study) or self.fingerprints != present_fingerprints(study):
            raise BuildFailed(
                f"the study in {study} was edited while its draft was built, so that nobody could"
                " say what the draft was made from; run issue again"
            )

    def _record(self, product: Product, files: Mapping[str, bytes]) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "number": self.issue.number,
            "name": self.issue.name,
            "slug": slug(self.issue.name),
            "issued": self.issue.issued,
            "public": self.issue.public,
            "style": product.style,
            "program": program_versions(),
            "fingerprints": self.fingerprints.record(),
            "files": {name: digest(files[name]) for name in sorted(files)},
            "claims": [_claim_record(claim) for claim in product.claims.made],
        }


def study_inputs(study: Path) -> dict[str, bytes]:
    """Read what a study is made of, by path within it: study.toml, data/ and its own templates/.

    Hidden files and the locks of an editor are left out, as they are when the study is read.
    """
    found = (name for part in INPUT_FOLDERS for name in file_names(study, part, refuse))
    return {name: read_file(study, name, MOST_OF_TABLE) for name in sorted((CHOICES, *found))}


def _claim_record(claim: Claim) -> dict[str, Any]:
    return {
        "name": claim.name,
        "file": claim.place.file,
        "line": claim.place.row,
        "outcome": claim.outcome.value,
        "wording": claim.wording,
        "sentence": claim.sentence,
    }


def _unchanged(
    study: Path, before: tuple[Draft, ...], fingerprints: Fingerprints
) -> tuple[Finding, ...]:
    """Notice that the last draft was made from the same; whoever reads both compares in vain."""
    if not before or before[-1].fingerprints != fingerprints:
        return ()
    last = before[-1]
    place = Place(last.folder.relative_to(study).as_posix())
    message = (
        f"data, templates and program are those of draft {last.number}; nothing has changed since"
    )
    return (Finding("draft-unchanged", place, message, Severity.NOTICE),)
