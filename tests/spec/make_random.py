"""Draws studies with random declarations and random data, on which every declared kind is compared with R.

    python tests/spec/make_random.py
    Rscript tests/spec/random.R tests/spec/declared/random

Each folder of `declared/random/` has the tables and declarations of one study, and `plan.csv` with the
choices that random.R needs. The data have ties, missing values, levels that no patient has, and in
the small studies levels without an event and variables that separate.
"""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

FOLDER = Path(__file__).parent / "declared" / "random"
SIZES = (8, 12, 15, 30, 60, 120, 250, 600)
MARKERS = ("none", "low", "middle", "high")
ARMS = ("a", "b", "c", "d")
HEADER = (
    *("patient_id", "age", "marker", "sex", "arm", "treated", "months", "event"),
    *(
        "entry_date",
        "relapse_date",
        "death_date",
        "last_contact_date",
        "responded",
        "response_date",
    ),
)
START = date(2015, 1, 1)

DECLARATIONS = """
[[variable]]
name = "age"
kind = "number"
label = "Age"

[[variable]]
name = "marker"
kind = "ordered"
label = "Marker"
reference = "{reference}"

[[variable]]
name = "sex"
kind = "category"
label = "Sex"

[[variable]]
name = "arm"
kind = "{arm_kind}"
label = "Arm"

[[variable]]
name = "treated"
kind = "yes_no"
label = "Treated"

[[variable]]
name = "responded"
kind = "yes_no"
label = "Response"
formed_on = "response_date"

[[endpoint]]
name = "os"
label = "Overall survival"
time = "months"
unit = "months"
event_column = "event"
event_codes = ["1"]
landmarks_months = [{landmark}, 24]
rmst_months = {horizon}

[[endpoint]]
name = "pfs"
label = "Progression-free survival"
start = "entry_date"
event = ["relapse_date", "death_date"]
censor = "last_contact_date"
landmarks_months = [{landmark}]

[[comparison]]
name = "by_arm"
by = "arm"
of = ["characteristics", "os", "pfs"]
variables = ["age", "marker", "sex"]
tests = {{ age = ["anova", "kruskal_wallis"], marker = ["fisher", "chi_square"], sex = "chi_square_or_fisher" }}
adjust = "holm"

[[comparison]]
name = "by_sex"
by = "sex"
of = ["characteristics", "os"]
variables = ["age", "marker", "treated"]
tests = {{ number = ["student", "welch", "mann_whitney"], marker = "fisher", treated = ["chi_square_yates", "chi_square", "fisher"] }}

[[comparison]]
name = "by_response"
by = "responded"
of = ["pfs"]
from_months = {from_months}

[[model]]
name = "os_cox"
kind = "cox"
endpoint = "os"
variables = [{cox}]
survival = "median"

[[model]]
name = "os_selected"
kind = "cox"
endpoint = "os"
variables = ["age", "marker", "sex", "treated"]
univariable = false
selection = {{ method = "backward", p = {p} }}

[[model]]
name = "treated_logistic"
kind = "logistic"
outcome = "treated"
variables = [{logistic}]

[[measurement]]
name = "psa"
label = "PSA"
table = "psa"
times = ["before", "later"]
by = "sex"
pairs = [["before", "later"]]
tests = ["paired_t", "wilcoxon"]

[[measurement]]
name = "pain"
label = "Pain"
table = "pain"
kind = "yes_no"
times = ["before", "later"]
pairs = [["before", "later"]]
tests = ["mcnemar", "mcnemar_exact"]

[follow_up]
measures = ["reverse_km", "observed_median_range", "observed_mean_sd"]
by = "sex"
endpoint = "pfs"
"""


