"""応援職員 driven without a browser: ask, offer, plan, assign, scan in, hand over, leave."""

from pathlib import Path

from app.domain.worker_card import card_text
from app.services.command import Actor
from app.services.county_assignments import ChangeAssignment, MarkTravelling, PostForm
from app.services.relief_arrival import arrive_at_both, as_planned
from app.services.staff import AddStaff, StaffCard
from app.store.queries.county_roster import assignments_at, attendance_of, handovers_at
from app.store.queries.relief_workers import relief_workers
from app.store.queries.staff import staff_rows
from sync.core.operations import Value
from tests.support.centres import Centre, open_centre
from tests.support.county_desk import county_session
from tests.support.planting import Plant
from tests.support.relief import (
    HIRATSUKA,
    ODAWARA,
    TODAY,
    acting_as,
    arriving,
    asked,
    card_of,
    everything_said,
    later,
    open_blocks,
    stay,
)
from tests.support.sessions import SessionDriver, session_on

BOARD = "/county/aid"


def both(county: Centre, centre: Centre, actor: Actor | None = None) -> SessionDriver:
    """A device of a centre that is in a county."""
    chief = Actor(None, "訓練 太郎", "chief", desk="A")
    driver = session_on(centre, actor=actor or chief)
    driver.desk.county = county.operation
    return driver


async def test_a_request_is_asked_and_worked_to_a_course(tmp_path: Path) -> None:
    with open_blocks(tmp_path) as county:
        async with county_session(county.hub) as driver:
            await driver.open_app(BOARD)
            assert "応援要請はありません" in driver.text()
            await driver.tap("aid.ask")
            await driver.tap("aid.form.save")
            assert "理由を入れてください" in driver.text()
            await driver.type("aid.form.reason", "訓練 花子さんが休みのため")
            await driver.tap("aid.form.duties.needs")
            await driver.tap("aid.form.people.more")
            await driver.type("aid.form.starts_on", "8/12")
            await driver.type("aid.form.ends_on", "8/23")
            await driver.type("aid.form.council_find", "鎌倉")
            await driver.tap("aid.form.council.14204")
            await driver.tap("aid.form.save")
            assert "氏名か個人の電話番号" in driver.text()
            await driver.tap("aid.form.sure")
            assert "8/12〜8/23 は1人 足りません" in driver.text()
            await driver.tap(driver.keys("aid.open")[0])
            await driver.tap("aid.step")
            assert "湘南ブロック（回答待ち）" in driver.text()
        sender = county.council(HIRATSUKA)
        county.meet_all()
        async with county_session(sender) as driver:
            await driver.open_app(BOARD)
            assert "あなたの社協に打診が来ています" in driver.text()
        async with county_session(county.hub) as driver:
            await driver.open_app(BOARD)
            assert "あなたの社協に打診" not in driver.text()
            await driver.tap(driver.keys("aid.open")[0])
            await driver.tap(driver.keys("aid.close_step")[0])
            await driver.tap("aid.step_form.save")
            assert "結果を選んでください" in driver.text()
            await driver.tap("aid.step_form.result.short")
            await driver.tap("aid.step_form.save")
            assert "湘南ブロック（不足）" in driver.text()
            await driver.tap("aid.plan")
            await driver.tap("aid.plan_form.save")
            assert "第2クール" in driver.text()
            assert "0/1人　あと1人" in driver.text()
        county.meet_all()
        async with county_session(sender) as driver:
            await driver.open_app(BOARD)
            assert "あなたの社協に打診" not in driver.text()  # that step is closed
            await driver.tap(driver.keys("aid.open")[0])
            assert not driver.has("aid.edit")
            await driver.tap("aid.offer")
            await driver.tap("aid.offer_form.people.more")
            await driver.tap("aid.offer_form.save")
            assert "申し出をすべて採用すると: 人数は足りています" in driver.text()
            await driver.tap(
                driver.keys("aid.accept")[0]
            )  # it leads the block that has the request
            assert "人数は足りています" in driver.text()
            await driver.tap(driver.keys("aid.assign")[0])
            await driver.tap("aid.assign_form.section.needs")
            await driver.tap("aid.assign_form.save")
            assert "14203-01　ニーズ班" in driver.text()
            await driver.visit(f"{BOARD}/roster")
            assert "14203-01" in driver.text()
            assert "第1 予定" in driver.text()


