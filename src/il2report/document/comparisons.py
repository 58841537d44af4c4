"""Phrases that compare: averages and medians by group, direction and size of differences, tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from il2report.document.phrases import Phrases, id_of
from il2report.document.printer import marked
from il2report.document.tree import Fragment, composed, joined
from il2report.values import is_below_level


@dataclass(frozen=True, slots=True)
class TwoGroups:
    """The two groups of a declared comparison: their keys in ids, and what is printed for them.

    Groups by a yes-no variable are those with and without what its `label` says.
    """

    keys: tuple[str, str]
    label: Fragment
    levels: tuple[Fragment, Fragment]
    is_yes_no: bool


@dataclass(frozen=True, slots=True)
class Medians:
    """Groups by whether they reach a median: "10.8 months for partial response (n=2)".

    A single patient has no median, but a time: "10.8 months in the only patient with partial response".
    """

    reached: tuple[Fragment, ...]
    not_reached: tuple[Fragment, ...]
    single: tuple[Fragment, ...]
    single_not_reached: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class FactorsByTest:
    """Factors by what their tests gave: "sex (p=0.608)", untestable ones without a p-value."""

    associated: tuple[Fragment, ...]
    not_associated: tuple[Fragment, ...]
    untestable: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Comparisons(Phrases):
    """Comparisons in words, at the level of significance of one study."""

    alpha: float
    two_groups: Mapping[str, TwoGroups] = field(default_factory=dict)
    """Of each comparison of two groups, by its name."""

    def _groups(self, prefix: str) -> TwoGroups:
        name = prefix.partition(".")[0]
        if name not in self.two_groups:
            raise ValueError(f"{prefix}: study.toml declares no comparison {name} of two groups")
        return self.two_groups[name]

    def average(self, prefix: str) -> Fragment:
        """Print a mean with its SD, where there is one: "53.4 (SD 5.1)"."""
        if self.value(f"{prefix}.sd") is None:
            return self.printer.number(f"{prefix}.mean")
        return self.printer.mean_sd(prefix)

    def means(self, prefix: str, unit: str) -> Fragment:
        """Print "53.4 (SD 5.1) years in patients with clinical benefit and 46.4 (SD 9.4) years in ..."."""
        groups = self._groups(prefix)
        one, other = (self.average(f"{prefix}.{group}") for group in groups.keys)
        if groups.is_yes_no:
            pattern = "{} {} in patients with {} and {} {} in those without"
            return composed(pattern, one, unit, groups.label, other, unit)
        first, second = groups.levels
        return composed("{} {} in {} and {} {} in {}", one, unit, first, other, unit, second)

    def estimate(self, result_id: str) -> Fragment:
        """Print a result with unit and interval: "2.9 months (95% CI 2.1-6.4)", "not reached"."""
        if self.value(result_id) is None:
            return Fragment.of(self.printer.text(result_id))
        quantity = self.printer.quantity(result_id)
        limits = (self.value(f"{result_id}.{end}") for end in ("ci_low", "ci_high"))
        if all(limit is None for limit in limits):
            return quantity
        return composed("{} ({})", quantity, self.printer.ci(result_id))

    def medians(self, prefix: str, sizes: str, codes: Sequence[str]) -> Medians:
        """Sort the groups of a family by whether they reach a median; `sizes` is the family of their sizes.

        A group without patients is left out.
        """
        reached, not_reached = list[Fragment](), list[Fragment]()
        single, single_not_reached = list[Fragment](), list[Fragment]()
        for code in codes:
            size, label = id_of(sizes, code, "n"), self.running(*self.families[sizes], code)
            if not self.value(size):
                continue
            group = composed("{} (n={})", label, self.printer.number(size))
            median = id_of(prefix, code, "median")
            if self.value(size) == 1:
                if self.value(median) is None:
                    single_not_reached.append(composed("the only patient with {}", label))
                else:
                    time = self.printer.quantity(median)
                    single.append(composed("{} in the only patient with {}", time, label))
            elif self.value(median) is None:
                not_reached.append(group)
            else:
                reached.append(composed("{} for {}", self.printer.quantity(median), group))
        groups = reached, not_reached, single, single_not_reached
        return Medians(*map(tuple, groups))

    def higher_or_lower(self, prefix: str) -> Fragment:
        """Print whether the mean of the first group is "higher" or "lower" than that of the second."""
        means = (f"{prefix}.{group}.mean" for group in self._groups(prefix).keys)
        return Fragment.of("higher" if self._is_higher(*means) else "lower")

    def shares_by(
        self, prefix: str, code: str, groups: Sequence[Sequence[str]], *, brackets: bool = False
    ) -> Fragment:
        """Print "two of eight women and three of seven men (p=0.608)": of each group, who has a code.

        Parameters
        ----------
        prefix : of the results of a variable in a comparison, such as "by_sex.benefit"
        groups : of each its key in ids, and its noun in singular and plural
        brackets : whether the phrase is itself within parentheses, in which the test will follow

        Groups without patients are left out; nothing is printed where fewer than two are left.
        """
        present = [
            (f"{prefix}.{key}.{code}", singular, plural)
            for key, singular, plural, *_ in groups
            if self.printer.catalogue[f"{prefix}.{key}.{code}.n"].n
        ]
        if len(present) < 2:
            return Fragment()
        pattern = " [{}]" if brackets else " ({})"
        *others, last = [(self._share_of(*each), self._percent_of(each[0])) for each in present]
        items = [
            composed("{}{}", share, composed(pattern, percent) if percent else "")
            for share, percent in others
        ]
        behind = [last[1]] if last[1] else []
        if not brackets:
            behind.append(self.printer.p(f"{prefix}.p"))
        end = composed(pattern, joined("; ", behind)) if behind else ""
        return self.listed([*items, composed("{}{}", last[0], end)])

    def _share_of(self, share: str, singular: str, plural: str) -> Fragment:
        n, whole = self.count(f"{share}.n"), self.printer.catalogue[f"{share}.n"].n
        if whole == 1:
            of_them = composed("the only {}", singular)
            return of_them if n else composed("no {}", singular)
        if n == whole:
            part = Fragment.of("both") if n == 2 else composed("all {}", self._size(share))
        else:
            count = self.printer.words(f"{share}.n") if n else "none"
            part = composed("{} of {}", count, self._size(share))
        return composed("{} {}", part, plural)

    def _percent_of(self, share: str) -> Fragment:
        """Print the percentage of a part of a group, or that a group without any is of one; of all of them nothing more."""
        n, whole = self.count(f"{share}.n"), self.printer.catalogue[f"{share}.n"].n
        if whole == 1 and not n:
            return composed("n={}", self.printer.denominator(f"{share}.n"))
        if whole in {n, 1}:
            return Fragment()
        return self.printer.beside(share, "{}")

    def _size(self, share: str) -> Fragment:
        size = self.printer.catalogue[f"{share}.n"]
        return marked(self.printer.style.word(size.n), size.n, size.id, part="n")

    def difference_of_means(self, prefix: str, name: str, unit: str, having: str = "") -> Fragment:
        """Print "higher age (mean, 53.4 with versus 46.4 years without benefit; p=0.020)".

        Nothing where the test is not significant.
        """
        if not self.is_significant(f"{prefix}.p"):
            return Fragment.of()
        groups, p = self._groups(prefix), self.printer.p(f"{prefix}.p")
        one, other = (self.printer.number(f"{prefix}.{group}.mean") for group in groups.keys)
        second = composed("{} {}", other, unit)
        sizes = self._with_and_without(groups, one, second, having)
        return composed("{} {} (mean, {}; {})", self.higher_or_lower(prefix), name, sizes, p)

    def difference_of_shares(
        self, prefix: str, code: str, groups: Sequence[Sequence[str]]
    ) -> Fragment:
        """Print "female sex (all 30 women and none of 30 men; p<0.001)": the group with the larger share.

        Nothing where the test is not significant. `groups` are two, each with a fourth word: what
        having it is called.
        """
        if not self.is_significant(f"{prefix}.p"):
            return Fragment.of()
        one, other = groups
        is_first = self._is_higher(*(f"{prefix}.{key}.{code}.percent" for key, *_ in groups))
        name = (one if is_first else other)[3]
        shares, p = (
            self.shares_by(prefix, code, groups, brackets=True),
            self.printer.p(f"{prefix}.p"),
        )
        return composed("{} ({}; {})", name, shares, p)

    @staticmethod
    def _with_and_without(
        groups: TwoGroups, one: Fragment, other: Fragment, having: str
    ) -> Fragment:
        if groups.is_yes_no:
            return composed("{} with versus {} without {}", one, other, having or groups.label)
        first, second = groups.levels
        return composed("{} in {} versus {} in {}", one, first, other, second)

    def tests(self, factors: Sequence[Sequence[str]]) -> FactorsByTest:
        """Sort factors, each the id of a p-value and a name, by what their tests gave."""
        associated: list[Fragment] = []
        not_associated: list[Fragment] = []
        untestable: list[Fragment] = []
        for p, name in factors:
            if self.value(p) is None:
                untestable.append(Fragment.of(name))
            else:
                found = associated if self.is_significant(p) else not_associated
                found.append(composed("{} ({})", Fragment.of(name), self.printer.p(p)))
        return FactorsByTest(tuple(associated), tuple(not_associated), tuple(untestable))

    def sensitivity(self, variables: Sequence[Sequence[str]]) -> Fragment:
        """Print for which variables, each the id of its tests and a name, the analyses agree.

        "The sensitivity analyses led to the same reading for weight. They did not all agree with the main
        analysis for age (Welch, p=0.049; Mann-Whitney, p=0.062)." A variable without one of the tests
        is left out.
        """
        same: list[Fragment] = []
        other: list[Fragment] = []
        for prefix, name in variables:
            if self.has_all_tests(prefix) and self.tests_agree(prefix):
                same.append(Fragment.of(name))
            elif self.has_all_tests(prefix):
                welch, mann_whitney = map(self.printer.p, sensitivity_tests(prefix)[1:])
                pattern = "{} (Welch, {}; Mann-Whitney, {})"
                other.append(composed(pattern, name, welch, mann_whitney))
        sentences = []
        if same:
            agreeing = "The sensitivity analyses led to the same reading for {}."
            sentences.append(composed(agreeing, self.listed(same)))
        if other:
            who = "They" if same else "The sensitivity analyses"
            differing = "{} did not all agree with the main analysis for {}."
            sentences.append(composed(differing, who, self.listed(other)))
        return joined(" ", sentences)

    def has_all_tests(self, prefix: str) -> bool:
        """Whether main and sensitivity analyses could all be done."""
        return all(self.value(p) is not None for p in sensitivity_tests(prefix))

    def tests_agree(self, prefix: str) -> bool:
        """Whether the analyses that could be done are all significant, or none of them is."""
        return len({self.is_significant(p) for p in sensitivity_tests(prefix)}) == 1

    def recurrence(self, duration: str) -> Fragment:
        """Print what followed a response: "recurred after 3.2 months", "had not recurred at ..."."""
        is_short = (self.value(duration) or 0) < 1
        if self.printer.catalogue[duration].is_ongoing:
            if is_short:
                words = "had not recurred at the last assessment, which followed within a month"
                return Fragment.of(words)
            pattern = "had not recurred at the last assessment (duration of response, {})"
            return composed(pattern, self.printer.quantity(duration))
        if is_short:
            return Fragment.of("recurred at the next assessment")
        return composed("recurred after {}", self.printer.quantity(duration))

    def _is_higher(self, one: str, other: str) -> bool:
        first, second = self.value(one), self.value(other)
        if first is None or second is None:
            raise ValueError(f"{one} and {other} cannot be compared: one of them has no value")
        return first > second

    def is_significant(self, p: str) -> bool:
        """Whether a p-value lies below the level of significance."""
        value = self.value(p)
        return value is not None and is_below_level(value, self.alpha)


def sensitivity_tests(prefix: str) -> tuple[str, str, str]:
    """Give the ids of the main analysis and of the two sensitivity analyses."""
    return f"{prefix}.p", f"{prefix}.welch_p", f"{prefix}.mann_whitney_p"
