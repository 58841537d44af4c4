"""How far the variables of a model predict each other, which widens the limits of their ratios."""

import numpy as np

from il2report.analysis.derivations import Derived
from il2report.analysis.derivations.models import Inflation
from il2report.analysis.methods import VARIANCE_INFLATION
from il2report.analysis.regression import Design


def variance_inflation(design: Design) -> tuple[tuple[str, Derived], ...]:
    """Generalised variance inflation factor of each fitted term, per degree of freedom.

    Parameters
    ----------
    design : whose columns are of full rank beside an intercept

    Returns
    -------
    tuple of (variable, Derived)
        1 where a variable is uncorrelated with the others; of a factor with k columns, the k-th root, so
        that numbers and factors have one limit.

    References
    ----------
    Fox J, Monette G. J Am Stat Assoc 1992;87:178-183.
    """
    found = []
    correlation = np.atleast_2d(np.corrcoef(design.matrix, rowvar=False))
    whole = np.linalg.slogdet(correlation).logabsdet
    for t, term in enumerate(design.terms):
        own = design.columns_of(t)
        if not own:
            continue
        rest = [place for place in range(len(design.columns)) if place not in own]
        parts = tuple(
            float(np.exp(np.linalg.slogdet(correlation[np.ix_(some, some)]).logabsdet))
            if some
            else 1.0
            for some in (own, rest)
        )
        derivation = Inflation(parts[0], parts[1], float(np.exp(whole)), len(own))
        found.append((term.variable, Derived(derivation.value, VARIANCE_INFLATION, derivation)))
    return tuple(found)
