"""Many boxes as one artist: what lanes, cycles and stacked bars are made of."""

from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

# Left edge, right edge, middle and height, in the units of the axes.
Box = tuple[float, float, float, float]


def draw_boxes(axes: Axes, boxes: Iterable[Box], **properties: Any) -> None:
    """Draw boxes that share their looks, unclipped so that strokes on the frame stay whole."""
    corners = [
        [
            (left, middle - height / 2),
            (right, middle - height / 2),
            (right, middle + height / 2),
            (left, middle + height / 2),
        ]
        for left, right, middle, height in boxes
    ]
    if corners:
        collection = PolyCollection(corners, clip_on=False, **properties)
        axes.add_collection(collection, autolim=False)
