"""A full disk as a person at the screen meets it: words, nothing lost, and on with room again."""

from pathlib import Path

from app.services.command import Ok, Refused
from app.services.needs import ReceiveNeed
from app.services.operation import Operation
from sync.log.sqlite import SqliteLog
from tests.support.centres import Centre
from tests.support.needs_desk import HOUSE, desk, open_needs


def limit(operation: Operation, pages: int) -> None:
    """SQLite's own quota: what it answers then is what a full disk answers."""
    log = operation.log
    assert isinstance(log, SqliteLog)
    log._db.execute(f"PRAGMA max_page_count = {pages}")


def fill(centre: Centre) -> int:
    """How many calls were taken before there was no room, not even for the shortest."""
    taken = 0
    for values in (HOUSE, {"name": "訓"}):
        while isinstance(outcome := centre.operation.submit(ReceiveNeed(values), centre.actor), Ok):
            taken += 1
        assert outcome == Refused("disk_full")
    return taken


async def test_the_screen_says_so_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with desk(tmp_path) as (driver, centre):
        limit(centre.operation, 1)
        before = fill(centre)
        await driver.tap("needs.new")
        await driver.type("needs.field.name", "訓練 次郎")
        await driver.tap("needs.receive")
        assert "ディスクの空きがありません。この操作は保存されていません" in driver.text()
        assert len(open_needs(centre)) == before
        limit(centre.operation, 100_000)
        await driver.tap("needs.receive")
        assert len(open_needs(centre)) == before + 1
        assert centre.operation.working_set.digest() == centre.operation.rebuild_digest()
