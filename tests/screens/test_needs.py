"""Needs on the screen: the list and the intake, in every state and on the way through."""

from pathlib import Path

import pytest

from app.domain.tables import REGISTRY
from app.services.command import HANDLERS, Accepted
from app.services.needs import ReceiveNeed, draft_need
from app.services.needs_course import MakeReady
from app.store.schema import table_sql
from app.ui.components.lists import FIRST
from app.ui.screens.needs.route import SECTION, opened_need
from sync.core.ids import EntityId
from tests.support.centres import open_centre
from tests.support.needs_desk import FINDINGS, HOUSE, desk, open_needs, receive, row, values_of
from tests.support.sessions import SessionDriver
from tests.support.stand_in import StandInOperation

# --------------------------------------------------------------------------------------------- list


async def test_an_empty_list_teaches_and_offers_the_first_act(tmp_path: Path):
    async with desk(tmp_path) as (driver, _centre):
        assert "未完了のニーズはありません" in driver.texts()
        await driver.tap("needs.new_here")
        assert "ニーズの受付" in driver.texts()


async def test_a_list_that_cannot_be_read_says_so_and_offers_another_try():
    operation = StandInOperation()
    operation.read(lambda db: db.execute("DROP VIEW live_need"))
    async with SessionDriver(operation) as driver:
        await driver.open_app("/needs", sections=(SECTION,))
        assert "読み込めませんでした" in driver.text()
        operation.read(lambda db: db.execute(table_sql(REGISTRY.by_name["need"]).splitlines()[1]))
        await driver.tap("query.retry")
        assert "未完了のニーズはありません" in driver.texts()


async def test_the_list_is_found_by_number_phone_address_and_name_and_enter_opens_it(
    tmp_path: Path,
):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre)
        receive(centre, name="見学 次郎", kana=None, phone="090-0000-0099", address="城山9-9")
        for words in (
            "0001",
            "n-1",
            "0011",
            "090-0000-001",
            "栄町2丁目1-1",
            "くんれん",
            "訓練花子",
        ):
            await driver.type("needs.search", words)
            assert driver.keys("needs.row:")[:1] == [row(need)], words
        assert "すべての状態からさがしています" in driver.text()
        await driver.type("needs.search", "0011", enter=True)
        assert driver.page.route == f"/needs/{need.hex()}"
        await driver.press("Escape")
        assert len(driver.keys("needs.row:")) == 2


async def test_a_scanned_work_order_opens_its_need(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre)
        await driver.scan("needs.search", f"tasuki:n:{need.hex()}")
        assert driver.page.route == f"/needs/{need.hex()}"
        await driver.type("needs.search", "どこにもない", enter=True)
        assert "見つかりません" in driver.texts()


async def test_filters_show_their_counts_and_what_they_hold(tmp_path: Path):
    async with desk(tmp_path, width=800, height=1280) as (driver, centre):
        waiting = receive(centre, survey_wanted="required")
        crisis = receive(centre, crisis=True)
        ready = receive(centre, survey_wanted="not_required", **FINDINGS)
        centre.do(MakeReady(ready))
        await driver.settle()
        words = driver.texts()
        assert {"未完了 3", "調査 2", "準備よし 1", "危機介入 1", "終わったもの 0"} <= set(words)
        assert driver.keys("needs.row:")[0] == row(crisis)  # a crisis stands first
        await driver.tap("needs.filter.ready")
        assert driver.keys("needs.row:") == [row(ready)]
        await driver.tap("needs.filter.survey")
        assert set(driver.keys("needs.row:")) == {row(waiting), row(crisis)}
        await driver.tap("needs.filter.settled")
        assert "この状態のニーズはありません" in driver.texts()


