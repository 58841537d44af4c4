"""Cox's proportional hazards model, with Efron's treatment of ties, by lifelines."""

import warnings
from collections.abc import Sequence

import numpy as np
from scipy import special

from il2report.analysis.collinearity import variance_inflation
from il2report.analysis.derivations import Concordance, Derived, ScoreTest
from il2report.analysis.methods import CONCORDANCE, COX, LIKELIHOOD_RATIO, PROPORTIONAL_HAZARDS
from il2report.analysis.regression import (
    Design,
    FittedModel,
    Matrix,
    Term,
    design_of,
    likelihood_ratio,
    ratios_of,
    without_fit,
)
from il2report.analysis.separation import separated_in_cox
from il2report.values import NotEstimable

PRECISION = 1e-12
"""Of the Newton step at which lifelines stops; its default leaves R's fifth digit open."""

SEPARATED = NotEstimable("the variables separate who has an event from who is at risk")
TOO_FEW_EVENTS = NotEstimable("as many parameters as events, or more")
NO_EVENT = NotEstimable("no event")
NO_TERM = NotEstimable("no variable can be fitted")


def cox_model(
    terms: Sequence[Term], months: Sequence[float], happened: Sequence[bool], level: int = 95
) -> FittedModel:
    """Fit a proportional hazards model.

    Parameters
    ----------
    terms : of the model, each with one value per patient; nobody has a missing value
    months : time to event or censoring of each
    happened : whether that time is an event
    level : confidence level in percent

    Returns
    -------
    FittedModel
        Hazard ratios with Wald limits and p-values, a likelihood-ratio p-value per term, Harrell's
        concordance, and score tests of proportional hazards.

    References
    ----------
    Cox DR. J R Stat Soc B 1972;34:187-220. Efron B. J Am Stat Assoc 1977;72:557-565.
    Grambsch PM, Therneau TM. Biometrika 1994;81:515-526: the test as R's cox.zph has it from
    survival 3 on.
    """
    design = design_of(terms, happened, both_ways=False)
    times, events = np.asarray(months, dtype=float), np.asarray(happened, dtype=bool)
    size, count = len(times), int(events.sum())
    times, events = times[design.rows], events[design.rows]
    missing = _reason_against(design, times, events, count)
    if missing is not None:
        return FittedModel(
            size,
            count,
            design.parameters,
            without_fit(design, missing, level, COX),
            tuple((term.variable, Derived(missing, LIKELIHOOD_RATIO)) for term in terms),
            Derived(missing, CONCORDANCE),
        )
    estimates, errors, likelihood = _fitted(design.matrix, times, events)
    overall = []
    for t, term in enumerate(terms):
        own = design.columns_of(t)
        if own:
            rest = np.delete(design.matrix, own, axis=1)
            reduced = (
                _fitted(rest, times, events)[2]
                if rest.shape[1]
                else _null_likelihood(times, events)
            )
            overall.append((term.variable, likelihood_ratio(likelihood, reduced, len(own))))
        else:
            overall.append((term.variable, Derived(NO_TERM, LIKELIHOOD_RATIO)))
    return FittedModel(
        size,
        count,
        design.parameters,
        ratios_of(design, estimates, errors, level, COX),
        tuple(overall),
        concordance(design.matrix @ estimates, times, events),
        _proportional_hazards(design, estimates, times, events),
        variance_inflation(design),
    )


def _reason_against(
    design: Design, times: Matrix, events: Matrix, count: int
) -> NotEstimable | None:
    if not count:
        return NO_EVENT
    if not design.columns:
        return NO_TERM
    if len(design.columns) >= count:
        return TOO_FEW_EVENTS
    return SEPARATED if separated_in_cox(design.matrix, times, events) else None


def _fitted(matrix: Matrix, times: Matrix, events: Matrix) -> tuple[Matrix, Matrix, float]:
    """Give the coefficients, their standard errors and the log partial likelihood."""
    import pandas as pd  # noqa: PLC0415
    from lifelines import CoxPHFitter  # noqa: PLC0415 (its import takes a second)

    # lifelines stops by the size of a step in standardized columns; a column of tiny spread is
    # therefore brought to the spread of 1 before, and its coefficient back after.
    spread = matrix.std(axis=0)
    frame = pd.DataFrame((matrix - matrix.mean(axis=0)) / spread)
    frame["months"], frame["happened"] = times, events.astype(float)
    fitter = CoxPHFitter()
    with warnings.catch_warnings():
        # It warns of what looks like separation; the data were asked before.
        warnings.simplefilter("ignore")
        fitter.fit(
            frame, "months", "happened", fit_options={"precision": PRECISION, "max_steps": 500}
        )
    return (
        fitter.params_.to_numpy() / spread,
        fitter.standard_errors_.to_numpy() / spread,
        float(fitter.log_likelihood_),
    )


