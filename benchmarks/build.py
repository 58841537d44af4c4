"""Times the whole build against the plain `weasyprint` command on the finished page.

    python benchmarks/build.py [PAIRS]

Both are whole processes, run in turn so that both meet the same machine: `python -m il2report
build` on the reference study, and `weasyprint` turning the finished HTML (with its floats
arranged) into the same PDF. Prints the ratio of each pair, its median, the share of each step of
the build, and the milliseconds of the analysis once imported. Nothing here is a test.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pikepdf

ROOT = Path(__file__).resolve().parents[1]
os.environ["PYTHONPATH"] = str(ROOT / "src")  # for the programs that are timed
sys.path.insert(0, str(ROOT / "src"))
PAIRS = 7
ANALYSES = 20


def main() -> None:
    """Run the pairs and print what they took."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), pairs)
    print(f"analysis, once imported: {analysis_milliseconds():.1f} ms (best of {ANALYSES})")


def compare(folder: Path, pairs: int) -> None:
    """Build once to have the finished page, then time pairs of processes."""
    build = [sys.executable, "-m", "il2report", "build", "--study", str(ROOT), "--json"]
    build += ["--output", str(folder)]
    seconds(build)
    page, faces, printed = folder / "page.html", folder / "faces.css", folder / "plain.pdf"
    write_arranged(folder / "report" / "manuscript.html", page, faces)
    weasyprint = [str(Path(sys.executable).with_name("weasyprint")), "--pdf-variant", "pdf/ua-1"]
    weasyprint += ["--stylesheet", str(faces), str(page), str(printed)]
    ratios, builds, plains, steps = [], [], [], {}
    for _ in range(pairs):
        ours, report = seconds(build)
        plain, _ = seconds(weasyprint)
        ratios.append(ours / plain)
        builds.append(ours)
        plains.append(plain)
        for name, share in json.loads(report)["steps"].items():
            steps.setdefault(name, []).append(share)
    same = [pages(folder / "report" / "manuscript.pdf"), pages(printed)]
    print(f"pages: build {same[0]}, weasyprint {same[1]}")
    print(f"build       median {statistics.median(builds):.2f} s, best {min(builds):.2f} s")
    print(f"weasyprint  median {statistics.median(plains):.2f} s, best {min(plains):.2f} s")
    print(
        f"ratio       median {statistics.median(ratios):.2f}, of {' '.join(f'{r:.2f}' for r in ratios)}"
    )
    print("steps of the build, median seconds in the main process (waiting included):")
    for name, values in steps.items():
        print(f"  {name:45} {statistics.median(values):.2f}")


def seconds(command: list[str]) -> tuple[float, str]:
    """Run a command as a process of its own; wall-clock seconds and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return time.perf_counter() - start, done.stdout


def pages(pdf: Path) -> int:
    """Count the pages of a PDF."""
    with pikepdf.open(pdf) as document:
        return len(document.pages)


def write_arranged(html: Path, page: Path, faces: Path) -> None:
    """Write the page with its floats where the build put them, and the typeface's rules."""
    program = """
import sys, weasyprint
from pathlib import Path
from weasyprint.text.fonts import FontConfiguration
from xml.etree.ElementTree import tostring
from il2report.pages.arrangement import laid_out_with_floats
from il2report.pages.pdf import font_faces
html, page, faces = map(Path, sys.argv[1:])
faces.write_text(font_faces())
fonts = FontConfiguration()
source = weasyprint.HTML(filename=html)
sheet = weasyprint.CSS(string=font_faces(), font_config=fonts)
laid_out_with_floats(
    source.etree_element, lambda: source.render(stylesheets=[sheet], font_config=fonts)
)
page.write_bytes(b"<!DOCTYPE html>" + tostring(source.etree_element, method="html"))
"""
    subprocess.run([sys.executable, "-c", program, html, page, faces], check=True, cwd=ROOT)


def analysis_milliseconds() -> float:
    """Time the analysis of the reference study, with everything imported."""
    from il2report.results import compute_results
    from il2report.study import read_study

    study = read_study(ROOT)
    times = []
    for _ in range(ANALYSES):
        start = time.perf_counter()
        compute_results(study)
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


if __name__ == "__main__":
    main()
