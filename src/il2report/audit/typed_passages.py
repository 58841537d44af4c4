"""Test statistics and estimates of the running text: each entry is one passage, and its own quantity."""

from collections.abc import Iterator, MutableMapping, Sequence

from il2report.audit.bounds import EVERYTHING
from il2report.audit.entries import Entries, Subject, printed_name
from il2report.audit.layout import TypedPassage, TypedStatistic
from il2report.audit.lines import Path
from il2report.audit.paper import (
    EstimateFacts,
    FeatureFacts,
    FigureKind,
    MeasureFacts,
    StatisticFacts,
)

LETTERS = {"t": "t", "f": "F", "chi_square": "chi-square", "z": "z", "r": "r"}
VALUE_KEYS: dict[str, str] = {"proportion": "percent", "mean": "mean", "median": "median"}
"""As what the value of an estimate is entered; other kinds are an estimate as such."""
DF_KEYS = ("df", "df_within")


class TypedPassages:
    """The passages of one file.

    A proportion becomes a feature of a group of its own, a mean or a median a measure of one, so that
    whatever checks those in a table checks them here as well.
    """

    def __init__(
        self,
        statistics: Sequence[TypedStatistic],
        passages: Sequence[TypedPassage],
        entries: Entries,
        features: MutableMapping[str, FeatureFacts],
        measures: MutableMapping[str, MeasureFacts],
    ) -> None:
        self.entries = entries
        self.typed_statistics = {f"statistics.{at}": of for at, of in enumerate(statistics, 1)}
        self.typed_passages = {f"passages.{at}": of for at, of in enumerate(passages, 1)}
        self.statistics = {
            name: StatisticFacts(_of_statistic(of), of.test, of.tails, of.p_adjusted)
            for name, of in self.typed_statistics.items()
        }
        self.estimates: dict[str, EstimateFacts] = {}
        self.groups: dict[str, str] = {}
        for name, typed in self.typed_passages.items():
            self._describe(name, typed, features, measures)
        self.says = {name: of.says for name, of in self.typed_statistics.items()}
        self.says |= {name: of.says for name, of in self.typed_passages.items()}

    def enter(self) -> None:
        """Take the figures of every passage."""
        for number, (name, statistic) in enumerate(self.typed_statistics.items()):
            label, at = self.statistics[name].label, ("statistics", number)
            subject = Subject(name, label, "", at, proposed=statistic.proposed)
            self._enter(subject, statistic.place, _texts_of_statistic(statistic))
        for number, (name, passage) in enumerate(self.typed_passages.items()):
            label, at = _of_passage(passage), ("passages", number)
            group = f"{name}.of" if f"{name}.of" in self.groups else ""
            subject = Subject(
                name, label, group, at, unit=passage.unit or "", proposed=passage.proposed
            )
            self._enter(subject, passage.place, _texts_of_passage(passage))
            if passage.n:
                size = Subject(
                    group or name,
                    self.groups.get(group, label),
                    group,
                    at,
                    proposed=passage.proposed,
                )
                self._enter(size, passage.place, [("n", passage.n)])

    def _enter(self, subject: Subject, place: str, texts: Sequence[tuple[str, str]]) -> None:
        self._is_place(place, (*subject.at, "place"))
        for key, text in texts:
            self.entries.enter(subject, key, place, text)

    def _is_place(self, place: str, at: Path) -> None:
        if self.entries.places:
            self.entries.is_known(place, self.entries.places, "place", at)

    def _describe(
        self,
        name: str,
        typed: TypedPassage,
        features: MutableMapping[str, FeatureFacts],
        measures: MutableMapping[str, MeasureFacts],
    ) -> None:
        label, group, level = _of_passage(typed), f"{name}.of", typed.level
        match typed.kind:
            case "proportion":
                features[name] = FeatureFacts(label, group, level, typed.interval)
            case "mean" | "median":
                measures[name] = MeasureFacts(
                    label=label,
                    of=group,
                    unit=typed.unit or "",
                    step=None,
                    possible=EVERYTHING,
                    level=level,
                    interval=typed.interval,
                    interval_of=FigureKind(typed.kind),
                )
            case kind:
                self.estimates[name] = EstimateFacts(
                    label, kind, (), level, typed.p_of or "", typed.adjusted
                )
                return
        self.groups[group] = f"{label}: patients"


def _of_statistic(typed: TypedStatistic) -> str:
    """Name a statistic as it is printed: "F(2, 45) = 3.4"."""
    if typed.label or not typed.test:
        return typed.label or "A p-value"
    df = f"({', '.join(typed.df)})" if typed.df else ""
    letter = LETTERS.get(typed.test, "statistic")
    if typed.statistic is None:
        return f"{letter}{df}"
    sign = "" if typed.statistic[:1] in "<>\u2264\u2265" else "= "
    return f"{letter}{df} {sign}{typed.statistic}"


def _of_passage(typed: TypedPassage) -> str:
    if typed.label:
        return typed.label
    return f"{typed.count} of {typed.n}" if typed.count and typed.n else printed_name(typed.kind)


def _texts_of_statistic(typed: TypedStatistic) -> list[tuple[str, str]]:
    texts = [("statistic", typed.statistic), *zip(DF_KEYS, typed.df, strict=False)]
    return list(_given([*texts, ("n", typed.n), ("p", typed.p)]))


def _texts_of_passage(typed: TypedPassage) -> list[tuple[str, str]]:
    keys = ("count", "sd", "range", "iqr", "ci", "p")
    texts = [(VALUE_KEYS.get(typed.kind, "value"), typed.value)]
    return list(_given([*texts, *((key, getattr(typed, key)) for key in keys)]))


def _given(texts: Sequence[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
    for key, text in texts:
        if text is not None:
            yield key, text
