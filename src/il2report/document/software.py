"""The programs that computed and printed a manuscript, with their versions as they run."""

import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version

from il2report import __version__

SOURCE = "program"
"""The first word of the source of what names a program or its version."""
NAMES: Mapping[str, str] = {
    "pandas": "pandas",
    "scipy": "SciPy",
    "lifelines": "lifelines",
    "statsmodels": "statsmodels",
    "matplotlib": "matplotlib",
    "weasyprint": "WeasyPrint",
}
"""How libraries are written, by their names as packages."""


@cache  # the files of packages do not change while the program runs
def versions() -> Mapping[str, str]:
    """Give the version of each program; of Python the first number alone.

    The libraries are locked, so that the same study prints the same on any machine; Python is not, and
    from 3.11 on no result depends on it. The draft itself records the whole version.
    """
    return {
        "il2report": f"il2report {__version__}",  # the name has a digit, so it is part of the word
        "python": f"{sys.version_info.major}",
        **{name: version(name) for name in NAMES},
    }
