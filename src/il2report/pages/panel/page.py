"""Puts the panel into a finished page: look into the head, data and script behind the text."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from il2report.document.tree import Element, Node, plain_text
from il2report.pages.page import policy
from il2report.templating.markup import is_reserved

DATA_ID = "number-panel-data"
FOLDER = Path(__file__).resolve().parent
UNSAFE_IN_SCRIPT = str.maketrans(
    {c: f"\\u{ord(c):04x}" for c in "<>&\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"}
)
"""What could end a script element or begin another; JSON reads the escapes as the same text."""


def with_panel(page: str, data: Mapping[str, Any]) -> str:
    """Give a page whose marked numbers open the panel; without its script it reads as before.

    Parameters
    ----------
    page : a finished page, as page.py writes it
    data : as `panel_data` gives it
    """
    head, head_end, rest = page.partition("</head>")
    body, body_end, after = rest.rpartition("</body>")
    allowed = head.replace(policy(), policy(_hash()), 1)
    look = f"<style>\n{panel_styles()}</style>\n"
    return f"{allowed}{look}{head_end}{body}{_panel(data)}{body_end}{after}"


def panel_styles() -> str:
    """Give the style sheet that comes with the panel."""
    return _asset("panel.css")


def taken_out(body: Element) -> tuple[Element, Mapping[str, Any] | None]:
    """Take the panel out of the body of a page; give the body without it, and its data if any.

    Its last two scripts are the data and what opens them; any other stays, for others to refuse.
    """
    scripts = body.parts("script")[-2:]
    if len(scripts) < len(("data", "script")) or scripts[1].attributes:
        return body, None
    kept = (
        child
        for child in body.children
        if not (any(child is script for script in scripts) or _is_of_panel(child))
    )
    rest = replace(body, children=tuple(kept))
    try:
        read = json.loads(plain_text(scripts[0].children))
    except (ValueError, RecursionError):
        return rest, None
    return rest, read if isinstance(read, dict) else None


def _is_of_panel(node: Node) -> bool:
    return isinstance(node, Element) and is_reserved(node.id)


def _panel(data: Mapping[str, Any]) -> str:
    embedded = f'<script type="application/json" id="{DATA_ID}">{embedded_json(data)}</script>'
    return f"{_asset('panel.html')}{embedded}\n<script>{_asset('panel.js')}</script>\n"


def _hash() -> str:
    """Write the hash by which the policy of the page knows the one script that may run."""
    digest = b64encode(sha256(_asset("panel.js").encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def embedded_json(data: Mapping[str, Any]) -> str:
    """Write JSON that is safe inside a script element of HTML."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.translate(UNSAFE_IN_SCRIPT)


@cache
def _asset(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
