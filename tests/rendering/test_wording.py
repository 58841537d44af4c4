"""docs/wording.md shows the sentences that the templates give."""

import subprocess
import sys


def test_the_proof_sheet_is_what_the_templates_give(project):
    """When this fails: python tools/proof_sheet.py, and read what changed."""
    compared = subprocess.run(
        [sys.executable, project / "tools" / "proof_sheet.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (compared.returncode, compared.stderr)
