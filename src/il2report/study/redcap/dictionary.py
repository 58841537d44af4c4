"""The data dictionary of a REDCap project: its fields, their instruments and choices."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from il2report.errors import Finding, Place, Report
from il2report.study.sheets import read_sheet

COLUMNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "name": ("Variable / Field Name", "field_name"),
        "form": ("Form Name", "form_name"),
        "kind": ("Field Type", "field_type"),
        "label": ("Field Label", "field_label"),
        "choices": ("Choices, Calculations, OR Slider Labels", "select_choices_or_calculations"),
        "validation": (
            "Text Validation Type OR Show Slider Number",
            "text_validation_type_or_show_slider_number",
        ),
        "identifier": ("Identifier?", "identifier"),
    }
)
"""The columns that are read, as the project's download names them and as the API does."""

CHOOSING = frozenset({"radio", "dropdown", "checkbox"})
FIXED_CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "yesno": MappingProxyType({"1": "Yes", "0": "No"}),
        "truefalse": MappingProxyType({"1": "True", "0": "False"}),
    }
)
WITHOUT_DATA = frozenset({"descriptive", "file"})
"""Field types of which an export holds nothing that a table could use."""

NOT_IN_A_NAME = re.compile(r"[^a-z0-9_]")


@dataclass(frozen=True, slots=True)
class DictionaryField:
    """One field; `malformed` holds what of its choices cannot be read as "code, label"."""

    name: str
    row: int
    form: str
    kind: str
    label: str
    validation: str
    is_identifier: bool
    choices: Mapping[str, str]
    malformed: tuple[str, ...]

    def box(self, code: str) -> str:
        """Name the export's column of one choice of a checkbox."""
        return f"{self.name}___{NOT_IN_A_NAME.sub('_', code.lower())}"

    @property
    def listed(self) -> str:
        """The choices as the dictionary has them, for messages."""
        return " | ".join(f"{code}, {label}" for code, label in self.choices.items())


@dataclass(frozen=True)
class Dictionary:
    """The fields by name, in their order; the first is the record's id."""

    file: str
    fields: Mapping[str, DictionaryField]

    @property
    def record(self) -> DictionaryField:
        """The field that holds the record's id, present in every row of an export."""
        return next(iter(self.fields.values()))

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The instruments in their order."""
        return tuple(dict.fromkeys(field.form for field in self.fields.values()))


def read_dictionary(file: str, content: bytes, report: Report) -> Dictionary | None:
    """Read a data dictionary as REDCap writes it.

    Parameters
    ----------
    file : path within the study, for the findings
    content : bytes of the CSV file
    report : called once per finding

    Returns
    -------
    Dictionary, or None where it cannot be read
    """
    sheet = read_sheet(file, content, report, [name for pair in COLUMNS.values() for name in pair])
    if sheet is None:
        return None
    cells: dict[str, Sequence[str]] = {}
    for name, (title, short) in COLUMNS.items():
        column = title if title in sheet.columns else short
        if column in sheet.columns:
            cells[name] = [cell.strip() for cell in sheet.columns[column]]
            continue
        message = "there is no such column; every REDCap data dictionary has it"
        report(Finding("missing-column", Place(file, 1, title), message))
    if len(cells) < len(COLUMNS):
        return None
    fields: dict[str, DictionaryField] = {}
    for position, row in enumerate(sheet.rows):
        field = _field(row, {name: column[position] for name, column in cells.items()})
        if field.name in fields:
            message = f"an earlier row defines {field.name!r}; a dictionary names each field once"
            report(Finding("duplicate-key", Place(file, row, COLUMNS["name"][0]), message))
        fields.setdefault(field.name, field)
    if not fields:
        report(Finding("empty-table", Place(file), "the dictionary lists no field"))
        return None
    return Dictionary(file, MappingProxyType(fields))


def _field(row: int, texts: Mapping[str, str]) -> DictionaryField:
    kind = texts["kind"].lower()
    choices: dict[str, str] = {}
    malformed = []
    # "1, Female | 2, Male"
    for part in texts["choices"].split("|") if kind in CHOOSING else ():
        code, _, label = (piece.strip() for piece in part.partition(","))
        if code and label and code not in choices:
            choices[code] = label
        else:
            malformed.append(part.strip())
    return DictionaryField(
        name=texts["name"],
        row=row,
        form=texts["form"],
        kind=kind,
        label=texts["label"],
        validation=texts["validation"].lower(),
        is_identifier=texts["identifier"].lower() in {"y", "yes", "1"},
        choices=FIXED_CHOICES.get(kind, MappingProxyType(choices)),
        malformed=tuple(malformed),
    )
