"""The smallest parts of a passage: a p, an interval, degrees of freedom, a number of patients."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
WHOLE = r"\d{1,3}(?:,\d{3})+|\d+"
TO = r"\s*(?:-|to|,|;|and|through|\.\.\.?)\s*"
END_OF_NUMBER = r"(?![\d]|[.,]\d)"

ONE_SIDED = re.compile(r"\b(?:one|single|1)[- ]?(?:tailed|sided)|\bunilateral", re.IGNORECASE)
TWO_SIDED = re.compile(r"\b(?:two|2)[- ]?(?:tailed|sided)", re.IGNORECASE)
ADJUSTED_P = re.compile(
    r"\b(?:bonferroni|holm|hochberg|tukey|dunnett|scheff|sidak|\u0161id\u00e1k|fdr\b|false discovery|q-value"
    r"|(?:adjusted|corrected) (?:for (?:multipl|several)|p\b|p-)|multiplicity|greenhouse|huynh)",
    re.IGNORECASE,
)
P_VALUE = re.compile(
    r"""(?<![A-Za-z\d*_'$-])
    (?P<before>(?i:(?:adjusted|corrected|bonferroni(?:[- ]\w+)?|unadjusted|nominal|two[- ](?:sided|tailed)|one[- ](?:sided|tailed)
        |2[- ](?:sided|tailed)|1[- ](?:sided|tailed)|(?:stratified\s+)?log[- ]?rank(?:\s+test)?|interaction|trend|overall|exact|asymptotic)[,\s-]+){0,2})
    [pP](?:[- ]?[vV]alues?|\s?=?(?=\s*n\.?s\b))?
    (?P<of>\s*(?:for|of)\s+(?!\s*[.\d<=])[A-Za-z][A-Za-z -]{2,40}?(?=\s*(?:[=<>\u2264\u2265,:]|was|of|is)\s*)
        |\s*[(\[](?!\s*[=<>])[A-Za-z0-9 ,'-]{2,30}[)\]]
        |[_ -]?(?:adj(?:usted)?|interaction|int|trend|bonf\w*|fdr|het(?:erogeneity)?|heterogeneity)(?=\s*[=<>\u2264]))?
    \s*(?:,\s*)?(?:(?P<sign>=\s*[<>]|[=<>\u2264\u2265]|:)|was|is|of|(?P<less>(?:was\s+|is\s+)?(?:less|lower|smaller)\s+than)|(?=\s*n\.?s\b))\s*
    (?P<sign_after>[<>\u2264\u2265])?\s*
    (?:(?P<ns>n\.?s\.?(?![a-z]))
      |(?P<power>(?:(?P<factor>\d(?:\.\d+)?)\s*[x*]\s*)?10\s*(?:\^|exp)?\s*[(]?-\s?(?P<tens>\d{1,3})[)]?)
      |(?P<value>(?:\d?\.\d+|[01])(?:\s?[eE]\s?-\s?(?P<exponent>\d{1,3}))?))
    (?![\d%\u2030]|[.,]\d)""",
    re.VERBOSE,
)
BESIDE_P = re.compile(r"[pP]\s*[=<>]\s*[.\d]+[\s,;]*$")
SEVERAL_P = re.compile(r"(?<![A-Za-z])[pP]'?s\s*[=<>\u2264\u2265]\s*\d?\.\d+")
NOT_SIGNIFICANT = re.compile(r"(?<![A-Za-z])(?P<ns>n\.s\.|ns|NS|N\.S\.)(?=\s*[,;.)\]]|\s*$)")
DF = r"\d+(?:\.\d+)?"
FREEDOM = re.compile(
    rf"""(?<![\w.])(?:
      (?:df|d\.f\.|d\.?f\.?|degrees?\ of\ freedom)_?1\s*=\s*(?P<first>{DF})[,;\s]+(?:and\s+)?(?:df|d\.f\.)_?2\s*=\s*(?P<second>{DF})
    | (?:[dD][fF]s?|d\.f\.|degrees?\ of\ freedom)\s*(?:=|:|,|of)?\s*[(\[]?\s*(?P<one>{DF})(?:\s*(?:,|/|;|and|&)\s*(?P<two>{DF})(?![\d.]|\s*[A-Za-z%/]))?\s*[)\]]?
    | (?P<a>{DF})(?:\s*(?:,|/|;|and|&)\s*(?P<b>{DF}))?\s*(?:df\b|d\.f\.|degrees?\ of\ freedom)
    ){END_OF_NUMBER}""",
    re.VERBOSE,
)
SIZE = re.compile(rf"(?<![\w])[nN]s?\s*=\s*(?P<n>{WHOLE}){END_OF_NUMBER}")
INTERVAL = re.compile(
    rf"""(?<![\w.])
    (?:(?P<level>\d\d(?:\.\d+)?)\s*(?:%|\ ?per\ ?cent)\s*-?\s*)?
    (?:CIs?|C\.\s?I\.|CrI|HDI|BCI|[Cc]onfidence\ (?:[Ii]ntervals?|limits?|bounds)|[Cc]redible\ [Ii]ntervals?|Konfidenzintervall|KI|IC)
    (?:\s*[(\[]\s*(?:\d\d\s*%\s*)?Cr?I\s*[)\]])?(?:\s*,?\s*\(?(?P<level_after>\d\d)\s*%\)?(?=\s*[,:=\[(\s]))?
    \s*(?:(?:=|,|:|;|of|was|is|were|from|ranged\ from|ranging\ from|between)\s*){{0,2}}
    [(\[]?\s*(?P<low>{NUMBER})\s*(?P<unit>%?)\s*{TO}\s*(?P<high>{NUMBER}){END_OF_NUMBER}\s*%?\s*[)\]]?""",
    re.VERBOSE,
)
BARE_INTERVAL = re.compile(
    rf"[(\[]\s*(?P<low>-?\d*\.\d+)\s*(?P<unit>%?)\s*(?:-|to|,|;)\s*(?P<high>-?\d*\.\d+){END_OF_NUMBER}\s*%?\s*(?=[)\],;])"
)
OTHER_FIGURE = re.compile(
    rf"[A-Za-z\u03b1-\u03c9\u0394][A-Za-z\u03b1-\u03c9' .-]{{0,28}}[A-Za-z\u03b1-\u03c9]?2?p?\s*[=<>]\s*{NUMBER}%?{END_OF_NUMBER}"
)
FILLER = re.compile(
    r"(?:[\s,;:()\[\]{}]|\b(?:and|with|at|on|for|which|had|gave|yielding|giving|a|an|the)\b)*"
)


@dataclass(frozen=True, slots=True)
class PValue:
    """A p as printed: its text with its sign, and what is said of it."""

    start: int
    end: int
    text: str
    of: str = ""
    is_adjusted: bool = False
    is_one_sided: bool = False
    is_two_sided: bool = False
    test: str = ""


@dataclass(frozen=True, slots=True)
class PrintedLimits:
    """The limits of an interval as printed; `level` None where it is not said."""

    start: int
    end: int
    text: str
    level: int | None
    is_whole_level: bool = True


NOT_OF_THE_ESTIMATE = re.compile(
    r"interaction|trend|heterogeneity|\bint\b|\bhet\b|non-?inferiority|superiority|linearity|difference|comparison",
    re.IGNORECASE,
)


FOR_BEHIND = re.compile(
    r"\s*[,(]?\s*for\s+(?:the\s+)?(?:interaction|trend|heterogeneity|non-?inferiority|superiority|linearity)\b",
    re.IGNORECASE,
)


def p_values(text: str) -> Iterator[PValue]:
    """List the p-values of a sentence."""
    for found in P_VALUE.finditer(text):
        yield _p_value(found, text)
    for found in NOT_SIGNIFICANT.finditer(text):
        if not BESIDE_P.search(text[: found.start()]):
            yield PValue(found.start(), found.end(), ">0.05")


def _p_value(found: re.Match[str], text: str) -> PValue:
    sign = (found["sign_after"] or found["sign"] or "").strip("=: ")
    if found["less"]:
        sign = "<"
    said = f"{found['before'] or ''} {found['of'] or ''}".strip()
    after = text[found.end() : found.end() + 30].split(")", 2)
    near = f"{said} {')'.join(after[:2])}"
    behind = FOR_BEHIND.match(text, found.end())
    of = said if NOT_OF_THE_ESTIMATE.search(said) else behind[0].strip() if behind else ""
    log_rank = re.search(r"log[- ]?rank", near, re.IGNORECASE)
    return PValue(
        start=found.start(),
        end=found.end(),
        text=_p_text(found, sign),
        of=of,
        is_adjusted=bool(re.search(r"adj|corrected|bonf|fdr", said, re.IGNORECASE))
        and not said.lower().startswith("unadj"),
        is_one_sided=bool(ONE_SIDED.search(near)),
        is_two_sided=bool(TWO_SIDED.search(near)),
        test="log-rank" if log_rank else "",
    )


def _p_text(found: re.Match[str], sign: str) -> str:
    if found["ns"]:
        return ">0.05"
    if found["power"]:
        value = Decimal(found["factor"] or "1").scaleb(-int(found["tens"]))
        return f"{sign}{value:f}"
    if found["exponent"]:
        digits = re.split(r"\s?[eE]", found["value"])[0]
        return f"{sign}{Decimal(digits).scaleb(-int(found['exponent'])):f}"
    return f"{sign}{found['value']}"


def is_possible_p(p: PValue) -> bool:
    """Whether a p may be one; a number above 1 that is called P may be a pressure."""
    return Fraction(p.text.lstrip("<>\u2264\u2265")) <= 1


def limits_at(text: str, at: int, *, bare: bool = False) -> PrintedLimits | None:
    """Read an interval that begins here; `bare` accepts one that is not called an interval."""
    found = INTERVAL.match(text, at)
    if found is None and bare:
        found = BARE_INTERVAL.match(text, at)
        return found and PrintedLimits(found.start(), found.end(), _limits(found), None)
    return _printed_limits(found) if found else None


def is_share(limits: PrintedLimits) -> bool:
    """Whether limits are shares of 1, as of a ratio, and so not those of a percentage above 1."""
    ends = [abs(Fraction(end.replace(",", ""))) for end in limits.text.split(" to ")]
    return max(ends) <= 1 and "." in limits.text


def intervals(text: str) -> Iterator[PrintedLimits]:
    """List the intervals of a sentence."""
    if "I" in text or "onfidence" in text or "redible" in text:
        yield from (_printed_limits(found) for found in INTERVAL.finditer(text))


def _printed_limits(found: re.Match[str]) -> PrintedLimits:
    printed = found["level"] or found["level_after"]
    is_whole = printed is None or "." not in printed
    level = int(printed) if printed and is_whole else None
    return PrintedLimits(found.start(), found.end(), _limits(found), level, is_whole)


def _limits(found: re.Match[str]) -> str:
    return f"{found['low']} to {found['high']}"


def freedom_of(found: re.Match[str]) -> tuple[str, ...]:
    """Give the one or two degrees of freedom that are printed."""
    pairs = (("first", "second"), ("one", "two"), ("a", "b"))
    one, two = next((found[a], found[b]) for a, b in pairs if found[a])
    return (one, two) if two else (one,)


def skip_filler(text: str, at: int) -> int:
    """Go on to where the next part of a passage may begin."""
    found = FILLER.match(text, at)
    return found.end() if found else at
