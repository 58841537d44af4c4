"""A file of Office as an archive of XML: its parts, and what they refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from il2report.audit.sources.limits import refused
from il2report.received.archives import ArchiveRefused, unpacked
from il2report.received.xml import XmlElement, XmlRefused, local_name, parsed_xml


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """A file that was unpacked; only parts that are XML are kept, so that macros and pictures are not."""

    name: str
    parts: Mapping[str, bytes]
    _trees: dict[str, XmlElement] = field(default_factory=dict, compare=False, repr=False)

    def xml(self, part: str) -> XmlElement:
        """Give the root of a part, the same object each time.

        Raises
        ------
        StudyRefused
            When the part is damaged, declares entities or is larger than a document needs.
        """
        if part not in self._trees:
            try:
                self._trees[part] = parsed_xml(self.parts[part])
            except XmlRefused as error:
                raise refused(
                    self.name, f"the file cannot be read: its part {part!r} {error}"
                ) from None
        return self._trees[part]

    def related(self, part: str) -> list[tuple[str, str, str]]:
        """Give id, kind and target of what a part refers to within the file."""
        folder, _, last = part.rpartition("/")
        name = f"{folder}/_rels/{last}.rels" if folder else f"_rels/{last}.rels"
        if name not in self.parts:
            return []
        found = []
        for each in self.xml(name):
            if local_name(each) == "Relationship" and each.get("TargetMode") != "External":
                target = each.get("Target") or ""
                inside = (
                    target.lstrip("/") if target.startswith("/") else join(dirname(part), target)
                )
                kind = (each.get("Type") or "").rpartition("/")[2]
                found.append((each.get("Id") or "", kind, normpath(inside) if inside else ""))
        return [each for each in found if each[2] in self.parts]

    def first(self, part: str, kind: str, otherwise: str = "") -> str | None:
        """Give the part of a kind that a part refers to, or the one of this name, if it is there."""
        found = (target for _, own, target in self.related(part) if own == kind)
        return next(found, otherwise if otherwise in self.parts else None)


def office_file(content: bytes, name: str) -> OfficeFile:
    """Unpack a file of Office.

    Raises
    ------
    StudyRefused
        When it is no archive that may be unpacked.
    """
    try:
        return OfficeFile(name, unpacked(content))
    except ArchiveRefused as error:
        raise refused(name, f"the file {error}") from None


def attribute(element: XmlElement, name: str, default: str = "") -> str:
    """Give an attribute, whatever its namespace; there are two of each in use."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return default


def child(element: XmlElement | None, *names: str) -> XmlElement | None:
    """Give the first child of a name, of this the first child of the next name, and so on."""
    for name in names:
        if element is None:
            return None
        element = next((each for each in element if local_name(each) == name), None)
    return element


def is_on(element: XmlElement | None) -> bool:
    """Whether a switch of Office is there and not off."""
    return element is not None and attribute(element, "val", "1") not in {
        "0",
        "false",
        "off",
        "none",
    }
