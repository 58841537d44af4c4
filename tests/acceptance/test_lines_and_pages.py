"""The printed manuscript in every style, as a production editor measures it: lines, columns, and floats."""

import re

import pytest
from printed_lines import Line, PrintedManuscript, faults, faults_in, lines_of

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
    manuscript = PrintedManuscript(lines_of(printed[0]), printed[1])
    words = [left + right for line, left, right in manuscript.divided if line.size < 10][::2][:10]
    numbers = list(dict.fromkeys(NUMBER.findall(printed[1])))[:10]
    assert 10 == len(words) == len(numbers)
    assert [] == [each for each in (*words, *numbers) if each not in manuscript.words]


def line(text, baseline=388.0, left=48.2, right=289.0, size=9.6, widest=0.25, page=1):
    return Line(page, text, left, right, baseline, size, widest)


RIGHT = {"left": 306.1, "right": 547.0}


@pytest.mark.parametrize(
    ("check", "lines"),
    [
        ("stretched", [line("In this series", widest=0.85)]),
        ("divided", [line("the median was 4.3-"), line("48.1 months", 376)]),
        ("divided", [line("it was 1.2 (SD 3.4)"), line("U/L in", 376)]),
        (
            "cut_short",
            [line("of brain"), line("metastases", 376, right=90.0), line("from it", 364)],
        ),
        (
            "parted",
            [
                line("Supplement", size=13, page=2),
                line("It has one row.", 300, page=2),
                line("Table S2. Rows", 700, size=8.6, page=3),
            ],
        ),
        ("blank", [Line(2, "Figure 1", 48.2, 289.0, 300, 8.6, 0.25), line("next", page=3)]),
        ("divided", [line("a log-rank test, P <"), line(".001", 376)]),
        ("divided", [line("estimated by Kaplan-"), line("Meier curves", 376)]),
        ("divided", [line("doi:10.1000/", size=8.2), line("abc.", 378, size=8.2)]),
        ("hyphenated", [line("an interpretati\ufffe"), line("on of it", 376)]),
        ("hyphenated", [line("Schwartzen\ufffe", size=8.2), line("truber", 378, size=8.2)]),
        ("overflowing", [line("a long line", right=300.0)]),
        ("overflowing", [line("a table", size=8.4, right=560.0)]),
        ("off_the_grid", [line("left"), line("right", 386, **RIGHT)]),
        ("unbalanced", [*(line("left", 388 - 12 * n) for n in range(9)), line("right", **RIGHT)]),
        (
            "astray",
            [
                line("see Figure 1."),
                line("References", 350, size=11),
                line("Figure 1. X", 300, size=8.6),
            ],
        ),
    ],
)
def test_each_fault_is_found(check, lines):
    heading = line("Introduction", 400, size=11)
    found = faults_in(PrintedManuscript([heading, *lines], "<article>an interpretation</article>"))
    assert check in {fault.partition(":")[0] for fault in found}
    sound = [line("see the interpre\ufffe"), line("tation and", 376), line("more", **RIGHT)]
    assert [] == faults_in(
        PrintedManuscript([heading, *sound], "<article>interpretation</article>")
    )
