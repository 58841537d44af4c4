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
) -> str:
    """Give the finished page with the panel, in which each number shows where it comes from.

    Patients and cells are named up to the size at which the patients are listed one by one; beyond it, and in a
    public study, they are only counted.
    """
    by_patient = not study.is_public and is_listing_printed(study)
    accounts = Accounts(
        *(study, results, printer),
        document=document,
        drafts=drafts,
        by_patient=by_patient,
        ages_grouped=True,
    )
    return with_panel(html, panel_data(accounts.of_printed(), drafts, by_patient=by_patient))
