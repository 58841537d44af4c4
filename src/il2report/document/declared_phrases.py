"""Sentences on what a study declares: its variables, end points, comparisons and models.

Each paragraph follows from the declarations and the results, so that a study without sections of its
own still reads grammatically, whatever it declares. The labels are the study's, and are printed where
any noun or noun phrase fits.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from il2report.document.comparisons import Comparisons, TwoGroups
from il2report.document.grammar import capitalised, plural
from il2report.document.phrases import in_running_text
from il2report.document.printer import Printer
from il2report.document.tree import Fragment, Label, Part, Word, capitalised_first, composed, joined
from il2report.study.declarations import Comparison, Endpoint, Variable
from il2report.values import NotEstimable

FEW_EVENTS = 10
"""Events per parameter below which a model is called unstable (Peduzzi P, et al. J Clin Epidemiol 1996)."""

MOST_LEVELS_LISTED = 5
"""Levels of a variable that a sentence lists; of more it names the most frequent one."""


class Level(Protocol):
    """One value that a variable may take."""

    @property
    def code(self) -> str:
        """The code of the data."""

    @property
    def label(self) -> str:
        """What is printed for it."""

    @property
    def is_declared(self) -> bool:
        """Whether study.toml names it rather than the codebook."""

    @property
    def key(self) -> str:
        """The code as result ids have it."""


class Values(Protocol):
    """A declared variable over the cohort."""

    @property
    def variable(self) -> Variable:
        """Its declaration."""

    @property
    def levels(self) -> Sequence[Level]:
        """Its levels in the order of the codebook."""

    @property
    def sources(self) -> Sequence[str]:
        """The columns read, as "table.column"."""


@dataclass(frozen=True, slots=True)
class DeclaredPhrases:
    """Paragraphs and their parts, for the results of one study."""

    phrases: Comparisons
    columns: Mapping[str, Values]

    @property
    def printer(self) -> Printer:
        """Prints the numbers."""
        return self.phrases.printer

    # --- names --------------------------------------------------------------------------------------

    def variable(self, name: str) -> Fragment:
        """Print the label of a variable in running text."""
        label = in_running_text(self.columns[name].variable.label)
        return Fragment.of(Word(f"study.variable.{name}.label", label))

    def level(self, name: str, level: Level) -> Fragment:
        """Print the label of a level in running text."""
        if level.is_declared:
            label = in_running_text(level.label)
            return Fragment.of(Word(f"study.variable.{name}.{level.code}", label))
        table, column = self.columns[name].sources[0].split(".")
        return Fragment.of(Label(table, column, level.code, in_running_text(level.label)))

    def group(self, name: str, level: Level) -> Fragment:
        """Name a group of patients: the answer to a yes-no variable is quoted, as it is no noun."""
        label = self.level(name, level)
        is_answer = self.columns[name].variable.of_kind == "yes_no"
        return composed("“{}”", label) if is_answer else label

    def two_groups(self, comparison: Comparison) -> TwoGroups | None:
        """Name the groups of a comparison, if they are two."""
        values = self.columns[comparison.by]
        levels = [
            level
            for level in values.levels
            if comparison.between is None or level.code in comparison.between
        ]
        if len(levels) != 2:
            return None
        first, second = levels
        return TwoGroups(
            (first.key, second.key),
            self.variable(comparison.by),
            (self.level(comparison.by, first), self.level(comparison.by, second)),
            values.variable.of_kind == "yes_no",
        )

    @staticmethod
    def endpoint(endpoint: Endpoint) -> Fragment:
        """Print the label of an end point in running text."""
        label = in_running_text(endpoint.label)
        return Fragment.of(Word(f"study.endpoint.{endpoint.name}.label", label))

    # --- paragraphs ---------------------------------------------------------------------------------

    def characteristics(self, names: Iterable[str]) -> Fragment:
        """Describe the patients: the median of each number, and how often each level was recorded."""
        sentences = []
        for name in names:
            values, prefix = self.columns[name], f"cohort.{name}"
            if values.variable.is_number and self.phrases.is_estimable(f"{prefix}.median"):
                quantity = self.printer.quantity(f"{prefix}.median")
                is_count = values.variable.count or values.variable.count_true
                is_named = values.variable.label.lower().startswith("number")
                pattern = "The median {} was {} (range, {})."
                if is_count and not is_named:
                    pattern = "The median number of {} was {} (range, {})."
                sentences.append(
                    composed(pattern, self.variable(name), quantity, self.printer.range(prefix))
                )
            elif values.levels and (said := self._levels(name, values)):
                sentences.append(said)
        return joined(" ", sentences)

    def _levels(self, name: str, values: Values) -> Fragment | None:
        """Say how often each level was recorded; of many levels, and of several per patient, the most frequent."""
        counts = {
            level: self.phrases.count(f"cohort.{name}.{level.key}.n") for level in values.levels
        }
        present = [level for level, n in counts.items() if n]
        highest = max(counts.values(), default=0)
        if not highest:
            return None
        variable = values.variable
        if variable.of_kind == "yes_no":
            yes = values.levels[0]
            pattern = "For {}, “{}” was recorded in {}."
            label = self.variable(name)
            return composed(pattern, label, self.level(name, yes), self._patients(name, yes))
        label = capitalised_first(self.variable(name), capitalised)
        is_shared = variable.table != "patients"
        leading = [level for level in present if counts[level] == highest]
        if is_shared or len(present) > MOST_LEVELS_LISTED:
            if len(leading) > 1:
                return None
            pattern = "{} was most often {}, in {}."
            return composed(
                pattern, label, self.level(name, leading[0]), self._patients(name, leading[0])
            )
        if variable.of_kind != "ordered":
            present.sort(key=lambda level: -counts[level])
        recorded = [
            composed(
                "{} in {}", self.level(name, level), self._patients(name, level, noun=not place)
            )
            for place, level in enumerate(present)
        ]
        if self.phrases.count(missing := f"cohort.{name}.missing"):
            recorded.append(composed("not recorded in {}", self.printer.words(missing)))
        return composed("{} was {}.", label, self.phrases.listed(recorded))

    def _patients(self, name: str, level: Level, *, noun: bool = True) -> Fragment:
        """Print how many patients have a level, with their share: "six patients (10.0%)"."""
        n = f"cohort.{name}.{level.key}"
        count = self.printer.counted(f"{n}.n", "patient") if noun else self.printer.words(f"{n}.n")
        return composed("{}{}", count, self.printer.beside(n))

    def events(self, endpoint: Endpoint) -> Fragment:
        """Print events, follow-up, median and landmarks of an end point."""
        name = endpoint.name
        label = self.endpoint(endpoint)
        n = self.printer.denominator(f"{name}.events")
        if not self.phrases.count(f"{name}.events"):
            patients = plural(self.printer.catalogue[f"{name}.events"].n, "patient")
            return composed(f"There was no event for {{}} among {{}} {patients}.", label, n)
        is_all = (
            self.phrases.count(f"{name}.events") == self.printer.catalogue[f"{name}.events"].n > 1
        )
        events = composed("For {}, all {} patients had an event.", label, n)
        if not is_all:
            events = composed(
                "For {}, an event occurred in {} of {} patients{}.",
                label,
                self.printer.words(f"{name}.events"),
                n,
                self.printer.beside(f"{name}.events"),
            )
        sentences = [events]
        if self._has_follow_up_of_its_own(name):
            follow_up = self.printer.quantity(f"{name}.follow_up.median")
            sentences.append(
                composed(
                    "The median follow-up by the reverse Kaplan-Meier method was {}.", follow_up
                )
            )
        sentences.append(composed("The median was {}.", self.phrases.estimate(f"{name}.median")))
        sentences.extend(self._means(endpoint))
        landmarks = [
            composed("{} at {} months", self.phrases.estimate(landmark), months)
            for landmark, months in self._landmarks(endpoint)
        ]
        if landmarks:
            free = "The estimated percentage free of the event was {}."
            sentences.append(composed(free, self.phrases.listed(landmarks)))
        return joined(" ", sentences)

    def _has_follow_up_of_its_own(self, name: str) -> bool:
        """Whether follow-up is known, and is not what the paragraph on follow-up says already."""
        known, said = f"{name}.follow_up.median", "follow_up.reverse_km.median"
        if not self.phrases.is_estimable(known):
            return False
        return not self.phrases.exists(said) or self.phrases.value(said) != self.phrases.value(
            known
        )

    def _means(self, endpoint: Endpoint) -> Iterator[Fragment]:
        """Print the restricted mean, and the mean of all times, where they are declared."""
        horizon = f"{endpoint.rmst_months or 0:g}"
        restricted = f"{endpoint.name}.rmst_{horizon.replace('.', '_')}"
        if endpoint.rmst_months and self.phrases.is_estimable(restricted):
            months = Word(f"study.endpoint.{endpoint.name}.rmst_months", horizon)
            pattern = "The restricted mean up to {} months was {}."
            yield composed(pattern, months, self.printer.quantity(restricted))
        naive = f"{endpoint.name}.mean_naive"
        if endpoint.naive_mean and self.phrases.is_estimable(naive):
            pattern = "The mean of all times, censored ones counted as complete, was {}."
            yield composed(pattern, self.printer.quantity(naive))

    def _landmarks(self, endpoint: Endpoint) -> Iterator[tuple[str, Part]]:
        for months in endpoint.landmarks_months:
            result = f"{endpoint.name}.at_{f'{months:g}'.replace('.', '_')}_months"
            if self.phrases.is_estimable(result):
                yield (
                    result,
                    Word(f"study.endpoint.{endpoint.name}.landmarks_months", f"{months:g}"),
                )

    def groups(self, endpoint: Endpoint, comparison: Comparison) -> Fragment:
        """Print the median of an end point in each group, with the log-rank test."""
        name = f"{endpoint.name}.{comparison.name}"
        values = self.columns[comparison.by]
        medians = [
            composed(
                "{} for {}",
                self.phrases.estimate(f"{name}.{level.key}.median"),
                self.group(comparison.by, level),
            )
            for level in values.levels
            if f"{name}.{level.key}.median" in self.printer.catalogue
            and self.phrases.count(f"{comparison.name}.{level.key}.n")
        ]
        if not medians:
            return Fragment()
        return composed(
            "The median {} was {}{}.",
            self.endpoint(endpoint),
            self.phrases.listed(medians),
            self._logrank(f"{name}.logrank_p"),
        )

    def _logrank(self, p: str) -> Part:
        """Print the test of curves; its reason where it could not be made, and nothing where none is asked for."""
        if p not in self.printer.catalogue:
            return ""
        value = self.printer.catalogue[p].value
        if isinstance(value, NotEstimable):
            return composed("; the groups could not be tested ({})", Word(p, value.reason))
        return composed(" (log-rank test, {})", self.printer.p_and_adjusted(p))

    def tested(self, comparison: Comparison) -> Fragment:
        """Print which characteristics differed between groups."""
        tested = [
            name
            for name in self.columns
            if f"{comparison.name}.{name}.p" in self.printer.catalogue
            and self.phrases.is_estimable(f"{comparison.name}.{name}.p")
        ]
        if not tested:
            return Fragment()
        suffix = "p_holm" if comparison.adjust == "holm" else "p"
        found = [
            name
            for name in tested
            if self.phrases.is_significant(f"{comparison.name}.{name}.{suffix}")
        ]
        by = self.variable(comparison.by)
        if not found:
            return composed(
                "By {}, no difference was detected in the characteristics compared.", by
            )
        differing = [
            composed(
                "{} ({})",
                self.variable(name),
                self.printer.p_and_adjusted(f"{comparison.name}.{name}.p"),
            )
            for name in found
        ]
        return composed("By {}, a difference was found in {}.", by, self.phrases.listed(differing))

    def tests_made(self, comparison: Comparison) -> Fragment:
        """Print how many tests a comparison made of all that it sets side by side, and whether it adjusts them."""
        name = f"{comparison.name}.tests_made"
        n = self.phrases.count(name)
        if not n:
            return Fragment()
        made = self.printer.counted(name, "test", start=True)
        if n == 1:
            return composed("{} was made.", made)
        if comparison.adjust == "holm":
            return composed("{} were made, with Holm's adjustment for their number.", made)
        return composed("{} were made, without adjustment for their number.", made)


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Paragraphs that are written with the phrases on what one study declares."""

    declared: DeclaredPhrases

    @property
    def phrases(self) -> Comparisons:
        """Phrases of the study."""
        return self.declared.phrases

    @property
    def printer(self) -> Printer:
        """Prints the numbers."""
        return self.phrases.printer
