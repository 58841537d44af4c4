"""Runs the command line as its own process, without any network, and notes what asks for one."""

import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

WITHOUT_NETWORK = """
import os, socket, sys
connect = socket.socket.connect
def refuse(self, address):
    if self.family == socket.AF_UNIX:
        return connect(self, address)
    print("asked for", address, file=open(os.environ["ASKED_FOR"], "a"))
    raise OSError("this build has no network")
def refuse_name(host, *more, **options):
    print("asked for", host, file=open(os.environ["ASKED_FOR"], "a"))
    raise socket.gaierror("this build has no network")
socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse_name
from il2report.cli.main import main
sys.argv = ["il2report", *sys.argv[1:]]
main()
"""
"""Runs the command line where every connection but those between its own processes is refused and
noted; the processes that a build starts inherit this."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended: its exit code, what it said, and what it asked the network for."""

    exit_code: int
    output: str
    messages: str
    asked_for: str

    def record(self) -> dict[str, object]:
        """The same, for a file."""
        return asdict(self)


def run_without_network(log: Path, *arguments: str, **environment: str) -> Ended:
    """Run the command line as its own process, without any network."""
    log.unlink(missing_ok=True)
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_NETWORK, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=log.parent,
        env=os.environ | {"ASKED_FOR": str(log)} | environment,
    )
    asked_for = log.read_text(encoding="utf-8") if log.exists() else ""
    return Ended(ended.returncode, ended.stdout, ended.stderr, asked_for)
