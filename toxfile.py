"""A runner of tox whose environments share one folder.

By itself tox takes another environment's name in a folder as a reason to make the folder anew.
With `runner = shared` in tox.ini the folder stays as long as its libraries do.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from tox.plugin import impl
from tox.tox_env.info import Info
from tox.tox_env.python.virtual_env.runner import VirtualEnvRunner
from tox.tox_env.register import ToxEnvRegister


class NamelessInfo(Info):
    """What tox knows of a folder, but for the name of the environment that filled it."""

    @contextmanager
    def compare(
        self, value: Any, section: str, sub_section: str | None = None
    ) -> Generator[tuple[bool, Any]]:
        """Compare with what was known before, names left aside."""
        if isinstance(value, dict) and "name" in value:
            value = value | {"name": "any"}
        with super().compare(value, section, sub_section) as compared:
            yield compared


class SharedRunner(VirtualEnvRunner):
    """Run in a virtual environment that other environments use as well."""

    @staticmethod
    def id() -> str:
        """The name in tox.ini."""
        return "shared"

    @property
    def cache(self) -> Info:
        """What is known of the folder."""
        return NamelessInfo(self.env_dir)


@impl
def tox_register_tox_env(register: ToxEnvRegister) -> None:
    """Let tox.ini name the runner."""
    register.add_run_env(SharedRunner)
