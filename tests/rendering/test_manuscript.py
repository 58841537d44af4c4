"""The sections as they read in several situations, and how they become one page.

The snapshots hold a section as plain text, one sentence on a line; `pytest --snapshot-update`
accepts a change.
"""

import re
from base64 import b64decode
from collections import Counter
from functools import cache

import pytest
from plain_text import plain_section
from plain_text import rendered as source_of
from situations import CHOSEN, CORRECTED, INVENTED
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from il2report.figures.drawn import Picture
from il2report.pages.manuscript import STYLE_SHEETS
from il2report.pages.page import style_sheets

SITUATIONS = (
    "no response",
    "nobody progressed",
    "no adverse event",
    "grade 5 event",
    "everybody benefited",
    "only women benefited",
)
"""Invented cohorts whose abstract, results and discussion are kept whole."""
CHANGED = (
    "no complete response",
    "every response complete",
    "one patient with brain metastases",
    "four patients with brain metastases",
    "everybody progressed",
    "median not reached",
    "two fatal events",
    "LDH lower with benefit",
    "benefit in the pretreated only",
    "one cycle each",
    "four cycles in one patient",
    "records of patients",
    "one patient alone",
    "two patients",
    "three patients",
    "200 patients",
)
"""Studies whose whole text is kept in one file each."""
FIGURES = ("figure.ttdp", "figure.swimmer", "figure.adverse_events")
SECTIONS = (
    "title",
    "abstract",
    "introduction",
    "methods",
    "results",
    "discussion",
    "supplement",
    "legends",
)
STYLES = ("anticancer-research", "ama", "nejm", "lancet")
SLIPS = re.compile(
    r".{0,30}(?: [,;)]| \.(?!\d)|\.\.|,,|\(\)|\( |[{}]|\b(?:nan|inf)\b|\b([a-z]+) \1\b).{0,20}"
)
"""Traces of a sentence that came out wrong: stray punctuation, braces, a word said twice."""
NUMBER_WORDS = re.compile(
    r"\b(zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|twice|both)\b",
    re.IGNORECASE,
)


