"""What a manuscript on patients must declare: authors, ethics, funding, interests, data, design."""

from collections.abc import Iterator

from il2report.errors import Finding, Place, Severity
from il2report.study.configuration import FILE as CHOICES
from il2report.study.configuration import Configuration
from il2report.study.declarations.statements import Design, Ethics


def missing_declarations(choices: Configuration) -> Iterator[Finding]:
    """Find what a study of real patients does not declare; other data need not."""
    if choices.data_origin != "patients":
        return
    place = Place(CHOICES)
    for said, key in lacking_statements(choices):
        message = f"there is no statement on {said}; declare {key}"
        yield Finding("missing-statement", place, message, Severity.NOTICE)
    if lacking := list(lacking_of_authors(choices)):
        yield Finding("incomplete-authors", place, "; ".join(lacking), Severity.NOTICE)
    design = choices.design or Design()
    keys = ["data_cutoff", "sampling", "follow_up_schedule"]
    if design.sampling == "selected":
        keys.append("selection")
    if unset := [key for key in keys if getattr(design, key) is None]:
        message = f"the section [design] does not set {', '.join(unset)}"
        yield Finding("incomplete-design", place, message, Severity.NOTICE)


def lacking_statements(choices: Configuration) -> Iterator[tuple[str, str]]:
    """Name the statements that journals ask for and the study does not declare, each with its key."""
    ethics, statements = choices.ethics or Ethics(), choices.statements
    if not ethics.is_decided:
        yield "ethics approval or exemption", "ethics.body or ethics.exemption"
    if ethics.consent is None:
        yield "the consent of patients", "ethics.consent"
    if not choices.grant and statements.funding is None:
        yield "funding", "a [[grant]] or statements.funding"
    if choices.grant and not (
        statements.role_of_funder or all(grant.role for grant in choices.grant)
    ):
        yield "the role of the funder", "grant.role or statements.role_of_funder"
    if statements.conflicts is None:
        yield "conflicts of interest", "statements.conflicts"
    if statements.data_availability is None:
        yield "the availability of data", "statements.data_availability"
    if statements.registration is None:
        yield "registration", "statements.registration"


def lacking_of_authors(choices: Configuration) -> Iterator[str]:
    """Say what is not declared of the authors; of degrees only where some have one."""
    persons = [author for author in choices.authors if not author.group]
    writing = [author for author in persons if author.corresponding]
    if not writing:
        yield "no author is corresponding"
    has_degrees = any(author.degrees for author in persons)
    for what, asked, key in (
        ("given name", [each for each in persons if each.family], "given"),
        ("degree", persons if has_degrees else [], "degrees"),
        ("affiliation", persons, "affiliations"),
        ("ORCID iD", writing, "orcid"),
        ("CRediT role", persons, "roles"),
    ):
        if without := [author.full_name for author in asked if not getattr(author, key)]:
            yield f"without {what}: {', '.join(without)}"
    equal = [author.full_name for author in choices.authors if author.equal]
    if len(equal) == 1:
        yield f"equal contribution of {equal[0]} alone"
    named = {key for author in choices.authors for key in author.affiliations}
    if unused := [key for key in choices.affiliations if key not in named]:
        yield f"affiliations of no author: {', '.join(unused)}"
