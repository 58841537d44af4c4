"""The versions of the program and of the libraries that decide what a draft says."""

import platform
from importlib.metadata import version

from il2report import __version__

LIBRARIES = (
    "jinja2",
    "lifelines",
    "markdown-it-py",
    "matplotlib",
    "pandas",
    "pydantic",
    "scipy",
    "weasyprint",
)
"""Those whose version can change what is computed or printed."""


def program_versions() -> dict[str, str]:
    """Give the versions of all that decides what a draft says and how it looks."""
    libraries = {name: version(name) for name in LIBRARIES}
    return {"il2report": __version__, "python": platform.python_version(), **libraries}
