"""Devices come in and go: invitation, joining, a lost device, one that was sent away, held-back
changes."""

from dataclasses import replace

import pytest

from app.catalogue.messages import Messages
from app.services.command import Refused
from app.services.devices import EnrolDevice
from app.services.sync_view import JOIN_REFUSALS, HeldBack, LinkState
from app.ui.desk import Desk, Door, WrongPassphraseError
from app.ui.look import Look
from app.ui.operation_port import OperationPort
from app.ui.screens.entrance.join import JoinActions, JoinForm, JoinScreen, JoinView
from app.ui.screens.sync.held import HeldActions, HeldLine, HeldScreen
from app.ui.screens.sync.lost import REASONS
from sync.crypto.device import DeviceKey
from sync.crypto.grants import sealing_public
from tests.screens.test_sync_home import CARD_B, LOST_B, syncing
from tests.support.centres import Centre
from tests.support.sessions import CHIEF, SessionDriver, session_on
from tests.support.stand_in import StandInOperation
from tests.support.sync_stand_in import (
    BASE,
    CENTRE,
    HELD,
    INVITATION,
    MINUTE_MS,
    StandInJoin,
    StandInSync,
    device,
    peer,
    sync_state,
)
from tests.support.world import FakeClock, SeededRandom

# ------------------------------------------------------------------------------- 仲間に入れる


async def test_an_administrator_chooses_roles_and_gets_a_picture_and_a_code_to_type() -> None:
    sync = StandInSync()
    async with syncing(sync, "/sync/invite") as driver:
        await driver.tap("sync.invite")
        assert "役割をひとつ以上選んでください。" in driver.texts()
        await driver.tap("sync.role.reception")
        await driver.tap("sync.role.needs")
        await driver.tap("sync.role.needs")
        await driver.tap("sync.invite")
        assert "端末の名前を入れてください。" in driver.texts()
        await driver.type("sync.label", "受付のタブレット2")
        await driver.type("sync.ends_on", "2026-08-31")
        await driver.tap("sync.invite")
        assert sync.asked == [("invite", ("reception",), "受付のタブレット2", "2026-08-31")]
        assert "192.168.1.20:8743" in driver.texts()
        assert "ABCDE" in driver.texts()
        assert "5" in driver.texts()
        assert "のこり 10:00" in driver.texts()


async def test_a_refused_invitation_leaves_what_was_chosen() -> None:
    sync = StandInSync()
    sync.refusals["invite"] = Refused("sync_needs_admin")
    async with syncing(sync, "/sync/invite") as driver:
        await driver.tap("sync.role.admin")
        await driver.type("sync.label", "訓練")
        await driver.tap("sync.invite")
        assert "管理の役割がある端末で、管理の担当者が行ってください。" in driver.texts()
        assert driver.value("sync.label") == "訓練"


async def test_the_countdown_runs_out_and_another_one_is_a_tap() -> None:
    sync = StandInSync()
    sync.open_invitation = INVITATION
    async with syncing(sync, "/sync/invite") as driver:
        clock = driver.desk.clock
        assert isinstance(clock, FakeClock)
        clock.advance(9 * MINUTE_MS + 1_000)
        driver.timers.pass_()
        await driver.settle()
        assert "のこり 0:59" in driver.texts()
        clock.advance(MINUTE_MS)
        driver.timers.pass_()
        await driver.settle()
        assert "招待の時間が過ぎました" in driver.texts()
        await driver.tap("sync.invite_again")
        assert sync.asked == [("cancel_invitation",)]
        assert driver.has("sync.role.reception")


async def test_who_came_in_is_said_at_once() -> None:
    sync = StandInSync()
    sync.open_invitation = INVITATION
    async with syncing(sync, "/sync/invite") as driver:
        sync.open_invitation = replace(INVITATION, joined="C")
        sync.tell()
        await driver.settle()
        assert "C が入りました" in driver.texts()
        await driver.tap("sync.invite_done")
        assert driver.page.route == "/sync"
        assert sync.open_invitation is None


async def test_another_device_names_the_administrators() -> None:
    sync = StandInSync(replace(CENTRE, roles=("reception",)))
    async with syncing(sync, "/sync/invite") as driver:
        assert "管理の端末で行ってください：B 訓練のタブレットB" in driver.texts()
        sync.change(sync_state(roles=("reception",)))
        await driver.settle()
        assert "管理の役割がある端末で行ってください。" in driver.texts()


