"""What a regression model is fitted to, and what it gives: terms, ratios, and why one has none."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from scipy import special

from il2report.analysis.derivations import ConfidenceLimits, Derived
from il2report.analysis.derivations.models import LikelihoodRatio, RatioLimit, RatioOf, WaldTest
from il2report.analysis.description import NO_VALUE
from il2report.analysis.methods import CONCORDANCE, LIKELIHOOD_RATIO, WALD, Method
from il2report.values import NotEstimable

Matrix = np.ndarray


def standardized(matrix: Matrix) -> Matrix:
    """Bring each column to a mean of 0 and a spread of 1; none may have the same value in all rows."""
    scaled: Matrix = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    return scaled


@dataclass(frozen=True, slots=True)
class Term:
    """One variable of a model: a number with one column, or a factor with one column per level.

    `levels` are those compared with the reference level, in the order of the codebook; of a number
    it is one empty name. `columns` has the values of each, one per patient.
    """

    variable: str
    levels: tuple[str, ...]
    columns: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """The hazard ratio or odds ratio of one level, or of one unit of a number."""

    variable: str
    level: str
    estimate: Derived
    limits: ConfidenceLimits
    p: Derived


@dataclass(frozen=True, slots=True)
class FittedModel:
    """What a model gives. `parameters` are the columns fitted, by variable and level. `overall` is one p-value per term, by the likelihood ratio.

    `concordance` is from 0 to 1, None where it was not asked for. `proportional_hazards` has one p-value per term of a Cox model
    and, with the variable "", one for all of them. `inflation` is one factor per fitted term.
    """

    n: int
    events: int
    parameters: tuple[tuple[str, str], ...]
    ratios: tuple[Ratio, ...]
    overall: tuple[tuple[str, Derived], ...]
    concordance: Derived | None
    proportional_hazards: tuple[tuple[str, Derived], ...] = ()
    inflation: tuple[tuple[str, Derived], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a model's matrix, by the place of its term and of its level."""

    term: int
    level: int


