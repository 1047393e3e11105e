"""The real app in a real browser: server in a process of its own, Chromium, roles and test ids.

Promises: every request that the page tries is recorded, and one that would leave this machine
fails the test; pictures are taken when the shipped fonts are drawn and nothing moves any more.
Chromium is found through the environment variable CHROMIUM, then on the PATH, then Playwright's
own.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    Locator,
    Page,
    Playwright,
    Request,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as TooLateError

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
SIZES = {"tablet": (1280, 800), "portrait": (800, 1280), "laptop": (1440, 900)}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
START_MS_MAX = 60_000
FOCUS_TAPS, FOCUS_MS_MAX = 5, 1_500
ADDRESS = re.compile(r"http://[\w.:-]+", re.ASCII)
STANDS_STILL = """element => new Promise(done => {
  let before = '', same = 0;
  const look = () => {
    const {x, y} = element.getBoundingClientRect(), now = `${x},${y}`;
    same = now === before ? same + 1 : 0;
    before = now;
    same >= 4 ? done() : requestAnimationFrame(look);
  };
  look();
})"""

PLACES = """elements => elements.map(element => {
  const {x, y, width, height} = element.getBoundingClientRect();
  return [element.getAttribute('flt-semantics-identifier'), x, y, width, height];
}).filter(place => place[3] > 0 || place[4] > 0)"""


def find_chromium() -> str | None:
    """Path of a Chromium, or None: then Playwright's own is tried."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


class Server:
    """A process that prints its address when it answers; ended with the block."""

    def __init__(self, command: Sequence[str], *, folder: Path | None = None) -> None:
        self._command = list(command)
        self._folder = folder

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, text=True, cwd=self._folder
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            address = ADDRESS.search(line)
            if address is not None:
                self.url = address[0]
                return self
        raise AssertionError(f"the server ended with {self._process.wait()}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(20)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def kill(self) -> None:
        """kill -9: no goodbye."""
        self._process.kill()
        self._process.wait(20)


def stand_in_server(*words: str) -> Server:
    return Server([sys.executable, "-m", "tests.support.serve_stand_in", *words])


class Screen:
    """One browser window on the app."""

    def __init__(self, url: str, *, size: str = "tablet", shots: Path | None = None) -> None:
        self.url = url.rstrip("/")
        self.size = size
        self.shots = shots if shots is not None else Path(os.environ.get("SHOTS", "/tmp/shots"))
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.missing: list[str] = []

    def __enter__(self) -> Self:
        self._playwright: Playwright = sync_playwright().start()
        self._playwright.selectors.set_test_id_attribute("flt-semantics-identifier")
        self._browser: Browser = self._playwright.chromium.launch(
            executable_path=find_chromium(), args=list(FLAGS)
        )
        self._begin()
        return self

    def another(self) -> "Screen":
        """A second window of the same browser, on the same server; it is closed with the first."""
        screen = Screen(self.url, size=self.size, shots=self.shots)
        screen._browser = self._browser
        screen.outside = self.outside
        screen._begin()
        return screen

    def _begin(self) -> None:
        width, height = SIZES[self.size]
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, locale="ja-JP", service_workers="block"
        )
        self.page: Page = context.new_page()
        context.on("request", self._see)
        self.page.on(
            "response",
            lambda answer: self.missing.append(answer.url) if answer.status >= 400 else None,
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self.shot("failed")
        self._browser.close()
        self._playwright.stop()
        if error is None:
            assert not self.outside, f"asked outside: {self.outside}"

    def _see(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOOPBACK:
            self.outside.append(request.url)

    # ------------------------------------------------------------------------------- going about

    def open(self, route: str = "/") -> Self:
        """Loads the app and waits until it is drawn and its fonts are there."""
        self.page.goto(self.url + route, wait_until="commit", timeout=START_MS_MAX)
        placeholder = self.page.locator("flt-semantics-placeholder")
        placeholder.wait_for(state="attached", timeout=START_MS_MAX)
        placeholder.evaluate("element => element.click()")
        self.page.locator("flt-semantics").first.wait_for(state="attached", timeout=START_MS_MAX)
        self.wait_for_fonts()
        return self

    def wait_for_fonts(self) -> None:
        """Until the shipped Japanese font was fetched and two drawings in a row are the same."""
        self.page.wait_for_function(
            "() => performance.getEntriesByType('resource')"
            ".filter(e => /TasukiUDP-.*ttf/.test(e.name) && e.responseEnd > 0).length >= 2",
            timeout=START_MS_MAX,
        )
        self.wait_still()

    def wait_still(self) -> None:
        before = b""
        for _ in range(40):
            now = self.page.screenshot()
            if now == before:
                return
            before = now
            self.page.evaluate("() => new Promise(done => setTimeout(done, 120))")

    def resize(self, size: str) -> None:
        width, height = SIZES[size]
        self.size = size
        self.page.set_viewport_size({"width": width, "height": height})
        self.wait_still()

    def tagged(self, tag: str) -> Locator:
        """The control under an identifier."""
        return self.page.get_by_test_id(tag)

    def tap(self, tag: str) -> None:
        self._brought(self.tagged(tag).first).click()

    def _brought(self, found: Locator) -> Locator:
        """Scrolled into view. Flutter draws the scrolling some frames after the page has scrolled;
        a tap before that would meet what was there before."""
        found.scroll_into_view_if_needed()
        found.evaluate(STANDS_STILL)
        return found

    def type(self, tag: str, words: str, *, enter: bool = False) -> None:
        """Types letter by letter, as a keyboard or a scanner does."""
        self.focus(tag)
        self.page.keyboard.type(words)
        if enter:
            self.page.keyboard.press("Enter")

    def focus(self, tag: str) -> None:
        """Taps the field and waits until it has the focus: Flutter gives it a moment after the tap,
        and keys that come before that reach nobody. With its tree for screen readers on, Flutter
        drops the first tap on a field that has asked for the focus itself, so it is tapped again.
        """
        for _ in range(FOCUS_TAPS):
            self._brought(self.field(tag)).click()
            with suppress(TooLateError):
                self.page.wait_for_function(
                    "tag => document.activeElement"
                    ".closest(`[flt-semantics-identifier='${tag}']`) !== null",
                    arg=tag,
                    timeout=FOCUS_MS_MAX,
                )
                return
        raise AssertionError(f"{tag} does not take the focus")

    def field(self, tag: str) -> Locator:
        return self.tagged(tag).locator("input, textarea").first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def see(self, words: str) -> None:
        """Waits until somebody who hears the screen read aloud would hear `words`."""
        found = self.page.locator(f"flt-semantics:has-text('{words}'), [aria-label*='{words}']")
        found.first.wait_for(state="attached")

    def boxes(self, prefix: str = "") -> dict[str, tuple[float, float, float, float]]:
        """Place (x, y, width, height) of everything tagged that is drawn now, taken at once."""
        places = self.page.locator(f"[flt-semantics-identifier^='{prefix}']").evaluate_all(PLACES)
        return {tag: (x, y, wide, high) for tag, x, y, wide, high in places}

    def shot(self, name: str) -> Path:
        """A picture for eyes: SHOTS (or /tmp/shots)/<name>-<size>.png, when nothing moves."""
        self.wait_still()
        self.shots.mkdir(parents=True, exist_ok=True)
        path = self.shots / f"{name}-{self.size}.png"
        self.page.screenshot(path=path)
        return path
