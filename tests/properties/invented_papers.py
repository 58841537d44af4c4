"""Papers about random cohorts, true to the last digit, and errors of one digit planted in them.

Values, counts and the division into groups are drawn; everything printed is computed from them
exactly and rounded by one rule, which the paper may or may not state. Nothing of the audit is used
but its tests of two groups, which are checked elsewhere against R and SciPy.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from il2report.analysis import inference, proportion_intervals, two_by_two
from il2report.audit.layout import TypedPaper
from il2report.audit.paper import PublishedPaper
from il2report.audit.transcript import Transcript
from il2report.errors import Finding
from il2report.values import without_noise

SMALLEST, LARGEST = 5, 500
ARMS = ("active", "control")
RULES = ("half_up", "half_even", "truncated")
COUNT_TESTS = {
    "fisher": lambda first, second: inference.fisher_exact(first, second).value,
    "fisher_mid_p": two_by_two.fisher_mid_p,
    "chi_square": two_by_two.chi_square,
    "chi_square_yates": two_by_two.chi_square_yates,
}
MEAN_TESTS = {"student": inference.student_t, "welch": inference.welch_t}
INTERVALS = {
    "clopper_pearson": lambda k, n: inference.exact_limits(k, n).interval,
    "wilson": proportion_intervals.wilson,
    "wald": proportion_intervals.wald,
    "agresti_coull": proportion_intervals.agresti_coull,
    "jeffreys": proportion_intervals.jeffreys,
}

DIGIT = re.compile(r"\d")
BEFORE = re.compile(r"\d(?=[^(]*\()")
WITHIN = re.compile(r"\d(?=[^(]*\))")

Value = Fraction | int


@dataclass(frozen=True)
class Slot:
    """A printed figure in which an error can be planted: its kind, where it stands, which digits."""

    kind: str
    path: tuple[str | int, ...]
    digits: re.Pattern[str] = DIGIT


@dataclass
class Draft:
    """A paper being typed, with the slots of its figures."""

    rule: str
    document: dict[str, Any]
    slots: list[Slot] = field(default_factory=list)

    def put(self, kind: str, path: tuple[str | int, ...], text: Any) -> None:
        """Type one figure."""
        at = self.document
        for key in path[:-1]:
            at = at.setdefault(key, {}) if isinstance(at, dict) else at[key]
        at[path[-1]] = text
        if kind:
            self.slots.append(Slot(kind, path))

    def printed(self, value: Value | float, decimals: int) -> str:
        """Print a number by the rule of the paper."""
        scaled = Fraction(value) * 10**decimals
        size = abs(scaled)
        whole, rest = divmod(size, 1)
        up = rest > Fraction(1, 2) or (
            rest == Fraction(1, 2) and (self.rule == "half_up" or whole % 2 == 1)
        )
        digits = int(whole) + (up and self.rule != "truncated")
        sign = "-" if scaled < 0 and digits else ""
        text = str(digits).rjust(decimals + 1, "0")
        return sign + (f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text)


@dataclass(frozen=True)
class InventedPaper:
    """A paper about a true cohort of some size, and the rule by which it rounds."""

    size: int
    rule: str
    document: dict[str, Any]
    slots: tuple[Slot, ...]

    def paper(self) -> PublishedPaper:
        """Read it as a file would be read."""
        return transcribed(self.document)

    def with_error(self, slot: Slot, rng: random.Random) -> PublishedPaper:
        """Change one digit of a figure."""
        text = self._holder(self.document, slot)[slot.path[-1]]
        place = rng.choice([found.start() for found in slot.digits.finditer(text)])
        digit = rng.choice([d for d in "0123456789" if d != text[place]])
        return self._with(slot, text[:place] + digit + text[place + 1 :])

    def with_text(self, slot: Slot, text: str) -> PublishedPaper:
        """Type something else for a figure; what is refused is left out."""
        return self._with(slot, text, refused=[])

    def _with(self, slot: Slot, text: str, refused: list[Finding] | None = None) -> PublishedPaper:
        document = copy.deepcopy(self.document)
        self._holder(document, slot)[slot.path[-1]] = text
        return transcribed(document, refused)

    @staticmethod
    def _holder(document: dict[str, Any], slot: Slot) -> Any:
        at: Any = document
        for key in slot.path[:-1]:
            at = at[key]
        return at


def transcribed(document: dict[str, Any], refused: list[Finding] | None = None) -> PublishedPaper:
    """Read a document; it must hold no slip unless there is a list for what is refused."""
    slips: list[Finding] = [] if refused is None else refused
    paper = Transcript(TypedPaper.model_validate(document), "paper.toml", {}, slips.append).paper()
    assert refused is not None or [] == slips
    return paper


def invented_paper(seed: int) -> InventedPaper:
    """Draw a cohort and print it."""
    rng = random.Random(seed)
    size = round(SMALLEST * (LARGEST / SMALLEST) ** rng.random())
    rule = rng.choice(RULES)
    stated = {"truncated": "truncated"}.get(rule, "half")
    rounding = stated if rng.random() < 0.3 else "any"
    draft = Draft(
        rule, {"paper": {"title": f"Paper {seed}", "rounding": rounding, "alpha": "0.05"}}
    )
    Cohort(rng, size, draft).print_all()
    return InventedPaper(size, rule, draft.document, tuple(draft.slots))


class Cohort:
    """Patients in two arms, and how a paper prints what is so of them."""

    def __init__(self, rng: random.Random, size: int, draft: Draft) -> None:
        self.rng, self.size, self.draft = rng, size, draft
        first = rng.randint(2, size - 2)
        self.arms = {"active": range(first), "control": range(first, size)}
        self.percent_decimals = rng.choice([0, 1, 1, 1, 2])
        self.mean_decimals = rng.choice([1, 1, 2])

    def print_all(self) -> None:
        """Print the cohort as a paper would."""
        self._groups()
        self._exclusive("sex", ("female", "male"))
        self._exclusive("response", ("complete", "partial", "stable", "progressive"))
        self._feature_table()
        self._overlapping()
        self._measure("age", self._ages(), whole=True)
        self._measure("laboratory", self._laboratory(), whole=True)
        self._measure("months", self._months(), whole=False)
        self._figures_alone()
        self._grades()

    def _groups(self) -> None:
        self.draft.put("", ("groups", "all", "n"), {"ABS": str(self.size), "T1": str(self.size)})
        for arm, patients in self.arms.items():
            self.draft.put("", ("groups", arm, "n"), {})
            self.draft.put("size of a group", ("groups", arm, "n", "MET"), str(len(patients)))
        self._relate("parts", "all", ARMS)

    def _relate(self, kind: str, whole: str, members: Sequence[str]) -> None:
        relation = {"kind": kind, "whole": whole, "members": list(members)}
        self.draft.document.setdefault("relations", []).append(relation)

    def _percent(self, count: int, n: int) -> str:
        return self.draft.printed(Fraction(100 * count, n), self.percent_decimals)

    def _exclusive(self, name: str, members: Sequence[str]) -> None:
        """Categories that share out the patients: counts in the text, percentages in the table."""
        drawn = [self.rng.choice(members) for _ in range(self.size)]
        for member in members:
            count = drawn.count(member)
            feature = ("features", f"{name}_{member}")
            self.draft.put("count, in text and table", (*feature, "count", "RES"), str(count))
            self.draft.put(
                "percentage, in text and table",
                (*feature, "percent", "T1"),
                self._percent(count, self.size),
            )
        self._relate("parts", "all", [f"{name}_{member}" for member in members])

    def _feature_table(self) -> None:
        """Features by arm, each with a test; the last one by its percentage alone."""
        rows = {}
        for name in ("smoker", "diabetes"):
            has = self._having(self.rng.random())
            counts = [sum(has[p] for p in patients) for patients in self.arms.values()]
            sizes = [len(patients) for patients in self.arms.values()]
            rows[name] = [
                f"{k} ({self._percent(k, n)})" for k, n in zip(counts, sizes, strict=True)
            ]
            self._test_of_counts(name, counts, sizes)
        self.draft.document.setdefault("tables", []).append(
            {"place": "T1", "cells": "count (percent)", "groups": list(ARMS), "rows": rows}
        )
        for name in rows:
            for column in range(2):
                path = ("tables", 0, "rows", name, column)
                self.draft.slots.append(Slot("count, with its percentage", path, BEFORE))
                self.draft.slots.append(Slot("percentage, with its count", path, WITHIN))
        self._rate()

    def _having(self, share: float) -> list[bool]:
        return [self.rng.random() < share for _ in range(self.size)]

    def _test_of_counts(self, name: str, counts: list[int], sizes: list[int]) -> None:
        method = self.rng.choice(list(COUNT_TESTS))
        tables = [(k, n - k) for k, n in zip(counts, sizes, strict=True)]
        p = COUNT_TESTS[method](tables[0], tables[1])
        if isinstance(p, float):
            test = {"feature": name, "groups": list(ARMS), "method": method, "p": {}}
            self.draft.put("", ("tests", name), test)
            self._p("p of counts", name, p)

    def _p(self, kind: str, name: str, p: float) -> None:
        path = ("tests", name, "p", "RES")
        exact = Fraction(repr(without_noise(p)))  # 0.7, and not the binary fraction below it
        if p < 0.001:
            self.draft.put("", path, "<0.001")
        else:
            self.draft.put(kind, path, self.draft.printed(exact, 3))
        if self.rng.random() < 0.5:
            claim = "significant" if p < 0.05 else "not_significant"
            said = {"place": "DIS", "says": f"{name} was {claim}", "about": name, "claim": claim}
            self.draft.document.setdefault("statements", []).append(said)

    def _rate(self) -> None:
        """A percentage without its count, with a confidence interval."""
        count = sum(self._having(self.rng.random()))
        method = self.rng.choice(list(INTERVALS))
        interval = INTERVALS[method](count, self.size)
        ends = [self.draft.printed(float(end), 1) for end in (interval.low, interval.high)]  # type: ignore[arg-type]
        feature = ("features", "response_rate")
        self.draft.put("", (*feature, "interval"), {"method": method})
        kind = "percentage, alone with its interval"
        self.draft.put(kind, (*feature, "percent", "RES"), self._percent(count, self.size))
        self.draft.put("interval of a percentage", (*feature, "ci", "RES"), " to ".join(ends))
        alone = sum(self._having(self.rng.random()))
        self.draft.put(
            "percentage, alone",
            ("features", "alone", "percent", "DIS"),
            self._percent(alone, self.size),
        )

    def _overlapping(self) -> None:
        """A feature made up of two that overlap, and one within it."""
        first, second = self._having(0.3), self._having(0.4)
        either = [one or other for one, other in zip(first, second, strict=True)]
        for name, has in (("surgery", first), ("radiation", second), ("pretreated", either)):
            path = ("features", name, "count", "RES")
            self.draft.put("count, of overlapping features", path, str(sum(has)))
        self._relate("cover", "pretreated", ["surgery", "radiation"])
        if sum(first) == 0:
            said = {
                "place": "DIS",
                "says": "nobody had surgery",
                "about": "surgery",
                "claim": "none",
            }
            self.draft.document.setdefault("statements", []).append(said)

    def _ages(self) -> list[Fraction]:
        return [Fraction(min(89, max(18, round(self.rng.gauss(58, 12))))) for _ in range(self.size)]

    def _laboratory(self) -> list[Fraction]:
        return [Fraction(round(self.rng.lognormvariate(5.5, 0.5))) for _ in range(self.size)]

    def _months(self) -> list[Fraction]:
        return [Fraction(round(self.rng.expovariate(0.1) * 1000), 1000) for _ in range(self.size)]

    def _measure(self, name: str, values: list[Fraction], *, whole: bool) -> None:
        """A measure in all patients and by arm, with a test of the arms and an interval of the mean."""
        self.draft.put("", ("measures", name), {"step": "1", "low": "0"} if whole else {})
        of_what = "whole numbers" if whole else "any numbers"
        self._summary(("measures", name), values, of_what, with_ends=True)
        by_arm = {arm: [values[p] for p in patients] for arm, patients in self.arms.items()}
        for arm, some in by_arm.items():
            self._summary(
                ("measures", name, "by", arm), some, f"{of_what}, of a group", with_ends=False
            )
        method = self.rng.choice(list(MEAN_TESTS))
        p = MEAN_TESTS[method](*([float(v) for v in some] for some in by_arm.values())).value
        if isinstance(p, float):
            test = {"measure": name, "groups": list(ARMS), "method": method, "p": {}}
            self.draft.put("", ("tests", name), test)
            self._p("p of means", name, p)

    def _summary(
        self, path: tuple[str, ...], values: list[Fraction], of_what: str, *, with_ends: bool
    ) -> None:
        decimals = self.mean_decimals
        mean = sum(values, Fraction(0)) / len(values)
        self.draft.put(
            f"mean of {of_what}", (*path, "mean", "T1"), self.draft.printed(mean, decimals)
        )
        sd = self.draft.printed(deviation(values), decimals)
        self.draft.put(f"SD of {of_what}", (*path, "sd", "T1"), sd)
        if with_ends:
            own = 0 if "whole" in of_what else 1
            ends = [self.draft.printed(end, own) for end in (min(values), max(values))]
            self.draft.put(f"range of {of_what}", (*path, "range", "T1"), "-".join(ends))
            middle = self.draft.printed(median(values), decimals)
            self.draft.put(f"median of {of_what}", (*path, "median", "T1"), middle)

    def _figures_alone(self) -> None:
        """A count, a mean, and a mean with its SD, each printed once and part of nothing."""
        count = sum(self._having(self.rng.random()))
        self.draft.put("count, alone", ("features", "once", "count", "DIS"), str(count))
        for name, kind, with_sd in (("visits", "mean", False), ("courses", "SD", True)):
            values = [Fraction(self.rng.randint(0, 12)) for _ in range(self.size)]
            path = ("measures", name)
            self.draft.put("", path, {"step": "1", "low": "0"})
            text = self.draft.printed(sum(values) / len(values), self.mean_decimals)
            first = f"{kind} of whole numbers, alone" if not with_sd else ""
            self.draft.put(first, (*path, "mean", "DIS"), text)
            if with_sd:
                sd = self.draft.printed(deviation(values), self.mean_decimals)
                kind_of_sd = "SD of whole numbers, with its mean alone"
                self.draft.put(kind_of_sd, (*path, "sd", "DIS"), sd)

    def _grades(self) -> None:
        """A table of grades, each patient at the worst one; a cell now and then blank."""
        rows = {}
        for name in ("fever", "nausea", "rash"):
            worst = [self.rng.choice([0, 0, 0, 1, 2, 3, 4]) for _ in range(self.size)]
            counts = [worst.count(3), worst.count(4), sum(grade > 0 for grade in worst)]
            rows[name] = [self._percent(count, self.size) for count in counts]
            for column in range(3):
                path = ("tables", 1, "rows", name, column)
                self.draft.slots.append(Slot("percentage, in a table of grades", path))
            self.draft.put(
                "count, in text and table of grades",
                ("features", f"{name}.grade_3", "count", "RES"),
                str(counts[0]),
            )
        if self.rng.random() < 0.3:
            rows["rash"][1] = ""
            self.draft.slots = [s for s in self.draft.slots if s.path[2:] != ("rows", "rash", 1)]
        columns = ["grade_3", "grade_4", "all"]
        self.draft.document["tables"].append(
            {"place": "T2", "cells": "percent", "grades": columns, "total": "all"}
            | {"worst_grade": True, "rows": rows}
        )


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle value, or the midpoint of the middle two."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def deviation(values: Sequence[Fraction]) -> Fraction:
    """The standard deviation with n - 1, to fifty digits."""
    mean = sum(values, Fraction(0)) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)
    with localcontext() as context:
        context.prec = 50
        return Fraction((Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt())
