"""How a spreadsheet displays a value: 46.7 with the format 0.00 prints as 46.70.

ECMA-376 part 1, 18.8.30 and 18.8.31, has the formats and the ids that need no text.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "m/d/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yyyy h:mm",
    37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
GENERAL = "General"
SHOWN = 10
"""Digits that the general format shows of a number in a column that is wide enough."""
TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?) | \\(?P<escaped>.) | _(?P<width>.) | \*(?P<fill>.) | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General) | (?P<half>AM/PM|A/P) | (?P<exponent>E[+-]) | (?P<date>y+|m+|d+|h+|s+(?:\.0+)?)
    | (?P<digit>[0#?]) | (?P<sign>[.,%/@]) | (?P<literal>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
CURRENCY = re.compile(r"\$([^-]*)")
LAST_DAY = 2_958_465
"""31 December 9999."""
MOST_DECIMALS = 30
LONGEST_FORMAT = 255


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a format: its kind and its text."""

    kind: str
    text: str


def displayed_number(value: Decimal, code: str, *, from_1904: bool = False) -> str:
    """Write a number as its format displays it.

    Parameters
    ----------
    value : as it is stored
    code : the format, such as `0.0%`
    from_1904 : whether days are counted from 1904, as older workbooks of a Mac do
    """
    sections = _sections(code[:LONGEST_FORMAT])
    tokens, is_negative_section = _chosen(sections, value)
    tokens = [token for token in tokens if token.text]
    kinds = {token.kind for token in tokens}
    if "general" in kinds or not tokens:
        before = "".join(token.text for token in tokens if token.kind == "literal")
        return general(value) if not before else f"{before}{general(value)}"
    if "date" in kinds or "elapsed" in kinds:
        return _date(value, tokens, from_1904=from_1904)
    if "digit" not in kinds:
        texts = [general(value) if each.text == "@" else each.text for each in tokens]
        return "".join(texts).strip() if any(texts) else ""
    return _number(abs(value) if is_negative_section else value, tokens)


def displayed_text(text: str, code: str) -> str:
    """Write a text as its format displays it: the fourth part of a format is for texts."""
    sections = _sections(code[:LONGEST_FORMAT])
    with_text = [part for part in sections if any(t.text == "@" and t.kind == "sign" for t in part)]
    if not with_text:
        return text
    return "".join(
        text if t.text == "@" else t.text for t in with_text[-1] if t.kind in {"sign", "literal"}
    )


