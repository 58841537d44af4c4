"""A figure as it was drawn. Importing this imports nothing that draws."""

from base64 import b64encode
from dataclasses import dataclass

BLANK = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1"/>'
"""A picture without height, in the place of one that is still to be drawn."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn figure: its SVG, and its height over its width."""

    svg: bytes
    aspect: float


def data_url(svg: bytes) -> str:
    """Wrap an SVG so that the page carries it within itself."""
    return f"data:image/svg+xml;base64,{b64encode(svg).decode('ascii')}"
