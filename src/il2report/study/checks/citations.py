"""Citations outside the templates: what literature.toml and study.toml refer to must exist."""

from collections.abc import Iterator, Mapping
from typing import Any

from il2report.errors import Finding, Place
from il2report.study.codebook import nearest
from il2report.study.configuration import Configuration
from il2report.study.literature import LiteratureFact


def facts_without_reference(
    literature: Mapping[str, LiteratureFact], references: Mapping[str, Any]
) -> Iterator[Finding]:
    """Every figure of the literature names a work that can be cited."""
    for key in dict.fromkeys(fact.reference for fact in literature.values()):
        if key not in references:
            message = f"references.json has no {key!r}.{nearest(key, tuple(references))}"
            yield Finding("unknown-reference", Place("data/literature.toml"), message)


def figures_of_the_study_itself(
    literature: Mapping[str, LiteratureFact],
    references: Mapping[str, Any],
    configuration: Configuration,
) -> Iterator[Finding]:
    """Only other publications have figures here: one of the study itself would be a typed result."""
    titles = {_title(configuration.title), _title(configuration.short_title)}
    for key in dict.fromkeys(fact.reference for fact in literature.values()):
        if key in references and _title(references[key].title) in titles:
            message = (
                f"{key} has the title of this study; its results come from the data, not from"
                " literature.toml. Delete the tables of this reference"
            )
            yield Finding("own-figure", Place("data/literature.toml"), message)


def _title(text: str) -> str:
    """Reduce a title to its letters and digits, so that case and punctuation make no difference."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def source_without_reference(
    configuration: Configuration, references: Mapping[str, Any]
) -> Iterator[Finding]:
    """What the data reconstruct can be cited."""
    key = configuration.source
    if key is not None and key not in references:
        message = f"source: references.json has no {key!r}.{nearest(key, tuple(references))}"
        yield Finding("unknown-reference", Place("study.toml"), message)
