"""Seals: placeholders of a printed number until the page is finished.

A call of a template gives no text that a filter, a slice or a loop could alter. It gives a seal, a
few characters that mean nothing, and the page replaces each seal by what was printed, together with
the mark that names its result. A seal that was altered is recognized and refused, and so no template
can print a number that the catalogue does not have, nor type a mark.
"""

import re
import secrets
from collections.abc import Container, Mapping
from dataclasses import replace

from markupsafe import Markup, escape

from il2report.document.calling import calling_line
from il2report.document.grammar import capitalised
from il2report.document.html import html
from il2report.document.tree import (
    Fragment,
    FromData,
    Origin,
    Part,
    capitalised_first,
    changed,
    plain_text,
)
from il2report.errors import Il2ReportError

LETTERS = "".join(map(chr, range(0x10F000, 0x10F0F0)))
"""Of Unicode's last private-use plane, which no text of a study has a use for."""
NUMBER_SIGN, CITATION_SIGN, PLACE_SIGN, END = map(chr, range(0x10F0F0, 0x10F0F4))
LENGTH = 8
A_SEAL = re.compile(
    f"[{NUMBER_SIGN}{CITATION_SIGN}{PLACE_SIGN}][{LETTERS[0]}-{LETTERS[-1]}]{{{LENGTH}}}{END}"
)
_ANY_SIGN = re.compile(f"[{LETTERS[0]}-{END}]")
A_CITATION = f"{CITATION_SIGN}[^{END}]*{END}"
"""The pattern of a sealed citation, for moving it behind the punctuation."""
_A_TAG = re.compile(
    r"""<(?:!--.*?-->|title\b[^>]*>.*?</title>|[a-zA-Z/!](?:[^>"']|"[^"]*"|'[^']*')*>)""", re.DOTALL
)
"""A tag, a comment, or the title of the page: none of them can hold an element."""


class AlteredPrint(Il2ReportError, ValueError):
    """A template altered what a call had printed."""


class Seals:
    """The seals of one manuscript and what was printed for each."""

    def __init__(self) -> None:
        self._printed: dict[str, Fragment] = {}
        self._known: dict[tuple[str, Fragment], Markup] = {}
        self._lines: dict[str, Origin | None] = {}

    def seal(self, printed: Fragment, sign: str = NUMBER_SIGN) -> Markup:
        """Give the seal of what was printed; the same for the same."""
        known = self._known.get((sign, printed))
        if known is None:
            known = self._known[sign, printed] = self.own_seal(printed, sign)
        return known

    def own_seal(self, printed: Fragment, sign: str = NUMBER_SIGN) -> Markup:
        """Give a seal that no other print has, so that a frame shows whether it prints this one."""
        if not printed:
            return Markup()
        # Chosen at random: a seal cannot be guessed, and its letters in another order are none.
        seal = Markup(f"{sign}{''.join(secrets.choice(LETTERS) for _ in range(LENGTH))}{END}")
        self._printed[seal] = printed
        return seal

    def note_line(self, text: str) -> None:
        """Note the line of the template that prints the seals of a text, where it is their first."""
        for seal in seals_in(text):
            if seal not in self._lines:
                self._lines[seal] = calling_line()

    def printed(self, seal: str) -> Fragment:
        """Give what was printed for a seal; a node without an origin gets the line that printed the seal."""
        origin = self._lines.get(seal)

        def placed(node: str | FromData) -> Part:
            return node if isinstance(node, str) or node.origin else replace(node, origin=origin)

        return changed(self._printed.get(seal, Fragment()), placed)

    def unsealed(self, text: str) -> Fragment:
        """Give a text without markup, with the nodes in place of its seals."""
        self.refuse_altered(text, "the text")
        between, seals = A_SEAL.split(text), ["", *seals_in(text)]
        pairs = zip(seals, between, strict=True)
        return Fragment.of(
            *(each for seal, t in pairs for each in (self._printed.get(seal, ""), t))
        )

    def opened(
        self, page: str, what: str = "the text", floats: Mapping[str, str] | None = None
    ) -> Markup:
        """Replace every seal in HTML by what was printed; within a tag or a title, by its words."""
        self.refuse_altered(page, what)
        within = _A_TAG.sub(lambda tag: A_SEAL.sub(self._escaped_words, tag[0]), page)
        return Markup(A_SEAL.sub(lambda seal: html(self._printed[seal[0]], floats), within))

    def others(self, page: str, given: Container[str]) -> Fragment:
        """Give what a frame prints besides what it was given: what its own calls printed."""
        found = dict.fromkeys(seal for seal in seals_in(page) if seal not in given)
        return Fragment.of(*map(self.printed, found))

    def refuse_altered(self, text: str, what: str) -> None:
        """Refuse a text in which a seal, or a part of one, is not as it was given."""
        if any(seal not in self._printed for seal in seals_in(text)) or has_seal(
            A_SEAL.sub("", text)
        ):
            raise AlteredPrint(
                f"{what} alters what a call printed; print a number by its call alone, without"
                " filters, slices or loops over its characters"
            )

    def words(self, text: str) -> str:
        """Give a text as a reader sees it: seals opened, without markup, with single spaces."""
        return " ".join(Markup(A_SEAL.sub(self._escaped_words, text)).striptags().split())

    def capitalised(self, text: Markup) -> Markup:
        """Raise the first letter of a text, also where it is a sealed word."""
        first = A_SEAL.search(text)
        if first is None or re.search(r"\w", text[: first.start()]):
            return Markup(capitalised(text))
        raised = capitalised_first(self._printed.get(first[0], Fragment()), capitalised)
        return text[: first.start()] + self.seal(raised) + text[first.end() :]

    def _escaped_words(self, seal: re.Match[str]) -> str:
        printed = self._printed.get(seal[0])
        return seal[0] if printed is None else str(escape(plain_text(printed)))


def seals_in(text: str) -> list[str]:
    """Give the whole seals that a text holds."""
    return A_SEAL.findall(text)


def shown_seals(page: str) -> list[str]:
    """Give the seals of HTML whose content a reader sees: those outside of its tags."""
    return seals_in(_A_TAG.sub("", page))


def has_seal(text: str) -> bool:
    """Whether a text holds a seal or a part of one."""
    return _ANY_SIGN.search(text) is not None


def called(printed: Fragment, seals: Seals) -> Fragment:
    """Let nodes say what line of a template called for them; a noun behind a count may be sealed itself."""
    origin = calling_line()

    def known(node: str | FromData) -> Part:
        return seals.unsealed(node) if isinstance(node, str) else replace(node, origin=origin)

    return changed(printed, known)
