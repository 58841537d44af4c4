"""The tables: what each describes, and how its description becomes HTML."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from il2report.analysis.derivations import Counted, Derived
from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.document.tables import (
    CROWDED,
    OVERFULL,
    PAGE_ROWS,
    Align,
    Cell,
    Column,
    Panel,
    Row,
    RowGroup,
    Table,
    TableNote,
    one_panel,
)
from il2report.document.typography import typeset
from il2report.pages.floats import described_table
from il2report.pages.toxicity_floats import graded
from il2report.results import StudyResults, compute_results
from il2report.results.catalogue import Catalogue
from il2report.study import Study, read_study
from il2report.tables.exposure import dosing_table
from il2report.tables.lesions import lesion_table
from il2report.tables.markup import render_table
from il2report.tables.patients import listing_table
from il2report.tables.printing import NOTHING, Source, with_own_abbreviations
from il2report.tables.toxicity import toxicity_table
from il2report.templating.environment import template_environment
from il2report.values import NotEstimable

REFERENCE = Path(__file__).parents[2]


class HtmlSnapshot(SingleFileSnapshotExtension):
    """One readable HTML file for each table."""

    _write_mode = WriteMode.TEXT
    file_extension = "html"


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study(REFERENCE)


@pytest.fixture(scope="module")
def results(study) -> StudyResults:
    return compute_results(study)


@pytest.fixture(scope="module")
def source(study, results) -> Source:
    return _source(results.catalogue, study)


def _source(catalogue: Catalogue, study: Study) -> Source:
    return Source(
        catalogue, study.codebook, Printer(catalogue, number_style("anticancer-research"))
    )


def _altered(source: Source, **values) -> Source:
    """The same source with other values: `cohort__ldh__n=13` sets cohort.ldh.n."""
    changed = {name.replace("__", "."): value for name, value in values.items()}
    entries = dict(source.catalogue)
    for key, value in changed.items():
        derivation = None if isinstance(value, NotEstimable) else Counted(1, 1)
        derived = Derived(value, entries[key].method, derivation)
        entries[key] = replace(entries[key], derived=derived, is_ongoing=False)
    catalogue = Catalogue.of(entries.values(), source.catalogue.level)
    printer = replace(source.printer, catalogue=catalogue)
    return replace(source, catalogue=catalogue, printer=printer)


def _html(table: Table, label: str = "Table I") -> str:
    return str(render_table(table, label, template_environment(REFERENCE, {}), typeset)[0])


def _rows(table: Table) -> dict[str, tuple[str, ...]]:
    """Each row as a reader sees it, by its header."""
    return {
        _seen(row.header): tuple(
            " ".join(filter(None, (_seen(cell.content), _seen(cell.share)))) for cell in row.cells
        )
        for row in table.rows
    }


def _seen(text: str) -> str:
    return str(text)


def _notes(table: Table) -> list[str]:
    return [f"{note.marker} {_seen(note.text)}".strip() for note in table.notes]


def _lesion_table(source: Source, study: Study, results: StudyResults) -> Table:
    lesions = study.configuration.measured_lesions
    return lesion_table(source, lesions, results.lesion_patients, results.lesion_columns)


@pytest.fixture(scope="module")
def tables(study, results, source) -> dict[str, Table]:
    described = (
        described_table("table.characteristics", source, study, results),
        toxicity_table(graded(source, study)),
        _lesion_table(source, study, results),
        described_table("table.s_correlates", source, study, results),
        dosing_table(source, study.configuration.treatment, results.response),
        listing_table(source, results.declared),
    )
    own = study.configuration.abbreviations
    return {table.id: with_own_abbreviations(table, own) for table in described}


NAMES = ("characteristics", "toxicity", "brain", "s_correlates", "s_dosing", "s_listing")


@pytest.mark.parametrize("name", NAMES)
def test_a_table_reads_as_it_did(name, tables, snapshot: SnapshotAssertion):
    assert _html(tables[f"table.{name}"]) == snapshot(extension_class=HtmlSnapshot)


class _Elements(HTMLParser):
    """Collects start tags with their attributes, and refuses tags that do not match."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert tag == self.open.pop()

    @classmethod
    def of(cls, html: str) -> list[tuple[str, dict[str, str | None]]]:
        parser = cls()
        parser.feed(html)
        assert parser.open == []
        return parser.found


