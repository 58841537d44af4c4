"""Write docs/audit-rates.md: how much of what is wrong the audit finds, and that it finds nothing else.

    python tools/audit_rates.py              draw the papers, write the record and the page
    python tools/audit_rates.py --page       write the page from the record as it is
    python tools/audit_rates.py --check      compare the page with its record, and some papers anew

Papers about random true cohorts are printed (tests/properties/invented_papers.py); none may have a
finding that claims proof. In each, one figure of every kind gets one wrong digit, and the record
says which were found. Every paper has its own seed, so that any of them can be drawn again alone.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests/properties"))

from invented_papers import LARGEST, SMALLEST, InventedPaper, Slot, invented_paper
from rendered_tables import rendered_paper

from il2report.audit import AuditFinding, Certainty, audit
from il2report.audit.cells import PAIRED_KEYS
from il2report.audit.sources.printed_table import PrintedPaper
from il2report.audit.understanding import understand
from il2report.audit.understanding.understood import Understood

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "audit-rates.md"
RECORD = ROOT / "docs" / "audit-rates.csv"
PAPERS = 600
DRAWN_AGAIN = (7, 131, 256, 388, 512)
"""Papers that --check draws anew; all of them take minutes."""
BANDS = ((5, 20), (21, 100), (101, 500))
UNTOUCHED = "nothing"
ABOUT_PAPER = ("paper", "size", "rule")
DOUBTED = "doubted"
WRITTEN = {"proved": "p", "unless-truncated": "u", "suspicious": "s", DOUBTED: "d", "missed": "-"}
"""How the record writes an outcome."""
SURE = (Certainty.PROVED, Certainty.UNLESS_TRUNCATED, Certainty.SUSPICIOUS)
"""What is found, the surest first."""
FOUND = {certainty.value for certainty in SURE}
IN_TABLE = "printed table: "
"""How the kinds of figures begin that were changed in a table as it is printed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the audit said of one paper with one error of a kind, or with none.

    `outcome` is the certainty of the surest finding that is new, or missed; in a true paper the
    certainty of a false finding.
    """

    paper: int
    size: int
    rule: str
    kind: str
    outcome: str


def outcomes(seed: int) -> Iterator[Outcome]:
    """Audit a true paper, then the same with one error of each kind."""
    paper = invented_paper(seed)
    before = audit(paper.paper())
    yield Outcome(seed, paper.size, paper.rule, UNTOUCHED, judged(before, ()))
    rng = random.Random(seed)  # noqa: S311 (no secret)
    kinds = dict.fromkeys(slot.kind for slot in paper.slots)
    for kind in kinds:
        slots = [slot for slot in paper.slots if slot.kind == kind]
        found = planted(paper, rng.choice(slots), rng, before)
        yield Outcome(seed, paper.size, paper.rule, kind, found)
    for kind, found in of_printed_tables(seed):
        yield Outcome(seed, paper.size, paper.rule, f"{IN_TABLE}{kind}", found)


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number of a printed cell: its table, row, column and place in the text."""

    table: int
    row: int
    column: int
    start: int
    end: int

    def with_wrong_digit(self, paper: PrintedPaper, rng: random.Random) -> PrintedPaper:
        """Change one digit of it; a number of several digits does not begin with 0."""
        table = paper.tables[self.table]
        row = table.rows[self.row]
        text = row.cells[self.column]
        places = [at for at in range(self.start, self.end) if text[at].isdigit()]
        at = rng.choice(places)
        is_first = at == self.start and len(places) > 1
        digit = rng.choice([d for d in "0123456789"[is_first:] if d != text[at]])
        cells = list(row.cells)
        cells[self.column] = f"{text[:at]}{digit}{text[at + 1 :]}"
        rows, tables = list(table.rows), list(paper.tables)
        rows[self.row] = replace(row, cells=tuple(cells))
        tables[self.table] = replace(table, rows=tuple(rows))
        return replace(paper, tables=tuple(tables))


def of_printed_tables(seed: int) -> Iterator[tuple[str, str]]:
    """Print the paper as tables, change one number of each kind, read it and audit it."""
    printed = rendered_paper(seed).paper
    read = understand(printed)
    before, doubts = audit(read.paper()), said(read)
    rng = random.Random(f"table {seed}")  # noqa: S311 (no secret)
    for kind, numbers in sorted(printed_numbers(printed, read).items()):
        wrong = understand(rng.choice(numbers).with_wrong_digit(printed, rng))
        found = judged(audit(wrong.paper()), before)
        yield kind, DOUBTED if found == "missed" and said(wrong) - doubts else found


def said(read: Understood) -> set[tuple[str, str, str]]:
    """List what was inferred of a paper or not read, with its place."""
    unread = ((each.row, each.column, each.reason) for each in read.unread)
    return {(each.row, each.column, each.message) for each in read.doubts} | set(unread)


