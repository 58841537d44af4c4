"""A template on which WeasyPrint crashes is named; anything else stays a mistake of the program."""

import pickle

import pytest

from il2report.errors import Finding, Place, StudyRefused
from il2report.pages.layout_crashes import laid_out
from il2report.pages.pdf import print_document
from il2report.templating.template_files import shipped_contents

CRASH = "p { letter-spacing: 1e30px }"
SHEET = "styles/print.css"
PAGE = "<html lang=en><title>t</title><style>{}</style><p{}>Two words</p>"


@pytest.fixture
def study(tmp_path):
    """Write templates of a study's own."""

    def write(**own):
        for name, text in own.items():
            target = tmp_path / "templates" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def shipped(name):
    return shipped_contents()[name].decode()


def found(page, folder):
    with pytest.raises(StudyRefused) as refused:
        laid_out(print_document, page, folder)
    (finding,) = refused.value.findings
    assert "layout-crash" == finding.code
    return finding


def test_a_style_sheet_is_named_with_which_the_page_cannot_be_laid_out(study):
    sheets = {SHEET: CRASH, "styles/common.css": "p { color: red }"}
    finding = found(PAGE.format("\n".join(sheets.values()), ""), study(**sheets))
    assert Place(f"templates/{SHEET}") == finding.place
    assert (
        "WeasyPrint cannot lay out the page (OverflowError: int too big to convert), but it can with the"
        " style sheet that is shipped; look for an extreme length"
    ) == finding.message


CRASHING = PAGE.format("", ' style="letter-spacing: 1e30px"')


@pytest.mark.parametrize(
    ("names", "place", "said"),
    [
        (["a.j2"], "templates/a.j2", "own templates: a.j2"),
        (["a.j2", "b.j2", "c.j2"], "templates/", "own templates: a.j2, b.j2, c.j2"),
        (
            ["a.j2", "b.j2", "c.j2", "d.j2"],
            "templates/",
            "own templates: a.j2, b.j2, c.j2 and 1 more",
        ),
    ],
)
def test_where_no_sheet_is_the_cause_the_own_templates_are_named(study, names, place, said):
    finding = found(CRASHING, study(**dict.fromkeys(names, "text")))
    assert Place(place) == finding.place
    assert finding.message.endswith(said)


def test_with_the_shipped_templates_alone_it_is_a_mistake_of_the_program(study):
    folder = study(**{"page.html.j2": shipped("page.html.j2"), SHEET: shipped(SHEET)})
    with pytest.raises(OverflowError):
        laid_out(print_document, CRASHING, folder)


def test_an_error_of_our_own_is_a_mistake_of_the_program_whatever_the_templates(study):
    def mistaken(*_):
        raise OverflowError

    with pytest.raises(OverflowError):
        laid_out(mistaken, CRASHING, study(**{SHEET: CRASH}))


def test_what_can_be_laid_out_is(study):
    content, complaints = laid_out(print_document, PAGE.format("", ""), study(**{SHEET: CRASH}))
    assert (b"%PDF", ()) == (content[:4], complaints)


def test_findings_travel_from_the_process_that_prints():
    refused = StudyRefused([Finding("layout-crash", Place("templates/a.j2"), "it crashes")])
    travelled = pickle.loads(pickle.dumps(refused))
    assert (refused.findings, str(refused)) == (travelled.findings, str(travelled))