@pytest.mark.parametrize("name", NAMES)
def test_every_header_cell_says_what_it_heads(name, tables):
    headers = [
        attributes
        for tag, attributes in _Elements.of(_html(tables[f"table.{name}"]))
        if tag == "th"
    ]
    assert headers
    assert {"col", "row", "rowgroup"} >= {header.get("scope") for header in headers}


@pytest.mark.parametrize("name", NAMES)
def test_every_row_fills_the_grid(name, tables):
    widths = _grid_widths(_Elements.of(_html(tables[f"table.{name}"])))
    assert all(len(set(of_one_table)) == 1 for of_one_table in widths)


def _grid_widths(elements) -> list[list[int]]:
    """The number of columns that each row covers, spans of earlier rows included, by table."""
    widths: list[list[int]] = []
    hanging: list[int] = []
    for tag, attributes in elements:
        if tag == "table":
            widths.append([])
            hanging = []
        if tag == "tr":
            hanging = [left - 1 for left in hanging if left > 1]
            widths[-1].append(len(hanging))
        if tag in ("th", "td"):
            columns = int(attributes.get("colspan") or 1)
            widths[-1][-1] += columns
            hanging += [int(attributes.get("rowspan") or 1)] * columns
    return widths


@pytest.mark.parametrize("name", NAMES)
def test_every_printed_number_carries_its_result(name, tables, results):
    found = _Elements.of(_html(tables[f"table.{name}"]))
    ids = [attributes["data-result"] for tag, attributes in found if tag == "data"]
    assert ids
    computed = [result_id for result_id in ids if not result_id.startswith("constant.")]
    assert [] == [result_id for result_id in computed if result_id not in results.catalogue]


def test_table_one_counts_what_the_paper_counted(tables):
    rows = _rows(tables["table.characteristics"])
    expected = {"Male": ("7 (46.7)",), "Lung": ("9 (60.0)",), "Other": ("6 (40.0)",)}
    assert expected == {header: rows[header] for header in expected}


def test_values_of_several_kinds_are_headed_as_such(tables):
    table = tables["table.characteristics"]
    assert ["Value"] == [column.heading for column in table.columns]
    assert "Values are n (%) where no other statistic is named." in _notes(table)


def test_table_one_names_the_sites_that_it_pools(tables):
    notes = _notes(tables["table.characteristics"])
    pooled = "Heart (n=1), muscle (n=1), parotid glands (n=2), pancreas (n=1), chest wall (n=1)."
    assert f"a {pooled}" in notes


@pytest.fixture(scope="module")
def table_one(study, results):
    """Describe the patients by the results of a source."""
    return lambda source: described_table("table.characteristics", source, study, results)


def test_table_one_shows_the_performance_grades_that_occur(source, table_one):
    table = table_one(_altered(source, cohort__ecog__2__n=4, cohort__ecog__2__percent=26.7))
    group = next(g for p in table.panels for g in p.groups if str(g.heading).startswith("ECOG"))
    assert ["0", "2"] == [str(row.header) for row in group.rows]


def test_table_one_says_in_how_many_patients_a_number_is_missing(source, table_one):
    table = table_one(_altered(source, cohort__ldh__missing=2))
    assert "a Not recorded in 2 of 15 patients." in _notes(table)
    assert ["a", "a"] == [row.marker for row in table.panels[0].groups[-1].rows]


def test_table_one_is_silent_about_missing_values_when_none_is_missing(tables):
    assert not any("Not recorded" in note for note in _notes(tables["table.characteristics"]))


def test_a_spread_that_cannot_be_estimated_leaves_the_mean_alone(source, table_one):
    unknown = NotEstimable("one patient only")
    table = table_one(_altered(source, cohort__age__sd=unknown))
    ages = table.panels[0].groups[0].rows[0].cells[0].content
    assert "48.8" == _seen(ages)


def test_no_value_at_all_prints_a_dash(source, table_one):
    nobody = NotEstimable("nobody measured")
    altered = _altered(source, cohort__ldh__mean=nobody, cohort__ldh__median=nobody)
    cells = [row.cells[0].content for row in table_one(altered).panels[0].groups[-1].rows]
    assert [NOTHING, NOTHING] == cells


def test_table_two_reports_hypotension_as_published(tables):
    assert ("1 (6.7)", "1 (6.7)", "7 (46.7)") == _rows(tables["table.toxicity"])["Hypotension"]


