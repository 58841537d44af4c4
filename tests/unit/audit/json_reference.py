"""The section of docs/audit-format.md that describes the JSON of an audit, taken apart."""

import json
import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "audit-format.md"
BLOCK = re.compile(r"(?:^ {4}.*\n)+", re.MULTILINE)
TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)


def section():
    return PAGE.read_text(encoding="utf-8").split("\n## JSON\n")[1]


def blocks():
    """Give the texts that are set apart: the file of the example, then what is printed of it."""
    file, *printed = (
        re.sub(r"^ {4}", "", block, flags=re.MULTILINE) for block in BLOCK.findall(section())
    )
    return file, [json.loads(text) for text in printed]


def keys():
    """Give the keys of each table: of the whole, of a finding, of a figure, of what was read."""
    tables = TABLE.findall(section() + "\n")
    columns = [[row.split("|")[1] for row in table.splitlines()[2:]] for table in tables]
    return [set(re.findall(r"`(\w+)`", " ".join(column))) for column in columns]
