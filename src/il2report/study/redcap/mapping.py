"""The `[redcap]` section of study.toml: from which field of a REDCap project each column is read."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, Strict, model_validator

from il2report.parsing import toml_value
from il2report.study.lookalikes import nearest
from il2report.study.notation import Line, Lines, Section

SECTION = "redcap"
"""The section of study.toml that maps its tables."""
HEADING = re.compile(rb"^\s*\[\[?\s*redcap\s*[].]", re.MULTILINE)


def _within_data(path: str) -> str:
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if path.startswith(("/", "\\")) or ".." in parts or ":" in path or not parts:
        raise ValueError(f"{path!r} is not a path below data/, such as redcap/export.csv")
    return str(PurePosixPath(*parts))


def _as_text(code: Any) -> Any:
    return str(code) if isinstance(code, int) and not isinstance(code, bool) else code


def _as_list(codes: Any) -> Any:
    return codes if isinstance(codes, list) else [codes]


def _as_source(source: Any) -> Any:
    match source:
        case str():
            return {"field": source}
        case dict() | ColumnSource():
            return source
        case _:
            raise ValueError('it should be a field, such as "sex", or { field = "sex", ... }')


DataFile = Annotated[str, AfterValidator(_within_data)]
Code = Annotated[str, BeforeValidator(_as_text)]
Codes = Annotated[tuple[Code, ...], Strict(strict=False), BeforeValidator(_as_list)]
Events = Annotated[Lines, BeforeValidator(_as_list)]


class ColumnSource(Section):
    """Where one column comes from: a field, the boxes of one, a field per code, or one value for all.

    `codes` turns REDCap's codes into the study's, "" for blank; `event` takes the field from another
    event of the same record.
    """

    field: Line | None = None
    checkbox: Line | None = None
    by_code: dict[Code, Line] | None = None
    value: Code | None = None
    codes: dict[Code, Code] = Field(default_factory=dict)
    event: Line | None = None

    @model_validator(mode="after")
    def has_one_origin(self) -> Self:
        """Refuse a column with two sources or none."""
        origins = ("field", "checkbox", "by_code", "value")
        given = [name for name in origins if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("give one of field, checkbox, by_code and value")
        if self.codes and given[0] == "value":
            raise ValueError("codes apply to a field, a checkbox or by_code, not to value")
        if self.event and given[0] != "field":
            raise ValueError(f"event applies to a field, not to {given[0]}")
        return self

    @property
    def named_fields(self) -> tuple[str, ...]:
        """The fields of the dictionary from which the column is read."""
        one = self.field or self.checkbox
        return (one,) if one else tuple((self.by_code or {}).values())


Source = Annotated[ColumnSource, BeforeValidator(_as_source)]


class MappingBlock(Section):
    """How rows of one table are read: one per row of an instrument, or one per ticked box.

    `where` keeps the rows in which every named field has one of its codes. Every other key is a
    column of the table.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Source] = Field(init=False)

    instrument: Line | None = None
    event: Events = ()
    where: dict[Line, Codes] = Field(default_factory=dict)

    @model_validator(mode="after")
    def rows_are_clear(self) -> Self:
        """Refuse two checkboxes in one block, and a field per code without a checkbox."""
        boxes = [column for column, source in self.sources if source.checkbox]
        if len(boxes) > 1:
            raise ValueError(
                f"{' and '.join(boxes)} are both checkboxes; only one checkbox can make the rows"
            )
        if not boxes and any(source.by_code is not None for _, source in self.sources):
            raise ValueError("by_code needs a column with a checkbox, whose codes it names")
        return self

    @property
    def sources(self) -> Iterator[tuple[str, ColumnSource]]:
        """The mapped columns, as they are written."""
        yield from (self.__pydantic_extra__ or {}).items()


Several = (Strict(strict=False), BeforeValidator(_as_list))
"""A table may be one section, or several in double brackets whose rows are put together."""


Blocks = Annotated[tuple[MappingBlock, ...], *Several]


class Redcap(Section):
    """The two files, within data/, what holds for every table, and the tables, each under its name.

    `patient_id` is the field that holds the study's id of a patient; None where the record's id does.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Blocks] = Field(init=False)

    export: DataFile
    """The export, a file of data/."""
    dictionary: DataFile
    """The data dictionary, a file of data/."""
    patient_id: Line | None = None
    """The field that holds the id of a patient; without it the id of the record."""
    missing_codes: Codes = ()
    """Codes that mean that a value is missing."""
    event: Events = ()
    """The events whose rows are read; without it all."""

    @property
    def export_file(self) -> str:
        """The export, as a path within the study."""
        return f"data/{self.export}"

    @property
    def dictionary_file(self) -> str:
        """The data dictionary, as a path within the study."""
        return f"data/{self.dictionary}"

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that are mapped, as they are written."""
        return tuple(self.__pydantic_extra__ or {})

    def blocks(self, table: str) -> tuple[MappingBlock, ...]:
        """The ways in which rows of a table are read; none where it is not mapped."""
        return (self.__pydantic_extra__ or {}).get(table, ())

    @model_validator(mode="before")
    @classmethod
    def keys_are_known(cls, given: Any) -> Any:
        """Refuse a key that is neither one of these nor a section of a table."""
        for key, value in given.items() if isinstance(given, dict) else ():
            sections = value if isinstance(value, (list, tuple)) else [value]
            if key not in cls.model_fields and not any(isinstance(one, dict) for one in sections):
                hint = nearest(key, tuple(cls.model_fields))
                raise ValueError(f"there is no key {key}.{hint}")
        return given


def has_mapping(content: bytes) -> bool:
    """Whether study.toml has a `[redcap]` section, right or wrong."""
    return HEADING.search(content) is not None


def mapping_in(content: bytes) -> Redcap | None:
    """Read the section alone, whatever is wrong with the rest of study.toml.

    Parameters
    ----------
    content : bytes of study.toml

    Returns
    -------
    Redcap, or None where there is none or it has a fault, which reading study.toml reports
    """
    try:
        return Redcap.model_validate(toml_value(content.decode("utf-8-sig"))["redcap"])
    except (KeyError, ValueError):
        return None
