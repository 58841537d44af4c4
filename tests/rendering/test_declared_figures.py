"""The figures of what a study declares: what matplotlib is given."""

from itertools import pairwise

import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from il2report.document.formats import number_style
from il2report.figures.alternative_texts import in_words_of
from il2report.figures.drawing import draw_bars, draw_curves, draw_forest, figure_bytes
from il2report.figures.shown import Bar, Bars, Curves, Forest, ForestRow, GroupCurve
from il2report.figures.typeface import paler
from il2report.values import RiskTableColumn, SurvivalCurve, SurvivalStep

STYLE = number_style("anticancer-research")
FALLING = SurvivalCurve(
    ("A", "B"),
    (
        SurvivalStep(2.0, at_risk=2, events=1, censored=0, survival=0.5, low=0.01, high=0.9),
        SurvivalStep(5.0, at_risk=1, events=0, censored=1, survival=0.5, low=0.01, high=0.9),
    ),
)
FLAT = SurvivalCurve(
    ("C",), (SurvivalStep(4.0, at_risk=1, events=0, censored=1, survival=1.0, low=1.0, high=1.0),)
)
NOBODY = SurvivalCurve((), ())


def counted(*at_risk: int) -> tuple[RiskTableColumn, ...]:
    months = (0, 3, 6)
    pairs = zip(months, at_risk, strict=True)
    return tuple(RiskTableColumn(m, at_risk=n, censored=0, events=0) for m, n in pairs)


GROUPS = (
    GroupCurve("Low", FALLING, counted(2, 1, 0)),
    GroupCurve("High", FLAT, counted(1, 1, 0)),
    GroupCurve("Unclear", NOBODY, counted(0, 0, 0)),
)


def by_stage(groups=GROUPS, **more) -> Curves:
    return Curves("overall survival", groups, "Months", "Alive (%)", by="stage", **more)


def named(figure: Figure, gid: str) -> list[Line2D]:
    return [line for line in figure.findobj(Line2D) if line.get_gid() == gid]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def test_each_group_with_patients_has_a_curve_and_its_censoring_marks():
    figure = draw_curves(by_stage())
    (low,), (high,) = named(figure, "tail: Low"), named(figure, "tail: High")
    assert [[0, 100], [2, 50], [5, 50]] == low.get_xydata().tolist()
    assert [[0, 100], [4, 100]] == high.get_xydata().tolist()
    (marks,) = named(figure, "censored: Low")
    assert [[5, 50]] == marks.get_xydata().tolist()
    assert [] == named(figure, "tail: Unclear")


def test_every_group_has_a_row_of_numbers_at_risk_in_the_order_given():
    figure = draw_curves(by_stage())
    rows = [text.get_text() for text in figure.texts]
    rows.remove("Fewer than five at risk")
    expected = ["Number at risk", *("Low", "2", "1", "0"), *("High", "1", "1", "0")]
    assert [*expected, "Unclear", "0", "0", "0"] == rows


def test_a_failure_curve_rises_from_nothing():
    (line,) = named(draw_curves(by_stage(is_failure=True)), "tail: Low")
    assert [[0, 0], [2, 50], [5, 50]] == line.get_xydata().tolist()


def test_the_curves_of_a_landmark_analysis_begin_at_the_landmark():
    figure = draw_curves(by_stage(since_months=1.0))
    (line,) = named(figure, "tail: Low")
    assert [1, 100] == line.get_xydata()[0].tolist()
    assert 1 == figure.axes[0].get_xlim()[0]


def test_the_note_is_printed_above_the_curves():
    assert "Log-rank test, p=0.500" in texts(draw_curves(by_stage(note="Log-rank test, p=0.500")))


def test_no_two_of_twelve_groups_look_alike():
    groups = tuple(GroupCurve(f"G{i}", FALLING, counted(2, 1, 0)) for i in range(12))
    figure = draw_curves(by_stage(groups))
    lines = [named(figure, f"tail: G{i}")[0] for i in range(12)]
    looks = [(line.get_color(), str(line._unscaled_dash_pattern)) for line in lines]
    assert 12 == len(set(looks))
    assert 8 == len({color for color, _ in looks}) == len({dash for _, dash in looks})


def test_the_labels_of_curves_that_end_at_one_height_do_not_overlap():
    groups = tuple(GroupCurve(f"G{i}", FALLING, counted(2, 1, 0)) for i in range(8))
    figure = draw_curves(by_stage(groups))
    heights = sorted(t.get_position()[1] for t in figure.axes[0].texts)
    assert all(b - a > 7 for a, b in pairwise(heights))


def test_groups_without_any_patient_are_said_in_words():
    groups = tuple(GroupCurve(label, NOBODY, counted(0, 0, 0)) for label in ("Low", "High"))
    assert ["No patient of any group has a time to this end point."] == texts(
        draw_curves(by_stage(groups))
    )


def test_a_long_label_is_broken_into_lines_and_not_cut():
    label = "Adenocarcinoma of the lung, not otherwise specified, of any grade"
    groups = (GroupCurve(label, FALLING, counted(2, 1, 0)), GROUPS[1])
    rows = [text.get_text() for text in draw_curves(by_stage(groups)).texts]
    lines = rows[rows.index("Number at risk") + 1 : rows.index("2")]
    assert label == " ".join(lines)


