"""Writes the structure of a document into its PDF as tags, in the place of those that WeasyPrint wrote.

PDF/UA-1 (ISO 14289-1) asks for them; tests/spec/matterhorn.py checks them in every kind of document that we print.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import pydyf

from il2report.pages.structure import Link, Mark, Node, Structure
from il2report.pages.table_heads import cells_of, heads_of, span

POINTS_PER_PIXEL = 0.75
LONGEST_DESCRIPTION = 120
"""Characters of what a link leads to that its description repeats."""
SCOPES = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}
DECORATIONS = {"ins": "/Underline", "del": "/LineThrough"}
NUMBERING = {"ol": "/Decimal", "ul": "/Disc"}


def write_tags(document: Any, pdf: Any, structure: Structure, root: Element) -> None:
    """Replace the tags of a PDF that is about to be written."""
    _remove_tags(pdf)
    _Tags(document, pdf, root).write(structure)


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _remove_tags(pdf: Any) -> None:
    """Remove WeasyPrint's own tags, which are the last objects but for the metadata."""
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    first = _number(root["ParentTree"])
    kept = [each for each in pdf.objects[first:] if isinstance(each, pydyf.Stream)]
    del pdf.objects[first:]
    (metadata,) = kept
    pdf.add_object(metadata)
    pdf.catalog["Metadata"] = metadata.reference


