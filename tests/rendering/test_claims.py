"""A claim is printed while it holds, gives way to another wording, or is marked and reported."""

from functools import partial

import pytest
from jinja2 import TemplateSyntaxError
from plain_text import rendered

from il2report.errors import Place, Severity
from il2report.pages.manuscript import Typesetter
from il2report.templating.claims import ClaimNamedTwice, Outcome, broken
from il2report.templating.environment import syntax_tree
from il2report.templating.template_lint import template_findings

FILE = "templates/sections/discussion.md.j2"
HOLDING = 'value("response.orr.n") == value("cohort.n")'
"""Overall response in 3 of 15 patients, 20.0%: false in the reference study."""


@pytest.fixture
def set_text(case, tmp_path):
    """Render one text as the discussion of a situation: what it prints, and its typesetter."""

    def printed(text, name="reference"):
        own = tmp_path / FILE
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(text, encoding="utf-8")
        study, results, _ = case(name)
        setter = Typesetter(study, results, tmp_path)
        return rendered(setter, "discussion"), setter

    return printed


def claimed(condition, wordings=" It is so."):
    return f'First.\n{{% claim "it-is-so" when {condition} %}}{wordings}{{% endclaim %}}'


def test_a_claim_that_holds_prints_its_sentence(set_text):
    text, setter = set_text(claimed('value("response.orr.percent") > lit_value("atkins1999.orr")'))
    [claim] = setter.claims.made
    assert "First.\n It is so." == text
    assert ("it-is-so", Place(FILE, 2), Outcome.HOLDS) == (claim.name, claim.place, claim.outcome)
    assert "It is so." == claim.sentence
    assert "response.orr.percent = 20.0%; atkins1999.orr = 16%" == claim.values
    assert () == setter.claims.findings()


def test_a_claim_that_fails_without_another_wording_is_marked(set_text):
    text, setter = set_text(claimed(HOLDING))
    mark = '<mark class="claim-broken"><strong>[claim no longer holds]</strong> It is so.</mark>'
    assert f"First.\n {mark}" == text
    assert [Outcome.BROKEN] == [claim.outcome for claim in setter.claims.made]


def test_a_broken_claim_is_a_notice_with_the_values_that_broke_it(set_text):
    [finding] = set_text(claimed(HOLDING))[1].claims.findings()
    assert ("broken-claim", Place(FILE, 2), Severity.NOTICE) == (
        finding.code,
        finding.place,
        finding.severity,
    )
    assert (
        "the claim it-is-so no longer holds (response.orr.n = 3; cohort.n = 15): 'It is so.'."
        " Correct the sentence, or give it another wording behind {% else %}"
    ) == finding.message


@pytest.mark.parametrize(
    ("wordings", "printed"),
    [
        (" A.{% else %} B.", " B."),
        (' A.{% elif value("response.orr.n") %} B.{% else %} C.', " B."),
        (' A.{% elif not value("response.orr.n") %} B.{% else %} C.', " C."),
        (' A.{% elif value("response.orr.n") %} B.', " B."),
        (" A.{% else %}", ""),
    ],
)
def test_another_wording_is_used_where_the_template_gives_one(set_text, wordings, printed):
    text, setter = set_text(claimed(HOLDING, wordings))
    assert f"First.\n{printed}" == text
    assert [(Outcome.ALTERNATIVE, printed.strip())] == [
        (claim.outcome, claim.sentence) for claim in setter.claims.made
    ]
    assert () == setter.claims.findings()


def test_a_claim_is_broken_when_no_other_wording_fits_either(set_text):
    wordings = ' A.{% elif not value("response.orr.n") %} B.'
    [claim] = set_text(claimed(HOLDING, wordings))[1].claims.made
    assert (Outcome.BROKEN, "A.") == (claim.outcome, claim.sentence)


def test_the_values_named_are_those_that_the_first_condition_asked_for(set_text):
    condition = 'value("response.orr.n") > 5 and value("cohort.n") > 5'
    wordings = ' A.{% elif value("response.pd.n") %} B.{% endif %}'.removesuffix("{% endif %}")
    [claim] = set_text(claimed(condition, wordings))[1].claims.made
    assert ["response.orr.n"] == [reading.id for reading in claim.readings]


def test_a_wording_that_is_not_printed_cites_nothing(set_text):
    _, setter = set_text(claimed(HOLDING, ' A {{ cite("atkins1999") }}.{% else %} B.'))
    assert [] == list(setter.citations.order)


@pytest.mark.parametrize("comparison", ["> 2", "< 2", "== 2", "!= 2"])
def test_a_claim_about_a_value_that_the_data_cannot_give_does_not_hold(set_text, comparison):
    condition = f'value("progression.median") {comparison}'
    [claim] = set_text(claimed(condition), "nobody progressed")[1].claims.made
    [reading] = claim.readings
    assert (Outcome.BROKEN, "not reached") == (claim.outcome, reading.text)
    assert claim.values.startswith("progression.median is not reached: ")
    assert len(reading.reason) > 10


