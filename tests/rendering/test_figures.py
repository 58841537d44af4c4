"""Figures: the points and labels given to matplotlib, the bytes written, the words in their place."""

import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.artist import Artist
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from il2report.document.formats import number_style
from il2report.figures.alternative_texts import (
    alternative_text_adverse_events,
    alternative_text_curves,
    alternative_text_flow,
    alternative_text_swimmer,
)
from il2report.figures.drawing import (
    FORMATS,
    draw_adverse_events,
    draw_curves,
    draw_flow,
    draw_swimmer,
    figure_bytes,
)
from il2report.figures.sheet import month_ticks
from il2report.figures.shown import Curves, GroupCurve
from il2report.figures.typeface import (
    GRADE_TINTS,
    RESPONSE_TINTS,
    fitted,
    house_style,
    text_width_mm,
)
from il2report.values import (
    FlowBox,
    GradeCounts,
    GradePart,
    NotEstimable,
    PatientLane,
    RiskTableColumn,
    SurvivalCurve,
    SurvivalStep,
    TreatmentPeriod,
)

MM_PER_INCH = 25.4
A = TypeVar("A", bound=Artist)
STYLE = number_style("anticancer-research")

# Four patients: A progresses at 1 month, B and C at 2, D is censored at 8.
CURVE = SurvivalCurve(
    patients=("A", "B", "C", "D"),
    steps=(
        SurvivalStep(1.0, at_risk=4, events=1, censored=0, survival=0.75, low=0.13, high=0.96),
        SurvivalStep(2.0, at_risk=3, events=2, censored=0, survival=0.25, low=0.01, high=0.67),
        SurvivalStep(8.0, at_risk=1, events=0, censored=1, survival=0.25, low=0.01, high=0.67),
    ),
)
RISK_TABLE = (
    RiskTableColumn(0, at_risk=4, censored=0, events=0),
    RiskTableColumn(6, at_risk=1, censored=0, events=3),
    RiskTableColumn(12, at_risk=0, censored=1, events=3),
)
ALL_CENSORED = SurvivalCurve(
    ("A", "B"), (SurvivalStep(3.0, at_risk=2, events=0, censored=2, survival=1, low=1, high=1),)
)
ALL_PROGRESSED = SurvivalCurve(
    ("A", "B"),
    (
        SurvivalStep(1.0, at_risk=2, events=1, censored=0, survival=0.5, low=0.01, high=0.91),
        SurvivalStep(4.0, at_risk=1, events=1, censored=0, survival=0, low=None, high=None),
    ),
)
NOBODY = SurvivalCurve((), ())

LABELS = {
    "CR": "Complete response",
    "PR": "Partial response",
    "SD": "Stable disease",
    "PD": "Progressive disease",
}
LANES = (
    PatientLane("A", "PD", (TreatmentPeriod(1, 0.0, 0.1, 9),), 1.0, 1.0),
    PatientLane("B", "SD", (TreatmentPeriod(1, 0.0, 0.1, 9),), 2.0, 5.0),
    PatientLane(
        "D", "CR", (TreatmentPeriod(1, 0.0, 0.1, 9), TreatmentPeriod(2, 0.6, 0.7, 8)), None, 36.0
    ),
)
PARTS = tuple(GradePart(f"Grade {grade}", is_severe=grade >= 3) for grade in range(1, 6))
NAMED = {"parts": PARTS, "severe_events": "of grade 3 or higher"}
TERMS = {"fever": "Fever", "chill": "Rigor/Chill", "anuria": "Anuria"}
SYSTEMS = {"fever": "General", "chill": "General", "anuria": "Renal"}
GRADES = (
    GradeCounts("fever", (2, 0, 1, 1, 0)),
    GradeCounts("chill", (1, 0, 0, 0, 0)),
    GradeCounts("anuria", (0, 0, 0, 0, 0)),
)


