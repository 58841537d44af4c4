"""What a section template can call, on the reference study."""

from datetime import date
from types import SimpleNamespace

import pytest
from markupsafe import Markup

from il2report.document.citations import Citations, FloatNumbers
from il2report.document.formats import number_style
from il2report.document.grammar import quantifier
from il2report.document.printer import Printer
from il2report.pages.floats import floats_of
from il2report.results import UnknownResult
from il2report.study import LiteratureFact
from il2report.study.running_text import in_running_text
from il2report.templating.declared_texts import UnknownDeclaration
from il2report.templating.facts import UnknownFact
from il2report.templating.vocabulary import Vocabulary

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def say(case):
    """The calls of templates, in the style of the reference study, and what their seals stand for."""
    return opened_calls(vocabulary(case))


def opened_calls(calls):
    """The calls by name; what they print is given as the finished page has it."""

    def opening(call):
        def opened(*arguments, **named):
            printed = call(*arguments, **named)
            return calls.seals.opened(printed) if isinstance(printed, Markup) else printed

        return opened

    return {name: opening(of) if callable(of) else of for name, of in calls.calls().items()}


def vocabulary(case, name="reference", style="anticancer-research", study=None):
    own, results, _ = case(name)
    printer = Printer(results.catalogue, number_style(style))
    citations = Citations(own.references, own.journal(style).citation)
    return Vocabulary(study or own, results, printer, citations, FloatNumbers(floats_of(own)))


def test_a_fact_of_the_literature_is_printed_and_marked(say):
    mark = '<data value="270" data-result="literature.atkins1999.patients">270</data>'
    assert mark == say["lit"]("atkins1999.patients")


@pytest.mark.parametrize(
    ("call", "fact", "text"),
    [
        ("lit_percent", "atkins1999.orr", "16%"),
        ("lit_percent", "rosenberg1998.complete_responses", "6.6%"),
        ("lit_quantity", "sampson1998.survival", "3.7 months"),
        ("lit_quantity", "rosenberg1998.follow_up", "7.1 years"),
        ("lit_quantity", "atkins1999.patients", "270"),
        ("lit", "sampson1998.cohort", "6,953"),
    ],
)
def test_facts_print_with_the_precision_of_their_source_and_the_style_of_the_journal(
    say, call, fact, text
):
    assert text == say[call](fact).striptags().replace(NBSP, " ")


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(7.0, None, "7"), (7.25, None, "7.25"), (7.25, 1, "7.3")]
)
def test_a_fact_without_decimals_prints_all_that_it_has(case, value, decimals, text):
    fact = LiteratureFact(
        id="a.b", reference="a", value=value, unit="years", label="x", decimals=decimals
    )
    study = SimpleNamespace(literature={"a.b": fact})
    assert text == vocabulary(case, study=study).facts.fact("a.b").text


def test_an_unknown_fact_names_the_nearest(say):
    with pytest.raises(UnknownFact) as error:
        say["lit"]("atkins1999.patient")
    expected = "literature.toml has no 'atkins1999.patient'. Did you mean atkins1999.patients?"
    assert expected == str(error.value)


@pytest.mark.parametrize(
    ("call", "path", "text"),
    [
        ("constant", "protocol.dose_iu_per_kg", "600,000"),
        ("constant", "definitions.alpha", "0.05"),
        ("constant", "toxicity.criteria_version", "3.0"),
        ("constant_words", "protocol.cycles_per_assessment", "two"),
        ("constant_words", "protocol.doses_per_cycle_max", "14"),
        ("constant_quantity", "protocol.infusion_minutes", "15 minutes"),
        ("constant_quantity", "protocol.dose_iu_per_kg", "600,000 IU/kg"),
        ("constant_quantity", "response_criteria.remission_months_min", "1 month"),
        ("constant_quantity", "definitions.confidence_level", "95%"),
        ("constant_quantity", "eligibility.ecog.max", "2"),
        ("constant_date", "period.end", "October 2008"),
    ],
)
def test_a_choice_of_the_study_is_printed_and_marked(say, call, path, text):
    printed = say[call](path)
    assert text == printed.striptags().replace(NBSP, " ")
    assert f'data-result="constant.{path}"' in printed


def test_a_date_carries_its_day(say):
    assert f'value="{date(2000, 1, 1)}"' in say["constant_date"]("period.start")


@pytest.mark.parametrize("path", ["protocol.doses", "protocoll.infusion_minutes", "title.length"])
def test_an_unknown_choice_is_refused(say, path):
    with pytest.raises(UnknownFact) as error:
        say["constant"](path)
    assert f"study.toml has no {path!r}" == str(error.value)


