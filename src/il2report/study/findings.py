"""Findings about a study, from where they are made to the list that a reader sees.

One mistake in many rows is one finding, which names the other rows; a notice that study.toml
accepts is taken out; a file has up to so many errors.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from il2report.errors import Finding, Place, Severity, abridged
from il2report.study.configuration import FILE, Acceptance

ROWS_NAMED = 3
"""How many further rows a finding names; what is left is counted, unless it is one row."""
MOST_ALIKE = 10
"""Up to so many findings of one kind in one column are listed one by one."""
RANGES_NAMED = 10
EACH_OF_ITS_OWN = frozenset(
    {"unknown-code", "unknown-patient", "look-alike-code", "word-for-unknown"}
)
"""Findings that name a text of their own, each for all its rows."""
LONGEST_QUOTE = 40


def quoted(cell: str) -> str:
    """Quote a cell, shortened where it is long."""
    return repr(abridged(cell, LONGEST_QUOTE))


def alike(cells: Iterable[tuple[int, str]]) -> Iterator[tuple[str, list[int]]]:
    """Give each text of a column with all its places.

    Parameters
    ----------
    cells : place and text of each cell in question, from the top

    Returns
    -------
    iterator of text and places
        In the order of their first places. Blank cells come one by one: each needs a value of
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
    return _with(finding, f"{rows} {verb[len(others) > 1]} {wrong or 'it'} too")


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
    found, kinds = tuple(findings), dict[object, list[Finding]]()
    for finding in found:
        place = finding.place
        if place.row is not None and finding.code not in EACH_OF_ITS_OWN:
            kind = finding.code, finding.severity, place.file, place.sheet, place.column
            kinds.setdefault(kind, []).append(finding)
    first, dropped = dict[int, Finding](), set[int]()
    for of in kinds.values():
        if len(of) > MOST_ALIKE:
            rows = ranges(finding.place.row or 0 for finding in of[1:])
            if len(rows) > RANGES_NAMED + 1:
                rows[RANGES_NAMED:] = ["others"]
            named = _and(rows) if len(rows) > 1 else rows[0]
            count = len(of) - 1
            more = f"{count} further cells of the column are wrong: rows {named}"
            if of[0].severity is Severity.NOTICE:
                more = f"The same applies to {count} further rows: {named}"
            first[id(of[0])] = _with(of[0], more)
            dropped |= {id(finding) for finding in of[1:]}
    return tuple(first.get(id(one), one) for one in found if id(one) not in dropped)


def ranges(rows: Iterable[int]) -> list[str]:
    """Write ascending numbers, those that follow each other as a range: 3 to 16, 18."""
    found: list[list[int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return [str(low) if low == high else f"{low} to {high}" for low, high in found]


def _with(finding: Finding, sentence: str) -> Finding:
    """Add a sentence to the message of a finding."""
    stop = "" if finding.message.endswith((".", "?")) else "."
    return replace(finding, message=f"{finding.message}{stop} {sentence}")


def _and(texts: Sequence[str]) -> str:
    return " and ".join([", ".join(texts[:-1]), texts[-1]])


@dataclass(frozen=True, slots=True)
class AcceptedNotice:
    """A notice that does not count, and why: the study team looked into it and found it right."""

    notice: Finding
    reason: str

    def __str__(self) -> str:
        return f"accepted: {self.notice} Reason: {self.reason}"


AFTER_READING = frozenset({"few-events", "collinear-variables", "over-limit", "unplaced-float"})
"""Codes of notices on a study that `check` and a build find once it has been read."""
BY_CHECK_ALONE = frozenset(
    {
        *("number-in-title", "uncited-reference", "unknown-id"),
        *("correction-not-made", "wrong-old-value", "undocumented-change"),
    }
)
"""Codes of notices on a study that `check` alone finds."""


def without_accepted(
    findings: Sequence[Finding],
    entries: Mapping[int, Acceptance],
    later: Collection[str] = AFTER_READING | BY_CHECK_ALONE,
) -> tuple[tuple[Finding, ...], tuple[AcceptedNotice, ...], Mapping[int, Acceptance]]:
    """Take out the notices that study.toml accepts, and report the entries that accept none.

    An entry holds for its line alone: when the data change so that the notice reads otherwise, the
    notice is back and the entry is a notice itself.

    Parameters
    ----------
    findings : of a study without errors, which would hide notices
    entries : of study.toml, `accepted`, by their numbers
    later : codes of notices that may still be found; an entry of one is not reported yet

    Returns
    -------
    the findings that count, the notices that do not, and the entries of later notices
    """
    lines = {str(finding) for finding in findings if not finding.is_error}
    waiting = {number: entry for number, entry in entries.items() if entry.line not in lines}
    idle = tuple(
        Finding(
            "idle-acceptance",
            Place(FILE),
            f"accepted, entry {number}: no notice about data or study.toml reads"
            f" {quoted(entry.notice)}; delete the entry, or copy the whole line that check prints",
            Severity.NOTICE,
        )
        for number, entry in waiting.items()
        if entry.code not in later
    )
    reasons = {entry.line: entry.reason for entry in entries.values()}
    accepted = tuple(
        AcceptedNotice(finding, reasons[str(finding)])
        for finding in findings
        if not finding.is_error and str(finding) in reasons
    )
    taken = {each.notice for each in accepted}
    counting = idle + tuple(finding for finding in findings if finding not in taken)
    return counting, accepted, {n: e for n, e in waiting.items() if e.code in later}
