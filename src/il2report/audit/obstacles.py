"""Why a figure cannot be checked: what is not printed, or not known, that a check would need."""

from il2report.audit.evidence import Evidence
from il2report.audit.paper import Figure, FigureKind, GroupComparison, MeasureFacts
from il2report.audit.passage_obstacles import obstacle_of_estimate, obstacle_of_statistic

LIMITS = frozenset({FigureKind.CI_LOW, FigureKind.CI_HIGH})
ALONE = "nothing else that is printed depends on it"
CONTRADICTED = "the figures that depend on it contradict each other already"
LIMIT = "its estimate is far from it, and no method is known that would give it"
NO_SIZE = "the size of its group is not known"
NOT_LIMITED = {
    FigureKind.CI_LOW: LIMIT,
    FigureKind.CI_HIGH: LIMIT,
    FigureKind.MEAN: "with this number of patients every mean is possible",
    FigureKind.SD: "no range, and no group beside it, limits this SD",
}


def obstacle(evidence: Evidence, figure: Figure) -> str:
    """Say what is missing for a check of a figure, of which no digit could be found wrong."""
    if figure.quantity in evidence.paper.statistics:
        return obstacle_of_statistic(evidence, figure.quantity)
    if figure.quantity in evidence.paper.estimates:
        return obstacle_of_estimate(evidence.paper, figure.quantity)
    return _of_another(evidence, figure)


def _of_another(evidence: Evidence, figure: Figure) -> str:
    match figure.statistic:
        case FigureKind.N | FigureKind.VALUE | FigureKind.COUNT:
            is_of_unknown = figure.statistic is FigureKind.COUNT and not evidence.size(figure.group)
            return NO_SIZE if is_of_unknown else ALONE
        case FigureKind.P:
            return _of_p(evidence, figure)
        case FigureKind.PERCENT:
            return _of_percentage(evidence, figure)
        case FigureKind.ESTIMATE:
            return "with censored patients nearly every estimate of a survival curve is possible"
    is_limit = figure.statistic in LIMITS
    if figure.quantity not in evidence.paper.measures:
        return (LIMIT if evidence.size(figure.group) else NO_SIZE) if is_limit else ALONE
    return _of_measure(evidence, figure, evidence.paper.measures[figure.quantity])


def _of_percentage(evidence: Evidence, figure: Figure) -> str:
    sizes = evidence.size(figure.group)
    if not sizes:
        return NO_SIZE
    step = figure.printed.unit
    return (
        f"with {sizes[-1]} patients nearly every percentage in steps of {float(step):g} is possible,"
        " and no count is printed beside it"
    )


def _of_measure(evidence: Evidence, figure: Figure, facts: MeasureFacts) -> str:
    if not evidence.size(figure.group):
        return NO_SIZE
    if facts.censored:
        return "it summarizes times that had not ended for all"
    if figure.statistic is FigureKind.MEAN and facts.step is None:
        return "any mean is possible, since the unit in which values were recorded is not known"
    return NOT_LIMITED.get(figure.statistic, "no figure beside it comes near enough to limit it")


def _of_p(evidence: Evidence, figure: Figure) -> str:
    comparison = next((c for c in evidence.paper.comparisons if c.name == figure.quantity), None)
    if comparison is None:
        return "nothing is known of the test"
    if comparison.method in {"other", "mann_whitney", "kruskal_wallis", "log_rank"}:
        return "its test needs the values of the patients"
    return _missing(evidence, comparison)


def _missing(evidence: Evidence, comparison: GroupComparison) -> str:
    paper = evidence.paper
    sizes = [evidence.size(group) for group in comparison.groups]
    if not all(sizes):
        return "the size of a compared group is not known"
    printed = [
        {figure.statistic for figure in paper.of(quantity, group)}
        for quantity in comparison.quantities
        for group in comparison.groups
    ]
    if comparison.is_measure:
        lacking = [
            kind for kind in (FigureKind.MEAN, FigureKind.SD) if any(kind not in p for p in printed)
        ]
        if lacking:
            return f"a {lacking[-1]} of each group is needed to recompute it"
    elif not all(printed):
        return "the counts of each group are needed to recompute it"
    return "the figures of the groups allow too many values of p"
