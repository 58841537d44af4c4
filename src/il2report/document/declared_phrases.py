"""Sentences on what a study declares: its variables, end points, comparisons and models.

Each paragraph follows from the declarations and the results, so that a study without sections of its
own still reads grammatically, whatever it declares. The labels are the study's, and are printed where
any noun or noun phrase fits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from il2report.document.comparisons import Comparisons, TwoGroups
from il2report.document.grammar import capitalised
from il2report.document.printer import Printer
from il2report.document.tree import Fragment, Label, Word, capitalised_first, composed, joined
from il2report.study.declarations import Comparison, Endpoint, Variable
from il2report.study.running_text import in_running_text

FEW_EVENTS = 10
"""Events per parameter below which a model is called unstable (Peduzzi P, et al. J Clin Epidemiol 1996)."""

ADJECTIVES = frozenset(
    {
        *("male", "female", "younger", "older", "treated", "untreated", "pretreated"),
        *("previously treated", "previously untreated", "evaluable", "not evaluable"),
        *("symptomatic", "asymptomatic", "ambulatory", "hospitalized", "Asian", "Hispanic"),
    }
)
"""Labels that are said of patients, so that a sentence has "male patients" for them."""

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
class Group:
    """The patients of one level: its key in ids, its label, and what the patients are called where that is known."""

    key: str
    label: Fragment
    members: Fragment | None = None

    @property
    def where(self) -> Fragment:
        """Print what follows a value of the group: "in women", "for stage III"."""
        return composed("in {}", self.members) if self.members else composed("for {}", self.label)


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

    def groups_of(self, name: str) -> list[Group]:
        """Name the groups of patients that a variable makes, in the order of its levels.

        The answer to a yes-no variable is quoted, as it names no group.
        """
        values, groups = self.columns[name], list[Group]()
        for level in values.levels:
            label = self.level(name, level)
            called = values.variable.called.get(level.code)
            members = None
            if called:
                members = Fragment.of(Word(f"study.variable.{name}.called", called))
            elif values.variable.of_kind == "yes_no":
                label = composed("“{}”", label)
            elif label.text in ADJECTIVES:
                members = composed("{} patients", label)
            groups.append(Group(level.key, label, members))
        return groups

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
            label = capitalised_first(self.variable(name), capitalised)
            if yes.label.casefold() != "yes":
                label = composed("{} (“{}”)", label, self.level(name, yes))
            return composed("{} was recorded in {}.", label, self._patients(name, yes))
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
        if self.phrases.count(f"{n}.n") == self.phrases.count("cohort.n") > 1:
            return composed("all {}", count)
        return composed("{}{}", count, self.printer.beside(n))

    def tested(self, comparison: Comparison, before: Mapping[str, Comparison]) -> Fragment:
        """Print which characteristics differed between groups.

        A test that an earlier comparison has made, by variable in `before`, is not printed again.
        """
        known = [n for n in self.columns if self.phrases.is_estimable(f"{comparison.name}.{n}.p")]
        again = [
            composed(
                "The test of {} by {} is that of {} by {}, given above.",
                *(self.variable(name), self.variable(comparison.by)),
                *(self.variable(comparison.by), self.variable(name)),
            )
            for name in known
            if name in before
        ]
        tested = [name for name in known if name not in before]
        if not tested:
            return joined(" ", again)
        suffix = "p_holm" if comparison.adjust == "holm" else "p"
        found = [
            name
            for name in tested
            if self.phrases.is_significant(f"{comparison.name}.{name}.{suffix}")
        ]
        by = self.variable(comparison.by)
        if not found:
            none = composed(
                "By {}, no difference was detected in the characteristics compared.", by
            )
            return joined(" ", [none, *again])
        differing = [
            composed(
                "{} ({})",
                self.variable(name),
                self.printer.p_and_adjusted(f"{comparison.name}.{name}.p"),
            )
            for name in found
        ]
        listed = self.phrases.listed(differing)
        return joined(" ", [composed("By {}, a difference was found in {}.", by, listed), *again])

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
