"""Cohorts of 1 to 8 patients with odd values, and everything that a true paper can print of them.

Ties, zeros, negative values, single outliers, groups of one patient, censoring, competing events, any
rule of rounding, any definition of quartiles, columns that were adjusted to a total of 100. All that
is printed is computed exactly from the values; nothing of the audit is used.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from invented_papers import RULES, Draft, deviation, median

from il2report.analysis import inference, two_by_two
from il2report.analysis.contingency import chi_square_test
from il2report.analysis.several_groups import analysis_of_variance

MOST = 8
STEPS = (Fraction(1), Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 10), Fraction(5))
LEVELS = ("low", "mid", "high")

Document = dict[str, Any]


def quartile(values: Sequence[Fraction], share: Fraction, definition: int) -> Fraction:
    """A quantile by one of the nine definitions.

    References
    ----------
    Hyndman RJ, Fan Y. Am Stat 1996;50:361-365.
    """
    ordered, n = sorted(values), len(values)

    def at(place: int) -> Fraction:
        return ordered[min(max(place, 1), n) - 1]

    if definition <= 3:
        shift = Fraction(-1, 2) if definition == 3 else Fraction(0)
        whole, rest = divmod(n * share + shift, 1)
        is_low = rest == 0 and (definition != 3 or whole % 2 == 0)
        if definition == 2 and rest == 0:
            return (at(int(whole)) + at(int(whole) + 1)) / 2
        return at(int(whole)) if is_low else at(int(whole) + 1)
    a, b = {
        4: (Fraction(0), Fraction(1)),
        5: (Fraction(1, 2), Fraction(1, 2)),
        6: (Fraction(0), Fraction(0)),
        7: (Fraction(1), Fraction(1)),
        8: (Fraction(1, 3), Fraction(1, 3)),
        9: (Fraction(3, 8), Fraction(3, 8)),
    }[definition]
    whole, rest = divmod(a + share * (n + 1 - a - b), 1)
    return (1 - rest) * at(int(whole)) + rest * at(int(whole) + 1)


def small_paper(seed: int) -> tuple[str, Document]:
    """Draw a cohort and print it; give the rule of rounding, and what is typed of the paper."""
    rng = random.Random(seed)
    rule = rng.choice(RULES)
    stated = {"truncated": "truncated"}.get(rule, "half")
    document: Document = {"paper": {"title": "x", "rounding": rng.choice([stated, "any", "any"])}}
    SmallCohort(rng, Draft(rule, document)).print_all()
    return rule, document


class SmallCohort:
    """A few patients, some in group a and some in group b."""

    def __init__(self, rng: random.Random, draft: Draft) -> None:
        self.rng, self.draft, self.document = rng, draft, draft.document
        self.n = rng.randint(1, MOST)
        first = rng.randint(0, self.n)
        parts = {"a": range(first), "b": range(first, self.n)}
        self.groups = {name: patients for name, patients in parts.items() if len(patients)}
        self.all = {"all": range(self.n), **self.groups}
        self.decimals = rng.randint(0, 3)

    def print_all(self) -> None:
        """Print some of what can be printed."""
        sizes = {name: {"n": str(len(patients))} for name, patients in self.all.items()}
        self.document["groups"] = sizes
        self.document["relations"] = [
            {"kind": "parts", "whole": "all", "members": list(self.groups)}
        ]
        parts = [self._measure, self._measure, self._categories, self._curve, self._overlap]
        for part in self.rng.sample(parts, self.rng.choice([1, 1, 1, 1, 1, 2])):
            part()

    def _print(self, value: Fraction | float, decimals: int | None = None) -> str:
        return self.draft.printed(value, self.decimals if decimals is None else decimals)

    # --- measures ---

    def _values(self, step: Fraction) -> list[Fraction]:
        rng = self.rng
        draw = rng.choice(
            [
                lambda: rng.randint(0, 3),
                lambda: rng.randint(-4, 4),
                lambda: rng.randint(18, 90),
                lambda: rng.choice([0, 0, 0, 0, 1]),
                lambda: rng.choice([1, 1, 1, 500]),
                lambda: round(rng.expovariate(0.05)),
                lambda: 7,
            ]
        )
        return [step * draw() for _ in range(self.n)]

    def _measure(self) -> None:
        rng, step = self.rng, self.rng.choice(STEPS)
        values = self._values(step)
        name = f"m{len(self.document.setdefault('measures', {}))}"
        typed: Document = {"by": {}}
        if rng.random() < 0.7:
            typed["step"] = self._exact(step)
        if rng.random() < 0.3:
            typed |= {"low": self._exact(min(values)), "high": self._exact(max(values))}
        for group, patients in self.all.items():
            some = [values[patient] for patient in patients]
            printed = self._summary(some)
            typed |= printed if group == "all" else {}
            if group != "all":
                typed["by"][group] = printed
        self.document["measures"][name] = typed
        self._test_of_means(name, [[values[p] for p in of] for of in self.groups.values()])

    @staticmethod
    def _exact(value: Fraction) -> str:
        return f"{float(value):.10g}"

    def _summary(self, values: list[Fraction]) -> Document:
        rng, d = self.rng, self.decimals
        share = Fraction(1, 4)
        of = rng.randint(1, 9)
        ends = [self._print(end, rng.choice([d, 3])) for end in (min(values), max(values))]
        quartiles = [self._print(quartile(values, q, of)) for q in (share, 1 - share)]
        printed = {
            "mean": self._print(sum(values) / len(values)),
            "median": self._print(median(values)),
            "range": " to ".join(ends),
            "iqr": " to ".join(quartiles),
        }
        if len(values) > 1:
            printed["sd"] = self._print(deviation(values))
        return {key: {"T": text} for key, text in printed.items() if rng.random() < 0.7}

    def _test_of_means(self, name: str, groups: list[list[Fraction]]) -> None:
        if len(groups) < 2 or min(map(len, groups)) < 2:
            return
        floats = [[float(value) for value in group] for group in groups]
        method, p = self.rng.choice(
            [
                ("student", inference.student_t(*floats).value),
                ("welch", inference.welch_t(*floats).value),
                ("t_test", inference.welch_t(*floats).value),
                ("anova", analysis_of_variance(floats).value),
            ]
        )
        self._test(name, {"measure": name, "method": method}, p)

    def _test(self, name: str, about: Document, p: object) -> None:
        if isinstance(p, float):
            test = {"groups": list(self.groups), "p": {"T": self._print(p, 3)}} | about
            self.document.setdefault("tests", {})[name] = test

    # --- counts ---

    def _categories(self) -> None:
        """Levels of which each patient has one, in all and by group; a column may be adjusted."""
        rng = self.rng
        has = [rng.choice(LEVELS) for _ in range(self.n)]
        features: Document = {level: {"by": {}} for level in LEVELS}
        is_adjusted = rng.random() < 0.3 and self.document["paper"]["rounding"] != "truncated"
        for group, patients in self.all.items():
            counts = [sum(has[p] == level for p in patients) for level in LEVELS]
            shares = [Fraction(100 * k, len(patients)) for k in counts]
            percents = self._adjusted(shares) if is_adjusted else [*map(self._print, shares)]
            for level, k, percent in zip(LEVELS, counts, percents, strict=True):
                printed: Document = {"percent": {"T": percent}}
                if rng.random() < 0.5:
                    printed["count"] = {"T": str(k)}
                if group == "all":
                    features[level] |= printed
                else:
                    features[level]["by"][group] = printed
        self.document.setdefault("features", {}).update(features)
        relation = {"kind": "parts", "whole": "all", "members": list(LEVELS)}
        self.document["relations"].append(relation)
        self._test_of_counts(has)

    def _adjusted(self, shares: list[Fraction]) -> list[str]:
        """Round down and give what is left to the largest remainders, as a spreadsheet may."""
        units = [share * 10**self.decimals for share in shares]
        whole = [int(unit) for unit in units]
        left = 100 * 10**self.decimals - sum(whole)
        order = sorted(range(len(units)), key=lambda at: whole[at] - units[at])
        for at in order[:left]:
            whole[at] += 1
        return [self._print(Fraction(unit, 10**self.decimals)) for unit in whole]

    def _test_of_counts(self, has: list[str]) -> None:
        if len(self.groups) < 2:
            return
        pairs = [
            (sum(has[p] == "low" for p in of), sum(has[p] != "low" for p in of))
            for of in self.groups.values()
        ]
        method, p = self.rng.choice(
            [
                ("fisher", inference.fisher_exact(*pairs).value),
                ("chi_square", two_by_two.chi_square(*pairs)),
                ("chi_square_yates", two_by_two.chi_square_yates(*pairs)),
            ]
        )
        self._test("low", {"feature": "low", "method": method}, p)
        table = [[sum(has[p] == level for p in of) for level in LEVELS] for of in self.groups.values()]  # fmt: skip
        p = chi_square_test(table).value
        self._test("levels", {"features": list(LEVELS), "method": "chi_square"}, p)

    def _overlap(self) -> None:
        """Two features that overlap, what is in either, and the patients of one as a group."""
        rng = self.rng
        first, second = ([rng.random() < 0.4 for _ in range(self.n)] for _ in range(2))
        either = [one or other for one, other in zip(first, second, strict=True)]
        features = self.document.setdefault("features", {})
        for name, has in (("first", first), ("second", second), ("either", either)):
            kind, k = rng.choice(["count", "percent"]), sum(has)
            text = str(k) if kind == "count" else self._print(Fraction(100 * k, self.n))
            features[name] = {kind: {"T": text}}
        if any(first):
            both = sum(one and other for one, other in zip(first, second, strict=True))
            percent = self._print(Fraction(100 * both, sum(first)))
            features["second"]["by"] = {"first": {"percent": {"T": percent}}}
        for kind, members in (("cover", ["first", "second"]), ("within", ["second"])):
            relation = {"kind": kind, "whole": "either", "members": members}
            self.document["relations"].append(relation)

    # --- survival ---

    def _curve(self) -> None:
        """A Kaplan-Meier curve, or the cumulative incidence of one of two events."""
        rng = self.rng
        times = [rng.choice([0, 1, 2, 3, 3, 6, 6, 9, 12]) for _ in range(self.n)]
        events = [rng.choice([0, 1, 1, 2]) for _ in range(self.n)]
        rises = rng.random() < 0.4
        if not rises:
            events = [min(event, 1) for event in events]
        typed: Document = {"rises": rises, "unit": "months", "by": {}}
        complete = min((t for t, e in zip(times, events, strict=True) if not e), default=13)
        if complete and rng.random() < 0.5:
            typed["complete_until"] = str(complete - 1)
        for group, patients in self.all.items():
            ended = [(times[p], events[p]) for p in patients]
            printed = self._printed_curve(ended, rises=rises)
            typed |= printed if group == "all" else {}
            if group != "all":
                typed["by"][group] = printed
        self.document["survival"] = {"os": typed}

    def _printed_curve(self, ended: list[tuple[int, int]], *, rises: bool) -> Document:
        free, incidence, at = Fraction(1), Fraction(0), {}
        reached = None
        for time in range(13):
            risk = sum(t >= time for t, _ in ended)
            now = [e for t, e in ended if t == time and e]
            if now:
                incidence += free * now.count(1) / risk
                free *= 1 - Fraction(len(now), risk)
            value = incidence if rises else 1 - free
            if reached is None and value >= Fraction(1, 2):
                reached = time
            estimate = 100 * value if rises else 100 * free
            # An estimate beyond the last follow-up is printed as the last one.
            point = {"percent": {"T": self._print(estimate)}, "at_risk": {"T": str(risk)}}
            at[str(time)] = {key: of for key, of in point.items() if self.rng.random() < 0.6}
        chosen = self.rng.sample(sorted(at, key=int), self.rng.randint(1, 5))
        printed: Document = {"at": {time: at[time] for time in chosen}}
        if self.rng.random() < 0.6:
            printed["events"] = {"T": str(sum(e == 1 for _, e in ended))}
            printed["censored"] = {"T": str(sum(e == 0 for _, e in ended))}
        if reached is not None and not rises:
            printed["median"] = {"T": self._print(Fraction(reached), 1)}
        return printed


def shown(document: Mapping[str, Any]) -> str:
    """Write a paper so that a failing case can be read."""
    return "\n".join(f"{section}: {entries}" for section, entries in document.items())
