"""Sentences on the treatment that the patients received, and on their lesions measured over time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from il2report.document.comparisons import Comparisons
from il2report.document.declared_phrases import DeclaredPhrases, Values
from il2report.document.printer import Printer
from il2report.document.tree import Fragment, Part, Word, composed, joined
from il2report.study.declarations import Discontinuation, Treatment

MOST_REASONS = 4
"""Reasons that a sentence names; the table has all."""


@dataclass(frozen=True, slots=True)
class CoursePhrases:
    """The generic paragraph on exposure, for the results of one study."""

    declared: DeclaredPhrases

    @property
    def phrases(self) -> Comparisons:
        """Phrases of the study."""
        return self.declared.phrases

    @property
    def printer(self) -> Printer:
        """Prints the numbers."""
        return self.phrases.printer

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
        if not self._count("exposure.treated.n"):
            yield composed("No patient received {}.", name)
            return
        who = self.phrases.of_all("exposure.treated", start=True, percent=True)
        yield composed("{} received {}.", who, name)
        medians = {
            each.variable.name: self._median(f"exposure.{each.variable.name}")
            for each in given
            if self._has(f"exposure.{each.variable.name}.median")
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
        stopped = self._count("exposure.stopped.n")
        if not stopped:
            yield Fragment.of("No patient was recorded to have stopped treatment.")
        else:
            patients = self.printer.counted("exposure.stopped.n", "patient", start=True)
            yield composed("{} stopped treatment{}.", patients, self._reasons(asked, reason))
        if self._count(ongoing := "exposure.ongoing.n"):
            who = self.printer.counted(ongoing, "patient", start=True)
            were = self.phrases.agreeing(ongoing, "was", "were")
            yield composed("{} {} still treated.", who, were)
        if self._count(missing := "exposure.missing.n"):
            said = "For {}, no reason was recorded."
            yield composed(said, self.printer.counted(missing, "patient"))

    def _reasons(self, asked: Discontinuation, reason: Values) -> Fragment:
        """Name the most frequent reasons, all those that are as frequent as the last one with it."""
        ongoing = frozenset(asked.ongoing or ())
        counts = {
            level: self._count(f"exposure.reason.{level.key}.n")
            for level in reason.levels
            if level.code not in ongoing
        }
        found = sorted((n for n in counts.values() if n), reverse=True)
        least = found[:MOST_REASONS][-1]
        named = sorted((each for each in counts if counts[each] >= least), key=lambda e: -counts[e])
        items = [
            composed(
                "{} ({}; {})",
                self.declared.level(reason.variable.name, level),
                self.printer.words(f"exposure.reason.{level.key}.n"),
                self.printer.percent(f"exposure.reason.{level.key}.percent"),
            )
            for level in named
        ]
        which = "" if len(named) == len(found) else "most frequent "
        were = "reason was" if len(named) == 1 else "reasons were"
        return composed("; the {}{} {}", which, were, self.phrases.listed(items))

    def _has(self, result_id: str) -> bool:
        catalogue = self.printer.catalogue
        return result_id in catalogue and catalogue[result_id].is_estimable

    def _count(self, result_id: str) -> int:
        return int(self.phrases.value(result_id) or 0) if self._has(result_id) else 0
