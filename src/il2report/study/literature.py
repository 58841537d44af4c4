"""literature.toml: figures that other publications report, each under its reference."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, Strict, ValidationError
from pydantic_core import PydanticCustomError

from il2report.errors import Finding, Place, Report
from il2report.study.notation import Codes, Line, Section, read_toml, setting_finding
from il2report.values import Unit

FILE = "data/literature.toml"
OF_FACT = Codes("bad-fact", "bad-fact", "bad-fact")
OF_UNIT = Codes("bad-fact", "bad-fact", "unknown-unit")


def _number(value: Any) -> Any:
    if type(value) in (int, float) and math.isfinite(value):
        return value
    raise PydanticCustomError("number_type", "Input should be a number, without quotation marks")


class LiteratureFigure(Section):
    """A published figure as its table in the file has it.

    `decimals` are those that the source prints. `note` says what else a reader of the source should
    know.
    """

    value: Annotated[int | float, BeforeValidator(_number)]
    unit: Annotated[Unit, Strict(strict=False)]
    label: Line
    decimals: int | None = Field(None, ge=0, le=6)
    note: str = ""


class LiteratureFact(LiteratureFigure):
    """A published figure; `id` is the reference's key and its name, "atkins1999.patients"."""

    id: str
    reference: str


def read_literature(content: bytes, report: Report) -> Mapping[str, LiteratureFact]:
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
    for reference, named in (read_toml(FILE, content, report) or {}).items():
        for name, entry in named.items() if isinstance(named, dict) else [("", named)]:
            if not isinstance(entry, dict):
                message = f"{reference} must have tables [{reference}.fact], one per figure"
                report(Finding("bad-fact", Place(FILE), message))
                continue
            given = {"id": f"{reference}.{name}", "reference": reference}
            try:
                fact = LiteratureFact.model_validate(entry | given)
            except ValidationError as error:
                for details in error.errors():
                    codes = OF_UNIT if details["loc"] == ("unit",) else OF_FACT
                    report(
                        setting_finding(FILE, details, LiteratureFigure, codes, (reference, name))
                    )
                continue
            facts[fact.id] = fact
    return MappingProxyType(facts)
