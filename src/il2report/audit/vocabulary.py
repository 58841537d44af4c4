"""The words that a file of typed figures may use: methods, claims, kinds of estimates, patterns of cells."""

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator

IntervalMethod = Literal[
    "clopper_pearson",
    "wilson",
    "wald",
    "agresti_coull",
    "jeffreys",
    "logit",
    "mid_p",
    "t",
    "normal",
]
TestMethod = Literal[
    "fisher",
    "fisher_mid_p",
    "chi_square",
    "chi_square_yates",
    "t_test",
    "student",
    "welch",
    "anova",
    "mann_whitney",
    "kruskal_wallis",
    "log_rank",
    "other",
]


EstimateKind = Literal[
    "hazard_ratio",
    "odds_ratio",
    "risk_ratio",
    "rate_ratio",
    "ratio",
    "difference",
    "coefficient",
    "correlation",
    "other",
]


class RelationKind(StrEnum):
    """How some categories and their whole are related.

    PARTS exclude each other and make it up, EXCLUSIVE ones exclude each other, COVER ones make it up
    and may overlap, WITHIN ones are parts of it.
    """

    PARTS = "parts"
    EXCLUSIVE = "exclusive"
    COVER = "cover"
    WITHIN = "within"


COUNT_KEYS = ("count", "percent", "n", "ci")
VALUE_KEYS = ("mean", "sd", "se", "median", "range", "min", "max", "iqr", "n", "ci")
CELL = re.compile(r"[a-z]+(?:\W+[a-z]+)*\W?")


def cell_keys(cells: str) -> list[str]:
    """Name the figures of a cell in their order: "median (iqr)" has a median and an iqr."""
    return re.findall(r"[a-z]+", cells)


def _cells(cells: str) -> str:
    """Refuse what is no pattern of cells."""
    keys = cell_keys(cells)
    known = [of for of in (COUNT_KEYS, VALUE_KEYS) if set(keys) <= set(of)]
    if not known or not set(keys) - {"n", "ci"} or len(set(keys)) < len(keys):
        raise ValueError(
            f"{cells!r} is no pattern of cells; name each figure once, in the order in which the cells"
            f" print them, of {', '.join(COUNT_KEYS)} or of {', '.join(VALUE_KEYS)}"
        )
    return cells


Cells = Annotated[str, AfterValidator(_cells)]
"""What a cell prints: "count", "count/n (percent)", "mean (sd)", "median (iqr)", "mean (ci)"."""


Claim = Literal["none", "some", "all", "most", "significant", "not_significant", "more", "fewer"]


PassageKind = EstimateKind | Literal["proportion", "mean", "median"]
StatisticTest = Literal["t", "f", "chi_square", "z", "r", "other"]

NO_ENTRY = "it gives no valid entry of a file of typed figures"
"""Why a printed cell or passage is not read that was understood and would be refused if it were typed."""
