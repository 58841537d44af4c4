"""Files of a study are opened in `study/files.py` alone; what else opens a file says which."""

import ast
from collections import Counter
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "il2report"

OPENING = {
    *("open", "fdopen", "open_code", "read_bytes", "read_text", "fromfile", "memmap"),
    *("glob", "iglob", "rglob", "iterdir", "listdir", "scandir", "walk", "fwalk"),
    *("copy", "copy2", "copyfile", "copytree", "extractall", "unpack_archive"),
    *("read_csv", "read_excel", "read_table", "read_json", "genfromtxt", "loadtxt", "imread"),
}
"""Names of calls that read a file or list a folder."""
OF_DATA = {"copy"}
"""Those that tables, lists and mappings have too: they count where the module imports shutil."""

ELSEWHERE = {
    "audit/received.py": {"open": 1},  # a file that a notebook names, without a study
    "workflow/auditing.py": {"open": 1},  # typed figures that are written, never over a file
    "__main__.py": {"open": 2},  # /dev/null, where a stream was closed
    "cli/ending.py": {"open": 1, "fdopen": 1},  # what a mistake of the program left, and /dev/null
    "cli/previewing.py": {"open": 1},  # a browser
    "preview/stamps.py": {"scandir": 1},  # names, sizes and times of files, which are not opened
    # what a build writes, and its own lock, staging folders and journal
    "word/media.py": {"open": 1},  # a picture of a Word file that was read
    "workflow/lock.py": {"open": 1},
    "workflow/outputs.py": {"glob": 2, "copy2": 1},
    # its own record of what it drew, and the sizes and times of the files of the program
    "workflow/remembering.py": {"fdopen": 1, "read_bytes": 1, "scandir": 1, "walk": 1},
    "workflow/repository.py": {"open": 1},
    "workflow/staging.py": {"glob": 1, "iterdir": 2, "open": 3, "fdopen": 1, "rglob": 1},
    "workflow/worker.py": {"fdopen": 1},  # its standard output
    "workflow/starting.py": {"copyfile": 1, "glob": 2, "rglob": 1},  # the studies that are shipped
    # files of the program itself
    "pages/panel/page.py": {"read_text": 1},
    "preview/server.py": {"read_bytes": 1},
    "templating/template_files.py": {"read_text": 1, "rglob": 1, "read_bytes": 1},
    "revisions/fingerprints.py": {"rglob": 1, "read_bytes": 1},
    "study/records.py": {"read_text": 1},  # contract.toml
    "study/journal_files.py": {"read_bytes": 1},  # the profiles of journals
    "study/reference_styles.py": {"read_bytes": 2, "glob": 1},  # the styles of references
    "study/workbook.py": {"open": 1},  # a part of a workbook that was read
}
"""How often each module opens what is no file of the study it was given."""


def openings(path: Path) -> Counter[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = (getattr(called, "attr", getattr(called, "id", "")) for called in calls)
    imported = {
        name.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    left_out = set() if "shutil" in imported else OF_DATA
    return Counter(name for name in names if name in OPENING - left_out)


def test_files_of_a_study_are_opened_in_one_module():
    found = {
        path.relative_to(SOURCE).as_posix(): dict(openings(path))
        for path in sorted(SOURCE.rglob("*.py"))
    }
    opening = {name: counts for name, counts in found.items() if counts}
    assert opening.pop("study/files.py")
    assert ELSEWHERE == opening


def test_a_direct_read_is_found(tmp_path):
    (tmp_path / "a.py").write_text("from pathlib import Path\nx = Path('a').read_bytes()\n")
    assert {"read_bytes": 1} == openings(tmp_path / "a.py")
