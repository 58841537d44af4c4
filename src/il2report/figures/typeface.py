"""Typeface, sizes, inks and palettes of the figures, and the settings they are drawn under."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

# Both ship with matplotlib: STIXGeneral is the typeface of the page, DejaVu Sans lends the
# letters that it lacks.
FAMILIES = ("STIXGeneral", "DejaVu Sans")
TEXT_POINTS = 8.5
KEY_POINTS = 8.0
SMALL_POINTS = 7.5
POINTS_PER_MM = 72 / 25.4
_HAIR_MM = 0.01

# What a line, mark or box looks like, in the words of matplotlib.
Looks = dict[str, Any]

INK = "#1a1a1a"
QUIET_INK = "#6b6b6b"
CURVE_INK = "#0b4f8a"
BAND_TINT = "#cfe0ef"

# Okabe and Ito's hues, lightness rising from the best category to the worst, so that the order
# survives a photocopier as well as a color-blind reader.
RESPONSE_TINTS = MappingProxyType(
    {
        "CR": "#0b3c6f",
        "PR": "#2373aa",
        "MR": "#45b890",
        "SD": "#f0c352",
        "PD": "#f8dfcf",
        "NE": "#ffffff",
    }
)
# One hue, five lightnesses from hardly tinted to black.
GRADE_TINTS = ("#fdeecb", "#f9c877", "#dd7f1f", "#8a2f08", "#000000")

def grade_tints(n: int) -> list[str]:
    """Give `n` tints of the same hue, as far apart as they can be, the last one black."""
    if n == 1:
        return [GRADE_TINTS[len(GRADE_TINTS) // 2]]
    tints = []
    for part in range(n):
        place = part * (len(GRADE_TINTS) - 1) / (n - 1)
        below = min(int(place), len(GRADE_TINTS) - 2)
        ends = [to_rgb(tint) for tint in GRADE_TINTS[below : below + 2]]
        red, green, blue = (a + (b - a) * (place - below) for a, b in zip(*ends, strict=True))
        tints.append(to_hex((red, green, blue)))
    return tints


def paler(ink: str) -> str:
    """Give the tint halfway from an ink to white."""
    red, green, blue = ((1 + part) / 2 for part in to_rgb(ink))
    return to_hex((red, green, blue))


# matplotlib spells every setting out as a literal type; ours need not.
_SETTINGS: dict[Any, Any] = {
    "font.family": list(FAMILIES),
    "font.size": TEXT_POINTS,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT_POINTS,
    "axes.labelpad": 2.5,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "hatch.linewidth": 0.4,
    "path.simplify": True,
    "savefig.dpi": 300,
    "text.color": INK,
    # A label is text, even where it holds dollar signs.
    "text.parse_math": False,
    "xtick.color": INK,
    "xtick.labelsize": TEXT_POINTS,
    "xtick.major.pad": 2.0,
    "xtick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "ytick.color": INK,
    "ytick.labelsize": TEXT_POINTS,
    "ytick.major.pad": 2.0,
    "ytick.major.size": 2.5,
    "ytick.major.width": 0.6,
    # Letters as outlines: the figure looks the same on a machine without the typeface.
    "svg.fonttype": "path",
    "svg.hashsalt": "il2report",
    "pdf.fonttype": 42,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save under the house settings, whatever a user's matplotlibrc says; then restore."""
    with mpl.rc_context():
        mpl.rcParams.update(_departures_from_default())
        mpl.rcParams.update(_SETTINGS)
        yield


def _departures_from_default() -> dict[Any, Any]:
    """Give the defaults of the settings that have other values; `rcdefaults` would check all 300."""
    names = mpl.rcParamsDefault.keys() - {"backend"}  # whose reading would import pyplot
    return {
        name: mpl.rcParamsDefault[name]
        for name in names
        if mpl.rcParams[name] != mpl.rcParamsDefault[name]
    }


@cache
def _font(weight: str) -> FT2Font:
    return get_font([findfont(FontProperties(family=[name], weight=weight)) for name in FAMILIES])


@cache
def text_width_mm(text: str, points: float = TEXT_POINTS, weight: str = "normal") -> float:
    """Width in millimeters that `text` takes on paper at this size."""
    font = _font(weight)
    font.set_size(points, 72)
    font.set_text(text, flags=LoadFlags.NO_HINTING)
    width, _ = font.get_width_height()
    return width / 64 / POINTS_PER_MM


def fitted(text: str, width_mm: float, points: float = TEXT_POINTS, weight: str = "normal") -> str:
    """Return `text`, cut to an ellipsis where it is wider than the room it has."""
    if text_width_mm(text, points, weight) <= width_mm + _HAIR_MM:
        return text
    while text and text_width_mm(f"{text}…", points, weight) > width_mm:
        text = text[:-1]
    return f"{text.rstrip()}…"


@cache
def _characters(family: str, weight: str) -> frozenset[int]:
    face = get_font(findfont(FontProperties(family=[family], weight=weight)))
    return frozenset(face.get_charmap())


def lacking(text: str, families: Sequence[str] = FAMILIES) -> str:
    """Give each character, once, that none of some typefaces has in every weight.

    The figures have all of `FAMILIES`, the page only the first of them for certain.
    """
    return "".join(
        character
        for character in dict.fromkeys(text)
        if not all(
            any(ord(character) in _characters(family, weight) for family in families)
            for weight in ("normal", "bold")
        )
    )
