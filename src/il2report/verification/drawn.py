"""What is written within the figures: read from the SVG letter by letter, and held to the data.

matplotlib draws each letter as an outline and leaves the text that it meant in a comment. A letter
is known by the outline's name: the same name is the same letter in every text of every figure, so
that a text whose letters were exchanged disagrees with all others.
"""

import re
from base64 import b64decode
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from il2report.errors import Finding
from il2report.figures.pictures import FIGURES
from il2report.pages.manuscript import BLANK
from il2report.results import StudyResults
from il2report.templating.page_tree import Element, Verbatim, read_page
from il2report.verification.shown import Page, Spot, attribute
from il2report.verification.truth import NUMBER, Truth

SVG_URL = "data:image/svg+xml;base64,"
A_TICK = re.compile(r"([xy])tick_\d+")
A_TICK_NUMBER = re.compile(r"\d{1,9}")
A_TEXT = re.compile(r"text_\d+")
AXES = re.compile(r"axes_\d+")
COMMENT = re.compile(r"<!--(.*)-->", re.DOTALL)
LIGATURES = re.compile(r"ffi|ffl|ff|fi|fl|.", re.DOTALL)
CUT = "…"


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A text of a figure: what it was meant to say, its letters by name, and its axis if a tick."""

    said: str
    letters: tuple[str, ...]
    axis: str = ""

    @property
    def meant(self) -> Sequence[str]:
        """What each outline should be: a letter, or two or three that are drawn as one."""
        as_one = len(self.letters) < len(self.said)
        return LIGATURES.findall(self.said) if as_one else self.said


@dataclass(frozen=True, slots=True)
class Drawing:
    """The texts of one figure, in the order in which they are drawn."""

    key: str
    spot: Spot
    texts: tuple[DrawnText, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a figure must say: names along its y axis, numbers in order, and what may repeat."""

    numbers: tuple[str, ...]
    repeated: frozenset[str] = frozenset()
    names: tuple[str, ...] | None = None


def picture_of(figure: Spot) -> bytes | None:
    """Give the SVG that a figure of the page carries; none where it is blank or something else."""
    image = figure.element.find("img")
    source = attribute(image, "src") if image else ""
    if not source.startswith(SVG_URL):
        return None
    try:
        svg = b64decode(source.removeprefix(SVG_URL), validate=True)
    except ValueError:
        return b""
    return None if svg == BLANK else svg


def pictures(page: Page) -> dict[str, tuple[Spot, bytes]]:
    """Give the figures of a page with their SVG, by their key."""
    keys = {key.replace(".", "-"): key for key in FIGURES}
    found = ((keys[i], spot, picture_of(spot)) for i, spot in page.ids.items() if i in keys)
    return {key: (spot, svg) for key, spot, svg in found if svg is not None}


def drawings(page: Page) -> tuple[Drawing, ...]:
    """Read the texts of every figure that the page carries."""
    return tuple(
        Drawing(key, spot, tuple(_texts(read_page(svg.decode(errors="replace")), "")))
        for key, (spot, svg) in pictures(page).items()
    )


def _texts(element: Element, axis: str) -> Iterator[DrawnText]:
    """Find the texts below an element; each belongs to the innermost axis around it."""
    if AXES.fullmatch(element.id):
        axis = element.id
    elif tick := A_TICK.fullmatch(element.id):
        axis = f"{axis}:{tick[1]}"
    if A_TEXT.fullmatch(element.id):
        yield DrawnText(_comment(element), tuple(_letters(element)), axis if ":" in axis else "")
        return
    for part in element.parts():
        yield from _texts(part, axis)


def _comment(element: Element) -> str:
    found = (COMMENT.fullmatch(c.source) for c in element.children if isinstance(c, Verbatim))
    return next((unescape(match[1]).strip() for match in found if match), "")


def _letters(element: Element) -> Iterator[str]:
    yield from (attribute(e, "xlink:href") for e in element.elements() if e.tag == "use")


