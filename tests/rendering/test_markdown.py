"""Sections become HTML whose headings can be linked to, and data stay data."""

from html import escape as escaped

import pytest

from il2report.document.html import html
from il2report.templating.markdown import Heading, inline_text, literal, section_text
from il2report.templating.markup import RefusedMarkup


def test_headings_get_ids_from_their_words_and_from_their_section():
    text = section_text("## Patients and Methods\n\nOne.\n\n### Design, and data\n\nTwo.\n")
    assert (
        Heading(2, "patients-and-methods", "Patients and Methods"),
        Heading(3, "patients-and-methods-design-and-data", "Design, and data"),
    ) == text.headings
    assert (
        '<h2 id="patients-and-methods">Patients and Methods</h2>\n<p>One.</p>\n'
        '<h3 id="patients-and-methods-design-and-data">Design, and data</h3>\n<p>Two.</p>\n'
    ) == html(text.nodes)


def test_headings_of_the_same_words_have_ids_of_their_own():
    text = section_text(
        "## Results\n\n### Survival\n\n### Survival\n\n### Survival 2\n\n### Survival\n"
    )
    assert [
        *("results", "results-survival", "results-survival-2"),
        *("results-survival-2-2", "results-survival-3"),
    ] == [heading.id for heading in text.headings]


def test_a_section_without_headings_has_none():
    assert () == section_text("Only a paragraph.").headings


def test_a_mark_that_is_written_by_hand_is_refused():
    with pytest.raises(RefusedMarkup, match="the element <data> is not allowed"):
        section_text('<data value="3" data-result="a.n">three</data>')


def test_a_title_has_no_paragraph_around_it():
    assert "High-dose <em>IL-2</em>" == html(inline_text("High-dose *IL-2*\n"))


@pytest.mark.parametrize(
    "text",
    [
        "<b>",
        "a & b",
        "*x*",
        "_x_",
        "`x`",
        "[x](y)",
        "# x",
        "![x](y)",
        "~x~",
        "\\*",
        "a|b",
        "<!-- x",
    ],
)
def test_text_from_the_data_prints_as_it_stands(text):
    assert f"<p>{escaped(text)} and {escaped(text)}</p>\n" == html(
        section_text(f"{literal(text)} and {literal(text)}").nodes
    )
