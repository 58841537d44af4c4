"""Sentences on adverse events, written from what a study declares of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from il2report.analysis.adverse_events import ENDED
from il2report.document.comparisons import Comparisons
from il2report.document.declared_phrases import Group
from il2report.document.grade_names import grade_in_sentence
from il2report.document.grammar import capitalised
from il2report.document.printer import Printer
from il2report.document.tree import Fragment, Word, capitalised_first, composed, joined
from il2report.study.declarations import Comparison, Subset
from il2report.study.grades import ALL_GRADES, TERM, GradeColumn, GradeScale
from il2report.study.running_text import in_running_text

ANY = "toxicity.any"
CTCAE = "Common Terminology Criteria for Adverse Events"
MOST_NAMED = 3
MOST_DIFFERING = 5


@dataclass(frozen=True, slots=True)
class ToxicityPhrases:
    """The paragraph on adverse events, and its counterpart for groups."""

    phrases: Comparisons
    scale: GradeScale
    among: Subset | None = None

    @property
    def printer(self) -> Printer:
        """Prints the numbers."""
        return self.phrases.printer

    def paragraph(self) -> Fragment:
        """Print how many had an event, the most frequent ones, severe ones, deaths, and who ended treatment."""
        if not self.phrases.count(f"{ANY}.{ALL_GRADES}.n"):
            return composed("No {} was recorded{}.", self._noun(), self._among())
        return joined(
            " ",
            [
                self._anyone(),
                self._frequent(),
                *self._severe(),
                *self._fatal(),
                *self._ungraded(),
                *self._ended(),
            ],
        )

    def grading(self) -> Fragment:
        """Say by which scale events were graded, and how patients are counted."""
        own = self.scale.toxicity.scale
        source = "study.toxicity.scale.version" if own else "study.toxicity.criteria_version"
        version = own.version if own else self.scale.toxicity.criteria_version
        name = Word("study.toxicity.scale.name", own.name) if own else CTCAE
        graded = composed(
            "Adverse events were graded by the {}{}.",
            name,
            composed(", version {}", Word(source, version)) if version else "",
        )
        if not own and not version:  # the criteria are unknown, and the check says so
            graded = Fragment.of("Adverse events were graded by severity.")
        counted = (
            "A patient is counted once for each kind of event, at the worst grade, and once among the"
            " patients with any event."
        )
        return joined(" ", (graded, counted))

    def _anyone(self) -> Fragment:
        name = f"{ANY}.{ALL_GRADES}"
        n, of = self.phrases.count(f"{name}.n"), self._of(f"{name}.n")
        whole = self.printer.size(f"{name}.n")
        if n == of:
            who = composed("All {}", whole) if of > 1 else Fragment.of("The patient")
        else:
            counted = self.printer.words(f"{name}.n", start=True)
            who = composed("{} of {}{}", counted, whole, self.printer.beside(name))
        return composed("{}{} had an {}.", who, self._among(), self._noun())

    def _frequent(self) -> Fragment:
        suffix = ALL_GRADES
        terms = self.phrases.ranked("toxicity", f"{suffix}.n")
        if self.phrases.count(f"toxicity.{terms[0]}.{suffix}.n") == 1 and len(terms) > MOST_NAMED:
            return composed("No event occurred in more than a single patient.")
        if len(terms) == 1:
            return composed("The only event was {}.", self.phrases.frequencies("toxicity", suffix))
        if len(terms) <= MOST_NAMED:
            return composed("The events were {}.", self.phrases.frequencies("toxicity", suffix))
        most = self.phrases.most_frequent_of("toxicity", suffix, MOST_NAMED)
        named = self.phrases.frequencies_of("toxicity", suffix, most)
        were = "event was" if len(most) == 1 else "events were"
        return composed("The most frequent {} {}.", were, named)

    def _severe(self) -> list[Fragment]:
        """Count the patients with a severe event, and name the most frequent ones."""
        column = self.scale.severe_or_worse
        name = f"{ANY}.{column.key}"
        if f"{name}.n" not in self.printer.catalogue:
            return []
        graded = self._event(column)
        if not self.phrases.count(f"{name}.n"):
            # An event whose grade is not recorded may have been severe.
            is_certain = not self.phrases.count(f"toxicity.any.{self.scale.not_recorded.key}.n")
            pattern = (
                "No patient had {}." if is_certain else "No patient was recorded to have had {}."
            )
            return [composed(pattern, graded)]
        who = self.printer.counted(f"{name}.n", "patient", start=True)
        terms = self.phrases.ranked("toxicity", f"{column.key}.n")
        named = self.phrases.most_frequent("toxicity", column.key, most=MOST_NAMED)
        most = ": " if len(terms) <= MOST_NAMED else ", most often "
        percent = self.printer.beside(name)
        return [composed("{}{} had {}{}{}.", who, percent, graded, most, named)]

    def _event(self, column: GradeColumn) -> Fragment:
        """Name an event of some grades: "an event of grade 3 or higher", "an event rated severe"."""
        named = grade_in_sentence(self.scale, column, self.printer.style)
        return composed("an event rated {}" if self.scale.are_words else "an event of {}", named)

    def _fatal(self) -> list[Fragment]:
        """Name the events of the grade that is death, if the scale has one."""
        if self.scale.death is None:
            return []
        column = self.scale.singles[self.scale.death - 1]
        name = f"{ANY}.{column.key}.n"
        if not self.phrases.count(name):
            return [Fragment.of("No patient died of an adverse event.")]
        who = self.printer.counted(name, "patient", start=True)
        terms = self.phrases.ranked("toxicity", f"{column.key}.n")
        if len(terms) == 1:
            named = self.phrases.names(*TERM, terms)
            share = self.printer.beside(f"{ANY}.{column.key}")
            return [composed("{}{} died of an adverse event: {}.", who, share, named)]
        named = self.phrases.frequencies("toxicity", column.key)
        return [composed("{} died of an adverse event: {}.", who, named)]

    def _ungraded(self) -> list[Fragment]:
        name = f"{ANY}.{self.scale.not_recorded.key}.n"
        if not self.phrases.count(name):
            return []
        who = self.printer.counted(name, "patient")
        return [composed("For {}, no grade was recorded of any event.", who)]

    def _ended(self) -> list[Fragment]:
        name = f"{ANY}.{ENDED}"
        if f"{name}.n" not in self.printer.catalogue:
            return []
        if not self.phrases.count(f"{name}.n"):
            return [Fragment.of("No adverse event ended the treatment.")]
        who = self.printer.counted(f"{name}.n", "patient")
        named = self.phrases.most_frequent("toxicity", ENDED, most=MOST_NAMED)
        terms = self.phrases.ranked("toxicity", f"{ENDED}.n")
        most = ": " if len(terms) <= MOST_NAMED else ", most often "
        pattern = "Adverse events ended the treatment of {}{}{}{}."
        return [composed(pattern, who, self.printer.beside(name), most, named)]

    def by_group(self, comparison: Comparison, by: Fragment, groups: Sequence[Group]) -> Fragment:
        """Print how many patients of each group had an event and a severe one, and which events differ.

        Parameters
        ----------
        comparison : its declaration
        by : the label of the variable that the groups differ in
        groups : in the order of its levels
        """
        prefix = f"{comparison.name}.toxicity"
        p_of = "p_holm" if comparison.adjust == "holm" else "p"
        shown = [group for group in groups if self.phrases.count(f"{prefix}.{group.key}.n")]
        if not shown:
            return Fragment()
        sentences = []
        for column, pattern in (
            (self.scale.any, "By {}, an {} occurred in {}{}."),
            (self.scale.severe_or_worse, "{} occurred in {}{}."),
        ):
            if not any(
                self.phrases.count(f"{prefix}.{group.key}.any.{column.key}.n") for group in shown
            ):
                continue
            counts = [
                composed(
                    "{} {}", self.printer.share(f"{prefix}.{each.key}.any.{column.key}"), each.where
                )
                for each in shown
            ]
            test = f"{prefix}.any.{column.key}.p"
            p = (
                composed(" ({})", self.printer.p_and_adjusted(test))
                if self.phrases.is_estimable(test)
                else Fragment()
            )
            what = (
                (by, self._noun())
                if column.key == ALL_GRADES
                else (capitalised_first(self._event(column), capitalised),)
            )
            sentences.append(composed(pattern, *what, self.phrases.listed(counts), p))
        return joined(" ", [*sentences, *self._differing(prefix, p_of)])

    def _differing(self, prefix: str, p_of: str) -> list[Fragment]:
        """Name the events whose frequency differs, those of the lowest p-values."""
        ids = {
            term: f"{prefix}.{term}.{ALL_GRADES}.{p_of}"
            for term in self.phrases.codebook.codes(*TERM)
            if self.phrases.is_estimable(f"{prefix}.{term}.{ALL_GRADES}.{p_of}")
        }
        if not ids:
            return []
        found = [term for term, p in ids.items() if self.phrases.is_significant(p)]
        if not found:
            return [Fragment.of("No difference was detected in the frequency of any single event.")]
        found.sort(key=lambda term: self.phrases.value(ids[term]) or 0)
        named = [
            composed(
                "{} ({})",
                self.phrases.running(*TERM, term),
                self.printer.p_and_adjusted(f"{prefix}.{term}.{ALL_GRADES}.p"),
            )
            for term in found[:MOST_DIFFERING]
        ]
        most = " most clearly" if len(found) > MOST_DIFFERING else ""
        return [composed("The frequency differed{} for {}.", most, self.phrases.listed(named))]

    def _noun(self) -> str:
        related = self.scale.toxicity.related_only
        return "adverse event related to the treatment" if related else "adverse event"

    def _among(self) -> Fragment:
        if self.among is None:
            return Fragment()
        label = Word(f"study.subset.{self.among.name}.label", in_running_text(self.among.label))
        return composed(" ({})", label)

    def _of(self, result_id: str) -> int:
        return self.printer.catalogue[result_id].n
