"""掲示板 driven without a browser: post, read, correct, dispute, withdraw; files in and out."""

from pathlib import Path

from app.services.county_attachments import AttachFile
from app.services.county_notices import CorrectNotice, PostNotice
from tests.support.counties import open_county
from tests.support.county_desk import county_session
from tests.support.sessions import SessionDriver

A, B = "14203", "14205"
ROUTE = "/county/notices"


async def opened(driver: SessionDriver, route: str = ROUTE) -> SessionDriver:
    return await driver.open_app(route)


async def test_a_notice_is_posted_asked_about_a_name_and_corrected(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        async with county_session(county.council(A)) as driver:
            await opened(driver)
            assert "お知らせはまだありません" in driver.text()
            await driver.tap("county_notices.post")
            await driver.tap("county_notices.save")
            assert "件名を入れてください" in driver.text()
            await driver.type("county_notices.title", "訓練 花子さんへ")
            await driver.tap("county_notices.save")
            assert "氏名か個人の電話番号" in driver.text()
            await driver.tap("county_notices.sure")
            assert "お知らせを出しました" in driver.text()
            assert "写真・PDF を添付" in driver.text()
            await driver.tap(driver.ending(".correct"))
            await driver.type("county_notices.title", "集合は 8 時")
            await driver.type("county_notices.reason", "道が混むため")
            await driver.tap("county_notices.save")
            assert "道が混むため" in driver.text()
            assert "訓練 花子さんへ" not in driver.text()
            await driver.tap("county_notices.history")
            assert "訓練 花子さんへ" in driver.text()


async def test_opening_reads_and_a_dispute_is_chosen(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(A)
        county.council(B)
        notice = here.do(PostNotice("request", "スコップ 50 本")).entity
        county.meet_all()
        assert notice is not None
        here.do(CorrectNotice(notice, "request", "スコップ 80 本", "班が増えた"))
        county.hub.do(CorrectNotice(notice, "request", "手配済み", "備蓄から出す"))
        county.meet_all()
        async with county_session(county.council(B)) as driver:
            await opened(driver)
            assert "未読 1 件" in driver.text()
            assert len(driver.keys("county_notices.count")) == 2  # in the rail, and at the tab
            assert "要確認" in driver.text()
            await driver.tap(driver.keys("county_notices.open:")[0])
            assert {"スコップ 80 本", "手配済み"} <= set(driver.texts())
            assert "未読 1 件" not in driver.text()
            assert not driver.has("county_notices.count")
            assert not [tag for tag in driver.keys("") if tag.endswith(".choose")]
        county.meet_all()
        async with county_session(here) as driver:
            await opened(driver, f"{ROUTE}/{notice.hex()}")
            assert "既読 1" in driver.text()
            await driver.tap("county_notices.not_yet")
            assert "端末なし" in driver.text()
            await driver.tap(driver.ending(".choose"))
            assert "同時に別々の訂正" not in driver.text()


async def test_a_notice_is_withdrawn_and_its_file_opens(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(A)
        notice = here.do(PostNotice("info", "地図")).entity
        assert notice is not None
        sealed = here.operation.blobs.put(b"%PDF-1.7 drill")
        kept = (sealed.hash, sealed.size, "application/pdf", sealed.key)
        here.do(AttachFile(notice, *kept, "地図.pdf"))
        async with county_session(here) as driver:
            await opened(driver, f"{ROUTE}/{notice.hex()}")
            await driver.tap(driver.keys("county_files.open:")[0])
            assert any(name == "launch_url" for name, _ in driver.invoked)
            page = here.operation.blobs.put(b"<html><script>")
            kept = (page.hash, page.size, "application/pdf", page.key)
            here.do(AttachFile(notice, *kept, "page.pdf"))
            await driver.settle()
            launched = len(driver.invoked)
            await driver.tap(driver.keys("county_files.open:")[-1])
            assert "このファイルは使えません" in driver.text()
            assert "launch_url" not in [name for name, _ in driver.invoked[launched:]]
            await driver.tap(driver.ending(".withdraw"))
            await driver.type("county_notices.withdrawal.reason", "中止")
            await driver.tap("county_notices.withdrawal.save")
            assert "取り下げ: 中止" in driver.text()
            await driver.runtime.toaster.undo()
            await driver.settle()
            assert "取り下げ: 中止" not in driver.text()
