"""Which rows of a grid are its heads, and over which columns each text of a head extends."""

import re
from collections.abc import Sequence
from itertools import pairwise

from il2report.audit.sources.grid import Grid, GridRow

SIZE = re.compile(
    r"[(\[]?\s*(?:total\s+)?n\s*[=:\ufe55\uff1d]\s*[\d\s.,\u00a0\u2009\u202f\u00b7]+\s*(?:\(\s*\d[\d.,\u00b7]*\s*%\s*\))?\s*[)\]]?"
    r"(?:\^?\S{1,2})?",
    re.IGNORECASE,
)
UNITS = re.compile(
    r"\(?(?:no\.?|n|number|count)?\s*[(\[]?\s*(?:%|percent|per cent)\s*[)\]]?\)?|no\.?|n",
    re.IGNORECASE,
)
WORDS = re.compile(
    r"\b(?:to|and|or|of|vs|ci|se|sd|iqr|range|nr|ne|na|n/a|nd|ns|hr|rr|p|n|mean|median|not|reached|reported|estimable"
    r"|months?|mo|years?|yrs?|days?|weeks?|wk|hours?|min|mg|kg|ml|cm|mm)\b",
    re.IGNORECASE,
)
CONFIDENCE = re.compile(
    r"\d{2}(?:\.\d)?\s*%\s*(?:C\.?\s?r?I\b\.?|confidence\b|credible\b)|25(?:th)?\W+75(?:th)?\W*percentiles?",
    re.IGNORECASE,
)
"""Numbers of a head such as "95% CI", which are no figures."""
MISSING = re.compile(
    r"[-\u2010-\u2015\u2212.\u2026]+|n/?[aders]\.?|not (?:reached|reported|estimable|available)",
    re.IGNORECASE,
)
LEVEL = re.compile(
    r"(?:grades?\s*)?(?:[<>\u2264\u2265=]?\s*\d{1,4}(?:\s*[-\u2013/]\s*\d{1,4})?\+?|any|all|total)",
    re.IGNORECASE,
)
FIRST_NUMBER = re.compile(r"\d+")
P_VALUE = re.compile(r"\^?\(?p\b.{0,12}$|.*\bp[- ]?values?\b.*", re.IGNORECASE)
NAME_OF_LABELS = re.compile(
    r"(?:(?:baseline|patients?|clinical|demographics?|study|adverse|side|treatment|primary|secondary)\W+)*(?:and\W+)?"
    r"(?:characteristics?|demographics?|variables?|parameters?|events?|effects?|reactions?|outcomes?|end\W?points?"
    r"|toxicit(?:y|ies)|factors?|categor(?:y|ies)|items?|measures?|subgroups?|groups?|covariates?|predictors?|symptoms?"
    r"|features?|terms?|data|models?|scales?|tests?|diagnos[ie]s)\b.{0,40}",
    re.IGNORECASE,
)
"""What the first column of a table is called, where it is called anything."""
MOST_HEADS = 6
HIGHEST_GRADE = 5
FIRST_YEAR, LAST_YEAR = 1900, 2100


def is_figure(text: str) -> bool:
    """Whether a cell prints a figure of a patient group, such as `12/45 (26.7)` or `NR`."""
    if MISSING.fullmatch(text):
        return True
    rest = WORDS.sub("", CONFIDENCE.sub("", SIZE.sub("", text)))
    return any(sign.isdigit() for sign in rest) and not re.search(r"[^\W\d_]{2,}", rest)


def head_count(grid: Grid) -> int:
    """Count the rows of the head: those that the file names, or those that have no figures."""
    named = grid.head_rows
    if named is not None and 0 < named < len(grid.rows):
        count = named
        while count < min(len(grid.rows) - 1, named + 2) and _is_head(grid, count):
            count += 1
        return count
    count = 0
    while count < min(len(grid.rows) - 1, MOST_HEADS) and _is_head(grid, count):
        count += 1
    return count


def is_like_a_head(row: GridRow, first: GridRow) -> bool:
    """Whether a row after a blank one begins another table: it is no figure, and begins as the first did."""
    others = [row.cells[column].shown for column in row.filled if column]
    if not others or any(is_figure(text) for text in others):
        return False
    label = row.cells[0].shown
    return not label or label == first.cells[0].shown


def _others(row: GridRow) -> list[str]:
    return [row.cells[column].shown for column in row.filled if column]


