"""What stays on record: who let in and sent away, who wrote a record and who holds it, and the seal
of a day that waits for the other devices."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from app.services.command import Actor
from app.services.devices import EnrolDevice, RevokeDevice
from app.services.sync_view import DEVICE_ACTS, LinkState
from app.store.queries.day import day_seal
from app.store.queries.devices import device_records, proofs_of
from app.ui.look import Look
from app.ui.screens.field.route import SECTION as FIELD
from app.ui.screens.sync.route import SECTION as SYNC
from app.ui.screens.today.route import TodayRoute
from sync.crypto.device import DeviceKey
from sync.crypto.grants import sealing_public
from tests.support.busy_day import ISO, BusyDay
from tests.support.centres import Centre
from tests.support.planting import plant
from tests.support.sessions import SessionDriver, session_on
from tests.support.sync_stand_in import BASE, HOUR_MS, StandInSync, peer, sync_state
from tests.support.world import SeededRandom

LEADER = Actor(None, "訓練 次子", "leader", desk="A")


def enrolled(centre: Centre, label: str, seed: int) -> DeviceKey:
    key = DeviceKey.generate(SeededRandom(seed))
    centre.do(EnrolDevice(key.public_key, sealing_public(key), b"", ("reception",), label))
    return key


@asynccontextmanager
async def today(centre: Centre, sync: StandInSync, **seat: object) -> AsyncIterator[SessionDriver]:
    async with session_on(centre, **seat) as driver:  # type: ignore[arg-type]
        driver.desk.sync = sync
        yield await driver.show(TodayRoute)


# ------------------------------------------------------------------------------- records


async def test_who_let_in_and_sent_away_is_on_record_with_the_reason(centre: Centre) -> None:
    key = enrolled(centre, "受付のタブレット", 5)
    centre.do(RevokeDevice(key.device_id, "失くした　体育館で"))
    async with session_on(centre) as driver:
        driver.desk.sync = StandInSync()
        await driver.open_app("/sync/records", sections=(SYNC,))
        words = driver.texts()
        assert words.index("端末を外した") < words.index("端末を仲間に入れた")
        assert "端末：B 受付のタブレット" in words
        assert "理由：失くした　体育館で" in words
        assert not driver.has("sync.records.older")


def test_records_come_in_pages_and_only_those_about_devices(centre: Centre) -> None:
    plant(centre, "volunteer", number="A-0001", name="架空 花子")
    enrolled(centre, "受付のタブレット", 5)
    enrolled(centre, "ニーズのタブレット", 6)
    first = centre.operation.read(lambda db: device_records(db, DEVICE_ACTS, 1))
    assert [one.act for one in first] == ["enrol_device"]
    rest = centre.operation.read(lambda db: device_records(db, DEVICE_ACTS, 9, first[0].mark))
    assert [one.act for one in rest] == ["enrol_device", "open_centre"]


# ------------------------------------------------------------------------------- proof


async def test_the_proof_of_a_record_names_who_where_when_and_who_holds_it(
    centre: Centre, busy: BusyDay
) -> None:
    sync = StandInSync()
    async with session_on(centre) as driver:
        driver.desk.sync = sync
        team = centre.rows("SELECT id FROM team WHERE state = 'out' LIMIT 1")[0][0]
        assert isinstance(team, bytes)
        await driver.open_app(f"/field/team/{team.hex()}", sections=(FIELD,))
        await driver.tap("proof.open")
        lines = driver.keys("proof.line:")
        assert lines
        assert "いま持っている端末：この端末・B" in driver.texts()
        sync.held_by = ("A",)
        sync.tell()
        await driver.settle()
        assert "いま持っている端末：この端末だけ" in driver.texts()
        await driver.tap("proof.open")
        assert not driver.keys("proof.line:")


async def test_without_other_devices_the_proof_still_names_who_and_when(
    centre: Centre, busy: BusyDay
) -> None:
    team = centre.rows("SELECT id FROM team WHERE state = 'out' LIMIT 1")[0][0]
    assert isinstance(team, bytes)
    proofs = centre.operation.read(lambda db: proofs_of(db, team))  # type: ignore[arg-type]
    assert proofs[0].batches
    async with session_on(centre, look=Look(language="en")) as driver:
        await driver.open_app(f"/field/team/{team.hex()}", sections=(FIELD,))
        await driver.tap("proof.open")
        assert "device A" in driver.text()
        assert "Held now by" not in driver.text()


# ------------------------------------------------------------------------------- the seal


async def test_the_seal_turns_green_when_the_devices_have_become_equal(centre: Centre) -> None:
    apart = replace(BASE, state=LinkState.SYNCING)
    sync = StandInSync(sync_state(apart, peer("C")))
    async with today(centre, sync) as driver:
        await driver.type("today.note", "書きかけ")
        assert "端末 B 訓練のタブレットB は、まだ同じ内容になっていません" in driver.texts()
        assert not driver.has("today.close")
        await driver.tap("today.sync_now")
        assert sync.asked == [("sync_now",)]
        sync.change(sync_state(BASE, peer("C")))
        await driver.settle()
        assert driver.has("today.close")
        assert not driver.has("today.sync_now")
        assert driver.value("today.note") == "書きかけ"
        await driver.tap("today.close")
        assert "締めました" in driver.text() or not driver.has("today.close")


async def test_only_the_chief_closes_over_a_device_and_it_stays_on_the_seal(centre: Centre) -> None:
    sync = StandInSync(sync_state(peer("C", LinkState.NOT_SAME)))
    async with today(centre, sync, actor=LEADER) as driver:
        await driver.tap("today.close_over")
        assert "today.close_refused" in str(driver.keys("today."))
    async with today(centre, sync) as driver:
        await driver.type("today.reason", "電池が切れかけている")
        await driver.tap("today.close_over")
        seal = centre.operation.read(lambda db: day_seal(db, ISO))
        assert seal is not None
        assert seal.open_points == ("端末 C 訓練のタブレットC は、まだ同じ内容になっていません",)


async def test_what_cannot_be_reached_is_named_and_stops_nothing(centre: Centre) -> None:
    sync = StandInSync(
        sync_state(
            peer("C", LinkState.UNREACHABLE, same_ms=centre.clock.ms - HOUR_MS),
            peer("D", LinkState.NEVER),
            peer("E", LinkState.REVOKED),
        )
    )
    async with today(centre, sync) as driver:
        words = driver.text()
        assert "端末 C 訓練のタブレットC には届きません（最後に一致 8:42）" in words
        assert "端末 D 訓練のタブレットD には、まだ一度も届いていません。" in words
        assert "訓練のタブレットE" not in words
        assert driver.has("today.close")


async def test_a_device_that_comes_between_the_look_and_the_tap_holds_the_seal(
    centre: Centre,
) -> None:
    sync = StandInSync(sync_state(BASE))
    async with today(centre, sync) as driver:
        sync.now = sync_state(replace(BASE, waiting=1))  # nobody was told yet
        await driver.tap("today.close")
        assert centre.operation.read(lambda db: day_seal(db, ISO)) is None
