"""The desk of needs in the headless driver: a real operation, a person at /needs, short words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Unpack

from app.services.command import Actor
from app.services.needs import ReceiveNeed
from app.store.queries.needs import needs_for_list
from app.store.queries.needs_page import sheet_values
from app.ui.screens.needs.route import SECTION
from sync.core.ids import EntityId
from sync.core.operations import Value
from tests.support.centres import Centre, open_centre
from tests.support.sessions import Seat, SessionDriver, session_on

MEMBER = Actor(None, "班員 花子", "member", frozenset({"needs"}), False)
HOUSE: dict[str, Value] = {
    "name": "訓練 花子", "kana": "くんれん はなこ", "phone": "090-0000-0011",
    "address": "小田原市栄町2-1-1",
    "household": "独居",
}  # fmt: skip
FINDINGS: dict[str, Value] = {
    "feasible": "yes", "kinds": ("mud_removal",), "people": 5, "people_reason": "床下一面",
}  # fmt: skip


@asynccontextmanager
async def desk(folder: Path, **seat: Unpack[Seat]) -> AsyncIterator[tuple[SessionDriver, Centre]]:
    """A driver at /needs of a real operation, and the operation."""
    with open_centre(folder / "op") as centre:
        async with session_on(centre, **seat) as driver:
            await driver.open_app("/needs", sections=(SECTION,))
            yield driver, centre


def receive(centre: Centre, **values: Value) -> EntityId:
    done = centre.do(ReceiveNeed({**HOUSE, **values}))
    assert done.entity is not None
    return done.entity


def values_of(centre: Centre, need: EntityId) -> dict[str, Value]:
    return centre.operation.read(lambda db: sheet_values(db, need))


def open_needs(centre: Centre) -> list[EntityId]:
    return [line.id for line in centre.operation.read(lambda db: needs_for_list(db, "open"))]


def row(need: EntityId) -> str:
    return f"needs.row:{need.hex()}"


async def visit(driver: SessionDriver, need: EntityId, rest: str = "") -> None:
    await driver.visit(f"/needs/{need.hex()}{rest}")