async def test_who_is_no_office_reads_and_presses_nothing(tmp_path: Path) -> None:
    with open_blocks(tmp_path) as county:
        asked(county.hub)
        helper = Actor(None, "訓練 次郎", "member", frozenset({"needs"}), all_sections=False)
        async with county_session(county.hub, actor=helper) as driver:
            await driver.open_app(BOARD)
            assert "8/12〜8/23 は2人 足りません" in driver.text()
            assert not driver.has("aid.ask")
            await driver.tap(driver.keys("aid.open")[0])
            assert not driver.has("aid.step")
            assert not driver.has("aid.plan")


async def test_a_scan_and_a_tap_and_the_newcomer_sees_what_is_open(tmp_path: Path) -> None:
    with open_blocks(tmp_path / "county") as county, open_centre(tmp_path / "centre") as centre:
        host = county.council(ODAWARA)
        centre.do(AddStaff(StaffCard("訓練 太郎", "chief")))
        centre.do(Plant((
            ("need", None, {"number": "N-0012", "status": "survey_waiting", "received_at": 1}),
        )))  # fmt: skip
        one = stay(county.hub, arriving(county.hub))
        county.meet_all()
        async with both(host, centre) as driver:
            await driver.open_app("/county/aid/arrive")
            assert one.worker in driver.text()
            await driver.type("aid.scan", "tasuki:w:abc", enter=True)
            assert "職員証を読み取れません" in driver.text()
            # From the field of the reception desk the card comes here as well.
            await driver.visit("/reception")
            await driver.scan("reception.search", card_text(card_of(one)))
            assert driver.page.route == "/county/aid/arrive"
            assert "訓練 花子" in driver.text()
            await driver.tap("aid.arrive")
            await driver.tap("aid.take_back")
            assert "着任を取り消しました" in driver.text()
            await driver.scan("aid.scan", card_text(card_of(one)))
            await driver.tap("aid.arrive")
            assert "訓練 花子 さん、ようこそ" in driver.text()
            assert "N-0012" in driver.text()
            assert "引継書はまだありません" in driver.text()
            await driver.tap("aid.open_stay")
            assert "着任" in driver.text()
            await driver.tap("aid.day")
            await driver.tap("aid.day_form.save")
            assert "調整事務" in driver.text()
            await driver.tap("aid.write_handover")
            assert "現地調査待ちのニーズ" in driver.text()
            await driver.type("aid.handover.state", "電話が多い")
            await driver.type("aid.handover.warning_1", "折り返しは午前")
            await driver.tap("aid.handover.save")
            await driver.tap("aid.read_handover")
            assert "1. 折り返しは午前" in driver.text()
            await driver.tap("aid.handover_paper")
            await driver.visit(f"/county/aid/stay/{one.id.hex()}")
            await driver.tap("aid.leave")
            assert "離任" in driver.text()
        (found,) = host.operation.read(lambda db: handovers_at(db, one.host))
        assert [(item.kind, item.numbers) for item in found.items] == [
            ("needs_without_survey", ("N-0012",))
        ]
        assert host.operation.read(lambda db: attendance_of(db, one.id))
        rows = centre.operation.read(lambda db: staff_rows(db, TODAY.isoformat()))
        assert [row.ends_on for row in rows if row.home_council] == [TODAY.isoformat()]
        (here,) = host.operation.read(lambda db: assignments_at(db, one.host))
        assert here.state == "left"


async def test_a_plan_that_changed_after_the_arrival_reaches_the_centre(tmp_path: Path) -> None:
    with open_blocks(tmp_path / "county") as county, open_centre(tmp_path / "centre") as centre:
        centre.do(AddStaff(StaffCard("訓練 太郎", "chief")))
        host = county.council(ODAWARA)
        one = stay(county.hub, arriving(county.hub))
        county.meet_all()
        chief = Actor(None, "訓練 太郎", "chief")
        card = card_of(one)
        # The plan changes after the card was printed: what it says now counts at the door.
        county.hub.do(ChangeAssignment(one.id, PostForm("survey", leaves_on=later(5))))
        county.meet_all()
        known = stay(host, one.id)
        assert as_planned(card, None) == card
        arrive_at_both(
            centre.operation, host.operation, chief, as_planned(card, known), "平塚市社協"
        )
        county.hub.do(ChangeAssignment(one.id, PostForm("matching", leaves_on=later(6))))
        county.meet_all()
        async with both(host, centre) as driver:
            await driver.open_app(f"{BOARD}/stay/{one.id.hex()}")
            await driver.tap("aid.align")
            assert "センターの登録を予定に合わせました" in driver.text()
            assert not driver.has("aid.align")
        rows = centre.operation.read(lambda db: staff_rows(db, TODAY.isoformat()))
        (row,) = (row for row in rows if row.home_council)
        assert (row.sections, row.ends_on) == (("matching",), later(6).isoformat())


