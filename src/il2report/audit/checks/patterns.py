"""Patterns over many figures: rows and columns that repeat, p-values and last digits that are too even.

None of them is an error of a single figure, and all can be chance: they are inference, never proof.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from scipy import special

from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, suspicious
from il2report.audit.paper import Figure, FigureKind, PublishedPaper
from il2report.audit.printed import Sign

FEWEST_ALIKE = 4
"""Figures that two rows or columns have in common, from which on they are called repeated."""
AT_BASELINE = re.compile(r"baseline|characteristics|demographic", re.IGNORECASE)
FEWEST_P_VALUES = 10
FEWEST_DIGITS = 50
UNLIKELY = 1e-4
"""How unlikely a pattern must be by chance to be reported."""
CONTINUOUS = frozenset({FigureKind.MEAN, FigureKind.SD})
BY_CHANCE = "Inference from many figures, no proof: chance can explain it."


def repeated_rows_and_columns(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find two measures, or two groups, with the same means and SDs throughout a place.

    References
    ----------
    Hunter KE et al. Res Synth Methods 2024;15:917-939 (IPD integrity tool): repeated values.
    """
    for by_quantity in (True, False):
        rows: dict[tuple[str, str], dict[tuple[str, FigureKind], Figure]] = defaultdict(dict)
        for figure in _with_digits(evidence.paper):
            own, other = figure.quantity, figure.group
            if not by_quantity:
                own, other = other, own
            rows[figure.place, own][other, figure.statistic] = figure
        for (place, one), (where, other) in combinations(rows, 2):
            first, second = rows[place, one], rows[where, other]
            shared = first.keys() & second.keys()
            is_same = all(first[key].printed.text == second[key].printed.text for key in shared)
            if place == where and len(shared) >= FEWEST_ALIKE and is_same:
                keys = [key for key in first if key in shared]
                names = [
                    evidence.paper.measures[name].label if by_quantity else evidence.label(name)
                    for name in (one, other)
                ]
                yield suspicious(
                    "repeated-rows-and-columns",
                    f"{names[0]} and {names[1]} have the same means and SDs.",
                    (figure for key in keys for figure in (first[key], second[key])),
                    f"{len(shared)} figures are the same. {BY_CHANCE}",
                )


def _with_digits(paper: PublishedPaper) -> Iterator[Figure]:
    """List the means and SDs of two and more significant digits."""
    for figure in paper.figures:
        digits = [sign for sign in figure.printed.text if sign.isdigit()]
        is_long = len("".join(digits).lstrip("0")) > 1
        if figure.statistic in CONTINUOUS and figure.quantity in paper.measures and is_long:
            yield figure


def p_values_too_even(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find p-values of one comparison of groups that are together too near 1, or at baseline too near 0.

    Between randomised groups the p-values of baseline measures are even between 0 and 1. Correlated
    measures and rounding make their sum vary more, and the test takes them for independent. Those of
    outcomes are near 0 where a treatment works.

    References
    ----------
    Carlisle JB. Anaesthesia 2017;72:944-952. Stouffer SA et al. The American soldier. Princeton:
    Princeton University Press; 1949: the sum of normal deviates.
    """
    groups: dict[tuple[str, frozenset[str]], list[Figure]] = defaultdict(list)
    for comparison in evidence.paper.comparisons:
        if comparison.is_measure:
            for figure in evidence.paper.of(comparison.name, "", FigureKind.P):
                if figure.printed.sign is Sign.EQUAL and 0 < figure.printed.value < 1:
                    groups[figure.place, frozenset(comparison.groups)].append(figure)
    for (place, _), figures in groups.items():
        if len(figures) < FEWEST_P_VALUES:
            continue
        deviates = [float(special.ndtri(float(figure.printed.value))) for figure in figures]
        above = float(special.ndtr(-math.fsum(deviates) / math.sqrt(len(figures))))
        is_high = above < UNLIKELY
        if is_high or (1 - above < UNLIKELY and AT_BASELINE.search(evidence.paper.where(place))):
            yield suspicious(
                "p-values-too-even",
                f"The {len(figures)} p-values in {evidence.paper.where(place)} are together too near"
                f" {1 if is_high else 0}.",
                figures,
                f"of independent measures in randomised groups this has a chance of"
                f" {min(above, 1 - above):.1g}. {BY_CHANCE}",
            )


def uneven_last_digits(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find means and SDs whose last digits are not spread evenly over 0 to 9.

    References
    ----------
    Mosimann JE, Wiseman CV, Edelman RE. Account Res 1995;4:31-55: terminal digits of true data are
    even. Chi-square with nine degrees of freedom.
    """
    figures = [figure for figure in _with_digits(evidence.paper) if figure.printed.decimals]
    if len(figures) < FEWEST_DIGITS:
        return
    digits = Counter(figure.printed.text.rstrip("+% ")[-1] for figure in figures)
    expected = len(figures) / 10
    statistic = math.fsum((digits[each] - expected) ** 2 / expected for each in "0123456789")
    p = float(special.chdtrc(9, statistic))
    if p < UNLIKELY:
        shown = ", ".join(f"{each}: {digits[each]}" for each in "0123456789")
        yield suspicious(
            "uneven-last-digits",
            f"The last digits of {len(figures)} means and SDs are not even.",
            figures,
            f"{shown}; by chance p = {p:.1g}. {BY_CHANCE}",
        )
