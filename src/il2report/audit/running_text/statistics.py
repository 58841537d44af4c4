"""Test statistics with their degrees of freedom and p: t(28) = 2.10, p = .04, in the forms of journals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from il2report.audit.layout import TypedStatistic
from il2report.audit.running_text.atoms import (
    ADJUSTED_P,
    DF,
    END_OF_NUMBER,
    FREEDOM,
    NUMBER,
    ONE_SIDED,
    OTHER_FIGURE,
    SIZE,
    TWO_SIDED,
    WHOLE,
    PValue,
    freedom_of,
    limits_at,
    skip_filler,
)
from il2report.audit.running_text.sentences import Sentence
from il2report.audit.vocabulary import StatisticTest

NAMES: dict[str, StatisticTest] = {
    "t": "t",
    "T": "t",
    "F": "f",
    "f": "f",
    "z": "z",
    "Z": "z",
    "r": "r",
    "R": "r",
    "H": "chi_square",
    "U": "other",
    "W": "other",
}
"""Statistics by their letters; those of rank sums alone give no p."""
CHI_SQUARE = r"""\u03c7\s?2|\u03c7-squared?|[Xx]\^?2|[Cc]hi[- ]?squared?(?:\s+(?:test|statistic|value))?|[Cc]hi\^?2|\u03c7|G2|Q[A-Za-z]{0,3}"""
CORRELATION = r"""[Cc]orrelations?(?:\s+coefficients?)?|rs|r_s|rp|[Rr]ho|\u03c1|[Rr](?!\w)"""
STATISTIC = re.compile(
    rf"""(?<![\w.\-/^*$%])
    (?:(?P<chi>{CHI_SQUARE})|(?P<wald>Wald)|(?P<correlation>{CORRELATION})|(?P<letter>[tTFfzZHUW]))
    (?:(?:\s?_)?(?P<raised>\d{{1,4}}(?:\.\d+)?)(?:,\s?(?P<raised_two>\d{{1,5}}(?:\.\d+)?))?(?=\s*[=<>]))?
    (?:\s*[(\[{{]\s*(?P<df>[^()\[\]{{}}=<>]{{0,4}}=?[^()\[\]{{}}]{{0,40}}?)\s*[)\]}}])?
    \s*(?:(?P<sign>[=<>\u2264\u2265:])|(?P<word>(?:statistic\s+)?(?:of|was|is|,)))\s*
    (?P<value>{NUMBER}){END_OF_NUMBER}(?!\s?[%\u00b0])""",
    re.VERBOSE,
)
IN_BRACKETS = re.compile(
    rf"""(?:[Nn]\s*=\s*(?P<n_first>{WHOLE})\s*[,;]\s*)?
    (?:d\.?f\.?\s*[=:]?\s*)?(?P<one>{DF})(?:\s*d\.?f\.?)?
    (?:\s*[,;/&]\s*(?:d\.?f\.?2?\s*[=:]?\s*)?(?P<two>{DF}))?
    (?:\s*[,;/]\s*[Nn]\s*=\s*(?P<n>{WHOLE}))?""",
    re.VERBOSE,
)
STEPS = 6
"""How many other figures may lie between a statistic and its p."""
NEAR = 35
"""Characters behind a passage in which its sides are said."""


@dataclass(slots=True)
class ReadStatistic:
    """A statistic while what belongs to it is gathered."""

    start: int
    end: int
    name: str
    test: StatisticTest
    value: str
    df: tuple[str, ...] = ()
    n: str = ""
    p: PValue | None = None
    label: str = ""
    seen: list[tuple[int, int]] = field(default_factory=list)


def read_statistics(
    sentence: Sentence, ps: list[PValue], *, one_sided_elsewhere: bool
) -> Iterator[tuple[int, int, TypedStatistic]]:
    """Read the statistics of a sentence, each with the stretch that it was read from."""
    text = sentence.text
    if not re.search(r"[=<>:]|of|was|is|,", text):
        return
    found = [each for match in STATISTIC.finditer(text) if (each := _statistic(match))]
    found = [each for each in found if sentence.is_free(each.start, each.end)]
    starts = {each.start for each in found}
    taken: set[int] = set()
    for each in found:
        _gather_behind(each, text, ps, starts, taken)
    for each in found:
        _gather_before(each, text, ps, taken, found)
        if not _is_certain(each):
            continue
        sentence.claim(each.start, each.end)
        for stretch in each.seen:
            sentence.claim(*stretch)
        yield each.start, each.end, _entry(each, sentence, one_sided_elsewhere=one_sided_elsewhere)


def _statistic(match: re.Match[str]) -> ReadStatistic | None:
    """Take a match apart; None where it only looks like a statistic."""
    name = match["chi"] or match["wald"] or match["correlation"] or match["letter"]
    test = NAMES.get(name, "r" if match["correlation"] else "chi_square")
    is_word = len(name) > 3
    if match["word"] and not is_word:
        return None
    sign = match["sign"] if match["sign"] in {"<", ">", "\u2264", "\u2265"} else ""
    read = ReadStatistic(
        match.start(),
        match.end(),
        name,
        test,
        sign + match["value"].lstrip("+"),
    )
    read.label = " ".join(match[0].split())
    if match["raised"]:
        read.df = tuple(part for part in (match["raised"], match["raised_two"]) if part)
    elif match["df"] is not None:
        inner = IN_BRACKETS.fullmatch(match["df"])
        if inner is None:
            return read if is_word or test == "z" else None
        read.df = tuple(part for part in (inner["one"], inner["two"]) if part)
        read.n = inner["n"] or inner["n_first"] or ""
    return _settled(read)


def _settled(read: ReadStatistic) -> ReadStatistic | None:
    """Put what is in the brackets where it belongs: F has two degrees of freedom, others one and n."""
    if read.test == "z":
        read.df = ()
    elif read.test == "t" and len(read.df) == 2:
        read.df = read.df[1:] if read.df[0] == "1" else ()  # t(1, 70) is t with 70, written as F
    elif read.test != "f" and len(read.df) == 2:
        read.n = read.n or (read.df[1] if "." not in read.df[1] else "")
        read.df = read.df[:1]
    if read.name in {"H", "f", "T"} and not read.df:
        return None
    if read.name in {"U", "W"}:
        read.df = ()
    return read


def _gather_behind(
    read: ReadStatistic, text: str, ps: list[PValue], starts: set[int], taken: set[int]
) -> None:
    """Go through the figures behind a statistic up to its p or the next statistic."""
    at, last = read.end, read.end
    for _ in range(STEPS):
        at = skip_filler(text, at)
        p = next((p for p in ps if p.start == at), None)
        if p is not None:
            if p.start not in taken:
                read.p = p
                taken.add(p.start)
                last = p.end
            break
        if at in starts:
            break
        if found := FREEDOM.match(text, at):
            read.df = read.df or freedom_of(found)
            at = last = found.end()
        elif found := SIZE.match(text, at):
            read.n = read.n or found["n"]
            at = last = found.end()
        elif limits := limits_at(text, at):
            at = limits.end
        elif (found := OTHER_FIGURE.match(text, at)) and not any(
            found.start() <= p.start < found.end() for p in ps
        ):
            at = found.end()
        else:
            break
    read.end = last


def _gather_before(
    read: ReadStatistic, text: str, ps: list[PValue], taken: set[int], found: list[ReadStatistic]
) -> None:
    """Take degrees of freedom, and a p, that are printed before a statistic and belong to no other."""
    if (
        not read.df
        and read.test in {"t", "f", "chi_square", "r"}
        and not (read.test == "r" and read.n)
    ):
        for freedom in FREEDOM.finditer(text, 0, read.start):
            if skip_filler(text, freedom.end()) == read.start and _is_alone(freedom.start(), found):
                read.df = freedom_of(freedom)
                read.start = freedom.start()
    if read.p is None:
        for p in ps:
            if p.start not in taken and skip_filler(text, p.end) == read.start and not p.of:
                read.p = p
                taken.add(p.start)
                read.start = p.start
                return


def _is_alone(at: int, found: list[ReadStatistic]) -> bool:
    return not any(each.start <= at < each.end for each in found)


def _is_certain(read: ReadStatistic) -> bool:
    """Whether a letter with a number is a statistic: it has degrees of freedom, a p, or a name."""
    is_named = len(read.name) > 3 or read.name[:1] == "\u03c7"
    return bool(read.df) or read.p is not None or (is_named and read.test == "chi_square")


def _entry(read: ReadStatistic, sentence: Sentence, *, one_sided_elsewhere: bool) -> TypedStatistic:
    text, p = sentence.text, read.p
    near = text[read.start : read.end + NEAR].split("; ")[0] if p else ""
    is_one_sided = p is not None and (p.is_one_sided or bool(ONE_SIDED.search(near)))
    is_two_sided = p is not None and (p.is_two_sided or bool(TWO_SIDED.search(near)))
    may_be = one_sided_elsewhere or bool(ONE_SIDED.search(text))
    df = read.df if read.test != "f" or len(read.df) == 2 else ()
    return TypedStatistic(
        place=sentence.place,
        says=quoted(sentence, read.start, read.end),
        label=read.label,
        test=read.test,
        statistic=read.value,
        df=df,
        n=read.n or None,
        p=p.text if p else None,
        tails="two" if is_two_sided else "one" if is_one_sided else "either" if may_be else "two",
        p_adjusted=bool(p and (p.is_adjusted or ADJUSTED_P.search(text))),
    )


LONGEST = 320
"""Characters of a sentence that are quoted."""


def quoted(sentence: Sentence, start: int, end: int) -> str:
    """Quote the sentence, or of a long one what is around a passage, as it is printed."""
    printed = sentence.printed
    if len(printed) <= LONGEST:
        return " ".join(printed.split())
    room = max(0, LONGEST - (end - start)) // 2
    first, last = max(0, start - room), min(len(printed), end + room)
    if first:
        first = printed.find(" ", first, start) if " " in printed[first:start] else first
    if last < len(printed):
        last = printed.rfind(" ", end, last) if " " in printed[end:last] else last
    before, behind = ("... " if first else ""), (" ..." if last < len(printed) else "")
    return before + " ".join(printed[first:last].split()) + behind
