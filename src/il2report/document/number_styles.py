"""What the four journal styles choose; the texts that follow are made in `formats`.

docs/number-styles.md gives for each choice the published rule that it follows, or says that it is ours.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

MIDDLE_DOT = "\N{MIDDLE DOT}"
EN_DASH = "\N{EN DASH}"
# The thin space of the style guides in its variant that no line may break at.
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class PValueRule:
    """How a style prints p-values.

    `decimals_from` pairs a lowest p with the digits from there on, highest first; below `floor`
    only "less than" is printed. `noun` is what running text calls one; where `italic`, the label is
    set in italics wherever the page has it.
    """

    label: str
    decimals_from: tuple[tuple[Decimal, int], ...]
    floor: Decimal
    leading_zero: bool = True
    spaced: bool = False
    noun: str = "p-value"
    italic: bool = False

    def decimals(self, p: Decimal) -> int:
        """Digits for a p-value that is not below the floor."""
        return next(digits for lowest, digits in self.decimals_from if p >= lowest)


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleChoices:
    """The choices of one journal.

    `guide` is the published guide that is followed. `percent_decimals_from` pairs a lowest denominator
    with the digits of a percentage from there on, highest first. `groups_from` is the first number whose
    thousands are separated. `joiner` is between the limits of an interval or the ends of a range,
    `after_ci` between "CI" and the lower limit; `percent_signs` says which limits carry the sign.
    `words_through` is the last number that is a word in running text, -1 where none is, and `with_and`
    the British reading of words.
    """

    name: str
    guide: str
    p: PValueRule
    percent_decimals_from: tuple[tuple[int, int], ...]
    decimal_point: str = "."
    group_separator: str = ","
    groups_from: int = 1_000
    joiner: str = "-"
    after_ci: str = " "
    percent_signs: Literal["both", "last", "none"] = "last"
    words_through: int = 9
    with_and: bool = False
    serial_comma: bool = True


_TENTH, _HUNDREDTH, _THOUSANDTH = Decimal("0.1"), Decimal("0.01"), Decimal("0.001")
_TWO_OR_THREE = ((_HUNDREDTH, 2), (_THOUSANDTH, 3))

ANTICANCER_RESEARCH = StyleChoices(
    name="anticancer-research",
    guide="Anticancer Research, as the reference paper of 2009 prints",
    p=PValueRule(label="p", decimals_from=((_THOUSANDTH, 3),), floor=_THOUSANDTH),
    percent_decimals_from=((1, 1),),
)
AMA = StyleChoices(
    name="ama",
    guide="AMA Manual of Style, 11th edition (2020), sections 4.1, 8.2, 17.4, 18.1 to 18.7, 19.5",
    p=PValueRule(
        label="P",
        decimals_from=_TWO_OR_THREE,
        floor=_THOUSANDTH,
        leading_zero=False,
        spaced=True,
        noun="P value",
        italic=True,
    ),
    percent_decimals_from=((100, 1), (1, 0)),
    group_separator=THIN_SPACE,
    groups_from=10_000,
    after_ci=", ",
    percent_signs="both",
    words_through=-1,
)
NEJM = StyleChoices(
    name="nejm",
    guide="New England Journal of Medicine, statistical reporting guidelines (2019)",
    p=PValueRule(label="P", decimals_from=_TWO_OR_THREE, floor=_THOUSANDTH, noun="P value"),
    percent_decimals_from=((1, 1),),
    groups_from=10_000,
    joiner=" to ",
    after_ci=", ",
    percent_signs="none",
)
LANCET = StyleChoices(
    name="lancet",
    guide="The Lancet, formatting guidelines for electronic submission of manuscripts",
    p=PValueRule(
        label="p",
        decimals_from=((_TENTH, 2), (_HUNDREDTH, 3), (Decimal(0), 4)),
        floor=Decimal("0.0001"),
        noun="p value",
    ),
    percent_decimals_from=((1, 1),),
    decimal_point=MIDDLE_DOT,
    group_separator=THIN_SPACE,
    groups_from=10_000,
    joiner=EN_DASH,
    percent_signs="none",
    words_through=10,
    with_and=True,
)

CHOICES = (ANTICANCER_RESEARCH, AMA, NEJM, LANCET)
