"""The markup that a page may hold: an allow-list, and the names of what lies outside it.

nh3 (ammonia, html5ever) reads HTML as a browser does and writes again only what the list has, so that
what it returns is safe whatever the source was. It says nothing of what it leaves out; therefore source
and outcome are compared here, and a source that has lost anything is refused, never printed without it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from types import MappingProxyType

import nh3
from markupsafe import Markup

from il2report.document.html_reader import MOST_NESTED as MOST_NESTED_TO_BE_READ
from il2report.document.seals import A_SEAL, has_seal
from il2report.errors import Il2ReportError, abridged
from il2report.templating.style_sheets import A_PATH, as_read, style_faults, turns_text

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
OF_ANY = frozenset({"class", "data-running", "id", "lang", "role", "style", "tabindex", "title"})
OF_ONE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "a": frozenset({"href"}),
        "abbr": frozenset(),
        "col": frozenset({"span"}),
        "colgroup": frozenset({"span"}),
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
"""The element that marks a printed number; only the program writes it, where it opens a seal."""
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
MOST_NESTED, MOST_NESTED_IN_A_PAGE = 100, MOST_NESTED_TO_BE_READ
"""How deep elements may be nested; a table in a section of a page needs some twenty."""
UNNESTED = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ENDED_EARLY = re.compile(r"<!--(?:-?>|(?:(?!-->)[\s\S])*?--!>)")
"""A comment that a browser ends earlier than it looks: what follows is markup."""
A_DECLARATION = re.compile(r"<[!?][^>]{0,20}>?")
CLOSED_BY_WHAT_FOLLOWS = frozenset(
    {
        "body",
        "colgroup",
        "dd",
        "dt",
        "head",
        "html",
        "li",
        "p",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
    }
)
"""Elements whose end tag HTML does not ask for."""
A_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")

Item = tuple[str, ...]
"""Something of a page: (tag,), (tag, attribute, value), or (tag, "", text) where text is no text."""
NO_TEXT = frozenset({"script", "style", "template", "title"})


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

    Parameters
    ----------
    html : what a template, Markdown or another page gave
    spared : what may be left out because the program writes it itself
    said : gives the words of a value that is sealed
    is_finished : whether it holds printed numbers already, and may hold the marks of a redline

    Raises
    ------
    RefusedMarkup
        When anything but comments would be lost.
    """
    refuse_nesting(deepest(html), MOST_NESTED_IN_A_PAGE if is_finished else MOST_NESTED)
    cleaner = FINISHED if is_finished else TEXT
    outcome = cleaner.clean(html).replace("&nbsp;", "\N{NO-BREAK SPACE}")
    if _plain(html) != _plain(outcome) and (lost := tuple(refusals(html, outcome, spared, said))):
        raise RefusedMarkup(lost)
    return Markup(outcome)


def refuse_nesting(depth: int, most: int = MOST_NESTED_IN_A_PAGE) -> None:
    """Refuse markup that is nested so deep that reading it would take long, or end in a failure."""
    if depth > most:
        said = f"elements are nested more than {most} deep, or are not closed"
        raise RefusedMarkup((Refusal(said),))


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


def _allowed(_tag: str, name: str, value: str) -> str | None:
    """Judge the value of an attribute that the list has; nh3 asks for each."""
    is_allowed = JUDGED.get(name)
    return value if is_allowed is None or is_allowed(value) else None


def _is_style(value: str) -> bool:
    return not has_seal(value) and not turns_text(value) and not any(style_faults(value))


def _is_link(value: str) -> bool:
    return not has_seal(value) and LINK.match(as_read(value)) is not None


def _is_image(value: str) -> bool:
    return not has_seal(value) and IMAGE.match(as_read(value)) is not None


def is_reserved(element_id: str) -> bool:
    """Whether an element with this id would be taken for a part of the panel."""
    return element_id.startswith(RESERVED_ID)


def _is_free_id(value: str) -> bool:
    return not has_seal(value) and not is_reserved(value)


