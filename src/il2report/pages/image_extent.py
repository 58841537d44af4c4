"""How large an image becomes when it is shown, which can differ from the size that its file gives."""

import re
import struct
from xml.etree import ElementTree as ET

MOST_PIXELS = 50_000_000
"""A page of paper at 600 dots per inch has 35 million."""
MOST_SCANS = 100
"""Passes over a JPEG; one that is shown step by step has some ten."""
MOST_OF_FONT = 50_000_000
"""Bytes of a font once it is unpacked."""
MOST_DRAWN = 200_000
"""Elements of an SVG, each counted as often as others refer to it."""

FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The marks of a JPEG that give its height and width."""
ALONE = frozenset({0x01, *range(0xD0, 0xD9), 0xFF})
"""Those without a length; the last fills up."""
REFERENCE = re.compile(r"#([^\s)\"']+)")


def image_fault(content: bytes) -> str:
    """Say why a PNG, JPEG or font is too large to be shown, or give "".

    Parameters
    ----------
    content : the file, of which the kind is known by its beginning
    """
    if content.startswith(b"\x89PNG"):
        return _pixel_fault(_png_size(content)) or _cut_off(content, b"IDAT", b"IEND")
    if content.startswith(b"\xff\xd8"):
        if content.count(b"\xff\xda") > MOST_SCANS:
            return f"is drawn in more than {MOST_SCANS} passes"
        return _pixel_fault(_jpeg_size(content)) or _cut_off(content, b"\xff\xda", b"\xff\xd9")
    if content.startswith((b"wOF2", b"wOFF")):
        unpacked = int.from_bytes(content[16:20], "big")
        return "unpacks to more than a font needs" if unpacked > MOST_OF_FONT else ""
    return ""


def _cut_off(content: bytes, *marks: bytes) -> str:
    """Say that a file lacks the mark of its pixels, or that of its end behind them."""
    at = 0
    for mark in marks:
        at = content.find(mark, at)
        if at < 0:
            return "is cut off; save or copy it again"
    return ""


def _pixel_fault(size: tuple[int, int]) -> str:
    width, height = size
    if not width or not height:
        return "does not say how large it is"
    if width * height > MOST_PIXELS:
        return (
            f"has {width:,} by {height:,} pixels; an image may have up to"
            f" {MOST_PIXELS // 1_000_000} million. Save it smaller"
        )
    return ""


def _png_size(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR" or len(content) < 24:
        return 0, 0
    width, height = struct.unpack(">II", content[16:24])
    return int(width), int(height)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Go from mark to mark until one gives height and width."""
    at = 2
    while at + 9 <= len(content):
        mark = content[at + 1]
        if content[at] != 0xFF:
            return 0, 0
        if mark in FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width), int(height)
        if mark in ALONE:
            at += 1 if mark == 0xFF else 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return 0, 0


def drawing_fault(root: ET.Element) -> str:
    """Say why an SVG would draw without end through its references to itself, or give ""."""
    sheets = (element.text or "" for element in root.iter() if element.tag.endswith("}style"))
    if any("marker" in sheet and "#" in sheet for sheet in sheets):
        return "sets markers in a style sheet, where they cannot be counted"
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    counts: dict[int, int] = {}
    entered = set[int]()
    waiting = [root]
    while waiting:
        element = waiting[-1]
        key = id(element)
        referred = [(named[name], times) for name, times in _references(element) if name in named]
        parts = [*((child, 1) for child in element), *referred]
        if key in counts:
            waiting.pop()
        elif key not in entered:
            entered.add(key)
            inner = [part for part, _ in parts if id(part) not in counts]
            if any(id(part) in entered for part in inner):
                return "refers to itself"
            waiting += inner
        else:
            waiting.pop()
            counts[key] = 1 + sum(counts.get(id(part), 1) * times for part, times in parts)
            if counts[key] > MOST_DRAWN:
                return f"draws more than {MOST_DRAWN:,} elements by references within it"
    return ""


def _references(element: ET.Element) -> list[tuple[str, int]]:
    """Give what an element refers to, and how often it draws that: a marker at each point."""
    points = 1 + len(element.get("d") or element.get("points") or "") // 2
    return [
        (name, points if attribute.startswith("marker") or "marker" in value else 1)
        for attribute, value in element.attrib.items()
        for name in REFERENCE.findall(value if not value.startswith("data:") else "")
    ]
