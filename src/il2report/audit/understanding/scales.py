"""What a label says of the values that a patient can have: "0 = no, 1 = yes", "scale from 1 to 7"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from il2report.audit.printed import printed_number

NUMBER = r"[-\u2212]?\d+(?:\.\d+)?"
TO = r"\s*(?:[-\u2013\u2014/]|to|through|\.\.)\s*"
CODE = re.compile(rf"(?<![\w.])(?P<code>{NUMBER})\s*(?:=|:)\s*(?=[^\W\d])")
"""A code with its meaning, "1 = yes"."""
CODE_BEHIND = re.compile(rf"(?<=[^\W\d])\s*(?:=|:)\s*(?P<code>{NUMBER})(?=\s*(?:[,;)\]]|$))")
"""A meaning with its code, "yes = 1"."""
BINARY = re.compile(
    r"(?<![\w./])0\s*/\s*1(?![\w./])|\b(?:dummy|binary|dichotomous)\b", re.IGNORECASE
)
WHOLE = re.compile(r"\bwhole numbers?\b|\bintegers?\b", re.IGNORECASE)
ENDS = re.compile(rf"(?<![\w.])(?P<low>{NUMBER}){TO}(?P<high>{NUMBER})(?![\w.]|\s*%)")
POINTS = re.compile(r"\b(?P<points>\d{1,2})\s*-?\s*point\b", re.IGNORECASE)
SAYS_SCALE = re.compile(
    r"\bscales?\b|\blikert\b|\bpossible (?:range|scores?|values?)\b|\b(?:score|theoretical) range\b|\brat(?:ed|ing)\b"
    r"|\bwhole numbers?\b|\bintegers?\b|\bVAS\b|\bNRS\b",
    re.IGNORECASE,
)
IS_CONTINUOUS = re.compile(r"\bVAS\b|\bvisual analog(?:ue)?\b|\bindex\b|\bmean of\b|\b[cm]m\b")
MOST_STEPS = 10
"""On a scale with more steps whole numbers are not taken for granted."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The least and the greatest value, and the step between values; "" is not said.

    `proposed` lists those that the words suggest and do not say.
    """

    low: str = ""
    high: str = ""
    step: str = ""
    proposed: tuple[str, ...] = ()

    def holds(self, text: str) -> bool:
        """Whether a printed mean or median is within the ends."""
        number = printed_number(text) if text else None
        if number is None or not (self.low and self.high):
            return True
        return float(self.low) <= number.value <= float(self.high)

    def facts(self, *, is_said_of_it: bool) -> dict[str, Any]:
        """Write it as the facts of a measure; what is said of the whole table is proposed."""
        said = {key: getattr(self, key) for key in ("step", "low", "high") if getattr(self, key)}
        proposed = [key for key in said if key in self.proposed or not is_said_of_it]
        return said | ({"proposed": proposed} if proposed else {})


def scale_of(label: str) -> Scale | None:
    """Read the scale that a label states; None where it states none."""
    codes = _codes(label)
    if codes == {"0", "1"} or (not codes and BINARY.search(label)):
        return Scale("0", "1", "1")
    if len(codes) > 1:
        low, high = _in_order(codes)
        return Scale(low, high, *_step(label, low, high))
    if not SAYS_SCALE.search(label):
        return None
    if ends := ENDS.search(label):
        low, high = _in_order({ends["low"], ends["high"]} if ends["low"] != ends["high"] else ())
        return Scale(low, high, *_step(label, low, high)) if high else None
    if points := POINTS.search(label):
        return Scale("1", points["points"], "1", ("low", "high", "step"))
    return Scale(step="1") if WHOLE.search(label) else None


def scale_said(texts: Iterable[str]) -> Scale | None:
    """Read the one scale that a caption and its notes state; None where they state several."""
    found = {
        scale for text in texts for part in re.split(r"[.;]\s", text) if (scale := scale_of(part))
    }
    return found.pop() if len(found) == 1 else None


def _codes(label: str) -> set[str]:
    return {
        found["code"].replace("\u2212", "-")
        for pattern in (CODE, CODE_BEHIND)
        for found in pattern.finditer(label)
    }


def _in_order(ends: Iterable[str]) -> tuple[str, str]:
    ordered = sorted((end.replace("\u2212", "-") for end in ends), key=float)
    return (ordered[0], ordered[-1]) if ordered else ("", "")


def _step(label: str, low: str, high: str) -> tuple[str, tuple[str, ...]]:
    """Give the step, and whether it is proposed: an answer may be a whole number, or a mean of several."""
    if WHOLE.search(label):
        return "1", ()
    are_whole = low.lstrip("-").isdigit() and high.lstrip("-").isdigit()
    if not are_whole or IS_CONTINUOUS.search(label) or int(high) - int(low) > MOST_STEPS:
        return "", ()
    return "1", ("step",)
