"""il2report: from a clinical data folder to a manuscript whose every number was computed."""

__version__ = "0.1.0"
