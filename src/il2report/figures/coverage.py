"""Which characters the typefaces of figures and page can draw."""

from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

from il2report.figures.typeface import FAMILIES

WEIGHTS = ("normal", "bold")


@cache
def _characters(family: str, weight: str) -> frozenset[int]:
    face = get_font(findfont(FontProperties(family=[family], weight=weight)))
    return frozenset(face.get_charmap())


def beyond_the_figures(text: str) -> str:
    """Give each character, once, that neither typeface of the figures has in every weight."""
    return "".join(
        character
        for character in dict.fromkeys(text)
        if not all(
            any(ord(character) in _characters(family, weight) for family in FAMILIES)
            for weight in WEIGHTS
        )
    )


def beyond_the_page(text: str) -> str:
    """Give each character, once, that the typeface of the page lacks in some weight."""
    house = FAMILIES[0]
    return "".join(
        character
        for character in dict.fromkeys(text)
        if not all(ord(character) in _characters(house, weight) for weight in WEIGHTS)
    )
