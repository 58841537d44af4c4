"""explain: from a printed number back to its definition, formula, patients, cells and history."""

from pathlib import Path

from il2report.errors import WrongUse
from il2report.pages.accounts import Account, Accounts
from il2report.pages.manuscript import Typesetter
from il2report.results import UnknownResult, compute_results
from il2report.revisions import read_drafts
from il2report.study import read_study
from il2report.templating.vocabulary import UnknownFact
from il2report.verification.proof import TEMPLATE_FAILURES, is_of_a_template


def explain_result(folder: Path, number_id: str) -> Account:
    """Read and compute the study, and explain one of its numbers; an unknown id is a WrongUse."""
    try:
        return study_accounts(folder).of(number_id)
    except (UnknownResult, UnknownFact) as error:
        raise WrongUse(str(error)) from None


def study_accounts(folder: Path) -> Accounts:
    """Read and compute a study, set its text and read its drafts, to explain its numbers from.

    Where the text cannot be set because of a template, numbers are explained without their places.
    """
    study = read_study(folder)
    results = compute_results(study)
    typesetter = Typesetter(study, results, folder)
    try:
        document = typesetter.manuscript().document
    except TEMPLATE_FAILURES as error:
        if not is_of_a_template(error):
            raise
        document = None
    return Accounts(
        study, results, typesetter.printer, document=document, drafts=read_drafts(folder)
    )
