"""Files that desktops, synchronization and editors leave in folders; they belong to no study."""

import re
from pathlib import PurePosixPath

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
