"""Which question of INSPECT-SR each check helps to answer.

INSPECT-SR is the instrument by which authors of systematic reviews judge whether the data of a
randomised trial can be trusted. Its fourth domain asks about the results; the questions are given here
in our own words, as they stood on inspect.sr on 2026-11-29.

References
----------
Wilkinson JD, Heal C, Flemyng E, et al. medRxiv 2025: 2025.09.03.25334905.
"""

from collections.abc import Mapping

QUESTIONS: Mapping[str, str] = {
    "4.1": "whether the participants fit the criteria of eligibility",
    "4.3": "whether baseline data are plausible",
    "4.4": "whether text, tables and figures agree",
    "4.6": "whether the numbers of participants agree",
    "4.8": "whether means and variances of whole numbers, and percentages, are possible",
    "4.9": "whether statistical results follow from what is printed",
    "4.10": "whether the data imply any other contradiction",
}
"""The questions that figures alone can answer; the others of the domain need knowledge of the trial."""

ANSWERED: Mapping[str, tuple[str, ...]] = {
    "4.1": ("values-out-of-bounds",),
    "4.3": ("p-values-too-even", "repeated-rows-and-columns", "uneven-last-digits"),
    "4.4": (
        "differing-figures",
        "swapped-labels",
        "renamed-statistics",
        "measures-under-two-names",
        "denied-figures",
    ),
    "4.6": (
        "counts-beyond-their-group",
        "denominators-of-another-size",
        "numbers-at-risk-that-rise",
        "events-and-censored",
    ),
    "4.8": (
        "impossible-percentages",
        "adjusted-percentages",
        "percentages-rounded-twice",
        "impossible-estimates",
        "impossible-means",
        "impossible-medians",
        "impossible-spreads",
    ),
    "4.9": (
        "denied-significance",
        "unreproduced-p-values",
        "implied-counts",
        "intervals-without-their-estimate",
        "intervals-of-another-method",
    ),
}
ITEM_OF = {check: item for item, checks in ANSWERED.items() for check in checks}
OTHER = "4.10"


def item_of(check: str) -> str:
    """Give the number of the question that a check helps to answer."""
    return ITEM_OF.get(check, OTHER)
