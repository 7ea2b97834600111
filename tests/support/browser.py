"""A headless Chromium to test with: pages are opened, read and clicked through the DevTools protocol.

In: an address. Out: what a reader would see there, the requests that the page made, and what it complained of. The
protocol is JSON over a websocket (https://chromedevtools.github.io/devtools-protocol/).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    # Whatever a page asks for, nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
)
PATIENCE = 60.0
# Keys that are pressed, with the codes that Windows has for them.
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "Space": 32, "ArrowUp": 38, "ArrowDown": 40}


def find_chromium() -> str:
    """Return the browser's path; without one the test is skipped, and in CI it fails."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
        missing(f"no Chromium on this machine, looked for {', '.join(NAMES)}")
    assert found is not None
    return found


@contextmanager
def running(command: Sequence[str], log: Path, said: str) -> Iterator[str]:
    """Run a process, and yield what it says of itself: the group of a pattern, when its output matches."""
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            yield _heard(process, log, said)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            process.kill()


def _heard(process: subprocess.Popen[bytes], log: Path, said: str) -> str:
    for _ in until(PATIENCE):
        if match := re.search(said, log.read_text("utf-8", "replace")):
            return match[1]
        assert process.poll() is None, log.read_text("utf-8", "replace")
    raise TimeoutError(f"expected {said}, found {log.read_text('utf-8', 'replace')}")


def until(seconds: float) -> Iterator[None]:
    """Yield now and then, until the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.05)


@contextmanager
def chromium(folder: Path) -> Iterator[int]:
    """Run a browser with a profile of its own, and yield the port on which it is driven."""
    # As root, which a container often is, Chromium's sandbox does not start.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    command = [find_chromium(), *QUIET, *sandbox, f"--user-data-dir={folder / 'profile'}", "about:blank"]
    with running(command, folder / "chromium.log", r"DevTools listening on ws://127\.0\.0\.1:(\d+)/") as port:
        yield int(port)


@contextmanager
def new_tab(port: int, *, scripts: bool, width: int = 1_280) -> Iterator[Tab]:
    """Open an empty tab in which pages may, or may not, run scripts."""
    with urlopen(Request(f"http://127.0.0.1:{port}/json/new?about:blank", method="PUT"), timeout=PATIENCE) as answer:
        target = json.load(answer)
    try:
        with connect(target["webSocketDebuggerUrl"], max_size=None, proxy=None) as socket:
            tab = Tab(socket)
            tab.set_up(scripts=scripts, width=width)
            yield tab
    finally:
        urlopen(f"http://127.0.0.1:{port}/json/close/{target['id']}", timeout=PATIENCE).close()


class Tab:
    """One page of the browser.

    Attributes:
        requested: The address of every request the tab has made, in order.
        complaints: What the browser's console said was wrong: scripts that failed, content that a policy refused.
        warnings: What scripts of the page warned of in the console.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.requested: list[str] = []
        self.complaints: list[str] = []
        self.warnings: list[str] = []
        self._socket = socket
        self._loads = 0
        self._calls = 0

    def set_up(self, *, scripts: bool, width: int) -> None:
        """Watch the tab, and show it as wide as a screen of so many pixels."""
        for domain in ("Page", "Network", "Log", "Runtime"):
            self._call(f"{domain}.enable")
        # A tab behind others has no focus, and draws nothing: what waits to come into view waits for ever.
        self._call("Page.bringToFront")
        self._call("Emulation.setFocusEmulationEnabled", enabled=True)
        self._call("Emulation.setScriptExecutionDisabled", value=not scripts)
        screen = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
        self._call("Emulation.setDeviceMetricsOverride", **screen)

    def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded."""
        before = self._loads
        self.go_to(url)
        self._wait_for_load(before)

    def go_to(self, url: str) -> None:
        """Go to an address whose page may take its time."""
        self._call("Page.navigate", url=url)

    def click(self, selector: str) -> None:
        """Press and release the mouse in the middle of the first match, and wait for the page that it leads to."""
        node = self._node(selector)
        self._call("DOM.scrollIntoViewIfNeeded", nodeId=node)
        quad = self._call("DOM.getContentQuads", nodeId=node)["quads"][0]
        x, y = (quad[0] + quad[4]) / 2, (quad[1] + quad[5]) / 2
        before = self._loads
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self._wait_for_load(before)

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self._call("Input.insertText", text=text)

    def press(self, key: str, *, loads: bool = False, shift: bool = False) -> None:
        """Press and release a key of `KEYS`; `loads` waits for the page that this leads to."""
        before, code = self._loads, KEYS[key]
        named = {"key": key if key != "Space" else " ", "code": key, "windowsVirtualKeyCode": code}
        text = {"text": {"Enter": "\r", "Space": " "}[key]} if key in ("Enter", "Space") else {}
        for kind in ("keyDown", "keyUp"):
            sent = named | (text if kind == "keyDown" else {}) | {"modifiers": 8 if shift else 0}
            self._call("Input.dispatchKeyEvent", type=kind, **sent)
        if loads:
            self._wait_for_load(before)

    def forget(self) -> None:
        """Forget the cookies of all tabs."""
        self._call("Network.clearBrowserCookies")

    def prefer(self, scheme: str) -> None:
        """Let the reader prefer a light or a dark page."""
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def texts(self, selector: str) -> list[str]:
        """Return the text of each match, as it is shown."""
        return list(self.value(f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.innerText.trim())"))

    def value(self, expression: str) -> Any:
        """Return what an expression gives in the page; the driver may ask even where the page may not run scripts."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> Any:
        """Return the first true value of an expression."""
        for _ in until(PATIENCE):
            if found := self.value(expression):
                return found
        raise TimeoutError(f"never true: {expression}; {self.complaints}")

    def _node(self, selector: str) -> int:
        root = self._call("DOM.getDocument", depth=0)["root"]["nodeId"]
        node = int(self._call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"])
        assert node, f"nothing on the page matches {selector}"
        return node

    def _wait_for_load(self, before: int) -> None:
        while self._loads == before:
            self._note(json.loads(self._socket.recv(timeout=PATIENCE)))

    def _call(self, method: str, **params: object) -> dict[str, Any]:
        """Send a command, and take in what happens until its answer comes."""
        self._calls += 1
        self._socket.send(json.dumps({"id": self._calls, "method": method, "params": params}))
        while (message := json.loads(self._socket.recv(timeout=PATIENCE))).get("id") != self._calls:
            self._note(message)
        assert "error" not in message, (method, message["error"])
        result: dict[str, Any] = message["result"]
        return result

    def _note(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        match event.get("method"):
            case "Page.loadEventFired":
                self._loads += 1
            case "Network.requestWillBeSent":
                self.requested.append(params["request"]["url"])
            case "Log.entryAdded" if params["entry"]["level"] in ("warning", "error"):
                self.complaints.append(params["entry"]["text"])
            case "Runtime.consoleAPICalled" if params["type"] in ("warning", "error"):
                self.warnings.append(
                    " ".join(str(each.get("value", each.get("description"))) for each in params["args"])
                )
            case "Runtime.exceptionThrown":
                self.complaints.append(params["exceptionDetails"]["text"])
