"""Sentences on follow-up, repeated values, landmark analyses and the statistical methods of a study.

All follow from the declarations and the results: a rule is stated where something rests on it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from il2report.document.declared_phrases import FEW_EVENTS, Group, Level, Paragraphs
from il2report.document.method_sentences import method_name
from il2report.document.tree import Fragment, Label, Word, composed, joined
from il2report.study.declarations import Comparison, Endpoint, FollowUp, Measurement, Model
from il2report.study.running_text import in_running_text


@dataclass(frozen=True, slots=True)
class StatisticsPhrases(Paragraphs):
    """Paragraphs of results that no other paragraph has, and their doubts."""

    # --- follow-up ----------------------------------------------------------------------------------

    def follow_up(self, follow_up: FollowUp) -> Fragment:
        """Print the declared measures of follow-up, of all patients and by group."""
        measures: tuple[tuple[str, str, Callable[[str], Fragment]], ...] = (
            (
                "reverse_km.median",
                "The median follow-up by the reverse Kaplan-Meier method was {}",
                lambda of: self.phrases.estimate(f"{of}.reverse_km.median"),
            ),
            (
                "observed.median",
                "The median of the observed follow-up was {}",
                lambda of: self._median_and_range(f"{of}.observed"),
            ),
            (
                "observed.mean",
                "The mean of the observed follow-up was {}",
                lambda of: self._mean_and_sd(f"{of}.observed"),
            ),
        )
        sentences = []
        for name, pattern, printed in measures:
            if not self.phrases.exists(f"follow_up.{name}"):
                continue
            stated = composed(pattern, printed("follow_up"))
            groups = [
                composed("{} {}", printed(prefix), group.where)
                for prefix, group in self._followed_groups(follow_up)
            ]
            if groups and follow_up.by:
                by, of_groups = self.declared.variable(follow_up.by), self.phrases.listed(groups)
                stated = composed("{}; by {}, {}", stated, by, of_groups)
            sentences.append(stated + ".")
        return joined(" ", sentences)

    def _followed_groups(self, follow_up: FollowUp) -> Iterator[tuple[str, Group]]:
        """Give the ids and the name of each group of more than one patient."""
        for group in self.declared.groups_of(follow_up.by) if follow_up.by else ():
            prefix = f"follow_up.{follow_up.by}.{group.key}"
            if self.phrases.count(f"{prefix}.n") > 1:
                yield prefix, group

    def _median_and_range(self, prefix: str) -> Fragment:
        if not self.phrases.is_estimable(f"{prefix}.median"):
            return self.printer.number(f"{prefix}.median")
        median = self.printer.quantity(f"{prefix}.median")
        return composed("{} (range, {})", median, self.printer.range(prefix))

    def _mean_and_sd(self, prefix: str) -> Fragment:
        mean = self.printer.quantity(f"{prefix}.mean")
        if not self.phrases.is_estimable(f"{prefix}.sd"):
            return mean
        return composed("{} (SD {})", mean, self.printer.number(f"{prefix}.sd"))

    # --- repeated values ----------------------------------------------------------------------------

    def measurement(
        self, measurement: Measurement, times: Sequence[Level], yes: Level | None
    ) -> Fragment:
        """Print a measurement at each time, with the value of a single patient as it is, and what the tests of pairs of times gave.

        Parameters
        ----------
        times : in the order of the codebook
        yes : the level that is counted, None for a number
        """
        name, label = measurement.name, self._measured(measurement)
        stated = []
        for time in times:
            prefix, at = f"{name}.{time.key}", self._time(measurement, time)
            if not self.phrases.count(f"{prefix}.n"):
                continue
            patients = self.printer.counted(f"{prefix}.n", "patient")
            if yes is None:
                median = self.printer.quantity(f"{prefix}.median")
                extent = self.printer.range(prefix)
                pattern = "{} (range, {}; {}) at the time “{}”"
                if self.phrases.count(f"{prefix}.n") == 1:
                    stated.append(composed("{} in a single patient at the time “{}”", median, at))
                else:
                    stated.append(composed(pattern, median, extent, patients, at))
            else:
                pattern = "{} of {}{} at the time “{}”"
                count = self.printer.words(f"{prefix}.{yes.key}.n")
                percent = self.printer.beside(f"{prefix}.{yes.key}")
                stated.append(composed(pattern, count, patients, percent, at))
        if not stated:
            return composed("No value of {} was recorded.", label)
        begun = "The median {} was {}."
        if yes is not None:
            begun = "{} was recorded in {}."
            label = Fragment.of(Word(f"study.measurement.{name}.label", measurement.label))
        sentences = [composed(begun, label, self.phrases.listed(stated))]
        by_code = {time.code: time for time in times}
        for first, second in measurement.pairs:
            pair = by_code[first], by_code[second]
            sentences += self._paired(measurement, pair)
        return joined(" ", sentences)

    def _paired(self, measurement: Measurement, pair: tuple[Level, Level]) -> Iterator[Fragment]:
        first, second = pair
        prefix = f"{measurement.name}.{first.code}_{second.code}".lower()
        p = f"{prefix}.p"
        times = composed(
            "“{}” and “{}”", self._time(measurement, first), self._time(measurement, second)
        )
        if not self.phrases.count(f"{prefix}.n"):
            yield composed("No patient had values at both {}.", times)
            return
        patients = self.printer.counted(f"{prefix}.n", "patient")
        if not self.phrases.is_estimable(p):
            pattern = "Between {}, recorded in {}, the change could not be tested ({})."
            yield composed(pattern, times, patients, Word(p, self._reason(p)))
            return
        method = method_name(self.printer.catalogue[p])
        if measurement.is_number:
            change = self.printer.quantity(f"{prefix}.difference.median")
            pattern = "Between {}, in {} with both values, the median change was {} ({}, {})."
            yield composed(pattern, times, patients, change, method, self.printer.p(p))
        else:
            gained, lost = (self.printer.words(f"{prefix}.{each}.n") for each in ("gained", "lost"))
            pattern = "Between {}, of {} with both values, it appeared in {} and disappeared in {} ({}, {})."
            yield composed(pattern, times, patients, gained, lost, method, self.printer.p(p))

    @staticmethod
    def _measured(measurement: Measurement) -> Fragment:
        label = in_running_text(measurement.label)
        return Fragment.of(Word(f"study.measurement.{measurement.name}.label", label))

    @staticmethod
    def _time(measurement: Measurement, time: Level) -> Fragment:
        where = measurement.table, measurement.time_column
        return Fragment.of(Label(*where, time.code, time.label))

    # --- what a comparison or a model needs said ----------------------------------------------------

    def landmark(self, endpoint: Endpoint, comparison: Comparison) -> Fragment:
        """Say who is in a landmark analysis and who is not, or why groups are not tested."""
        prefix = f"{endpoint.name}.{comparison.name}"
        by, about = self.declared.variable(comparison.by), self.declared.endpoint(endpoint)
        if not self.phrases.exists(f"{prefix}.before_landmark"):
            return Fragment()
        months = Word(
            f"study.comparison.{comparison.name}.from_months", f"{comparison.from_months:g}"
        )
        left = f"{prefix}.before_landmark"
        pattern = (
            "The analysis of {} by {} is a landmark analysis at {} months, of patients still at risk, by"
            " the group as known by then."
        )
        sentences = [composed(pattern, about, by, months)]
        if self.phrases.count(left):
            who = self.printer.counted(left, "patient", start=True)
            were = self.phrases.agreeing(left, "was", "were")
            pattern = "{} with an event or the end of follow-up by the landmark {} left out."
            sentences.append(composed(pattern, who, were))
        if self.phrases.count(unknown := f"{prefix}.without_group"):
            were = self.phrases.agreeing(unknown, "was", "were")
            who = self.printer.counted(unknown, "patient", start=True)
            sentences.append(composed("{} {} in no group at the landmark.", who, were))
        return joined(" ", sentences)

    def trend(self, endpoint: Endpoint, comparison: Comparison) -> Fragment:
        """Print the log-rank test for trend over the groups of an ordered variable."""
        p = f"{endpoint.name}.{comparison.name}.logrank_trend_p"
        if not self.phrases.is_estimable(p):
            return Fragment()
        by, about = self.declared.variable(comparison.by), self.declared.endpoint(endpoint)
        pattern = "The log-rank test for trend of {} over the groups of {} gave {}."
        return composed(pattern, about, by, self.printer.p_and_adjusted(p))

    def doubts(self, model: Model) -> Fragment:
        """Say how variables were selected, and that a model has few events for its parameters."""
        return joined(" ", [*self._selected(model), *self._few_events(model)])

    def _selected(self, model: Model) -> Iterator[Fragment]:
        if not model.selection:
            return
        step = f"{model.name}.selection.{{}}.step"
        gone = [name for name in model.variables if self.phrases.exists(step.format(name))]
        gone.sort(key=lambda name: self.phrases.count(step.format(name)))
        limit = Word(f"study.model.{model.name}.selection.p", f"{model.selection.p:g}")
        symbol = self.printer.p_value()
        if not gone:
            pattern = "Backward selection with a limit of {} for the {} kept all variables."
            yield composed(pattern, limit, symbol)
            return
        parts = [
            composed(
                "{} ({})",
                self.declared.variable(name),
                self.printer.p(f"{model.name}.selection.{name}.p"),
            )
            for name in gone
        ]
        pattern = "Backward selection with a limit of {} for the {} removed {}{}."
        order = ", in this order" if len(gone) > 1 else ""
        yield composed(pattern, limit, symbol, self.phrases.listed(parts), order)
        if len(gone) < len(model.variables):
            pattern = "The {} and intervals of the variables that are left do not allow for the selection."
            yield composed(pattern, self.printer.p_values())

    def _few_events(self, model: Model) -> Iterator[Fragment]:
        each = f"{model.name}.events_per_parameter"
        value = self.phrases.value(each) if self.phrases.is_estimable(each) else None
        if value is None or value >= FEW_EVENTS or not self._has_ratios(model):
            return
        number = self.printer.number(each)
        of = "events" if model.kind == "cox" else "patients with the rarer outcome"
        pattern = f"With {{}} {of} per parameter, the ratios are unstable."
        yield composed(pattern, number)

    def _has_ratios(self, model: Model) -> bool:
        """Whether a ratio of the multivariable model could be estimated."""
        begun, estimable = f"{model.name}.multivariable.", self.phrases.is_estimable
        ratios = (each for each in self.printer.catalogue if each.endswith(".ratio"))
        return any(each.startswith(begun) and estimable(each) for each in ratios)

    def _reason(self, result_id: str) -> str:
        value = self.printer.catalogue[result_id].value
        return getattr(value, "reason", "")
