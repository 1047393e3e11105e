"""From the passphrase into the app, and two windows of one centre."""

from collections.abc import Iterator

import pytest

from tests.support.browser import Screen, Server, stand_in_server
from tests.support.serve_stand_in import PIN


@pytest.fixture(scope="module")
def locked() -> Iterator[Server]:
    with stand_in_server("--locked") as running:
        yield running


def test_passphrase_person_and_pin_open_the_app_for_every_window(locked: Server):
    with Screen(locked.url) as screen:
        screen.open("/needs")
        screen.type("entrance.passphrase", "wrong", enter=True)
        screen.see("合言葉がちがいます")
        screen.wait_still()  # a key that comes while the refusal is drawn would be lost
        screen.focus("entrance.passphrase")
        screen.page.keyboard.press("Control+A")
        screen.page.keyboard.type("訓練の合言葉")
        screen.page.keyboard.press("Enter")
        screen.page.locator("[flt-semantics-identifier^='entrance.staff']").click()
        screen.type("entrance.pin", PIN, enter=True)
        screen.tagged("frame.section.needs").wait_for()
        screen.shot("frame")
        second = screen.another()
        second.open("/today")  # unlocked already: asks only who it is
        second.page.locator("[flt-semantics-identifier^='entrance.staff']").wait_for()


def test_two_windows_of_one_centre_see_each_others_work(server: Server):
    with Screen(server.url) as first:
        first.open("/today")
        second = first.another().open("/today")
        first.type("notes.text", "abc", enter=True)
        second.see("abc")
        second.shot("frame-notes")
