"""Puts the panel into a finished page: look into the head, data and script behind the text."""

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
UNSAFE_IN_SCRIPT = str.maketrans(
    {c: f"\\u{ord(c):04x}" for c in "<>&\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"}
)
"""What could end a script element or begin another; JSON reads the escapes as the same text."""


def with_panel(page: str, data: Mapping[str, Any]) -> str:
    """Give a page whose marked numbers open the panel; without its script it reads as before.

    Parameters
    ----------
    page : a finished page, with its head and body closed
    data : as `panel_data` gives it
    """
    head, head_end, rest = page.partition("</head>")
    body, body_end, after = rest.rpartition("</body>")
    if not head_end or not body_end:
        return page
    look = f"{_policy()}\n<style>\n{_asset('panel.css')}</style>\n"
    return f"{head}{look}{head_end}{body}{_panel(data)}{body_end}{after}"


def _panel(data: Mapping[str, Any]) -> str:
    embedded = f'<script type="application/json" id="numbers">{embedded_json(data)}</script>'
    return f"{_asset('panel.html')}{embedded}\n<script>{_asset('panel.js')}</script>\n"


def _policy() -> str:
    """Allow the page this one script and no connection, whatever a template has put into it."""
    digest = b64encode(sha256(_asset("panel.js").encode()).digest()).decode("ascii")
    rules = (
        f"script-src 'sha256-{digest}'; connect-src 'none'; object-src 'none'; base-uri 'none';"
        " form-action 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}">'


def embedded_json(data: Mapping[str, Any]) -> str:
    """Write JSON that is safe inside a script element of HTML."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.translate(UNSAFE_IN_SCRIPT)


@cache
def _asset(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
