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
        bytes moved from one file to the next change the digest. Line ends of text enter as line
        feeds: git and editors convert them, and they mean nothing.
    """
    digest = hashlib.sha256()
    for name in sorted(contents):
        for part in (name.encode("utf-8"), with_plain_line_ends(contents[name])):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def with_plain_line_ends(content: bytes) -> bytes:
    """Give the lines of a text with line feeds between them; what is no text stays as it is.

    A text of UTF-16, in which a line end is four bytes, stays as it is too.
    """
    if b"\r" not in content or b"\0" in content:
        return content
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
