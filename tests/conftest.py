"""What holds for every test: the same examples each time, no network, no settings from outside."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# `steady` draws the same examples every time, so that a red check is about the change at hand.
# `search` looks for new ones: HYPOTHESIS_PROFILE=search pytest tests/properties
settings.register_profile(
    "steady",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine is not a finding
)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

SETTINGS_FROM_OUTSIDE = ("SOURCE_DATE_EPOCH", "FORCE_COLOR", "NO_COLOR", "COLUMNS")


def pytest_configure(config: pytest.Config) -> None:
    """Leave the settings of whoever starts the tests aside; let programs that they start see src."""
    for name in SETTINGS_FROM_OUTSIDE:
        os.environ.pop(name, None)
    os.environ["PYTHONPATH"] = str(config.rootpath / "src")
    for name in ("SIGINT", "SIGHUP", "SIGQUIT", "SIGTERM"):
        number = getattr(signal, name, None)
        # What a shell runs in the background or with nohup ignores signals, and so would the programs that tests start.
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            default = signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL
            signal.signal(number, default)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse every connection beyond this machine's own sockets."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            pytest.fail(f"a test asks for the network: {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        yield


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the repository, which is the folder of the reference study."""
    return Path(__file__).parents[1]
