"""What each phrase prints, on results that one can take in at a glance."""

from dataclasses import replace

import pytest

from il2report.analysis.derivations import Counted, Derived
from il2report.analysis.methods import COUNT
from il2report.document.comparisons import Comparisons, FactorsByTest, Medians, TwoGroups
from il2report.document.formats import number_style
from il2report.document.phrases import FAMILIES as KNOWN
from il2report.document.phrases import Phrases
from il2report.document.printer import Printer
from il2report.document.tree import Fragment, Label, Number, from_data
from il2report.results.catalogue import Catalogue, Result, Statistic, Topic, Unit
from il2report.study.codebook import Codebook, CodeEntry
from il2report.study.running_text import in_running_text
from il2report.values import NotEstimable

EVERYONE = 15
NOT_REACHED = NotEstimable("the curve stays above one half", not_reached=True)
UNDEFINED = NotEstimable("n = 1")
LABELS = {
    ("metastases", "site"): {"lung": "Lung", "liver": "Liver", "skin": "Skin", "brain": "Brain"},
    ("adverse_events", "term"): {
        "fever": "Fever",
        "anuria": "Anuria",
        "edema": "Pulmonary edema/ARDS",
    },
    ("prior_therapies", "modality"): {"vaccine": "Vaccine", "radiation": "Radiation"},
    ("patients", "best_response"): {
        "CR": "Complete response",
        "PR": "Partial response",
        "PD": "Progressive disease",
    },
    ("brain_lesions", "location"): {"left_frontal": "Left frontal lobe"},
}
FAMILIES = {
    **KNOWN,
    "cohort.site": ("metastases", "site"),
    "cohort.prior": ("prior_therapies", "modality"),
}
CODEBOOK = Codebook(
    {
        place: {code: CodeEntry(label, "") for code, label in of.items()}
        for place, of in LABELS.items()
    }
)


def result(id_, value, unit=Unit.COUNT, **more):
    return Result(
        id=id_,
        derived=Derived(value, COUNT, None if isinstance(value, NotEstimable) else Counted(1, 1)),
        unit=unit,
        label="",
        statistic=Statistic.N,
        topic=Topic("a", "b"),
        n=EVERYONE,
        **more,
    )


def counts(**numbers):
    """Counts out of 15 with their percentages; `a__b` stands for the id `a.b`."""
    named = {name.replace("__", "."): n for name, n in numbers.items()}
    yield result("cohort.n", EVERYONE)
    for id_, n in named.items():
        yield result(f"{id_}.n", n)
        yield result(f"{id_}.percent", 100 * n / EVERYONE, Unit.PERCENT)


def sites(**numbers):
    codes = dict.fromkeys(("lung", "liver", "skin", "brain"), 0) | numbers
    return counts(**{f"cohort__site__{code}": n for code, n in codes.items()})


def events(**numbers):
    codes = dict.fromkeys(("fever", "anuria", "edema"), 0) | numbers
    return counts(**{f"toxicity__{code}__grade_3": n for code, n in codes.items()})


def phrases(results=(), style="anticancer-research"):
    printer = Printer(Catalogue.of(results), number_style(style))
    return Phrases(printer, CODEBOOK, families=FAMILIES)


BENEFIT = TwoGroups(
    ("benefit", "no_benefit"),
    Fragment.of("clinical benefit"),
    (Fragment.of("yes"), Fragment.of("no")),
    is_yes_no=True,
)
ARMS = TwoGroups(
    ("a", "b"), Fragment.of("arm"), (Fragment.of("arm A"), Fragment.of("arm B")), is_yes_no=False
)


def comparisons(*results, alpha=0.05):
    of = phrases(results)
    groups = dict.fromkeys(("age", "sex"), BENEFIT) | {"arms": ARMS}
    return Comparisons(of.printer, of.codebook, alpha, families=FAMILIES, two_groups=groups)