# ------------------------------------------------------------------------------- joining


def joining(join: StandInJoin) -> tuple[SessionDriver, Desk]:
    """A device without an operation; what came opens with the passphrase that was chosen."""
    operation = StandInOperation()

    def unlock(passphrase: str) -> OperationPort:
        if not join.asked or passphrase != join.asked[-1][2]:
            raise WrongPassphraseError
        return operation

    door = Door(
        unlock, lambda _operation: (), lambda *_: None, CHIEF,
        syncing=lambda _operation: StandInSync(),
    )  # fmt: skip
    return SessionDriver(operation), Desk(door, FakeClock(), SeededRandom(1), join=join)


async def fill(driver: SessionDriver) -> None:
    await driver.type("join.label", "受付のタブレット2")
    await driver.type("join.passphrase", "訓練の合言葉2026")
    await driver.type("join.passphrase_again", "訓練の合言葉2026")


async def test_a_new_device_scans_names_itself_and_is_in() -> None:
    join = StandInJoin()
    driver, desk = joining(join)
    async with driver:
        await driver.open_app(desk=desk)
        await driver.scan("join.scanner", "TASUKI1:abc")
        assert driver.has("join.scanned")
        await fill(driver)
        seen: list[str] = []
        join.at_step = seen.append
        await driver.tap("join.go")
        assert join.asked == [("TASUKI1:abc", "受付のタブレット2", "訓練の合言葉2026")]
        assert seen == ["asking", "enrolled", "fetching", "ready"]
        assert driver.has("frame.fresh")
        assert "11:39 一致・未送信 0" in driver.texts()


async def test_what_is_missing_is_said_beside_its_field_before_anybody_is_asked() -> None:
    join = StandInJoin()
    driver, desk = joining(join)
    async with driver:
        await driver.open_app(desk=desk)
        await driver.tap("join.go")
        assert "招待のQRを読むか、アドレスと番号を入れてください。" in driver.texts()
        await driver.type("join.address", "192.168.1.20:8743")
        await driver.type("join.code", "abcd efgh")
        await driver.tap("join.go")
        assert "端末の名前を入れてください。" in driver.texts()
        await driver.type("join.label", "受付のタブレット2")
        await driver.type("join.passphrase", "短い")
        await driver.tap("join.go")
        assert "合言葉は8文字以上にしてください。" in driver.texts()
        await driver.type("join.passphrase", "訓練の合言葉2026")
        await driver.tap("join.go")
        assert "2つの合言葉がちがいます。" in driver.texts()
        assert join.asked == []
        await driver.type("join.passphrase_again", "訓練の合言葉2026", enter=True)
        assert join.asked[0][0] == "192.168.1.20:8743 abcd efgh"


async def test_every_reason_why_it_did_not_come_in_is_said_and_nothing_typed_is_lost() -> None:
    join = StandInJoin()
    driver, desk = joining(join)
    async with driver:
        await driver.open_app(desk=desk)
        await driver.scan("join.scanner", "TASUKI1:abc")
        await fill(driver)
        for code in JOIN_REFUSALS:
            join.refused = Refused(code)
            await driver.tap("join.go")
            assert Messages.load("ja").text(f"refused.{code}") in driver.texts(), code
            assert driver.value("join.label") == "受付のタブレット2"
        await driver.tap("join.again")
        assert driver.has("join.scanner")


async def test_the_steps_are_shown_and_the_camera_says_where_there_is_none() -> None:
    async def never(_form: JoinForm, _words: str = "") -> Refused | None:
        return None

    async def begin(_form: JoinForm, _route: str) -> None:
        return None

    acts = JoinActions(never, never, never, lambda: None, begin)

    async with SessionDriver(look=Look(letters="extra")) as driver:
        await driver.show(lambda: JoinScreen(JoinView("fetching"), acts))
        assert "センターの記録を受け取っています" in driver.texts()
        assert not driver.has("join.go")
    async with SessionDriver(look=Look(language="en")) as driver:
        await driver.show(lambda: JoinScreen(JoinView(), acts))
        await driver.tap("join.camera")
        assert "The camera cannot be used." in driver.text()
        await driver.tap("join.camera_close")
        assert driver.has("join.camera")


