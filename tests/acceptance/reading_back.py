"""What the tests plant into a build before it is read back: in the page, in a figure, in the print."""

import json
import re
from base64 import b64decode, b64encode
from dataclasses import replace

from il2report.verification import Background, manuscript_findings
from il2report.verification.same_tree import SVG_URL


def replaced(text, old, new):
    """The text with the first `old` replaced, which must be there; a no-break space may be in place of a space."""
    pattern = re.escape(old).replace("\\ ", "[ \N{NO-BREAK SPACE}]")
    found, times = re.subn(pattern, lambda _: new, text, count=1)
    assert times == 1, f"{old!r} is not there"
    return found


def redrawn(html, old, new):
    """The page with a text in one of its figures replaced."""
    for url in html.split(SVG_URL)[1:]:
        encoded = url.partition('"')[0]
        svg = b64decode(encoded).decode()
        if old in svg:
            changed = svg.replace(old, new, 1)
            return replaced(html, encoded, b64encode(changed.encode()).decode())
    raise AssertionError(f"no figure has {old!r}")


def in_tree(build, old, new):
    """document.json, written without spaces, in which the first `old` is replaced."""
    written = json.dumps(json.loads(build.document_json), ensure_ascii=False, separators=(",", ":"))
    return replaced(written, old, new).encode()


def codes_of(build, background, **changed):
    """The codes of what is found wrong in a build in which something was changed."""
    audit = manuscript_findings(replace(build, **changed), background)
    return {finding.code for finding in audit.findings}


def background_of(study, results, folder):
    """The study, as it is, behind a build."""
    return Background(study, folder, results)