def said(printed):
    """A phrase as it is read."""
    return printed.text.replace("\N{NO-BREAK SPACE}", " ")


# --- how many -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "more", "text"),
    [
        (0, {}, "none of the 15 patients"),
        (0, {"start": True}, "None of the 15 patients"),
        (0, {"none": "No patient", "percent": True}, "No patient"),
        (0, {"percent": True}, "none of the 15 patients (0.0%)"),
        (1, {}, "one of 15 patients"),
        (3, {}, "three of 15 patients"),
        (3, {"start": True, "percent": True}, "Three of 15 patients (20.0%)"),
        (14, {"start": True}, "Fourteen of 15 patients"),
        (15, {}, "all 15 patients"),
        (15, {"start": True, "percent": True, "none": "No patient"}, "All 15 patients"),
    ],
)
def test_a_part_of_all_patients(n, more, text):
    assert text == said(phrases(counts(response__orr=n)).of_all("response.orr", **more))


@pytest.mark.parametrize(
    ("women", "text"),
    [
        (0, "All were men"),
        (1, "One (6.7%) was a woman and 14 (93.3%) were men"),
        (5, "Five (33.3%) were women and 10 (66.7%) were men"),
        (14, "Fourteen (93.3%) were women and one (6.7%) was a man"),
        (15, "All were women"),
    ],
)
def test_how_a_cohort_divides_in_two(women, text):
    two = phrases(counts(female=women, male=EVERYONE - women))
    assert text == said(two.divided("female", "woman", "male", "man"))


@pytest.mark.parametrize(("n", "both", "neither"), [(2, "both", "neither"), (3, "all", "none")])
def test_two_have_words_of_their_own(n, both, neither):
    of = phrases(counts(brain=n))
    assert (both, neither) == (said(of.both_or_all("brain.n")), said(of.neither_or_none("brain.n")))
    assert (both, neither) == (said(of.both_or_all(n)), said(of.neither_or_none(n)))


@pytest.mark.parametrize(
    ("n", "verb", "noun"), [(0, "were", "two"), (1, "was", "one"), (2, "were", "two")]
)
def test_nouns_and_verbs_agree_with_a_count(n, verb, noun):
    of = phrases(counts(progression__censored=n))
    assert verb == said(of.agreeing("progression.censored.n", "was"))
    assert noun == said(of.agreeing(n, "one", "two"))


# --- codes by their counts ------------------------------------------------------------------------


def test_codes_are_printed_with_their_counts_and_the_noun_once():
    printed = phrases(sites(lung=9, liver=7)).frequencies("cohort.site")
    assert "lung (nine patients; 60.0%) and liver (seven; 46.7%)" == said(printed)


def test_codes_of_one_count_share_it():
    printed = phrases(sites(skin=5, lung=9, liver=5)).frequencies("cohort.site")
    assert "lung (nine patients; 60.0%) and liver and skin (five each; 33.3%)" == said(printed)


def test_every_word_and_number_of_a_list_knows_where_it_comes_from():
    nodes = list(from_data(phrases(sites(lung=9)).frequencies("cohort.site")))
    assert [Label, Number, Number] == [type(node) for node in nodes]
    assert ["cohort.site.lung.n", "cohort.site.lung.percent"] == [each.result for each in nodes[1:]]


@pytest.mark.parametrize(
    ("most", "text"),
    [
        (1, "lung (nine patients; 60.0%)"),
        (2, "lung (nine patients; 60.0%) and liver and skin (five each; 33.3%)"),
        (3, "lung (nine patients; 60.0%) and liver and skin (five each; 33.3%)"),
    ],
)
def test_the_most_frequent_codes_take_in_those_as_frequent_as_the_last(most, text):
    printed = phrases(sites(lung=9, liver=5, skin=5, brain=1)).most_frequent(
        "cohort.site", most=most
    )
    assert text == said(printed)