async def test_a_device_with_an_operation_is_asked_for_its_passphrase() -> None:
    join = StandInJoin()
    join.is_vacant = False
    driver, desk = joining(join)
    async with driver:
        await driver.open_app(desk=desk)
        assert driver.has("entrance.unlock")


async def test_where_there_is_no_network_pictures_go_both_ways() -> None:
    join = StandInJoin()
    driver, desk = joining(join)
    async with driver:
        await driver.open_app(desk=desk)
        await fill(driver)
        await driver.tap("join.pictures")
        assert "招待のQRを読むか、アドレスと番号を入れてください。" in driver.texts()
        await driver.scan("join.scanner", "TASUKI1:abc")
        await driver.tap("join.pictures")
        assert join.asked == [("TASUKI1:abc", "受付のタブレット2", "")]
        assert "1　このQRを、招待した端末で読みます" in driver.texts()
        join.refused = Refused("invitation_wrong")
        await driver.scan("join.answer", "TASUKI-WRONG")
        assert "招待の番号がちがいます。1文字ずつ確かめてください。" in driver.texts()
        await driver.tap("join.pictures_back")
        assert driver.value("join.label") == "受付のタブレット2"
        join.refused = None
        await driver.tap("join.pictures")
        await driver.scan("join.answer", "TASUKI-ANSWER")
        assert join.asked[-1] == ("TASUKI-ANSWER", "", "訓練の合言葉2026")
        assert "仲間に入りました" in driver.texts()
        await driver.tap("join.by_usb")
        assert driver.has("frame.fresh")
        assert driver.page.route == "/sync/usb"


async def test_the_inviting_device_answers_a_picture_and_shows_its_own_until_it_was_read() -> None:
    sync = StandInSync()
    sync.open_invitation = replace(INVITATION, address="")
    async with syncing(sync, "/sync/invite") as driver:
        assert not driver.has("sync.invite_code")
        sync.refusals["answer_picture"] = Refused("invitation_unreadable")
        await driver.scan("sync.answer.code", "https://example.org")
        assert "招待として読めません。" in driver.text()
        sync.refusals.clear()
        await driver.scan("sync.answer.code", "TASUKI-ASK")
        assert "新しい端末で、このQRを読みます" in driver.texts()
        assert driver.has("sync.answer_done")
        await driver.tap("sync.answer_done")
        assert driver.page.route == "/sync"


# ------------------------------------------------------------------------------- going


async def test_a_lost_device_is_two_steps_with_a_reason() -> None:
    sync = StandInSync()
    async with syncing(sync) as driver:
        await driver.tap(LOST_B)
        assert driver.page.route == f"/sync/lost/{device(ord('B')).hex()}"
        await driver.tap("sync.lost.go")
        assert "理由を入れてください。" in driver.texts()
        await driver.tap("sync.lost.reason.lost")
        await driver.type("sync.lost.words", "体育館で")
        await driver.tap("sync.lost.go")
        assert sync.asked == []
        await driver.tap("sync.lost.yes")
        assert sync.asked == [("revoke", device(ord("B")), "失くした　体育館で")]
        assert "B 訓練のタブレットB は失効しました" in driver.texts()
        assert driver.has(CARD_B)
        assert not driver.has(LOST_B)


async def test_a_refused_revocation_is_said_and_can_be_left() -> None:
    sync = StandInSync()
    sync.refusals["revoke"] = Refused("sync_already_revoked")
    async with syncing(sync, f"/sync/lost/{device(ord('B')).hex()}") as driver:
        await driver.tap(f"sync.lost.reason.{REASONS[-1]}")
        await driver.tap("sync.lost.go")
        await driver.tap("sync.lost.no")
        await driver.tap("sync.lost.go")
        await driver.tap("sync.lost.yes")
        assert "すでに外されています。" in driver.texts()


@pytest.mark.parametrize("words", ["zz", "00" * 16])
async def test_an_unknown_device_is_said_to_be_none(words: str) -> None:
    async with syncing(StandInSync(), f"/sync/lost/{words}") as driver:
        assert "この端末は、仲間の中にありません" in driver.texts()


async def test_a_device_that_was_sent_away_is_closed_at_once() -> None:
    sync = StandInSync()
    async with syncing(sync, "/today") as driver:
        assert driver.has("frame.fresh")
        sync.change(revoked=True)
        await driver.settle()
        assert driver.has("sync.revoked")
        assert not driver.has("frame.fresh")
        assert "管理の端末で行ってください：B 訓練のタブレットB" in driver.texts()


