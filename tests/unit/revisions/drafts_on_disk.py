"""Writes drafts as `issue` leaves them, but so that a test can alter them."""

import json
from pathlib import Path

from il2report.revisions import Fingerprints, Identity, Issue
from il2report.revisions.drafts import DRAFTS, digest, slug

MADE_FROM = Fingerprints("d" * 64, "t" * 64, "p" * 64, "c" * 64, "b" * 64)


def write_draft(
    study: Path, number: int, name: str, results: str = "{}", issued: str = "2026-11-25"
) -> Path:
    """A draft as `issue` leaves it, but writable."""
    folder = study / DRAFTS / f"{number:03}-{slug(name)}"
    (folder / "inputs/data").mkdir(parents=True)
    identity = Identity(MADE_FROM, Issue(number, name, issued))
    metas = "".join(
        f'<meta name="{key}" content="{value}">' for key, value in identity.metadata().items()
    )
    files = {
        "manuscript.html": f"<head>{metas}</head>\n<body>text</body>",
        "manuscript.pdf": "%PDF",
        "results.json": results,
        "inputs/data/patients.csv": "rows\n",
    }
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    record = {
        "format": 1,
        "number": number,
        "name": name,
        "slug": slug(name),
        "issued": issued,
        "public": False,
        "style": "ama",
        "program": {"il2report": "0.1.0"},
        "fingerprints": MADE_FROM.record(),
        "files": {file: digest(text.encode()) for file, text in files.items()},
        "claims": [
            {"name": "a", "file": "x.j2", "line": 3, "outcome": "holds", "sentence": "It is so."}
        ],
    }
    (folder / "draft.json").write_text(json.dumps(record), encoding="utf-8")
    return folder
