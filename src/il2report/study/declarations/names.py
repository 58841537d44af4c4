"""What declarations are named by, and hold lists of."""

from collections.abc import Iterable
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


def keys_of(labels: Iterable[str], fallback: str, taken: Iterable[str] = ()) -> list[str]:
    """Make a key for result ids of each label, none of them twice: "Not eligible" is not_eligible.

    Labels that differ in punctuation alone are distinguished by a number, and one without any letter or
    digit has the fallback.
    """
    known, found = set(taken), list[str]()
    for label in labels:
        words = "".join(sign if sign.isalnum() else " " for sign in label.casefold()).split()
        plain = "_".join(words) or fallback
        key, further = plain, 2
        while key in known:
            key, further = f"{plain}_{further}", further + 1
        known.add(key)
        found.append(key)
    return found
