"""A need's page on the screen: acts, contacts, merge, surveys, photographs; looks and windows."""

import io
from pathlib import Path

import pytest
from PIL import Image

from app.services.needs import TellCrisis
from app.services.needs_merge import MergeNeeds
from app.services.surveys import RecordAbsence, RecordSurvey, ScheduleSurvey
from app.store.queries.needs import need_lines
from app.store.queries.needs_history import photos_of
from app.ui.components.files import PickedFile
from app.ui.look import Look
from app.ui.screens.needs.photos import keep_photo
from tests.support.needs_desk import (
    FINDINGS,
    MEMBER,
    desk,
    open_needs,
    receive,
    row,
    values_of,
    visit,
)

# --------------------------------------------------------------------------------------------- page


async def test_the_page_goes_from_the_call_to_ready_by_its_one_next_step(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre)
        await driver.settle()
        await driver.tap(row(need))
        await driver.tap("needs.step.queue_survey")
        assert "現地調査の列に入れました" in driver.texts()
        await driver.tap("needs.step.schedule_survey")
        await driver.tap("needs.do.schedule_survey")
        assert "まだ足りません：訪問の日時" in driver.texts()
        await driver.tap("needs.form.day.near.2026-08-12")
        await driver.type("needs.form.time", "午後2時")
        await driver.type("needs.form.surveyor", "調査 次郎")
        await driver.tap("needs.do.schedule_survey")
        assert centre.rows("SELECT surveyor, state FROM live_survey") == [("調査 次郎", "planned")]
        await driver.tap("needs.step.record_survey")
        await driver.tap("needs.field.feasible.yes")
        await driver.tap("needs.field.kinds.mud_removal")
        await driver.type("needs.field.people", "5")
        await driver.tap("needs.survey_keep")
        assert values_of(centre, need)["status"] == "surveyed"
        assert "まだ足りません：人数の理由" in driver.texts()
        assert driver.find("needs.step.make_ready").disabled
        await driver.tap("needs.fill")
        await driver.type("needs.field.people_reason", "床下一面20cm")
        keep = "needs.survey_keep" if driver.has("needs.survey_keep") else "needs.edit_keep"
        await driver.tap(keep)
        await driver.tap("needs.step.make_ready")
        assert values_of(centre, need)["status"] == "ready"
        assert driver.has("needs.step.assign_team")
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert driver.has("needs.step.make_ready")


async def test_unasked_vitals_are_said_to_be_unasked_and_blanks_are_named(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre, pet=False)
        await visit(driver, need)
        assert driver.texts().count("聞いていません") == 3
        assert any(words.startswith("未記入：") for words in driver.texts())
        assert "いいえ" in driver.texts()


async def test_the_crisis_bar_stands_until_somebody_is_named(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre, crisis=True)
        await visit(driver, need)
        assert "まだ誰にも伝えていません。" in driver.texts()
        await driver.tap("needs.tell")
        assert "伝えた人の名前を入れてください。" in driver.texts()
        await driver.type("needs.told_to", "班長 次郎", enter=True)
        assert "伝えた人：班長 次郎（9:42）" in driver.texts()
        assert values_of(centre, need)["crisis_told_to"] == "班長 次郎"


async def test_an_exit_of_a_crisis_nobody_knows_of_says_what_is_missing(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre, crisis=True)
        await visit(driver, need, "/acts")
        assert "まだ足りません：危機介入を誰に伝えたか" in driver.texts()
        await driver.tap("needs.act.refer_need")
        await driver.tap("needs.form.refer_to.public_health")
        await driver.tap("needs.do.refer_need")
        assert "まだ足りません：危機介入を誰に伝えたか" in driver.texts()
        centre.do(TellCrisis(need, "班長 次郎"))
        await driver.tap("needs.do.refer_need")
        assert values_of(centre, need)["status"] == "referred"


