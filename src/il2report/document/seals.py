"""Seals: placeholders of a printed number until the page is finished.

A call of a template gives no text that a filter, a slice or a loop could alter. It gives a seal, a
few characters that mean nothing, and the page replaces each seal by what was printed, together with
the mark that names its result. A seal that was altered is recognized and refused, and so no template
can print a number that the catalogue does not have, nor write a mark by hand.
"""

import re
import secrets
from collections.abc import Callable
from functools import wraps

from markupsafe import Markup

from il2report.document.grammar import capitalised
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
A_PLACE = re.compile(f"(?:<p>\\s*)?({PLACE_SIGN}[^{END}]*{END})(?:\\s*</p>)?")
"""Where Markdown has left the place of a table or figure: a paragraph of its own."""
_A_TAG = re.compile(
    r"""<(?:!--.*?-->|title\b[^>]*>.*?</title>|[a-zA-Z/!](?:[^>"']|"[^"]*"|'[^']*')*>)""", re.DOTALL
)
"""A tag, a comment, or the title of the page: none of them can hold an element."""


class AlteredPrint(Il2ReportError, ValueError):
    """A template altered what a call had printed."""


class Seals:
    """The seals of one manuscript and what each stands for."""

    def __init__(self) -> None:
        self._printed: dict[str, Markup] = {}
        self._known: dict[tuple[str, str], Markup] = {}

    def seal(self, printed: Markup, sign: str = NUMBER_SIGN) -> Markup:
        """Give the seal of what was printed; the same for the same."""
        if not printed:
            return printed
        printed = self.opened(printed)  # a noun behind a count may be sealed itself
        known = self._known.get((sign, printed))
        if known is None:
            # Chosen at random: a seal cannot be guessed, and its letters in another order are none.
            middle = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
            known = self._known[sign, printed] = Markup(f"{sign}{middle}{END}")
            self._printed[known] = printed
        return known

    def opened(self, text: str, what: str = "the text") -> Markup:
        """Replace every seal by what it stands for; within a tag or a title, by its words alone.

        Raises
        ------
        AlteredPrint
            When a seal, or a part of one, is not as it was given.
        """
        if _ANY_SIGN.search(text) is None:
            return Markup(text)
        within = _A_TAG.sub(lambda tag: A_SEAL.sub(self._words, tag[0]), text)
        opened = A_SEAL.sub(self._content, within)
        if _ANY_SIGN.search(opened):
            raise AlteredPrint(
                f"{what} alters what a call printed; print a number by its call alone, without"
                " filters, slices or loops over its characters"
            )
        return Markup(opened)

    def words(self, text: str) -> str:
        """Give a text as a reader sees it: seals opened, without markup, with single spaces."""
        return " ".join(self.opened(text).striptags().split())

    def capitalised(self, text: Markup) -> Markup:
        """Raise the first letter of a text, also where it is a sealed word."""
        first = A_SEAL.search(text)
        if first is None or re.search(r"\w", text[: first.start()]):
            return Markup(capitalised(text))
        opened = _raised(self._printed.get(first[0], Markup()))
        return text[: first.start()] + self.seal(opened) + text[first.end() :]

    def _content(self, seal: re.Match[str]) -> str:
        return str(self._printed.get(seal[0], seal[0]))

    def _words(self, seal: re.Match[str]) -> str:
        printed = self._printed.get(seal[0])
        return seal[0] if printed is None else str(Markup.escape(printed.striptags()))


def _raised(printed: Markup) -> Markup:
    """Raise the first letter of printed text, past the tags before it."""
    tags = re.match(r"(?:<[^>]*>|\s)*", printed)
    start = tags.end() if tags else 0
    return Markup(f"{printed[:start]}{capitalised(printed[start:])}")


def has_seal(text: str) -> bool:
    """Whether a text holds a seal or a part of one."""
    return _ANY_SIGN.search(text) is not None


def sealing(
    call: Callable[..., object], seals: Seals, sign: str = NUMBER_SIGN
) -> Callable[..., object]:
    """Let a call of the vocabulary give a seal in place of what it prints."""

    @wraps(call)  # so that its signature is known
    def sealed(*arguments: object, **named: object) -> object:
        if any("<" in each for each in (*arguments, *named.values()) if isinstance(each, Markup)):
            raise AlteredPrint("a call takes words, and no markup, such as what {% set %} holds")
        printed = call(*arguments, **named)
        return seals.seal(printed, sign) if isinstance(printed, Markup) else printed

    return sealed
