"""The correction log of a study held against the draft that was issued last."""

from pathlib import Path

from il2report.errors import Finding
from il2report.revisions import last_draft
from il2report.revisions.corrections import study_change
from il2report.revisions.log_review import review_of
from il2report.study import Study, inspect_study


def log_findings(study: Study, folder: Path) -> tuple[Finding, ...]:
    """Find corrections that the log does not tell, and entries that the data do not bear out.

    Parameters
    ----------
    study : as it is now
    folder : where its drafts stand

    Returns
    -------
    tuple of Finding
        None where the study keeps no log, no draft was issued, or the last one holds no data.
    """
    draft = last_draft(folder)
    if draft is None or draft.inputs is None:
        return ()
    before = inspect_study(draft.inputs).study
    if before is None:
        return ()
    change = study_change(before, study)
    found = review_of(before, study, change.corrections, f"draft {draft.number}").findings
    return tuple(map(study.layout.finding, found))
