"""What is said of an end point, on results that one can take in at a glance."""

from dataclasses import replace

import pytest

from il2report.analysis.derivations import Counted, Derived
from il2report.analysis.methods import COUNT
from il2report.document.comparisons import Comparisons
from il2report.document.declared_phrases import DeclaredPhrases
from il2report.document.endpoint_phrases import EndpointPhrases
from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.results import StudyResults
from il2report.results.catalogue import Catalogue, Result, Statistic, Topic, Unit
from il2report.study import Study
from il2report.study.declarations import Endpoint

SURVIVAL = Endpoint(
    name="os",
    label="Overall survival",
    start="entry_date",
    event=["death_date"],
    censor="last_contact_date",
    landmarks_months=[12],
)
SINCE_RELAPSE = SURVIVAL.model_copy(update={"event": ("relapse_date",)})


def result(id_: str, value: float, unit: Unit, n: int) -> Result:
    derived = Derived(value, COUNT, Counted(1, 1))
    return Result(
        id=id_,
        derived=derived,
        unit=unit,
        label="",
        statistic=Statistic.N,
        topic=Topic("a", "b"),
        n=n,
    )


def said_of(endpoint: Endpoint, events: int, n: int, percentages_from: int = 20) -> str:
    """Print what is said of so many events in so many patients."""
    catalogue = Catalogue.of(
        [
            result("os.events", events, Unit.COUNT, n),
            result("os.events.percent", 100 * events / n, Unit.PERCENT, n),
            result("os.median", 9.5, Unit.MONTHS, n),
            result("os.median.ci_low", 7.25, Unit.MONTHS, n),
            result("os.median.ci_high", 11.5, Unit.MONTHS, n),
            result("os.at_12_months", 40.0, Unit.PERCENT, n),
            result("os.at_12_months.ci_low", 30.0, Unit.PERCENT, n),
            result("os.at_12_months.ci_high", 50.0, Unit.PERCENT, n),
        ]
    )
    printer = Printer(catalogue, number_style("anticancer-research"), percentages_from)
    phrases = Comparisons(printer, None, 0.05)
    printed = EndpointPhrases(DeclaredPhrases(phrases, {})).events(endpoint)
    return printed.text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("events", "n", "begun"),
    [
        (0, 15, "None of the 15 patients died."),
        (9, 14, "Nine of 14 patients died. The median overall survival was 9.5 months"),
        (14, 14, "All 14 patients died."),
        (9, 20, "Nine of 20 patients (45.0%) died."),
        (1, 1, "The only patient died."),
        (0, 1, "For overall survival, the only patient had no event."),
    ],
)
def test_an_end_point_says_of_how_many_patients_its_event_is_true(
    events: int, n: int, begun: str
) -> None:
    assert said_of(SURVIVAL, events, n).startswith(begun)


@pytest.mark.parametrize(
    ("events", "begun"),
    [
        (0, "For overall survival, none of the 15 patients had an event."),
        (4, "For overall survival, an event occurred in four of 15 patients."),
        (15, "For overall survival, all 15 patients had an event."),
    ],
)
def test_an_event_without_words_of_its_own_is_an_event(events: int, begun: str) -> None:
    assert said_of(SINCE_RELAPSE, events, 15).startswith(begun)


def test_declared_words_of_event_and_axis_are_printed() -> None:
    words = {"happened": "relapsed", "axis": "Free of relapse"}
    text = said_of(SINCE_RELAPSE.model_copy(update=words), 10, 25)
    assert text.startswith("Ten of 25 patients (40.0%) relapsed.")
    assert "The estimated percentage of patients free of relapse was 40.0%" in text


def test_an_axis_that_is_not_said_of_patients_stays_on_the_figure() -> None:
    text = said_of(SURVIVAL.model_copy(update={"axis": "Survival"}), 10, 25)
    assert "The estimated percentage of patients alive was 40.0%" in text


def test_a_small_group_has_no_percentage_at_a_landmark() -> None:
    assert "%" in said_of(SURVIVAL, 9, 20).replace("95% CI", "")
    assert "%" not in said_of(SURVIVAL, 9, 19).replace("95% CI", "")


@pytest.fixture(scope="module")
def declared(declared_study: Study, declared_results: StudyResults) -> DeclaredPhrases:
    printer = Printer(declared_results.catalogue, number_style("ama"))
    comparisons = Comparisons(printer, declared_study.codebook, 0.05)
    return DeclaredPhrases(comparisons, declared_results.declared.columns)


def test_the_median_of_a_group_is_in_patients_or_for_a_label(
    declared: DeclaredPhrases, declared_study: Study
) -> None:
    choices = declared_study.configuration
    by_stage = next(each for each in choices.comparison if each.name == "by_stage")
    text = EndpointPhrases(declared).groups(choices.endpoints["os"], by_stage).text
    assert text.startswith("By stage, the median overall survival was ")
    assert " for I" in text
    (male,) = (group for group in declared.groups_of("sex") if group.key == "male")
    assert "in male patients" == male.where.text


def test_what_patients_are_called_is_declared(declared: DeclaredPhrases) -> None:
    columns = dict(declared.columns)
    sex = columns["sex"]
    called = sex.variable.model_copy(update={"called": {"male": "men", "female": "women"}})
    phrases = replace(declared, columns=columns | {"sex": replace(sex, variable=called)})
    assert {"in men", "in women"} == {group.where.text for group in phrases.groups_of("sex")}


def test_a_single_patient_has_no_median(declared: DeclaredPhrases, declared_study: Study) -> None:
    choices = declared_study.configuration
    by_stage = next(each for each in choices.comparison if each.name == "by_stage")
    catalogue = declared.printer.catalogue
    levels = [group.key for group in declared.groups_of("stage")]
    alone = f"os.by_stage.{levels[0]}.median"
    single = Catalogue.of(
        replace(each, n=1) if each.id == alone else each for each in catalogue.values()
    )
    printer = replace(declared.printer, catalogue=single)
    phrases = replace(declared, phrases=replace(declared.phrases, printer=printer))
    text = EndpointPhrases(phrases).groups(choices.endpoints["os"], by_stage).text
    assert "No median is given for I, with a single patient." in text
    assert 1 == text.count("for I,")