@pytest.mark.parametrize(("tied", "kept"), [(5, ["t0", "t1", "t2", "t3", "t4", "t5"]), (6, ["t0"])])
def test_a_tie_that_would_make_a_long_list_is_left_out(tied, kept):
    codes = [f"t{n}" for n in range(tied + 1)]
    book = Codebook({("adverse_events", "term"): {code: CodeEntry(code, "") for code in codes}})
    results = counts(**{f"toxicity__{code}": 1 + (code == "t0") for code in codes})
    frequent = Phrases(Printer(Catalogue.of(results), number_style("ama")), book)
    printed = frequent.most_frequent("toxicity", most=2)
    assert kept == [node.code for node in from_data(printed) if isinstance(node, Label)]


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ({"CR": 15}, "complete response in every patient"),
        ({"CR": 1}, "complete response in one patient (6.7%)"),
        (
            {"CR": 1, "PD": 10},
            "complete response in one patient (6.7%) and progressive disease in 10 (66.7%)",
        ),
    ],
)
def test_how_codes_are_distributed(found, text):
    codes = ["CR", "PR", "PD"]
    of = phrases(counts(**{f"response__{code.lower()}": found.get(code, 0) for code in codes}))
    assert text == said(of.distribution("response", codes))


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ({"fever": 1}, "The only grade 3 event was fever (one patient; 6.7%)"),
        ({"fever": 2}, "The only kind of grade 3 event was fever (two patients; 13.3%)"),
        (
            {"fever": 1, "anuria": 1},
            "Grade 3 events were fever and anuria (one patient each; 6.7%)",
        ),
        (
            {"fever": 2, "edema": 1},
            "At grade 3, they were most often affected by fever (two patients; 13.3%)",
        ),
    ],
)
def test_the_events_of_a_grade(found, text):
    assert text == said(phrases(events(**found)).events("toxicity", "grade 3", "they", most=1))


def test_few_kinds_of_events_are_listed_however_frequent():
    printed = phrases(events(fever=2, edema=1)).events(
        "toxicity", "grade 3", "they", most=1, all_up_to=2
    )
    text = "Grade 3 events were fever (two patients; 13.3%) and pulmonary edema/ARDS (one; 6.7%)"
    assert text == said(printed)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ({"fever": 1}, "The only grade 3 event was fever (one patient)"),
        ({"fever": 4}, "The only kind of grade 3 event was fever (four patients)"),
        ({"fever": 1, "anuria": 1}, "The grade 3 events were fever and anuria (one patient each)"),
        ({"fever": 4, "anuria": 1}, "The most frequent grade 3 event was fever (four patients)"),
        (
            {"fever": 4, "anuria": 4, "edema": 1},
            "The most frequent grade 3 events were fever and anuria (four patients each)",
        ),
    ],
)
def test_the_most_frequent_events(found, text):
    of = phrases(events(**found))
    assert text == said(of.most_frequent_events("toxicity", "grade_3", "grade 3 event"))


@pytest.mark.parametrize(
    ("three", "four", "text"),
    [
        (2, 0, "grade 3 in two patients (13.3%)"),
        (0, 1, "grade 4 in one patient (6.7%)"),
        (2, 1, "grade 3 in two patients (13.3%) and of grade 4 in one patient (6.7%)"),
    ],
)
def test_grades_with_their_counts(three, four, text):
    of = phrases(counts(toxicity__any__grade_3=three, toxicity__any__grade_4=four))
    assert text == said(of.of_grades("toxicity.any", ["grade 3", "grade 4"]))


# --- labels and lists -----------------------------------------------------------------------------


def test_labels_are_listed_in_the_way_of_the_journal():
    codes = ["CR", "PR", "PD"]
    serial = phrases(style="ama").names("patients", "best_response", codes)
    assert "complete response, partial response, and progressive disease" == said(serial)


def test_a_list_whose_items_have_commas_is_parted_by_semicolons():
    listed = phrases().listed([Fragment.of("a, b"), Fragment.of("c")])
    assert "a, b; and c" == said(listed)


