"""Figures to bytes: the same drawing gives the same bytes, on any day."""

from io import BytesIO

from matplotlib.figure import Figure

from il2report.figures.typeface import house_style

FORMATS = ("svg", "pdf", "png")

# Dates and program versions are what would differ between two builds of one study.
_METADATA: dict[str, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}


def figure_bytes(figure: Figure, file_format: str) -> bytes:
    """Save a figure as svg, pdf or png in memory, without date or program version.

    Raises
    ------
    ValueError
        When the format is none of `FORMATS`.
    """
    if file_format not in FORMATS:
        raise ValueError(f"{file_format!r} is no figure format; allowed are {', '.join(FORMATS)}")
    buffer = BytesIO()
    with house_style():
        figure.savefig(buffer, format=file_format, metadata=_METADATA[file_format])
    return buffer.getvalue()


def svg_bytes(figure: Figure) -> bytes:
    """Save a figure as SVG in memory, its letters as outlines."""
    return figure_bytes(figure, "svg")