def _null_likelihood(times: Matrix, events: Matrix) -> float:
    """Log partial likelihood without any variable, by Efron's treatment of ties."""
    ordered = np.sort(times)
    at, deaths = np.unique(times[events], return_counts=True)
    at_risk = len(ordered) - np.searchsorted(ordered, at)
    return -float(sum(np.log(n - np.arange(d)).sum() for n, d in zip(at_risk, deaths, strict=True)))


def concordance(risks: Matrix, times: Matrix, events: Matrix) -> Derived:
    """Harrell's concordance: of the pairs whose order is known, those in which who has the event first is at higher risk.

    Parameters
    ----------
    risks : the linear predictor of each patient
    times, events : time of each, and whether it is an event

    References
    ----------
    Harrell FE, Lee KL, Mark DB. Stat Med 1996;15:361-387. Pairs tied in risk count one half; two
    events at one time are no pair, as in R's concordance().
    """
    from lifelines.utils import concordance_index  # noqa: PLC0415

    if not events.any():
        return Derived(NO_EVENT, CONCORDANCE)
    # A pair has an order if the earlier time is an event, and the later one is later or censored then.
    ordered, ended = np.sort(times), np.sort(times[~events])
    later = len(times) - np.searchsorted(ordered, times[events], side="right")
    censored_then = [np.searchsorted(ended, times[events], side=side) for side in ("left", "right")]
    pairs = int(later.sum() + (censored_then[1] - censored_then[0]).sum())
    if not pairs:
        return Derived(NotEstimable("no two patients have a known order"), CONCORDANCE)
    value = float(concordance_index(times, -risks, events))
    return Derived(value, CONCORDANCE, Concordance(round(2 * value * pairs) / 2, pairs))


def _proportional_hazards(
    design: Design, estimates: Matrix, times: Matrix, events: Matrix
) -> tuple[tuple[str, Derived], ...]:
    """Score tests of coefficients that change with time, for each term and for all at once.

    The model is extended by each column times g(t), where g is one minus the Kaplan-Meier curve
    before t; the test is of these new columns at a coefficient of 0. As cox.zph(transform = "km").
    """
    matrix = design.matrix - design.matrix.mean(axis=0)
    weights = np.exp(matrix @ estimates)
    ordered = np.sort(times)
    at, deaths = np.unique(times[events], return_counts=True)
    at_risk = len(ordered) - np.searchsorted(ordered, at)
    surviving = np.cumprod(1 - deaths / at_risk)
    g = 1 - np.concatenate(([1.0], surviving[:-1]))
    g = g - float((g * deaths).sum() / deaths.sum())
    k = matrix.shape[1]
    score, information = np.zeros(k), np.zeros((2 * k, 2 * k))
    # Sums over the risk set of each event time, taken once from the last patient to the first.
    order = np.argsort(-times, kind="stable")
    x, w = matrix[order], weights[order]
    wx = w[:, None] * x
    zeroth, first = np.cumsum(w), np.cumsum(wx, axis=0)
    second = np.cumsum(wx[:, :, None] * x[:, None, :], axis=0)
    died = np.flatnonzero(events)
    died = died[np.argsort(times[died], kind="stable")]
    at_each = np.split(died, np.cumsum(deaths)[:-1])
    for dying, weight, n, d in zip(at_each, g, at_risk, deaths, strict=True):
        own, own_w = matrix[dying], weights[dying]
        tied = own_w.sum(), own_w @ own, (own * own_w[:, None]).T @ own
        mean, spread = np.zeros(k), np.zeros((k, k))
        for step in range(d):
            part = step / d
            s0, s1, s2 = (
                total[n - 1] - part * of_tied
                for total, of_tied in zip((zeroth, first, second), tied, strict=True)
            )
            mean += s1 / s0
            spread += s2 / s0 - np.outer(s1, s1) / s0**2
        score += weight * (own.sum(axis=0) - mean)
        information[:k, :k] += spread
        information[:k, k:] += weight * spread
        information[k:, k:] += weight**2 * spread
    information[k:, :k] = information[:k, k:].T
    tests = [(term.variable, design.columns_of(t)) for t, term in enumerate(design.terms)]
    return tuple(
        (name, _score_test(score, information, columns))
        for name, columns in [*tests, ("", list(range(k)))]
        if columns
    )


def _score_test(score: Matrix, information: Matrix, columns: list[int]) -> Derived:
    k = len(score)
    kept = [*range(k), *(k + column for column in columns)]
    gradient = np.concatenate([np.zeros(k), score[columns]])
    inner = information[np.ix_(kept, kept)]
    if np.linalg.matrix_rank(inner, hermitian=True) < len(kept):
        return Derived(
            NotEstimable("too few event times to see a change over time"), PROPORTIONAL_HAZARDS
        )
    statistic = float(gradient @ np.linalg.solve(inner, gradient))
    p = float(special.chdtrc(len(columns), max(0.0, statistic)))
    return Derived(p, PROPORTIONAL_HAZARDS, ScoreTest(statistic, len(columns)))
