"""Kills whole runs of the program, and looks whether their outputs are the old ones or the new ones.

    python tests/acceptance/kills.py [RUNS] [VERB ...] [--signal INT]

Each run starts from a study with outputs and one correction since. SIGKILL comes at a random moment: in every other run at
any time, in the others when the files begin to be written; it goes to the main process or to its workers too, in turn.
Then outputs may be a mixture only as long as a journal says so, and the next run of any verb that writes (a build that is
refused, which is the least) must leave exactly the old or the new ones. In the end the verb is run once more where it was
killed last: its outputs must be the new ones, and nothing may be left. With `--signal INT` a run must besides end in one
line and exit code 130, or have finished. A new verb that writes files is one more entry of VERBS.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORRECTION = ("857,2001-01-21,PD", "857,2001-01-21,PR")
HIDDEN = ".il2report"
PROGRAM = (sys.executable, "-m", "il2report")
RUNS = 100


@dataclass(frozen=True)
class Verb:
    """A verb that writes: what it needs beforehand, and where it writes."""

    arguments: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    staging: str = "."


VERBS = {
    "build": Verb(("build",)),
    "build-html": Verb(("build", "--format", "html")),
    "issue": Verb(("issue", "second"), needs=(("issue", "first"),), staging="report/drafts"),
    "diff": Verb(("diff",), needs=(("issue", "first"), ("diff", "1", "1"))),
}


@dataclass
class Tally:
    """What was seen after the kills of one verb."""

    seen: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def expect(self, *, holds: bool, otherwise: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.wrong.append(otherwise)


class Range:
    """A study before and after one run of a verb, and copies of it in which the verb is killed."""

    def __init__(self, folder: Path, verb: Verb) -> None:
        self.folder, self.verb = folder, verb
        self.before, self.work = folder / "before", folder / "work"
        for part in ("study.toml", "data", "templates", "report", "figures"):
            source, target = ROOT / part, self.before / part
            target.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, target)
        for arguments in verb.needs:
            self.run(self.before, *arguments)
        patients = self.before / "data/patients.csv"
        patients.write_text(patients.read_text("utf-8").replace(*CORRECTION, 1), "utf-8")
        shutil.copytree(self.before, folder / "after")
        start = time.monotonic()
        self.run(folder / "after", *verb.arguments)
        self.seconds = time.monotonic() - start
        self.old, self.new = outputs(self.before), outputs(folder / "after")
        assert self.old != self.new

    def run(self, study: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end."""
        return subprocess.run(
            [*PROGRAM, *arguments, "--study", str(study)],
            capture_output=True,
            text=True,
            check=False,
            env=environment(self.folder),
        )

    def kill(self, number: signal.Signals, *, amid_writing: bool, workers_too: bool) -> str:
        """Run the verb in a new copy and kill it; gives what it had said, "" when it was killed."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.before, self.work)
        with subprocess.Popen(
            [*PROGRAM, *self.verb.arguments, "--study", str(self.work)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(self.folder),
            start_new_session=True,
        ) as process:
            if amid_writing:
                while process.poll() is None and not list(staged(self.work / self.verb.staging)):
                    time.sleep(0.0005)
                time.sleep(random.uniform(0, 0.02))
            else:
                time.sleep(random.uniform(0.1, self.seconds))
            (os.killpg if workers_too else os.kill)(process.pid, number)
            said = process.communicate(timeout=60)[1]
        wait_for_group(process.pid)
        return f"exit {process.returncode}: {said}"

    def state(self) -> str:
        """Whether the outputs are the old ones, the new ones or neither."""
        found = outputs(self.work)
        return "old" if found == self.old else "new" if found == self.new else "mixed"

    def recovered(self) -> str:
        """What the outputs are when the next run has begun; it is one that is refused."""
        choices = self.work / "study.toml"
        kept = choices.read_bytes()
        choices.write_bytes(b"[")
        assert self.run(self.work, "build").returncode == 1
        choices.write_bytes(kept)
        return self.state()


def environment(folder: Path) -> dict[str, str]:
    """One day for all runs, and a folder for what they leave."""
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    return os.environ | {
        "PYTHONPATH": str(ROOT / "src"),
        "SOURCE_DATE_EPOCH": "1257000000",
        "TMPDIR": str(temporary),
    }


def outputs(study: Path) -> dict[str, str]:
    """Digest what a verb may have written and is not hidden."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for top in ("report", "figures")
        for path in sorted((study / top).rglob("*"))
        if path.is_file() and HIDDEN not in (name := path.relative_to(study).as_posix())
    }


def staged(folder: Path) -> list[Path]:
    """What is hidden in a folder while files are written."""
    return list(folder.glob(f"{HIDDEN}-*"))


def wait_for_group(leader: int) -> None:
    """Wait until no worker process is left; they end by themselves."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(leader, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    raise AssertionError("a worker process outlived the main one")


def kills(
    folder: Path, verb: Verb, runs: int, number: signal.Signals = signal.SIGKILL, first: int = 0
) -> Tally:
    """Kill a verb a number of times.

    Parameters
    ----------
    folder : empty, for the studies
    first : number of the first run; odd ones are killed amid writing
    """
    tally, at = Tally(), Range(folder, verb)
    for run in range(first, first + runs):
        how = {"amid_writing": run % 2 == 1, "workers_too": run % 4 > 1 or number != signal.SIGKILL}
        said = at.kill(number, **how)
        state, left = at.state(), bool(staged(at.work / verb.staging))
        tally.seen[f"{state} at once"] += 1
        tally.expect(
            holds=state != "mixed" or left, otherwise=f"run {run}: a mixture without a journal"
        )
        tally.expect(holds="Traceback" not in said, otherwise=f"run {run}: {said}")
        if number != signal.SIGKILL:
            interrupted = f"exit {128 + number}: il2report: interrupted\n"
            ended = said == interrupted and state == "old" and not left
            tally.seen["interrupted" if ended else "finished"] += 1
            tally.expect(
                holds=ended or (state == "new" and not left),
                otherwise=f"run {run}: {state}, {said}",
            )
        state = at.recovered()
        tally.seen[f"{state} after the next run"] += 1
        tally.expect(holds=state != "mixed", otherwise=f"run {run}: still a mixture")
    if at.state() == "old":
        at.run(at.work, *verb.arguments)
    tally.expect(
        holds=at.state() == "new",
        otherwise="the run after the last kill does not give the new outputs",
    )
    tally.expect(
        holds=not staged(at.work / verb.staging), otherwise="something is left after a whole run"
    )
    return tally


def main() -> None:
    """Kill the verbs named, or all of them, and print what was seen."""
    asked = argparse.ArgumentParser()
    asked.add_argument("runs", type=int, nargs="?", default=RUNS)
    asked.add_argument("verbs", nargs="*", choices=[*VERBS, []])
    asked.add_argument("--signal", default="KILL", choices=["KILL", "INT"])
    given = asked.parse_args()
    is_wrong = False
    for name in given.verbs or VERBS:
        with tempfile.TemporaryDirectory() as folder:
            tally = kills(
                Path(folder), VERBS[name], given.runs, signal.Signals[f"SIG{given.signal}"]
            )
        print(f"{name}: {given.runs} runs; ", dict(sorted(tally.seen.items())), flush=True)
        for each in tally.wrong:
            print("  WRONG:", each, flush=True)
        is_wrong |= bool(tally.wrong)
    sys.exit(is_wrong)


if __name__ == "__main__":
    main()