def printed_numbers(paper: PrintedPaper, read: Understood) -> dict[str, list[PrintedNumber]]:
    """List the numbers of the cells by what they were read as."""
    keys = {(cell.place, cell.line, cell.printed): cell.statistics for cell in read.cells}
    found: dict[str, list[PrintedNumber]] = {}
    for at, table in enumerate(paper.tables):
        for line, row in enumerate(table.rows):
            for column, text in enumerate(row.cells):
                statistics = keys.get((table.place, row.line, text), "")
                named = [
                    key
                    for key in filter(None, statistics.split(", "))
                    for _ in range(2 if key in PAIRED_KEYS else 1)
                ]
                numbers = list(re.finditer(r"\d+(?:[.,\u00b7]\d+)?", text))
                if len(named) == len(numbers):
                    for key, number in zip(named, numbers, strict=True):
                        place = PrintedNumber(at, line, column, *number.span())
                        found.setdefault(key, []).append(place)
    return found


def planted(
    paper: InventedPaper, slot: Slot, rng: random.Random, before: tuple[AuditFinding, ...]
) -> str:
    """Say how an error in one figure was found."""
    return judged(audit(paper.with_error(slot, rng)), before)


def judged(findings: Iterable[AuditFinding], before: Iterable[AuditFinding]) -> str:
    """Give the surest finding that is new or surer than before, or missed where there is none."""
    known = {(finding.check, finding.message, finding.certainty) for finding in before}
    new = {f.certainty for f in findings if (f.check, f.message, f.certainty) not in known}
    for certainty in SURE:
        if certainty in new:
            return certainty.value
    return "missed"


def listed_outcomes(seed: int) -> list[Outcome]:
    """Audit a paper in a process of its own."""
    return list(outcomes(seed))


def draw(seeds: Iterable[int]) -> list[Outcome]:
    """Audit many papers, on all cores; the order is that of the papers."""
    with ProcessPoolExecutor() as pool:
        return [outcome for found in pool.map(listed_outcomes, seeds) for outcome in found]


def read_record() -> list[Outcome]:
    """Read what was found when the record was made."""
    outcome_of = {letter: outcome for outcome, letter in WRITTEN.items()}
    with RECORD.open(encoding="utf-8", newline="") as file:
        return [
            Outcome(int(row["paper"]), int(row["size"]), row["rule"], kind, outcome_of[letter])
            for row in csv.DictReader(file)
            for kind, letter in row.items()
            if letter in outcome_of and kind not in ABOUT_PAPER
        ]


def write_record(record: list[Outcome]) -> None:
    """Write the record, one line per paper and one column per kind of figure."""
    lines: dict[int, dict[str, object]] = {}
    for one in record:
        line = lines.setdefault(
            one.paper, dict(zip(ABOUT_PAPER, (one.paper, one.size, one.rule), strict=True))
        )
        line[one.kind] = WRITTEN[one.outcome]
    with RECORD.open("w", encoding="utf-8", newline="") as file:
        columns = [*ABOUT_PAPER, UNTOUCHED, *kinds_of(record), *printed_kinds_of(record)]
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines.values())


HEAD = """\
# What the audit finds

How many errors of one digit the checks find, and how often they are wrong. This page is written by
`python tools/audit_rates.py` from docs/audit-rates.csv; do not edit it.

{papers} papers about random true cohorts of {smallest} to {largest} patients were printed, each to the last digit as it
should be: counts, percentages, means, standard deviations, medians, ranges, p-values, intervals and
grades, rounded by one rule that most of the papers do not state. In each, one figure of every kind
was given one wrong digit.

"""
FALSE = """\
## True papers

| | papers | with a finding that claims proof | proof unless truncated at most | a suspicious one at most |
|---|---|---|---|---|
{rows}
"""
TABLE = """\
## Errors of one digit

Proved: a contradiction that neither rounding at the half nor truncating explains. Unless truncated: proved, or a
contradiction that truncating alone explains. Found: either of them, or suspicious. A figure can be found
through itself or through the figures that it is printed with.

| figure with the error | planted | proved | or unless truncated | found | {bands} |
|---|---|---|---|---|{rules}|
"""
PRINTED = """
The last columns give the share found by the number of patients.

## Errors of one digit in tables as they are printed

The same papers were printed as tables in the layouts that journals use, one number of each kind was given a wrong digit in
its cell, and the tables were read without a word about them. Doubted: found, or listed among what was inferred or not
read. A wrong count that a percentage beside it shows may as well be one of patients with no value, so that less is
proved than of figures that are typed.

| number with the error | planted | proved | or unless truncated | found | or doubted |
|---|---|---|---|---|---|
"""
FOOT = """

## What cannot be found

- **A digit that still prints a possible figure.** A group of n patients makes n + 1 of the 100 x 10^d percentages with d
  decimals possible. With 15 patients nearly every wrong digit of a percentage shows, with 500 at one
  decimal fewer than half do. The same holds for means of whole numbers: beyond n = 10^d every mean is possible.
- **A figure that stands alone.** A count that is printed once and part of no whole shows only when it exceeds its
  group; a percentage or a mean of whole numbers is compared with its denominator and nothing else. The high shares
  above are those of figures with company: the papers print most things twice, or by group and in all.
- **The last digits of an SD.** Whole values tie the SD to a grid (GRIMMER) that is finer than print from about
  ten values on. Range, groups and the p-value leave wider room than one unit of the last digit.
- **Medians and ranges.** A median of whole numbers must be whole or halfway; else it may lie nearly anywhere
  between the ends. An end is compared with mean, SD and the groups, which exclude an impossible one and not a
  slightly wrong one.
- **Counts of overlapping features** bound each other; only a count beyond the bounds shows.
- **A p-value of means** has a range, since means and SDs are rounded; a wrong digit within the range is not seen.
  That of counts has none, and nearly every wrong digit shows. Both are only as good as the test that was named.
- **An error within the room for rounding.** A proof allows rounding at the half and truncating, unless the file
  states the paper's rule; stating it narrows every interval by a third or a half. Without it what rounding at the half
  excludes is proved unless truncated.
"""


