"""The reference study issued as a draft, for tests to read and to correct."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from without_network import run_without_network

SOME_DAY = "1257000000"
NAME = "Round 1: Zoë (co-authors)"
CORRECTION = "857,2001-01-21,PD", "857,2001-01-21,PR"
"""One that moves a response, and with it words, numbers, tables and a figure."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A study with one draft, as a test may read but not change it."""

    study: Path
    draft: Path

    def record(self):
        return json.loads((self.draft / "draft.json").read_text(encoding="utf-8"))


def issued(project, base, *options, limits=""):
    study = base / "study"
    for part in ("data", "templates"):
        shutil.copytree(project / part, study / part)
    choices = (project / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(choices + limits, encoding="utf-8")
    arguments = ("issue", NAME, "--study", str(study), "--json", *options)
    ended = run_without_network(base / "asked-for", *arguments, SOURCE_DATE_EPOCH=SOME_DAY)
    assert (0, "", "") == (ended.exit_code, ended.messages, ended.asked_for)
    return issued_in(base)


def issued_in(base):
    """What `issued` made in a folder."""
    (draft,) = (base / "study/report/drafts").iterdir()
    return Issued(base / "study", draft)


def correct(study, old, new, file="data/patients.csv"):
    text = (study / file).read_text(encoding="utf-8")
    assert old in text
    (study / file).write_text(text.replace(old, new, 1), encoding="utf-8")
