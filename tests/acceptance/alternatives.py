"""Counts again what the words in place of a figure say, from the results and the patients' rows."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Protocol

Expected = Callable[["Truth", re.Match[str]], Iterator[str]]


class Truth(Protocol):
    """What this module needs of `readback.Truth`."""

    @property
    def results(self) -> Mapping[str, Mapping[str, Any]]:
        """The results by id."""

    @property
    def patients(self) -> Mapping[str, Mapping[str, str]]:
        """The patients' rows by id."""

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Table and code by label."""


def _result(*ids: str) -> Expected:
    return lambda truth, _match: (truth.results[result_id]["text"] for result_id in ids)


def _days(patient: Mapping[str, str], until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(patient["entry_date"])).days


def _at_risk(truth: Truth, match: re.Match[str]) -> Iterator[str]:
    """Those whose own time is this month or later."""
    months = [
        _days(patient, patient["progression_date"] or patient["last_contact_date"]) / 30.4375
        for patient in truth.patients.values()
    ]
    yield str(sum(own >= int(match[2]) for own in months))
    yield match[2]


def _longest(truth: Truth, match: re.Match[str]) -> Iterator[str]:
    """The patient with the longest time from entry to last contact."""
    followed = {
        key: _days(patient, patient["last_contact_date"]) for key, patient in truth.patients.items()
    }
    yield max(followed, key=followed.__getitem__)


def _not_progressed(truth: Truth, match: re.Match[str]) -> Iterator[str]:
    yield truth.results["progression.events"]["text"]
    yield truth.results["progression.censored"]["text"]
    free = [key for key, patient in truth.patients.items() if not patient["progression_date"]]
    yield " and ".join(free)


def _kinds(truth: Truth, match: re.Match[str]) -> Iterator[str]:
    yield str(sum(table == "adverse_events" for table, _code in truth.labels.values()))


def _affected(grades: tuple[str, ...]) -> Expected:
    def expected(truth: Truth, match: re.Match[str]) -> Iterator[str]:
        table, code = truth.labels[match[1]]
        ids = (
            [f"toxicity.{code}.{grade}.n" for grade in grades]
            if table == "adverse_events"
            else [f"response.{code.lower()}.n"]
        )
        yield match[1]
        yield str(sum(truth.results[result_id]["value"] for result_id in ids))

    return expected


NAMED = r"([A-Z][\w/ ]+) in (\d+)"
STATEMENTS: Mapping[str, tuple[tuple[str, Expected], ...]] = {
    "Most frequent at grade 3 or higher": ((NAMED, _affected(("grade_3", "grade_4", "grade_5"))),),
    "": (
        (r"(?:for|of|among) (\d+) patients", _result("cohort.n")),
        (
            r"(\d+) progressed and (\d+) (?:was|were) censored",
            _result("progression.events", "progression.censored"),
        ),
        (
            r"(\d+) progressed and (\d+) had not progressed at last contact \(([^)]+)\)",
            _not_progressed,
        ),
        (r"Median ([\d.]+) months", _result("progression.median")),
        (r"(\d+) at month (\d+)", _at_risk),
        (r"that of (\w+), on top", _longest),
        (r"(\d+) kinds of adverse event", _kinds),
        (NAMED, _affected(("all_grades",))),
    ),
}
"""What a sentence may state, by how it begins; the groups of each pattern are held to the data."""


def alternative_slips(text: str, truth: Truth) -> list[str]:
    """Name every statement that the data do not bear out, and every number that is in none."""
    slips = []
    for sentence in re.split(r"\. |\.$", text):
        beginning = next(start for start in STATEMENTS if sentence.startswith(start))
        rest = sentence.removeprefix(beginning)
        for pattern, expected in STATEMENTS[beginning]:
            slips += [
                match[0]
                for match in re.finditer(pattern, rest)
                if list(match.groups()) != list(expected(truth, match))
            ]
            rest = re.sub(pattern, " ", rest)
        slips += re.findall(r"\S*\d\S*", rest)
    return slips
