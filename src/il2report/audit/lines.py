"""The line of each key of a TOML file, which its parser does not give."""

import re
from collections.abc import Iterator, Mapping, Sequence

Path = tuple[str | int, ...]

PART = r"""(?:[\w-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
KEY = rf"{PART}(?:\s*\.\s*{PART})*"
HEADER = re.compile(rf"\s*\[\s*({KEY})\s*\]")
ENTRY_HEADER = re.compile(rf"\s*\[\[\s*({KEY})\s*\]\]")
ASSIGNMENT = re.compile(rf"\s*({KEY})\s*=")


def key_lines(text: str) -> Mapping[Path, int]:
    """Find the line, from 1, of each header and of each key that starts a line.

    Keys within braces have the line of the key around them: `line_of` looks outward. A line within
    a text of several lines that looks like a key is taken for one; it can only add to the map.
    """
    lines: dict[Path, int] = {}
    section: Path = ()
    entries: dict[Path, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if found := ENTRY_HEADER.match(line):
            name = tuple(_parts(found[1]))
            entries[name] = entries.get(name, -1) + 1
            section = (*name, entries[name])
            lines.setdefault(section, number)
        elif found := HEADER.match(line):
            section = _within_entries(tuple(_parts(found[1])), entries)
            lines.setdefault(section, number)
        elif found := ASSIGNMENT.match(line):
            lines.setdefault((*section, *_parts(found[1])), number)
    return lines


def line_of(path: Sequence[str | int], lines: Mapping[Path, int]) -> int | None:
    """Give the line of a key, or of the nearest one that holds it."""
    for end in range(len(path), 0, -1):
        if (line := lines.get(tuple(path[:end]))) is not None:
            return line
    return None


def _within_entries(name: Path, entries: Mapping[Path, int]) -> Path:
    """Put the number of the present entry into the name of a table below it."""
    for end in range(len(name), 0, -1):
        if name[:end] in entries:
            return (*name[:end], entries[name[:end]], *name[end:])
    return name


def _parts(key: str) -> Iterator[str]:
    for part in re.findall(PART, key):
        yield part[1:-1] if part[0] in "\"'" else part
