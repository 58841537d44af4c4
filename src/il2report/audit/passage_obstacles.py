"""Why a test statistic or an estimate cannot be checked: what is not printed beside it."""

from il2report.audit.checks.printed_statistics import p_values_beside_statistics, recomputed_p
from il2report.audit.evidence import Evidence
from il2report.audit.paper import FigureKind, PublishedPaper


def obstacle_of_statistic(evidence: Evidence, name: str) -> str:
    """Say why a test statistic of the text, or the p beside it, cannot be checked."""
    paper = evidence.paper
    facts, kinds = paper.statistics[name], {figure.statistic for figure in paper.of(name)}
    has_freedom = facts.test == "z" or kinds & {FigureKind.DF, FigureKind.N}
    obstacles = {
        "no test statistic is printed beside it": FigureKind.STATISTIC not in kinds,
        "this statistic gives no p without the values or the sizes of the groups": facts.test
        in {"other", None},
        "no p is printed beside it": FigureKind.P not in kinds,
        "its p was adjusted for several tests": facts.p_adjusted,
        "the statistic is impossible and gives no p": recomputed_p(paper, name) is None,
        "no degrees of freedom are printed, so that nearly every p is possible": not has_freedom,
        "it does not agree with the p beside it, and either may be wrong": any(
            figure.quantity == name
            for finding in p_values_beside_statistics(evidence)
            for figure in finding.figures
        ),
    }
    return next(
        (why for why, applies in obstacles.items() if applies), "the p beside it allows every digit"
    )


def obstacle_of_estimate(paper: PublishedPaper, name: str) -> str:
    """Say why a ratio, a difference or another estimate cannot be checked."""
    facts = paper.estimates[name]
    limits = paper.of(name, None, FigureKind.CI_LOW)
    is_tested = facts.is_ratio or facts.is_difference
    obstacles = {
        "no interval is printed beside it": not limits,
        "of this kind of estimate an interval need only contain it": not is_tested,
        "its lower limit may be 0, which has no logarithm": facts.is_ratio
        and any(low.bounds.low <= 0 for low in limits),
    }
    return next(
        (why for why, applies in obstacles.items() if applies),
        "the figures beside it allow every digit of it",
    )
