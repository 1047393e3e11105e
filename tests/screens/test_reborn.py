"""新しい端末にする: a copied device is told so, becomes a new one in two steps; the alarm goes."""

from dataclasses import replace
from pathlib import Path

from app.bootstrap import open_operation, shipped_dictionaries
from app.services.command import Refused
from app.services.rebirth import Rebirth, Reborn
from app.services.sync_view import LinkState
from app.services.volunteers import RegisterVolunteer
from app.ui.desk import Door
from app.ui.operation_port import OperationPort
from app.ui.screens.sync.reborn import RebornActions, RebornScreen, RebornView
from tests.screens.test_sync_home import CARD_B, syncing
from tests.support.centres import PASSPHRASE, fake_world, open_centre
from tests.support.sessions import CHIEF, SessionDriver, session_on
from tests.support.sync_stand_in import BASE, StandInSync, device, peer, sync_state
from tests.support.together import ADDRESS, Host, meet
from tests.support.trouble import copy_of, names


async def test_a_copied_device_becomes_a_new_one(tmp_path: Path) -> None:
    with open_centre(tmp_path / "one") as one:
        host = Host(one.operation)
        tablet = host.let_in(tmp_path / "tablet")
        copy = copy_of(tablet, tmp_path / "copy", seed=62)
        tablet.do(RegisterVolunteer("訓練 花子", "", ""))
        meet(tablet, host)
        copy.do(RegisterVolunteer("訓練 写し", "", ""))
        tablet.operation.close()
        driver = session_on(copy)
        driver.desk.sync = StandInSync(sync_state(BASE, copied=True))
        driver.desk.door = door(tmp_path / "copy", copy.clock)
        driver.desk.rebirth = Rebirth(
            tmp_path / "copy", fake_world(copy.clock, 63), shipped_dictionaries(),
            lambda _address, _fingerprint: host.transport(),
        )  # fmt: skip
        invitation = host.invitations.invite(("coordinator",), "", None, ADDRESS, CHIEF).qr
        async with driver:
            await driver.open_app("/sync")
            assert "この端末の写しが動いています" in driver.texts()
            await driver.tap("sync.reborn.open")
            assert "もう1台は、何もせずに、そのまま使えます。" in driver.texts()
            await driver.tap("reborn.go")
            assert "招待のQRを読むか、アドレスと番号を入れてください。" in driver.texts()
            await driver.type("reborn.scanner", invitation, enter=True)
            assert "招待を読み取りました" in driver.texts()
            await driver.type("reborn.passphrase", "ちがう合言葉", enter=True)
            assert "合言葉がちがいます" in driver.text()
            assert driver.desk.operation is copy.operation  # nothing has changed
            await driver.type("reborn.passphrase", PASSPHRASE, enter=True)
            assert "新しい端末になりました" in driver.texts()
            assert "C" in driver.texts()
            assert driver.runtime.operation is driver.desk.operation
            assert driver.desk.operation is not copy.operation
            await driver.tap("sync.reborn.home")
            assert "この端末の写しが動いています" not in driver.text()
            assert driver.runtime.operation.letter == "C"
            written = driver.runtime.operation.read(
                lambda db: db.execute("SELECT name FROM live_volunteer ORDER BY name").fetchall()
            )
            assert [row[0] for row in written] == ["訓練 写し", "訓練 花子"]
        assert names(one) == ["訓練 花子"]
        assert isinstance(driver.desk.reborn, Reborn)
        driver.desk.operation.close()


def door(folder: Path, clock) -> Door:
    def unlock(passphrase: str) -> OperationPort:
        return open_operation(folder, passphrase, fake_world(clock, 64))

    return Door(
        unlock, lambda _operation: (), lambda _operation, _who, _pin: None, CHIEF,
        syncing=lambda _operation: StandInSync(sync_state(BASE, letter="C")),
        leave=lambda operation: operation.close(),  # type: ignore[attr-defined]
    )  # fmt: skip


async def test_a_device_that_holds_the_other_branch_is_told_what_comes_first() -> None:
    split = peer("B", LinkState.FORKED)
    sync = StandInSync(sync_state(split))
    async with syncing(sync) as driver:
        assert CARD_B in driver.tree()
        await driver.tap(f"sync.split:{device(ord('B')).hex()}")
        assert "端末Bが2つに分かれています" in driver.texts()
        assert "この端末を失くした" in driver.text()
        sync.change(sync_state(replace(split, state=LinkState.SAME)))
        await driver.settle()
        assert "いまは、必要ありません" in driver.texts()


async def test_what_was_refused_at_the_end_is_told_and_goes_on_without_an_invitation() -> None:
    async with SessionDriver() as driver:
        view = RebornView(sync_state(BASE, copied=True), True, None, Refused("disk_full"))
        await driver.show(lambda: RebornScreen(view, RebornActions(None, None)))  # type: ignore[arg-type]
        assert "空き" in driver.text()
        assert "1　招待" not in driver.texts()
    async with SessionDriver() as driver:
        done = Reborn(3, 12, 2, "D", Path("before-20260811"))
        view = RebornView(sync_state(BASE), False, None, done)
        await driver.show(lambda: RebornScreen(view, RebornActions(None, None)))  # type: ignore[arg-type]
        assert "鍵がなくて開けない記録が 2 件" in driver.text()
