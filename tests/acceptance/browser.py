"""Drives Debian's Chromium headless, over the pipe of its own debugging protocol.

No port is opened, no driver and no library is needed: commands and answers are JSON texts, each ended by a
zero byte, on the file descriptors 3 and 4 of the browser (chromedevtools.github.io/devtools-protocol).
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # where `preview` serves
    "--force-color-profile=srgb",
    "--hide-scrollbars",
)
PATIENCE_SECONDS = 60.0
TO_BROWSER, FROM_BROWSER = 3, 4
KEYS: Mapping[str, tuple[int, str]] = {
    "Tab": (9, ""),
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    " ": (32, " "),
    "End": (35, ""),
    "Home": (36, ""),
    "ArrowLeft": (37, ""),
    "ArrowUp": (38, ""),
    "ArrowRight": (39, ""),
    "ArrowDown": (40, ""),
}


def find_chromium() -> str | None:
    """Find the browser on the path."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Chromium:
    """A running browser with an empty profile."""

    def __init__(self, program: str, profile: Path) -> None:
        profile.mkdir(parents=True)
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        log = os.open(profile / "log.txt", os.O_WRONLY | os.O_CREAT, 0o600)
        # Beyond 9, so that none can be where another one must go.
        theirs = (theirs_in, theirs_out, log)
        high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in theirs]
        for end in theirs:
            os.close(end)
        sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
        self.process = os.posix_spawn(
            program,
            [program, *FLAGS, *sandbox, f"--user-data-dir={profile / 'profile'}", "about:blank"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, high[0], TO_BROWSER),
                (os.POSIX_SPAWN_DUP2, high[1], FROM_BROWSER),
                (os.POSIX_SPAWN_DUP2, high[2], 1),
                (os.POSIX_SPAWN_DUP2, high[2], 2),
            ],
            setpgroup=0,
        )
        for end in high:
            os.close(end)
        self._read, self._asked = b"", 0
        self.events: list[dict[str, Any]] = []

    def ask(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Send a command and give its answer; what happens meanwhile is kept in `events`."""
        self._asked += 1
        command: dict[str, Any] = {"id": self._asked, "method": method, "params": parameters}
        if session:
            command["sessionId"] = session
        os.write(self._out, json.dumps(command).encode() + b"\0")
        while (message := self._message()).get("id") != self._asked:
            self.events.append(message)
        assert "error" not in message, f"{method}: {message['error']}"
        return dict(message["result"])

    def wait_for(self, method: str, session: str) -> None:
        """Wait until an event has come."""
        while not any(e.get("method") == method and e["sessionId"] == session for e in self.events):
            self.events.append(self._message())

    def _message(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while b"\0" not in self._read:
            ready, _, _ = select.select([self._in], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"Chromium has not answered for {PATIENCE_SECONDS:.0f} seconds"
            more = os.read(self._in, 1 << 16)
            assert more, "Chromium has ended"
            self._read += more
        text, _, self._read = self._read.partition(b"\0")
        return dict(json.loads(text))

    def open(self, file: Path | str, width: int, height: int, **look: Any) -> Page:
        """Open a file or an address in a tab of its own."""
        context = self.ask("Target.createBrowserContext")["browserContextId"]
        target = self.ask("Target.createTarget", url="about:blank", browserContextId=context)
        attached = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        address = file.resolve().as_uri() if isinstance(file, Path) else file
        page = Page(self, attached["sessionId"], address)
        page.show(width, height, **look)
        return page

    def end(self) -> None:
        """Close the browser, and whatever of it does not close by itself."""
        os.write(self._out, json.dumps({"id": 0, "method": "Browser.close"}).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE_SECONDS / 6
        while os.waitpid(self.process, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                os.killpg(self.process, signal.SIGKILL)
                os.waitpid(self.process, 0)
                break
            time.sleep(0.02)
        os.close(self._in)
        os.close(self._out)


@dataclass(slots=True)
class Page:
    """One tab: what a reader does with it, and what it asked for and complained of."""

    browser: Chromium
    session: str
    address: str
    is_touched: bool = False
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def show(
        self,
        width: int,
        height: int,
        *,
        touch: bool = False,
        scheme: str = "light",
        scripts: bool = True,
    ) -> None:
        """Load the page at a size, with or without touch, in a color scheme."""
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._ask(f"{domain}.enable")
        self._ask("Emulation.setTouchEmulationEnabled", enabled=touch)
        self._ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.look(width, height, scheme=scheme, touch=touch)
        self._ask("Page.navigate", url=self.address)
        self.browser.wait_for("Page.loadEventFired", self.session)

    def look(
        self, width: int, height: int, *, scheme: str = "light", touch: bool = False, **media: str
    ) -> None:
        """Give the page, as loaded, a size, a color scheme and other features of its medium."""
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=touch,
        )
        wanted = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        wanted |= {name.replace("_", "-"): value for name, value in media.items()}
        features = [{"name": name, "value": value} for name, value in wanted.items()]
        self._ask("Emulation.setEmulatedMedia", features=features)

    def run(self, script: str) -> Any:
        """Evaluate an expression in the page, and wait for what it promises."""
        answer = self._ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer.get("exceptionDetails")
        return answer["result"].get("value")

    def of(self, selector: str, what: str) -> Any:
        """Evaluate something of the element that a selector finds first."""
        return self.run(f"document.querySelector({json.dumps(selector)}).{what}")

    def press(self, *keys: str) -> None:
        """Press keys one after the other, where the focus is."""
        for key in keys:
            code, text = KEYS[key]
            common = {"key": key, "code": key if key != " " else "Space"}
            common |= {"windowsVirtualKeyCode": code}  # type: ignore[dict-item]
            down = {"type": "keyDown" if text else "rawKeyDown", "text": text} if text else {}
            self._ask("Input.dispatchKeyEvent", **({"type": "rawKeyDown"} | common | down))
            self._ask("Input.dispatchKeyEvent", type="keyUp", **common)

    def click(self, selector: str) -> None:
        """Press and release the left button of the mouse on an element."""
        x, y = self._middle(selector)
        at = {"x": x, "y": y, "button": "left", "clickCount": 1}
        self._ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self._ask("Input.dispatchMouseEvent", type="mousePressed", **at)
        self._ask("Input.dispatchMouseEvent", type="mouseReleased", **at)

    def tap(self, selector: str) -> None:
        """Touch an element with a finger."""
        x, y = self._middle(selector)
        self._ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self._ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        self.run("new Promise(requestAnimationFrame)")

    def _middle(self, selector: str) -> tuple[float, float]:
        box = self.run(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " if (getComputedStyle(e).position !== 'fixed' && !e.closest('dialog'))"
            " e.scrollIntoView({block: 'center'});"
            " const b = e.getClientRects()[0]; return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        return float(box[0]), float(box[1])

    def picture(self) -> bytes:
        """Photograph what is shown, as PNG."""
        return base64.b64decode(self._ask("Page.captureScreenshot", format="png")["data"])

    def roles(self) -> list[str]:
        """The roles of what the page is for a screen reader."""
        nodes = self._ask("Accessibility.getFullAXTree")["nodes"]
        return [each["role"]["value"] for each in nodes if not each["ignored"]]

    def asked_for(self) -> list[str]:
        """The addresses that the page asked for."""
        return [e["params"]["request"]["url"] for e in self._events("Network.requestWillBeSent")]

    def blocked(self) -> list[str]:
        """The addresses that its policy, or the browser itself, kept the page from asking for."""
        failed = self._events("Network.loadingFailed")
        kept = {e["params"]["requestId"] for e in failed if "blockedReason" in e["params"]}
        sent = [e["params"] for e in self._events("Network.requestWillBeSent")]
        return [each["request"]["url"] for each in sent if each["requestId"] in kept]

    def complained(self) -> list[str]:
        """What the console says, and every error of a script."""
        said = [json.dumps(e["params"]) for e in self._events("Runtime.consoleAPICalled")]
        said += [json.dumps(e["params"]) for e in self._events("Runtime.exceptionThrown")]
        return said + [e["params"]["entry"]["text"] for e in self._events("Log.entryAdded")]

    def _events(self, method: str) -> list[dict[str, Any]]:
        return [
            e
            for e in self.browser.events
            if e.get("method") == method and e.get("sessionId") == self.session
        ]

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.browser.ask(method, self.session, **parameters)
