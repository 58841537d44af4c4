"""How labels, heads and notes name statistics: "Age, mean (SD), y", "No. (%)", "HR (95% CI)"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from il2report.audit.cells import without_marks

WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"(?:no\.?|n|number)\s*(?:of (?:patients|events|cases)\s*)?/\s*(?:total (?:no\.?|number|n)(?: of patients)?|N\b|total)",
        ("count", "n"),
    ),
    (
        r"inter-?\s?quartile (?:range|interval)s?|\b(?:IQ[RI]|iq[ri])s?\b|\bQ1\s*[-,;\u2013/]\s*(?:Q3\b)?|\bP25\s*[-,;\u2013]\s*P75|25(?:th)?\s*(?:%|percentile)?\s*(?:[-,\u2013]|and|to)\s*75(?:th)?(?:\s*(?:%|[Pp]ercentiles?))*|quartiles",
        ("iqr",),
    ),
    (
        r"(?:\d{2}(?:\.\d)?\s*%\s*)?(?:confidence|credible) intervals?|\d{2}(?:\.\d)?\s*%\s*C\.?\s?[Ir]\.?I?\b\.?|\bCIs?\b",
        ("ci",),
    ),
    (r"standard deviations?|\bS\.?D\.?s?\b|\bs\.d\.|\bsds?\b", ("sd",)),
    (r"standard errors?(?: of the mean)?|\bS\.?E\.?M?\.?\b|\bsem?\b", ("se",)),
    (r"\bmeans?\b|\bM(?=\s*(?:\(\s*SD|\u00b1|$))|\baverage\b|\bMW\b", ("mean",)),
    (r"\bmedians?\b|\bMdn\b", ("median",)),
    (r"\bmin(?:imum|\.)?\s*(?:[-,\u2013/]|to|and)\s*max(?:imum|\.)?|\branges?\b", ("range",)),
    (r"(?<!/)\bmin(?:imum)?\b\.?(?!/)", ("min",)),
    (r"(?<!/)\bmax(?:imum)?\b\.?(?!/)", ("max",)),
    (r"%|\bper ?cent\b|\bpercentages?\b|\bproportions?\b", ("percent",)),
    (
        r"\b(?:no|nos|nr|num)\.|\bn\b|\bN\b|\bNo\b(?=\s*[(\[,])|\b(?:number|count|frequency|freq)s?\b\.?|\bcases\b",
        ("count",),
    ),
)
STATISTIC = re.compile("|".join(f"(?P<s{i}>{pattern})" for i, (pattern, _) in enumerate(WORDS)))
BETWEEN = re.compile(
    r"(?:\s|[()\[\],;:/&+\-\u2013\u2014\u00b1]|\+/-|\bor\b|\band\b|\bof (?:all )?(?:patients|participants|subjects|cases|total|events)\b|\bpatients\b|\bparticipants\b|\bwith\b|\bvalues?\b)*"
)
RATIOS = (
    ("hazard_ratio", r"(?i:hazards? ratios?)|\ba?HRs?\b"),
    ("odds_ratio", r"(?i:odds ratios?)|\ba?ORs?\b"),
    (
        "risk_ratio",
        r"(?i:risk ratios?|relative risks?|prevalence ratios?)|\ba?RRs?\b|\bPR\b(?=.*CI)",
    ),
    ("rate_ratio", r"(?i:rate ratios?)|\bIRRs?\b"),
    (
        "other",
        r"\bA?SMDs?\b|(?i:standardi[sz]ed (?:mean )?differences?|cohen.?s? d\b|effect size|hedges|cram[e\u00e9]r)|\u03b7|\bVIF\b|\u03b1|(?i:\balpha\b)",
    ),
    ("difference", r"(?i:\bdifferences?\b|^bias\b|\bmean bias\b)|\bMD\b"),
    ("correlation", r"(?i:correlation|\bkappa\b)|\bICCs?\b|\u03ba"),
    ("coefficient", r"(?i:coefficients?)|\u03b2|^[Bb](?:eta)?\b"),
)
IS_P = re.compile(
    r"^\W*(?:two-sided |2-sided |unadjusted |adjusted )?p\s*(?:[-\u2010\u2013 ]?\s*values?)?\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
OF_TREND = re.compile(r"trend|interaction|heterogen", re.IGNORECASE)
IN_NAMES = re.compile(
    r"^(?:mean (?:arterial|blood|corpuscular|cell|platelet|airway|pulmonary)|range of|(?:number|no\.?|count|n) of (?!(?:patients|participants|subjects|cases|events)\b)|minimum |maximum )",
    re.IGNORECASE,
)
SHARES = re.compile(
    r"\b(?:hb ?a1c|hba1c|a1c|ejection fraction|lvef|ef|h[a]?ematocrit|hct|fev1?|fvc|dlco|saturation|spo2|sao2|body fat|predicted|recovery|compliance|adherence|dose intensity|ki-?67|tps|cps)\b",
    re.IGNORECASE,
)
"""Measures in percent, of which the sign is a unit."""
LETTERS = "ydhmg"
"""Units of one letter, which are so only behind a comma or in brackets: vitamin D is none of days."""
WORDS_OF_UNITS = (
    r"years?|yrs?\.?|months?|mos?\.?|weeks?|wks?|days?|hours?|hrs|minutes?|min|kg/m\s?\^?[2\u00b2]|kg|cm|mm ?Hg|mm"
    r"|mg/d[lL]|g/d[lL]|g/[lL]|mmol/[lL]|mmol/mol|\u00b5mol/[lL]|[\u00b5u]g/[lLm]+|ng/m[lL]|pg/m[lL]|U/[lL]|IU/[lL]|mg"
    r"|ml/min(?:/1[.\u00b7]73\s?m\s?\^?[2\u00b2])?|mL|bpm|beats/min|points?|score"
)
UNITS = re.compile(
    rf"(?:^|[\s(,;\[])(?P<unit>{WORDS_OF_UNITS})(?=$|[\s),;\]])"
    rf"|(?:^|[(,;\[])\s*(?P<letter>(?-i:[{LETTERS}]))(?=$|[\s),;\]])",
    re.IGNORECASE,
)
PER = r"(?:d[lL]|m[lL]|[\u00b5\u03bcu][lL]|[lL]|mm\^?[3\u00b3]|m\s?\^?[2\u00b2]|min|h|hr|day|d|week|wk|month|mo|year|yr|y|kg|mol|s|sec)"
UNIT_BEHIND = re.compile(
    rf"\s*(?:,|;|\(|\[|\bin\b|(?=[x\u00d7]))\s*(?:in\s+)?(?:{WORDS_OF_UNITS}|(?-i:[{LETTERS}])|%|[A-Za-z\u00b5\u03bc]{{1,6}}(?:/| per ){PER}(?:/{PER})?|kg\s?m\s?\^?[-\u2212]2"
    rf"|(?:[x\u00d7]\s*)?10\s*\^?\s*[\d\u2070-\u2079\u00b2\u00b3\u00b9]+(?:\s*cells)?\s*/\s*{PER})\s*[)\]]?\s*$",
    re.IGNORECASE,
)
"""A unit at the end of a label, behind a comma or in brackets."""
UNIT_LAST = re.compile(
    rf"[,;()\[\]]\s*(?!points?\b|score\b)(?:{WORDS_OF_UNITS}|[{LETTERS}])\s*[)\]]?$", re.IGNORECASE
)
"""A unit behind the statistics that begin a label, as in "Mean (SD), years"."""
OF_VALUES = frozenset({"mean", "sd", "se", "median", "range", "iqr", "min", "max"})
"""Statistics of numbers that every patient has."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A label, which statistics it names, and what remains of it.

    `keys` are those of a typed table, in order; `unit` as printed; `marks` those of footnotes.
    """

    text: str
    rest: str
    keys: tuple[str, ...] = ()
    ratio: str = ""
    unit: str = ""
    marks: str = ""

    @property
    def is_statistic(self) -> bool:
        """Whether it names statistics and nothing else."""
        return bool(self.keys) and not re.search(r"\w", self.rest)

    @property
    def is_of_values(self) -> bool:
        """Whether it names statistics of numbers that every patient has."""
        return bool(set(self.keys) & OF_VALUES)


@lru_cache(maxsize=4096)
def wording(label: str) -> Wording:
    """Find the statistics that a label names."""
    plain, marks = without_marks(re.sub(r"\s+", " ", label).strip())
    ratio = ratio_named(plain)
    found = _statistics(plain)
    keys = tuple(dict.fromkeys(key for _, _, named in found for key in named))
    if SHARES.search(plain) and set(keys) == {"percent"}:
        keys, found = (), []
    if set(keys) & OF_VALUES:
        keys = tuple(key for key in keys if key not in {"percent", "count", "n"})
    rest = plain
    for start, end, _ in reversed(found):
        rest = f"{rest[:start]}\x00{rest[end:]}"
    unit = UNITS.search(rest)
    rest = _tidy(rest)
    if found and found[0][0] == 0 and re.fullmatch(r"\W*\S+\W*", rest) and UNIT_LAST.search(plain):
        rest = ""
    return Wording(
        plain, rest, keys, ratio, (unit["unit"] or unit["letter"]) if unit else "", marks
    )


def without_unit(name: str) -> str:
    """Part a name from the unit behind it: "Age (years)", "Hemoglobin, g/dL", "Duration of surgery in minutes"."""
    bare = UNIT_BEHIND.sub("", name)
    return bare if re.search(r"\w", bare) else name


def ratio_named(text: str) -> str:
    """Find the kind of estimate that a text names; "" where none is."""
    return next((kind for kind, pattern in RATIOS if re.search(pattern, text)), "")


def _statistics(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Find the words for statistics that are no part of a name."""
    found = [
        (match.start(), match.end(), WORDS[int((match.lastgroup or "s0")[1:])][1])
        for match in _matches(text)
    ]
    if found and IN_NAMES.match(text):
        found = [each for each in found if each[0] > 0]
    return [each for each in found if _is_named(text, each)]


