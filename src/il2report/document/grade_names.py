"""What the grades of adverse events are called: in headings, in the key of a figure, in sentences."""

from collections.abc import Iterator

from il2report.document.formats import NumberStyle
from il2report.document.printer import marked
from il2report.document.tree import Fragment, Label, Word, composed
from il2report.study.grades import ALL_GRADES, GRADE, GradeColumn, GradeScale
from il2report.study.running_text import in_running_text

GRADES = "study.toxicity.grades"
"""The source of the name of a grade that a column has because of what study.toml declares or of the data."""
CTCAE = "Common Terminology Criteria for Adverse Events"


def grade_heading(scale: GradeScale, column: GradeColumn, style: NumberStyle) -> Fragment:
    """Name the grades of a column: "Grade 3", "Grade 1-2", "Grade ≥3", "Mild or moderate"."""
    if column.key == ALL_GRADES:
        return Fragment.of("Any grade" if scale.are_words else "All grades")
    if not column.last:
        return Fragment.of("Grade not recorded")
    first, last = scale.codes[column.first - 1], scale.codes[column.last - 1]
    is_open = first != last and column.last == len(scale.codes)
    if scale.are_words:
        low = _word(scale, column.first)
        if first == last:
            return low
        is_pair = column.last == column.first + 1
        return composed(
            "{} {} {}", low, "or" if is_pair else "to", _word(scale, column.last, runs=True)
        )
    text = first if first == last or is_open else style.interval(first, last)
    return composed("Grade ≥{}" if is_open else "Grade {}", _number(scale, text))


def grade_in_sentence(scale: GradeScale, column: GradeColumn, style: NumberStyle) -> Fragment:
    """Name the grades of a column in a sentence: "grade 3", "grade 3 or higher", "severe", "moderate or worse"."""
    first, last = scale.codes[column.first - 1], scale.codes[column.last - 1]
    is_open = first != last and column.last == len(scale.codes)
    if scale.are_words:
        low = _word(scale, column.first, runs=True)
        if first == last:
            return low
        return (
            composed("{} or worse", low)
            if is_open
            else composed("{} to {}", low, _word(scale, column.last, runs=True))
        )
    if is_open:
        return composed("grade {} or higher", _number(scale, first))
    return composed(
        "grade {}", _number(scale, first if first == last else style.interval(first, last))
    )


def grade_texts(scale: GradeScale, style: NumberStyle) -> Iterator[str]:
    """Give each text that names grades of a scale of numbers, as headings and sentences print it."""
    yield from scale.codes
    for column in scale.counted:
        if column.first:
            yield style.interval(scale.codes[column.first - 1], scale.codes[column.last - 1])


def by_scale(scale: GradeScale) -> Fragment:
    """Name the scale behind a comma: ", by the Common Terminology Criteria ..., version 3.0"; "" without a name."""
    declared, version = scale.toxicity.scale, scale.toxicity.criteria_version
    if declared is None:
        if version is None:
            return Fragment()
        printed = marked(version, version, "constant.toxicity.criteria_version")
        return composed(", by the {}, version {}", CTCAE, printed)
    name = Word("study.toxicity.scale.name", declared.name)
    if declared.version is None:
        return composed(", by {}", name)
    return composed(
        ", by {}, version {}", name, Word("study.toxicity.scale.version", declared.version)
    )


def _number(scale: GradeScale, text: str) -> Word:
    reported = map(str, scale.toxicity.reported_grades or ())
    return Word("study.toxicity.reported_grades" if text in reported else GRADES, text)


def _word(scale: GradeScale, rank: int, *, runs: bool = False) -> Fragment:
    name = scale.names[rank - 1]
    label = Label(*GRADE, scale.codes[rank - 1], in_running_text(name) if runs else name)
    return Fragment.of(label)
