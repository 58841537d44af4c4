"""Times how soon an edit is painted by a browser that shows `il2report preview`, and looks for what leaks.

    python benchmarks/preview.py [EDITS]

For the reference study and examples/lung, 20 edits of a sentence and 20 of a cell of the data are
written, each when the page of the one before is finished. Prints the median and the worst time from the
write to the painted page: that with the new text and numbers, and that which is finished, with its
figures drawn, its numbers checked and its panel. The times are taken in the page itself, after the frame that
paints it.

Then so many edits (1,000 unless it is said otherwise) are made in the reference study, a fifth of them broken.
Prints memory (proportional set size), processes, threads and open files of the preview, and the memory
of the page, after a tenth of them and at the end, and whether the page is then what `build` writes. Needs
Linux and Chromium. Nothing here is a test.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ["PYTHONPATH"] = str(ROOT / "src")  # for the programs that are timed
sys.path.insert(0, str(ROOT / "tests" / "acceptance"))
from browser import Chromium, Page, find_chromium  # noqa: E402 (the folder is named one line above)
from previewing import Edited, Running, copied, shown, until  # noqa: E402

TIMES, EDITS = 20, 1000
MIB = 1024**2
WINDOW = (1280, 900)
RECORD = """
window.painted = [];
new MutationObserver(() => window.painted.push([Number(document.body.dataset.painted), Date.now()]))
  .observe(document.body, { attributes: true, attributeFilter: ["data-painted"] });
"""
SENTENCE = "\nA sentence that was added{}.\n"


def main() -> None:
    """Measure, and print what was found."""
    program = find_chromium()
    if program is None:
        sys.exit("no Chromium on the path")
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else EDITS
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        browser = Chromium(program, folder / "chromium")
        print(f"load average of the machine: {os.getloadavg()[0]:.1f}")
        for name, source in (("reference study", ROOT), ("lung", ROOT / "examples" / "lung")):
            study = copied(source, folder / name.partition(" ")[0])
            with Running(study) as running:
                page = browser.open(running.address, *WINDOW)
                shown(page)
                page.run(RECORD)
                report(name, "template", latencies(page, text_edits(study)))
                report(name, "data", latencies(page, data_edits(study)))
                if source == ROOT and edits:
                    endure(running, page, study, edits)
        browser.end()


def text_edits(study: Path) -> Callable[[int], None]:
    """Give what adds a sentence to the introduction, another one each time."""
    edited = Edited.of(study, "templates/sections/introduction.md.j2")
    return lambda n: edited.write(edited.content + SENTENCE.format(" again" * (n % 5 + 1)))


def data_edits(study: Path) -> Callable[[int], None]:
    """Give what changes the age of a patient, to another one each time."""
    edited = Edited.of(study, "data/patients.csv")
    lines = edited.content.splitlines()
    column = lines[0].split(",").index("age")

    def edit(n: int) -> None:
        cells = lines[2].split(",")
        cells[column] = str(int(cells[column]) + n % 7 + 1)
        edited.write("\n".join([*lines[:2], ",".join(cells), *lines[3:]]) + "\n")

    return edit


def latencies(page: Page, edit: Callable[[int], None]) -> list[tuple[float, float]]:
    """Time so many edits: seconds until the text is painted, and until the page is finished."""
    found = []
    for n in range(TIMES + 1):
        number = shown(page)
        time.sleep(0.3)  # what follows a page, such as the causes of its changes, is done
        page.run("window.painted.length = 0")
        start = time.time()
        edit(n)
        until(page, f"Number(document.body.dataset.painted) > {number}")
        shown(page)
        stamps = [at / 1000 - start for _, at in page.run("window.painted")]
        found.append((stamps[0], stamps[-1]))
    return found[1:]  # the first of its kind makes what the others find made


def report(study: str, kind: str, found: list[tuple[float, float]]) -> None:
    """Print the median and the worst of some times."""
    for what, of in zip(("text and numbers", "finished"), zip(*found, strict=True), strict=True):
        print(
            f"{study:16} {kind:9} {what:17} median {1000 * statistics.median(of):5.0f} ms,"
            f" worst {1000 * max(of):5.0f} ms of {len(of)}"
        )


def endure(running: Running, page: Page, study: Path, edits: int) -> None:
    """Make many edits, broken ones among them, and print what they leave."""
    texts, data = text_edits(study), data_edits(study)
    introduction = Edited.of(study, "templates/sections/introduction.md.j2")
    choices, patients = Edited.of(study, "study.toml"), Edited.of(study, "data/patients.csv")
    broken: list[Callable[[], None]] = [
        lambda: introduction.write(introduction.content + "\nThere were 17 of them.\n"),
        lambda: choices.write(choices.content + "\n[unknown\n"),
        lambda: patients.write(patients.content.replace(",female,", ",femal,", 1)),
        lambda: introduction.write(introduction.content + "\n{{ num('no.such.result') }}\n"),
    ]
    start = time.perf_counter()
    for n in range(edits):
        if n == edits // 10:
            print(f"after {n:5,} edits: {used(running, page)}")
        if n % 5 == 4:
            broken[n // 5 % len(broken)]()
            until(page, "!document.getElementById('findings').hidden")
            for each in (introduction, choices, patients):
                each.restore()
            until(page, "document.getElementById('findings').hidden")
        else:
            number = int(page.run("document.body.dataset.painted"))
            (data if n % 2 else texts)(n)
            until(page, f"Number(document.body.dataset.painted) > {number}")
    shown(page)
    seconds = time.perf_counter() - start
    print(f"after {edits:5,} edits: {used(running, page)}; {seconds / edits:.2f} s for each")
    sent = page.run("fetch('page').then((answer) => answer.json())")["page"]
    print(f"the page is that of build: {'yes' if sent == built(study) else 'NO'}")


def built(study: Path) -> str:
    """Build the page of a study."""
    command = [sys.executable, "-m", "il2report", "build", "--study", str(study)]
    subprocess.run([*command, "--format", "html"], check=True, capture_output=True)
    return (study / "report/manuscript.html").read_text(encoding="utf-8")


def used(running: Running, page: Page) -> str:
    """Say what the processes of a preview hold, and the page."""
    time.sleep(3)
    family = running.family()
    own = Path(f"/proc/{running.process.pid}")
    memory = sum(map(proportional, family)) / MIB
    page.browser.ask("HeapProfiler.collectGarbage", page.session)
    heap = page.run("performance.memory.usedJSHeapSize") / MIB
    nodes = page.browser.ask("Memory.getDOMCounters", page.session)
    counted = json.dumps({name: nodes[name] for name in ("documents", "nodes", "jsEventListeners")})
    return (
        f"{memory:.0f} MiB in {len(family)} processes, {len(list((own / 'task').iterdir()))} threads and"
        f" {len(list((own / 'fd').iterdir()))} files of the first; page {heap:.1f} MiB, {counted}"
    )


def proportional(pid: int) -> int:
    """Give the proportional set size in bytes, in which shared pages count once."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    lines = [line.split() for line in text.splitlines() if line.startswith("Pss:")]
    return 1024 * int(lines[0][1])


if __name__ == "__main__":
    main()
