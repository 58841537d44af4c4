"""The printed manuscript says what the HTML manuscript says, word by word and number by number."""

import re
import tomllib
from collections import Counter

import pytest
from pdf_text import compact, page_texts, printed_blocks, untold, without_running_lines
from readback import numbers_in, parsed


@pytest.fixture(scope="module")
def html(built):
    return (built.folder / "report/manuscript.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def blocks(html):
    return list(printed_blocks(parsed(html)))


@pytest.fixture(scope="module")
def pages(project, built, html):
    """The text of each page without head and foot, whose numbers are checked on the way."""
    study = tomllib.loads((project / "study.toml").read_text(encoding="utf-8"))
    [fingerprint] = re.findall(r'class="fingerprint">([^<]+)<', html)
    lines = [
        f"Working draft · {fingerprint}",
        "Reconstructed data: no record describes a real person",
    ]
    texts = page_texts(built.folder / "report/manuscript.pdf")
    head = study["short_title"]
    return without_running_lines(texts, lines, [f"{head}: supplement", head])


@pytest.fixture(scope="module")
def markers(html):
    """The numbers that the page sets before the references."""
    count = html.count('<li id="reference-')
    assert count > 20
    return [f"{number}." for number in range(1, count + 1)]


def difference(pages, blocks, markers):
    """Numbers that only one of the two has, with how often: more in print above nought."""
    printed = numbers_in("\n".join(pages))
    printed.subtract(numbers_in("\n".join([*blocks, *markers])))
    return {number: count for number, count in printed.items() if count}


def test_page_and_text_have_the_same_numbers(pages, blocks, markers):
    assert {} == difference(pages, blocks, markers)


def test_page_and_text_have_the_same_words(pages, blocks, markers):
    assert [] == untold(pages, blocks, markers)


def test_there_is_something_to_compare(pages, blocks):
    assert len(pages) > 5
    assert sum(numbers_in("\n".join(blocks)).values()) > 700


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">20.0</data>%", ">20.1</data>%"),
        (">20.0</data>%", ">20</data>%"),
        ("derived clinical benefit.", "derived clinical benefit in 5."),
        ('data-result="cohort.n">15</data>', 'data-result="cohort.n">14</data>'),
        (" 181: 193-201, 1995.", " 181: 193-210, 1995."),
        ("Table S1.", "Table S4."),
    ],
)
def test_a_changed_number_is_noticed_twice(html, pages, markers, old, new):
    assert old in html
    blocks = list(printed_blocks(parsed(html.replace(old, new, 1))))
    assert difference(pages, blocks, markers)
    assert untold(pages, blocks, markers)


def test_two_numbers_that_changed_places_are_noticed(html, pages, markers):
    swapped = html.replace(">11.8</data>", ">@</data>").replace(">4.3</data>", ">11.8</data>")
    blocks = list(printed_blocks(parsed(swapped.replace(">@</data>", ">4.3</data>"))))
    assert "11.8" in " ".join(untold(pages, blocks, markers))


def test_a_number_that_only_the_page_has_is_noticed(pages, blocks, markers):
    planted = [pages[0].replace("Abstract", "Abstract 77", 1), *pages[1:]]
    assert {"77": 1} == difference(planted, blocks, markers)
    assert "77" in "".join(untold(planted, blocks, markers))


def test_a_word_that_only_the_text_has_is_noticed(pages, blocks, markers):
    assert ["Unprinted"] == untold(pages, [*blocks, "Unprinted"], markers)


def test_hyphens_at_the_end_of_a_line_go_and_typed_ones_stay():
    assert "medianTTDPof2.9-3.1" == compact("me\N{HYPHEN}\ndian TTDP of\N{NO-BREAK SPACE}2.9-\n3.1")


def test_a_page_without_its_number_is_noticed():
    with pytest.raises(AssertionError) as error:
        without_running_lines(["text 1 of 2", "text 3 of 2"], [], ["text"])
    assert "page 2 has no '2 of 2'" == str(error.value)


def test_every_block_is_counted_once(blocks, html):
    cells = Counter(re.findall(r"<(tr|h1|h2|h3)\b", html[html.index("<article>") :]))
    assert len(blocks) > sum(cells.values())
