"""Analyses that the program does not do are refused by name, and listed in the docs."""

from pathlib import Path

import pytest

from il2report.study.configuration import read_configuration
from il2report.study.declarations.not_done import LISTED_IN, NOT_DONE, WORDS, not_done

ROOT = Path(__file__).parents[3]
MODEL = """
[[model]]
name = "os_cox"
kind = "cox"
endpoint = "os"
variables = ["age"]
"""


def findings_of(toml: str) -> list[str]:
    found: list[object] = []
    read_configuration(toml.encode(), found.append)
    return [str(each) for each in found if each.code == "not-done"]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ('strata = ["sex"]', "model.strata, entry 1: Stratified analyses"),
        ('interaction = ["a", "b"]', "model.interaction, entry 1: Interaction terms"),
        ('imputation = "mice"', "model.imputation, entry 1: Imputation of missing values"),
        ("nomogram = true", "model.nomogram, entry 1: Nomograms"),
    ],
)
def test_a_key_that_asks_for_what_is_not_done_is_refused_by_name(key: str, name: str) -> None:
    expected = f"study.toml: {name} are not done by this program; {LISTED_IN} lists what is not"
    assert [f"{expected} [not-done]"] == findings_of(MODEL + key)


@pytest.mark.parametrize("kind", ["poisson", "mixed", "Fine-Gray", "propensity score"])
def test_a_kind_that_is_not_done_is_refused_by_name(kind: str) -> None:
    found = findings_of(MODEL.replace('"cox"', f'"{kind}"'))
    assert [f"model.kind, entry 1 = '{kind}'"] == [each.split(": ")[1] for each in found]


def test_a_block_of_what_is_not_done_is_refused_by_name() -> None:
    (found,) = findings_of("[[competing_risks]]\nname = 'x'")
    assert found.startswith("study.toml: competing_risks: Competing-risk analyses")


def test_other_words_are_not_mistaken_for_it() -> None:
    assert [] == findings_of(MODEL + "stratta = 1")
    assert None is not_done("age")


def test_the_docs_list_everything_that_is_refused() -> None:
    text = (ROOT / LISTED_IN).read_text(encoding="utf-8")
    assert [] == [name for name in NOT_DONE if name.split(" and ")[0] not in text]


def test_no_word_asks_for_two_analyses() -> None:
    assert len(WORDS) == sum(map(len, NOT_DONE.values()))
