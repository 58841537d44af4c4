"""The study: a folder of choices and tables, read, typed and checked as a whole."""

from il2report.study.bibliography import Person, Reference
from il2report.study.codebook import Codebook, UnknownCode
from il2report.study.configuration import Configuration
from il2report.study.literature import LiteratureFact
from il2report.study.loading import Inspection, Study, inspect_study, read_study
from il2report.study.public import public_study
from il2report.study.tables import Tables

__all__ = [
    "Codebook",
    "Configuration",
    "Inspection",
    "LiteratureFact",
    "Person",
    "Reference",
    "Study",
    "Tables",
    "UnknownCode",
    "inspect_study",
    "public_study",
    "read_study",
]