def _continues(row: GridRow) -> bool:
    """Whether a row continues a head: group sizes, units, or texts below an empty label."""
    others = _others(row)
    if not others:
        return False
    if all(SIZE.fullmatch(text) for text in others):
        return True
    if all(UNITS.fullmatch(text) for text in others):
        return True
    return not row.cells[0].shown and not any(map(is_figure, others))


def _is_head(grid: Grid, index: int) -> bool:
    row, before = grid.rows[index], grid.rows[:index]
    others = _others(row)
    if not others:
        return False
    if all(cell.is_head for cell in row.cells if cell.shown):
        return True
    figures = sum(map(is_figure, others))
    if not before:
        is_unnamed = not row.cells[0].shown
        return is_unnamed or figures < len(others) / 2 or _are_levels(others)
    if _continues(row):
        return True
    if _are_levels(others, among_figures=True):
        has_levels = any(_are_levels(_others(each)) for each in before)
        is_unnamed = not row.cells[0].shown
        return is_unnamed or (not has_levels and _is_due(row, before))
    return not figures and _is_due(row, before)


def _is_due(row: GridRow, heads: Sequence[GridRow]) -> bool:
    """Whether a further row of the head is due: it names the labels, or what is below a text over several columns."""
    last = heads[-1]
    is_unnamed = not any(each.cells[0].shown for each in heads)
    if is_unnamed and NAME_OF_LABELS.fullmatch(row.cells[0].shown):
        return True
    return any(column and not last.cells[column].shown for column in row.filled)


def _are_levels(texts: Sequence[str], *, among_figures: bool = False) -> bool:
    """Whether texts are grades, years or times: two numbers or more that rise, once or for each group.

    Below a head, among rows of figures, they can only be grades or years.
    """
    if not all(LEVEL.fullmatch(text) for text in texts):
        return False
    numbers = [int(found[0]) for text in texts if (found := FIRST_NUMBER.search(text))]
    cycle = next((n for n in range(1, len(numbers)) if numbers[n] == numbers[0]), len(numbers))
    rising = numbers[:cycle]
    is_rising = all(a < b for a, b in pairwise(rising)) and all(
        number == rising[at % cycle] for at, number in enumerate(numbers)
    )
    if len(rising) < 2 or not is_rising:
        return False
    are_years = rising[0] >= FIRST_YEAR and rising[-1] <= LAST_YEAR
    return are_years or (
        rising[-1] <= HIGHEST_GRADE if among_figures else rising[0] <= HIGHEST_GRADE
    )


def spread_heads(grid: Grid, count: int) -> list[list[str]]:
    """Give the texts of the heads by column, each repeated in the columns that it covers."""
    heads = [_spread(row) for row in grid.rows[:count]]
    if grid.has_spans or not heads:
        return heads
    below = heads[-1]
    for row, texts in reversed([*zip(grid.rows, heads[:-1], strict=False)]):
        if all(cell.span == 1 for cell in row.cells):
            _extend(texts, below)
        below = [text or lower for text, lower in zip(texts, below, strict=True)]
    return heads


def _spread(row: GridRow) -> list[str]:
    texts = [cell.shown for cell in row.cells]
    for column, cell in enumerate(row.cells):
        if cell.shown and cell.span > 1:
            for covered in range(column + 1, min(column + cell.span, len(texts))):
                texts[covered] = texts[covered] or cell.shown
    return texts


def _extend(texts: list[str], below: Sequence[str]) -> None:
    """Extend each text over the blanks after it, as a merged cell is copied, where the next row has texts.

    The columns below a text repeat in the next: "n, %" below each group. A p-value, or what
    comes after the pattern of the first text, belongs to none.
    """
    starts = [column for column, text in enumerate(texts) if text and column]
    runs = {start: _run(texts, below, start) for start in starts}
    pattern = below[starts[0] : starts[0] + runs[starts[0]]] if starts else []
    for start, length in runs.items():
        own = list(below[start : start + length])
        if len(own) > len(pattern) > 1 and own[: len(pattern)] == list(pattern):
            own = own[: len(pattern)]
        if len(own) > 1:
            texts[start : start + len(own)] = [texts[start]] * len(own)


def _run(texts: Sequence[str], below: Sequence[str], start: int) -> int:
    """Count the columns from a text to the next one that have something below and no p-value."""
    if not below[start]:
        return 1
    end = start + 1
    while end < len(texts) and not texts[end] and below[end] and not P_VALUE.fullmatch(below[end]):
        end += 1
    return end - start
