"""Which draft a page is, in words, and what it was made from."""

from dataclasses import replace
from pathlib import Path

from il2report.revisions import Fingerprints, Identity
from il2report.revisions.fingerprints import study_fingerprints
from il2report.study import Study
from il2report.templating.template_files import shipped_contents, template_contents

WORKING_DRAFT = "Working draft"


def printed_identity(identity: Identity) -> str:
    """Name the draft, as the head of the page and the foot of every page do."""
    if identity.issue is None:
        return WORKING_DRAFT
    return f"Draft {identity.issue.number} · {identity.issue.issued}"


def present_fingerprints(folder: Path) -> Fingerprints:
    """Take the fingerprints of a study as it is now, with the templates that it uses."""
    return study_fingerprints(folder, template_contents(folder), shipped_contents())


def working_draft(study: Study, folder: Path) -> Identity:
    """Give the identity of the present state of a study, which has not been issued."""
    return Identity(replace(present_fingerprints(folder), data=study.fingerprint))
