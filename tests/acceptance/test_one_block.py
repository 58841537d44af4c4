"""One block of study.toml, and nothing else, brings a result to every place where results are."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from declared_study import write_own_sections
from make_cohorts import write_study
from situations import reference_tables

from il2report import build
from il2report.document.tree import words
from il2report.pages.accounts import Accounts
from il2report.study import inspect_study
from il2report.workflow.auditing import audit_of_study
from il2report.workflow.comparing import compared
from il2report.workflow.editions import Edition, set_edition
from il2report.workflow.explaining import explain_float, study_accounts
from il2report.workflow.workbook_template import write_template


@dataclass(frozen=True)
class Added:
    """A block, a result of it, the table or figure that shows it, and what the text says."""

    block: str
    result: str
    shown: str
    said: str


CHARACTERISTICS = "table.characteristics"
ADDED = {
    "number": Added(
        '[[variable]]\nname = "weight"\nkind = "number"\nlabel = "Body weight"\nunit = "kg"\nmost = 200',
        "cohort.weight.median", CHARACTERISTICS, "body weight",
    ),
    "category": Added(
        '[[variable]]\nname = "smoking"\nkind = "category"\nlabel = "Smoking history"',
        "cohort.smoking.current.n", CHARACTERISTICS, "smoking history",
    ),
    "ordered": Added(
        '[[variable]]\nname = "stage"\nkind = "ordered"\nlabel = "Tumor stage"\nmissing = "row"',
        "cohort.stage.early.n", CHARACTERISTICS, "tumor stage",
    ),
    "yes_no": Added(
        '[[variable]]\nname = "diabetes"\nkind = "yes_no"\nlabel = "Diabetes mellitus"',
        "cohort.diabetes.yes.n", CHARACTERISTICS, "diabetes mellitus",
    ),
    "derived": Added(
        '[[variable]]\nname = "heavy"\nlabel = "Weight class"\ncut = { of = "weight", at = [75] }',
        "cohort.heavy.from_75.n", CHARACTERISTICS, "weight class",
    ),
    "end point": Added(
        '[[endpoint]]\nname = "os"\nlabel = "Overall survival"\nstart = "entry_date"\nevent = ["death"]\n'
        'censor = "last_contact_date"\ndead_codes = ["DOD", "DOC"]',
        "os.events", "figure.os", "overall survival",
    ),
    "comparison": Added(
        '[[comparison]]\nname = "by_smoking"\nby = "smoking"\nof = ["characteristics", "os"]\n'
        'tests = { category = "fisher", number = "kruskal_wallis", time = "log_rank" }',
        "by_smoking.weight.current.median", "table.by_smoking", "by smoking history",
    ),
    "model": Added(
        '[[model]]\nname = "os_cox"\nkind = "cox"\nendpoint = "os"\nvariables = ["weight"]',
        "os_cox.univariable.weight.ratio", "table.os_cox", "cox",
    ),
    "subset": Added(
        '[[subset]]\nname = "early"\nlabel = "early disease"\nwhere = { stage = ["early"] }\n'
        '[[comparison]]\nname = "by_diabetes"\nby = "diabetes"\namong = "early"\n'
        'of = ["characteristics"]\nvariables = ["weight"]\ntests = { number = "student" }',
        "by_diabetes.weight.all_patients.median", "table.by_diabetes", "early disease",
    ),
    "follow-up": Added(
        '[follow_up]\nmeasures = ["reverse_km", "observed_median_range"]\nendpoint = "os"',
        "follow_up.reverse_km.median", "", "follow-up",
    ),
    "measurement": Added(
        '[[measurement]]\nname = "psa"\nlabel = "PSA"\ntable = "psa"\nunit = "ng/mL"\n'
        'times = ["before", "later"]\npairs = [["before", "later"]]\ntests = ["paired_t"]',
        "psa.before.median", "table.psa", "psa",
    ),
    "own table": Added(
        '[[table]]\nname = "habits"\ncaption = "Habits"\nvariables = ["smoking"]',
        "cohort.smoking.former.n", "table.habits", "",
    ),
    "own figure": Added(
        '[[figure]]\nname = "stages"\nkind = "bars"\ncaption = "Stages"\naxis = "Patients (%)"\n'
        'rows = [{ each = "stage", id = "cohort.stage.{level}.percent" }]',
        "cohort.stage.late.percent", "figure.stages", "",
    ),
}  # fmt: skip
KINDS = [kind for kind, each in ADDED.items() if each.shown]
CODES = {"smoking": ("never", "former", "current"), "stage": ("early", "late")}


def written(folder: Path, *, blocks: bool, corrected: bool = False, wrong: bool = False) -> Path:
    """Write a copy of the reference study with further columns, and the blocks that declare them."""
    tables = reference_tables()
    for place, row in enumerate(tables["patients"]):
        row["weight"] = str(60 + 3 * place)
        row["smoking"] = CODES["smoking"][place % 3]
        row["stage"] = CODES["stage"][place % 2]
        row["diabetes"] = "yes" if place % 4 else "no"
    patients = tables["patients"]
    for row in patients[9:12]:
        row["status"] = "DOC"
    if corrected:
        patients[7] |= {"weight": "66", "smoking": "current", "stage": "early", "diabetes": "no"}
        patients[8]["status"] = "DOC"
        middle = sorted(patients, key=observed)[len(patients) // 2]
        last = date.fromisoformat(middle["last_contact_date"])
        middle["last_contact_date"] = str(last + timedelta(days=5))
    if wrong:
        patients[7] |= {"weight": "900", "smoking": "curent", "stage": "erly", "diabetes": "maybe"}
    write_study(folder, reference_tables())
    write_own_sections(folder)
    data = folder / "data"
    (data / "patients.csv").write_text(as_csv(patients), encoding="utf-8")
    values = [
        {
            "patient_id": row["patient_id"],
            "time": time,
            "value": str(place * 3 + (7 if time == "later" else 2) + (40 if corrected and place == 7 else 0)),
        }
        for place, row in enumerate(patients)
        for time in ("before", "later")
    ]  # fmt: skip
    if blocks:
        (data / "psa.csv").write_text(as_csv(values), encoding="utf-8")
    if blocks:
        with (data / "codebook.csv").open("a", encoding="utf-8") as codebook:
            for name, codes in (*CODES.items(), ("time", ("before", "later"))):
                table = "psa" if name == "time" else "patients"
                for order, code in enumerate(codes, start=1):
                    codebook.write(f"{table},{name},{code},{code.title()},,{order}\n")
        with (folder / "study.toml").open("a", encoding="utf-8") as choices:
            choices.write("\n" + "\n\n".join(each.block for each in ADDED.values()) + "\n")
        # A key more of a section that is there already.
        text = (folder / "study.toml").read_text(encoding="utf-8")
        text = text.replace(
            "[abbreviations]\n", '[abbreviations]\nPSA = "prostate-specific antigen"\n'
        )
        (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder


def observed(row: dict[str, str]) -> timedelta:
    return date.fromisoformat(row["last_contact_date"]) - date.fromisoformat(row["entry_date"])


def as_csv(rows: list[dict[str, str]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = written(tmp_path_factory.mktemp("one") / "study", blocks=True)
    build(folder, folder, formats=("html",))
    return folder


@pytest.fixture(scope="module")
def accounts(folder: Path) -> Accounts:
    return study_accounts(folder)


@pytest.fixture(scope="module")
def now(folder: Path) -> Edition:
    return set_edition(folder, "now", "")


@pytest.mark.parametrize("kind", ADDED)
def test_what_a_block_declares_is_in_the_text(kind: str, accounts: Accounts) -> None:
    assert accounts.document is not None
    text = " ".join(words(section.nodes) for section in accounts.document.sections).lower()
    assert ADDED[kind].said in text


@pytest.mark.parametrize("kind", ADDED)
def test_what_a_block_declares_is_explained_down_to_its_cells(
    kind: str, accounts: Accounts
) -> None:
    account = accounts.of(ADDED[kind].result)
    assert account.definition
    assert account.places or account.figures
    assert account.cells


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_block_declares_is_in_its_table_or_figure(kind: str, folder: Path) -> None:
    shown = explain_float(folder, ADDED[kind].shown)
    assert ADDED[kind].result in [account.id for account in shown.results]


@pytest.mark.parametrize("kind", ADDED)
def test_what_a_block_declares_is_in_the_panel(kind: str, folder: Path) -> None:
    page = (folder / "report" / "manuscript.html").read_text(encoding="utf-8")
    assert f'"{ADDED[kind].result}"' in page.partition('<script type="application/json"')[2]


def test_what_blocks_declare_is_read_back_without_a_finding(folder: Path) -> None:
    manuscript = audit_of_study(folder).manuscript
    assert manuscript is not None
    assert ["no-print"] == [each.code for each in manuscript.findings]


def test_a_block_that_is_added_is_in_the_change_report(now: Edition, tmp_path: Path) -> None:
    before = set_edition(written(tmp_path / "before", blocks=False), "before", "")
    changed = {change.id for change in compared(before, now).difference.changes}
    assert set() == {each.result for each in ADDED.values()} - changed


def test_a_corrected_cell_is_the_cause_of_each_result_that_it_changes(
    now: Edition, tmp_path: Path
) -> None:
    after = set_edition(written(tmp_path / "after", blocks=True, corrected=True), "after", "")
    difference = compared(now, after).difference
    changed = {change.id for change in difference.changes}
    assert set() == {each.result for each in ADDED.values()} - changed
    assert [] == [each for each in changed if not difference.attributions[each].corrections]


def test_columns_that_blocks_declare_are_in_the_blank_workbook_and_checked(
    folder: Path, tmp_path: Path
) -> None:
    file = write_template(folder, tmp_path / "blank.xlsx").file
    book = openpyxl.load_workbook(file)
    header = {cell.value for cell in book["patients"][1]}
    assert set() == {"weight", "smoking", "stage", "diabetes"} - header
    assert "psa" in book.sheetnames
    wrong = inspect_study(written(tmp_path / "wrong", blocks=True, wrong=True))
    found = {each.place.column for each in wrong.findings if each.severity.name == "ERROR"}
    assert {"weight", "smoking", "stage", "diabetes"} == found