async def test_declining_names_its_reason_and_is_the_leaders(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre)
        await visit(driver, need)
        await driver.tap("needs.others")
        await driver.tap("needs.act.decline_need")
        await driver.tap("needs.do.decline_need")
        assert "まだ足りません：理由" in driver.texts()
        await driver.tap("needs.form.decline_reason.danger")
        await driver.type("needs.form.note", "崖が崩れかけている")
        await driver.tap("needs.do.decline_need")
        kept = values_of(centre, need)
        assert (kept["status"], kept["reason"]) == ("declined", "danger")
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert values_of(centre, need)["status"] == "received"


async def test_a_member_reads_that_the_leader_decides(tmp_path: Path):
    async with desk(tmp_path, actor=MEMBER) as (driver, centre):
        need = receive(centre)
        await visit(driver, need, "/do/decline_need")
        await driver.tap("needs.form.decline_reason.danger")
        await driver.tap("needs.do.decline_need")
        assert "班長またはセンター長の判断が必要です。" in driver.texts()
        assert values_of(centre, need)["status"] == "received"


@pytest.mark.parametrize(
    ("act", "choose", "state"),
    [
        ("hold_need", "needs.form.hold_reason.weather", "on_hold"),
        ("cancel_need", "needs.form.cancel_reason.solved", "cancelled"),
        ("mark_skilled_only", None, "skilled_only"),
    ],
)
async def test_every_other_exit_has_its_form(
    tmp_path: Path, act: str, choose: str | None, state: str
):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre)
        await visit(driver, need, f"/do/{act}")
        if choose:
            await driver.tap(choose)
        await driver.tap(f"needs.do.{act}")
        assert values_of(centre, need)["status"] == state


async def test_crisis_and_watch_are_marked_from_the_other_acts(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre)
        await visit(driver, need, "/acts")
        await driver.tap("needs.mark.crisis")
        await driver.type("needs.form.note", "夜間に一人")
        await driver.tap("needs.do.crisis")
        assert driver.has("needs.crisis_bar")
        await visit(driver, need, "/acts")
        await driver.tap("needs.mark.watch")
        await driver.tap("needs.do.watch_on")
        kept = values_of(centre, need)
        assert (kept["crisis"], kept["crisis_note"], kept["watch"]) == (True, "夜間に一人", True)


async def test_contacts_are_written_into_the_history(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre)
        await visit(driver, need)
        await driver.tap("needs.contact")
        await driver.tap("needs.contact.keep")
        assert "話した内容を書いてください。" in driver.texts()
        await driver.tap("needs.contact.direction.in")
        await driver.type("needs.contact.text", "明日の午後なら家にいます")
        await driver.tap("needs.contact.keep")
        assert "明日の午後なら家にいます" in driver.texts()
        assert "電話、相手から、話せた" in driver.texts()
        assert not driver.has("needs.contact.text")


async def test_the_sheet_is_corrected_and_only_what_changed_is_written(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre, pet=False)
        await visit(driver, need)
        await driver.tap("needs.edit")
        await driver.type("needs.field.name", "訓練 華子")
        await driver.tap("needs.field.pet.no")  # back to not asked
        await driver.tap("needs.edit_keep")
        kept = values_of(centre, need)
        assert (kept["name"], kept["pet"], kept["household"]) == ("訓練 華子", None, "独居")
        await driver.tap("needs.edit")
        await driver.type("needs.field.name", "まちがい")
        await driver.tap("needs.back")
        await driver.tap("needs.edit")
        assert driver.value("needs.field.name") == "訓練 華子"


# -------------------------------------------------------------------------------------------- merge


