"""Two real devices in two real windows: let in by a picture on the screen, equal afterwards; and
where there is no network, by pictures both ways and a file that is carried over."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from app.bootstrap import SET_UP, new_operation
from app.cli.passphrase import DEMO_PASSPHRASE
from app.services.volunteers import RegisterVolunteer
from tests.support.browser import Screen, Server, app_server

PASSPHRASE = "訓練 あさひ 2026"
DEMO = ("--volunteers", "40", "--needs", "12", "--days", "1")


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Server]:
    words = [sys.executable, "-m", "app", "demo", str(tmp_path / "laptop"), *DEMO]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    (tmp_path / "passphrase").write_text(DEMO_PASSPHRASE)
    with app_server(tmp_path / "laptop", tmp_path / "passphrase") as running:
        yield running


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Server]:
    folder = str(tmp_path / "tablet")
    words = ("run", "--operation", folder, "--port", "0", "--no-browser")
    with Server([sys.executable, "-m", "app", *words]) as running:
        yield running


def test_a_tablet_comes_in_by_the_picture_and_both_show_the_same(
    laptop: Server, tablet: Server, tmp_path: Path
):
    with Screen(laptop.url, size="laptop", calm=True) as chief:
        chief.open("/sync/invite")
        chief.tap("sync.role.coordinator")
        chief.type("sync.label", "訓練タブレット")
        chief.wait_still()
        chief.tap_until("sync.invite", "sync.invite_code")
        chief.wait_frames()
        invitation = scanned(chief, tmp_path / "invitation.png")
        helper = chief.another(tablet.url, size="tablet")
        helper.open("/today")
        helper.type("join.scanner", invitation, enter=True)
        helper.type("join.label", "訓練タブレット")
        helper.type("join.passphrase", PASSPHRASE)
        helper.type("join.passphrase_again", PASSPHRASE)
        helper.tap("join.go")
        chief.see("B")
        helper.page.locator("[flt-semantics-identifier^='entrance.staff']").first.click()
        helper.tagged("frame.section.today").wait_for()
        helper.see("一致・未送信 0")
        helper.keep("joined")
        chief.see("端末Bと一致・未送信 0")
        chief.keep("invite-joined")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Server]:
    """A fresh centre with one volunteer, as its first device runs it."""
    operation = new_operation(tmp_path / "office", PASSPHRASE, "訓練市センター", drill=True)
    operation.submit(RegisterVolunteer("訓練 花子", "クンレン ハナコ", "090-0000-0012"), SET_UP)
    operation.close()
    (tmp_path / "words").write_text(PASSPHRASE)
    with app_server(tmp_path / "office", tmp_path / "words") as running:
        yield running


def test_a_tablet_comes_in_by_pictures_alone_and_gets_the_records_by_a_file(
    office: Server, tablet: Server, tmp_path: Path
):
    with Screen(office.url, size="laptop", calm=True) as chief:
        chief.open("/sync/invite")
        chief.tap("sync.role.coordinator")
        chief.type("sync.label", "訓練タブレット")
        chief.wait_still()
        chief.tap_until("sync.invite", "sync.invite_code")
        chief.wait_frames()
        invitation = scanned(chief, tmp_path / "invitation.png")
        helper = chief.another(tablet.url, size="tablet")
        helper.open("/today")
        read(helper, "join.scanner", invitation)
        helper.type("join.label", "訓練タブレット")
        helper.type("join.passphrase", PASSPHRASE)
        helper.type("join.passphrase_again", PASSPHRASE)
        helper.tap_until("join.pictures", "join.answer")
        helper.wait_frames()
        asked = scanned(helper, tmp_path / "asked.png")
        chief.tap("sync.answer")
        read(chief, "sync.answer.code", asked)
        chief.tagged("sync.answer_done").wait_for()
        chief.wait_frames()
        answer = scanned(chief, tmp_path / "answer.png")
        chief.tap("sync.answer_done")  # its door is closed again: no network helps from here on
        read(helper, "join.answer", answer)
        helper.tap("join.by_usb")
        chief.go("/sync/usb")
        chief.tagged("sync.usb.save").wait_for()
        with chief.page.expect_download() as saved:
            chief.tap("sync.usb.save")
        file = tmp_path / saved.value.suggested_filename
        saved.value.save_as(file)
        with helper.page.expect_file_chooser() as chooser:
            helper.tap("sync.usb.pick")
        chooser.value.set_files(file)
        helper.see("読み込みました")
        helper.keep("by-pictures")
        helper.go("/reception")
        helper.type("reception.search", "花子")
        helper.see("訓練 花子")


def read(screen: Screen, tag: str, words: str) -> None:
    """A scanner gives what it read to a field, all at once: letter by letter takes seconds here."""
    screen.focus(tag)
    screen.page.keyboard.insert_text(words)
    screen.wait_frames()  # Enter must not be there before the words are
    screen.page.keyboard.press("Enter")


def scanned(screen: Screen, path: Path) -> str:
    """What a scanner reads off the other screen."""
    screen.page.screenshot(path=str(path))
    (found,) = zxingcpp.read_barcodes(Image.open(path))
    return str(found.text)