def test_lesions_with_size_and_place():
    of = phrases([result("brain.P1.lesion.1.diameter", 9, Unit.MILLIMETERS)])
    assert "9 mm (left frontal lobe)" == said(
        of.diameters("brain_lesions", [("brain.P1.lesion.1", "left_frontal")])
    )


def test_treatments_with_the_agents_that_are_known():
    printed = phrases().treatments([("radiation", ""), ("vaccine", "LMI")])
    assert "radiation and vaccine (LMI)" == said(printed)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Lung", "lung"),
        ("Rigor/Chill", "rigor/chill"),
        ("LMI vaccine", "LMI vaccine"),
        ("Elevated ALT", "elevated ALT"),
        ("High Dose", "High Dose"),
        ("Pulmonary edema/ARDS", "pulmonary edema/ARDS"),
        ("Skin/Subcutaneous", "skin/subcutaneous"),
    ],
)
def test_a_label_in_running_text_begins_small_unless_it_is_an_abbreviation(label, text):
    assert text == in_running_text(label)


# --- averages, medians and differences ------------------------------------------------------------


def ages(benefit, no_benefit, p=0.02, sd=5.1):
    for group, mean in (("benefit", benefit), ("no_benefit", no_benefit)):
        yield result(f"age.{group}.mean", mean, Unit.YEARS)
        yield result(f"age.{group}.sd", sd, Unit.YEARS)
    yield result("age.p", p, Unit.P_VALUE)


@pytest.mark.parametrize(("sd", "text"), [(5.1, "53.4 (SD 5.1)"), (UNDEFINED, "53.4")])
def test_an_average_has_its_sd_where_there_is_one(sd, text):
    assert text == said(comparisons(*ages(53.4, 46.5, sd=sd)).average("age.benefit"))


def test_two_means():
    printed = comparisons(*ages(53.4, 46.5)).means("age", "years")
    text = "53.4 (SD 5.1) years in patients with clinical benefit and 46.5 (SD 5.1) years in those without"
    assert text == said(printed)


def test_two_groups_are_named_by_their_levels():
    of = comparisons(
        *(
            result(f"arms.age.{arm}.mean", mean, Unit.YEARS)
            for arm, mean in (("a", 53.4), ("b", 46.5))
        ),
        *(result(f"arms.age.{arm}.sd", 5.1, Unit.YEARS) for arm in "ab"),
        *(
            result(f"arms.sex.{arm}.f.percent", p, Unit.PERCENT)
            for arm, p in (("a", 60), ("b", 20))
        ),
        result("arms.age.p", 0.02, Unit.P_VALUE),
    )
    assert "53.4 (SD 5.1) years in arm A and 46.5 (SD 5.1) years in arm B" == said(
        of.means("arms.age", "years")
    )
    assert "higher age (mean, 53.4 in arm A versus 46.5 years in arm B; p=0.020)" == said(
        of.difference_of_means("arms.age", "age", "years")
    )
    with pytest.raises(ValueError, match="declares no comparison other of two groups"):
        of.means("other.age", "years")


@pytest.mark.parametrize(
    ("benefit", "no_benefit", "text"),
    [(53.4, 46.5, "higher"), (46.5, 46.5, "lower"), (46.4, 46.5, "lower")],
)
def test_the_direction_of_a_difference_of_means(benefit, no_benefit, text):
    assert text == said(comparisons(*ages(benefit, no_benefit)).higher_or_lower("age"))


def test_a_difference_of_means_with_its_size():
    printed = comparisons(*ages(53.4, 46.5)).difference_of_means(
        "age", "age at diagnosis", "years", "benefit"
    )
    text = "higher age at diagnosis (mean, 53.4 with versus 46.5 years without benefit; p=0.020)"
    assert text == said(printed)


