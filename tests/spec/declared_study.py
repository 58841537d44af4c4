"""A study that declares every kind of variable, end point, comparison and model.

Its tables are those of an invented cohort, with further columns drawn from a seed.
"""

import csv
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

from make_cohorts import Tables, cohort, write_study

PATIENTS, SEED = 60, 12
DECLARATIONS = """
[[variable]]
name = "stage"
kind = "ordered"
label = "Stage"
missing = "row"

[[variable]]
name = "marker"
kind = "category"
label = "Marker"
reference = "negative"

[[variable]]
name = "smoker"
kind = "yes_no"
label = "Smoking"

[[variable]]
name = "weight"
kind = "number"
label = "Weight"
unit = "kg"
least = 20
most = 300
summary = ["mean_sd", "median_iqr"]

[[variable]]
name = "height"
kind = "number"
label = "Height"
unit = "cm"
least = 100
most = 250

[[variable]]
name = "heavy"
label = "Weight class"
cut = { of = "weight", at = [60, 80] }

[[variable]]
name = "weight_per_height"
label = "Weight by height"
ratio = ["weight", "height"]

[[variable]]
name = "treated_before"
label = "Any treatment before"
any_of = { table = "prior_therapies" }

[[variable]]
name = "cycle_count"
label = "Cycles"
count = { table = "cycles" }

[[variable]]
name = "observed"
label = "Time under observation"
unit = "months"
months_between = ["entry_date", "last_contact_date"]

[[endpoint]]
name = "os"
label = "Overall survival"
start = "entry_date"
event = ["death"]
censor = "last_contact_date"
dead_codes = ["DOD", "DOC"]
landmarks_months = [6, 12]
rmst_months = 6

[[endpoint]]
name = "relapse"
label = "Time to relapse"
time = "relapse_weeks"
unit = "weeks"
event_column = "relapsed"
event_codes = ["1"]
naive_mean = true

[[subset]]
name = "staged"
label = "staged patients"
where = { stage = ["i", "ii", "iii"] }

[[comparison]]
name = "by_stage"
by = "stage"
of = ["characteristics", "os", "relapse", "toxicity"]
tests = { category = "chi_square", marker = "fisher", number = ["anova", "kruskal_wallis"], time = "log_rank" }
adjust = "holm"

[[comparison]]
name = "by_smoking"
by = "smoker"
tests = { category = "chi_square_yates", number = ["student", "welch", "mann_whitney"] }

[deaths]
status_codes = ["DOD", "DOC"]
within_days = 90

[[flow]]
label = "Screened"
n = 70

[[flow]]
label = "Excluded"
n = 10
reason = "no consent"

[[flow]]
label = "Analyzed"

[[model]]
name = "relapse_cox"
kind = "cox"
endpoint = "relapse"
variables = ["weight", "marker"]

[[model]]
name = "os_selected"
kind = "cox"
endpoint = "os"
variables = ["stage", "weight", "height"]
survival = "median"
selection = { method = "backward", p = 0.1 }

[[measurement]]
name = "psa"
label = "PSA"
table = "psa"
unit = "ng/mL"
times = ["before", "3_months"]
by = "smoker"
pairs = [["before", "3_months"]]
tests = ["paired_t", "wilcoxon"]

[[measurement]]
name = "pain"
label = "Pain"
table = "pain"
kind = "yes_no"
times = ["before", "3_months"]
pairs = [["before", "3_months"]]
tests = ["mcnemar", "mcnemar_exact"]

[follow_up]
measures = ["reverse_km", "observed_median_range", "observed_mean_sd"]
by = "stage"

[[variable]]
name = "remission"
kind = "yes_no"
label = "Remission"
formed_on = "remission_date"

[[comparison]]
name = "by_remission"
by = "remission"
of = ["os"]
from_months = 1.5

[[model]]
name = "smoking_logistic"
kind = "logistic"
outcome = "smoker"
variables = ["height", "marker"]

[[table]]
name = "survival"
caption = "Survival of all patients and by stage"
stub = "Patients"
footnotes = ["Stages are those at diagnosis."]
rows = [
  { label = "All patients", id = "os" },
  { each = "stage", id = "os.by_stage.{level}" },
]
columns = [
  { heading = "Events", id = "{row}.events" },
  { heading = "Median (95% CI), months", id = "{row}.median", show = "with_interval" },
  { heading = "Alive at six months (%)", id = "{row}.at_6_months", show = "with_interval" },
]

[[table]]
name = "staged_patients"
caption = "Patients whose stage is known"
variables = ["marker", "smoker", "weight"]
among = "staged"

[[figure]]
name = "os_rising"
kind = "curve"
caption = "Deaths by smoking status"
endpoint = "os"
comparison = "by_stage"
curve = "failure"

[[figure]]
name = "alone"
kind = "forest"
model = "relapse_cox"
fits = "univariable"
caption = "Univariable hazard ratios"

[[figure]]
name = "stages"
kind = "bars"
caption = "Stages"
axis = "Patients (%)"
rows = [{ each = "stage", id = "cohort.stage.{level}.percent" }]
"""
LABELS = {
    "stage": {"i": "I", "ii": "II", "iii": "III"},
    "marker": {"positive": "Positive", "negative": "Negative", "unclear": "Unclear"},
    "smoker": {"yes": "Smoker", "no": "Never smoked"},
}

