"""Word files as co-authors return them: a draft whose XML is edited as Word and other programs write it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from io import BytesIO
from types import MappingProxyType
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ANN, BOB = "Ann Reader", "Bob Reviewer"
DAY = "2026-03-05T09:00:00Z"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
Root = Any


def w(name: str) -> str:
    """Name an element of Word."""
    return f"{{{W}}}{name}"


def make(name: str, *children: Root, **attributes: str) -> Root:
    """Make an element of Word."""
    element = etree.Element(w(name), {w(key): value for key, value in attributes.items()})
    element.extend(children)
    return element


def run(text: str, properties: Root = None, tag: str = "t") -> Root:
    """Make a run of text."""
    words = make(tag)
    words.text = text
    words.set(SPACE, "preserve")
    return make("r", *([deepcopy(properties)] if properties is not None else []), words)


def marked(kind: str, *children: Root, by: str = ANN) -> Root:
    """Make the mark of a tracked change."""
    return make(kind, *children, id="900", author=by, date=DAY)


def paragraph(root: Root, number: int) -> Root:
    """Find a paragraph of the draft by its bookmark."""
    [mark] = [
        each for each in root.iter(w("bookmarkStart")) if each.get(w("name")) == f"_p{number}"
    ]
    return next(each for each in mark.iterancestors(w("p")))


def slot(root: Root, number: int) -> Root:
    """Find the control of a slot."""
    return next(
        each
        for each in root.iter(w("sdt"))
        if each.find(f"{w('sdtPr')}/{w('tag')}").get(w("val")) == str(number)
    )


def words(root: Root, old: str) -> Root:
    """Find the element with some words."""
    return next(each for each in root.iter(w("t")) if old in (each.text or ""))


def typed(old: str, new: str) -> Callable[[Root], None]:
    """Type other words over some, without tracking."""

    def edit(root: Root) -> None:
        element = words(root, old)
        element.text = element.text.replace(old, new, 1)

    return edit


def tracked(old: str, new: str, by: str = ANN) -> Callable[[Root], None]:
    """Type other words over some while changes are tracked."""

    def edit(root: Root) -> None:
        element = words(root, old)
        of = element.getparent()
        look = of.find(w("rPr"))
        before, _, behind = element.text.partition(old)
        parts = [run(before, look)] if before else []
        parts += [marked("del", run(old, look, "delText"), by=by)] if old else []
        parts += [marked("ins", run(new, look), by=by)] if new else []
        parts += [run(behind, look)] if behind else []
        for each in parts:
            of.addprevious(each)
        of.getparent().remove(of)

    return edit


def over(number: int, new: str, *, tracks: bool = False) -> Callable[[Root], None]:
    """Type something over a slot."""

    def edit(root: Root) -> None:
        element = next(slot(root, number).iter(w("t")))
        if tracks:
            tracked(element.text, new)(slot(root, number))
        else:
            element.text = new

    return edit


def emptied(number: int) -> Callable[[Root], None]:
    """Delete a slot with its control."""

    def edit(root: Root) -> None:
        control = slot(root, number)
        control.getparent().remove(control)

    return edit


def deleted(number: int) -> Callable[[Root], None]:
    """Delete a paragraph."""

    def edit(root: Root) -> None:
        element = paragraph(root, number)
        element.getparent().remove(element)

    return edit


def deleted_tracked(number: int) -> Callable[[Root], None]:
    """Delete a paragraph while changes are tracked: its runs and its end."""

    def edit(root: Root) -> None:
        element = paragraph(root, number)
        properties = element.find(w("pPr"))
        properties.append(make("rPr", marked("del")))
        for each in element.findall(w("r")):
            for text in each.findall(w("t")):
                text.tag = w("delText")
            mark = marked("del")
            each.addprevious(mark)
            mark.append(each)

    return edit


def added(number: int, text: str, *, tracks: bool = False) -> Callable[[Root], None]:
    """Add a paragraph behind another."""

    def edit(root: Root) -> None:
        before = paragraph(root, number)
        style = deepcopy(before.find(w("pPr")))
        inside = run(text)
        if tracks:
            style.append(make("rPr", marked("ins")))
            inside = marked("ins", inside)
        before.addnext(make("p", style, inside))

    return edit


def moved(number: int, behind: int) -> Callable[[Root], None]:
    """Cut a paragraph and paste it behind another."""

    def edit(root: Root) -> None:
        paragraph(root, behind).addnext(paragraph(root, number))

    return edit


def moved_tracked(number: int, behind: int, by: str = BOB) -> Callable[[Root], None]:
    """Move a paragraph while changes are tracked; the one at its new place has no bookmarks."""

    def edit(root: Root) -> None:
        old = paragraph(root, number)
        new = deepcopy(old)
        paragraph(root, behind).addnext(new)
        for name in ("bookmarkStart", "bookmarkEnd"):
            for each in list(new.iter(w(name))):
                each.getparent().remove(each)
        for of, kind in ((old, "moveFrom"), (new, "moveTo")):
            of.find(w("pPr")).append(make("rPr", marked(kind, by=by)))
            for each in list(of.findall(w("r"))):
                mark = marked(kind, by=by)
                each.addprevious(mark)
                mark.append(each)

    return edit


def end_deleted_tracked(number: int, by: str = BOB) -> Callable[[Root], None]:
    """Delete the end of a paragraph while changes are tracked."""
    return lambda root: (
        paragraph(root, number).find(w("pPr")).append(make("rPr", marked("del", by=by)))
    )


def restyled(text: str, *properties: Root, style: str = "") -> Callable[[Root], None]:
    """Give the paragraph with some words another style, or further properties."""

    def edit(root: Root) -> None:
        of = next(words(root, text).iterancestors(w("p"))).find(w("pPr"))
        of.extend(properties)
        if style:
            of.find(w("pStyle")).set(w("val"), style)

    return edit


def looking(text: str, kind: str, **value: str) -> Callable[[Root], None]:
    """Let a whole run of text look different."""
    return lambda root: words(root, text).getparent().insert(0, make("rPr", make(kind, **value)))


def behind_slot(number: int, text: str) -> Callable[[Root], None]:
    """Type something behind a control."""
    return lambda root: slot(root, number).addnext(run(text))


def placeholder(number: int) -> Callable[[Root], None]:
    """Delete what is in a control, of which Word then says what to do there."""

    def edit(root: Root) -> None:
        of = slot(root, number)
        of.find(w("sdtPr")).append(make("showingPlcHdr"))
        of.replace(of.find(w("sdtContent")), make("sdtContent", run("Click here to enter text.")))

    return edit


def split(number: int, at: str) -> Callable[[Root], None]:
    """Press Enter before some words; the new paragraph has no bookmark."""

    def edit(root: Root) -> None:
        first = paragraph(root, number)
        element = words(first, at)
        of = element.getparent()
        before, mark, behind = element.text.partition(at)
        second = make("p", deepcopy(first.find(w("pPr"))), run(mark + behind, of.find(w("rPr"))))
        for each in list(of.itersiblings()):
            if each.tag != w("bookmarkEnd"):
                second.append(each)
        element.text = before
        first.addnext(second)

    return edit


def joined(number: int) -> Callable[[Root], None]:
    """Delete the end of a paragraph."""

    def edit(root: Root) -> None:
        first, second = paragraph(root, number), paragraph(root, number + 1)
        first.append(run(" "))
        for each in second:
            if each.tag != w("pPr"):
                first.append(each)
        second.getparent().remove(second)

    return edit


def row(root: Root, text: str) -> Root:
    """Find a row by a text in it."""
    return next(
        each
        for each in root.iter(w("tr"))
        if text in "".join(t.text or "" for t in each.iter(w("t")))
    )


def row_deleted(text: str, *, tracks: bool = False) -> Callable[[Root], None]:
    """Delete a row."""

    def edit(root: Root) -> None:
        of = row(root, text)
        if tracks:
            of.find(w("trPr")).append(marked("del"))
            for each in list(of.iter(w("r"))):
                for inside in each.findall(w("t")):
                    inside.tag = w("delText")
                mark = marked("del")
                each.addprevious(mark)
                mark.append(each)
        else:
            of.getparent().remove(of)

    return edit


def row_added(behind: str, *texts: str) -> Callable[[Root], None]:
    """Add a row with a text in each cell."""

    def edit(root: Root) -> None:
        of = row(root, behind)
        new = deepcopy(of)
        for cell, text in zip(new.findall(w("tc")), ("", *texts), strict=True):
            for each in cell.findall(w("p")):
                cell.remove(each)
            cell.append(make("p", run(text)) if text else make("p"))
        of.addnext(new)

    return edit


def cells_merged(text: str) -> Callable[[Root], None]:
    """Merge the last two cells of a row, as Word does: the paragraphs of both in one."""

    def edit(root: Root) -> None:
        *_, left, right = row(root, text).findall(w("tc"))
        for each in right.findall(w("p")):
            left.append(each)
        left.find(w("tcPr")).insert(1, make("gridSpan", val="2"))
        right.getparent().remove(right)

    return edit


def column_deleted(place: int) -> Callable[[Root], None]:
    """Delete a column of the table."""

    def edit(root: Root) -> None:
        for of in next(root.iter(w("tbl"))).iter(w("tr")):
            if len(cells := of.findall(w("tc"))) > 1:
                of.remove(cells[place])

    return edit


def column_added(*texts: str) -> Callable[[Root], None]:
    """Add a column at the right of the table."""

    def edit(root: Root) -> None:
        rows = next(root.iter(w("tbl"))).iter(w("tr"))
        for of, text in zip(rows, texts, strict=False):
            of.append(make("tc", make("tcPr"), make("p", run(text))))

    return edit


def table_deleted(root: Root) -> None:
    """Delete the table, and leave its caption."""
    table = next(root.iter(w("tbl")))
    table.getparent().remove(table)


def italics(text: str) -> Callable[[Root], None]:
    """Set some words in italics."""

    def edit(root: Root) -> None:
        element = words(root, text)
        of = element.getparent()
        before, _, behind = element.text.partition(text)
        for part, look in ((before, None), (text, make("rPr", make("i"))), (behind, None)):
            of.addprevious(run(part, look))
        of.getparent().remove(of)

    return edit


def without_controls(root: Root) -> None:
    """Drop content controls and keep bookmarks, as LibreOffice 7.4 does."""
    for control in list(root.iter(w("sdt"))):
        for each in control.find(w("sdtContent")):
            control.addprevious(each)
        control.getparent().remove(control)


def without_anchors(root: Root) -> None:
    """Drop controls and bookmarks, as some programs do."""
    without_controls(root)
    for name in ("bookmarkStart", "bookmarkEnd"):
        for each in list(root.iter(w(name))):
            each.getparent().remove(each)


def counted_on(number: int, by: int) -> Callable[[Root], None]:
    """Give the controls of a paragraph other numbers, and take its bookmarks away, as if it came from another draft."""

    def edit(root: Root) -> None:
        of = paragraph(root, number)
        for tag in of.iter(w("tag")):
            tag.set(w("val"), str(int(tag.get(w("val"))) + by))
        for name in ("bookmarkStart", "bookmarkEnd"):
            for each in list(of.iter(w(name))):
                each.getparent().remove(each)

    return edit


def in_small_runs(root: Root) -> None:
    """Split runs and mark their spelling, as Word does when it saves."""
    for element in list(root.iter(w("t"))):
        of, text = element.getparent(), element.text or ""
        if len(text) > 8:
            element.text = text[:5]
            mark = make("proofErr", type="spellStart")
            of.addnext(mark)
            mark.addnext(run(text[5:], of.find(w("rPr"))))


def commented(about: str, *said: tuple[str, str]) -> Callable[[Root], None]:
    """Put a range of comments around the run, or control, with some words; the comments themselves are another part."""

    def edit(root: Root) -> None:
        of = words(root, about).getparent()
        of = next(of.iterancestors(w("sdt")), of)
        for number in range(len(said)):
            of.addprevious(make("commentRangeStart", id=str(number)))
        for number in reversed(range(len(said))):
            of.addnext(make("r", make("commentReference", id=str(number))))
            of.addnext(make("commentRangeEnd", id=str(number)))
        root.set("comments", repr(said))

    return edit


def comments(said: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """Write comments by their authors, each further one an answer to the first."""
    inside, more = "", ""
    for number, (author, text) in enumerate(said):
        inside += (
            f'<w:comment w:id="{number}" w:author="{author}" w:date="{DAY}" w:initials="X">'
            f'<w:p w14:paraId="0000000{number}"><w:r><w:t>{text}</w:t></w:r></w:p></w:comment>'
        )
        parent = ' w15:paraIdParent="00000000"' if number else ""
        more += f'<w15:commentEx w15:paraId="0000000{number}"{parent} w15:done="0"/>'
    spaces = f'xmlns:w="{W}" xmlns:w14="{W14}" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    return {
        "word/comments.xml": f"<w:comments {spaces}>{inside}</w:comments>".encode(),
        "word/commentsExtended.xml": f"<w15:commentsEx {spaces}>{more}</w15:commentsEx>".encode(),
    }


def returned(content: bytes, *edits: Callable[[Root], None]) -> bytes:
    """Edit the text of a Word file."""
    with ZipFile(BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    for edit in edits:
        edit(root)
    said = root.attrib.pop("comments", None)
    parts["word/document.xml"] = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    if said:
        parts |= comments(eval(said))
        types = "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="{KIND}.{name}+xml"/>'
            for name in ("comments", "commentsExtended")
        )
        links = (
            f'<Relationship Id="rc1" Type="{RELATIONS}/comments" Target="comments.xml"/><Relationship Id="rc2"'
            ' Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended"'
            ' Target="commentsExtended.xml"/>'
        )
        for name, end, inside in (
            ("[Content_Types].xml", b"</Types>", types),
            ("word/_rels/document.xml.rels", b"</Relationships>", links),
        ):
            parts[name] = parts[name].replace(end, inside.encode() + end)
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as package:
        for name, of in parts.items():
            package.writestr(name, of)
    return written.getvalue()


CASES: Mapping[str, tuple[Callable[[Root], None], ...]] = MappingProxyType(
    {
        "saved-and-not-edited": (in_small_runs,),
        "not-edited-without-controls": (without_controls,),
        "not-edited-without-anchors": (without_anchors, in_small_runs),
        "number-typed-over": (over(5, "134"),),
        "number-typed-over-tracked": (over(5, "134", tracks=True),),
        "number-typed-over-without-controls": (over(5, "134"), without_controls),
        "number-typed-over-without-anchors": (over(5, "134"), without_anchors),
        "number-in-a-cell": (over(15, "134.6"), over(25, "5"), over(26, "50")),
        "number-in-a-cell-without-anchors": (over(15, "134.6"), over(25, "5"), without_anchors),
        "number-deleted": (emptied(5),),
        "words-beside-a-number-in-its-control": (over(5, "134.5 (estimated)"),),
        "words": (typed("A low concentration", "A reduced concentration"),),
        "words-tracked": (
            tracked("common", "frequent", BOB),
            tracked("a hospital ward", "hospital"),
        ),
        "words-of-two-authors-in-one-paragraph": (
            tracked("The reason is not known, and", "The reason is a question, but", ANN),
            tracked("further studies", "the studies", BOB),
            typed("Fewer women than men", "Fewer women than a man"),
            tracked("needed.", "needed, and are planned.", BOB),
        ),
        "words-across-a-line-wrap-and-marks": (
            typed("enough to be treated, which", "for treatment, and this"),
            typed("depends on them — so that", "depends on these — so"),
        ),
        "words-in-italics": (typed("its treatment", "its good treatment"),),
        "words-in-two-branches": (typed("which was not expected", "which was a surprise"),),
        "words-of-a-claim": (typed("to the ward in this series", "to our ward in these years"),),
        "words-rewritten-without-anchors": (
            typed(
                "The reason is not known, and further studies of larger series are needed.",
                "Larger series are needed.",
            ),
            without_anchors,
        ),
        "words-of-a-call": (typed("patients, ", "persons, "),),
        "digits-typed": (typed("a series of patients", "a series of 10 patients"),),
        "paragraph-deleted": (deleted(8),),
        "paragraph-deleted-tracked": (deleted_tracked(8),),
        "paragraph-deleted-with-its-citation": (deleted(7),),
        "paragraph-added": (added(9, "The protocol was approved by the board of the hospital."),),
        "paragraph-added-tracked": (
            added(9, "The protocol was approved by the board.", tracks=True),
        ),
        "paragraphs-swapped": (moved(8, 9),),
        "paragraphs-swapped-without-anchors": (moved(8, 9), without_anchors),
        "paragraph-split": (split(8, "Most reports"),),
        "paragraphs-joined": (joined(8),),
        "row-deleted": (row_deleted("Median (range)"),),
        "row-deleted-tracked": (row_deleted("Female", tracks=True),),
        "row-added": (row_added("Female", "Unknown", "0", "(0)"),),
        "cells-merged": (cells_merged("Female"),),
        "column-deleted-and-a-number-in-another": (column_deleted(1), over(25, "5")),
        "column-added": (column_added("P", "0.5", "", "0.8", ""),),
        "table-deleted": (table_deleted,),
        "caption-and-label": (
            typed("Characteristics of the patients", "Patients"),
            over(21, "Men"),
        ),
        "note-of-a-table": (typed("standard deviation", "SD of the sample"),),
        "title-authors-and-reference": (
            over(1, "Serum sodium in a series"),
            typed("B. Writer", "B. Writer, C. Third"),
            typed("1340-1349", "1340-1348"),
        ),
        "citation-and-mention": (over(6, "1,2"), over(8, "Table 2")),
        "italics": (italics("no symptoms"),),
        "number-that-goes-on-outside-its-control": (over(5, "134"), behind_slot(5, ".7")),
        "number-beside-its-emptied-control": (placeholder(5), behind_slot(5, "134")),
        "citation-in-brackets": (over(6, "[1]"), looking("[1]", "color", val="FF0000")),
        "citation-typed-in-brackets": (behind_slot(6, "[1]"), emptied(6)),
        "sentence-copied-with-its-number": (
            typed("seen elsewhere.", "seen elsewhere. The mean sodium was 134.5 mmol/L."),
        ),
        "paragraph-made-an-entry-of-a-list": (
            restyled(
                "Little is known", make("numPr", make("ilvl", val="0"), make("numId", val="1"))
            ),
        ),
        "heading-renamed-and-another-demoted": (
            typed("Discussion", "Comment"),
            restyled("Introduction", style="Heading2"),
        ),
        "words-struck-out-and-highlighted": (
            looking("No patient needed", "strike"),
            looking("Fewer women", "highlight", val="yellow"),
        ),
        "paragraph-moved-tracked": (moved_tracked(9, 7),),
        "paragraphs-joined-tracked-and-edited": (
            end_deleted_tracked(8),
            tracked("We therefore describe", "Here we describe", ANN),
        ),
        "reference-added": (
            lambda root: (
                words(root, "Hoorn")
                .getparent()
                .getparent()
                .addnext(
                    make(
                        "p",
                        make("pPr", make("pStyle", val="Bibliography")),
                        run("Doe J. A work. 2020."),
                    )
                )
            ),
        ),
        "comments-with-an-answer": (
            commented("134.5", (ANN, "Is this the mean?"), (BOB, "Yes, see the methods.")),
        ),
    }
)
