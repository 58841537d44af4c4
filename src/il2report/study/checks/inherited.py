"""Choices that a new study has from the reference study, which `init` copies."""

from collections.abc import Iterator

from il2report.errors import Finding, Place, Severity
from il2report.study.configuration import FILE, Configuration

REFERENCE = {
    "title": (
        "High-dose interleukin-2 for metastatic melanoma at a single institution: response, time"
        " to progression and toxicity in a reconstructed series"
    ),
    "authors": ("The il2report reference study",),
    "site.institution": "University of Minnesota Medical Center, Fairview",
}
"""What is in the reference study's own study.toml; a test compares the two."""


def inherited_choices(configuration: Configuration) -> Iterator[Finding]:
    """A study of real patients has a title, authors and a hospital of its own."""
    if configuration.data_origin != "patients":
        return
    own = {
        "title": configuration.title,
        "authors": tuple(configuration.authors),
        "site.institution": configuration.site.institution,
    }
    kept = [key for key, value in REFERENCE.items() if own[key] == value]
    if kept:
        message = f"{', '.join(kept)}: still as in the reference study, and would be printed; write your own"
        yield Finding("inherited-choice", Place(FILE), message, Severity.NOTICE)