async def test_two_are_merged_from_the_page_and_parted_again(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        kept, double = receive(centre), receive(centre, name="訓練 一郎")
        await visit(driver, double)
        assert "同じ家かもしれません：1件" in driver.texts()
        await driver.tap(f"needs.alike.merge:{kept.hex()}")
        assert open_needs(centre) == [kept]
        assert driver.page.route == f"/needs/{kept.hex()}"
        await driver.tap(f"needs.merged:{double.hex()}")
        assert "このニーズは N-0001 にまとめてあります。" in driver.texts()
        assert not driver.has("needs.edit")
        await driver.tap("needs.step.unmerge_need")
        assert len(open_needs(centre)) == 2


async def test_any_need_is_found_to_merge_into(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        other = receive(centre, name="見学 次郎", phone="090-0000-0099", address="小田原市城山9-9")
        double = receive(centre)
        await visit(driver, double, "/merge")
        await driver.type("needs.merge.search", "見学")
        await driver.tap(f"needs.merge.into:{other.hex()}")
        assert open_needs(centre) == [other]
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert len(open_needs(centre)) == 2


# ------------------------------------------------------------------------------------------ surveys


async def test_the_queue_is_worked_off_with_absences_and_asks_after_too_many(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre, survey_wanted="required")
        centre.do(ScheduleSurvey(need, centre.clock.now_ms() + 3_600_000, "調査 次郎"))
        await driver.tap("needs.surveys")
        assert "今日の約束" in driver.texts()
        assert "10:42　調査 次郎" in driver.texts()
        await driver.tap(f"needs.queue.absent:{need.hex()}")
        assert "日時未定" in driver.texts()
        assert "不在 1回" in driver.texts()
        await driver.tap(f"needs.queue.absent:{need.hex()}")  # a second tap is the same visit
        assert "不在 1回" in driver.texts()
        centre.clock.advance(3_600_000)
        centre.do(RecordAbsence(need))
        centre.clock.advance(3_600_000)
        await driver.settle()
        await driver.tap(f"needs.queue.absent:{need.hex()}")
        assert "不在が3回続きました。どうするか決めてください。" in driver.texts()
        await driver.tap(f"needs.queue.decide:{need.hex()}")
        assert "N-0001 のほかの操作" in driver.texts()


async def test_an_empty_queue_and_an_empty_call_list_teach(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        await driver.tap("needs.surveys")
        assert "調査を待つニーズはありません" in driver.texts()
        await driver.tap("needs.back")
        await driver.tap("needs.calls")
        assert "折り返すニーズはありません" in driver.texts()
        need = receive(centre, phone=None)
        await driver.settle()
        assert "折り返して確かめる：電話番号" in driver.texts()
        await driver.tap(f"needs.calling.edit:{need.hex()}")
        await driver.type("needs.field.phone", "090-0000-0011")
        await driver.tap("needs.edit_keep")
        assert values_of(centre, need)["phone"] == "090-0000-0011"


async def test_the_survey_sheet_says_what_it_still_needs(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre, survey_wanted="required", kinds=("cleaning",))
        await visit(driver, need, "/survey")
        await driver.type("needs.field.flood_cm", "20")
        await driver.type("needs.field.heard", "畳を先に")
        await driver.tap("needs.survey_keep")
        assert "まだ足りません：実施できるかどうか" in driver.text()
        assert values_of(centre, need)["flood_cm"] is None
        await driver.tap("needs.field.feasible.skilled")
        await driver.tap("needs.survey_keep")
        kept = values_of(centre, need)
        assert (kept["status"], kept["flood_cm"], kept["kinds"]) == ("surveyed", 20, ("cleaning",))
        assert "畳を先に" in driver.texts()
        assert driver.has("needs.step.mark_skilled_only")


async def test_of_a_long_list_the_usual_codes_stand_there_and_the_rest_is_one_tap_away(
    tmp_path: Path,
):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre, survey_wanted="required", tools=("router",))
        await visit(driver, need, "/survey")
        assert driver.has("needs.field.tools.router")  # chosen, though it stands far down
        assert not driver.has("needs.field.tools.starlink")
        await driver.tap("needs.field.tools.more")
        await driver.tap("needs.field.tools.starlink")
        await driver.tap("needs.field.feasible.yes")
        await driver.tap("needs.survey_keep")
        assert values_of(centre, need)["tools"] == ("router", "starlink")


# ------------------------------------------------------------------------------------------- photos


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (2000, 1000), "brown").save(written, "JPEG")
    return written.getvalue()


async def test_photographs_are_added_after_consent_opened_described_and_removed(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre)
        await visit(driver, need)
        assert not driver.has("needs.photo_add")
        await driver.tap("needs.photo_consent.yes")
        assert driver.has("needs.photo_add")
        file = PickedFile("玄関.jpg", picture())
        assert await keep_photo(driver.runtime, need, file, None) is None
        await driver.settle()
        (photo,) = centre.operation.read(lambda db: photos_of(db, need))
        await driver.tap(f"needs.photo:{photo.id.hex()}")
        assert any(getattr(one, "src", b"")[:3] == b"\xff\xd8\xff" for one in driver.controls()
                   if isinstance(getattr(one, "src", None), bytes))  # fmt: skip
        await driver.tap("needs.photo_kind.close")
        await driver.type("needs.photo_caption", "床下の泥")
        await driver.tap("needs.photo_describe")
        (photo,) = centre.operation.read(lambda db: photos_of(db, need))
        assert (photo.kind, photo.caption) == ("close", "床下の泥")
        await driver.tap("needs.photo_remove")
        assert not driver.keys("needs.photo:")
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert len(driver.keys("needs.photo:")) == 1


async def test_a_file_that_is_no_picture_and_a_need_without_consent_are_said(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre)
        runtime = driver.runtime
        broken = await keep_photo(runtime, need, PickedFile("メモ.txt", b"text"), None)
        assert broken == "メモ.txt は写真として読めません（JPEG・PNG・WebP）。"
        unasked = await keep_photo(runtime, need, PickedFile("玄関.jpg", picture()), None)
        assert unasked == "写真は、承諾をもらってから登録します。"
        assert centre.operation.read(lambda db: photos_of(db, need)) == ()


async def test_a_photograph_whose_file_is_gone_says_so_and_the_page_goes_on(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        need = receive(centre, photo_consent=True)
        assert (
            await keep_photo(driver.runtime, need, PickedFile("玄関.jpg", picture()), None) is None
        )
        for file in (centre.operation.folder / "photos").iterdir():
            file.unlink()
        await visit(driver, need)
        (photo,) = centre.operation.read(lambda db: photos_of(db, need))
        await driver.tap(f"needs.photo:{photo.id.hex()}")
        assert "この写真は、この端末にはまだありません。" in driver.texts()


# -------------------------------------------------------------------------------- looks and windows


@pytest.mark.parametrize("look", [Look(language="en"), Look(letters="extra", theme="sun")])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (800, 1280)])
async def test_every_page_draws_in_every_look_and_window(
    tmp_path: Path, look: Look, width: int, height: int
):
    async with desk(tmp_path, look=look, width=width, height=height) as (driver, centre):
        need = receive(centre, crisis=True, affected_name="訓練 ハル")
        double = receive(centre)
        centre.do(RecordSurvey(double, {**FINDINGS, "heard": "畳"}))
        centre.do(MergeNeeds(double, need))
        pages = ("", "/edit", "/survey", "/merge", "/acts", "/do/schedule_survey", "/mark/watch")
        for one in (need, double):
            for rest in pages:
                await visit(driver, one, rest)
                assert not driver.has("failed_card"), (rest, driver.text())
        for route in ("/needs", "/needs/new", "/needs/surveys", "/needs/calls"):
            await driver.visit(route)
            assert not driver.has("failed_card"), driver.text()
            assert driver.keys("needs.")


async def test_a_merged_need_that_is_found_shows_the_one_that_holds(tmp_path: Path):
    async with desk(tmp_path) as (driver, centre):
        kept, double = receive(centre), receive(centre, name="見学 一郎", phone="090-0000-0077")
        centre.do(MergeNeeds(double, kept))
        await driver.type("needs.search", "見学一郎")
        assert driver.keys("needs.row:") == [row(kept)]
        (line,) = centre.operation.read(lambda db: need_lines(db, (kept,)))
        assert f"{line.name}　{line.town}" in driver.texts()
