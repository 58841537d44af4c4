"""Claims: sentences of interpretation, each bound to the condition under which it is true.

    {% claim "response-lower" when value("response.orr.ci_high") < lit_value("atkins1999.orr") %}
    Response was less frequent than published.
    {% elif ... %} other wording {% else %} other wording
    {% endclaim %}

Where the first condition fails the other wording is printed. Where there is none, the sentence is
printed with a conspicuous mark, and reported. Only the wording that is printed is
rendered, so that no other cites a work or numbers a table.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from il2report.document.seals import Seals
from il2report.document.tree import ClaimMark, Fragment, Origin
from il2report.errors import Finding, Il2ReportError, Place, Severity

NAME = re.compile(r"[a-z]+(-[a-z]+)*")
RESULT_CALLS = frozenset(
    {"value", "is_estimable", "ranked", "leading", "highest", "significant", "tests_agree"}
)
"""The calls that ask the results; a claim that makes none of them could never break."""
LABEL = "[claim no longer holds]"
MARKED = Markup('<mark class="claim-broken"><strong>{}</strong> {}</mark>')
PARAGRAPH_BREAK = re.compile(r"(\n[ \t]*\n\s*)")
VALUES_NAMED = 8
"""How many values a message names; the rest is counted."""
PART, YES = "claim_part", "yes"
TEMPLATES = "templates/"


class Outcome(Enum):
    """What became of a claim on the data at hand."""

    HOLDS = "holds"
    ALTERNATIVE = "alternative"
    BROKEN = "broken"


PRINTED = {
    Outcome.HOLDS: "holds as written",
    Outcome.ALTERNATIVE: "is printed in another wording",
    Outcome.BROKEN: "no longer holds",
}


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """One value that a condition asked for: its id, as it prints, and why there is none."""

    id: str
    text: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.id} is {self.text}: {self.reason}" if self.reason else f"{self.id} = {self.text}"  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as a draft printed it: its name, its place in the templates, its outcome, and why.

    `sentence` is the wording printed, as plain text, and `wording` its rank among those of the
    template, from 0; None where none fits. `readings` are the values that decided on the
    first condition, in the order in which it asked for them.
    """

    name: str
    place: Place
    outcome: Outcome
    sentence: str
    readings: tuple[ClaimReading, ...]
    wording: int | None = 0

    @property
    def holds(self) -> bool:
        """Whether the sentence is printed as its author first wrote it."""
        return self.outcome is Outcome.HOLDS

    @property
    def values(self) -> str:
        """The values that decided, as a message names them."""
        named = [str(reading) for reading in self.readings[:VALUES_NAMED]]
        more = len(self.readings) - len(named)
        return "; ".join([*named, f"and {more} more"] if more else named)

    def __str__(self) -> str:
        return f"{self.place}: {self.name} {PRINTED[self.outcome]} ({self.values})"


class Undecided(Exception):
    """A condition asked for a value that the data cannot give."""


class ClaimNamedTwice(Il2ReportError, ValueError):
    """Two claims share a name, by which drafts are compared."""


class Claims:
    """The claims of one manuscript, in the order in which they were printed."""

    def __init__(self, seals: Seals | None = None) -> None:
        self._seals = seals or Seals()
        self._made: list[Claim] = []
        self._readings: dict[str, ClaimReading] | None = None

    @property
    def made(self) -> tuple[Claim, ...]:
        """All claims so far."""
        return tuple(self._made)

    @property
    def is_deciding(self) -> bool:
        """Whether a condition is being evaluated, so that what is asked belongs to it."""
        return self._readings is not None

    def note(self, reading: ClaimReading, *, needed: bool = True) -> None:
        """Note what a condition asked for; one that needs a value that is not there is given up."""
        if self._readings is None:
            return
        self._readings.setdefault(reading.id, reading)
        if needed and reading.reason:
            raise Undecided

    def findings(self) -> tuple[Finding, ...]:
        """Give a finding for each claim that no longer holds and has no other wording."""
        return tuple(broken_claim(claim) for claim in self._made if claim.outcome is Outcome.BROKEN)

    def printed(
        self, name: str, place: Place, conditions: int, wordings: int, part: Callable[[int], str]
    ) -> str:
        """Decide on one claim, print the wording that fits, and keep the claim.

        `conditions` and `wordings` are how many the template gives; one wording more is that of `else`.
        `part` renders one of them by its number, the conditions first.
        """
        for claim in self._made:
            if claim.name == name and claim.place != place:
                raise ClaimNamedTwice(f"the claim {name!r} is in {claim.place} already")
        holds, readings = self._decided(part, 0)
        others = (i for i in range(1, conditions) if self._decided(part, i)[0])
        chosen = 0 if holds else next(others, conditions if wordings > conditions else None)
        text = part(conditions + (chosen or 0))
        outcome = Outcome.BROKEN
        if chosen is not None:
            outcome = Outcome.ALTERNATIVE if chosen else Outcome.HOLDS
        sentence = self._seals.words(text)
        self._made.append(Claim(name, place, outcome, sentence, readings, chosen))
        shown = broken(text) if outcome is Outcome.BROKEN else Markup(text)
        origin = Origin(place.file.removeprefix(TEMPLATES), place.row or 1)
        end = self._seals.seal(Fragment.of(ClaimMark(name, outcome.value, sentence, origin)))
        # At the end, because what a line begins with decides how Markdown reads it.
        behind = len(shown.rstrip())
        return shown[:behind] + end + shown[behind:] if behind else shown

    def _decided(
        self, part: Callable[[int], str], number: int
    ) -> tuple[bool, tuple[ClaimReading, ...]]:
        """Evaluate one condition, with the values that it asked for."""
        readings: dict[str, ClaimReading] = {}
        self._readings = readings
        try:
            holds = bool(part(number))
        except Undecided:
            holds = False
        finally:
            self._readings = None
        return holds, tuple(readings.values())


