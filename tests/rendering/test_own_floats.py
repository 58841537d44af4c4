"""The tables and figures that a study declares, and the order of its sections."""

import re
import tomllib
from dataclasses import replace

import pytest
from declared_study import write_declared_study
from pydantic import ValidationError

from il2report.cli.explaining import printed_float
from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.errors import StudyRefused, WrongUse
from il2report.figures.contents import drawables
from il2report.pages.floats import described_table, tables_of
from il2report.pages.manuscript import Typesetter
from il2report.pages.own_pictures import own_files, own_pictures
from il2report.results import compute_results
from il2report.study import read_study
from il2report.study.declarations import Declarations
from il2report.tables.printing import Source
from il2report.workflow.explaining import explain_float

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000010800000000d3103f310000000b49444154789c6360000000020001"
    "e221bc330000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def declared(tmp_path_factory):
    folder = write_declared_study(tmp_path_factory.mktemp("own"))
    study = read_study(folder)
    return study, compute_results(study), folder


@pytest.fixture
def described(declared):
    study, results, _ = declared
    source = Source(
        results.catalogue, study.codebook, Printer(results.catalogue, number_style("ama"))
    )
    return lambda key, of=study: described_table(key, source, of, results)


def own(study, kind, **fields):
    """The study with other fields of its first own table or figure."""
    first, *others = getattr(study.configuration, kind)
    changed = (first.model_copy(update=fields), *others)
    return replace(study, configuration=study.configuration.model_copy(update={kind: changed}))


def rows_of(table):
    return [[str(text) for text in row.texts() if text] for row in table.rows]


def test_an_interval_without_limits_says_so_once(described):
    """Every patient of stage III was alive at six months."""
    last = next(row for row in rows_of(described("table.survival")) if row[0] == "III")
    assert "100 (not estimable)" == last[-1]


def test_a_table_has_a_row_for_each_level_and_what_its_columns_show(described, declared):
    table, catalogue = described("table.survival"), declared[1].catalogue
    assert ["All patients", "I", "II", "III"] == [row[0] for row in rows_of(table)]
    assert str(catalogue["os.events"].value) == rows_of(table)[0][1]
    assert "Survival of all patients and by stage." == str(table.caption)
    assert "Stages are those at diagnosis." == str(table.notes[-1].text)


@pytest.mark.parametrize("asked", [True, False])
def test_a_figure_that_repeats_a_table_is_drawn_where_the_study_asks_for_it(declared, asked):
    study, results, _ = declared
    choices = study.configuration
    repeating = {"figure.adverse_events", *(f"figure.{each.name}" for each in choices.model)}
    models = tuple(each.model_copy(update={"figure": asked}) for each in choices.model)
    toxicity = choices.toxicity.model_copy(update={"figure": asked})
    choices = choices.model_copy(update={"toxicity": toxicity, "model": models})
    printer = Printer(results.catalogue, number_style("ama"))
    shown = drawables(replace(study, configuration=choices), results, printer)
    assert len(repeating) > 1
    assert (repeating if asked else set()) == repeating & shown.keys()


def test_every_number_of_a_table_leads_to_its_result(described):
    table = described("table.survival")
    ids = {
        n.result
        for text in table.texts()
        for n in getattr(text, "__iter__", tuple)()
        if hasattr(n, "result")
    }
    assert {"os.events", "os.median", "os.median.ci_low", "os.by_stage.iii.median"} <= ids


def test_a_table_of_variables_describes_the_patients_of_its_subset(described, declared):
    table, catalogue = described("table.staged_patients"), declared[1].catalogue
    n = catalogue["staged_patients.n"].value
    assert [f"n={n}"] == [str(column.subheading) for column in table.columns]
    counts = [
        catalogue[f"staged_patients.marker.{code}.n"].value
        for code in ("positive", "negative", "unclear")
    ]
    assert sum(counts) + catalogue["staged_patients.marker.missing"].value == n


def test_a_result_that_there_is_not_is_named_with_the_nearest(described, declared):
    table = declared[0].configuration.table[0]
    column = table.columns[1].model_copy(update={"id": "{row}.medain"})
    with pytest.raises(StudyRefused) as refused:
        described("table.survival", own(declared[0], "table", columns=(column,)))
    assert {"no-such-result"} == {each.code for each in refused.value.findings}
    assert "'os.medain'" in refused.value.findings[0].message
    assert "Did you mean os.median" in refused.value.findings[0].message


def test_curves_of_its_own_rise_where_they_show_failure(declared):
    study, results, _ = declared
    shown = drawables(study, results, Printer(results.catalogue, number_style("ama")))
    assert shown["figure.os_rising"].is_failure
    assert not shown["figure.os_by_stage"].is_failure
    assert [g.curve for g in shown["figure.os_by_stage"].groups] == [
        g.curve for g in shown["figure.os_rising"].groups
    ]
    assert ["I", "II", "III"] == [bar.label for bar in shown["figure.stages"].bars]


def test_the_words_for_own_figures_name_what_is_drawn(declared):
    study, results, folder = declared
    setter = Typesetter(study, results, folder)
    assert setter._words["figure.stages"].startswith("Bars of stages. I, ")
    assert setter._words["figure.alone"].startswith("Forest plot of the univariable Cox regression")


def of_a_file(study, **fields):
    figure = study.configuration.figure[0].model_copy(
        update={"kind": "file", "file": "scan.png", "alternative": "A scan.", **fields}
    )
    return replace(
        study, configuration=study.configuration.model_copy(update={"figure": (figure,)})
    )


