"""Audits of papers that are typed within a test."""

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from il2report.audit import AuditFinding, audit, read_paper

sys.path.insert(0, str(Path(__file__).parent))  # tests share their cases

Audit = Callable[[str], tuple[AuditFinding, ...]]


@pytest.fixture(scope="session")
def found() -> Audit:
    """What is found in a paper of 15 patients, by what else is typed of it."""

    def run(typed: str, n: str = "15", paper: str = "") -> tuple[AuditFinding, ...]:
        head = f'paper.title = "A paper"\n{paper}\ngroups.all.n = "{n}"\n'
        return audit(read_paper((head + textwrap.dedent(typed)).encode(), "paper.toml"))

    return run