def page(record: list[Outcome]) -> str:
    """Write the page from the record."""
    true = [outcome for outcome in record if outcome.kind == UNTOUCHED]
    bands = " | ".join(f"n {low} to {high}" for low, high in BANDS)
    rules = "|".join("---" for _ in BANDS)
    parts = [
        HEAD.format(papers=len(true), smallest=SMALLEST, largest=LARGEST),
        FALSE.format(rows="".join(false_row(rule, true) for rule in ("rounded", "truncated"))),
        TABLE.format(bands=bands, rules=rules),
        *(f"{row(kind, record)}\n" for kind in kinds_of(record)),
        PRINTED,
        *(f"{printed_row(kind, record)}\n" for kind in printed_kinds_of(record)),
        FOOT,
    ]
    return "".join(parts)


def false_row(rule: str, true: list[Outcome]) -> str:
    """Write what was found in the true papers of one rule of rounding."""
    papers = [o for o in true if (o.rule == "truncated") is (rule == "truncated")]
    counts = (sum(o.outcome == certainty.value for o in papers) for certainty in SURE)
    return f"| without any error, {rule} | {len(papers)} | {' | '.join(map(str, counts))} |\n"


def kinds_of(record: list[Outcome]) -> list[str]:
    """List the kinds of figure, by name."""
    kinds = {outcome.kind for outcome in record} - {UNTOUCHED}
    return sorted((kind for kind in kinds if not kind.startswith(IN_TABLE)), key=str.lower)


def printed_kinds_of(record: list[Outcome]) -> list[str]:
    """List the kinds of number in printed tables, by name."""
    return sorted({outcome.kind for outcome in record if outcome.kind.startswith(IN_TABLE)})


def printed_row(kind: str, record: list[Outcome]) -> str:
    """Write the line of one kind of number in printed tables."""
    planted_ones = [outcome for outcome in record if outcome.kind == kind]
    proofs = ({"proved"}, {"proved", "unless-truncated"}, FOUND, FOUND | {DOUBTED})
    totals = " | ".join(share(planted_ones, of) for of in proofs)
    return f"| {kind.removeprefix(IN_TABLE)} | {len(planted_ones)} | {totals} |"


def row(kind: str, record: list[Outcome]) -> str:
    """Write the line of one kind."""
    planted_ones = [outcome for outcome in record if outcome.kind == kind]
    shares = [
        share([o for o in planted_ones if low <= o.size <= high], FOUND) for low, high in BANDS
    ]
    totals = [share(planted_ones, of) for of in ({"proved"}, {"proved", "unless-truncated"}, FOUND)]
    return f"| {kind} | {len(planted_ones)} | {' | '.join(totals + shares)} |"


def share(among: list[Outcome], of: set[str]) -> str:
    """Write which percentage of errors came out as one of these."""
    return f"{100 * sum(o.outcome in of for o in among) / len(among):.0f}%" if among else "none"


def check() -> int:
    """Compare the page with its record and some papers with what they give now."""
    record = read_record()
    again = draw(DRAWN_AGAIN)
    same = set(again) == {outcome for outcome in record if outcome.paper in DRAWN_AGAIN}
    if same and PAGE.read_text(encoding="utf-8") == page(record):
        return 0
    print("docs/audit-rates.md is not what the audit gives; run without --check", file=sys.stderr)
    return 1


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; return 0, or 1 when the page is not what the audit gives."""
    parser = argparse.ArgumentParser(description="Measure what the audit finds.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--page", action="store_true", help="draw nothing, write the page alone")
    asked = parser.parse_args(arguments)
    if asked.check:
        return check()
    record = read_record() if asked.page else draw(range(PAPERS))
    if not asked.page:
        write_record(record)
    PAGE.write_text(page(record), encoding="utf-8")
    print("\n".join(row(kind, record) for kind in kinds_of(record)))
    print("\n".join(printed_row(kind, record) for kind in printed_kinds_of(record)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
