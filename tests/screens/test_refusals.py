"""Refusals stand beside what they are about; hard stops are gone over by name, role and reason."""

import asyncio

import flet as ft
import pytest

from app.services.command import Actor, Override, Refused
from app.ui.component import component
from app.ui.components.refusals import may_decide, refusal_card
from app.ui.desk import Desk, Door, StaffChoice
from sync.core.ids import EntityId
from tests.support.sessions import SessionDriver
from tests.support.stand_in import StandInOperation
from tests.support.world import FakeClock, SeededRandom

MEMBER = Actor(EntityId(b"\2" * 16), "班員 花子", "member")
LEADER = Actor(EntityId(b"\3" * 16), "班長 次郎", "leader")
STAFF = tuple(
    StaffChoice(actor.staff, actor.name, actor.role)
    for actor in (MEMBER, LEADER)
    if actor.staff is not None
)
STOP = Refused("failed", {"number": "E-0000"}, override="leader")


@pytest.mark.parametrize(
    ("role", "wanted", "may"),
    [
        ("chief", "leader", True),
        ("leader", "leader", True),
        ("member", "leader", False),
        ("leader", "chief", False),
        ("leader", "unheard_of", False),
    ],
)
def test_who_may_decide_follows_the_order_of_roles(role: str, wanted: str, may: bool):
    assert may_decide(role, wanted) is may


class Decisions:
    def __init__(self, refused: Refused = STOP) -> None:
        self.made: list[Override] = []
        self.next = 0
        self.refused = refused

    def card(self):
        def advance() -> None:
            self.next += 1

        @component
        def Card() -> ft.Control:
            return refusal_card(
                "stop",
                self.refused,
                next_step=("いま加入する", advance),
                on_override=self.made.append,
            )

        return Card


def driver_for(actor: Actor) -> SessionDriver:
    driver = SessionDriver(StandInOperation(), actor=actor)
    door = Door(
        unlock=lambda _: driver.operation,
        staff=lambda _: STAFF,
        sign_in=lambda _operation, who, pin: LEADER if pin == "1234" else None,
        nobody_yet=actor,
    )
    driver.desk = Desk(door, FakeClock(), SeededRandom(1))
    return driver


async def test_the_next_step_stands_beside_the_reason():
    decisions = Decisions()
    async with driver_for(MEMBER) as driver:
        await driver.show(decisions.card())
        assert "うまくいきませんでした" in driver.text()
        await driver.tap("stop.next")
        assert decisions.next == 1


async def test_somebody_with_the_role_gives_a_reason_and_it_is_recorded_by_name():
    decisions = Decisions()
    async with driver_for(LEADER) as driver:
        await driver.show(decisions.card())
        await driver.tap("stop.override")
        assert not driver.has("stop.pin")
        await driver.tap("stop.go")
        assert "理由を書いてください" in driver.text()
        assert not decisions.made
        await driver.type("stop.reason", "家族が同行")
        await driver.tap("stop.go")
        (made,) = decisions.made
        assert made == Override(EntityId(b"\3" * 16), "班長 次郎", "leader", "家族が同行")


async def test_without_the_role_a_leader_is_chosen_and_proves_it_by_pin():
    decisions = Decisions()
    async with driver_for(MEMBER) as driver:
        await driver.show(decisions.card())
        await driver.tap("stop.override")
        assert driver.keys("stop.by.") == [f"stop.by.{'03' * 16}"]  # members are not offered
        await driver.tap(f"stop.by.{'03' * 16}")
        await driver.type("stop.reason", "家族が同行")
        await driver.type("stop.pin", "0000")
        await press_go(driver)
        assert "暗証番号がちがいます" in driver.text()
        assert not decisions.made
        await driver.type("stop.pin", "1234")
        await press_go(driver)
        assert decisions.made[0].by_name == "班長 次郎"


async def press_go(driver: SessionDriver) -> None:
    task = asyncio.ensure_future(driver.tap("stop.go"))
    for _ in range(20):
        driver.timers.pass_()
        await asyncio.sleep(0)
    await task
    await driver.settle()


async def test_a_stop_that_nobody_may_go_over_offers_no_way():
    decisions = Decisions(Refused("failed", {"number": "E-0000"}))
    async with driver_for(LEADER) as driver:
        await driver.show(decisions.card())
        assert not driver.has("stop.override")
