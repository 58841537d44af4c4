"""What an entry of results.json is about, where no result of today has its id.

An entry names its method, its unit and its label; from these follow the statistic and the topic. An
id is not read: it may come from another version of the program.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from il2report.analysis import methods
from il2report.results import Unit
from il2report.results.catalogue import Statistic, Topic
from il2report.results.correlates import BY, GROUPS

LIMIT = re.compile(r", (lower|upper) limit of the \d+% confidence interval$")
ENDING = re.compile(r", (?:patients|percent of patients|percent|mean|median|standard deviation)$")
GROUP = re.compile(r", patients (with|without) clinical benefit$")
BY_METHOD: Mapping[str, Statistic] = MappingProxyType(
    {
        method.key: statistic
        for statistic, of in (
            (Statistic.MEAN, (methods.MEAN, methods.NAIVE_MEAN)),
            (Statistic.SD, (methods.SD,)),
            (
                Statistic.MEDIAN,
                (methods.MEDIAN, methods.KAPLAN_MEIER_MEDIAN, methods.REVERSE_KAPLAN_MEIER),
            ),
            (Statistic.MIN, (methods.MINIMUM,)),
            (Statistic.MAX, (methods.MAXIMUM,)),
            (Statistic.SURVIVAL, (methods.KAPLAN_MEIER,)),
            (Statistic.RESTRICTED_MEAN, (methods.RESTRICTED_MEAN,)),
            (Statistic.VALUE, (methods.OBSERVED, methods.COMPLETED_MONTHS, methods.MONTHS_BETWEEN)),
        )
        for method in of
    }
)
BY_UNIT: Mapping[str, Statistic] = MappingProxyType(
    {Unit.COUNT: Statistic.N, Unit.PERCENT: Statistic.PERCENT, Unit.P_VALUE: Statistic.P}
)


def recorded_statistic(entry: Mapping[str, Any]) -> Statistic:
    """Tell the statistic of an entry by its label, its method and its unit."""
    if limit := LIMIT.search(entry["label"]):
        return Statistic.CI_LOW if limit[1] == "lower" else Statistic.CI_HIGH
    unit = BY_UNIT.get(entry["unit"], Statistic.VALUE)
    return BY_METHOD.get(entry.get("method", ""), unit)


def recorded_topic(entry: Mapping[str, Any]) -> Topic:
    """Name the topic of an entry by what its label says before the statistic."""
    variable = ENDING.sub("", LIMIT.sub("", entry["label"]))
    if group := GROUP.search(variable):
        benefit, without = GROUPS
        side = benefit if group[1] == "with" else without
        return Topic("", GROUP.sub("", variable), by=BY, group=side)
    return Topic("", variable)
