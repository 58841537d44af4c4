"""The printed manuscript in every style, as a production editor measures it: lines, columns, and floats."""

import re

import pytest
from printed_lines import PrintedManuscript, faults

STYLES = ("ama", "nejm", "lancet")
NUMBER = re.compile(r'<data value="[^"]*" data-result="[^"]*">(\d+[.·]\d+)</data>')


@pytest.fixture(scope="module", params=["anticancer-research", *STYLES])
def printed(request, builds, built):
    """The PDF of a style and the page that it was printed from."""
    style = request.param
    options = ("--format", "html,pdf", "--style", style)
    build = builds(style, *options) if style in STYLES else built
    report = build.folder / "report"
    page = (report / "manuscript.html").read_text(encoding="utf-8")
    return (report / "manuscript.pdf").read_bytes(), page


def test_an_editor_finds_no_fault_in_lines_and_pages(printed):
    assert [] == faults(*printed)


def test_searching_the_print_finds_words_and_numbers_also_where_a_line_divides_them(printed):
    manuscript = PrintedManuscript(*printed)
    words = [left + right for line, left, right in manuscript.divided if line.size < 10][::2][:10]
    numbers = list(dict.fromkeys(NUMBER.findall(printed[1])))[:10]
    assert 10 == len(words) == len(numbers)
    assert [] == [each for each in (*words, *numbers) if each not in manuscript.words]
