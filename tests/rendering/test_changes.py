"""The report on a small change, as terminal, Markdown and page tell it."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from syrupy.assertion import SnapshotAssertion

from il2report.errors import Place
from il2report.pages.pdf import print_document
from il2report.reports.blocks import ReportPart, ReportTree, Step, StepGroup, StepTable
from il2report.reports.changes.families import _what as what_of_row
from il2report.reports.changes.families import brace, family, printed
from il2report.reports.changes.redline_words import counted_once, figure_words
from il2report.reports.changes.report import change_report
from il2report.reports.changes.wording import Names, PrimaryEndpoint, crossing_words, numbers_words
from il2report.reports.markdown import markdown_text, plain
from il2report.reports.page import report_page
from il2report.reports.terminal import terminal_text
from il2report.results import Unit
from il2report.results.catalogue import Statistic, Topic
from il2report.revisions.attribution import Attribution, Cause, How
from il2report.revisions.comparison import (
    Crossing,
    Line,
    Value,
    ValueChange,
    crossings,
    value_changes,
)
from il2report.revisions.corrections import CellChange, Correction, CorrectionKind, RowChange
from il2report.revisions.difference import ClaimState, Difference, Side, claim_changes

LABELS = {("patients", "best_response", "PD"): "Progressive disease", ("patients", "best_response", "PR"): "Partial response", ("adverse_events", "term", "chills"): "Rigor <b>*chill*"}  # fmt: skip
NAMES = Names(lambda table, column, code: LABELS.get((table, column, code)))
INTERVAL = "Overall response, percent of patients, {} limit of the 95% confidence interval"


ORR, BY_RESPONSE = Topic("response", "orr"), Topic("progression", "x", group="MR", heading="y")
ROLES = {
    "response.orr.n": (Statistic.N, ORR),
    "response.orr.percent": (Statistic.PERCENT, ORR),
    "response.orr.ci_low": (Statistic.CI_LOW, ORR),
    "response.orr.ci_high": (Statistic.CI_HIGH, ORR),
    "correlates.age.p": (Statistic.P, Topic("correlates", "age", by="benefit")),
    "progression.by_response.mr.median": (Statistic.MEDIAN, BY_RESPONSE),
    "cohort.age.mean": (Statistic.MEAN, Topic("cohort", "age")),
    "a.b.mean": (Statistic.MEAN, Topic("a", "b")),
    "a.b.sd": (Statistic.SD, Topic("a", "b")),
}


def value(key: str, number: float | None, text: str, unit: str, label: str) -> Value:
    reason = "" if number is not None else text
    return Value(key, number, text, unit, label, reason, *ROLES.get(key, (None, None)))


def values(side: int) -> dict[str, Value]:
    """Give the results of the old state, 0, or of the new one, 1."""
    found = (
        value("response.orr.n", *((3, "3"), (4, "4"))[side], Unit.COUNT, "Overall response, patients"),
        value("response.orr.percent", *((20.0, "20.0"), (26.66, "26.7"))[side], Unit.PERCENT, "Overall response, percent of patients"),
        value("response.orr.ci_low", *((4.3, "4.3"), (7.8, "7.8"))[side], Unit.PERCENT, INTERVAL.format("lower")),
        value("response.orr.ci_high", *((48.1, "48.1"), (55.1, "55.1"))[side], Unit.PERCENT, INTERVAL.format("upper")),
        value("correlates.age.p", *((0.151, "0.151"), (0.041, "0.041"))[side], Unit.P_VALUE, "Age by clinical benefit: Student's t-test"),
        value("progression.by_response.mr.median", *((3.0, "3.0"), (None, "not reached"))[side], Unit.MONTHS, "Time to progression, median, mixed response"),
        value("cohort.age.mean", *((48.83, "48.8"), (48.84, "48.8"))[side], Unit.YEARS, "Age at diagnosis, mean"),
    )  # fmt: skip
    return {each.id: each for each in found}


def side(number: int, title: str, sentence: str) -> Side:
    claim = ClaimState("younger", "templates/sections/results.md.j2, line 3", ("holds", "broken")[number], sentence, ("correlates.age.p",))  # fmt: skip
    places = dict.fromkeys(values(number), ("Abstract", "Table I"))
    places["response.orr.n"] = ("Abstract",)
    return Side(title, "", values(number), {}, places, {"younger": claim}, {})


def corrections() -> tuple[Correction, ...]:
    place = Place("data/patients.csv", 3, patient_id="P02")
    cell = CellChange("best_response", "PD", "PR")
    event = CellChange("grade", "", "4")
    key = (("cycle", "1"), ("term", "chills"))
    return (
        Correction(1, (RowChange("patients", CorrectionKind.CHANGED, (cell,), "P02", (), place, place),)),
        Correction(2, (RowChange("adverse_events", CorrectionKind.ADDED, (event,), "P09", key, None, Place("data/adverse_events.csv", 8)),)),
    )  # fmt: skip


def difference() -> Difference:
    old, new = (
        side(0, "draft 1", "Age tells."),
        side(1, "the working study", "Age tells <i>not</i>."),
    )
    changes = value_changes(old.values, new.values)
    sole = {each.id: Attribution.sole(1, each.old_reading, each.new_reading) for each in changes}
    two = (Cause(1, (25.0, "25.0"), (21.0, "21.0")), Cause(2, None, (26.0, "26.0")))
    return Difference(
        old, new, changes, crossings(old.values, new.values, (0.05, 0.05)),
        claim_changes(old.claims, new.claims), corrections(),
        sole | {"response.orr.percent": Attribution(How.TOGETHER, two)},
    )  # fmt: skip


def test_the_terminal_tells_numbers_of_a_family_together(snapshot: SnapshotAssertion) -> None:
    report = change_report(difference(), ["a note"], NAMES)
    assert terminal_text(report, whole=True) == snapshot


def test_markdown_tells_the_same_and_escapes_what_would_be_markup(
    snapshot: SnapshotAssertion,
) -> None:
    assert markdown_text(change_report(difference(), (), NAMES)) == snapshot


def test_the_page_tells_the_same_in_text_that_nothing_of_the_data_can_turn_into_markup(
    project: Path, snapshot: SnapshotAssertion
) -> None:
    page = report_page(
        change_report(difference(), (), NAMES, "A <script>"), "changes", project, "en"
    )
    assert "<title>What changed from draft 1 to the working study: A &lt;script&gt;</title>" in page
    body = page[page.index("<main>") :]
    assert "Rigor &lt;b&gt;*chill*" in body or "rigor &lt;b&gt;*chill*" in body
    told = re.sub(r"<[^>]+>", " ", body)
    assert "\n".join(line for raw in told.splitlines() if (line := " ".join(raw.split()))) == snapshot  # fmt: skip


def test_a_result_that_has_no_value_for_another_reason_is_told_by_its_reasons() -> None:
    sides = [
        Value(
            "os.median.ci_high", None, "not estimable", Unit.MONTHS, "Survival, upper limit", reason
        )
        for reason in ("no event", "no patient in this group")
    ]
    old, new = (Side(name, "", {each.id: each}, {}, {}, {}, {}) for name, each in zip(("a", "b"), sides, strict=True))  # fmt: skip
    report = change_report(Difference(old, new, value_changes(old.values, new.values), (), ()))
    told = markdown_text(report)
    assert "- Survival, upper limit: no event → no patient in this group" in told
    assert "for another reason" in told
    assert "not estimable" not in told
    assert "precision" not in told


@pytest.mark.parametrize("steps", [1, 2, 70], ids=["one", "two", "more than a page"])
def test_changed_numbers_run_on_over_pages_whatever_the_size_of_their_families(
    project: Path, steps: int
) -> None:
    of_each = tuple(Step("patients" * (steps > 1), "1", "2") for _ in range(steps))
    groups = tuple(StepGroup(f"Group {n}", "", of_each, ()) for n in range(100 // steps + 1))
    part = ReportPart("printed", "Printed numbers that changed", (StepTable(groups),))
    page = report_page(ReportTree("", "", (), (part,)), "changes", project)
    pdf, complaints = print_document(page, project)
    assert ((), True) == (complaints, len(PdfReader(BytesIO(pdf)).pages) > 1)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("*CT* of [March](http://x)", r"\*CT\* of \[March\](http\://x)"),
        ("<script>a_b|c#d~e&f", r"\<script\>a\_b\|c\#d\~e\&f"),
        ("=1+1", "=1+1"),
    ],
)
def test_markup_in_a_cell_is_text_in_an_email(text: str, escaped: str) -> None:
    assert escaped == plain(text)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([3], "correction 3"),
        ([1, 2], "corrections 1 and 2"),
        ([1, 2, 3, 7], "corrections 1 to 3 and 7"),
        (list(range(1, 201)), "corrections 1 to 200"),
    ],
)
def test_many_corrections_are_named_by_their_runs(numbers: list[int], words: str) -> None:
    assert words == numbers_words(numbers)


def test_a_unit_stands_behind_a_number_only() -> None:
    assert "3.0 months" == printed(value("a.b", 3.0, "3.0", Unit.MONTHS, "a"))
    assert "1 month" == printed(value("a.b", 1, "1", Unit.COMPLETED_MONTHS, "a"))
    assert "not reached" == printed(value("a.b", None, "not reached", Unit.MONTHS, "a"))
    assert None is printed(None)


def change(key: str, old: float | None, new: float | None, unit: str) -> ValueChange:
    sides = (None if n is None else value(key, n, str(n), unit, key) for n in (old, new))
    return ValueChange(key, *sides)


def test_a_mean_stands_with_its_deviation_where_both_sides_have_both() -> None:
    pair = [change("a.b.mean", 1.5, 2.5, Unit.YEARS), change("a.b.sd", 0.5, 0.6, Unit.YEARS)]
    assert [("a.b.mean", "a.b.sd")] == [tuple(c.id for c in r.changes) for r in family(pair).rows]
    pair[1] = change("a.b.sd", None, 0.6, Unit.YEARS)
    assert 2 == len(family(pair).rows)


def test_a_test_is_named_under_what_is_compared_by_which_groups() -> None:
    topic = Topic("by_sex", "benefit", by="sex")
    labels = {
        Statistic.P: ("by_sex.benefit.p", Unit.P_VALUE, "Benefit by sex: Fisher's exact test"),
        Statistic.N: ("by_sex.benefit.female.n", Unit.COUNT, "Benefit, Female: Yes, patients"),
    }
    changes = []
    for statistic, (key, unit, label) in labels.items():
        sides = (Value(key, n, str(n), unit, label, "", statistic, topic) for n in (1, 2))
        changes.append(ValueChange(key, *sides))
    alone, both = family(changes[:1]), family(changes)
    assert "Benefit by sex" == alone.heading == both.heading
    assert ["Fisher's exact test, P"] == [row.what for row in alone.rows]
    assert ["Fisher's exact test, P", "Female: Yes, patients"] == [row.what for row in both.rows]


def test_ids_of_a_family_are_written_short() -> None:
    assert "a.b.n" == brace(["a.b.n"])
    assert "a.b.{n,percent}" == brace(["a.b.n", "a.b.percent"])
    assert "a.b.*" == brace([f"a.b.{n}" for n in range(5)])
    assert "a.b.*" == brace(["a.b", "a.b.ci_low"])
    assert "a.b.c.{n,percent}" == brace(["a.b.c.n", "a.b.c.percent"])
    assert "a.{b.n,d.n}" == brace(["a.b.n", "a.d.n"])
    assert "a.{grade_1.n,grade_2.n}" == brace(["a.grade_1.n", "a.grade_2.n"])


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ((("term", "fever"), ("cycle", "2")), "fever in cycle 2"),
        ((("term", "fever"), ("cycle", "")), "fever"),
        ((("start_date", "2020-03-01"), ("term", "fever")), "fever on 2020-03-01"),
        ((("term", "fever"),), "fever"),
    ],
)
def test_an_adverse_event_is_called_by_cycle_or_day_where_it_has_one(key, expected):
    row = RowChange("adverse_events", CorrectionKind.CHANGED, (), "P01", key, None, None)
    assert expected == Names().row(row)


def test_groups_that_changed_places_are_named_by_their_own_labels() -> None:
    changes = tuple(
        ValueChange(
            f"by_sex.age.{group}.mean",
            value("a", before, f"{before}", Unit.YEARS, f"Age at diagnosis, {label}, mean"),
            value("a", after, f"{after}", Unit.YEARS, f"Age at diagnosis, {label}, mean"),
        )
        for group, label, before, after in (
            ("male", "Male", 61.5, 64.5),
            ("female", "Female", 63.5, 62.5),
        )
    )

    assert (
        "Age at diagnosis, mean: Male now higher than Female (64.5 versus 62.5; before: 61.5 versus 63.5)"
    ) == crossing_words(Crossing(Line.DIRECTION, changes, is_lower_now=False))


# --- the primary end point, and the counts of report and redline --------------------------------------


@pytest.mark.parametrize(
    ("primary", "said"),
    [
        (
            PrimaryEndpoint("response.orr", "Overall response"),
            (
                "Primary end point, Overall response: number of patients 3 (20.0%) → 4 (26.7%);"
                " 95% confidence interval 4.3% to 48.1% → 7.8% to 55.1%"
            ),
        ),
        (
            PrimaryEndpoint("progression", "Time to progression"),
            "Primary end point, Time to progression: no printed result of all patients has changed",
        ),
    ],
)
def test_the_primary_end_point_comes_first(primary, said):
    by_response = Topic("progression", "x", by="response", group="MR", heading="y")
    found = difference()
    changes = [
        replace(
            each, old=replace(each.old, topic=by_response), new=replace(each.new, topic=by_response)
        )
        if each.id.startswith("progression")
        else each
        for each in found.changes
    ]
    names = replace(NAMES, primary=primary)
    report = change_report(replace(found, changes=tuple(changes)), (), names)
    [first] = [part for part in report.parts if part.key == "first"]
    items = first.blocks[0].items
    assert (said, True) == (items[0].text, len(items) > 1)


def test_the_report_says_how_its_count_goes_with_that_of_the_redline():
    found = difference()
    report = counted_once(change_report(found), found, {"response.orr.n": 3, "elsewhere": 5})
    assert (
        "Each result is counted once here. The redline marks 1 of the 6 at 3 places that print it;"
        " the other 5 came or went with the words around, or are drawn in a figure."
    ) == report.opening[-1].text


def test_what_moved_in_a_figure_is_said_in_words():
    found = difference()
    places = {**found.new.places, "response.orr.n": ("Abstract", "Figure 2")}
    shown = figure_words(replace(found, new=replace(found.new, places=places)))
    assert {"Figure 2": "Overall response, patients, 3 → 4"} == shown


@pytest.mark.parametrize(
    ("label", "row"),
    [
        ("Nausea, worst grade 4, patients", "worst grade 4"),
        ("Nausea, worst grade, patients", "number of patients"),
        ("Nausea, worst grade, Women, median, lower limit of the 95% confidence interval", "Women, median, 95% confidence interval"),
    ],
)  # fmt: skip
def test_a_row_can_be_read_without_its_heading(label, row):
    assert row == what_of_row(label, "Nausea, worst grade")
