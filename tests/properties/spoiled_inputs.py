"""Every file that a study, a draft or an audit is read from, and the verbs that read it."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from make_cohorts import REFERENCE_STUDY
from openpyxl import Workbook
from redcap_project import read_tables, redcap_files
from reference_contract import RECORDS

from il2report.document.document_json import document_json
from il2report.document.results_json import results_json
from il2report.figures.drawn import Picture
from il2report.pages.manuscript import BLANK, Typesetter
from il2report.results import compute_results
from il2report.study import read_study
from il2report.templating.template_files import shipped_templates
from il2report.workflow import issuing
from il2report.workflow.building import BuildRequest, Clock, Product

TABLES = (*RECORDS, "codebook")
EXAMPLE = "docs/examples/contradictory-paper.toml"
DRAFT = "report/drafts/001-round"
LOG = """\
date,who,patient_id,table,column,old,new,reason
2026-11-20,A,P02,patients,best_response,PR,PD,second reading of the scans
"""
CHECK, STATUS, DIFF = ("check", "--json"), ("status",), ("diff", "--no-report")
EXPLAIN = ("explain", "response.orr.percent", "--json")


@dataclass(frozen=True, slots=True)
class Input:
    """A file of a kind of study, by its path within it, and the calls that read it."""

    study: str
    file: str
    verbs: tuple[tuple[str, ...], ...] = (CHECK,)

    @property
    def is_ours(self) -> bool:
        """Whether the text is ours, and only what it is computed from is spoiled."""
        return not self.file.startswith("templates/")

    def __str__(self) -> str:
        return f"{self.study}: {self.file}"


def _of_reference() -> list[str]:
    names = {
        f"templates/{file.relative_to(folder).as_posix()}"
        for folder in (REFERENCE_STUDY / "templates", shipped_templates())
        for file in folder.rglob("*")
    }
    return sorted(name for name in names if name.endswith((".j2", ".toml", ".css")))


INPUTS = (
    Input("tables", "study.toml", (CHECK, ("template", "new.xlsx"))),
    *(Input("tables", f"data/{table}.csv") for table in TABLES if table != "codebook"),
    Input("tables", "data/codebook.csv", (CHECK, ("template", "new.xlsx"))),
    Input("tables", "data/literature.toml"),
    Input("tables", "data/references.json"),
    Input("tables", "data/published.toml", (CHECK, ("audit", "--no-report"))),
    *(Input("tables", name) for name in _of_reference()),
    Input("workbook", "data/study.xlsx"),
    Input("redcap", "study.toml"),
    Input("redcap", "data/redcap/export.csv"),
    Input("redcap", "data/redcap/dictionary.csv"),
    Input("drafts", "data/corrections.csv", (CHECK, DIFF)),
    Input("drafts", f"{DRAFT}/draft.json", (STATUS, DIFF, EXPLAIN)),
    Input("drafts", f"{DRAFT}/results.json", (STATUS, DIFF, EXPLAIN)),
    Input("drafts", f"{DRAFT}/document.json", (STATUS, DIFF, EXPLAIN)),
    Input("drafts", f"{DRAFT}/inputs/data/patients.csv", (STATUS, DIFF, CHECK)),
    Input("drafts", f"{DRAFT}/inputs/study.toml", (STATUS, DIFF, CHECK)),
    Input("drafts", f"{DRAFT}/manuscript.html", (("status", f"{DRAFT}/manuscript.html"), DIFF)),
    Input("drafts", f"{DRAFT}/manuscript.pdf", (("status", f"{DRAFT}/manuscript.pdf"),)),
    Input("paper", "paper.toml", (("audit", "paper.toml", "--no-report"),)),
)


def study_of(kind: str, folder: Path) -> Path:
    """Write a study of a kind."""
    if kind == "paper":
        shutil.copy(REFERENCE_STUDY / EXAMPLE, folder / "paper.toml")
        return folder
    for part in ("data", "templates"):
        shutil.copytree(REFERENCE_STUDY / part, folder / part)
    shutil.copy(REFERENCE_STUDY / "study.toml", folder)
    for file in filter(Path.is_file, shipped_templates().rglob("*")):  # to be spoiled as well
        own = folder / "templates" / file.relative_to(shipped_templates())
        if not own.exists():
            own.parent.mkdir(exist_ok=True)
            shutil.copy(file, own)
    {"tables": lambda _: None, "workbook": _as_workbook, "redcap": _as_redcap, "drafts": _issued}[
        kind
    ](folder)
    return folder


def _as_workbook(folder: Path) -> None:
    book = Workbook()
    book.remove(book.active)
    for table in TABLES:
        path = folder / "data" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as lines:
            sheet = book.create_sheet(table)
            for row in csv.reader(lines):
                sheet.append([_as_typed(text) for text in row])
        path.unlink()
    book.save(folder / "data/study.xlsx")


def _as_typed(text: str) -> object:
    for kind in (int, float, date.fromisoformat):
        try:
            return kind(text)
        except ValueError:
            pass
    return text or None


def _as_redcap(folder: Path) -> None:
    files = redcap_files(read_tables(folder / "data"))
    for table in RECORDS:
        (folder / "data" / f"{table}.csv").unlink()
    (folder / "data/redcap").mkdir()
    for name in ("export.csv", "dictionary.csv"):
        (folder / "data/redcap" / name).write_text(files[name], encoding="utf-8")
    with (folder / "study.toml").open("a", encoding="utf-8") as choices:
        choices.write(f"\n{files['mapping.toml']}")


def _issued(folder: Path) -> None:
    """Issue a draft without figures and PDF, then correct the data and log the correction."""
    patients = folder / "data/patients.csv"
    now = patients.read_text(encoding="utf-8")
    row = next(line for line in now.splitlines() if line.startswith("P02,"))
    patients.write_text(now.replace(row, row.replace(",PD,", ",PR,")), encoding="utf-8")
    before, issuing.produce = issuing.produce, _product
    try:
        issuing.issue(issuing.IssueRequest(folder, "round"), lambda _: None)
    finally:
        issuing.produce = before
    patients.write_text(now, encoding="utf-8")
    (folder / "data/corrections.csv").write_text(LOG, encoding="utf-8")


def _product(request: BuildRequest, _clock: Clock) -> Product:
    study = read_study(request.study)
    typesetter = Typesetter(study, compute_results(study), request.study, None, request.identity)
    manuscript = typesetter.manuscript()
    page = manuscript.blank()
    blank = dict.fromkeys(manuscript.pictures, Picture(BLANK, 0.0))
    document = results_json(typesetter.printer, study.fingerprint, request.identity.record())
    files = {
        "report/manuscript.html": page.encode(),
        "report/manuscript.pdf": _blank_pdf(request),
        "report/results.json": document.encode(),
        "report/document.json": document_json(manuscript.drawn(blank)).encode(),
    }
    return Product(files, study.notices, typesetter.claims, typesetter.style)


def _blank_pdf(request: BuildRequest) -> bytes:
    """Print one empty page that says which draft it is."""
    import io

    from pypdf import PdfWriter

    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    names = request.identity.metadata() if request.identity else {}
    writer.add_metadata({f"/{name}": value for name, value in names.items()})
    writer.write(written)
    return written.getvalue()
