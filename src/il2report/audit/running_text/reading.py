"""From paragraphs to figures: each sentence is read by every reader, and what is left over is listed."""

import re
from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from il2report.audit.layout import TypedStatistic
from il2report.audit.running_text.atoms import (
    ADJUSTED_P,
    ONE_SIDED,
    SEVERAL_P,
    PValue,
    intervals,
    is_possible_p,
    p_values,
)
from il2report.audit.running_text.centers import read_centers
from il2report.audit.running_text.estimates import (
    read_estimates,
    read_other_estimates,
    read_percentages,
)
from il2report.audit.running_text.figures import (
    PrintedFigureInText,
    Read,
    RunningText,
    UnreadPassage,
)
from il2report.audit.running_text.proportions import read_proportions
from il2report.audit.running_text.sentences import Sentence, split_text
from il2report.audit.running_text.statistics import quoted, read_statistics
from il2report.audit.vocabulary import NO_ENTRY

RULE = re.compile(
    r"considered|regarded|deemed|defined|threshold|cut-?off|level of (?:statistical )?significance|significance level"
    r"|set (?:at|to)|denot|indicat|taken (?:as|to)|interpreted|power (?:of|to)|alpha",
    re.IGNORECASE,
)
LEVELS = frozenset({"0.05", ".05", "0.01", ".01", "0.001", ".001", "0.10", ".10", "0.1", ".1"})
NO_ESTIMATE = "no estimate was found beside this interval"
SEVERAL = "it is said of several p-values"
STARRED = re.compile(r"[*\u2020\u2021#]\s*$")


def read_running_text(paragraphs: Sequence[str]) -> RunningText:
    """Read the figures of running text.

    Parameters
    ----------
    paragraphs : texts in reading order; one that is "Results" or "Methods" alone is a heading

    Returns
    -------
    RunningText
        The figures with their sentences, and passages that look like figures and were not read.
    """
    split = split_text(paragraphs)
    one_sided = any(ONE_SIDED.search(sentence.text) for sentence in split.sentences)
    figures: list[PrintedFigureInText] = []
    unread: list[UnreadPassage] = []
    for sentence in split.sentences:
        if any(sign.isdigit() for sign in sentence.text):
            try:
                figures += _figures(sentence, one_sided_elsewhere=one_sided)
            except ValidationError:
                unread.append(UnreadPassage(sentence.place, sentence.text, NO_ENTRY))
            unread += _left_over(sentence)
    used = {each.place for each in figures} | {each.place for each in unread}
    places = {place: split.places[place] for place in split.places if place in used}
    return RunningText(tuple(figures), tuple(unread), places)


def _figures(sentence: Sentence, *, one_sided_elsewhere: bool) -> list[PrintedFigureInText]:
    ps = list(p_values(sentence.text))
    read: list[Read] = [
        *read_statistics(sentence, ps, one_sided_elsewhere=one_sided_elsewhere),
        *read_estimates(sentence, ps),
        *read_centers(sentence),
        *read_proportions(sentence),
        *read_percentages(sentence),
        *_single_ps(sentence, ps),
        *read_other_estimates(sentence),
    ]
    return [
        PrintedFigureInText(sentence.place, _passage(sentence, start, end), entry)
        for start, end, entry in sorted(read, key=lambda each: each[:2])
    ]


def _passage(sentence: Sentence, start: int, end: int) -> str:
    """Give a stretch as printed, with the bracket that closes it."""
    stretch = sentence.printed[start:end]
    for opening, closing in ("()", "[]"):
        if (
            stretch.count(opening) > stretch.count(closing)
            and sentence.printed[end : end + 1] == closing
        ):
            stretch += closing
    return " ".join(stretch.split())


def _single_ps(sentence: Sentence, ps: list[PValue]) -> Iterator[tuple[int, int, TypedStatistic]]:
    """Take the p-values that belong to nothing that was read; rules such as P < .05 are none."""
    for p in ps:
        if not sentence.is_free(p.start, p.end) or _is_rule(p, sentence) or not is_possible_p(p):
            continue
        sentence.claim(p.start, p.end)
        label = f"P {p.of}".replace("P P", "P") if p.of else None
        yield (
            p.start,
            p.end,
            TypedStatistic(
                place=sentence.place,
                says=quoted(sentence, p.start, p.end),
                label=label,
                p=p.text,
                tails="one" if p.is_one_sided else "two",
                p_adjusted=bool(p.is_adjusted or ADJUSTED_P.search(sentence.text)),
            ),
        )


def _is_rule(p: PValue, sentence: Sentence) -> bool:
    if STARRED.search(sentence.text[: p.start]):
        return True
    is_level = p.text.lstrip("<\u2264") in LEVELS
    return is_level and "ignific" in sentence.text and bool(RULE.search(sentence.text))


def _left_over(sentence: Sentence) -> Iterator[UnreadPassage]:
    seen = [(each.start, each.end, NO_ESTIMATE) for each in intervals(sentence.text)]
    seen += [(*found.span(), SEVERAL) for found in SEVERAL_P.finditer(sentence.text)]
    for start, end, reason in seen:
        if sentence.is_free(start, end):
            passage = " ".join(sentence.printed[start:end].split())
            yield UnreadPassage(sentence.place, passage, reason)
