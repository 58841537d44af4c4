"""Sentences on the treatment that the patients received, their responses, and their measured lesions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from il2report.document.declared_phrases import Group, Paragraphs, Values
from il2report.document.tree import Fragment, Part, Word, composed, joined
from il2report.study.declarations import (
    Comparison,
    Discontinuation,
    MeasuredLesions,
    Treatment,
)
from il2report.study.running_text import in_running_text


class Rate(Protocol):
    """Responses that are pooled."""

    @property
    def name(self) -> str:
        """Its name in ids."""

    @property
    def label(self) -> str:
        """What is printed for it."""


class LesionPatient(Protocol):
    """A patient with measured lesions."""

    @property
    def lesions(self) -> Sequence[object]:
        """The lesions."""

    def result(self, name: str) -> str:
        """The id of one of the patient's results."""


MOST_DURATIONS = 5
"""Durations that a sentence names one by one."""
MOST_REASONS = 4
"""Reasons that a sentence names; the table has all."""


@dataclass(frozen=True, slots=True)
class CoursePhrases(Paragraphs):
    """Generic paragraphs on exposure, responses and lesions, for the results of one study."""

    def exposure(
        self, treatment: Treatment | None, given: Sequence[Values], reason: Values | None
    ) -> Fragment:
        """Print how much treatment the patients received, for how long, and why it ended."""
        sentences = [*self._given(treatment, given)]
        asked = treatment.discontinuation if treatment else None
        if asked and reason:
            sentences.extend(self._ended(asked, reason))
        return joined(" ", sentences)

    def _given(self, treatment: Treatment | None, given: Sequence[Values]) -> Iterator[Fragment]:
        if not given:
            return
        name: Part = "treatment"
        if treatment:
            name = Word("study.treatment.name", treatment.name)
        if not self.phrases.count("exposure.treated.n"):
            yield composed("No patient received {}.", name)
            return
        who = self.phrases.of_all("exposure.treated", start=True, percent=True)
        yield composed("{} received {}.", who, name)
        medians = {
            each.variable.name: self._median(f"exposure.{each.variable.name}")
            for each in given
            if self.phrases.is_estimable(f"exposure.{each.variable.name}.median")
        }
        if "doses" in medians:
            said = "The median number of cycles was {}, and of doses {}."
            yield composed(said, medians["cycles"], medians["doses"])
        elif "cycles" in medians:
            yield composed("The median number of cycles was {}.", medians["cycles"])
        if "duration" in medians:
            said = "The median time from the first dose to the last was {}."
            yield composed(said, medians["duration"])

    def _median(self, prefix: str) -> Fragment:
        quantity = self.printer.quantity(f"{prefix}.median")
        return composed("{} (range, {})", quantity, self.printer.range(prefix))

    def _ended(self, asked: Discontinuation, reason: Values) -> Iterator[Fragment]:
        stopped = self.phrases.count("exposure.stopped.n")
        if not stopped:
            yield Fragment.of("No patient was recorded to have stopped treatment.")
        else:
            patients = self.printer.counted("exposure.stopped.n", "patient", start=True)
            yield composed("{} stopped treatment{}.", patients, self._reasons(asked, reason))
        if self.phrases.count(ongoing := "exposure.ongoing.n"):
            who = self.printer.counted(ongoing, "patient", start=True)
            were = self.phrases.agreeing(ongoing, "was", "were")
            yield composed("{} {} still treated.", who, were)
        if self.phrases.count(missing := "exposure.missing.n"):
            said = "For {}, no reason was recorded."
            yield composed(said, self.printer.counted(missing, "patient"))

    def _reasons(self, asked: Discontinuation, reason: Values) -> Fragment:
        """Name the most frequent reasons, all those that are as frequent as the last one with it."""
        ongoing = frozenset(asked.ongoing or ())
        counts = {
            level: self.phrases.count(f"exposure.reason.{level.key}.n")
            for level in reason.levels
            if level.code not in ongoing
        }
        found = sorted((n for n in counts.values() if n), reverse=True)
        least = found[:MOST_REASONS][-1]
        named = sorted((each for each in counts if counts[each] >= least), key=lambda e: -counts[e])
        items = [
            composed(
                "{} ({}{})",
                self.declared.level(reason.variable.name, level),
                self.printer.words(f"exposure.reason.{level.key}.n"),
                self.printer.beside(f"exposure.reason.{level.key}", "; {}"),
            )
            for level in named
        ]
        which = "" if len(named) == len(found) else "most frequent "
        were = "reason was" if len(named) == 1 else "reasons were"
        return composed("; the {}{} {}", which, were, self.phrases.listed(items))

    def lesions(self, lesions: MeasuredLesions, patients: Sequence[LesionPatient]) -> Fragment:
        """Print who has the measured lesions, in how many all resolved, and for how long."""
        label = Word("study.measured_lesions.label", lesions.label)
        several = Word("study.measured_lesions.lesions", lesions.several)
        n, resolved = f"{lesions.name}.n", f"{lesions.name}.resolved.n"
        if not self.phrases.count(n):
            return composed("No patient had {}.", label)
        number, of = self.printer.words(n, start=True), self.printer.counted("cohort.n", "patient")
        begun = composed("{} of {} had {}.", number, of, label)
        if not any(patient.lesions for patient in patients):
            return composed("{} The {} were not measured.", begun, several)
        if not self.phrases.count(resolved):
            return composed("{} In {} of them did all {} resolve.", begun, "none", several)
        who = self.printer.counted(resolved, "patient")
        found = composed("{} In {}, all measured {} resolved", begun, who, several)
        durations = [
            self.printer.quantity(duration)
            for patient in patients
            if self.phrases.is_estimable(duration := patient.result("duration"))
        ]
        if not 0 < len(durations) <= MOST_DURATIONS:
            return composed("{}.", found)
        return composed("{}, for {}.", found, self.phrases.listed(durations))

    def responses(self, response: Values, rates: Sequence[Rate]) -> Fragment:
        """Print how often each best response was found, and the rates with their intervals."""
        levels = [e for e in response.levels if self.phrases.count(f"response.{e.key}.n")]
        found = [
            composed(
                "{} in {}",
                self.declared.level(response.variable.name, level),
                self._share(f"response.{level.key}", noun=not place),
            )
            for place, level in enumerate(levels)
        ]
        sentences = []
        if found:
            label = self.declared.variable(response.variable.name)
            sentences.append(composed("The {} was {}.", label, self.phrases.listed(found)))
        for rate in rates:
            said = "{} was recorded in {}."
            found_in = self._rate(f"response.{rate.name}", "cohort.n")
            sentences.append(composed(said, rate.label, found_in))
        return joined(" ", sentences)

    def responses_by_group(self, comparison: Comparison, rates: Sequence[Rate]) -> Fragment:
        """Print each rate by group, with its test where one is declared."""
        prefix = f"{comparison.name}.response"
        sentences: list[Fragment] = []
        for rate in rates:
            parts = [
                self._rate(of, f"{comparison.name}.{group.key}.n", group)
                for group in self.declared.groups_of(comparison.by)
                if self.phrases.is_estimable(
                    f"{(of := f'{prefix}.{group.key}.{rate.name}')}.percent"
                )
            ]
            if not parts:
                continue
            p = f"{prefix}.{rate.name}.p"
            test = Fragment()
            if self.phrases.is_estimable(p):
                method = self.printer.catalogue[p].method.name
                test = composed(" ({}, {})", method, self.printer.p_and_adjusted(p))
            what: Part = rate.label
            if not sentences:
                by = self.declared.variable(comparison.by)
                what = composed("By {}, {}", by, in_running_text(rate.label))
            said = "{} was recorded in {}{}."
            sentences.append(composed(said, what, self.phrases.listed(parts), test))
        return joined(" ", sentences)

    def _share(self, prefix: str, *, noun: bool) -> Fragment:
        n = f"{prefix}.n"
        patients = self.printer.counted(n, "patient") if noun else self.printer.words(n)
        if noun and self.phrases.count(n) == self.phrases.count("cohort.n") > 1:
            return composed("all {}", patients)
        return composed("{}{}", patients, self.printer.beside(prefix))

    def _rate(self, prefix: str, size: str, group: Group | None = None) -> Fragment:
        """Print a rate: "four of 25 patients (16.0%; 95% CI 4.5-36.1%)", or "four of 25 men (...)" of a group.

        `size` counts the patients. Of a small group it has the interval and no percentage of its own.
        """
        count = f"{prefix}.n"
        n = self.printer.words(count) if self.phrases.count(count) else Fragment.of("none")
        of, where = self.printer.counted(size, "patient"), Fragment()
        if group and group.members and self.phrases.count(size) > 1:
            of = composed("{} {}", self.printer.words(size), group.members)
        elif group:
            where = composed(" {}", group.where)
        percent, ci = self.printer.beside(prefix, "{}; "), self.printer.ci(prefix)
        return composed("{} of {} ({}{}){}", n, of, percent, ci, where)
