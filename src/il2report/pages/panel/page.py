"""Puts the panel into a finished page: its styles into the head, its data and script behind the text."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from il2report.document.tree import Element, plain_text
from il2report.pages.page import policy
from il2report.templating.markup import is_reserved

DATA_ID = "number-panel-data"
FOLDER = Path(__file__).resolve().parent
UNSAFE_IN_SCRIPT = str.maketrans(
    {c: f"\\u{ord(c):04x}" for c in "<>&\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"}
)
"""What could end a script element or begin another; JSON reads the escapes as the same text."""


def with_panel(page: str, data: Mapping[str, Any]) -> str:
    """Give a finished page whose marked numbers open the panel; without its script it reads as before.

    `data` is what `panel_data` returned.
    """
    script = _asset("panel.js")
    head, head_end, rest = page.partition("</head>")
    body, body_end, after = rest.rpartition("</body>")
    head = head.replace(policy(), policy(script_hash()), 1)
    styles = f"<style>\n{panel_styles()}</style>\n"
    embedded = f'<script type="application/json" id="{DATA_ID}">{embedded_json(data)}</script>'
    panel = f"{_asset('panel.html')}{embedded}\n<script>{script}</script>\n"
    return f"{head}{styles}{head_end}{body}{panel}{body_end}{after}"


def script_hash() -> str:
    """Name the one script that may run in a page, as its policy does."""
    digest = b64encode(sha256(_asset("panel.js").encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def panel_styles() -> str:
    """Give the style sheet that comes with the panel."""
    return _asset("panel.css")


def taken_out(body: Element) -> tuple[Element, Mapping[str, Any] | None]:
    """Take the panel out of the body of a page; give the body without it, and its data if any.

    Its last two scripts are the data and the one that shows them; any other stays and is refused elsewhere.
    """
    scripts = body.parts("script")[-2:]
    if len(scripts) < len(("data", "script")) or scripts[1].attributes:
        return body, None
    kept = (
        child
        for child in body.children
        if not (
            any(child is script for script in scripts)
            or (isinstance(child, Element) and is_reserved(child.id))
        )
    )
    rest = replace(body, children=tuple(kept))
    try:
        read = json.loads(plain_text(scripts[0].children))
    except (ValueError, RecursionError):
        return rest, None
    return rest, read if isinstance(read, dict) else None


def embedded_json(data: Mapping[str, Any]) -> str:
    """Write JSON that is safe inside a script element of HTML."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.translate(UNSAFE_IN_SCRIPT)


@cache
def _asset(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
