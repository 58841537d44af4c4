"""The server answers only who has the address, and lets no other page read or do anything.

The requests come over a pair of sockets: no test asks the network.
"""

import json
import socket
from collections.abc import Iterator
from http.client import HTTPResponse
from threading import Thread

import pytest

from il2report.errors import WrongUse
from il2report.preview.board import Board
from il2report.preview.server import MOST_STREAMS, Actions, PreviewServer


class Done:
    """What the pages asked for."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def actions(self) -> Actions:
        return Actions(self.asked.append, self.asked.append, lambda *given: {"given": given})


@pytest.fixture
def done() -> Done:
    return Done()


@pytest.fixture
def server(done: Done) -> Iterator[PreviewServer]:
    made = PreviewServer(0, Board(), done.actions())
    yield made
    made.end()


def own_host(server: PreviewServer) -> str:
    return server.hosts[0]


def answered(
    server: PreviewServer, path: str, method: str = "GET", body: str = "", **headers: str
) -> HTTPResponse:
    """Ask for a path behind the token, or for one that begins with a slash; a blank header is left out."""
    ours, theirs = socket.socketpair()
    address = path if path.startswith("/") else f"/{server.token}/{path}"
    given = {"Host": own_host(server), "Content_Length": str(len(body)), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items() if value]
    ours.sendall("\r\n".join([f"{method} {address} HTTP/1.1", *lines, "", body]).encode())
    ours.settimeout(10)
    Thread(target=server.process_request, args=(theirs, ("", 0))).start()
    response = HTTPResponse(ours, method=method)
    response.begin()
    ours.close()
    return response


def test_the_page_is_at_the_address_with_the_token(server: PreviewServer):
    response = answered(server, "")

    assert 200 == response.status
    assert b"preview.js" in response.read()
    assert f"http://127.0.0.1:{server.server_address[1]}/{server.token}/" == server.url


@pytest.mark.parametrize("path", ["preview.js", "manuscript.js", "preview.css", "frame"])
def test_nothing_is_stored_sniffed_or_sent_on(server: PreviewServer, path: str):
    headers = answered(server, path).headers

    assert "no-store" == headers["Cache-Control"]
    assert "nosniff" == headers["X-Content-Type-Options"]
    assert "no-referrer" == headers["Referrer-Policy"]
    assert "same-origin" == headers["Cross-Origin-Resource-Policy"]
    assert headers["Access-Control-Allow-Origin"] is None


def test_the_page_may_load_from_its_own_server_alone_and_is_in_no_frame(server: PreviewServer):
    policy = answered(server, "").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_manuscript_keeps_its_own_policy(server: PreviewServer):
    policy = answered(server, "frame").headers["Content-Security-Policy"]

    assert "connect-src" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/preview.js", "/page", "//", "/x/", "/%00/"),
        *("../study.toml", "%2e%2e/study.toml", "..%2fstudy.toml", "preview.js/", "study.toml"),
        *("/etc/passwd", "//etc/passwd", "\\..\\study.toml", "page", "pdf", "browser/preview.js"),
    ],
)
def test_nothing_else_is_found(server: PreviewServer, path: str):
    """Neither without the token, nor a file of the disk, nor what there is not yet."""
    assert 404 == answered(server, path).status


@pytest.mark.parametrize("token", ["", "x", "{}x", "x{}", "ü"])
def test_another_token_is_none(server: PreviewServer, token: str):
    path = f"/{token.format(server.token)}/"
    assert answered(server, path.encode().decode("latin-1")).status in (400, 404)


@pytest.mark.parametrize(
    "host", ["", "evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "[::1]:80"]
)
def test_a_name_of_another_site_that_leads_here_is_refused(server: PreviewServer, host: str):
    """DNS rebinding: the browser takes the page for one of that site."""
    assert 403 == answered(server, "", Host=host).status


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_cannot_read_even_with_the_token(server: PreviewServer, site: str):
    """Another port of this machine is the same site."""
    assert 403 == answered(server, "page", Sec_Fetch_Site=site).status


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_another_origin_can_neither_read_nor_do(server: PreviewServer, done: Done, origin: str):
    assert 403 == answered(server, "", Origin=origin).status
    assert 403 == answered(server, "build/pdf", "POST", Origin=origin).status
    assert [] == done.asked


def test_only_the_page_itself_can_have_something_done(server: PreviewServer, done: Done):
    own = f"http://{own_host(server)}"

    assert (
        403 == answered(server, "build/pdf", "POST").status
    )  # a form of another page says no origin
    assert 404 == answered(server, "build/exe", "POST", Origin=own).status
    assert [200, 200] == [
        answered(server, path, "POST", Origin=own).status for path in ("build/pdf", "redline/on")
    ]
    assert ["pdf", True] == done.asked


@pytest.mark.parametrize("path", ["build/pdf", "redline/on"])
def test_reading_does_nothing(server: PreviewServer, done: Done, path: str):
    assert 404 == answered(server, path).status
    assert [] == done.asked


@pytest.mark.parametrize(
    "headers", [{"Content_Length": "100000000"}, {"Content_Length": "-1"}, {"Content_Length": "x"}]
)
def test_a_large_request_is_not_read(server: PreviewServer, done: Done, headers: dict[str, str]):
    own = f"http://{own_host(server)}"

    assert 413 == answered(server, "build/pdf", "POST", Origin=own, **headers).status
    assert [] == done.asked


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_not_known(server: PreviewServer, method: str):
    assert 501 == answered(server, "", method).status


def test_contents_are_given_once_there_are_any(server: PreviewServer):
    server.board.show({"page": b'{"number": 1}', "pdf": b"%PDF"}, page=1)

    assert {"number": 1} == json.loads(answered(server, "page").read())
    response = answered(server, "pdf")
    assert b"%PDF" == response.read()
    assert 'attachment; filename="manuscript.pdf"' == response.headers["Content-Disposition"]


def test_a_line_is_asked_for_by_number_and_text(server: PreviewServer):
    found = json.loads(answered(server, "line?result=cohort.n&place=2&text=a%20b").read())

    assert {"given": ["cohort.n", 2, "a b"]} == found


def test_a_stream_has_the_present_state_first_and_then_each_new_one(server: PreviewServer):
    stream = answered(server, "events")

    def read() -> dict[str, object]:
        line, blank = stream.readline(), stream.readline()
        assert b"\n" == blank
        return dict(json.loads(line.removeprefix(b"data: ")))

    assert "text/event-stream" == stream.headers["Content-Type"]
    assert 0 == read()["page"]
    server.board.show(page=7)
    assert 7 == read()["page"]


def test_there_are_only_so_many_streams(server: PreviewServer):
    for _ in range(MOST_STREAMS):
        assert server.streams.acquire(blocking=False)

    assert 503 == answered(server, "events").status


def test_a_port_that_is_taken_is_wrong_use(server: PreviewServer, done: Done):
    with pytest.raises(WrongUse, match="cannot be used"):
        PreviewServer(server.server_address[1], Board(), done.actions())
