"""Declarations are read as they are meant, or refused with the name of what is wrong."""

import tomllib

import pytest
from pydantic import ValidationError

from il2report.study.declarations import Declarations

AGE = '[[variable]]\nname = "age"\nkind = "number"\nlabel = "Age"\n'
SEX = '[[variable]]\nname = "sex"\nkind = "category"\nlabel = "Sex"\n'
OS = '[[endpoint]]\nname = "os"\nlabel = "Overall survival"\nstart = "entry"\nevent = ["death"]\ncensor = "last"\n'


def read(text: str) -> Declarations:
    return Declarations.model_validate(tomllib.loads(text))


def refusal(text: str) -> str:
    with pytest.raises(ValidationError) as raised:
        read(text)
    return str(raised.value)


def test_a_derivation_settles_the_kind() -> None:
    old = '[[variable]]\nname = "old"\nlabel = "Old"\ncut = { of = "age", at = [65] }\n'
    assert read(AGE + old).variables["old"].of_kind == "ordered"


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ('[[variable]]\nname = "x"\nlabel = "X"\n', "x needs a kind"),
        ('[[variable]]\nname = "x"\nlabel = "X"\nkind = "number"\ncount = { table = "t" }\nany_of = { table = "t" }\n', "x has any_of and count"),
        ('[[variable]]\nname = "x"\nlabel = "X"\nkind = "category"\ncount = { table = "t" }\n', "x: count gives the kind number"),
        ('[[variable]]\nname = "x"\nlabel = "X"\nkind = "category"\nunit = "mm"\n', "x is no number"),
        ('[[variable]]\nname = "x"\nlabel = "X"\nkind = "number"\nreference = "a"\n', "no reference level"),
        ('[[variable]]\nname = "x"\nlabel = "X"\nkind = "number"\nleast = 5\nmost = 4\n', "x: most is below least"),
        ('[[variable]]\nname = "x"\nlabel = "X"\ncut = { of = "age", at = [65, 50] }\n', "must rise"),
        ('[[variable]]\nname = "x"\nlabel = "X"\ncut = { of = "age", at = [65], labels = ["a"] }\n', "labels should be 2"),
        ('[[variable]]\nname = "x"\nlabel = "X"\nratio = ["y", "age"]\n', "there is no y"),
        (AGE, "age is declared twice"),
        ('[[endpoint]]\nname = "pfs"\nlabel = "P"\nstart = "entry"\n', "pfs lacks event, censor"),
        ('[[endpoint]]\nname = "pfs"\nlabel = "P"\ntime = "t"\n', "pfs is measured and lacks"),
        ('[[endpoint]]\nname = "cohort"\nlabel = "P"\nstart = "a"\nevent = ["b"]\ncensor = "c"\n', "the name cohort is taken"),
        ('[[comparison]]\nname = "by_sex"\nby = "sx"\n', "there is no sx. Did you mean sex?"),
        ('[[comparison]]\nname = "by_sex"\nby = "country"\n', "there is no country. It may be age, sex"),
        ('[[comparison]]\nname = "by_sex"\nby = "sex"\ntests = { age = "fisher" }\n', "fisher is no test of age"),
        ('[[comparison]]\nname = "by_sex"\nby = "sex"\ntests = { os = "student" }\n', "student is no test of os"),
        ('[[comparison]]\nname = "os"\nby = "sex"\n', "os is declared twice"),
        ('[[model]]\nname = "m"\nkind = "cox"\nvariables = ["age"]\n', "a cox model has an endpoint"),
        ('[[model]]\nname = "m"\nkind = "logistic"\nendpoint = "os"\nvariables = ["age"]\n', "a logistic model has an outcome"),
        ('[[model]]\nname = "m"\nkind = "cox"\nendpoint = "pfs"\nvariables = ["age"]\n', "there is no pfs"),
        ('[[subset]]\nname = "s"\nlabel = "S"\nwhere = { stage = ["1"] }\n', "there is no stage"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(block: str, message: str) -> None:
    assert message in refusal(AGE + SEX + OS + block)


def test_variables_that_rest_on_each_other_are_refused() -> None:
    circle = "".join(
        f'[[variable]]\nname = "{name}"\nlabel = "L"\ndifference = ["age", "{other}"]\n'
        for name, other in (("x", "y"), ("y", "x"))
    )
    assert "derived from each other: x, y" in refusal(AGE + circle)


def test_of_several_tests_the_first_is_the_main_one() -> None:
    block = '[[comparison]]\nname = "c"\nby = "sex"\ntests = { number = ["student", "welch"], age = "anova" }\n'
    comparison = read(AGE + SEX + block).comparison[0]
    assert comparison.tests_of("number") == ("student", "welch")
    assert comparison.tests_of("age", "number") == ("anova",)
    assert comparison.tests_of("sex", "category") == ()
