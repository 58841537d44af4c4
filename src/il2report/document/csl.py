"""Prints references in any style of CSL, the Citation Style Language, with the processor citeproc-py.

The processor gives text with signs for italics and the like (`title_markup`), which become nodes here. It
and lxml are imported when the first reference is printed.
"""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO
from threading import Lock
from types import SimpleNamespace
from typing import Any, NoReturn

from il2report.document.csl_items import csl_item
from il2report.document.title_markup import DOTS, MARKS, OTHERS, RANGE, enclosed, nodes_of
from il2report.document.tree import Element, Fragment, changed
from il2report.study.bibliography import Reference
from il2report.study.reference_styles import (
    CSL,
    ReferenceStyle,
    UnfitReferenceStyle,
    style_root,
)

NEVER_GIVEN = "first-reference-note-number"
"""A variable that no record has: in place of the number of the reference, which the list itself prints."""
FAULTS = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, NameError, TypeError),
    *(RecursionError, ValueError),
)
"""What the processor raises for a style that is not as CSL wants it."""

STRAY = (
    (re.compile(f" ({MARKS}) "), r" \1"),
    (re.compile(f" ({MARKS})([.,])(?={MARKS}(?: |$))"), r"\1\2"),
    (re.compile(f"([,;:])({MARKS}) ?([.,;])"), r"\2\3"),
    (re.compile(f"(?<=[.?!…{DOTS}])({MARKS}[\"'”’»]?{MARKS})[.]"), r"\1"),
    (re.compile(f"^({MARKS})[ .,;:]+"), r"\1"),
)
"""Signs that a style leaves where a record lacks a part, and full stops behind the end of a sentence."""
_WRITING = Lock()
"""The processor keeps what it has printed of a reference in the style."""


def printed_reference(reference: Reference, style: ReferenceStyle) -> Fragment:
    """Print one work as the reference list of a journal does, without its number.

    Raises
    ------
    UnfitReferenceStyle
        When the style is none that can print references.
    """
    return _printed(style, json.dumps(csl_item(reference), sort_keys=True))


@lru_cache(maxsize=4096)
def _printed(style: ReferenceStyle, record: str) -> Fragment:
    item = json.loads(record)
    with _WRITING:
        text = _Processor.of(style).text_of(item)
    doi = item.get("DOI", "")
    addresses = {f"https://doi.org/{doi}": f"https://doi.org/{doi}", doi: f"https://doi.org/{doi}"}
    url = item.get("URL", "")
    if re.match(r"https?://\S+$", url):
        addresses[url] = url
    return _linked(nodes_of(text), {shown: to for shown, to in addresses.items() if shown})


def _linked(nodes: Fragment, addresses: Mapping[str, str]) -> Fragment:
    """Let each DOI and address lead where it says."""
    longest = sorted(addresses, key=len, reverse=True)
    if not longest:
        return nodes
    pattern = re.compile("|".join(map(re.escape, longest)))

    def link(text: Any) -> Fragment:
        if not isinstance(text, str):
            return Fragment.of(text)
        parts, position = list[str | Element](), 0
        for match in pattern.finditer(text):
            href = addresses[match[0]]
            parts += (
                text[position : match.start()],
                Element("a", (match[0],), (("href", href),)),
            )
            position = match.end()
        return Fragment.of(*parts, text[position:])

    return changed(nodes, link)


# --- the processor --------------------------------------------------------------------------------


@cache
def _formatter() -> Any:
    """Give what the processor formats with: signs that become nodes, and no escaping of text.

    The processor changes the case of its own kind of text only, and fails at the plain text that it makes
    of numbers and dates. So all text becomes of that kind first.
    """
    from citeproc.model import TextCased  # noqa: PLC0415
    from citeproc.string import String  # noqa: PLC0415

    given = TextCased.case

    def case(self: Any, text: Any, language: str | None = None) -> Any:
        return given(self, String(str(text)), language) if text else text

    TextCased.case = case

    def element(name: str) -> Any:
        return lambda text: String(enclosed(name, str(text)))

    return SimpleNamespace(
        preformat=str,
        Italic=element("em"),
        Oblique=element("em"),
        Bold=element("strong"),
        Light=String,
        Underline=String,
        Superscript=element("sup"),
        Subscript=element("sub"),
        SmallCaps=String,
    )


class _Processor:
    """A style that is parsed, and prints one work after the other."""

    def __init__(self, style: ReferenceStyle) -> None:
        from citeproc import CitationStylesStyle  # noqa: PLC0415
        from lxml import etree  # noqa: PLC0415

        self._name, self._file = style.name, style.file
        root = style_root(style)
        for each in root.iter(f"{CSL}text", f"{CSL}number"):
            if each.get("variable") == "citation-number":
                each.set("variable", NEVER_GIVEN)
        self._prints_status = any(each.get("variable") == "status" for each in root.iter())
        try:
            self._style = CitationStylesStyle(BytesIO(etree.tostring(root)), validate=False)
            self._style.root.formatter = _formatter()
            self._others = str(self._style.root.get_single_term(name="et-al"))
            last = str(self._style.root.get_single_term(name="and"))
            dash = self._style.root.get_single_term(name="page-range-delimiter")
        except FAULTS as error:
            self._refuse(error)
        self._dash = str(dash or "\N{EN DASH}")
        self._before_others = re.compile(f"[ ,;]*(?: {re.escape(last)}| &)? *{OTHERS}")

    @staticmethod
    @cache
    def of(style: ReferenceStyle) -> "_Processor":
        """Give the processor of a style, which is parsed once."""
        return _Processor(style)

    def text_of(self, item: Mapping[str, Any]) -> str:
        """Print a work as text with signs."""
        from citeproc import (  # noqa: PLC0415
            Citation,
            CitationItem,
            CitationStylesBibliography,
        )
        from citeproc.source.json import CiteProcJSON  # noqa: PLC0415

        try:
            works = CitationStylesBibliography(
                self._style, CiteProcJSON([item]), self._style.root.formatter
            )
            works.register(Citation([CitationItem("work")]))
            text = "".join(str(each) for each in works.bibliography())
        except FAULTS as error:
            self._refuse(error)
        if "status" in item and not self._prints_status:
            text = f"{text.rstrip('. ')} ({item['status']})."
        return self._tidied(text)

    def _tidied(self, text: str) -> str:
        """Put in what the processor has no word for, and take out the signs that it prints twice."""
        text = self._before_others.sub(f", {self._others}", text)
        text = " ".join(text.replace(RANGE, self._dash).split())
        for wrong, right in STRAY:
            text = wrong.sub(right, text)
        return text.replace(DOTS, "...")

    def _refuse(self, error: Exception) -> NoReturn:
        message = (
            f"the reference style {self._name} cannot be used: {type(error).__name__}, {error}"
        )
        raise UnfitReferenceStyle(message, self._file) from None
