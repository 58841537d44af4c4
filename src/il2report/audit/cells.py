"""A cell of a table as it is printed: its numbers in order, and what stands between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class DecimalMark(StrEnum):
    """What separates the decimals of the numbers of a table."""

    POINT = "."
    COMMA = ","


PAIRED_KEYS = frozenset({"range", "iqr", "ci"})
"""Keys of two numbers."""

THIN = "\u2009\u202f\u00a0"
DIGITS = {
    DecimalMark.POINT: rf"\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:[.\u00b7]\d+)?"
    rf"|\d{{1,3}}(?:[{THIN}]\d{{3}})+(?!\d)(?:[.\u00b7]\d+)?"
    r"|\d{1,3}(?: (?!100\b)\d{3})+(?![\d.])"  # 45 100 is a count and its percentage
    r"|\d+(?:[.\u00b7]\d+)?|[.\u00b7]\d+",
    DecimalMark.COMMA: rf"\d{{1,3}}(?:\.\d{{3}})+(?![\d.])(?:,\d+)?"
    rf"|\d{{1,3}}(?:[{THIN}]\d{{3}})+(?!\d)(?:,\d+)?"
    r"|\d{1,3}(?: (?!100\b)\d{3})+(?![\d,])"
    r"|\d+(?:[,.\u00b7]\d+)?|,\d+",
}
NOT_GIVEN = (
    r"[Nn]ot (?:reached|estimable|evaluable|applicable|available|reported|done|calculable)"
    r"|N\.?[READCS]\.?(?![A-Za-z])|[nN]\.?/?[aArs]\.?(?![A-Za-z])|NaN|\u2026|\.{2,}"
    r"|[Rr]ef(?:erence|erent)?\b\.?"
)
STATISTICS_IN_CELLS = (
    r"\bmean\b|\bS\.?D\.?\b|\bSEM?\b|\bmedian\b|\bIQR\b|\brange\b|\b[nN]\b(?=\s*[=:])|\b[pP](?:[- ]value)?\b(?=\s*[=<>])"
    r"|\ba?[HO]R\b|\bRR\b"
)
UNITS = (
    r"years?|yrs?\.?|months?|mos?\.?|weeks?|wks?|days?|hours?|hrs?|minutes?|min|sec|patients?|cases?|pts|points?"
    r"|kg/m[2\u00b2]|kg|mg/dL|g/dL|g/L|mmol/L|mg|\u00b5g|g|cm|mm(?:Hg)?|m[lL]|U/L|IU/L|[ymdh]"
)


def _token(mark: DecimalMark) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<level>\(?\s*(?:\d+(?:\.\d+)?\s*%\s*(?:CI|CrI|confidence interval)|(?:95|90|99)\s*CI|\bCI)\s*[,:=]?\s*)"
        rf"|(?P<statistic>{STATISTICS_IN_CELLS})"
        rf"|(?P<missing>{NOT_GIVEN})"
        rf"|(?P<number>[<>\u2264\u2265]?\s*(?:{DIGITS[mark]})(?:\+(?![/\s]*[-\u2212]))?)"
        r"|(?P<spread>\u00b1|\+\s*/\s*[-\u2212\u2013])"
        r"|(?P<dash>[-\u2010-\u2015\u2212]|\bto\b|\bund\b)"
        r"|(?P<percent>%)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<mark>[,;/|]|\bof\b)"
        rf"|(?P<unit>(?:{UNITS})(?![A-Za-z]))"
        r"|(?P<equal>[=:])|(?P<blank>\s+)"
    )


PIECES = {
    "missing": "~",
    "dash": "-",
    "spread": "\u00b1",
    "open": "(",
    "close": ")",
    "percent": "%",
}
TOKENS = {mark: _token(mark) for mark in DecimalMark}
FOOTNOTES = re.compile(
    r"(?:\s*(?:\^\{?[\w,*]+\}?|[*\u2020\u2021\u00a7\u00b6#\u2016\u00aa\u00b9\u00b2\u00b3\u2070-\u207f\u1d43-\u1d6a]"
    r"|(?<=[\d)\]%+*])[a-h](?:,\s?[a-h])*$))+\s*$"
)
"""Marks of footnotes behind a number or a label."""
MARKS_WITHIN = re.compile(
    r"(?<=[\d)\]%+])(?<!10)(?:\s?(?:\^\{?[\w,*\u2020\u2021\u00a7\u00b6#]+\}?|[*\u2020\u2021\u00a7\u00b6#\u2016]+)|[\u00aa\u1d43-\u1d6a]+|[a-h]{1,3})"
    r"(?=\s*[(\[\u00b1,;/|\u2013\u2212-]|\s+\+|\s+\d)"
)
"""Marks behind a number that another one follows: "6.9^ab [1.7, 23.9]", "8.16*** (4)"."""
SIGN = r"[*\u2020\u2021\u00a7\u00b6#\u2016]"
RAISED_SIGN = re.compile(rf"\^(?={SIGN})|(?<={SIGN})\^|\^\{{(?={SIGN}+\}})|(?<={SIGN})\}}")
"""What says that a sign is raised, which it is anyway."""
BOLD = re.compile(r"(?<!\S)\*\*(\S.*?)\*\*")
"""Bold print of a table pasted as Markdown; stars behind a number are marks."""


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell taken apart.

    Parameters
    ----------
    text : as printed
    shape : its numbers as "#", what is not given as "~", without blanks: "12/45 (26.7%)" is "#/#(#%)"
    numbers : in order, with a decimal point and without marks of footnotes; "" where not given
    named : statistics that the cell itself names, by the number that follows
    marks : the marks of footnotes behind it
    """

    text: str
    shape: str
    numbers: tuple[str, ...]
    named: tuple[tuple[int, str], ...] = ()
    marks: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no number is printed."""
        return not any(self.numbers)


def without_marks(text: str) -> tuple[str, str]:
    """Part a text from the marks of footnotes behind it."""
    stripped = RAISED_SIGN.sub("", BOLD.sub(r"\1", text)).strip()
    found = FOOTNOTES.search(stripped)
    if found is None or not found.group().strip():
        return stripped, ""
    marks = re.sub(r"[\s^{},]", "", found.group())
    return stripped[: found.start()].rstrip(), marks


def printed_cell(text: str, mark: DecimalMark = DecimalMark.POINT) -> PrintedCell | None:
    """Take a cell apart; None where it has words that are no part of a number."""
    behind, last = without_marks(text)
    plain = MARKS_WITHIN.sub("", behind)
    marks = "".join(re.sub(r"[\s^{},]", "", each) for each in MARKS_WITHIN.findall(behind)) + last
    tokens = list(_tokens(plain, mark))
    if not tokens and plain:
        return None
    shape, numbers, named, sign = "", list[str](), list[tuple[int, str]](), ""
    for kind, part in tokens:
        if kind == "minus":
            sign = "-"
            continue
        if kind in {"number", "missing"}:
            numbers.append(sign + _plain(part, mark) if kind == "number" else "")
        elif kind in {"level", "statistic"}:
            name = "ci" if kind == "level" else part.strip().lower().replace(".", "")
            named.append((len(numbers), name))
        shape, sign = shape + _piece(kind, part, shape), ""
    return PrintedCell(text, _tidy(shape), tuple(numbers), tuple(named), marks)


def _piece(kind: str, part: str, before: str) -> str:
    """Write a part of a cell in its shape."""
    match kind:
        case "number":
            return " #" if before[-1:] in {"#", "%", "~"} else "#"
        case "level":
            return "(" if "(" in part else ""
        case "mark":
            return "/" if part == "of" else part
        case _:
            return PIECES.get(kind, "")


def _tokens(text: str, mark: DecimalMark) -> Iterator[tuple[str, str]]:
    """Give the parts of a cell; nothing where one of them is unknown."""
    found, at, before = list[tuple[str, str]](), 0, ""
    while at < len(text):
        token = TOKENS[mark].match(text, at)
        if token is None:
            return
        at, kind = token.end(), token.lastgroup or ""
        if (
            kind == "dash"
            and not token.group().isalpha()
            and before not in {"number", "missing", "percent"}
        ):
            following = TOKENS[mark].match(text, at)
            is_sign = following is not None and following.lastgroup == "number"
            kind = "minus" if is_sign else "missing"
        if kind == "dash" and not text[at:].strip(" )]"):
            kind = "missing"
        part = token.group()
        if kind == "equal" and part == ":" and before == "number":
            kind, part = "mark", "/"
        if kind not in {"blank", "unit", "equal"}:
            before = kind
            found.append((kind, part))
    yield from found


def _plain(number: str, mark: DecimalMark) -> str:
    """Write a number with a decimal point; those with one keep what separates their thousands."""
    bare = re.sub(r"\s+", "", number) if number[:1] in "<>\u2264\u2265" else number.strip()
    bare = bare.replace("\u00a0", "\u2009")
    if mark is DecimalMark.POINT:
        return bare
    whole, comma, decimals = bare.partition(",")
    if not comma:  # 1.234 is a thousand, 0.03 was typed with a point
        thousands = re.fullmatch(r"\D*\d{1,3}(?:\.\d{3})+\+?", bare)
        return bare.replace(".", "") if thousands else bare
    return f"{whole.replace('.', '')}.{decimals}"


def _tidy(shape: str) -> str:
    """Drop signs that separate nothing."""
    return re.sub(r"[,;/|]+$|^[,;/|]+", "", shape.replace(",(", "(").replace(";(", "("))


def texts_by_key(cell: str, keys: Sequence[str]) -> list[tuple[str, tuple[str, ...]]] | None:
    """Give the texts of each key of a cell whose keys are known; None where they do not fit.

    A cell may have fewer: 0 where a percentage would follow, a percentage alone. What is printed as
    not reached or not estimable has no text.
    """
    parsed = printed_cell(cell)
    if parsed is None:
        return None
    numbers = list(parsed.numbers)
    if parsed.is_empty:
        return []
    if parsed.shape == "#%" and "percent" in keys:
        return [("percent", (numbers[0],))]
    texts = list[tuple[str, tuple[str, ...]]]()
    for key in keys:
        size = 2 if key in PAIRED_KEYS else 1
        if not numbers:
            return texts
        if len(numbers) < size:
            return None
        texts.append((key, tuple(numbers[:size])))
        del numbers[:size]
    return None if numbers else texts
