"""The parts of a Word file and the package around them, the same bytes from the same parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The only date that a package has: files in a ZIP need one."""
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT_TYPES = "[Content_Types].xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENT = f"{OFFICE}.wordprocessingml"
EXTERNAL = ' TargetMode="External"'
ENDINGS = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "svg": "image/svg+xml",
    "xml": "application/xml",
}


@dataclass(slots=True)
class Relations:
    """The relations of a part, by their ids in the order in which they were asked for."""

    targets: dict[tuple[str, str, bool], str] = field(default_factory=dict)

    def id(self, kind: str, target: str, *, is_external: bool = False) -> str:
        """Give the id of a relation, the same for the same target."""
        number, known = len(self.targets) + 1, set(self.targets.values())
        while f"rId{number}" in known:
            number += 1
        return self.targets.setdefault((kind, target, is_external), f"rId{number}")

    def add(self, name: str, kind: str, target: str, *, is_external: bool = False) -> None:
        """Add a relation under an id that a part has already."""
        self.targets[kind, target, is_external] = name

    def xml(self) -> str:
        """Write the part that lists them."""
        entries = "".join(
            f"<Relationship Id={quoteattr(name)} Type={quoteattr(kind)} Target={quoteattr(target)}"
            f"{EXTERNAL if is_external else ''}/>"
            for (kind, target, is_external), name in self.targets.items()
        )
        return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def content_types(parts: Mapping[str, str]) -> str:
    """Write what each part is; `parts` has the types of those whose ending does not say it."""
    defaults = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in ENDINGS.items()
    )
    overrides = "".join(
        f"<Override PartName={quoteattr('/' + name)} ContentType={quoteattr(kind)}/>"
        for name, kind in sorted(parts.items())
    )
    return f'{XML}<Types xmlns="{PACKAGE}/content-types">{defaults}{overrides}</Types>'


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Pack the parts of a file; what they are comes first, as programs expect."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda each: (each != CONTENT_TYPES, each)):
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            package.writestr(entry, parts[name])
    return content.getvalue()


def core_properties(
    title: str, authors: tuple[str, ...], keywords: tuple[str, ...], language: str, day: str = ""
) -> str:
    """Write title, authors, keywords, language and, of an issued draft, its day."""
    values = {
        "dc:title": title,
        "dc:creator": "; ".join(authors),
        "cp:keywords": ", ".join(keywords),
        "dc:language": language,
    }
    entries = "".join(
        f"<{name}>{escape(value)}</{name}>" for name, value in values.items() if value
    )
    if day:
        entries += "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:{name}>'
            for name in ("created", "modified")
        )
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{entries}</cp:coreProperties>'
    )


def custom_properties(values: Mapping[str, str]) -> str:
    """Write which draft the file is, by the names that the page and the PDF have."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    entries = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values.items(), start=2)
    )
    return (
        f'{XML}<Properties xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes">'
        f"{entries}</Properties>"
    )
