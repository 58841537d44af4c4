"""Sentences on follow-up, repeated values, landmarks, selection and methods, of the study that declares every kind."""

from dataclasses import replace

import pytest

from il2report.document.comparisons import Comparisons
from il2report.document.declared_phrases import DeclaredPhrases
from il2report.document.endpoint_phrases import EndpointPhrases
from il2report.document.formats import number_style
from il2report.document.method_sentences import MethodSentences
from il2report.document.printer import Printer
from il2report.document.statistics_phrases import StatisticsPhrases
from il2report.results import StudyResults
from il2report.results.catalogue import Catalogue
from il2report.study import Study


@pytest.fixture(scope="module")
def phrases(declared_study: Study, declared_results: StudyResults) -> StatisticsPhrases:
    printer = Printer(declared_results.catalogue, number_style("ama"))
    comparisons = Comparisons(printer, declared_study.codebook, 0.05)
    return StatisticsPhrases(DeclaredPhrases(comparisons, declared_results.declared.columns))


def test_follow_up_is_given_by_each_declared_measure_and_by_group(
    phrases: StatisticsPhrases, declared_study: Study
) -> None:
    follow_up = declared_study.configuration.follow_up
    assert follow_up is not None
    text = phrases.follow_up(follow_up).text
    assert text.startswith("The median follow-up by the reverse Kaplan-Meier method was ")
    assert "; by stage, " in text
    assert " for I" in text
    assert 2 == text.count("of the observed follow-up was ")


def test_a_landmark_analysis_names_its_months(
    phrases: StatisticsPhrases, declared_study: Study
) -> None:
    choices = declared_study.configuration
    comparison = next(each for each in choices.comparison if each.name == "by_remission")
    text = phrases.landmark(choices.endpoints["os"], comparison).text
    begun = "The analysis of overall survival by remission is a landmark analysis at 1.5 months"
    assert text.startswith(begun)


def test_a_selection_names_its_limit_and_what_was_taken_out(
    phrases: StatisticsPhrases, declared_study: Study
) -> None:
    choices = declared_study.configuration
    model = next(each for each in choices.model if each.name == "os_selected")
    text = phrases.doubts(model).text
    assert text.startswith("Backward selection with a limit of 0.1 for the P value ")


def test_the_methods_state_what_results_rest_on(
    phrases: StatisticsPhrases, declared_study: Study
) -> None:
    text = MethodSentences(phrases.declared, declared_study.configuration, 7, 0.05).paragraph().text
    for rule in (
        "Quartiles are those of type 7 of Hyndman and Fan, as in R.",
        "one-way analysis of variance",
        "Efron's treatment of ties",
        "compared from 1.5 months on",
        "compared by the following tests: paired t-test, Wilcoxon signed-rank test, McNemar",
    ):
        assert rule in text


def test_where_p_values_are_adjusted_the_text_prints_both(
    phrases: StatisticsPhrases, declared_study: Study
) -> None:
    choices = declared_study.configuration
    by_stage, by_remission = (
        next(each for each in choices.comparison if each.name == name)
        for name in ("by_stage", "by_remission")
    )
    survival = choices.endpoints["os"]
    assert "(log-rank test, P = .44; P > .99 after adjustment)" in (
        EndpointPhrases(phrases.declared)
        .groups(survival, by_stage)
        .text.replace("\N{NO-BREAK SPACE}", " ")
    )
    assert (
        "after adjustment"
        not in EndpointPhrases(phrases.declared).groups(survival, by_remission).text
    )


def test_an_end_point_prints_its_restricted_mean(
    phrases: StatisticsPhrases, declared_study: Study
) -> None:
    text = (
        EndpointPhrases(phrases.declared).events(declared_study.configuration.endpoints["os"]).text
    )
    assert "The restricted mean overall survival up to 6 months was " in text


def test_the_groups_of_a_yes_no_variable_are_quoted(
    phrases: StatisticsPhrases, declared_study: Study
) -> None:
    choices = declared_study.configuration
    comparison = next(each for each in choices.comparison if each.name == "by_remission")
    text = EndpointPhrases(phrases.declared).groups(choices.endpoints["os"], comparison).text
    assert "for “yes”" in text


def test_characteristics_say_of_how_many_a_category_is_not_recorded(
    phrases: StatisticsPhrases,
) -> None:
    declared = phrases.declared
    assert declared.characteristics(["stage"]).text.endswith(", and not recorded in 16.")
    assert "not recorded" not in declared.characteristics(["sex"]).text
    assert declared.characteristics(["cycle_count"]).text.startswith("The median number of cycles")


def test_a_model_without_any_ratio_is_not_called_unstable(
    phrases: StatisticsPhrases, declared_study: Study
) -> None:
    catalogue = phrases.printer.catalogue
    models = declared_study.configuration.model
    model = next(one for one in models if "unstable" in phrases.doubts(one).text)
    left = (each for key, each in catalogue.items() if not key.endswith(".ratio"))
    printer = replace(phrases.printer, catalogue=Catalogue.of(left))
    comparisons = replace(phrases.phrases, printer=printer)
    without = StatisticsPhrases(replace(phrases.declared, phrases=comparisons))
    assert "unstable" not in without.doubts(model).text
