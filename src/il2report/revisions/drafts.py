"""The issued drafts of a study: read from report/drafts/, checked by their checksums, found by name.

A draft is known by its record, not by the name of its folder: people rename and copy folders.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

from il2report.errors import Finding, WrongUse
from il2report.parsing import json_value
from il2report.revisions.fingerprints import Fingerprints
from il2report.revisions.identity import Identity, Issue, identity_of_page
from il2report.revisions.records import DraftClaim, draft_record, results_document
from il2report.study.files import (
    MOST_OF_DOCUMENT,
    FileRefused,
    file_names,
    folder_names,
    is_left_by_a_desktop,
    is_within,
    read_file,
    refuse,
)
from il2report.study.fingerprint import with_plain_line_ends

DRAFTS = "report/drafts"
RECORD = "draft.json"
PAGE, PRINT, RESULTS, INPUTS = "manuscript.html", "manuscript.pdf", "results.json", "inputs"
DOCUMENT = "document.json"
WORD, WORD_FLOATS = "manuscript.docx", "tables-and-figures.docx"
"""The Word file, and that of its tables and figures where study.toml asks for one."""
PARTS = (RECORD, PAGE, PRINT, WORD, RESULTS, DOCUMENT, INPUTS)
"""What a draft's folder holds; one that has none of it is no draft."""

FORMAT = 1
NUMBERED = re.compile(r"(\d{3,})-.+", re.DOTALL)
NAMELESS = "draft"
"""What the folder of a draft is called whose name has no letter and no digit, such as an emoji."""
LONGEST_SLUG = 60
BYTES_OF_A_SLUG = 200  # file systems take names of 255 bytes