class _Tags:
    def __init__(self, document: Any, pdf: Any, root: Element) -> None:
        self._heights = [page.height for page in document.pages]
        self._pdf = pdf
        self._pages: list[Any] = [
            each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page"
        ]
        self._targets = {each.get("id"): each for each in root.iter() if each.get("id")}
        self._by_mark: dict[Mark, bytes] = {}
        self._by_link: list[tuple[Any, bytes]] = []
        self._ids: dict[Node, Any] = {}
        self._heads: dict[Node, tuple[Node, ...]] = {}

    def write(self, structure: Structure) -> None:
        """Write the elements, and what leads from content and annotations to them."""
        for number, table in enumerate(structure.root.inner("Table")):
            cells = cells_of(table)
            self._heads |= heads_of(cells)
            heads = (cell.node for cell in cells if cell.node.tag == "TH")
            self._ids |= {
                head: pydyf.String(f"table{number:04}-head{place:05}")
                for place, head in enumerate(heads)
            }
        top = self._added({"Type": "/StructTreeRoot"})
        ids: list[Any] = []
        top["K"] = pydyf.Array([self._element(structure.root, top, ids)])
        top["ParentTree"] = self._parent_tree().reference
        top["ParentTreeNextKey"] = len(self._pages) + len(self._by_link)
        if ids:
            top["IDTree"] = self._added({"Names": pydyf.Array(ids)}).reference
        self._pdf.catalog["StructTreeRoot"] = top.reference
        self._mark_artifacts(structure.artifacts)

    def _added(self, entries: Mapping[str, Any]) -> Any:
        added = pydyf.Dictionary(entries)
        self._pdf.add_object(added)
        return added

    def _element(self, node: Node, parent: Any, ids: list[Any]) -> bytes:
        element = self._added({"S": f"/{node.tag}", "P": parent.reference})
        reference: bytes = element.reference
        if node in self._ids:
            element["ID"] = self._ids[node]
            ids += [self._ids[node], reference]
        self._describe(node, element)
        own = next((kid.page for kid in node.kids if isinstance(kid, Mark | Link)), None)
        if own is not None:
            element["Pg"] = self._pages[own].reference
        kids = pydyf.Array()
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(self._element(kid, element, ids))
            elif isinstance(kid, Mark):
                self._by_mark[kid] = reference
                kids.append(self._content(kid, own))
            else:
                self._by_link.append((kid.annotation, reference))
                kids.append(self._annotation(kid, node))
        element["K"] = kids
        return reference

    def _content(self, mark: Mark, page: int | None) -> Any:
        if mark.page == page:
            return mark.number
        page_of = self._pages[mark.page].reference
        return pydyf.Dictionary({"Type": "/MCR", "Pg": page_of, "MCID": mark.number})

    def _annotation(self, link: Link, node: Node) -> Any:
        element = node.element
        link.annotation["Contents"] = pydyf.String(
            "" if element is None else description(element, self._targets)
        )
        link.annotation["F"] = 4  # it is printed, as PDF/A would have it; nothing shows
        page = self._pages[link.page].reference
        entries = {"Type": "/OBJR", "Obj": link.annotation.reference, "Pg": page}
        return pydyf.Dictionary(entries)

    def _describe(self, node: Node, element: Any) -> None:
        """Say what a reader needs to know of an element beside what is in it."""
        source = node.element
        if source is None:
            return
        if node.tag == "Figure":
            element["Alt"] = pydyf.String(source.get("alt", ""))
            element["A"] = self._attributes("Layout", BBox=self._rectangle(node))
        elif node.tag in {"TH", "TD"}:
            element["A"] = self._cell(node, source)
        elif node.tag == "L" and source.tag in NUMBERING:
            element["A"] = self._attributes("List", ListNumbering=NUMBERING[str(source.tag)])
        elif node.tag == "Span" and source.tag in DECORATIONS:
            line = DECORATIONS[str(source.tag)]
            element["A"] = self._attributes("Layout", TextDecorationType=line)
        if node.tag != "Lbl" and source.get("lang"):
            element["Lang"] = pydyf.String(source.get("lang", ""))

    def _attributes(self, owner: str, **entries: Any) -> Any:
        return pydyf.Dictionary({"O": f"/{owner}", **entries})

    def _cell(self, node: Node, source: Element) -> Any:
        cell = self._attributes("Table")
        if node.tag == "TH":
            cell["Scope"] = SCOPES.get(source.get("scope", "col"), "/Column")
        for name, key in (("colspan", "ColSpan"), ("rowspan", "RowSpan")):
            if span(node, name) > 1:
                cell[key] = span(node, name)
        if heads := self._heads.get(node):
            cell["Headers"] = pydyf.Array(self._ids[head] for head in heads)
        return cell

    def _rectangle(self, node: Node) -> Any:
        """Give where a picture is, in points from the lower left corner of the page."""
        box, height = node.box, self._heights[node.page]
        left, top = box.content_box_x(), box.content_box_y()
        edges = (left, height - top - box.height, left + box.width, height - top)
        return pydyf.Array(round(edge * POINTS_PER_PIXEL, 3) for edge in edges)

    def _parent_tree(self) -> Any:
        by_page: dict[int, dict[int, bytes]] = defaultdict(dict)
        for mark, reference in self._by_mark.items():
            by_page[mark.page][mark.number] = reference
        numbers = pydyf.Array()
        for page in range(len(self._pages)):
            found = by_page[page]
            elements = (found.get(each, b"null") for each in range(max(found, default=-1) + 1))
            # An object of its own, since a reader looks for one page at a time.
            array = pydyf.Array(elements)
            self._pdf.add_object(array)
            numbers += [page, array.reference]
        for key, (annotation, reference) in enumerate(self._by_link, start=len(self._pages)):
            annotation["StructParent"] = key
            numbers += [key, reference]
        return self._added({"Nums": numbers})

    def _mark_artifacts(self, artifacts: Iterable[set[int]]) -> None:
        """Mark the content without a place in the structure, so that a screen reader passes over it."""
        for page, numbers in zip(self._pages, artifacts, strict=True):
            stream = self._pdf.objects[_number(page["Contents"])].stream
            for place, part in enumerate(stream):
                if isinstance(part, pydyf.Dictionary) and part.get("MCID") in numbers:
                    stream[place - 1] = "/Artifact"
                    stream[place] = pydyf.Dictionary({"Type": "/Pagination"})


def description(link: Element, targets: Mapping[str | None, Element]) -> str:
    """Say in words where a link leads: what it shows, then the address or the beginning of what it leads to."""
    shown, address = words(link), link.get("href", "")
    if not address.startswith("#"):
        return shown if address in shown else f"{shown} ({address})"
    target = targets.get(address[1:])
    if target is None:
        return shown
    whole = words(target)
    if whole.casefold().startswith(shown.casefold()):
        shown = ""
    if len(whole) > LONGEST_DESCRIPTION:
        whole = f"{whole[:LONGEST_DESCRIPTION].rsplit(' ', 1)[0]} …"
    return f"{shown}: {whole}" if shown and whole else shown or whole


def words(element: Element) -> str:
    """Give the words of an element; those of a picture are its alternative text."""
    return " ".join(" ".join(_parts(element)).split())


def _parts(element: Element) -> Iterable[str]:
    yield element.get("alt", "")
    yield "".join(element.itertext())