WORDS = [GradePart("Mild"), GradePart("Severe", is_severe=True)]
FLOW = (
    FlowBox("Screened", "24"),
    FlowBox("Excluded", "4", "no consent"),
    FlowBox("Excluded", "3", "other treatment"),
    FlowBox("Eligible", "17"),
    FlowBox("Lost", "2", "moved away"),
    FlowBox("Analyzed", "15"),
)
LEFT = FlowBox("Out", "1", "a reason")
LONG_FLOW = (
    FlowBox("$x$ & <b>" + "verylongword" * 20, "24"),
    FlowBox("Excluded", "4", "many words " * 40),
    FlowBox("Analyzed " * 30, "20"),
)


def many_lanes(n: int) -> list[PatientLane]:
    return [PatientLane(f"Q{i:03}", "PD", (), float(i), i + 1.0) for i in range(n)]


def one_by_one(n: int, *, is_censored: bool = False) -> SurvivalCurve:
    """A patient each month has the event, or is censored."""
    steps = tuple(
        SurvivalStep(
            i + 1.0, n - i, 1 - is_censored, int(is_censored), 1 if is_censored else 1 - (i + 1) / n, None, None
        )
        for i in range(n)
    )  # fmt: skip
    return SurvivalCurve(tuple(map(str, range(n))), steps)


def of_everybody(curve, risk_table, **more) -> Curves:
    group = GroupCurve("", curve, risk_table)
    axes = ("Months from start of therapy", "Free of progression (%)")
    return Curves("time to progression", (group,), *axes, happened="progressed", **more)


FIGURES: dict[str, Callable[[], Figure]] = {
    "four patients": lambda: draw_curves(
        of_everybody(CURVE, RISK_TABLE, median=2.0, median_text="Median 2.0 months")
    ),
    "nobody progressed": lambda: draw_curves(
        of_everybody(ALL_CENSORED, RISK_TABLE, median=NotEstimable("flat", not_reached=True))
    ),
    "everybody progressed": lambda: draw_curves(of_everybody(ALL_PROGRESSED, RISK_TABLE)),
    "nobody at all": lambda: draw_curves(of_everybody(NOBODY, ())),
    "three lanes": lambda: draw_swimmer(LANES, LABELS),
    "one lane of no length": lambda: draw_swimmer([PatientLane("A", "NE", (), None, 0.0)], {}),
    "no lane": lambda: draw_swimmer((), LABELS),
    "200 lanes": lambda: draw_swimmer(many_lanes(200), LABELS),
    "three terms": lambda: draw_adverse_events(GRADES, TERMS, 4, parts=PARTS, systems=SYSTEMS),
    "words and no grade": lambda: draw_adverse_events(
        [GradeCounts("fever", (1, 0, 2)), GradeCounts("chill", (0, 1, 0))],
        TERMS,
        4,
        parts=[GradePart("Grade not recorded", is_recorded=False), *WORDS],
        systems={"fever": "General disorders, " * 4, "chill": "Respiratory disorders, " * 9},
    ),
    "a flow": lambda: draw_flow(FLOW),
    "a flow of long words": lambda: draw_flow(LONG_FLOW),
    "a flow of 60 steps": lambda: draw_flow(
        [*(each for n in range(30) for each in (FlowBox(f"Stage {n}", "9"), LEFT)), FLOW[-1]]
    ),
    "a flow of one stage": lambda: draw_flow(FLOW[:1]),
    "no adverse event": lambda: draw_adverse_events((), TERMS, 4, parts=PARTS),
}
every_figure = pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES.keys())


def named(figure: Figure, kind: type[A], gid: str) -> list[A]:
    """Artists of the figure's axes that carry this name."""
    return [artist for artist in figure.findobj(kind) if artist.get_gid() == gid]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_visible()]


def boxes(figure: Figure, gid: str) -> list[tuple[float, float, int]]:
    """Left edge, right edge and row of every box with this name."""
    return [
        (path.vertices[0][0], path.vertices[1][0], round(path.vertices[:4, 1].mean()))
        for collection in named(figure, PolyCollection, gid)
        for path in collection.get_paths()
    ]


def size_mm(figure: Figure) -> tuple[float, float]:
    width, height = figure.get_size_inches() * MM_PER_INCH
    return round(width, 6), round(height, 6)