class NoSuchDraft(WrongUse):
    """No draft has the number or name that was asked for; names those that are nearest."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One issued draft as it is on the disk.

    `altered` names the files that differ from the issued ones, are missing, or were added later.
    `copies` are other folders that hold the same draft.
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
    copies: tuple[Path, ...] = ()

    @property
    def folder_when_issued(self) -> str:
        """What its folder was called when it was issued."""
        return f"{self.number:03}-{self.slug}"

    @property
    def is_renamed(self) -> bool:
        """Whether its folder was renamed since."""
        return self.has_record and _same(self.folder.name) != _same(self.folder_when_issued)

    @property
    def identity(self) -> Identity:
        """What its documents say of themselves."""
        issue = Issue(self.number, self.name, self.issued, self.public)
        return Identity(self.fingerprints, issue)

    @property
    def has_record(self) -> bool:
        """Whether its record can be read; otherwise only the name of its folder says what it is."""
        return bool(self.files)

    @property
    def is_intact(self) -> bool:
        """Whether every file is what was issued."""
        return not self.altered

    @property
    def results(self) -> Mapping[str, Any]:
        """Its results.json; empty where that is missing or damaged."""
        try:
            return results_document(_content(self.folder, RESULTS))
        except ValueError:
            return {}

    @property
    def page(self) -> str:
        """The text of its manuscript.html; empty where that is missing."""
        return _content(self.folder, PAGE).decode("utf-8", errors="replace")

    @property
    def document(self) -> bytes:
        """Its document.json; empty where it has none, or another one than was issued."""
        is_issued = DOCUMENT in self.files and DOCUMENT not in self.altered
        return _content(self.folder, DOCUMENT) if is_issued else b""

    @property
    def word_files(self) -> tuple[bytes, ...]:
        """Its Word files as they were issued; none where it has none, or others."""
        names = (each for each in (WORD, WORD_FLOATS) if each in self.files)
        return tuple(_content(self.folder, each) for each in names if each not in self.altered)

    @property
    def inputs(self) -> Path | None:
        """The study that it was built from, as a folder; a public draft has none."""
        folder = self.folder / INPUTS
        return folder if folder.is_dir() and is_within(self.folder, INPUTS) else None


def _content(folder: Path, name: str) -> bytes:
    """Read a file of a draft; nothing where it is missing or refused."""
    try:
        return read_file(folder, name, MOST_OF_DOCUMENT)
    except FileRefused:
        return b""


def slug(name: str) -> str:
    """Make a folder's name of a draft's: lower-case letters and digits of any script, and hyphens.

    Accents are dropped from Latin letters, which every keyboard can then type.
    """
    plain = "".join(
        sign
        for before, sign in pairwise("-" + unicodedata.normalize("NFKD", name).casefold())
        if not (unicodedata.combining(sign) and (before.isascii() or unicodedata.combining(before)))
    )
    kept = (
        sign if sign.isalnum() or unicodedata.category(sign).startswith("M") else " "
        for sign in unicodedata.normalize("NFC", plain)
    )
    short = "-".join("".join(kept).split())[:LONGEST_SLUG]
    while len(short.encode()) > BYTES_OF_A_SLUG:
        short = short[:-1]
    return short.strip("-") or NAMELESS


def draft_folders(study: Path) -> tuple[Path, ...]:
    """List the folders of a study's drafts by number; anything else there is no draft.

    A folder with a record is a draft whatever it is called, one without a record by its name.
    """
    found = (study / name for name in folder_names(study, DRAFTS, refuse))
    drafts = (
        path
        for path in found
        if (path / RECORD).is_file()
        or (NUMBERED.fullmatch(path.name) and any((path / name).exists() for name in PARTS))
    )
    return tuple(sorted(drafts, key=lambda path: (_number(path), path.name)))


def next_number(study: Path) -> int:
    """Count on from the highest number that any file, folder or record among the drafts has."""
    files = file_names(study, DRAFTS, refuse)
    beside = (*folder_names(study, DRAFTS, refuse), *file_names(study, DRAFTS, refuse, deep=False))
    named = (NUMBERED.fullmatch(PurePosixPath(name).name) for name in beside)
    numbers = [int(match[1]) for match in named if match]
    recorded = (study / name for name in files if PurePosixPath(name).name == RECORD)
    return max([*numbers, *(_number(record.parent) for record in recorded)], default=0) + 1


def _number(folder: Path) -> int:
    """Give the number of a draft by its record, or by the name of its folder."""
    match = NUMBERED.fullmatch(folder.name)
    by_name = int(match[1]) if match else 0
    try:
        record = json_value(_content(folder, RECORD))
    except ValueError:
        return by_name
    number = record.get("number") if isinstance(record, dict) else None
    return number if type(number) is int and number > 0 else by_name


def read_drafts(folder: Path) -> tuple[Draft, ...]:
    """Read all issued drafts of a study, by number.

    Raises WrongUse when a draft was issued by a newer il2report that keeps it differently.
    """
    found: dict[bytes, list[Draft]] = {}
    for path in draft_folders(folder):
        # Copies of a draft have its record; a draft without one has no copies.
        record = with_plain_line_ends(_content(path, RECORD))
        key = record or path.name.encode("utf-8", errors="surrogateescape")
        found.setdefault(key, []).append(read_draft(path))
    drafts = []
    for copies in found.values():
        # The draft among its copies is the one in its own folder, else one that was not altered.
        first = min(copies, key=lambda draft: (draft.is_renamed, not draft.is_intact))
        others = tuple(each.folder for each in copies if each is not first)
        drafts.append(replace(first, copies=others))
    return tuple(drafts)


def last_draft(folder: Path) -> Draft | None:
    """Read the draft with the highest number, if any was issued."""
    drafts = read_drafts(folder)
    return drafts[-1] if drafts else None


def read_draft(folder: Path) -> Draft:
    """Read one issued draft and compare each of its files with its checksum.

    Where its own record is missing or not readable, the draft is what the folder's name says, and the
    record is among the altered files. Raises WrongUse when it was issued by a newer il2report that
    keeps it differently.
    """
    try:
        return _with_record(folder)
    except (FileRefused, ValueError):
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


def _with_record(folder: Path) -> Draft:
    content = read_file(folder, RECORD, MOST_OF_DOCUMENT)
    given = json_value(content)
    form = given.get("format") if isinstance(given, dict) else None
    if isinstance(form, int) and form > FORMAT:  # which need not have the parts of this one
        raise WrongUse(f"{folder} was issued by a newer il2report (format {form}); install that")
    record = draft_record(content)
    draft = Draft(
        **record.model_dump(exclude={"format", "fingerprints", "claims"}),
        folder=folder,
        fingerprints=Fingerprints.of_record(record.fingerprints),
        claims=record.claims,
        altered=tuple(_altered_files(folder, record.files)),
    )
    # The record must agree with itself and, where that is as issued, with the page.
    of_page = draft.identity if PAGE in draft.altered else identity_of_page(draft.page)
    is_consistent = (
        record.fingerprints.get("draft") == draft.fingerprints.draft
        and of_page is not None
        and of_page.metadata() == draft.identity.metadata()
    )
    return draft if is_consistent else replace(draft, altered=(*draft.altered, RECORD))


def _altered_files(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Name the files that differ from the issued ones, are missing, or were added later.

    Files that a desktop leaves in a folder do not count, nor do line ends that git or a mail
    program converted. A link that leads elsewhere counts, and is not read.
    """
    strays: list[Finding] = []
    names = {*file_names(folder, "", strays.append, aside=True)} - {RECORD}
    names |= {stray.place.file for stray in strays}
    present = {name for name in names if name in files or not is_left_by_a_desktop(name)}
    altered = present ^ files.keys()
    for name in present & files.keys():
        try:
            content = read_file(folder, name, MOST_OF_DOCUMENT)
        except FileRefused:
            altered.add(name)
            continue
        plain = with_plain_line_ends(content)
        if files[name] not in map(digest, (content, plain, plain.replace(b"\n", b"\r\n"))):
            altered.add(name)
    return sorted(altered)


