"""An operation on a real disk: what it confirmed is there when it opens again."""

from pathlib import Path

import pytest

from app.bootstrap import SET_UP, new_operation, open_operation
from app.services.centre import ChangeSetting
from app.services.command import Ok, Refused
from app.services.context import setting_value
from app.services.operation_files import OperationInUse, World
from sync.core.errors import WrongPassphrase
from sync.crypto.vault import ScryptCost
from sync.engine.world import RealDisk
from tests.support.world import FakeClock, SeededRandom

PASSPHRASE = "訓練 あさひ 2026"


@pytest.fixture
def world() -> World:
    return World(FakeClock(1_786_400_000_000), SeededRandom(7), RealDisk(), ScryptCost(log2_n=4))


def test_what_was_confirmed_is_there_after_opening_again(tmp_path: Path, world: World) -> None:
    operation = new_operation(tmp_path, PASSPHRASE, "訓練市災害VC", drill=True, world=world)
    day = operation._context(operation.working_set.reader(), SET_UP).today
    assert isinstance(operation.submit(ChangeSetting("group_minimum", 8), SET_UP), Ok)
    digest = operation.working_set.digest()
    operation.close()

    again = open_operation(tmp_path, PASSPHRASE, world)
    assert again.read(lambda db: setting_value(db, "group_minimum", day)) == 8
    assert again.working_set.digest() == digest == again.rebuild_digest()
    again.close()


def test_a_refusal_changes_nothing(tmp_path: Path, world: World) -> None:
    operation = new_operation(tmp_path, PASSPHRASE, "訓練市災害VC", world=world)
    before = operation.log.count()
    assert operation.submit(ChangeSetting("no_such", 1), SET_UP) == Refused(
        "no_such_setting", {"key": "no_such"}
    )
    assert operation.log.count() == before
    operation.close()


def test_undo_is_a_batch_of_its_own_and_brings_the_setting_back(
    tmp_path: Path, world: World
) -> None:
    operation = new_operation(tmp_path, PASSPHRASE, "訓練市災害VC", world=world)
    done = operation.submit(ChangeSetting("team_size", 8), SET_UP)
    assert isinstance(done, Ok)
    count = operation.log.count()
    assert isinstance(operation.undo(done.action, SET_UP), Ok)
    assert operation.log.count() == count + 1
    assert operation.read(
        lambda db: db.execute("SELECT count(*) FROM live_setting").fetchone()
    ) == (0,)
    operation.close()


def test_a_second_window_is_told_that_the_operation_is_open(tmp_path: Path, world: World) -> None:
    operation = new_operation(tmp_path, PASSPHRASE, "訓練市災害VC", world=world)
    with pytest.raises(OperationInUse):
        open_operation(tmp_path, PASSPHRASE, world)
    operation.close()


def test_a_wrong_passphrase_is_named_and_the_folder_stays_usable(
    tmp_path: Path, world: World
) -> None:
    new_operation(tmp_path, PASSPHRASE, "訓練市災害VC", world=world).close()
    with pytest.raises(WrongPassphrase):
        open_operation(tmp_path, "ちがう", world)
    open_operation(tmp_path, PASSPHRASE, world).close()


def test_no_name_stands_in_clear_in_the_folder(tmp_path: Path, world: World) -> None:
    new_operation(tmp_path, PASSPHRASE, "訓練市災害VC", world=world).close()
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert "訓練市災害VC".encode() not in path.read_bytes(), path.name
