"""復旧の鍵 on screen: read, compared, taken; withdrawn; what is on record when it was used."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.services.recovery_keys import TakeRecoveryKey, taken_keys
from app.ui.look import Look
from app.ui.screens.sync.route import SECTION as SYNC
from sync.crypto.device import DeviceKey
from sync.crypto.recovery import RecoveryKey
from tests.support.centres import Centre
from tests.support.sessions import SessionDriver, session_on
from tests.support.sync_stand_in import CENTRE, StandInSync, sync_state
from tests.support.world import SeededRandom

KEY = RecoveryKey.of(DeviceKey.generate(SeededRandom(40)), "訓練県")


@asynccontextmanager
async def page(
    centre: Centre, sync: StandInSync | None = None, **seat: object
) -> AsyncIterator[SessionDriver]:
    async with session_on(centre, **seat) as driver:  # type: ignore[arg-type]
        driver.desk.sync = sync or StandInSync()
        yield await driver.open_app("/sync/recovery", sections=(SYNC,))


def taken(centre: Centre) -> list[tuple[str, bool]]:
    return [(one.name, one.withdrawn_ms is None) for one in centre.operation.read(taken_keys)]


async def test_a_key_is_typed_compared_and_taken(centre: Centre) -> None:
    async with page(centre) as driver:
        assert "復旧の鍵を受け取っていません" in driver.texts()
        await driver.type("sync.recovery.text", KEY.text()[:-1])
        await driver.tap("sync.recovery.look")
        assert "復旧の鍵の文字が読めません。1字ずつ確かめてください。" in driver.texts()
        await driver.type("sync.recovery.text", KEY.text().lower())
        await driver.tap("sync.recovery.look")
        assert "訓練県に電話し、この番号を読み合わせてください" in driver.texts()
        assert set(KEY.fingerprint.split()) <= set(driver.texts())
        await driver.tap("sync.recovery.other")
        assert taken(centre) == []
        await driver.tap("sync.recovery.look")
        await driver.tap("sync.recovery.same")
        assert taken(centre) == [("訓練県", True)]
        assert f"照合番号　{KEY.fingerprint}" in driver.texts()
        assert "復旧の鍵を受け取っていません" not in driver.texts()


async def test_a_key_is_withdrawn_with_a_reason_and_stays_on_record(centre: Centre) -> None:
    centre.do(TakeRecoveryKey(KEY.public_key, KEY.sealing_key, KEY.name))
    async with page(centre) as driver:
        await driver.tap("sync.recovery.withdraw")
        await driver.tap("sync.recovery.withdraw_yes")
        assert taken(centre) == [("訓練県", True)]
        await driver.type("sync.recovery.reason", "県の鍵が新しくなった")
        await driver.tap("sync.recovery.withdraw_yes")
        assert taken(centre) == [("訓練県", False)]
        assert "外した鍵" in driver.texts()
        assert not driver.has("sync.recovery.withdraw")


async def test_a_desk_sees_the_keys_and_changes_nothing(centre: Centre) -> None:
    centre.do(TakeRecoveryKey(KEY.public_key, KEY.sealing_key, KEY.name))
    async with page(centre, StandInSync(sync_state(*CENTRE.peers, roles=("reception",)))) as driver:
        assert "訓練県" in driver.texts()
        assert not driver.has("sync.recovery.withdraw")
        assert not driver.has("sync.recovery.text")


async def test_it_is_drawn_in_english_with_large_letters(centre: Centre) -> None:
    centre.do(TakeRecoveryKey(KEY.public_key, KEY.sealing_key, KEY.name))
    async with page(centre, look=Look(language="en", letters="extra"), width=800) as driver:
        assert f"Fingerprint {KEY.fingerprint}" in driver.texts()