def test_values_are_for_conditions(say):
    assert 3 == say["value"]("response.orr.n")
    assert 16 == say["lit_value"]("atkins1999.orr")
    assert 14 == say["constant_value"]("protocol.doses_per_cycle_max")
    assert (True, False) == (say["exists"]("response.cr.n"), say["exists"]("dosing.cycle_9.n"))


def test_what_cannot_be_estimated_has_a_reason_instead_of_a_value(say):
    median = "progression.by_response.cr.median"
    assert (None, False) == (say["value"](median), say["is_estimable"](median))
    assert say["reason"](median)
    assert "" == say["reason"]("progression.median")


def test_an_unknown_result_is_refused_by_every_call(say):
    for call in ("num", "percent", "words", "quantity", "p", "value", "is_estimable", "of_n"):
        with pytest.raises(UnknownResult):
            say[call]("response.orr.m")


def test_labels_come_from_the_codebook_and_keep_their_abbreviations(say):
    assert "Pulmonary edema/ARDS" == say["label"]("adverse_events", "term", "pulmonary_edema")
    assert "pulmonary edema/ARDS" == say["running"]("adverse_events", "term", "pulmonary_edema")


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Lung", "lung"),
        ("Rigor/Chill", "rigor/chill"),
        ("LMI vaccine", "LMI vaccine"),
        ("Pulmonary edema/ARDS", "pulmonary edema/ARDS"),
        ("Skin/Subcutaneous", "skin/subcutaneous"),
    ],
)
def test_a_label_in_running_text_begins_small_unless_it_is_an_abbreviation(label, text):
    assert text == in_running_text(label)


def test_a_list_escapes_what_is_not_markup(say):
    items = [say["num"]("response.cr.n"), "a < b", "c"]
    assert f"{items[0]}, a &lt; b, and c" == say["listed"](items)


def test_codes_are_ranked_by_value_and_then_by_the_codebook(say, case):
    ranked = say["ranked"]("toxicity", "all_grades.n")
    order = case("reference")[0].codebook.codes("adverse_events", "term")
    key = [(-say["value"](f"toxicity.{code}.all_grades.n"), order.index(code)) for code in ranked]
    assert sorted(key) == key
    assert "peripheral_edema" == ranked[0]


def test_ranking_leaves_out_what_nobody_had(say):
    ranked = say["ranked"]("toxicity", "grade_4.n")
    assert {"hypotension", "hypophosphatemia", "rhabdomyolysis"} == set(ranked)


def test_ranking_can_ask_for_more_than_one(say):
    assert ["lung"] == say["ranked"]("cohort.site", "n", 8)


def test_only_families_of_codes_can_be_ranked(say):
    with pytest.raises(UnknownFact) as error:
        say["ranked"]("cohort.age", "n")
    expected = "'cohort.age' cannot be ranked; choose from toxicity, response, cohort.sex, cohort.ecog, cohort.site,"
    assert str(error.value).startswith(expected)


def test_the_leading_codes_are_those_that_tie_at_the_top(say):
    assert ["peripheral_edema", "hyperbilirubinemia"] == say["leading"]("toxicity", "grade_3.n")
    assert ["lung"] == say["leading"]("cohort.site", "n")


def test_nothing_leads_where_nothing_happened(case):
    assert [] == vocabulary(case, "no adverse event").leading("toxicity", "grade_3.n")


def test_a_place_numbers_its_table_and_leaves_a_mark_on_a_line_of_its_own(say):
    assert "\n\n<!-- float:table.brain -->\n\n" == say["place"]("table.brain")
    assert "Table\N{NO-BREAK SPACE}II</a>" in say["ref"]("table.toxicity")


def test_words_of_the_grammar_are_at_hand(say):
    assert "third" == say["ordinal"](3)
    assert "Age" == say["capitalised"]("age")
    assert quantifier(1, 15) == say["quantifier"](1, 15)


@pytest.mark.parametrize(
    ("call", "name", "said"),
    [
        ("text_of_endpoint", "progresion", "end point 'progresion'. Did you mean progression?"),
        ("text_of_comparison", "by_respons", "comparison 'by_respons'. Did you mean by_response?"),
        ("text_of_model", "cox", "model 'cox'."),
        ("text_of_measurement", "weight", "measurement 'weight'."),
        ("variable", "Sex", "variable 'Sex'. Did you mean sex?"),
    ],
)
def test_a_text_on_what_is_not_declared_is_refused(say, call, name, said):
    with pytest.raises(UnknownDeclaration) as error:
        say[call](name)
    assert f"study.toml declares no {said}" == str(error.value)


def test_every_call_is_in_the_contract_with_the_writing_team(say, project):
    contract = (project / "templates" / "README.md").read_text(encoding="utf-8")
    assert [] == [call for call in say if f"`{call}" not in contract]