@pytest.mark.parametrize(("p", "is_printed"), [(0.0499, True), (0.05, False), (0.0501, False)])
def test_a_difference_is_printed_where_its_test_is_significant(p, is_printed):
    of = comparisons(*ages(53.4, 46.5, p), *sexes((8, 8), (1, 7), p))
    assert is_printed == bool(of.difference_of_means("age", "age", "years"))
    assert is_printed == bool(of.difference_of_shares("by_sex.benefit", "yes", SEXES))


SEXES = (("f", "woman", "women", "female sex"), ("m", "man", "men", "male sex"))


def sexes(women, men, p=0.007):
    """Of women and of men, each how many of how many benefited."""
    for key, (n, of) in {"f": women, "m": men}.items():
        percent = 100 * n / of if of else UNDEFINED
        yield replace(result(f"by_sex.benefit.{key}.yes.n", n), n=of)
        yield replace(result(f"by_sex.benefit.{key}.yes.percent", percent, Unit.PERCENT), n=of)
    yield result("by_sex.benefit.p", p, Unit.P_VALUE)


@pytest.mark.parametrize(
    ("women", "men", "text"),
    [
        ((5, 8), (2, 7), "five of eight women (62.5%) and two of seven men (28.6%; p=0.007)"),
        ((8, 8), (0, 7), "all eight women and none of seven men (0.0%; p=0.007)"),
        ((2, 2), (1, 2), "both women and one of two men (50.0%; p=0.007)"),
        ((1, 1), (0, 1), "the only woman and no man (n=1; p=0.007)"),
        ((12, 30), (30, 30), "12 of 30 women (40.0%) and all 30 men (p=0.007)"),
        ((0, 0), (3, 7), ""),
    ],
)
def test_the_share_of_each_group(women, men, text):
    of = comparisons(*sexes(women, men))
    assert text == said(of.shares_by("by_sex.benefit", "yes", SEXES))


@pytest.mark.parametrize(
    ("women", "men", "text"),
    [
        ((8, 8), (1, 7), "female sex (all eight women and one of seven men [14.3%]; p=0.007)"),
        ((1, 8), (7, 7), "male sex (one of eight women [12.5%] and all seven men; p=0.007)"),
    ],
)
def test_a_difference_of_shares_names_the_group_with_the_larger_share(women, men, text):
    of = comparisons(*sexes(women, men))
    assert text == said(of.difference_of_shares("by_sex.benefit", "yes", SEXES))


@pytest.mark.parametrize(
    ("smallest", "text"),
    [(15, "Three of 15 patients (20.0%)"), (16, "Three of 15 patients")],
)
def test_a_small_group_has_counts_without_percentages(smallest, text):
    of = phrases(counts(response__orr=3))
    small = replace(of, printer=replace(of.printer, percentages_from=smallest))
    assert text == said(small.of_all("response.orr", start=True, percent=True))


@pytest.mark.parametrize(
    ("median", "low", "high", "text"),
    [
        (2.9, 2.1, 6.4, "2.9 months (95% CI 2.1-6.4)"),
        (2.9, 2.1, NOT_REACHED, "2.9 months (95% CI 2.1 to not reached)"),
        (2.9, NOT_REACHED, NOT_REACHED, "2.9 months"),
        (NOT_REACHED, 2.1, NOT_REACHED, "not reached"),
    ],
)
def test_an_estimate_with_the_interval_that_it_has(median, low, high, text):
    of = comparisons(
        result("m", median, Unit.MONTHS),
        result("m.ci_low", low, Unit.MONTHS),
        result("m.ci_high", high, Unit.MONTHS),
    )
    assert text == said(of.estimate("m"))


def test_groups_by_whether_they_reach_a_median():
    of = comparisons(
        *counts(response__cr=3, response__pr=2, response__pd=0),
        result("by.cr.median", NOT_REACHED, Unit.MONTHS),
        result("by.pr.median", 10.8, Unit.MONTHS),
    )
    sorted_ = of.medians("by", "response", ["CR", "PR", "PD"])
    assert isinstance(sorted_, Medians)
    assert ["10.8 months for partial response (n=2)"] == list(map(said, sorted_.reached))
    assert ["complete response (n=3)"] == list(map(said, sorted_.not_reached))
    assert ((), ()) == (sorted_.single, sorted_.single_not_reached)


