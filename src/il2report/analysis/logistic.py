"""Logistic regression, by statsmodels."""

import warnings
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from il2report.analysis.collinearity import variance_inflation
from il2report.analysis.derivations import Derived
from il2report.analysis.derivations.models import Concordance
from il2report.analysis.methods import CONCORDANCE, LOGISTIC
from il2report.analysis.regression import (
    NO_TERM,
    Design,
    Fit,
    FittedModel,
    Matrix,
    Term,
    design_of,
    fitted_model,
    reason_without_patients,
    standardized,
)
from il2report.values import NotEstimable

SEPARATED = NotEstimable("the variables separate who has the outcome from who has not")
TOO_FEW = NotEstimable("as many parameters as patients with, or without, the outcome")
SAME_OUTCOME = NotEstimable("every patient has the same outcome")


def logistic_model(terms: Sequence[Term], outcome: Sequence[bool], level: int = 95) -> FittedModel:
    """Fit a logistic regression model with an intercept.

    Parameters
    ----------
    terms : of the model, each with one value per patient; no value is missing
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
    fit = _reason_against(design, happened, min(count, size - count)) or _fitted(
        design.matrix, happened
    )
    model = fitted_model(
        design, (size, count), fit, lambda part: _log_likelihood(part, happened), LOGISTIC, level
    )
    if isinstance(fit, NotEstimable):
        return model
    return replace(
        model,
        concordance=_concordance(design.matrix @ fit.coefficients, happened),
        inflation=variance_inflation(design),
    )


def _reason_against(design: Design, outcome: Matrix, rarer: int) -> NotEstimable | None:
    if not len(design.rows):
        return reason_without_patients(design.terms)
    if not 0 < outcome.sum() < len(outcome):
        return SAME_OUTCOME
    if not design.columns:
        return NO_TERM
    if len(design.columns) >= rarer:
        return TOO_FEW
    from il2report.analysis.separation import separated_in_logistic  # noqa: PLC0415 (it imports scipy.sparse)

    return SEPARATED if separated_in_logistic(design.matrix, outcome) else None


def _fitted(matrix: Matrix, outcome: Matrix) -> Fit | NotEstimable:
    """Fit all columns of a model, and an intercept, which has no ratio.

    Where the search ends far out without converging, the data are so near to separation that numbers
    of this size mean nothing.
    """
    from statsmodels.discrete.discrete_model import Logit  # noqa: PLC0415 (its import takes a second)

    spread = matrix.std(axis=0)
    columns = np.column_stack([np.ones(len(matrix)), standardized(matrix)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whether it converged is asked below
        fit = Logit(outcome.astype(float), columns).fit(
            method="newton", tol=1e-14, maxiter=200, disp=0
        )
    if not fit.mle_retvals["converged"] and np.abs(fit.params).max() > FARTHEST:
        return SEPARATED
    return Fit(fit.params[1:] / spread, fit.bse[1:] / spread, float(fit.llf))


def _log_likelihood(matrix: Matrix, outcome: Matrix) -> float | None:
    fit = _fitted(matrix, outcome)
    return None if isinstance(fit, NotEstimable) else fit.log_likelihood


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
