"""A sheet of paper measured in millimeters, with the axes, boxes, texts and key that figures share."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

from il2report.figures.typeface import KEY_POINTS, Looks, house_style, text_width_mm

FULL_WIDTH_MM = 180.0
PAGE_HEIGHT_MM = 225.0
KEY_ROW_MM = 4.4
_MM_PER_INCH = 25.4
_SYMBOL_MM = 5.0
_SYMBOL_TO_LABEL_MM = 1.2
_LABEL_TO_SYMBOL_MM = 4.0
_MOST_INTERVALS = 8
_MONTHS_BETWEEN_TICKS = (1, 2, 3, 6, 12, 24, 60, 120)

# Left edge, right edge, middle and height, in the units of the axes.
Box = tuple[float, float, float, float]


class FigureSheet:
    """A figure of `width` by `height` millimeters, measured from its lower left corner."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self.figure = Figure(figsize=(width / _MM_PER_INCH, height / _MM_PER_INCH))
        self.millimeters: Transform = (
            Affine2D().scale(1 / _MM_PER_INCH) + self.figure.dpi_scale_trans
        )

    def axes(self, left: float, bottom: float, right: float, top: float) -> Axes:
        """Axes whose frame runs from (left, bottom) to (right, top)."""
        return self.figure.add_axes(
            (
                left / self.width,
                bottom / self.height,
                (right - left) / self.width,
                (top - bottom) / self.height,
            )
        )

    def write(self, x: float, y: float, text: str, **properties: Any) -> Text:
        """Free text with its baseline at (x, y)."""
        return self.figure.text(x, y, text, transform=self.millimeters, **properties)


def month_ticks(longest: float) -> tuple[int, ...]:
    """Ticks from 0 to the first one at or past `longest` months, nine at most up to 80 years."""
    spacings = (s for s in _MONTHS_BETWEEN_TICKS if s * _MOST_INTERVALS >= longest)
    spacing = next(spacings, _MONTHS_BETWEEN_TICKS[-1])
    last = max(1, math.ceil(longest / spacing))
    return tuple(spacing * index for index in range(last + 1))


def draw_boxes(axes: Axes, boxes: Iterable[Box], **properties: Any) -> None:
    """Draw boxes of the same looks as one artist, unclipped so that strokes on the frame stay whole."""
    corners = [
        [(x, middle + side * height / 2) for x, side in ((left, -1), (right, -1), (right, 1), (left, 1))]
        for left, right, middle, height in boxes
    ]
    if corners:
        axes.add_collection(PolyCollection(corners, clip_on=False, **properties), autolim=False)


def notice_figure(text: str) -> Figure:
    """Draw a low figure that says in words why there is nothing to draw."""
    with house_style():
        sheet = FigureSheet(FULL_WIDTH_MM, 14)
        sheet.write(FULL_WIDTH_MM / 2, 6, text, ha="center")
    return sheet.figure


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One symbol of the key and its meaning.

    `fill` describes a box, `line` a stroke or, where it names a marker, a mark; neither leaves
    the label alone.
    """

    label: str
    fill: Looks | None = None
    line: Looks | None = None

    @property
    def symbol_width(self) -> float:
        """Room in millimeters that the symbol and the gap after it take."""
        if self.fill is None and self.line is None:
            return 0.0
        is_mark = self.line is not None and "marker" in self.line
        return (_SYMBOL_MM / 2 if is_mark else _SYMBOL_MM) + _SYMBOL_TO_LABEL_MM

    @property
    def width(self) -> float:
        """Room in millimeters that the whole entry takes."""
        return self.symbol_width + text_width_mm(self.label, KEY_POINTS)


def key_rows(entries: Sequence[KeyEntry], width: float) -> list[list[KeyEntry]]:
    """Break the entries of a key into rows no wider than `width` millimeters."""
    rows: list[list[KeyEntry]] = [[]]
    room = width
    for entry in entries:
        if rows[-1] and entry.width > room:
            rows.append([])
            room = width
        rows[-1].append(entry)
        room -= entry.width + _LABEL_TO_SYMBOL_MM
    return rows


def draw_key(sheet: FigureSheet, left: float, rows: Sequence[Sequence[KeyEntry]]) -> None:
    """Set the rows of a key along the upper edge of the sheet."""
    for index, row in enumerate(rows):
        x = left
        y = sheet.height - KEY_ROW_MM * (index + 1) + 1.4
        for entry in row:
            _draw_symbol(sheet, x, y + 0.95, entry)
            sheet.write(x + entry.symbol_width, y, entry.label, size=KEY_POINTS)
            x += entry.width + _LABEL_TO_SYMBOL_MM


def _draw_symbol(sheet: FigureSheet, x: float, middle: float, entry: KeyEntry) -> None:
    end = x + entry.symbol_width - _SYMBOL_TO_LABEL_MM
    if entry.fill is not None:
        box = Rectangle((x, middle - 1.1), end - x, 2.2, transform=sheet.millimeters, **entry.fill)
        sheet.figure.add_artist(box)
    if entry.line is not None:
        xs = [(x + end) / 2] if "marker" in entry.line else [x, end]
        ys = [middle] * len(xs)
        sheet.figure.add_artist(Line2D(xs, ys, transform=sheet.millimeters, **entry.line))