class TextSnapshot(SingleFileSnapshotExtension):
    """One readable text file for each section in each situation."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def text_snapshot(snapshot):
    return snapshot.use_extension(TextSnapshot)


@pytest.fixture(scope="module")
def rendered(typesetter):
    """All sections and the legends as Markdown, by name, rendered in reading order so that citations count up."""

    @cache
    def sections(situation="reference", style=None):
        setter = typesetter(situation, style=style)
        texts = {name: source_of(setter, name) for name in setter.sections}
        figures = [key for key in setter.floats.order if key in FIGURES]
        legends = (f"**{setter.floats.label(key)}.** {setter.caption(key)}" for key in figures)
        return texts | {"legends": "\n\n".join(legends)}

    return sections


@pytest.fixture(scope="module")
def sections(rendered):
    """All sections as plain text, by name."""

    @cache
    def texts(situation="reference", style=None):
        return {
            name: plain_section(name, source) for name, source in rendered(situation, style).items()
        }

    return texts


@pytest.mark.parametrize("section", SECTIONS)
def test_the_sections_of_the_reference_study(sections, text_snapshot, section):
    assert text_snapshot == sections()[section]


@pytest.mark.parametrize("section", ["abstract", "results", "discussion"])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_sections_follow_the_data(sections, text_snapshot, situation, section):
    assert text_snapshot == sections(situation)[section]


@pytest.mark.parametrize("situation", CHANGED)
def test_the_whole_text_follows_the_data(sections, text_snapshot, situation):
    assert text_snapshot == "\n".join(filter(str.strip, sections(situation).values()))


@pytest.mark.parametrize("style", STYLES)
def test_the_abstract_in_each_journal_style(sections, text_snapshot, style):
    assert text_snapshot == sections(style=style)["abstract"]


@pytest.mark.parametrize("situation", ["reference", *CORRECTED, *CHOSEN, *INVENTED])
def test_sentences_are_whole_in_every_situation(sections, situation):
    text = "\n".join(sections(situation).values())
    assert [] == [slip[0] for slip in SLIPS.finditer(text)]


@pytest.mark.parametrize("situation", ["reference", *SITUATIONS])
def test_paragraphs_are_parted_where_the_template_parts_them(sections, situation):
    abstract = sections(situation)["abstract"]
    blocks = [block.partition(".")[0] for block in abstract.split("\n\n")]
    assert ["Background/Aim", "Patients and Methods", "Results", "Conclusion"] == [
        block.strip() for block in blocks
    ]


# Words for numbers outside of any mark: what each of them may count, and why that cannot change.
UNMARKED_WORDS = {
    "abstract": {"both": "two patients with brain metastases"},
    "results": {
        "six": "the month of progression.at_6_months",
        "twelve": "the month of progression.at_12_months",
        "one": "one of the groups; one cycle only, which is dosing.one_cycle_only",
        "both": "two patients with brain metastases, or two lesions",
    },
    "discussion": {
        "one": "one institution; one of two patients with brain metastases",
        "half": "the definition of the median",
        "both": "two factors named beside it; two patients with brain metastases",
    },
}  # fmt: skip


@pytest.mark.parametrize("section", UNMARKED_WORDS)
@pytest.mark.parametrize("situation", ["reference", *CORRECTED, *CHOSEN, *INVENTED])
def test_number_words_without_a_mark_are_few_and_known(rendered, situation, section):
    bare = re.sub(r"<data.*?</data>", "", rendered(situation).get(section, ""))
    found = {word.lower() for word in NUMBER_WORDS.findall(bare)}
    assert set() == found - set(UNMARKED_WORDS[section])


@pytest.fixture(scope="module")
def page(typesetter):
    """The whole manuscript, before its pictures are drawn."""

    @cache
    def made(name="reference", **choices):
        return typesetter(name, **choices).manuscript()

    return made


def test_every_table_and_figure_stands_once_below_its_first_mention(page):
    html = page().page
    body = html[html.index('class="body"') :]
    ids = re.findall(r'<figure [^>]*id="([\w-]+)"', body)
    assert Counter(ids) == Counter(set(ids))
    assert 9 == len(ids)
    for element_id in ids:
        assert body.index(f'href="#{element_id}"') < body.index(f'id="{element_id}"')


def test_tables_and_figures_are_numbered_in_the_order_in_which_they_stand(page):
    labels = re.findall(r'<span class="label">([^<]+)\.</span>', page().page)
    tables = [label for label in labels if label.startswith("Table")]
    figures = [label for label in labels if label.startswith("Figure")]
    assert ["Table I", "Table II", "Table III", "Table S1", "Table S2", "Table S3"] == tables
    assert ["Figure 1", "Figure 2", "Figure 3"] == figures


def test_a_study_of_one_or_two_patients_has_tables_and_figures_and_no_text(page, case):
    for name in ("one patient alone", "two patients"):
        document = page(name).document
        assert (["tables"], ()) == ([each.name for each in document.sections], document.references)
        assert 0 == len(document.front.abstract)
        assert 8 <= len(document.tables) + len(document.figures)
        assert not case(name)[0].has_text
    assert case("three patients")[0].has_text


@pytest.mark.parametrize("situation", ["reference", *SITUATIONS])
def test_every_link_within_the_page_leads_somewhere(page, situation):
    html = page(situation).page
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert Counter(ids) == Counter(set(ids))
    assert set() == set(re.findall(r'href="#([^"]+)"', html)) - set(ids)


@pytest.mark.parametrize("style", STYLES)
def test_citations_are_numbered_in_reading_order_and_all_works_are_listed(page, style):
    html = page(style=style).page
    numbers = []
    for citation in re.findall(r'<a class="citation"[^>]*>([^<]+)</a>', html):
        for part in re.split(r",\s*", citation):
            low, _, high = part.replace("\N{EN DASH}", "-").partition("-")
            numbers += range(int(low), int(high or low) + 1)
    assert list(range(1, max(numbers) + 1)) == list(dict.fromkeys(numbers))
    assert max(numbers) == len(re.findall(r'<li id="reference-\d+">', html))


def test_each_table_is_also_given_alone(page):
    manuscript = page()
    expected = {"characteristics", "toxicity", "brain", "s_correlates", "s_dosing", "s_listing"}
    assert expected == set(manuscript.tables)
    assert all(table in manuscript.page for table in manuscript.tables.values())


def test_a_table_without_patients_is_not_among_them(page):
    assert "brain" not in page("no response").tables


def test_pictures_take_the_places_of_their_marks_in_reading_order(page):
    manuscript = page()
    drawn = {key: Picture(key.encode(), 0.5) for key in FIGURES}
    html = manuscript.with_pictures(drawn)
    assert FIGURES == manuscript.pictures
    sources = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert list(FIGURES) == [b64decode(source).decode() for source in sources]
    words = [figure.alternative for figure in manuscript.document.figures]
    assert words == re.findall(r'alt="([^"]*)"', html)


def test_a_blank_page_differs_from_the_finished_one_in_its_pictures_alone(page):
    manuscript = page()
    finished = manuscript.with_pictures({key: Picture(b"<svg/>", 0.5) for key in FIGURES})
    without = re.compile(r'src="data:[^"]*"')
    assert without.sub("", finished) == without.sub("", manuscript.blank())


def test_a_reconstruction_says_so_and_names_its_source(page):
    [notice] = re.findall(r'<p class="notice".*?</p>', page().page)
    assert "No record describes a real person." in notice
    assert "Powell S and Dudek AZ" in notice


def test_a_study_of_patients_has_no_such_notice(case, typesetter):
    setter = typesetter()
    choices = setter.study.configuration.model_copy(
        update={"data_origin": "patients", "ethics": None}
    )
    study = type(setter.study)(
        **{
            name: getattr(setter.study, name)
            for name in setter.study.__dataclass_fields__
            if name != "configuration"
        },
        configuration=choices,
    )
    other = type(setter)(study, setter.results, setter.folder)
    html = other.manuscript().page
    assert 'class="notice"' not in html
    assert "invented" not in html
    assert "reconstruct" not in html[html.index("</header>") :].lower()


def test_alternative_texts_are_escaped(typesetter):
    setter = typesetter()
    setter.__dict__["_words"] = dict.fromkeys(FIGURES, 'a "quoted" < b')
    assert 3 == setter.manuscript().page.count('alt="a &quot;quoted&quot; &lt; b"')


def test_a_sheet_of_the_study_takes_the_place_of_the_shipped_one(tmp_path, project):
    own = tmp_path / "templates" / "styles" / "screen.css"
    own.parent.mkdir(parents=True)
    own.write_text("p { color: teal }", encoding="utf-8")
    sheets = style_sheets(tmp_path, *STYLE_SHEETS)
    assert "p { color: teal }" in sheets
    assert (project / "src/il2report/templates/styles/print.css").read_text(
        encoding="utf-8"
    ) in sheets
