"""The time of a build: now, or what SOURCE_DATE_EPOCH says."""

import os
import re
import time

from il2report.errors import WrongUse

EPOCH = "SOURCE_DATE_EPOCH"
END_OF_9999 = 253_402_300_799
"""The last second that a date can have in Python, and so in the libraries."""


def build_time() -> float:
    """Seconds since 1970: now, or what SOURCE_DATE_EPOCH says, so that a build can be repeated."""
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
