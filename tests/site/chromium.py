"""Drives a headless Chromium over its pipe, with the standard library alone."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--remote-debugging-pipe"),
)
_LONGEST_WAIT = 120


def find_chromium() -> str | None:
    """Return the program, where it is installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


class Chromium:
    """One page of a browser."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._out = os.fdopen(to_browser, "wb")
        self._in = from_browser
        self._received = b""
        self._session: str | None = None
        self._numbers = iter(range(1, 1_000_000))
        self.requests: list[str] = []
        """Addresses that pages and their workers asked for."""

    def start(self) -> None:
        """Open an empty page."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self.send("Network.enable")
        self.send("Page.enable")
        workers = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
        self.send("Target.setAutoAttach", **workers)

    def send(self, method: str, **params: Any) -> Any:
        """Send a command of the DevTools protocol, and return what it gives."""
        number = self._write(method, params, self._session)
        while (answer := self._read()).get("id") != number:
            pass
        assert "error" not in answer, answer
        return answer["result"]

    def _write(self, method: str, params: dict[str, Any], session: str | None) -> int:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        self._out.write(json.dumps(message).encode() + b"\0")
        self._out.flush()
        return number

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._received:
            ready, _, _ = select.select([self._in], [], [], _LONGEST_WAIT)
            received = os.read(self._in, 65536) if ready else b""
            assert received, "the browser has ended, or does not answer"
            self._received += received
        text, _, self._received = self._received.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        assert message.get("method") != "Inspector.targetCrashed", "the page has crashed"
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(message["params"]["request"]["url"])
        elif message.get("method") == "Target.attachedToTarget" and self._session:
            worker = message["params"]["sessionId"]
            self._write("Network.enable", {}, worker)
            self._write("Runtime.runIfWaitingForDebugger", {}, worker)
        return message

    def close(self) -> None:
        """Close the pipe."""
        os.close(self._in)
        with suppress(BrokenPipeError):
            self._out.close()

    def show(self, *, width: int, scheme: str) -> None:
        """Set the width of the window, in CSS pixels, and the colour scheme."""
        size = {"width": width, "height": 780, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **size)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.send("Emulation.setEmulatedMedia", features=[feature])

    def open(self, address: str) -> None:
        """Go to a page, and wait until it is loaded."""
        self.send("Page.navigate", url=address)
        self.wait_for(
            f"location.href === {json.dumps(address)} && document.readyState === 'complete'"
        )

    def run(self, script: str) -> Any:
        """Return the value of an expression of JavaScript."""
        done = self.send("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def wait_for(self, condition: str) -> None:
        """Wait until an expression is true; how long it takes is not what a test shows."""
        end = time.monotonic() + _LONGEST_WAIT
        while not self.run(condition):
            assert time.monotonic() < end, f"not so in time: {condition}"
            time.sleep(0.05)


@contextmanager
def chromium(program: str, profile: Path) -> Iterator[Chromium]:
    """Run a browser with a profile of its own."""
    to_browser, from_browser = os.pipe(), os.pipe()
    handed_over = f'exec "$@" 3<&{to_browser[0]} 4>&{from_browser[1]}'
    command = [program, *_FLAGS, f"--user-data-dir={profile}"]
    process = subprocess.Popen(
        ["bash", "-c", handed_over, "bash", *command],
        pass_fds=(to_browser[0], from_browser[1]),
        stderr=subprocess.DEVNULL,
    )
    os.close(to_browser[0])
    os.close(from_browser[1])
    page = Chromium(to_browser[1], from_browser[0])
    try:
        page.start()
        yield page
    finally:
        process.terminate()
        process.wait()
        page.close()
