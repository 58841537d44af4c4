"""What declarations are named by, and hold lists of."""

from typing import Annotated, TypeVar

from pydantic import Field, Strict

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
Code = Annotated[str, Field(pattern=r"^[\w-]+$", max_length=64)]
Keys = Annotated[tuple[Key, ...], Strict(strict=False), Field(min_length=1)]
Codes = Annotated[tuple[Code, ...], Strict(strict=False), Field(min_length=1)]
Pair = Annotated[tuple[Key, Key], Strict(strict=False)]
Points = Annotated[tuple[float, ...], Strict(strict=False), Field(min_length=1)]
Months = Annotated[tuple[Annotated[float, Field(gt=0)], ...], Strict(strict=False)]

Given = TypeVar("Given")


def required(given: Given | None) -> Given:
    """Give what a declaration has because its kind or its derivation is checked to need it."""
    if given is None:
        raise TypeError("a declaration lacks what its validation requires")
    return given
