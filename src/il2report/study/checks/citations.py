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


def source_without_reference(
    configuration: Configuration, references: Mapping[str, Any]
) -> Iterator[Finding]:
    """What the data reconstruct can be cited."""
    key = configuration.source
    if key is not None and key not in references:
        message = f"source: references.json has no {key!r}.{nearest(key, tuple(references))}"
        yield Finding("unknown-reference", Place("study.toml"), message)
