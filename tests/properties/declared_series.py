"""Series with random declarations and random data, written as the folders that users have.

Everything is drawn from one seed: how many patients, which variables of which kind, which tables
there are, and what is compared, modelled and printed. Cells are missing at random, times are tied,
levels have no patients. The text is the generic one.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from declared_study import write_own_sections

STYLES = ("anticancer-research", "ama", "nejm", "lancet")
FIRST_DAY = date(2012, 1, 2)
LEVELS = ("low", "middle", "high", "absent", "other")
RESPONSES = ("CR", "PR", "SD", "PD", "NE")
CORRECTABLE = re.compile(r"(?:number|group|answer)_\d|weeks|grade|doses|value|best_response")
TERMS = {"nausea": "Gastrointestinal", "rash": "Skin", "fatigue": "General", "fever": "General"}
TESTS = {
    "category": ("fisher", "chi_square", "chi_square_yates", "chi_square_or_fisher"),
    "two": ("student", "welch", "mann_whitney"),
    "several": ("anova", "kruskal_wallis"),
}
Block = Mapping[str, Any]


@dataclass
class Series:
    """A study before it is written: declarations in their order, rows of tables, codes."""

    n: int
    style: str = "ama"
    blocks: list[tuple[str, Block]] = field(default_factory=list)
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    codes: list[tuple[str, str, str, str, str, int]] = field(default_factory=list)

    @property
    def patients(self) -> list[dict[str, str]]:
        """The rows of patients.csv."""
        return self.tables["patients"]

    def declare(self, section: str, **keys: Any) -> None:
        """Add a block, `[[variable]]` or such."""
        self.blocks.append((section, keys))

    def encode(self, table: str, column: str, codes: Mapping[str, tuple[str, str]]) -> None:
        """List codes with label and group in the codebook."""
        self.codes += [
            (table, column, code, label, group, order)
            for order, (code, (label, group)) in enumerate(codes.items(), start=1)
        ]

    def write(self, folder: Path) -> Path:
        """Write it as a study."""
        write_own_sections(folder)
        data = folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            _write(data / f"{name}.csv", list(rows[0]), [row.values() for row in rows])
        columns = ["table", "column", "code", "label", "group", "order"]
        _write(data / "codebook.csv", columns, self.codes)
        head = {"title": "A drawn series", "short_title": "Drawn", "authors": ["A. Author"]}
        text = [_lines(head | {"data_origin": "patients"}), f'[journal]\nstyle = "{self.style}"\n']
        single = {"treatment", "response", "toxicity", "follow_up", "deaths"}
        text += [
            f"[{name}]\n{_lines(keys)}" if name in single else f"[[{name}]]\n{_lines(keys)}"
            for name, keys in self.blocks
        ]
        (folder / "study.toml").write_text("\n".join(text), encoding="utf-8")
        return folder


def _write(path: Path, header: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def _lines(keys: Block) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in keys.items())


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(of)}" for key, of in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)


def draw_series(seed: int, n: int | None = None) -> Series:
    """Draw a series, of n patients or of one to 60."""
    draw = random.Random(seed)
    n = n or draw.choice((1, 2, 3, 4, 5, 8, 12, 20, 35, 60))
    series = Series(n, draw.choice(STYLES))
    series.tables["patients"] = [{"patient_id": f"P{row:04}"} for row in range(n)]
    numbers, groups, answers = _variables(draw, series)
    endpoints = _endpoints(draw, series)
    if draw.random() < 0.4:
        groups.append(_response(draw, series))
    if draw.random() < 0.4:
        _treatment(draw, series)
    if draw.random() < 0.4:
        _toxicity(draw, series)
    if draw.random() < 0.3:
        _measurement(draw, series, groups)
    subset = _subset(draw, series, groups) if groups and draw.random() < 0.4 else None
    among = {"among": subset} if subset else {}
    for by in draw.sample(groups, min(len(groups), draw.randrange(3))):
        _comparison(draw, series, by, endpoints, among if draw.random() < 0.3 else {})
    known = [*numbers, *(group for group in groups if group != "best_response"), *answers]
    if known and endpoints and draw.random() < 0.6:
        _model(draw, series, known, {"kind": "cox", "endpoint": draw.choice(endpoints)}, among)
    if answers and len(known) > 1 and draw.random() < 0.4:
        outcome = draw.choice(answers)
        others = [name for name in known if name != outcome]
        _model(draw, series, others, {"kind": "logistic", "outcome": outcome}, among)
    _floats(draw, series, numbers, groups, endpoints)
    if draw.random() < 0.3:
        lost = draw.randrange(1, 9)
        series.declare("flow", label="Screened", n=n + lost)
        series.declare("flow", label="Excluded", n=lost, reason="no consent")
        series.declare("flow", label="Analyzed")
    return series


def _column(draw: random.Random, series: Series, name: str, values: Sequence[str]) -> None:
    blank = draw.choice((0.0, 0.0, 0.1, 0.5))
    for row in series.patients:
        row[name] = "" if draw.random() < blank else draw.choice(values)


def _missing(draw: random.Random) -> str:
    return draw.choice(("row", "note"))


def _variables(draw: random.Random, series: Series) -> tuple[list[str], list[str], list[str]]:
    numbers, groups, answers = [], [], []
    summaries = ["mean_sd", "median_range", "median_iqr"]
    for place in range(draw.randrange(5)):
        name = f"number_{place}"
        decimals = draw.choice((0, 1, 2))
        values = [f"{draw.uniform(1, 90):.{decimals}f}" for _ in range(draw.choice((1, 3, 40)))]
        _column(draw, series, name, values)
        unit = {"unit": draw.choice(("years", "kg", "U/L"))} if draw.random() < 0.6 else {}
        chosen = draw.sample(summaries, draw.randrange(1, 4))
        label = f"Serum factor {'ABCDE'[place]}"
        series.declare(
            "variable",
            name=name,
            kind="number",
            label=label,
            missing=_missing(draw),
            summary=chosen,
            **unit,
        )
        numbers.append(name)
    for place in range(draw.randrange(4)):
        name = f"group_{place}"
        levels = LEVELS[: draw.randrange(2, 6)]
        _column(draw, series, name, levels[: draw.randrange(1, len(levels) + 1)])
        series.encode("patients", name, {code: (code.title(), "") for code in levels})
        kind = draw.choice(("category", "ordered"))
        unused = draw.choice(("row", "hide"))
        series.declare(
            "variable",
            name=name,
            kind=kind,
            label=f"Tumor class {'ABCD'[place]}",
            missing=_missing(draw),
            unused=unused,
        )
        groups.append(name)
    for place in range(draw.randrange(3)):
        name = f"answer_{place}"
        _column(draw, series, name, draw.choice((("yes", "no"), ("yes",), ("no",), ("no", "yes"))))
        series.declare(
            "variable",
            name=name,
            kind="yes_no",
            label=f"Prior surgery {'ABC'[place]}",
            missing=_missing(draw),
        )
        answers.append(name)
    if numbers and draw.random() < 0.4:
        series.declare(
            "variable", name="classes", label="Class of factor", cut={"of": numbers[0], "at": [45]}
        )
        groups.append("classes")
    if len(numbers) > 1:
        derived = draw.choice(
            (
                {},
                {"ratio": numbers[:2]},
                {"difference": numbers[:2]},
                {"mean_of": list(numbers)},
                {"sum_of": {numbers[0]: 1, numbers[1]: 2.5}},
            )
        )
        if derived:
            series.declare("variable", name="derived", label="Derived factor", **derived)
            numbers.append("derived")
    if len(answers) > 1:
        series.declare(
            "variable", name="operations", label="Prior operations", count_true=list(answers)
        )
    if draw.random() < 0.3:
        sites = ("lung", "liver", "bone")
        rows = [
            {"patient_id": row["patient_id"], "site": site}
            for row in series.patients
            for site in draw.sample(sites, draw.randrange(4))
        ]
        if rows:
            series.tables["sites"] = rows
            series.encode("sites", "site", {code: (code.title(), "") for code in sites})
            series.declare(
                "variable",
                name="site",
                kind="category",
                label="Site of disease",
                table="sites",
                column="site",
            )
            series.declare(
                "variable", name="site_count", label="Sites of disease", count={"table": "sites"}
            )
            series.declare(
                "variable",
                name="in_bone",
                label="Bone disease",
                any_of={"table": "sites", "column": "site", "codes": ["bone"]},
            )
            numbers.append("site_count")
            answers.append("in_bone")
    return numbers, groups, answers


def _endpoints(draw: random.Random, series: Series) -> list[str]:
    endpoints = []
    landmarks = draw.choice(([], [6], [6, 12]))
    more: dict[str, Any] = {"landmarks_months": landmarks} if landmarks else {}
    if draw.random() < 0.5:
        more["rmst_months"] = draw.choice((6, 12))
    if draw.random() < 0.5:
        share = draw.choice((0.0, 0.4, 1.0))
        for row in series.patients:
            entry = FIRST_DAY + timedelta(days=draw.randrange(900))
            stay = 7 * draw.randrange(5, 150)
            row["entry_date"] = str(entry)
            died, relapsed = draw.random() < share, draw.random() < share
            relapse = entry + timedelta(days=7 * draw.randrange(1, stay // 7 + 1))
            row["relapse_date"] = str(relapse) if relapsed else ""
            row["death_date"] = str(entry + timedelta(days=stay)) if died else ""
            row["last_contact_date"] = str(entry + timedelta(days=stay))
        dates = {"start": "entry_date", "censor": "last_contact_date"}
        series.declare(
            "endpoint", name="os", label="Overall survival", event=["death_date"], **dates, **more
        )
        endpoints.append("os")
        if draw.random() < 0.5:
            series.declare(
                "endpoint",
                name="pfs",
                label="Progression-free survival",
                event=["relapse_date", "death_date"],
                **dates,
            )
            endpoints.append("pfs")
    if draw.random() < 0.4:
        share = draw.choice((0.0, 0.5, 1.0))
        for row in series.patients:
            row["weeks"] = str(draw.randrange(1, 90))
            row["relapsed"] = "1" if draw.random() < share else "0"
        series.encode("patients", "relapsed", {"0": ("No", ""), "1": ("Yes", "")})
        series.declare(
            "endpoint",
            name="relapse",
            label="Time to relapse",
            time="weeks",
            unit="weeks",
            event_column="relapsed",
            event_codes=["1"],
            naive_mean=draw.random() < 0.5,
            **more,
        )
        endpoints.append("relapse")
    if endpoints and draw.random() < 0.5:
        measures = ["reverse_km", "observed_median_range", "observed_mean_sd"]
        series.declare("follow_up", measures=draw.sample(measures, draw.randrange(1, 4)))
    return endpoints


def _response(draw: random.Random, series: Series) -> str:
    for row in series.patients:
        row["best_response"] = draw.choice(RESPONSES)
    labels = (
        "Complete response",
        "Partial response",
        "Stable disease",
        "Progressive disease",
        "Not evaluable",
    )
    series.encode(
        "patients",
        "best_response",
        {c: (label, "") for c, label in zip(RESPONSES, labels, strict=True)},
    )
    series.declare(
        "variable",
        name="best_response",
        kind="ordered",
        label="Best response",
        missing="refuse",
    )
    return "best_response"


def _treatment(draw: random.Random, series: Series) -> None:
    rows = []
    for row in series.patients:
        start = date.fromisoformat(row.get("entry_date", str(FIRST_DAY)))
        for cycle in range(1, draw.randrange(1, 4)):
            last = start + timedelta(days=draw.randrange(3))
            rows.append(
                {
                    "patient_id": row["patient_id"],
                    "cycle": str(cycle),
                    "start_date": str(start),
                    "last_dose_date": str(last),
                    "doses": str(draw.randrange(1, 6)),
                }
            )
            start = last + timedelta(days=7)
    if rows:
        series.tables["cycles"] = rows
        series.declare("treatment", name="the study drug")


def _toxicity(draw: random.Random, series: Series) -> None:
    rows = [
        {
            "patient_id": row["patient_id"],
            "term": term,
            "grade": draw.choice(("1", "2", "3", "4")),
        }
        for row in series.patients
        for term in draw.sample(list(TERMS), draw.randrange(len(TERMS)))
    ]
    if not rows:
        return
    series.tables["adverse_events"] = rows
    series.encode(
        "adverse_events", "term", {term: (term.title(), of) for term, of in TERMS.items()}
    )
    columns = draw.choice((["1-2", "3-4", "any"], ["any", "3+"], ["1", "2", "3", "4", "5"]))
    series.declare("toxicity", columns=columns, system_totals=draw.random() < 0.5, figure=True)


def _measurement(draw: random.Random, series: Series, groups: Sequence[str]) -> None:
    times = ("before", "later")
    rows = [
        {
            "patient_id": row["patient_id"],
            "time": time,
            "value": f"{draw.uniform(1, 40):.1f}",
        }
        for row in series.patients
        for time in times
        if draw.random() < 0.8
    ]
    if not rows:
        return
    series.tables["psa"] = rows
    series.encode("psa", "time", {"before": ("Before", ""), "later": ("Later", "")})
    by = {"by": draw.choice(groups)} if groups and draw.random() < 0.5 else {}
    series.declare(
        "measurement",
        name="psa",
        label="PSA",
        table="psa",
        unit="ng/mL",
        times=list(times),
        pairs=[list(times)],
        tests=draw.choice((["paired_t"], ["wilcoxon", "paired_t"])),
        **by,
    )


def _subset(draw: random.Random, series: Series, groups: Sequence[str]) -> str | None:
    coded = [group for group in groups if group.startswith("group_")]
    if not coded:
        return None
    series.declare(
        "subset",
        name="chosen",
        label="patients of the chosen classes",
        where={draw.choice(coded): ["low"]},
    )
    return "chosen"


def _comparison(
    draw: random.Random, series: Series, by: str, endpoints: Sequence[str], among: Block
) -> None:
    if by == "best_response":  # it forms later than the start: described, and not tested
        if endpoints:
            name = f"by_{by}"
            series.declare("comparison", name=name, by=by, of=endpoints, tests={"time": "none"})
        return
    of = ["characteristics", *draw.sample(endpoints, draw.randrange(len(endpoints) + 1))]
    if any("best_response" in row for row in series.patients):
        of.append("response")
    if "adverse_events" in series.tables:
        of.append("toxicity")
    levels = {code[2] for code in series.codes if code[:2] == ("patients", by)}
    several = len(levels) > 2
    tests: dict[str, Any] = {
        "category": draw.choice(TESTS["category"]),
        "number": draw.choice(TESTS["several" if several else "two"]),
        "time": "log_rank",
    }
    series.declare(
        "comparison",
        name=f"by_{by}",
        by=by,
        of=of,
        tests=tests,
        adjust=draw.choice(("none", "holm")),
        overall=draw.random() < 0.7,
        **among,
    )


def _model(
    draw: random.Random, series: Series, known: Sequence[str], of: Block, among: Block
) -> None:
    series.declare(
        "model",
        name=f"{of['kind']}_model",
        **of,
        variables=draw.sample(list(known), draw.randrange(1, min(len(known), 4) + 1)),
        figure=True,
        **among,
    )


def _floats(
    draw: random.Random,
    series: Series,
    numbers: Sequence[str],
    groups: Sequence[str],
    endpoints: Sequence[str],
) -> None:
    if groups and draw.random() < 0.4:
        series.declare(
            "table",
            name="own",
            caption="Some characteristics",
            variables=[*numbers[:1], *groups[:1]],
        )
        series.declare(
            "figure",
            name="bars",
            kind="bars",
            caption="Patients by class",
            axis="Patients (%)",
            rows=[{"each": groups[0], "id": f"cohort.{groups[0]}.{{level}}.percent"}],
        )
    if endpoints and draw.random() < 0.4:
        series.declare(
            "figure",
            name="own_curve",
            kind="curve",
            caption="The curve once more",
            endpoint=endpoints[0],
            curve="failure",
        )


def corrected(series: Series, draw: random.Random) -> Counter[str]:
    """Put other values into some cells, as charts are corrected; give how many of each table."""
    cells = [
        (table, row, column)
        for table, rows in series.tables.items()
        for row in rows
        for column, value in row.items()
        if CORRECTABLE.fullmatch(column) and value
    ]
    changed: Counter[str] = Counter()
    for table, row, column in draw.sample(cells, min(len(cells), draw.randrange(1, 4))):
        known = sorted({each[column] for each in series.tables[table]} - {"", row[column]})
        if known:
            row[column] = draw.choice(known)
            changed[table] += 1
    return changed