class TestTimeToProgression:
    """The Kaplan-Meier figure."""

    def test_the_curve_starts_at_100_percent_and_steps_down_at_each_time(self) -> None:
        (line,) = named(FIGURES["four patients"](), Line2D, "tail")
        assert line.get_drawstyle() == "steps-post"
        assert list(line.get_xdata()) == [0, 1, 2, 8]
        assert list(line.get_ydata()) == [100, 75, 25, 25]

    def test_every_censored_time_has_a_mark_on_the_curve(self) -> None:
        (marks,) = named(FIGURES["four patients"](), Line2D, "censored")
        assert marks.get_xydata().tolist() == [[8, 25]]

    def test_the_band_holds_each_level_until_the_next_step(self) -> None:
        (band,) = named(FIGURES["four patients"](), PolyCollection, "band")
        corners = {tuple(corner) for corner in band.get_paths()[0].vertices.round(9).tolist()}
        assert {(1, 13), (1, 96), (2, 13), (2, 96), (2, 1), (2, 67), (8, 1), (8, 67)} == corners

    def test_a_band_that_ends_reaches_to_the_step_without_one(self) -> None:
        (band,) = named(FIGURES["everybody progressed"](), PolyCollection, "band")
        vertices = band.get_paths()[0].vertices
        assert [1, 4] == [vertices[:, 0].min(), vertices[:, 0].max()]

    def test_a_curve_that_never_falls_has_no_band_and_no_entry_for_one(self) -> None:
        figure = FIGURES["nobody progressed"]()
        assert named(figure, PolyCollection, "band") == []
        assert not any("confidence interval" in text for text in texts(figure))

    def test_the_guideline_goes_from_one_half_down_to_the_median(self) -> None:
        (line,) = named(FIGURES["four patients"](), Line2D, "median")
        assert line.get_xydata().tolist() == [[0, 50], [2, 50], [2, 0]]

    def test_a_median_that_is_not_reached_has_no_guideline(self) -> None:
        assert named(FIGURES["nobody progressed"](), Line2D, "median") == []

    def test_the_ticks_are_the_times_of_the_risk_table(self) -> None:
        axes = FIGURES["four patients"]().axes[0]
        assert list(axes.get_xticks()) == [0, 6, 12]

    def test_every_count_of_the_risk_table_stands_under_its_tick(self) -> None:
        figure = FIGURES["four patients"]()
        figure.draw_without_rendering()
        axes = figure.axes[0]
        below = axes.get_window_extent().y0 / 2
        columns: dict[int, list[str]] = {0: [], 6: [], 12: []}
        for text in figure.texts:
            x, y = text.get_transform().transform(text.get_position())
            if text.get_ha() == "center" and y < below:
                columns[round(axes.transData.inverted().transform((x, 0))[0])].append(
                    text.get_text()
                )
        assert columns == {0: ["4", "0", "0"], 6: ["1", "0", "3"], 12: ["0", "1", "3"]}

    def test_the_key_names_the_level_of_the_band_and_prints_the_median_as_given(self) -> None:
        shown = texts(FIGURES["four patients"]())
        assert "Pointwise 95% confidence interval" in shown
        assert "Median 2.0 months" in shown

    def test_the_tail_begins_where_fewer_than_five_are_at_risk(self) -> None:
        figure = draw_curves(of_everybody(one_by_one(7), ()))
        (curve,), (tail,) = named(figure, Line2D, "curve"), named(figure, Line2D, "tail")
        # Five are at risk after the second event, and four after the third.
        assert [0, 1, 2, 3] == list(curve.get_xdata())
        assert [3, 4, 5, 6, 7] == list(tail.get_xdata())
        assert curve.get_ydata()[-1] == tail.get_ydata()[0]
        assert "Fewer than five at risk" in texts(figure)

    def test_a_curve_without_a_tail_has_no_entry_for_one(self) -> None:
        steps = (SurvivalStep(1.0, at_risk=5, events=0, censored=5, survival=1, low=1, high=1),)
        figure = draw_curves(of_everybody(SurvivalCurve(tuple("ABCDE"), steps), ()))
        assert named(figure, Line2D, "tail") == []
        assert "Fewer than five at risk" not in texts(figure)

    @pytest.mark.parametrize(("n", "marks"), [(60, 60), (61, 16)])
    def test_near_marks_are_thinned_beyond_sixty(self, n: int, marks: int) -> None:
        # On this axis they are 0.76 mm apart, and 2.5 mm after every fourth.
        censored = one_by_one(n, is_censored=True)
        figure = draw_curves(of_everybody(censored, (RiskTableColumn(200, 0, n, 0),)))
        (drawn,) = named(figure, Line2D, "censored")
        assert marks == len(drawn.get_xdata())
        label = "Censored" if n == marks else "Censored (near times share a mark)"
        assert label in texts(figure)

    def test_counts_below_the_curve_are_printed_in_the_style_of_the_text(self) -> None:
        table = (RiskTableColumn(0, 12000, 0, 0), RiskTableColumn(6, 1000, 11000, 0))
        shown = texts(draw_curves(of_everybody(CURVE, table), number_style("nejm").count))
        assert {"12,000", "1000", "11,000"} <= set(shown)

    def test_the_axis_reaches_the_last_patient_even_past_the_last_tick(self) -> None:
        figure = draw_curves(of_everybody(CURVE, RISK_TABLE[:2]))
        assert figure.axes[0].get_xlim()[1] >= 8


