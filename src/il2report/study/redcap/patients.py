"""Which records of an export are patients of the study, and what their ids are."""

from collections.abc import Sequence
from dataclasses import replace

from il2report.errors import Finding, Report
from il2report.study.redcap.notes import Notes
from il2report.study.redcap.plan import Plan, Project, is_record_field
from il2report.study.redcap.rows import BlockReader


def with_patient_ids(project: Project, report: Report) -> Project | None:
    """Give each record the study's id of its patient, where a field holds one.

    Parameters
    ----------
    project : dictionary, export and mapping
    report : called once per finding

    Returns
    -------
    Project, or None where the field cannot be read
    """
    name, export = project.mapping.patient_id, project.export
    if name is None:
        return project
    if not is_record_field(name, project, report):
        return None
    ids: dict[str, str] = dict.fromkeys(export.records, "")
    for position, (record, cell) in enumerate(
        zip(export.records, export.column(name), strict=True)
    ):
        if cell and ids[record] not in ("", cell):
            message = f"an earlier row gives record {record} the id {ids[record]!r}"
            report(Finding("duplicate-key", export.place(position, name), message))
        ids[record] = ids[record] or cell
    return replace(project, export=replace(export, patients=ids))


def records_left_out(
    plans: Sequence[Plan] | None, project: Project, report: Report
) -> frozenset[str]:
    """Find the records that are no patients of the study, and tell of them.

    Parameters
    ----------
    plans : how patients are read, None where that is not clear or they are not mapped
    project : dictionary, export and mapping
    report : called once per finding

    Returns
    -------
    frozenset of record ids
        Those that `where` leaves out, and those without a row from which to read a patient.
    """
    if plans is None:
        return frozenset()
    export, notes = project.export, Notes(project, report)
    kept, left = set[str](), dict[str, int]()
    for plan in plans:
        inside, outside = BlockReader(plan, project, frozenset(), notes).selection
        kept |= {export.records[position] for position in inside}
        left |= {export.records[position]: position for position in reversed(outside)}
    unselected = {record: left[record] for record in left if record not in kept}
    notes.unselected(sorted(unselected.values()))
    first: dict[str, int] = {}
    for position, record in enumerate(export.records):
        if record not in kept and record not in left:
            first.setdefault(record, position)
    notes.records_without_row(list(first.values()))
    return frozenset({*unselected, *first})
