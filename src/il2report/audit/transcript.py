"""From the typed sections to a paper: names are looked up, figures get their subject."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from il2report.audit import layout
from il2report.audit.bounds import Bounds
from il2report.audit.entries import PAIRED, SINGLE, Entries, Subject, printed_name
from il2report.audit.lines import Path
from il2report.audit.paper import (
    AdoptedReading,
    Assertion,
    CurveFacts,
    EstimateFacts,
    FeatureFacts,
    FigureKind,
    GroupComparison,
    MeasureFacts,
    Ordered,
    PrintedWords,
    PublishedPaper,
    Within,
)
from il2report.audit.typed_passages import TypedPassages
from il2report.audit.typed_tables import TypedTables
from il2report.errors import Report

NAMED = ("groups", "features", "measures", "survival", "values", "estimates", "words")
"""Sections whose names must differ; a test may be called as what it compares."""

SUBJECTS = ("feature", "features", "measure")
"""What a test may compare."""

ALPHA = Fraction(1, 20)


def _estimate_of(interval: layout.TypedInterval) -> FigureKind | None:
    """Say which estimate an interval of a measure belongs to, by its name or by its method."""
    if interval.of is not None:
        return FigureKind(interval.of)
    return FigureKind.MEAN if interval.method in {"t", "normal"} else None


class Transcript:
    """One file on its way to a paper."""

    def __init__(
        self, document: layout.TypedPaper, file: str, lines: Mapping[Path, int], report: Report
    ) -> None:
        self.typed, self.report = document, report
        self.entries = Entries(file, lines, document.paper.rounding, report, document.places)
        self.features = {name: self._feature(name) for name in document.features}
        self.measures = {name: self._measure(name) for name in document.measures}
        labels = {name: group.label for name, group in document.groups.items()}
        self.tables = TypedTables(
            document.tables, self.entries, self.features, self.measures, labels
        )
        self.counted = {*document.groups, *self.features, *self.tables.groups}
        self.passages = TypedPassages(
            document.statistics, document.passages, self.entries, self.features, self.measures
        )

    def paper(self) -> PublishedPaper:
        """Transcribe section by section."""
        self._refuse_names_twice()
        self._enter_groups()
        self._enter_quantities("features", self.typed.features, self.features)
        self._enter_quantities("measures", self.typed.measures, self.measures)
        self._enter_curves()
        self._enter_single_numbers()
        self.tables.enter(self.counted)
        self.passages.enter()
        paper = self.typed.paper
        groups = {name: printed_name(name, of.label) for name, of in self.typed.groups.items()}
        return PublishedPaper(
            title=paper.title,
            source=paper.source or "",
            rounding=paper.rounding,
            alpha=self.entries.constant(paper.alpha, ("paper", "alpha")) or ALPHA,
            states_alpha=paper.alpha is not None,
            groups=groups | self.tables.groups | self.passages.groups,
            features=self.features,
            measures=self.measures,
            figures=tuple(self.entries.figures),
            blanks=tuple(self.tables.blanks),
            words=tuple(self._words()),
            comparisons=tuple(self._comparisons()),
            relations=tuple(self._relations()),
            rows=tuple(self.tables.graded_rows),
            orders=tuple(self._orders()),
            assertions=tuple(self._assertions()),
            readings=tuple(self._readings()),
            estimates={name: self._estimate(name) for name in self.typed.estimates}
            | self.passages.estimates,
            statistics=self.passages.statistics,
            says=self.passages.says,
            places=self.typed.places,
            curves={name: self._curve(name) for name in self.typed.survival},
        )

    def _feature(self, name: str) -> FeatureFacts:
        typed = self.typed.features[name]
        label, interval = printed_name(name, typed.label), typed.interval
        return FeatureFacts(label, typed.of, interval.level, interval.method)

    def _measure(self, name: str) -> MeasureFacts:
        typed, at = self.typed.measures[name], ("measures", name)
        low, high, step = (
            self.entries.constant(getattr(typed, key), (*at, key))
            for key in ("low", "high", "step")
        )
        if step is not None and step <= 0:
            message = f"measures.{name}.step is {typed.step}; it should be above zero"
            self.entries.refuse("bad-figure", (*at, "step"), message)
            step = None
        facts = MeasureFacts(
            label=printed_name(name, typed.label),
            of=typed.of,
            unit=typed.unit or "",
            step=step,
            possible=Bounds(-math.inf if low is None else low, math.inf if high is None else high),
            censored=typed.censored,
            level=typed.interval.level,
            interval=typed.interval.method,
            interval_of=_estimate_of(typed.interval),
        )
        if not typed.proposed:
            return facts
        is_known = {key: key not in typed.proposed for key in ("step", "low", "high")}
        possible = Bounds(
            facts.possible.low if is_known["low"] else -math.inf,
            facts.possible.high if is_known["high"] else math.inf,
        )
        step = step if is_known["step"] else None
        return replace(facts, stated=replace(facts, step=step, possible=possible))

    def _curve(self, name: str) -> CurveFacts:
        typed, at = self.typed.survival[name], ("survival", name)
        times: dict[str, Fraction] = {}
        for within, curve in ((at, typed), *(((*at, "by", g), c) for g, c in typed.by.items())):
            for written in curve.at:
                time = self.entries.constant(written, (*within, "at", written))
                if time is not None:
                    times[written] = time
        return CurveFacts(
            label=printed_name(name, typed.label),
            of=typed.of,
            unit=typed.unit or "",
            points=tuple(
                (f"{name}.{written}", times[written])
                for written in sorted(times, key=times.__getitem__)
            ),
            rises=typed.rises,
            delayed_entry=typed.delayed_entry,
            complete_until=self.entries.constant(typed.complete_until, (*at, "complete_until")),
            level=typed.interval.level,
        )

    def _estimate(self, name: str) -> EstimateFacts:
        typed = self.typed.estimates[name]
        label = printed_name(name, typed.label)
        return EstimateFacts(label, typed.kind, typed.groups or (), typed.level)

    def _refuse_names_twice(self) -> None:
        owners: dict[str, str] = {}
        for section in NAMED:
            for name in getattr(self.typed, section):
                if name in owners:
                    message = f"{name} is a name under both {owners[name]} and {section}; rename one of them"
                    self.entries.refuse("name-twice", (section, name), message)
                owners.setdefault(name, section)

    # --- figures ---

    def _enter_groups(self) -> None:
        for name, group in self.typed.groups.items():
            label = printed_name(name, group.label)
            at: Path = ("groups", name)
            subject = Subject(name, label, name, at, group.result, proposed=group.proposed)
            typed: layout.Figures = {"": (group.n,)} if isinstance(group.n, str) else group.n or {}
            self._enter_by_place(subject, "n", typed)

    def _enter_quantities(
        self,
        section: str,
        typed: Mapping[str, layout.Feature] | Mapping[str, layout.Measure],
        facts: Mapping[str, FeatureFacts] | Mapping[str, MeasureFacts],
    ) -> None:
        for name, entry in typed.items():
            at: Path = (section, name)
            self._is_counted(entry.of, (*at, "of"))
            self._enter_printed(name, facts[name].label, entry.of, entry, at)
            for group, printed in entry.by.items():
                within = (*at, "by", group)
                if self._is_counted(group, within):
                    label = f"{facts[name].label} ({self._group_label(group)})"
                    self._enter_printed(name, label, group, printed, within)

    def _enter_curves(self) -> None:
        for name, typed in self.typed.survival.items():
            at, label = ("survival", name), printed_name(name, typed.label)
            groups: list[tuple[str, layout.TypedCurve, Path]] = [(typed.of, typed, at)]
            groups += [(group, curve, (*at, "by", group)) for group, curve in typed.by.items()]
            for group, curve, within in groups:
                if self._is_counted(group, within):
                    of = f" ({self._group_label(group)})" if group in typed.by else ""
                    inferred = typed.proposed
                    self._enter_printed(
                        name, f"{label}{of}", group, curve, within, proposed=inferred
                    )
                    for time, point in curve.at.items():
                        when = f"{label} at {time} {typed.unit or ''}".strip() + of
                        place = (*within, "at", time)
                        self._enter_printed(
                            f"{name}.{time}", when, group, point, place, proposed=inferred
                        )

    def _group_label(self, name: str) -> str:
        if name in self.features:
            return self.features[name].label
        if name in self.tables.groups:
            return self.tables.groups[name]
        return printed_name(name, self.typed.groups[name].label)

    def _enter_printed(
        self,
        name: str,
        label: str,
        group: str,
        printed: layout.TypedQuantity,
        at: Path,
        *,
        proposed: bool = False,
    ) -> None:
        subject = Subject(
            name,
            label,
            group,
            at,
            printed.result,
            printed.results,
            is_estimated=isinstance(printed, layout.TypedPoint),
            proposed=proposed,
        )
        for key in type(printed).model_fields:
            # `censored` is a number of a curve, and of a measure true or false.
            typed = getattr(printed, key)
            if (key in SINGLE or key in PAIRED) and not isinstance(typed, bool):
                self._enter_by_place(subject, key, typed)

    def _enter_single_numbers(self) -> None:
        for name, value in self.typed.values.items():
            label, result = printed_name(name, value.label), value.result or value.setting
            subject = Subject(name, label, "", ("values", name), result, unit=value.unit or "")
            self._enter_by_place(subject, "value", value.value)
        for name, estimate in self.typed.estimates.items():
            at: Path = ("estimates", name)
            self._are_counted(estimate.groups or (), (*at, "groups"))
            label, unit = printed_name(name, estimate.label), estimate.unit or ""
            subject = Subject(
                name, label, "", at, estimate.result, unit=unit, proposed=estimate.proposed
            )
            for key in ("value", "ci", "p"):
                self._enter_by_place(subject, key, getattr(estimate, key))
        for name, test in self.typed.tests.items():
            label = printed_name(name, test.label)
            subject = Subject(name, label, "", ("tests", name), test.result)
            self._enter_by_place(subject, "p", test.p)

    def _enter_by_place(self, subject: Subject, key: str, by_place: layout.Figures) -> None:
        for place, texts in by_place.items():
            self._is_place(place, (*subject.at, key, place))
            for text in texts:
                self.entries.enter(subject, key, place, text)

    def _is_place(self, place: str, at: Path) -> bool:
        if not self.typed.places or not place:
            return True
        return self.entries.is_known(place, self.typed.places, "place", at)

    def _is_counted(self, name: str, at: Path) -> bool:
        return self.entries.is_known(name, self.counted, "group or feature", at)

    def _are_counted(self, names: Iterable[str], at: Path) -> bool:
        """Look all of them up, so that every unknown name is reported."""
        return sum(not self._is_counted(name, at) for name in names) == 0

    # --- what is no figure ---

    def _words(self) -> Iterator[PrintedWords]:
        for name, words in self.typed.words.items():
            label, reads = printed_name(name, words.label), words.reads
            for place, texts in words.text.items():
                self._is_place(place, ("words", name, "text", place))
                for text in texts:
                    yield PrintedWords(place, name, label, text, reads or text, words.result or "")

    def _comparisons(self) -> Iterator[GroupComparison]:
        for name, test in self.typed.tests.items():
            at: Path = ("tests", name)
            given = {key: names for key in SUBJECTS if (names := getattr(test, key))}
            if len(given) != 1:
                message = f"tests.{name} should name one of feature, features and measure"
                self.entries.refuse("bad-entry", at, message)
                continue
            ((key, names),) = given.items()
            quantities = (names,) if isinstance(names, str) else names
            known = self.measures if key == "measure" else self.features
            kind = key.removesuffix("s")
            found = [self.entries.is_known(each, known, kind, (*at, key)) for each in quantities]
            if all(found) & self._are_counted(test.groups, (*at, "groups")):
                label, is_measure = printed_name(name, test.label), key == "measure"
                yield GroupComparison(
                    name, label, quantities, is_measure, test.groups, test.method, test.proposed
                )

    def _relations(self) -> Iterator[Within]:
        for at, relation in enumerate(self.typed.relations):
            readings = (relation.members, *relation.readings)
            names = [relation.whole, *(name for names in readings for name in names)]
            if self._are_counted(names, ("relations", at)):
                yield Within(relation.kind, relation.whole, readings, relation.proposed)

    def _orders(self) -> Iterator[Ordered]:
        for number, order in enumerate(self.typed.orders):
            names = [
                self._number(getattr(order, key), ("orders", number, key))
                for key in ("smaller", "greater")
            ]
            if all(names):
                smaller, greater = (name for name in names if name)
                yield Ordered(smaller, greater, order.because)

    def _number(self, name: str, at: Path) -> tuple[str, str] | None:
        """Find the quantity and group of a single number."""
        quantity, _, group = name.partition("@")
        known = self.measures if group else self.typed.values
        kind = "measure" if group else "value"
        is_known = self.entries.is_known(quantity, known, kind, at)
        if group:
            is_known &= self._is_counted(group, at)
        return (quantity, group) if is_known else None

    def _assertions(self) -> Iterator[Assertion]:
        for number, said in enumerate(self.typed.statements):
            at: Path = ("statements", number)
            self._is_place(said.place, (*at, "place"))
            if said.claim in {"significant", "not_significant"}:
                known = self.entries.is_known(said.about, self.typed.tests, "test", (*at, "about"))
            else:
                known = self._is_counted(said.about, (*at, "about"))
            if said.claim in {"more", "fewer"}:
                known &= self._is_counted(said.than or "", (*at, "than"))
            if known:
                yield Assertion(said.place, said.says, said.about, said.claim, said.than)

    def _readings(self) -> Iterator[AdoptedReading]:
        known = {figure.name for figure in self.entries.figures}
        known |= {f"statement {said.about} {said.place}" for said in self.typed.statements}
        for number, reading in enumerate(self.typed.readings):
            for name in reading.figures:
                self.entries.is_known(name, known, "figure", ("readings", number, "figures"))
            yield AdoptedReading(
                reading.figures, reading.overruled_by or "", reading.read_as or "", reading.reason
            )
