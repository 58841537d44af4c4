"""The fingerprint of a study's data: equal exactly when data and choices are equal."""

import hashlib
from collections.abc import Mapping


def fingerprint(contents: Mapping[str, bytes]) -> str:
    """Digest files by name and content.

    Parameters
    ----------
    contents : bytes of each file, by its path within the study

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits. Each name and content enters with its length, so that
        bytes moved from one file to the next change the digest.
    """
    digest = hashlib.sha256()
    for name in sorted(contents):
        for part in (name.encode("utf-8"), contents[name]):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()
