"""The issued drafts of a study: read from report/drafts/, held against their own checksums, found."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from il2report.errors import WrongUse
from il2report.revisions.fingerprints import Fingerprints
from il2report.revisions.identity import Identity, Issue, identity_of_page

DRAFTS = "report/drafts"
RECORD = "draft.json"
PAGE, PRINT, RESULTS, INPUTS = "manuscript.html", "manuscript.pdf", "results.json", "inputs"
PARTS = (RECORD, PAGE, PRINT, RESULTS, INPUTS)
"""What a draft's folder holds; one that has none of it is no draft."""

FORMAT = 1
FOLDER = re.compile(r"(\d{3,})-[a-z0-9-]+")
NOT_OF_A_SLUG = re.compile(r"[^a-z0-9]+")
LONGEST_SLUG = 60
READ_OF_A_RESULT = frozenset({"value", "text", "unit", "label", "n"})


class NoSuchDraft(WrongUse):
    """No draft has the number or name that was asked for; names those that are nearest."""


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A claim as an issued draft printed it."""

    name: str
    file: str
    line: int | None
    outcome: str
    sentence: str
    wording: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One issued draft as it stands on the disk.

    `results` is its results.json, empty where that is damaged, `page` the text of its
    manuscript.html, `inputs` the folder of the study it was built from, which a public draft does
    not have. `altered` names the files that are no longer what was issued, are gone, or came later.
    """

    number: int
    name: str
    slug: str
    issued: str
    public: bool
    style: str
    folder: Path
    program: Mapping[str, str]
    fingerprints: Fingerprints
    claims: tuple[DraftClaim, ...]
    files: Mapping[str, str]
    altered: tuple[str, ...]

    @property
    def identity(self) -> Identity:
        """What its documents say of themselves."""
        issue = Issue(self.number, self.name, self.issued, self.public)
        return Identity(self.fingerprints, issue)

    @property
    def has_record(self) -> bool:
        """Whether its record can be read; else only its folder's name says what it is."""
        return bool(self.files)

    @property
    def is_intact(self) -> bool:
        """Whether every file is what was issued."""
        return not self.altered

    @property
    def results(self) -> Mapping[str, Any]:
        """Its results.json."""
        try:
            read = json.loads((self.folder / RESULTS).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return read if _is_whole(read) else {}

    @property
    def page(self) -> str:
        """The text of its manuscript.html."""
        try:
            return (self.folder / PAGE).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    @property
    def inputs(self) -> Path | None:
        """The study that it was built from, as a folder."""
        folder = self.folder / INPUTS
        return folder if folder.is_dir() else None


def _is_whole(document: object) -> bool:
    """Whether a document has all that a comparison reads from a results.json."""
    if not isinstance(document, dict) or not isinstance(document.get("style"), str):
        return False
    results = document.get("results")
    return isinstance(results, dict) and all(
        isinstance(entry, dict) and entry.keys() >= READ_OF_A_RESULT for entry in results.values()
    )


def slug(name: str) -> str:
    """Make a folder's name of a draft's: lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return NOT_OF_A_SLUG.sub("-", plain).strip("-")[:LONGEST_SLUG].rstrip("-")


def draft_folders(study: Path) -> tuple[Path, ...]:
    """List the folders of a study's drafts by number; whatever else stands there is not ours."""
    return tuple(path for path in _numbered(study) if any((path / name).exists() for name in PARTS))


def next_number(study: Path) -> int:
    """Count on from the highest number that any folder has, be it emptied or another's."""
    return max(map(_number, _numbered(study)), default=0) + 1


def _numbered(study: Path) -> list[Path]:
    within = study / DRAFTS
    found = within.iterdir() if within.is_dir() else ()
    named = (path for path in found if path.is_dir() and FOLDER.fullmatch(path.name))
    return sorted(named, key=lambda path: (_number(path), path.name))


def _number(folder: Path) -> int:
    return int(folder.name.partition("-")[0])


def read_drafts(folder: Path) -> tuple[Draft, ...]:
    """Read all issued drafts of a study, by number.

    Parameters
    ----------
    folder : the study

    Raises
    ------
    WrongUse
        When a draft was issued by a newer il2report that keeps it otherwise.
    """
    return tuple(map(read_draft, draft_folders(folder)))


def last_draft(folder: Path) -> Draft | None:
    """Read the draft with the highest number, if any was issued."""
    folders = draft_folders(folder)
    return read_draft(folders[-1]) if folders else None


def read_draft(folder: Path) -> Draft:
    """Read one issued draft and hold each of its files against its checksum.

    Returns
    -------
    Draft
        Where its own record is gone or not readable, what the folder's name says, and the record
        among the altered files.

    Raises
    ------
    WrongUse
        When it was issued by a newer il2report that keeps it otherwise.
    """
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return _draft(folder, record)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return _without_record(folder)


def _draft(folder: Path, record: Mapping[str, Any]) -> Draft:
    if record["format"] != FORMAT:
        raise WrongUse(
            f"{folder} was issued by a newer il2report (format {record['format']}); install that"
        )
    files = {str(name): str(digest) for name, digest in record["files"].items()}
    draft = Draft(
        number=int(record["number"]),
        name=str(record["name"]),
        slug=str(record["slug"]),
        issued=str(record["issued"]),
        public=bool(record["public"]),
        style=str(record["style"]),
        folder=folder,
        program={str(name): str(version) for name, version in record["program"].items()},
        fingerprints=Fingerprints.of_record(record["fingerprints"]),
        claims=tuple(DraftClaim(**claim) for claim in record["claims"]),
        files=files,
        altered=tuple(_altered_files(folder, files)),
    )
    return (
        draft if _is_consistent(draft, record) else replace(draft, altered=(*draft.altered, RECORD))
    )


def _without_record(folder: Path) -> Draft:
    short = folder.name.partition("-")[2]
    return Draft(
        number=_number(folder),
        name=short,
        slug=short,
        issued="",
        public=not (folder / INPUTS).is_dir(),
        style="",
        folder=folder,
        program={},
        fingerprints=Fingerprints("", "", ""),
        claims=(),
        files={},
        altered=(RECORD,),
    )


def _altered_files(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Name what has other bytes than were issued, is gone, or came later."""
    found = (path for path in folder.rglob("*") if path.is_file())
    present = {path.relative_to(folder).as_posix() for path in found} - {RECORD}
    changed = {
        name
        for name in present & files.keys()
        if digest((folder / name).read_bytes()) != files[name]
    }
    return sorted(changed | (present ^ files.keys()))


def _is_consistent(draft: Draft, record: Mapping[str, Any]) -> bool:
    """Whether the record agrees with itself, its place and, where that is as issued, the page."""
    of_page = draft.identity if PAGE in draft.altered else identity_of_page(draft.page)
    return (
        draft.folder.name == f"{draft.number:03}-{draft.slug}"
        and record["fingerprints"]["draft"] == draft.fingerprints.draft
        and of_page is not None
        and of_page.metadata() == draft.identity.metadata()
    )


def digest(content: bytes) -> str:
    """SHA-256 of a file, as draft.json lists it."""
    return hashlib.sha256(content).hexdigest()


def find_draft(folder: Path, which: str) -> Draft:
    """Find one issued draft by its number, the name of its folder, its slug or its name.

    Of several with one name the last is meant.

    Raises
    ------
    NoSuchDraft
        Naming the nearest.
    """
    drafts = read_drafts(folder)
    wanted = which.strip()
    for draft in reversed(drafts):
        if wanted in {draft.name, draft.slug, draft.folder.name, str(draft.number)} or (
            wanted.isdecimal() and int(wanted) == draft.number
        ):
            return draft
    raise NoSuchDraft(_missing(which, drafts))


def _missing(which: str, drafts: Iterable[Draft]) -> str:
    names = [draft.folder.name for draft in drafts]
    if not names:
        return (
            f"no draft {which!r}: none has been issued yet; `il2report issue NAME` makes the first"
        )
    known = {
        each: draft.folder.name
        for draft in drafts
        for each in (draft.name, draft.slug, draft.folder.name)
    }
    near = [known[each] for each in get_close_matches(which, known, n=3, cutoff=0.5)]
    offered = list(dict.fromkeys(near)) or names[-3:]
    return f"no draft {which!r}. Did you mean {' or '.join(offered)}?"
