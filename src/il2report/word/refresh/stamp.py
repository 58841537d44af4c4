"""Makes a received file one of a newer draft: its properties, its title, and the head and foot of its pages say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from il2report.word.anchors import PROPERTY, Anchors
from il2report.word.opening import XmlElement
from il2report.word.refresh.letters import KEEPS_SPACE
from il2report.word.refresh.received import Received
from il2report.word.resolution import PARAGRAPH, w

TITLE = "{http://purl.org/dc/elements/1.1/}title"


def stamp(
    received: Received,
    identity: Mapping[str, str],
    anchors: Anchors,
    texts: Sequence[tuple[str, str]],
    title: tuple[str, str],
) -> bool:
    """Say which draft a file is of now.

    `texts` are what the older draft has at the head and foot of its pages, and what the newer one has, `title` both
    titles. Gives whether each text was found; a foot that a program or the co-author changed is left alone.
    """
    received.set_properties({**identity, **anchors.properties()}, without=PROPERTY)
    core = next(_parts(received, "", "core-properties"), None)
    for each in received.source(core).root.iter(TITLE) if core else ():
        if each.text == title[0]:
            each.text = title[1]
    found = [False] * len(texts)
    for kind in ("header", "footer"):
        for part in _parts(received, received.file.main, kind):
            for paragraph in received.source(part).root.iter(PARAGRAPH):
                for number, (old, new) in enumerate(texts):
                    found[number] |= _replace(paragraph, old, new)
    return all(found)


def _parts(received: Received, of: str, kind: str) -> Iterator[str]:
    for each in received.file.relations(of).values():
        if each.kind == kind and not each.is_external and each.target in received.file.parts:
            yield each.target


def _replace(paragraph: XmlElement, old: str, new: str) -> bool:
    """Put a text in the place of another, in the run in which that begins; whether it was there."""
    elements = list(paragraph.iter(w("t")))
    text = "".join(each.text or "" for each in elements)
    start = text.find(old) if old else -1
    if start < 0:
        return False
    if old == new:
        return True
    end, at = start + len(old), 0
    for each in elements:
        own = each.text or ""
        first, last = max(0, start - at), min(len(own), end - at)
        if first < last or (at <= start < at + len(own)):
            begins = at <= start < at + len(own)
            each.text = own[:first] + (new if begins else "") + own[last:]
            each.set(KEEPS_SPACE, "preserve")
        at += len(own)
    return True
