"""Survival curves: what every curve must be is proof, what censoring can explain is none."""

import pytest

from il2report.audit import Certainty

PROVED, SUSPICIOUS = {Certainty.PROVED}, {Certainty.SUSPICIOUS}


@pytest.fixture
def outcome(found):
    def run(typed, n="41"):
        return {finding.certainty for finding in found(f"[survival.os]\n{typed}", n=n)}

    return run


def test_an_estimate_needs_to_be_no_share_of_the_patients(outcome):
    assert set() == outcome("at.12 = { percent.T = 53.4 }")


def test_without_censoring_before_it_is_a_share(outcome):
    for stated in ("complete_until = 12", "censored.T = 0"):
        assert PROVED == outcome(f"{stated}\nat.12 = {{ percent.T = 53.4 }}")
        assert set() == outcome(f"{stated}\nat.12 = {{ percent.T = 53.7 }}")  # 22 of 41
    assert set() == outcome("complete_until = 11\nat.12 = { percent.T = 53.4 }")
    assert set() == outcome("censored.T = 1\nat.12 = { percent.T = 53.4 }")


@pytest.mark.parametrize(
    ("later", "certainties"), [("53.3", set()), ("53.4", set()), ("53.7", PROVED)]
)
def test_a_curve_never_rises(outcome, later, certainties):
    typed = f"at.6 = {{ percent.T = 53.4 }}\nat.12 = {{ percent.T = {later} }}"
    assert certainties == outcome(typed)


def test_an_incidence_never_falls(outcome):
    typed = "rises = true\nat.6 = { percent.T = 53.4 }\nat.12 = { percent.T = 50.0 }"
    assert PROVED == outcome(typed)
    assert set() == outcome(typed.replace("50.0", "60.0"))


@pytest.mark.parametrize(("percent", "certainties"), [("100.0", set()), ("101.2", PROVED)])
def test_an_estimate_is_at_most_a_hundred(outcome, percent, certainties):
    assert certainties == outcome(f"at.6 = {{ percent.T = {percent} }}")


@pytest.mark.parametrize(
    ("risk", "certainties"),
    [("41, 20, 19", set()), ("41, 20, 20", set()), ("41, 20, 21", PROVED), ("40, 20, 20", SUSPICIOUS), ("42, 20, 20", PROVED)],
)  # fmt: skip
def test_numbers_at_risk_begin_with_all_and_never_rise(outcome, risk, certainties):
    counts = dict(zip(("0", "12", "24"), risk.split(", "), strict=True))
    typed = "\n".join(f"at.{time} = {{ at_risk.F = {count} }}" for time, count in counts.items())
    assert certainties == outcome(typed)


def test_with_delayed_entry_numbers_at_risk_may_rise(outcome):
    typed = "delayed_entry = true\nat.0 = { at_risk.F = 4 }\nat.12 = { at_risk.F = 9 }"
    assert set() == outcome(typed)


@pytest.mark.parametrize(("censored", "certainties"), [(10, SUSPICIOUS), (11, set()), (12, PROVED)])
def test_events_and_censored_are_all(outcome, censored, certainties):
    assert certainties == outcome(f"events.T = 30\ncensored.T = {censored}")


def test_the_patients_of_a_curve_may_have_a_number_of_their_own(outcome):
    assert set() == outcome("n.T = 40\nevents.T = 30\ncensored.T = 10")


@pytest.mark.parametrize(
    ("percent", "certainties"),
    # 20 at risk at 24 and 10 events make at least 20 / 30 = 66.7 percent before
    [
        ("66.7", set()),
        ("66.6", {Certainty.UNLESS_TRUNCATED}),
        ("66.5", PROVED),
        ("90.0", set()),
    ],
)
def test_an_estimate_is_at_least_what_those_at_risk_later_need(outcome, percent, certainties):
    typed = f"events.T = 10\nat.12 = {{ percent.T = {percent} }}\nat.24 = {{ at_risk.F = 20 }}"
    assert certainties == outcome(typed)


def test_those_at_risk_at_the_same_time_may_all_have_their_event_at_it(outcome):
    assert set() == outcome("at.12 = { percent.T = 0.0, at_risk.F = 20 }")


@pytest.mark.parametrize(
    ("median", "percent", "certainties"),
    [
        ("12.5", "49.0", PROVED),
        ("12.0", "49.0", set()),
        ("12.5", "50.0", set()),
        ("11.0", "51.0", SUSPICIOUS),
        ("11.0", "50.0", set()),
        ("12.0", "51.0", set()),
    ],
)
def test_the_curve_is_at_a_half_at_its_median(outcome, median, percent, certainties):
    assert certainties == outcome(f"median.T = {median}\nat.12 = {{ percent.T = {percent} }}")


def test_curves_of_groups_have_the_patients_of_the_groups(found):
    typed = "groups.a.n = 10\n[survival.os.by.a]\nevents.T = 8\ncensored.T = {}"
    assert [] == list(found(typed.format(2)))
    assert PROVED == {f.certainty for f in found(typed.format(3))}


def test_an_interval_contains_its_estimate(outcome):
    assert PROVED == outcome('at.12 = { percent.T = 53.4, ci.T = "54.1 to 70.2" }')
    assert set() == outcome('at.12 = { percent.T = 53.4, ci.T = "37.1 to 67.2" }')


@pytest.mark.parametrize(
    ("label", "count", "certainties"),
    [
        ("Alive at one year", "", SUSPICIOUS),
        ("Overall survival, 12 months", "", SUSPICIOUS),
        ("1-year PFS", "", SUSPICIOUS),
        ("Response", "", PROVED),
        ("Alive at one year", "count.T = 22", PROVED),
    ],
)
def test_a_percentage_that_may_be_of_a_curve_is_suspicious_unless_counted(
    found, label, count, certainties
):
    typed = f'[features.x]\nlabel = "{label}"\npercent.T = 53.4\n{count}'
    findings = [f for f in found(typed, n="41") if f.check == "impossible-percentages"]
    assert certainties == {f.certainty for f in findings}
