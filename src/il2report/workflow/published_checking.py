"""The published figures of a study, checked for `audit`: no build reads them, so all are notices."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from il2report.audit import PublishedPaper
from il2report.audit.counterparts import Counterparts
from il2report.audit.reading import FILE, inspect_paper
from il2report.errors import Finding, Place, Severity
from il2report.results.catalogue import Catalogue
from il2report.study import Study
from il2report.study.extent import MOST_ERRORS, Collected, EnoughErrors
from il2report.study.files import MOST_OF_TEXT, FileMissing, FileRefused, read_file


def published_findings(study: Study, catalogue: Catalogue, folder: Path) -> tuple[Finding, ...]:
    """Find slips in data/published.toml, and ids in it that the study does not have.

    Parameters
    ----------
    study, catalogue : what the figures correspond to
    folder : the study

    Returns
    -------
    tuple of Finding
        Notices; none where nothing is published.
    """
    found, paper = Collected(), None
    try:
        paper = inspect_paper(read_file(folder, FILE, MOST_OF_TEXT), FILE, found.report)
    except FileMissing:
        return ()
    except FileRefused as error:
        return (replace(error.finding, severity=Severity.NOTICE),)
    except EnoughErrors as enough:
        found.append(enough.finding)
    if paper:
        found += islice(_unknown_ids(paper, Counterparts(study, catalogue)), MOST_ERRORS)
    return tuple(replace(finding, severity=Severity.NOTICE) for finding in found)


def _unknown_ids(paper: PublishedPaper, counterparts: Counterparts) -> Iterator[Finding]:
    told = set[str]()
    for figure in paper.figures:
        name = figure.result
        if name and name not in told and not counterparts.knows(name):
            told.add(name)
            near = counterparts.nearest(name)
            hint = f"; did you mean {near}?" if near and "{" not in name else ""
            message = f"there is no result, fact or choice {name}{hint}"
            yield Finding("unknown-id", Place(FILE, figure.line), message, Severity.NOTICE)
