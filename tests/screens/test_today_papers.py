"""紙に出す: every paper by one tap, the record of prints, and counting back."""

from typing import Unpack

import pytest

from app.services.command import Actor
from app.services.prints import RecordPrint
from app.ui.look import Look
from app.ui.paper_tray import TAKES_MAX, Paper
from app.ui.printing import (
    print_check_in_cards,
    print_name_tags,
    print_work_order,
    save_list,
)
from app.ui.screens.today.papers_route import PapersRoute
from sync.core.ids import EntityId
from tests.outputs.reading import page_texts
from tests.support.busy_day import BusyDay
from tests.support.centres import Centre
from tests.support.sessions import Seat, SessionDriver, session_on

TOOL_DESK = Actor(EntityId(b"\2" * 16), "訓練 道具", "member", frozenset({"equipment"}), False)
OBSERVER = Actor(EntityId(b"\3" * 16), "訓練 見学", "observer")


async def opened(centre: Centre, **seat: Unpack[Seat]) -> SessionDriver:
    return await session_on(centre, **seat).show(PapersRoute)


def taken(driver: SessionDriver) -> list[Paper]:
    """What was handed to the browser since the last time."""
    tray = driver.desk.papers
    papers = []
    for token in list(tray._waiting):
        first, *_ = (tray.take(token) for _ in range(TAKES_MAX))
        papers += [first] if first is not None else []
    return papers


def said(driver: SessionDriver) -> str:
    toast = driver.runtime.toaster.now.value
    return "" if toast is None else toast.text


async def test_before_anything_is_printed_the_page_teaches(centre: Centre) -> None:
    async with await opened(centre) as driver:
        assert "今日はまだ何も作っていません" in driver.text()
        assert "名前の入った紙は、すべて戻っています" in driver.text()


async def test_a_list_is_downloaded_and_on_record(centre: Centre, busy: BusyDay) -> None:
    async with await opened(centre) as driver:
        await driver.tap("today.make.list_participants.xlsx")
        (paper,) = taken(driver)
        assert paper.file_name == "訓練_参加者名簿_2026-08-11.xlsx"
        assert not paper.inline
        assert "9:42　参加者名簿　Excel　1枚　訓練 太郎" in driver.texts()


async def test_orders_by_number_or_for_the_whole_day(centre: Centre, busy: BusyDay) -> None:
    async with await opened(centre) as driver:
        await driver.type("today.numbers.work_order", "1班、N-0004", enter=True)
        (paper,) = taken(driver)
        text = "".join(page_texts(paper.content))
        assert "N-0001" in text
        assert "3班" in text
        assert "N-0007" not in text
        await driver.type("today.numbers.work_order", "")
        await driver.tap("today.make.work_order.pdf")
        assert "N-0007" in "".join(page_texts(taken(driver)[0].content))
    assert len(centre.rows("SELECT 1 FROM live_print_record")) == 5


async def test_an_unknown_number_is_said_and_nothing_recorded(
    centre: Centre, busy: BusyDay
) -> None:
    async with await opened(centre) as driver:
        await driver.type("today.numbers.name_tag", "A-0001 Z-9999", enter=True)
        assert said(driver) == "「Z-9999」は見つかりません。"
        assert taken(driver) == []
    assert centre.rows("SELECT 1 FROM live_print_record") == []


async def test_an_empty_day_has_nothing_to_print(centre: Centre) -> None:
    async with await opened(centre) as driver:
        await driver.tap("today.make.work_order.pdf")
        assert "印刷するものがありません" in said(driver)


async def test_what_shift_jis_cannot_write_is_told(centre: Centre, busy: BusyDay) -> None:
    async with await opened(centre) as driver:
        await driver.tap("today.make.list_participants.csv_sjis")
        assert "字置きかえました" in said(driver)
        assert taken(driver)[0].content.decode("cp932").startswith("番号")


async def test_papers_with_a_name_are_counted_back(centre: Centre, busy: BusyDay) -> None:
    first = centre.do(RecordPrint("work_order", subjects=(busy.teams["out"],)))
    centre.do(RecordPrint("work_order", subjects=(busy.teams["short"],), copies=2))
    centre.do(RecordPrint("name_tag", subjects=(busy.people["old"],)))
    async with await opened(centre) as driver:
        assert "まだ戻っていない紙　3枚" in driver.texts()
        assert len(driver.keys("today.collect:")) == 2
        await driver.tap(f"today.collect:{(first.entity or b'').hex()}")
        assert "まだ戻っていない紙　2枚" in driver.texts()
        assert "回収済み" in driver.texts()
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert "まだ戻っていない紙　3枚" in driver.texts()
        await driver.tap("today.collect.all")
        assert "名前の入った紙は、すべて戻っています" in driver.text()


async def test_each_desk_sees_the_papers_of_its_work(centre: Centre, busy: BusyDay) -> None:
    async with await opened(centre, actor=TOOL_DESK) as driver:
        assert driver.has("today.make.list_equipment.xlsx")
        assert not driver.has("today.make.work_order.pdf")
        assert not driver.has("today.make.list_needs.csv")
    async with await opened(centre, actor=OBSERVER) as driver:
        assert not driver.has("today.make.list_equipment.xlsx")


async def test_other_screens_print_with_one_call(centre: Centre, busy: BusyDay) -> None:
    async with await opened(centre) as driver:
        runtime = driver.runtime
        assert await print_work_order(runtime, busy.teams["out"])
        assert await print_name_tags(runtime, [busy.people["old"]], sheet="labels_24", skip=3)
        assert await print_check_in_cards(runtime, [busy.people["old"]])
        assert await save_list(runtime, "list_needs", "csv", purpose="県へ報告")
        assert [paper.media_type.split(";")[0] for paper in taken(driver)] == [
            "application/pdf", "application/pdf", "application/pdf", "text/csv",
        ]  # fmt: skip
        assert not await print_work_order(runtime, EntityId(b"x" * 16))
        assert not await save_list(runtime, "work_order", "xlsx")
    rows = centre.rows("SELECT kind, purpose FROM live_print_record ORDER BY id")
    assert sorted(str(row[0]) for row in rows) == [
        "check_in_card", "list_needs", "name_tag", "work_order",
    ]  # fmt: skip
    assert ("list_needs", "県へ報告") in rows


@pytest.mark.parametrize("look", [Look(letters="extra"), Look(theme="dark"), Look(language="en")])
@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)])
async def test_it_is_drawn_in_every_look(
    centre: Centre, busy: BusyDay, look: Look, size: tuple[int, int]
) -> None:
    centre.do(RecordPrint("work_order", subjects=(busy.teams["out"],)))
    async with await opened(centre, look=look, width=size[0], height=size[1]) as driver:
        assert not driver.has("failed_card")
        assert driver.has("today.collect.all")
