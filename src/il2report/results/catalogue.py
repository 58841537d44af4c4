"""The results catalogue: one mapping from id to result, in which everything printed is looked up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType

from il2report.analysis.derivations import Derivation, Derived
from il2report.analysis.methods import Method
from il2report.errors import Il2ReportError
from il2report.values import Exclusion, NotEstimable, Patients, Unit


class Statistic(StrEnum):
    """What a result says of its variable; ids end in these words where nothing else is said."""

    N = "n"
    PERCENT = "percent"
    MEAN = "mean"
    SD = "sd"
    MEDIAN = "median"
    Q1 = "q1"
    Q3 = "q3"
    MIN = "min"
    MAX = "max"
    P = "p"
    CI_LOW = "ci_low"
    CI_HIGH = "ci_high"
    SURVIVAL = "survival"
    RESTRICTED_MEAN = "restricted_mean"
    RATIO = "ratio"
    CONCORDANCE = "concordance"
    VALUE = "value"

    @property
    def is_limit(self) -> bool:
        """Whether it is a limit of a confidence interval."""
        return self in (Statistic.CI_LOW, Statistic.CI_HIGH)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a result is about, in the words of the tables: no code reads this from an id.

    `variable` is what is counted or measured, `level` the one of its codes that is counted. The
    patients are those of one `group` where the cohort is parted `by` something, or one `patient`.
    `months` is the landmark or horizon of a time to an event. `heading` is what changes of the
    result are reported under, where that is not the variable.
    """

    family: str
    variable: str
    level: str = ""
    by: str = ""
    group: str = ""
    patient: str = ""
    months: float | None = None
    heading: str = ""

    @property
    def reported_under(self) -> tuple[str, str]:
        """What results of one study have in common that are reported together."""
        return self.family, self.patient or self.heading or self.variable


OF_TEST = ": "
"""What parts, in the label of a test, what is compared by which groups from the name of the test."""


class UnknownResult(Il2ReportError, KeyError):
    """An id that the catalogue does not have; names the nearest that it does."""

    def __init__(self, wrong: str, known: Mapping[str, object]) -> None:
        near = get_close_matches(wrong, known, n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"no result has the id {wrong!r}.{hint}")
        self.wrong = wrong
        self.nearest = tuple(near)

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would print it in quotation marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One computed value and where it comes from.

    `derived` is the value with its method and what it was computed from. `statistic` and `topic`
    say what it is; of a confidence limit, `limits_of` is the id of the estimate.
    `patients` are the numerator (or the sample), `denominator` who could have counted, and `n` their
    number; by default these are the patients themselves. `sources` the columns read, as "table.column"; `where`
    restricts the rows read, as ("table.column", codes). `decimals` overrides the style's default
    for the unit where a measure supports another precision. `is_ongoing` marks a duration that had
    not ended when it was last observed; it prints with a plus sign.
    `is_at_least` marks a value that means itself and all above, such as an age of 90 or older.
    `unit_name` is what is printed behind a value whose unit the study declares.
    """

    id: str
    derived: Derived
    unit: Unit
    label: str
    statistic: Statistic
    topic: Topic
    n: int = -1
    limits_of: str = ""
    patients: Patients = ()
    denominator: Patients = ()
    excluded: tuple[Exclusion, ...] = ()
    sources: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[object, ...]], ...] = ()
    decimals: int | None = None
    is_ongoing: bool = False
    is_at_least: bool = False
    unit_name: str = ""

    def __post_init__(self) -> None:
        if not self.denominator:
            object.__setattr__(self, "denominator", self.patients)
        if self.n < 0:
            object.__setattr__(self, "n", len(self.denominator))

    @property
    def value(self) -> int | float | NotEstimable:
        """The value, or the reason why there is none."""
        return self.derived.value

    @property
    def method(self) -> Method:
        """How it was computed."""
        return self.derived.method

    @property
    def derivation(self) -> Derivation | None:
        """What it was computed from; None where there is no value."""
        return self.derived.derivation

    @property
    def is_estimable(self) -> bool:
        """Whether there is a value rather than a reason."""
        return not isinstance(self.value, NotEstimable)


@dataclass(frozen=True, slots=True)
class Catalogue(Mapping[str, Result]):
    """All results of one study by id, sorted; an unknown id raises with the nearest known.

    `level` is the level of all its confidence intervals, in percent.
    """

    results: Mapping[str, Result] = field(default_factory=dict)
    level: int = 95

    @classmethod
    def of(cls, results: Iterable[Result], level: int = 95) -> "Catalogue":
        """Collect results, refusing two with one id."""
        collected: dict[str, Result] = {}
        for result in results:
            if result.id in collected:
                raise ValueError(f"two results have the id {result.id}")
            collected[result.id] = result
        return cls(MappingProxyType(dict(sorted(collected.items()))), level)

    def __getitem__(self, result_id: str) -> Result:
        try:
            return self.results[result_id]
        except KeyError:
            raise UnknownResult(result_id, self.results) from None

    def __contains__(self, result_id: object) -> bool:
        return result_id in self.results

    def __iter__(self) -> Iterator[str]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)
