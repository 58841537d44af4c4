"""One mistake that many rows share is one finding: at the first of them, with word of the others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from il2report.errors import Finding

ROWS_NAMED = 3
"""How many further rows a finding names; what is left is counted, unless it is one row."""

MOST_ALIKE = 10
"""Up to so many findings of one kind in one column are listed one by one."""
RANGES_NAMED = 10
EACH_OF_ITS_OWN = frozenset(
    {"unknown-code", "unknown-patient", "look-alike-code", "word-for-unknown"}
)
"""Findings that name a text of their own, each for all its rows."""


def alike(cells: Iterable[tuple[int, str]]) -> Iterator[tuple[str, list[int]]]:
    """Give each text of a column with all the places where it stands.

    Parameters
    ----------
    cells : place and text of each cell in question, from the top

    Returns
    -------
    iterator of text and places
        In the order of their first places. Blank cells come one by one: each wants a value of
        its own, whereas one wrong text is corrected in one go.
    """
    places: dict[tuple[str, int | None], list[int]] = {}
    for place, text in cells:
        places.setdefault((text, None if text else place), []).append(place)
    return ((text, of) for (text, _), of in places.items())


def shared(finding: Finding, others: Sequence[int], wrong: str = "") -> Finding:
    """Add to a finding about one row which further rows have the same fault.

    Parameters
    ----------
    finding : what is wrong with the first of them
    others : the row numbers of the rest
    wrong : what they are as well, such as "outside it", where their cells need not be the same
    """
    if not others:
        return finding
    named = [str(row) for row in others]
    if len(others) > ROWS_NAMED + 1:
        named[ROWS_NAMED:] = [f"{len(others) - ROWS_NAMED} more"]
    rows = f"Row {named[0]}" if len(others) == 1 else f"Rows {_and(named)}"
    verb = ("is", "are") if wrong else ("has", "have")
    stop = "" if finding.message.endswith((".", "?")) else "."
    return replace(
        finding,
        message=f"{finding.message}{stop} {rows} {verb[len(others) > 1]} {wrong or 'it'} too",
    )


def together(findings: Iterable[Finding], wrong: str) -> Iterator[Finding]:
    """Make one finding of those that a rule has on the rows of one table.

    Parameters
    ----------
    findings : each with a row, from the top
    wrong : what the other rows are as well, such as "outside it"
    """
    found = list(findings)
    if found:
        others = [finding.place.row for finding in found[1:]]
        yield shared(found[0], [row for row in others if row is not None], wrong)


def condensed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Make one finding of many of one kind in one column; codes that are not listed stay apart.

    Parameters
    ----------
    findings : in the order in which they are listed

    Returns
    -------
    tuple of Finding
        In the same order. Up to `MOST_ALIKE` of a kind stay as they are.
    """
    found = tuple(findings)
    kinds: dict[object, list[Finding]] = {}
    for finding in found:
        if (kind := _kind(finding)) is not None:
            kinds.setdefault(kind, []).append(finding)
    many = {kind: of for kind, of in kinds.items() if len(of) > MOST_ALIKE}
    kept: list[Finding] = []
    for finding in found:
        of = many.get(_kind(finding), [finding])
        if finding is of[0]:
            kept.append(_condensed(of))
    return tuple(kept)


def _kind(finding: Finding) -> object:
    place = finding.place
    if place.row is None or finding.code in EACH_OF_ITS_OWN:
        return None
    return finding.code, finding.severity, place.file, place.sheet, place.column


def _condensed(of: Sequence[Finding]) -> Finding:
    if len(of) == 1:
        return of[0]
    rows = _ranges([finding.place.row for finding in of[1:] if finding.place.row is not None])
    stop = "" if of[0].message.endswith((".", "?")) else "."
    message = (
        f"{of[0].message}{stop} {len(of) - 1} further cells of the column are at fault: {rows}"
    )
    return replace(of[0], message=message)


def _ranges(rows: Sequence[int]) -> str:
    """Name rows, those that follow each other as a range: "rows 3 to 16 and 18"."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    named = [str(low) if low == high else f"{low} to {high}" for low, high in ranges]
    if len(named) > RANGES_NAMED + 1:
        named[RANGES_NAMED:] = ["others"]
    return f"rows {_and(named)}" if len(named) > 1 else f"rows {named[0]}"


def _and(texts: Sequence[str]) -> str:
    return " and ".join([", ".join(texts[:-1]), texts[-1]])
