"""What the tests of worker processes call there; a process of its own must be able to import it."""

import time

from il2report.errors import BuildFailed


def nothing():
    """Prepare nothing."""


def double(number):
    return 2 * number


def say(words):
    print(words, flush=True)  # noqa: T201
    return 4


def fail(message):
    raise ValueError(message)


def refuse(message):
    raise BuildFailed(message)


def no_pango():
    raise BuildFailed("Pango is not installed")


def sleep():
    time.sleep(60)


def unsendable():
    return lambda: None
