"""Analyses that the program does not do, by the words with which a study may ask for them."""

import re
from collections.abc import Mapping

LISTED_IN = "docs/what-it-does-not-do.md"

NOT_DONE: Mapping[str, tuple[str, ...]] = {
    "Stratified analyses": ("strata", "stratum", "stratify", "stratified"),
    "Interaction terms": ("interaction", "interactions", "interacts"),
    "Ratios within subgroups": ("subgroup", "subgroups", "subgroup_ratios"),
    "Competing-risk analyses": (
        "competing",
        "competing_risk",
        "competing_risks",
        "competing_event",
        "competing_events",
        "cumulative_incidence",
        "fine_gray",
        "gray",
        "cause_specific",
    ),
    "Propensity scores": (
        "propensity",
        "propensity_score",
        "propensity_scores",
        "matching",
        "weighting",
        "weights",
        "iptw",
    ),
    "Imputation of missing values": ("imputation", "impute", "imputed", "mice"),
    "Nomograms": ("nomogram", "nomograms"),
    "ROC curves": ("roc", "auc", "roc_curve"),
    "Mixed models": (
        "mixed",
        "mixed_model",
        "random",
        "random_effects",
        "frailty",
        "gee",
        "cluster",
    ),
    "Poisson and other count models": (
        "poisson",
        "negative_binomial",
        "quasipoisson",
        "offset",
    ),
    "Sample-size and power calculations": ("sample_size", "sample_sizes", "power"),
    "Time-dependent covariates": ("time_dependent", "time_varying", "tt"),
    "Penalised regression": ("penalizer", "penalised", "penalized", "lasso", "ridge"),
}
"""What is not done, with the keys and the kinds that ask for it."""

WORDS = {word: name for name, words in NOT_DONE.items() for word in words}


def not_done(word: object) -> str | None:
    """Say that what a key or a value asks for is not done, and where that is listed; None else."""
    if not isinstance(word, str):
        return None
    plain = re.sub(r"[^a-z0-9]+", "_", word.lower()).strip("_")
    name = WORDS.get(plain)
    if name is None:
        return None
    return f"{name} are not done by this program; {LISTED_IN} lists what is not"
