"""A page of the app in Chromium, asked how long an answer took to be drawn.

The page measures itself: the driver's own delays are in no number. Playwright is looked up when it
is used, because the app itself never needs it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
START_MS_MOST = 60_000
ANSWER_MS_MOST = 20_000
ANSWER_TAG = "reception.outcome"
# From the Enter until the frame after the words stand in the answer.
WATCH = """
([tag, words]) => {
  window.tasukiAnswer = new Promise(done => {
    let begun = 0;
    const said = () => {
      const all = document.querySelectorAll(`[flt-semantics-identifier='${tag}']`);
      return [...all].some(one => [one, ...one.querySelectorAll('*')].some(
        part => (part.getAttribute('aria-label') || '').includes(words)
          || (part.textContent || '').includes(words)));
    };
    const look = () => {
      if (begun && said()) {
        watcher.disconnect();
        requestAnimationFrame(() => done(performance.now() - begun));
      }
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.documentElement,
      {subtree: true, childList: true, attributes: true, characterData: true});
    const pressed = event => {
      if (event.key === 'Enter') {
        begun = performance.now();
        window.removeEventListener('keydown', pressed, true);
      }
    };
    window.addEventListener('keydown', pressed, true);
  });
}
"""


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser, or None where none can be started. CHROMIUM names one."""
    driver: Any = import_module("playwright.sync_api")
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with driver.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=named, args=list(FLAGS))
        except driver.Error:
            yield None
            return
        try:
            yield browser
        finally:
            browser.close()


class Page:
    """One window, with the tree of roles switched on as a screen reader has it."""

    def __init__(self, browser: Any, address: str, route: str) -> None:
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="ja-JP", service_workers="block"
        )
        self._page = context.new_page()
        self._page.set_default_timeout(START_MS_MOST)
        self._page.goto(address.rstrip("/") + route, wait_until="commit")
        placeholder = self._page.locator("flt-semantics-placeholder")
        placeholder.wait_for(state="attached")
        placeholder.evaluate("element => element.click()")
        self._page.locator("flt-semantics").first.wait_for(state="attached")

    def focus(self, tag: str) -> None:
        """Taps a field and waits until keys reach it."""
        self._page.locator(f"[flt-semantics-identifier='{tag}']").locator(
            "input, textarea"
        ).first.click()
        self._page.wait_for_function(
            "tag => document.activeElement.closest(`[flt-semantics-identifier='${tag}']`) !== null",
            arg=tag,
        )

    def answer_ms(self, code: str, words: str) -> float:
        """Types as a scanner does; milliseconds from its Enter to the drawn answer."""
        self._page.set_default_timeout(ANSWER_MS_MOST)
        self._page.evaluate(WATCH, [ANSWER_TAG, words])
        self._page.keyboard.type(code)
        self._page.keyboard.press("Enter")
        return float(self._page.evaluate("() => window.tasukiAnswer"))