def digest(content: bytes) -> str:
    """SHA-256 of a file, as draft.json lists it."""
    return hashlib.sha256(content).hexdigest()


def find_draft(folder: Path, which: str) -> Draft:
    """Find one issued draft by its number, the name of its folder, its name or its slug.

    A number comes before a name; of several drafts with one name the last is meant. Raises NoSuchDraft,
    which names the nearest, and WrongUse when two drafts have the number.
    """
    drafts = read_drafts(folder)
    wanted = which.strip()
    of_number = [d for d in drafts if wanted.isdecimal() and int(wanted) == d.number]
    if len(of_number) > 1:
        names = " and ".join(draft.folder.name for draft in of_number)
        raise WrongUse(f"two drafts have the number {which}; name the folder: {names}")
    wanted = _same(wanted)
    names_of: tuple[Callable[[Draft], list[str]], ...] = (
        lambda draft: [path.name for path in (draft.folder, *draft.copies)],
        lambda draft: [draft.name],
        lambda draft: [draft.slug, draft.folder_when_issued],
    )
    named = [
        draft
        for names in names_of
        for draft in reversed(drafts)
        if wanted in map(_same, names(draft))
    ]
    if found := [*of_number, *named]:
        return found[0]
    if not drafts:
        raise NoSuchDraft(
            f"no draft {which!r}: none has been issued yet; `il2report issue NAME` makes the first"
        )
    known = {
        name: draft.folder.name
        for draft in drafts
        for name in (draft.name, draft.slug, draft.folder.name)
    }
    near = [known[name] for name in get_close_matches(which, known, n=3, cutoff=0.5)]
    offered = list(dict.fromkeys(near)) or [draft.folder.name for draft in drafts[-3:]]
    raise NoSuchDraft(f"no draft {which!r}. Did you mean {' or '.join(offered)}?")


def _same(name: str) -> str:
    """Write a name in one form, since keyboards and file systems compose accents differently."""
    return unicodedata.normalize("NFC", name.strip())