def test_a_single_patient_has_a_time_and_no_median():
    of = comparisons(
        *counts(response__cr=1, response__pr=1, response__pd=0),
        result("by.cr.median", NOT_REACHED, Unit.MONTHS),
        result("by.pr.median", 10.8, Unit.MONTHS),
    )
    sorted_ = of.medians("by", "response", ["CR", "PR", "PD"])
    assert ((), ()) == (sorted_.reached, sorted_.not_reached)
    time = "10.8 months in the only patient with partial response"
    assert [time] == list(map(said, sorted_.single))
    ongoing = list(map(said, sorted_.single_not_reached))
    assert ["the only patient with complete response"] == ongoing


def test_factors_by_what_their_tests_gave():
    of = comparisons(
        result("sex.p", 0.04, Unit.P_VALUE),
        result("site.p", 0.05, Unit.P_VALUE),
        result("prior.p", UNDEFINED, Unit.P_VALUE),
    )
    found = of.tests([["sex.p", "sex"], ["site.p", "site"], ["prior.p", "prior treatment"]])
    assert isinstance(found, FactorsByTest)
    assert ["sex (p=0.040)"] == list(map(said, found.associated))
    assert ["site (p=0.050)"] == list(map(said, found.not_associated))
    assert ["prior treatment"] == list(map(said, found.untestable))


AGREE = "The sensitivity analyses led to the same reading for {}."
DIFFER = "did not all agree with the main analysis for {} (Welch, p=0.020; Mann-Whitney, p=0.060)."


@pytest.mark.parametrize(
    ("age", "ldh", "text"),
    [
        ((0.2, 0.3, 0.4), (0.01, 0.02, 0.03), AGREE.format("age and LDH")),
        ((0.2, 0.3, 0.4), (0.01, UNDEFINED, 0.03), AGREE.format("age")),
        (
            (0.01, 0.02, 0.06),
            (0.2, 0.3, 0.4),
            f"{AGREE.format('LDH')} They {DIFFER.format('age')}",
        ),
        (
            (UNDEFINED, UNDEFINED, UNDEFINED),
            (0.01, 0.02, 0.06),
            f"The sensitivity analyses {DIFFER.format('LDH')}",
        ),
        ((UNDEFINED, UNDEFINED, UNDEFINED), (0.01, UNDEFINED, 0.06), ""),
    ],
)
def test_for_which_variables_the_analyses_agree(age, ldh, text):
    ids = [
        f"{name}.{test}" for name in ("age", "ldh") for test in ("p", "welch_p", "mann_whitney_p")
    ]
    of = comparisons(
        *(result(id_, p, Unit.P_VALUE) for id_, p in zip(ids, (*age, *ldh), strict=True))
    )
    assert text == said(of.sensitivity([["age", "age"], ["ldh", "LDH"]]))


@pytest.mark.parametrize(
    ("months", "is_ongoing", "text"),
    [
        (0.9, False, "recurred at the next assessment"),
        (3.0, False, "recurred after 3.0 months"),
        (0.9, True, "had not recurred at the last assessment, which followed within a month"),
        (
            34.2,
            True,
            "had not recurred at the last assessment (duration of response, 34.2+ months)",
        ),
    ],
)
def test_what_followed_a_response(months, is_ongoing, text):
    of = comparisons(result("d", months, Unit.MONTHS, is_ongoing=is_ongoing))
    assert text == said(of.recurrence("d"))


def test_results_without_a_value_cannot_be_compared():
    of = comparisons(*ages(53.4, UNDEFINED))
    with pytest.raises(ValueError, match="cannot be compared"):
        of.higher_or_lower("age")
