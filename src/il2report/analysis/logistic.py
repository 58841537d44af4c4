"""Logistic regression, by statsmodels."""

import warnings
from collections.abc import Sequence

import numpy as np

from il2report.analysis.collinearity import variance_inflation
from il2report.analysis.derivations import Derived
from il2report.analysis.derivations.models import Concordance
from il2report.analysis.methods import CONCORDANCE, LIKELIHOOD_RATIO, LOGISTIC
from il2report.analysis.regression import (
    FittedModel,
    Matrix,
    Term,
    design_of,
    likelihood_ratio,
    ratios_of,
    without_fit,
)
from il2report.analysis.separation import separated_in_logistic
from il2report.values import NotEstimable

SEPARATED = NotEstimable("the variables separate who has the outcome from who has not")
TOO_FEW = NotEstimable("as many parameters as patients with, or without, the outcome")
SAME_OUTCOME = NotEstimable("every patient has the same outcome")
NO_TERM = NotEstimable("no variable can be fitted")


def logistic_model(terms: Sequence[Term], outcome: Sequence[bool], level: int = 95) -> FittedModel:
    """Fit a logistic regression model with an intercept.

    Parameters
    ----------
    terms : of the model, each with one value per patient; nobody has a missing value
    outcome : whether each has the outcome
    level : confidence level in percent

    Returns
    -------
    FittedModel
        Odds ratios with Wald limits and p-values, a likelihood-ratio p-value per term, and the
        concordance (area under the ROC curve).

    References
    ----------
    Cox DR. J R Stat Soc B 1958;20:215-242. As R's glm(family = binomial).
    """
    design = design_of(terms, outcome, both_ways=True)
    happened = np.asarray(outcome, dtype=bool)
    size, count = len(happened), int(happened.sum())
    happened = happened[design.rows]
    missing = None
    if not 0 < happened.sum() < len(happened):
        missing = SAME_OUTCOME
    elif not design.columns:
        missing = NO_TERM
    elif len(design.columns) >= min(count, size - count):
        missing = TOO_FEW
    elif separated_in_logistic(design.matrix, happened):
        missing = SEPARATED
    fit = None if missing else _fitted(design.matrix, happened)
    if fit is None:
        missing = missing or SEPARATED
        return FittedModel(
            size,
            count,
            design.parameters,
            without_fit(design, missing, level, LOGISTIC),
            tuple((term.variable, Derived(missing, LIKELIHOOD_RATIO)) for term in terms),
            Derived(missing, CONCORDANCE),
        )
    estimates, errors, likelihood = fit
    overall = []
    for t, term in enumerate(terms):
        own = design.columns_of(t)
        reduced = _fitted(np.delete(design.matrix, own, axis=1), happened) if own else None
        p = Derived(NO_TERM, LIKELIHOOD_RATIO)
        if reduced:
            p = likelihood_ratio(likelihood, reduced[2], len(own))
        overall.append((term.variable, p))
    return FittedModel(
        size,
        count,
        design.parameters,
        ratios_of(design, estimates, errors, level, LOGISTIC),
        tuple(overall),
        _concordance(design.matrix @ estimates, happened),
        inflation=variance_inflation(design),
    )


Fit = tuple[Matrix, Matrix, float]


def _fitted(matrix: Matrix, outcome: Matrix) -> Fit | None:
    """Give the coefficients without the intercept, their standard errors and the log likelihood.

    None where the search ends far out without converging: so near to separation, numbers of this
    size tell nothing any more.
    """
    from statsmodels.discrete.discrete_model import Logit  # noqa: PLC0415 (its import takes a second)

    spread = matrix.std(axis=0)
    columns = np.column_stack([np.ones(len(matrix)), (matrix - matrix.mean(axis=0)) / spread])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whether it converged is asked below
        fit = Logit(outcome.astype(float), columns).fit(
            method="newton", tol=1e-14, maxiter=200, disp=0
        )
    if not fit.mle_retvals["converged"] and np.abs(fit.params).max() > FARTHEST:
        return None
    return fit.params[1:] / spread, fit.bse[1:] / spread, float(fit.llf)


FARTHEST = 30
"""Coefficient, per standard deviation, beyond which an odds ratio is no number of use: e to the 30th."""


def _concordance(risks: Matrix, outcome: Matrix) -> Derived:
    """Of the pairs with and without the outcome, those in which who has it is at higher risk."""
    without = np.sort(risks[~outcome])
    below, up_to = (
        np.searchsorted(without, risks[outcome], side=side) for side in ("left", "right")
    )
    concordant, pairs = float((below + up_to).sum() / 2), int(outcome.sum()) * len(without)
    return Derived(concordant / pairs, CONCORDANCE, Concordance(concordant, pairs))
