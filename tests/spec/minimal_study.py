"""The smallest study: patients.csv with one declared number, and a text of a few sentences."""

from pathlib import Path

CHOICES = """\
title = "Serum sodium in a series"
short_title = "Serum sodium"
authors = ["A. Author"]
data_origin = "synthetic"

[[variable]]
name = "sodium"
kind = "number"
label = "Serum sodium"
unit = "mmol/L"
"""
SECTIONS = {
    "abstract": "We report serum sodium.\n",
    "introduction": "## Introduction\n\nSodium matters.\n",
    "discussion": "## Discussion\n\nSodium was measured.\n",
    "supplement": "",
}
ROWS = "patient_id,sodium\n" + "".join(f"A{n},{130 + n}\n" for n in range(5))


def write_minimal_study(folder: Path, **sections: str) -> Path:
    """Write it, with other texts of some sections."""
    texts = folder / "templates" / "sections"
    texts.mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "study.toml").write_text(CHOICES, encoding="utf-8")
    (folder / "data" / "patients.csv").write_text(ROWS, encoding="utf-8")
    for name, text in {**SECTIONS, **sections}.items():
        (texts / f"{name}.md.j2").write_text(text, encoding="utf-8")
    return folder
