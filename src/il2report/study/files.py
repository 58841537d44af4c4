"""The files of a study: every one is opened here, within the study's folder and up to a size.

The study may have been received from others. A file that is read must be within its folder, also
after links are followed, must be an ordinary file, and must not be larger than such a file can need.
Each refusal names the file. docs/safety.md lists the sizes.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from il2report.errors import Finding, Il2ReportError, Place, Report, WrongUse, legible
from il2report.study.traces import AskedFile, AskedFolder, note_file, note_folder, read_before

MEGABYTE = 1_000_000
MOST_OF_TABLE = 64 * MEGABYTE
"""A table, a workbook, or any other file of data/: 100,000 patients with all that they have need
half of it."""
MOST_OF_DATA = 256 * MEGABYTE
"""All files of data/ together."""
MOST_OF_TEXT = MEGABYTE
"""study.toml, the literature, published figures, a template."""
MOST_OF_STYLE_SHEET = MEGABYTE // 4
MOST_OF_BIBLIOGRAPHY = 10 * MEGABYTE
MOST_OF_IMAGE = 5 * MEGABYTE
"""An image; a page in print at 300 dots per inch needs less."""
MOST_OF_DOCUMENT = 64 * MEGABYTE
"""A manuscript, its results, or another file that a build or a draft wrote."""
MOST_FILES = 100_000
"""Files of data/, templates/, figures/ or report/ with its drafts, and the folders between them."""

KINDS = (
    (stat.S_ISREG, "a file"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

NO_LINK = getattr(os, "O_NOFOLLOW", 0)
NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""A pipe without a writer must not hold the program. Windows has neither, nor such pipes in folders."""

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_FILE = os.O_RDONLY | NO_LINK | NO_WAIT | getattr(os, "O_CLOEXEC", 0)


