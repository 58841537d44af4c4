"""Contradictions within and between tables, each looked for where its material is there."""

from collections.abc import Iterable, Iterator

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
    privacy,
    protocol,
    toxicity,
)
from il2report.study.checks import likeness as ids
from il2report.study.checks.lesions import rules_of_lesions
from il2report.study.checks.rules import Material, Rule

__all__ = ["PREMISES", "Material", "Rule", "contradictions"]

MODULES = (identity, ids, entries, course, codes, doubts, privacy, protocol, toxicity, flow, deaths)

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

PREMISES = (
    identity.no_patient,
    *identity.KEY_RULES,
    *course.NO_NEGATIVE_TIMES,
)
"""The rules that the computations rely on: where one is broken, results are undefined.

Every patient has one row, every other row belongs to a patient, keys are unique and no time to
progression is negative.
"""


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
    for rule in (*RULES, *rules_of_lesions(material.configuration)):
        yield from rule.findings(frames, material.configuration)
    if material.configuration is not None:
        yield from entries.inherited_choices(material.configuration)
        yield from formation.groups_formed_later(material.configuration)
    yield from entries.cited_works(material)


def _cell(finding: Finding) -> tuple[str, int | None, str | None]:
    place = finding.place
    return place.file, place.row, place.column
