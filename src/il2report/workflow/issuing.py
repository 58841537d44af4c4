"""issue: the study as it is now, built under a number of its own and frozen.

A draft appears whole or not at all: its files are written beside the drafts, made read-only and
brought to the disk, and then the folder is renamed into its place, which is one step.
"""

import json
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from il2report.clock import build_date
from il2report.errors import BuildFailed, Finding, Place, Severity, WrongUse
from il2report.pages.identity import present_fingerprints
from il2report.revisions import Draft, Identity, Issue
from il2report.revisions.drafts import (
    DOCUMENT,
    DRAFTS,
    FORMAT,
    INPUTS,
    PAGE,
    PRINT,
    RECORD,
    RESULTS,
    WORD,
    WORD_FLOATS,
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
from il2report.workflow.building import FORMATS, BuildRequest, Clock, Product, produce
from il2report.workflow.interruption import uninterrupted
from il2report.workflow.lock import saying_what_failed, writing_alone
from il2report.workflow.output_places import require_real_places
from il2report.workflow.patient_guard import refuse_patients
from il2report.workflow.staging import (
    discard_left_behind,
    folders_to_disk,
    folders_within,
    staging_folder,
    write_to_disk,
)

FROZEN = (RESULTS, DOCUMENT, PAGE, PRINT, WORD, WORD_FLOATS)
"""What of a build a draft keeps; the last only where study.toml asks for it."""

INPUT_FOLDERS = ("data", "templates")
LONGEST_NAME = 200
JOINERS = {ord("\N{ZERO WIDTH JOINER}"): "", ord("\N{ZERO WIDTH NON-JOINER}"): ""}
"""Characters that join letters of Persian or the parts of an emoji."""

READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What to issue, under which name, and what may be wrong with it."""

    study: Path
    name: str
    public: bool = False
    strict: bool = False
    with_broken_claims: bool = False
    with_open_points: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """The draft as it is on the disk, the notices, and how long it took."""

    draft: Draft
    notices: tuple[Finding, ...]
    seconds: float


def issue(request: IssueRequest, announce: Callable[[str], None]) -> Issued:
    """Build the study as the next numbered draft and freeze it.

    Raises
    ------
    StudyRefused
        When the study has errors or a claim that no longer holds, or a text is still to be written; under `strict` also notices;
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
        before: tuple[Draft, ...] = ()
        with suppress(WrongUse):  # `status` says why the drafts so far cannot be read
            before = read_drafts(request.study)
        making = DraftInMaking(request, next_number(request.study))
        product = produce(making.build, Clock(announce))
        files = making.files(product)
        if request.public:  # the PDF was searched when it was built
            searched = {name: content for name, content in files.items() if name != PRINT}
            families = study.configuration.families_of_patients
            refuse_patients(study.tables.patients["patient_id"].tolist(), searched, families)
        announce("Freezing the draft")
        place = drafts / making.folder
        freeze(place, files)
    draft = read_draft(place)
    notices = product.notices + draft_findings((*before, draft), request.study)
    if before and before[-1].fingerprints == making.fingerprints:
        last = before[-1]
        message = f"data, templates and program are those of draft {last.number}; nothing has changed since"
        where = Place(last.folder.relative_to(request.study).as_posix())
        notices += (Finding("draft-unchanged", where, message, Severity.NOTICE),)
    return Issued(draft, notices, time.perf_counter() - start)


def require_name(name: str) -> None:
    """Refuse a name that a list of drafts could not show: empty, too long, or with hidden characters."""
    if not any(unicodedata.category(sign)[0] in "LNS" for sign in name):
        raise WrongUse(
            f"the name {name!r} has no letter and no digit; name the draft by its readers or its date"
        )
    if len(name) > LONGEST_NAME:
        raise WrongUse(f"the name has {len(name)} characters; allowed are up to {LONGEST_NAME}")
    hidden = hidden_in(name.translate(JOINERS))
    if len(name.splitlines()) > 1 or "\t" in name:
        hidden = hidden or "a line break or tab"
    if hidden:
        raise WrongUse(f"the name holds {hidden}, which is not shown; delete it, or type it again")


class DraftInMaking:
    """One draft before it is built: its number and name, and the inputs it is made from."""

    def __init__(self, request: IssueRequest, number: int) -> None:
        self.request = request
        self.inputs = study_inputs(request.study)
        self.fingerprints = present_fingerprints(request.study)
        self.issue = Issue(number, request.name, build_date(), request.public)
        self.folder = f"{number:03}-{slug(request.name)}"

    @property
    def build(self) -> BuildRequest:
        """The build that makes this draft."""
        return BuildRequest(
            self.request.study,
            self.request.study,
            FORMATS,
            strict=self.request.strict,
            public=self.request.public,
            claims_must_hold=not self.request.with_broken_claims,
            must_be_complete=not self.request.with_open_points,
            identity=Identity(self.fingerprints, self.issue),
        )

    def files(self, product: Product) -> dict[str, bytes]:
        """Give every file of the draft, unless the study was edited while it was built.

        `draft.json` lists the others with their checksums.
        """
        study = self.request.study
        if self.inputs != study_inputs(study) or self.fingerprints != present_fingerprints(study):
            raise BuildFailed(
                f"the study in {study} was edited while its draft was built, so the inputs of the"
                " draft are not certain; run issue again"
            )
        built = {name: f"report/{name}" for name in FROZEN}
        files = {name: product.files[of] for name, of in built.items() if of in product.files}
        if not self.request.public:
            files |= {f"{INPUTS}/{name}": content for name, content in self.inputs.items()}
        record = {
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
            "claims": [
                {
                    "name": claim.name,
                    "file": claim.place.file,
                    "line": claim.place.row,
                    "outcome": claim.outcome.value,
                    "wording": claim.wording,
                    "sentence": claim.sentence,
                }
                for claim in product.claims.made
            ],
        }
        return files | {RECORD: f"{json.dumps(record, indent=1, ensure_ascii=False)}\n".encode()}


def study_inputs(study: Path) -> dict[str, bytes]:
    """Read what a study is made of, by path within it: study.toml, data/ and its own templates/.

    Hidden files and the locks of an editor are left out, as they are when the study is read.
    """
    found = (name for part in INPUT_FOLDERS for name in file_names(study, part, refuse))
    return {name: read_file(study, name, MOST_OF_TABLE) for name in sorted((CHOICES, *found))}


@contextmanager
def issuing_alone(study: Path) -> Iterator[Path]:
    """Lock the drafts of a study, so that two issues get two numbers; gives their folder.

    What a killed issue left is deleted.
    """
    folder = study / DRAFTS
    require_real_places(study, [f"{DRAFTS}/"])
    with ExitStack() as held:
        with saying_what_failed(folder):
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(writing_alone(folder))
        discard_left_behind(folder)
        yield folder


def freeze(place: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a draft, read-only, and let its folder appear in its place whole.

    The place must not exist, and the drafts must be locked. If the disk refuses, there is no folder.
    """
    with saying_what_failed(place.parent), staging_folder(place.parent) as staging:
        draft = staging / "new"
        for name, content in files.items():
            write_to_disk(draft / name, content)
            (draft / name).chmod(READ_ONLY)
        folders_to_disk(folders_within(staging))
        with uninterrupted():
            draft.rename(place)
            folders_to_disk([place.parent])
