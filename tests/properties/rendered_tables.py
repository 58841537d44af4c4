"""Random true papers printed as tables, in the layouts that journals use."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from invented_papers import InventedPaper, invented_paper

from il2report.audit.sources.printed_table import PrintedPaper, PrintedRow, PrintedTable

ARMS = {"active": "Active", "control": "Control"}
CALLED = {
    "fisher": "Fisher's exact test",
    "fisher_mid_p": "another test",
    "chi_square": "the chi-square test",
    "chi_square_yates": "the chi-square test with Yates' correction",
    "student": "Student's t test",
    "welch": "Welch's t test",
}
Expected = tuple[str, str, str, str]
"""What is measured, of whom, which statistic, its text."""


@dataclass
class Style:
    """How one paper prints its cells."""

    rng: random.Random
    names_in: str = field(init=False)
    decimals: str = field(init=False)
    share: str = field(init=False)
    spread: str = field(init=False)
    pair: str = field(init=False)

    def __post_init__(self) -> None:
        rng = self.rng
        self.names_in = rng.choice(["label", "section", "notes", "columns"])
        self.decimals = rng.choice([".", ".", ".", ",", "\u00b7"])
        self.share = rng.choice(
            [
                "{count} ({percent})",
                "{count} ({percent}%)",
                "{count}/{n} ({percent})",
                "{count}/{n} ({percent}%)",
                "{count} [{percent} %]",
            ]
        )
        self.spread = rng.choice(
            [
                "{} ({})",
                "{} \u00b1 {}",
                "{} (\u00b1{})",
                "{} [{}]",
            ]
        )
        self.pair = rng.choice(
            [
                "{} ({}-{})",
                "{} ({}\u2013{})",
                "{} ({} to {})",
                "{} [{}, {}]",
                "{}; {}\u2013{}",
            ]
        )

    def text(self, number: str) -> str:
        """Print a number with the decimal mark of the paper."""
        return number.replace(".", self.decimals)

    def read(self, number: str) -> str:
        """Give the text that is read of it: a comma becomes a point."""
        return number.replace(".", self.decimals if self.decimals != "," else ".")


@dataclass
class Rendered:
    """A paper as printed, and what it prints."""

    invented: InventedPaper
    paper: PrintedPaper
    expected: set[Expected]
    style: Style


class Printer:
    """One paper being printed."""

    def __init__(self, seed: int) -> None:
        self.invented = invented_paper(seed)
        self.document = self.invented.document
        self.rng = random.Random(f"printed {seed}")
        self.style = Style(self.rng)
        self.expected: set[Expected] = set()
        groups = self.document["groups"]
        self.n = {"all": groups["all"]["n"]["T1"], **{a: groups[a]["n"]["MET"] for a in ARMS}}

    def rendered(self) -> Rendered:
        """Print it."""
        tables = (self._of_arms(), self._of_all(), self._of_grades())
        for arm, label in ARMS.items():
            self._expect(label, label, "n", self.n[arm])
        self._expect("All patients", "All patients", "n", self.n["all"])
        return Rendered(self.invented, PrintedPaper("A paper", tables), self.expected, self.style)

    def _expect(self, label: str, group: str, statistic: str, number: str) -> None:
        self.expected.add((label, group, statistic, number))

    # --- cells ---

    def _share(self, label: str, arm: str, share: str) -> str:
        group = ARMS.get(arm, "All patients")
        count, percent = self._parted(share)
        self._expect(label, group, "count", count)
        self._expect(label, group, "percent", self.style.read(percent))
        return self.style.share.format(count=count, percent=self.style.text(percent), n=self.n[arm])

    @staticmethod
    def _parted(share: str) -> tuple[str, str]:
        count, _, percent = share.partition(" (")
        return count, percent.removesuffix(")")

    def _mean(self, label: str, arm: str, of: dict[str, Any]) -> str:
        mean, sd = of["mean"]["T1"], of["sd"]["T1"]
        group = ARMS.get(arm, "All patients")
        self._expect(label, group, "mean", self.style.read(mean))
        self._expect(label, group, "SD", self.style.read(sd))
        return self.style.spread.format(self.style.text(mean), self.style.text(sd))

    def _median(self, label: str, of: dict[str, Any]) -> str:
        median, (low, high) = of["median"]["T1"], of["range"]["T1"].split("-")
        for statistic, number in (("median", median), ("minimum", low), ("maximum", high)):
            self._expect(label, "All patients", statistic, self.style.read(number))
        return self.style.pair.format(*map(self.style.text, (median, low, high)))

    def _p(self, label: str, name: str, marks: dict[str, str]) -> str:
        test = self.document["tests"].get(name)
        if test is None:
            return ""
        p = test["p"]["RES"]
        self._expect(label, "", "p", self.style.read(p))
        mark = marks.setdefault(CALLED[test["method"]], "abcdefgh"[len(marks)])
        return self.style.text(p) + f"^{mark}"

    # --- tables ---

    def _of_arms(self) -> PrintedTable:
        """Features and measures by arm, with p-values whose notes name the tests."""
        marks: dict[str, str] = {}
        rows = []
        [table] = [t for t in self.document["tables"] if "groups" in t]
        for name, cells in table["rows"].items():
            label = name.capitalize()
            shares = [self._share(label, arm, c) for arm, c in zip(ARMS, cells, strict=True)]
            rows.append((self._named(label, "No. (%)"), 0, (*shares, self._p(label, name, marks))))
        for name, of in self.document["measures"].items():
            if "by" not in of:
                continue
            label = name.capitalize()
            means = [self._mean(label, arm, of["by"][arm]) for arm in ARMS]
            rows += self._measure(label, "mean (SD)", (*means, self._p(label, name, marks)))
        heads, size = self._heads([*ARMS.values()], [self.n[arm] for arm in ARMS])
        heads = tuple((*head, "P value") for head in heads)
        size = [(label, indent, (*cells, "")) for label, indent, cells in size]
        notes = [f"{mark} {called[:1].upper()}{called[1:]}." for called, mark in marks.items()]
        return self._table("T1", heads, [*size, *rows], notes)

    def _named(self, label: str, statistic: str) -> str:
        where = self.style.names_in
        return f"{label}, {statistic}" if where in {"label", "section"} else label

    def _measure(
        self, label: str, statistic: str, cells: Sequence[str]
    ) -> list[tuple[str, int, Sequence[str]]]:
        """Print a measure on one row, or on a row below its name."""
        if self.style.names_in == "section":
            blank = [""] * (len(cells) - 1)
            return [(label, 0, [*blank, cells[-1]]), (statistic.capitalize(), 1, [*cells[:-1], ""])]
        return [(f"{label}, {statistic}", 0, cells)]

    def _heads(
        self, labels: Sequence[str], sizes: Sequence[str]
    ) -> tuple[tuple[tuple[str, ...], ...], list[tuple[str, int, Sequence[str]]]]:
        """Print sizes in the heads, below them, or in the first row."""
        where = self.rng.choice(["head", "below", "row"])
        if where == "row":
            return ((("Characteristic", *labels),), [("No. of patients", 0, list(sizes))])
        sized = [self.rng.choice([f"(n = {n})", f"(N={n})"]) for n in sizes]
        if where == "below":
            return ((("Characteristic", *labels), ("", *sized)), [])
        joined = [f"{label} {size}" for label, size in zip(labels, sized, strict=True)]
        return ((("Characteristic", *joined),), [])

    def _of_all(self) -> PrintedTable:
        """Categories and measures of all patients."""
        rows: list[tuple[str, int, Sequence[str]]] = []
        for name, members in (
            ("sex", ("female", "male")),
            ("response", ("complete", "partial", "stable", "progressive")),
        ):
            section = name.capitalize()
            rows.append((self._named(section, "n (%)"), 0, [""]))
            for member in members:
                of = self.document["features"][f"{name}_{member}"]
                share = f"{of['count']['RES']} ({of['percent']['T1']})"
                cell = self._share(f"{section}: {member.capitalize()}", "all", share)
                rows.append((member.capitalize(), 1, [cell]))
        for name, of in self.document["measures"].items():
            if "median" in of:
                label = f"{name.capitalize()} at entry"
                rows.append((label, 0, [""]))
                rows.append(("Mean (SD)", 1, [self._mean(label, "all", of)]))
                rows.append(("Median (range)", 1, [self._median(label, of)]))
        heads, size = self._heads(["All patients"], [self.n["all"]])
        return self._table("T2", heads, [*size, *rows], [])

    def _of_grades(self) -> PrintedTable:
        """Adverse events by grade, in percent."""
        [table] = [t for t in self.document["tables"] if "grades" in t]
        grades = ("grade 3", "grade 4", "any grade")
        rows = []
        for name, cells in table["rows"].items():
            label = name.capitalize()
            for grade, cell in zip(grades, cells, strict=True):
                if cell:
                    self._expect(
                        f"{label}, {grade}", "All patients", "percent", self.style.read(cell)
                    )
            rows.append((label, 0, [self.style.text(cell) for cell in cells]))
        heads = (("Event, %", "Grade 3", "Grade 4", "All grades"),)
        caption = f"Adverse events (N = {self.n['all']})"
        return self._table("T3", heads, rows, ["Values are percentages."], caption)

    def _table(
        self,
        place: str,
        heads: Sequence[Sequence[str]],
        rows: Sequence[tuple[str, int, Sequence[str]]],
        notes: Sequence[str],
        caption: str = "",
    ) -> PrintedTable:
        named = (
            [] if place == "T3" else ["Values are No. (%) or mean (SD) unless stated otherwise."]
        )
        return PrintedTable(
            place=place,
            heading=f"Table {place[1:]}",
            caption=caption,
            heads=tuple(map(tuple, heads)),
            rows=tuple(
                PrintedRow(label, indent, tuple(cells), line)
                for line, (label, indent, cells) in enumerate(rows, start=1 + len(heads))
            ),
            notes=(*notes, *named),
        )


def rendered_paper(seed: int) -> Rendered:
    """Print a random true paper."""
    return Printer(seed).rendered()
