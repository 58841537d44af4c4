"""Draws the figures and gives their bytes; importing it imports matplotlib."""

from io import BytesIO

from matplotlib.figure import Figure

from il2report.figures.adverse_events import draw_adverse_events
from il2report.figures.bars import draw_bars
from il2report.figures.curves import draw_curves
from il2report.figures.forest import draw_forest
from il2report.figures.flow import draw_flow
from il2report.figures.swimmer import draw_swimmer, draw_swimmer_summary
from il2report.figures.typeface import house_style

__all__ = [
    "draw_adverse_events",
    "draw_bars",
    "draw_curves",
    "draw_forest",
    "draw_flow",
    "draw_swimmer",
    "draw_swimmer_summary",
    "figure_bytes",
]

# Dates and program versions are what would differ between two builds of one study.
_METADATA: dict[str, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}
FORMATS = tuple(_METADATA)


def figure_bytes(figure: Figure, file_format: str) -> bytes:
    """Save a figure in memory as one of FORMATS: the same drawing gives the same bytes, on any day."""
    if file_format not in FORMATS:
        raise ValueError(f"{file_format!r} is no figure format; allowed are {', '.join(FORMATS)}")
    buffer = BytesIO()
    with house_style():
        figure.savefig(buffer, format=file_format, metadata=_METADATA[file_format])
    return buffer.getvalue()