class TestSwimmer:
    """The swimmer plot."""

    def test_the_longest_follow_up_is_on_top(self) -> None:
        axes = FIGURES["three lanes"]().axes[0]
        top_first = [label.get_text() for label in axes.get_yticklabels()]
        assert axes.yaxis_inverted()
        assert top_first == ["D", "B", "A"]

    def test_lanes_of_one_length_stand_in_the_order_of_their_ids(self) -> None:
        lanes = [PatientLane(name, "PD", (), 1.0, 1.0) for name in ("C", "A", "B")]
        labels = draw_swimmer(lanes, LABELS).axes[0].get_yticklabels()
        assert [label.get_text() for label in labels] == ["A", "B", "C"]

    @pytest.mark.parametrize(("longest", "end"), [(35.5, 36), (31.0, 31.0)])
    def test_the_month_axis_ends_at_a_tick_only_when_one_is_near(
        self, longest: float, end: float
    ) -> None:
        axes = draw_swimmer([PatientLane("A", "CR", (), None, longest)], LABELS).axes[0]
        assert axes.get_xlim() == (0, end)

    def test_a_lane_is_solid_until_progression_and_thin_after_it(self) -> None:
        figure = FIGURES["three lanes"]()
        (after,) = [c for c in figure.axes[0].collections if c.get_gid() == "follow-up"]
        assert boxes(figure, "response-SD") == [(0, 2, 1)]
        assert [path.vertices.tolist() for path in after.get_paths()] == [[[2, 1], [5, 1]]]

    def test_progressed_patients_get_a_diamond_and_the_others_an_arrow(self) -> None:
        figure = FIGURES["three lanes"]()
        (progression,) = named(figure, Line2D, "progression")
        (ongoing,) = named(figure, Line2D, "ongoing")
        assert progression.get_xydata().tolist() == [[2, 1], [1, 2]]
        assert ongoing.get_xydata().tolist() == [[36, 0]]

    def test_every_cycle_is_wide_enough_to_see_and_ends_before_the_next(self) -> None:
        figure = FIGURES["three lanes"]()
        figure.draw_without_rendering()
        mm_per_month = figure.axes[0].get_window_extent().width / figure.dpi * MM_PER_INCH / 36
        cycles = boxes(figure, "cycles")
        assert len(cycles) == 4
        assert all((end - start) * mm_per_month >= 0.99 for start, end, _ in cycles)
        first, second = [(start, end) for start, end, row in cycles if row == 0]
        assert first[1] <= second[0]

    def test_the_code_at_the_end_of_each_lane_names_its_response_without_color(self) -> None:
        shown = texts(FIGURES["three lanes"]())
        assert {"CR", "SD", "PD"} <= set(shown)
        assert "Complete response (CR)" in shown

    def test_the_key_lists_only_responses_that_occur(self) -> None:
        assert "Partial response (PR)" not in texts(FIGURES["three lanes"]())

    def test_two_hundred_lanes_stay_within_a_page_and_go_without_ids(self) -> None:
        figure = FIGURES["200 lanes"]()
        assert size_mm(figure)[1] <= 225
        assert "Q007" not in texts(figure)
        assert len(boxes(figure, "response-PD")) == 200

    def test_forty_lanes_keep_their_ids(self) -> None:
        assert "Q007" in texts(draw_swimmer(many_lanes(40), LABELS))


