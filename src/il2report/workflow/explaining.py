"""explain: from a printed number back to its definition, formula, patients, cells and history."""

from pathlib import Path

from il2report.document.document import Document
from il2report.errors import WrongUse
from il2report.pages.accounts import Account, Accounts
from il2report.pages.manuscript import Typesetter
from il2report.results import UnknownResult, compute_results
from il2report.revisions import read_drafts
from il2report.study import read_study
from il2report.templating.vocabulary import UnknownFact
from il2report.verification.proof import TEMPLATE_FAILURES


def explain_result(folder: Path, number_id: str) -> Account:
    """Read and compute the study, and give the account of one of its numbers.

    Raises
    ------
    WrongUse
        For an id that the study does not have; names the nearest.
    """
    try:
        return study_accounts(folder).of(number_id)
    except (UnknownResult, UnknownFact) as error:
        raise WrongUse(str(error)) from None


def study_accounts(folder: Path) -> Accounts:
    """Read and compute a study, set its text and read its drafts, to explain its numbers from."""
    study = read_study(folder)
    results = compute_results(study)
    typesetter = Typesetter(study, results, folder)
    return Accounts(
        study,
        results,
        typesetter.printer,
        document=_document(typesetter),
        drafts=read_drafts(folder),
    )


def _document(typesetter: Typesetter) -> Document | None:
    """Set the text; where it cannot be set, a number is explained without its places."""
    try:
        return typesetter.manuscript().document
    except TEMPLATE_FAILURES:
        return None
