"""Cohorts from three patients to a thousand are laid out without a complaint, an overflow or a fault of the tags."""

from pathlib import Path

import matterhorn
import pikepdf
import pytest
from make_cohorts import named_cohort, write_study
from printed_lines import faults
from pypdf import PdfReader

from il2report.workflow.building import BuildRequest, build


def silent(_step: str) -> None:
    """Announce nothing."""


@pytest.mark.parametrize("name", ["n3", "medium", "large", "n1000"])
def test_a_cohort_of_any_size_is_laid_out_within_its_pages(name: str, tmp_path: Path) -> None:
    """WeasyPrint's every complaint fails a build, so that one that ends had none."""
    study = write_study(tmp_path / "study", named_cohort(name))
    report = build(BuildRequest(study, tmp_path, ("html", "pdf")), silent)
    assert [] == [notice for notice in report.notices if notice.code == "differing-print"]
    page = (tmp_path / "report" / "manuscript.html").read_text(encoding="utf-8")
    assert [] == faults((tmp_path / "report" / "manuscript.pdf").read_bytes(), page)
    beyond: list[str] = []

    def note(text: str, page_matrix: list[float], matrix: list[float], *_: object) -> None:
        a, b, c, d, e, f = page_matrix
        x, y = matrix[4], matrix[5]
        inside = 0 < a * x + c * y + e < width and 0 < b * x + d * y + f < height
        if text.strip() and not inside:
            beyond.append(text)

    for page in PdfReader(tmp_path / "report" / "manuscript.pdf").pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        page.extract_text(visitor_text=note)
    assert [] == beyond
    with pikepdf.open(tmp_path / "report" / "manuscript.pdf") as pdf:
        assert [] == matterhorn.failures(pdf)