def test_a_file_takes_its_share_of_the_width(declared, tmp_path):
    (tmp_path / "scan.png").write_bytes(PNG)
    (picture,) = own_pictures(of_a_file(declared[0], width_percent=50), tmp_path).values()
    assert b'viewBox="0 0 4 1"' in picture.svg
    assert b'<image x="1" y="0" width="2" height="1"' in picture.svg
    assert 0.25 == picture.aspect
    assert {"os_rising.png": PNG} == own_files(of_a_file(declared[0]), tmp_path)


def test_a_drawing_keeps_its_proportions(declared, tmp_path):
    (tmp_path / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="30mm" height="10mm"><path d="M 0 0"/></svg>',
        encoding="utf-8",
    )
    (picture,) = own_pictures(of_a_file(declared[0], file="a.svg"), tmp_path).values()
    assert 1 / 3 == pytest.approx(picture.aspect)
    assert b'width="30" height="10" viewBox="0 0 30 10"' in picture.svg


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "missing-image"), (b"no image", "bad-image"), (b"wOFF" + bytes(40), "bad-image")],
)
def test_a_file_that_is_no_image_is_named(declared, tmp_path, content, code):
    if content:
        (tmp_path / "scan.png").write_bytes(content)
    with pytest.raises(StudyRefused) as refused:
        own_pictures(of_a_file(declared[0]), tmp_path)
    assert [code] == [each.code for each in refused.value.findings]
    assert "scan.png" in refused.value.findings[0].message


def test_a_table_that_no_section_places_is_a_notice(declared):
    study, results, folder = declared
    found = Typesetter(study, results, folder).float_findings()
    assert ["unplaced-float"] * 5 == [each.code for each in found]


def test_the_public_form_of_a_study_has_no_listing(declared):
    study = declared[0]
    listed = {"table.s_listing"}
    assert listed <= {*tables_of(study)}
    assert not listed & {*tables_of(replace(study, is_public=True))}


BASE = """
[[variable]]
name = "stage"
label = "Stage"
kind = "category"
[[endpoint]]
name = "os"
label = "Overall survival"
start = "a"
event = ["b"]
censor = "c"
"""
TABLE = '[[table]]\nname = "t"\ncaption = "T"\n'
FIGURE = '[[figure]]\nname = "f"\ncaption = "F"\n'


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (TABLE, "t has no rows and columns, and no variables"),
        (TABLE + 'variables = ["stage"]\ncolumns = [{ heading = "n" }]', "variables beside rows or columns"),
        (TABLE + 'variables = ["nothing"]', "table t: there is no nothing"),
        (TABLE + 'variables = ["stage"]\namong = "few"', "table t: there is no few"),
        (TABLE + 'rows = [{ label = "A", id = "os.{level}" }]\ncolumns = [{ heading = "n" }]', "{level} belongs"),
        (TABLE + 'rows = [{ each = "stage", id = "os" }]\ncolumns = [{ heading = "n" }]', "{level} belongs"),
        (TABLE + 'rows = [{ id = "os" }]\ncolumns = [{ heading = "n" }]', "a row has a label"),
        (TABLE + 'rows = [{ label = "A", id = "os" }]\ncolumns = [{ heading = "n", id = "{other}.n" }]', "not {row}"),
        (TABLE.replace('"t"', '"characteristics"') + 'variables = ["stage"]', "table characteristics is declared twice"),
        (FIGURE + 'kind = "curve"', "a figure of kind curve needs endpoint"),
        (FIGURE + 'kind = "curve"\nendpoint = "pfs"', "figure f: there is no pfs"),
        (FIGURE + 'kind = "forest"\nmodel = "none"', "figure f: there is no none"),
        (FIGURE + 'kind = "file"\nfile = "a.png"', "a figure of kind file needs alternative"),
        (FIGURE + 'kind = "curve"\nendpoint = "os"\nfile = "a.png"', "a figure of kind curve has no file"),
        (FIGURE.replace('"f"', '"os"') + 'kind = "curve"\nendpoint = "os"', "the figure os is declared twice"),
        ('[sections]\norder = ["methods", "methods"]', "methods is in the order twice"),
        ('[sections]\norder = ["abstract"]', "abstract has a place of its own"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_refused_with_its_name(given, said):
    with pytest.raises(ValidationError, match=re.escape(said)):
        Declarations.model_validate(tomllib.loads(BASE + given))


def test_the_sections_stand_in_the_order_that_is_declared(declared):
    study, results, folder = declared
    order = ("results", "introduction")
    choices = study.configuration
    sections = choices.sections.model_copy(update={"order": order})
    ordered = replace(study, configuration=choices.model_copy(update={"sections": sections}))
    set_in = Typesetter(ordered, results, folder).sections
    assert ("title", "abstract", *order, "declarations", "supplement") == set_in


def test_a_figure_is_explained_by_the_results_that_it_draws(project):
    account = explain_float(project, "figure.ttdp")
    assert "Figure 1" == account.name
    shown = {each.id for each in account.results}
    assert {"progression.events", "progression.median", "cohort.n"} <= shown
    assert "progression.median: 2.9 months" in printed_float(account, as_json=False)


def test_a_table_or_figure_that_there_is_not_is_named_with_the_nearest(project):
    with pytest.raises(WrongUse, match=re.escape("Did you mean figure.ttdp")):
        explain_float(project, "figure.ttpd")