def test_a_condition_may_ask_first_whether_there_is_a_value(set_text):
    condition = 'not is_estimable("progression.median") or value("progression.median") > 2'
    _, setter = set_text(claimed(condition), "nobody progressed")
    assert [Outcome.HOLDS] == [claim.outcome for claim in setter.claims.made]


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ('leading("toxicity", "grade_4.n")', [f"toxicity.{term}.grade_4.n" for term in ("hypophosphatemia", "hypotension", "rhabdomyolysis")]),
        ('significant("correlates.sex.p", "correlates.ldh.p")', ["definitions.alpha", "correlates.sex.p", "correlates.ldh.p"]),
        ('value("cohort.n") < constant_value("definitions.alpha")', ["cohort.n", "definitions.alpha"]),
        ('value("cohort.n") == value("cohort.n")', ["cohort.n"]),
    ],
)  # fmt: skip
def test_every_call_that_asks_is_recorded_once(set_text, condition, ids):
    [claim] = set_text(claimed(condition))[1].claims.made
    assert sorted(ids) == sorted(reading.id for reading in claim.readings)


def test_many_values_are_counted_and_not_all_named(set_text):
    [claim] = set_text(claimed('ranked("toxicity", "all_grades.n")'))[1].claims.made
    assert len(claim.readings) > 8
    assert claim.values.endswith(f"; and {len(claim.readings) - 8} more")


def test_a_claim_may_stand_within_a_claim(set_text):
    inner = '{% claim "inner" when value("response.orr.n") > 5 %} A{% else %} B{% endclaim %}'
    text, setter = set_text(claimed('value("cohort.n")', f" Outer{inner}."))
    assert "First.\n Outer B." == text
    assert ["inner", "it-is-so"] == [claim.name for claim in setter.claims.made]
    assert ["cohort.n"] == [reading.id for reading in setter.claims.made[1].readings]


def test_a_claim_sees_the_names_that_the_section_set(set_text):
    text, _ = set_text("{% set word = 'so' %}" + claimed('value("cohort.n")', " It is {{ word }}."))
    assert "First.\n It is so." == text


def test_two_claims_of_one_name_are_refused(set_text):
    twice = claimed('value("cohort.n")') + "\n" + claimed('value("cohort.n")')
    with pytest.raises(ClaimNamedTwice, match="is in templates/sections/discussion"):
        set_text(twice)


def test_a_section_may_be_rendered_again(set_text):
    _, setter = set_text(claimed('value("cohort.n")'))
    rendered(setter, "discussion")
    assert ["it-is-so"] * 2 == [claim.name for claim in setter.claims.made]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{% claim "a" when true %}x{% endclaim %}', "asks for no result"),
        ('{% claim "a" when lit_value("b") > 1 %}x{% endclaim %}', "asks for no result"),
        ('{% claim "A b" when value("c") %}x{% endclaim %}', "needs a name of lower-case words"),
        ('{% claim "a" value("c") %}x{% endclaim %}', "expected token 'when'"),
        ('{% claim when value("c") %}x{% endclaim %}', "expected token 'string'"),
        ('{% claim "a" when value("c") %}x', "Unexpected end of template"),
        ('{% claim "a" when value("c") %}x{% else %}y{% else %}z{% endclaim %}', "unknown tag 'else'"),
    ],
)  # fmt: skip
def test_a_claim_that_is_written_wrongly_is_named_with_its_line(source, message):
    with pytest.raises(TemplateSyntaxError) as error:
        syntax_tree(f"One\n{source}")
    assert 2 == error.value.lineno
    assert message in error.value.message


def test_the_prose_of_a_claim_is_linted_and_its_condition_is_not():
    source = '{% claim "a" when value("a.n") > 4 %}\nof 15{% else %}\nin 3{% endclaim %}'
    assert [2, 3] == [finding.place.row for finding in template_findings(source, "x.md.j2", ())]


def test_arithmetic_in_the_condition_of_a_claim_is_found():
    source = '{% claim "a" when value("a.n") - value("b.n") > 4 %}x{% endclaim %}'
    assert ["template-arithmetic"] == [
        finding.code for finding in template_findings(source, "x", ())
    ]


MARK = partial('<mark class="claim-broken"><strong>[claim no longer holds]</strong> {}</mark>'.format)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (" One.\n", f" {MARK('One.')}\n"),
        ("One.\n\nTwo.", f"{MARK('One.')}\n\n{MARK('Two.')}"),
        ("One.\n\n<!-- float:table.toxicity -->\n\n", f"{MARK('One.')}\n\n<!-- float:table.toxicity -->\n\n"),
    ],
)  # fmt: skip
def test_a_mark_stays_within_its_paragraph(text, marked):
    assert marked == broken(text)