def test_the_row_of_a_group_begins_with_a_piece_of_its_curve():
    figure = draw_curves(by_stage())
    _key, *pieces = [line for line in figure.artists if isinstance(line, Line2D)]
    curves = [*named(figure, "tail: Low"), *named(figure, "tail: High")]
    looks = [(line.get_color(), line.get_linestyle()) for line in curves]
    assert looks == [(paler(line.get_color()), line.get_linestyle()) for line in pieces]


def end_labels(labels):
    groups = [GroupCurve(label, FALLING, counted(2, 1, 0)) for label in labels]
    return [text.get_text() for text in draw_curves(by_stage(tuple(groups))).axes[0].texts]


def test_curves_are_named_at_their_ends_where_all_names_fit():
    fourteen = [f"Center {n}" for n in range(14)]
    assert fourteen == end_labels(fourteen)
    assert [] == end_labels([*fourteen, "Center 14"])
    assert [] == end_labels(["Low", "A label that is far too long to fit beside the curves"])


def test_curves_of_many_groups_are_no_higher_than_a_page():
    groups = [GroupCurve(f"Center {n}", FALLING, counted(2, 1, 0)) for n in range(60)]
    assert draw_curves(by_stage(tuple(groups))).get_size_inches()[1] * 25.4 <= 225.01


def test_the_curves_of_groups_are_described_group_by_group():
    assert (
        "Kaplan-Meier curves of overall survival by stage for 3 patients. Low: 2 patients; 1 had the event"
        " and 1 was censored; at risk: 2 at month 0, 1 at month 3, and 0 at month 6. High: 1 patient; 0 had"
        " the event and 1 was censored; at risk: 1 at month 0, 1 at month 3, and 0 at month 6. Unclear: 0"
        " patients; 0 had the event and 0 were censored. Curves are paler where fewer than five patients are at"
        " risk."
    ) == in_words_of(by_stage(), STYLE)


ROWS = (
    ForestRow("Age, per year", sizes="8/20", text="1.02 (0.90-1.15)", p="0.7", ratio=1.02, low=0.9, high=1.15),
    ForestRow("Stage"),
    ForestRow("Low", is_indented=True, sizes="3/9", text="Reference"),
    ForestRow("High", is_indented=True, sizes="5/9", text="9.00 (0.01-900)", p="0.2", ratio=9.0, low=0.01, high=900.0),
    ForestRow("Unclear", is_indented=True, sizes="0/2", text="Not estimable"),
)  # fmt: skip


def forest(rows=ROWS) -> Forest:
    labels = ("Events/patients", "HR (95% CI)", "p", "Hazard ratio (log scale)")
    return Forest("the Cox regression of survival", tuple(rows), *labels)


def test_a_forest_plot_has_a_log_axis_and_a_square_for_each_ratio():
    figure = draw_forest(forest())
    assert "log" == figure.axes[0].get_xscale()
    (square,) = named(figure, "ratio: Age, per year")
    assert [[1.02, 4.5]] == square.get_xydata().tolist()
    assert [] == named(figure, "ratio: Low") + named(figure, "ratio: Unclear")


def test_a_limit_beyond_the_axis_ends_in_an_arrow():
    figure = draw_forest(forest())
    left, right = figure.axes[0].get_xlim()
    (line,) = named(figure, "interval: High")
    assert [left, right] == list(line.get_xdata())
    markers = [
        each.get_marker() for each in figure.findobj(Line2D) if each.get_marker() in ("<", ">")
    ]
    assert ["<", ">"] == sorted(markers)


def test_every_row_has_its_sizes_and_texts_as_printed():
    printed = [t.get_text() for t in draw_forest(forest()).texts]
    for row in ROWS:
        assert {text for text in (row.label, row.sizes, row.text, row.p) if text} <= {*printed}


@pytest.mark.parametrize("n", [1, 20, 90])
def test_a_forest_plot_is_no_higher_than_a_page(n):
    figure = draw_forest(forest([ROWS[0]] * n))
    assert figure.get_size_inches()[1] * 25.4 <= 225.01
    assert figure_bytes(figure, "svg")


def test_a_forest_without_ratios_is_said_in_words():
    assert ["No ratio can be estimated."] == texts(draw_forest(forest(ROWS[1:3])))


def test_a_forest_plot_is_described_ratio_by_ratio():
    assert (
        "Forest plot of the Cox regression of survival. HR (95% CI): Age, per year: 1.02 (0.90-1.15), p 0.7;"
        " Stage, Low: Reference; Stage, High: 9.00 (0.01-900), p 0.2; Stage, Unclear: Not estimable."
    ) == in_words_of(forest(), STYLE)


def test_each_bar_has_its_length_and_its_number_as_printed():
    shown = Bars("responses", (Bar("CR", "20.0", 20.0), Bar("PR", "–", None)), "Percent")
    figure = draw_bars(shown)
    (boxes,) = [each for each in figure.axes[0].collections if each.get_gid() == "bars"]
    widths = [path.vertices[:, 0].max() for path in boxes.get_paths()]
    assert [20.0, 0.0] == widths
    assert {"CR", "PR", "20.0", "–"} <= {*texts(figure)}
