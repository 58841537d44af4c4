"""Which draft a document is: what it carries in its metadata, and how that is read back."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import islice

from il2report.document.html_reader import read_html
from il2report.revisions.fingerprints import Fingerprints
from il2report.revisions.metadata import PARTS, PREFIX

WORKING = "working"


@dataclass(frozen=True, slots=True)
class Issue:
    """What makes a draft an issued one: its number, the name it was given, and the day."""

    number: int
    name: str
    issued: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Which draft a document is: what it was made from and, when it was issued, as what."""

    fingerprints: Fingerprints
    issue: Issue | None = None

    @property
    def fingerprint(self) -> str:
        """What the page shows: one over all for an issued draft, else those that the text follows.

        The program is left out of a working draft, so that it stays the same to the byte while
        only the code moves.
        """
        return self.fingerprints.draft if self.issue else self.fingerprints.working

    def metadata(self) -> dict[str, str]:
        """Give the entries of the page's head and of the PDF's information, by name."""
        data, templates = self.fingerprints.data, self.fingerprints.templates
        if self.issue is None:
            entries = {"draft": WORKING, "data": data, "templates": templates}
        else:
            entries = {
                "draft": str(self.issue.number),
                "name": self.issue.name,
                "issued": self.issue.issued,
                "public": "yes" if self.issue.public else "no",
                "fingerprint": self.fingerprints.draft,
                "data": data,
                "templates": templates,
                "program": self.fingerprints.program,
            }
        return {f"{PREFIX}{name}": value for name, value in entries.items()}

    def record(self) -> dict[str, object]:
        """Give what results.json says about the draft that it belongs to."""
        record: dict[str, object] = {"templates": self.fingerprints.templates}
        if self.issue:
            record["draft"] = asdict(self.issue) | {"fingerprint": self.fingerprints.draft}
        return record

    @classmethod
    def of_metadata(cls, metadata: Mapping[str, str]) -> "Identity | None":
        """Read it back from a document's metadata; None when these are not of il2report.

        The information of a PDF has the same names without hyphens.
        """
        found = {name.replace("-", ""): value for name, value in metadata.items()}
        of = {part: found.get(f"{PREFIX}{part}".replace("-", ""), "") for part in PARTS}
        if not of["data"] or not (of["draft"] == WORKING or of["draft"].isdecimal()):
            return None
        made_from = Fingerprints(of["data"], of["templates"], of["program"])
        if of["draft"] == WORKING:
            return cls(made_from)
        issue = Issue(int(of["draft"]), of["name"], of["issued"], of["public"] == "yes")
        return cls(made_from, issue)


METADATA = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
MOST_METADATA = 1_000
"""Elements of metadata that are read; a page of il2report has some twenty."""


def identity_of_page(page: str) -> Identity | None:
    """Read which draft an HTML page is from its head; None when no build of il2report wrote it."""
    elements = islice(METADATA.finditer(page.partition("<body")[0]), MOST_METADATA)
    head = read_html("".join(element[0] for element in elements))
    metadata: dict[str, str] = {}
    for meta in head.parts("meta"):
        if meta.has("name") and meta.has("content"):
            metadata.setdefault(meta.get("name"), meta.get("content"))
    return Identity.of_metadata(metadata)
