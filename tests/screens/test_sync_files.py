"""USB, pictures from screen to screen, the backup: every outcome is said, and nothing is half."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

import flet as ft

from app.services.command import Refused
from app.services.sync_view import BundleFile, BundleReport, LinkState, PictureProgress, Stick
from app.ui.component import component
from app.ui.components.files import FileTooBigError, PickedFile
from app.ui.look import Look
from app.ui.screens.sync.files_route import UsbRoute
from app.ui.screens.sync.usb import NOT_TAKEN, UsbActions, UsbScreen
from tests.screens.test_sync_home import syncing
from tests.support.sessions import SessionDriver
from tests.support.sync_stand_in import (
    BASE,
    HOUR_MS,
    NOW_MS,
    REPORT,
    StandInSync,
    device,
    peer,
    sync_state,
)


def with_stick(folder: Path, files: int = 1) -> StandInSync:
    sync = StandInSync()
    bundles = tuple(
        BundleFile(folder / f"C-{n}.tasuki", 1_200_000 * n + 400, NOW_MS - HOUR_MS)
        for n in range(files)
    )
    sync.found_sticks = (Stick(folder, "KUNREN-USB", 7_300_000_000, bundles),)
    return sync


@asynccontextmanager
async def usb_page(sync: StandInSync, *picked: PickedFile) -> AsyncIterator[SessionDriver]:
    """The page alone, with files that a person would choose in the browser."""

    async def pick() -> tuple[PickedFile, ...]:
        return picked

    @component
    def Page() -> ft.Control:
        return UsbRoute(pick)

    async with SessionDriver() as driver:
        driver.desk.sync = sync
        yield await driver.show(Page)


async def test_a_stick_that_is_put_in_appears_by_itself(tmp_path: Path) -> None:
    sync = StandInSync()
    async with usb_page(sync) as driver:
        assert "USBメモリーを差してください" in driver.texts()
        sync.found_sticks = with_stick(tmp_path, 7).found_sticks
        driver.timers.pass_()
        await driver.settle()
        assert "KUNREN-USB" in driver.texts()
        assert f"空き 7.3 GB　{tmp_path}" in driver.texts()
        assert "1.2 MB　10:40" in driver.texts()
        assert "1 KB　10:40" in driver.texts()
        assert "ほかに古いファイルが2個あります。" in driver.texts()
        sync.found_sticks = ()
        await driver.tap("sync.usb.look")
        assert "USBメモリーを差してください" in driver.texts()


async def test_writing_shows_how_far_it_is_and_what_came_of_it(tmp_path: Path) -> None:
    sync = with_stick(tmp_path)
    sync.steps = ((2_500_000, 5_000_000),)
    at, go_on = Event(), Event()

    def wait() -> None:
        at.set()
        assert go_on.wait(20)

    sync.at_step = wait
    async with usb_page(sync) as driver:
        tap = asyncio.ensure_future(driver.tap(f"sync.usb.export:{tmp_path}"))
        while not at.is_set() or "2 / 5" not in driver.text():
            driver.timers.pass_()
            await asyncio.sleep(0)
        assert f"{tmp_path.name} に書き出しています（MB）" in driver.texts()
        assert "終わるまで、USBを抜かないでください。" in driver.texts()
        go_on.set()
        await tap
        assert "書き出しました" in driver.texts()
        assert "記録 137件" in driver.texts()
        assert sync.asked == [("export_bundle", tmp_path)]


async def test_a_stick_that_refuses_is_said_and_nothing_was_changed(tmp_path: Path) -> None:
    sync = with_stick(tmp_path)
    sync.refusals["export_bundle"] = Refused("stick_unwritable")
    sync.refusals["import_bundle"] = Refused("bundle_foreign")
    async with usb_page(sync) as driver:
        await driver.tap(f"sync.usb.export:{tmp_path}")
        assert "ここには書けません。" in driver.text()
        await driver.tap(f"sync.usb.read:{tmp_path / 'C-0.tasuki'}")
        assert "別のセンター（または別の災害対応・訓練）のファイルです。" in driver.text()
        assert "この端末の記録も、ファイルも、変わっていません。" in driver.texts()


async def test_reading_says_what_came_what_was_here_and_what_was_not_taken(tmp_path: Path) -> None:
    sync = with_stick(tmp_path)
    async with usb_page(sync) as driver:
        await driver.tap(f"sync.usb.read:{tmp_path / 'C-0.tasuki'}")
        assert "新しい記録 12件　すでにあった記録 3件" in driver.texts()
        assert "端末Cが 10:40 に書き出したファイル" in driver.texts()
        sync.report = BundleReport(5, 0, (*NOT_TAKEN, "fork", "newer_code"), torn=True)
        await driver.tap(f"sync.usb.read:{tmp_path / 'C-0.tasuki'}")
        assert "途中まで読み込みました" in driver.texts()
        assert "ファイルが途中で終わっています。" in driver.text()
        assert "受け取れない記録がありました。" in driver.texts()
        assert driver.text().count("写しが動いている端末の記録") == 1


async def test_a_file_of_the_browser_is_read_and_one_is_handed_to_it() -> None:
    sync = StandInSync()
    async with usb_page(sync, PickedFile("B-0811.tasuki", b"sealed")) as driver:
        await driver.tap("sync.usb.pick")
        assert sync.asked == [("import_bundle", "picked.tasuki", b"sealed")]
        assert "B-0811.tasuki" in driver.texts()
        await driver.tap("sync.usb.save")
        opened = [args["url"].url for name, args in driver.invoked if name == "launch_url"]
        paper = driver.desk.papers.take(opened[0].rpartition("/")[2])
        assert paper is not None
        assert (paper.content, paper.file_name) == (b"sealed", "A-0811.tasuki")
        assert not paper.inline


async def test_nothing_chosen_and_a_file_that_is_too_big() -> None:
    async def too_big() -> tuple[PickedFile, ...]:
        raise FileTooBigError

    sync = StandInSync()
    async with usb_page(sync) as driver:
        await driver.tap("sync.usb.pick")
        assert sync.asked == []
    async with SessionDriver() as driver:
        driver.desk.sync = sync
        await driver.open_app("/today")
        await driver.show(lambda: UsbRoute(too_big))
        await driver.tap("sync.usb.pick")
        assert driver.runtime.toaster.now.value is not None
        assert "48MBまで" in driver.runtime.toaster.now.value.text


async def test_it_is_drawn_in_english_with_large_letters(tmp_path: Path) -> None:
    async def nothing(*_args: object) -> None:
        return None

    actions = UsbActions(nothing, nothing, nothing, nothing, lambda: None)
    async with SessionDriver(look=Look(language="en", letters="extra"), width=800) as driver:
        sticks = with_stick(tmp_path, 2).found_sticks
        await driver.show(lambda: UsbScreen(sticks, None, NOW_MS, actions))
        assert "Files on it" in driver.texts()


# ------------------------------------------------------------------------------- pictures


async def test_pictures_run_for_the_device_that_lacks_most_until_one_stops_them() -> None:
    gone = peer("E", LinkState.REVOKED, waiting=99)
    sync = StandInSync(sync_state(BASE, peer("C", waiting=7), gone))
    async with syncing(sync, "/sync/pictures") as driver:
        assert driver.keys("sync.pictures.to:")[0].endswith(device(ord("C")).hex())
        assert len(driver.keys("sync.pictures.to:")) == 2
        await driver.tap("sync.pictures.send")
        assert sync.asked == [("outgoing_frames", device(ord("C")))]
        assert "1枚目" in driver.texts()
        driver.timers.pass_()
        await driver.settle()
        assert "2枚目" in driver.texts()
        await driver.tap("sync.pictures.stop")
        assert driver.has("sync.pictures.send")
        await driver.tap("sync.pictures.to_all")
        await driver.tap("sync.pictures.send")
        assert sync.asked[-1] == ("outgoing_frames", None)


async def test_too_much_for_pictures_is_said() -> None:
    sync = StandInSync()
    sync.refusals["outgoing_frames"] = Refused("qr_too_much", {"count": "4,000"})
    async with syncing(sync, "/sync/pictures") as driver:
        await driver.tap("sync.pictures.send")
        assert "QRで渡すには多すぎます（4,000件）。USBで渡してください。" in driver.texts()


async def test_pictures_are_read_with_progress_and_end_with_a_report() -> None:
    sync = StandInSync()
    sync.pictures = [PictureProgress(1, 3), PictureProgress(3, 3, REPORT)]
    async with syncing(sync, "/sync/pictures") as driver:
        await driver.tap("sync.pictures.begin")
        await driver.scan("sync.pictures.code", "TSK1:AAAA.")
        assert "1 / 3" in driver.texts()
        sync.refusals["incoming"] = Refused("qr_foreign")
        await driver.scan("sync.pictures.code", "https://example.org")
        assert "このQRは、Tasukiの受け渡しのものではありません。" in driver.texts()
        sync.refusals.clear()
        await driver.scan("sync.pictures.code", "TSK1:BBBB.")
        assert "新しい記録 12件　すでにあった記録 3件" in driver.texts()
        assert driver.has("sync.pictures.begin")
        await driver.tap("sync.pictures.begin")
        await driver.tap("sync.pictures.camera_close")
        assert driver.has("sync.pictures.send")


# ------------------------------------------------------------------------------- backup


async def test_a_backup_goes_where_it_was_asked_for_under_a_passphrase_typed_twice(
    tmp_path: Path,
) -> None:
    sync = with_stick(tmp_path)
    async with syncing(sync, "/sync/backup") as driver:
        await driver.tap("sync.backup.make")
        assert "合言葉は8文字以上にしてください。" in driver.texts()
        await driver.type("sync.backup.passphrase", "訓練の合言葉2026")
        await driver.type("sync.backup.again", "訓練の合言葉2025")
        await driver.tap("sync.backup.make")
        assert "2つの合言葉がちがいます。" in driver.texts()
        await driver.type("sync.backup.again", "訓練の合言葉2026")
        await driver.tap(f"sync.backup.to:{tmp_path}")
        sync.refusals["back_up"] = Refused("disk_full")
        await driver.tap("sync.backup.make")
        assert "ディスクの空きがありません。" in driver.text()
        sync.refusals.clear()
        await driver.tap("sync.backup.make")
        assert sync.asked[-1] == ("back_up", tmp_path, "訓練の合言葉2026")
        assert f"2.5 MB　{tmp_path}" in driver.texts()
        assert driver.value("sync.backup.passphrase") == ""


async def test_a_backup_by_the_browser() -> None:
    sync = StandInSync(replace(sync_state(BASE)))
    async with syncing(sync, "/sync/backup") as driver:
        await driver.type("sync.backup.passphrase", "訓練の合言葉2026")
        await driver.type("sync.backup.again", "訓練の合言葉2026")
        await driver.tap("sync.backup.make")
        assert "2.5 MB　ダウンロード" in driver.texts()
        assert any(name == "launch_url" for name, _args in driver.invoked)
