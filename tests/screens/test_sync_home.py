"""The line in the band, the sync screen with everything it may have to say, the base station."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Unpack

import pytest

from app.services.command import Refused
from app.services.sync_view import LINK_ERRORS, LinkState, Peer, SyncState
from app.ui.look import Look
from app.ui.screens.sync.home import PAGES
from app.ui.sync_words import fresh_words
from sync.core.ids import DeviceId
from tests.support.sessions import Seat, SessionDriver
from tests.support.sync_stand_in import (
    BASE,
    CENTRE,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    StandInSync,
    device,
    peer,
    sync_state,
)
from tests.support.world import FakeClock

LOST_B = f"sync.lost:{device(ord('B')).hex()}"
CARD_B = f"sync.peer:{device(ord('B')).hex()}"


@asynccontextmanager
async def syncing(
    sync: StandInSync, route: str = "/sync", **seat: Unpack[Seat]
) -> AsyncIterator[SessionDriver]:
    """The whole app where this port syncs, at an address."""
    async with SessionDriver(**seat) as driver:
        driver.desk.sync = sync
        yield await driver.open_app(route)


# ------------------------------------------------------------------------------- the line

FRESH = {
    "8:39 に端末Cと一致・未送信 0": sync_state(peer("C"), fresh_ms=-2, fresh_with="C"),
    "8:39 に親機と一致・未送信 12": sync_state(BASE, fresh_ms=-2, fresh_with="B", unsent=12),
    "まだどの端末とも一致していません・未送信 12": sync_state(
        peer("C", LinkState.NEVER), unsent=12
    ),
    "親機に届きません（8:39 に一致）・未送信 12": sync_state(
        replace(BASE, state=LinkState.UNREACHABLE), peer("C"), fresh_ms=-2, fresh_with="B",
        unsent=12,
    ),
    "どの端末にも届きません（8:39 に端末Cと一致）・未送信 1": sync_state(
        peer("C", LinkState.UNREACHABLE), peer("D", LinkState.NEVER), fresh_ms=-2, fresh_with="C",
        unsent=1,
    ),
    "この端末に保存済み": sync_state(),
    "最初の同期がまだ終わっていません・未送信 3": sync_state(BASE, filling="wanted", unsent=3),
    "最初の写しを表示中・記録を受け取っています・未送信 0": sync_state(
        BASE, fresh_ms=-2, fresh_with="B", filling="image"
    ),
    "この端末は失効しました": sync_state(BASE, revoked=True),
    "この端末の写しが動いています": sync_state(BASE, copied=True),
    "端末Dが2つに分かれています": sync_state(BASE, peer("D", LinkState.FORKED)),
    "ほかの端末がつながりません": sync_state(BASE, blocked=True, base=True),
}  # fmt: skip


@pytest.fixture
async def driver() -> AsyncIterator[SessionDriver]:
    async with SessionDriver() as session:
        session.desk.sync = StandInSync()
        yield await session.open_app("/today")


async def test_one_line_always_says_how_fresh_this_device_is(driver: SessionDriver) -> None:
    sync = driver.desk.sync
    assert isinstance(sync, StandInSync)
    clock = driver.desk.clock
    assert isinstance(clock, FakeClock)
    clock.ms = now = 1_786_405_260_000  # 8:41 in Japan
    await driver.resize(1600, 900)
    for words, state in FRESH.items():
        at = state.fresh_ms * MINUTE_MS + now if state.fresh_ms is not None else None
        sync.change(replace(state, fresh_ms=at))
        await driver.settle()
        assert words in driver.texts(), words


async def test_only_where_a_person_must_act_the_line_is_an_alarm() -> None:
    kinds = {words: fresh_words(state, NOW_MS, short=False).kind for words, state in FRESH.items()}
    assert [kind for kind in kinds.values() if kind == "alarm"] == ["alarm"] * 4
    assert kinds["親機に届きません（8:39 に一致）・未送信 12"] == "away"


def test_another_day_is_said_with_the_time() -> None:
    state = sync_state(peer("C"), fresh_ms=NOW_MS - 24 * HOUR_MS, fresh_with="C")
    assert fresh_words(state, NOW_MS, short=True).text.startswith("2/1 ")


async def test_the_line_is_short_on_a_tablet_and_below_the_rest_on_a_narrow_screen(
    driver: SessionDriver,
) -> None:
    await driver.resize(1280, 800)
    assert "11:39 一致・未送信 0" in driver.texts()
    await driver.resize(600, 1000)
    assert "11:39 一致・未送信 0" in driver.texts()
    await driver.resize(800, 1280)
    assert "11:39 に親機と一致・未送信 0" in driver.texts()
    await driver.tap("frame.fresh")
    assert driver.page.route == "/sync"
    assert driver.has("sync.now")


async def test_a_desk_that_syncs_with_nobody_says_so_politely() -> None:
    async with SessionDriver() as driver:
        await driver.open_app("/sync")
        assert "この端末は、ほかの端末と同期していません" in driver.text()
        assert "この端末に保存済み" in driver.texts()
        await driver.visit("/settings")
        assert not driver.has("settings.page.sync")


async def test_the_settings_lead_to_the_screen() -> None:
    async with syncing(StandInSync(), "/settings") as driver:
        await driver.tap("settings.page.sync")
        assert driver.page.route == "/sync"


# ------------------------------------------------------------------------------- the screen


async def test_each_device_says_how_it_stands() -> None:
    states = [peer(chr(ord("C") + place), state) for place, state in enumerate(LinkState)]
    far = peer("K", LinkState.NOT_SAME, waiting=1234, ahead_ms=61_000, ends_on="2026-08-31")
    async with syncing(StandInSync(sync_state(BASE, far, *states))) as driver:
        words = driver.text()
        for said in ("同じ", "まだ同じではない", "合わせている", "届かない", "まだ会っていない",
                     "失効", "2つに分かれている", "まだ届いていない記録：1,234件",
                     "時計：1分1秒進んでいる", "最後に見た：11:39", "最後に一致：10:40",
                     "アドレス：192.168.1.66:8743"):  # fmt: skip
            assert said in words, said
        assert "8/31まで" in words
        assert not driver.has("sync.clock")
        cards = driver.keys("sync.peer:")
        assert cards[0] == CARD_B
        assert (
            cards[-1]
            == f"sync.peer:{device(ord('C') + list(LinkState).index(LinkState.REVOKED)).hex()}"
        )


async def test_an_error_comes_with_what_to_do_and_an_unknown_one_with_its_code() -> None:
    peers = [
        peer("C", LinkState.UNREACHABLE, device=device(50 + place), error=code)
        for place, code in enumerate((*LINK_ERRORS, "newer_code"))
    ]
    async with syncing(StandInSync(sync_state(*peers))) as driver:
        words = driver.text()
        assert "届きません。相手の電源と、同じWi-Fiにいるかを確かめてください。" in words
        assert "newer_code" in words


async def test_an_address_without_an_answer_is_a_card_that_cannot_be_sent_away() -> None:
    nobody = Peer(DeviceId(b""), "", "", (), LinkState.UNREACHABLE, address="192.168.1.99:8743")
    other = replace(nobody, address="192.168.1.98:8743", state=LinkState.NEVER)
    async with syncing(StandInSync(sync_state(nobody, other))) as driver:
        assert driver.keys("sync.peer:") == [
            "sync.peer:192.168.1.98:8743", "sync.peer:192.168.1.99:8743",
        ]  # fmt: skip
        assert "まだ答えていない相手" in driver.texts()
        assert not driver.keys("sync.lost:")


async def test_a_clock_two_minutes_apart_is_a_banner_and_a_closed_port_says_what_to_click() -> None:
    late = replace(BASE, ahead_ms=-3 * MINUTE_MS)
    state = sync_state(late, blocked=True, base=True, listening="192.168.1.10:8743")
    async with syncing(StandInSync(state)) as driver:
        assert "端末 B 訓練のタブレットB の時計が、3分遅れています" in driver.texts()
        assert driver.has("sync.firewall")
        assert "ポート 8743 を止めている" in driver.text()
        assert "Windows" in driver.texts()
        assert "Mac" in driver.texts()


async def test_a_new_device_says_how_far_it_is_and_where_its_first_copy_was_wrong() -> None:
    for stage, words in (
        ("wanted", "最初の同期がまだ終わっていません"), ("image", "最初の写しを表示しています"),
        ("differed", "最初の写しが記録と違っていました"),
    ):  # fmt: skip
        async with syncing(StandInSync(sync_state(BASE, filling=stage))) as driver:
            assert driver.has("sync.filling")
            assert words in driver.texts()
    async with syncing(StandInSync(sync_state(BASE))) as driver:
        assert not driver.has("sync.filling")


async def test_the_base_station_is_two_taps_and_shows_its_address() -> None:
    sync = StandInSync(sync_state(BASE))
    async with syncing(sync) as driver:
        await driver.tap("sync.base")
        assert sync.asked == []
        await driver.tap("sync.base_yes")
        assert sync.asked == [("be_base", True, "訓練 太郎")]
        assert "アドレス：192.168.1.10:8743" in driver.texts()
        await driver.tap("sync.address_qr")
        assert "仲間の端末でこのQRを読むと、この端末につながります" in driver.texts()
        await driver.tap("sync.base")
        await driver.tap("sync.base_no")
        assert len(sync.asked) == 1


async def test_a_port_that_is_taken_is_said_beside_the_switch() -> None:
    sync = StandInSync(sync_state())
    sync.refusals["be_base"] = Refused("sync_port_taken", {"port": 8743})
    async with syncing(sync) as driver:
        assert "ほかの端末は、まだありません" in driver.texts()
        await driver.tap("sync.base")
        await driver.tap("sync.base_yes")
        assert "ほかのプログラムがポート 8743 を使っています" in driver.text()
        assert driver.has("sync.base_yes")


async def test_an_address_by_hand_and_asking_all_now() -> None:
    sync = StandInSync()
    async with syncing(sync) as driver:
        sync.refusals["add_address"] = Refused("sync_address_unreadable", field="address")
        await driver.type("sync.new_address", "？？", enter=True)
        assert "アドレスとして読めません" in driver.text()
        sync.refusals.clear()
        await driver.type("sync.new_address", "192.168.1.20:8743")
        await driver.tap("sync.add")
        assert sync.asked[-1] == ("add_address", "192.168.1.20:8743")
        await driver.tap("sync.now")
        assert len(sync.asked) == 3


async def test_what_happens_elsewhere_is_seen_without_a_tap() -> None:
    sync = StandInSync(sync_state(replace(BASE, state=LinkState.NOT_SAME, waiting=3)))
    async with syncing(sync) as driver:
        assert "まだ届いていない記録：3件" in driver.texts()
        sync.change(CENTRE)
        await driver.settle()
        assert "まだ届いていない記録：0件" in driver.texts()


@pytest.mark.parametrize(
    "look", [Look(letters="extra"), Look(language="en", letters="large", theme="dark")]
)
async def test_it_is_drawn_in_every_look_and_width(look: Look) -> None:
    state: SyncState = sync_state(
        BASE, *(peer(chr(ord("C") + place), one) for place, one in enumerate(LinkState)),
        blocked=True, base=True, listening="192.168.1.10:8743", address_qr="x", held_back=4,
    )  # fmt: skip
    async with syncing(StandInSync(state), look=look, width=800, height=1280) as driver:
        assert not driver.has("failed_card")
        await driver.resize(1440, 900)
        assert not driver.has("failed_card")
        assert len(driver.keys("sync.page.")) == len(PAGES)


async def test_a_hub_is_told_of_once_for_all_devices_and_taken_out_again() -> None:
    sync = StandInSync()
    async with syncing(sync) as driver:
        sync.refusals["tell_hub"] = Refused("sync_address_unreadable", field="hub")
        await driver.type("sync.hub", "ここ", enter=True)
        assert "アドレスとして読めません" in driver.text()
        del sync.refusals["tell_hub"]
        await driver.type("sync.hub", "hub.example.org", enter=True)
        assert ("tell_hub", "hub.example.org") in sync.asked
        assert "hub.example.org" in driver.texts()
        await driver.tap(f"sync.hub_drop:{sync.now.hubs[0].id.hex()}")
        assert "hub.example.org" not in driver.texts()
        assert "どの端末も、もうそこへはつなぎません" in driver.texts()
