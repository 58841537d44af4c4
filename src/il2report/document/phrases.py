"""Phrases: what a sentence needs beyond one number, so that its words follow the data.

A phrase looks up which words are true and puts them together with prints of the
:class:`~il2report.document.printer.Printer`; it formats no number itself. It is named by what it
prints, and takes the ids of any results of the kind that its docstring shows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from il2report.document import grammar
from il2report.document.printer import Printer
from il2report.document.tree import Fragment, Label, Word, composed, joined
from il2report.study.codebook import Codebook
from il2report.study.declarations import Variable
from il2report.study.running_text import in_running_text
from il2report.values import NotEstimable, without_noise

FAMILIES: Mapping[str, tuple[str, str]] = {
    "toxicity": ("adverse_events", "term"),
    "response": ("patients", "best_response"),
}
"""Families of results, one for each code of a column: "toxicity.fever.grade_3.n" for the term fever."""


def families_of(variables: Iterable[Variable]) -> dict[str, tuple[str, str]]:
    """Give the families of a study: those of the program, and one for each variable with codes."""
    declared = {
        f"cohort.{each.name}": (each.table, each.from_column)
        for each in variables
        if each.of_kind not in ("number", "date")
    }
    return {**FAMILIES, **declared}


LONGEST_TIE = 6
"""How many codes a list of the most frequent may have because the last ones are equally frequent."""


def id_of(prefix: str, code: str, *parts: str) -> str:
    """Give the id of a result of a family: "toxicity.fever.grade_3.n", "response.cr.n"."""
    return ".".join(filter(None, (prefix, code.lower(), *parts)))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Labels, lists and counts in words, for the results and codes of one study."""

    printer: Printer
    codebook: Codebook
    families: Mapping[str, tuple[str, str]] = field(default_factory=lambda: FAMILIES, kw_only=True)

    def exists(self, result_id: str) -> bool:
        """Whether the study has a result."""
        return result_id in self.printer.catalogue

    def is_estimable(self, result_id: str) -> bool:
        """Whether the study has a result, and the result a value."""
        return self.exists(result_id) and self.printer.catalogue[result_id].is_estimable

    def count(self, result_id: str) -> int:
        """Give a count; 0 where the study has none."""
        return int(self.value(result_id) or 0) if self.exists(result_id) else 0

    def value(self, result_id: str) -> float | None:
        """Give a value without the noise of its last digits; None where it cannot be estimated."""
        value = self.printer.catalogue[result_id].value
        if isinstance(value, NotEstimable):
            return None
        return without_noise(value) if isinstance(value, float) else value

    # --- labels and lists ---------------------------------------------------------------------------

    def running(self, table: str, column: str, code: str) -> Fragment:
        """Print a label for running text: first letter in lower case, unless it is an abbreviation."""
        text = in_running_text(self.codebook.label(table, column, code))
        return Fragment.of(Label(table, column, code, text))

    def names(self, table: str, column: str, codes: Sequence[str]) -> Fragment:
        """Print the labels of codes: "mixed response and stable disease"."""
        return self.listed([self.running(table, column, code) for code in codes])

    def listed(self, items: Sequence[Fragment], conjunction: str = "and") -> Fragment:
        """Join items as a sentence does, in the journal's way with the last comma."""
        serial = self.printer.style.serial_comma
        places, texts = ["{}"] * len(items), [item.text for item in items]
        pattern = grammar.listed(places, conjunction, serial_comma=serial, texts=texts)
        return composed(pattern, *items)

    def diameters(self, table: str, lesions: Sequence[tuple[str, str]]) -> Fragment:
        """Print size and place of lesions, each an id and a code or "": "9 mm (left frontal lobe)"."""
        items = []
        for lesion, location in lesions:
            diameter = self.printer.quantity(f"{lesion}.diameter")
            if location:
                place = self.running(table, "location", location)
                diameter = composed("{} ({})", diameter, place)
            items.append(diameter)
        return self.listed(items)

    def treatments(self, prior: Sequence[tuple[str, str]]) -> Fragment:
        """Print treatments, each a modality and an agent or "": "radiation and chemotherapy (dacarbazine)"."""
        items = []
        for modality, agent in prior:
            label = self.running("prior_therapies", "modality", modality)
            items.append(
                composed("{} ({})", label, Word("prior_therapies.agent", agent)) if agent else label
            )
        return self.listed(items)

    # --- how many -----------------------------------------------------------------------------------

    def agreeing(self, n: str | int, singular: str, plural: str | None = None) -> Fragment:
        """Print the noun or verb that agrees with a count or its id: "was", "were"."""
        return Fragment.of(grammar.plural(self._count(n), singular, plural))

    def both_or_all(self, n: str | int) -> Fragment:
        """Print "both" for a count of two, given itself or by its id, and "all" for more."""
        return Fragment.of("both" if self._count(n) == 2 else "all")

    def neither_or_none(self, n: str | int) -> Fragment:
        """Print "neither" for a count of two, given itself or by its id, and "none" for more."""
        return Fragment.of("neither" if self._count(n) == 2 else "none")

    def of_all(
        self, prefix: str, *, start: bool = False, percent: bool = False, none: str | None = None
    ) -> Fragment:
        """Print a part of the patients: "three of 15 patients", "all 15 patients".

        None of them is "none of the 15 patients", or what `none` says. With `percent`, the
        percentage of a part follows.
        """
        n, patients = self._count(f"{prefix}.n"), self.printer.counted("cohort.n", "patient")
        if n == self._count("cohort.n"):
            return composed("{} {}", "All" if start else "all", patients)
        if n == 0 and none is not None:
            return Fragment.of(none)
        if n == 0:
            part = composed("{} of the {}", "None" if start else "none", patients)
        else:
            part = composed("{} of {}", self.printer.words(f"{prefix}.n", start=start), patients)
        return self._with_percent(part, prefix) if percent else part

    def part_of(self, part: str, whole: str, noun: str) -> Fragment:
        """Begin a sentence with a part of a group: "Of the censored patients, two (66.7%)".

        All of them are "The censored patient", "Both censored patients" or "All censored patients".
        """
        n = self._count(f"{part}.n")
        if n == self._count(whole):
            all_of_them = grammar.capitalised(self.both_or_all(n).text)
            return Fragment.of(grammar.plural(n, f"The {noun}", f"{all_of_them} {noun}s"))
        count = self._with_percent(self.printer.words(f"{part}.n"), part)
        return composed("Of the {}, {}", grammar.plural(2, noun), count)

    def divided(self, one: str, one_noun: str, other: str, other_noun: str) -> Fragment:
        """Print two parts: "Five (33.3%) were women and 10 (66.7%) were men", "All were men"."""
        if not self._count(f"{one}.n"):
            return composed("All were {}", grammar.plural(2, other_noun))
        if not self._count(f"{other}.n"):
            return composed("All were {}", grammar.plural(2, one_noun))
        parts: list[Fragment] = []
        for prefix, noun in ((one, one_noun), (other, other_noun)):
            count = self.printer.words(f"{prefix}.n", start=not parts)
            singular = f"was {grammar.indefinite_article(noun)} {noun}"
            were = self.agreeing(f"{prefix}.n", singular, f"were {grammar.plural(2, noun)}")
            parts.append(composed("{} {}", self._with_percent(count, prefix), were))
        return composed("{} and {}", *parts)

    # --- codes by their counts ----------------------------------------------------------------------

    def ranked(self, prefix: str, suffix: str, minimum: int = 1) -> list[str]:
        """Order the codes of a family by falling value, equal ones as in the codebook."""
        codes = self.codebook.codes(*self.families[prefix])
        worth = {code: self.value(id_of(prefix, code, suffix)) or 0 for code in codes}
        return sorted((code for code in codes if worth[code] >= minimum), key=lambda c: -worth[c])

    def distribution(self, prefix: str, codes: Sequence[str]) -> Fragment:
        """Print the codes found with their counts: "partial response in two patients (13.3%), ...".

        One that was found in everybody is "partial response in every patient".
        """
        items: list[Fragment] = []
        for code in codes:
            n, label = id_of(prefix, code, "n"), self.running(*self.families[prefix], code)
            if self._count(n) == self._count("cohort.n"):
                return composed("{} in every patient", label)
            if self._count(n):
                found = composed("{} in {}", label, self._patients(n, is_first=not items))
                items.append(self._with_percent(found, id_of(prefix, code)))
        return self.listed(items)

    def frequencies(self, prefix: str, suffix: str = "") -> Fragment:
        """Print the codes found with their counts: "lung (nine patients; 60.0%) and ...".

        Codes of one count share it: "skin and liver (five each; 33.3%)".
        """
        return self.frequencies_of(prefix, suffix, self.ranked(prefix, _n(suffix)))

    def most_frequent(self, prefix: str, suffix: str = "", *, most: int = 4) -> Fragment:
        """Print the most frequent codes as `frequencies` does.

        Those that are as frequent as the last one join it, or, where that makes a long list, all
        of them are left out.
        """
        return self.frequencies_of(prefix, suffix, self.most_frequent_of(prefix, suffix, most))

    def most_frequent_of(self, prefix: str, suffix: str, most: int) -> list[str]:
        """List the codes that `most_frequent` prints."""
        codes = self.ranked(prefix, _n(suffix))
        worth = [self.value(id_of(prefix, code, _n(suffix))) or 0 for code in codes]
        least = worth[:most][-1]
        above, kept = sum(n > least for n in worth), sum(n >= least for n in worth)
        return codes[: above if kept > LONGEST_TIE and above else kept]

    def events(
        self, prefix: str, grade: str, who: str, *, most: int, all_up_to: int = 0
    ) -> Fragment:
        """Begin a sentence with the events of a grade, such as "grade 4".

        Where several patients had one of several kinds: "At grade 4, they were most often affected
        by ...". Otherwise, and up to `all_up_to` kinds, all: "Grade 4 events were ...", "The only
        grade 4 event was ...", or its "only kind of" where several patients had it.
        """
        suffix, noun = grade.replace(" ", "_"), f"{grade} event"
        kinds = len(self.ranked(prefix, f"{suffix}.n"))
        if kinds > max(1, all_up_to) and (all_up_to or self.highest(prefix, suffix) > 1):
            frequent = self.most_frequent(prefix, suffix, most=most)
            return composed("At {}, {} were most often affected by {}", grade, who, frequent)
        found = self.frequencies(prefix, suffix)
        if kinds > 1:
            return composed("{} were {}", grammar.capitalised(grammar.plural(2, noun)), found)
        return composed("{} {} was {}", self._only(prefix, suffix), noun, found)

    def most_frequent_events(self, prefix: str, suffix: str, noun: str) -> Fragment:
        """Begin a sentence: "The most frequent grade 3 events were fever and edema (two patients each)"."""
        codes = self.ranked(prefix, _n(suffix))
        highest = self.highest(prefix, suffix)
        leading = self.ranked(prefix, _n(suffix), highest)
        begun = "The most frequent" if highest > 1 else "The"
        if len(codes) == 1:
            begun = self._only(prefix, suffix)
        were = grammar.plural(len(leading), f"{noun} was", f"{grammar.plural(2, noun)} were")
        return composed(
            "{} {} {}", begun, were, self.frequencies_of(prefix, suffix, leading, percent=False)
        )

    def of_grades(self, prefix: str, grades: Sequence[str]) -> Fragment:
        """Print grades with their counts: "grade 3 in two patients (13.3%) and of grade 4 in ..."."""
        items = []
        for grade in grades:
            of_grade = id_of(prefix, grade.replace(" ", "_"))
            if self._count(f"{of_grade}.n"):
                patients = self.printer.counted(f"{of_grade}.n", "patient")
                items.append(self._with_percent(composed("{} in {}", grade, patients), of_grade))
        return joined(" and of ", items)

    def highest(self, prefix: str, suffix: str) -> int:
        """Give the highest count of a family; 0 where none of its codes was found."""
        codes = self.ranked(prefix, _n(suffix))
        return self._count(id_of(prefix, codes[0], _n(suffix))) if codes else 0

    def _only(self, prefix: str, suffix: str) -> str:
        return "The only" if self.highest(prefix, suffix) == 1 else "The only kind of"

    def frequencies_of(
        self, prefix: str, suffix: str, codes: Sequence[str], *, percent: bool = True
    ) -> Fragment:
        """Print codes with their counts, those of one count together."""
        alike: dict[int, list[str]] = {}
        for code in codes:
            alike.setdefault(self._count(id_of(prefix, code, _n(suffix))), []).append(code)
        items: list[Fragment] = []
        for same in alike.values():
            one = id_of(prefix, same[0], suffix)
            count = self._patients(f"{one}.n", is_first=not items)
            count = composed("{} each", count) if len(same) > 1 else count
            if percent:
                count = composed("{}{}", count, self.printer.beside(one, "; {}"))
            items.append(composed("{} ({})", self.names(*self.families[prefix], same), count))
        return self.listed(items)

    def _patients(self, result_id: str, *, is_first: bool) -> Fragment:
        """Print a count of patients, with its noun only where it is the first of a list."""
        if is_first:
            return self.printer.counted(result_id, "patient")
        return self.printer.words(result_id)

    def _with_percent(self, phrase: Fragment, prefix: str) -> Fragment:
        return composed("{}{}", phrase, self.printer.beside(prefix))

    def _count(self, n: str | int) -> int:
        """Give a count, or look it up by its id."""
        return int(self.value(n) or 0) if isinstance(n, str) else n


def _n(suffix: str) -> str:
    return f"{suffix}.n" if suffix else "n"