def draw_study(draw: random.Random, n: int) -> tuple[list[tuple[object, ...]], dict[str, object]]:
    """Draw the patients of a study and the choices of its declarations."""
    markers = MARKERS if n > 100 else draw.choice((MARKERS, MARKERS[1:], MARKERS[:3]))
    arms = draw.choice((ARMS, ARMS[:3], ("a", "c", "d")))
    grain = draw.choice((1, 0.5, 0.25))
    blank = draw.choice((0.0, 0.05, 0.15))
    plan = {
        "landmark": draw.choice((3, 6, 12)),
        "horizon": draw.choice((9, 12, 24)),
        "from_months": draw.choice((1, 2, 3)),
        "quantile_type": draw.choice((2, 6, 7)),
        "reference": draw.choice(markers),
        "arm_kind": draw.choice(("ordered", "category")),
        "p": draw.choice((0.05, 0.1, 0.2)),
        "cox": draw.choice(("age marker sex", "marker age", "age sex treated", "marker sex")),
        "logistic": draw.choice(("age marker sex", "age sex", "marker age")),
    }
    decimals = draw.choice((0, 1))
    patients = [_patient(draw, row, (markers, arms, grain, blank, decimals)) for row in range(n)]
    return patients, plan


def _patient(
    draw: random.Random,
    row: int,
    of: tuple[tuple[str, ...], tuple[str, ...], float, float, int],
) -> tuple[object, ...]:
    markers, arms, grain, blank, decimals = of
    age = round(draw.gauss(62, 9), decimals)
    marker, sex = draw.choice(markers), draw.choice(("female", "male"))
    rate = 0.05 * 1.03 ** (age - 62) * 1.5 ** markers.index(marker)
    months = grain * max(1, round(min(draw.expovariate(rate), 40) / grain))
    treated = draw.random() < (0.6 if sex == "female" else 0.35) + 0.004 * (age - 62)
    entry = START + timedelta(days=draw.randrange(700))
    stay = 7 * max(1, round(months * 4.35))
    relapse = draw.random() < 0.5
    died = draw.random() < 0.5
    relapsed = 7 * draw.randrange(1, stay // 7 + 1)
    responded = draw.random() < 0.4
    response = 7 * draw.randrange(1, 26)

    def maybe(value: object) -> object:
        return "" if draw.random() < blank else value

    def day(days: int) -> str:
        return (entry + timedelta(days=days)).isoformat()

    return (
        f"P{row:03}",
        maybe(age if decimals else int(age)),
        maybe(marker),
        maybe(sex),
        maybe(draw.choice(arms)),
        maybe("yes" if treated else "no"),
        months,
        int(draw.random() < 0.7),
        entry.isoformat(),
        day(relapsed) if relapse else "",
        day(stay) if died else "",
        day(stay),
        "yes" if responded else "no",
        day(response) if responded else "",
    )


def values(draw: random.Random, n: int) -> Iterator[tuple[str, str, str, object]]:
    """Draw the repeated values of a study: with ties, without change, missing at one time."""
    grain = draw.choice((1, 2, 5))
    for row in range(n):
        before = draw.randrange(2, 60)
        changed = max(0, before - grain * draw.randrange(-2, 4))
        was = draw.random() < 0.5
        now = was if draw.random() < 0.6 else not was
        for time, value, answer in (("before", before, was), ("later", changed, now)):
            if draw.random() < 0.9:
                yield "psa", f"P{row:03}", time, value
            if draw.random() < 0.9:
                yield "pain", f"P{row:03}", time, "yes" if answer else "no"


def write_all() -> None:
    """Write every study."""
    for n in SIZES:
        draw = random.Random(1000 + n)
        folder = FOLDER / f"n{n}"
        folder.mkdir(parents=True, exist_ok=True)
        patients, plan = draw_study(draw, n)
        _write(folder / "patients.csv", [HEADER, *patients])
        rows = list(values(draw, n))
        for name in ("psa", "pain"):
            own = [row[1:] for row in rows if row[0] == name]
            _write(folder / f"{name}.csv", [("patient_id", "time", "value"), *own])
        _write(folder / "plan.csv", [("key", "value"), *plan.items()])
        lists = {
            key: ", ".join(f'"{name}"' for name in str(plan[key]).split())
            for key in ("cox", "logistic")
        }
        text = DECLARATIONS.format(**{**plan, **lists})
        (folder / "study.toml").write_text(text.lstrip(), encoding="utf-8")


def _write(path: Path, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    write_all()
