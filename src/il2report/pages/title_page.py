"""The title page: title, authors, which draft it is, and whose data it rests on."""

from collections.abc import Mapping

from il2report.document.byline import Byline
from il2report.document.csl import printed_reference
from il2report.document.document import Front
from il2report.document.statements import StatementTexts
from il2report.document.tree import Element, Fragment
from il2report.pages.identity import printed_identity
from il2report.revisions import Identity
from il2report.study import Study
from il2report.study.configuration import Configuration
from il2report.study.journals import JournalProfile

NOTICES: Mapping[str, tuple[str, str]] = {
    "reconstructed": (
        (
            "Reconstructed data: every patient record behind this draft is invented so that it reproduces"
            " published aggregates. No record describes a real person."
        ),
        "Reconstructed data: no record describes a real person",
    ),
    "synthetic": (
        "Synthetic data: every patient record behind this draft is invented. No record describes a real person.",
        "Synthetic data: no record describes a real person",
    ),
    "public": (
        "Public data: this draft analyzes the records of a published data set, which the following work describes.",
        "Reanalysis of a public data set",
    ),
}
"""What the title page says of data that are not the group's own, and in brief the head of each page."""


def title_page(
    study: Study, identity: Identity, title: Fragment, abstract: Fragment, journal: JournalProfile
) -> Front:
    """Put the title page together; the work that describes the data is printed where a notice names it."""
    choices = study.configuration
    notice, _ = NOTICES.get(choices.data_origin, (None, None))
    byline = Byline(choices, journal.statements)
    source = study.references[choices.source] if notice and choices.source else None
    style = study.reference_style(journal.references)
    return Front(
        title=title,
        short_title=running_head(choices, journal),
        authors=choices.author_names,
        keywords=tuple(choices.keywords),
        identity=printed_identity(identity),
        fingerprint=identity.fingerprint,
        notice=notice,
        source_reference=printed_reference(source, style) if source else None,
        abstract=abstract,
        byline=byline.authors(),
        lines=tuple(byline.lines()),
        separator=journal.statements.separator,
    )


def running_head(choices: Configuration, journal: JournalProfile) -> str:
    """Say what the journal has at the head of each page: the short title, with the authors or without."""
    if journal.running_head == "short_title":
        return choices.short_title
    first, *others = choices.authors
    name = first.group or first.family or first.full_name
    if len(others) > 1:
        name = f"{name} et al"
    elif others:
        name = f"{name} and {others[0].group or others[0].family or others[0].full_name}"
    return f"{name}: {choices.short_title}"


def running_notice(study: Study) -> str:
    """Say in brief whose data a study rests on; "" for those of its own group."""
    _, brief = NOTICES.get(study.configuration.data_origin, ("", ""))
    return brief


def repeated_in_abstract(statements: StatementTexts) -> Fragment:
    """Give the statements that the journal has at the end of the abstract too."""
    return Fragment.of(
        *(
            Element("p", Fragment.of(Element("strong", (f"{heading}:",)), " ", text))
            for heading, text in statements.of_abstract()
        )
    )
