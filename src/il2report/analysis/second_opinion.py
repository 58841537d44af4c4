"""An independent estimate of the survival curve by lifelines; the only module that imports it.

Imported by a build alone, beside its main work, since the import takes longer than the analysis.
"""

from collections.abc import Sequence

from il2report.values import SurvivalCurve


def largest_disagreement(
    curve: SurvivalCurve, months: Sequence[float], happened: Sequence[bool]
) -> float:
    """Largest distance between our survival estimate and that of lifelines, over all steps.

    Parameters
    ----------
    curve : the estimate to be checked
    months, happened : the times in months and event marks that it came from

    Returns
    -------
    float
        On the scale of survival, 0 to 1; 0 for a curve without steps.

    References
    ----------
    Davidson-Pilon C. J Open Source Softw 2019;4(40):1317.
    """
    if not curve.steps:
        return 0.0
    from lifelines import KaplanMeierFitter  # noqa: PLC0415 (its import is paid only here)

    fitter = KaplanMeierFitter().fit(list(months), event_observed=list(happened))
    theirs = fitter.survival_function_at_times([step.time for step in curve.steps])
    ours = [step.survival for step in curve.steps]
    return float(max(abs(a - b) for a, b in zip(ours, theirs, strict=True)))
