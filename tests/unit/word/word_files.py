"""Word files written by hand, part by part, as Word, LibreOffice and others write them."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = " ".join(
    f'xmlns:{name}="{of}"'
    for name, of in {
        "w": W,
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    }.items()
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BY = 'w:id="1" w:author="Ann" w:date="2026-03-01T10:00:00Z"'


def content_types(main: str = MAIN) -> str:
    """Say what the main part is."""
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )


def relations(*entries: tuple[str, str, str]) -> str:
    """Write relations: id, kind and target, which is outside where it has a colon."""
    inside = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if ':' in target else ''}/>"
        for name, kind, target in entries
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'


def part(tag: str, inside: str) -> str:
    """Write the root of a part with all name spaces."""
    return f"<w:{tag} {SPACES}>{inside}</w:{tag}>"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Pack parts."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as package:
        for name, of in parts.items():
            package.writestr(name, of)
    return content.getvalue()


def word_bytes(
    body: str, links: tuple[tuple[str, str, str], ...] = (), main: str = MAIN, **parts: str | bytes
) -> bytes:
    """Write a file with a body; further parts by the names they have in the folder word."""
    further = tuple((f"rId9{n}", name, f"{name}.xml") for n, name in enumerate(parts))
    return zipped(
        {
            "[Content_Types].xml": content_types(main),
            "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relations(*links, *further),
            **{f"word/{name}.xml": of for name, of in parts.items()},
        }
    )


def r(text: str, look: str = "", tag: str = "t") -> str:
    """Write a run."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def p(*inside: str, mark: str = "", style: str = "") -> str:
    """Write a paragraph; `mark` says what happened to its end."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    end = f"<w:rPr><w:{mark} {BY}/></w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{named}{end}</w:pPr>{''.join(inside)}</w:p>"


def ins(*inside: str, by: str = BY, tag: str = "ins") -> str:
    """Write an insertion."""
    return f"<w:{tag} {by}>{''.join(inside)}</w:{tag}>"


def gone(text: str, by: str = BY, tag: str = "del") -> str:
    """Write a deletion."""
    return f"<w:{tag} {by}>{r(text, tag='delText')}</w:{tag}>"


def slot(number: int, *inside: str) -> str:
    """Write the content control of a slot."""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="some.result"/><w:tag w:val="{number}"/></w:sdtPr>'
        f"<w:sdtContent>{''.join(inside)}</w:sdtContent></w:sdt>"
    )


def bookmarked(name: str, *inside: str, number: int = 70) -> str:
    """Put a bookmark around content."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{"".join(inside)}<w:bookmarkEnd w:id="{number}"/>'


def tbl(*rows: str) -> str:
    """Write a table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def tr(*cells: str, mark: str = "", head: bool = False) -> str:
    """Write a row; a cell that is only text is put in one."""
    properties = ("<w:tblHeader/>" if head else "") + (f"<w:{mark} {BY}/>" if mark else "")
    inside = "".join(each if each.startswith("<w:") else tc(each) for each in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def tc(text: str, properties: str = "") -> str:
    """Write a cell."""
    inside = text if text.startswith("<w:") else p(r(text)) if text else p()
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"
