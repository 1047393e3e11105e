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
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    Response,
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
# CanvasKit draws by itself and not through an emulated WebGL: half the cost.
NO_WEBGL = ("--disable-software-rasterizer",)
SIZES = {"tablet": (1280, 800), "portrait": (800, 1280), "laptop": (1440, 900)}
# Asked for on purpose and not there: `assets/web/tasuki.js` says why.
NO_SUCH_SCRIPT = "/web/absent.js"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
START_MS_MAX = 60_000
FOCUS_TAPS, FOCUS_MS_MAX = 5, 1_500
APPEARS_MS_MAX = 5_000
SCROLLS_MAX = 20
SHOTS = Path(os.environ.get("SHOTS", "build/shots"))
ADDRESS = re.compile(r"http://[\w.:-]+", re.ASCII)
# How far a control is from being seen whole, and a point over what scrolls it: [far, x, y].
HOW_FAR = """element => {
  const own = element.getBoundingClientRect();
  let box = {top: 0, bottom: innerHeight, left: 0, right: innerWidth};
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (/scroll|auto/.test(getComputedStyle(parent).overflowY)) {
      box = parent.getBoundingClientRect();
      break;
    }
  }
  const middle = (own.top + own.bottom) / 2, half = Math.min(own.height, 60) / 2;
  const fits = middle - half >= box.top - 1 && middle + half <= box.bottom + 1;
  // Flutter cuts what it says of a control off at the edge: a strip of it is not the whole.
  const low = own.height < 40 && own.bottom > box.bottom - 3;
  const far = low ? 160 : fits ? 0 : middle - (box.top + box.bottom) / 2;
  const x = Math.min(Math.max((own.left + own.right) / 2, box.left + 5), box.right - 5);
  return [far, x, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2];
}"""
STANDS_STILL = """element => new Promise(done => {
  let before = '', same = 0;
  const look = () => {
    const {x, y} = element.getBoundingClientRect(), now = `${x},${y}`;
    same = now === before ? same + 1 : 0;
    before = now;
    same >= 2 ? done() : requestAnimationFrame(look);
  };
  look();
})"""
HEARD = """([tag, words]) => {
  const says = element => [element, ...element.querySelectorAll('[aria-label]')].some(part =>
    `${part.getAttribute('aria-label') || ''}\n${part.textContent}`.includes(words));
  return [...document.querySelectorAll(`[flt-semantics-identifier='${tag}']`)].some(says);
}"""
SAID = """words => [...document.querySelectorAll('flt-semantics')].some(element =>
  `${element.getAttribute('aria-label') || ''}\n${element.textContent}`.includes(words))"""
TO_ROUTE = """route => {
  history.pushState(null, '', route);
  dispatchEvent(new PopStateEvent('popstate'));
}"""
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


def app_server(operation: Path, passphrase: Path, *, port: int = 0) -> Server:
    """The program as people start it."""
    words = ("run", "--operation", str(operation), "--port", str(port), "--no-browser")
    return Server([sys.executable, "-m", "app", *words, "--passphrase-file", str(passphrase)])


