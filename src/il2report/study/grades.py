"""The grades of adverse events of a study: numbers of the CTCAE or of another scale, or words."""

from collections.abc import Iterator
from dataclasses import dataclass

from il2report.study.codebook import Codebook
from il2report.study.declarations.names import keys_of
from il2report.study.declarations.toxicity import (
    ANY,
    DEATH,
    NOT_RECORDED,
    SEVERE,
    Toxicity,
    span_of,
)

TERM = ("adverse_events", "term")
GRADE = ("adverse_events", "grade")
ALL_GRADES = "all_grades"


@dataclass(frozen=True, slots=True)
class GradeColumn:
    """Some grades that are counted together, the first to the last, by rank from 1; 0 is not recorded.

    `key` is how result ids name it ("grade_3", "grades_1_2", "all_grades"), `level` what it is in short
    ("3", "1-2", "all_grades").
    """

    key: str
    level: str
    first: int
    last: int

    def __contains__(self, rank: object) -> bool:
        return isinstance(rank, int) and self.first <= rank <= self.last


@dataclass(frozen=True, slots=True)
class GradeScale:
    """The grades of a study, lowest first, as the data have them; of words, `are_words`.

    `severe` is the rank from 1 of the lowest grade that counts as severe, `death` that of the grade
    that is death, if any. `names` are printed: "3", or the label of the codebook.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    are_words: bool
    severe: int
    death: int | None
    toxicity: Toxicity

    @property
    def singles(self) -> tuple[GradeColumn, ...]:
        """One column for each grade."""
        return tuple(self.column(code) for code in self.codes)

    @property
    def any(self) -> GradeColumn:
        """Any grade, and events whose grade is not recorded."""
        return GradeColumn(ALL_GRADES, ALL_GRADES, 0, len(self.codes))

    @property
    def not_recorded(self) -> GradeColumn:
        """Events of which no grade is recorded."""
        return GradeColumn(f"grade_{NOT_RECORDED}", NOT_RECORDED, 0, 0)

    @property
    def severe_or_worse(self) -> GradeColumn:
        """The lowest grade that counts as severe, and all above."""
        return self._spanning(self.severe, len(self.codes))

    @property
    def counted(self) -> tuple[GradeColumn, ...]:
        """Every column that has results: each grade, the declared ranges, the severe ones, any."""
        found = {column.key: column for column in (*self.singles, *self.declared)}
        if self.is_extended:
            found.setdefault(self.severe_or_worse.key, self.severe_or_worse)
        found.pop(ALL_GRADES, None)
        return (*found.values(), self.any)

    @property
    def is_extended(self) -> bool:
        """Whether organ systems and severe events are counted: not where single grades alone are reported."""
        return self.toxicity.reported_grades is None or self.toxicity.system_totals

    @property
    def declared(self) -> tuple[GradeColumn, ...]:
        """The columns of study.toml in its order; without any, each grade and any grade."""
        return tuple(map(self.column, self.toxicity.asked)) or (*self.singles, self.any)

    def printed(self, occurring: frozenset[int]) -> tuple[GradeColumn, ...]:
        """The columns of a table of these ranks: the declared ones, and each grade that none would show.

        A grade between or above the declared ones has a column of its own where it occurred, and so
        has an event without a grade. Those below the lowest are left to the column of any grade.
        """
        declared = self.declared
        if not self.toxicity.asked:
            return (
                *(
                    each
                    for each in self.singles
                    if each.first != self.death or each.first in occurring
                ),
                *((self.not_recorded,) if 0 in occurring else ()),
                self.any,
            )
        spans = [column for column in declared if column.key != ALL_GRADES]
        lowest = min((column.first for column in spans), default=1)
        shown = {rank for column in spans for rank in range(column.first, column.last + 1)}
        lacking = [
            self._spanning(rank, rank)
            for rank in sorted(occurring)
            if spans and rank > lowest and rank not in shown
        ]
        columns = list(declared)
        for column in lacking:
            behind = [i for i, other in enumerate(columns) if 0 < other.last < column.first]
            columns.insert(behind[-1] + 1 if behind else 0, column)
        if 0 in occurring:
            is_last_any = columns[-1].key == ALL_GRADES
            columns.insert(len(columns) - is_last_any, self.not_recorded)
        return tuple(columns)

    def stacked(self) -> tuple[GradeColumn, ...]:
        """The parts that bars are stacked of: the declared columns where they part the scale, else each grade."""
        spans = [column for column in self.declared if column.key != ALL_GRADES]
        ranks = [rank for each in spans for rank in range(each.first, each.last + 1)]
        parts_all = ranks == list(range(1, len(self.codes) + 1))
        parts_severe = any(each.first == self.severe for each in spans)
        return tuple(spans) if parts_all and parts_severe else self.singles

    def column(self, asked: str) -> GradeColumn:
        """Give a column by its name in study.toml."""
        if asked == ANY:
            return self.any
        return self._spanning(*span_of(asked, self.codes))

    def ranks(self) -> dict[str, int]:
        """The rank of each grade, from 1, by its code."""
        return {code: rank for rank, code in enumerate(self.codes, start=1)}

    def _spanning(self, first: int, last: int) -> GradeColumn:
        low, high = self.codes[first - 1], self.codes[last - 1]
        if first == last:
            return GradeColumn(f"grade_{low.lower()}", low, first, last)
        return GradeColumn(f"grades_{low}_{high}".lower(), f"{low}-{high}", first, last)


def grade_scale(toxicity: Toxicity, codebook: Codebook) -> GradeScale:
    """Give the scale that a study grades its adverse events by.

    Parameters
    ----------
    toxicity : the section of study.toml
    codebook : lists grades that are words, lowest first

    Returns
    -------
    GradeScale
        Severe are grade 3 and above, and death is grade 5, where another scale does not say otherwise;
        of words, the last is severe.
    """
    numbers, scale = toxicity.numbers, toxicity.scale
    codes = numbers if numbers is not None else codebook.codes(*GRADE)
    names = codes if numbers is not None else tuple(codebook.label(*GRADE, code) for code in codes)
    rank = {code: place for place, code in enumerate(codes, start=1)}
    severe: int | None = min(SEVERE, len(codes)) if numbers is not None else len(codes)
    death: int | None = None if scale else DEATH
    if scale and scale.severe is not None:
        severe = rank.get(str(scale.severe))
    if scale and scale.death is not None:
        death = rank.get(str(scale.death))
    return GradeScale(codes, names, numbers is None, severe or len(codes), death, toxicity)


def systems(codebook: Codebook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give each organ system of the codebook: its key in result ids, its name, and its terms in their order.

    Systems that differ in punctuation alone, or have no letter, still have keys of their own.
    """
    terms: dict[str, list[str]] = {}
    for term in codebook.codes(*TERM):
        if group := codebook.group(*TERM, term):
            terms.setdefault(group, []).append(term)
    for key, (group, of_group) in zip(keys_of(terms, "system"), terms.items(), strict=True):
        yield key, group, tuple(of_group)