def broken(text: str) -> Markup:
    """Mark a sentence that no longer holds, paragraph by paragraph; white space stays outside."""
    pieces = []
    for piece in map(Markup, PARAGRAPH_BREAK.split(text)):
        words = piece.strip()
        if words and not words.startswith("<!--"):
            before, behind = piece[: -len(piece.lstrip())], piece[len(piece.rstrip()) :]
            piece = before + MARKED.format(LABEL, words) + behind  # noqa: PLW2901 (marked)
        pieces.append(piece)
    return Markup("").join(pieces)


def broken_claim(claim: Claim) -> Finding:
    """Say which claim no longer holds, and by which values."""
    message = (
        f"the claim {claim.name} no longer holds ({claim.values}): {claim.sentence!r}. Correct the"
        " sentence, or give it another wording behind {% else %}"
    )
    return Finding("broken-claim", claim.place, message, Severity.NOTICE)


class ClaimBlock(Extension):
    """The tag: reads a claim from a template and has `environment.claims` print it."""

    tags = {"claim"}  # noqa: RUF012

    def parse(self, parser: Parser) -> nodes.Node:
        """Read one claim up to its `endclaim`."""
        line = next(parser.stream).lineno
        name = str(parser.stream.expect("string").value)
        if not NAME.fullmatch(name):
            parser.fail(
                f"the claim {name!r} needs a name of lower-case words joined by hyphens", line
            )
        parser.stream.expect("name:when")
        condition = parser.parse_expression()
        called = [condition, *condition.find_all(nodes.Call)]
        if not RESULT_CALLS & {
            getattr(getattr(call, "node", None), "name", None) for call in called
        }:
            parser.fail(
                f"the condition of the claim {name!r} asks for no result; write value(...) into the"
                " condition itself, so that the values are known when it breaks",
                line,
            )
        conditions, wordings = [condition], [_wording(parser)]
        while parser.stream.skip_if("name:elif"):
            conditions.append(parser.parse_expression())
            wordings.append(_wording(parser))
        if parser.stream.skip_if("name:else"):
            wordings.append(parser.parse_statements(("name:endclaim",)))
        parser.stream.expect("name:endclaim")
        facts = (name, parser.name or "", line, len(conditions), len(wordings))
        call = self.call_method("_printed", [nodes.Const(fact) for fact in facts])
        body = list(_parts(conditions, wordings))
        block = nodes.CallBlock(call, [nodes.Name(PART, "param")], [], body)
        return block.set_lineno(line)

    def _printed(
        self,
        name: str,
        template: str,
        line: int,
        conditions: int,
        wordings: int,
        caller: Callable[[int], str],
    ) -> str:
        claims: Claims = self.environment.claims  # type: ignore[attr-defined]
        place = Place(f"{TEMPLATES}{template}", line)
        return claims.printed(name, place, conditions, wordings, caller)


def _wording(parser: Parser) -> list[nodes.Node]:
    return parser.parse_statements(("name:elif", "name:else", "name:endclaim"))


def _parts(conditions: list[nodes.Expr], wordings: list[list[nodes.Node]]) -> Iterator[nodes.Node]:
    """Give each condition and wording under its number, for one to be rendered at a time."""
    yes: list[nodes.Node] = [nodes.Output([nodes.TemplateData(YES)])]
    answers: list[list[nodes.Node]] = [
        [nodes.If(condition, yes, [], [])] for condition in conditions
    ]
    for number, body in enumerate(answers + wordings):
        wanted = nodes.Operand("eq", nodes.Const(number))
        yield nodes.If(nodes.Compare(nodes.Name(PART, "load"), [wanted]), body, [], [])