@dataclass(frozen=True)
class Design:
    """The columns that can be fitted, the patients that they are fitted to, and reasons for the rest.

    `rows` marks the patients kept: who is in a level without an event weighs nothing in the limit
    that its ratio goes to, so that the other ratios are those of the patients outside it. Where that
    level is the reference, the other levels are fitted to adjust, and have a reason in `reasons` too.
    """

    terms: tuple[Term, ...]
    columns: tuple[Column, ...]
    matrix: Matrix
    rows: Matrix
    reasons: dict[Column, NotEstimable]

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The columns that are fitted, by variable and level."""
        return tuple(
            (self.terms[column.term].variable, self.terms[column.term].levels[column.level])
            for column in self.columns
        )

    def columns_of(self, term: int) -> list[int]:
        """The places, in the matrix, of the columns of one term."""
        return [place for place, column in enumerate(self.columns) if column.term == term]


def design_of(terms: Sequence[Term], happened: Sequence[bool], *, both_ways: bool) -> Design:
    """Decide which columns of a model can be fitted.

    Parameters
    ----------
    terms : of the model, each with one value per patient
    happened : whether the event, or the outcome, occurred
    both_ways : whether a level in which it always occurred has no ratio either, as in logistic
        regression; in a Cox model it has one

    Returns
    -------
    Design
        Without levels that no patient or every patient has, levels without an event, and columns
        that are a combination of those before them. Without patients it has no column.
    """
    if len(happened) == 0:
        return _without_patients(terms)
    outcome = np.asarray(happened, dtype=bool)
    values = {
        Column(t, level): np.asarray(column, dtype=float)
        for t, term in enumerate(terms)
        for level, column in enumerate(term.columns)
    }
    rows, reasons = _levels_without_estimate(terms, values, outcome, both_ways=both_ways)
    unreferenced = frozenset(column for column, reason in reasons.items() if reason in NO_REFERENCE)
    kept: list[Column] = []
    basis = [np.ones(int(rows.sum()))]
    for column, cells in values.items():
        if column in reasons and column not in unreferenced:
            continue
        own = cells[rows]
        if not len(own) or own.min() == own.max():
            reasons.setdefault(column, NotEstimable("every patient has the same value"))
        elif _depends(own, basis):
            reasons.setdefault(column, NotEstimable("collinear with the variables before it"))
        else:
            kept.append(column)
            basis.append(own)
    matrix = np.column_stack(basis[1:]) if kept else np.zeros((int(rows.sum()), 0))
    return Design(tuple(terms), tuple(kept), matrix, rows, reasons)


def _without_patients(terms: Sequence[Term]) -> Design:
    """Give one reason for all columns: to ask for levels and events of no patient would give others."""
    columns = (
        Column(t, level) for t, term in enumerate(terms) for level in range(len(term.levels))
    )
    reasons = dict.fromkeys(columns, reason_without_patients(terms))
    return Design(tuple(terms), (), np.zeros((0, 0)), np.ones(0, dtype=bool), reasons)


def reason_without_patients(terms: Sequence[Term]) -> NotEstimable:
    """Say why a model has no patients: each needs a value of every variable."""
    return NO_VALUES if len(terms) > 1 else NO_VALUE


NO_VALUES = NotEstimable("no patient has a value of every variable")
NO_TERM = NotEstimable("no variable can be fitted")
NO_PATIENT = NotEstimable("no patient in this level")
NO_EVENT = NotEstimable("no event in this level")
ALL_EVENTS = NotEstimable("an event in every patient of this level")
NO_REFERENCE_PATIENT = NotEstimable("no patient in the reference level")
NO_REFERENCE_EVENT = NotEstimable("no event in the reference level")
ALL_REFERENCE_EVENTS = NotEstimable("an event in every patient of the reference level")
NO_REFERENCE = frozenset({NO_REFERENCE_PATIENT, NO_REFERENCE_EVENT, ALL_REFERENCE_EVENTS})
"""Why all ratios of a factor have no estimate, while its levels still adjust the other variables."""


def _levels_without_estimate(
    terms: Sequence[Term],
    values: Mapping[Column, Matrix],
    outcome: Matrix,
    *,
    both_ways: bool,
) -> tuple[Matrix, dict[Column, NotEstimable]]:
    """Find the levels whose ratio has no estimate; give the patients outside them, and the reasons.

    Leaving patients out can take the last event of another level, so it is asked again until
    nothing changes.
    """
    rows = np.ones(len(outcome), dtype=bool)
    reasons: dict[Column, NotEstimable] = {}
    before = -1
    while before != rows.sum():
        before = int(rows.sum())
        for t, term in enumerate(terms):
            if term.levels == ("",):
                continue
            own = {
                Column(t, level): values[Column(t, level)] == 1 for level in range(len(term.levels))
            }
            for column, inside in own.items():
                if column not in reasons and (found := _reason(inside & rows, outcome, both_ways)):
                    reasons[column] = found
                    rows &= ~inside
            reference = ~np.any([*own.values(), np.zeros(len(outcome), dtype=bool)], axis=0)
            if found := _reason(reference & rows, outcome, both_ways):
                rows &= ~reference
                for column in own:
                    reasons.setdefault(column, OF_REFERENCE[found])
    return rows, reasons


OF_REFERENCE = {
    NO_PATIENT: NO_REFERENCE_PATIENT,
    NO_EVENT: NO_REFERENCE_EVENT,
    ALL_EVENTS: ALL_REFERENCE_EVENTS,
}


def _reason(inside: Matrix, outcome: Matrix, both_ways: bool) -> NotEstimable | None:  # noqa: FBT001
    if not inside.any():
        return NO_PATIENT
    if not outcome[inside].any():
        return NO_EVENT
    return ALL_EVENTS if both_ways and outcome[inside].all() else None


def _depends(column: Matrix, basis: Sequence[Matrix]) -> bool:
    """Whether a column is a linear combination of others, up to rounding errors."""
    known = np.column_stack(basis)
    scaled = known / np.linalg.norm(known, axis=0)
    fitted, *_ = np.linalg.lstsq(scaled, column, rcond=None)
    rest = column - scaled @ fitted
    return bool(np.linalg.norm(rest) <= COLLINEAR * np.linalg.norm(column - column.mean()))


COLLINEAR = 1e-7
"""Part of a column's spread below which what others leave of it is rounding, as in R's qr()."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The coefficients of a design's columns, logarithms of ratios, their standard errors, and the log likelihood."""

    coefficients: Matrix
    errors: Matrix
    log_likelihood: float


