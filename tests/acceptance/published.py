"""The published figures of data/published.toml, read in plain Python.

The program's own reader is not used, so that this is a second opinion on it as well.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FILE = ROOT / "data" / "published.toml"

ENDINGS = {
    "n": "",
    "count": ".n",
    "percent": ".percent",
    "mean": ".mean",
    "sd": ".sd",
    "median": ".median",
    "range": ".min .max",
    "p": ".p",
    "value": "",
    "ci": "",
}
STATISTICS = {"range": ("minimum", "maximum"), "sd": ("SD",), "ci": ("low", "high")}
QUANTITIES = {
    "disease_free_cr value": "progression.disease_free_months.{CR}",
    "third_cycle count": "dosing.third_cycle.n",
    "status_cr": "status.{CR}",
    "status_mr": "status.{MR}",
    "prior_mr": "prior_agents.{MR}",
    "prior_cr": "prior_agents.{CR}",
    "sites_mr": "sites_besides_brain.{MR}",
    "sites_cr": "sites_besides_brain.{CR}",
    "lesions_cr": "brain.locations.{CR}",
    "lesions_mr": "brain.locations.{MR}",
    "last_mri_cr": "brain.last_diameters_mm.{CR}",
    "last_mri_mr": "brain.last_diameters_mm.{MR}",
    "lesion_count_cr value": "brain.{CR}.lesions",
    "lesion_count_mr value": "brain.{MR}.lesions",
    "other_sites": "cohort.sites_named_without_count",
}
"""The quantity of recomputed.py for what has no result of its own."""
NOT_OF_THE_COHORT = {"INT", "MET"}

Value = Fraction | float | int | str


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure as it is printed, and the id of the value that should reproduce it."""

    place: str
    what: str
    printed: str
    id: str
    is_result: bool = False
    reads: str = ""

    def agrees_with(self, value: Value) -> bool:
        """Say whether a value, rounded as the figure is, prints like it."""
        if isinstance(value, str):
            return value == (self.reads or self.printed)
        digits = self.printed.strip("+<>").replace(",", "")
        if "<" in self.printed:
            return value <= int(digits)
        if digits != self.printed.replace(",", ""):
            return int(value) >= int(digits)
        return rounded(value, len(digits.partition(".")[2])) == Decimal(digits)

    @property
    def name(self) -> str:
        """How `readings` of the file call it."""
        return f"{self.what} {self.place}"

    def __str__(self) -> str:
        return f"{self.place} {self.what} {self.printed}"


def rounded(value: Fraction | float, decimals: int) -> Decimal:
    """Round once, half away from zero, on the decimal value."""
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
    else:
        exact = Decimal(repr(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def document() -> dict[str, Any]:
    """The file, decimal numbers as they are typed."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"), parse_float=str)


def every_figure() -> list[PublishedFigure]:
    """List all that the file has, words included."""
    content = document()
    figures = [figure for table in content["tables"] for figure in _of_table(table)]
    for section in ("groups", "features", "measures", "values", "words", "tests"):
        for name, entry in content[section].items():
            figures += _of_entry(name, entry)
            for printed in entry.get("by", {}).values():
                figures += _of_entry(name, printed)
    return figures


def _of_entry(name: str, entry: Mapping[str, Any]) -> Iterator[PublishedFigure]:
    for key in ("n", "text", *ENDINGS):
        for place, typed in entry.get(key, {}).items() if key in entry else ():
            if key == "text":
                given = entry.get("result", "") or QUANTITIES.get(name, "")
                yield PublishedFigure(place, name, typed, given, reads=entry["reads"])
            elif key in ENDINGS:
                for text in typed if isinstance(typed, list) else [typed]:
                    yield from _of_text(name, key, place, str(text), entry)


def _of_text(
    name: str, key: str, place: str, text: str, entry: Mapping[str, Any]
) -> Iterator[PublishedFigure]:
    statistics = STATISTICS.get(key, (key,))
    texts = text.split("-") if len(statistics) == 2 else [text]
    endings = ENDINGS[key].split() or [""] * len(texts)
    for statistic, printed, ending in zip(statistics, texts, endings, strict=True):
        what = f"{name} {statistic}"
        result = f"{entry['result']}{ending}" if "result" in entry else ""
        result = entry.get("results", {}).get(key, result) or entry.get("setting", "")
        if key == "ci":
            result = entry.get("results", {}).get(f"ci_{statistic}", "")
        given = "" if what in QUANTITIES else result
        yield PublishedFigure(
            place, what, printed, given or QUANTITIES.get(what, ""), is_result=bool(given)
        )


def _of_table(table: Mapping[str, Any]) -> Iterator[PublishedFigure]:
    for row, cells in table["rows"].items():
        for column, cell in zip(table["grades"], cells, strict=True):
            if cell != "":
                result = f"toxicity.{row}.{column}.percent"
                what = f"{row}.{column} percent"
                yield PublishedFigure(table["place"], what, str(cell), result, is_result=True)


def losing_figures() -> set[str]:
    """Name the figures that the study overrules by others."""
    return {name for r in document()["readings"] if "overruled_by" in r for name in r["figures"]}


def published_figures() -> list[PublishedFigure]:
    """List the figures of the cohort that have to be reproduced."""
    lost = losing_figures()
    return [f for f in every_figure() if f.name not in lost and f.place not in NOT_OF_THE_COHORT]


def published_exceptions() -> dict[str, PublishedFigure]:
    """List the figures that other published figures rule out, by name."""
    lost = losing_figures()
    figures = {f.name: f for f in every_figure() if f.name in lost}
    denied = PublishedFigure("DIS", "statement pr", "0", "response.pr.n", is_result=True)
    return figures | {denied.name: denied}
