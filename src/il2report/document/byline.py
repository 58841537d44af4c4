"""The authors below the title: names with degrees and marks, affiliations, equal contribution, correspondence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from string import ascii_lowercase

from il2report.document.document import TitleLine
from il2report.document.tree import Element, Fragment, Word, composed, joined
from il2report.study.configuration import Configuration
from il2report.study.declarations.authors import ORCID_ADDRESS
from il2report.study.statement_places import StatementPlaces

EQUAL = "*"
MARKS = (*ascii_lowercase, *map("".join, product(ascii_lowercase, repeat=2)))
"""Letters mark affiliations: a raised number beside a name would read as a citation."""


@dataclass(frozen=True, slots=True)
class Byline:
    """The title block of one manuscript, as its journal has it."""

    choices: Configuration
    places: StatementPlaces

    def authors(self) -> tuple[Fragment, ...]:
        """Give each author as printed below the title; nothing where names alone are declared."""
        if all(author.is_name_alone for author in self.choices.authors):
            return ()
        return tuple(map(self._author, range(len(self.choices.authors))))

    def lines(self) -> Iterator[TitleLine]:
        """Give the lines below the authors."""
        for key, mark in self._marks().items():
            text = Word(f"study.affiliations.{key}", self.choices.affiliations[key])
            raised = _raised(mark) if self._are_marked else ""
            yield TitleLine("affiliation", Fragment.of(raised, text))
        if self._has_equals:
            said = "These authors contributed equally."
            yield TitleLine("equal", Fragment.of(_raised(EQUAL), said))
        if writing_to := list(self._correspondence()):
            yield TitleLine(
                "correspondence", composed("Correspondence: {}.", joined("; ", writing_to))
            )
        if orcids := list(self._orcids()):
            yield TitleLine("orcid", composed("ORCID: {}.", joined("; ", orcids)))

    @property
    def _has_equals(self) -> bool:
        return sum(author.equal for author in self.choices.authors) > 1

    @property
    def _are_marked(self) -> bool:
        """Whether affiliations need marks: not where all authors have the same ones."""
        persons = [author for author in self.choices.authors if not author.group]
        return len(self._marks()) > 1 or any(not author.affiliations for author in persons)

    def _marks(self) -> dict[str, str]:
        """Give a mark to each affiliation in the order in which authors have them."""
        keys = dict.fromkeys(key for author in self.choices.authors for key in author.affiliations)
        return dict(zip(keys, MARKS, strict=False))

    def _author(self, position: int) -> Fragment:
        author, source = self.choices.authors[position], f"study.authors.{position}"
        parts = [Word(f"{source}.full_name", author.full_name)]
        if self.places.degrees:
            parts += [
                Word(
                    f"{source}.degrees.{n}",
                    with_points(degree) if self.places.degree_points else degree,
                )
                for n, degree in enumerate(author.degrees)
            ]
        marks = self._marks()
        raised = [marks[key] for key in author.affiliations] if self._are_marked else []
        raised += [EQUAL] if author.equal and self._has_equals else []
        return joined(", ", parts) + (_raised(",".join(raised)) if raised else "")

    def _correspondence(self) -> Iterator[Fragment]:
        for position, author in enumerate(self.choices.authors):
            if author.corresponding and author.email:
                source = f"study.authors.{position}"
                name = Word(f"{source}.full_name", author.full_name)
                places = (
                    Word(f"study.affiliations.{key}", self.choices.affiliations[key])
                    for key in author.affiliations[:1]
                )
                address = Word(f"{source}.email", author.email)
                link = Element("a", (address,), (("href", f"mailto:{author.email}"),))
                yield joined(", ", (name, *places, link))

    def _orcids(self) -> Iterator[Fragment]:
        for position, author in enumerate(self.choices.authors):
            if author.orcid:
                source = f"study.authors.{position}"
                number = Word(f"{source}.orcid", author.orcid)
                link = Element("a", (number,), (("href", f"{ORCID_ADDRESS}{author.orcid}"),))
                yield composed("{}, {}", Word(f"{source}.full_name", author.full_name), link)


def _raised(mark: str) -> Element:
    return Element("sup", (mark,))


def with_points(degree: str) -> str:
    """Write a degree with points: M.D., Ph.D.; one that has them, or a blank, stays."""
    if "." in degree or " " in degree:
        return degree
    pieces: list[str] = []
    current = ""
    for sign in degree:
        if sign.isupper() and current:
            pieces.append(current)
            current = ""
        current += sign
    return "".join(f"{piece}." for piece in (*pieces, current) if piece)