def _ratios_of(
    design: Design, fit: Fit | NotEstimable, level: int, method: Method
) -> tuple[Ratio, ...]:
    """Turn the fitted coefficients into ratios with Wald limits and p-values, in order of the terms."""
    z = NormalDist().inv_cdf(0.5 + level / 200)
    fitted: dict[Column, tuple[float, float]] = {}
    reasons = design.reasons
    if isinstance(fit, Fit):
        coefficients = zip(fit.coefficients.tolist(), fit.errors.tolist(), strict=True)
        fitted = dict(zip(design.columns, coefficients, strict=True))
    else:
        reasons = {**dict.fromkeys(design.columns, fit), **reasons}
    found = []
    for t, term in enumerate(design.terms):
        for place, name in enumerate(term.levels):
            column = Column(t, place)
            if column in fitted and column not in design.reasons:
                b, error = fitted[column]
                estimate = _exponential(b, method, RatioOf(b))
                low, high = (
                    _exponential(
                        b + sign * z * error, method, RatioLimit(b, error, z, is_lower=sign < 0)
                    )
                    for sign in (-1, 1)
                )
                p = Derived(float(2 * special.ndtr(-abs(b / error))), WALD, WaldTest(b, error))
            else:
                reason = reasons[column]
                estimate = low = high = Derived(reason, method)
                p = Derived(reason, WALD)
            found.append(
                Ratio(term.variable, name, estimate, ConfidenceLimits(low, high, level), p)
            )
    return tuple(found)


LARGEST_LOGARITHM = 700
TOO_LARGE = NotEstimable("too large to be given as a number")


def _exponential(logarithm: float, method: Method, derivation: RatioOf | RatioLimit) -> Derived:
    if logarithm > LARGEST_LOGARITHM:
        return Derived(TOO_LARGE, method)
    return Derived(math.exp(logarithm), method, derivation)


def fitted_model(
    design: Design,
    counted: tuple[int, int],
    fit: Fit | NotEstimable,
    reduced: Callable[[Matrix], float | None],
    method: Method,
    level: int,
) -> FittedModel:
    """Put together what every kind of model gives: ratios, and one p-value per term.

    Parameters
    ----------
    design : whose columns were fitted
    counted : patients, and those with the event or the outcome
    fit : of all columns, or the reason why there is none
    reduced : gives the log likelihood with the columns of a matrix alone, None where it has no fit
    method : how the model was fitted
    level : confidence level in percent
    """
    ratios = _ratios_of(design, fit, level, method)
    if isinstance(fit, NotEstimable):
        overall = tuple((term.variable, Derived(fit, LIKELIHOOD_RATIO)) for term in design.terms)
        return FittedModel(*counted, design.parameters, ratios, overall, Derived(fit, CONCORDANCE))
    overall = tuple(
        (term.variable, _likelihood_ratio(design, t, fit, reduced))
        for t, term in enumerate(design.terms)
    )
    return FittedModel(*counted, design.parameters, ratios, overall, None)


def _likelihood_ratio(
    design: Design, term: int, fit: Fit, reduced: Callable[[Matrix], float | None]
) -> Derived:
    """Test a model against the one without a term."""
    own = design.columns_of(term)
    log = reduced(np.delete(design.matrix, own, axis=1)) if own else None
    if log is None:
        return Derived(NO_TERM, LIKELIHOOD_RATIO)
    statistic = max(0.0, 2 * (fit.log_likelihood - log))
    derivation = LikelihoodRatio(fit.log_likelihood, log, len(own))
    return Derived(float(special.chdtrc(len(own), statistic)), LIKELIHOOD_RATIO, derivation)
