"""Times the verbs as whole processes against the plain `weasyprint` command and against `import pandas`.

    python benchmarks/build.py [ROUNDS]

In each round every program runs once, in turn, so that all meet the same machine: the build of the reference
study, `--format html`, `check`, the plain `weasyprint` command that turns the built page (with its floats arranged)
into the same PDF, and a Python that imports pandas. Prints wall and processor time, of the program and all processes
that it starts, as medians and as medians of the ratios of each round; then the versions used, and the share of each
step of the build. A round before the first is not counted: it compiles modules, and leaves the record of what was drawn.
Nothing here is a test. docs/performance.md has the results.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import pikepdf

ROOT = Path(__file__).resolve().parents[1]
os.environ["PYTHONPATH"] = str(ROOT / "src")  # for the programs that are timed
sys.path.insert(0, str(ROOT / "src"))
ROUNDS = 7
ANALYSES = 20
PROGRAM = [sys.executable, "-m", "il2report"]
PLAIN, PANDAS = "weasyprint", "import pandas"
LIBRARIES = ("weasyprint", "pydyf", "pandas", "numpy", "scipy", "matplotlib", "jinja2", "pydantic")


@dataclass
class Timed:
    """A program that is timed: its command, what is done before each run, and seconds of each run."""

    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    before: Callable[[], object] = lambda: None
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    printed: str = ""

    def run(self) -> None:
        """Run it once as a process of its own."""
        self.before()
        start = time.perf_counter()
        process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.printed = process.stdout.read().decode() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)  # with the processes that it waited for
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, self.command)
        self.wall.append(time.perf_counter() - start)
        self.processor.append(used.ru_utime + used.ru_stime)

    def forget(self) -> None:
        """Forget what was timed."""
        self.wall.clear()
        self.processor.clear()


def main() -> None:
    """Run the rounds and print what they took."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), rounds)
    print(f"\nanalysis, once imported: {analysis_milliseconds():.1f} ms (best of {ANALYSES})")


def programs(folder: Path) -> dict[str, Timed]:
    """Name what is timed. A warm preview is not a process: time it beside these, in a function of its own."""
    build = [*PROGRAM, "build", "--study", str(ROOT), "--json", "--output"]
    page, faces, printed = folder / "page.html", folder / "faces.css", folder / "plain.pdf"
    weasyprint = [str(Path(sys.executable).with_name("weasyprint")), "--pdf-variant", "pdf/ua-1"]
    first = folder / "first"
    return {
        PLAIN: Timed([*weasyprint, "--stylesheet", str(faces), str(page), str(printed)]),
        PANDAS: Timed([sys.executable, "-c", "import pandas"]),
        "build": Timed([*build, str(folder / "built")]),
        "build, PYTHONDONTWRITEBYTECODE=1": Timed(
            [*build, str(folder / "built")], {"PYTHONDONTWRITEBYTECODE": "1"}
        ),
        "build, first in its folder": Timed(
            [*build, str(first)], before=lambda: shutil.rmtree(first, ignore_errors=True)
        ),
        "build --format html": Timed([*build, str(folder / "built"), "--format", "html"]),
        "check": Timed([*PROGRAM, "check", "--study", str(ROOT)]),
    }


def compare(folder: Path, rounds: int) -> None:
    """Build once to have the finished page, then time the programs in turn."""
    timed = programs(folder)
    timed["build"].run()
    html = folder / "built" / "report" / "manuscript.html"
    write_arranged(html, folder / "page.html", folder / "faces.css")
    for each in timed.values():
        each.run()
        each.forget()
    print(f"load before: {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    steps: dict[str, list[float]] = {}
    for _ in range(rounds):
        for each in timed.values():
            each.run()
        for name, share in json.loads(timed["build"].printed)["steps"].items():
            steps.setdefault(name, []).append(share)
    print(f"load after: {os.getloadavg()[0]:.1f}")
    Timed(timed["build"].command).run()  # the last one was HTML alone
    same = [pages(folder / "built" / "report" / "manuscript.pdf"), pages(folder / "plain.pdf")]
    print(f"pages: build {same[0]}, weasyprint {same[1]}")
    print(
        f"python {platform.python_version()}, {', '.join(f'{each} {version(each)}' for each in LIBRARIES)}\n"
    )
    print_table(timed)
    print("\nsteps of the build, median seconds in the main process (waiting included):")
    for name, values in steps.items():
        print(f"  {name:45} {statistics.median(values):.2f}")


def print_table(timed: dict[str, Timed]) -> None:
    """Print seconds and ratios, as a table of Markdown."""
    print(
        "| program | wall s | processor s | wall, of weasyprint | processor, of weasyprint | wall, of import pandas |"
    )
    print("|---|---|---|---|---|---|")
    for name, each in timed.items():
        seconds = f"{statistics.median(each.wall):.2f} | {statistics.median(each.processor):.2f}"
        plain, pandas = timed[PLAIN], timed[PANDAS]
        ratios = (
            ratio(each.wall, plain.wall),
            ratio(each.processor, plain.processor),
            ratio(each.wall, pandas.wall),
        )
        print(f"| {name} | {seconds} | {' | '.join(ratios)} |")


def ratio(ours: list[float], theirs: list[float]) -> str:
    """Give the median of the ratios of the rounds, with the lowest and the highest."""
    found = sorted(one / other for one, other in zip(ours, theirs, strict=True))
    return f"{statistics.median(found):.2f} ({found[0]:.2f} to {found[-1]:.2f})"


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
