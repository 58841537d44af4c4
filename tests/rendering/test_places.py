"""A set page says of each number where it stands, in the words of a reader."""

from dataclasses import replace

import pytest

from il2report.document.html import html
from il2report.document.html_reader import NestedTooDeep
from il2report.document.printer import marked as markup
from il2report.figures.contents import results_drawn
from il2report.pages.places import (
    PrintedNumber,
    PrintedPlace,
    figure_labels,
    figures_drawing,
    places,
    printed_numbers,
)
from il2report.verification.older_pages import figure_labels_of_page, numbers_of_page


def marked(text, value, result_id, part=""):
    return str(html(markup(text, value, result_id, part)))


def page(body):
    """A page as a draft has it that was issued before drafts had a document.json."""
    return f"<!DOCTYPE html><html><head><title>1</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("before", "behind", "section"),
    [
        ("<h1>Interleukin-", "</h1>", "Title"),
        ("<section><h2>Abstract</h2><p>In <mark>", "</mark></p></section>", "Abstract"),
        ("<h2>Results</h2><p>", "</p>", "Results"),
        ("<h2>Results</h2><h3>Response <em>now</em></h3><p>", "</p>", "Results, Response now"),
        ("<h2>Results</h2><h3>Response</h3><h2>Discussion</h2><p>", "</p>", "Discussion"),
        (
            '<h2>Results</h2><figure><table><caption><span class="label">Table II.</span> (N=',
            ")</caption></table></figure>",
            "Table II",
        ),
        (
            "<figure><table><tr><td>",
            '</td></tr></table><figcaption><span class="label">Table IV.</span></figcaption>',
            "Table IV",
        ),
        (
            '<figure><table><caption><span class="label">Table S1.</span></caption><tr><td>',
            "<br></td></tr></table></figure>",
            "Supplementary Table S1",
        ),
        (
            (
                '<figure class="float picture-figure"><img alt="1"><figcaption><span class="label">'
                "Figure 1.</span> At "
            ),
            "%</figcaption></figure>",
            "Figure 1 caption",
        ),
        ("<h2>Figure Legends</h2><p>", "</p></div><p>", "Figure Legends"),
    ],
)
def test_a_place_has_the_name_that_a_reader_would_give_it(before, behind, section):
    number = marked("20.0", 20.0, "response.orr.percent")

    read = numbers_of_page(page(before + number + behind))

    assert (PrintedNumber("response.orr.percent", "20.0", section),) == read


@pytest.mark.parametrize("unread", ["nav", "script", "dialog", "style", "template"])
def test_what_is_no_text_of_the_manuscript_is_not_read(unread):
    number = marked("20.0", 20.0, "response.orr.percent")

    assert () == numbers_of_page(page(f"<{unread}><h2>Contents</h2>{number}</{unread}>"))


def test_a_mark_keeps_its_characters_and_says_which_part_of_the_result_it_is():
    number = marked("<0.001", 0.0001, "a.p") + marked("1\u202f200", 1200, "b.n", part="n")

    assert (
        PrintedNumber("a.p", "<0.001", "Title"),
        PrintedNumber("b.n", "1 200", "Title", "n"),
    ) == numbers_of_page(page(number))


def test_a_number_that_stands_often_in_one_place_is_told_once():
    numbers = [PrintedNumber("cohort.n", "15", section) for section in ("Abstract", "Results")]

    assert {
        "cohort.n": (PrintedPlace("Abstract", "15", times=2), PrintedPlace("Results", "15"))
    } == places([numbers[0], *numbers])


def test_the_tree_and_the_page_agree_on_every_number_and_its_place(typesetter):
    manuscript = typesetter().manuscript()

    assert numbers_of_page(manuscript.page) == printed_numbers(manuscript.document)
    assert figure_labels_of_page(manuscript.page) == figure_labels(manuscript.document)


def test_a_figure_shows_the_results_that_it_draws(typesetter, case):
    labels = figure_labels(typesetter().manuscript().document)
    catalogue = case("reference")[1].catalogue
    drawing = results_drawn(*case("reference")[:2])
    drawn = {key: figures_drawing(result, labels, drawing) for key, result in catalogue.items()}

    assert {
        "figure.ttdp": "Figure 1",
        "figure.swimmer": "Figure 2",
        "figure.adverse_events": "Figure 3",
    } == labels
    assert ("Figure 1",) == drawn["progression.median"] == drawn["cohort.n"]
    assert ("Figure 1", "Figure 2") == drawn["progression.events"] == drawn["progression.censored"]
    assert ("Figure 2",) == drawn["response.cr.n"] == drawn["patient.P01.ttdp"]
    assert ("Figure 3",) == drawn["toxicity.fever.grade_3.n"] == drawn["toxicity.any.all_grades.n"]
    for key in ("correlates.sex.p", "progression.median.ci_low", "response.cr.percent"):
        assert () == drawn[key]
    assert {*labels.values()} == {figure for figures in drawn.values() for figure in figures}


def test_a_figure_does_not_show_an_event_that_is_too_rare_to_be_drawn(case):
    study, results, *_ = case("reference")
    rare, *frequent = results.grades
    drawing = results_drawn(study, replace(results, grades=tuple(frequent)))
    drawn = drawing["figure.adverse_events"]
    assert f"toxicity.{rare.term}.all_grades.n" not in drawn
    assert {f"toxicity.{each.term}.all_grades.n" for each in frequent} < drawn


def test_a_page_that_is_nested_without_end_is_refused_at_once():
    with pytest.raises(NestedTooDeep, match="more than 150 deep"):
        numbers_of_page("<div>" * 30_000)
