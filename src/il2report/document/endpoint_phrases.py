"""Sentences on the end points that a study declares, of all patients and by group."""

from collections.abc import Iterator
from dataclasses import dataclass

from il2report.document.declared_phrases import Paragraphs
from il2report.document.grammar import capitalised
from il2report.document.tree import Fragment, Part, Word, capitalised_first, composed, joined
from il2report.study.declarations import Comparison, Endpoint
from il2report.study.running_text import in_running_text
from il2report.values import NotEstimable

SAID_OF_PATIENTS = ("alive", "free ", "without ", "not ")
"""How the axis of a curve begins that says what patients are, such as "Free of progression"."""


@dataclass(frozen=True, slots=True)
class EndpointPhrases(Paragraphs):
    """The paragraph on an end point, and its counterpart for groups."""

    def events(self, endpoint: Endpoint) -> Fragment:
        """Print events, follow-up, median and landmarks of an end point.

        Of a single patient there is no median, and of a small group no percentage.
        """
        name = endpoint.name
        n = self.printer.catalogue[f"{name}.events"].n
        sentences = [self._affected(endpoint)]
        if n < 2 or not self.phrases.count(f"{name}.events"):
            return sentences[0]
        label = self.declared.endpoint(endpoint)
        if self._has_follow_up_of_its_own(name):
            follow_up = self.printer.quantity(f"{name}.follow_up.median")
            sentences.append(
                composed(
                    "The median follow-up by the reverse Kaplan-Meier method was {}.", follow_up
                )
            )
        median = self.phrases.estimate(f"{name}.median")
        sentences.append(composed("The median {} was {}.", label, median))
        sentences.extend(self._means(endpoint))
        landmarks = [
            composed("{} at {} months", self.phrases.estimate(landmark), months)
            for landmark, months in self._landmarks(endpoint)
        ]
        if landmarks and n >= self.printer.percentages_from:
            listed = self.phrases.listed(landmarks)
            free = "The estimated percentage of patients {} was {}."
            sentences.append(composed(free, self._without_event(endpoint), listed))
        return joined(" ", sentences)

    def _affected(self, endpoint: Endpoint) -> Fragment:
        """Say how many patients had the event, in its own words where they are declared: "Nine of 14 patients died"."""
        name, count = f"{endpoint.name}.events", self.phrases.count(f"{endpoint.name}.events")
        size, n = self.printer.size(name), self.printer.catalogue[name].n
        if not n:
            return composed(
                "No patient could be followed for {}.", self.declared.endpoint(endpoint)
            )
        if n == 1 and not count:
            label = self.declared.endpoint(endpoint)
            return composed("For {}, the only patient had no event.", label)
        if n == 1:
            who = Fragment.of("the only patient")
        elif count == n:
            who = composed("all {}", size)
        elif count:
            words = self.printer.words(name, start=bool(endpoint.verb))
            who = composed("{} of {}{}", words, size, self.printer.beside(name))
        else:
            who = composed("none of the {}", size)
        if endpoint.verb:
            source = f"study.endpoint.{endpoint.name}.happened"
            verb = Word(source, endpoint.verb) if endpoint.happened else endpoint.verb
            return composed("{} {}.", capitalised_first(who, capitalised), verb)
        if count in {0, n}:
            return composed("For {}, {} had an event.", self.declared.endpoint(endpoint), who)
        return composed("For {}, an event occurred in {}.", self.declared.endpoint(endpoint), who)

    @staticmethod
    def _without_event(endpoint: Endpoint) -> Part:
        """Say what patients without the event are: what the axis of the figure says, if that is said of patients."""
        axis = in_running_text(endpoint.axis or "")
        if endpoint.curve == "survival" and axis.startswith(SAID_OF_PATIENTS):
            return Word(f"study.endpoint.{endpoint.name}.axis", axis)
        return "alive" if endpoint.verb == "died" else "free of the event"

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
            pattern = "The restricted mean {} up to {} months was {}."
            label = self.declared.endpoint(endpoint)
            yield composed(pattern, label, months, self.printer.quantity(restricted))
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
        """Print the median of an end point in each group, with the log-rank test.

        A group of a single patient is named, and has no median.
        """
        name, by = f"{endpoint.name}.{comparison.name}", comparison.by
        groups = [
            (f"{name}.{group.key}.median", group)
            for group in self.declared.groups_of(by)
            if f"{name}.{group.key}.median" in self.printer.catalogue
            and self.phrases.count(f"{comparison.name}.{group.key}.n")
        ]
        single = [one for median, one in groups if self.printer.catalogue[median].n == 1]
        larger = [(median, one) for median, one in groups if one not in single]
        sentences = []
        if larger:
            medians = [
                composed("{} {}", self.phrases.estimate(median), one.where)
                for median, one in larger
            ]
            begun = composed("The median {}", self.declared.endpoint(endpoint))
            if not all(one.members for _, one in larger):
                begun = composed(
                    "By {}, the median {}",
                    self.declared.variable(by),
                    self.declared.endpoint(endpoint),
                )
            test = self._logrank(f"{name}.logrank_p")
            sentences.append(composed("{} was {}{}.", begun, self.phrases.listed(medians), test))
        if larger and single:
            named = self.phrases.listed([one.label for one in single])
            pattern = (
                f"No median is given for {{}}, with a single patient{' each' * (len(single) > 1)}."
            )
            sentences.append(composed(pattern, named))
        return joined(" ", sentences)

    def _logrank(self, p: str) -> Part:
        """Print the test of curves; its reason where it could not be made, and nothing where none is asked for."""
        if p not in self.printer.catalogue:
            return ""
        value = self.printer.catalogue[p].value
        if isinstance(value, NotEstimable):
            return composed("; the groups could not be tested ({})", Word(p, value.reason))
        return composed(" (log-rank test, {})", self.printer.p_and_adjusted(p))