TIMES = {"before": "Before treatment", "3_months": "3 months"}


def _write_repeated(data: Path, patients: list[str], draw: random.Random) -> None:
    """Write the values of most patients at most times."""
    draws = {"psa": lambda: draw.randrange(1, 40), "pain": lambda: draw.choice(("yes", "no"))}
    for table, value in draws.items():
        with (data / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            file.write("patient_id,time,value\n")
            for patient in patients:
                for time in TIMES:
                    if draw.random() < 0.8:
                        file.write(f"{patient},{time},{value()}\n")


OWN_SECTIONS = {
    "abstract": "{% todo 'Sum up the study.' %}\n",
    "introduction": "## Introduction\n\n{% todo 'Say why the study was done.' %}\n",
    "discussion": "## Discussion\n\n{% todo 'Say what the results mean.' %}\n",
}


def write_own_sections(folder: Path) -> None:
    """Leave a study the sections that must be its own, as open points, and no other template."""
    shutil.rmtree(folder / "templates", ignore_errors=True)
    sections = folder / "templates" / "sections"
    sections.mkdir(parents=True)
    for name, text in OWN_SECTIONS.items():
        (sections / f"{name}.md.j2").write_text(text, encoding="utf-8")


def write_declared_study(
    folder: Path, n: int = PATIENTS, seed: int = SEED, tables: Tables | None = None
) -> Path:
    """Write the study, of a cohort of its own or of the one given.

    Some cells of every further column are blank, and all its text is generic.
    """
    write_study(folder, tables or cohort(n, seed))
    write_own_sections(folder)
    draw = random.Random(seed)
    path = folder / "data" / "patients.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for name, codes in LABELS.items():
            row[name] = draw.choice([*codes, *codes, ""])
        row["weight"] = draw.choice(
            ["", *(str(round(max(25, draw.gauss(72, 12)), 1)) for _ in range(9))]
        )
        row["height"] = draw.choice(["", *(str(round(draw.gauss(170, 9))) for _ in range(9))])
        row["relapse_weeks"] = str(1 + min(round(draw.expovariate(0.05)), 90))
        row["relapsed"] = draw.choice("011")
        remission = draw.random() < 0.4
        day = date.fromisoformat(row["entry_date"]) + timedelta(days=draw.randrange(90))
        row["remission"] = "yes" if remission else "no"
        row["remission_date"] = str(min(day, date.fromisoformat(row["last_contact_date"])))
        row["remission_date"] *= remission
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with (folder / "data" / "codebook.csv").open("a", encoding="utf-8") as file:
        for name, codes in LABELS.items():
            for order, (code, label) in enumerate(codes.items(), start=1):
                file.write(f"patients,{name},{code},{label},,{order}\n")
        for table in ("psa", "pain"):
            for order, (code, label) in enumerate(TIMES.items(), start=1):
                file.write(f"{table},time,{code},{label},,{order}\n")
    _write_repeated(folder / "data", [row["patient_id"] for row in rows], draw)
    with (folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write(DECLARATIONS.replace("n = 70", f"n = {n + 10}"))
    return folder
