"""A slip in the typed figures is told with its line, and all of them at once."""

import textwrap

import pytest

from il2report.audit import read_paper
from il2report.errors import StudyRefused

HEAD = 'paper.title = "A paper"\ngroups.all.n = 15\n'


def slips(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else textwrap.dedent(text).encode()
    with pytest.raises(StudyRefused) as refused:
        read_paper(content, "paper.toml")
    return [str(finding).removeprefix("paper.toml, ") for finding in refused.value.findings]


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        (
            "[features.x]\npercents = {A = 3}",
            "line 4: there is no key features.x.percents. Did you mean percent? [unknown-entry]",
        ),
        (
            "[[tables]]\nplace = 'T'\nrows = {}",
            "line 3: tables.1 lacks cells [missing-entry]",
        ),
        (
            "[features.x]\npercent = '46.7'",
            (
                "line 4: features.x.percent is '46.7'; it should be figures by place, such as"
                ' { T1 = "46.7" } [bad-entry]'
            ),
        ),
        (
            "[features.x]\npercent.A = true",
            (
                "line 4: features.x.percent.A is true; it should be a number, or text in quotation marks"
                " [bad-entry]"
            ),
        ),
        (
            "[features.x]\npercent = { A = '46.7.1' }",
            (
                "line 4: features.x.percent.A is '46.7.1'; it should be a number as it is printed, such as"
                " 46.7 or <0.001 [bad-figure]"
            ),
        ),
        (
            "[features.x]\ncount.A = 4.5",
            "line 4: features.x.count.A is '4.5'; it should be a whole number, as count [bad-figure]",
        ),
        (
            "[features.x]\ncount.A = -4",
            "line 4: features.x.count.A is '-4'; it should be no number below zero, as count [bad-figure]",
        ),
        (
            "[measures.x]\nrange.A = 23",
            (
                "line 4: measures.x.range.A is '23'; it should be two numbers, such as 23-62 or 4.3 to 48.1"
                " [bad-figure]"
            ),
        ),
        (
            "[measures.x]\nstep = 0",
            "line 4: measures.x.step is 0; it should be above zero [bad-figure]",
        ),
        (
            "[features.x]\nof = 'al'",
            "line 4: there is no group or feature al; did you mean all? [unknown-name]",
        ),
        (
            "[features.x]\n[measures.x]",
            "line 4: x is a name under both features and measures; rename one of them [name-twice]",
        ),
        (
            "[places]\nT1 = 'Table I'\n[features.x]\ncount.T2 = 4",
            "line 6: there is no place T2; there is T1 [unknown-name]",
        ),
        (
            "[[tables]]\nplace = 'T'\ncells = 'percent'\ngroups = ['all']\n[tables.rows]\nx = [1, 2]",
            "line 8: x has 2 cells; the table has 1 column [bad-row]",
        ),
        (
            "[[tables]]\nplace = 'T'\ncells = 'count (percent)'\ngroups = ['all']\nrows.x = ['7 (46.7) (8)']",
            "line 7: tables.1.rows.x is '7 (46.7) (8)'; it should be a cell of the kind count (percent) [bad-figure]",
        ),
        (
            "[[tables]]\nplace = 'T'\ncells = 'percent'\nrows.x = [7]",
            "line 3: a table should have either groups or grades for its columns [bad-entry]",
        ),
        (
            "[tests.x]\ngroups = ['all']\np.A = 0.2",
            "line 3: tests.x should name one of feature, features and measure [bad-entry]",
        ),
        (
            "[[readings]]\nfigures = ['x count A']\nreason = 'so'",
            "line 3: readings.1: give either overruled_by or read_as [bad-entry]",
        ),
        (
            "[[readings]]\nfigures = ['x count A']\nread_as = 'y'\nreason = 'so'",
            "line 4: there is no figure x count A; there is all n [unknown-name]",
        ),
        (
            "[[orders]]\nsmaller = 'x'\ngreater = 'y@all'\nbecause = 'so'",
            "line 4: there is no value x [unknown-name]",
        ),
    ],
)
def test_a_slip_is_told_with_its_line(typed, slip):
    assert slip in slips(HEAD + typed)


def test_all_slips_are_told_at_once_in_the_order_of_lines():
    told = slips(HEAD + "[features.x]\ncount.A = 'b'\npercent.A = 'c'\nof = 'nobody'")

    assert ["line 4", "line 5", "line 6"] == [slip.partition(":")[0] for slip in told]


def test_what_is_no_toml_or_no_text_is_told():
    assert ["bad-toml"] == [slip.split("[")[-1].rstrip("]") for slip in slips("paper = [")]
    assert ["not-utf8"] == [slip.split("[")[-1].rstrip("]") for slip in slips(b"\xff")]


def test_digits_are_kept_as_they_are_typed_with_and_without_quotation_marks():
    paper = read_paper((HEAD + "features.x.percent = { A = 20.00, B = '20.0' }").encode())

    assert ["20.00", "20.0"] == [figure.printed.text for figure in paper.of("x")]


def test_a_place_may_print_a_quantity_twice():
    paper = read_paper((HEAD + "features.x.percent.A = [20.0, 20]").encode())

    assert ["20.0", "20"] == [figure.printed.text for figure in paper.of("x")]


def test_a_figure_leads_to_its_result():
    typed = """
    [features.x]
    count.A = 3
    ci.A = "4 to 48"
    result = "response.orr"
    [measures.y]
    mean.A = 5
    results = { mean = "progression.mean_naive" }
    """
    paper = read_paper((HEAD + textwrap.dedent(typed)).encode())

    assert [
        "",
        "response.orr.ci_low",
        "response.orr.ci_high",
        "response.orr.n",
        "progression.mean_naive",
    ] == [figure.result for figure in paper.figures]


def test_a_file_with_thousands_of_errors_lists_the_first(tmp_path):
    with pytest.raises(StudyRefused) as refused:
        read_paper("".join(f"a{n} = 1\n" for n in range(5_000)).encode())
    assert 1_002 == len(refused.value.findings)
    assert "too-many-errors" in {finding.code for finding in refused.value.findings}