def statistics_in(sentence: str) -> tuple[str, ...]:
    """Find all words for statistics of a sentence, such as "Values are mean (SD)"."""
    found = [WORDS[int((match.lastgroup or "s0")[1:])][1] for match in _matches(sentence)]
    return tuple(dict.fromkeys(key for keys in found for key in keys))


def _matches(text: str) -> list[re.Match[str]]:
    lowered = re.sub(
        r"\b(?:Mean|Median|Range|Number|Count|Frequency|Percent|Percentage|Interquartile|Standard|Min|Max|Minimum|Maximum|Average|Quartiles|Proportion|Confidence)\b",
        lambda m: m[0].lower(),
        text,
    )
    lowered = re.sub(r"\b(?:Nos?|NOS?)(?=\.)", "no", lowered)
    return list(STATISTIC.finditer(lowered))


def _is_named(text: str, found: tuple[int, int, tuple[str, ...]]) -> bool:
    """Whether a word names a statistic by where it stands: in brackets, behind a comma, first or alone."""
    start, end, keys = found
    before, after = text[:start].rstrip(), text[end:].lstrip()
    if re.fullmatch(r"min\.?", text[start:end], re.IGNORECASE) and "max" not in text.lower():
        is_capital = text[start] == "M" and not (before and after)
        return is_capital or not (before or after)  # behind a name, "min" are minutes
    if text[start:end] == "cases":  # "colorectal cancer cases" are a group
        return not re.search(r"[\w-]$", before)
    if keys == ("percent",) and re.match(r"[A-Za-z]", after):
        return bool(re.match(r"of|with|patients|\(|or|and", after)) and bool(
            before[-1:] in "([,;\u2014- " or not before
        )
    if not before or before[-1] in "([,;:\u2014\u2013-\u00b1/&" or not after:
        return (
            keys != ("count",)
            or not re.match(r"of [a-z]", after)
            or bool(re.match(r"of (?:patients|participants|subjects|cases|events)", after))
        )
    # "median age", "mean (SD)": a word that follows another statistic
    return keys[0] in {"mean", "median", "sd", "iqr", "ci"} or bool(
        re.search(r"(?:\b(?:or|and|\+/-)|%)$", before)
    )


def _tidy(rest: str) -> str:
    """Drop what only joined statistics: brackets, commas, words such as "of patients"."""
    rest = re.sub(
        r"\x00\s*(?:of (?:all )?(?:patients|participants|subjects|cases|total|events)|patients|values?)?",
        "\x00",
        rest,
    )
    for _ in range(3):
        rest = re.sub(
            r"[(\[]\s*(?:[\x00,;:/&+\-\u2013\u00b1\s]|\band\b|\bor\b)*\s*[)\]]", "\x00", rest
        )
        rest = re.sub(r"\x00(?:[\s,;:/&+\-\u2013\u00b1]|\band\b|\bor\b)*\x00", "\x00", rest)
    rest = re.sub(r"\s*[,;:\u2013\u2014-]?\s*\x00", "\x00", rest)
    rest = re.sub(r"^\x00+\s*(?:of\b)?[\s,;:]*|\x00+$", "", rest).replace("\x00", "")
    return re.sub(r"^[\s,;:\u2014-]+|[\s,;:\u2013\u2014-]+$", "", re.sub(r"\s+", " ", rest))
