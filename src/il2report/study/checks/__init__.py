"""Contradictions within and between tables, each looked for where its material is there."""

from collections.abc import Iterable, Iterator, Mapping

from il2report.errors import Finding
from il2report.study.checks import (
    codes,
    course,
    deaths,
    doubts,
    entries,
    flow,
    formation,
    identity,
    named_codes,
    privacy,
    protocol,
    toxicity,
)
from il2report.study.checks import likeness as ids
from il2report.study.checks.lesions import rules_of_lesions
from il2report.study.checks.rules import Material, Rule
from il2report.study.checks.statements import missing_declarations
from il2report.study.configuration import Configuration
from il2report.study.declarations import Declarations
from il2report.study.records import Record
from il2report.study.tables import Frames

__all__ = ["Material", "Rule", "contradictions", "premises"]

MODULES = (
    identity,
    ids,
    entries,
    course,
    codes,
    named_codes,
    doubts,
    privacy,
    protocol,
    toxicity,
    flow,
    deaths,
)

RULES = tuple(
    dict.fromkeys(
        rule
        for module in MODULES
        for value in vars(module).values()
        for rule in (value if isinstance(value, tuple) else (value,))
        if isinstance(rule, Rule)
    )
)
"""Every rule of the modules, alone or in a tuple: none can be written and not run."""


def premises(records: Mapping[str, Record], choices: Declarations) -> tuple[Rule, ...]:
    """Give the rules that the computations rely on: where one is broken, results are undefined.

    Every patient has one row, every other row belongs to a patient, keys are unique and no time to
    an event is negative.
    """
    times = course.no_negative_times(choices)
    return (identity.no_patient, *identity.key_rules(records), *times)


def _declared(frames: Frames, choices: Configuration | None) -> Iterator[Rule]:
    """Give the rules that follow from the tables and declarations of a study."""
    yield from identity.key_rules(frames.records)
    yield from identity.rules_of_rows(frames.records, choices)
    if choices is not None:
        yield from course.rules_of_dates(choices)
        yield from course.rules_of_response(choices)
        yield from protocol.rules_of_eligibility(choices)
        yield from protocol.rules_of_remission(choices)
        yield from rules_of_lesions(choices)


def contradictions(material: Material, known: Iterable[Finding]) -> Iterator[Finding]:
    """Check what was read of a study for what cannot be true together.

    Parameters
    ----------
    material : the parts of the study that could be read
    known : findings made while reading

    Yields
    ------
    Finding
        None at a cell that reading already refused: a date that is no date is not a missing one.
    """
    refused = {_cell(finding) for finding in known if finding.is_error and finding.place.column}
    yield from (finding for finding in _all(material) if _cell(finding) not in refused)


def _all(material: Material) -> Iterator[Finding]:
    pairs = ids.ids_written_otherwise(material.frames)
    yield from ids.findings_of_ids(material.frames, pairs)
    frames = ids.with_listed_ids(material.frames, pairs)
    for rule in (*RULES, *_declared(frames, material.configuration)):
        yield from rule.findings(frames, material.configuration)
    if material.configuration is not None:
        yield from entries.inherited_choices(material.configuration)
        yield from missing_declarations(material.configuration)
        yield from formation.groups_formed_later(material.configuration)
    yield from entries.cited_works(material)


def _cell(finding: Finding) -> tuple[str, int | None, str | None]:
    place = finding.place
    return place.file, place.row, place.column
