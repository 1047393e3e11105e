"""The reception desk: every outcome by scan, by keyboard, by tap; one question for a doubt."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from app.documents import payloads
from app.services.bookings import BookDay
from app.services.centre import ChangeSetting
from app.services.check_ins import CheckIn
from app.services.groups import RegisterGroup
from app.services.insurance import EnrolInsurance
from app.services.volunteers import RegisterVolunteer
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.sessions import SessionDriver

FIELD = "reception.search"


@pytest.fixture
async def desk(centre: Centre) -> AsyncIterator[SessionDriver]:
    async with SessionDriver(centre.operation) as driver:
        driver.desk.clock = centre.clock
        await driver.open_app("/reception")
        yield driver


def person(
    centre: Centre, name: str, kana: str = "", *, insured: bool = True, **more: object
) -> EntityId:
    done = centre.do(RegisterVolunteer(name, kana, more=more, another_person=True))  # type: ignore[arg-type]
    assert done.entity is not None
    if insured:
        centre.do(EnrolInsurance(done.entity, exception=True))
    return done.entity


def number(centre: Centre, volunteer: EntityId) -> str:
    return str(centre.rows("SELECT number FROM live_volunteer WHERE id = ?", volunteer)[0][0])


def here(centre: Centre) -> list[tuple[object, ...]]:
    return centre.rows("SELECT volunteer, means FROM live_check_in ORDER BY at, id")


async def test_an_empty_desk_teaches(desk: SessionDriver) -> None:
    assert "受付カードのQRを読み取ると受付できます" in desk.text()
    assert "きょうの受付はまだありません" in desk.text()
    assert "団体" in desk.texts()


async def test_a_scan_alone_checks_in(desk: SessionDriver, centre: Centre) -> None:
    hana = person(centre, "訓練 花子")
    await desk.scan(FIELD, payloads.person(hana))
    assert here(centre) == [(hana, "scan")]
    assert "受付しました（はじめての参加）" in desk.text()
    assert "訓練 花子" in desk.texts()
    assert desk.value(FIELD) in ("", None)


async def test_a_card_with_a_number_and_a_stray_scan_work_too(
    desk: SessionDriver, centre: Centre
) -> None:
    hana, taro = person(centre, "訓練 花子"), person(centre, "訓練 太郎")
    await desk.scan(FIELD, payloads.person(number(centre, hana)))
    for letter in payloads.person(taro):  # the field has lost the focus
        await desk.press(letter)
    await desk.press("Enter")
    assert set(here(centre)) == {(hana, "scan"), (taro, "scan")}


async def test_a_typed_number_and_enter_check_in(desk: SessionDriver, centre: Centre) -> None:
    hana = person(centre, "訓練 花子")
    await desk.type(FIELD, number(centre, hana).lower().replace("-", ""), enter=True)
    assert here(centre) == [(hana, "search")]


@pytest.mark.parametrize("words", ["わたなべ", "渡辺", "ﾜﾀﾅﾍﾞ", "渡邉 健", "0011", "090-0000-0011"])
async def test_who_is_typed_is_found_and_taken_by_enter(
    desk: SessionDriver, centre: Centre, words: str
) -> None:
    ken = person(centre, "渡邉 健一", "ワタナベ ケンイチ", phone="090-0000-0011")
    await desk.type(FIELD, words)
    assert "渡邉 健一" in desk.texts()
    assert "090-…-0011" in desk.text()
    await desk.type(FIELD, words, enter=True)
    assert here(centre) == [(ken, "search")]


async def test_arrows_choose_and_escape_clears(desk: SessionDriver, centre: Centre) -> None:
    people = {person(centre, f"渡辺 {n}郎", phone=f"090-0000-00{n}{n}") for n in (1, 2)}
    await desk.type(FIELD, "渡辺")
    first = desk.keys("reception.hit:")[0]
    await desk.press("Arrow Down")
    await desk.type(FIELD, "渡辺")
    await desk.press("Arrow Down")
    await desk.event(FIELD, "submit", "渡辺")
    (row,) = here(centre)
    (chosen,) = [one for one in people if one == row[0]]
    assert f"reception.hit:{chosen.hex()}" != first
    await desk.type(FIELD, "渡辺")
    await desk.press("Escape")
    assert not desk.keys("reception.hit:")


async def test_a_tap_on_a_hit_checks_in(desk: SessionDriver, centre: Centre) -> None:
    hana = person(centre, "訓練 花子")
    await desk.type(FIELD, "花子")
    await desk.tap(f"reception.hit:{hana.hex()}")
    assert here(centre) == [(hana, "search")]


async def test_somebody_similar_is_not_checked_in_by_enter_alone(
    desk: SessionDriver, centre: Centre
) -> None:
    person(centre, "渡辺 健一郎", "ワタナベ ケンイチロウ")
    await desk.type(FIELD, "渡辺 健二郎", enter=True)
    assert here(centre) == []
    assert "ぴったりの人はいません" in desk.text()
    await desk.event(FIELD, "submit", "渡辺 健二郎")
    assert len(here(centre)) == 1


async def test_again_unknown_and_foreign_codes_are_said(
    desk: SessionDriver, centre: Centre
) -> None:
    hana = person(centre, "訓練 花子")
    await desk.scan(FIELD, payloads.person(hana))
    await desk.scan(FIELD, payloads.person(hana))
    assert "もう受付済みです" in desk.text()
    assert "9:42 に受付済み" in desk.text()
    await desk.scan(FIELD, payloads.person(bytes(16)))
    assert "このカードの人は" in desk.text()
    await desk.scan(FIELD, payloads.equipment("shovel_square"))
    assert "受付カードのQRではありません" in desk.text()
    await desk.type(FIELD, "Z-9999", enter=True)
    assert "Z-9999 という番号の人はいません" in desk.text()
    await desk.type(FIELD, "存在しない名前", enter=True)
    assert "「存在しない名前」は見つかりません" in desk.text()
    assert len(here(centre)) == 1


async def test_who_has_no_insurance_is_refused_then_enrolled(
    desk: SessionDriver, centre: Centre
) -> None:
    hana = person(centre, "訓練 花子", insured=False)
    centre.do(ChangeSetting("large_disaster_exception", True))
    await desk.scan(FIELD, payloads.person(hana))
    assert here(centre) == []
    assert "未加入です" in desk.text()
    await desk.tap("reception.answer.enrol")
    assert here(centre) == [(hana, "scan")]
    assert centre.rows("SELECT plan FROM live_insurance") == [("basic",)]
    assert not desk.has("reception.question")


async def test_enrolled_without_the_exception_is_here_but_not_out_today(
    desk: SessionDriver, centre: Centre
) -> None:
    hana = person(centre, "訓練 花子", insured=False)
    await desk.scan(FIELD, payloads.person(hana))
    assert "明日0時から" in desk.text()
    await desk.type(FIELD, "1", enter=True)  # the answers have numbers
    assert here(centre) == [(hana, "scan")]
    assert "保険が始まるまで送り出しはできません" in desk.text()


async def test_a_proof_is_seen_with_its_kind_and_by_whom(
    desk: SessionDriver, centre: Centre
) -> None:
    hana = person(centre, "訓練 花子", insured=False, insurance_claim="quake")
    await desk.scan(FIELD, payloads.person(hana))
    assert "証明をまだ確認していません" in desk.text()
    await desk.tap("reception.answer.proof")
    await desk.tap("reception.proof.kind.email")
    await desk.type("reception.proof.day", "2025-12-01")
    await desk.tap("reception.proof.go")
    assert "前の年度の保険です" in desk.text()
    await desk.type("reception.proof.day", "2026-04-10")
    await desk.tap("reception.proof.go")
    assert here(centre) == [(hana, "scan")]
    assert centre.rows("SELECT plan, proof_kind, proof_seen_by FROM live_insurance") == [
        ("quake", "email", "訓練 太郎")
    ]


async def test_waiting_for_the_procedure_is_a_choice_of_its_own(
    desk: SessionDriver, centre: Centre
) -> None:
    hana = person(centre, "訓練 花子", insured=False)
    await desk.scan(FIELD, payloads.person(hana))
    await desk.tap("reception.answer.wait")
    assert here(centre) == [(hana, "scan")]
    assert centre.rows("SELECT insurance_claim FROM live_volunteer") == [("applying",)]


async def test_a_minor_needs_the_form(desk: SessionDriver, centre: Centre) -> None:
    boy = person(centre, "訓練 次郎", age_band="high_school")
    await desk.scan(FIELD, payloads.person(boy))
    assert "保護者の同意書が必要です" in desk.text()
    await desk.tap("reception.answer.consent")
    assert here(centre) == [(boy, "scan")]
    assert centre.rows("SELECT guardian_consent FROM live_volunteer") == [(1,)]


async def test_another_day_and_a_full_day_are_asked_one_after_the_other(
    desk: SessionDriver, centre: Centre
) -> None:
    centre.do(ChangeSetting("daily_capacity", 1))
    centre.do(CheckIn(person(centre, "訓練 花子")))
    late = person(centre, "訓練 太郎")
    centre.do(BookDay(date(2026, 8, 13), late))
    await desk.scan(FIELD, payloads.person(late))
    assert "予約は 8/13 です" in desk.text()
    await desk.tap("reception.answer.today")
    assert "定員" in desk.text()
    await desk.tap("reception.answer.anyway")
    assert len(here(centre)) == 2


async def test_a_question_is_put_away_by_escape_and_by_the_next_scan(
    desk: SessionDriver, centre: Centre
) -> None:
    first = person(centre, "訓練 花子", insured=False)
    second = person(centre, "訓練 太郎")
    await desk.scan(FIELD, payloads.person(first))
    await desk.press("Escape")
    assert not desk.has("reception.question")
    await desk.scan(FIELD, payloads.person(first))
    await desk.scan(FIELD, payloads.person(second))
    assert not desk.has("reception.question")
    assert here(centre) == [(second, "scan")]


async def test_a_group_is_found_and_checked_in_with_its_heads(
    desk: SessionDriver, centre: Centre
) -> None:
    group = centre.do(RegisterGroup("訓練大学 ボランティア部", heads=12)).entity
    assert group is not None
    await desk.type(FIELD, "訓練大学", enter=True)
    assert "12人います" in desk.text()
    await desk.tap("reception.answer.wait")
    assert centre.rows('SELECT "group", heads FROM live_check_in') == [(group, 12)]
    assert "12" in desk.texts()


async def test_what_was_done_is_taken_back_at_once_or_from_the_list(
    desk: SessionDriver, centre: Centre
) -> None:
    hana = person(centre, "訓練 花子")
    await desk.scan(FIELD, payloads.person(hana))
    await desk.tap("frame.undo")
    assert here(centre) == []
    await desk.scan(FIELD, payloads.person(hana))
    (row,) = desk.keys("reception.cancel:")
    await desk.tap(row)
    assert here(centre) == []
    await desk.runtime.toaster.undo()
    await desk.settle()
    assert here(centre) == [(hana, "scan")]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (800, 1280)])
async def test_both_shapes_of_the_screen_have_everything(
    centre: Centre, width: int, height: int
) -> None:
    async with SessionDriver(centre.operation, width=width, height=height) as driver:
        await driver.open_app("/reception")
        for tag in (FIELD, "reception.new", "reception.group", "reception.camera"):
            assert driver.has(tag), tag
