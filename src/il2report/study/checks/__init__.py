"""Contradictions within and between tables, each looked for where its material is there."""

from collections.abc import Iterable, Iterator

from il2report.errors import Finding
from il2report.study.checks.brain import BRAIN_RULES
from il2report.study.checks.citations import (
    facts_without_reference,
    figures_of_the_study_itself,
    source_without_reference,
)
from il2report.study.checks.codes import CODE_RULES, misspelled_modality
from il2report.study.checks.doubts import DOUBT_RULES
from il2report.study.checks.identity import (
    IDENTITY_RULES,
    KEY_RULES,
    no_patient,
    patient_without_cycles,
)
from il2report.study.checks.inherited import inherited_choices
from il2report.study.checks.likeness import (
    LIKENESS_RULES,
    findings_of_ids,
    ids_written_otherwise,
    with_listed_ids,
)
from il2report.study.checks.log import LOG_RULES
from il2report.study.checks.outcomes import (
    OUTCOME_RULES,
    last_contact_before_entry,
    progression_before_entry,
)
from il2report.study.checks.privacy import PRIVACY_RULES
from il2report.study.checks.protocol import PROTOCOL_RULES
from il2report.study.checks.rules import Material, Rule
from il2report.study.checks.treatment import TREATMENT_RULES

__all__ = ["PREMISES", "Material", "Rule", "contradictions"]

RULES = (
    *IDENTITY_RULES,
    *LIKENESS_RULES,
    *LOG_RULES,
    *OUTCOME_RULES,
    *TREATMENT_RULES,
    *BRAIN_RULES,
    *CODE_RULES,
    *DOUBT_RULES,
)

PREMISES = (
    no_patient,
    *KEY_RULES,
    patient_without_cycles,
    progression_before_entry,
    last_contact_before_entry,
)
"""The rules that the computations rely on: where one is broken, results are undefined.

Every patient has one row and at least one cycle, every other row belongs to a patient, keys are
unique and no time to progression is negative.
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
    ids = ids_written_otherwise(material.frames)
    yield from findings_of_ids(material.frames, ids)
    frames, configuration = with_listed_ids(material.frames, ids), material.configuration
    for rule in RULES:
        yield from rule.findings(frames)
    if configuration is not None:
        for protocol_rule in (*PRIVACY_RULES, *PROTOCOL_RULES, misspelled_modality):
            yield from protocol_rule.findings(frames, configuration)
        yield from inherited_choices(configuration)
    if material.references is None:
        return
    if material.literature is not None:
        yield from facts_without_reference(material.literature, material.references)
    if configuration is not None:
        yield from source_without_reference(configuration, material.references)
    if configuration is not None and material.literature is not None:
        yield from figures_of_the_study_itself(
            material.literature, material.references, configuration
        )


def _cell(finding: Finding) -> tuple[str, int | None, str | None]:
    place = finding.place
    return place.file, place.row, place.column
