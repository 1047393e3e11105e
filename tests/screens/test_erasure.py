"""個人の情報を消去: the chief's two steps, and how far an erasure has come."""

from dataclasses import replace

import pytest

from app.services.command import Actor
from app.services.erasure import EraseSubject
from app.services.needs import ReceiveNeed
from app.services.sync_view import LinkState
from app.services.volunteers import RegisterVolunteer
from app.ui.screens.needs.route import SECTION as NEEDS
from app.ui.screens.reception.route import SECTION as RECEPTION
from app.ui.screens.today.history_route import HistoryRoute
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.sessions import session_on
from tests.support.sync_stand_in import StandInSync, peer, sync_state

LEADER = Actor(EntityId(b"l" * 16), "訓練 班長", "leader")


def person(centre: Centre) -> EntityId:
    found = centre.do(RegisterVolunteer("架空 消子", "カクウ", "090-0000-0066")).entity
    assert found is not None
    return found


async def test_a_chief_erases_a_person_in_two_steps(centre: Centre) -> None:
    who = person(centre)
    async with session_on(centre) as driver:
        await driver.open_app(f"/reception/{who.hex()}", sections=(RECEPTION,))
        assert not driver.has("erase.now")
        await driver.tap("erase.open")
        assert "元に戻せません" in driver.text()
        await driver.tap("erase.now")
        assert "消去する理由を書いてください" in driver.text()
        assert len(centre.rows("SELECT 1 FROM volunteer")) == 1
        await driver.type("erase.reason", "本人の求め")
        await driver.tap("erase.now")
        assert centre.rows("SELECT 1 FROM volunteer") == []
        assert "架空 消子" not in driver.text()
        assert centre.rows("SELECT reason FROM live_erasure") == [("本人の求め",)]


async def test_whoever_thinks_better_of_it_erases_nothing(centre: Centre) -> None:
    who = person(centre)
    async with session_on(centre) as driver:
        await driver.open_app(f"/reception/{who.hex()}", sections=(RECEPTION,))
        await driver.tap("erase.open")
        await driver.tap("erase.not")
        assert not driver.has("erase.now")
    assert len(centre.rows("SELECT 1 FROM volunteer")) == 1


async def test_a_need_is_erased_from_its_page(centre: Centre) -> None:
    need = centre.do(ReceiveNeed({"name": "架空 消子", "phone": "090-0000-0066"})).entity
    assert need is not None
    async with session_on(centre) as driver:
        await driver.open_app(f"/needs/{need.hex()}", sections=(NEEDS,))
        await driver.tap("erase.open")
        await driver.type("erase.reason", "本人の求め")
        await driver.tap("erase.now")
        assert centre.rows("SELECT 1 FROM need_private") == []


async def test_nobody_else_is_offered_it(centre: Centre) -> None:
    who = person(centre)
    async with session_on(centre, actor=LEADER) as driver:
        await driver.open_app(f"/reception/{who.hex()}", sections=(RECEPTION,))
        assert not driver.has("erase.open")


@pytest.mark.parametrize(("held", "line"), [(("A", "B"), "2/4 台"), (("A", "B", "C"), "3/4 台")])
async def test_the_record_says_on_how_many_devices_it_is_done(
    centre: Centre, held: tuple[str, ...], line: str
) -> None:
    """Devices that were sent away do not count, nor do backups, which have no letter. A hub has not
    carried it out before it was told which bodies must go."""
    centre.do(EraseSubject(person(centre), "本人の求め"))
    sync = StandInSync(
        sync_state(
            peer("B"), peer("C"), peer("D", LinkState.REVOKED), peer("H", is_hub=True),
            replace(peer("E"), letter=""),
        )
    )  # fmt: skip
    sync.held_by = held
    async with session_on(centre) as driver:
        driver.desk.sync = sync
        await driver.show(HistoryRoute)
        assert f"A-0001　本人の求め　消去の伝達: {line}" in driver.text()


async def test_a_lone_device_says_that_it_is_done(centre: Centre) -> None:
    centre.do(EraseSubject(person(centre), "本人の求め"))
    async with session_on(centre) as driver:
        await driver.show(HistoryRoute)
        assert "消去の伝達: 1/1 台" in driver.text()
