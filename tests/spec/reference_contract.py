"""The contract of the tables of the reference study: those of the program, and those that it declares."""

from pathlib import Path

from il2report.study.configuration import read_configuration
from il2report.study.contract import study_records
from il2report.study.records import data_records

STUDY = Path(__file__).parents[2] / "study.toml"
CHOICES = read_configuration(STUDY.read_bytes(), print)
assert CHOICES is not None
CONTRACT = study_records(CHOICES)
"""Every table, the codebook and the log of corrections last."""
RECORDS = data_records(CONTRACT)
"""Those that hold rows of patients."""