# ------------------------------------------------------------------------------- held back


async def test_late_work_is_accepted_with_a_reason_and_nothing_else_disappears() -> None:
    other = replace(HELD, device=device(70), letter="F", reason="role", acts=())
    sync = StandInSync(sync_state(BASE, peer("D", LinkState.REVOKED), held_back=2))
    sync.held = (HELD, other)
    async with syncing(sync) as driver:
        assert "2件が、まだ決まっていません" in driver.texts()
        await driver.tap("sync.page.held")
        words = driver.text()
        assert "外されたあとに届いた、その端末の変更です" in words
        assert "10:40 から 11:39 まで" in words
        assert "4件" in words
        assert "受付した・連絡を記録" in words
        assert "その端末の役割にない変更です" in words
        assert "内容は、この端末では読めません。" in words
        assert "入力した人：（わかりません）" in words
        key = HeldLine(HELD, "").key
        await driver.tap(f"sync.held.accept:{key}")
        await driver.tap(f"sync.held.leave:{key}")
        assert driver.has(f"sync.held:{key}")
        await driver.tap(f"sync.held.accept:{key}")
        await driver.tap(f"sync.held.yes:{key}")
        assert "理由を入れてください。" in driver.texts()
        await driver.type(f"sync.held.reason:{key}", "失くす前の受付")
        await driver.tap(f"sync.held.yes:{key}")
        assert sync.asked == [("accept", "D", "失くす前の受付")]
        assert not driver.has(f"sync.held:{key}")
        assert driver.has(f"sync.held:{HeldLine(other, '').key}")


async def test_every_reason_has_words_and_only_administrators_decide() -> None:
    async def never(_held: HeldBack, _reason: str) -> Refused | None:
        return None

    lines = tuple(
        HeldLine(replace(HELD, reason=reason, first_seq=place, last_ms=HELD.first_ms), "訓練 花子")
        for place, reason in enumerate(("not_enrolled", "revoked", "ended", "role", "newer"))
    )
    async with SessionDriver(look=Look(language="en", letters="extra")) as driver:
        await driver.show(lambda: HeldScreen(lines, False, HELD.last_ms, HeldActions(never)))
        assert "Changes that do not count yet" in driver.texts()
        assert "Entered by: 訓練 花子" in driver.texts()
        assert not driver.keys("sync.held.accept:")
    async with syncing(StandInSync(), "/sync/held") as driver:
        assert "決まっていない変更は、ありません" in driver.texts()


# ------------------------------------------------------------------------------- roles


async def test_roles_of_a_device_are_changed_on_an_administrators_device(centre: Centre) -> None:
    key = DeviceKey.generate(SeededRandom(5))
    centre.do(EnrolDevice(key.public_key, sealing_public(key), b"", ("reception",), "受付1"))
    known = peer("B", device=key.device_id, roles=("reception",), label="受付1")
    sync = StandInSync(sync_state(known))
    async with session_on(centre) as driver:
        driver.desk.sync = sync
        await driver.open_app("/sync")
        await driver.tap(f"sync.change:{key.device_id.hex()}")
        await driver.tap("sync.role.admin")
        await driver.type("sync.ends_on", "2026-08-31")
        await driver.tap("sync.change")
        assert "管理の役割の端末には、最終日を付けられません。" in driver.texts()
        await driver.tap("sync.role.admin")
        await driver.tap("sync.role.needs")
        await driver.type("sync.label", "受付とニーズ")
        await driver.tap("sync.change")
        assert driver.page.route == "/sync"
        sql = "SELECT label, ends_on FROM device WHERE id = ?"
        assert centre.rows(sql, key.device_id) == [("受付とニーズ", "2026-08-31")]
        await driver.tap("sync.change_own")
        assert driver.value("sync.label") == "本部のノートPC"
        await driver.visit("/sync")
        sync.change(roles=("reception",))
        await driver.settle()
        assert not driver.keys("sync.change:")
        assert not driver.has("sync.change_own")
        await driver.visit(f"/sync/device/{key.device_id.hex()}")
        assert "この端末からは、ほかの端末を外したり直したりできません" in driver.texts()
        await driver.visit(f"/sync/lost/{key.device_id.hex()}")
        assert not driver.has("sync.lost.go")
        await driver.visit("/sync/device/00")
        assert "この端末は、仲間の中にありません" in driver.texts()
