"""The flow of patients: boxes of the stages from top to bottom, and beside them who left, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from il2report.figures.sheet import FULL_WIDTH_MM, PAGE_HEIGHT_MM, FigureSheet
from il2report.figures.typeface import (
    INK,
    POINTS_PER_MM,
    TEXT_POINTS,
    house_style,
    text_width_mm,
)
from il2report.values import FlowBox

_MARGIN_MM = 2.0
_STAGE_MM = 78.0
_LEFT_MM = 86.0
_BETWEEN_MM = FULL_WIDTH_MM - 2 * _MARGIN_MM - _STAGE_MM - _LEFT_MM
_PADDING_MM = 2.2
_ARROW_MM = 7.0
_LINE_SPACING = 1.35
_LEAST_POINTS = 2.0
_STEP_POINTS = 0.5
_INDENT_MM = 3.0
_LINE = 0.7

Line = tuple[str, float]
"""A line of text and its indent in millimeters."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A stage, and the lines of those who left behind it; none behind the last."""

    stage: tuple[Line, ...]
    left: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Size:
    """What depends on the size of the letters: the lines, and the room around and between the boxes."""

    points: float

    @property
    def line(self) -> float:
        return self.points * _LINE_SPACING / POINTS_PER_MM

    @property
    def padding(self) -> float:
        return _PADDING_MM * self.points / TEXT_POINTS

    @property
    def arrow(self) -> float:
        return _ARROW_MM * self.points / TEXT_POINTS


def draw_flow(boxes: Sequence[FlowBox]) -> Figure:
    """Draw the flow of patients.

    Parameters
    ----------
    boxes : sequence of FlowBox
        Stages, each followed by those who left there; the first and the last are stages.

    Returns
    -------
    Figure
        180 mm wide and no higher than a page; long labels are wrapped, and of many steps the letters
        are smaller.
    """
    with house_style():
        points = TEXT_POINTS
        while True:
            rows = list(_rows(boxes, points))
            *others, last = rows
            size = _Size(points)
            height = 2 * _MARGIN_MM + sum(_height(row, size) for row in others) + _stage_height(last, size)
            if height <= PAGE_HEIGHT_MM or points <= _LEAST_POINTS:
                break
            points -= _STEP_POINTS
        sheet = FigureSheet(FULL_WIDTH_MM, min(height, PAGE_HEIGHT_MM))
        top = sheet.height - _MARGIN_MM
        for place, row in enumerate(rows):
            is_last = place == len(rows) - 1
            _draw_row(sheet, row, top, size, is_last=is_last)
            top -= _height(row, size)
    return sheet.figure


def _rows(boxes: Sequence[FlowBox], points: float) -> Iterator[_Row]:
    stages = [place for place, box in enumerate(boxes) if not box.reason]
    for place, following in zip(stages, [*stages[1:], len(boxes)], strict=True):
        box = boxes[place]
        text = f"{box.label} (n = {box.n})"
        stage = tuple((line, 0.0) for line in wrapped(text, _STAGE_MM - 2 * _PADDING_MM, points))
        yield _Row(stage, tuple(_exclusions(boxes[place + 1 : following], points)))


def _exclusions(left: Sequence[FlowBox], points: float) -> Iterator[Line]:
    """Give the lines on those who left: under one label where they have the same, each with its reason."""
    width = _LEFT_MM - 2 * _PADDING_MM
    labels = {box.label for box in left}
    if len(labels) == 1 and len(left) > 1:
        yield from ((line, 0.0) for line in wrapped(left[0].label, width, points))
        for box in left:
            lines = wrapped(f"{box.reason} (n = {box.n})", width - _INDENT_MM, points)
            yield from ((line, _INDENT_MM) for line in lines)
        return
    for box in left:
        text = f"{box.label}: {box.reason} (n = {box.n})"
        yield from ((line, 0.0) for line in wrapped(text, width, points))


def wrapped(text: str, width_mm: float, points: float) -> list[str]:
    """Break a text into lines no wider than the box, between words, or within one that is wider than it."""
    lines, line = [], ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if text_width_mm(joined, points) <= width_mm:
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        while text_width_mm(line, points) > width_mm and len(line) > 1:
            fit = next(
                end for end in range(len(line) - 1, 0, -1)
                if end == 1 or text_width_mm(line[:end], points) <= width_mm
            )
            lines.append(line[:fit])
            line = line[fit:]
    return [*lines, line]


def _box_height(lines: Sequence[Line], size: _Size) -> float:
    return len(lines) * size.line + 2 * size.padding


def _stage_height(row: _Row, size: _Size) -> float:
    return _box_height(row.stage, size)


def _height(row: _Row, size: _Size) -> float:
    """The height of a stage with what is below it, up to the next one."""
    left = _box_height(row.left, size) if row.left else 0.0
    return _stage_height(row, size) + left + size.arrow


def _draw_row(sheet: FigureSheet, row: _Row, top: float, size: _Size, *, is_last: bool) -> None:
    stage = _stage_height(row, size)
    below, middle = top - stage, _MARGIN_MM + _STAGE_MM / 2
    _draw_box(sheet, (_MARGIN_MM, below, _STAGE_MM, stage), row.stage, size, centered=True)
    if not is_last:
        _draw_arrow(sheet, (middle, below), (middle, top - _height(row, size)))
    if row.left:
        height = _box_height(row.left, size)
        bottom = below - size.arrow / 2 - height
        start = _MARGIN_MM + _STAGE_MM + _BETWEEN_MM
        _draw_box(sheet, (start, bottom, _LEFT_MM, height), row.left, size, centered=False)
        _draw_arrow(sheet, (middle, bottom + height / 2), (start, bottom + height / 2))


def _draw_box(
    sheet: FigureSheet,
    box: tuple[float, float, float, float],
    lines: Sequence[Line],
    size: _Size,
    *,
    centered: bool,
) -> None:
    x, y, width, height = box
    frame = Rectangle(
        (x, y), width, height, transform=sheet.millimeters,
        facecolor="white", edgecolor=INK, linewidth=_LINE,
    )  # fmt: skip
    sheet.figure.add_artist(frame)
    for place, (text, indent) in enumerate(lines):
        baseline = y + height - size.padding - size.line * (place + 0.75)
        at = x + width / 2 if centered else x + _PADDING_MM + indent
        align = "center" if centered else "left"
        sheet.write(at, baseline, text, ha=align, size=size.points)


def _draw_arrow(sheet: FigureSheet, start: tuple[float, float], end: tuple[float, float]) -> None:
    arrow = FancyArrowPatch(
        start, end, transform=sheet.millimeters, arrowstyle="-|>,head_length=3,head_width=1.5",
        shrinkA=0, shrinkB=0, color=INK, linewidth=_LINE, mutation_scale=1,
    )  # fmt: skip
    sheet.figure.add_artist(arrow)