class TestAdverseEvents:
    """The figure of adverse events."""

    def test_the_grades_of_a_term_are_stacked_in_order(self) -> None:
        figure = draw_adverse_events(GRADES, TERMS, 4, parts=PARTS)
        assert boxes(figure, "grade-1") == [(0, 2, 0), (0, 1, 1)]
        assert boxes(figure, "grade-3") == [(2, 3, 0)]
        assert boxes(figure, "grade-4") == [(3, 4, 0)]

    def test_the_number_at_the_end_of_a_bar_is_all_patients_with_the_event(self) -> None:
        axes = draw_adverse_events(GRADES, TERMS, 4, parts=PARTS).axes[0]
        ends = [(text.xy, text.get_text()) for text in axes.texts]
        assert ends == [((4, 0), "4"), ((1, 1), "1"), ((0, 2), "0")]

    def test_the_key_lists_only_grades_that_occur(self) -> None:
        shown = [text for text in texts(FIGURES["three terms"]()) if text.startswith("Grade")]
        assert shown == ["Grade 1", "Grade 3", "Grade 4"]

    def test_an_organ_system_heads_its_terms_once(self) -> None:
        shown = texts(FIGURES["three terms"]())
        labels = [text for text in shown if text in {*TERMS.values(), *SYSTEMS.values()}]
        assert labels == ["General", "Fever", "Rigor/Chill", "Renal", "Anuria"]

    @pytest.mark.parametrize(
        ("most", "ticks"), [(1, [0, 1]), (7, [0, 2, 4, 6, 8]), (10, [0, 2, 4, 6, 8, 10])]
    )
    def test_the_scale_ends_at_the_tick_past_the_longest_bar(
        self, most: int, ticks: list[int]
    ) -> None:
        grades = [GradeCounts("fever", (most, 0, 0, 0, 0)), GradeCounts("chill", (1, 0, 0, 0, 0))]
        axes = draw_adverse_events(grades, TERMS, 50, parts=PARTS).axes[0]
        assert (axes.get_xlim(), list(axes.get_xticks())) == ((0, ticks[-1]), ticks)
        assert axes.get_xlabel() == "Patients (of 50)"

    def test_counts_of_patients_are_printed_in_the_style_of_the_text(self) -> None:
        grades = [GradeCounts("fever", (12000, 0, 0, 0, 0))]
        count = number_style("nejm").count
        figure = draw_adverse_events(grades, TERMS, 20000, parts=PARTS, count=count)
        assert {"Patients (of 20,000)", "12,000"} <= set(texts(figure))

    def test_many_terms_fall_into_two_panels_between_organ_systems(self) -> None:
        grades = [GradeCounts(f"t{i}", (1, 0, 0, 0, 0)) for i in range(24)]
        labels = {f"t{i}": f"Term {i}" for i in range(24)}
        systems = {f"t{i}": f"System {i // 8}" for i in range(24)}
        figure = draw_adverse_events(grades, labels, 4, parts=PARTS, systems=systems)
        assert [16, 8] == [len(axes.texts) for axes in figure.axes]
        assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()

    def test_without_events_the_figure_says_so(self) -> None:
        assert texts(FIGURES["no adverse event"]()) == ["No adverse events were recorded."]

    def test_dollar_signs_in_a_label_are_no_formula(self) -> None:
        figure = draw_adverse_events(GRADES[:1], {"fever": "$1 or $2"}, 4, parts=PARTS)
        (label,) = [text for text in figure.findobj(Text) if text.get_text() == "$1 or $2"]
        assert not label.get_parse_math()


