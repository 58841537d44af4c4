"""The listing of the patients one by one."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, Strict

from il2report.study.declarations.names import Key
from il2report.study.notation import Line, Section

DOSES = "doses"


class ListingColumn(Section):
    """A column of the listing: a declared variable, an end point, or the doses by cycle."""

    of: Key
    """The name of a variable or of an end point, or `doses`."""
    heading: Line | None = None
    """What is printed above it; without it the label."""
    codes: bool = False
    """Whether codes are printed, and explained in a note."""


class Listing(Section):
    """The patients one by one, in the supplement or, if they are many, in a file."""

    columns: Annotated[tuple[ListingColumn, ...], Strict(strict=False), Field(min_length=1)] = ()
    """Its columns; without them the variables that are columns of the data, doses and end points."""
    ongoing: Line | None = None
    """What a plus sign behind a time marks."""


def listed_columns(
    listing: Listing | None, recorded: Sequence[str], endpoints: Sequence[str], *, has_doses: bool
) -> tuple[ListingColumn, ...]:
    """Give the columns of the listing: those declared, or all that it may have."""
    if listing and listing.columns:
        return listing.columns
    doses = [DOSES] if has_doses else []
    return tuple(ListingColumn(of=name) for name in (*recorded, *doses, *endpoints))
