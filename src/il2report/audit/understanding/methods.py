"""Which test gave a p-value, from the notes of a table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from il2report.audit.vocabulary import TestMethod

OF_COUNTS: tuple[tuple[TestMethod, str], ...] = (
    ("fisher", r"fisher"),
    ("chi_square_yates", r"yates|continuity[- ]correct"),
    ("chi_square", r"chi[- ]?squared?|chi2|\u03c7\s?\^?[2\u00b2]|\u03c7|x2 test"),
    ("other", r"cochran[-\u2013 ]armitage|for trend|mantel"),
    ("other", r"mcnemar|logistic|adjusted"),
)
OF_VALUES: tuple[tuple[TestMethod, str], ...] = (
    ("welch", r"welch|unequal variance"),
    ("student", r"student(?!i[sz]ed)"),
    ("t_test", r"\bt[- ]?tests?\b|independent[- ]samples? t"),
    ("anova", r"\banova\b|analysis of variance|\bF[- ]test"),
    ("mann_whitney", r"mann[-\u2013 ]whitney|rank[- ]sum|wilcoxon(?! signed)|U[- ]test"),
    ("kruskal_wallis", r"kruskal"),
    ("other", r"paired|signed[- ]rank|linear regression|ancova|mixed model"),
)
OF_TIMES: tuple[tuple[TestMethod, str], ...] = (("log_rank", r"log[- ]?rank"),)
MARK = re.compile(
    r"^\s*(?:\^?\(?(?P<mark>[a-h]|[*\u2020\u2021\u00a7\u00b6#\u2016]+|[\u00b9\u00b2\u00b3\u2070-\u207f\u1d43-\u1d6a]|\d)\)?)[.:)]?\s*(?=[A-Z(\u03c7]|\S+ )"
)


@dataclass(frozen=True, slots=True)
class Methods:
    """The tests that the notes name: by mark, and in general."""

    marked: dict[str, str]
    general: tuple[str, ...]

    def of(self, marks: str, *, is_measure: bool, groups: int) -> TestMethod | None:
        """Name the test of a p-value; None where the notes name none or more than one."""
        known = OF_VALUES if is_measure else OF_COUNTS
        for mark in marks:
            if mark in self.marked and (found := _named(self.marked[mark], (*known, *OF_TIMES))):
                return found[0] if len(found) == 1 else None
        found = list(dict.fromkeys(name for text in self.general for name in _named(text, known)))
        fitting = [name for name in found if is_possible(name, groups)]
        return fitting[0] if len(fitting) == 1 else None


def is_possible(method: TestMethod, groups: int) -> bool:
    """Whether a test compares that many groups."""
    if groups > 2:
        return method not in {"welch", "student", "t_test", "mann_whitney"}
    return method not in {"anova", "kruskal_wallis"}


def methods_of(notes: Sequence[str], caption: str) -> Methods:
    """Read which tests the notes of a table name."""
    marked, general = dict[str, str](), [caption]
    for note in notes:
        for part in re.split(r"(?<=[.;])\s+", note):
            found = MARK.match(part)
            if found and (_is_test(part[found.end() :]) or not part.lower().startswith("a ")):
                marked[found["mark"]] = part[found.end() :]
            else:
                general.append(part)
    return Methods(marked, tuple(general))


def _is_test(text: str) -> bool:
    return bool(_named(text, (*OF_COUNTS, *OF_VALUES, *OF_TIMES)))


def _named(text: str, known: Sequence[tuple[TestMethod, str]]) -> list[TestMethod]:
    """List the tests that a text names; a plain name within a more exact one counts once."""
    found = [name for name, pattern in known if re.search(pattern, text, re.IGNORECASE)]
    if "student" in found or "welch" in found:
        found = [name for name in found if name != "t_test"]
    if "chi_square_yates" in found:
        found = [name for name in found if name != "chi_square"]
    return found
