"""Two real devices in two real windows: let in by a picture on the screen, equal afterwards."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from app.cli.passphrase import DEMO_PASSPHRASE
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
        helper.tap_until("join.go", "join.step", "entrance.staff")
        chief.see("B")
        helper.page.locator("[flt-semantics-identifier^='entrance.staff']").first.click()
        helper.tagged("frame.section.today").wait_for()
        helper.see("一致・未送信 0")
        helper.keep("joined")
        chief.see("端末Bと一致・未送信 0")
        chief.keep("invite-joined")


def scanned(screen: Screen, path: Path) -> str:
    """What a scanner reads off the other screen."""
    screen.page.screenshot(path=str(path))
    kind = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    (found,) = zxingcpp.read_barcodes(Image.open(path), formats=kind)
    return str(found.text)
