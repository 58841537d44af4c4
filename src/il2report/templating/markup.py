"""The markup that a page may hold: an allow-list, and the names of what is not on it.

nh3 (ammonia, html5ever) reads HTML as a browser does and writes again only what the list has, so that
what it returns is safe whatever the source was. It says nothing of what it leaves out; therefore source
and outcome are compared here, and a source that has lost anything is refused, never printed without it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType

import nh3
from markupsafe import Markup

from il2report.document.html_reader import MOST_NESTED as MOST_NESTED_TO_BE_READ
from il2report.document.seals import A_SEAL, has_seal
from il2report.errors import Finding, Il2ReportError, Place, StudyRefused, abridged
from il2report.templating.style_sheets import A_PATH, as_read, style_faults, turns_text
from il2report.templating.template_files import template_source

ELEMENTS = frozenset(
    {"article", "aside", "details", "div", "footer", "header", "main", "nav", "section", "summary"}
    | {"blockquote", "dd", "dl", "dt", "hr", "li", "ol", "p", "pre", "ul"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "figure", "img"}
    | {"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
    | {"a", "abbr", "b", "br", "cite", "code", "data", "del", "dfn", "em", "i", "ins"}
    | {"kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"}
    | {"wbr"}
)
"""What text, tables and figures are made of; nothing that runs, loads, asks or holds another page.

SVG and MathML have a syntax of their own within HTML, through which markup has slipped past every
sanitizer at some time: a drawing is a file of its own, shown by `img` (images.py).
"""
OF_ANY = frozenset(
    {"class", "data-running", "data-supplement", "id", "lang", "role", "style", "tabindex", "title"}
)
OF_ONE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "a": frozenset({"href"}),
        **dict.fromkeys(("col", "colgroup"), frozenset({"span"})),
        "data": frozenset({"value", "data-result", "data-part", "data-was-result"}),
        "details": frozenset({"open"}),
        "img": frozenset({"alt", "height", "loading", "src", "width"}),
        "li": frozenset({"value"}),
        "ol": frozenset({"reversed", "start", "type"}),
        "table": frozenset({"border"}),
        "td": frozenset({"align", "colspan", "headers", "rowspan", "valign"}),
        "th": frozenset({"align", "colspan", "headers", "rowspan", "scope", "valign"}),
        "time": frozenset({"datetime"}),
        "tr": frozenset({"align", "valign"}),
    }
)
OF_A_REDLINE = frozenset({"data-redline"})
PREFIXES = frozenset({"aria-"})
MARK = "data"
"""The element of a printed number; only the program writes it, where it opens a seal."""
RESERVED_ID = "number-panel"
"""How the ids begin by which the panel finds its own parts."""
PICTURE_MARK = "#picture-of:"
"""How the address of a figure begins until it is drawn."""

LINK = re.compile(r"#|https?://|mailto:", re.IGNORECASE)
IMAGE = re.compile(
    rf"data:image/(png|jpeg|svg\+xml);base64,|{PICTURE_MARK}|{A_PATH}", re.IGNORECASE
)
"""A picture within the page, or a path within the study, which images.py puts in."""

MOST_SHOWN = 60
"""Characters of a value that a message quotes."""
MOST_NESTED = 100
"""How deep elements may be nested; a table in a section of a page needs some twenty."""
UNNESTED = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
CLOSED_BY_WHAT_FOLLOWS = frozenset(
    {"body", "colgroup", "dd", "dt", "head", "html", "li", "p", "tbody", "td", "tfoot", "th"}
    | {"thead", "tr"}
)
"""Elements whose end tag HTML does not ask for."""
NO_TEXT = frozenset({"script", "style", "template", "title"})
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ENDED_EARLY = re.compile(r"<!--(?:-?>|(?:(?!-->)[\s\S])*?--!>)")
"""A comment that a browser ends earlier than it looks: what follows is markup."""
A_DECLARATION = re.compile(r"<[!?][^>]{0,20}>?")
A_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")

Item = tuple[str, ...]
"""Something of a page: (tag,), (tag, attribute, value), or (tag, "", text) where text is no text."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that a page may not hold: in words, and a pattern by which its source is found."""

    said: str
    pattern: str = ""


