"""Analysis data sets of the CDISC ADaM standard as the source of a study's tables."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, Strict, model_validator

from il2report.errors import STATISTICAL
from il2report.parsing import toml_value
from il2report.study.notation import Line, Section
from il2report.study.redcap.mapping import DataFile

HEADING = re.compile(rb"^\s*\[\[?\s*source\s*\.\s*adam\s*[].]", re.MULTILINE)
SUFFIXES = (*STATISTICAL, ".csv")

DataSetName = Literal["adsl", "adae", "adtte", "adrs"]


def _upper(text: object) -> object:
    return text.upper() if isinstance(text, str) else text


def _as_list(values: object) -> object:
    return values if isinstance(values, list) else [values]


def _is_read(file: str) -> str:
    if PurePosixPath(file).suffix not in SUFFIXES:
        raise ValueError(f"{file!r} should end in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    return file


AdamFile = Annotated[DataFile, AfterValidator(_is_read)]
AdamName = Annotated[str, BeforeValidator(_upper), Field(pattern=r"^[A-Z_][A-Z0-9_]*$")]
"""A variable or a PARAMCD; SAS takes no notice of letter case."""
AdamNames = Annotated[tuple[AdamName, ...], Strict(strict=False)]
AdamValues = Annotated[tuple[Line, ...], Strict(strict=False), BeforeValidator(_as_list)]


class Adam(Section):
    """The files of the data sets, within data/, and the variables and parameters that are read.

    A column of the table `patients` is the variable of ADSL of the same name, one of
    `adverse_events` that of ADAE.
    """

    adsl: AdamFile
    """The file of ADSL: one record per subject."""
    adae: AdamFile | None = None
    """The file of ADAE: adverse events."""
    adtte: AdamFile | None = None
    """The file of ADTTE: times to events."""
    adrs: AdamFile | None = None
    """The file of ADRS: responses."""
    population: AdamName | None = None
    """The flag of ADSL that is Y for the subjects of the study, such as SAFFL."""
    arm: AdamName | None = None
    """The variable of ADSL that becomes the column `arm`, such as TRT01A."""
    term: AdamName = "AEDECOD"
    """The variable of ADAE with the name of the event."""
    system: AdamName = "AEBODSYS"
    """The variable of ADAE with its organ system."""
    grade: AdamName | None = None
    """The variable of ADAE with its grade: AETOXGR or AESEV; without it the first that there is."""
    related: AdamName | None = None
    """The variable of ADAE that becomes the column `related`, such as AREL."""
    ended_treatment: AdamName | None = None
    """The variable of ADAE that becomes the column `ended_treatment`, such as AEACN."""
    treatment_emergent: bool | None = None
    """Whether only events with TRTEMFL = Y are read."""
    times: AdamNames = ()
    """Parameters (PARAMCD) of ADTTE: OS becomes the columns `os_aval` and `os_cnsr`."""
    response: AdamName | None = None
    """The parameter (PARAMCD) of ADRS whose AVALC becomes the column `best_response`."""
    response_codes: Mapping[Line, Line] = Field(default_factory=dict)
    """Codes of the study by values of AVALC, where they differ."""
    where: Mapping[DataSetName, Mapping[AdamName, AdamValues]] = Field(default_factory=dict)
    """By data set the values that a record must have to be read, by variable."""

    @model_validator(mode="after")
    def names_the_files_that_it_reads(self) -> Self:
        """Refuse settings of a data set that is not named."""
        if self.times and self.adtte is None:
            raise ValueError("times are read from ADTTE; name its file: adtte")
        if self.response and self.adrs is None:
            raise ValueError("response is read from ADRS; name its file: adrs")
        if self.response_codes and self.response is None:
            raise ValueError("response_codes belong to a response; give response, a PARAMCD")
        for name in self.where:
            if getattr(self, name) is None:
                raise ValueError(f"where.{name}: name the file of that data set: {name}")
        return self

    @property
    def files(self) -> Mapping[str, str]:
        """The files by data set, as paths within the study."""
        named = {name: getattr(self, name) for name in ("adsl", "adae", "adtte", "adrs")}
        return {name: f"data/{file}" for name, file in named.items() if file is not None}

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that the data sets give."""
        return ("patients", "adverse_events") if self.adae else ("patients",)


class Sources(Section):
    """Where the data come from: a reference, and files that are not tables of the study themselves."""

    reference: Line | None = None
    """The key of references.json that the data are from; `source = "key"` where there is no file."""

    adam: Adam | None = None
    """Data sets of the ADaM standard."""


def has_adam(content: bytes) -> bool:
    """Whether study.toml has a `[source.adam]` section, right or wrong."""
    return HEADING.search(content) is not None


def adam_in(content: bytes) -> Adam | None:
    """Read the section alone, whatever is wrong with the rest of study.toml.

    Parameters
    ----------
    content : bytes of study.toml

    Returns
    -------
    Adam, or None where there is none or it has a fault, which reading study.toml reports
    """
    try:
        return Adam.model_validate(toml_value(content.decode("utf-8-sig"))["source"]["adam"])
    except (KeyError, TypeError, ValueError):
        return None
