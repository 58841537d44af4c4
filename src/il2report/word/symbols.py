"""The signs of Word's symbol fonts, which have letters of their own in place of the sign that one sees."""

from __future__ import annotations

PRIVATE = 0xF000
"""Word adds this to the code of a sign of such a font."""
LETTERS = "ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcyw"
GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω"
SYMBOL = dict(zip(map(ord, LETTERS), GREEK, strict=True)) | {
    0xA3: "≤",
    0xA5: "∞",
    0xAE: "→",
    0xAC: "←",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB9: "≠",
    0xBB: "≈",
    0xD6: "√",
    0x2D: "−",
    0xB6: "∂",
    0xE5: "∑",
}


def symbol(font: str, code: str) -> str:
    """Give the sign that a code of a font shows; of other fonts that with the code."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if font == "Symbol":
        number %= PRIVATE
        if number in SYMBOL:
            return SYMBOL[number]
    is_sign = 0x20 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_sign else ""


def in_font(font: str, text: str) -> str:
    """Give what a text shows in a font: LibreOffice writes the signs of symbol fonts as letters."""
    return text if font != "Symbol" else "".join(symbol(font, f"{ord(sign):x}") for sign in text)
