"""What was read of a text as sections of the file of an audit, to be corrected there and read back."""

import json
from collections.abc import Iterator

from pydantic import BaseModel

from il2report.audit.running_text.figures import RunningText


def toml_of(text: RunningText, *, with_places: bool = True) -> str:
    """Write the entries of a text; what was not read follows as comments.

    `with_places` leaves out the section of places where the file has one of its own.
    """
    blocks = ["\n".join(_places(text))] if with_places and text.places else []
    blocks += ["\n".join(_entry("statistics", entry)) for entry in text.statistics]
    blocks += ["\n".join(_entry("passages", entry)) for entry in text.passages]
    if text.unread:
        blocks.append("\n".join(_unread(text)))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _places(text: RunningText) -> Iterator[str]:
    yield "[places]"
    for place, heading in text.places.items():
        yield f"{place} = {quoted_text(heading)}"


def _entry(section: str, entry: BaseModel) -> Iterator[str]:
    yield f"[[{section}]]"
    for key, value in entry.model_dump(exclude_defaults=True).items():
        if isinstance(value, tuple):
            yield f"{key} = [{', '.join(map(quoted_text, value))}]"
        elif isinstance(value, bool):
            yield f"{key} = {str(value).lower()}"
        else:
            yield f"{key} = {value if isinstance(value, int) else quoted_text(value)}"


def _unread(text: RunningText) -> Iterator[str]:
    yield "# Seen in the text and not read:"
    for each in text.unread:
        yield f"#   {each.place}: {each.passage} ({each.reason})"


def quoted_text(text: str) -> str:
    """Write a text in the quotation marks of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
