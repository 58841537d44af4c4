"""Sentences on the flow of patients, and on deaths and their causes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from il2report.document.grammar import plural
from il2report.document.phrases import Phrases
from il2report.document.printer import Printer, marked
from il2report.document.tree import Fragment, Word, composed, joined
from il2report.study.declarations import Deaths, FlowStep
from il2report.study.declarations.flow import flow_of
from il2report.study.running_text import in_running_text


@dataclass(frozen=True, slots=True)
class FlowPhrases:
    """The paragraph on the flow of patients."""

    phrases: Phrases
    steps: tuple[FlowStep, ...]

    @property
    def printer(self) -> Printer:
        """Prints the numbers."""
        return self.phrases.printer

    def paragraph(self) -> Fragment:
        """Print the stages and, between them, how many patients left and why."""
        stages = list(self._stages())
        if not stages:
            return Fragment()
        if len(stages) == 1:
            key, step, _ = stages[0]
            n = self.printer.counted(f"flow.{key}.n", "patient", start=True)
            return composed("The flow of patients has one stage: {} ({}).", n, self._label(step))
        sentences: list[Fragment] = []
        for (key, step, left), (following, next_step, _) in pairwise(stages):
            first = not sentences
            sentences.append(self._between((key, step), left, (following, next_step), first=first))
        return joined(" ", sentences)

    def _between(
        self,
        stage: tuple[str, FlowStep],
        left: Sequence[tuple[str, FlowStep]],
        following: tuple[str, FlowStep],
        *,
        first: bool,
    ) -> Fragment:
        begun = (
            composed("Of {}", self._staged(*stage, noun=True)) if first else Fragment.of("Of these")
        )
        went_on = self._staged(*following)
        gone = [(key, step) for key, step in left if self._count(key)]
        if not gone:
            return composed("{}, none was excluded, which left {}.", begun, went_on)
        reasons = self.phrases.listed(
            [
                composed("{} ({})", self.printer.words(f"flow.{key}.n"), self._reason(step))
                for key, step in gone
            ]
        )
        were = plural(sum(self._count(key) for key, _ in gone), "was", "were")
        return composed("{}, {} {} excluded, which left {}.", begun, reasons, were, went_on)

    def _stages(self) -> Iterator[tuple[str, FlowStep, tuple[tuple[str, FlowStep], ...]]]:
        """Give each stage with those who left behind it."""
        steps = flow_of(self.steps).steps
        places = [place for place, (_, step) in enumerate(steps) if not step.reason]
        for place, end in zip(places, [*places[1:], len(steps)], strict=True):
            key, step = steps[place]
            yield key, step, steps[place + 1 : end]

    def _count(self, key: str) -> int:
        return int(self.phrases.value(f"flow.{key}.n") or 0)

    def _staged(self, key: str, step: FlowStep, *, noun: bool = False) -> Fragment:
        """Print how many reached a stage: "41 patients screened" where its label says who, else "41 (screened)"."""
        n = f"flow.{key}.n"
        if step.label.lower().startswith("patients ") and self._count(key) != 1:
            return composed("{} {}", self.printer.words(n), self._label(step))
        number = self.printer.counted(n, "patient") if noun else self.printer.words(n)
        return composed("{} ({})", number, self._label(step))

    def _label(self, step: FlowStep) -> Fragment:
        place = self.steps.index(step)
        return Fragment.of(Word(f"study.flow.{place}.label", in_running_text(step.label)))

    def _reason(self, step: FlowStep) -> Fragment:
        place = self.steps.index(step)
        return Fragment.of(Word(f"study.flow.{place}.reason", in_running_text(step.reason or "")))


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause of death: how its results are named, and its label."""

    key: str
    label: Fragment


@dataclass(frozen=True, slots=True)
class DeathPhrases:
    """The paragraph on deaths."""

    phrases: Phrases
    deaths: Deaths
    causes: tuple[Cause, ...]

    @property
    def printer(self) -> Printer:
        """Prints the numbers."""
        return self.phrases.printer

    def paragraph(self) -> Fragment:
        """Print how many died, of what, of how many the cause is unknown, and how many died soon after treatment."""
        n = self.phrases.count("deaths.n")
        whole = self.printer.size("deaths.n")
        if not n:
            return composed("None of the {} had died.", whole)
        counted = self.printer.words("deaths.n", start=True)
        percent = self.printer.beside("deaths")
        died = composed("{} of {}{} had died.", counted, whole, percent)
        return joined(" ", [died, *self._of_causes(n), *self._soon()])

    def _of_causes(self, n: int) -> list[Fragment]:
        found = [cause for cause in self.causes if self.phrases.count(f"deaths.{cause.key}.n")]
        unknown = self.phrases.count("deaths.not_recorded.n")
        if not self.causes:
            return []
        if unknown == n:
            return [Fragment.of("No cause of death was recorded.")]
        found.sort(key=lambda cause: -self.phrases.count(f"deaths.{cause.key}.n"))
        listed = self.phrases.listed(
            [
                composed(
                    "{} ({}{})",
                    cause.label,
                    self.printer.counted(f"deaths.{cause.key}.n", "patient"),
                    self.printer.beside(f"deaths.{cause.key}", "; {}"),
                )
                for cause in found
            ]
        )
        were = "The cause of death was" if len(found) == 1 else "The causes of death were"
        sentences = [composed("{} {}.", were, listed)]
        if unknown:
            who = self.printer.counted("deaths.not_recorded.n", "patient")
            share = self.printer.beside("deaths.not_recorded")
            sentences.append(composed("For {}{}, no cause was recorded.", who, share))
        return sentences

    def _soon(self) -> list[Fragment]:
        days = self.deaths.within_days
        name = f"deaths.within_{days}_days"
        if days is None or f"{name}.n" not in self.printer.catalogue:
            return []
        printed = marked(str(days), days, "constant.deaths.within_days")
        of = self.printer.size(f"{name}.n", "treated patient")
        who = (
            self.printer.words(f"{name}.n", start=True)
            if self.phrases.count(f"{name}.n")
            else Fragment.of("None")
        )
        noun = plural(days, "day")
        return [
            composed(
                "{} of the {} died within {} {} of the last dose.",
                who,
                of,
                printed,
                noun,
            )
        ]
