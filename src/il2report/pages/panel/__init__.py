"""The panel that every printed number of the page opens: its data, its look, and its script."""

from collections.abc import Sequence

from il2report.document.document import Document
from il2report.document.printer import Printer
from il2report.pages.accounts import Accounts
from il2report.pages.panel.data import panel_data
from il2report.pages.panel.page import with_panel
from il2report.results import StudyResults
from il2report.revisions import Draft
from il2report.study import Study
from il2report.tables.listing_file import is_listing_printed


def explained_page(
    html: str,
    document: Document,
    study: Study,
    results: StudyResults,
    printer: Printer,
    drafts: Sequence[Draft] = (),
    accounts: Accounts | None = None,
) -> str:
    """Give the finished page with the panel, in which each number shows where it comes from.

    `accounts` are those of `panel_accounts` where they were made before. Patients and cells are named up to the size at which the patients are listed one by one; beyond it, and in a
    public study, they are only counted.
    """
    by_patient = names_patients(study)
    accounts = accounts or panel_accounts(study, results, printer, drafts)
    accounts.place_in(document)
    return with_panel(html, panel_data(accounts.of_printed(), drafts, by_patient=by_patient))


def panel_accounts(
    study: Study, results: StudyResults, printer: Printer, drafts: Sequence[Draft]
) -> Accounts:
    """Give the accounts of all numbers of a study as its panel has them."""
    return Accounts(
        *(study, results, printer),
        drafts=drafts,
        by_patient=names_patients(study),
        ages_grouped=True,
    )


def names_patients(study: Study) -> bool:
    """Whether the panel names patients and cells, or counts them."""
    return not study.is_public and is_listing_printed(study)
