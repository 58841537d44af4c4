"""What every section of study.toml is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict

Line = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]
Lines = Annotated[tuple[Line, ...], Strict(strict=False)]


class Section(BaseModel):
    """A table of study.toml; strict, so that a quoted number or a `true` is not taken for 1."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
