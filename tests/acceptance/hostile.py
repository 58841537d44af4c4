"""Words that would run, load or format something, wherever a study, a report or a draft has words."""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

RAN = "RAN"
"""What the title of a page becomes when a script ran."""
HOSTILE = (
    f"<script>document.title='{RAN}'</script></style>*bold* [x](javascript:alert(document))"
    " [y](http://example.org) {{ x*x }} &amp; {% raw %} `tick` \"quoted' $x$ _under_"
    f' "><img src="http://example.org/x" onerror="document.title=\'{RAN}\'">'
    f" '><svg onload=\"document.title='{RAN}'\"> <!-- <iframe src=//example.org> --><script>document.title='{RAN}'</script>"
)

OF_THE_PROGRAM = {"key": "a", "anchor": "b", "kind": "c", "kinds": ("d",), "number": 1}
"""Fields of a report that the program names itself, since they become ids and classes."""


def make_hostile(study):
    """Put hostile words wherever a study has words."""
    quoted = json.dumps(HOSTILE)
    choices = (study / "study.toml").read_text(encoding="utf-8")
    for key in ("title", "short_title", "institution", "city", "criteria_version"):
        choices = re.sub(rf"(?m)^{key} = .*", lambda _, key=key: f"{key} = {quoted}", choices)
    for key in ("authors", "keywords"):
        choices = re.sub(rf"(?m)^{key} = .*", lambda _, key=key: f"{key} = [{quoted}]", choices)
    (study / "study.toml").write_text(choices, encoding="utf-8")
    _spoil_rows(study / "data/codebook.csv", ("label", "group"))
    _spoil_rows(study / "data/prior_therapies.csv", ("agent",))
    _spoil_references(study / "data/references.json")


def _spoil_rows(file, columns):
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    for row in rows:
        row.update({name: f"{row[name]} {HOSTILE}".strip() for name in columns if row[name]})
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _spoil_references(file):
    references = json.loads(file.read_text(encoding="utf-8"))
    for reference in references:
        for field in ("container-title", "page", "volume", "issue", "publisher", "DOI"):
            reference[field] = HOSTILE
        reference["title"] = f"{HOSTILE} {reference['id']}"  # two works have no title in common
        for author in reference.get("author", []):
            author.update(dict.fromkeys(author, HOSTILE))
    file.write_text(json.dumps(references), encoding="utf-8")


def filled(kind):
    """A value of a type, with hostile words in every text of it: each field of a report, also one to come."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return filled(next(each for each in inside if each is not NoneType))
    if origin is tuple and not is_dataclass(inside[0]) and (kinds := inside[0].__subclasses__()):
        return tuple(map(filled, kinds))
    if origin is tuple:
        return tuple(filled(each) for each in inside if each is not Ellipsis)
    if origin and issubclass(origin, Mapping):
        return {filled(inside[0]): filled(inside[1])}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind) if field.name not in OF_THE_PROGRAM]
        own = {name: OF_THE_PROGRAM[name] for name in hints.keys() & OF_THE_PROGRAM.keys()}
        return kind(**own, **{name: filled(hints[name]) for name in names})
    values = {str: HOSTILE} | ({kind: next(iter(kind))} if issubclass(kind, Enum) else {})
    return values[kind] if kind in values else kind(1)