class TestFlow:
    """Boxes of the stages, and beside them who left."""

    def test_exclusions_of_one_label_share_a_box_and_others_have_their_own_lines(self) -> None:
        assert [
            "Screened (n = 24)",
            "Excluded",
            "no consent (n = 4)",
            "other treatment (n = 3)",
            "Eligible (n = 17)",
            "Lost: moved away (n = 2)",
            "Analyzed (n = 15)",
        ] == texts(draw_flow(FLOW))

    def test_no_letter_of_a_long_label_is_lost(self) -> None:
        drawn = "".join(texts(draw_flow(LONG_FLOW))).replace(" ", "")
        for box in LONG_FLOW:
            assert (
                f"{box.label}{':' if box.reason else ''}{box.reason}(n={box.n})".replace(" ", "")
                in drawn
            )

    def test_it_is_told_step_by_step(self) -> None:
        assert alternative_text_flow(FLOW) == (
            "Flow of patients. Screened, 24; Excluded: no consent, 4; Excluded: other treatment, 3;"
            " Eligible, 17; Lost: moved away, 2; Analyzed, 15."
        )


class TestEveryFigure:
    """What holds for all of them."""

    @every_figure
    def test_it_is_180_mm_wide_and_no_higher_than_a_page(self, draw: Callable[[], Figure]) -> None:
        width, height = size_mm(draw())
        assert width == 180
        assert height <= 225

    @every_figure
    def test_two_drawings_give_the_same_svg(self, draw: Callable[[], Figure]) -> None:
        assert figure_bytes(draw(), "svg") == figure_bytes(draw(), "svg")

    @pytest.mark.parametrize("file_format", FORMATS)
    def test_saving_leaves_no_date_and_gives_the_same_bytes(self, file_format: str) -> None:
        first, second = (figure_bytes(FIGURES["three lanes"](), file_format) for _ in range(2))
        assert first == second
        assert b"Date" not in first

    @every_figure
    def test_letters_are_outlines_that_need_no_font(self, draw: Callable[[], Figure]) -> None:
        tags = {
            element.tag.rpartition("}")[2]
            for element in ET.fromstring(figure_bytes(draw(), "svg")).iter()
        }
        assert "text" not in tags
        assert "use" in tags

    @every_figure
    def test_no_text_leaves_the_sheet_or_touches_another(self, draw: Callable[[], Figure]) -> None:
        figure = draw()
        with house_style():
            figure.draw_without_rendering()
            extents = [
                text.get_window_extent()
                for text in figure.findobj(Text)
                if text.get_visible() and text.get_text()
            ]
        sheet = figure.bbox
        for index, extent in enumerate(extents):
            assert sheet.x0 <= extent.x0 <= extent.x1 <= sheet.x1
            assert sheet.y0 <= extent.y0 <= extent.y1 <= sheet.y1
            assert not any(extent.overlaps(other) for other in extents[:index])

    def test_a_users_own_settings_change_nothing_and_stay_theirs(self) -> None:
        plain = figure_bytes(FIGURES["four patients"](), "svg")
        with mpl.rc_context({"lines.linewidth": 9, "axes.grid": True, "font.size": 20}):
            assert figure_bytes(FIGURES["four patients"](), "svg") == plain
            assert mpl.rcParams["lines.linewidth"] == 9
            assert mpl.rcParams["font.size"] == 20
            assert mpl.rcParams["svg.hashsalt"] is None

    def test_each_format_is_what_its_name_says(self) -> None:
        saved = [figure_bytes(FIGURES["three lanes"](), name) for name in ("svg", "pdf", "png")]
        assert [content[:5] for content in saved] == [b"<?xml", b"%PDF-", b"\x89PNG\r"]

    def test_an_unknown_format_is_refused_by_name(self) -> None:
        with pytest.raises(
            ValueError, match="'gif' is no figure format; allowed are svg, pdf, png"
        ):
            figure_bytes(FIGURES["no lane"](), "gif")

    def test_drawing_and_saving_never_import_pyplot(self) -> None:
        program = (
            "import sys\n"
            "from il2report.figures.drawing import draw_swimmer, figure_bytes\n"
            "from il2report.values import PatientLane\n"
            "figure_bytes(draw_swimmer([PatientLane('A', 'PD', (), 1.0, 2.0)], {'PD': 'Progressive'}), 'svg')\n"
            "sys.exit('matplotlib.pyplot' in sys.modules)\n"
        )
        finished = subprocess.run([sys.executable, "-c", program], check=False)
        assert finished.returncode == 0