async def test_beside_a_page_the_filters_are_folded_until_they_are_wanted(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        receive(centre)
        assert not driver.has("needs.filter.ready")
        await driver.tap("needs.filters")
        await driver.tap("needs.filter.ready")
        assert "表示：準備よし 0" in driver.texts()


async def test_two_thousand_open_needs_mount_one_window_of_rows(tmp_path: Path):
    with open_centre(tmp_path / "op") as centre:

        class Many(ReceiveNeed):
            pass

        def decide(command, ctx):
            for n in range(500):
                draft_need(ctx, ctx.new_id(), {**HOUSE, "name": f"訓練 {n}番"})
            return Accepted()

        HANDLERS[Many] = type(HANDLERS[ReceiveNeed])("many", decide, frozenset())
        try:
            for _ in range(4):
                centre.do(Many({}))
        finally:
            del HANDLERS[Many]
        async with SessionDriver(centre.operation) as driver:
            await driver.open_app("/needs", sections=(SECTION,))
            assert driver.renders["NeedRow"] == FIRST
            assert "つづきを表示（あと1960件）" in driver.texts()
            before = driver.renders["NeedRow"]
            receive(centre, name="訓練 新")
            await driver.settle()
            assert driver.renders["NeedRow"] <= before + FIRST


@pytest.mark.parametrize(
    ("location", "found"),
    [
        ("/needs", None),
        ("/needs/new", None),
        ("/needs/zz", None),
        (f"/needs/{'0a' * 16}/edit", EntityId(b"\x0a" * 16)),
    ],
)
def test_an_address_names_a_need_or_none(location: str, found: EntityId | None):
    assert opened_need(location) == found


async def test_an_address_of_no_need_offers_the_list(tmp_path: Path):
    async with desk(tmp_path) as (driver, _centre):
        for rest in ("", "/edit", "/survey", "/merge", "/acts", "/do/decline_need", "/do/none"):
            await driver.visit(f"/needs/{'0a' * 16}{rest}")
            assert "このニーズは見つかりません" in driver.texts(), rest


# ------------------------------------------------------------------------------------------- intake


async def test_the_four_vital_questions_stand_first_in_the_order_of_the_sheet(tmp_path: Path):
    async with desk(tmp_path, width=800, height=1280) as (driver, _centre):
        await driver.tap("needs.new")
        fields = driver.keys("needs.field.")
        vitals = ["household", "health", "utilities", "supporter"]
        assert [f for f in fields if f.count(".") == 2][:4] == [f"needs.field.{v}" for v in vitals]
        assert fields.index("needs.field.name") < fields.index("needs.field.address")


async def test_a_call_is_taken_with_blank_apart_from_no_and_can_be_taken_back(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        await driver.tap("needs.new")
        await driver.tap("needs.quick.household.0")
        await driver.tap("needs.quick.health.0")
        await driver.tap("needs.quick.health.1")
        await driver.type("needs.field.name", "訓練 花子")
        await driver.type("needs.field.phone", "090-0000-0011")
        await driver.tap("needs.more")
        await driver.tap("needs.field.pet.no")
        await driver.tap("needs.field.share_consent.yes")
        await driver.tap("needs.field.share_consent.yes")  # a second tap: not asked
        await driver.tap("needs.receive")
        (need,) = open_needs(centre)
        kept = values_of(centre, need)
        assert (kept["household"], kept["alone"]) == ("独居", True)
        assert kept["health"] == "特になし、持病あり"
        assert (kept["pet"], kept["share_consent"], kept["utilities"]) == (False, None, None)
        assert driver.page.route == f"/needs/{need.hex()}"
        assert "受け付けました" in driver.texts()
        assert "折り返して確かめる：住所または行き方" in driver.texts()
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert open_needs(centre) == []


async def test_two_quick_taps_take_one_call_in(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        await driver.tap("needs.new")
        await driver.type("needs.field.name", "訓練 花子")
        button = driver.find("needs.receive")
        for _ in range(2):
            await driver.session.dispatch_event(button._i, "click", None)
        await driver.settle()
        assert len(open_needs(centre)) == 1


async def test_an_intake_about_nobody_is_refused_beside_the_field_and_keeps_what_was_typed(
    tmp_path: Path,
):
    async with desk(tmp_path) as (driver, centre):
        await driver.tap("needs.new")
        await driver.type("needs.field.health", "透析")
        await driver.tap("needs.receive")
        assert driver.text().count("どれか一つは入れてください") == 2  # the field, the button
        assert driver.value("needs.field.health") in ("透析", None)
        assert open_needs(centre) == []


async def test_what_was_half_written_is_there_again_after_going_elsewhere(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        await driver.tap("needs.new")
        await driver.type("needs.field.name", "訓練 花子")
        await driver.press("F3")
        assert driver.has("needs.search")
        await driver.tap("needs.new")
        assert "書きかけが残っていたので" in driver.text()
        assert driver.value("needs.field.name") == "訓練 花子"
        await driver.tap("needs.clear")
        assert driver.value("needs.field.name") == ""
        await driver.tap("needs.receive")
        assert open_needs(centre) == []


async def test_the_postal_code_fills_the_beginning_of_a_blank_address(tmp_path: Path):
    async with desk(tmp_path) as (driver, _centre):
        await driver.tap("needs.new")
        await driver.type("needs.field.postal_code", "250-0011")
        assert driver.value("needs.field.address") == "神奈川県小田原市栄町"
        await driver.type("needs.field.address", "神奈川県小田原市栄町2-1-1")
        await driver.type("needs.field.postal_code", "2500852")
        assert driver.value("needs.field.address") in ("神奈川県小田原市栄町2-1-1", None)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (800, 1280)])
async def test_the_same_house_is_shown_while_typing_and_takes_what_was_told(
    tmp_path: Path, width: int, height: int
):
    async with desk(tmp_path, width=width, height=height) as (driver, centre):
        need = receive(centre, health=None)
        await driver.tap("needs.new")
        assert not driver.has("needs.alike")
        await driver.type("needs.field.phone", "090 0000 0011")
        assert "同じ家かもしれません：1件" in driver.texts()
        assert "同じ電話番号" in driver.texts()
        await driver.type("needs.field.name", "訓練 一郎")
        await driver.type("needs.field.health", "母は透析")
        await driver.tap(f"needs.alike.add:{need.hex()}")
        assert open_needs(centre) == [need]
        kept = values_of(centre, need)
        assert (kept["name"], kept["health"]) == ("訓練 花子", "母は透析")
        assert "依頼者の氏名：訓練 一郎" in driver.text()
        assert "このニーズに書き足しました" in driver.texts()


async def test_another_house_is_taken_in_as_a_need_of_its_own(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre)
        await driver.tap("needs.new")
        await driver.type("needs.field.phone", "090-0000-0011")
        assert "別の家として受け付ける" in driver.texts()
        await driver.tap(f"needs.alike.other:{need.hex()}")
        assert not driver.has("needs.alike")
        await driver.tap("needs.receive")
        assert len(open_needs(centre)) == 2


async def test_a_crisis_turns_the_form_red_and_says_whom_the_desk_told(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        await driver.tap("needs.new")
        await driver.type("needs.field.name", "訓練 花子")
        await driver.tap("needs.field.crisis.yes")
        assert "班長・センター長の画面にすぐ出ます" in driver.text()
        await driver.type("needs.told_to", "班長 次郎")
        await driver.type("needs.field.crisis_note", "夜間に一人")
        await driver.tap("needs.receive")
        (need,) = open_needs(centre)
        kept = values_of(centre, need)
        assert (kept["crisis"], kept["crisis_told_to"]) == (True, "班長 次郎")
        assert kept["crisis_note"] == "夜間に一人"
        assert "伝えた人：班長 次郎（9:42）" in driver.texts()


async def test_ticking_everybody_is_said_after_the_intake(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        for _ in range(9):
            receive(centre, crisis=True)
        await driver.tap("needs.new")
        await driver.type("needs.field.name", "訓練 花子")
        await driver.tap("needs.field.crisis.yes")
        await driver.tap("needs.receive")
        assert "最近の受付10件のうち10件が危機介入です" in driver.text()


async def test_who_is_affected_is_asked_only_where_it_is_another_person(tmp_path: Path):
    async with desk(tmp_path) as (driver, _centre):
        await driver.tap("needs.new")
        assert not driver.has("needs.field.affected_name")
        await driver.tap("needs.field.requester_kind.related")
        await driver.type("needs.field.affected_name", "訓練 ハル")
        assert driver.has("needs.field.relation.family")
        await driver.tap("needs.field.requester_kind.affected")
        assert driver.has("needs.field.affected_name")  # what was written is not hidden
