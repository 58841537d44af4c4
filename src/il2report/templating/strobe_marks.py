"""The call by which a paragraph of a template says which items of STROBE it answers."""

from markupsafe import Markup

from il2report.document.strobe import CLASS, NUMBERS
from il2report.errors import Il2ReportError
from il2report.study.lookalikes import nearest


class UnknownItem(Il2ReportError, LookupError):
    """A number that the checklist does not have."""


def strobe(*items: str) -> Markup:
    """Mark the place where items are answered; nothing is printed."""
    for item in items:
        if item not in NUMBERS:
            raise UnknownItem(
                f"STROBE has no item {item!r}.{nearest(item, tuple(NUMBERS))} The items are {', '.join(NUMBERS)}"
            )
    classes = " ".join(f"{CLASS}{item}" for item in items)
    return Markup('<span class="{}"></span>').format(classes) if items else Markup()
