"""The server of the preview: on the loopback address, for those who have the address with its token.

Other pages open in the same browser, and other programs of the same machine, must not read the
manuscript or have anything done. A request must name the address that the server has (so that no name
of another site can be made to lead here), must have the token in its path, and must not come from a page
of another origin. Nothing is served from the disk but the four files of the preview itself.
"""

import json
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import BoundedSemaphore
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from il2report.errors import WrongUse
from il2report.pages.page import RULES
from il2report.pages.panel.page import script_hash
from il2report.preview.board import Board

LOOPBACK = "127.0.0.1"
BROWSER = Path(__file__).resolve().parent / "browser"
ASSETS = {
    "": ("preview.html", "text/html; charset=utf-8"),
    "preview.css": ("preview.css", "text/css; charset=utf-8"),
    "preview.js": ("preview.js", "text/javascript; charset=utf-8"),
    "manuscript.js": ("manuscript.js", "text/javascript; charset=utf-8"),
}
"""What is served as it is, by its path behind the token."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self';"
    " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The policy of the page around the manuscript, which alone talks to the server."""
FRAME = b'<!DOCTYPE html><html lang="en"><head><title>Manuscript</title></head><body></body></html>'
"""The document that the manuscript is put into."""
SITES = frozenset({"same-origin", "none"})
"""Who may ask: the page of the preview, and a user who typed or opened the address."""
DOCUMENTS: Mapping[str, tuple[str, str]] = {
    "pdf": ("manuscript.pdf", "application/pdf"),
    "docx": (
        "manuscript.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
MOST_OF_REQUEST = 10_000
"""Bytes that a request may send; none needs any."""
REQUEST_SECONDS = 30
BEAT_SECONDS = 10.0
"""After so long without news a stream of events says that it is alive, and finds out whether its tab is."""
MOST_FIELDS = 3
MOST_STREAMS = 64


@dataclass(frozen=True, slots=True)
class Actions:
    """What a page may ask for beside reading."""

    build: Callable[[str], None]
    show_redline: Callable[[bool], None]
    line_of: Callable[[str, int, str], Mapping[str, object] | None]


class PreviewServer(ThreadingHTTPServer):
    """Serves one preview; `url` is the address to open."""

    daemon_threads = True
    allow_reuse_address = (
        os.name == "posix"
    )  # on Windows it would let another program take the port
    request_queue_size = 32

    def __init__(self, port: int, board: Board, actions: Actions) -> None:
        self.board, self.actions = board, actions
        self.token = secrets.token_urlsafe(24)
        self.streams = BoundedSemaphore(MOST_STREAMS)
        self.is_ending = False
        try:
            super().__init__((LOOPBACK, port), Handler)
        except OSError as error:
            raise WrongUse(f"port {port} cannot be used: {error.strerror}") from None
        except OverflowError:
            raise WrongUse(f"{port} is no port; choose one up to 65535") from None

    @property
    def hosts(self) -> tuple[str, str]:
        """What a request may call this server."""
        port = self.server_address[1]
        return f"{LOOPBACK}:{port}", f"localhost:{port}"

    @property
    def url(self) -> str:
        """The address of the page, with the token."""
        return f"http://{self.hosts[0]}/{self.token}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a tab that was closed while it was answered."""

    def end(self) -> None:
        """Close the port; the streams of events end with the process."""
        self.is_ending = True
        self.socket.close()


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: PreviewServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "il2report", ""
    timeout = REQUEST_SECONDS
    error_message_format = "%(code)d\n"
    error_content_type = "text/plain"
    always: ClassVar[Mapping[str, str]] = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }

    def do_GET(self) -> None:
        """Give something to read; no GET changes anything."""
        path = self._path()
        if path is None:
            return
        contents = {"page": "application/json", "changes": "application/json"}
        contents["redline"] = "text/html; charset=utf-8"
        if path in ASSETS:
            name, kind = ASSETS[path]
            self._send((BROWSER / name).read_bytes(), kind, policy=POLICY)
        elif path == "frame":
            self._send(FRAME, "text/html; charset=utf-8", policy=frame_policy())
        elif path == "events":
            self._stream()
        elif path == "line":
            self._send_line()
        elif path in contents and (content := self.server.board.content(path)) is not None:
            own = path != "redline"
            self._send(content, contents[path], policy="" if own else frame_policy())
        elif path in DOCUMENTS and (content := self.server.board.content(path)) is not None:
            self._send(content, DOCUMENTS[path][1], name=DOCUMENTS[path][0])
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Do something; only the page of the preview itself can ask for it."""
        path = self._path()
        if path is None:
            return
        origins = {f"http://{host}" for host in self.server.hosts}
        if self.headers.get("Origin") not in origins or self.headers.get("Transfer-Encoding"):
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MOST_OF_REQUEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        self.rfile.read(int(length))
        if path.startswith("build/") and path.removeprefix("build/") in DOCUMENTS:
            self.server.actions.build(path.removeprefix("build/"))
        elif path in ("redline/on", "redline/off"):
            self.server.actions.show_redline(path == "redline/on")
        else:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        self._send(b"{}", "application/json")

    def _path(self) -> str | None:
        """Give what is asked for behind the token; a request that may not ask is refused."""
        if self.headers.get("Host", "") not in self.server.hosts:
            self._refuse(HTTPStatus.FORBIDDEN)
            return None
        origin = self.headers.get("Origin")
        is_own = origin is None or origin in {f"http://{host}" for host in self.server.hosts}
        if not is_own or self.headers.get("Sec-Fetch-Site", "none") not in SITES:
            self._refuse(HTTPStatus.FORBIDDEN)
            return None
        _, token, path = (*urlsplit(self.path).path.split("/", 2), "", "")[:3]
        if not secrets.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND)
            return None
        if path == "" and not urlsplit(self.path).path.endswith("/"):
            self._refuse(HTTPStatus.NOT_FOUND)
            return None
        return path

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True  # what it may have sent was not read
        self._send(f"{status.value} {status.phrase}\n".encode(), "text/plain", status=status)

    def _send(
        self,
        content: bytes,
        kind: str,
        *,
        status: HTTPStatus = HTTPStatus.OK,
        policy: str = "",
        name: str = "",
    ) -> None:
        self.send_response(status)
        headers = {**self.always, "Content-Type": kind, "Content-Length": f"{len(content)}"}
        if policy:
            headers["Content-Security-Policy"] = policy
        if name:
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        if self.close_connection:
            headers["Connection"] = "close"
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(content)

    def _send_line(self) -> None:
        """Give the line of a template that a text of the page comes from."""
        asked = parse_qs(urlsplit(self.path).query, max_num_fields=MOST_FIELDS)
        result, place, text = (asked.get(name, [""])[0] for name in ("result", "place", "text"))
        found = self.server.actions.line_of(result, int(place) if place.isdecimal() else 0, text)
        self._send(json.dumps(found).encode(), "application/json")

    def _stream(self) -> None:
        """Send every state as it comes, until the tab goes away."""
        if not self.server.streams.acquire(blocking=False):
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        try:
            self.close_connection = True
            self.send_response(HTTPStatus.OK)
            for key, value in {**self.always, "Content-Type": "text/event-stream"}.items():
                self.send_header(key, value)
            self.end_headers()
            with suppress(OSError):  # it is none where a test answers
                self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number = -1
            while not self.server.is_ending:
                state = self.server.board.newer(number, BEAT_SECONDS)
                if state is None:
                    self.wfile.write(b":\n\n")
                    continue
                number = state.number
                self.wfile.write(f"data: {json.dumps(state.record)}\n\n".encode())
        except OSError:  # the tab was closed
            pass
        finally:
            self.server.streams.release()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the library's)
        """Say nothing of a request, which has the token in it."""


def frame_policy() -> str:
    """The policy of the manuscript's own page, and that only the preview may show it."""
    return f"script-src {script_hash()}; {RULES}; frame-ancestors 'self'"
