"""Which draft a page is, in words, and of what time."""

import os
import re
import time
from dataclasses import replace
from pathlib import Path

from il2report.errors import WrongUse
from il2report.revisions import Fingerprints, Identity
from il2report.revisions.fingerprints import study_fingerprints
from il2report.study import Study
from il2report.templating.template_files import shipped_contents, template_contents

WORKING_DRAFT = "Working draft"
EPOCH = "SOURCE_DATE_EPOCH"
END_OF_9999 = 253_402_300_799
"""The last second that a date can have in Python, and so in the libraries."""


def printed_identity(identity: Identity) -> str:
    """Say which draft it is, as the head of the page and the foot of every page do."""
    if identity.issue is None:
        return WORKING_DRAFT
    return f"Draft {identity.issue.number} · {identity.issue.issued}"


def present_fingerprints(folder: Path) -> Fingerprints:
    """Take the fingerprints of a study as it stands, with the templates that it is set with."""
    return study_fingerprints(folder, template_contents(folder), shipped_contents())


def working_draft(study: Study, folder: Path) -> Identity:
    """Give the identity of a study that has not been issued as it stands."""
    return Identity(replace(present_fingerprints(folder), data=study.fingerprint))


def build_time() -> float:
    """Seconds since 1970: now, or what SOURCE_DATE_EPOCH says, so that a build can be repeated.

    Raises
    ------
    WrongUse
        When SOURCE_DATE_EPOCH is set, and is no whole number of seconds up to the year 9999.
    """
    given = os.environ.get(EPOCH, "")
    if not given:
        return time.time()
    if not re.fullmatch(r"[0-9]{1,12}", given) or int(given) > END_OF_9999:
        raise WrongUse(
            f"{EPOCH} must be a whole number of seconds since 1970 and at most {END_OF_9999}, not"
            f" {given[:40]!r}"
        )
    return float(given)


def build_date() -> str:
    """Today where the team is, or the day of SOURCE_DATE_EPOCH, which counts in universal time."""
    day = time.gmtime(build_time()) if os.environ.get(EPOCH) else time.localtime()
    return time.strftime("%Y-%m-%d", day)
