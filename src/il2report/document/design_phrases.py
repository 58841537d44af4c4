"""Sentences on the design of a study: its patients, what was recorded, its end points and subsets.

All follow from the declarations. A column of dates is named by the label of its variable where one is
declared, and else by its own words: entry_date is "entry".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from il2report.document.declared_phrases import Paragraphs
from il2report.document.printer import marked, with_unit
from il2report.document.tree import Fragment, Part, Word, capitalised_first, composed, joined, words
from il2report.study.configuration import Configuration
from il2report.study.declarations import EligibilityRule, Endpoint, Subset, Variable
from il2report.study.declarations.eligibility import code_of
from il2report.study.running_text import in_running_text, raised

DEATH = "death"


@dataclass(frozen=True, slots=True)
class DesignPhrases(Paragraphs):
    """Paragraphs of the methods that say what was studied."""

    choices: Configuration

    # --- patients -----------------------------------------------------------------------------------

    def patients(self) -> Fragment:
        """Say how many patients there are, where and when they were treated, and what was recorded."""
        return joined(" ", [self._who(), *self._eligible(), *self._recorded(), *self._subsets()])

    def _who(self) -> Fragment:
        site, period = self.choices.site, self.choices.period
        parts: list[Part] = [self.printer.counted("cohort.n", "patient")]
        if site:
            where = Word("study.site.institution", site.institution)
            parts.append(
                composed(
                    "of {}, {}{}", where, Word("study.site.city", site.city), "," if period else ""
                )
            )
        if period:
            first, last = (
                marked(f"{day:%B %Y}", day.isoformat(), f"constant.period.{name}")
                for name, day in (("start", period.start), ("end", period.end))
            )
            entered = composed("who entered the study between {} and {}", first, last)
            if words(first) == words(last):
                entered = composed("who entered the study in {}", first)
            parts.append(entered)
        kind = {
            "public": "This reanalysis of a public data set",
            "patients": "This retrospective study",
            "synthetic": "This study of synthetic data",
        }
        what = kind.get(self.choices.data_origin, "This study of reconstructed data")
        return composed("{} includes {}.", what, joined(" ", parts))

    def _eligible(self) -> Iterator[Fragment]:
        """Say what each variable of a patient had to be: "age at least 18 years, sex female"."""
        rules = [self._rule(name, rule) for name, rule in self.choices.eligibility.items()]
        if rules:
            yield composed("Patients were eligible with {}.", self.phrases.listed(rules))

    def _rule(self, name: str, rule: EligibilityRule) -> Fragment:
        variable = self.choices.variables[name]
        levels = {level.code: level for level in self.declared.columns[name].levels}
        if rule.levels:
            parts = [
                self.declared.level(name, levels[code]) for code in rule.levels if code in levels
            ]
            return composed(
                "{}: {}", self.declared.variable(name), self.phrases.listed(parts, "or")
            )
        found: list[Fragment] = []
        for key, bound in rule.bounds.items():
            if isinstance(bound, date):
                pattern = "on or after {}" if key == "min" else "on or before {}"
                written: Fragment = marked(
                    bound.isoformat(), bound.isoformat(), f"constant.eligibility.{name}.{key}"
                )
            elif code_of(bound) in levels:
                pattern = "{} or higher" if key == "min" else "{} or lower"
                written = self.declared.level(name, levels[code_of(bound)])
            else:
                pattern = "of at least {}" if key == "min" else "of at most {}"
                text = code_of(bound)
                number = marked(text, bound, f"constant.eligibility.{name}.{key}")
                written = with_unit(number, text, variable.unit or "")
                if variable.unit and words(written) == text:
                    unit = Word(f"study.variable.{name}.unit", variable.unit)
                    written = composed("{} {}", number, unit)
            found.append(composed(pattern, written))
        return composed("{} {}", self.declared.variable(name), joined(" and ", found))

    def _recorded(self) -> Iterator[Fragment]:
        variables = [values.variable for values in self.declared.columns.values()]
        recorded = [one for one in variables if not one.derivation]
        derived = [one for one in variables if one.derivation]
        if recorded:
            verb = "was" if len(recorded) == 1 else "were"
            yield composed("{} {} recorded.", self._opening(recorded), verb)
        if derived:
            verb = "was" if len(derived) == 1 else "were"
            yield composed("{} {} derived from the data.", self._opening(derived), verb)

    def _opening(self, variables: Sequence[Variable]) -> Fragment:
        first, *others = [self.declared.variable(one.name) for one in variables]
        return self.phrases.listed([capitalised_first(first, raised), *others])

    def _subsets(self) -> Iterator[Fragment]:
        for subset in self.choices.subset:
            yield composed(
                "The subset “{}” consists of the patients with {}.",
                label_of(subset),
                self._where(subset.where),
            )

    def _where(self, where: Mapping[str, Sequence[str]]) -> Fragment:
        conditions = []
        for name, codes in where.items():
            levels = {level.code: level for level in self.declared.columns[name].levels}
            names = [self.declared.level(name, levels[code]) for code in codes if code in levels]
            conditions.append(
                composed("{}: {}", self.declared.variable(name), self.phrases.listed(names, "or"))
            )
        return joined("; ", conditions)

    # --- end points ---------------------------------------------------------------------------------

    def endpoints(self) -> Fragment:
        """Define each end point: its start, its event, and where patients without one are censored."""
        return joined(" ", [s for one in self.choices.endpoint for s in self._defined(one)])

    def _defined(self, endpoint: Endpoint) -> Iterator[Fragment]:
        label = Fragment.of(Word(f"study.endpoint.{endpoint.name}.label", endpoint.label))
        label = capitalised_first(label, raised)
        among = self._among(endpoint)
        if endpoint.is_measured:
            yield composed("{} was recorded as a time in {}{}.", label, endpoint.unit, among)
            column = str(endpoint.event_column)
            source = f"study.endpoint.{endpoint.name}.event_codes"
            codes = [self._code(column, code, source) for code in endpoint.event_codes or ()]
            known = self.phrases.codebook.codes("patients", column)
            if column not in self.declared.columns and set(endpoint.event_codes or ()) <= set(
                known
            ):
                # The codebook says what happened, which names no column.
                pattern = "A time recorded as {} ended in the event; all others were censored."
                yield composed(pattern, self._either(codes))
                return
            pattern = "Patients with {} recorded as {} had the event; all others were censored."
            about = Fragment.of(column_words(column))
            if column in self.declared.columns:
                about = self.declared.variable(column)
            yield composed(pattern, self._either(codes), about)
            return
        events = [self._day(name) for name in endpoint.event or ()]
        several = ", whichever came first" if len(events) > 1 else ""
        several += "," if several and among else ""
        yield composed(
            "{} was measured from {} to {}{}{}; patients without an event were censored at {}.",
            label,
            self._start(endpoint),
            self.phrases.listed(events, "or"),
            several,
            among,
            self._day(str(endpoint.censor)),
        )
        if DEATH in (endpoint.event or ()) and endpoint.dead_codes:
            source = f"study.endpoint.{endpoint.name}.dead_codes"
            codes = [self._code("status", code, source) for code in endpoint.dead_codes]
            yield composed(
                "A patient whose status was {} was counted as dead at {}, unless the date of death was"
                " recorded.",
                self._either(codes),
                self._day(str(endpoint.censor)),
            )

    def _start(self, endpoint: Endpoint) -> Fragment:
        if endpoint.since:
            since = Word(f"study.endpoint.{endpoint.name}.since", endpoint.since)
            return composed("the {}", since)
        return self._day(str(endpoint.start))

    def _day(self, column: str) -> Fragment:
        """Name a column of dates within a sentence."""
        if column in self.declared.columns:
            return composed("the {}", self.declared.variable(column))
        return Fragment.of(column_words(column))

    def _code(self, column: str, code: str, source: str) -> Fragment:
        """Name a code of patients.csv as the codebook does, or by the code itself where that has none."""
        if code not in self.phrases.codebook.codes("patients", column):
            return Fragment.of(Word(source, code))
        return self.phrases.running("patients", column, code)

    def _either(self, codes: Sequence[Fragment]) -> Fragment:
        """List codes, each within quotation marks: what a cell says need not fit a sentence."""
        return self.phrases.listed([composed("“{}”", code) for code in codes], "or")

    def _among(self, endpoint: Endpoint) -> Part:
        parts: list[Part] = []
        if endpoint.among:
            parts.append(composed(" in patients with {}", self._where(endpoint.among)))
        if endpoint.within:
            subset = self.choices.subsets[endpoint.within]
            parts.append(composed(" in {}", label_of(subset)))
        return joined("", parts) if parts else ""


def column_words(column: str) -> str:
    """Give the words of a column of the data: "last contact" for last_contact_date."""
    return column.removesuffix("_date").removesuffix("_on").replace("_", " ")


def label_of(subset: Subset) -> Word:
    """Print the label of a subset in running text."""
    return Word(f"study.subset.{subset.name}.label", in_running_text(subset.label))