def drawn_findings(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find texts of figures that are not what the data give, or whose letters are not their own."""
    found = drawings(page)
    yield from _exchanged_letters(found)
    for drawing in found:
        yield from _uneven_axes(drawing)
        if truth.results is not None:
            expected = _expected(drawing.key, truth, truth.results)
            yield from _other_numbers(drawing, expected, truth)
            yield from _other_names(drawing, expected)


def _exchanged_letters(found: Sequence[Drawing]) -> Iterator[Finding]:
    known: dict[str, Counter[str]] = defaultdict(Counter)
    for drawing in found:
        for text in drawing.texts:
            for name, letter in zip(text.letters, text.meant, strict=False):
                known[name][letter] += 1
    for drawing in found:
        for text in drawing.texts:
            drawn = "".join(
                known[name].most_common(1)[0][0] for name in text.letters if known[name]
            )
            if drawn != text.said:
                message = f"the figure is to say {text.said!r} and draws {drawn!r}"
                yield Finding("drawn-differently", drawing.spot.place, message)


def _uneven_axes(drawing: Drawing) -> Iterator[Finding]:
    axes: dict[str, list[str]] = defaultdict(list)
    for text in drawing.texts:
        if text.axis:
            axes[text.axis].append(text.said)
    for ticks in axes.values():
        values = [int(tick) for tick in ticks if A_TICK_NUMBER.fullmatch(tick)]
        steps = {after - before for before, after in pairwise(values)}
        if len(values) == len(ticks) and (len(steps) > 1 or min(steps, default=1) <= 0):
            message = f"the axis reads {', '.join(ticks)}, which is no even scale"
            yield Finding("drawn-differently", drawing.spot.place, message)


def _other_numbers(drawing: Drawing, expected: Expectation, truth: Truth) -> Iterator[Finding]:
    """Hold the texts with a number, but for the axes, against what must stand there in order."""
    said = [text.said for text in drawing.texts if not text.axis and _counts(text.said, truth)]
    wrong = [each for each in said if each not in expected.repeated]
    if tuple(wrong) != expected.numbers:
        at = _first_difference(wrong, expected.numbers)
        ours, theirs = (
            side[at] if at < len(side) else "nothing" for side in (wrong, expected.numbers)
        )
        message = f"text {at + 1} with a number reads {ours!r}, and the data give {theirs!r}"
        yield Finding("drawn-differently", drawing.spot.place, message)


def _counts(said: str, truth: Truth) -> bool:
    return bool(NUMBER.search(truth.without_names(said))) and not said.endswith(CUT)


def _first_difference(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _other_names(drawing: Drawing, expected: Expectation) -> Iterator[Finding]:
    names = [text.said for text in drawing.texts if text.axis.endswith(":y")]
    if expected.names is None or not names:
        return
    at = _first_difference(
        [_whole(n, expected.names, i) for i, n in enumerate(names)], expected.names
    )
    if len(names) != len(expected.names) or at < len(names):
        message = f"name {at + 1} along the axis reads {names[min(at, len(names) - 1)]!r}, and the data give another"
        yield Finding("drawn-differently", drawing.spot.place, message)


def _whole(name: str, known: Sequence[str], at: int) -> str:
    """Give the name that was cut to its room, where the part that is left fits."""
    cut = name.removesuffix(CUT)
    is_cut = name.endswith(CUT) and at < len(known) and known[at].startswith(cut)
    return known[at] if is_cut else name


def _expected(key: str, truth: Truth, results: StudyResults) -> Expectation:
    return {
        "figure.ttdp": _expected_curve,
        "figure.swimmer": _expected_lanes,
        "figure.adverse_events": _expected_bars,
    }[key](truth, results)


def _expected_curve(truth: Truth, results: StudyResults) -> Expectation:
    table = results.risk_table
    rows = ([getattr(c, row) for c in table] for row in ("at_risk", "censored", "events"))
    numbers = [str(number) for row in rows for number in row]
    median = truth.entries.get("progression.median", {})
    if median.get("value") is not None:
        numbers.append(f"Median {median['text']} months")
    level = truth.study.configuration.definitions.confidence_level
    return Expectation(tuple(numbers), frozenset({f"{level}% confidence band"}))


def _expected_lanes(truth: Truth, results: StudyResults) -> Expectation:
    if results.spreads:
        labels: Mapping[str, str] = {
            spread.response: truth.study.codebook.label(
                "patients", "best_response", spread.response
            )
            for spread in results.spreads
        }
        return Expectation(
            (),
            names=tuple(
                f"{labels[each.response]} ({each.response}), n = {each.patients}"
                for each in results.spreads
            ),
        )
    ordered = sorted(results.lanes, key=lambda lane: (-lane.last_contact, lane.patient_id))
    return Expectation((), names=tuple(lane.patient_id for lane in ordered))


def _expected_bars(_truth: Truth, results: StudyResults) -> Expectation:
    totals = [str(counts.all_grades) for counts in results.grades]
    grades = frozenset(
        f"Grade {grade}"
        for grade in range(1, 6)
        if any(counts.by_grade[grade - 1] for counts in results.grades)
    )
    axis = f"Patients (of {len(results.times.patients)})"
    return Expectation(tuple(totals), grades | {axis})


def drawn_counts(page: Page) -> Counter[str]:
    """Count the numbers drawn in figures, along their axes and elsewhere."""
    counts: Counter[str] = Counter()
    for drawing in drawings(page):
        for text in drawing.texts:
            kind = "axis of a figure" if text.axis else "drawn in a figure"
            counts[kind] += len(NUMBER.findall(text.said))
    return counts
