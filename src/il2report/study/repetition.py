"""One mistake that many rows share is one finding: at the first of them, with word of the others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from il2report.errors import Finding

ROWS_NAMED = 3
"""How many further rows a finding names; what is left is counted, unless it is one row."""


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


def _and(texts: Sequence[str]) -> str:
    return " and ".join([", ".join(texts[:-1]), texts[-1]])
