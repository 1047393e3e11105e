"""Behind the reception: somebody new, a person's page, groups, today's list, the camera."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from app.documents import payloads
from app.documents.qr import png
from app.services.check_ins import CheckIn
from app.services.command import Actor
from app.services.groups import RegisterGroup
from app.services.insurance import EnrolInsurance
from app.services.volunteers import RecordHealth, RegisterVolunteer
from app.services.volunteers_merging import MergeVolunteers
from app.store.queries.reception import CheckInLine
from app.ui.components.camera import codes_in
from app.ui.look import DEFAULT_LOOK, Language, Letters
from app.ui.screens.reception.camera import our_code
from app.ui.screens.reception.desk import ReceptionDesk
from app.ui.screens.reception.today_list import TodayScreen
from app.ui.screens.reception.walk_in import begun_with
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.sessions import SessionDriver

RECEPTIONIST = Actor(
    EntityId(b"\2" * 16), "訓練 受付", "member", frozenset({"reception"}), all_sections=False
)


@pytest.fixture
async def desk(centre: Centre) -> AsyncIterator[SessionDriver]:
    async with SessionDriver(centre.operation) as driver:
        driver.desk.clock = centre.clock
        await driver.open_app("/reception")
        yield driver


def person(centre: Centre, name: str, kana: str = "", **more: object) -> EntityId:
    done = centre.do(RegisterVolunteer(name, kana, more=more, another_person=True))  # type: ignore[arg-type]
    assert done.entity is not None
    return done.entity


# ---------------------------------------------------------------------------- somebody new


async def test_a_walk_in_of_six_fields_is_registered_refused_insured_and_here(
    desk: SessionDriver, centre: Centre
) -> None:
    await desk.tap("reception.new")
    for step in ("わ", "わた", "わたなべ", "渡邉"):  # as the keyboard converts it
        await desk.type("walk_in.family", step)
    for step in ("けんいち", "健一"):
        await desk.type("walk_in.given", step)
    assert desk.value("walk_in.kana") == "ワタナベ　ケンイチ"
    await desk.type("walk_in.phone", "090-0000-0011")
    await desk.tap("walk_in.insurance_claim.none")
    await desk.tap("walk_in.has_light_truck.yes")
    await desk.tap("walk_in.go")
    assert centre.rows(
        "SELECT number, name, kana, phone, participation, insurance_claim, has_light_truck "
        "FROM live_volunteer"
    ) == [("A-0001", "渡邉　健一", "ワタナベ　ケンイチ", "090-0000-0011", "individual", "none", 1)]
    assert desk.page.route == "/reception"
    assert "未加入です" in desk.text()
    await desk.tap("reception.answer.enrol")
    assert centre.rows("SELECT means FROM live_check_in") == [("walk_in",)]


async def test_without_a_name_nothing_is_registered_and_nothing_is_lost(
    desk: SessionDriver, centre: Centre
) -> None:
    await desk.tap("reception.new")
    await desk.type("walk_in.phone", "090-0000-0012")
    await desk.tap("walk_in.go")
    assert "名前を入れてください" in desk.text()
    assert centre.rows("SELECT count(*) FROM live_volunteer") == [(0,)]
    await desk.type("walk_in.family", "訓練")
    await desk.tap("walk_in.only")
    assert centre.rows("SELECT name, phone FROM live_volunteer") == [("訓練", "090-0000-0012")]
    assert centre.rows("SELECT count(*) FROM live_check_in") == [(0,)]


async def test_who_is_on_record_is_shown_while_typing_and_taken_instead(
    desk: SessionDriver, centre: Centre
) -> None:
    known = person(centre, "渡辺 恵", "ワタナベ メグミ", phone="090-0000-0044")
    centre.do(EnrolInsurance(known, exception=True))
    await desk.tap("reception.new")
    await desk.type("walk_in.family", "渡邊")
    await desk.type("walk_in.given", "恵")
    assert "この人ではありませんか" in desk.text()
    assert "同じ氏名" in desk.text()
    await desk.tap(f"walk_in.same:{known.hex()}")
    assert centre.rows("SELECT volunteer FROM live_check_in") == [(known,)]
    assert centre.rows("SELECT count(*) FROM live_volunteer") == [(1,)]


async def test_a_second_record_of_a_likely_person_needs_a_second_press(
    desk: SessionDriver, centre: Centre
) -> None:
    person(centre, "渡辺 恵", "ワタナベ メグミ", phone="090-0000-0044")
    await desk.tap("reception.new")
    await desk.type("walk_in.family", "渡辺")
    await desk.type("walk_in.given", "恵")
    await desk.type("walk_in.phone", "090-0000-0044")
    await desk.tap("walk_in.go")
    assert "同じ人ではありませんか" in desk.text()
    assert centre.rows("SELECT count(*) FROM live_volunteer") == [(1,)]
    await desk.tap("walk_in.only")
    assert centre.rows("SELECT count(*) FROM live_volunteer") == [(2,)]


async def test_the_postal_code_fills_the_town_and_leaves_what_was_written(
    desk: SessionDriver,
) -> None:
    await desk.tap("reception.new")
    await desk.tap("walk_in.part.address")
    await desk.type("walk_in.postal_code", "238-0011")
    assert desk.value("walk_in.address") == "神奈川県横須賀市米が浜通"
    await desk.type("walk_in.address", "神奈川県横須賀市米が浜通1-1")
    await desk.type("walk_in.postal_code", "2500001")
    assert desk.value("walk_in.address") == "神奈川県横須賀市米が浜通1-1"


async def test_health_goes_to_the_sealed_table_only(desk: SessionDriver, centre: Centre) -> None:
    await desk.tap("reception.new")
    await desk.type("walk_in.family", "訓練")
    await desk.tap("walk_in.part.health")
    await desk.type("walk_in.illness", "腰を痛めている")
    await desk.tap("walk_in.only")
    assert centre.rows("SELECT illness FROM live_volunteer_private") == [("腰を痛めている",)]


@pytest.mark.parametrize(
    ("typed", "family", "reading", "phone"),
    [
        ("わたなべ けんいち", "", "ワタナベ　ケンイチ", ""),
        ("渡辺 健一", "渡辺", "ワタナベ", ""),
        ("090-0000-0011", "", "", "090-0000-0011"),
        ("A-0137", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_what_was_searched_in_vain_need_not_be_typed_again(
    typed: str, family: str, reading: str, phone: str
) -> None:
    form = begun_with(typed)
    assert (form.family, form.reading, form.phone) == (family, reading, phone)


# ---------------------------------------------------------------------------- a person's page


async def test_everything_on_the_page_is_edited_and_taken_back(
    desk: SessionDriver, centre: Centre
) -> None:
    hana = person(centre, "訓練 花子")
    await desk.visit(f"/reception/{hana.hex()}")
    assert not desk.has("person.save")
    await desk.type("person.name", "")
    await desk.tap("person.save")
    assert centre.rows("SELECT name FROM live_volunteer") == [("訓練 花子",)]
    await desk.type("person.name", "訓練 花代")
    await desk.tap("person.part.abilities")
    await desk.tap("person.skills.construction")
    await desk.tap("person.save")
    assert centre.rows("SELECT name, skills FROM live_volunteer") == [
        ("訓練 花代", '["construction"]')
    ]
    await desk.tap("frame.undo")
    assert centre.rows("SELECT name FROM live_volunteer") == [("訓練 花子",)]


async def test_insurance_vehicles_and_days_of_a_person(desk: SessionDriver, centre: Centre) -> None:
    hana = person(centre, "訓練 花子")
    await desk.visit(f"/reception/{hana.hex()}")
    await desk.tap("person.enrol")
    assert "保険は 8/12 0時から有効です" in desk.text()
    await desk.tap("person.enrol")
    assert "もう加入しています" in desk.text()
    (cancel,) = desk.keys("person.insurance_cancel:")
    await desk.tap(cancel)
    assert centre.rows("SELECT count(*) FROM live_insurance") == [(0,)]
    await desk.tap("vehicle.add")
    await desk.tap("vehicle.kind.light_truck")
    await desk.tap("vehicle.go")
    assert centre.rows("SELECT kind, may_use_on_site FROM live_vehicle") == [("light_truck", None)]
    (allow,) = desk.keys("vehicle.allow:")
    await desk.tap(allow)
    assert centre.rows("SELECT may_use_on_site FROM live_vehicle") == [(1,)]
    await desk.type("person.book.day", "8/10")
    await desk.tap("person.book")
    assert "過ぎた日は予約できません" in desk.text()
    await desk.type("person.book.day", "8/15")
    await desk.tap("person.book")
    assert centre.rows("SELECT day, state FROM live_booking") == [("2026-08-15", "confirmed")]


async def test_two_records_become_one_and_two_again(desk: SessionDriver, centre: Centre) -> None:
    keep = person(centre, "渡邉 健一", "ワタナベ ケンイチ", phone="090-0000-0011")
    other = person(centre, "渡辺 健一", "ワタナベ ケンイチ", phone="090-0000-0011")
    await desk.visit(f"/reception/{keep.hex()}")
    assert "同じ電話番号" in desk.text()
    await desk.tap(f"person.merge:{other.hex()}")
    assert desk.has(f"person.unmerge:{other.hex()}")
    await desk.tap(f"person.unmerge:{other.hex()}")
    assert desk.has(f"person.merge:{other.hex()}")
    await desk.type("person.merge.number", "A-9999", enter=True)
    assert "この人の記録がありません" in desk.text()
    await desk.type("person.merge.number", "A-0002", enter=True)
    assert desk.has(f"person.unmerge:{other.hex()}")


async def test_health_is_shown_to_whom_it_is_meant_for(centre: Centre) -> None:
    hana = person(centre, "訓練 花子")
    centre.do(RecordHealth(hana, "worried", "ひざ"))
    async with SessionDriver(centre.operation, actor=RECEPTIONIST) as driver:
        await driver.open_app(f"/reception/{hana.hex()}")
        assert "聞き取り済み" in driver.text()
        assert "ひざ" not in driver.text()
        await driver.tap("person.health")
        await driver.type("person.medicine", "なし")
        await driver.tap("person.health_go")
    assert centre.rows("SELECT condition, illness, medicine FROM live_volunteer_private") == [
        ("worried", "ひざ", "なし")
    ]
    async with SessionDriver(centre.operation) as driver:
        await driver.open_app(f"/reception/{hana.hex()}")
        assert "持病・けが（できない作業）：ひざ" in driver.text()


async def test_the_page_of_a_merged_record_is_that_of_the_one_that_holds(
    desk: SessionDriver, centre: Centre
) -> None:
    keep, gone = person(centre, "渡邉 健一"), person(centre, "わたなべ")
    centre.do(MergeVolunteers(keep, gone))
    await desk.visit(f"/reception/{gone.hex()}")
    assert desk.value("person.name") == "渡邉 健一"
    await desk.visit("/reception/zz")
    assert "この人の記録がありません" in desk.text()


# ---------------------------------------------------------------------------- groups


async def test_a_group_with_cars_and_a_pasted_list_is_registered_and_here(
    desk: SessionDriver, centre: Centre
) -> None:
    await desk.tap("reception.group")
    await desk.tap("group.go")
    assert "団体の名前を入れてください" in desk.text()
    await desk.type("group.name", "訓練大学 ボランティア部")
    await desk.type("group.heads", "12")
    await desk.type("group.uninsured", "0")
    await desk.type("group.names", "渡辺 健一　天災\n髙橋 恵　天災　○\n渡辺 健一")
    assert "3人を読み取りました" in desk.text()
    assert "同じ名前が前にもあります" in desk.text()
    await desk.tap("vehicle.add")
    await desk.tap("vehicle.kind.micro_bus")
    await desk.tap("vehicle.go")
    await desk.tap("group.go")
    assert centre.rows("SELECT heads FROM live_check_in") == [(12,)]
    assert centre.rows("SELECT kind FROM live_vehicle") == [("micro_bus",)]
    assert centre.rows("SELECT name FROM live_group_member ORDER BY position") == [
        ("渡辺 健一",), ("髙橋 恵",), ("渡辺 健一",)
    ]  # fmt: skip


async def test_the_page_of_a_group(desk: SessionDriver, centre: Centre) -> None:
    group = centre.do(RegisterGroup("訓練大学", heads=12, names="渡辺 健一")).entity
    assert group is not None
    await desk.visit(f"/reception/groups/{group.hex()}")
    await desk.type("group.names", "渡辺 健一\n髙橋 恵")
    await desk.tap("group.paste")
    assert "1人を名簿に加えました" in desk.text()
    first = desk.keys("group.lead:")[0]
    await desk.tap(first)
    assert "★ 渡辺 健一" in desk.texts()
    await desk.tap(desk.keys("group.member_remove:")[0])
    assert centre.rows("SELECT name FROM live_group_member") == [("髙橋 恵",)]
    await desk.tap("group.check_in")
    await desk.tap("reception.answer.wait")
    await desk.visit(f"/reception/groups/{group.hex()}")
    await desk.tap("group.leave")
    assert centre.rows("SELECT left_at IS NOT NULL FROM live_check_in") == [(1,)]


async def test_two_entries_of_a_group_are_merged_and_separated(
    desk: SessionDriver, centre: Centre
) -> None:
    made = [
        centre.do(RegisterGroup("訓練大学", heads=heads, phone="090-0000-0011")).entity
        for heads in (12, 3)
    ]
    keep, other = (one.hex() for one in made if one is not None)
    await desk.visit(f"/reception/groups/{keep}")
    await desk.tap(f"group.merge:{other}")
    assert desk.keys("group.unmerge:") == [f"group.unmerge:{other}"]
    await desk.type("group.merge.number", "Z-9999")
    await desk.tap("group.merge.go")
    assert "この団体の記録がありません。" in desk.text()
    await desk.tap(f"group.unmerge:{other}")
    assert not desk.keys("group.unmerge:")


# ---------------------------------------------------------------------------- today's list


async def test_todays_list_filters_and_lets_people_go(desk: SessionDriver, centre: Centre) -> None:
    for name in ("訓練 花子", "渡辺 健一"):
        who = person(centre, name)
        centre.do(CheckIn(who, although=("uninsured",)))
    await desk.visit("/reception/today")
    assert "2件　2人" in desk.text()
    await desk.type("reception.today.words", "渡邉")
    assert "訓練 花子" not in desk.texts()
    (line,) = desk.keys("reception.line:")
    await desk.tap(line)
    (leave,) = desk.keys("reception.leave:")
    await desk.tap(leave)
    await desk.tap("reception.only.gone")
    assert "渡辺 健一" in desk.texts()
    assert "帰宅" in desk.text()


async def test_two_thousand_people_of_a_day_are_drawn_in_pages(centre: Centre) -> None:
    lines = tuple(
        CheckInLine(
            EntityId(n.to_bytes(16, "big")), EntityId(n.to_bytes(16, "big")), False,
            1_786_408_920_000 + n, None, f"A-{n:04}", f"訓練 {n}", "", 1, n % 3 == 0, "scan",
            None, None,
        )
        for n in range(1, 2001)
    )  # fmt: skip
    async with SessionDriver(centre.operation) as driver:
        await driver.show(lambda: TodayScreen(lines, ReceptionDesk.of(driver.runtime)))
        assert "2000件　2000人" in driver.text()
        assert len(driver.keys("reception.line:")) == 40
        await driver.see_page_of("reception.lines")
        assert len(driver.keys("reception.line:")) == 200
        await driver.tap("reception.lines.after")
        assert "訓練 201" in driver.texts()
        await driver.tap("reception.only.first")
        assert "666件　666人" in driver.text()


# ---------------------------------------------------------------------------- camera


def test_the_code_of_a_card_is_read_from_a_png() -> None:
    code = payloads.person(bytes(range(16)))
    assert our_code(png(code)) == code


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n broken", b"GIF89a"])
def test_what_is_no_picture_has_no_code(content: bytes) -> None:
    assert codes_in(content) == ()


def test_a_foreign_code_is_none_of_ours() -> None:
    assert codes_in(png("https://example.org")) == ("https://example.org",)
    assert our_code(png("https://example.org")) is None


def test_bars_are_no_code_whatever_they_say() -> None:
    bars = zxingcpp.create_barcode("5724", zxingcpp.BarcodeFormat.ITF)
    drawn = zxingcpp.write_barcode_to_image(bars, scale=4)
    picture, content = Image.fromarray(drawn), io.BytesIO()
    picture.save(content, "png")
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == ["5724"]
    assert codes_in(content.getvalue()) == ()


async def test_without_a_camera_the_panel_says_so_and_the_field_stays(
    desk: SessionDriver,
) -> None:
    await desk.tap("reception.camera")
    assert "カメラが使えません" in desk.text()
    assert desk.has("reception.picture")
    await desk.tap("reception.camera_close")
    assert not desk.has("reception.picture")
    assert desk.has("reception.search")


@pytest.mark.parametrize(
    ("letters", "language", "width"),
    [("standard", "en", 1280), ("extra", "ja", 800), ("extra", "en", 1280)],
)
async def test_every_page_is_drawn_in_every_look(
    centre: Centre, letters: Letters, language: Language, width: int
) -> None:
    who = person(centre, "訓練 花子", skills=("construction",))
    centre.do(EnrolInsurance(who, exception=True))
    group = centre.do(RegisterGroup("訓練大学", heads=12, names="渡辺 健一")).entity
    assert group is not None
    look = replace(DEFAULT_LOOK, letters=letters, language=language)
    pages = ("", "/new", "/today", "/groups/new", f"/groups/{group.hex()}", f"/{who.hex()}")
    async with SessionDriver(centre.operation, look=look, width=width) as driver:
        await driver.open_app("/reception")
        for page in pages:
            await driver.visit(f"/reception{page}")
            assert not driver.has("failed_card"), page
            assert len(driver.keys()) > 8, page