JUDGED: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "href": _is_link,
        "id": _is_free_id,
        "src": _is_image,
        "style": _is_style,
        "tabindex": {"0", "-1"}.__contains__,
    }
)
"""How the values of attributes are judged. None may hold a seal: what it stands for is put in later."""


def _cleaner(elements: frozenset[str], of_any: frozenset[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(elements),
        clean_content_tags=set(NO_TEXT),
        attributes={"*": set(of_any)}
        | {tag: set(names) for tag, names in OF_ONE.items() if tag in elements},
        attribute_filter=_allowed,
        generic_attribute_prefixes=set(PREFIXES),
        url_schemes={"data", "http", "https", "mailto"},
        link_rel=None,
    )


TEXT = _cleaner(ELEMENTS - {MARK}, OF_ANY)
FINISHED = _cleaner(ELEMENTS, OF_ANY | OF_A_REDLINE)


def _plain(html: str) -> str:
    """Write quotation marks in one way, which says nothing of what was lost."""
    for written, sign in (("&quot;", '"'), ("&#34;", '"'), ("&#39;", "'"), ("&#x27;", "'")):
        html = html.replace(written, sign)
    return html


def refusals(
    source: str, outcome: str, spared: frozenset[Item], said: Callable[[str], str]
) -> Iterator[Refusal]:
    """Name what a source holds and its outcome does not, both read in the same way."""
    if any(ENDED_EARLY.match(comment) for comment in COMMENT.findall(source)):
        yield Refusal("a comment ends before its -->", ENDED_EARLY.pattern)
    for declaration in dict.fromkeys(A_DECLARATION.findall(COMMENT.sub("", source))):
        if declaration.startswith("<!--"):
            yield Refusal("a comment is not closed", "<!--(?!.*?-->)")
        elif (declaration.lower(),) not in spared:
            yield Refusal(f"{declaration} is not allowed", re.escape(declaration))
    items = _items(source) - _items(outcome)
    lost = {(*item[:-1], said(item[-1])) if has_seal(item[-1]) else item for item in items}
    gone = {item[0] for item in lost if len(item) == 1 and item[0] not in ELEMENTS - {MARK}}
    for item in sorted(lost - spared):
        if len(item) == 1 or item[0] not in gone - _tags(spared):
            yield _refusal(item)


def _tags(items: frozenset[Item]) -> set[str]:
    return {item[0] for item in items}


def _refusal(item: Item) -> Refusal:
    tag, name, value = (*item, "", "")[:3]
    readable = A_SEAL.sub("{{ }}", value)
    shown = abridged(readable, MOST_SHOWN)
    if name == "/":
        return Refusal(f"the element <{tag}> is not closed", rf"<{re.escape(tag)}(?![\w-])")
    if tag.startswith("/"):
        return Refusal(f"<{tag}> closes no element", rf"<{re.escape(tag)}(?![\w-])")
    if not name:
        if value:
            return Refusal(f"<{tag}> with {shown!r}", rf"<{re.escape(tag)}\b")
        fault = "is not allowed here" if tag in ELEMENTS - {MARK} else "is not allowed"
        return Refusal(f"the element <{tag}> {fault}", rf"<\s*/?{re.escape(tag)}(?![\w-])")
    written = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
    if _lists(tag, name):
        return Refusal(f"{name}={shown!r} of <{tag}> is not allowed", written)
    return Refusal(f"the attribute {name} of <{tag}> is not allowed", written)


def _lists(tag: str, name: str) -> bool:
    return name in OF_ANY | OF_ONE.get(tag, frozenset()) or name.startswith(tuple(PREFIXES))


class _Reader(HTMLParser):
    """Reads tags as they are typed, also where a browser would drop them."""

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
        while self.open[-1] != tag:
            self._left_open(self.open.pop())
        self.open.pop()

    def close(self) -> None:
        """Note what is open at the end."""
        super().close()
        while self.open:
            self._left_open(self.open.pop())

    def _left_open(self, tag: str) -> None:
        if tag not in CLOSED_BY_WHAT_FOLLOWS:
            self.items[(tag, "/", "")] += 1


def _items(html: str) -> Counter[Item]:
    """Count the tags and attributes of a page, and what is in elements that show no text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.items
