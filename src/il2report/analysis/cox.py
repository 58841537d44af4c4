"""Cox's proportional hazards model, with Efron's treatment of ties, by lifelines."""

import warnings
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import special

from il2report.analysis.collinearity import variance_inflation
from il2report.analysis.derivations import Derived
from il2report.analysis.derivations.models import Concordance, ScoreTest
from il2report.analysis.memory import remembered
from il2report.analysis.methods import CONCORDANCE, COX, PROPORTIONAL_HAZARDS
from il2report.analysis.partial_likelihood import (
    PartialLikelihood,
    RiskSets,
    most_likely,
    varies_at_risk,
)
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

PRECISION = 1e-12
"""Of the Newton step at which lifelines stops; its default leaves R's fifth digit open."""

SEPARATED = NotEstimable("the variables separate who has an event from who is at risk")
TOO_FEW_EVENTS = NotEstimable("as many parameters as events, or more")
NO_EVENT = NotEstimable("no event")
SAME_AT_RISK = NotEstimable("the same in all patients at risk at each event")


def cox_model(
    terms: Sequence[Term],
    months: Sequence[float],
    happened: Sequence[bool],
    level: int = 95,
    *,
    assess: bool = True,
) -> FittedModel:
    """Fit a proportional hazards model.

    Parameters
    ----------
    terms : of the model, each with one value per patient; no value is missing
    months : time to event or censoring of each
    happened : whether that time is an event
    level : confidence level in percent
    assess : whether the model as a whole is assessed, by concordance and its assumptions

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
    design = _varying(design, times, events)
    reason = _reason_against(design, times, events, count)
    fit = reason or _fitted(design.matrix, times, events)
    model = fitted_model(
        design, (size, count), fit, lambda part: _likelihood(part, times, events), COX, level
    )
    if isinstance(fit, NotEstimable) or not assess:
        return model
    return replace(
        model,
        concordance=concordance(design.matrix @ fit.coefficients, times, events),
        proportional_hazards=_proportional_hazards(design, fit.coefficients, times, events),
        inflation=variance_inflation(design),
    )


def _varying(design: Design, times: Matrix, events: Matrix) -> Design:
    """Leave out the columns that do not vary among the patients at risk at the events."""
    if not design.columns or not events.any():
        return design
    varies = varies_at_risk(RiskSets(standardized(design.matrix), times, events))
    reasons = {
        column: SAME_AT_RISK
        for column, is_kept in zip(design.columns, varies, strict=True)
        if not is_kept
    }
    kept = tuple(column for column in design.columns if column not in reasons)
    return replace(
        design,
        columns=kept,
        matrix=design.matrix[:, varies],
        reasons={**reasons, **design.reasons},
    )


def _reason_against(
    design: Design, times: Matrix, events: Matrix, count: int
) -> NotEstimable | None:
    if not len(design.rows):
        return reason_without_patients(design.terms)
    if not count:
        return NO_EVENT
    if not design.columns:
        return NO_TERM
    if len(design.columns) >= count:
        return TOO_FEW_EVENTS
    return SEPARATED if _is_separated(design.matrix, times, events) else None


@remembered
def _is_separated(matrix: Matrix, times: Matrix, events: Matrix) -> bool:
    from il2report.analysis.separation import separated_in_cox  # noqa: PLC0415 (it imports scipy.sparse)

    return separated_in_cox(matrix, times, events)


@remembered
def _fitted(matrix: Matrix, times: Matrix, events: Matrix) -> Fit:
    """Fit all columns of a model by the partial likelihood."""
    import pandas as pd  # noqa: PLC0415
    from lifelines import CoxPHFitter  # noqa: PLC0415 (its import takes a second)

    # lifelines stops by the size of a step in standardized columns; a column of tiny spread is
    # therefore brought to the spread of 1 before, and its coefficient back after. It starts from the
    # maximum that whole arrays have found, as each of its own steps goes through every patient.
    spread = matrix.std(axis=0)
    scaled = standardized(matrix)
    start = most_likely(RiskSets(scaled, times, events)).coefficients
    frame = pd.DataFrame(scaled)
    start = start * frame.std().to_numpy()  # lifelines divides by it once more
    frame["months"], frame["happened"] = times, events.astype(float)
    fitter = CoxPHFitter()
    with warnings.catch_warnings():
        # It warns of what looks like separation; the data were asked before.
        warnings.simplefilter("ignore")
        fitter.fit(
            frame,
            "months",
            "happened",
            initial_point=start,
            fit_options={"precision": PRECISION, "max_steps": 500},
        )
    return Fit(
        fitter.params_.to_numpy() / spread,
        fitter.standard_errors_.to_numpy() / spread,
        float(fitter.log_likelihood_),
    )


@remembered
def _likelihood(matrix: Matrix, times: Matrix, events: Matrix) -> float:
    """Log of the largest partial likelihood, with some columns or none."""
    return most_likely(RiskSets(standardized(matrix), times, events)).log


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
    sets = RiskSets(design.matrix - design.matrix.mean(axis=0), times, events)
    fitted = PartialLikelihood(sets, estimates)
    surviving = np.cumprod(1 - sets.deaths / sets.at_risk)
    g = 1 - np.concatenate(([1.0], surviving[:-1]))
    g = g - float((g * sets.deaths).sum() / sets.deaths.sum())
    k = len(estimates)
    score, plain, once, twice = (
        fitted.score(g),
        fitted.information(),
        fitted.information(g),
        fitted.information(g**2),
    )
    information = np.block([[plain, once], [once, twice]])
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
