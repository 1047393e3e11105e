"""Starts one person's session in the headless driver."""

import asyncio
from collections.abc import Callable
from typing import TypedDict, Unpack

import flet as ft

from app.services.command import Actor
from app.ui.app import begin_session
from app.ui.desk import Desk, Door
from app.ui.look import DEFAULT_LOOK, Look
from app.ui.operation_port import OperationPort
from app.ui.runtime import Runtime
from app.ui.section import Section
from app.ui.sections import SECTIONS
from tests.support.centres import Centre
from tests.support.driver import Driver
from tests.support.stand_in import StandInOperation
from tests.support.world import FakeClock, SeededRandom

CHIEF = Actor(None, "訓練 太郎", "chief", desk="A")


class Seat(TypedDict, total=False):
    """Who sits there, and at what window."""

    actor: Actor
    look: Look
    width: int
    height: int


def open_door(operation: OperationPort, actor: Actor) -> Door:
    """Any passphrase opens, nobody is asked for a PIN."""
    return Door(
        unlock=lambda _passphrase: operation,
        staff=lambda _operation: (),
        sign_in=lambda _operation, _who, _pin: None,
        nobody_yet=actor,
        automatic=lambda _operation: actor,
    )


class Timers:
    """Waiting without a clock: `await timers.pass_()` ends every wait that stands."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    async def sleep(self, _seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future

    def pass_(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)


class SessionDriver(Driver):
    """A driver whose session is signed in: `await SessionDriver().show(lambda: NeedsRoute())`."""

    def __init__(
        self,
        operation: OperationPort | None = None,
        *,
        actor: Actor = CHIEF,
        look: Look = DEFAULT_LOOK,
        width: int = 1280,
        height: int = 800,
    ) -> None:
        super().__init__(width=width, height=height)
        self.operation = operation if operation is not None else StandInOperation()
        self.actor, self.first_look = actor, look
        self.timers = Timers()
        self.desk = Desk(open_door(self.operation, actor), FakeClock(), SeededRandom(1))

    @property
    def runtime(self) -> Runtime:
        found = self.page.session.store.get("tasuki.runtime")
        assert isinstance(found, Runtime)
        return found

    async def show(
        self,
        draw: Callable[[], ft.Control],
        *,
        before: Callable[[ft.Page], None] | None = None,
        route: str = "/",
    ) -> "SessionDriver":
        def begin(page: ft.Page) -> None:
            runtime = Runtime(page, self.desk, look=self.first_look, sleep=self.timers.sleep)
            runtime.open(self.operation)
            runtime.sign_in(self.actor)
            if before is not None:
                before(page)
            page.render(draw)

        return await self.start(begin, route=route)

    async def open_app(
        self,
        route: str = "/",
        *,
        sections: tuple[Section, ...] = SECTIONS,
        desk: Desk | None = None,
    ) -> "SessionDriver":
        """The whole app behind its doors, as a browser that asks for `route` gets it."""
        if desk is not None:
            self.desk = desk
        else:
            self.desk.operation = self.operation

        def begin(page: ft.Page) -> None:
            begin_session(
                page,
                self.desk,
                look=self.first_look,
                sections=sections,
                sleep=self.timers.sleep,
            )

        return await self.start(begin, route=route)

    async def close(self) -> None:
        self.runtime.close()
        await super().close()
        self.desk.workers.close()


def session_on(centre: Centre, **seat: Unpack[Seat]) -> SessionDriver:
    """A session on a real operation whose clock both share."""
    driver = SessionDriver(centre.operation, **seat)
    driver.desk.clock = centre.clock
    return driver
