"""The authors of a manuscript: names, degrees, affiliations, identifiers, and what each contributed."""

import re
from collections.abc import Container, Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, Strict, model_validator

from il2report.study.declarations.names import Code
from il2report.study.notation import Line, Lines, Section

CreditRole = Literal[
    "conceptualization",
    "data curation",
    "formal analysis",
    "funding acquisition",
    "investigation",
    "methodology",
    "project administration",
    "resources",
    "software",
    "supervision",
    "validation",
    "visualization",
    "writing - original draft",
    "writing - review & editing",
]
"""The fourteen roles of the Contributor Roles Taxonomy (ANSI/NISO Z39.104-2022)."""

ORCID_ADDRESS = "https://orcid.org/"
AN_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")


def _checked_orcid(text: str) -> str:
    """Refuse an ORCID iD that is not sixteen characters or whose last one does not follow from the others."""
    number = text.removeprefix(ORCID_ADDRESS)
    if not AN_ORCID.fullmatch(number):
        raise ValueError(f"{text!r} is no ORCID iD; write it as 0000-0002-1825-0097")
    plain = number.replace("-", "")
    digits, check, total = plain[:-1], plain[-1], 0
    for digit in digits:  # ISO 7064 MOD 11-2
        total = (total + int(digit)) * 2
    expected = "0123456789X"[(12 - total % 11) % 11]
    if check != expected:
        raise ValueError(f"{number} is no ORCID iD: its last character would be {expected}")
    return number


Orcid = Annotated[str, AfterValidator(_checked_orcid)]
Email = Annotated[str, Field(pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$")]


class Author(Section):
    """An author, a person or a group. `authors = ["Jane Doe", ...]` in place of the blocks gives names alone."""

    name: Line | None = None
    """The whole name, where it is not `given` and `family`."""
    given: Line | None = None
    """Given names, as printed."""
    family: Line | None = None
    """The family name."""
    group: Line | None = None
    """In place of a name: the name of a group that is an author."""
    degrees: Lines = ()
    """Academic degrees, in their order."""
    affiliations: Annotated[tuple[Code, ...], Strict(strict=False)] = ()
    """Keys of `[affiliations]`, in their order."""
    orcid: Orcid | None = None
    """The ORCID iD; its last character is checked."""
    email: Email | None = None
    """The e-mail address, printed of a corresponding author."""
    corresponding: bool = False
    """Whether readers write to this author; needs `email`."""
    equal: bool = False
    """Whether this author contributed as much as the others with this mark."""
    roles: Annotated[tuple[CreditRole, ...], Strict(strict=False)] = ()
    """What the author did, by the fourteen roles of CRediT."""

    @model_validator(mode="after")
    def has_one_name(self) -> Self:
        """Refuse an author without a name, or with two."""
        parts = self.given is not None or self.family is not None
        if parts + (self.name is not None) + (self.group is not None) != 1:
            raise ValueError("an author has given and family, or name, or group")
        if parts and self.family is None:
            raise ValueError("given has no family beside it; write a single name as name")
        if self.corresponding and self.email is None:
            raise ValueError(f"{self.full_name} is corresponding and has no email")
        return self

    @property
    def full_name(self) -> str:
        """The name as one text."""
        return self.name or self.group or " ".join(filter(None, (self.given, self.family)))

    @property
    def initials(self) -> str:
        """The first letters of the parts of the name, or of a group its name."""
        if self.group:
            return self.group
        parts = re.split(r"[\s-]+", self.full_name)
        return "".join(f"{part[0]}." for part in parts if part and part[0].isalpha())

    @property
    def is_name_alone(self) -> bool:
        """Whether nothing else is said of the author."""
        return self.model_fields_set == {"name"}


def _named(entry: object) -> object:
    return {"name": entry} if isinstance(entry, str) else entry


Authors = Annotated[
    tuple[Annotated[Author, BeforeValidator(_named)], ...],
    Strict(strict=False),
    Field(min_length=1),
]


def unknown_affiliations(authors: Authors, known: Container[str]) -> Iterator[tuple[str, str]]:
    """Give each affiliation that an author names and nothing declares."""
    for author in authors:
        for key in author.affiliations:
            if key not in known:
                yield author.full_name, key