def test_table_two_begins_with_the_patients_who_had_any_event(tables):
    first = tables["table.toxicity"].panels[0].groups[0]
    assert (True, "Any adverse event") == (first.is_total, first.rows[0].header)


def test_a_zero_stands_without_a_percentage(tables):
    assert "0" == _rows(tables["table.toxicity"])["Tachycardia"][0]


def test_a_fatal_event_has_its_column_though_nobody_asked_for_it(source, study):
    fatal = {"toxicity__any__grade_5__n": 1, "toxicity__any__grade_5__percent": 6.7}
    table = toxicity_table(graded(_altered(source, **fatal), study))
    headings = [str(column.heading) for column in table.columns]
    assert ["Grade 3", "Grade 4", "Grade 5", "All grades"] == headings


def test_an_event_that_nobody_had_has_no_row(source, study):
    table = toxicity_table(graded(_altered(source, toxicity__fever__all_grades__n=0), study))
    assert "Fever" not in _rows(table)


def test_table_three_tells_of_each_patient_as_published(tables):
    rows = [cells for header, cells in _rows(tables["table.brain"]).items()]
    assert [("MR", "21+", "0", "2"), ("CR", "34+", "0", "10, 17")] == [row[:4] for row in rows]


def test_table_three_has_no_plus_sign_to_explain_when_no_response_goes_on(source, study, results):
    ended = {f"brain__{p.id}__duration": 12 for p in results.lesion_patients}
    table = _lesion_table(_altered(source, **ended), study, results)
    assert not any("plus sign" in note for note in _notes(table))


def test_table_three_dashes_a_response_that_never_came(source, study, results):
    patient = results.lesion_patients[0]
    never = NotEstimable("the brain lesions did not all resolve")
    changed = _altered(source, **{f"brain__{patient.id}__duration": never})
    table = _lesion_table(changed, study, results)
    assert NOTHING == _rows(table)[patient.id][1]


def test_abbreviations_are_those_that_the_table_uses(tables):
    assert "ARDS, acute respiratory distress syndrome." in _notes(tables["table.toxicity"])
    assert not any("ECOG" in note for note in _notes(tables["table.toxicity"]))


def test_sd_is_stable_disease_only_where_responses_are_listed(tables):
    assert "SD, standard deviation" in _notes(tables["table.characteristics"])[0]
    assert "SD, stable disease" in _notes(tables["table.s_listing"])[0]


def test_the_supplement_repeats_the_published_tests(tables):
    rows = _rows(tables["table.s_correlates"])
    assert "0.608" == rows["Female sex, n (%)"][3]
    assert ("53.4 (5.1)", "46.5 (9.3)") == rows["Age at diagnosis, years, mean (SD)"][:2]


def test_the_dosing_table_has_a_row_for_each_cycle_and_response(tables):
    rows = _rows(tables["table.s_dosing"])
    assert ("15 (100.0)", "10.47") == rows["1"]
    assert ("12 (80.0)", "8.83") == rows["2"]
    assert "Not evaluable" not in rows


def test_the_listing_has_every_patient(study, tables):
    assert study.tables.patients["patient_id"].tolist() == list(_rows(tables["table.s_listing"]))


def test_text_from_the_data_is_escaped():
    table = _small(rows=(Row("<script>", (Cell("a & b"),)),))
    html = _html(table)
    assert "&lt;script&gt;" in html
    assert '<td class="text">a &amp; b</td>' in html


def test_a_row_that_does_not_fill_the_columns_is_refused():
    with pytest.raises(ValueError) as caught:
        _small(rows=(Row("x", ()),))
    assert "table.small: row 'x' does not fill the columns" == str(caught.value)


def test_a_marker_without_a_note_is_refused():
    with pytest.raises(ValueError) as caught:
        _small(rows=(Row("x", (Cell("1", marker="a"),)),))
    assert "table.small: no note for a" == str(caught.value)


def test_a_marker_with_its_note_is_set_above_the_line():
    html = _html(_small((Row("x", (Cell("1", marker="a"),)),), notes=(TableNote("Why.", "a"),)))
    assert '<td class="text">1<sup class="marker">a</sup></td>' in html
    assert '<p><sup class="marker">a</sup>Why.</p>' in html


