"""What holds of every result when it is printed, in any style, and written to results.json."""

import json
import re
from itertools import pairwise
from typing import NoReturn

import pytest
from drawn_studies import DrawnStudy, some_studies, studies
from hypothesis import given

from il2report.document.formats import NumberStyle, number_style
from il2report.document.printer import NOT_ESTIMABLE, NOT_REACHED, Printer
from il2report.document.results_json import results_json
from il2report.document.tree import words
from il2report.results import Unit
from il2report.study.journal_files import SHIPPED
from il2report.values import NotEstimable

NO_NUMBER = re.compile(r"\b(nan|inf|infinity|none|nat)\b", re.IGNORECASE)
FINGERPRINT = "0" * 64

STYLES = {name: number_style(name) for name in SHIPPED}
every_style = pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)


def refuse(token: str) -> NoReturn:
    raise AssertionError(f"results.json holds {token}")


@every_style
@some_studies
@given(study=studies())
def test_every_result_prints_as_a_number_or_in_words(style: NumberStyle, study: DrawnStudy) -> None:
    printer = Printer(study.catalogue, style)
    for result_id, result in study.catalogue.items():
        text = printer.text(result_id)
        assert not NO_NUMBER.search(text)
        if isinstance(result.value, NotEstimable):
            assert (NOT_REACHED if result.value.not_reached else NOT_ESTIMABLE) == text
        elif result.unit is Unit.FLAG:
            assert text in {"yes", "no"}
        else:
            assert re.fullmatch(r"[<>]?[\d.,·\u202f]+\+?", text), (result_id, text)


@every_style
@some_studies
@given(study=studies())
def test_every_way_to_print_a_result_can_print_it(style: NumberStyle, study: DrawnStudy) -> None:
    printer = Printer(study.catalogue, style)
    printed = [printer.quantity(result_id) for result_id in study.catalogue]
    for result_id, result in study.catalogue.items():
        stem, _, last = result_id.rpartition(".")
        printed.append(printer.denominator(result_id))
        if result.unit is Unit.P_VALUE:
            printed.append(printer.p(result_id))
        if result.unit is Unit.COUNT and result.is_estimable:
            printed.append(printer.counted(result_id, "patient", start=True))
        if last == "percent" and f"{stem}.n" in study.catalogue:
            printed.append(printer.share(stem))
        if last == "ci_low":
            printed += [printer.ci(stem), printer.interval(stem)]
        if last == "sd":
            printed.append(printer.mean_sd(stem))
        if last == "max":
            printed.append(printer.range(stem))
    assert [] == [text for text in map(words, printed) if NO_NUMBER.search(text)]


@every_style
@some_studies
@given(study=studies())
def test_results_json_gives_every_value_back_to_the_last_bit(
    style: NumberStyle, study: DrawnStudy
) -> None:
    printer = Printer(study.catalogue, style)
    text = results_json(printer, FINGERPRINT)
    document = json.loads(text, parse_constant=refuse)
    assert (1, style.name, FINGERPRINT) == (
        document["format"],
        document["style"],
        document["fingerprint"],
    )
    assert list(study.catalogue) == list(document["results"])
    for result_id, result in study.catalogue.items():
        entry = document["results"][result_id]
        assert (result.n, result.label, result.unit.value, result.method.key) == (
            entry["n"],
            entry["label"],
            entry["unit"],
            entry["method"],
        )
        assert printer.text(result_id) == entry["text"]
        assert list(result.patients) == entry["patients"].split()
        if isinstance(result.value, NotEstimable):
            assert (None, result.value.reason) == (entry["value"], entry["reason"])
        else:
            assert (result.value, type(result.value)) == (entry["value"], type(entry["value"]))
            assert "reason" not in entry


@some_studies
@given(study=studies())
def test_results_json_is_sorted_at_every_depth(study: DrawnStudy) -> None:
    printer = Printer(study.catalogue, STYLES["ama"])

    def in_order(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert all(one[0] < other[0] for one, other in pairwise(pairs))
        return dict(pairs)

    assert json.loads(results_json(printer, FINGERPRINT), object_pairs_hook=in_order)