def general(value: Decimal) -> str:
    """Write a number without a format."""
    if value == 0:
        return "0"
    if not Decimal("1e-9") <= abs(value) < Decimal("1e11"):
        return f"{float(value):.5E}".replace("E+0", "E+").replace(".00000", "")
    rounded = Decimal(format(value, f".{SHOWN}g"))
    text = format(rounded, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sections(code: str) -> list[list[Token]]:
    """Part a format at its semicolons."""
    sections: list[list[Token]] = [[]]
    for found in TOKEN.finditer(code):
        kind = found.lastgroup or ""
        text = found[kind]
        if kind == "literal" and text == ";":
            sections.append([])
        elif token := _token(kind, text):
            sections[-1].append(token)
    return sections


def _token(kind: str, text: str) -> Token | None:
    if kind in {"width", "fill"}:
        return None
    if kind == "bracket":
        return _bracket(text)
    return Token(
        "literal" if kind in {"quoted", "escaped"} else kind,
        text.strip('"') if kind == "quoted" else text,
    )


def _bracket(text: str) -> Token | None:
    """Read what is in brackets: a condition, hours beyond a day, a currency; colours and languages are nothing."""
    if CONDITION.fullmatch(text):
        return Token("condition", text)
    if ELAPSED.fullmatch(text):
        return Token("elapsed", text.lower())
    found = CURRENCY.match(text)
    return Token("literal", found[1]) if found and found[1] else None


def _chosen(sections: list[list[Token]], value: Decimal) -> tuple[list[Token], bool]:
    """Choose the part for a value, and say whether it is that of negative numbers, which have no sign."""
    conditions = [next((t.text for t in part if t.kind == "condition"), "") for part in sections]
    if any(conditions):
        for part, condition in zip(sections, conditions, strict=True):
            if not condition or _holds(condition, value):
                return [t for t in part if t.kind != "condition"], False
        return sections[-1], False
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _holds(condition: str, value: Decimal) -> bool:
    found = CONDITION.fullmatch(condition)
    if found is None:
        return False
    limit = Decimal(found[2])
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[found[1]]


def _number(value: Decimal, tokens: list[Token]) -> str:
    """Write the digits where the placeholders of a format are, with the texts around them."""
    places = [n for n, token in enumerate(tokens) if token.kind == "digit"]
    first, last = places[0], places[-1]
    if any(token.text == "/" for token in tokens[first:last]):
        return general(value)
    inner = tokens[first : last + 1]
    behind = tokens[last + 1 :]
    point = next(
        (n for n, token in enumerate(tokens) if token.text == "." and token.kind == "sign"), None
    )
    exponent = next((n for n, token in enumerate(tokens) if token.kind == "exponent"), None)
    end = exponent if exponent is not None else len(tokens)
    digits = [n for n in places if n < end]
    decimals = [n for n in digits if point is not None and n > point]
    whole = [n for n in digits if n not in decimals]
    scale = 0
    for token in behind:
        if token.text != "," or token.kind != "sign":
            break
        scale += 1
    value = value.scaleb(2 * sum(t.text == "%" and t.kind == "sign" for t in tokens) - 3 * scale)
    least = sum(tokens[n].text == "0" for n in whole)
    fixed = sum(tokens[n].text == "0" for n in decimals)
    tens = 0
    if exponent is not None:
        tens = value.adjusted() if value else 0
        if len(whole) > 1:
            tens -= tens % len(whole)
        value = value.scaleb(-tens)
    has_thousands = any(t.text == "," and t.kind == "sign" for t in inner[: len(inner)])
    text = _digits(value, least, (fixed, len(decimals)), has_thousands=has_thousands)
    if point is not None and not decimals:
        text += "."
    if exponent is not None:
        sign = "-" if tens < 0 else "+" if tokens[exponent].text[1] == "+" else ""
        width = sum(n > exponent for n in places)
        text += f"{tokens[exponent].text[0]}{sign}{abs(tens):0{width}d}"
    shown = [t for t in tokens[:first] if t.kind == "literal"]
    before = "".join(token.text for token in shown)
    after = "".join(t.text for t in behind if t.kind == "literal" or t.text == "%")
    minus = "-" if value < 0 and any(sign in "123456789" for sign in text) else ""
    return f"{minus}{before}{text}{after}"


def _digits(value: Decimal, least: int, decimals: tuple[int, int], *, has_thousands: bool) -> str:
    fixed, most = decimals
    most = min(most, MOST_DECIMALS)
    rounded = abs(value).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    whole, _, rest = format(rounded, "f").partition(".")
    whole = whole.lstrip("0").zfill(least)
    if has_thousands and whole:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", whole)
    while len(rest) > fixed and rest.endswith("0"):
        rest = rest[:-1]
    return f"{whole}.{rest}" if rest or most else whole


def _date(value: Decimal, tokens: list[Token], *, from_1904: bool) -> str:
    if not 0 <= value <= LAST_DAY:
        return general(value)
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 (no zone in a sheet)
    seconds = (value * 86_400).quantize(Decimal("0.001"), ROUND_HALF_UP)
    try:
        moment = start + timedelta(seconds=float(seconds))
    except OverflowError:
        return general(value)
    is_half = any(token.kind == "half" for token in tokens)
    texts, hours_before = list[str](), False
    for n, token in enumerate(tokens):
        name = token.text.lower()
        if token.kind == "date":
            following = next((t.text.lower() for t in tokens[n + 1 :] if t.kind == "date"), "")
            is_minute = name[0] == "m" and len(name) < 3 and (hours_before or following[:1] == "s")
            texts.append(
                _date_part(moment, f"min{len(name)}" if is_minute else name, is_half=is_half)
            )
            hours_before = name[0] == "h"
        elif token.kind == "elapsed":
            units = {"h": 3600, "m": 60, "s": 1}[name[0]]
            texts.append(str(int(seconds // units)).zfill(len(name)))
            hours_before = name[0] == "h"
        elif token.kind == "half":
            texts.append("AM" if moment.hour < 12 else "PM")
        elif token.kind in {"literal", "sign"}:
            texts.append(token.text)
    return "".join(texts).strip()


def _date_part(moment: datetime, name: str, *, is_half: bool) -> str:
    hour = (moment.hour % 12 or 12) if is_half else moment.hour
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    month, day = months[moment.month - 1], days[moment.weekday()]
    texts = {
        "y": f"{moment.year % 100:02}",
        "yy": f"{moment.year % 100:02}",
        "m": str(moment.month),
        "mm": f"{moment.month:02}",
        "mmm": month[:3],
        "mmmm": month,
        "mmmmm": month[:1],
        "d": str(moment.day),
        "dd": f"{moment.day:02}",
        "ddd": day[:3],
        "dddd": day,
        "h": str(hour),
        "hh": f"{hour:02}",
        "min1": str(moment.minute),
        "min2": f"{moment.minute:02}",
        "s": str(moment.second),
        "ss": f"{moment.second:02}",
    }
    if name[0] == "s" and "." in name:
        decimals = len(name.partition(".")[2])
        fraction = f"{moment.microsecond:06}"[:decimals].ljust(decimals, "0")
        return f"{texts[name.partition('.')[0]]}.{fraction}"
    return texts.get(name, str(moment.year) if name[0] == "y" else "")
