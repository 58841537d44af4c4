"""Tables and figures of a study's own, and the order of its sections."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from il2report.study.declarations.names import Key, Keys
from il2report.study.notation import Line, Lines, Section

ROW, LEVEL = "{row}", "{level}"
Pattern = Annotated[str, Field(pattern=r"^[a-z0-9_.{}]+$", max_length=200)]
FRONT = ("title", "abstract", "supplement", "tables")
"""Sections of a manuscript whose place is fixed."""
BODY = ("introduction", "methods", "results", "discussion")


class TableRow(Section):
    """One row of a table or one bar, or one for each level of a variable or each end point.

    `id` is how the ids of its results begin, such as `os.by_stage.{level}`.
    """

    id: Pattern
    """How the ids of its results begin; with `each`, `{level}` is the level or the end point."""
    label: Line | None = None
    """What is printed for it; of `each`, the labels are those of the levels."""
    each: Key | None = None
    """A variable, with a row for each of its levels, or `endpoint`, with one for each end point."""

    @model_validator(mode="after")
    def has_a_label_or_levels(self) -> Self:
        """Refuse a row that nothing names, and a pattern without levels."""
        if (self.label is None) == (self.each is None):
            raise ValueError("a row has a label, or says what there is one for each of")
        if (LEVEL in self.id) != (self.each is not None):
            raise ValueError(f"{LEVEL} belongs into the id of a row with each, and only there")
        _refuse_other_places(self.id, LEVEL)
        return self


class TableColumn(Section):
    """One column of a table: its heading, and what of a row it shows."""

    heading: Line
    """What is printed at its head."""
    id: Pattern = ROW
    """The result, or how its ids begin; `{row}` is the id of the row."""
    show: Literal[
        "number", "count_percent", "with_interval", "mean_sd", "median_range", "median_iqr"
    ] = "number"
    """What is printed: the number, a count with its percentage, an estimate with its confidence
    interval, or a summary."""

    @model_validator(mode="after")
    def rests_on_its_row(self) -> Self:
        """Refuse a pattern of other places than the row."""
        _refuse_other_places(self.id, ROW)
        return self


class OwnTable(Section):
    """A table of results by rows and columns, or of some variables over some patients."""

    name: Key
    """Its name: `table.NAME`; with `s_` at its beginning it belongs to the supplement."""
    caption: Line
    """What is printed above it."""
    stub: Line = "Results"
    """The heading of the labels of its rows."""
    rows: Annotated[tuple[TableRow, ...], Strict(strict=False)] = ()
    """Its rows."""
    columns: Annotated[tuple[TableColumn, ...], Strict(strict=False)] = ()
    """Its columns."""
    variables: Keys | None = None
    """In place of rows and columns: the variables that it describes."""
    among: Key | None = None
    """With `variables`: the subset of patients that it describes."""
    footnotes: Lines = ()
    """What is printed below it."""

    @model_validator(mode="after")
    def has_rows_and_columns_or_variables(self) -> Self:
        """Refuse a table of nothing, and one of both kinds."""
        if self.variables and (self.rows or self.columns):
            raise ValueError(f"{self.name} has variables beside rows or columns; give one of them")
        if not self.variables and not (self.rows and self.columns):
            raise ValueError(f"{self.name} has no rows and columns, and no variables")
        if self.among and not self.variables:
            raise ValueError(
                f"{self.name} shows results as they are; declare the subset where they are computed"
            )
        return self


class OwnFigure(Section):
    """A figure: curves of an end point, a forest plot, bars of results, or a file."""

    name: Key
    """Its name: `figure.NAME`; with `s_` at its beginning it belongs to the supplement."""
    kind: Literal["curve", "forest", "bars", "file"]
    """What it is."""
    caption: Line
    """What is printed below it."""
    endpoint: Key | None = None
    """Of curves: the end point."""
    comparison: Key | None = None
    """Of curves: the comparison whose groups they are of."""
    among: Key | None = None
    """Of curves: the subset of patients."""
    curve: Literal["survival", "failure"] | None = None
    """Of curves: survival or failure, where it is not as the end point says."""
    model: Key | None = None
    """Of a forest plot: the model."""
    fits: Literal["univariable", "multivariable"] | None = None
    """Of a forest plot: which ratios; by default multivariable where the model has them."""
    rows: Annotated[tuple[TableRow, ...], Strict(strict=False)] = ()
    """Of bars: the results, each a bar."""
    axis: Line | None = None
    """Of bars: what they measure."""
    file: Line | None = None
    """Of a file: its path in the study, a PNG, SVG or JPEG."""
    width_percent: float = Field(100, ge=10, le=100)
    """Of a file: its width on the page."""
    alternative: Line | None = None
    """Of a file: what it shows, for readers who do not see it."""

    @model_validator(mode="after")
    def has_what_its_kind_needs(self) -> Self:
        """Refuse a figure that lacks what its kind is drawn from, or has what another is."""
        needed, allowed = OF_KIND[self.kind]
        lacking = [name for name in needed if not getattr(self, name)]
        if lacking:
            raise ValueError(f"{self.name}: a figure of kind {self.kind} needs {lacking[0]}")
        other = set(type(self).model_fields) - {"name", "kind", "caption", *needed, *allowed}
        given = sorted(name for name in other & self.model_fields_set)
        if given:
            raise ValueError(f"{self.name}: a figure of kind {self.kind} has no {given[0]}")
        return self


OF_KIND = {
    "curve": (("endpoint",), ("comparison", "among", "curve")),
    "forest": (("model",), ("fits",)),
    "bars": (("rows", "axis"), ()),
    "file": (("file", "alternative"), ("width_percent",)),
}
"""What each kind of figure needs, and what it may have."""


class Sections(Section):
    """The sections of the body of a manuscript."""

    order: Annotated[tuple[Key, ...], Strict(strict=False), Field(min_length=1)] = BODY
    """The files templates/sections/NAME.md.j2 that make the body, in their order."""

    @model_validator(mode="after")
    def are_of_the_body_and_single(self) -> Self:
        """Refuse a section twice, and those that have a place of their own."""
        for name in self.order:
            if name in FRONT:
                raise ValueError(f"{name} has a place of its own; leave it out of the order")
            if self.order.count(name) > 1:
                raise ValueError(f"the section {name} is in the order twice")
        return self


def names_in(rows: tuple[TableRow, ...]) -> Iterator[str]:
    """Give the variables that rows mention."""
    return (row.each for row in rows if row.each and row.each != "endpoint")


def _refuse_other_places(pattern: str, allowed: str) -> None:
    rest = re.sub(re.escape(allowed), "", pattern)
    if "{" in rest or "}" in rest:
        raise ValueError(f"{pattern!r} has a place that is not {allowed}")
