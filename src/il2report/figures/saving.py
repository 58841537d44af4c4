"""Figures to bytes and files: the same drawing gives the same bytes, on any day."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

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


def write_figure(figure: Figure, stem: Path, formats: Sequence[str] = FORMATS) -> tuple[Path, ...]:
    """Write a figure beside `stem` in each format, and return the files written.

    Parameters
    ----------
    figure : Figure
        What one of the `draw_...` functions returned.
    stem : Path
        Folder and name without an ending; the folder must exist.
    formats : sequence of str
        Any of "svg", "pdf" and "png" (300 dots per inch).

    Returns
    -------
    tuple of Path
        One file per format, in the order asked for.

    Raises
    ------
    ValueError
        When a format is none of `FORMATS`; files of the formats before it are then written.
    """
    files = []
    for file_format in formats:
        file = stem.with_name(f"{stem.name}.{file_format}")
        file.write_bytes(figure_bytes(figure, file_format))
        files.append(file)
    return tuple(files)
