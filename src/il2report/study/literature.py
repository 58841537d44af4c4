"""literature.toml: figures that other publications report, each under its reference."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from il2report.errors import Finding, Place
from il2report.study.characters import visible, visible_values
from il2report.study.notation import toml_finding, toml_value

FILE = "data/literature.toml"

UnitName = Literal[
    "count",
    "percent",
    "p_value",
    "years",
    "months",
    "completed_months",
    "u_per_l",
    "doses",
    "millimeters",
    "grade",
    "flag",
]
"""The units of `il2report.results`, which stands above this layer; a test holds the two equal."""


GIVEN = ("id", "reference")
"""What the name of a fact's table already says."""


class LiteratureFact(BaseModel):
    """One published figure.

    `id` is the reference's key and the fact's name, "atkins1999.patients". `decimals` are those
    that the source prints. `note` says what else a reader of the source should know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str
    reference: str
    value: int | float = Field(allow_inf_nan=False)
    unit: UnitName
    label: str = Field(min_length=1)
    decimals: int | None = Field(None, ge=0, le=6)
    note: str = ""


def read_literature(
    content: bytes, report: Callable[[Finding], None]
) -> Mapping[str, LiteratureFact]:
    """Read the literature's figures, reporting every one that cannot be printed.

    Parameters
    ----------
    content : bytes of the file, UTF-8 TOML with one table [reference.fact] per figure
    report : called once per finding

    Returns
    -------
    mapping of LiteratureFact by id, in file order; without the facts that were reported
    """
    facts: dict[str, LiteratureFact] = {}
    for reference, name, entry in _entries(content, report):
        given = {"id": f"{reference}.{name}", "reference": reference}
        try:
            fact = LiteratureFact.model_validate(entry | given)
        except ValidationError as error:
            kinds = {str(details["loc"][0]): details["type"] for details in error.errors()}
            for key, kind in kinds.items():
                report(_fact_finding(f"{reference}.{name}", key, kind, entry))
            continue
        facts[fact.id] = fact
    return MappingProxyType(facts)


def _entries(
    content: bytes, report: Callable[[Finding], None]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for reference, facts in _document(content, report).items():
        for name, entry in facts.items() if isinstance(facts, dict) else [("", facts)]:
            if isinstance(entry, dict):
                yield reference, name, entry
            else:
                message = f"{reference} must hold tables [{reference}.fact], one per figure"
                report(Finding("bad-fact", Place(FILE), message))


def _document(content: bytes, report: Callable[[Finding], None]) -> dict[str, Any]:
    try:
        text = visible(FILE, content.decode("utf-8-sig"), report)
        document: dict[str, Any] = visible_values(FILE, toml_value(text), report)
    except UnicodeDecodeError as error:
        report(Finding("not-utf8", Place(FILE), f"byte {error.start} is not UTF-8 text"))
    except ValueError as error:
        report(toml_finding(FILE, error))
    else:
        return document
    return {}


def _fact_finding(fact: str, key: str, kind: str, entry: dict[str, Any]) -> Finding:
    if kind == "missing":
        return Finding("bad-fact", Place(FILE), f"{fact} has no {key}")
    if kind == "extra_forbidden":
        known = ", ".join(name for name in LiteratureFact.model_fields if name not in GIVEN)
        return Finding("bad-fact", Place(FILE), f"{fact} has a key {key}; known are {known}")
    if key == "unit":
        return Finding("unknown-unit", Place(FILE), f"{fact}: {_unit_hint(entry['unit'])}")
    return Finding("bad-fact", Place(FILE), f"{fact}: {key} cannot be {entry[key]!r}")


def _unit_hint(wrong: object) -> str:
    near = get_close_matches(str(wrong), get_args(UnitName), n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"there is no unit {wrong!r}; units are {', '.join(get_args(UnitName))}.{hint}"
