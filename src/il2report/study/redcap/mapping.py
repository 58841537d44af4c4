"""The `[redcap]` section of study.toml: from which field of a REDCap project each column is read."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, Strict, create_model, model_validator

from il2report.study.notation import Line, Lines, Section, toml_value
from il2report.study.records import RECORDS

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

    `where` keeps the rows in which every named field has one of its codes.
    """

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
        """The mapped columns in the order of the table's contract."""
        for column in self.columns:
            source = getattr(self, column)
            if source is not None:
                yield column, source

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table that can be mapped."""
        return tuple(
            name for name in type(self).model_fields if name not in MappingBlock.model_fields
        )


Several = (Strict(strict=False), BeforeValidator(_as_list))
"""A table may be one section, or several in double brackets whose rows are put together."""


def _blocks(table: str) -> Any:
    columns = (name for name in RECORDS[table].columns if name != "patient_id")
    sources: dict[str, Any] = dict.fromkeys(columns, (Source | None, None))
    block = create_model(table, __base__=MappingBlock, **sources)
    return Annotated[tuple[block, ...], *Several]


if TYPE_CHECKING:
    Tables = Section
else:
    Tables = create_model(
        "Tables", __base__=Section, **{table: (_blocks(table), ()) for table in RECORDS}
    )
"""A key for each table, with a key for each of its columns but the patient, who is the record."""


class Redcap(Tables):
    """The two files, within data/, what holds for every table, and the tables.

    `patient_id` is the field that holds the study's id of a patient; None where the record's id does.
    """

    export: DataFile
    dictionary: DataFile
    patient_id: Line | None = None
    missing_codes: Codes = ()
    event: Events = ()

    @property
    def export_file(self) -> str:
        """The export, as a path within the study."""
        return f"data/{self.export}"

    @property
    def dictionary_file(self) -> str:
        """The data dictionary, as a path within the study."""
        return f"data/{self.dictionary}"

    def blocks(self, table: str) -> tuple[MappingBlock, ...]:
        """The ways in which rows of a table are read; none where it is not mapped."""
        blocks: tuple[MappingBlock, ...] = getattr(self, table)
        return blocks


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
