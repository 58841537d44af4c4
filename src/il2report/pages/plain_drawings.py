"""Paints drawings of plain paths, such as matplotlib writes, as operators of a PDF.

WeasyPrint reads the outline of each letter of a drawing every time that it is drawn, which was a third of the time of
printing. A drawing that has anything else in it, such as text, a gradient or opacity, is left to WeasyPrint.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any
from xml.etree import ElementTree as ET

NUMBER = r"-?\d+(?:\.\d+)?"
OUTLINE = re.compile(rf"(?:[MLQC](?:\s+{NUMBER})+\s+|z\s+)*")
SEGMENT = re.compile(r"([MLQCz])([^MLQCz]*)")
POINTS = {"M": 2, "L": 2, "Q": 4, "C": 6, "z": 0}
"""How many numbers follow each letter of an outline."""
OPERATORS = {"M": "m", "L": "l", "Q": "c", "C": "c"}
TRANSFORMS = re.compile(r"(?:(?:translate|scale|rotate|matrix)\([-\d. ]+\)\s*)+")
TRANSFORM = re.compile(r"(\w+)\(([^)]*)\)")
COLOR = re.compile(r"#[0-9a-f]{6}")
SIZE = re.compile(rf"({NUMBER})pt")
FOR_ALL = re.compile(r"\*\{([^{}]*)\}")
"""A style sheet with one rule, for all elements."""
REFERENCE = re.compile(r"url\(#([^)]+)\)")
PIXELS_PER_POINT = 96 / 72
ROOT = {"width", "height", "viewBox", "version"}
ATTRIBUTES = {
    "g": {"id", "style", "transform", "clip-path"},
    "path": {"id", "style", "transform", "clip-path", "d"},
    "use": {"href", "x", "y", "style", "transform", "clip-path"},
}
"""The elements that are painted, and all that they may say."""
JOINS, CAPS = ("miter", "round", "bevel"), ("butt", "round", "square")
INITIAL = {
    "fill": "#000000",
    "stroke": "none",
    "stroke-width": "1",
    "stroke-linejoin": "miter",
    "stroke-linecap": "butt",
    "stroke-dasharray": "none",
    "stroke-dashoffset": "0",
}
PAINTED = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}

Style = Mapping[str, str]


class NotPlainError(Exception):
    """A drawing has something in it that only WeasyPrint paints."""


@dataclass(frozen=True, slots=True)
class PlainDrawing:
    """A drawing as operators of a PDF; it answers to WeasyPrint as its images do."""

    width: float
    height: float
    operators: bytes

    def get_intrinsic_size(self, *_: Any) -> tuple[float, float, float]:
        """Give width and height in pixels, and their ratio."""
        size = self.width * PIXELS_PER_POINT, self.height * PIXELS_PER_POINT
        return *size, self.width / self.height

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        """Paint it in the middle of a place on a page, as large as the place allows."""
        scale = min(width / self.width, height / self.height)
        stream.rectangle(0, 0, width, height)
        stream.clip()
        stream.end()
        left, top = (width - scale * self.width) / 2, (height - scale * self.height) / 2
        stream.transform(scale, 0, 0, scale, left, top)
        stream.stream.append(self.operators)


def plain_drawing(svg: bytes) -> PlainDrawing | None:
    """Convert an SVG of plain paths, or give None."""
    try:
        root = ET.fromstring(svg)  # noqa: S314 (it has passed pages/drawings.py, or is our own)
        return _Painter(root).drawing()
    except (NotPlainError, ET.ParseError):
        return None


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    if (match := pattern.fullmatch(text)) is None:
        raise NotPlainError
    return match


class _Painter:
    def __init__(self, root: ET.Element) -> None:
        self._root = root
        self._named = {each.get("id"): each for each in root.iter() if each.get("id")}
        self._outlines: dict[ET.Element, str] = {}
        self._for_all = self._style_for_all()

    def drawing(self) -> PlainDrawing:
        """Convert the whole drawing."""
        root = self._root
        size = [_matched(SIZE, root.get(name, ""))[1] for name in ("width", "height")]
        width, height = map(float, size)
        if root.attrib.keys() - ROOT or root.get("viewBox") != f"0 0 {' '.join(size)}":
            raise NotPlainError
        if not width or not height:
            raise NotPlainError
        inside = " ".join(self._painted(child, INITIAL) for child in root)
        return PlainDrawing(width, height, inside.encode("ascii"))

    def _style_for_all(self) -> Style:
        sheets = [each.text or "" for each in self._root.iter() if _name(each.tag) == "style"]
        if len(sheets) > 1:
            raise NotPlainError
        return _declared(_matched(FOR_ALL, sheets[0])[1]) if sheets else {}

    def _painted(self, element: ET.Element, inherited: Style) -> str:
        name = _name(element.tag)
        if name == "defs":
            return ""
        given = {_name(key): value for key, value in element.attrib.items()}
        if name not in ATTRIBUTES or given.keys() - ATTRIBUTES[name]:
            raise NotPlainError
        style = {**inherited, **self._for_all, **_declared(given.get("style", ""))}
        if name == "path":
            outline = self._outline(element)
            if not outline:  # a blank is a letter, too
                return ""
            inside = outline + _paint(style)
        elif name == "use":
            inside = self._painted(self._target(given.get("href", "")), style)
        else:
            inside = " ".join(self._painted(child, style) for child in element)
        place = _transform(given.get("transform", ""))
        if "x" in given or "y" in given:
            place += f"1 0 0 1 {given.get('x', '0')} {given.get('y', '0')} cm "
        clip = self._clip(given["clip-path"]) if "clip-path" in given else ""
        return f"q {place}{clip}{inside} Q" if place or clip else inside

    def _target(self, name: str) -> ET.Element:
        target = self._named.get(name.removeprefix("#"))
        if target is None or _name(target.tag) != "path":
            raise NotPlainError
        return target

    def _clip(self, reference: str) -> str:
        clip = self._named.get(_matched(REFERENCE, reference)[1])
        if clip is None or _name(clip.tag) != "clipPath" or clip.keys() != ["id"] or len(clip) != 1:
            raise NotPlainError
        (shape,) = clip
        if _name(shape.tag) == "path" and shape.keys() == ["d"]:
            return f"{self._outline(shape)} W n "
        if _name(shape.tag) != "rect" or set(shape.keys()) != {"x", "y", "width", "height"}:
            raise NotPlainError
        sides = (
            _matched(re.compile(NUMBER), shape.get(side, ""))
            for side in ("x", "y", "width", "height")
        )
        return f"{' '.join(side[0] for side in sides)} re W n "

    def _outline(self, path: ET.Element) -> str:
        if path not in self._outlines:
            self._outlines[path] = _outline(path.get("d", ""))
        return self._outlines[path]


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _declared(style: str) -> Style:
    found = {}
    for declaration in filter(None, map(str.strip, style.split(";"))):
        name, _, value = declaration.partition(":")
        found[name.strip()] = value.strip()
    if found.keys() - INITIAL.keys():
        raise NotPlainError
    return found


def _paint(style: Style) -> str:
    """Set colors and lines, and paint the outline that is there."""
    operators = ""
    has_fill, has_stroke = (style[name] != "none" for name in ("fill", "stroke"))
    if has_fill:
        operators += f" {_color(style['fill'])} rg"
    if has_stroke:
        if style["stroke-linejoin"] not in JOINS or style["stroke-linecap"] not in CAPS:
            raise NotPlainError
        dashes = style["stroke-dasharray"].replace(",", " ").replace("none", "")
        numbers = [style["stroke-width"], style["stroke-dashoffset"], *dashes.split()]
        for number in numbers:
            _matched(re.compile(NUMBER), number)
        operators += (
            f" {_color(style['stroke'])} RG {style['stroke-width']} w 4 M"
            f" {JOINS.index(style['stroke-linejoin'])} j {CAPS.index(style['stroke-linecap'])} J"
            f" [{dashes}] {style['stroke-dashoffset']} d"
        )
    return f"{operators} {PAINTED[has_fill, has_stroke]}"


def _color(color: str) -> str:
    digits = _matched(COLOR, color)[0]
    return " ".join(_number(int(digits[place : place + 2], 16) / 255) for place in (1, 3, 5))


def _transform(transform: str) -> str:
    if not transform:
        return ""
    _matched(TRANSFORMS, transform)
    return "".join(f"{_matrix(*each.groups())} cm " for each in TRANSFORM.finditer(transform))


def _matrix(name: str, written: str) -> str:
    values = [float(value) for value in written.split()]
    match name, values:
        case "translate", [x, y]:
            matrix = [1, 0, 0, 1, x, y]
        case "scale", [x]:
            matrix = [x, 0, 0, x, 0, 0]
        case "scale", [x, y]:
            matrix = [x, 0, 0, y, 0, 0]
        case "rotate", [degrees]:
            a, b = cos(radians(degrees)), sin(radians(degrees))
            matrix = [a, b, -b, a, 0, 0]
        case "matrix", [_, _, _, _, _, _]:
            matrix = values
        case _:
            raise NotPlainError
    return " ".join(map(_number, matrix))


def _outline(written: str) -> str:
    """Write an outline with the operators of a PDF, which has no quadratic curves."""
    _matched(OUTLINE, written)
    operators = []
    x = y = start_x = start_y = 0.0
    for letter, numbers in SEGMENT.findall(written):
        values = numbers.split()
        if len(values) != POINTS[letter]:
            raise NotPlainError
        if letter == "z":
            operators.append("h")
            x, y = start_x, start_y
            continue
        end_x, end_y = float(values[-2]), float(values[-1])
        if letter == "Q":
            over_x, over_y = float(values[0]), float(values[1])
            controls = (x + 2 * over_x, y + 2 * over_y, end_x + 2 * over_x, end_y + 2 * over_y)
            values[:2] = (f"{each / 3:.3f}" for each in controls)
        if letter == "M":
            start_x, start_y = end_x, end_y
        x, y = end_x, end_y
        operators.append(f"{' '.join(values)} {OPERATORS[letter]}")
    return " ".join(operators)