DESKTOP = re.compile(
    r"""\.ds_store | \._.* | \.localized | \.apdisk | icon\r | icon\uf00d | __macosx | \.fseventsd
    | \.spotlight-v100 | \.trashes | \.temporaryitems                       # macOS
    | thumbs\.db(:encryptable)? | ehthumbs(_vista)?\.db | desktop\.ini | ~\$.*
    | \$recycle\.bin | system\ volume\ information                          # Windows and Office
    | \.directory | \.trash-\d+ | \.~lock\..*\# | \.nfs[0-9a-f]+ | \.fuse_hidden.*   # Linux
    | @eadir | \.dropbox(\.attrs|\.cache)? | \.stfolder | \.stversions | \.sync.*    # synchronization
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What programs that display, synchronize or search folders leave in them."""


class FileRefused(Il2ReportError):
    """A file that is not read; `finding` says which, and why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(str(finding))


class FileMissing(FileRefused):
    """A file that does not exist."""


def is_left_by_a_desktop(name: str) -> bool:
    """Whether a file, by its path, was left by a program that displays folders."""
    return any(DESKTOP.fullmatch(part) for part in PurePosixPath(name).parts)


def is_aside(name: str) -> bool:
    """Whether a file, by its path, is hidden, a lock, a backup copy of an editor or of a desktop."""
    return (
        is_left_by_a_desktop(name)
        or name.endswith(("~", ".pyc"))
        or any(part[0] in ".~#" or part == "__pycache__" for part in PurePosixPath(name).parts)
    )


def read_file(folder: Path, name: str, most: int) -> bytes:
    """Read one file of a study, or of another folder that holds all that may be read.

    Parameters
    ----------
    folder : the study; it may itself be reached over a link
    name : path within it, with slashes
    most : bytes that such a file may have

    Raises
    ------
    FileMissing
        When there is no such file.
    FileRefused
        When the file is outside the folder once links are followed, is not an ordinary file, is
        too large, or cannot be read.
    WrongUse
        When `folder` is not a folder.
    """
    asked = AskedFile(folder, name, most)
    content = read_before(asked)
    try:
        content = _content(folder, name, most) if content is None else content
    finally:
        note_file(asked, content)
    return content


def _content(folder: Path, name: str, most: int) -> bytes:
    try:
        root = _root(folder)
        parts = _require_within(root, name).relative_to(root).parts
        can_step = os.open in os.supports_dir_fd
        open_file = _opened_by_steps if can_step else _opened_by_path
        opened = open_file(folder, root, name, parts)
        try:
            return _read(opened, name, most)
        finally:
            os.close(opened)
    except (FileNotFoundError, ValueError):  # a name with a null byte is that of no file
        raise FileMissing(
            Finding("missing-file", Place(name), "there is no such file; a study needs it")
        ) from None
    except OSError as error:
        raise FileRefused(_unreadable(name, error)) from None


def read_named_file(file: Path, most: int) -> bytes:
    """Read a file that the user named on the command line, anywhere on the machine.

    Raises
    ------
    WrongUse
        When it does not exist, is not an ordinary file, is too large, or cannot be read.
    """
    try:
        opened = os.open(file, _FILE & ~NO_LINK)
        try:
            return _read(opened, str(file), most)
        finally:
            os.close(opened)
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise WrongUse(f"{str(file)!r} cannot be read: {error}") from None
    except FileRefused as error:
        raise WrongUse(f"{file} cannot be read: {error.finding.message}") from None


def file_names(
    folder: Path, part: str, report: Report, *, deep: bool = True, aside: bool = False
) -> tuple[str, ...]:
    """List the files in a part of a study, reporting what is there and is not read.

    Parameters
    ----------
    folder : the study
    part : a folder within it, such as data; "" for all of it
    report : called for each link that leads out of the study, and each pipe, device or socket
    deep : whether the folders within the part are searched as well
    aside : whether hidden files and the locks and copies of an editor are listed too

    Returns
    -------
    tuple of str
        Paths within the study, sorted; none where there is no such part. A link to a folder of the
        study is followed, once.
    """
    reported: list[Finding] = []

    def noted(finding: Finding) -> None:
        reported.append(finding)
        report(finding)

    names = _file_names(folder, part, noted, deep=deep, aside=aside)
    note_folder(AskedFolder(folder, part, deep, aside), (*names, *reported))
    return names


def _file_names(
    folder: Path, part: str, report: Report, *, deep: bool, aside: bool
) -> tuple[str, ...]:
    root = _root(folder)
    waiting = [part] if _is_folder(root, part, report) else []
    found, seen, entered = list[str](), set[Path](), 0
    while waiting:
        within = waiting.pop()
        home = (root / within).resolve()
        kinds = _kinds(root, within, report, aside=aside) if home not in seen else {}
        seen.add(home)
        entered += len(kinds)
        if entered > MOST_FILES:
            message = f"there are more than {MOST_FILES:,} files and folders; a study needs fewer"
            report(Finding("too-many-files", Place(part or "."), message))
            break
        found += (name for name, mode in kinds.items() if stat.S_ISREG(mode))
        waiting += (name for name, mode in kinds.items() if deep and stat.S_ISDIR(mode))
    return tuple(sorted(found))


def folder_names(folder: Path, part: str, report: Report) -> tuple[str, ...]:
    """List the folders in a part of a study, such as its drafts, as `file_names` does."""
    root = _root(folder)
    if not _is_folder(root, part, report):
        return ()
    kinds = _kinds(root, part, report, aside=False)
    return tuple(name for name, mode in kinds.items() if stat.S_ISDIR(mode))


def stray_findings(folder: Path, parts: tuple[str, ...]) -> Iterator[Finding]:
    """Find links in these parts of a study that lead out of it, and pipes, devices and sockets."""
    for part in parts:
        found: list[Finding] = []
        file_names(folder, part, found.append)
        yield from found


def is_within(folder: Path, name: str) -> bool:
    """Whether a path is still within a study once its links are followed."""
    return _mode(_root(folder), name, lambda _: None) is not None


def refuse(finding: Finding) -> None:
    """Stop at the first finding, where others report it."""
    raise FileRefused(finding)


def _is_folder(root: Path, part: str, report: Report) -> bool:
    """Whether a part of the study is a folder; anything else in its place is reported."""
    mode = _mode(root, part, report)
    if mode is None:
        return False
    if not stat.S_ISDIR(mode):
        report(_wrong_kind(part, mode, "a folder"))
    return stat.S_ISDIR(mode)


def _kinds(root: Path, within: str, report: Report, *, aside: bool) -> dict[str, int]:
    """Give the files and folders in a folder of the study by path, with the kind of each.

    What else is there is reported. Only links are followed, so that a study with many drafts
    is listed quickly.
    """
    kinds: dict[str, int] = {}
    prefix = f"{within}/" if within else ""
    try:
        with os.scandir(root / within) as found:
            entries = sorted(islice(found, MOST_FILES + 1), key=lambda entry: entry.name)
    except OSError as error:
        report(_unreadable(within or ".", error))
        return kinds
    for entry in entries:
        name = f"{prefix}{entry.name}"
        if is_aside(name) and not aside:
            continue
        try:
            mode = _mode(root, name, report) if entry.is_symlink() else _own_mode(entry)
        except OSError as error:
            report(_unreadable(name, error))
            continue
        if mode is None:
            continue
        if any("\ud800" <= sign <= "\udfff" for sign in name):  # bytes that are not text
            message = "the name of the file is not UTF-8 text; rename it"
            report(Finding("not-utf8", Place(name), message))
        elif stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            kinds[name] = mode
        else:
            report(_wrong_kind(name, mode))
    return kinds


def _own_mode(entry: "os.DirEntry[str]") -> int:
    is_file = entry.is_file(follow_symlinks=False)
    return stat.S_IFREG if is_file else entry.stat(follow_symlinks=False).st_mode


def _mode(root: Path, name: str, report: Report) -> int | None:
    """Give the kind of a file or folder, its links followed; None once it was reported."""
    try:
        return _require_within(root, name).stat().st_mode
    except FileRefused as error:
        report(error.finding)
    except FileNotFoundError:
        if link := _first_link(root, name):
            message = f"the link leads to {link}, which does not exist; delete it"
            report(Finding("unreadable-file", Place(name), message))
    except OSError as error:
        report(_unreadable(name, error))
    return None


def _opened_by_steps(folder: Path, root: Path, name: str, parts: tuple[str, ...]) -> int:
    """Open a file folder by folder on the way that was checked: no link can be put into it now."""
    try:
        held = os.open(root, _FOLDER)
    except NotADirectoryError:
        raise WrongUse(f"{folder} is not a folder") from None
    try:
        for part in parts[:-1]:
            inner = os.open(part, _FOLDER | NO_LINK, dir_fd=held)
            os.close(held)
            held = inner
        last = parts[-1] if parts else "."
        mode = os.stat(last, dir_fd=held, follow_symlinks=False).st_mode
        if not stat.S_ISREG(mode):
            raise FileRefused(_wrong_kind(name, mode))
        return os.open(last, _FILE, dir_fd=held)
    finally:
        os.close(held)


def _opened_by_path(folder: Path, root: Path, name: str, parts: tuple[str, ...]) -> int:
    """Open a file where the system opens no folders (Windows), where only an administrator makes links."""
    if not root.is_dir():
        raise WrongUse(f"{folder} is not a folder")
    file = root.joinpath(*parts)
    mode = file.lstat().st_mode
    if not stat.S_ISREG(mode):
        raise FileRefused(_wrong_kind(name, mode))
    opened = os.open(file, _FILE)
    if file.resolve() == file and os.path.samestat(os.fstat(opened), file.lstat()):
        return opened
    os.close(opened)
    raise OSError(errno.ELOOP, "a link was put in its place while it was opened")


def _root(folder: Path) -> Path:
    """Give the study folder itself, after the links that lead to it."""
    try:
        return folder.resolve()
    except FileNotFoundError:
        raise WrongUse("the folder in which the command was started no longer exists") from None
    except (OSError, RuntimeError):  # the latter before Python 3.13
        raise WrongUse(f"{folder} is a link that leads back to itself") from None
    except ValueError as error:
        raise WrongUse(f"{str(folder)!r} is not a folder: {error}") from None


def _require_within(root: Path, name: str) -> Path:
    """Follow the links of a path to its end, which must be in the study."""
    try:
        target = (root / name).resolve()
    except (OSError, RuntimeError):  # the latter before Python 3.13
        message = "the file cannot be read: its link leads back to itself"
        raise FileRefused(Finding("unreadable-file", Place(name), message)) from None
    if target.is_relative_to(root):
        return target
    link = _first_link(root, name)
    leads = f"the link leads to {link}" if link else "the path leads"
    message = f"{leads} outside the study, where nothing is read; put the file itself there"
    raise FileRefused(Finding("outside-study", Place(name), message))


def _first_link(root: Path, name: str) -> str:
    """Give the path that the first link on the way to a file holds, or ""."""
    parts = PurePosixPath(name).parts
    steps = (root.joinpath(*parts[:n]) for n in range(1, len(parts) + 1))
    link = next((step for step in steps if step.is_symlink()), None)
    return legible(str(link.readlink())) if link else ""


def _read(opened: int, name: str, most: int) -> bytes:
    status = os.fstat(opened)
    if not stat.S_ISREG(status.st_mode):
        raise FileRefused(_wrong_kind(name, status.st_mode))
    size = status.st_size
    if size <= most:
        with os.fdopen(opened, "rb", closefd=False) as file:
            content = file.read(most + 1)
        if len(content) <= most:
            return content
        size = len(content)  # it grew
    amounts = [f"{n / MEGABYTE:,.3f}".rstrip("0").rstrip(".") + " MB" for n in (size, most)]
    message = f"the file has {amounts[0]}; such a file may have up to {amounts[1]}"
    raise FileRefused(Finding("too-large", Place(name), message))


def _wrong_kind(name: str, mode: int, wanted: str = "a file") -> Finding:
    found = next((word for is_kind, word in KINDS if is_kind(mode)), "something else")
    return Finding("not-a-file", Place(name), f"this is {found}, not {wanted}")


def _unreadable(name: str, error: OSError) -> Finding:
    message = f"the file cannot be read: {error.strerror}"
    return Finding("unreadable-file", Place(name), message)
