"""A received Word file whose parts are changed or added to, and packed again."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname, join, normpath, relpath

from lxml import etree

from il2report.word.opening import RELATION, WordFile, XmlElement, relations_part
from il2report.word.package import (
    CONTENT_TYPES,
    ENDINGS,
    OFFICE,
    PACKAGE,
    RELATIONS,
    XML,
    Relations,
    packed,
)
from il2report.word.refresh.source import Source
from il2report.word.writing import NAMESPACES

TYPES = f"{PACKAGE}/content-types"
PROPERTIES = "docProps/custom.xml"
FORMAT_OF_PROPERTY = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
OF_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
EMPTY = {
    "comments": f'{XML}<w:comments xmlns:w="{NAMESPACES["w"]}"/>',
    "custom-properties": f'{XML}<Properties xmlns="{OF_PROPERTIES}" xmlns:vt="{VT}"/>',
    "relations": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"/>',
}
KINDS = {
    "comments": f"{OFFICE}.wordprocessingml.comments+xml",
    "custom-properties": f"{OFFICE}.custom-properties+xml",
}


class Received:
    """A file that was received; each part is parsed when it is asked for, and all others keep their bytes."""

    def __init__(self, file: WordFile) -> None:
        self.file = file
        self.folder = dirname(file.main)
        self._parts = dict(file.parts)
        self._sources: dict[str, Source] = {}

    def source(self, part: str) -> Source:
        """Give a part to be changed."""
        if part not in self._sources:
            self._sources[part] = Source(self._parts[part], part, self.file.name)
        return self._sources[part]

    @property
    def body(self) -> XmlElement:
        """The root of the main part."""
        return self.source(self.file.main).root

    def content(self) -> bytes:
        """Pack the file as it is now."""
        changed = {part: source.content for part, source in self._sources.items()}
        return packed(self._parts | changed)

    # --- relations --------------------------------------------------------------------------------

    def relations(self) -> Relations:
        """Give the relations of the main part, to which others may be added."""
        found = Relations()
        for each in self._relations_of(self.file.main).root.iter(RELATION):
            is_external = each.get("TargetMode") == "External"
            found.add(
                each.get("Id", ""),
                each.get("Type", ""),
                each.get("Target", ""),
                is_external=is_external,
            )
        return found

    def keep_relations(self, relations: Relations) -> None:
        """Write the relations that were added."""
        known = {each.get("Id") for each in self._relations_of(self.file.main).root}
        for (kind, target, is_external), name in relations.targets.items():
            if name not in known:
                self._relate(self.file.main, name, kind, target, is_external=is_external)

    def _relations_of(self, part: str) -> Source:
        name = relations_part(part)
        self._parts.setdefault(name, EMPTY["relations"].encode())
        return self.source(name)

    def _relate(
        self, part: str, name: str, kind: str, target: str, *, is_external: bool = False
    ) -> None:
        outside = {"TargetMode": "External"} if is_external else {}
        values = {"Id": name, "Type": kind, "Target": target, **outside}
        etree.SubElement(self._relations_of(part).root, RELATION, values)

    # --- parts ------------------------------------------------------------------------------------

    def media(self) -> dict[str, bytes]:
        """Give the pictures by the names that the main part has for them."""
        inside = f"{self.folder}/" if self.folder else ""
        return {
            name.removeprefix(inside): content
            for name, content in self._parts.items()
            if name.startswith(f"{inside}media/")
        }

    def drop_unused_pictures(self) -> None:
        """Drop the pictures of the main part that nothing in it shows any more, so that no former one stays in the file."""
        root = self._relations_of(self.file.main).root
        used = {value for each in self.body.iter() for value in each.attrib.values()}
        dropped = [
            each
            for each in root.iter(RELATION)
            if each.get("Type", "") == f"{RELATIONS}/image" and each.get("Id") not in used
        ]
        targets = {self._target(each) for each in dropped}
        for each in dropped:
            root.remove(each)
        others = (name for name in self._parts if name.endswith(".rels"))
        kept = {
            normpath(join(dirname(dirname(name)), each.get("Target", "")))
            for name in others
            for each in self.source(name).root.iter(RELATION)
        }
        for name in targets - kept:
            self._parts.pop(name, None)

    def _target(self, relation: XmlElement) -> str:
        return normpath(join(self.folder, relation.get("Target", "")))

    def keep_media(self, media: Mapping[str, bytes]) -> None:
        """Add the pictures that are not in the file."""
        known = self.media()
        types = self.source(CONTENT_TYPES).root
        endings = {each.get("Extension", "").lower() for each in types}
        for name, content in media.items():
            if name in known:
                continue
            self._parts[f"{self.folder}/{name}" if self.folder else name] = content
            ending = name.rpartition(".")[2]
            if ending not in endings:
                endings.add(ending)
                made = types.makeelement(
                    f"{{{TYPES}}}Default", {"Extension": ending, "ContentType": ENDINGS[ending]}
                )
                types.insert(0, made)

    def part(self, kind: str, otherwise: str, of: str) -> Source:
        """Give the part of a kind that `of` refers to; where there is none, it is made under a name."""
        related = (
            each.target
            for each in self.file.relations(of).values()
            if each.kind == kind and not each.is_external and each.target in self._parts
        )
        name = next(related, None)
        if name is None:
            name = otherwise
            if name not in self._parts:
                self._parts[name] = EMPTY[kind].encode()
                values = {"PartName": f"/{name}", "ContentType": KINDS[kind]}
                types = self.source(CONTENT_TYPES).root
                etree.SubElement(types, f"{{{TYPES}}}Override", values)
                known = {each.get("Id") for each in self._relations_of(of).root}
                number = next(n for n in range(1, len(known) + 2) if f"rId{n}" not in known)
                target = relpath(name, self.folder or ".") if of else name
                self._relate(of, f"rId{number}", f"{RELATIONS}/{kind}", target)
        return self.source(name)

    @property
    def comments(self) -> XmlElement:
        """The comments of the file."""
        name = f"{self.folder}/comments.xml" if self.folder else "comments.xml"
        return self.part("comments", name, self.file.main).root

    def set_properties(self, values: Mapping[str, str], without: str) -> None:
        """Set custom properties, and delete those whose names begin as `without` says and that have no value now."""
        root = self.part("custom-properties", PROPERTIES, "").root
        entries = {each.get("name", ""): each for each in root}
        for name, entry in entries.items():
            if name.startswith(without) and name not in values:
                root.remove(entry)
        numbers = [int(each.get("pid", "1")) for each in root if each.get("pid", "").isdecimal()]
        following = max(numbers, default=1) + 1
        for name, value in values.items():
            entry = entries.get(name)
            if entry is None:
                attributes = {"fmtid": FORMAT_OF_PROPERTY, "pid": str(following), "name": name}
                entry = etree.SubElement(root, f"{{{OF_PROPERTIES}}}property", attributes)
                following += 1
            if len(entry) == 1 and "".join(entry.itertext()) == value:
                continue
            for old in list(entry):
                entry.remove(old)
            entry.text = None
            etree.SubElement(entry, f"{{{VT}}}lpwstr", nsmap={"vt": VT}).text = value
