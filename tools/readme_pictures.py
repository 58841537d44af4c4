"""Draw the pictures of README.md: the first page, the panel behind a number, the redline, and that in Word.

    python tools/readme_pictures.py

Needs report/manuscript.pdf and .html (`./run build`), pdftoppm of poppler-utils, Chromium and LibreOffice. The redlines
are those of README's week after a correction, made in a temporary copy.
"""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image  # comes with matplotlib

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "acceptance"))
from browser import Chromium, Page, find_chromium  # noqa: E402 (the tests drive it)

REPORT, PICTURES = ROOT / "report", ROOT / "docs" / "images"
DOTS_PER_INCH, GRAYS, COLORS = 100, 16, 64
WIDTH, HEIGHT = 1280, 860
RATE = '.abstract [data-result="response.orr.percent"]'


def first_page(pdf: Path) -> Image.Image:
    """Draw the first page of a PDF."""
    command = ["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), "-f", "1", "-l", "1", str(pdf)]
    drawn = subprocess.run(command, check=True, capture_output=True).stdout
    return Image.open(io.BytesIO(drawn)).convert("RGB")


def seen(page: Page) -> Image.Image:
    """Take a picture of what a reader sees."""
    shot = page.browser.ask("Page.captureScreenshot", page.session, format="png")
    content = base64.b64decode(shot["data"])
    return Image.open(io.BytesIO(content)).convert("RGB").quantize(COLORS)


def panel(browser: Chromium) -> Image.Image:
    """Open the response rate of the abstract."""
    page = browser.open(REPORT / "manuscript.html", WIDTH, HEIGHT)
    page.of(RATE, "scrollIntoView({block: 'center'})")
    page.click(RATE)
    return seen(page)


def corrected_study(folder: Path) -> Path:
    """Issue a copy of the study, correct the response of P02 as README does, and write the redlines."""
    study = folder / "my-study"
    run("init", str(study), "--example", "il2")
    run("issue", "to co-authors", "--study", str(study))
    patients = study / "data" / "patients.csv"
    lines = patients.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if line.startswith("P02,"))
    corrected = lines[place].replace(",PD,", ",PR,")
    if corrected == lines[place]:
        raise ValueError("P02 has no progressive disease to correct")
    lines[place] = corrected
    patients.write_text("".join(lines), encoding="utf-8", newline="")
    run("diff", "--format", "html,docx", "--study", str(study))
    return study


def redline(browser: Chromium, study: Path) -> Image.Image:
    """Show the abstract with what changed."""
    page = browser.open(study / "report" / "redline.html", WIDTH, HEIGHT)
    page.of(".abstract", "scrollIntoView()")
    return seen(page)


def in_word(study: Path) -> Image.Image:
    """Show the first page of the Word file with tracked changes, as LibreOffice does."""
    file = study / "report" / "redline.docx"
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(study), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    return first_page(study / "redline.pdf").quantize(COLORS)


def run(*arguments: str) -> None:
    """Run a verb of the program."""
    command = [sys.executable, "-m", "il2report", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def main() -> int:
    """Draw the pictures; return 0, or 1 if there is no manuscript or no browser."""
    program = find_chromium()
    if not (REPORT / "manuscript.pdf").is_file() or program is None:
        print("run ./run build first, and install Chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        browser = Chromium(program, Path(folder) / "browser")
        try:
            study = corrected_study(Path(folder))
            pictures = {
                # Sixteen grays are enough for black print on white.
                "first-page": first_page(REPORT / "manuscript.pdf").convert("L").quantize(GRAYS),
                "panel": panel(browser),
                "redline": redline(browser, study),
                "word-redline": in_word(study),
            }
        finally:
            browser.end()
    for name, picture in pictures.items():
        file = PICTURES / f"{name}.png"
        picture.save(file, optimize=True)
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