class RefusedMarkup(Il2ReportError, ValueError):
    """A text holds markup that no page may hold."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__("; ".join(refusal.said for refusal in refusals))


def cleaned(
    html: str,
    spared: frozenset[Item] = frozenset(),
    said: Callable[[str], str] = str,
    *,
    is_finished: bool = False,
) -> Markup:
    """Give the markup of a page, or a part of one, as the allow-list has it.

    `spared` may be left out because the program writes it itself; `said` gives the words of a sealed
    value. A finished page holds printed numbers already, and may hold the marks of a redline. Anything
    but comments that would be lost is refused.
    """
    most = MOST_NESTED_TO_BE_READ if is_finished else MOST_NESTED
    if deepest(html) > most:
        message = f"elements are nested more than {most} deep, or are not closed"
        raise RefusedMarkup((Refusal(message),))
    cleaner = FINISHED if is_finished else TEXT
    outcome = cleaner.clean(html).replace("&nbsp;", "\N{NO-BREAK SPACE}")
    if _with_signs(html) != _with_signs(outcome) and (
        lost := (*_lost(html, outcome, spared, said),)
    ):
        raise RefusedMarkup(lost)
    return Markup(outcome)


def deepest(html: str) -> int:
    """How deep elements are nested at most, if each that opens also closes."""
    depth = most = 0
    for closing, tag in A_TAG.findall(html):
        if closing:
            depth -= 1
        elif tag.lower() not in UNNESTED:
            depth += 1
            most = max(most, depth)
    return most


def is_reserved(element_id: str) -> bool:
    """Whether an element with this id would be taken for a part of the panel."""
    return element_id.startswith(RESERVED_ID)


JUDGED: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "href": lambda value: LINK.match(as_read(value)),
        "id": lambda value: not is_reserved(value),
        "src": lambda value: IMAGE.match(as_read(value)),
        "style": lambda value: not (turns_text(value) or any(style_faults(value))),
        "tabindex": {"0", "-1"}.__contains__,
    }
)
"""How the values of attributes are judged. None may hold a seal, whose content is put in later."""


def _allowed(_tag: str, name: str, value: str) -> str | None:
    """Judge the value of an attribute that the list has; nh3 asks for each."""
    if name not in JUDGED or (not has_seal(value) and JUDGED[name](value)):
        return value
    return None


def _cleaner(elements: frozenset[str], of_any: frozenset[str]) -> nh3.Cleaner:
    of_one = {tag: set(names) for tag, names in OF_ONE.items() if tag in elements}
    return nh3.Cleaner(
        tags=set(elements),
        clean_content_tags=set(NO_TEXT),
        attributes={"*": set(of_any)} | of_one,
        attribute_filter=_allowed,
        generic_attribute_prefixes=set(PREFIXES),
        url_schemes={"data", "http", "https", "mailto"},
        link_rel=None,
    )


TEXT = _cleaner(ELEMENTS - {MARK}, OF_ANY)
FINISHED = _cleaner(ELEMENTS, OF_ANY | OF_A_REDLINE)


def _with_signs(html: str) -> str:
    """Write quotation marks in one way, which says nothing of what was lost."""
    for written, sign in (("&quot;", '"'), ("&#34;", '"'), ("&#39;", "'"), ("&#x27;", "'")):
        html = html.replace(written, sign)
    return html


# --- what was lost --------------------------------------------------------------------------------


def _lost(
    source: str, outcome: str, spared: frozenset[Item], said: Callable[[str], str]
) -> Iterator[Refusal]:
    """Name what a source holds and its outcome does not, both read in the same way."""
    if any(map(ENDED_EARLY.match, COMMENT.findall(source))):
        yield Refusal("a comment ends before its -->", ENDED_EARLY.pattern)
    for declaration in dict.fromkeys(A_DECLARATION.findall(COMMENT.sub("", source))):
        if declaration.startswith("<!--"):
            yield Refusal("a comment is not closed", "<!--(?!.*?-->)")
        elif (declaration.lower(),) not in spared:
            yield Refusal(f"{declaration} is not allowed", re.escape(declaration))
    items = _Reader.items_of(source) - _Reader.items_of(outcome)
    lost = {(*item[:-1], said(item[-1])) if has_seal(item[-1]) else item for item in items}
    gone = {item[0] for item in lost if len(item) == 1 and item[0] not in ELEMENTS - {MARK}}
    gone -= {item[0] for item in spared}
    for item in sorted(lost - spared):
        if (
            len(item) == 1 or item[0] not in gone
        ):  # an element is named once, without its attributes
            yield _refusal(*item)


def _refusal(tag: str, name: str = "", value: str = "") -> Refusal:
    shown = repr(abridged(A_SEAL.sub("{{ }}", value), MOST_SHOWN))
    start = rf"<{re.escape(tag)}(?![\w-])"
    if name == "/":
        return Refusal(f"the element <{tag}> is not closed", start)
    if tag.startswith("/"):
        return Refusal(f"<{tag}> closes no element", start)
    if not name and value:
        return Refusal(f"<{tag}> with {shown}", start)
    if not name:
        fault = "is not allowed here" if tag in ELEMENTS - {MARK} else "is not allowed"
        return Refusal(f"the element <{tag}> {fault}", rf"<\s*/?{re.escape(tag)}(?![\w-])")
    written = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
    if name in OF_ANY | OF_ONE.get(tag, frozenset()) or name.startswith(tuple(PREFIXES)):
        return Refusal(f"{name}={shown} of <{tag}> is not allowed", written)
    return Refusal(f"the attribute {name} of <{tag}> is not allowed", written)


class _Reader(HTMLParser):
    """Counts tags and attributes as they are typed, also where a browser would drop them."""

    @classmethod
    def items_of(cls, html: str) -> Counter[Item]:
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader.items

    def __init__(self) -> None:
        super().__init__()
        self.items: Counter[Item] = Counter()
        self.open: list[str] = []
        self.unshown = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.items[(tag,)] += 1
        self.items.update((tag, name, value or "") for name, value in dict(attrs).items())
        if tag not in UNNESTED:
            self.open.append(tag)
        if tag in NO_TEXT:
            self.unshown = ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take <div/> for a start, as HTML does."""
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        self.unshown += data

    def handle_endtag(self, tag: str) -> None:
        """Note an end that closes nothing, and what had to be closed for it."""
        if tag not in self.open:
            self.items[(f"/{tag}",)] += 1
            return
        if tag in NO_TEXT:
            self.items[(tag, "", self.unshown.strip())] += 1
        self._close_up_to(tag)
        self.open.pop()

    def close(self) -> None:
        """Note what is open at the end."""
        super().close()
        self._close_up_to("")

    def _close_up_to(self, tag: str) -> None:
        while self.open and self.open[-1] != tag:
            if (inner := self.open.pop()) not in CLOSED_BY_WHAT_FOLLOWS:
                self.items[(inner, "/", "")] += 1


# --- where it comes from --------------------------------------------------------------------------

JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
REMEDY = "A page holds only the elements, attributes and addresses that templates/README.md lists"


@contextmanager
def naming(folder: Path, template: str) -> Iterator[None]:
    """Turn refused markup, which `template` gave, into findings with file and line."""
    try:
        yield
    except RefusedMarkup as refused:
        file, written = f"templates/{template}", template_source(folder, template)[1]
        source = JINJA_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), written)
        raise StudyRefused(
            Finding("refused-markup", Place(file, line), f"{refusal.said}. {REMEDY}")
            for refusal in refused.refusals
            for line in _lines(refusal, source)
        ) from refused


def _lines(refusal: Refusal, source: str) -> tuple[int | None, ...]:
    """Give the lines that a refusal may come from; none where data or other templates gave it."""
    found = re.finditer(refusal.pattern, source, re.IGNORECASE) if refusal.pattern else ()
    lines = dict.fromkeys(source.count("\n", 0, match.start()) + 1 for match in found)
    return tuple(lines) or (None,)