class Screen:
    """One browser window on the app. In a `calm` one nothing glides and WebGL is not emulated, for
    tests that look at many pages; controls, places and letters are the same."""

    def __init__(
        self, url: str, *, size: str = "tablet", shots: Path | None = None, calm: bool = False
    ) -> None:
        self.url = url.rstrip("/")
        self.size = size
        self.calm = calm
        self.shots = shots if shots is not None else SHOTS
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.missing: list[str] = []

    def __enter__(self) -> Self:
        self._playwright: Playwright = sync_playwright().start()
        self._playwright.selectors.set_test_id_attribute("flt-semantics-identifier")
        self._browser: Browser = self._playwright.chromium.launch(
            executable_path=find_chromium(), args=[*FLAGS, *(NO_WEBGL if self.calm else ())]
        )
        self._begin()
        return self

    def another(self, url: str | None = None, *, size: str | None = None) -> "Screen":
        """A second window of the same browser, on the same server or another one; it is closed with
        the first."""
        screen = Screen(
            url or self.url, size=size or self.size, shots=self.shots, calm=self.calm
        )  # fmt: skip
        screen._browser = self._browser
        screen.outside = self.outside
        screen._begin()
        return screen

    def _begin(self) -> None:
        width, height = SIZES[self.size]
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, locale="ja-JP", service_workers="block",
            reduced_motion="reduce" if self.calm else "no-preference",
        )  # fmt: skip
        self.page: Page = context.new_page()
        context.on("request", self._see)
        self.page.on("response", self._answered)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._said)

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

    def _answered(self, answer: Response) -> None:
        if answer.status >= 400 and not answer.url.endswith(NO_SUCH_SCRIPT):
            self.missing.append(answer.url)

    def _said(self, message: ConsoleMessage) -> None:
        told = f"{message.text} {message.location.get('url', '')}"
        if message.type == "error" and NO_SUCH_SCRIPT not in told:
            self.errors.append(told)

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

    def wait_still(self) -> bytes:
        """The picture that did not change any more."""
        before = b""
        for _ in range(40):
            now = self.page.screenshot()
            if now == before:
                break
            before = now
            self.page.evaluate("() => new Promise(done => setTimeout(done, 120))")
        return before

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

    def tap_until(self, tag: str, *appears: str) -> None:
        """Taps until a control whose identifier begins with one of these is there. With its tree
        for screen readers on, Flutter may drop the first tap after a field had the focus and the
        page was scrolled."""
        wanted = ", ".join(f"[flt-semantics-identifier^='{one}']" for one in appears)
        for _ in range(FOCUS_TAPS):
            self.tap(tag)
            with suppress(TooLateError):
                self.page.locator(wanted).first.wait_for(state="attached", timeout=APPEARS_MS_MAX)
                return
        raise AssertionError(f"{tag} was tapped, {appears} does not come")

    def _brought(self, found: Locator) -> Locator:
        """Turns the wheel until it is seen. To scroll the page's own elements would be quicker, but
        Flutter draws that some frames later, and a tap would meet what was there before."""
        for _ in range(SCROLLS_MAX):
            far, x, y = found.evaluate(HOW_FAR)
            if not far:
                break
            self.page.mouse.move(x, y)
            self.page.mouse.wheel(0, far)
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
                self.field(tag).evaluate(STANDS_STILL)
                return
        raise AssertionError(f"{tag} does not take the focus")

    def field(self, tag: str) -> Locator:
        return self.tagged(tag).locator("input, textarea").first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def first(self, prefix: str, place: int = 0) -> str:
        """The identifier of the first (or a later) control whose identifier begins so, when it is
        there: rows are called after ids that a test does not know."""
        found = self.page.locator(f"[flt-semantics-identifier^='{prefix}']").nth(place)
        found.wait_for(state="attached")
        return found.get_attribute("flt-semantics-identifier") or ""

    def hear(self, tag: str, words: str) -> None:
        """Waits until what stands under an identifier says `words`."""
        self.page.wait_for_function(HEARD, arg=[tag, words])

    def go(self, route: str) -> None:
        """To a page by its address, without loading the app again."""
        self.page.evaluate(TO_ROUTE, route)

    def see(self, words: str) -> None:
        """Waits until somebody who hears the screen read aloud would hear `words`."""
        found = self.page.locator(f"flt-semantics:has-text('{words}'), [aria-label*='{words}']")
        found.first.wait_for(state="attached")

    def boxes(self, prefix: str = "") -> dict[str, tuple[float, float, float, float]]:
        """Place (x, y, width, height) of everything tagged that is drawn now, taken at once."""
        which = f"^='{prefix}'" if prefix else ""
        places = self.page.locator(f"[flt-semantics-identifier{which}]").evaluate_all(PLACES)
        return {tag: (x, y, wide, high) for tag, x, y, wide, high in places}

    def wait_frames(self) -> None:
        """A few drawings more: what was asked for before is drawn then."""
        self.page.locator("flt-semantics").first.evaluate(STANDS_STILL)

    def says(self, words: str) -> bool:
        """Whether `words` stand anywhere now."""
        return bool(self.page.evaluate(SAID, words))

    def keep(self, name: str) -> None:
        """A picture of now, moving or not."""
        self.shots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.shots / f"{name}-{self.size}.png")

    def shot(self, name: str) -> Path:
        """A picture for eyes: SHOTS (or build/shots)/<name>-<size>.png, when nothing moves."""
        self.shots.mkdir(parents=True, exist_ok=True)
        path = self.shots / f"{name}-{self.size}.png"
        path.write_bytes(self.wait_still())
        return path