def lightness(color: str) -> float:
    """Relative luminance, as a photocopier sees it (ITU-R BT.709)."""
    red, green, blue = (int(to_hex(color)[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class TestTypeface:
    """Palettes, text widths and ticks."""

    @pytest.mark.parametrize("tints", [tuple(RESPONSE_TINTS.values()), GRADE_TINTS[::-1]])
    def test_neighboring_tints_differ_in_gray(self, tints: tuple[str, ...]) -> None:
        grays = [lightness(tint) for tint in tints]
        assert all(after - before >= 0.08 for before, after in pairwise(grays))

    def test_a_label_that_fits_is_left_alone(self) -> None:
        assert fitted("Anuria", text_width_mm("Anuria")) == "Anuria"

    def test_a_label_that_does_not_fit_ends_in_an_ellipsis_and_fits(self) -> None:
        cut = fitted("Increased creatinine levels", 20)
        assert cut.endswith("…")
        assert "Increased creatinine levels".startswith(cut[:-1])
        assert text_width_mm(cut) <= 20

    def test_a_letter_that_the_typeface_lacks_is_lent_by_the_other(self) -> None:
        figure = draw_adverse_events(
            GRADES[:1], {"fever": "Fever \N{GEORGIAN LETTER AN}"}, 4, parts=PARTS
        )
        assert b"DejaVuSans" in figure_bytes(figure, "svg")

    @pytest.mark.parametrize(
        ("longest", "ticks"),
        [
            (0.0, (0, 1)),
            (2.5, (0, 1, 2, 3)),
            (12.0, (0, 2, 4, 6, 8, 10, 12)),
            (37.0, (0, 6, 12, 18, 24, 30, 36, 42)),
            (96.0, (0, 12, 24, 36, 48, 60, 72, 84, 96)),
        ],
    )
    def test_month_ticks_are_few_round_and_reach_the_longest(
        self, longest: float, ticks: tuple[int, ...]
    ) -> None:
        assert month_ticks(longest) == ticks


class TestAlternativeTexts:
    """What is read in place of a figure."""

    def test_the_curve_is_told_by_its_counts(self) -> None:
        expected = (
            "Kaplan-Meier curve of time to progression for 4 patients. 3 progressed and 1 was "
            "censored. Median 2.0 months. At risk: 4 at month 0, 1 at month 6, and 0 at month 12. "
            "The curve is paler where fewer than five patients are at risk."
        )
        told = alternative_text_curves(
            of_everybody(CURVE, RISK_TABLE, median_text="Median 2.0 months"), STYLE
        )
        assert told == expected

    def test_the_lanes_are_told_by_response_and_progression(self) -> None:
        expected = (
            "Swimmer plot with one lane for each of 3 patients, the longest follow-up, that of D, "
            "on top. Best response: Complete response in 1, Stable disease in 1, and Progressive "
            "disease in 1. 2 progressed and 1 had not progressed at last contact (D)."
        )
        assert alternative_text_swimmer(LANES, LABELS, STYLE) == expected

    def test_no_lane_is_told_as_none(self) -> None:
        assert alternative_text_swimmer((), LABELS, STYLE) == "Swimmer plot without patients."

    def test_the_bars_are_told_by_the_most_frequent(self) -> None:
        expected = (
            "Stacked bars of 3 kinds of adverse event by worst grade among 4 patients. Most "
            "frequent: Fever in 4 and Rigor/Chill in 1. Most frequent at grade 3 or higher: Fever "
            "in 2."
        )
        assert alternative_text_adverse_events(GRADES, TERMS, 4, STYLE, **NAMED) == expected

    def test_bars_without_severe_events_say_so(self) -> None:
        told = alternative_text_adverse_events(GRADES[1:2], TERMS, 4, STYLE, **NAMED)
        assert told.endswith("None was of grade 3 or higher.")

    def test_no_bars_are_told_as_no_event(self) -> None:
        told = alternative_text_adverse_events((), TERMS, 1, STYLE, **NAMED)
        assert told == "No adverse event was recorded among 1 patient."