def test_panels_of_one_table_need_names():
    panel = Panel((RowGroup((Row("x", (Cell("1"),)),)),))
    with pytest.raises(ValueError) as caught:
        Table("table.small", "Small.", ("What",), (Column("A"),), (panel, panel))
    assert "table.small: each of several panels needs a caption" == str(caught.value)


def test_only_a_table_longer_than_a_page_may_run_on():
    rows = tuple(Row(str(number), (Cell("1"),)) for number in range(PAGE_ROWS + 1))
    assert (False, True) == (_small(rows[1:]).is_long, _small(rows).is_long)


def test_numbers_keep_to_the_right_and_words_to_the_left():
    html = _html(_small((Row("x", (Cell("1"),)),), align=Align.NUMBER))
    assert '<td class="number">1</td>' in html


def _small(rows, notes=(), align=Align.TEXT) -> Table:
    panel = Panel((RowGroup(tuple(rows)),))
    return Table("table.small", "Small.", ("What",), (Column("A", align),), (panel,), tuple(notes))


def test_an_abbreviation_of_the_study_is_explained_where_a_table_uses_it(tables):
    own = {"LDH": "lactate dehydrogenase", "XYZ": "never used"}
    table = with_own_abbreviations(tables["table.s_listing"], own)
    assert 1 == sum("lactate dehydrogenase" in note for note in _notes(table))
    assert not any("never used" in note for note in _notes(table))


def test_what_a_table_explains_itself_goes_before_the_study(tables):
    table = with_own_abbreviations(tables["table.s_listing"], {"SD": "standard drink"})
    assert "SD, stable disease" in _notes(table)[0]


@pytest.mark.parametrize(("groups", "crowding"), [(1, ""), (6, "wide"), (9, "crowded")])
def test_a_table_of_many_columns_is_set_smaller(groups, crowding):
    columns = tuple(Column(f"Group {i}", Align.COUNT_AND_SHARE) for i in range(groups))
    row = Row("Weight", tuple(Cell("74.8 (63.0-81.6)") for _ in columns))
    table = Table("table.t", "T.", ("A", "B"), columns, one_panel([row]))
    assert crowding == table.crowding


def _by_groups(groups: int, value: str = "60 (50-70)") -> Table:
    """Give a table of an overall column, groups and a p-value."""
    columns = [Column(f"Group {i}", Align.COUNT_AND_SHARE) for i in range(groups)]
    row = Row("Weight", (*(Cell(value) for _ in columns), Cell("0.05")))
    heads = (*columns, Column("P", Align.NUMBER))
    return Table("table.t", "T.", ("A", "B"), heads, one_panel([row]), (TableNote("N."),))


@pytest.mark.parametrize(("over", "is_divided"), [(0, False), (1, True)])
def test_a_table_is_divided_only_beyond_what_fits_the_page(over, is_divided):
    # One heading takes what is left of the page, or one character more.
    table = _by_groups(11)
    left = OVERFULL - table.characters_across(*table.parts)
    column = replace(table.columns[0], heading="x" * (10 + left + over))
    wide = replace(table, columns=(column, *table.columns[1:]))
    assert is_divided == bool(wide.divided().breaks)


@pytest.mark.parametrize("groups", [16, 30, 60])
def test_each_block_of_a_divided_table_fits_and_repeats_the_row_headers(groups):
    table = _by_groups(groups).divided()
    html = _html(_by_groups(groups))
    assert [True] * len(table.parts) == [
        table.characters_across(part) <= CROWDED for part in table.parts
    ]
    headings = [str(column.heading) for part in table.parts for column in part.columns]
    assert headings == [str(column.heading) for column in table.columns]
    assert (1, 1, len(table.parts), len(table.parts) - 1) == tuple(
        html.count(each) for each in ("T.", "N.", ">Weight<", "Further columns")
    )
    assert len(table.parts[-1].columns) > 1  # the p-value is not alone


def test_columns_under_one_heading_stay_in_one_block():
    columns = tuple(
        Column(f"Grade {i % 2}", Align.COUNT_AND_SHARE, over=f"Group {i // 2}") for i in range(40)
    )
    row = Row("Fever", tuple(Cell("10", "50.0") for _ in columns))
    table = Table("table.t", "T.", ("A",), columns, one_panel([row])).divided()
    assert table.breaks
    assert [0] * len(table.breaks) == [place % 2 for place in table.breaks]