async def test_a_refused_half_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with open_blocks(tmp_path / "county") as county, open_centre(tmp_path / "centre") as centre:
        centre.do(AddStaff(StaffCard("訓練 太郎", "chief")))
        one = stay(county.hub, arriving(county.hub))
        member = Actor(None, "訓練 次郎", "member", frozenset({"reception"}), all_sections=False)
        with acting_as(county.hub, ODAWARA):
            async with both(county.hub, centre, member) as driver:
                await driver.open_app("/county/aid/arrive")
                await driver.scan("aid.scan", card_text(card_of(one)))
                await driver.tap("aid.arrive")
                assert "センターのスタッフ登録: " in driver.text()
                assert "どちらも記録していません" in driver.text()
        assert stay(county.hub, one.id).state == "planned"


async def test_cards_are_printed_at_home_and_names_stay_there(tmp_path: Path) -> None:
    with open_blocks(tmp_path / "county") as county, open_centre(tmp_path / "home") as centre:
        one = stay(county.hub, arriving(county.hub))
        sender = county.council(HIRATSUKA)
        county.meet_all()
        async with both(sender, centre) as driver:
            await driver.open_app("/county/aid/cards")
            await driver.tap("aid.print_cards")
            assert "名前を入れてください" in driver.text()
            await driver.type(f"aid.card.{one.worker}.name", "訓練 花子")
            await driver.tap("aid.print_cards")
            assert "職員証 1枚を作りました" in driver.text()
        (known,) = centre.operation.read(relief_workers)
        assert (known.worker, known.name) == (one.worker, "訓練 花子")
        assert "訓練 花子" not in everything_said(sender)


async def test_begun_alone_is_said_and_the_hub_has_no_door(tmp_path: Path) -> None:
    with open_blocks(tmp_path) as county:
        async with county_session(county.hub) as driver:
            await driver.open_app(f"{BOARD}/own")
            await driver.type("aid.form.council_find", "鎌倉")
            await driver.tap("aid.form.council.14204")
            await driver.type("aid.form.reason", "連絡がつかない")
            await driver.tap("aid.form.duties.needs")
            await driver.tap("aid.form.people.more")
            await driver.type("aid.form.starts_on", "8/12")
            await driver.type("aid.form.ends_on", "8/14")
            await driver.tap("aid.form.save")
            assert "連絡不通のため 訓練県社協 の独自の判断" in driver.text()
            await driver.visit(f"{BOARD}/arrive")
            assert "この端末にはセンターがありません" in driver.text()


async def test_a_stay_is_changed_marked_and_cancelled(tmp_path: Path) -> None:
    with open_blocks(tmp_path) as county:
        one = arriving(county.hub)
        async with county_session(county.hub) as driver:
            await driver.open_app(f"{BOARD}/stay/{one.hex()}")
            await driver.tap("aid.travel")
            assert "移動中" in driver.text()
            await driver.tap("aid.change")
            await driver.tap("aid.change_form.section.survey")
            await driver.tap("aid.change_form.save")
            assert "現地調査班" in driver.text()
            await driver.tap("aid.cancel")
            await driver.tap("aid.cancel_form.save")
            assert "理由を入れてください" in driver.text()
            await driver.type("aid.cancel_form.reason", "体調不良")
            await driver.tap("aid.cancel_form.save")
            assert "取り消し" in driver.text()
        assert county.hub.refuse(MarkTravelling(one)).code == "assignment_over"


async def test_numbers_that_clash_and_gaps_are_said_in_the_calendar(tmp_path: Path) -> None:
    with open_blocks(tmp_path) as county:
        first = stay(county.hub, arriving(county.hub))
        values: dict[str, Value] = {
            "host": first.host, "home": first.home, "section": "needs",
            "state": "planned",
        }  # fmt: skip
        county.hub.do(Plant((
            ("assignment", None, {**values, "worker": first.worker,
                                  "arrives_on": str(later(2)), "leaves_on": str(later(3))}),
            ("assignment", None, {**values, "worker": "14203-09",
                                  "arrives_on": str(later(9)), "leaves_on": str(later(10))}),
        )))  # fmt: skip
        async with county_session(county.hub) as driver:
            await driver.open_app(f"{BOARD}/roster")
            assert "14203-01 が二人います" in driver.text()
            assert "ニーズ班: 8/18、8/19 は空きます" in driver.text()
            assert "空き" in driver.texts()
            await driver.tap("aid.later")
            await driver.tap("aid.roster_paper")
            assert driver.invoked[-1][0] == "launch_url"
