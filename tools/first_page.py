"""Draw docs/images/first-page.png, the picture in README.md, from a built manuscript.

    python tools/first_page.py

Needs report/manuscript.pdf (`./run build`) and pdftoppm, which poppler-utils brings. Sixteen grays
are enough for black print on white, and keep the picture small.
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from PIL import Image  # comes with matplotlib

ROOT = Path(__file__).resolve().parent.parent
MANUSCRIPT = ROOT / "report" / "manuscript.pdf"
PICTURE = ROOT / "docs" / "images" / "first-page.png"
DOTS_PER_INCH = 100
GRAYS = 16


def first_page(pdf: Path) -> Image.Image:
    """Draw the first page of a PDF in gray."""
    command = [
        "pdftoppm",
        "-png",
        "-gray",
        "-r",
        str(DOTS_PER_INCH),
        "-f",
        "1",
        "-l",
        "1",
        str(pdf),
    ]
    return Image.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout))


def main() -> int:
    """Draw the picture; return 0, or 1 if there is no manuscript."""
    if not MANUSCRIPT.is_file():
        print("report/manuscript.pdf is not there; run ./run build first", file=sys.stderr)
        return 1
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    first_page(MANUSCRIPT).convert("L").quantize(GRAYS).save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1000} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
