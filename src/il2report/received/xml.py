"""XML from anybody: no entities of its own, nothing from outside, bounded in size and depth."""

import html
import re
from typing import Any, TypeAlias

from il2report.errors import abridged, legible

XmlElement: TypeAlias = Any
"""An element of lxml, which has no types."""

MOST_MARKS = 6_000_000
"""Marks of XML in a file or part."""
DEEPEST = 120
"""Elements within each other. A table in a table takes four more than the one around it."""
NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
OF_XML = {b"amp", b"lt", b"gt", b"quot", b"apos"}
DECLARATIONS = tuple(
    mark.encode(encoding)
    for mark in ("<!ENTITY", "<!DOCTYPE")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


class XmlRefused(ValueError):
    """XML that is not read; says why, without a subject: "is damaged (...)"."""


def parsed_xml(content: bytes, *, may_have_type: bool = False) -> XmlElement:
    """Parse XML and give its root.

    Parameters
    ----------
    content : bytes of the file or part
    may_have_type : whether it may name a document type, whose definition is never read; entities of
        HTML such as `&nbsp;` are then what they are in HTML

    Raises
    ------
    XmlRefused
        When it is damaged, declares entities, or is larger or deeper than a document needs.
    """
    from lxml import etree  # noqa: PLC0415 (paid only where there is such a file)

    if content.count(b"<") > MOST_MARKS:
        raise XmlRefused(f"has more than {MOST_MARKS:,} marks of XML, more than a document needs")
    refused = DECLARATIONS[:3] if may_have_type else DECLARATIONS
    if any(mark in content for mark in refused):
        raise XmlRefused("declares a document type or entities, which is not read")
    if may_have_type:
        content = NAMED.sub(_character, content)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root: XmlElement = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise XmlRefused(f"has elements more than {DEEPEST} deep within each other") from None
        raise XmlRefused(f"is damaged ({abridged(legible(str(error)), 100)})") from None
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise XmlRefused(f"has elements more than {DEEPEST} deep within each other")
    return root


def _character(found: re.Match[bytes]) -> bytes:
    """Write the character of an entity of HTML as its number."""
    if found[1] in OF_XML:
        return found[0]
    text = html.unescape(found[0].decode("ascii"))
    if text.startswith("&"):
        return found[0]
    return "".join(f"&#{ord(sign)};" for sign in text).encode("ascii")


def local_name(element: XmlElement) -> str:
    """Give the name of an element without its namespace, "" for an entity that was not resolved."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
