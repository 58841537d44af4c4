"""Passages that a file of typed figures does not accept are left out one by one, and listed as unread."""

from collections.abc import Callable
from dataclasses import replace

from il2report.audit.running_text.figures import PrintedFigureInText, RunningText, UnreadPassage
from il2report.audit.vocabulary import NO_ENTRY


def accepted(text: RunningText, is_valid: Callable[[RunningText], bool]) -> RunningText:
    """Keep the passages with which a paper can be audited.

    Parameters
    ----------
    text : what was read of the running text
    is_valid : whether a paper with this text is accepted; it is asked of each passage alone only
        where it is false of all

    Returns
    -------
    RunningText
        The text without those that are refused. Of two that are refused together the first is kept.
    """
    if is_valid(text):
        return text
    kept = tuple(each for each in text.figures if is_valid(replace(text, figures=(each,))))
    if not is_valid(replace(text, figures=kept)):
        kept = ()
        for figure in text.figures:
            if is_valid(replace(text, figures=(*kept, figure))):
                kept = (*kept, figure)
    refused = [figure for figure in text.figures if figure not in kept]
    return replace(text, figures=kept, unread=_in_reading_order(text, refused))


def _in_reading_order(
    text: RunningText, refused: list[PrintedFigureInText]
) -> tuple[UnreadPassage, ...]:
    places = list(text.places)
    added = (UnreadPassage(each.place, each.passage, NO_ENTRY) for each in refused)
    return tuple(sorted((*text.unread, *added), key=lambda each: places.index(each.place)))
