"""What is in a submission: its files, counts, the checklist, what is still missing, facts for the cover letter."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from il2report.document.length import Count
from il2report.document.strobe import ITEMS
from il2report.study.journals import Origin

MANIFEST, READABLE = "manifest.json", "manifest.md"
KIND = "il2report-submission"
FORMAT = 1
ORIGIN = ("source", "date", "verified", "known_from")
"""What is said of where a requirement is from; `known_from` where no source was read."""


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Where an item of the checklist is answered: section, page of manuscript.pdf, and line of that page."""

    item: str
    section: str
    page: int
    line: int

    def __str__(self) -> str:
        return f"{self.section}: page {self.page}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a submission. `files` has by path the purpose and the content of each file."""

    journal: str
    profile: str
    study: str
    kind: str
    fingerprint: str
    is_public: bool
    files: Mapping[str, tuple[str, bytes]]
    counts: tuple[Count, ...]
    requirements: tuple[tuple[str, str, Origin], ...]
    places: tuple[ItemPlace, ...]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]
    facts: Mapping[str, str]

    @property
    def places_by_item(self) -> dict[str, tuple[ItemPlace, ...]]:
        """Give the places of every item of the checklist; none for one that no paragraph answers."""
        return {
            each.number: tuple(place for place in self.places if place.item == each.number)
            for each in ITEMS
        }

    def checklist(self) -> list[tuple[str, ...]]:
        """Give the rows of the checklist, its head first."""
        rows: list[tuple[str, ...]] = [("Item", "Part", "Asked for", "Section, page and line")]
        places = self.places_by_item
        for each in ITEMS:
            found = "; ".join(map(str, places[each.number])) or "no place is marked"
            rows.append((each.number, each.part, each.name, found))
        return rows

    def json(self) -> str:
        """Write the manifest for a program."""
        document: dict[str, Any] = {
            "kind": KIND,
            "format": FORMAT,
            "journal": {"name": self.profile, "title": self.journal},
            "study": self.study,
            "paper": self.kind,
            "fingerprint": self.fingerprint,
            "public": self.is_public,
            "files": [
                {
                    "path": path,
                    "purpose": purpose,
                    "bytes": len(content),
                    "sha256": sha256(content).hexdigest(),
                }
                for path, (purpose, content) in sorted(self.files.items())
            ],
            "counts": [_count(count) for count in self.counts],
            "requirements": [
                {"of": name, "is": text, **_origin(origin)}
                for name, text, origin in self.requirements
            ],
            "strobe": [
                {
                    "item": each.number,
                    "part": each.part,
                    "name": each.name,
                    "places": [
                        {"section": p.section, "page": p.page, "line": p.line}
                        for p in self.places_by_item[each.number]
                    ],
                }
                for each in ITEMS
            ],
            "missing": list(self.missing),
            "warnings": list(self.warnings),
            "cover_letter": dict(self.facts),
        }
        return json.dumps(document, indent=1, ensure_ascii=False) + "\n"

    def markdown(self) -> str:
        """Write the manifest for a reader."""
        lines = [f"# Submission to {self.journal}", "", self.study, ""]
        lines += _listed("Before you submit", self.warnings)
        lines += _listed("Statements still missing", self.missing)
        files = [
            (f"`{path}`", purpose, f"{len(content):,}", f"`{sha256(content).hexdigest()}`")
            for path, (purpose, content) in sorted(self.files.items())
        ]
        lines += _table("Files", ("File", "Purpose", "Bytes", "SHA-256"), files)
        counts = [
            (
                count.name,
                f"{count.number:,}",
                f"{count.limit.at_most:,}" if count.limit else "no limit known",
                count.limit.origin if count.limit else "",
            )
            for count in self.counts
        ]
        lines += _table("Counts", ("Counted", "Number", "At most", "Source"), counts)
        wanted = [(name, text, origin.origin) for name, text, origin in self.requirements]
        lines += _table("What the journal wants", ("Of", "Is", "Source"), wanted)
        head, *rows = self.checklist()
        lines += _table("STROBE checklist for cohort studies", head, rows)
        return "\n".join(lines).rstrip() + "\n"

    def letter(self) -> str:
        """Write the facts of the cover letter."""
        lines = ["# Facts for the cover letter", ""]
        lines += [f"- **{name}:** {text}" for name, text in self.facts.items()]
        return "\n".join(lines) + "\n"


def _count(count: Count) -> dict[str, Any]:
    limit = count.limit
    return {
        "counted": count.key,
        "number": count.number,
        "at_most": limit.at_most if limit else None,
        **(_origin(limit) if limit else dict.fromkeys(ORIGIN)),
        "over": count.is_over,
    }


def _origin(origin: Origin) -> dict[str, Any]:
    date = origin.date.isoformat() if origin.date else None
    values = (origin.source, date, origin.is_verified, origin.unverified)
    return dict(zip(ORIGIN, values, strict=True))


def _listed(title: str, entries: Sequence[str]) -> list[str]:
    return [f"## {title}", "", *(f"- {each}" for each in entries), ""] if entries else []


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    rule = ["---"] * len(head)
    cells = [[each.replace("|", "\\|") for each in row] for row in (head, rule, *rows)]
    return [f"## {title}", "", *(f"| {' | '.join(row)} |" for row in cells), ""]
