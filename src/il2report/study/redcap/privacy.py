"""Fields of a REDCap export that tell who a patient is."""

from collections.abc import Iterator

from il2report.errors import Finding, Place, Report
from il2report.study.checks.privacy import identifier_kind
from il2report.study.redcap.dictionary import Dictionary
from il2report.study.redcap.export import SURVEY, Export

IDENTIFYING_VALIDATIONS = ("email", "phone", "ssn", "mrn", "vmrn", "zipcode", "postalcode")
"""How the names of those text validations begin that only an identifier passes."""


def report_identifiers(
    dictionary: Dictionary, export: Export, allowed: frozenset[str], report: Report
) -> None:
    """Report each column of the export that holds an identifier and is not allowed by name.

    Parameters
    ----------
    dictionary : the project's fields, of which some are marked as identifiers
    export : the rows; their cells are not looked at
    allowed : names of study.toml, `privacy.allowed_columns`
    report : called once per finding
    """
    for column, reason in _identifying(dictionary, export):
        name = column.partition("___")[0]
        if not {name, column} & allowed:
            message = (
                f"{reason}, which a study must not hold; export without it, or, if it may stay, "
                "list it in study.toml: [privacy] allowed_columns"
            )
            report(Finding("identifier-column", Place(export.file, 1, column), message))


def _identifying(dictionary: Dictionary, export: Export) -> Iterator[tuple[str, str]]:
    seen = {f"{form}_{state}" for form in dictionary.forms for state in ("complete", "timestamp")}
    for column in export.columns:
        name = column.partition("___")[0]
        field = dictionary.fields.get(name)
        kind = identifier_kind(name)
        if name in seen:
            continue
        seen.add(name)
        if field is not None and field.is_identifier:
            yield column, "the dictionary marks the field as an identifier"
        elif field is not None and field.validation.startswith(IDENTIFYING_VALIDATIONS):
            yield column, f"the dictionary validates the field as {field.validation}"
        elif kind:
            yield column, f"the column looks like {kind}"
        elif name == SURVEY and any(cell.strip() for cell in export.columns[column]):
            yield column, "the column names who answered a survey"
