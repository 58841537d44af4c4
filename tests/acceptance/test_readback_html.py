"""Every number in the HTML manuscript is accounted for, and a wrong one would be noticed."""

import re
from collections import Counter

import pytest
from readback import (
    KINDS,
    Truth,
    mark_slips,
    parsed,
    spoken_slips,
    stray_numbers,
    unmarked_numbers,
)


@pytest.fixture(scope="module")
def truth(project, built):
    return Truth.of(project, built.folder / "report/results.json")


@pytest.fixture(scope="module")
def html(built):
    return (built.folder / "report/manuscript.html").read_text(encoding="utf-8")


def test_every_marked_number_is_the_one_that_its_mark_names(html, truth):
    assert [] == mark_slips(parsed(html), truth)


def test_every_other_number_is_of_a_known_kind(html, truth):
    assert [] == stray_numbers(parsed(html), truth)


def test_every_number_that_is_read_aloud_is_borne_out_by_the_data(html, truth):
    assert [] == spoken_slips(parsed(html), truth)


def test_most_numbers_are_marked_and_no_kind_is_empty(html, truth):
    page = parsed(html)
    marks = sum(element.tag == "data" for element in page.everything())
    kinds = Counter(kind for _, kind in unmarked_numbers(page, truth))
    assert marks > 450
    assert set(KINDS) == set(kinds)


def test_the_tables_that_stand_alone_are_those_of_the_page(built, html):
    files = sorted((built.folder / "report/tables").glob("*.html"))
    assert 6 == len(files)
    assert [] == [file.name for file in files if file.read_text(encoding="utf-8") not in html]


def planted(html, old, new):
    """The page with the first text like `old` replaced."""
    changed = html.replace(old, new, 1)
    assert html != changed, f"{old!r} is not on the page"
    return parsed(changed)


ORR = 'data-result="response.orr.percent">20.0</data>'


@pytest.mark.parametrize(
    ("old", "new", "slip"),
    [
        (ORR, ORR.replace("20.0", "20.1"), "should read 20.0"),
        (ORR, ORR.replace("20.0", "20"), "should read 20.0"),
        (f'value="20.0" {ORR}', f'value="20.01" {ORR}', "has the value 20.01, not 20.0"),
        (ORR, ORR.replace("orr", "orrr"), "response.orrr.percent is no result"),
        (ORR, ORR.replace("orr", "benefit"), "not 33.333333333333336"),
        ('data-result="cohort.n">15</data>', 'data-result="cohort.n">14</data>', "should read"),
        ('data-result="response.cr.n">one</data>', 'data-result="response.cr.n">two</data>', "One or one"),
        ('data-result="literature.atkins1999.orr">16<', 'data-result="literature.atkins1999.orr">17<', "should read 16"),
        (">January 2000</data>", ">January 2001</data>", "should read January 2000"),
        (">p=0.608</data>", ">p=0.680</data>", "p=0.608"),
        ('.disease_free">34+</data>', '.disease_free">34</data>', "should read 34+"),
    ],
)  # fmt: skip
def test_a_wrong_number_in_a_mark_is_noticed(html, truth, old, new, slip):
    slips = mark_slips(planted(html, old, new), truth)
    assert slips
    assert slip in " ".join(slips)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("derived clinical benefit.", "derived clinical benefit in 5."),
        ("HD IL-2", "HD IL-3"),
        ("grade 3 event", "grade 6 event"),
        (ORR, f"{ORR}5"),
        (ORR, f"{ORR}<b>1</b>"),
        ('<h2 id="results">Results</h2>', '<h2 id="results">2 Results</h2>'),
        ('href="#results">Results</a>', 'href="#results">3. Results</a>'),
        ('<a class="citation" href="#reference-1">1</a>', '<a class="citation" href="#reference-1">2</a>'),
        ('href="#reference-1">1</a>', 'href="#reference-1">1, 99</a>'),
        ("Figure\N{NO-BREAK SPACE}1</a>", "Figure\N{NO-BREAK SPACE}2</a>"),
        ('<span class="label">Figure 2.</span>', '<span class="label">Figure 3.</span>'),
        ("J Am Coll Surg 181", "J Am Coll Surg 182"),
        ("Anticancer Res 29: 4189-4193, 2009.</p>", "Anticancer Res 29: 4189-4193, 2010.</p>"),
        ('fingerprint">data ', 'fingerprint">data 0'),
        ('<th scope="row" class="text stub">P03', '<th scope="row" class="text stub">P16'),
        ('<th scope="col" class="text">Sex', '<th scope="col" class="text">Sex 2'),
        ("All tests are two-sided.", "All 7 tests are two-sided."),
    ],
)  # fmt: skip
def test_a_stray_number_is_noticed(html, truth, old, new):
    assert stray_numbers(planted(html, old, new), truth)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("for 15 patients", "for 14 patients"),
        ("14 progressed and 1 was censored", "13 progressed and 2 were censored"),
        ("Median 2.9 months", "Median 3.9 months"),
        ("4 at month 6", "5 at month 6"),
        ("that of P05, on top", "that of P06, on top"),
        ("last contact (P05)", "last contact (P06)"),
        ("Stable disease in 2", "Stable disease in 3"),
        ("24 kinds", "23 kinds"),
        ("Hypotension in 7", "Hypotension in 8"),
        ("Most frequent at grade 3 or higher: Peripheral edema in 4", "Most frequent at grade 3 or higher: Peripheral edema in 10"),
        ('alt="Swimmer plot', 'alt="2 Swimmer plot'),
        ('aria-label="Contents"', 'aria-label="Contents 1"'),
    ],
)  # fmt: skip
def test_a_wrong_number_that_is_read_aloud_is_noticed(html, truth, old, new):
    assert spoken_slips(planted(html, old, new), truth)


def test_the_page_is_one_file_that_asks_for_nothing(html):
    addresses = re.findall(r'(?:src|srcset|data|poster|action)="([^"]*)"', html)
    assert ["data:"] * 3 == [address[:5] for address in addresses]
    assert [] == re.findall(r"<(?:link|iframe|object|embed)\b", html)
    assert ['type="application/json" id="numbers"', ""] == re.findall(r"<script ?([^>]*)>", html)
    assert [] == re.findall(r"@import|url\((?!data:)", html)
