"""The rule for an abstract: its conclusion may say only what follows from the numbers printed in it.

The abstract is read as a reader reads it, as text: the rate of complete and partial responses with its
interval, whether brain lesions resolved, and the words of direction in the conclusion.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NUMBER = r"(\d+(?:[.·]\d+)?)"
RATE = re.compile(
    rf"A complete or partial response was recorded in [^()]+ \({NUMBER}%[;,] \d+% CI:?,? {NUMBER}%?"
    rf"(?:-|\N{{EN DASH}}| to | and |, ){NUMBER}%?\)"
)
RESOLVED = re.compile(r"\b[Aa]ll measured brain lesions resolved\b")
CONCLUSION = re.compile(r"(?:Conclusions?|Interpretation)\b[.:]*\s*(.*)", re.DOTALL)

INCLUDES = "includes the rate in earlier trials"
WIDE = "is too wide to show agreement"
MORE, LESS = "more frequent than in earlier trials", "less frequent than in earlier trials"
NONE, FEWER = "No complete or partial response was seen", "fewer than earlier trials"
BRAIN = "Brain lesions resolved"


@dataclass(frozen=True, slots=True)
class Published:
    """The rate that the conclusion compares with, and its interval, in percent."""

    rate: float
    low: float
    high: float


def contradictions(abstract: str, published: Published) -> Iterator[str]:
    """Name each statement of the conclusion that a number printed in the abstract contradicts."""
    rate = RATE.search(abstract)
    ending = CONCLUSION.search(abstract)
    if rate is None or ending is None:
        yield "the abstract has no rate of complete and partial responses, or no conclusion"
        return
    conclusion = ending[1]
    percent, low, high = (float(text.replace("·", ".")) for text in rate.groups())
    slack = max(0.5 / 10 ** len(text.partition(".")[2]) for text in rate.groups())
    holds = {
        INCLUDES: low - slack <= published.rate <= high + slack,
        WIDE: low - slack < published.low and high + slack > published.high,
        MORE: low + slack > published.rate,
        LESS: 0 < percent and high - slack < published.rate,
        NONE: percent == 0,
        FEWER: high - slack < published.rate,
        BRAIN: RESOLVED.search(abstract.removesuffix(conclusion)) is not None,
    }
    said = [words for words in holds if words in conclusion]
    yield from (f"{words!r} contradicts {rate[0]!r}" for words in said if not holds[words])
    if not {INCLUDES, MORE, LESS, FEWER} & set(said):
        yield "the conclusion says nothing about response"
    if holds[BRAIN] and BRAIN not in said:
        yield "the conclusion says nothing about the brain lesions that resolved"
