"""explain: from a printed number back to its definition, formula, patients, cells and history."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from il2report.document.document import NumberedTable, placed_in_float
from il2report.document.tree import Fragment, Number, words
from il2report.errors import WrongUse
from il2report.figures.contents import results_drawn
from il2report.pages.accounts import Account, Accounts
from il2report.pages.floats import floats_of
from il2report.pages.manuscript import Typesetter
from il2report.pages.places import figures_drawing
from il2report.results import UnknownResult, compute_results
from il2report.revisions import read_drafts
from il2report.study import read_study
from il2report.templating.facts import UnknownFact
from il2report.verification.proof import TEMPLATE_FAILURES, is_of_a_template


@dataclass(frozen=True, slots=True)
class FloatAccount:
    """What a table or figure shows: its printed name and caption, where it is placed, and its results."""

    key: str
    name: str
    caption: str
    results: tuple[Account, ...]


def explain_float(folder: Path, key: str) -> FloatAccount:
    """Read and compute the study, and explain a table or figure by the results that it shows.

    Raises
    ------
    WrongUse
        For one that the study does not have; names the nearest.
    """
    accounts = study_accounts(folder)
    study, results = accounts.study, accounts.results
    floats = accounts.document.floats if accounts.document else ()
    placed = next((each for each in floats if each.key == key), None)
    if placed is None and key not in floats_of(study):
        known = sorted((*floats_of(study), *(each.key for each in floats)))
        near = get_close_matches(key, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else f" There are {', '.join(known)}."
        raise WrongUse(f"there is no table or figure {key!r}.{hint}")
    nodes = [place.node for place in placed_in_float(placed)] if placed else []
    ids = [node.result for node in nodes if isinstance(node, Number)]
    catalogue = results.catalogue
    drawn = {id_ for id_ in results_drawn(study, results).get(key, ()) if id_ in catalogue}
    ids += [
        id_
        for id_, result in catalogue.items()
        if id_ in drawn or figures_drawing(result, {key: key}, {})
    ]
    caption = Fragment()
    if isinstance(placed, NumberedTable):
        caption = Fragment.of(placed.table.caption)
    elif placed:
        caption = placed.caption
    return FloatAccount(
        key,
        placed.label if placed else "placed in no section",
        words(caption),
        tuple(map(accounts.of, dict.fromkeys(ids))),
    )


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
