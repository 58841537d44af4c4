"""What the environment says to the libraries, settled before the first of them is imported."""

import os

from il2report.clock import EPOCH, build_time

FOR_FIGURES = "MPLBACKEND"
"""How figures would be shown on a screen; the program shows none, and a wrong name ends matplotlib."""


def settle_environment() -> None:
    """Refuse a SOURCE_DATE_EPOCH that is no date, with every verb, and take out what no verb needs.

    Raises
    ------
    WrongUse
        When SOURCE_DATE_EPOCH is set, and is no whole number of seconds up to the year 9999.
    """
    os.environ.pop(FOR_FIGURES, None)
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # more only cost for matrices of fifteen rows
    build_time()
    if not os.environ.get(EPOCH):
        os.environ.pop(EPOCH, None)  # numpy takes a blank one for a number
