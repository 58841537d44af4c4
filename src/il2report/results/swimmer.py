"""The course of the patients: a lane each, or of many patients the spread of follow-up by response."""

from il2report.analysis.lanes import (
    PERIOD_COLUMNS,
    FollowUpSpread,
    follow_up_spread,
    patient_lanes,
)
from il2report.analysis.survival import median, product_limit
from il2report.results.declared import Declared
from il2report.results.response import response_column
from il2report.study import Study
from il2report.study.declarations import Endpoint
from il2report.values import PatientLane


def swimmer_endpoint(study: Study) -> Endpoint | None:
    """The end point that the swimmer plot draws; None without one from dates, or without cycles."""
    endpoint = study.configuration.swimmer_endpoint
    needed = tuple(f"cycles.{name}" for name in PERIOD_COLUMNS)
    return endpoint if endpoint and study.tables.has(*needed) else None


def swimmer_lanes(study: Study, declared: Declared) -> tuple[PatientLane, ...]:
    """Lay out the course of each patient; none where there is no swimmer plot."""
    endpoint, response = swimmer_endpoint(study), response_column(declared)
    if endpoint is None:
        return ()
    responses = response.by_patient if response else {}
    tables = study.tables
    return patient_lanes(tables["patients"], tables["cycles"], endpoint, responses)


def swimmer_spreads(
    lanes: tuple[PatientLane, ...], declared: Declared
) -> tuple[FollowUpSpread, ...]:
    """Describe the follow-up of each response that occurred, in the order of the codebook."""
    response = response_column(declared)
    by_code: dict[str, list[PatientLane]] = {}
    for lane in lanes:
        by_code.setdefault(lane.response, []).append(lane)
    order = [level.code for level in response.levels] if response else []
    return tuple(
        _spread(code, by_code[code], declared.level) for code in (*order, "") if code in by_code
    )


def _spread(code: str, lanes: list[PatientLane], level: int) -> FollowUpSpread:
    months = [lane.last_contact if lane.progression is None else lane.progression for lane in lanes]
    happened = [lane.progression is not None for lane in lanes]
    curve = product_limit(tuple(lane.patient_id for lane in lanes), months, happened, level)
    return follow_up_spread(code, [lane.last_contact for lane in lanes], median(curve).value)
